"""The set of subgame-perfect payoffs: a published example, the folk theorem's ends, and certainty of the bounds."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest

import deterrence as dt
from deterrence.solvers.over_time.polygons import Polygon, at_least, contains, distance, hull
from deterrence.solvers.over_time.repeated_payoffs import _Stage


def game(rows: Any, columns: Any, delta: Any) -> dt.Repeated:
    moves = {"1": [f"r{i}" for i in range(len(rows))], "2": [f"c{j}" for j in range(len(rows[0]))]}
    pays = {(f"r{i}", f"c{j}"): (rows[i][j], columns[i][j]) for i, j in product(range(len(rows)), range(len(rows[0])))}
    return dt.Repeated(["1", "2"], moves, pays, delta)


def near(polygon: Polygon, points: Any, tolerance: float = 1e-6) -> bool:
    wanted = hull((Fraction(x), Fraction(y)) for x, y in points)
    apart = [distance(polygon, p) for p in wanted] + [distance(wanted, p) for p in polygon]
    return max(apart) < tolerance


SEEDS = [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (0, 2, 3, 4, 5))]
DILEMMA = [[3, 0], [5, 1]], [[3, 5], [0, 1]]


def test_the_example_of_abreu_and_sannikov() -> None:
    rows, columns = [[16, 3, 0], [21, 10, -1], [9, 5, -5]], [[9, 13, 3], [1, 4, 0], [0, -4, -15]]
    found = dt.repeated_payoffs(game(rows, columns, "3/10"))
    vertices = [
        (7.33770472, 10.9826253),
        (1.12568240, 2.8),
        (7.33770472, 0),
        (7.86308964, 0),
        (19.7917977, 2.8),
        (15.5630896, 9.1),
    ]
    assert near(found.outer, vertices)
    assert near(found.inner, vertices)
    assert found.minmax == (0, 0)


@pytest.mark.parametrize("delta", ["1/2", pytest.param("9/10", marks=pytest.mark.slow)])
def test_from_one_half_on_the_dilemma_has_all_that_is_individually_rational(delta: str) -> None:
    found = dt.repeated_payoffs(game(*DILEMMA, delta))
    assert near(found.outer, found.individually_rational)
    assert found.inner == found.individually_rational


@pytest.mark.parametrize("delta", ["1/4", "49/100"])
def test_below_one_half_taking_turns_is_left_from_one_quarter_on(delta: str) -> None:
    # A defects in odd periods, B in even ones: 5/(1 + delta) and 5 delta/(1 + delta), sustained from 1/4 on.
    found = dt.repeated_payoffs(game(*DILEMMA, delta))
    turns = Fraction(5) / (1 + Fraction(delta)), 5 * Fraction(delta) / (1 + Fraction(delta))
    assert contains(found.inner, turns)
    assert near(found.outer, [(1, 1), (1, 4), (4, 1)])
    assert not contains(found.outer, (Fraction(3), Fraction(3)))


@pytest.mark.parametrize("delta", [0, "1/5"])
def test_below_one_quarter_only_defection_is_left(delta: Any) -> None:
    found = dt.repeated_payoffs(game(*DILEMMA, delta))
    assert near(found.outer, [(1, 1)])
    assert found.inner == ((1, 1),)


def test_a_game_of_pure_conflict_has_no_equilibrium_in_pure_strategies() -> None:
    found = dt.repeated_payoffs(game([[1, -1], [-1, 1]], [[-1, 1], [1, -1]], "9/10"))
    assert found.outer == found.inner == ()
    assert found.minmax == (0, 0)
    assert found.pure_minmax == (1, 1)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_bounds_are_certain_and_nested(seed: int) -> None:
    draw = np.random.default_rng(seed)
    rows, columns = draw.integers(-5, 6, (2, 3)).tolist(), draw.integers(-5, 6, (2, 3)).tolist()
    patient, impatient = (dt.repeated_payoffs(game(rows, columns, delta)) for delta in ("4/5", "2/5"))
    for found in (patient, impatient):
        assert all(distance(found.feasible, v) < 1e-9 for v in found.outer)
        assert all(distance(found.outer, v) == 0 for v in found.inner)
        assert all(v[i] >= found.pure_minmax[i] - Fraction(1, 10**9) for v in found.inner for i in (0, 1))
        assert found.gap < 1e-3 or not found.inner
    # With public randomisation patience only adds equilibrium payoffs (Abreu, Pearce and Stacchetti 1990, theorem 6).
    assert all(distance(patient.outer, v) < 1e-6 for v in impatient.inner)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_grim_triggers_pay_lies_inside(seed: int) -> None:
    draw = np.random.default_rng(seed)
    repeated = game(draw.integers(-9, 10, (2, 2)).tolist(), draw.integers(-9, 10, (2, 2)).tolist(), "3/5")
    found = dt.repeated_payoffs(repeated)
    for eq in dt.solve(repeated):
        if eq.is_pure:
            paid = Fraction(str(eq.payoffs["1"])), Fraction(str(eq.payoffs["2"]))
            assert contains(found.outer, paid)
            assert contains(found.inner, paid)


def test_the_armistice_is_among_the_payoffs_exactly_in_its_window() -> None:
    model = dt.load("armistice")
    for c, holds in (("1/4", False), ("1/2", True), ("9/10", False)):
        found = dt.repeated_payoffs(model.base_case(c=c))
        assert contains(found.inner, (Fraction(0), Fraction(0))) == holds
        assert contains(found.outer, (Fraction(0), Fraction(0))) == holds


@pytest.mark.parametrize(
    ("other", "message"),
    [
        (lambda: dt.load("armistice"), "fix c, T_R"),
        (lambda: dt.load("hardening").base_case(), "about a repeated game without an end"),
        (lambda: dt.Repeated(["1"], {"1": ["a"]}, {"a": [1]}, "1/2"), "about two players; this game has 1"),
    ],
)
def test_another_game_is_refused(other: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        dt.repeated_payoffs(other())


def test_it_prints_and_tabulates() -> None:
    found = dt.repeated_payoffs(game(*DILEMMA, "1/2"))
    assert "can be held to         1 1, 2 1" in str(found)
    assert set(found.to_frame()["set"]) == {"feasible", "individually_rational", "outer", "inner"}


def test_polygons_may_be_points_and_segments() -> None:
    one, two = (Fraction(0), Fraction(0)), (Fraction(2), Fraction(2))
    assert hull([one, one]) == (one,)
    assert at_least((one, two), 0, Fraction(1)) == ((1, 1), two)
    assert at_least((one,), 0, Fraction(1)) == ()
    assert contains((one, two), (Fraction(1), Fraction(1)))
    assert not contains((one, two), (Fraction(1), Fraction(2)))
    assert distance((one, two), (Fraction(0), Fraction(2))) == pytest.approx(2**0.5)


@pytest.mark.parametrize(("delta", "sustained"), [(Fraction(1, 2), True), (Fraction(49, 100), False)])
def test_cooperation_in_the_dilemma_is_sustained_from_exactly_one_half_on(delta: Fraction, sustained: bool) -> None:
    stage = _Stage.of(game(*DILEMMA, delta))
    assert stage.is_sustained((0, 0), stage.pure_minmax()) == sustained
