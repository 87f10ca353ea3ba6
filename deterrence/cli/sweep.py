"""`deterrence sweep MODEL c=0:1:1001 k=1,2,3 [-o sweep.nc]`: every equilibrium on a grid."""

from __future__ import annotations

import argparse
from fractions import Fraction
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deterrence.cli.deliver import FIGURES, output_option, output_path, write_figure, write_netcdf
from deterrence.cli.entry import InputError
from deterrence.cli.given import json_option, model_word, problem_of, set_option, settings_of, solving_options
from deterrence.cli.terminal import Progress, present, progress, say

if TYPE_CHECKING:
    import xarray as xr

    from deterrence.sensitivity.asking.problem import Problem

ENDINGS = (".nc", ".csv", ".parquet", ".json", ".zarr", *FIGURES)
# Up to here the points of a row are exact; beyond, floats next to them, which are read as the decimals they show.
MOST_EXACT = 20_000
MOST_POINTS = 10**9
MOST_PRINTED = 1000


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words and options of the command."""
    model_word(parser)
    parser.add_argument(
        "grid",
        metavar="NAME=VALUES",
        nargs="+",
        help="c=0:1:1001 for 1001 values from 0 to 1, k=1,2,3 for these three; the rest take their base values",
    )
    output_option(
        parser,
        ENDINGS,
        f"{', '.join(ENDINGS)}; a .zarr store is filled as it goes, and goes on where it stopped; a picture is "
        "of one letter. Without it, the table is printed",
    )
    solving_options(parser)
    set_option(parser, "fix another parameter")
    json_option(parser)


def run(given: argparse.Namespace) -> int:
    """Sweep, and print or save."""
    from deterrence.formats.library import load

    values = grid_of(given.grid)
    settings = settings_of(given.settings)
    for name in settings:
        if name in values:
            raise InputError(f"'{name}' is both set and swept")
    path = output_path(given)
    points = _points(values)
    if path is None and points > MOST_PRINTED:
        raise InputError(f"{points:,} points are too many to print: write them to a file with -o")
    game = load(given.model)
    with progress(f"sweeping {given.model}") as shown:
        done = _swept(problem_of(given, game), {**values, **settings}, path, shown)
    from deterrence.cli.long_table import json_record, named, text

    if path is None:
        from deterrence.cli.as_json import json_text

        if given.json:
            say(json_text(json_record(done)))
        else:
            present(text(done))
        return 0
    say(f"Wrote {path}: {points:,} points, {done.sizes[named(done, 'family')]} equilibrium families")
    return 0


def _points(values: dict[str, Any]) -> int:
    return prod(len(row) if isinstance(row, list) else 1 for row in values.values())


def _swept(problem: Problem, values: dict[str, Any], path: Path | None, shown: Progress) -> xr.Dataset:
    from deterrence.sensitivity.sweeps.sweep import sweep

    doing = shown.doing

    def step(done: int, total: int) -> None:
        shown.step(f"{doing}, {done} of {total} chunks")

    if path is not None and path.suffix.lower() == ".zarr":
        return sweep(problem, at=values, store=path, progress=step)
    found = sweep(problem, at=values)
    if path is None:
        return found
    shown.step(f"writing {path}")
    _write(found, path)
    return found


def _write(found: xr.Dataset, path: Path) -> None:
    ending = path.suffix.lower()
    if ending == ".nc":
        write_netcdf(path, found)
    elif ending in FIGURES:
        write_figure(path, found)
    else:
        from deterrence.cli.long_table import write_table

        write_table(found, path)


def grid_of(words: list[str]) -> dict[str, Any]:
    """`["c=0:1:3", "k=1,2"]` as values for each letter.

    Examples
    --------
    >>> grid_of(["c=0:1:3", "k=1,2", "g=1/3"])
    {'c': [Fraction(0, 1), Fraction(1, 2), Fraction(1, 1)], 'k': ['1', '2'], 'g': '1/3'}
    """
    found: dict[str, Any] = {}
    size = 1
    for word in words:
        name, equals, values = (part.strip() for part in word.partition("="))
        if not (name and equals and values):
            raise InputError(f"a row of values is NAME=LOW:HIGH:COUNT or NAME=VALUE,VALUE,..., not {word!r}")
        if name in found:
            raise InputError(f"'{name}' is given twice")
        found[name] = _row(name, values)
        size *= len(found[name]) if isinstance(found[name], list) else 1
    if size > MOST_POINTS:
        raise InputError(f"this grid has {size:,} points; at most {MOST_POINTS:,}")
    return found


def _row(name: str, values: str) -> Any:
    if ":" not in values:
        parts = [part.strip() for part in values.split(",")]
        return parts[0] if len(parts) == 1 else parts
    from deterrence.algebra.formulas.language import as_fraction
    from deterrence.sensitivity.sweeps.grid import MOST_VALUES

    ends = values.split(":")
    if len(ends) != 3 or not ends[2].strip().isdecimal() or not 2 <= int(ends[2]) <= MOST_VALUES:
        raise InputError(
            f"'{name}={values}' is not LOW:HIGH:COUNT with a COUNT from 2 to {MOST_VALUES:,}, such as {name}=0:1:101"
        )
    low, high, count = as_fraction(ends[0].strip()), as_fraction(ends[1].strip()), int(ends[2])
    if not low < high:
        raise InputError(f"'{name}={values}' does not rise: {low} is not below {high}")
    return _evenly(low, high, count)


def _evenly(low: Fraction, high: Fraction, count: int) -> list[Any]:
    """Evenly spaced values, both ends included."""
    if count <= MOST_EXACT:
        return [low + (high - low) * i / (count - 1) for i in range(count)]
    step = (high - low) / (count - 1)
    below = low.denominator * step.denominator
    start, rise = low.numerator * step.denominator, step.numerator * low.denominator
    # Whole numbers divided give the nearest float, which shows as the decimal meant: 0.009, not 0.009000000000000001.
    return [(start + i * rise) / below for i in range(count)]
