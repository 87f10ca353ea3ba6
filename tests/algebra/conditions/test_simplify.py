"""The shortest conjunction: the same set of points under the background, and nothing in it to spare."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence.algebra.conditions.conditions import condition
from deterrence.algebra.conditions.decide import Background, implies
from deterrence.algebra.conditions.simplify import Sign, divided, is_empty, known_sign, simplified, solution_on_line
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.formulas.language import parse
from deterrence.algebra.region import Region
from tests.algebra.conditions.test_decide import NLL, NLL_BACKGROUND, R, background, conj
from tests.algebra.strategies import conditions, points

XY = ("x", "y")
UNIT = background(x=(0, 1), y=(0, 1))
LINE = background("x > -1 or x < -2", "x != 1/2", home=ring(("x",)), x=(-3, 2))
POSITIVE = background("x > 0", "y > 0", "x != y")
unit_points = st.fixed_dictionaries({name: st.integers(0, 6).map(lambda n: Fraction(n, 6)) for name in XY})


@settings(max_examples=8)
@given(st.lists(conditions(XY, 1), min_size=1, max_size=4), st.lists(unit_points, min_size=20, max_size=20))
def test_the_same_points_under_the_ranges(given_conditions, some):
    found = simplified(given_conditions, UNIT)
    for point in some:
        assert all(c.holds(point) for c in found) == all(c.holds(point) for c in given_conditions)


@settings(max_examples=8)
@given(st.lists(conditions(XY, 1), min_size=1, max_size=4), st.lists(points(XY), min_size=20, max_size=20))
def test_the_same_points_under_assumptions(given_conditions, some):
    found = simplified(given_conditions, POSITIVE)
    for point in some:
        if POSITIVE.holds(point):
            assert all(c.holds(point) for c in found) == all(c.holds(point) for c in given_conditions)


@settings(max_examples=8)
@given(st.lists(conditions(("x",), 3), min_size=1, max_size=3), st.integers(-12, 12))
def test_the_same_points_on_a_line(given_conditions, number):
    found = simplified(given_conditions, LINE)
    point = {"x": Fraction(number, 4)}
    if LINE.holds(point):
        assert all(c.holds(point) for c in found) == all(c.holds(point) for c in given_conditions)


@pytest.mark.parametrize("alone", ["x >= 0", "x > 0", "x <= 0", "x != 0", "x == 0"])
@pytest.mark.parametrize("product", ["x*y >= 0", "x*y > 0", "x*y == 0", "x*y != 0", "x**2*y >= 0", "x*(x - y)*y >= 0"])
def test_a_product_beside_a_condition_on_its_factor(alone, product):
    """Where x may be zero the product may hold although what is left without x does not."""
    around = background(x=(-1, 1), y=(-1, 1))
    given_conditions = [*conj(alone), *conj(product)]
    found = simplified(given_conditions, around)
    for x, y in itertools.product((-1, Fraction(-1, 2), 0, Fraction(1, 2), 1), repeat=2):
        point = {"x": Fraction(x), "y": Fraction(y)}
        assert all(c.holds(point) for c in found) == all(c.holds(point) for c in given_conditions)


@settings(max_examples=6)
@given(st.lists(conditions(XY, 1), min_size=1, max_size=4))
def test_nothing_left_is_implied_by_the_rest(given_conditions):
    found = simplified(given_conditions, UNIT)
    for index, c in enumerate(found):
        assert implies([*found[:index], *found[index + 1 :]], c, UNIT) is not True


@settings(max_examples=8)
@given(conditions(XY, 1), st.lists(unit_points, min_size=20, max_size=20))
def test_dividing_out_what_has_a_sign_changes_nothing(c, some):
    pieces = divided(c, UNIT)
    for point in some:
        assert all(p.holds(point) for p in pieces) == c.holds(point)


@pytest.mark.parametrize(
    ("raw", "minimal"),
    [
        ("c*s - (1 - c)*e >= -l", ["s*c + e*c >= e - l"]),
        ("c < b/(b + k) and c < 1", ["b*c + k*c < b"]),
        ("b*(c - 1/2) > 0", ["c > 1/2"]),
        ("g**2*(e - l)*(c - k) >= 0", ["c >= k"]),
        ("g > 0 and e + l > 0", []),
        ("c >= 1/2 and c <= 1/2", ["c == 1/2"]),
        ("(c - 1/2)*(c - 1/3) > 0 and c > 2/5", ["c > 1/2"]),
        ("c >= 1/2 and c != 1/2", ["c > 1/2"]),
        ("c*(1 - c) >= 0", []),
        ("(2*c - 1)*(c + g) == 0", ["c == 1/2"]),
    ],
)
def test_conditions_of_the_probe_model(raw, minimal):
    found = simplified(conj(raw, NLL), NLL_BACKGROUND)
    expected = {c for text in minimal for c in conj(text, NLL)}
    assert set(found) == expected


def test_signs_that_the_assumptions_settle():
    def sign(text: str):
        ((factor, _),) = condition(NLL.value(parse(text)), ">").factors
        return known_sign(factor, NLL_BACKGROUND)

    assert sign("b + k") == Sign(1, True)
    assert sign("e - l") == Sign(-1, True)  # the factor is l - e
    assert sign("c + g") == Sign(1, True)
    assert sign("b - k") is None
    assert sign("c") == Sign(1, False)
    assert sign("c - 1") == Sign(-1, False)


def test_a_line_is_solved_with_its_assumptions():
    assert [str(i) for i in solution_on_line(conj("x**2 < 2"), UNIT, "x") or []] == ["[0, 1]"]
    assert [str(i) for i in solution_on_line(conj("x**2 < 1/2"), UNIT, "x") or []] == ["[0, sqrt(2)/2)"]
    assert solution_on_line(conj("x < y"), UNIT, "x") is None
    assert solution_on_line(conj("x > 2"), UNIT, "x") == []


def test_impossible_conjunctions_are_empty():
    assert is_empty(conj("x > 1"), UNIT)
    assert is_empty(conj("x > y and y > x"), UNIT)
    assert not is_empty(conj("x >= 1 and y >= 1"), UNIT)
    assert R.names == XY


def test_a_product_in_one_letter_becomes_the_ends_of_an_interval():
    between = conj("(x - 1/4)*(x - 3/4) <= 0")
    line = background(home=ring(("x",)), x=(0, 1))
    assert set(simplified(between, line)) == {*conj("x >= 1/4"), *conj("x <= 3/4")}


# --- products of two ------------------------------------------------------------------------------------------------

HOME = ring(("a", "s", "f", "c"))
RANGES = dict.fromkeys(HOME.names, (Fraction(0), Fraction(3)))


def where(text, relation=">"):
    return condition(HOME.value(parse(text)), relation)


@pytest.mark.parametrize(
    ("text", "relation", "assumed", "told"),
    [
        ("(f - s)*(f - a)", "<", ["a - s"], "a > f and s < f"),
        ("(f - s)*(f - a)", "<=", ["a - s"], "a >= f and s <= f"),
        ("(f - s)*(a - f)", ">=", ["a - s"], "a >= f and s <= f"),
        ("(f - s)*(f - a)", "<", ["s - a"], "a < f and s > f"),
        ("(f - s)*(f - a)", ">", ["a - s"], "(f - a)*(f - s) > 0"),  # below both, or above both
        ("(f - s)*(f - a)", "<", [], "min(a, s) < f < max(a, s)"),
    ],
)
def test_between_two_is_two_bounds(text, relation, assumed, told):
    background = Background(HOME, tuple(((where(t),),) for t in assumed), RANGES)
    assert str(Region((where(text, relation),), background)) == told


def test_products_taken_apart_hold_at_the_same_points():
    """Random products of two differences, under random assumptions, at all points of a grid."""
    dice = random.Random(3)
    grid = [dict(zip(HOME.names, map(Fraction, point))) for point in itertools.product(range(4), repeat=4)]
    apart = 0
    for _ in range(25):
        pairs = [dice.sample(HOME.names, 2) for _ in range(4)]
        texts = [f"({one} - {other})" for one, other in pairs]
        raw = (
            where("*".join(texts[:2]), dice.choice(["<", "<=", ">", ">="])),
            where(texts[2], dice.choice([">", ">="])),
        )
        background = Background(HOME, (((where(texts[3], dice.choice([">", ">="])),),),), RANGES)
        minimal = Region(raw, background).minimal
        apart += len(raw[0].factors) == 2 and all(len(c.factors) == 1 for c in minimal)
        for point in grid:
            if background.holds(point):
                assert all(c.holds(point) for c in minimal) == all(c.holds(point) for c in raw), (raw, minimal, point)
    assert apart > 5


@pytest.mark.parametrize("relation", [">", ">="])
def test_two_products_that_say_what_one_does(relation):
    """x and y on one side of z, and x and z on one side of y: x is between them, or where all three may meet."""
    around = background(home=ring(("x", "y", "z")), x=(-9, 9), y=(-9, 9), z=(-9, 9))
    said = conj(f"(x - z)*(y - z) {relation} 0 and (x - y)*(z - y) {relation} 0", around.ring)
    found = simplified(said, around)
    if relation == ">":
        assert found == tuple(conj("(x - y)*(z - x) > 0", around.ring))
    for values in itertools.product(range(-1, 2), repeat=3):
        point = dict(zip("xyz", map(Fraction, values), strict=True))
        assert all(c.holds(point) for c in found) == all(c.holds(point) for c in said)
