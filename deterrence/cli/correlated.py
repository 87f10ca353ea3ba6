"""`deterrence correlated MODEL --of NUMBER`: the least and the most of a number over correlated equilibria."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from deterrence.cli.answer import answer
from deterrence.cli.deliver import output_options
from deterrence.cli.given import model_word, set_option, settings_of, time_limit_option

if TYPE_CHECKING:
    from deterrence.games.model import Model


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
    from deterrence.cli.as_json import correlated_record
    from deterrence.sensitivity.correlated import correlated

    settings = settings_of(given.settings)

    def ask(game: Model) -> Any:
        return correlated(game, given.of, coarse=given.coarse, at=settings, time_limit=given.time_limit)

    return answer(given, ask, correlated_record)
