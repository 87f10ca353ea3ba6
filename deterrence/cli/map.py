"""`deterrence map MODEL X Y`: which equilibria exist where on the plane of two letters."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from deterrence.cli.answer import answer
from deterrence.cli.deliver import output_options, width_option
from deterrence.cli.given import model_word, problem_of, set_option, settings_of, solving_options

if TYPE_CHECKING:
    from deterrence.games.model import Model


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words and options of the command."""
    model_word(parser)
    parser.add_argument("x", metavar="X", help="the letter across")
    parser.add_argument("y", metavar="Y", help="the letter up")
    parser.add_argument(
        "--by",
        metavar="WHAT",
        default="equilibria",
        help="in a picture, tell areas apart by: outcome, a player's name (what it does), 'probability of OUTCOME'",
    )
    width_option(parser)
    set_option(parser, "fix another parameter; the rest take their base values")
    solving_options(parser)
    output_options(parser, picture=True)


def run(given: argparse.Namespace) -> int:
    """Find the regions; print, draw or write them."""
    from deterrence.cli.as_json import regions_record
    from deterrence.sensitivity.regions import regions

    settings = settings_of(given.settings)
    look = {"by": given.by, "width": given.width}

    def ask(game: Model) -> Any:
        return regions(problem_of(given, game), given.x, given.y, at=settings)

    return answer(given, ask, regions_record, look=look)
