"""`deterrence tornado MODEL --of "probability of War"`: how far a number moves over each parameter's range, exactly."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from deterrence.cli.answer import answer
from deterrence.cli.deliver import output_options
from deterrence.cli.given import model_word, problem_of, set_option, settings_of, solving_options
from deterrence.cli.sobol import of_option, select_option

if TYPE_CHECKING:
    from deterrence.games.model import Model
    from deterrence.sensitivity.line.tornado import Extreme, Tornado


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words and options of the command."""
    model_word(parser)
    of_option(parser)
    select_option(parser)
    set_option(parser, "where to start from; the rest start from their base values")
    solving_options(parser)
    output_options(parser, picture=True)


def run(given: argparse.Namespace) -> int:
    """Find the extremes and print them."""
    from deterrence.sensitivity.line.tornado import tornado

    settings = settings_of(given.settings)

    def ask(game: Model) -> Any:
        return tornado(problem_of(given, game), given.of, select=given.select, at=settings)

    return answer(given, ask, tornado_record)


def tornado_record(found: Tornado) -> dict[str, Any]:
    """A tornado for JSON."""
    from deterrence.cli.as_json import promise_record

    least, greatest = ({"exact": str(value), "float": float(value)} for value in found.base)
    return {
        "of": found.of,
        "select": found.select,
        "from": dict(found.fixed),
        "base": {"least": least, "greatest": greatest},
        **promise_record(found.promise),
        "bars": [
            {
                "parameter": bar.letter,
                "now": bar.now,
                "low": _extreme(bar.low),
                "high": _extreme(bar.high),
                "complete": bar.complete,
            }
            for bar in found.bars
        ],
    }


def _extreme(end: Extreme) -> dict[str, Any]:
    return {
        "value": {"exact": str(end.value), "float": float(end)},
        "at": end.at,
        "attained": end.attained,
        "equilibrium": end.by,
    }
