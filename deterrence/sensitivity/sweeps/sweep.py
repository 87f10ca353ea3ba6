"""Sweeps: every equilibrium at every point of a grid, as labelled arrays.

The game is solved once, in the letters of the grid; then formulas are evaluated on arrays. Where floats cannot tell on
which side of a threshold a point lies, exact arithmetic does, so an equilibrium that exists only on a threshold is
found if the grid meets it. A `sqrt`, `exp` or `log` of a letter is solved for as a letter of its own, and its numbers
put in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from deterrence.algebra.arrays.compile import Block
from deterrence.algebra.formulas.language import FormulaError, given_values
from deterrence.algebra.time_limit.deadline import Deadline, in_time
from deterrence.equilibria.equilibria import Equilibria
from deterrence.formats.extras import require
from deterrence.games.background import background
from deterrence.games.lettered import lettered
from deterrence.sensitivity.asking.fixed_letters import chosen_letter, others_of
from deterrence.sensitivity.asking.problem import Asked, Problem
from deterrence.sensitivity.asking.question import TimeLimit, question
from deterrence.sensitivity.sweeps.compiled_families import Recipe, recipe
from deterrence.sensitivity.sweeps.dataset import Template
from deterrence.sensitivity.sweeps.families_on_grid import present
from deterrence.sensitivity.sweeps.grid import Grid, read_grid

if TYPE_CHECKING:
    from os import PathLike

    import xarray as xr

# More than this in memory at once, and the caller is told of `chunks` and `store`.
MOST_BYTES: Final = 8 * 2**30
# So many values of a letter are looked up on the line of a large tree, whose cells without any are not made.
MOST_LOOKED_UP: Final = 100_000


@question
def sweep(
    game: Asked,
    /,
    *,
    at: Mapping[str, Any] | None = None,
    chunks: int | Mapping[str, int] | str | None = None,
    store: str | PathLike[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
    time_limit: TimeLimit = "as solved",
    **letters: Any,
) -> xr.Dataset:
    """Everything on a grid: which equilibria exist at each point, what is chosen, believed, paid, and how it ends.

    Parameters
    ----------
    game
        A game with these letters free, or equilibria that `solve` found for one: these are used as they
        are and, where the game is to be solved elsewhere, found there in the same way.
    at, **letters
        For each letter a row of values, or one value; as a mapping or as keywords. Letters not given are at their base
        values.
    chunks
        Makes the result lazy, on Dask: the size of a chunk along every letter, or along each, or "auto".
    store
        A directory in which to keep the result, in Zarr's format. What was computed before an interruption is not
        computed again; a store of another game or another grid is refused.
    progress
        With `store`: called with the number of chunks done and of all chunks.
    time_limit
        Seconds after which the families are those found by then, points not looked at have -1 `equilibria`, and
        `complete` is "no"; None: no limit. By default 300 for a game, for equilibria the limit they were found with.
        With `chunks` or `store` it is for solving the game, the grid not counted.

    Returns
    -------
    xarray.Dataset
        With a dimension for each letter of the grid, and the variables `exists`, `probability` (of each choice),
        `payoff`, `outcome_probability`, `belief_low` and `belief_high` (where there are beliefs), `equilibria` (their
        number) and `granted` (whether the assumptions hold). Of one letter the coordinate `exists_on` says where each
        family exists, between grid points, too. Numbers of an equilibrium that does not exist at a point
        are NaN. Families that exist at no point of the grid are left out. A game without formulas is solved anew at
        every point.

    Raises
    ------
    ValueError
        For unknown letters, values outside their range or not numbers, and a store that is not this sweep's.
    OSError
        When the store cannot be written, a full disk included; what is done stays done. Also when another run is
        writing to it.
    NotInstalledError
        A ModuleNotFoundError, when `chunks` or `store` is given without the extra that it needs:
        `pip install 'deterrence[cluster]'`.

    Examples
    --------
    >>> import deterrence as dt
    >>> table = dt.sweep(dt.load("nll-probe"), c=[0.3, 0.6, 0.9])
    >>> table.equilibria.values
    array([1, 1, 1], dtype=int32)
    >>> table.probability.sel(choice="DPRK: Probe").max("family").values
    array([1., 1., 0.])
    """
    if store is not None:
        require("a sweep on disk", "zarr", "dask")
    elif chunks is not None:
        require("a sweep in chunks", "dask")
    problem = Problem.of(game)
    given = given_values(at, letters)
    for name in given:
        chosen_letter(problem.game, name)
    axes, single = read_grid(problem.game, given)
    others = others_of(problem.game, axes.letters, single)
    flat = problem.at(others)
    functions = lettered(flat.game)
    if functions.stands_for:
        axes = Grid(axes.axes, functions)
    try:
        found = _families(flat.on(functions.game), axes)
    except FormulaError as fault:
        if chunks is not None or store is not None:
            raise ValueError(f"chunks and store need a game that has formulas: {fault}") from fault
        from deterrence.sensitivity.sweeps.without_formulas import by_points

        return by_points(flat, axes, others)
    if not found.families:
        raise ValueError(f"no equilibrium was found{': ' + found.why if found.why else ''}")
    all_of_it = recipe(found.families, background(functions.game).clauses)
    if chunks is None and store is None:
        return _in_memory(all_of_it, axes, found, others)
    here = all_of_it.restricted(present(all_of_it, axes))
    template = Template(here, axes, found, others)
    if store is not None:
        from deterrence.sensitivity.sweeps.on_disk import stored

        return stored(template, store, chunks, progress)
    from deterrence.sensitivity.sweeps.on_dask import lazily

    return lazily(template, chunks)


def _in_memory(all_of_it: Recipe, axes: Grid, found: Equilibria, others: Mapping[str, Any]) -> xr.Dataset:
    """The whole table, as far as the time suffices."""
    import numpy as np

    _check_memory(1, all_of_it, axes)
    blocks = list(axes.points.blocks())
    told = list[Block]()
    known = all_of_it.existence(axes.points, _noted(in_time(blocks), told))
    kept = [i for i, family in enumerate(known[0]) if family.any()]
    here = all_of_it.restricted(kept)
    _check_memory(len(kept), here, axes)
    filled = list[Block]()
    arrays = here.table(axes.points, (known[0][kept], known[1]), _noted(in_time(told), filled))
    for block in blocks[len(filled) :]:
        arrays["equilibria"][block] = -1
        arrays["granted"][block] = False
        arrays["exists"][(slice(None), *block)] = False
        for kind in here.kinds:
            arrays[kind][(slice(None), slice(None), *block)] = np.nan
    left = int((arrays["equilibria"] < 0).sum())
    late = (f"{axes.size - left:,} of {axes.size:,} points were looked at", Deadline().why) if left else ()
    return Template(here, axes, replace(found, promise=found.promise.lacking(*late)), others).dataset(arrays)


def _noted(blocks: Iterable[Block], seen: list[Block]) -> Iterator[Block]:
    """The blocks one by one; those that were asked for are added to a list."""
    for block in blocks:
        seen.append(block)
        yield block


def _families(problem: Problem, axes: Grid) -> Equilibria:
    """The families that are to be evaluated on a grid; along one letter only those that it may meet."""
    if len(axes.letters) == 1 and axes.size <= MOST_LOOKED_UP:
        return problem.near(axes.exactly(axes.letters[0]))
    return problem.families


def _check_memory(families: int, here: Recipe, axes: Grid) -> None:
    needed = families * sum(here.kinds.values()) * axes.size * 8
    if needed > MOST_BYTES:
        raise ValueError(
            f"this table takes {needed / 2**30:.0f} GiB of memory: give chunks='auto' to have it computed piece by "
            "piece, or store='a directory' to keep it on disk (on the command line: -o NAME.zarr)"
        )
