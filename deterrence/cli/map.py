"""`deterrence map MODEL X Y`: which equilibria exist where on the plane of two letters."""

from __future__ import annotations

import argparse

from deterrence.cli.given import figure_path, json_option, model_word, set_option, settings_of
from deterrence.cli.terminal import progress, say


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words and options of the command."""
    model_word(parser)
    parser.add_argument("x", metavar="X", help="the letter across")
    parser.add_argument("y", metavar="Y", help="the letter up")
    set_option(parser, "fix another parameter; the rest take their base values")
    parser.add_argument("-o", "--output", metavar="FILE", help="draw the map: .svg, .pdf or .png (else: it is told)")
    json_option(parser)


def run(given: argparse.Namespace) -> int:
    """Find the regions; print them, or draw them."""
    from deterrence.formats.library import load
    from deterrence.sensitivity.regions import regions

    settings = settings_of(given.settings)
    path = None if given.output is None else figure_path(given.output)
    game = load(given.model)
    with progress(f"solving {given.model}"):
        found = regions(game, given.x, given.y, **settings)
        if path is not None:
            from deterrence.plots.paint import save
            from deterrence.plots.plot import plot

            save(plot(found), path)
        text = None if given.json or path is not None else str(found)
    if given.json:
        from deterrence.cli.as_json import json_text, regions_record

        text = json_text({"model": given.model, **regions_record(found)})
    if text is not None:
        say(text)
    if path is not None and not given.json:
        say(f"Wrote {path}")
    return 0
