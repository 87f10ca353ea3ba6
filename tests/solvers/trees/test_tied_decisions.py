"""Cores: what is open in a tree where moves tie."""

import pytest

from deterrence.games.forms.forms import TreeForm
from deterrence.solvers.trees.tied_decisions import Core


@pytest.mark.parametrize(
    ("moves", "sets"),
    [((2,), 2), ((3,), 3), ((2, 2), 9), ((2, 3), 21), ((2, 2, 2), 27)],
)
def test_the_weight_counts_the_sets_of_moves(moves, sets):
    """Of one decision pure choices are enough; of several, every set of moves at each."""
    decisions = tuple((node, tuple(range(count))) for node, count in enumerate(moves))
    empty = TreeForm.__new__(TreeForm)
    assert Core(empty, decisions).weight == sets
