"""`deterrence export MODEL --to FORMAT`: a model for another tool."""

from __future__ import annotations

import argparse

from deterrence.cli.deliver import output_option, output_path
from deterrence.cli.given import model_word, set_option, settings_of
from deterrence.cli.terminal import say
from deterrence.formats.atomic_write import write_text

FORMATS = ("efg", "nfg", "latex", "python", "yaml")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words and options of the command."""
    model_word(parser)
    parser.add_argument("--to", required=True, choices=FORMATS, help="Gambit's trees or matrices, LaTeX, Python, YAML")
    output_option(parser, (), "where to (else: standard output)")
    set_option(parser, "fix a parameter; the others stay letters, in Gambit's formats base values")


def run(given: argparse.Namespace) -> int:
    """Write the model."""
    from deterrence.formats.library import dumps, load

    settings = settings_of(given.settings)
    path = output_path(given)
    game = load(given.model)
    if given.to in ("efg", "nfg"):
        game = game.base_case(settings)
    elif settings:
        game = game.at(settings)
    text = dumps(game, given.to)
    if path is None:
        say(text.rstrip("\n"))
        return 0
    write_text(path, text)
    say(f"Wrote {path}")
    return 0
