"""One equilibrium from every label, in games where others cycle."""

import numpy as np
import pytest

from deterrence.solvers.numeric.lemke_howson import PivotLimitError, lemke_howson, lemke_howson_batch
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
