"""Possible or not, implied or not: never contradicted by a point, and decided exactly where it can be."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence.algebra.conditions.conditions import Condition, cases, condition
from deterrence.algebra.conditions.decide import (
    IMPOSSIBLE,
    Background,
    Verdict,
    _any_of,
    _fails_by_a_sum,
    implies,
    possible,
)
from deterrence.algebra.conditions.line import holds_on
from deterrence.algebra.conditions.prove import find
from deterrence.algebra.conditions.simplify import simplified
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.exact.roots import RealRoot
from deterrence.algebra.formulas.language import parse_condition
from deterrence.algebra.time_limit.deadline import limit_time
from tests.algebra.strategies import conditions, points

XY = ("x", "y")
R = ring(XY)


def conj(text: str, home=R):
    (conjunction,) = cases(parse_condition(text), home, {})
    return list(conjunction)


def background(*assumptions: str, home=R, base=None, **ranges) -> Background:
    clauses = tuple(cases(parse_condition(text), home, {}) for text in assumptions)
    bounds = {name: (Fraction(low), Fraction(high)) for name, (low, high) in ranges.items()}
    return Background(home, clauses, bounds, base)


UNIT = background(x=(0, 1), y=(0, 1))
NLL = ring(tuple("cgbkles"))
NLL_BACKGROUND = background(
    "g > 0", "b > 0", "k > 0", "e > l > 0", "s > 0", home=NLL, c=(0, 1), **dict.fromkeys("gbkles", (0, 10))
)


@settings(max_examples=12)
@given(st.lists(conditions(XY, 1), min_size=1, max_size=3), points(XY))
def test_what_holds_somewhere_is_possible(given_conditions, point):
    everywhere = Background(R)
    verdict = possible(given_conditions, everywhere)
    if all(c.holds(point) for c in given_conditions):
        assert verdict.possible is True
    if verdict.possible and len(verdict.point) == 2 and all(isinstance(v, Fraction) for v in verdict.point.values()):
        assert all(c.holds(verdict.point) for c in given_conditions)


@settings(max_examples=12)
@given(st.lists(conditions(("x",), 3), min_size=1, max_size=3))
def test_one_letter_is_decided_always_with_a_place(given_conditions):
    line = Background(ring(("x",)), (), {"x": (Fraction(-2), Fraction(2))})
    verdict = possible(given_conditions, line)
    assert verdict.possible is not None
    answer = find(given_conditions, line.all_clauses)
    assert answer.satisfiable == verdict.possible
    if verdict.possible and verdict.point:
        place = verdict.point["x"]
        assert all(holds_on(c, place) for c in given_conditions)
        assert Fraction(-2) <= place <= Fraction(2)


@settings(max_examples=12)
@given(st.lists(conditions(XY, 1), max_size=2), conditions(XY, 1), points(XY))
def test_what_is_implied_holds_wherever_the_premises_do(premises, conclusion, point):
    said = implies(premises, conclusion, UNIT)
    if said and UNIT.holds(point) and all(c.holds(point) for c in premises):
        assert conclusion.holds(point)
    if UNIT.holds(point) and all(c.holds(point) for c in premises) and not conclusion.holds(point):
        assert said is False


def test_an_irrational_point_alone_is_found():
    verdict = possible(conj("x**2 <= 2 and x**2 >= 2 and x > 0"), Background(R))
    assert verdict.possible
    assert isinstance(verdict.point["x"], RealRoot)
    assert possible(conj("x**2 == 2 and y == x**3 and y < 3"), Background(R)).possible
    assert possible(conj("x**2 == 2 and y**2 == 3 and x*y > 5"), Background(R)).possible is False


def test_a_letter_without_a_known_value_does_not_keep_that_of_another_place():
    near = background(x=(0, 2), y=(0, 3), base={"x": Fraction(1), "y": Fraction(1)})
    verdict = possible(conj("x**2 + y**2 == 3 and x*y == 1 and x > y"), near)
    assert verdict.possible
    assert all(not isinstance(value, Fraction) for value in verdict.point.values())


def test_assumptions_reach_through_other_letters():
    chained = background("x > y", "y > 1/2")
    assert possible(conj("x < 1/2"), chained).possible is False
    assert implies([], conj("x > 1/2")[0], chained)
    assert implies([], conj("x > 1/2")[0], background("x > y")) is False
    assert chained.touching({"x"})[0] == {"x", "y"}


def test_alternatives_in_assumptions():
    outside = background("x < 0 or x > 1")
    assert possible(conj("x > 0 and x <= 1"), outside).possible is False
    assert possible(conj("x > 0 and x <= 2"), outside).possible is True
    assert possible(conj("x*y > 0 and x > 0 and x < 1 and y > 0"), outside).possible is False


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(e - l)/(e + s) < 1", True),
        ("b/(b + k) < 1", True),
        ("(e - l)/(e + s) < b/(b + k)", False),
        ("c*s - (1 - c)*e > -e - 1", True),
        ("c*s - (1 - c)*e > -l", False),
    ],
)
def test_what_the_assumptions_of_the_probe_model_imply(text, expected):
    (conclusion,) = [c for c in conj(text, NLL) if c.relation != "!="]
    assert implies([], conclusion, NLL_BACKGROUND) is expected


def test_conditions_true_or_false_by_form():
    assert possible([condition(R.constant(1), ">")], UNIT).possible is True
    assert possible([condition(R.constant(-1), ">")], UNIT).possible is False
    assert possible([], UNIT).possible is True


def test_conditions_of_a_larger_ring_may_be_asked_about():
    larger = ring(("x", "y", "t"))
    assert possible(conj("x > 2*t and t > 1/2", larger), UNIT).possible is False
    assert possible(conj("x > 2*t and t > 0", larger), UNIT).possible is True
    assert possible(conj("x > 1/2", larger), UNIT).possible is True
    assert possible(conj("x*y > 1/2", larger), UNIT).possible is True


def test_the_pool_is_the_same_every_time_and_satisfies_the_background():
    twin = background("x > y", x=(0, 1), y=(0, 1))
    again = background("x > y", x=(0, 1), y=(0, 1))
    assert twin.pool == again.pool
    assert len(twin.pool) > 10
    assert all(again.holds(point) for point in twin.pool)
    with_base = background("x == y", base={"x": Fraction(1, 2), "y": Fraction(1, 2)}, x=(0, 1), y=(0, 1))
    assert with_base.pool[0] == {"x": Fraction(1, 2), "y": Fraction(1, 2)}


def test_no_answer_within_the_limit_is_no_answer():
    names = tuple("abcdefgh")
    home = ring(names)
    hard = conj("a**3*b - c**2*d > e*f**3 and g*h - a*b*c < d*e*f and a*g**2 + b*h**2 == c*d + e*f + 1", home)
    assert find(hard, steps=1).satisfiable is None
    assert possible(conj("a*b > 1", home), Background(home)).possible is True


def test_what_is_undecided_counts_neither_as_implied_nor_as_refuted():
    (implied,) = conj("x*x + y*y < 3")
    (refuted,) = conj("x > y")
    with limit_time(0):
        assert implies([], implied, UNIT) is None
        assert simplified([implied], UNIT) == (implied,)
        assert implies([], refuted, UNIT) is False
    assert implies([], implied, UNIT) is True
    assert simplified([implied], UNIT) == ()


def test_a_case_that_is_undecided_leaves_undecided_whether_any_is_possible():
    undecided, somewhere = Verdict(None, {}), Verdict(True, {"x": Fraction(1)})
    assert _any_of([]).possible is _any_of([IMPOSSIBLE, IMPOSSIBLE]).possible is False
    assert _any_of([undecided, IMPOSSIBLE]).possible is _any_of([IMPOSSIBLE, undecided]).possible is None
    assert _any_of([undecided, IMPOSSIBLE, somewhere]) == somewhere


def test_a_point_of_the_pool_is_one_at_which_all_conditions_hold_and_each_is_looked_at_once(monkeypatch):
    background = Background(R, (), {"x": (Fraction(0), Fraction(1)), "y": (Fraction(0), Fraction(1))})
    pool, asked = background.pool, []
    truth = Condition.truth
    monkeypatch.setattr(Condition, "truth", lambda self, sign_of: asked.append(self) or truth(self, sign_of))
    first, second, both = conj("x > y"), conj("x + y < 1"), conj("x > 2")
    for _ in range(3):
        point = background.in_pool([*first, *second])
        assert point == next(p for p in pool if p["x"] > p["y"] and p["x"] + p["y"] < 1)
        assert background.in_pool([*first, *both]) is None
        assert background.in_pool([]) == pool[0]
    assert len(asked) == 3 * len(pool)


def test_what_z3_does_not_find_impossible_is_by_a_sum_of_products(monkeypatch):
    """A question of a 3 x 3 matrix in four letters: z3 is undecided after 20 seconds, and small boxes leave it open."""
    home = ring(("a", "b", "c", "d"))
    system = conj(
        "6*a + 4*b + 7*c + d < 6 and a + 7*b + 7*d + 3 > 3*c and 4*a > 6*b + c + 4*d and a + 5*c + 7*d > 0"
        " and 10*a**2 + 5*a*b + 29*d**2 + 5*a + 8*b + 33*c + 44*d"
        " <= 27*a*c + 2*a*d + 37*b**2 + 21*b*c + 14*b*d + 34*c**2 + 47*c*d + 3"
        " and 9*a**2 + 22*a + 5*c"
        " <= 17*a*b + 14*a*c + 21*a*d + 7*b*c + 11*b*d + 22*c**2 + 39*c*d + 12*d**2 + 30*b + 6*d",
        home,
    )
    unit = background(home=home, **dict.fromkeys("abcd", (0, 1)))
    verdict = possible(system, unit)
    assert verdict.possible is False
    assert verdict.by == ("a sum of products",)
    assert possible(system[:-1], unit).possible is True


def test_a_sum_of_products_refutes_nothing_that_holds_at_a_point():
    source = random.Random(3)
    home = ring(("x", "y", "z", "w"))
    refuted = 0
    for _ in range(60):
        point = {name: Fraction(source.randint(0, 8), 8) for name in home.names}
        texts = []
        for _ in range(4):
            left = " + ".join(f"{source.randint(-3, 3)}*{p}*{q}" for p, q in (("x", "y"), ("z", "w"), ("x", "w")))
            texts.append(
                f"{left} + {source.randint(-2, 2)}*z {source.choice(['>=', '>', '=='])} {source.randint(-1, 1)}"
            )
        system = [c for text in texts if (found := cases(parse_condition(text), home, {})) for c in found[0]]
        unit = background(home=home, **dict.fromkeys(home.names, (0, 1)))
        for largest in (2, 3):
            if _fails_by_a_sum(system, unit.all_clauses, largest):
                refuted += 1
                assert not all(c.holds(point) for c in system)
                assert find(system, unit.all_clauses).satisfiable is not True
    assert refuted
