"""`deterrence correlated MODEL --of NUMBER`: the least and the most of a number over correlated equilibria."""

from __future__ import annotations

import argparse

from deterrence.algebra.time_limit.deadline import limit_time
from deterrence.cli.deliver import deliver, output_options, output_path
from deterrence.cli.given import model_word, set_option, settings_of, time_limit_option
from deterrence.cli.terminal import progress


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words and options of the command."""
    model_word(parser)
    parser.add_argument(
        "--of",
        required=True,
        metavar="NUMBER",
        help="'payoff of PLAYER', 'sum of payoffs', 'probability of OUTCOME', or a choice: 'PLAYER: MOVE'",
    )
    parser.add_argument(
        "--coarse", action="store_true", help="players decide whether to follow before they are told anything"
    )
    set_option(parser, "fix a parameter; the others stay letters")
    time_limit_option(parser)
    output_options(parser)


def run(given: argparse.Namespace) -> int:
    """Find both ends and print them."""
    from deterrence.formats.library import load
    from deterrence.sensitivity.correlated import correlated

    settings = settings_of(given.settings)
    path = output_path(given)
    game = load(given.model)
    with limit_time(given.time_limit), progress(f"solving {given.model}") as shown:
        found = correlated(game, given.of, coarse=given.coarse, at=settings, time_limit=given.time_limit)

        def record() -> object:
            from deterrence.cli.as_json import correlated_record

            return {"model": given.model, **correlated_record(found)}

        deliver(path, given.json, found, record, shown=shown)
    return 0
