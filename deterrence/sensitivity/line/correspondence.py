"""The equilibrium correspondence on a line: which equilibria exist at which values of one letter. Exact.

1. The conditions of all families and the assumptions cut the line into points and open intervals; on each of them every
   family exists throughout or nowhere.
2. Where two families that exist together become the same profile, that place is cut out as well.
3. Points are joined to a neighbouring interval when the same equilibria exist there; neighbours on which the same
   equilibria exist are joined.

What is left are the cells, and the places between them are where the set of equilibria changes. Nothing is sampled, so
an equilibrium that exists at a single point is seen.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any, Final

from deterrence.algebra.conditions.decide import Background
from deterrence.algebra.conditions.line import Interval, factors_of
from deterrence.algebra.conditions.sign_chart import LineChart, bits
from deterrence.algebra.exact.roots import Exact
from deterrence.algebra.values.value import Value, equal_on_line
from deterrence.equilibria.alike import alike
from deterrence.equilibria.equilibria import Equilibrium

LEFT: Final = "left"
RIGHT: Final = "right"
THROUGH: Final = "through"
ALONE: Final = "alone"


@dataclass(frozen=True)
class Stretch:
    """An interval or a point of the line, and the equilibria that exist on all of it."""

    interval: Interval
    equilibria: tuple[Equilibrium, ...]


@dataclass(frozen=True)
class Correspondence:
    """The line cut into stretches.

    Attributes
    ----------
    stretches
        From left to right; values that break an assumption lie in none.
    changes
        The interior values at which the set of equilibria changes.
    kinks
        The values at which only a formula changes: the same moves are used on both sides, and nothing jumps.
    """

    stretches: tuple[Stretch, ...]
    changes: tuple[Exact, ...]
    kinks: tuple[Exact, ...]


def correspondence(families: Iterable[Equilibrium], background: Background, letter: str) -> Correspondence:
    """Cut the line of the one free letter into the stretches on which the set of equilibria does not change."""
    classes = [_Class(index, members) for index, members in enumerate(alike(families))]
    low, high = (background.ranges or {}).get(letter, (None, None))
    _, clauses = background.touching({letter})
    conditions = [c for found in classes for member in found.members for c in member.exists.raw]
    polynomials = [factor.polynomial for factor in factors_of(conditions)]
    chart = LineChart(letter, polynomials, low, high, clauses)
    meetings = _meetings(classes, chart)
    if meetings:
        chart = LineChart(letter, [*polynomials, *meetings], low, high, clauses)
    return _Cutting(chart, classes).correspondence()


# --- families that are one equilibrium ------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Class:
    """Families with the same strategies and payoffs, which the solver found on different parts of parameter space."""

    index: int
    members: tuple[Equilibrium, ...]

    @property
    def strategies(self) -> tuple[tuple[Value, ...], ...]:
        return self.members[0].strategies

    @property
    def look(self) -> Hashable:
        return self.members[0].look

    def where(self, chart: LineChart) -> int:
        found = 0
        for member in self.members:
            found |= chart.where_all(member.exists.raw)
        return found

    def at(self, chart: LineChart, cell: int) -> Equilibrium:
        """The family that exists on a cell (the first, where none does: a single value was left out of it)."""
        for member in self.members:
            if chart.where_all(member.exists.raw) >> cell & 1:
                return member
        return self.members[0]


def _entries(a: _Class, b: _Class) -> list[tuple[Value, Value]]:
    pairs = zip(a.strategies, b.strategies, strict=True)
    return [(x, y) for left, right in pairs for x, y in zip(left, right, strict=True) if x != y]


def _meetings(classes: Sequence[_Class], chart: LineChart) -> list[Any]:
    """Polynomials whose roots are where two classes that exist on the same interval become one profile."""
    found: dict[str, Any] = {}
    wide = sum(1 << i for i, cell in enumerate(chart.cells) if not cell.is_point)
    where = [c.where(chart) & wide for c in classes]
    for a, b in combinations(classes, 2):
        if not where[a.index] & where[b.index]:
            continue
        polynomial = _difference(_entries(a, b))
        if polynomial is not None:
            found[str(polynomial)] = polynomial
    return list(found.values())


def _difference(entries: Sequence[tuple[Value, Value]]) -> Any | None:
    """A polynomial that is zero where all pairs are equal; None where they never are."""
    common = None
    for x, y in entries:
        if x.rational is None or y.rational is None:
            return None
        numerator = (x.rational - y.rational).numerator
        if numerator.is_constant():
            return None
        common = numerator if common is None else common.gcd(numerator)
        if common.is_constant():
            return None
    return common


def _same_at(a: _Class, b: _Class, place: Exact) -> bool:
    """Whether two classes are the same profile at a place."""
    return a.index == b.index or all(equal_on_line(x, y, place) for x, y in _entries(a, b))


# --- cutting --------------------------------------------------------------------------------------------------------


@dataclass
class _Run:
    """Neighbouring cells of the chart, and the classes that exist on them."""

    first: int
    last: int
    classes: tuple[_Class, ...]


class _Cutting:
    """One line being cut."""

    def __init__(self, chart: LineChart, classes: Sequence[_Class]) -> None:
        self.chart = chart
        self.where = [c.where(chart) for c in classes]
        self.allowed = set(bits(chart.everywhere))
        self.present = {
            cell: tuple(c for c in classes if self.where[c.index] >> cell & 1) for cell in sorted(self.allowed)
        }
        for cell in self.allowed:
            if chart.cells[cell].is_point:
                self.present[cell] = self._distinct(cell)

    def correspondence(self) -> Correspondence:
        runs = self._runs()
        changes: dict[Exact, None] = {}
        kinks: list[Exact] = []
        for run in runs:
            if self._is_lone_point(run) and {run.first - 1, run.first + 1} <= self.allowed:
                changes[self._place(run.first)] = None
        for left, right in pairwise(runs):
            border = self._border(left, right)
            if border is None or self._place(border) in changes:
                continue
            if self._is_lone_point(left) or self._is_lone_point(right):
                continue
            if self._is_kink(left, right, self._place(border)):
                kinks.append(self._place(border))
            else:
                changes[self._place(border)] = None
        return Correspondence(tuple(self._stretch(run) for run in runs), tuple(sorted(changes)), tuple(kinks))

    def _place(self, cell: int) -> Exact:
        """The value that a point cell is."""
        place = self.chart.cells[cell].lower
        assert place is not None
        return place

    def _distinct(self, cell: int) -> tuple[_Class, ...]:
        """The classes that exist at a point, of those that are one profile there the one that also exists beside it."""
        beside = [n for n in (cell - 1, cell + 1) if n in self.allowed]
        present = sorted(self.present[cell], key=lambda c: not any(self.where[c.index] >> n & 1 for n in beside))
        kept: list[_Class] = []
        for candidate in present:
            if not any(_same_at(candidate, other, self._place(cell)) for other in kept):
                kept.append(candidate)
        return tuple(sorted(kept, key=lambda c: c.index))

    def _runs(self) -> list[_Run]:
        runs: list[_Run] = []
        before = ALONE
        for cell in sorted(self.allowed):
            follows = bool(runs) and runs[-1].last == cell - 1
            if self.chart.cells[cell].is_point:
                way = self._joins(cell)
                if follows and way in (LEFT, THROUGH):
                    runs[-1].last = cell
                else:
                    runs.append(_Run(cell, cell, self.present[cell]))
                before = way
            else:
                if follows and before in (RIGHT, THROUGH):
                    runs[-1].last = cell
                    runs[-1].classes = self.present[cell]
                else:
                    runs.append(_Run(cell, cell, self.present[cell]))
                before = ALONE
        return runs

    def _joins(self, cell: int) -> str:
        """Which neighbours of a point it continues."""
        place, here = self._place(cell), self.present[cell]
        left = self.present.get(cell - 1)
        right = self.present.get(cell + 1)
        if left is not None and left == right and _match(left, here, place):
            return THROUGH
        for neighbours, way in ((left, LEFT), (right, RIGHT)):
            if neighbours is None or not all(self.where[c.index] >> cell & 1 for c in neighbours):
                continue
            if _match(neighbours, here, place):
                return way
        return ALONE

    def _is_lone_point(self, run: _Run) -> bool:
        return run.first == run.last and self.chart.cells[run.first].is_point

    def _border(self, left: _Run, right: _Run) -> int | None:
        """The point cell at which one run passes into the next; None where more than a point lies between them."""
        if right.first == left.last + 1:
            return left.last if self.chart.cells[left.last].is_point else right.first
        gap = left.last + 1
        if right.first == gap + 1 and self.chart.cells[gap].is_point and left.classes != right.classes:
            return gap
        return None

    def _is_kink(self, left: _Run, right: _Run, place: Exact) -> bool:
        if len(left.classes) != len(right.classes):
            return False
        return all(any(a.look == b.look and _same_at(a, b, place) for b in right.classes) for a in left.classes)

    def _stretch(self, run: _Run) -> Stretch:
        cells = self.chart.cells
        first, last = cells[run.first], cells[run.last]
        sample = next((i for i in range(run.first, run.last + 1) if not cells[i].is_point), run.first)
        interval = Interval(first.lower, last.upper, first.is_point, last.is_point)
        return Stretch(interval, tuple(c.at(self.chart, sample) for c in run.classes))


def _match(neighbours: Sequence[_Class], here: Sequence[_Class], place: Exact) -> bool:
    """Whether the classes beside a point become, one for one, those at the point."""
    if len(neighbours) != len(here):
        return False
    matched: set[int] = set()
    for c in neighbours:
        same = next((other.index for other in here if _same_at(c, other, place)), None)
        if same is None or same in matched:
            return False
        matched.add(same)
    return True
