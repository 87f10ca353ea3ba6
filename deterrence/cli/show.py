"""`deterrence show MODEL`: a model as the toolkit understood it."""

from __future__ import annotations

import argparse

from deterrence.cli.given import json_option, model_word, set_option, settings_of
from deterrence.cli.terminal import say


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words and options of the command."""
    model_word(parser)
    set_option(parser, "fix a parameter; the others stay letters")
    json_option(parser)


def run(given: argparse.Namespace) -> int:
    """Show the model."""
    from deterrence.formats.library import load

    settings = settings_of(given.settings)
    game = load(given.model)
    if settings:
        game = game.at(**settings)
    if given.json:
        from deterrence.cli.as_json import game_record, json_text

        say(json_text(game_record(game)))
    else:
        say(repr(game))
    return 0
