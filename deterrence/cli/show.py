"""`deterrence show MODEL`: a model as the toolkit understood it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from deterrence.cli.given import json_option, model_word, set_option, settings_of
from deterrence.cli.terminal import folded, present, say

if TYPE_CHECKING:
    from deterrence.games.model import Model


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
        game = game.at(settings)
    if given.json:
        from deterrence.cli.as_json import game_record, json_text

        say(json_text(game_record(game)))
        return 0
    present(repr(game), game.players)
    for line in _said(game):
        say(line)
    return 0


def _said(game: Model) -> Iterator[str]:
    """What a model says of itself in words: its claims, its summary, its sources, its notes."""
    for number, claim in enumerate(game.claims, start=1):
        source = f" [{claim.source}]" if claim.source else ""
        expected = " (expected: refuted)" if claim.expected == "refuted" else ""
        first, *more = folded(f"{claim.says}{expected}{source}", "    ")
        yield from [f"{number:>3} {first[4:]}", *more]
    if game.summary:
        yield from ["", *folded(game.summary)]
    if game.sources:
        yield from ["", "Sources"]
    for name, text in game.sources.items():
        yield from folded(f"{name}: {text}", "    ")
    if game.notes:
        yield from ["", *folded(game.notes)]
