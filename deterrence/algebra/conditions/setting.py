"""How a formula is set as a text where something is known of its letters; the formula itself stays what it is.

1. A difference whose sign the assumptions settle is set as the positive one: `(f - a)/(A - a)`, not
   `(a - f)/(a - A)`, where `A > a`. Asked of differences that are linear in the letters, which are decided at once.
2. Where an equation holds throughout, as of a family that exists only where parameters tie, numerator and denominator
   are replaced by their remainders on division by it, if that is shorter: `-f`, not five terms over `g + w`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from deterrence.algebra.conditions.conditions import Condition, Factor, condition
from deterrence.algebra.conditions.decide import Background, implies
from deterrence.algebra.exact.rational import RationalFunction, moved, ring
from deterrence.algebra.time_limit.deadline import is_over

if TYPE_CHECKING:
    from flint import fmpq_mpoly


@dataclass(frozen=True, eq=False)
class Setting:
    """What is known of the letters of a formula.

    Attributes
    ----------
    background
        The assumptions.
    equations
        Polynomials that are zero wherever the formula holds.
    """

    background: Background
    equations: tuple[Factor, ...] = ()

    @cached_property
    def _known(self) -> dict[Condition, int]:
        return {}

    def sign(self, polynomial: fmpq_mpoly) -> int:
        """The sign that a linear polynomial never leaves: 1, -1, or 0 where the assumptions do not settle it."""
        if polynomial.total_degree() != 1:
            return 0
        positive = condition(ring(polynomial.context().names()).polynomial(polynomial), ">=")
        if positive not in self._known:
            sign = self._decided(positive)
            if is_over():
                return sign
            self._known[positive] = sign
        return self._known[positive]

    def _decided(self, positive: Condition) -> int:
        [(factor, _)] = positive.factors
        if not set(factor.names) <= set(self.background.ring.names):
            return 0
        seen = {positive.sign * sign for sign in self.background.pool_signs(factor)}
        for sign in (1, -1):
            claim = positive if sign == 1 else Condition(">=", -positive.sign, positive.factors)
            if -sign not in seen and implies((), claim, self.background):
                return sign
        return 0

    def shortened(self, function: RationalFunction) -> RationalFunction:
        """A function that is the same wherever the equations hold, with as few terms as division by them leaves."""
        for equation in self.equations:
            if set(equation.names) <= set(function.letters):
                function = min((function, *_divided(function, equation)), key=_size)
        return function


def _divided(function: RationalFunction, equation: Factor) -> Iterator[RationalFunction]:
    """The function with remainders of division by a polynomial that is zero, each letter leading in turn."""
    for leading in equation.names:
        names = function.ring.names
        home = ring((leading, *(name for name in names if name != leading)))
        by = equation.function(home).numerator
        above, below = (divmod(moved(p, home), by)[1] for p in (function.numerator, function.denominator))
        if not below.is_zero():
            yield home.quotient(above, below).into(function.ring)


def _size(function: RationalFunction) -> tuple[int, int]:
    parts = (function.numerator, function.denominator)
    return sum(map(len, parts)), sum(int(p.total_degree()) for p in parts)


@lru_cache(maxsize=1024)
def assumed(background: Background) -> Setting | None:
    """What is known where no more than the assumptions is; None where there are no letters.

    Examples
    --------
    >>> import deterrence as dt
    >>> rows = {("x", "l"): (0, 0), ("x", "r"): ("a", 1), ("y", "l"): ("b", 1), ("y", "r"): (0, 0)}
    >>> letters = [dt.Parameter("a", "", 1, 2), dt.Parameter("b", "", 3, 4)]
    >>> game = dt.Matrix(["A", "B"], {"A": ["x", "y"], "B": ["l", "r"]}, rows, parameters=letters)
    >>> known = assumed(dt.solve(game)[0].exists.background)
    >>> a, b = (known.background.ring.letter(name) for name in "ab")
    >>> print((a / (a - b)), (a / (a - b)).set_by(known))
    a/(a - b) -a/(b - a)
    """
    return Setting(background) if background.ring.names else None


def known_where(conditions: Sequence[Condition], background: Background) -> Setting | None:
    """What is known where some conditions hold: their equations, and the assumptions."""
    equations = [c.factors[0][0] for c in conditions if c.relation == "==" and len(c.factors) == 1]
    return Setting(background, tuple(dict.fromkeys(equations))) if equations else assumed(background)
