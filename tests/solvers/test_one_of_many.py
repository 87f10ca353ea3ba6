"""One equilibrium where the search for all of them has none to show: the methods in turn, and what is said of it."""

from __future__ import annotations

import numpy as np
import pytest

import deterrence as dt
from deterrence.algebra.deadline import OutOfTime, limit_time
from deterrence.games.forms import matrix_form
from deterrence.solvers import large_matrices
from deterrence.solvers.equilibria import Found
from deterrence.solvers.one_of_many import in_turn, one_of_many

STOPPED = Found((), (), False, "the search stopped")
NO_PURE = ([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])


def rolled(moves):
    """Three players on a wheel, each best off one step ahead of the next player, A alone one step behind: none pure."""
    a, b, c = np.meshgrid(*[np.arange(moves)] * 3, indexing="ij")
    return [(a - b) % moves == 1, (b - c) % moves == 1, (a - c) % moves == 1]


def test_a_large_game_of_three_players_has_its_pure_equilibria_though_the_search_does_not_end():
    tables = np.random.default_rng(3).integers(0, 100, (3, 10, 10, 10))
    game = dt.Matrix.from_arrays(*tables)
    found = dt.solve(game, time_limit=0.5)
    best = [tables[p] == tables[p].max(axis=p, keepdims=True) for p in range(3)]
    stable = {tuple(str(m + 1) for m in cell) for cell in np.argwhere(best[0] & best[1] & best[2])}
    listed = {tuple(next(m for m, p in eq[player].items() if p == 1) for player in game.players) for eq in found}
    assert listed == stable != set()
    assert not found.complete
    assert "time limit of 0.5 seconds" in found.why


def test_where_no_pure_one_is_there_the_logit_correspondence_leads_to_one():
    game = dt.Matrix.from_arrays(*(table.astype(int) for table in rolled(4)))
    found = one_of_many(matrix_form(game), STOPPED)
    assert found.method == "logit"
    assert found.why.startswith("the search stopped; pure enumeration found none; logit: the limit of the branch")
    assert not found.complete
    (family,) = found.families
    assert max(abs(float(gain)) for gain in dt.regret(game, family).values()) < 1e-9


def test_what_was_found_or_is_certainly_not_there_stays():
    form = matrix_form(dt.Matrix.from_arrays(*NO_PURE))
    nothing = Found((), (), True)
    assert one_of_many(form, nothing) is nothing
    something = one_of_many(form, STOPPED)
    assert something.method == "lemke-howson"
    assert one_of_many(form, something) is something


def out_of_time(_):
    raise OutOfTime


def stuck(_):
    raise ArithmeticError("the curve cannot be followed")


def test_what_was_tried_before_is_said():
    runs = {"slow": out_of_time, "stuck": stuck, "empty": lambda _: Found((), (), False, "none")}
    with limit_time(1000):
        found = in_turn(list(runs), lambda name: runs[name](name))
    assert found.families == ()
    assert not found.complete
    assert found.why.startswith("slow: the search stopped at its time limit")
    assert found.why.endswith("; stuck: the curve cannot be followed; empty found none")


@pytest.mark.parametrize("as_cells", [True, False])
def test_a_large_matrix_is_solved_alike_from_cells_and_from_arrays(monkeypatch, as_cells):
    monkeypatch.setattr(large_matrices, "CELLS", 3)
    game = dt.Matrix.from_arrays(*NO_PURE)
    if as_cells:
        game = dt.Matrix(game.players, game.moves, dict(game.payoffs))
        assert game.arrays is None
    assert dt.solve(game).method == "linear programming"
    tilted = dt.Matrix.from_arrays([[2, -1], [-1, 1]], NO_PURE[1])
    if as_cells:
        tilted = dt.Matrix(tilted.players, tilted.moves, dict(tilted.payoffs))
    found = dt.solve(tilted)
    assert found.method == "lemke-howson"
    assert "pure enumeration found none" in found.why
    assert [str(p) for p in found[0]["Column"].values()] == ["2/5", "3/5"]


def test_a_matrix_with_formulas_in_its_cells_is_no_table_of_numbers(monkeypatch):
    monkeypatch.setattr(large_matrices, "CELLS", 3)
    cells = {("a", "c"): ("k", 0), ("a", "d"): (0, 1), ("b", "c"): (0, 1), ("b", "d"): (1, 0)}
    game = dt.Matrix(["A", "B"], {"A": ["a", "b"], "B": ["c", "d"]}, cells, parameters=[dt.Parameter("k", "", 1, 2)])
    assert large_matrices.large_tables(game) is None
    assert dt.solve(game).complete
