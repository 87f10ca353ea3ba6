"""Formulas of this package as sympy expressions, node by node."""

from __future__ import annotations

import sympy

from deterrence.algebra.formulas.expressions import Call, Expression, Name, Negative, Number, Operation

_CALLS = {"min": sympy.Min, "max": sympy.Max, "sqrt": sympy.sqrt, "exp": sympy.exp, "log": sympy.log}


def into_sympy(x: Expression) -> sympy.Expr:
    """A formula as sympy has it.

    Examples
    --------
    >>> from deterrence.algebra.formulas.language import parse
    >>> into_sympy(parse("1 - exp(-w)/2"))
    1 - exp(-w)/2
    """
    match x:
        case Number():
            return sympy.Rational(x.value.numerator, x.value.denominator)
        case Name():
            return sympy.Symbol(x.name)
        case Negative():
            return -into_sympy(x.operand)
        case Operation():
            left, right = into_sympy(x.left), into_sympy(x.right)
            done: dict[str, sympy.Expr] = {"+": left + right, "-": left - right, "*": left * right}
            if x.symbol in done:
                return done[x.symbol]
            return left / right if x.symbol == "/" else left**right
        case Call():
            return _CALLS[x.function](*map(into_sympy, x.arguments))
    raise TypeError(f"not an expression: {x!r}")
