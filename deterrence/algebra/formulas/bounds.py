"""Bounds of a formula where every letter has a range: its natural interval extension (Moore 1966).

The bounds are right and need not be tight: `x - x` for x in [0, 1] is given the bounds -1 and 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Final, NamedTuple, TypeAlias

from deterrence.algebra.formulas.evaluate import MOST_BITS
from deterrence.algebra.formulas.expressions import Call, Expression, Name, Negative, Number, Operation, walk

# A fraction, or an infinity.
End: TypeAlias = Fraction | float


class Bounds(NamedTuple):
    """The least and the greatest value, both included."""

    low: End
    high: End


ANY: Final = Bounds(-math.inf, math.inf)
ZERO: Final = Fraction(0)
# How far the floats of sqrt, exp and log may be off, relative to the value where that is above 1.
SLACK: Final = Fraction(1, 10**9)


def bounds_of(x: Expression, ranges: Mapping[str, Bounds]) -> Bounds:
    """Bounds of a formula wherever it has a value; a name without a range may be anything.

    Examples
    --------
    >>> from deterrence.algebra.formulas.language import parse
    >>> found = bounds_of(parse("1 - min(2*c, 1)"), {"c": Bounds(Fraction(0), Fraction(3))})
    >>> print(found.low, found.high)
    0 1
    """
    match x:
        case Number():
            return Bounds(x.value, x.value)
        case Name():
            return ranges.get(x.name, ANY)
        case Negative():
            return _negative(bounds_of(x.operand, ranges))
        case Operation(symbol="**", left=base, right=Number(value=exponent)):
            return _power(bounds_of(base, ranges), int(exponent))
        case Operation():
            return _operation(x.symbol, bounds_of(x.left, ranges), bounds_of(x.right, ranges))
        case Call():
            return call_bounds(x, ranges)


def call_bounds(call: Call, ranges: Mapping[str, Bounds]) -> Bounds:
    """Bounds of a function's value."""
    inner = [bounds_of(argument, ranges) for argument in call.arguments]
    match call.function:
        case "min":
            return Bounds(min(b.low for b in inner), min(b.high for b in inner))
        case "max":
            return Bounds(max(b.low for b in inner), max(b.high for b in inner))
        case "sqrt":
            return Bounds(_below(math.sqrt, inner[0].low, ZERO), _above(math.sqrt, inner[0].high, math.inf))
        case "exp":
            return Bounds(_below(math.exp, inner[0].low, ZERO), _above(math.exp, inner[0].high, math.inf))
    return Bounds(_below(math.log, inner[0].low, -math.inf), _above(math.log, inner[0].high, math.inf))


def _negative(a: Bounds) -> Bounds:
    return Bounds(-a.high, -a.low)


def _operation(symbol: str, a: Bounds, b: Bounds) -> Bounds:
    if symbol == "+":
        return _exact(Bounds(_sum(a.low, b.low), _sum(a.high, b.high)))
    if symbol == "-":
        return _operation("+", a, _negative(b))
    if symbol == "/":
        return _operation("*", a, _reciprocal(b))
    ends = [_product(x, y) for x in a for y in b]
    return _exact(Bounds(min(ends), max(ends)))


def _sum(x: End, y: End) -> End:
    # A fraction may be too large for a float, so that none meets an infinity.
    infinite = [end for end in (x, y) if isinstance(end, float)]
    return infinite[0] if infinite else x + y


def _product(x: End, y: End) -> End:
    # An end that is infinite is never reached: 0 times it is 0.
    if x == 0 or y == 0:
        return ZERO
    if isinstance(x, Fraction) and isinstance(y, Fraction):
        return x * y
    return math.inf if (x > 0) == (y > 0) else -math.inf


def _reciprocal(a: Bounds) -> Bounds:
    """Of a value that is not 0."""
    if a.low < 0 < a.high or a.low == a.high == 0:
        return ANY
    if a.low >= 0:
        return Bounds(_inverse(a.high), math.inf if a.low == 0 else _inverse(a.low))
    return _negative(_reciprocal(_negative(a)))


def _inverse(x: End) -> End:
    return ZERO if math.isinf(x) else 1 / Fraction(x)


def _power(a: Bounds, exponent: int) -> Bounds:
    if exponent == 0:
        return Bounds(Fraction(1), Fraction(1))
    if exponent % 2 == 0:
        sizes = sorted(end if end > 0 else -end for end in a)
        a = Bounds(ZERO if a.low <= 0 <= a.high else sizes[0], sizes[1])
    if any(_bits(end) * exponent > MOST_BITS for end in a):
        return ANY
    return Bounds(a.low**exponent, a.high**exponent)


def _exact(a: Bounds) -> Bounds:
    return ANY if any(_bits(end) > MOST_BITS for end in a) else a


def _bits(end: End) -> int:
    return end.numerator.bit_length() + end.denominator.bit_length() if isinstance(end, Fraction) else 0


def _below(function: Callable[[float], float], end: End, least: End) -> End:
    """A bound below the value of an increasing function; `least` where it has none, or a float cannot hold it."""
    found = _value(function, end)
    moved = least if found is None else _moved(found, end, -SLACK)
    return moved if moved > least else least


def _above(function: Callable[[float], float], end: End, most: End) -> End:
    found = _value(function, end)
    return most if found is None else _moved(found, end, SLACK)


def _value(function: Callable[[float], float], end: End) -> float | None:
    try:
        value = function(float(end))
    except (ValueError, OverflowError):
        return None
    return value if math.isfinite(value) else None


def _moved(value: float, end: End, slack: Fraction) -> Fraction:
    """A value of which rounding is not to be trusted; at 0 and 1, where ranges most often end, it is exact."""
    found = Fraction(value)
    if end in (0, 1) and value in (0, 1):  # sqrt(0) = log(1) = 0 and sqrt(1) = exp(0) = 1
        return found
    return found + slack * max(Fraction(1), abs(found))


def valueless(x: Expression, ranges: Mapping[str, Bounds]) -> Call | None:
    """A root or logarithm in a formula that has no value, whatever the letters within their ranges; None where none.

    Examples
    --------
    >>> from deterrence.algebra.formulas.language import parse
    >>> print(valueless(parse("1 + sqrt(-c - 1)"), {"c": Bounds(Fraction(0), Fraction(1))}))
    sqrt(-c - 1)
    """
    for part in walk(x):
        if isinstance(part, Call) and part.function in ("sqrt", "log"):
            high = bounds_of(part.arguments[0], ranges).high
            if high < 0 or (high == 0 and part.function == "log"):
                return part
    return None
