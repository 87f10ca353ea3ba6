"""Best replies in floats, looked for in intervals that may have no end."""

import pytest

import deterrence as dt
from deterrence.solvers.continuous.best_replies import _Replies


@pytest.mark.parametrize(
    ("low", "high", "best"), [("-inf", "inf", 50), (0, "inf", 50), (0, 20, 20), (60, "inf", 60), ("-inf", 40, 40)]
)
def test_the_best_is_found_far_from_where_the_search_begins(low, high, best):
    """The payoff is greatest at 50; from 0, or the nearer end, the search has to look further each time."""
    game = dt.Continuous(["A"], {"A": {"x": (low, high)}}, ["-(x - 50)**2"])
    start = {"-inf": 0.0}.get(low, float(low if low != "-inf" else 0))
    assert _Replies(game.form()).best(0, [start]) == pytest.approx(best, abs=1e-6)
