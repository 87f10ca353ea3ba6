"""Polynomials with rational coefficients, python-flint's, and numbers in its type and in Python's."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import flint
from flint import fmpq, fmpq_mpoly


def as_fmpq(value: Fraction | int | fmpq) -> fmpq:
    """A rational number as flint's type."""
    if isinstance(value, Fraction):
        return fmpq(value.numerator, value.denominator)
    return fmpq(value)


def as_fraction(value: fmpq) -> Fraction:
    """A rational number as Python's type."""
    return Fraction(int(value.p), int(value.q))


def leading_scale(polynomial: fmpq_mpoly) -> fmpq:
    """What to divide by to make a polynomial primitive, with integer coefficients and a positive leading one."""
    content = _content(polynomial.coeffs())
    return -content if polynomial.leading_coefficient() < 0 else content


def _content(coefficients: Iterable[fmpq]) -> fmpq:
    numerator, denominator = flint.fmpz(0), flint.fmpz(1)
    for c in coefficients:
        numerator = numerator.gcd(c.p)
        denominator = denominator.lcm(c.q)
    return fmpq(numerator, denominator)


def constant_term(polynomial: fmpq_mpoly) -> fmpq:
    """The coefficient of 1 in a polynomial that is constant."""
    return fmpq(0) if polynomial.is_zero() else polynomial.leading_coefficient()


def coefficients_in(polynomial: fmpq_mpoly, index: int) -> dict[int, fmpq_mpoly]:
    """A polynomial as a polynomial in one letter: degree -> coefficient (in the same context)."""
    grouped: dict[int, dict[tuple[int, ...], fmpq]] = {}
    for monomial, coefficient in polynomial.to_dict().items():
        exponents = tuple(int(e) for e in monomial)
        rest = (*exponents[:index], 0, *exponents[index + 1 :])
        grouped.setdefault(exponents[index], {})[rest] = coefficient
    context = polynomial.context()
    return {degree: context.from_dict(terms) for degree, terms in grouped.items()}
