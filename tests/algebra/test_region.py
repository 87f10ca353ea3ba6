"""Regions: exact at a point, minimal in print, with bounds that are the thresholds of the literature."""

from __future__ import annotations

import pickle
from fractions import Fraction

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence.algebra.exact.roots import RealRoot
from deterrence.algebra.region import Region, fixed_background
from tests.algebra.conditions.test_decide import NLL, NLL_BACKGROUND, UNIT, Background, R, background, conj
from tests.algebra.strategies import conditions

XY = ("x", "y")
unit_points = st.fixed_dictionaries({name: st.integers(0, 6).map(lambda n: Fraction(n, 6)) for name in XY})

# Where DPRK refrains and ROK responds: commitment above both thresholds.
DETERRED = Region(tuple(conj("c*s - (1 - c)*e >= -l and (1 - c)*b - c*k <= 0", NLL)), NLL_BACKGROUND, ("c",))


def test_the_thresholds_of_the_probe_model():
    assert {str(i) for i in DETERRED.inequalities} == {"c >= (e - l)/(e + s)", "c >= b/(b + k)"}
    c, b, k, e, loss, s = sympy.symbols("c b k e l s")
    assert set(DETERRED.conditions) == {c >= b / (b + k), c >= (e - loss) / (e + s)}
    assert {str(i) for i in DETERRED.bounds("c").lower} == {"c >= (e - l)/(e + s)", "c >= b/(b + k)"}
    assert DETERRED.bounds("c").upper == ()
    assert [str(i) for i in DETERRED.bounds("k").lower] == ["k >= b*(1 - c)/c"]
    assert not DETERRED.is_empty
    assert not DETERRED.is_everything
    assert DETERRED.is_generic


def test_at_a_point_exactly_as_typed():
    numbers = {"b": 6, "k": 2, "e": 3, "l": 1, "s": 1}
    assert DETERRED.holds(c=0.75, **numbers)
    assert not DETERRED.holds(c="0.7499999999999999999999", **numbers)
    with pytest.raises(ValueError, match="depends on c"):
        DETERRED.holds(**numbers)
    with pytest.raises(ValueError, match="'w' is not a free parameter"):
        DETERRED.holds(c=1, w=2, **numbers)


def test_fixing_letters():
    values = {name: Fraction(n) for name, n in zip("gbkles", (2, 6, 2, 1, 3, 1), strict=True)}
    small = DETERRED.at(fixed_background(NLL_BACKGROUND, values), values)
    assert small.background.ring.names == ("c",)
    assert str(small) == "c >= 3/4"
    assert [str(i) for i in small.on_line("c")] == ["[3/4, 1]"]
    with pytest.raises(ValueError, match="more than one letter"):
        DETERRED.on_line("c")
    with pytest.raises(ValueError, match="'w' is not"):
        DETERRED.bounds("w")


def test_never_and_always():
    never = Region(tuple(conj("x > 2", R)), UNIT)
    assert never.is_empty
    assert str(never) == "never"
    always = Region(tuple(conj("x >= 0 and x + y <= 2", R)), UNIT)
    assert always.is_everything
    assert str(always) == "always"
    assert Region((), UNIT).holds()


def test_an_equation_makes_a_region_thin():
    thin = Region(tuple(conj("x == y", R)), UNIT)
    assert not thin.is_generic
    assert [str(i) for i in thin.bounds("x").lower] == [str(i) for i in thin.bounds("x").upper] == ["x = y"]


def test_conditions_that_bound_nothing_are_kept_aside():
    odd = Region(tuple(conj("x**2 + y**2 < 1", R)), UNIT)
    assert odd.bounds("x").lower == odd.bounds("x").upper == ()
    assert str(odd.bounds("x")) == "x**2 + y**2 < 1"
    assert str(Region((), UNIT).bounds("x")) == "any x"


def test_a_witness_may_be_irrational():
    region = Region(tuple(conj("x**2 == 1/2", R)), UNIT)
    assert isinstance(region.witness.point["x"], RealRoot)


@settings(max_examples=8)
@given(st.lists(conditions(XY, 1), max_size=3), st.lists(unit_points, min_size=10, max_size=10))
def test_what_is_printed_is_what_holds(given_conditions, some):
    region = Region(tuple(given_conditions), UNIT)
    for point in some:
        expected = all(c.holds(point) for c in given_conditions)
        assert region.holds(**point) == expected
        assert all(c.holds(point) for c in region.minimal) == expected
        if expected:
            assert not region.is_empty


@settings(max_examples=8)
@given(conditions(XY, 2), unit_points)
def test_fixing_a_letter_then_the_other(c, point):
    line = c.at({"x": point["x"]})
    assert line.letters <= {"y"}
    assert line.holds({"y": point["y"]}) == c.holds(point)
    number = line.at({"y": point["y"]})
    assert number.is_true == c.holds(point)


def test_regions_can_be_sent_to_another_process():
    twin = pickle.loads(pickle.dumps(DETERRED))
    assert str(twin) == str(DETERRED)
    assert twin.background.ring is NLL
    assert isinstance(twin.background, Background)


def test_assumptions_with_gaps_are_heeded_on_the_line():
    gap = Region((), background("x < 1/3 or x > 2/3", x=(0, 1), y=(0, 1)))
    assert [str(i) for i in gap.on_line("x")] == ["[0, 1/3)", "(2/3, 1]"]
