"""The logit correspondence: fixed points checked from the definition, known limits, and the agent form of trees."""

import time

import numpy as np
import pytest

from deterrence.algebra.time_limit.deadline import OutOfTime, limit_time
from deterrence.games.forms.strategic_form import TooLargeError
from deterrence.solvers.numeric import logit
from deterrence.solvers.numeric.behaviour import tree_regret
from deterrence.solvers.numeric.flat_tree import FlatTree, NotPerfectRecallError
from deterrence.solvers.numeric.logit import logit_strategic_form, logit_tree
from deterrence.solvers.numeric.vertex_enumeration import vertex_enumeration
from tests.solvers.numeric.trees import kuhn_poker, signalling_game

ASYMMETRIC_PENNIES = [[[9, 0], [0, 1]], [[0, 1], [1, 0]]]


def respond(game, precision, p):
    """The logit response of two players to each other's strategies."""
    x, y = np.split(p, [game.shape[1]])
    logits = precision * np.concatenate([game[0] @ y, x @ game[1]])
    parts = [np.exp(part - part.max()) for part in np.split(logits, [game.shape[1]])]
    return np.concatenate([part / part.sum() for part in parts])


@pytest.mark.parametrize("seed", range(4))
def test_each_point_is_a_quantal_response_equilibrium(seed):
    game = np.random.default_rng(seed).normal(size=(2, 3, 4)) * 10
    path = logit_strategic_form(game)
    assert path.precision[0] == 0
    for precision, p in zip(path.precision, path.probability, strict=True):
        if precision < 10:
            assert respond(game, precision, p) == pytest.approx(p, abs=1e-8)
    assert path.regret <= 1e-9
    profile = tuple(np.round(path.limit, 8))
    exact = [
        tuple(np.round(np.array(x + y, dtype=float), 8)) for x, y in vertex_enumeration(*game.round(12)).equilibria
    ]
    assert any(np.allclose(profile, other, atol=1e-7) for other in exact)


def test_points_at_given_precisions():
    precisions = [0, 0.1, 1, 2.5, 40]
    path = logit_strategic_form(ASYMMETRIC_PENNIES, at=precisions)
    assert path.precision == pytest.approx(precisions)
    for precision, p in zip(precisions, path.probability, strict=True):
        assert respond(np.array(ASYMMETRIC_PENNIES), precision, p) == pytest.approx(p, abs=1e-9)


def test_asymmetric_matching_pennies_ends_at_its_equilibrium():
    assert logit_strategic_form(ASYMMETRIC_PENNIES).limit == pytest.approx([0.5, 0.5, 0.1, 0.9])


def test_coordination_ends_at_the_risk_dominant_equilibrium():
    assert logit_strategic_form([[[9, 0], [8, 7]], [[9, 8], [0, 7]]]).limit.tolist() == [0, 1, 0, 1]


def test_three_players():
    path = logit_strategic_form(np.random.default_rng(4).random((3, 2, 2, 3)))
    assert path.regret <= 1e-9
    assert path.limit.shape == (7,)


def test_a_player_without_a_choice():
    assert logit_strategic_form([[[1, 2]], [[1, 2]]]).limit.tolist() == [1, 0, 1]
    assert logit_strategic_form([[[1]], [[1]]]).limit.tolist() == [1, 1]


def test_a_tree_of_simultaneous_moves_is_its_strategic_form():
    tree = FlatTree(
        [-1, 0, 0, 1, 1, 2, 2],
        [0, 0, 1, 0, 1, 0, 1],
        [0, 1, 1, -2, -2, -2, -2],
        [[9, 0], [0, 1], [0, 1], [1, 0]],
        [0, 1, 1, -1, -1, -1, -1],
    )
    at = [0, 0.5, 1, 3]
    assert logit_tree(tree, at=at).probability == pytest.approx(
        logit_strategic_form(ASYMMETRIC_PENNIES, at=at).probability
    )


@pytest.mark.parametrize("seed", range(2))
def test_signalling_games_end_at_an_equilibrium(seed):
    tree = signalling_game(seed, types=2, high=5)
    assert tree_regret(tree, logit_tree(tree).limit) <= 1e-9


@pytest.mark.slow
def test_kuhn_poker_ends_at_an_equilibrium():
    assert logit_tree(kuhn_poker()).regret <= 1e-9


def test_a_long_step_is_not_waited_for_beyond_the_time_limit(monkeypatch):
    plain = logit_strategic_form(ASYMMETRIC_PENNIES).limit
    monkeypatch.setattr(logit, "MANY_CHOICES", 0)
    assert (logit_strategic_form(ASYMMETRIC_PENNIES).limit == plain).all()
    solve, slow = np.linalg.solve, 30.0

    def long_solve(A, b):
        time.sleep(slow)
        return solve(A, b)

    monkeypatch.setattr(np.linalg, "solve", long_solve)
    began = time.monotonic()
    with limit_time(0.1), pytest.raises(OutOfTime):
        logit_strategic_form(ASYMMETRIC_PENNIES)
    assert time.monotonic() - began < slow / 2


def test_more_choices_than_square_matrices_can_be_held_of_are_refused():
    row = np.zeros((2, 1, logit.MOST_CHOICES))
    with pytest.raises(TooLargeError, match="has 5,001 choices; .* at most 5,000"):
        logit_strategic_form(row)
    ends = logit.MOST_CHOICES + 1
    tree = FlatTree([-1, *[0] * ends], [0, *range(ends)], [0, *[-2] * ends], [[0]] * ends)
    with pytest.raises(TooLargeError, match="has 5,001 choices"):
        logit_tree(tree)


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="must be finite"):
        logit_strategic_form(np.full((2, 2, 2), np.nan))
    with pytest.raises(ValueError, match="a precision must be finite"):
        logit_strategic_form(ASYMMETRIC_PENNIES, at=[-1])
    with pytest.raises(NotPerfectRecallError):
        logit_tree(FlatTree([-1, 0, 0, 1, 1], [0, 0, 1, 0, 1], [0, 0, -2, -2, -2], [[0], [4], [1]], [0, 0, -1, -1, -1]))


def test_other_quantal_responses_at_a_precision_are_those_of_a_grid():
    """Coordination: the probabilities of the first moves solve x = r(y), y = r(x), and a dense grid sees all."""
    game = np.array([[[3.0, 0], [0, 2]], [[3, 0], [0, 2]]])
    for precision, count in ((0.3, 1), (4.0, 3)):
        path = logit_strategic_form(game, at=[precision])
        points = [path.probability[0], *path.others[0]]
        x = np.linspace(0, 1, 200_001)

        def answer(share, precision=precision):
            return 1 / (1 + np.exp(-precision * (5 * share - 2)))

        gap = answer(answer(x)) - x
        crossings = x[:-1][np.sign(gap[:-1]) != np.sign(gap[1:])]
        assert len(points) == len(crossings) == count
        assert sorted(p[0] for p in points) == pytest.approx(crossings, abs=1e-5)
        for p in points:
            assert respond(game, precision, p) == pytest.approx(p, abs=1e-9)
