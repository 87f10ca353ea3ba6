"""A point that satisfies conditions and clauses: one that is at hand where there is one, and never a wrong one."""

from __future__ import annotations

from fractions import Fraction

import pytest

from deterrence.algebra.conditions.find_point import Finder, Sought
from tests.algebra.conditions.test_decide import UNIT, conj


@pytest.fixture
def finder():
    return Finder(UNIT)


@pytest.mark.parametrize("place", [0, 1, -2, -1])
def test_each_of_the_points_at_hand_is_found(finder, place):
    """Also where it is the only one of them that does."""
    x, y = (finder.simple[place][name] for name in "xy")
    sought = Sought.of(conj(f"x == {x} and y == {y}"))
    assert finder.easy(sought) == {"x": x, "y": y}
    assert finder.find(sought).point == {"x": x, "y": y}


def test_of_every_clause_some_option_holds(finder):
    low, high = tuple(conj("x < 1/4")), tuple(conj("x > 3/4"))
    far = (low, high)
    beside = (tuple(conj("y > x")), tuple(conj("y == x")))
    sought = Sought.of(conj("x + y > 1"), [far, beside])
    answer = finder.find(sought)
    assert answer.possible
    assert sought.holds(answer.point)
    assert finder.find(Sought.of(conj("x > 1/3 and x < 2/3"), [far])).possible is False


def test_a_point_that_is_not_at_hand_is_looked_for(finder):
    sought = Sought.of(conj("x == 577/1009"))
    assert finder.easy(sought) is None
    assert finder.find(sought).point["x"] == Fraction(577, 1009)
