"""Conditions as a paper prints them: the same set of points, solved for a letter where signs allow it."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, product

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence.algebra.conditions.conditions import condition
from deterrence.algebra.conditions.inequalities import (
    Between,
    Readable,
    condition_text,
    readable,
    solved_for,
    two_sided,
)
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.formulas.language import parse, parse_condition
from tests.algebra.conditions.test_decide import NLL, NLL_BACKGROUND, UNIT, R, background, conj
from tests.algebra.strategies import conditions, related, truth_of

unit_points = st.fixed_dictionaries({name: st.integers(1, 6).map(lambda n: Fraction(n, 7)) for name in ("x", "y")})
AROUND_ZERO = background(x=(-1, 1), y=(-1, 1))


def truth(inequality: Readable, point: dict[str, Fraction]) -> bool:
    def value(f):
        return f.evaluate({name: point.get(name, Fraction(0)) for name in f.ring.names})

    if isinstance(inequality, Between):
        ends = sorted(map(value, inequality.ends))
        return all(
            related(a, inequality.relation, b) for a, b in pairwise([ends[0], value(inequality.middle), ends[1]])
        )
    return related(value(inequality.left), inequality.relation, value(inequality.right))


@settings(max_examples=12)
@given(conditions(("x", "y"), 1), st.lists(unit_points, min_size=10, max_size=10))
def test_the_inequality_says_what_the_condition_says(c, some):
    shown = readable(c, UNIT)
    for point in some:
        assert truth(shown, point) == c.holds(point)
        assert truth(two_sided(c), point) == c.holds(point)


@settings(max_examples=12)
@given(conditions(("x", "y"), 1), st.lists(unit_points, min_size=10, max_size=10))
def test_so_does_its_text(c, some):
    text = condition_text(c)
    if text in ("always", "never"):
        assert c.is_true == (text == "always")
        return
    written = parse_condition(text.replace(" = ", " == "))
    for point in some:
        assert truth_of(written, point) == c.holds(point)


@settings(max_examples=12)
@given(conditions(("x", "y"), 1), unit_points)
def test_sympy_says_the_same(c, point):
    relation = readable(c, UNIT).sympy()
    values = {sympy.Symbol(name): sympy.Rational(value) for name, value in point.items()}
    assert bool(relation.subs(values)) == c.holds(point)


@settings(max_examples=12)
@given(conditions(("x", "y"), 1), unit_points, st.sampled_from([-1, 1]))
def test_a_bound_is_given_only_where_the_sign_is_settled(c, point, sign):
    bound = solved_for(c, "x", AROUND_ZERO)
    if bound is not None:
        assert bound.left == R.letter("x")
        assert "x" not in bound.right.letters
        moved = {name: sign * value for name, value in point.items()}
        assert truth(bound, moved) == c.holds(moved)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("c*s - (1 - c)*e >= -l", "c >= (e - l)/(e + s)"),
        ("(1 - c)*b - c*k <= 0", "c >= b/(b + k)"),
        ("(1 - c)*b > c*k", "c < b/(b + k)"),
        ("c == 1/2", "c = 1/2"),
        ("g > 2*k", "g > 2*k"),
        ("(c - g)*(k - s) > 0", "(c - g)*(k - s) > 0"),
    ],
)
def test_thresholds_of_the_probe_model(text, shown):
    (c,) = conj(text, NLL)
    assert str(readable(c, NLL_BACKGROUND, first=("c",))) == shown


def test_the_letter_asked_for_comes_first():
    (c,) = conj("c*s - (1 - c)*e >= -l", NLL)
    assert str(readable(c, NLL_BACKGROUND, first=("l",))) == "l >= e - c*e - c*s"
    assert str(solved_for(c, "s", NLL_BACKGROUND)) == "None"
    positive = background("c > 0", "s > 0", "e > 0", home=NLL)
    assert str(solved_for(c, "s", positive)) == "s >= (e - c*e - l)/c"


def test_premises_settle_signs_too():
    (c,) = conj("x*y > 1", R)
    assert solved_for(c, "y", AROUND_ZERO) is None
    assert str(solved_for(c, "y", AROUND_ZERO, conj("x > 1/2", R))) == "y > 1/x"
    assert str(solved_for(c, "y", AROUND_ZERO, conj("x < -1/2", R))) == "y < 1/x"


def test_constants():
    for value, text in ((1, "always"), (-1, "never")):
        c = condition(ring(()).constant(value), ">")
        assert str(c) == text
        assert truth(two_sided(c), {}) == (value > 0)
    assert str(condition(NLL.value(parse("g - k")), "!=")) == "g != k"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("(x - y)*(x - z) < 0", "min(y, z) < x < max(y, z)"),
        ("(x - y)*(x - z) <= 0", "min(y, z) <= x <= max(y, z)"),
        ("(2*x - y)*(3*z - x) > 0", "min(y/2, 3*z) < x < max(y/2, 3*z)"),
        ("(x - y)*(x - z) > 0", "(x - y)*(x - z) > 0"),
        ("(x - y)*(z - 1) < 0", "(x - y)*(z - 1) < 0"),
        ("(x - y)*(y*x - z) < 0", "(x - y)*(x*y - z) < 0"),
    ],
)
def test_a_product_that_is_negative_between_two_values(said, shown):
    around = background(home=ring(("x", "y", "z")), x=(-3, 3), y=(-3, 3), z=(-3, 3))
    [c] = conj(said, around.ring)
    found = readable(c, around)
    assert str(found) == shown
    written, relation = parse_condition(shown), found.sympy()
    for x, y, z in product(range(-2, 3), repeat=3):
        point = dict(zip("xyz", map(Fraction, (x, y, z)), strict=True))
        assert truth(found, point) == truth_of(written, point) == c.holds(point)
        assert bool(relation.subs({sympy.Symbol(name): v for name, v in point.items()})) == c.holds(point)
