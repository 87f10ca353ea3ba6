"""As wide as the space, or only at ties: by dimension, not by how conditions are written."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence.algebra.conditions.conditions import condition
from deterrence.algebra.conditions.interior import interior_of
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.exact.roots import RealRoot
from deterrence.algebra.region import Region
from tests.algebra.conditions.test_decide import UNIT, background, conj
from tests.linear_programme import greatest

X = ring(("x",))
ABD = ring(("a", "b", "d"))
BOX = dict.fromkeys("abd", (0, 4))

forms = st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3), st.integers(-3, 3)), min_size=1, max_size=4)


def greatest_slack(linear):
    """The greatest t with c + a*x + b*y >= t for all forms, and t <= x <= 1 - t and the same for y (exact)."""
    shift = 20
    rows = [[-a, -b, 1] for _, a, b in linear] + [[-1, 0, 1], [0, -1, 1], [1, 0, 1], [0, 1, 1]]
    bounds = [c + shift for c, _, _ in linear] + [shift, shift, 1 + shift, 1 + shift]
    return greatest([0, 0, 1], rows, bounds) - shift


@settings(max_examples=40)
@given(forms)
def test_linear_inequalities_are_wide_exactly_where_a_linear_programme_finds_slack_in_all(linear):
    x, y = UNIT.ring.letter("x"), UNIT.ring.letter("y")
    conditions = [condition(x * a + y * b + c, ">=") for c, a, b in linear]
    plain = [form for form in linear if form[1] or form[2] or form[0] < 0]
    assert UNIT.interior.meets(conditions).possible is (greatest_slack(plain) > 0)


@pytest.mark.parametrize(
    ("text", "wide"),
    [
        ("x >= y and x <= y", False),
        ("x == y", False),
        ("x*(1 - y) >= y and y >= x*(1 - y)", False),
        ("x <= 0", False),  # at an end of its range
        ("x + y >= 2", False),  # at a corner
        ("x >= 0 and y <= 1", True),
        ("(x - y)**2 <= 0", False),
        ("(x - y)**2*(2*x - 1) >= 0", True),  # wide, with a line beside it
        ("(x - y)**2*(x - 2) >= 0", False),  # the line alone
        ("x**2 + y**2 <= 0", False),
        ("x*y <= 0", False),  # two edges of the square
        ("x != y", True),
        ("x**2 + y**2 >= 2", False),
        ("x**2 + y**2 > 199/100", True),  # a small corner
    ],
)
def test_ties_in_any_guise(text, wide):
    region = Region(tuple(conj(text)), UNIT)
    assert region.is_generic is wide
    assert region.interior.possible is wide
    if wide:
        assert all(0 < value < 1 for value in region.interior.point.values())


@cache
def space(*assumptions, low=0):
    return background(*assumptions, home=ABD, a=(low, 4 - low), b=(0, 4), d=(0, 4))


def where(text, *assumptions, **range_of_a):
    return Region(tuple(conj(text, ABD)), space(*assumptions, **range_of_a))


@pytest.mark.parametrize("said", ["a == b", "a >= b and a <= b", "(a - b)**2 <= 0"])
def test_what_the_assumptions_make_equal_is_no_tie(said):
    assert where("a == b", said).interior.possible is True
    assert where("a >= b", said).interior.possible is True
    assert where("a >= b and b >= a and d > 1", said).interior.possible is True
    assert where("a >= d and d >= b", said).interior.possible is False
    assert where("a >= 4", said).interior.possible is False
    assert str(where("a >= b", said)) == "always"


def test_a_range_of_no_width_is_an_equation_too():
    assert where("a >= 2", low=2).interior.possible is True
    assert where("b >= 2 and a >= b", low=2).interior.possible is False


def test_equations_that_give_no_letter_as_a_formula_leave_it_undecided():
    circle = "a**2 + b**2 == 4"
    assert where("a >= b", circle).interior.possible is True
    tie = where("a >= b and b >= a", circle)
    assert tie.interior.possible is None
    assert tie.is_generic, "not known to be a tie alone"
    # Two lines: the region is the whole of one of them, which no condition of the space says.
    line = where("a <= 0", "a*b == 0")
    assert line.interior.possible is None
    assert line.is_generic


def test_a_product_of_letters_can_be_solved_where_it_is_not_zero():
    assert where("a >= b", "a*b == 1").interior.possible is True
    assert where("a >= b and b >= a", "a*b == 1").interior.possible is False
    assert where("a*b <= 1", "a*b == 1").interior.possible is True


def test_on_a_line_a_value_that_stands_alone_is_no_tie():
    gap = background("x < 3/4 or x == 1", home=X, x=(0, 1))
    assert Region(tuple(conj("x >= 1", X)), gap).is_generic
    assert not Region(tuple(conj("x >= 1/2 and x <= 1/2", X)), gap).is_generic
    assert not Region(tuple(conj("x <= 0", X)), gap).is_generic
    root = Region(tuple(conj("x**2 >= 1/2 and x**2 <= 1/2", X)), background(home=X, x=(0, 1)))
    assert isinstance(root.witness.point["x"], RealRoot)
    assert not root.is_generic


def test_without_letters_everything_is_wide():
    assert Region((), background(home=ring(()))).is_generic


@pytest.mark.parametrize("said", [(), ("a == b",), ("a + b + d <= 6", "a != b")])
def test_the_interior_lies_in_the_space_and_misses_its_boundary(said):
    taken = background(*said, home=ABD, base=dict.fromkeys("abd", Fraction(1)), **BOX)
    inside = interior_of(taken)
    assert inside.is_flat is (said == ("a == b",))
    assert inside.is_settled
    steps = (Fraction(0), Fraction(1), Fraction(3, 2), Fraction(4))
    for values in product(steps, repeat=3):
        point = dict(zip("abd", values, strict=True))
        strictly = all(0 < v < 4 for v in values) and (said[:1] != ("a + b + d <= 6",) or sum(values) < 6)
        assert inside.background.holds(point) is (taken.holds(point) and strictly)


def test_broken_away_from_ties_one_opposite_at_a_time():
    inside = UNIT.interior
    there = conj("x > y and x != 1/2")
    assert inside.violated(there) == (tuple(conj("x < y")),)
    flat = space("a == b").interior
    assert flat.violated(conj("a != b", ABD)) == ((),), "never true, so always broken"
    assert flat.violated(conj("a == b", ABD)) == ((conj("a != b", ABD)[0],),)
