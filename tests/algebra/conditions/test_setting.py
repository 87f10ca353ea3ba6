"""Formulas set by the signs that the assumptions settle: another text of the same function, and never another one."""

from __future__ import annotations

import random
from fractions import Fraction
from functools import cache
from itertools import chain, pairwise

import pytest

import deterrence as dt
from deterrence.algebra.conditions.conditions import condition
from deterrence.algebra.conditions.decide import Background
from deterrence.algebra.conditions.setting import assumed, known_where
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.formulas.language import parse

HOME = ring(("a", "A", "f", "c"))


@cache
def solved(name):
    return dt.solve(dt.load(name))


def settled(*assumptions):
    """The background of some assumptions, each of which says that a difference is positive."""
    clauses = tuple(((condition(HOME.value(parse(text)), ">"),),) for text in assumptions)
    return Background(HOME, clauses, dict.fromkeys(HOME.names, (Fraction(0), Fraction(9))))


@pytest.mark.parametrize(
    ("formula", "assumptions", "text"),
    [
        ("(a - f)/(a - A)", [], "(a - f)/(a - A)"),
        ("(a - f)/(a - A)", ["A - a", "f - a"], "(f - a)/(A - a)"),
        ("(a - f)/(a - A)", ["A - a"], "(f - a)/(A - a)"),  # one sign is left, for the difference that is not settled
        ("(f - A)/(a - A)", ["A - a", "A - f"], "(A - f)/(A - a)"),
        ("c/(a - A)", ["A - a"], "-c/(A - a)"),
        ("c/(a - A)", [], "c/(a - A)"),
        ("c/(A - a)", [], "c/(A - a)"),  # as above: of neither is it known that it is positive
        ("(a - A)/(f + c)", ["A - a"], "(a - A)/(f + c)"),
        ("c/(a - A)**2", ["A - a"], "c/((A - a)**2)"),
        ("(a - f)*(a - A)/c", ["A - a", "f - a"], "(A - a)*(f - a)/c"),
    ],
)
def test_what_is_known_to_be_positive_is_set_as_positive(formula, assumptions, text):
    value = HOME.value(parse(formula))
    assert str(value.set_by(assumed(settled(*assumptions)))) == text
    assert value.set_by(assumed(settled(*assumptions))) == value


def test_a_family_says_it_by_the_assumptions_of_its_model():
    """The belief at which the defender is indifferent, with a < f < A: the issue of deterring some."""
    found = solved("fear-and-appeasement")
    text = str(found)
    assert "q <= (f - a)/(A - a)" in text
    assert "(a - A)" not in text.replace("f*q*(a - A)/(f - a)", "")


def where(equation, *assumptions):
    """What is known where an equation holds as well."""
    return known_where([condition(HOME.value(parse(equation)), "==")], settled(*assumptions))


@pytest.mark.parametrize(
    ("formula", "equation", "text"),
    [
        ("(c*(a - A) - f*A - a*c)/(c + f)", "c*A + f*A + c", "-A"),
        ("(a*c - A*c - f*c + a)/(A + f)", "a - A - f", "1"),
        ("1 - f", "f - A", "1 - f"),  # no shorter, so left as it is
        ("c/(a - A)", "a - A", "c/(a - A)"),  # no value there
        ("(c**2 - f**2)*A", "c - f", "0"),
        ("f*c - f*a + c*a", "f*c - f*a + c*a", "0"),
    ],
)
def test_an_equation_that_holds_shortens(formula, equation, text):
    value = HOME.value(parse(formula))
    assert str(value.set_by(where(equation))) == text


def test_what_is_short_by_an_equation_is_the_same_wherever_it_holds():
    """Random formulas, at random solutions of an equation."""
    dice = random.Random(1)
    a, big, f, c = (HOME.letter(name) for name in HOME.names)
    shorter = 0
    for _ in range(40):
        equation = dice.choice([f * big - c, a * c + f - big, f - a, c * (big - a) - (f - a)])
        letters = [dice.choice([a, big, f, c, f * c, HOME.one]) for _ in range(6)]
        above = sum((dice.randint(-2, 2) * x * y for x, y in pairwise(letters)), HOME.zero) + equation * a
        value = above / (c + 1)
        known = known_where([condition(equation, "==")], settled())
        told = HOME.value(parse(str(value.set_by(known))))
        shorter += told != value
        for _ in range(5):
            point = {name: Fraction(dice.randint(1, 9), dice.randint(1, 9)) for name in ("a", "A", "f")}
            root = -equation.at({**point, "c": Fraction(0)}).as_fraction()
            slope = equation.at({**point, "c": Fraction(1)}).as_fraction() + root
            if slope == 0:  # no letter c in the equation
                point["f"] = point["a"]
                point["c"] = Fraction(dice.randint(1, 9))
            else:
                point["c"] = root / slope
            if point["c"] != -1 and equation.evaluate(point) == 0:
                assert told.evaluate(point) == value.evaluate(point)
    assert shorter > 20


def test_a_family_at_a_tie_says_it_shortly():
    """Where q = (f - a)/(A - a), the defender gets the same from both moves, which is -f."""
    found = solved("fear-and-appeasement")
    [tied] = [family for family in found if not family.exists.is_generic]
    assert str(tied.payoff_values[1]) == "-f"
    assert str(tied.payoffs["Defender"]) == "-f"
    assert set(tied.payoff_values[1].letters) > {"f"}  # the formula itself is as it was found


MODELS = ("fear-and-appeasement", "beer-quiche", "chicken")
MORE = ("mutual-deterrence-incomplete", "tying-hands", "two-states-two-types", "alliance-dilemma", "arms-guardrails")


@pytest.mark.parametrize("name", [*MODELS, *(pytest.param(name, marks=pytest.mark.slow) for name in MORE)])
def test_texts_of_the_library_say_what_was_found(name):
    """Every formula, read back, is the formula; every region, read back, holds at the same points."""
    dice = random.Random(name)
    found = solved(name)
    home = found[0].exists.background.ring
    for family in found:
        values = [v for v in chain(*family.strategies, family.payoff_values, family.outcome_values) if v.rational]
        told = [home.value(parse(str(value))) for value in values]
        equations = [c for c in family.exists.raw if c.relation == "=="]
        if not equations:
            assert told == [value.rational for value in values]
        for _ in range(20):
            point = drawn(family.exists.background, dice)
            if point is None:
                continue
            if all(c.holds(point) for c in equations):
                assert [v.evaluate(point) for v in told] == [v.rational.evaluate(point) for v in values]
            shown = all(holds(inequality, home, point) for inequality in family.exists.inequalities)
            assert shown == all(c.holds(point) for c in family.exists.raw), (name, family.name, point)


def drawn(background, dice):
    """A point at which the assumptions hold."""
    for _ in range(100):
        start = dice.choice(background.pool)
        point = {n: v + Fraction(dice.randint(-20, 20), 100) for n, v in start.items()}
        if background.holds(point):
            return point
    return None


def holds(inequality, home, point):
    left, right = (home.value(parse(str(side))).evaluate(point) for side in (inequality.left, inequality.right))
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right, "==": left == right,
            "!=": left != right}[inequality.relation]  # fmt: skip
