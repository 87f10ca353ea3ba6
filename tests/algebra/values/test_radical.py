"""Formulas with a square root of a formula in several letters, held against floats."""

from fractions import Fraction
from math import sqrt

import numpy as np
import pytest

from deterrence.algebra.exact.rational import ring
from deterrence.algebra.formulas.language import parse
from deterrence.algebra.values.radical import ROOT, Radical, SquareRoot, sign_cases

HOME = ring(("a", "b"))
POINTS = [{"a": Fraction(x), "b": Fraction(y)} for x in (-2, -1, 0, 1, 3) for y in (0, 1, 2, 4)]


def formula(text):
    return HOME.value(parse(text))


def radical(plain, times, inside):
    return Radical(formula(plain), formula(times), SquareRoot(formula(inside)))


@pytest.mark.parametrize("relation", [">", ">=", "==", "<=", "<", "!="])
@pytest.mark.parametrize(
    ("p", "q"), [("a", "1"), ("a", "-1"), ("a - 1", "a + 1"), ("1 - a", "a"), ("0", "a"), ("a", "0")]
)
def test_the_sign_of_a_root_is_one_of_polynomials(p, q, relation):
    p, q, inside = formula(p), formula(q), formula("b")
    for point in POINTS:
        number = float(p.evaluate(point)) + float(q.evaluate(point)) * sqrt(point["b"])
        number = 0.0 if abs(number) < 1e-12 else number
        meant = compares(number, relation)
        assert meant == any(all(c.holds(point) for c in case) for case in sign_cases(p, q, inside, relation)), point


def compares(number, relation):
    return {">": number > 0, ">=": number >= 0, "==": number == 0, "<=": number <= 0, "<": number < 0}.get(
        relation, number != 0
    )


def test_values_are_exact():
    value = radical("a", "2", "a*b")
    assert value.evaluate({"a": Fraction(2), "b": Fraction(8)}) == 10
    irrational = value.evaluate({"a": Fraction(1), "b": Fraction(2)})
    assert float(irrational) == pytest.approx(1 + 2 * sqrt(2))
    with pytest.raises(ZeroDivisionError, match="negative"):
        value.evaluate({"a": Fraction(-1), "b": Fraction(2)})


def test_on_arrays_and_as_text():
    value = radical("-b", "1", "a*b")
    assert str(value) == "-b + sqrt(a*b)"
    found = value.on({"a": np.array([1.0, 4.0]), "b": np.array([4.0, 1.0])})
    assert found == pytest.approx([-2.0, 1.0])


@pytest.mark.parametrize("letter", ["a", "b"])
def test_the_derivative_is_that_of_floats(letter):
    value, here = radical("a*b", "a", "a + b**2"), {"a": Fraction(3), "b": Fraction(1)}
    near = {**here, letter: here[letter] + Fraction(1, 10**6)}
    slope = (float(value.evaluate(near)) - float(value.evaluate(here))) / 1e-6
    assert float(value.derivative(letter).evaluate(here)) == pytest.approx(slope, rel=1e-5)


def test_with_letters_fixed_it_is_a_function_of_the_others():
    value = radical("-b", "1", "a*b")
    line = value.at({"b": Fraction(2)})  # a root that moves with one letter
    assert line.letters == ("a",)
    assert line.evaluate({"a": Fraction(8)}) == 2
    assert value.at({"a": Fraction(0)}) == -formula("b").at({"a": Fraction(0)})
    assert str(radical("a", "1", "b").at({"b": Fraction(4)})) == "a + 2"
    # Of a square the root is the formula where that is positive.
    square = Radical(formula("0"), formula("1"), SquareRoot(formula("a**2*b")))
    assert square.at({"b": Fraction(1), "a": Fraction(-3)}).evaluate({}) == 3


def test_a_root_that_falls_out_leaves_a_quotient():
    root = SquareRoot(formula("a*b"))
    s = root.home.letter(ROOT)
    assert root.value(s * s) == formula("a*b")
    assert root.value((s + 1) / (s - 1)).evaluate({"a": Fraction(1), "b": Fraction(9)}) == 2


def test_the_difference_to_a_formula():
    value = radical("a", "1", "b").minus(formula("a + 2"))
    assert any(all(c.holds({"a": Fraction(5), "b": Fraction(4)}) for c in case) for case in value.where("=="))
    assert not any(all(c.holds({"a": Fraction(5), "b": Fraction(3)}) for c in case) for case in value.where("=="))
