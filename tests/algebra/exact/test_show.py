"""Formulas as a reader sees them: what is written can be read back, and looks as a paper would set it."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy
from hypothesis import given

from deterrence.algebra.exact.rational import ring
from deterrence.algebra.exact.show import factored, polynomial_text, primitive_factors
from deterrence.algebra.formulas.language import parse
from tests.algebra.strategies import polynomials, quotients

XYZ = ("x", "y", "z")
R = ring(XYZ)


@given(quotients(XYZ))
def test_what_is_written_is_read_back_as_the_same_function(f):
    assert R.value(parse(str(f))) == f


@given(polynomials(XYZ))
def test_a_polynomial_is_read_back_too(f):
    assert R.value(parse(polynomial_text(f.numerator))) == f


@given(quotients(XYZ))
def test_sympy_sees_the_same_function(f):
    symbols = {name: sympy.Symbol(name) for name in XYZ}

    def term(monomial, coefficient):
        letters = [symbols[name] ** int(n) for name, n in zip(XYZ, monomial, strict=True)]
        return sympy.Rational(int(coefficient.p), int(coefficient.q)) * sympy.prod(letters)

    above, below = (sympy.Add(*[term(m, c) for m, c in p.to_dict().items()]) for p in (f.numerator, f.denominator))
    assert sympy.cancel(f.sympy() - above / below) == 0


@given(polynomials(XYZ))
def test_factors_are_irreducible_primitive_and_multiply_to_the_polynomial(f):
    constant, factors = primitive_factors(f.numerator)
    product = R.constant(constant)
    for p, n in factors:
        product = product * R.polynomial(p) ** n
        assert p.leading_coefficient() > 0
        again, alone = primitive_factors(p)
        assert again == 1
        assert [(q == p, m) for q, m in alone] == [(True, 1)]
    assert product == f


@given(quotients(XYZ))
def test_the_factored_quotient_is_the_quotient(f):
    parts = factored(f)
    product = R.constant(parts.constant)
    for p, n in parts.above:
        product = product * R.polynomial(p) ** n
    for p, n in parts.below:
        product = product / R.polynomial(p) ** n
    assert product == f


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        ("(e - l)/(e + s)", "(e - l)/(e + s)"),
        ("-(l - e)/(e + s)", "(e - l)/(e + s)"),
        ("b/(b + k) - 1", "-k/(b + k)"),
        ("1 - c", "1 - c"),
        ("-c*k + (1 - c)*b", "b - c*k - c*b"),
        ("0.5", "1/2"),
        ("c/2", "c/2"),
        ("2*c/3", "2*c/3"),
        ("1/(2*(b + k))", "1/(2*(b + k))"),
        ("b/(k*l)", "b/(k*l)"),
        ("b/k**2", "b/k**2"),
        ("(b + k)**2/(b - k)", "(b + k)**2/(b - k)"),
        ("0*b", "0"),
        ("-1/b", "-1/b"),
    ],
)
def test_formulas_look_as_a_paper_would_set_them(given_text, shown):
    home = ring(tuple("cgbkles"))
    assert str(home.value(parse(given_text))) == str(home.value(parse(shown)))
    if given_text != "-c*k + (1 - c)*b":
        assert str(home.value(parse(given_text))) == shown


def test_numbers_are_written_as_fractions():
    assert [str(ring(()).constant(Fraction(n, 3))) for n in (-1, 0, 3)] == ["-1/3", "0", "1"]
