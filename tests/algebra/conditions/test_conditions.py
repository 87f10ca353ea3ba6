"""Conditions: kept factored, they say at every point what the inequality they came from says."""

from __future__ import annotations

import pickle
import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deterrence.algebra.conditions.conditions import (
    TRUE,
    cases,
    condition,
    has_pieces,
    pieces,
    signed_factors,
    with_factors,
)
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.formulas.language import FormulaError, parse, parse_condition
from tests.algebra.strategies import (
    RELATIONS,
    conditions,
    expressions,
    points,
    polynomials,
    quotients,
    related,
    truth_of,
    value_of,
    written_conditions,
)

XY = ("x", "y")
R = ring(XY)


@given(quotients(XY), st.sampled_from(RELATIONS), points(XY))
def test_a_condition_holds_where_its_inequality_does(f, relation, point):
    try:
        value = f.evaluate(point)
    except ZeroDivisionError:
        return
    assert condition(f, relation).holds(point) == related(value, relation, Fraction(0))


@given(conditions(XY), points(XY))
def test_the_negation_holds_exactly_where_the_condition_does_not(c, point):
    assert c.negation.holds(point) != c.holds(point)
    assert c.negation.negation.holds(point) == c.holds(point)


@given(conditions(XY))
def test_conditions_are_hashable_picklable_and_equal_when_made_alike(c):
    twin = pickle.loads(pickle.dumps(c))
    assert twin == c
    assert hash(twin) == hash(c)
    assert str(twin) == str(c)


@given(polynomials(XY), st.sampled_from([Fraction(1, 3), Fraction(5), Fraction(7, 2)]), st.sampled_from(RELATIONS))
def test_a_positive_multiple_is_the_same_condition(f, scale, relation):
    assert condition(f * scale, relation) == condition(f, relation)


@given(polynomials(XY).filter(lambda p: not p.is_zero))
def test_signed_factors_are_kept_apart_from_their_sign(f):
    sign, factors = signed_factors(f.numerator)
    opposite, same = signed_factors((-f).numerator)
    assert opposite == -sign
    assert same == factors
    assert sum(p.polynomial.total_degree() * n for p, n in factors.items()) == f.numerator.total_degree()


@given(conditions(XY), points(XY))
def test_putting_the_factors_back_gives_the_condition(c, point):
    assert with_factors(c, c.sign, c.factors).holds(point) == c.holds(point)


def test_conditions_on_numbers_are_true_or_false():
    for value in (-1, 0, 1):
        for relation in RELATIONS:
            c = condition(R.constant(value), relation)
            assert c.is_true == related(Fraction(value), relation, Fraction(0))
            assert c.is_false != c.is_true
            assert c.negation.is_true == c.is_false
            assert c.letters == frozenset()
    assert TRUE.is_true


def test_squares_say_no_more_than_they_must():
    square = R.value(parse("(x - y)**2"))
    assert condition(square, ">=").is_true
    assert condition(square**2, "<") == condition(square, "<")
    for c in (condition(square, "<="), condition(R.letter("x") - R.letter("y"), "==")):
        assert c.holds({"x": Fraction(1), "y": Fraction(1)})
        assert not c.holds({"x": Fraction(1), "y": Fraction(2)})


@given(written_conditions(XY), points(XY))
def test_cases_hold_exactly_where_the_written_condition_does(written, point):
    try:
        found = cases(written, R, {})
        expected = truth_of(written, point)
    except (FormulaError, ZeroDivisionError):
        return
    assert any(all(c.holds(point) for c in conjunction) for conjunction in found) == expected


def test_cases_leave_out_what_holds_by_itself_and_what_never_does():
    assert cases(parse_condition("1 > 0"), R, {}) == ((),)
    assert cases(parse_condition("1 < 0"), R, {}) == ()
    assert len(cases(parse_condition("x > 0 or x > 0 or 1 < 0"), R, {})) == 1
    assert len(cases(parse_condition("x > 0 and x > 0 and 1 > 0"), R, {})[0]) == 1


def test_a_comparison_never_holds_at_a_pole_of_a_side():
    (conjunction,) = cases(parse_condition("1/x != 5"), R, {})
    assert not all(c.holds({"x": Fraction(0), "y": Fraction(0)}) for c in conjunction)
    assert all(c.holds({"x": Fraction(1), "y": Fraction(0)}) for c in conjunction)


def test_definitions_with_min_and_max_are_split_wherever_they_are_used():
    definitions = {"t": parse("max(x, y)"), "u": parse("1 - t")}
    assert has_pieces(parse("u + 1"), definitions)
    assert not has_pieces(parse("x + 1"), definitions)
    found = cases(parse_condition("u > 0"), R, definitions)
    for x, y in [(0, 0), (2, 0), (0, 2), (1, 0), (Fraction(1, 2), Fraction(2, 3))]:
        point = {"x": Fraction(x), "y": Fraction(y)}
        assert any(all(c.holds(point) for c in conj) for conj in found) == (max(x, y) < 1)


@given(expressions(XY, functions=True), points(XY))
def test_the_pieces_cover_the_plane_and_agree_where_they_meet(expression, point):
    try:
        expected = value_of(expression, point)
        found = [
            value_of(piece, point)
            for guards, piece in pieces(expression, {})
            if all(value_of(low, point) <= value_of(high, point) for low, high in guards)
        ]
    except ZeroDivisionError:
        return
    assert found
    assert set(found) == {expected}


def test_too_many_pieces_are_refused_before_they_are_made():
    began = time.perf_counter()
    many = parse(" + ".join("min(x, y)" for _ in range(40)))
    with pytest.raises(ValueError, match="cases"):
        pieces(many, {})
    wide = parse("max(" + ", ".join("min(x, y)" for _ in range(30)) + ")")
    with pytest.raises(ValueError, match="cases"):
        pieces(wide, {})
    clauses = parse_condition(" and ".join("(x > 1 or y > 1)" for _ in range(40)))
    with pytest.raises(ValueError, match="cases"):
        cases(clauses, R, {})
    assert time.perf_counter() - began < 5


def test_definitions_that_double_are_looked_at_once():
    definitions = {"d0": parse("x")} | {f"d{n}": parse(f"d{n - 1} + d{n - 1}") for n in range(1, 60)}
    began = time.perf_counter()
    assert not has_pieces(parse("d59"), definitions)
    assert pieces(parse("d59"), definitions) == [((), parse("d59"))]
    with_min = {**definitions, "d0": parse("min(x, y)")}
    assert has_pieces(parse("d59"), with_min)
    with pytest.raises(ValueError, match="cases"):
        pieces(parse("d59"), with_min)
    assert time.perf_counter() - began < 5


def test_among_many_letters_a_condition_is_the_one_among_its_own():
    """And is found in no time: factoring in thousands of letters takes long, even of what has two of them."""
    own, among = (ring(names) for names in (("a", "b"), ("a", *(f"x{i}" for i in range(3000)), "b")))
    small, large = (
        condition((home.letter("a") ** 2 - home.letter("b") ** 2) * (3 - home.letter("b")), ">=")
        for home in (own, among)
    )
    assert large == small
    assert len(large.factors) == 3
