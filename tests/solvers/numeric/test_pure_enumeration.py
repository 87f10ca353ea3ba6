"""All pure equilibria of games of any number of players, against the definition tried profile by profile."""

from fractions import Fraction as F
from itertools import product

import numpy as np
import pytest

from deterrence.solvers.numeric.pure_enumeration import pure_enumeration


def by_definition(game):
    moves = game.shape[1:]
    for profile in product(*map(range, moves)):
        deviations = ((p, (*profile[:p], m, *profile[p + 1 :])) for p in range(len(moves)) for m in range(moves[p]))
        if all(game[p][other] <= game[p][profile] for p, other in deviations):
            yield profile


@pytest.mark.parametrize("shape", [(4,), (3, 2), (2, 2, 2), (2, 3, 4), (2, 2, 2, 2, 2), (3, 3, 3)])
@pytest.mark.parametrize("high", [0, 1, 3, 1000])
def test_agrees_with_the_definition(shape, high):
    games = np.random.default_rng(high).integers(0, high, (20, len(shape), *shape), endpoint=True)
    found = pure_enumeration(games)
    expected = [(g, *profile) for g, game in enumerate(games) for profile in by_definition(game)]
    assert list(zip(found.game.tolist(), *found.moves.T.tolist(), strict=True)) == expected


def test_rationals_are_compared_exactly():
    third = F(1, 3)
    game = [[[third, 0], [third + F(1, 10**30), 0]], [[1, 0], [1, 0]]]
    assert pure_enumeration([game]).moves.tolist() == [[1, 0]]


def test_a_batch_of_none():
    assert pure_enumeration(np.zeros((0, 2, 2, 2))).moves.shape == (0, 2)


@pytest.mark.parametrize(
    ("payoffs", "says"),
    [
        (np.zeros((1, 3, 2, 2)), "one axis of moves for each of 3 players"),
        (np.zeros((2, 2)), "must be"),
        ([[[[1, 2], [3]], [[1, 2], [3, 4]]]], "ragged"),
        (np.full((1, 2, 2, 2), np.nan), r"payoffs\[0, 0, 0, 0\] is nan"),
        (np.zeros((1, 2, 0, 2)), "empty"),
        (np.full((1, 1, 1), "a"), "not numbers"),
    ],
)
def test_bad_input_is_refused(payoffs, says):
    with pytest.raises(ValueError, match=says):
        pure_enumeration(payoffs)
