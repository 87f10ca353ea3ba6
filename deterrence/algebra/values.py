"""Numbers and formulas at the toolkit's door: what users give, and what they get.

A number given by a user is read as the exact decimal that was typed; what users get is a sympy number or expression
where it is exact, and a float where it is not.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final, TypeAlias

from deterrence.algebra.algebraic import AlgebraicFunction
from deterrence.algebra.rational import RationalFunction, Ring
from deterrence.algebra.roots import RealRoot

Value: TypeAlias = RationalFunction | AlgebraicFunction | Fraction | RealRoot | float

WIDTH: Final = Fraction(1, 10**40)


def exact_value(value: Any) -> Fraction:
    """A number given by a user, exactly: `0.3`, `"1/3"`, `Fraction(1, 3)`, a sympy number."""
    from deterrence.algebra.language import as_fraction

    return as_fraction(value)


def public_value(value: Value) -> Any:
    """A value as users see it: sympy where exact, float where not."""
    if isinstance(value, float):
        return value
    if isinstance(value, Fraction):
        import sympy

        return sympy.Rational(value.numerator, value.denominator)
    return value.sympy()


def approximation(value: Value, home: Ring) -> RationalFunction:
    """A value as a formula with rational numbers: itself where it is one; an irrational number to within `WIDTH`."""
    if isinstance(value, RationalFunction):
        return value
    if isinstance(value, RealRoot):
        lower, upper = value.refined(WIDTH)
        return home.constant((lower + upper) / 2)
    assert not isinstance(value, AlgebraicFunction)
    return home.constant(Fraction(value))
