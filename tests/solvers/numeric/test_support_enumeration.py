"""A batch of small games at once, against every basis tried in Fractions and against vertex enumeration."""

import time
from fractions import Fraction as F

import numpy as np
import pytest

from deterrence.solvers.numeric.support_enumeration import support_enumeration
from deterrence.solvers.numeric.vertex_enumeration import vertex_enumeration
from tests.solvers.numeric.brute_force import extreme_equilibria
from tests.solvers.numeric.random_games import KINDS, bimatrix


def by_game(found, games):
    exact = [[] for _ in range(games)]
    for e, g in enumerate(found.game):
        exact[g].append(found.fractions(e))
    return [sorted(equilibria) for equilibria in exact]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", [(1, 1), (1, 3), (2, 2), (2, 3), (3, 2), (3, 3), (2, 5), (4, 3), (4, 4)])
def test_agrees_with_every_basis_tried_in_fractions(kind, shape):
    games = [bimatrix(kind, *shape, seed) for seed in range(200, 205)]
    found = support_enumeration([A for A, _ in games], [B for _, B in games])
    assert by_game(found, len(games)) == [extreme_equilibria(A, B) for A, B in games]


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_agrees_with_every_basis_tried_in_fractions_on_many_games(kind):
    games = [bimatrix(kind, 3, 3, seed) for seed in range(1000, 2000)]
    found = support_enumeration([A for A, _ in games], [B for _, B in games])
    assert by_game(found, len(games)) == [extreme_equilibria(A, B) for A, B in games]


@pytest.mark.parametrize("size", [10, 10**4, 10**9, 10**30])
def test_integers_of_any_size_are_exact(size):
    random = np.random.default_rng(7)
    payoffs = [
        [[[int(v) * size + int(v) % 3 for v in row] for row in M] for M in game]
        for game in random.integers(0, 5, (20, 2, 4, 4))
    ]
    A, B = [game[0] for game in payoffs], [game[1] for game in payoffs]
    found = support_enumeration(np.array(A), np.array(B))
    assert by_game(found, 20) == [sorted(vertex_enumeration(a, b).equilibria) for a, b in zip(A, B, strict=True)]


@pytest.mark.parametrize("scale", [1.0, 0.1, 1e-120, 1e150])
def test_degenerate_games_of_floats_are_complete(scale):
    games = [bimatrix(kind, 3, 3, seed) for kind in KINDS for seed in range(6)]
    A, B = (np.array([game[p] for game in games]) * scale for p in range(2))
    found = support_enumeration(A, B)
    assert not found.exact.any()
    for g, (a, b) in enumerate(zip(A.tolist(), B.tolist(), strict=True)):
        exact = vertex_enumeration(a, b).equilibria
        expected = sorted(tuple(np.round(np.array(x + y, dtype=float), 9)) for x, y in exact)
        here = found.game == g
        assert sorted(map(tuple, np.round(np.hstack([found.x[here], found.y[here]]), 9))) == expected


def test_a_tie_in_decimals_is_a_tie():
    A = [[[0.3, 0.0], [0.1 + 0.2, 0.0]], [[0.3, 0.0], [0.3, 0.0]]]
    B = [[[1.0, 0.0], [1.0, 0.0]]] * 2
    found = support_enumeration(A, B)
    assert found.game.tolist() == [0, 1, 1]


def test_fractions_are_exact():
    found = support_enumeration([[[F(1, 3), F(0)], [F(0), F(1, 7)]]], [[[F(1), F(0)], [F(0), F(1)]]])
    assert by_game(found, 1)[0][1] == ((F(1, 2), F(1, 2)), (F(3, 10), F(7, 10)))


def test_random_floats_pass_an_independent_regret_check():
    A, B = np.random.default_rng(1).normal(size=(2, 2000, 4, 3))
    found = support_enumeration(A, B)
    row = np.einsum("eij,ej->ei", A[found.game], found.y)
    column = np.einsum("eij,ei->ej", B[found.game], found.x)
    assert (row.max(axis=1) - (row * found.x).sum(axis=1)).max() < 1e-12
    assert (column.max(axis=1) - (column * found.y).sum(axis=1)).max() < 1e-12
    assert (np.bincount(found.game, minlength=2000) % 2 == 1).all()


def test_an_empty_batch_has_no_equilibria():
    found = support_enumeration(np.zeros((0, 3, 3)), np.zeros((0, 3, 3)))
    assert len(found.game) == len(found.degenerate) == 0
    assert found.x.shape == (0, 3)


@pytest.mark.parametrize(
    ("A", "B", "says"),
    [
        ([[1, 2], [3, 4]], [[1, 2], [3, 4]], "A has 2 dimensions"),
        ([[[1, 2], [3]]], [[[1, 2], [3, 4]]], "A is ragged"),
        ([[[1.0, np.nan]]], [[[1.0, 2.0]]], r"A\[0, 0, 1\] is nan"),
        ([[[1.0, 2.0]]], [[[1.0, -np.inf]]], r"B\[0, 0, 1\] is -inf"),
        (np.zeros((1, 2, 2)), np.zeros((2, 2, 2)), "they must be the same"),
        (np.zeros((1, 0, 2)), np.zeros((1, 0, 2)), "A is empty"),
        (np.zeros((1, 5, 5)), np.zeros((1, 5, 5)), "too large for a batch"),
        (np.array([[["a"]]]), np.zeros((1, 1, 1)), "not numbers"),
        (np.array([[[None]]]), np.zeros((1, 1, 1)), "not a number"),
    ],
)
def test_bad_input_is_refused_by_name_and_place(A, B, says):
    with pytest.raises(ValueError, match=says):
        support_enumeration(A, B)


@pytest.mark.slow
def test_fifty_thousand_games_a_second():
    A, B = np.random.default_rng(0).integers(0, 101, (2, 100_000, 3, 3))
    start = time.perf_counter()
    support_enumeration(A, B)
    assert time.perf_counter() - start < 2
