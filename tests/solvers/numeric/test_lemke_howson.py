"""One equilibrium from every label, in games where others cycle."""

import numpy as np
import pytest

from deterrence.solvers.numeric.exact import integer_matrix
from deterrence.solvers.numeric.lemke_howson import (
    PivotLimitError,
    _followed,
    _followed_in_floats,
    lemke_howson,
    lemke_howson_batch,
)
from tests.solvers.numeric.brute_force import extreme_equilibria
from tests.solvers.numeric.random_games import KINDS, bimatrix


@pytest.mark.parametrize("kind", KINDS)
def test_every_label_leads_to_an_extreme_equilibrium(kind):
    for m, n in [(1, 1), (1, 3), (2, 2), (3, 2), (3, 3), (4, 4)]:
        for seed in range(4):
            A, B = bimatrix(kind, m, n, seed)
            all_of_them = extreme_equilibria(A, B)
            for label in range(m + n):
                found = lemke_howson(A, B, label)
                assert (found.x, found.y) in all_of_them


@pytest.mark.parametrize("high", [1, 2, 100])
def test_larger_games_end(high):
    A, B = np.random.default_rng(high).integers(0, high, (2, 15, 15), endpoint=True)
    for label in range(30):
        found = lemke_howson(A, B, label)  # checks itself against the definition
        assert sum(found.x) == sum(found.y) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_the_path_in_floats_is_the_path_in_integers(kind):
    followed = 0
    for seed in range(3):
        A, B = map(integer_matrix, bimatrix(kind, 16, 17, seed))
        for label in (0, 11, 16, 32):
            found = _followed_in_floats(A, B, label, None)
            if found is not None:
                followed += 1
                assert found == _followed(A, B, label, None)
    assert followed or kind != "generic"


def test_where_floats_see_ties_or_overflow_the_path_is_followed_in_integers():
    ties = np.random.default_rng(0).integers(0, 2, (2, 20, 20))
    assert _followed_in_floats(*map(integer_matrix, ties), 0, None) is None
    assert sum(lemke_howson(*ties).x) == 1
    huge = [[10**400 * int(v) for v in row] for row in np.random.default_rng(0).integers(0, 99, (20, 20))]
    assert _followed_in_floats(huge, huge, 0, None) is None
    assert sum(lemke_howson(huge, huge).x) == 1


def test_a_game_of_a_hundred_strategies_each():
    A, B = np.random.default_rng(1).integers(0, 100_000, (2, 100, 100))
    found = lemke_howson(A, B)  # checks itself against the definition
    assert found.pivots > 2
    with pytest.raises(PivotLimitError, match="within 1 pivots"):
        lemke_howson(A, B, most_pivots=1)


def test_dropping_a_label_of_coordination_leads_to_its_pure_equilibrium():
    for label in range(6):
        found = lemke_howson(np.eye(3, dtype=int), np.eye(3, dtype=int), label)
        assert found.x[label % 3] == found.y[label % 3] == 1


def test_a_batch_is_each_game():
    games = [bimatrix("small integers", 3, 3, seed) for seed in range(5)]
    batch = lemke_howson_batch([A for A, _ in games], [B for _, B in games], 2)
    assert batch == [lemke_howson(A, B, 2) for A, B in games]


def test_a_limit_on_pivots_is_kept():
    with pytest.raises(PivotLimitError, match="within 1 pivots"):
        lemke_howson([[3, 3], [2, 5], [0, 6]], [[3, 2], [2, 6], [3, 1]], 1, most_pivots=1)


@pytest.mark.parametrize("label", [-1, 4, 1.0, True, None])
def test_a_label_that_is_none_is_refused(label):
    with pytest.raises(ValueError, match="labels 0 to 3"):
        lemke_howson([[1, 0], [0, 1]], [[1, 0], [0, 1]], label)
