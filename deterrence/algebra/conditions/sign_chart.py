"""The signs of many polynomials at many places at once, as bits.

A chart is a list of places in parameter space. What holds at which places is one integer, bit k for place k, so that
"and" is `&`. There are two kinds:

* `LineChart`, where one letter matters: the places are the roots of every polynomial and the intervals between
  neighbouring roots. Each polynomial has one sign on each of these cells, so the chart is *exhaustive*: no bit set
  means that there is no such value of the letter.
* `PointChart`, else: the places are the sample points of the background. Bits set are true; no bit set says nothing,
  except in a game of numbers, whose one place is everything.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from deterrence.algebra.conditions.conditions import Condition, Factor, signed_factors
from deterrence.algebra.conditions.decide import Background, Clause
from deterrence.algebra.conditions.line import cells, factor_roots, may_vanish, sign_on_line
from deterrence.algebra.exact.roots import Exact


class Chart(ABC):
    """Signs at the places of a chart; see the module.

    Attributes
    ----------
    everywhere
        The bits of all places that satisfy the background.
    points
        The bits of the places that are single values with other values of the background around them.
    exhaustive
        Whether every pattern of signs that occurs somewhere occurs at some place.
    """

    everywhere: int
    points: int
    exhaustive: bool

    def __init__(self) -> None:
        self._factors: dict[Factor, tuple[int, int]] = {}
        self._polynomials: dict[str, tuple[int, int]] = {}

    @abstractmethod
    def place(self, index: int) -> Mapping[str, Exact]:
        """A value of each letter that matters at one of the places."""

    @abstractmethod
    def _signs(self, factor: Factor) -> tuple[int, int]:
        """Where an irreducible factor is negative, and where zero."""

    def of_factor(self, factor: Factor) -> tuple[int, int]:
        """Where an irreducible factor is negative, and where zero."""
        if factor not in self._factors:
            self._factors[factor] = self._signs(factor)
        return self._factors[factor]

    def of_polynomial(self, polynomial: Any) -> tuple[int, int]:
        """Where a polynomial is negative, and where zero."""
        text = str(polynomial)
        if text not in self._polynomials:
            if polynomial == 0:
                self._polynomials[text] = (0, self.everywhere)
            else:
                sign, factors = signed_factors(polynomial)
                self._polynomials[text] = self._product(sign, factors.items())
        return self._polynomials[text]

    def _product(self, sign: int, factors: Iterable[tuple[Factor, int]]) -> tuple[int, int]:
        negative, zero = (self.everywhere if sign < 0 else 0), 0
        for factor, exponent in factors:
            below, at = self.of_factor(factor)
            zero |= at
            if exponent % 2:
                negative ^= below
        return negative & ~zero & self.everywhere, zero & self.everywhere

    def where(self, given: Condition) -> int:
        """The places at which a condition holds."""
        negative, zero = self._product(given.sign, given.factors)
        if given.relation == "==":
            return zero
        if given.relation == "!=":
            return self.everywhere & ~zero
        return self.everywhere & ~negative & ~(zero if given.relation == ">" else 0)

    def where_all(self, conditions: Iterable[Condition]) -> int:
        """The places at which all conditions hold."""
        found = self.everywhere
        for given in conditions:
            found &= self.where(given)
        return found


class LineChart(Chart):
    """The cells into which some polynomials in one letter cut its line.

    Parameters
    ----------
    name
        The letter.
    polynomials
        Every polynomial whose sign will be asked for, up to factors.
    low, high
        The ends of the letter's range (None: unbounded).
    clauses
        The assumptions about the letter.
    """

    exhaustive = True

    def __init__(
        self,
        name: str,
        polynomials: Iterable[Any],
        low: Fraction | None,
        high: Fraction | None,
        clauses: Iterable[Clause],
    ) -> None:
        super().__init__()
        clauses = list(clauses)
        factors = {f for p in polynomials if p != 0 for f in signed_factors(p)[1]}
        factors |= {f for clause in clauses for conjunction in clause for c in conjunction for f, _ in c.factors}
        self.name = name
        self.low, self.high = low, high
        self._inside: dict[Factor, tuple[Exact, ...]] = {}
        self.cells = cells({root for factor in factors for root in self._roots(factor)}, low, high)
        self._index = {cell.lower: index for index, cell in enumerate(self.cells) if cell.is_point}
        self.everywhere = (1 << len(self.cells)) - 1
        for clause in clauses:
            self.everywhere &= union(self.where_all(conjunction) for conjunction in clause)
        wide = sum(1 << i for i, cell in enumerate(self.cells) if not cell.is_point) & self.everywhere
        # Points that border an allowed interval are ties; an isolated point is all that is allowed, and counts as wide.
        self.points = self.everywhere & ~wide & (wide << 1 | wide >> 1)

    def place(self, index: int) -> Mapping[str, Exact]:
        """A value of the letter in one of the cells."""
        return {self.name: self.cells[index].sample}

    def _roots(self, factor: Factor) -> tuple[Exact, ...]:
        """The real roots of a factor; none where it has none in the range, whatever it has elsewhere."""
        if factor not in self._inside:
            outside = self.low is not None and self.high is not None and not may_vanish(factor, self.low, self.high)
            self._inside[factor] = () if outside else factor_roots(factor)
        return self._inside[factor]

    def _signs(self, factor: Factor) -> tuple[int, int]:
        """Far right an irreducible factor is positive, since its first coefficient is; it turns at each root."""
        negative = zero = 0
        roots = self._roots(factor)
        if not roots and self.high is not None:
            return ((1 << len(self.cells)) - 1 if sign_on_line(factor, self.high) < 0 else 0), 0
        for root in roots:
            if root in self._index:
                zero |= 1 << self._index[root]
                negative ^= (1 << self._index[root]) - 1
            elif self.high is not None and root > self.high:
                negative ^= (1 << len(self.cells)) - 1
        return negative & ~zero, zero


class PointChart(Chart):
    """Some points, each with a rational value for every letter that occurs."""

    points = 0

    def __init__(self, places: Sequence[Mapping[str, Fraction]], exhaustive: bool) -> None:
        super().__init__()
        self._places = tuple(places)
        self.everywhere = (1 << len(self._places)) - 1
        self.exhaustive = exhaustive

    def place(self, index: int) -> Mapping[str, Exact]:
        """One of the points."""
        return self._places[index]

    def _signs(self, factor: Factor) -> tuple[int, int]:
        negative = zero = 0
        for index, place in enumerate(self._places):
            sign = factor.sign(place)
            negative |= (sign < 0) << index
            zero |= (sign == 0) << index
        return negative, zero


def chart(background: Background, polynomials: Iterable[Any], conditions: Iterable[Condition] = ()) -> Chart:
    """The chart that suits the letters that occur: of one place, of a line where just one matters, else of samples."""
    names = background.ring.names
    polynomials = [p for p in polynomials if not p.is_constant()]
    conditions = list(conditions)
    letters = {n for p in polynomials for n, degree in zip(names, p.degrees(), strict=True) if degree > 0}
    letters |= {n for c in conditions for n in c.letters}
    if not letters:
        return PointChart(({},), exhaustive=True)
    reached, clauses = background.touching(letters)
    if len(reached) != 1:
        return PointChart(background.pool, exhaustive=False)
    name = next(iter(reached))
    low, high = (background.ranges or {}).get(name, (None, None))
    factored = [f.polynomial for c in conditions for f, _ in c.factors]
    return LineChart(name, [*polynomials, *factored], low, high, clauses)


def union(masks: Iterable[int]) -> int:
    """The places in any of several sets of places."""
    found = 0
    for mask in masks:
        found |= mask
    return found


def lowest_bit(mask: int) -> int:
    """The index of the first place in a set of places."""
    return (mask & -mask).bit_length() - 1


def bits(mask: int) -> list[int]:
    """The indices of the places in a set of places, rising."""
    found = []
    while mask:
        found.append(lowest_bit(mask))
        mask &= mask - 1
    return found
