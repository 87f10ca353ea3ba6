"""Intervals with irrational ends said by polynomial conditions."""

import random
from fractions import Fraction
from itertools import pairwise

import pytest

from deterrence.algebra.conditions.fences import fences
from deterrence.algebra.conditions.line import Interval, holds_on
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.exact.roots import RealRoot, real_roots, simplest_between

HOME = ring(("c",))
# The second has three irrational roots, the third two pairs; the last shares no root with the others.
POLYNOMIALS = [[-2, 0, 1], [1, -3, 0, 1], [1, 0, -10, 0, 1], [-3, 0, 1], [-1, 2], [-2, 0, 0, 1]]


def ends():
    return sorted({root for polynomial in POLYNOMIALS for root in real_roots(polynomial)})


def places():
    """The ends themselves, and a rational between any two and beyond."""
    marks = [None, *ends(), None]
    return [*ends(), *(simplest_between(a, b) for a, b in pairwise(marks))]


@pytest.mark.parametrize("seed", range(60))
def test_the_conditions_hold_exactly_in_the_interval(seed):
    dice = random.Random(seed)
    marks = [None, *ends()]
    lower, upper = dice.choice(marks), dice.choice(marks)
    if lower is not None and upper is not None and upper < lower:
        lower, upper = upper, lower
    closed = (True, True) if lower is not None and lower == upper else (dice.random() < 0.5, dice.random() < 0.5)
    interval = Interval(lower, upper, lower is not None and closed[0], upper is not None and closed[1])
    found = fences(interval, HOME)
    for place in places():
        assert any(all(holds_on(c, place) for c in option) for option in found) == interval.contains(place), place


def test_one_conjunction_where_no_other_root_is_near():
    low, high = real_roots([-2, 0, 1])
    assert isinstance(high, RealRoot)
    assert len(fences(Interval(Fraction(0), high, True, True), HOME)) == 1
    assert len(fences(Interval(low, high, True, True), HOME)) == 1
    assert len(fences(Interval(low, high, False, True), HOME)) == 2
    assert fences(Interval(None, None, False, False), ring(())) == [()]
