"""Matrices with more cells than are written out are solved on their arrays."""

from __future__ import annotations

import numpy as np
import pytest

import deterrence as dt


def largest_gains(game, equilibrium):
    rows = [np.array([float(p) for p in equilibrium[player].values()]) for player in game.players]
    first, second = game.arrays[0] @ rows[1], rows[0] @ game.arrays[1]
    return first.max() - rows[0] @ first, second.max() - second @ rows[1]


def test_a_large_zero_sum_game():
    payoffs = np.random.default_rng(0).integers(-100, 100, (210, 200))
    game = dt.Matrix.from_arrays(payoffs, -payoffs)
    for method in (None, "linear-programming"):
        found = dt.solve(game, method=method)
        assert found.method == "linear programming"
        assert not found.complete
        assert "42,000 cells" in found.why
        assert max(largest_gains(game, found[0])) < 1e-6
    assert sum(found[0]["Row"].values()) == pytest.approx(1)
    assert found[0].payoffs["Row"] == pytest.approx(-found[0].payoffs["Column"])


def test_the_pure_equilibria_of_a_large_game_are_where_both_are_best():
    first, second = np.random.default_rng(1).integers(0, 1000, (2, 210, 200))
    game = dt.Matrix.from_arrays(first, second)
    found = dt.solve(game)
    stable = np.argwhere((first == first.max(axis=0)) & (second == second.max(axis=1)[:, None]))
    listed = {tuple(next(m for m, p in eq[player].items() if p == 1) for player in game.players) for eq in found}
    assert listed == {(str(i + 1), str(j + 1)) for i, j in stable}
    assert found.exact
    assert "there may be mixed ones" in found.why


def test_what_does_not_fit_a_large_game_is_said():
    game = dt.Matrix.from_arrays(*np.random.default_rng(1).integers(0, 9, (2, 210, 200)))
    with pytest.raises(ValueError, match="the game is not zero-sum: at row 0, column 0"):
        dt.solve(game, method="linear programming")
    with pytest.raises(ValueError, match="'linear programming' has no option 'label'"):
        dt.solve(game, method="linear programming", label=1)
    with pytest.raises(ValueError, match="'linear programming' is for 2 players; this game has 3"):
        dt.solve(dt.Matrix.from_arrays(*np.zeros((3, 40, 40, 40))), method="linear programming")


@pytest.mark.parametrize("method", ["support enumeration", "vertex-enumeration"])
def test_methods_that_list_everything_give_what_can_be_found(method):
    game = dt.Matrix.from_arrays(*np.random.default_rng(1).integers(0, 1000, (2, 210, 200)))
    found = dt.solve(game, method=method)
    assert (found.method, len(found)) == ("pure enumeration", len(dt.solve(game)))
    assert "a matrix of 42,000 cells is too large to list all equilibria" in found.why
