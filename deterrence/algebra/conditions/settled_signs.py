"""Which polynomials are never negative, or never positive, where the assumptions hold: for formulas as texts.

A formula `(a - f)/(a - A)` of which the assumptions say that `A > a` and `f > a` is set as `(f - a)/(A - a)`.
Asked of differences that are linear in the letters, which are decided at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from deterrence.algebra.conditions.conditions import Condition, condition
from deterrence.algebra.conditions.decide import Background, implies
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.time_limit.deadline import is_over

if TYPE_CHECKING:
    from flint import fmpq_mpoly


@dataclass(frozen=True, eq=False)
class SettledSigns:
    """The sign of a polynomial that some assumptions settle: 1, -1, or 0 where they do not.

    Attributes
    ----------
    background
        The assumptions.
    """

    background: Background

    @cached_property
    def _known(self) -> dict[Condition, int]:
        return {}

    def __call__(self, polynomial: fmpq_mpoly) -> int:
        """The sign, where the polynomial is linear."""
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


@lru_cache(maxsize=1024)
def settled_signs(background: Background) -> SettledSigns | None:
    """What assumptions settle; None where there are no letters.

    Examples
    --------
    >>> import deterrence as dt
    >>> rows = {("x", "l"): (0, 0), ("x", "r"): ("a", 1), ("y", "l"): ("b", 1), ("y", "r"): (0, 0)}
    >>> letters = [dt.Parameter("a", "", 1, 2), dt.Parameter("b", "", 3, 4)]
    >>> game = dt.Matrix(["A", "B"], {"A": ["x", "y"], "B": ["l", "r"]}, rows, parameters=letters)
    >>> signs = settled_signs(dt.solve(game)[0].exists.background)
    >>> difference = signs.background.ring.letter("a") - signs.background.ring.letter("b")
    >>> signs(difference.numerator)
    -1
    """
    return SettledSigns(background) if background.ring.names else None
