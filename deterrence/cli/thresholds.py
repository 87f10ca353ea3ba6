"""`deterrence thresholds MODEL LETTER`: where the equilibria change as one letter moves."""

from __future__ import annotations

import argparse

from deterrence.cli.given import json_option, model_word, set_option, settings_of
from deterrence.cli.terminal import progress, say


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words and options of the command."""
    model_word(parser)
    parser.add_argument("letter", metavar="LETTER", nargs="?", help="the letter that moves (else: the commitment)")
    set_option(parser, "fix another parameter; the rest take their base values")
    json_option(parser)


def run(given: argparse.Namespace) -> int:
    """Find the thresholds and print them."""
    from deterrence.formats.library import load
    from deterrence.sensitivity.thresholds import thresholds

    settings = settings_of(given.settings)
    game = load(given.model)
    with progress(f"solving {given.model}"):
        found = thresholds(game, given.letter, **settings)
        if not given.json:
            text = str(found)
    if given.json:
        from deterrence.cli.as_json import json_text, thresholds_record

        text = json_text({"model": given.model, **thresholds_record(found)})
    say(text)
    return 0
