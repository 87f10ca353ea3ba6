"""Formulas and conditions as a reader sees them: plain text, sympy, and (through sympy) LaTeX.

A quotient is shown with numerator and denominator factored, and with the sign folded into a factor that has
terms of both signs: ``(e - l)/(e + s)``, not ``-(l - e)/(e + s)``.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from flint import fmpq, fmpq_mpoly

from deterrence.algebra.exact.polynomials import as_fraction, leading_scale
from deterrence.algebra.exact.rational import RationalFunction

if TYPE_CHECKING:
    import sympy


@dataclass(frozen=True)
class Factored:
    """A quotient as ``constant * prod(p**n) / prod(q**m)``, the polynomials primitive."""

    constant: Fraction
    above: tuple[tuple[fmpq_mpoly, int], ...]
    below: tuple[tuple[fmpq_mpoly, int], ...]


def factored(function: RationalFunction) -> Factored:
    """The factors of a quotient, positive ones where their signs are known.

    A sign that is left is folded into a factor with terms of both signs where there is one.
    """
    above_constant, above = primitive_factors(function.numerator)
    below_constant, below = primitive_factors(function.denominator)
    constant = above_constant / below_constant
    known: list[list[int]] = []
    for side in (above, below):
        known.append([])
        for index, (polynomial, exponent) in enumerate(side):
            has_both = _has_both_signs(polynomial)
            sign = function.setting.sign(polynomial) if has_both and function.setting is not None else 0
            # 1 - p reads better below a line than p - 1: probabilities are what divides.
            if sign < 0 or (has_both and sign == 0 and side is below and _number_in(polynomial) < 0):
                side[index] = (-polynomial, exponent)
                constant *= (-1) ** exponent
            known[-1].append(sign)
    # (e - l)/(e + s) also where that is negative; 2/(5*c - 1), but -2/(1 - 5*c) where that is.
    for side, signs, settled in ((above, known[0], False), (above, known[0], True), (below, known[1], False)):
        for index, (polynomial, exponent) in enumerate(side):
            if constant < 0 and exponent % 2 and _has_both_signs(polynomial) and bool(signs[index]) == settled:
                side[index] = (-polynomial, exponent)
                constant = -constant
    return Factored(constant, tuple(above), tuple(below))


def primitive_factors(polynomial: fmpq_mpoly) -> tuple[Fraction, list[tuple[fmpq_mpoly, int]]]:
    """The constant and the irreducible primitive factors of a polynomial, in a fixed order."""
    if polynomial.is_constant():
        return (Fraction(0) if polynomial.is_zero() else as_fraction(polynomial.leading_coefficient())), []
    constant, factors = polynomial.factor()
    total = as_fraction(constant)
    found = []
    for factor, exponent in factors:
        scale = leading_scale(factor)
        total *= as_fraction(scale) ** int(exponent)
        found.append((factor / scale, int(exponent)))
    found.sort(key=lambda pair: (pair[0].total_degree(), len(pair[0]), str(pair[0])))
    return total, found


def _number_in(polynomial: fmpq_mpoly) -> Fraction:
    """The term without letters."""
    return as_fraction(polynomial.to_dict().get((0,) * len(polynomial.context().names()), fmpq(0)))


def _has_both_signs(polynomial: fmpq_mpoly) -> bool:
    return len({c > 0 for c in polynomial.coeffs()}) == 2


def ordered_terms(polynomial: fmpq_mpoly) -> list[tuple[tuple[int, ...], Fraction]]:
    """Terms as a reader expects them: a positive one first, letters before numbers otherwise in the ring's order."""
    terms = [(tuple(int(e) for e in m), as_fraction(c)) for m, c in polynomial.to_dict().items()]
    terms.sort(key=lambda term: (-sum(term[0]), tuple(-e for e in term[0])))
    first = next((i for i, (_, c) in enumerate(terms) if c > 0), 0)
    return [terms[first], *terms[:first], *terms[first + 1 :]] if terms else []


def polynomial_text(polynomial: fmpq_mpoly) -> str:
    """A polynomial in the formula language."""
    names = polynomial.context().names()
    pieces: list[str] = []
    for exponents, coefficient in ordered_terms(polynomial):
        letters = "*".join(
            name if exponent == 1 else f"{name}**{exponent}"
            for name, exponent in zip(names, exponents, strict=True)
            if exponent
        )
        size = abs(coefficient)
        if not letters:
            body = str(size)
        elif size == 1:
            body = letters
        elif size.denominator == 1:
            body = f"{size}*{letters}"
        else:
            body = f"{'' if size.numerator == 1 else f'{size.numerator}*'}{letters}/{size.denominator}"
        sign = "-" if coefficient < 0 else "+"
        pieces.append(f"{sign} {body}" if pieces else (f"-{body}" if sign == "-" else body))
    return " ".join(pieces) or "0"


def as_text(function: RationalFunction) -> str:
    """A quotient in the formula language, as a paper would set it."""
    function = _shortened(function)
    if function.is_zero:
        return "0"
    if function.denominator.is_constant():
        _, factors = primitive_factors(function.numerator)
        if len(factors) == 1 and factors[0][1] == 1:
            return polynomial_text(function.numerator)
    parts = factored(function)
    above = _product_text(abs(parts.constant.numerator), parts.above, parts.constant < 0)
    below = _product_text(parts.constant.denominator, parts.below, False)
    if below == "1":
        return above
    single = len(parts.below) + (parts.constant.denominator != 1) == 1
    plain = single and (not parts.below or (len(parts.below[0][0]) == 1))
    if not plain:
        below = below if below.startswith("(") and single and parts.below[0][1] == 1 else f"({below})"
    if len(parts.above) == 1 and parts.above[0][1] == 1 and abs(parts.constant.numerator) == 1:
        return f"{above}/{below}"
    return f"{above}/{below}"


def _shortened(function: RationalFunction) -> RationalFunction:
    setting = function.setting
    return function if setting is None else setting.shortened(function).set_by(setting)


def _product_text(constant: int, factors: tuple[tuple[fmpq_mpoly, int], ...], negative: bool) -> str:
    words = [] if constant == 1 and factors else [str(constant)]
    for polynomial, exponent in factors:
        text = polynomial_text(polynomial)
        if len(polynomial) > 1:
            text = f"({text})"
        words.append(text if exponent == 1 else f"{text}**{exponent}")
    return ("-" if negative else "") + "*".join(words)


def polynomial_sympy(polynomial: fmpq_mpoly) -> sympy.Expr:
    """A polynomial as a sympy expression, expanded."""
    import sympy

    symbols = [sympy.Symbol(name) for name in polynomial.context().names()]
    terms = []
    for exponents, coefficient in polynomial.to_dict().items():
        factors = [symbol ** int(e) for symbol, e in zip(symbols, exponents, strict=True) if e]
        terms.append(sympy.Mul(sympy.Rational(int(coefficient.p), int(coefficient.q)), *factors))
    return sympy.Add(*terms)


def as_sympy(function: RationalFunction) -> sympy.Expr:
    """A quotient as a sympy expression."""
    import sympy

    function = _shortened(function)
    if function.denominator.is_constant():
        _, factors = primitive_factors(function.numerator)
        if sum(exponent for _, exponent in factors) <= 1:
            return polynomial_sympy(function.numerator)
    parts = factored(function)
    constant = sympy.Rational(parts.constant.numerator, parts.constant.denominator)
    above = [polynomial_sympy(p) ** n for p, n in parts.above]
    below = [polynomial_sympy(p) ** -n for p, n in parts.below]
    return sympy.Mul(constant, *above, *below)
