"""Formulas, conditions and numbers as callers hand them over: typed text, Python and numpy numbers, sympy."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Rational, Real
from typing import Any

from deterrence.algebra.formulas.expressions import (
    And,
    Call,
    Comparison,
    Condition,
    Expression,
    FormulaError,
    Name,
    Negative,
    Not,
    Number,
    Operation,
    Or,
)
from deterrence.algebra.formulas.parser import clipped, parse, parse_condition

# A number handed over from Python may be longer than one typed into a formula, but not without end.
MOST_BITS = 10_000


def as_expression(value: Any) -> Expression:
    """A formula from a number, a string of the formula language, a sympy expression, or a formula.

    Floats are read as typed (`0.1` is 1/10).

    Raises
    ------
    FormulaError
        For NaN, infinities, anything outside the formula language, and values of any other kind.

    Examples
    --------
    >>> print(as_expression(0.3), as_expression("1 - c"))
    3/10 1 - c
    """
    if isinstance(value, Number | Name | Operation | Negative | Call):
        return value
    if isinstance(value, str):
        return parse(value)
    if _is_from(value, "sympy"):
        from deterrence.algebra.formulas.from_sympy import expression_of

        return expression_of(value)
    return Number(as_fraction(value))


def as_condition(value: Any) -> Condition:
    """A condition from a string, a sympy relation, or a condition.

    Examples
    --------
    >>> print(as_condition("e > l > 0"))
    e > l > 0
    """
    if isinstance(value, Comparison | And | Or | Not):
        return value
    if isinstance(value, str):
        return parse_condition(value)
    if _is_from(value, "sympy"):
        from deterrence.algebra.formulas.from_sympy import condition_of

        return condition_of(value)
    raise FormulaError(f"expected a condition such as 'e > l', not {_described(value)}")


def as_fraction(value: Any) -> Fraction:
    """An exact number from an int, a float (as typed), a string such as `"1/3"`, a fraction, a sympy or numpy number.

    Raises
    ------
    FormulaError
        For NaN, infinities, strings that are not one number, and values of any other kind.

    Examples
    --------
    >>> as_fraction(0.3), as_fraction("1/3")
    (Fraction(3, 10), Fraction(1, 3))
    """
    number = _fraction(value)
    if number is None:
        raise FormulaError(f"expected a number, not {_described(value)}")
    if max(number.numerator.bit_length(), number.denominator.bit_length()) > MOST_BITS:
        raise FormulaError(f"expected a number of at most {MOST_BITS:,} bits")
    return number


def _fraction(value: Any) -> Fraction | None:
    if isinstance(value, bool) or (_is_from(value, "numpy") and type(value).__name__ in ("bool", "bool_")):
        return None
    if isinstance(value, str):
        read = parse(value)
        return read.value if isinstance(read, Number) else None
    if isinstance(value, Number):
        return value.value
    if isinstance(value, Rational | Integral) and not _is_from(value, "sympy"):
        return Fraction(int(value.numerator), int(value.denominator))
    if _is_from(value, "sympy"):
        from deterrence.algebra.formulas.from_sympy import fraction_of

        return fraction_of(value)
    if isinstance(value, Decimal):
        return _as_typed(value) if value.is_finite() else None
    if isinstance(value, Real):
        return _as_typed(value) if math.isfinite(value) else None
    # The one number in an array without dimensions, numpy's or xarray's, in its own precision.
    array = getattr(value, "values", value)
    if _is_from(array, "numpy") and getattr(array, "shape", None) == () and type(array[()]) is not type(array):
        return _fraction(array[()])
    return None


def _as_typed(value: Real | Decimal) -> Fraction:
    """The decimal that Python shows for the number (numpy's single precision included): 0.1 is 1/10."""
    if isinstance(value, Decimal) and abs(value.adjusted()) > MOST_BITS:
        raise FormulaError(f"expected a number of at most {MOST_BITS:,} bits")
    return Fraction(str(value))


def _is_from(value: object, library: str) -> bool:
    """Whether a value's class comes from a library, asked without importing it."""
    return any(str(kind.__module__).partition(".")[0] == library for kind in type(value).__mro__)


def _described(value: object) -> str:
    if isinstance(value, str | int | float):
        return clipped(str(value)) if not isinstance(value, int) or value.bit_length() < 200 else "a huge number"
    return f"a value of type {type(value).__name__}"


def whole_number(name: str, value: Any, least: int = 0, most: int | None = None) -> int:
    """A count that a caller gives: `1000`, or `1e3`, which is as whole.

    Raises
    ------
    ValueError
        When it is not whole, or out of bounds.

    Examples
    --------
    >>> whole_number("draws", 1e3, 1)
    1000
    """
    number = None if isinstance(value, str) else _fraction(value)
    if number is None or number.denominator != 1 or number < least or (most is not None and number > most):
        wanted = f"of at least {least}" if most is None else f"from {least} to {most:,}"
        raise ValueError(f"{name} is {value!r}; expected a whole number {wanted}")
    return int(number)


def given_values(at: Mapping[str, Any] | None, letters: Mapping[str, Any]) -> dict[str, Any]:
    """What a caller says of letters: in a mapping, which serves a letter of any name, and as keywords.

    Raises
    ------
    ValueError
        When `at` is no mapping, or a letter is given in both ways.

    Examples
    --------
    >>> given_values({"seed": "1/2"}, {"c": 0.3})
    {'seed': '1/2', 'c': 0.3}
    """
    if at is not None and not isinstance(at, Mapping):
        raise ValueError(f"values of letters are a mapping, as in {{'c': 0.3}}, not {at!r}")
    both = [name for name in at or () if name in letters]
    if both:
        raise ValueError(f"'{both[0]}' is given a value twice: in the mapping and as a keyword")
    return {**(at or {}), **letters}
