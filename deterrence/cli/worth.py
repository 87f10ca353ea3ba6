"""`deterrence worth MODEL --leader PLAYER`: what committing to a mixture is worth, over equilibrium."""

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
    set_option(parser, "fix a parameter; the others stay letters")
    parser.add_argument("--weak", action="store_true", help="ties are settled against the player who commits")
    solving_options(parser)
    output_options(parser)


def run(given: argparse.Namespace) -> int:
    """Compare, and print."""
    from deterrence.cli.as_json import worth_record
    from deterrence.sensitivity.goals.commitment_worth import commitment_worth

    settings = settings_of(given.settings)

    def ask(game: Model) -> Any:
        leader = given.leader or game.sense.leader
        if leader is None:
            raise InputError(f"say who commits: --leader {game.players[0]}, for example")
        problem = problem_of(argparse.Namespace(**{**vars(given), "leader": None}), game)
        return commitment_worth(problem, leader, weak=given.weak, at=settings)

    return answer(given, ask, worth_record)
