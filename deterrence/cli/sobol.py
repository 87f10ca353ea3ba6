"""`deterrence sobol MODEL --of "probability of War"`: which parameter's uncertainty matters most."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from deterrence.cli.answer import answer
from deterrence.cli.deliver import output_options
from deterrence.cli.distributions import HELP, distributions_of
from deterrence.cli.entry import InputError
from deterrence.cli.given import model_word, problem_of, solving_options

if TYPE_CHECKING:
    from deterrence.games.model import Model
    from deterrence.sensitivity.uncertain.sobol import Sobol


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words and options of the command."""
    model_word(parser)
    parser.add_argument("said", metavar="NAME=VALUES", nargs="*", help=HELP)
    of_option(parser)
    parser.add_argument("--draws", type=int, default=8192, metavar="N", help="how many draws (8192)")
    select_option(parser)
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="the same seed gives the same draws (0)")
    solving_options(parser)
    output_options(parser, picture=True)


def of_option(parser: argparse.ArgumentParser) -> None:
    """`--of "probability of War"`."""
    parser.add_argument(
        "--of",
        required=True,
        metavar="NUMBER",
        help="the name of an outcome, a move or a player, or 'PLAYER: MOVE', or 'choice of LETTER'",
    )


def select_option(parser: argparse.ArgumentParser) -> None:
    """`--select RULE`."""
    parser.add_argument(
        "--select",
        default="all",
        metavar="RULE",
        help="which of several equilibria: all (least and greatest), 'payoff dominance', 'risk dominance', "
        "'logit limit', 'worst for PLAYER', 'best for PLAYER'",
    )


def run(given: argparse.Namespace) -> int:
    """Find the indices and print them."""
    from deterrence.sensitivity.uncertain.sobol import sobol

    said = distributions_of(given.said)
    if given.draws < 16:
        raise InputError(f"--draws takes a number of at least 16, not {given.draws}")
    options = {key: getattr(given, key) for key in ("draws", "select", "seed")}

    def ask(game: Model) -> Any:
        return sobol(problem_of(given, game), given.of, at=said, **options)

    return answer(given, ask, sobol_record, doing="drawing for")


def sobol_record(found: Sobol) -> dict[str, Any]:
    """Sobol indices for JSON."""
    from deterrence.cli.as_json import promise_record

    return {
        "of": found.of,
        "select": found.select,
        "draws": found.draws,
        "confidence": found.confidence,
        "independent": found.independent,
        **promise_record(found.promise),
        "indices": [{key: getattr(row, key) for key in row.__dataclass_fields__} for row in found.rows],
    }
