"""`deterrence map MODEL X Y`: which equilibria exist where on the plane of two letters."""

from __future__ import annotations

import argparse

from deterrence.algebra.time_limit.deadline import limit_time
from deterrence.cli.deliver import deliver, output_options, output_path, width_option
from deterrence.cli.given import model_word, problem_of, set_option, settings_of, solving_options
from deterrence.cli.terminal import progress


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
    from deterrence.formats.library import load
    from deterrence.sensitivity.regions import regions

    settings = settings_of(given.settings)
    path = output_path(given)
    game = load(given.model)
    with limit_time(given.time_limit), progress(f"solving {given.model}") as shown:
        found = regions(problem_of(given, game), given.x, given.y, at=settings)

        def record() -> object:
            from deterrence.cli.as_json import regions_record

            return {"model": given.model, **regions_record(found)}

        deliver(path, given.json, found, record, shown=shown, look={"by": given.by, "width": given.width})
    return 0
