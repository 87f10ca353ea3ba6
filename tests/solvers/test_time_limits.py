"""Time limits are kept: hard games end near theirs, with what was found, and say that it is not all.

The games here take minutes without a limit; the bounds are wide because the machine may be busy.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from functools import cache

import numpy as np
import pytest

import deterrence as dt
from deterrence.algebra.time_limit.deadline import limit_time
from deterrence.solvers.batch import PAYOFFS_AT_ONCE
from deterrence.solvers.over_time.polygons import contains

LONG = 30.0


@contextmanager
def soon():
    began = time.monotonic()
    yield
    assert time.monotonic() - began < LONG


def lettered(*tables):
    letters = [dt.Parameter(name, "", -1, 1) for name in "ab"]
    return dt.Matrix.from_arrays(*tables, parameters=letters)


HARD = lettered(
    [["1/(1 + a**2)", "b*b", "a - b"], ["b", "1/(2 + b)", "a*b"], ["a**2", "1", "b*b - a"]],
    [["b*b - a", "1/(1 + a**2) - b", "a"], ["a*b", "0", "1/(2 + b)"], ["1", "a**2", "b"]],
)


def test_formulas_of_high_degree_are_solved_and_printed_within_the_limit():
    with soon(), limit_time(1):
        found = dt.solve(HARD)
        text = str(found)
    assert not found.complete
    assert "time limit of 1 second" in found.why
    assert "more than is needed" in text


@cache
def large_matrix(zero_sum):
    first, second = np.random.default_rng(1).integers(0, 10**6, (2, 90, 90))
    return first, second, dt.Matrix.from_arrays(first, -first if zero_sum else second)


@pytest.mark.parametrize(
    "method",
    [None, "lemke-howson", pytest.param("vertex enumeration", marks=pytest.mark.slow), "linear programming", "logit"],
)
def test_large_matrices_of_numbers(method):
    first, second, game = large_matrix(method == "linear programming")
    with soon():
        found = dt.solve(game, method=method, time_limit=0.2)
    assert not found.complete
    if method is None:
        stable = (first == first.max(axis=0)) & (second == second.max(axis=1)[:, None])
        assert len(found) == stable.sum() > 0


@pytest.mark.parametrize("wrong", [-1, float("nan"), "5"])
def test_what_is_no_time_limit_is_refused(wrong):
    with pytest.raises(ValueError, match="time_limit is"):
        dt.solve(HARD, time_limit=wrong)


def test_a_tree_as_arrays_is_solved_in_time_or_not_at_all():
    levels = 7
    nodes = 2**levels - 1
    parent = (np.arange(nodes) - 1) // 2
    move = (np.arange(nodes) + 1) % 2
    player = np.where(np.arange(nodes) < 2 ** (levels - 1) - 1, np.arange(nodes) % 2, -2)
    tree = dt.FlatTree(parent, move, player, np.random.default_rng(0).random((2 ** (levels - 1), 2)))
    assert dt.solve(tree, time_limit=1000).value.shape == (nodes, 2)
    for method in ("backward induction", "sequence form", "sequence form (linear programming)", "logit"):
        game = tree if method != "sequence form (linear programming)" else zero_sum(tree)
        with pytest.raises(TimeoutError, match="time limit of 0 seconds"):
            dt.solve(game, method=method, time_limit=0)


def zero_sum(tree):
    first = tree.payoffs[:, :1]
    return dt.FlatTree(tree.parent, tree.move, tree.player, np.hstack([first, -first]))


@pytest.mark.parametrize("method", [None, "pure enumeration"])
def test_games_of_a_batch_that_the_time_does_not_reach_say_so(method):
    batch = dt.Batch.from_arrays(*np.random.default_rng(0).integers(0, 9, (2, 40_000, 2, 2)))
    whole = dt.solve(batch, method=method)
    found = dt.solve(batch, method=method, time_limit=0)
    reached = PAYOFFS_AT_ONCE // 8
    assert set(found.why) >= set(range(reached, 40_000))
    assert not found.complete[reached:].any()
    assert (found.game == whole.game[whole.game < reached]).all()
    for player in batch.players:
        assert (found.strategies[player] == whole.strategies[player][: len(found.game)]).all()


def test_a_refinement_leaves_what_it_does_not_reach_and_says_so():
    found = dt.solve(dt.load("beer-quiche"))
    refined = dt.refine(found, "D1", time_limit=0)
    assert not refined.complete
    assert "of the families were not held against D1 in time" in refined.why
    whole = dt.refine(found, "D1")
    assert len(refined) > len(whole)
    assert {eq.name for eq in whole} <= {eq.name for eq in refined}


def test_elimination_stops_with_the_rounds_that_are_done():
    game = dt.Matrix.from_arrays([[1, 1], [0, 0]], [[1, 0], [0, 1]])
    stopped = dt.eliminate(game, time_limit=0)
    assert (stopped.rounds, stopped.complete, stopped.game.shape) == ((), False, (2, 2))
    assert "more may be dominated: the search stopped at its time limit of 0 seconds" in str(stopped)
    assert dt.eliminate(game).complete
    with pytest.raises(TimeoutError, match="time limit of 0 seconds"):
        dt.dominated(game, time_limit=0)


def test_payoffs_of_a_repeated_game_are_bounded_in_any_time():
    game = dt.load("repeated-prisoners-dilemma").base_case(delta="1/2")
    whole, stopped = dt.repeated_payoffs(game), dt.repeated_payoffs(game, time_limit=0)
    assert all(contains(stopped.outer, vertex) for vertex in whole.outer)
    assert all(contains(whole.inner, vertex) for vertex in stopped.inner)
    assert stopped.gap >= whole.gap


@pytest.mark.parametrize("concept", ["commitment", "weak-commitment"])
def test_commitments_end_in_time_with_what_there_is(concept):
    """Plans of a tree are weighed anew in the check, which must not run on when the time is up either."""
    game = dt.load("divided-seoul")
    for seconds in (0, 0.3):
        found = dt.solve(game, concept, leader="ROK", time_limit=seconds)
        assert not found.complete
        assert "time" in found.why
