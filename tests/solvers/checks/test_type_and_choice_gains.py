"""Regret where types are drawn from distributions, and where all choose from intervals: by hand and dense grids."""

from __future__ import annotations

from fractions import Fraction
from math import inf, pi, sqrt

import numpy as np
import pytest

import deterrence as dt
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.formulas.language import parse
from deterrence.solvers.checks.choice_gains import _limits


def war(distribution: object) -> dt.Tree:
    return dt.Tree(["A"], dt.Decision("A", {"Fight": ["w"], "Yield": [0]}, "war"), types={"A": {"w": distribution}})


@pytest.mark.parametrize(
    ("profile", "gain"),
    [
        ({"A": {"Fight": "w >= 1/2"}}, "1/24"),  # the integral of w/3 from 0 to 1/2
        ({"A": {"Yield": "w < 1/2"}}, "1/24"),
        ({"A": {"Fight": "w < 1/2"}}, "19/24"),
        ({"A": "Yield"}, "2/3"),
        ({"A": {"Fight": "1/3", "Yield": "2/3"}}, "1/2"),
        ({("A", "war"): {"Fight": "w >= 0"}}, 0),
    ],
)
def test_of_a_cut_point_that_is_not_best(profile: dict[object, object], gain: object) -> None:
    assert dt.regret(war(dt.Uniform(-1, 2)), profile)["A"] == Fraction(gain)


def test_of_a_normal_type() -> None:
    """E[max(w, 0)] of a standard normal is 1/sqrt(2*pi)."""
    game = war(dt.Normal(0, 1))
    assert float(dt.regret(game, {"A": "Yield"})["A"]) == pytest.approx(1 / sqrt(2 * pi), abs=1e-9)
    assert float(dt.regret(game, dt.solve(game)[0])["A"]) == pytest.approx(0, abs=1e-12)


def test_of_the_crisis_game_against_a_dense_grid() -> None:
    game = dt.load("crisis-bluffing").base_case()
    assert set(dt.regret(game, dt.solve(game)[0]).values()) == {0}
    profile = {
        ("A", "opening"): {"Challenge": "w_A >= -1/4"},
        ("A", "last word"): {"Fight": "w_A >= -1/10"},
        ("B", "reply"): {"Resist": "w_B >= -1"},
    }
    base = dt.load("crisis-bluffing").point()
    a, L, lo, hi = (float(base[x]) for x in ("a", "L", "lo", "hi"))
    w_a, w_b = (np.linspace(x, y, 400_001) for x, y in ((lo, hi), (-L, 0)))
    resists = (w_b >= -1).mean()
    done = np.where(w_a >= -0.25, (1 - resists) + resists * np.where(w_a >= -0.1, w_a, -a), 0)
    best = np.maximum(0, (1 - resists) + resists * np.maximum(w_a, -a))
    challenge, fight = (w_a >= -0.25).mean(), (w_a >= -0.1).mean()
    conceded, resisted = -challenge, np.where(w_b > -9, fight * w_b, 0)
    found = dt.regret(game, profile)
    assert float(found["A"]) == pytest.approx((best - done).mean(), abs=1e-4)
    paid = np.where(w_b >= -1, resisted, conceded)
    assert float(found["B"]) == pytest.approx((np.maximum(resisted, conceded) - paid).mean(), abs=1e-4)


def test_of_a_contest() -> None:
    game = dt.load("tullock-contest").base_case()
    assert dt.regret(game, dt.solve(game)[0]) == {"A": 0, "B": 0}
    contest = dt.Continuous(["A", "B"], {"A": {"e": (0, 1)}, "B": {"f": (0, 1)}}, ["e/(e + f) - e", "f/(e + f) - f"])
    grid = np.linspace(0, 1, 1_000_001)
    found = dt.regret(contest, {"e": "1/10", "f": "1/2"})
    for player, own, other in (("A", 0.1, 0.5), ("B", 0.5, 0.1)):
        best = (grid / (grid + other) - grid).max()
        assert float(found[player]) == pytest.approx(best - (own / (own + other) - own), abs=1e-9)


def test_without_end() -> None:
    game = dt.Continuous(["A"], {"A": {"e": (0, "inf")}}, ["e/(1 + e)"])
    assert dt.regret(game, {"e": 1})["A"] == Fraction(1, 2)  # which is come near, and not reached
    assert float(dt.regret(dt.Continuous(["A"], {"A": {"e": (0, "inf")}}, ["e**2"]), {"e": 1})["A"]) == float("inf")


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        ({}, "does not say what A does at 'war'"),
        ({"A": "Run"}, "A has no move 'Run'; there are: Fight, Yield"),
        ({"A": {"Fight": "v >= 1/2"}}, "expected which types make one of two moves, such as 'w >= 1/2'"),
        ({"A": {"Fight": "w >= k"}}, "expected which types make one of two moves"),
        ({"C": "Fight"}, "C"),
    ],
)
def test_profiles_that_are_none(profile: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        dt.regret(war(dt.Uniform(-1, 2)), profile)


def test_choices_that_are_none() -> None:
    game = dt.Continuous(["A"], {"A": {"e": (0, 1)}}, ["e - e**2"])
    for profile, said in (
        ({}, "what 'e' is"),
        ({"x": 1}, "'x' is not the letter"),
        ({"e": 2}, "outside of its interval"),
    ):
        with pytest.raises(ValueError, match=said):
            dt.regret(game, profile)


def test_next_to_a_pole_gains_grow_without_bound_on_either_side():
    home = ring(("x",))
    for payoff, ends in (("1/(1 - x)", (0, 1)), ("1/x", (0, 1)), ("1/(x - 1)", (0, 2))):
        assert inf in _limits(home.value(parse(payoff)), "x", *map(Fraction, ends))
    assert not list(_limits(home.value(parse("1/(x - 1)")), "x", Fraction(0), Fraction(1)))
    assert list(_limits(home.value(parse("(2*x + 1)/(x + 1)")), "x", Fraction(0), None)) == [2]
