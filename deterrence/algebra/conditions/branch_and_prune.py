"""Whether polynomial conditions can hold on a box of letters, by branch and prune: exact, or silent.

1. The box of all letters' ranges is cut into equal small boxes, along every letter into as many intervals.
2. A small box is pruned where some condition, or some clause of the assumptions, fails throughout, by the bounds of
   `bernstein.py`. No box left: the conditions are impossible.
3. The middles of boxes that are left are tried and, for equations, lines through them; a point there may satisfy
   everything, exactly.
4. Boxes that are left are halved along every letter, and so on, up to a number of boxes.

What holds by a margin, or fails by one, is settled so. Conditions that meet in a single point are not: the answer is
then None, and other methods are asked.

References
----------
Garloff (1993), The Bernstein algorithm, Interval Computations 2. Van Hentenryck, McAllester and Kapur (1997), Solving
polynomial systems using a branch and prune approach, SIAM Journal on Numerical Analysis 34.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from deterrence.algebra.conditions.bernstein import Integers, UnitCubePolynomial, grid
from deterrence.algebra.conditions.conditions import Condition, Conjunction, Factor
from deterrence.algebra.conditions.line import clauses_hold, factor_roots, factors_of
from deterrence.algebra.exact.roots import Exact, rational_part
from deterrence.algebra.time_limit.deadline import is_over

Range = tuple[Fraction, Fraction]
Clauses = Sequence[Sequence[Conjunction]]
Boxes = Mapping[str, Integers]
Bools = NDArray[np.bool_]

MOST_LETTERS: Final = 6
FIRST_CUT: Final = {1: 64, 2: 32, 3: 10, 4: 6, 5: 4, 6: 3}
MOST_BOXES: Final = 4096
MOST_HALVINGS: Final = 5
LARGEST_TABLE: Final = 4096
MOST_TRIED: Final = 16
MOST_LINES: Final = 6


@dataclass(frozen=True)
class Settled:
    """`possible` is True, with a point that satisfies everything, or False."""

    possible: bool
    point: Mapping[str, Exact]


@dataclass(frozen=True)
class Signs:
    """For every box, whether a polynomial is certainly positive, negative, not negative, not positive there."""

    positive: Bools
    negative: Bools
    not_negative: Bools
    not_positive: Bools

    def at(self, boxes: Any) -> Signs:
        """The signs on some of the boxes."""
        return Signs(self.positive[boxes], self.negative[boxes], self.not_negative[boxes], self.not_positive[boxes])


class _TooLargeError(Exception):
    """A polynomial has too many coefficients for bounds."""


class Cube:
    """The ranges of some letters and the assumptions about them, ready to be asked about conditions.

    Parameters
    ----------
    ranges
        For every letter the lowest and the highest value.
    clauses
        The assumptions: of every clause, some conjunction holds.
    """

    def __init__(self, ranges: Mapping[str, Range], clauses: Clauses) -> None:
        self.ranges = ranges
        self.clauses = clauses
        self.first_cut = FIRST_CUT[len(ranges)]
        self._polynomials: dict[Factor, UnitCubePolynomial] = {}
        self._tables: dict[tuple[Factor, int], Signs] = {}

    def decided(self, conditions: Sequence[Condition]) -> Settled | None:
        """Whether the conditions can hold together, and the assumptions with them; None where undecided."""
        try:
            return self._decided(conditions)
        except _TooLargeError:
            return None

    def _decided(self, conditions: Sequence[Condition]) -> Settled | None:
        boxes, n = self._allowed, self.first_cut
        open_clauses: Clauses = [*(((c,),) for c in conditions), *self._restricting]
        for _ in range(MOST_HALVINGS + 1):
            if is_over():
                return None
            boxes = self._pruned(boxes, n, open_clauses)
            if not _count(boxes):
                return Settled(False, {})
            open_clauses = [clause for clause in open_clauses if not self._holds(clause, boxes, n)]
            if (point := self._tried(open_clauses, boxes, n)) is not None:
                return Settled(True, point)
            if _count(boxes) << len(boxes) > MOST_BOXES:
                return None
            boxes, n = _halved(boxes), 2 * n
        return None

    @cached_property
    def _restricting(self) -> Clauses:
        """The assumptions that do not follow from the ranges."""
        whole = grid(tuple(self.ranges), 1)
        return [clause for clause in self.clauses if not self._holds(clause, whole, 1)]

    def _holds(self, clause: Sequence[Conjunction], boxes: Boxes, n: int) -> bool:
        """Whether one conjunction of a clause holds throughout all the boxes."""
        return any(all(self._failing(c.negation, boxes, n).all() for c in option) for option in clause)

    @cached_property
    def _allowed(self) -> Boxes:
        """The boxes of the first cut in which the assumptions do not fail throughout."""
        return self._pruned(grid(tuple(self.ranges), self.first_cut), self.first_cut, self._restricting)

    def _pruned(self, boxes: Boxes, n: int, clauses: Clauses) -> Boxes:
        """The boxes on which no clause fails throughout."""
        for clause in clauses:
            if not _count(boxes):
                break
            failing = [np.logical_or.reduce([self._failing(c, boxes, n) for c in option]) for option in clause]
            boxes = _kept(boxes, ~np.logical_and.reduce(failing))
        return boxes

    def _failing(self, c: Condition, boxes: Boxes, n: int) -> Bools:
        """On which boxes a condition fails throughout."""
        if not c.factors or c.relation == "!=":
            return np.full(_count(boxes), c.is_false)
        signs = [(self._signs(factor, boxes, n), exponent) for factor, exponent in c.factors]
        if c.relation == "==":
            nowhere_zero: Bools = np.logical_and.reduce([s.positive | s.negative for s, _ in signs])
            return nowhere_zero
        settled = np.full(_count(boxes), True)
        positive = np.full(_count(boxes), c.sign > 0)
        for s, exponent in signs:
            up, down = (s.positive, s.negative) if c.relation == ">=" else (s.not_negative, s.not_positive)
            if exponent % 2:
                positive ^= down & ~up
            if exponent % 2 or c.relation == ">=":
                settled &= up | down
        failing: Bools = settled & ~positive
        return failing

    def _signs(self, factor: Factor, boxes: Boxes, n: int) -> Signs:
        """The signs of a polynomial; where its own letters make few boxes, they are looked up in a table of all."""
        letters = len(factor.names)
        if n**letters > LARGEST_TABLE:
            return self._bounded(factor, boxes, n)
        if (factor, n) not in self._tables:
            self._tables[factor, n] = self._bounded(factor, grid(factor.names, n), n)
        return self._tables[factor, n].at(np.ravel_multi_index([boxes[x] for x in factor.names], [n] * letters))

    def _bounded(self, factor: Factor, boxes: Boxes, n: int) -> Signs:
        bounds = self._moved(factor).bounds(boxes, n)
        if bounds is None:
            raise _TooLargeError
        low, high = bounds
        return Signs(low > 0, high < 0, low >= 0, high <= 0)

    def _moved(self, factor: Factor) -> UnitCubePolynomial:
        if factor not in self._polynomials:
            self._polynomials[factor] = UnitCubePolynomial(factor, self.ranges)
        return self._polynomials[factor]

    def _tried(self, clauses: Clauses, boxes: Boxes, n: int) -> Mapping[str, Exact] | None:
        """A point that satisfies some clauses: the middle of a box or, where there are equations, a root on a line.

        The line runs through the middle of a box, along one letter.
        """
        equations = [clause[0][0] for clause in clauses if len(clause) == 1 and clause[0][0].relation == "=="]
        if not equations:
            boxes = _kept(boxes, self._nearly(clauses, boxes, n))
        count = _count(boxes)
        for index in range(0, count, max(1, count // (MOST_LINES if equations else MOST_TRIED))):
            ends = {name: self._interval(name, int(boxes[name][index]), n) for name in self.ranges}
            point = {name: (low + high) / 2 for name, (low, high) in ends.items()}
            if not equations:
                if _allow(clauses, point):
                    return point
                continue
            for name, (low, high) in ends.items():
                for root in _roots_between(equations, point, name, low, high):
                    if _allow_on_line(clauses, point, name, root):
                        return {**point, name: root}
        return None

    def _nearly(self, clauses: Clauses, boxes: Boxes, n: int) -> Bools:
        """On which boxes some clauses hold in the middle, but for rounding."""
        found = np.full(_count(boxes), True)
        for clause in clauses:
            options = [np.logical_and.reduce([self._holding(c, boxes, n) for c in option]) for option in clause]
            found &= np.logical_or.reduce(options)
        return found

    def _holding(self, c: Condition, boxes: Boxes, n: int) -> Bools:
        product = np.full(_count(boxes), float(c.sign))
        for factor, exponent in c.factors:
            product = product * self._moved(factor).at_middles(boxes, n) ** exponent
        holding: Bools = {">": product > 0, ">=": product >= 0, "==": product == 0, "!=": product != 0}[c.relation]
        return holding

    def _interval(self, name: str, number: int, n: int) -> Range:
        low, high = self.ranges[name]
        return low + (high - low) * Fraction(number, n), low + (high - low) * Fraction(number + 1, n)


def _allow(clauses: Clauses, point: Mapping[str, Fraction]) -> bool:
    """Whether, of every clause, some conjunction holds at a point."""
    return all(any(all(c.holds(point) for c in option) for option in clause) for clause in clauses)


def _allow_on_line(clauses: Clauses, point: Mapping[str, Fraction], name: str, root: Exact) -> bool:
    """Whether that is so at a point of which one letter takes another value."""
    if found := rational_part({name: root}):
        return _allow(clauses, {**point, **found})
    others = {other: value for other, value in point.items() if other != name}
    return clauses_hold([[tuple(c.at(others) for c in option) for option in clause] for clause in clauses], root)


def _roots_between(
    equations: Sequence[Condition], point: Mapping[str, Fraction], name: str, low: Fraction, high: Fraction
) -> list[Exact]:
    """Where the first of some equations, the other letters as in a point, is met by a value between two others."""
    first = next((c for c in equations if name in c.letters), None)
    if first is None:
        return []
    there = first.at({other: value for other, value in point.items() if other != name})
    return sorted(root for factor in factors_of([there]) for root in factor_roots(factor) if low <= root <= high)


def _count(boxes: Boxes) -> int:
    return len(next(iter(boxes.values())))


def _kept(boxes: Boxes, which: Bools) -> Boxes:
    return boxes if which.all() else {name: numbers[which] for name, numbers in boxes.items()}


def _halved(boxes: Boxes) -> Boxes:
    halves = np.meshgrid(*[np.arange(2)] * len(boxes), indexing="ij")
    return {
        name: (2 * numbers[:, None] + half.ravel()[None, :]).ravel()
        for (name, numbers), half in zip(boxes.items(), halves, strict=True)
    }
