"""`deterrence required MODEL [LETTER] --outcome NAME`: the least value of a letter above which a goal is met.

`--instead` asks the dual: with everything as it is, what change in any one parameter brings it about?
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from deterrence.cli.answer import answer
from deterrence.cli.deliver import output_options
from deterrence.cli.entry import InputError
from deterrence.cli.given import model_word, problem_of, set_option, settings_of, solving_options

if TYPE_CHECKING:
    from deterrence.games.model import Model


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words and options of the command."""
    model_word(parser)
    parser.add_argument("letter", metavar="LETTER", nargs="?", help="the letter that moves (else: the commitment)")
    parser.add_argument("--outcome", metavar="NAME", help="the outcome that is the goal, with certainty")
    parser.add_argument(
        "--move", metavar="PLAYER=MOVE", action="append", default=[], help="what a player is to do; may be repeated"
    )
    parser.add_argument(
        "--in", choices=("every", "some"), default="every", dest="which", help="in every equilibrium, or in some"
    )
    parser.add_argument(
        "--instead", action="store_true", help="what change in any one parameter does it, the others as they are"
    )
    set_option(parser, "fix another parameter; the rest take their base values")
    solving_options(parser)
    output_options(parser, picture=True)


def run(given: argparse.Namespace) -> int:
    """Find the value and print it."""
    from deterrence.cli.as_json import alternatives_record, required_record
    from deterrence.sensitivity.goals.alternatives import alternatives
    from deterrence.sensitivity.goals.required import required

    settings = settings_of(given.settings)
    moves = moves_of(given.move)
    if (given.outcome is None) == (not moves):
        raise InputError("say what the goal is: --outcome NAME, or --move PLAYER=MOVE")
    if given.instead and given.letter is not None:
        raise InputError("--instead tries every parameter: name no LETTER")
    want: dict[str, Any] = {"then": moves} if moves else {"outcome": given.outcome}
    want |= {"in_": f"{given.which} equilibrium", "at": settings}

    def ask(game: Model) -> Any:
        problem = problem_of(given, game)
        return alternatives(problem, **want) if given.instead else required(problem, given.letter, **want)

    return answer(given, ask, alternatives_record if given.instead else required_record)


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
