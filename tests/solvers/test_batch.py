"""A batch has the equilibria of each of its games, whatever the method."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

import deterrence as dt
from deterrence.solvers.numeric.vertex_enumeration import vertex_enumeration


def games(count, shape, largest=4, seed=0):
    return np.random.default_rng(seed).integers(0, largest, (2, count, *shape))


def by_game(found, game):
    rows = np.flatnonzero(found.game == game)
    return {tuple(tuple(np.round(table[row], 9).tolist()) for table in found.strategies.values()) for row in rows}


def of_one(game, **options):
    return {
        tuple(tuple(round(float(p), 9) for p in eq[player].values()) for player in game.players)
        for eq in dt.solve(game, **options)
    }


@pytest.mark.parametrize("shape", [(2, 2), (3, 3), (2, 4)])
def test_a_batch_has_the_extreme_equilibria_of_each_game_degenerate_ones_included(shape):
    batch = dt.Batch.from_arrays(*games(12, shape, largest=3))
    found = dt.solve(batch)
    assert found.complete.all()
    assert found.exact.all()
    assert found.method == "support enumeration"
    for index, game in enumerate(batch):
        assert by_game(found, index) == of_one(game)
    assert found.counts.sum() == len(found)


@pytest.mark.parametrize("method", ["vertex enumeration", "lemke-howson", "pure_enumeration", "polynomial-systems"])
def test_each_method_finds_in_a_batch_what_it_finds_in_one_game(method):
    batch = dt.Batch.from_arrays(*games(5, (3, 2), largest=50, seed=2))
    found = dt.solve(batch, method=method)
    for index, game in enumerate(batch):
        assert by_game(found, index) == of_one(game, method=method)


@pytest.mark.slow
@pytest.mark.parametrize("largest", [1, 2, 3, 5])
@pytest.mark.parametrize("shape", [(3, 3), (2, 5), (4, 3)])
def test_thousands_of_degenerate_games_as_by_vertex_enumeration(shape, largest):
    first, second = games(250, shape, largest, seed=largest)
    first[::5, -1] = first[::5, 0]
    second[1::5, :, -1] = second[1::5, :, 0]
    second[2::5] = -first[2::5]
    found = dt.solve(dt.Batch.from_arrays(first, second))
    assert found.exact.all()
    for index in range(len(first)):
        exact = vertex_enumeration(first[index], second[index]).equilibria
        assert by_game(found, index) == {
            tuple(tuple(round(float(p), 9) for p in row) for row in profile) for profile in exact
        }


def test_payoffs_are_those_of_the_games():
    batch = dt.Batch.from_arrays([[[3, 0], [5, 1]]], [[[3, 5], [0, 1]]], players=["ROK", "DPRK"])
    found = dt.solve(batch)
    assert found.payoffs["ROK"].tolist() == [1.0]
    frame = found.to_frame()
    assert frame["ROK", "2"].tolist() == [1.0]
    assert frame["DPRK", "payoff"].tolist() == [1.0]
    assert "1 nash equilibria of 1 games, by support enumeration; these are all" in repr(found)


def test_three_players():
    majority = np.zeros((3, 2, 2, 2), dtype=int)
    for player, move in np.ndindex(3, 2):
        alone = [1 - move] * 3
        alone[player] = move
        majority[(player, *alone)] = -1
    batch = dt.Batch.from_arrays(*(np.stack([table, table]) for table in majority))
    found = dt.solve(batch)
    assert found.counts.tolist() == [3, 3]
    assert found.complete.all()


def test_exact_payoffs_stay_exact():
    third = Fraction(1, 3)
    found = dt.solve(dt.Batch.from_arrays([[[third, 0], [0, third]]], [[[third, 0], [0, third]]]))
    assert sorted(found.strategies["Row"][:, 0].tolist()) == [0.0, 0.5, 1.0]
    assert found.exact.all()


@pytest.mark.parametrize(
    ("arrays", "what"),
    [
        (([[1, 2]], [[1, 2]]), "the array of Row has 2 dimensions; with 2 players it needs 3, the first of them"),
        (([[[1, np.nan]]], [[[1, 2]]]), r"the array of Row holds nan at \[0, 0, 1\]"),
        (([[[1, 2]]], [[[1, 2, 3]]]), "has shape"),
        ((np.zeros((0, 2, 2)), np.zeros((0, 2, 2))), "is empty"),
        (([[[1, 2], [3]]], [[[1, 2], [3]]]), "rows of different lengths"),
    ],
)
def test_bad_arrays_are_refused_with_their_place(arrays, what):
    with pytest.raises(ValueError, match=what):
        dt.Batch.from_arrays(*arrays)


def test_what_does_not_fit_is_said():
    batch = dt.Batch.from_arrays(*games(2, (2, 2)))
    with pytest.raises(
        ValueError, match="there is no method 'magic' for a batch of matrices; there are: support enumeration"
    ):
        dt.solve(batch, method="magic")
    with pytest.raises(ValueError, match="finds Nash equilibria, not logit quantal response equilibria"):
        dt.solve(batch, "logit", "lemke-howson")
    with pytest.raises(ValueError, match="many matrices of one shape make a Batch"):
        dt.solve(list(batch))
    with pytest.raises(ValueError, match="many games make a Batch"):
        dt.Matrix.from_arrays(*games(2, (2, 2)))
    with pytest.raises(ValueError, match="row 0, column 0"):
        dt.solve(batch, method="linear programming")
    with pytest.raises(ValueError, match="no option 'lable'"):
        dt.solve(batch, method="lemke-howson", lable=3)


def test_games_that_the_time_does_not_reach_say_so():
    batch = dt.Batch.from_arrays(*games(3, (2, 2)))
    found = dt.solve(batch, method="lemke-howson", time_limit=0)
    assert len(found) == 0
    assert set(found.why) == {0, 1, 2}
    assert "time limit of 0 seconds" in found.why[2]
