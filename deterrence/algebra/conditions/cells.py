"""The open cells into which polynomials cut a parameter space, one polynomial at a time.

A cell is given by strict conditions, each of which cut off something when it was added; so a cell has as many
conditions as it needs, however many polynomials were compared inside it. Which sides of a polynomial meet a cell is
settled by points known to lie in the cell and, where these are all on one side, by `decide.possible`.

Only sets as wide as the space are told apart: where a polynomial is zero, both sides end.

References
----------
Edelsbrunner (1987), Algorithms in Combinatorial Geometry, chapter 7 (arrangements built by inserting one at a time).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from deterrence.algebra.conditions.conditions import Condition, Conjunction, condition
from deterrence.algebra.conditions.decide import Background, possible
from deterrence.algebra.exact.rational import RationalFunction
from deterrence.algebra.exact.roots import rational_part

Point = Mapping[str, Fraction]

MOST_POINTS: Final = 32


@dataclass(frozen=True)
class OpenCell:
    """An open set of parameters.

    Attributes
    ----------
    conditions
        Strict conditions that bound it, beside the space's own.
    points
        Points known to lie in it.
    is_certain
        Whether it certainly has a point; else that was undecided.
    """

    conditions: Conjunction
    points: tuple[Point, ...]
    is_certain: bool = True


@dataclass(frozen=True)
class Arrangement:
    """The interior of a parameter space, to be cut.

    Parameters
    ----------
    space
        The space without its boundary (`Background.interior`).
    """

    space: Background

    def whole(self) -> OpenCell:
        """The interior, uncut."""
        return OpenCell((), self.space.pool[:MOST_POINTS])

    def sides(self, cell: OpenCell, function: RationalFunction) -> tuple[OpenCell | None, OpenCell | None]:
        """The parts of a cell in which a function is positive and negative; None for one that has no point.

        Where one side has no point, the other is the cell as it was: the function has one sign, but for where it
        vanishes on a set of lower dimension.
        """
        up, down = condition(function, ">"), condition(function, "<")
        above, below = self._part(cell, up), self._part(cell, down)
        if above is None or below is None:
            return (cell if above is not None else None), (cell if below is not None else None)
        return above, below

    def _part(self, cell: OpenCell, asked: Condition) -> OpenCell | None:
        conditions = (*cell.conditions, asked)
        inside = tuple(point for point in cell.points if asked.holds(point))
        if inside:
            return OpenCell(conditions, inside, cell.is_certain)
        verdict = possible(conditions, self.space)
        if verdict.possible is False:
            return None
        found = rational_part(verdict.point)
        known = (found,) if set(found) >= set(self.space.ring.names) else ()
        return OpenCell(conditions, known, cell.is_certain and verdict.possible is True)
