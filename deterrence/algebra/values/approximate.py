"""Numbers that are known in floats only, as values of an equilibrium."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from deterrence.algebra.exact.rational import RationalFunction, Ring, ring

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Approximate(float):
    """A float that answers what every value answers (`algebra/values/value.py`); arithmetic with it gives plain floats.

    Examples
    --------
    >>> third = Approximate(1 / 3)
    >>> third.is_exact, third.is_zero, third + 1
    (False, False, 1.3333333333333333)
    """

    __slots__ = ()

    letters = ()
    is_constant = True
    is_exact = False
    formula = None
    rational = None
    branch = None

    @property
    def is_zero(self) -> bool:
        """Whether the float is 0."""
        return float(self) == 0.0

    def refined(self, width: Fraction) -> tuple[Fraction, Fraction]:
        """The float's exact value, twice: nothing more is known of the number."""
        return Fraction(self), Fraction(self)

    def evaluate(self, point: Mapping[str, Fraction]) -> Approximate:
        """The number itself, which depends on no letter."""
        return self

    def at(self, values: Mapping[str, Fraction]) -> Approximate:
        """The number itself, which depends on no letter."""
        return self

    def into(self, larger: Ring) -> Approximate:
        """The number itself, which is in no ring."""
        return self

    def derivative(self, name: str) -> RationalFunction:
        """0: the number depends on no letter."""
        return ring(()).zero

    def on(self, values: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
        """The number, as an array without dimensions."""
        import numpy as np

        return np.asarray(float(self))

    def sympy(self) -> float:
        """The plain float: nothing exact is known."""
        return float(self)
