"""`deterrence solve MODEL`: its equilibria, as formulas or at given values."""

from __future__ import annotations

import argparse

from deterrence.cli.given import (
    exact_values,
    json_option,
    model_word,
    set_option,
    setting_line,
    settings_of,
    values_with_base,
)
from deterrence.cli.terminal import progress, say

CONCEPTS = ("nash", "subgame-perfect", "perfect-bayesian", "sequential", "logit")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words and options of the command."""
    model_word(parser)
    set_option(parser)
    parser.add_argument(
        "--free", metavar="NAME", action="append", default=[], help="keep a parameter a letter beside --set"
    )
    parser.add_argument("--concept", choices=CONCEPTS, help="what counts as an equilibrium (else: as fits the game)")
    parser.add_argument("--method", help="the algorithm, by its name in the literature")
    parser.add_argument(
        "--time-limit", type=float, metavar="SECONDS", default=300.0, help="stop looking after this long (300)"
    )
    json_option(parser)


def run(given: argparse.Namespace) -> int:
    """Solve and print."""
    from deterrence.formats.library import load
    from deterrence.solvers.solve import solve

    settings = settings_of(given.settings)
    game = load(given.model)
    # Without --set the letters stay letters, and families come out.
    values = values_with_base(game, settings, given.free) if settings or given.free else {}
    if values:
        game = game.at(**values)
    with progress(f"solving {given.model}"):
        found = solve(game, given.concept, given.method, time_limit=given.time_limit)
    if given.json:
        from deterrence.cli.as_json import equilibria_record, json_text

        record = {"model": given.model, "set": exact_values(values), **equilibria_record(found)}
        say(json_text(record))
        return 0
    if values:
        say(f"At {setting_line(values)}:\n")
    say(found)
    return 0
