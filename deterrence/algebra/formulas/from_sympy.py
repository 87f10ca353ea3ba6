"""sympy expressions taken apart node by node, into formulas of this package.

sympy is never given a string: every way of turning a string into a sympy expression runs `eval`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy
from sympy.logic import boolalg

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
    combine,
    join,
    negate,
    text_of,
)
from deterrence.algebra.formulas.parser import MOST_NODES, check_power, parse, parse_condition, why_not_a_name

_CALLS = {sympy.Min: "min", sympy.Max: "max", sympy.exp: "exp", sympy.log: "log"}
_COMPARISONS = {
    sympy.StrictLessThan: "<",
    sympy.LessThan: "<=",
    sympy.StrictGreaterThan: ">",
    sympy.GreaterThan: ">=",
    sympy.Equality: "==",
    sympy.Unequality: "!=",
}


def expression_of(value: Any) -> Expression:
    """The formula a sympy expression stands for; it must be within the bounds of the formula language."""
    _check_size(value)
    found = _expression(value)
    # Numbers may be longer than one may type; everything else is held to the bounds by reading the text again.
    return found if isinstance(found, Number) else parse(text_of(found))


def condition_of(value: Any) -> Condition:
    """The condition a sympy relation (or a combination of such) stands for."""
    _check_size(value)
    return parse_condition(text_of(_condition(value)))


def fraction_of(value: Any) -> Fraction | None:
    """The exact value of a sympy number, or None; a float is read as the decimal that sympy shows."""
    if isinstance(value, sympy.Rational):
        return Fraction(int(value.p), int(value.q)) if value.q else None
    if isinstance(value, sympy.Float) and value.is_finite:
        return Fraction(str(value))
    return None


def _check_size(value: Any) -> None:
    if not isinstance(value, sympy.Basic):
        raise FormulaError(f"expected one formula, not a sympy {type(value).__name__}")
    for count, _ in enumerate(sympy.preorder_traversal(value)):
        if count > MOST_NODES:
            raise FormulaError(f"a formula has at most {MOST_NODES} parts")


def _expression(value: Any) -> Expression:
    number = fraction_of(value)
    if number is not None:
        return Number(number)
    if isinstance(value, sympy.Symbol):
        mistake = why_not_a_name(value.name)
        if mistake:
            raise FormulaError(mistake)
        return Name(value.name)
    if isinstance(value, sympy.Add):
        return _sum(value.as_ordered_terms())
    if isinstance(value, sympy.Mul | sympy.Pow):
        return _product(value)
    if value == sympy.E:
        return Call("exp", (Number(Fraction(1)),))
    for kind, function in _CALLS.items():
        if isinstance(value, kind):
            # sympy keeps the arguments of Min and Max in a set: put them into an order of our own.
            parts = tuple(_expression(part) for part in value.args)
            return Call(function, tuple(sorted(parts, key=text_of)) if len(parts) > 1 else parts)
    raise FormulaError(f"sympy's {type(value).__name__} is not part of the formula language")


def _sum(terms: list[Any]) -> Expression:
    total = _expression(terms[0])
    for term in terms[1:]:
        part = _expression(term)
        positive = _without_sign(part)
        total = Operation("+", total, part) if positive is None else Operation("-", total, positive)
    return total


def _without_sign(x: Expression) -> Expression | None:
    """What `x` is the negative of, if it is written with a leading minus."""
    if isinstance(x, Negative) or (isinstance(x, Number) and x.value < 0):
        return negate(x)
    if isinstance(x, Operation) and x.symbol in "*/":
        left = _without_sign(x.left)
        return None if left is None else combine(x.symbol, left, x.right)
    return None


def _product(value: Any) -> Expression:
    """A product as one fraction: the sign in front, negative powers below the line."""
    above: list[Expression] = []
    below: list[Expression] = []
    coefficient, factors = value.as_coeff_mul()
    number = fraction_of(coefficient)
    if number is None:
        raise FormulaError(f"sympy's {type(coefficient).__name__} is not part of the formula language")
    for factor in factors:
        base, exponent = factor.as_base_exp() if isinstance(factor, sympy.Pow) else (factor, sympy.Integer(1))
        power = fraction_of(exponent)
        if base == sympy.E and power is None:
            above.append(Call("exp", (_expression(exponent),)))
        elif power is None:
            raise FormulaError("** takes a whole number as exponent")
        else:
            (above if power > 0 else below).append(_power(_expression(base), abs(power)))
    if abs(number.numerator) != 1 or not above:
        above.insert(0, Number(Fraction(abs(number.numerator))))
    if number < 0:
        above[0] = negate(above[0])
    if number.denominator != 1:
        below.insert(0, Number(Fraction(number.denominator)))
    fraction = _multiplied(above)
    if below:
        fraction = combine("/", fraction, _multiplied(below))
    return fraction


def _multiplied(factors: list[Expression]) -> Expression:
    product = factors[0]
    for factor in factors[1:]:
        product = Operation("*", product, factor)
    return product


def _power(base: Expression, exponent: Fraction) -> Expression:
    if exponent == 1:
        return base
    if exponent.denominator == 2:
        root = Call("sqrt", (base,))
        return root if exponent.numerator == 1 else _power(root, Fraction(exponent.numerator))
    check_power(Number(exponent))
    return Operation("**", base, Number(exponent))


def _condition(value: Any) -> Condition:
    for kind, symbol in _COMPARISONS.items():
        if isinstance(value, kind):
            return Comparison(symbol, _expression(value.lhs), _expression(value.rhs))
    if isinstance(value, boolalg.And | boolalg.Or):
        kind_of = And if isinstance(value, boolalg.And) else Or
        return join(kind_of, sorted((_condition(part) for part in value.args), key=text_of))
    if isinstance(value, boolalg.Not):
        return Not(_condition(value.args[0]))
    raise FormulaError(f"expected a condition such as 'e > l', not sympy's {type(value).__name__}")
