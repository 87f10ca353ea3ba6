"""On which boxes of the parameters a condition may hold, whatever unknown probabilities are in it, as bits.

The box of all parameters' ranges is cut into equal small boxes, as in `box_signs.py`. Of a condition it is known on
which of them it may hold, one integer, bit k for box k: where the bounds of `bernstein.py` show that it fails for all
values of its unknown probabilities between 0 and 1, it does not. So conditions that may hold together on no box are
impossible together. The bounds are worked out once for each condition, and then this takes microseconds where other
methods take milliseconds; but what several conditions say of the same probability is not put together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from importlib.util import find_spec
from math import prod
from typing import TYPE_CHECKING, Any, Final

from deterrence.algebra.conditions.bounds_said import NO_RANGE, Range, bounds_said
from deterrence.algebra.conditions.box_signs import INTERVALS, MaybeSigns, as_bits
from deterrence.algebra.conditions.conditions import Condition, Factor

if TYPE_CHECKING:
    from deterrence.algebra.conditions.decide import Background

UNIT: Final = (Fraction(0), Fraction(1))
MOST_COEFFICIENTS: Final = 300_000  # of a polynomial, over all boxes


class MaybeBoxes:
    """Conditions on the boxes.

    Parameters
    ----------
    background
        The parameters, their ranges, and the assumptions about them.

    Attributes
    ----------
    everywhere
        All boxes.
    """

    def __init__(self, background: Background) -> None:
        self.clauses = background.clauses
        self.letters = background.ring.names
        self.intervals = INTERVALS.get(len(self.letters), 1)
        self.everywhere: int = (1 << self.intervals ** len(self.letters)) - 1
        ranges = {name: (background.ranges or {}).get(name, (None, None)) for name in self.letters}
        self.ranges = {n: (low, high) for n, (low, high) in ranges.items() if low is not None and high is not None}
        self._conditions: dict[Condition, int] = {}
        self._factors: dict[Factor, MaybeSigns] = {}

    @cached_property
    def allowed(self) -> int:
        """The boxes on which the assumptions may hold."""
        left = self.everywhere
        for clause in self.clauses:
            there = 0
            for option in clause:
                there |= self.of_these(option, self.everywhere)
            left &= there
        return left

    def of_these(self, conditions: Iterable[Condition], boxes: int) -> int:
        """Those of some boxes on which conditions may hold together, their letters that are no parameters in [0, 1]."""
        for c in conditions:
            boxes &= self.of(c)
        return boxes

    def clash(self, conditions: Sequence[Condition]) -> list[Condition]:
        """Of conditions that may hold together on no box, some that suffice, with the bounds on their other letters."""
        kept = list(dict.fromkeys(conditions))
        for c in conditions:
            fewer = [other for other in kept if other != c]
            if not self.of_these(fewer, self.allowed):
                kept = fewer
        others = {name for c in kept for name in c.letters} - set(self.letters)
        return [c for c in dict.fromkeys(conditions) if c in kept or c.letters <= others]

    def of_all(self, conditions: Sequence[Condition]) -> int:
        """The boxes on which conditions and assumptions may hold together; bounds on other letters are among them."""
        others = {name for c in conditions for name in c.letters} - set(self.letters)
        said = bounds_said(conditions) if others else {}
        loose = {name for name in others if not _is_probability(said.get(name, NO_RANGE))}
        return self.of_these((c for c in conditions if not loose & c.letters), self.allowed)

    def of(self, condition: Condition) -> int:
        """The boxes on which a condition may hold, its letters that are no parameters between 0 and 1."""
        if condition not in self._conditions:
            self._conditions[condition] = self._of(condition)
        return self._conditions[condition]

    def _of(self, condition: Condition) -> int:
        if condition.is_false:
            return 0
        if condition.relation == "!=" or not condition.factors:
            return self.everywhere
        product = MaybeSigns(*(self.everywhere if sign == condition.sign else 0 for sign in (-1, 0, 1)))
        for factor, exponent in condition.factors:
            signs = self._signs(factor)
            product = product.product(signs.square if exponent == 2 else signs)
        if condition.relation == "==":
            return product.zero
        return product.positive | (product.zero if condition.relation == ">=" else 0)

    def _signs(self, factor: Factor) -> MaybeSigns:
        if factor not in self._factors:
            self._factors[factor] = self._bounded(factor) or MaybeSigns(*[self.everywhere] * 3)
        return self._factors[factor]

    def _bounded(self, factor: Factor) -> MaybeSigns | None:
        """The signs of a polynomial; None where a parameter has no ends, or bounds would be many or large."""
        degrees = [int(d) for d in factor.polynomial.degrees()]
        boxes = self.everywhere.bit_length()
        is_open = any(name in self.letters and name not in self.ranges for name in factor.names)
        if is_open or boxes * prod(d + 1 for d in degrees) > MOST_COEFFICIENTS or find_spec("numpy") is None:
            return None
        from deterrence.algebra.conditions.bernstein import (
            as_array,
            bounds_by_coefficients,
            on_unit_cube,
            to_bernstein,
        )

        terms = on_unit_cube(factor.polynomial, factor.names, {n: self.ranges.get(n, UNIT) for n in factor.names})
        matrices = [
            to_bernstein(degree, self.intervals if name in self.letters else 1)[
                ..., self._places.get(name, self._first)
            ]
            for name, degree in zip(factor.names, degrees, strict=True)
        ]
        bounds = bounds_by_coefficients(as_array(terms, degrees)[None], matrices)
        if bounds is None:
            return None
        low, high = bounds
        return MaybeSigns(*(as_bits(which)[0] for which in (low < 0, (low <= 0) & (high >= 0), high > 0)))

    @cached_property
    def _places(self) -> Mapping[str, Any]:
        """The number of each parameter's interval, an entry a box."""
        from deterrence.algebra.conditions.bernstein import grid

        return grid(self.letters, self.intervals) if self.letters else {}

    @cached_property
    def _first(self) -> Any:
        """The number of an unknown probability's interval, an entry a box: always the only one."""
        import numpy as np

        return np.zeros(self.everywhere.bit_length(), dtype=np.int64)


def _is_probability(said: Range) -> bool:
    low, high = said
    return low is not None and high is not None and low >= 0 and high <= 1
