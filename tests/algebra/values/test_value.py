"""Values: every kind answers every question, and answers alike where kinds are the same number."""

import math
import pickle
from fractions import Fraction

import numpy as np
import pytest
import sympy

from deterrence.algebra.conditions.conditions import signed_factors
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.exact.roots import minimal_polynomial, rational, rational_part, real_roots, refined
from deterrence.algebra.formulas.language import parse
from deterrence.algebra.values.algebraic import AlgebraicFunction, Branch
from deterrence.algebra.values.approximate import Approximate
from deterrence.algebra.values.value import (
    Value,
    approximation,
    as_value,
    equal_at,
    equal_on_line,
    is_exact,
    public_value,
)

C, HOME = ring(("c",)), ring(("c", "u"))
[SQUARE] = signed_factors(HOME.value(parse("u*u - c")).numerator)[1]
SQRT_TWO = real_roots([-2, 0, 1])[1]


def root(text):
    """A formula in c and u, where u is the square root of c."""
    return AlgebraicFunction(HOME.value(parse(text)), Branch(SQUARE, "c", "u", 1, Fraction(1, 2)))


KINDS = {
    "quotient": C.value(parse("(1 - c)/(1 + c)")),
    "root": root("1 - u"),
    "irrational": SQRT_TWO,
    "float": Approximate(0.3),
    "number": C.constant(Fraction(1, 3)),
}
MEMBERS = [name for name in vars(Value) if not name.startswith("_")]


@pytest.mark.parametrize("value", KINDS.values(), ids=KINDS)
def test_every_kind_of_value_answers_every_question(value):
    assert len(MEMBERS) >= 12
    assert all(hasattr(value, name) for name in MEMBERS)
    at = {"c": Fraction(1, 4)}
    number = value.evaluate(at)
    assert as_value(number).is_constant
    assert as_value(number) == value.at(at)
    assert as_value(value) is value
    assert float(value.on({"c": np.array(0.25)})) == pytest.approx(float(number), rel=1e-15)
    assert value.into(HOME) == (value if value.rational is None else HOME.value(parse(str(value))))
    assert (value.formula is None) == (value.branch is None and value.rational is None)
    assert pickle.loads(pickle.dumps(value)) == value
    step = Fraction(1, 2**30)
    slope = (float(value.at({"c": at["c"] + step})) - float(value.at({"c": at["c"] - step}))) * 2**29
    assert float(value.derivative("c").at(at)) == pytest.approx(slope, abs=1e-6)
    assert value.derivative("d").is_zero
    assert value.is_constant == (not value.letters)
    if value.is_constant:
        assert float(value) == float(number) == pytest.approx(float(sympy.N(value.sympy())))
    else:
        assert float(value.sympy().subs("c", sympy.Rational(1, 4))) == pytest.approx(float(number))
        with pytest.raises(ValueError, match="is not a number"):
            float(value)


def test_what_is_zero():
    assert [v.is_zero for v in (C.zero, Approximate(0), Approximate(1e-300), SQRT_TWO, root("u"))] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert root("u*u - c").is_zero, "zero at every value of the letter, though its formula is not written as 0"


def test_what_is_exact():
    assert [is_exact(x) for x in (1, Fraction(1, 3), SQRT_TWO, root("u"))] == [True] * 4
    assert not any(map(is_exact, (0.5, np.float64(0.5), Approximate(0.5))))


def test_computed_numbers_become_values():
    assert as_value(Fraction(1, 3)) == ring(()).constant(Fraction(1, 3))
    assert as_value(0).is_zero
    assert isinstance(as_value(np.float64(0.5)), Approximate)
    assert math.isnan(as_value(float("nan")))
    assert public_value(Fraction(1, 3)) == sympy.Rational(1, 3)
    assert public_value(SQRT_TWO) == sympy.sqrt(2)
    assert type(public_value(as_value(0.5))) is float
    with pytest.raises(TypeError):
        as_value(object())


def test_arithmetic_with_a_wrapped_float_is_that_of_floats():
    assert Approximate(0.5) + 1 == 1.5
    assert np.array([Approximate(0.5), Approximate(1)]).dtype == np.float64
    assert f"{Approximate(1 / 3):.3f} {Approximate(0.5)}" == "0.333 0.5"


def test_approximations():
    assert approximation(KINDS["quotient"], C) is KINDS["quotient"]
    assert approximation(Approximate(0.5), C) == Fraction(1, 2)
    assert abs(approximation(SQRT_TWO, C).as_fraction() ** 2 - 2) < Fraction(1, 10**39)
    with pytest.raises(ValueError, match="not a quotient"):
        approximation(KINDS["root"], C)


def test_kinds_that_are_the_same_number_at_a_place():
    one_third = C.value(parse("c + 1/12"))
    assert equal_at(one_third, KINDS["number"], {"c": Fraction(1, 4)})
    assert equal_on_line(KINDS["root"], C.value(parse("2*c")), Fraction(1, 4)), "1 - sqrt(c) = 2*c at c = 1/4"
    assert not equal_on_line(KINDS["root"], C.value(parse("2*c")), Fraction(1, 9))
    assert equal_on_line(C.value(parse("c*c")), C.constant(2), SQRT_TWO)
    assert not equal_on_line(C.value(parse("c")), C.constant(2), SQRT_TWO)
    assert not equal_on_line(C.value(parse("1/c")), C.value(parse("2/c")), Fraction(0)), "neither has a value there"
    assert not equal_on_line(C.value(parse("(c*c - 2)/(c*c - 2)*c")), C.value(parse("1/(c*c - 2)")), SQRT_TWO)
    assert equal_on_line(SQRT_TWO, SQRT_TWO, SQRT_TWO)


def test_numbers_at_points():
    assert rational_part({"a": Fraction(1), "b": SQRT_TWO, "c": 0.5}) == {"a": Fraction(1)}
    assert [rational(x) for x in (Fraction(1, 2), SQRT_TWO, None, 0.5)] == [Fraction(1, 2), None, None, None]
    assert minimal_polynomial(Fraction(2, 3)) == (-2, 3)
    assert minimal_polynomial(SQRT_TWO) == (-2, 0, 1)
    low, high = refined(SQRT_TWO, Fraction(1, 10**20))
    assert low**2 < 2 < high**2
    assert high - low <= Fraction(1, 10**20)
    assert refined(Fraction(1, 3), Fraction(1)) == (Fraction(1, 3), Fraction(1, 3))
