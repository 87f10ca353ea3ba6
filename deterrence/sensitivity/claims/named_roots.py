"""Formulas of claims with a square root in them, as values: `p + q*sqrt(r)` with formulas p, q and r.

A value v is what such a formula says where `(v - p)*q` is not negative and `(v - p)**2` is `q**2*r`: conditions on v
alone, whatever root may be in it. Of numbers other functions are compared in floats.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isqrt, sqrt
from typing import TypeAlias

from deterrence.algebra.exact.rational import Branches, RationalFunction, Ring, ring
from deterrence.algebra.formulas.language import (
    Call,
    Expression,
    Name,
    Negative,
    Operation,
    names_in,
    substitute,
    walk,
)
from deterrence.algebra.values.approximate import Approximate
from deterrence.algebra.values.radical import ROOT, SquareRoot


@dataclass(frozen=True)
class Rooted:
    """`plain + times*sqrt(inside)`."""

    plain: RationalFunction
    times: RationalFunction
    inside: RationalFunction

    def __float__(self) -> float:
        return float(self.plain) + float(self.times) * sqrt(float(self.inside))


Target: TypeAlias = RationalFunction | Rooted | Approximate


def said_by(home: Ring, x: Expression, definitions: Mapping[str, Expression]) -> Target:
    """What a formula says.

    Raises
    ------
    FormulaError
        For functions of letters beyond one square root.
    """
    whole = _expanded(x, definitions)
    calls = dict.fromkeys(part for part in walk(whole) if isinstance(part, Call))
    if len(calls) == 1 and (call := next(iter(calls))).function == "sqrt":
        inside = home.value(call.arguments[0])
        if not (inside.is_constant and _is_square(inside)):
            wide = ring((*home.names, ROOT))
            plain, times = SquareRoot(inside).reduced(wide.value(_replaced(whole, call)))
            return plain if times.is_zero else Rooted(plain, times, inside)
    branches = Branches()
    value = home.value(whole, None, branches)
    return Approximate(value) if branches.rounded and value.is_constant else value


def _is_square(inside: RationalFunction) -> bool:
    number = inside.as_fraction()
    return number >= 0 and all(isqrt(part) ** 2 == part for part in (number.numerator, number.denominator))


def _expanded(x: Expression, definitions: Mapping[str, Expression]) -> Expression:
    """A formula with definitions that have functions in them written out, and others too."""
    while used := [name for name in names_in(x) if name in definitions]:
        x = substitute(x, {name: definitions[name] for name in used})
    return x


def _replaced(x: Expression, call: Call) -> Expression:
    """A formula with the letter of a root in the place of it."""
    if x == call:
        return Name(ROOT)
    match x:
        case Negative():
            return Negative(_replaced(x.operand, call))
        case Operation():
            return Operation(x.symbol, _replaced(x.left, call), _replaced(x.right, call))
    return x
