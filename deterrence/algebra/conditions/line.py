"""Conditions on a line: one letter, everything else fixed. Exact.

1. Collect the irreducible factors of all conditions; isolate the real roots of each.
2. The roots, sorted, and the ends of the range cut the line into points and open intervals (cells).
3. On a cell every factor has one sign, so one look at the cell decides every condition on all of it.

Every point cell is exact (rational, or a root of an irreducible polynomial), so what happens only at a threshold or
only at an end of the range is seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from flint import fmpq_poly

from deterrence.algebra.conditions.conditions import Condition, Conjunction, Factor
from deterrence.algebra.exact.polynomials import as_fmpq
from deterrence.algebra.exact.roots import Exact, real_roots, sign_at, simplest_between


@dataclass(frozen=True, slots=True)
class Cell:
    """A point of the line (`lower == upper`) or an open interval of it; None stands for an infinite end."""

    lower: Exact | None
    upper: Exact | None

    @property
    def is_point(self) -> bool:
        """Whether the cell is a single value."""
        return self.lower is not None and self.lower == self.upper

    @property
    def sample(self) -> Exact:
        """The point itself, or a simple rational inside the interval."""
        if self.is_point:
            assert self.lower is not None
            return self.lower
        return simplest_between(self.lower, self.upper)

    def __str__(self) -> str:
        if self.is_point:
            return str(self.lower)
        left = "-oo" if self.lower is None else str(self.lower)
        right = "oo" if self.upper is None else str(self.upper)
        return f"({left}, {right})"


@dataclass(frozen=True, slots=True)
class Interval:
    """A run of cells: an interval with each end open or closed (`lower == upper`: a point)."""

    lower: Exact | None
    upper: Exact | None
    lower_closed: bool
    upper_closed: bool

    def contains(self, value: Exact) -> bool:
        """Whether a number lies in the interval."""
        above = self.lower is None or self.lower < value or (self.lower_closed and self.lower == value)
        below = self.upper is None or value < self.upper or (self.upper_closed and self.upper == value)
        return above and below

    def __str__(self) -> str:
        if self.lower is not None and self.lower == self.upper:
            return f"{{{self.lower}}}"
        left = "-oo" if self.lower is None else str(self.lower)
        right = "oo" if self.upper is None else str(self.upper)
        return f"{'[' if self.lower_closed else '('}{left}, {right}{']' if self.upper_closed else ')'}"


def univariate(factor: Factor) -> fmpq_poly:
    """A factor in which one letter occurs, as a polynomial in that letter."""
    coefficients: dict[int, Any] = {}
    for exponents, coefficient in factor.polynomial.to_dict().items():
        coefficients[sum(int(e) for e in exponents)] = coefficient
    return fmpq_poly([coefficients.get(n, 0) for n in range(max(coefficients, default=0) + 1)])


@lru_cache(maxsize=65536)
def factor_roots(factor: Factor) -> tuple[Exact, ...]:
    """The real roots of a factor in one letter."""
    return real_roots(int(c) for c in univariate(factor).numer().coeffs())


def may_vanish(factor: Factor, low: Fraction, high: Fraction) -> bool:
    """Whether a factor in one letter may have a root between two numbers, ends included; False is certain.

    By Descartes' rule of signs for the interval: the coefficients of ``(1 + t)**n * f((low + high*t)/(1 + t))`` have
    as many changes of sign as there are roots inside, or more (Vincent 1836; Collins and Akritas 1976).
    """
    polynomial = univariate(factor)
    if polynomial(as_fmpq(low)) == 0 or polynomial(as_fmpq(high)) == 0:
        return True
    on_unit = polynomial(fmpq_poly([as_fmpq(low), as_fmpq(high - low)]))
    turned = fmpq_poly([on_unit[n] for n in range(on_unit.degree(), -1, -1)])(fmpq_poly([1, 1]))
    coefficients = turned.coeffs()
    return not (all(c > 0 for c in coefficients) or all(c < 0 for c in coefficients))


@lru_cache(maxsize=262144)
def sign_on_line(factor: Factor, place: Exact) -> int:
    """The exact sign of a factor in one letter at a number."""
    return sign_at(univariate(factor), place)


def cells(points: Iterable[Exact], low: Exact | None, high: Exact | None) -> list[Cell]:
    """Cut the range from `low` to `high` (closed; None: unbounded) at the points that lie in it."""
    inside = sorted({p for p in points if (low is None or low <= p) and (high is None or p <= high)})
    if low is not None and (not inside or inside[0] != low):
        inside.insert(0, low)
    if high is not None and inside[-1:] != [high]:
        inside.append(high)
    found: list[Cell] = []
    if low is None:
        found.append(Cell(None, inside[0] if inside else None))
    for index, point in enumerate(inside):
        found.append(Cell(point, point))
        if index + 1 < len(inside):
            found.append(Cell(point, inside[index + 1]))
    if high is None and inside:
        found.append(Cell(inside[-1], None))
    return found


def factors_of(conditions: Iterable[Condition]) -> set[Factor]:
    """The distinct factors of some conditions."""
    return {factor for condition in conditions for factor, _ in condition.factors}


def line_cells(conditions: Iterable[Condition], low: Exact | None = None, high: Exact | None = None) -> list[Cell]:
    """The cells on each of which every one of the conditions is true throughout or false throughout."""
    roots = {root for factor in factors_of(conditions) for root in factor_roots(factor)}
    return cells(roots, low, high)


def holds_on(condition: Condition, place: Exact) -> bool:
    """Whether a condition in one letter holds at an exact number."""
    return condition.truth(lambda factor: sign_on_line(factor, place))


def clauses_hold(clauses: Sequence[Sequence[Conjunction]], place: Exact) -> bool:
    """Whether, of every clause, some conjunction holds at an exact number."""
    return all(any(all(holds_on(c, place) for c in conjunction) for conjunction in clause) for clause in clauses)


def intervals(truth: Sequence[tuple[Cell, bool]]) -> list[Interval]:
    """Maximal runs of neighbouring cells marked true, as intervals."""
    found: list[Interval] = []
    start: Cell | None = None
    last: Cell | None = None
    for cell, true in [*truth, (Cell(None, None), False)]:
        if true:
            start, last = start or cell, cell
        elif start is not None and last is not None:
            found.append(Interval(start.lower, last.upper, start.is_point, last.is_point))
            start = None
    return found
