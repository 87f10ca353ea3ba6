"""Iterated elimination: each step checked from the definition, and what is left against the programme in floats."""

from fractions import Fraction as F

import numpy as np
import pytest
from scipy.optimize import linprog

from deterrence.solvers.numeric.iterated_elimination import iterated_elimination
from deterrence.solvers.numeric.vertex_enumeration import vertex_enumeration
from tests.solvers.numeric.random_games import KINDS, bimatrix


def lines(game, left, player):
    """Payoffs of a player's moves by profiles of the others that are left."""
    keep = [range(n) if p == player else moves for p, (n, moves) in enumerate(zip(game.shape[1:], left, strict=True))]
    return np.moveaxis(game[player][np.ix_(*keep)], player, 0).reshape(game.shape[player + 1], -1)


def check_steps(game, weak, result):
    left = [list(range(n)) for n in game.shape[1:]]
    for turn in range(1, max((s.round for s in result.steps), default=0) + 1):
        for step in (s for s in result.steps if s.round == turn):
            assert sum(step.by) == 1
            assert step.by[step.move] == 0
            assert all(not p or move in left[step.player] for move, p in enumerate(step.by))
            payoffs = lines(game, left, step.player)
            gain = [
                sum(p * int(v) for p, v in zip(step.by, column, strict=True)) - int(column[step.move])
                for column in payoffs.T
            ]
            assert (min(gain) >= 0 and max(gain) > 0) if weak else min(gain) > 0
        for step in (s for s in result.steps if s.round == turn):
            left[step.player].remove(step.move)
    assert [list(moves) for moves in result.left] == left


def dominated_in_floats(game, left, player, move, weak):
    others = [m for m in left[player] if m != move]
    if not others:
        return False
    payoffs = lines(game, left, player)
    gain = (payoffs[others] - payoffs[move]).astype(float)
    if weak:
        programme = linprog(
            -gain.sum(axis=1),
            A_ub=np.vstack([-gain.T]),
            b_ub=np.zeros(gain.shape[1]),
            A_eq=np.ones((1, len(others))),
            b_eq=[1],
        )
        return programme.status == 0 and -programme.fun > 1e-7
    programme = linprog(
        [*np.zeros(len(others)), -1],
        A_ub=np.hstack([-gain.T, np.ones((gain.shape[1], 1))]),
        b_ub=np.zeros(gain.shape[1]),
        A_eq=[[1.0] * len(others) + [0.0]],
        b_eq=[1],
        bounds=[(0, None)] * len(others) + [(None, None)],
    )
    return -programme.fun > 1e-7


@pytest.mark.parametrize("weak", [False, True])
@pytest.mark.parametrize("shape", [(2, 3), (4, 4), (2, 2, 3), (3, 3, 2)])
def test_every_step_is_a_domination_and_none_is_left(shape, weak):
    for seed in range(6):
        game = np.random.default_rng(seed).integers(0, 6, (len(shape), *shape))
        result = iterated_elimination(game, weak=weak)
        check_steps(game, weak, result)
        for player, moves in enumerate(result.left):
            assert not any(dominated_in_floats(game, result.left, player, move, weak) for move in moves)


def test_a_mixture_can_dominate_where_no_move_does():
    game = [[[3, 0], [0, 3], [1, 1]], [[0, 0], [0, 0], [0, 0]]]
    assert iterated_elimination(game, mixed=False).left == ((0, 1, 2), (0, 1))
    found = iterated_elimination(game)
    assert found.left == ((0, 1), (0, 1))
    assert found.steps[0].by == (F(1, 2), F(1, 2), F(0))


def test_weak_domination_by_a_mixture_at_the_edge():
    # Half and half of the first two equals the third in the first two columns and is better in the last.
    game = [[[2, 0, 4], [0, 2, 4], [1, 1, 3]], np.zeros((3, 3), dtype=int).tolist()]
    assert iterated_elimination(game).left[0] == (0, 1, 2)
    assert iterated_elimination(game, weak=True).left[0] == (0, 1)


def test_ties_far_below_float_precision_are_decided_exactly():
    tiny = F(1, 10**30)
    game = [[[2, 0], [0, 2], [1 - tiny, 1 - tiny]], [[0, 0], [0, 0], [0, 0]]]
    assert iterated_elimination(game).left[0] == (0, 1)
    game[0][2] = [1, 1]
    assert iterated_elimination(game).left[0] == (0, 1, 2)


@pytest.mark.parametrize("kind", KINDS)
def test_strict_elimination_keeps_every_equilibrium(kind):
    for seed in range(5):
        A, B = bimatrix(kind, 4, 3, seed)
        rows, columns = iterated_elimination([A, B]).left
        for x, y in vertex_enumeration(A, B).equilibria:
            assert {i for i, p in enumerate(x) if p} <= set(rows)
            assert {j for j, q in enumerate(y) if q} <= set(columns)


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="one axis of moves"):
        iterated_elimination([[1, 2], [3, 4]])
    with pytest.raises(ValueError, match="ragged"):
        iterated_elimination([[[1, 2], [3]], [[1, 2], [3, 4]]])
    with pytest.raises(ValueError, match="must be finite"):
        iterated_elimination(np.full((2, 2, 2), np.nan))
