"""Which families exist at a point of the grid at least, without visiting all of a grid too large to be held.

1. A coarse part of the grid shows most families.
2. A family that is impossible between the grid's ends is on none of its points.
3. A family that exists only where an equation holds is looked for on the equation: solved for a letter in which it is
   linear, it leaves few points to check, exactly.
4. What is still open is looked for at every point.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from deterrence.algebra.arrays.compile import compiled, compiled_conditions
from deterrence.algebra.conditions.conditions import Condition, Conjunction, Factor
from deterrence.algebra.conditions.decide import Background, possible
from deterrence.algebra.exact.polynomials import coefficients_in
from deterrence.algebra.exact.rational import ring
from deterrence.sensitivity.sweeps.compiled_families import Recipe
from deterrence.sensitivity.sweeps.grid import Grid

COARSE: Final = 20_000
MOST_CANDIDATES: Final = 10_000


class TooManyError(Exception):
    """An equation that holds at more places than are worth checking one by one."""


def present(here: Recipe, axes: Grid) -> tuple[int, ...]:
    """The families that exist at one of the points at least."""
    found = {i for i, exists in enumerate(_exists(here, _coarse(axes))) if exists}
    for index, family in enumerate(here.families):
        if index not in found and any(_somewhere(here, conjunction, axes) for conjunction in family.exists):
            found.add(index)
    return tuple(sorted(found))


def _exists(here: Recipe, axes: Grid) -> list[bool]:
    exists, _ = here.existence(axes.points)
    return [bool(family.any()) for family in exists]


def _coarse(axes: Grid) -> Grid:
    """A part of the grid, of about the same shape."""
    if axes.size <= COARSE:
        return axes
    shrink = (COARSE / axes.size) ** (1 / len(axes.axes))
    steps = {name: max(1, round(1 / max(shrink, 2 / len(values)))) for name, values in axes.axes.items()}
    return axes.part(tuple(slice(None, None, steps[name]) for name in axes.letters))


def _somewhere(here: Recipe, conjunction: Conjunction, axes: Grid) -> bool:
    """Whether a conjunction holds at a point of the grid, where the assumptions do."""
    alone = here.of([replace(here.families[0], exists=(conjunction,))])
    if axes.derived is not None:  # what is said below is of the grid's own letters
        return any(_exists(alone, axes.part(block))[0] for block in axes.points.blocks())
    ends = {name: (int(values.argmin()), int(values.argmax())) for name, values in axes.floats.items()}
    ranges = {name: (axes.exact(name, low), axes.exact(name, high)) for name, (low, high) in ends.items()}
    if possible(conjunction, Background(ring(axes.letters), here.clauses, ranges)).possible is False:
        return False
    try:
        return any(_exists(alone, part)[0] for part in _where_equal(conjunction, axes))
    except TooManyError:
        return any(_exists(alone, axes.part(block))[0] for block in axes.points.blocks())


def _where_equal(conjunction: Conjunction, axes: Grid) -> Iterator[Grid]:
    """Parts of the grid outside of which some equation of the conjunction does not hold."""
    equations = sorted((c for c in conjunction if c.relation == "=="), key=lambda c: len(c.letters))
    if not equations:
        raise TooManyError
    for factor, _ in equations[0].factors:
        yield from _where_zero(factor, axes)


def _where_zero(factor: Factor, axes: Grid) -> Iterator[Grid]:
    letters = factor.letters
    if len(letters) == 1:
        (letter,) = letters
        (zero,) = compiled_conditions([(Condition("==", 1, ((factor, 1),)),)])(
            {letter: axes.floats[letter]}, lambda _, place: axes.exact(letter, place[0])
        )
        yield from _with(axes, [letter], [[int(i)] for i in zero.nonzero()[0]])
        return
    linear = next((name for name in letters if _degree(factor, name) == 1), None)
    if linear is None:
        raise TooManyError
    others = [name for name in letters if name != linear]
    yield from _with(axes, [*others, linear], _crossings(factor, others, linear, axes))


def _degree(factor: Factor, letter: str) -> int:
    return int(factor.polynomial.degrees()[factor.names.index(letter)])


def _crossings(factor: Factor, others: Sequence[str], letter: str, axes: Grid) -> list[list[int]]:
    """The places at which a factor that is linear in a letter is exactly zero."""
    import numpy as np

    home = ring(factor.names)
    by_degree = coefficients_in(factor.polynomial, factor.names.index(letter))
    slope = home.polynomial(by_degree[1])
    rest = home.polynomial(by_degree[0]) if 0 in by_degree else home.zero
    line = axes.floats[letter]
    order = np.argsort(line, kind="stable")
    found: list[list[int]] = []
    beside = Grid({name: axes.axes[name] for name in others})
    (solution,) = compiled([-rest / slope])({**beside.points.arrays, letter: np.zeros(())})
    if np.isnan(solution).any():  # the slope vanishes there
        raise TooManyError
    rank = np.searchsorted(line[order], solution)
    for shift in (-1, 0):
        near = order[np.clip(rank + shift, 0, len(line) - 1)]
        close = np.abs(line[near] - solution) <= 1e-9 * np.maximum(1, np.abs(solution))
        for place in np.argwhere(close):
            places = [*(int(i) for i in place), int(near[tuple(place)])]
            names = [*others, letter]
            point = {n: axes.exact(n, i) for n, i in zip(names, places, strict=True)}
            if factor.sign(point) == 0 and places not in found:
                found.append(places)
                if len(found) > MOST_CANDIDATES:
                    raise TooManyError
    return found


def _with(axes: Grid, letters: Sequence[str], places: Sequence[Sequence[int]]) -> Iterator[Grid]:
    """The grid with some letters held at some places."""
    for at in places:
        held = dict(zip(letters, at, strict=True))
        parts = {name: slice(i, i + 1) for name, i in held.items()}
        yield axes.part(tuple(parts.get(name, slice(None)) for name in axes.letters))
