"""`deterrence solve MODEL`: its equilibria, as formulas or at given values."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deterrence.algebra.time_limit.deadline import limit_time
from deterrence.cli.deliver import deliver, output_options, output_path
from deterrence.cli.given import (
    exact_values,
    model_word,
    set_option,
    setting_line,
    settings_of,
    solving_options,
    values_with_base,
)
from deterrence.cli.terminal import progress

if TYPE_CHECKING:
    from deterrence.equilibria.equilibria import Equilibria


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words and options of the command."""
    model_word(parser)
    set_option(parser)
    parser.add_argument(
        "--free", metavar="NAME", action="append", default=[], help="keep a parameter a letter beside --set"
    )
    solving_options(parser)
    parser.add_argument("--generic", action="store_true", help="leave out what exists only where parameters tie")
    parser.add_argument(
        "--by",
        choices=("family", "path", "outcome"),
        help="a row for each family, each path of play, or each distribution over outcomes (else: families, by path "
        "where there are many)",
    )
    parser.add_argument(
        "--grid",
        metavar="N",
        type=int,
        help="N types, or values of a choice, in the place of each interval, for comparison: another game",
    )
    parser.add_argument("--method", help="the algorithm, by its name in the literature")
    output_options(parser)


def _by(what: str | None, found: Equilibria, path: Path | None) -> Any:
    """The answer in rows as asked for; what is written to a file has a row a family unless asked otherwise."""
    if what == "family" and path is None:
        from deterrence.equilibria.text import families_text

        return families_text(found)
    rows = {"path": found.by_path, "outcome": found.by_outcome}
    return rows[what]() if what in rows else found


def run(given: argparse.Namespace) -> int:
    """Solve and print."""
    from deterrence.formats.library import load
    from deterrence.solvers.solve import solve

    settings = settings_of(given.settings)
    path = output_path(given)
    game = load(given.model)
    # Without --set the letters stay letters, and families come out.
    values = values_with_base(game, settings, given.free) if settings or given.free else {}
    if values:
        game = game.at(values)
    with limit_time(given.time_limit), progress(f"solving {given.model}") as shown:
        led = {"leader": given.leader} if given.leader else {}
        found = solve(
            game,
            given.concept,
            given.method,
            refine=given.refine,
            time_limit=given.time_limit,
            ties=not given.generic,
            grid=given.grid,
            **led,
        )

        def record() -> object:
            from deterrence.cli.as_json import equilibria_record

            return {"model": given.model, "set": exact_values(values), **equilibria_record(found)}

        heading = f"At {setting_line(values)}:\n\n" if values else ""
        # Formulas are simplified as they are shown, which may take as long as finding them.
        deliver(path, given.json, _by(given.by, found, path), record, heading, shown=shown)
    return 0
