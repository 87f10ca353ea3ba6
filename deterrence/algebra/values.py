"""Numbers and formulas at the toolkit's door: what users give, and what they get.

A number given by a user is read as the exact decimal that was typed; what users get is a sympy number or expression
where it is exact, and a float where it is not.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, TypeAlias

from deterrence.algebra.algebraic import AlgebraicFunction
from deterrence.algebra.rational import RationalFunction
from deterrence.algebra.roots import RealRoot

Value: TypeAlias = RationalFunction | AlgebraicFunction | Fraction | RealRoot | float


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
