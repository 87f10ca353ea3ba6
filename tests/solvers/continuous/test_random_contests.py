"""Random continuous games: every family is an equilibrium, and none that brute force finds is missing."""

import pytest

from tests.solvers.random_contests import faults


@pytest.mark.parametrize("seed", range(24))
def test_random_games_have_the_equilibria_that_brute_force_finds(seed):
    assert faults(seed) == ""


@pytest.mark.slow
@pytest.mark.parametrize("first", range(1000, 6000, 50))
def test_more_random_games_have_the_equilibria_that_brute_force_finds(first):
    assert {seed: fault for seed in range(first, first + 50) if (fault := faults(seed))} == {}
