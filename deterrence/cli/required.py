"""`deterrence required MODEL [LETTER] --outcome NAME`: the least value of a letter from which something is so."""

from __future__ import annotations

import argparse
from typing import Any

from deterrence.cli.entry import InputError
from deterrence.cli.given import json_option, model_word, set_option, settings_of
from deterrence.cli.terminal import progress, say


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words and options of the command."""
    model_word(parser)
    parser.add_argument("letter", metavar="LETTER", nargs="?", help="the letter that moves (else: the commitment)")
    parser.add_argument("--outcome", metavar="NAME", help="the outcome wanted, with certainty")
    parser.add_argument(
        "--move", metavar="PLAYER=MOVE", action="append", default=[], help="what a player is to do; may be repeated"
    )
    parser.add_argument(
        "--in", choices=("every", "some"), default="every", dest="which", help="in every equilibrium, or in some"
    )
    set_option(parser, "fix another parameter; the rest take their base values")
    json_option(parser)


def run(given: argparse.Namespace) -> int:
    """Find the value and print it."""
    from deterrence.formats.library import load
    from deterrence.sensitivity.required import required

    settings = settings_of(given.settings)
    moves = moves_of(given.move)
    if (given.outcome is None) == (not moves):
        raise InputError("say what is wanted: --outcome NAME, or --move PLAYER=MOVE")
    game = load(given.model)
    want: dict[str, Any] = {"then": moves} if moves else {"outcome": given.outcome}
    with progress(f"solving {given.model}"):
        found = required(game, given.letter, in_=f"{given.which} equilibrium", **{**want, **settings})
        text = str(found)
    if given.json:
        from deterrence.cli.as_json import json_text, required_record

        text = json_text({"model": given.model, **required_record(found)})
    say(text)
    return 0


def moves_of(words: list[str]) -> dict[str, str]:
    """`["DPRK=Refrain"]` as a mapping.

    Examples
    --------
    >>> moves_of(["DPRK=Refrain"])
    {'DPRK': 'Refrain'}
    """
    found: dict[str, str] = {}
    for word in words:
        player, equals, move = (part.strip() for part in word.partition("="))
        if not (player and equals and move):
            raise InputError(f"--move takes PLAYER=MOVE, such as --move DPRK=Refrain, not {word!r}")
        if player in found:
            raise InputError(f"--move gives {player} two moves: {found[player]} and {move}")
        found[player] = move
    return found
