"""Claims at single points: what is known there is said, and what is not known breaks nothing."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest

import deterrence as dt
from deterrence.algebra.conditions.find_point import Finder, random_points
from deterrence.games.background import background
from deterrence.sensitivity.asking.problem import Problem
from deterrence.sensitivity.claims.claims_at_points import judged, sampled, sampled_by_solving
from deterrence.sensitivity.claims.counterexamples import Reading
from tests.known_games import NAU_CONTINUUM, NAU_IRRATIONAL

F = Fraction
A, B = (dt.Parameter(name, "", 0, 2) for name in "ab")
EITHER = dt.Matrix(["A"], {"A": ["x", "y"]}, {"x": ["a"], "y": ["b"]}, parameters=[A, B])
HALF = {"A": {"x": "1/2", "y": "1/2"}}


def reading(game, then, when=None, *rest, **more):
    return Reading(game, dt.Claim("claimed", then, when, *rest, **more), Finder(background(game)))


def at(game, then, point, when=None, *rest, **more):
    found = judged(Problem(game), reading(game, then, when, *rest, **more), {n: F(v) for n, v in point.items()})
    return found.met, found.broken, found.by


ALONE, TIE = {"a": "1", "b": "1/2"}, {"a": "1", "b": "1"}
SOME = {"in_": "some equilibrium"}


@pytest.mark.parametrize(
    ("then", "point", "broken", "by", "more"),
    [
        ({"A": "x"}, ALONE, False, "", {}),
        ({"A": "y"}, ALONE, True, "A x", {}),
        ({"A": "x"}, TIE, True, "A y", {}),
        ({"A": "x"}, TIE, False, "", SOME),
        (HALF, TIE, False, "", SOME),
        (HALF, TIE, True, "A x", {}),
        (HALF, ALONE, True, "no equilibrium is as claimed", SOME),
        ({"A": {"x": "a", "y": "1 - a"}}, {"a": "1/3", "b": "1/3"}, False, "", SOME),
        ({"number of equilibria": 1}, ALONE, False, "", {}),
        ({"number of equilibria": 2}, ALONE, True, "1 equilibrium", {}),
        ({"number of equilibria": 2}, TIE, True, "infinitely many equilibria", {}),
        ({"unique": False}, TIE, False, "", {}),
        ({"unique": False}, ALONE, True, "1 equilibrium", {}),
        ({"unique": True, "A": "x"}, ALONE, False, "", {}),
        ({"unique": True, "A": "y"}, ALONE, True, "A x", {}),
        ({"unique": True, "A": "y"}, TIE, True, "infinitely many equilibria", {}),
        ({"payoff of": "A", "is": "(a + b)/2"}, TIE, False, "", {}),
        ({"effect of": "a", "on": "payoff of A", "is": "positive"}, ALONE, False, "", {}),
        ({"effect of": "b", "on": "payoff of A", "is": "positive"}, ALONE, True, "A x", {}),
        ({"effect of": "b", "on": "payoff of A", "is": "positive"}, TIE, True, "A x", {}),
        ({"effect of": "b", "on": "payoff of A", "is": "positive"}, TIE, False, "", SOME),
    ],
)
def test_a_claim_at_a_point(then, point, broken, by, more):
    assert at(EITHER, then, point, **more) == (True, broken, by)


def test_between_two_equilibria_an_effect_is_left_open():
    # At the tie a mixture has payoff a = b, and moving b alone moves it or not, according to what is mixed.
    zero = {"effect of": "b", "on": "probability of x", "is": "positive"}
    assert at(EITHER, zero, TIE, **SOME)[1] is None


@pytest.mark.parametrize(
    ("then", "point", "met", "broken", "by"),
    [
        ({"A": "x"}, ALONE, True, False, ""),
        ({"A": "x"}, {"a": "1/2", "b": "1"}, False, False, ""),
        ({"A": "y"}, {"a": "1/2", "b": "1"}, False, True, "A y"),
        (HALF, TIE, False, True, "a mixture of A x and A y"),
        ({"A": {"x": "1/2", "y": "1/2"}, "payoff of": "A", "is": 7}, TIE, False, False, ""),
        ({"number of equilibria": 1}, {"a": "1/2", "b": "1"}, False, True, "1 equilibrium"),
        ({"number of equilibria": 2}, TIE, False, False, ""),
        ({"unique": False, "A": "y"}, TIE, False, True, "A y"),
        ({"unique": True, "A": "y"}, TIE, False, False, ""),
    ],
)
def test_exactly_when_says_also_where_not(then, point, met, broken, by):
    assert at(EITHER, then, point, "a > b", "exactly when", **SOME) == (met, broken, by)


def test_where_a_condition_is_not_met_nothing_is_said_unless_exactly():
    assert at(EITHER, {"A": "x"}, {"a": "1/2", "b": "1"}, "a > b") == (False, False, "")


def test_of_equilibria_not_all_of_which_are_known_the_number_is_at_least_what_was_found():
    game = dt.Matrix.from_arrays([[0, -1], [1, -2]], [[0, 1], [-1, -2]])  # chicken: three equilibria
    all_of_them = dt.solve(game)
    problem = Problem(game, given=replace(all_of_them, promise=all_of_them.promise.lacking("the time was up")))

    def verdict(then, **more):
        found = judged(problem, reading(game, then, **more), {})
        return found.broken, found.by

    assert verdict({"number of equilibria": 2}) == (True, "at least 3 equilibria")
    assert verdict({"number of equilibria": 3}) == (None, "")
    assert verdict({"unique": False}) == (False, "")
    row, move = game.players[0], game.moves[game.players[0]][0]
    assert verdict({row: move}, **SOME) == (False, "")
    rare = {row: {move: "1/100", game.moves[row][1]: "99/100"}}
    assert verdict(rare, **SOME) == (None, ""), "one that was not found may do so"
    assert verdict({"number of equilibria": 3, row: move})[0] is None
    assert verdict({row: move})[0] is True


def test_a_curve_of_equilibria_leaves_open_what_some_equilibrium_does():
    assert not dt.solve(NAU_CONTINUUM).complete
    rare = {"Row": {"Top": "1/100", "Bottom": "99/100"}}
    [row] = dt.check(NAU_CONTINUUM, [dt.Claim("rare", rare, in_="some equilibrium")])
    assert row.verdict == "unknown"
    assert at(NAU_CONTINUUM, {"number of equilibria": 5}, {})[2] == "infinitely many equilibria"


# One equilibrium, in which all mix with irrational probabilities; that one at least goes is no rational number.
ALIKE = dt.Matrix(
    NAU_IRRATIONAL.players,
    dict.fromkeys(NAU_IRRATIONAL.players, ("Go", "Stay")),
    dict(zip(product(("Go", "Stay"), repeat=3), NAU_IRRATIONAL.payoffs.values())),
)


@pytest.mark.parametrize("in_", ["every equilibrium", "some equilibrium"])
def test_what_no_formula_says_is_not_judged(in_):
    assert at(ALIKE, {"probability of": "Go", "is": "1/2"}, {}, in_=in_)[1] is None
    [row] = dt.check(ALIKE, [dt.Claim("one goes", {"probability of": "Go", "is": "1/2"}, in_=in_)])
    assert (row.verdict, row.points) == ("unknown", 0)
    assert at(ALIKE, {"Row": {"Go": "1/2", "Stay": "1/2"}}, {}, in_=in_)[1] is True, "irrational, so not 1/2"


# --- samples ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("then", "when", "holds", "in_", "true"),
    [
        ({"A": "x"}, "a > b", "exactly when", "every equilibrium", True),
        ({"A": "x"}, "a > b", "exactly when", "some equilibrium", True),
        ({"A": "x"}, "a > b/2", "when", "every equilibrium", False),
        ({"A": "x"}, "a > b/2", "when", "some equilibrium", False),
        ({"A": "x"}, "a > b and a > 1", "exactly when", "every equilibrium", False),
        ({"payoff of": "A", "is": "max(a, b)"}, None, "when", "every equilibrium", True),
    ],
)
def test_samples_by_formulas_and_by_solving_agree(then, when, holds, in_, true):
    said = reading(EITHER, then, when, holds, in_)
    points = random_points(background(EITHER), 40)
    by_formulas = sampled(said, dt.solve(EITHER, ties=False), points)
    by_solving = sampled_by_solving(Problem(EITHER), said, points)
    assert by_formulas == by_solving
    assert (by_formulas.against is None) is true
    if by_formulas.against is not None:
        assert judged(Problem(EITHER), said, by_formulas.against).broken
    elif when is None:
        assert by_formulas.points == 40


OUT = dt.Outcome("Out", [1, 1])
REPLY = dt.Decision("B", {"l": dt.Outcome("L", [0, 0]), "r": dt.Outcome("R", [3, 0])})
# B is indifferent; A stays out where l has at least 2/3, and comes in where it has at most that.
IN_OR_OUT = dt.Tree(["A", "B"], dt.Decision("A", {"Out": OUT, "In": REPLY}))


@pytest.mark.parametrize(
    ("then", "taken"),
    [
        ({"payoff of": "A", "is": "3/2"}, True),
        ({"payoff of": "A", "is": "7/2"}, False),
        ({"A": "In", "payoff of": "A", "is": 2}, True),
        ({"A": "Out", "B": {"l": "5/6", "r": "1/6"}}, True),
        ({"A": "Out", "B": {"l": "1/3", "r": "2/3"}}, False),
        ({"A": "In", "probability of": "L", "is": "1/2"}, True),
        ({"A": "In", "probability of": "L", "is": "5/6"}, False),
    ],
)
def test_between_the_ends_of_a_set_in_a_tree(then, taken):
    assert at(IN_OR_OUT, then, {}, **SOME) == (True, not taken, "" if taken else "no equilibrium is as claimed")
