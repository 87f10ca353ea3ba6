"""The number a formula has at a point: exact for `+ - * / ** min max`, a float below `sqrt`, `exp` and `log`."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Final, TypeAlias

from deterrence.algebra.formulas.expressions import (
    And,
    Call,
    Comparison,
    Condition,
    Expression,
    FormulaError,
    Name,
    Negative,
    Number,
    Operation,
    Or,
)

Value: TypeAlias = Fraction | float

OPERATIONS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": operator.pow,
}
MOST_BITS = 200_000
# Two sides of a comparison this close are not told apart when one of them is a float.
CLOSE = 1e-12


def value_at(x: Expression, values: Mapping[str, Value]) -> Value:
    """The value of a formula where every name has a value.

    Raises
    ------
    FormulaError
        For a name without a value, a division by zero, a root or logarithm of what has none, and for numbers that
        would grow beyond bounds.

    Examples
    --------
    >>> from deterrence.algebra.formulas.language import parse
    >>> value_at(parse("max(c, 1/3)/2"), {"c": Fraction(1, 5)})
    Fraction(1, 6)
    """
    match x:
        case Number():
            return x.value
        case Name():
            if x.name not in values:
                raise FormulaError(f"'{x.name}' has no value here")
            return values[x.name]
        case Negative():
            return -value_at(x.operand, values)
        case Operation():
            return _operate(x.symbol, value_at(x.left, values), value_at(x.right, values))
        case Call():
            return _call(x.function, [value_at(argument, values) for argument in x.arguments])


def holds_at(x: Condition, values: Mapping[str, Value]) -> bool | None:
    """Whether a condition holds where every name has a value; None where floats leave it open.

    Examples
    --------
    >>> from deterrence.algebra.formulas.language import parse_condition
    >>> holds_at(parse_condition("e > l > 0"), {"e": Fraction(3), "l": Fraction(1)})
    True
    """
    if isinstance(x, Comparison):
        return _compare(x.symbol, value_at(x.left, values), value_at(x.right, values))
    if isinstance(x, And | Or):
        decisive = isinstance(x, Or)
        parts = [holds_at(part, values) for part in x.parts]
        return decisive if decisive in parts else None if None in parts else not decisive
    part = holds_at(x.part, values)
    return None if part is None else not part


def _operate(symbol: str, left: Value, right: Value) -> Value:
    try:
        result = _arithmetic(symbol, left, right)
    except ZeroDivisionError:
        raise FormulaError("division by zero") from None
    except OverflowError:
        raise FormulaError("the value grows beyond bounds") from None
    if isinstance(result, Fraction):
        _check_bits(_bits(result))
    return result


def _arithmetic(symbol: str, left: Value, right: Value) -> Value:
    if symbol == "**":
        if isinstance(left, Fraction):
            _check_bits(_bits(left) * int(right))
        right = int(right)
    result: Value = OPERATIONS[symbol](left, right)
    return result


def _bits(value: Fraction) -> int:
    return value.numerator.bit_length() + value.denominator.bit_length()


def _check_bits(bits: int) -> None:
    if bits > MOST_BITS:
        raise FormulaError("the value grows beyond bounds")


def _call(function: str, arguments: list[Value]) -> Value:
    if function == "min":
        return min(arguments)
    if function == "max":
        return max(arguments)
    argument = arguments[0]
    try:
        if function == "sqrt":
            return _root(argument)
        return math.exp(argument) if function == "exp" else math.log(argument)
    except ValueError:
        raise FormulaError(f"{function} of {argument} is not a number") from None
    except OverflowError:
        raise FormulaError(f"{function} of {argument} is too large") from None


def _root(argument: Value) -> Value:
    """The square root, exact where it is rational."""
    if isinstance(argument, Fraction) and argument >= 0:
        top, bottom = math.isqrt(argument.numerator), math.isqrt(argument.denominator)
        if top * top == argument.numerator and bottom * bottom == argument.denominator:
            return Fraction(top, bottom)
    return math.sqrt(argument)


def _compare(symbol: str, left: Value, right: Value) -> bool | None:
    exact = isinstance(left, Fraction) and isinstance(right, Fraction)
    if not exact and math.isclose(left, right, rel_tol=CLOSE, abs_tol=CLOSE):
        return None
    if symbol in ("==", "!="):
        return (left == right) == (symbol == "==")
    if symbol in ("<", "<="):
        return left < right or (left == right and symbol == "<=")
    return left > right or (left == right and symbol == ">=")
