"""Pure-strategy enumeration: all pure Nash equilibria of games of any number of players, a batch at once.

Complete and exact for every input, degenerate games included: payoffs are only compared, never computed with.

Algorithm
---------
A profile of moves is an equilibrium if each player's payoff there is the largest along that player's own axis.

Cost: one pass over the payoffs.

References
----------
Nash (1950), Equilibrium points in n-person games, PNAS 36.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deterrence.solvers.numeric.strategic_form import payoff_batch


@dataclass(frozen=True)
class PureEquilibria:
    """All pure equilibria of a batch: row e says that `moves[e]`, one a player, is an equilibrium of game `game[e]`."""

    game: NDArray[np.intp]
    moves: NDArray[np.intp]


def pure_enumeration(payoffs: Any) -> PureEquilibria:
    """Find all pure Nash equilibria of every game of a batch.

    Parameters
    ----------
    payoffs : array_like, shape (games, players, moves of player 0, moves of player 1, ...)

    Returns
    -------
    PureEquilibria
        Complete; in ascending order of game, then of moves.

    Raises
    ------
    ValueError
        If the array is ragged or empty, has the wrong shape, or holds anything but finite numbers.

    Examples
    --------
    >>> stag_hunt = [[[3, 0], [2, 2]], [[3, 2], [0, 2]]]
    >>> pure_enumeration([stag_hunt]).moves
    array([[0, 0],
           [1, 1]])
    """
    batch = payoff_batch(payoffs)
    stable = np.ones(batch.shape[:1] + batch.shape[2:], dtype=bool)
    for player in range(batch.shape[1]):
        own = batch[:, player]
        if own.size:
            stable &= own == own.max(axis=player + 1, keepdims=True)
    found = np.argwhere(stable)
    return PureEquilibria(game=found[:, 0], moves=found[:, 1:])
