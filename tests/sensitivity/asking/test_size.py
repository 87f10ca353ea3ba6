"""Which games are tried with all their letters free."""

import pytest

import deterrence as dt
from deterrence.sensitivity.asking.size import MOST, is_small


@pytest.mark.parametrize(
    ("states", "horizon", "small"),
    [(2, None, True), (2, 3, False), (MOST["nodes"] // 3, None, True), (MOST["nodes"] // 3 + 1, None, False)],
)
def test_games_over_states_are_small_if_they_do_not_end_and_have_few_nodes(states, horizon, small):
    """Each state is a choice between two outcomes: three nodes."""
    choice = dt.Decision("A", {"x": dt.Outcome("x", [1]), "y": dt.Outcome("y", [0])})
    game = dt.Stochastic(["A"], {f"S{k}": choice for k in range(states)}, "1/2", horizon=horizon)
    assert is_small(game) == small
