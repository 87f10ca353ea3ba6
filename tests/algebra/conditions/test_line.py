"""Conditions on a line: every point of it falls into exactly one cell, on which nothing changes."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.algebra.conditions.conditions import cases, signed_factors
from deterrence.algebra.conditions.line import (
    Cell,
    Interval,
    cells,
    clauses_hold,
    factor_roots,
    factors_of,
    holds_on,
    intervals,
    line_cells,
    may_vanish,
    sign_on_line,
)
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.exact.roots import RealRoot, rational, real_roots, simplest_between
from deterrence.algebra.formulas.language import parse_condition
from tests.algebra.strategies import conditions, small_fractions

X = ("x",)
R = ring(X)
ends = st.one_of(st.none(), small_fractions)


def written(text: str):
    (conjunction,) = cases(parse_condition(text), R, {})
    return list(conjunction)


def where(text: str, low=None, high=None) -> list[Interval]:
    needed = written(text)
    return intervals([(cell, all(holds_on(c, cell.sample) for c in needed)) for cell in line_cells(needed, low, high)])


def inside(cell: Cell, place) -> bool:
    if cell.is_point:
        return place == cell.lower
    return (cell.lower is None or cell.lower < place) and (cell.upper is None or place < cell.upper)


@given(st.lists(conditions(X, 3), max_size=4), ends, ends, small_fractions)
def test_every_point_of_the_range_lies_in_one_cell_that_speaks_for_it(given_conditions, low, high, place):
    if low is not None and high is not None and low > high:
        low, high = high, low
    found = line_cells(given_conditions, low, high)
    holding = [cell for cell in found if inside(cell, place)]
    if (low is not None and place < low) or (high is not None and place > high):
        assert holding == []
        return
    assert len(holding) == 1
    sample = holding[0].sample
    assert inside(holding[0], sample)
    for c in given_conditions:
        assert holds_on(c, place) == c.holds({"x": place}) == holds_on(c, sample)


@given(st.lists(conditions(X, 3), max_size=4))
def test_cells_follow_one_another_without_a_gap(given_conditions):
    found = line_cells(given_conditions)
    assert found[0].lower is None
    assert found[-1].upper is None
    for left, right in pairwise(found):
        assert left.upper == right.lower
        assert left.is_point != right.is_point
    for factor in factors_of(given_conditions):
        for root in factor_roots(factor):
            assert sign_on_line(factor, root) == 0
            assert any(cell.is_point and cell.lower == root for cell in found)


@given(st.lists(conditions(X, 3), min_size=1, max_size=3), small_fractions)
def test_intervals_are_where_the_conditions_hold(given_conditions, place):
    truth = [(cell, all(holds_on(c, cell.sample) for c in given_conditions)) for cell in line_cells(given_conditions)]
    found = intervals(truth)
    assert any(i.contains(place) for i in found) == all(c.holds({"x": place}) for c in given_conditions)
    for left, right in pairwise(found):
        assert left.upper is not None
        assert right.lower is not None
        assert left.upper < right.lower or (left.upper == right.lower and not (left.upper_closed or right.lower_closed))


def test_a_condition_that_holds_at_one_irrational_point():
    found = where("x**2 <= 2 and x**2 >= 2")
    assert [str(i) for i in found] == ["{-sqrt(2)}", "{sqrt(2)}"]
    assert all(isinstance(i.lower, RealRoot) for i in found)


def test_intervals_touching_at_a_point_that_fails():
    assert [str(i) for i in where("(x - 1)**2 > 0", Fraction(0), Fraction(2))] == ["[0, 1)", "(1, 2]"]


def test_a_range_of_one_point_is_one_cell():
    assert line_cells(written("x > 0"), Fraction(1), Fraction(1)) == [Cell(Fraction(1), Fraction(1))]


def test_the_unbounded_line_with_nothing_on_it_is_one_cell():
    assert cells([], None, None) == [Cell(None, None)]
    assert cells([], None, None)[0].sample == 0
    assert str(cells([], None, None)[0]) == "(-oo, oo)"


def test_what_happens_only_at_an_end_of_the_range_is_seen():
    c = written("x >= 1")
    truth = [holds_on(c[0], cell.sample) for cell in line_cells(c, Fraction(0), Fraction(1))]
    assert truth == [False, False, True]


def test_roots_close_to_the_end_of_the_range():
    root = real_roots([-2, 0, 1])[1]
    low = simplest_between(Fraction(1414213562373095, 10**15), root)
    found = line_cells(written("x**2 > 2"), low, Fraction(3, 2))
    assert [cell.is_point for cell in found] == [True, False, True, False, True]
    assert found[2].lower == root


def test_clauses_are_alternatives():
    clauses = [cases(parse_condition("x < 0 or x > 1"), R, {}), cases(parse_condition("x != 2"), R, {})]
    expected = {Fraction(-1): True, Fraction(0): False, Fraction(1): False, Fraction(3, 2): True, Fraction(2): False}
    assert {place: clauses_hold(clauses, place) for place in expected} == expected


@pytest.mark.parametrize(("place", "expected"), [(Fraction(1, 2), Fraction(1, 2)), (real_roots([-2, 0, 1])[0], None)])
def test_rational_places(place, expected):
    assert rational(place) == expected


def test_intervals_are_written_as_usual():
    assert str(Interval(None, Fraction(1), False, True)) == "(-oo, 1]"
    assert str(Interval(Fraction(0), None, False, False)) == "(0, oo)"


@given(st.lists(st.integers(-6, 6), min_size=2, max_size=7), st.fractions(-3, 3, max_denominator=6), st.fractions(0, 3))
def test_a_factor_said_not_to_vanish_has_no_root_in_the_interval(coefficients, low, width):
    home = ring(("c",))
    terms = (home.letter("c") ** n * k for n, k in enumerate(coefficients))
    polynomial = sum(terms, home.zero).numerator
    if polynomial.is_constant():
        return
    for factor in signed_factors(polynomial)[1]:
        inside = [root for root in factor_roots(factor) if low <= root <= low + width]
        assert may_vanish(factor, low, low + width) or not inside


def test_roots_at_the_ends_and_single_points_may_vanish():
    (factor,) = signed_factors((ring(("c",)).letter("c") - 1).numerator)[1]
    for low, high in ((0, 1), (1, 2), (1, 1)):
        assert may_vanish(factor, Fraction(low), Fraction(high))
    assert not may_vanish(factor, Fraction(2), Fraction(3))
    assert not may_vanish(factor, Fraction(0), Fraction(0))
