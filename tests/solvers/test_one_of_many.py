"""One equilibrium where the search for all of them has none to show: the methods in turn, and what is said of it."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

import deterrence as dt
from deterrence.algebra.arithmetic import Floats
from deterrence.algebra.time_limit.deadline import Deadline, OutOfTime, limit_time
from deterrence.equilibria.equilibria import Found
from deterrence.games.forms.strategic_form import TooLargeError
from deterrence.games.matrix import matrix_form
from deterrence.games.tree import tree_form
from deterrence.solvers import large_matrices
from deterrence.solvers.checks.dynamic_regret import DynamicPlay, by_state
from deterrence.solvers.checks.regret import verify
from deterrence.solvers.letter_methods import _or_one
from deterrence.solvers.one_of_many import in_turn, one_of_a_matrix, one_of_a_tree, one_of_states

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
    found = one_of_a_matrix(matrix_form(game), STOPPED)
    assert found.method == "logit"
    assert found.why.startswith("the search stopped; pure enumeration found none; logit: the limit of the branch")
    assert not found.complete
    (family,) = found.families
    assert max(abs(float(gain)) for gain in dt.regret(game, family).values()) < 1e-9


def test_what_was_found_or_is_certainly_not_there_stays():
    form = matrix_form(dt.Matrix.from_arrays(*NO_PURE))
    nothing = Found((), (), True)
    assert one_of_a_matrix(form, nothing) is nothing
    something = one_of_a_matrix(form, STOPPED)
    assert something.method == "lemke-howson"
    assert one_of_a_matrix(form, something) is something


def out_of_time():
    raise OutOfTime


def stuck():
    raise ArithmeticError("the curve cannot be followed")


def too_large():
    raise TooLargeError("there are 9 choices")


def test_what_was_tried_before_is_said():
    runs = {"slow": out_of_time, "stuck": stuck, "large": too_large, "empty": lambda: Found((), (), False, "none")}
    with limit_time(1000):
        found = in_turn(runs)
    assert found.families == ()
    assert not found.complete
    assert found.why.startswith("slow: the search stopped at its time limit")
    assert found.why.endswith("; stuck: the curve cannot be followed; large: there are 9 choices; empty found none")


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
    assert large_matrices.large_matrix(game) is None
    assert dt.solve(game).complete


def deals(seed, cards=2, players=2, moves=2, rounds=2):
    """Each player is dealt a card that the others do not see; then they move in turn, each move seen by all."""
    source = np.random.default_rng(seed)

    def play(cards_held, before):
        if len(before) == rounds * players:
            return dt.Outcome("", tuple(int(v) for v in source.integers(-9, 10, players)))
        who = len(before) % players
        after = {f"m{move}": play(cards_held, (*before, move)) for move in range(moves)}
        return dt.Decision("ABC"[who], after, information=f"card {cards_held[who]} after {before}")

    def deal(held):
        if len(held) == players:
            return play(held, ())
        return dt.Chance({f"card {card}": (f"1/{cards}", deal((*held, card))) for card in range(cards)})

    return dt.Tree(list("ABC"[:players]), deal(()))


@pytest.mark.parametrize("concept", ["perfect-bayesian", "sequential", "subgame-perfect", "nash"])
def test_a_tree_too_large_for_the_search_has_one_equilibrium(concept):
    form = tree_form(deals(5))
    found = one_of_a_tree(form, STOPPED, concept)
    assert found.method == ("sequence form" if concept == "nash" else "logit")
    (family,) = found.families
    verify(form, family, concept)
    assert bool(family.belief_values) is (concept in ("perfect-bayesian", "sequential"))


def test_where_the_limit_is_not_told_exactly_other_methods_are_named():
    found = one_of_a_tree(tree_form(deals(1)), STOPPED, "perfect-bayesian")
    assert found.families == ()
    assert "method='sequence form' finds one Nash equilibrium; method='logit' gives the limit" in found.why


@pytest.mark.slow
def test_three_players_in_a_tree_are_led_to_a_nash_equilibrium_by_the_logit_correspondence():
    form = tree_form(deals(1, players=3, rounds=1))
    found = one_of_a_tree(form, STOPPED, "nash")
    assert found.method == "logit"
    verify(form, found.families[0], "nash")


def arsenals(states, seed):
    """Two players choose at the same time in each of some states, all reachable from one another."""
    source = np.random.default_rng(seed)
    moves = {"A": ["Build", "Wait"], "B": ["Build", "Wait"]}
    cells = [(a, b) for a in moves["A"] for b in moves["B"]]
    played = {
        f"S{state}": {
            "moves": moves,
            "payoffs": {cell: source.integers(0, 10, 2).tolist() for cell in cells},
            "next": {a: {b: f"S{source.integers(states)}" for b in moves["B"]} for a in moves["A"]},
        }
        for state in range(states)
    }
    return dt.Stochastic(["A", "B"], played, discount="9/10")


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2, 3))])
def test_a_game_with_nine_states_has_a_markov_perfect_equilibrium(seed):
    form = arsenals(9, seed).form()
    found = one_of_states(form, STOPPED)
    assert found.method == "logit"
    assert not found.complete
    (family,) = found.families
    verify(form, family, "markov-perfect")
    assert sum(family.outcome_values) == pytest.approx(1)


def test_quantal_responses_in_a_game_with_states():
    game = arsenals(3, 1)
    even = dt.solve(game, method="logit", precision=0)
    assert (even.concept, even.method) == ("logit", "logit")
    assert all(list(even[0][place].values()) == [0.5, 0.5] for place in [("A", "S0"), ("B", "S2")])
    form = game.form()
    precise = dt.solve(game, concept="logit", precision=3)[0]
    play = DynamicPlay(form, by_state(form, precise.strategies), Floats({}, 9.0))
    assert [play.values(player)[0] for player in range(2)] == pytest.approx(precise.payoff_values)
    with pytest.raises(ValueError, match="'logit' is for games of numbers: fix"):
        dt.solve(dt.load("hardening"), method="logit")


def test_with_letters_the_search_has_all_the_time_and_the_last_word():
    deadline, given = Deadline(60), []
    found = _or_one(SimpleNamespace(letters=("c",)), deadline, lambda d: given.append(d) or STOPPED, None)
    assert found is STOPPED
    assert given == [deadline]
