"""`deterrence worth MODEL --leader PLAYER`: what committing to a mixture is worth, over equilibrium."""

from __future__ import annotations

import argparse

from deterrence.algebra.time_limit.deadline import limit_time
from deterrence.cli.deliver import deliver, output_options, output_path
from deterrence.cli.entry import InputError
from deterrence.cli.given import model_word, problem_of, set_option, settings_of, solving_options
from deterrence.cli.terminal import progress


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words and options of the command."""
    model_word(parser)
    set_option(parser, "fix a parameter; the others stay letters")
    parser.add_argument("--weak", action="store_true", help="ties are settled against the player who commits")
    solving_options(parser)
    output_options(parser)


def run(given: argparse.Namespace) -> int:
    """Compare, and print."""
    from deterrence.formats.library import load
    from deterrence.sensitivity.goals.commitment_worth import commitment_worth

    settings = settings_of(given.settings)
    path = output_path(given)
    game = load(given.model)
    leader = given.leader or game.sense.leader
    if leader is None:
        raise InputError(f"say who commits: --leader {game.players[0]}, for example")
    problem = problem_of(argparse.Namespace(**{**vars(given), "leader": None}), game)
    with limit_time(given.time_limit), progress(f"solving {given.model}") as shown:
        found = commitment_worth(problem, leader, weak=given.weak, at=settings)

        def record() -> object:
            from deterrence.cli.as_json import worth_record

            return {"model": given.model, **worth_record(found)}

        deliver(path, given.json, found, record, shown=shown)
    return 0
