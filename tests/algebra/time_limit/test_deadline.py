"""Limits of time: the nearest holds, what asks for more is told, and nothing cut short is remembered."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

from deterrence.algebra.conditions.conditions import condition
from deterrence.algebra.conditions.decide import Background, possible
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.region import Region
from deterrence.algebra.time_limit import deadline
from deterrence.algebra.time_limit.deadline import (
    Deadline,
    OutOfTime,
    keep_back,
    limit_time,
    property_in_time,
    seconds_left,
    seconds_of,
)


def test_of_limits_inside_one_another_the_nearest_holds_and_each_ends_with_its_block():
    assert seconds_left(math.inf) == math.inf
    with limit_time(1000):
        with limit_time(10) as near, limit_time(100) as far:
            assert far.ends == near.ends
            assert far.seconds == Deadline().seconds == Deadline(50).seconds == 10
            assert Deadline(5).seconds == 5
            assert 9 < seconds_left(60) <= 10
            assert seconds_left(3) == 3
        assert 990 < seconds_left(math.inf) <= 1000
    assert not deadline.is_over()


def test_when_the_time_is_up_searches_are_told():
    with limit_time(0) as now:
        assert deadline.is_over()
        assert seconds_left(20) == 0
        with pytest.raises(OutOfTime):
            deadline.check_time()
        with pytest.raises(OutOfTime):
            now.check()
        assert now.why == "the search stopped at its time limit of 0 seconds"
    deadline.check_time()


def test_time_is_kept_back_for_what_follows():
    with limit_time(100):
        with keep_back(10) as earlier:
            assert 89 < seconds_left(math.inf) <= 90
            assert earlier.why == "the search stopped at its time limit of 100 seconds"
        with keep_back(80):
            assert 49 < seconds_left(math.inf) <= 50
        assert 99 < seconds_left(math.inf) <= 100
    with keep_back(10) as unlimited:
        assert unlimited.left is None


def test_steps_are_counted_apart():
    with limit_time(1000) as plenty:
        few = plenty.with_steps(2)
        few.check()
        few.check()
        with pytest.raises(OutOfTime):
            few.check()
        assert few.why == "the search stopped after 2 steps"
        plenty.check()


@pytest.mark.parametrize("wrong", [-1, -0.5, math.nan, "5", True, [1], np.float64("nan"), 1j])
def test_what_is_no_number_of_seconds_is_refused(wrong):
    with pytest.raises(ValueError, match="expected a number of seconds"):
        seconds_of(wrong)
    with pytest.raises(ValueError, match="time_limit is"), limit_time(wrong):
        raise AssertionError


def test_what_counts_as_a_number_of_seconds():
    assert [seconds_of(s) for s in (0, 2, 0.5, Fraction(1, 4), np.float64(3), np.int64(4))] == [0, 2, 0.5, 0.25, 3, 4]
    assert seconds_of(None) is seconds_of(math.inf) is None


class Slow:
    def __init__(self):
        self.computed = 0

    @property_in_time
    def value(self):
        self.computed += 1
        return self.computed


def test_a_property_is_kept_only_if_it_was_done_in_time():
    slow = Slow()
    with limit_time(0):
        assert (slow.value, slow.value) == (1, 2)
    assert (slow.value, slow.value) == (3, 3)
    with limit_time(0):
        assert slow.value == 3


HOME = ring(("a", "b"))
A, B = HOME.letter("a"), HOME.letter("b")


def _on_the_unit_square() -> Background:
    return Background(HOME, (), {"a": (Fraction(0), Fraction(1)), "b": (Fraction(0), Fraction(1))})


def test_undecided_for_want_of_time_is_not_remembered():
    background = _on_the_unit_square()
    impossible = [condition(A * A + B * B - 3, ">")]
    with limit_time(0):
        assert possible(impossible, background).possible is None
    assert possible(impossible, background).possible is False


def test_a_region_asked_in_haste_is_simplified_when_there_is_time():
    everywhere = Region((condition(A * A + B * B - 3, "<"),), _on_the_unit_square())
    with limit_time(0):
        assert not everywhere.is_everything
        assert everywhere.witness.possible is not False
    assert everywhere.is_everything
