"""Strategic-form games of any number of players as one array, and the regret by which equilibria are checked.

Payoffs have shape (games, players, moves of player 0, moves of player 1, ...): a batch, and one game is a batch of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deterrence.solvers.numeric.exact import exact_number

Payoffs = NDArray[Any]
Floats = NDArray[np.float64]


def payoff_batch(payoffs: Any, name: str = "payoffs") -> Payoffs:
    """Check a batch of strategic-form games; integers stay integers and rationals stay exact.

    Parameters
    ----------
    payoffs : array_like, shape (games, players, moves of player 0, moves of player 1, ...)

    Raises
    ------
    ValueError
        If it is ragged or empty, the shape does not fit the number of players, or a payoff is not a finite number.

    Examples
    --------
    >>> payoff_batch([[[[1, 2], [3, 4]], [[0, 0], [0, 0]]]]).shape
    (1, 2, 2, 2)
    """
    try:
        array = np.asarray(payoffs)
    except ValueError:
        raise ValueError(f"{name} is ragged: each player needs a payoff at every profile of moves.") from None
    if array.ndim < 3 or array.shape[1] != array.ndim - 2:
        raise ValueError(
            f"{name} has shape {array.shape}; it must be (games, players, moves of the first player, ...), "
            f"with one axis of moves for each of {array.shape[1] if array.ndim > 1 else 'the'} players."
        )
    if 0 in array.shape[1:]:
        raise ValueError(f"{name} is empty: its shape is {array.shape}.")
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        at = np.argwhere(~np.isfinite(array))[0].tolist()
        raise ValueError(f"{name}{at} is {array[tuple(at)]}, and a payoff must be finite.")
    if array.dtype.kind == "O":
        exact = np.empty(array.shape, dtype=object)
        for at in np.ndindex(array.shape):
            exact[at] = exact_number(array[at], f"{name}{list(at)}")
        return exact
    if array.dtype.kind not in "iuf":
        raise ValueError(f"{name} holds {array.dtype} and not numbers.")
    return array


def one_game(payoffs: Any, name: str = "payoffs") -> Floats:
    """Check one strategic-form game, shape (players, moves of player 0, ...), and give it as floats.

    Examples
    --------
    >>> one_game([[[1, 2], [3, 4]], [[0, 0], [0, 0]]]).dtype
    dtype('float64')
    """
    try:
        array = np.asarray(payoffs)
    except ValueError:
        raise ValueError(f"{name} is ragged: each player needs a payoff at every profile of moves.") from None
    if array.ndim < 2 or array.shape[0] != array.ndim - 1:
        raise ValueError(
            f"{name} has shape {array.shape}; it must be (players, moves of the first player, ...), with one axis of "
            f"moves for each of {array.shape[0] if array.ndim else 'the'} players."
        )
    return np.asarray(payoff_batch(array[None], name)[0], dtype=np.float64)


def gains(payoffs: Floats, profile: Sequence[Floats]) -> list[Floats]:
    """Payoff of each player's pure strategies against the mixed strategies of the others.

    Examples
    --------
    >>> game = np.array([[[1.0, 0], [0, 2]], [[1, 0], [0, 2]]])
    >>> gains(game, [np.array([0.5, 0.5]), np.array([1.0, 0])])
    [array([1., 0.]), array([0.5, 1. ])]
    """
    result = []
    for player in range(len(profile)):
        value = payoffs[player]
        for other in reversed(range(len(profile))):
            if other != player:
                value = np.tensordot(value, profile[other], axes=(other, 0))
        result.append(value)
    return result


def gain_slopes(payoffs: Floats, profile: Sequence[Floats]) -> Floats:
    """Derivatives of what `gains` returns, player after player, in the probabilities of all moves.

    Examples
    --------
    >>> game = np.array([[[1.0, 0], [0, 2]], [[1, 0], [0, 2]]])
    >>> gain_slopes(game, [np.array([0.5, 0.5]), np.array([1.0, 0])]).tolist()
    [[0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 2.0], [1.0, 0.0, 0.0, 0.0], [0.0, 2.0, 0.0, 0.0]]
    """
    starts = np.concatenate([[0], np.cumsum(payoffs.shape[1:])])
    slopes = np.zeros((starts[-1], starts[-1]))
    for player in range(len(profile)):
        for varied in range(len(profile)):
            if varied == player:
                continue
            value = payoffs[player]
            for other in reversed(range(len(profile))):
                if other not in (player, varied):
                    value = np.tensordot(value, profile[other], axes=(other, 0))
            rows, columns = (slice(starts[p], starts[p + 1]) for p in (player, varied))
            slopes[rows, columns] = value if player < varied else value.T
    return slopes


def regret(payoffs: Floats, profile: Sequence[Floats]) -> float:
    """Greatest gain from deviating, of any player, as a share of the range of that player's payoffs.

    Zero at an equilibrium; infinite where the strategies are not probability vectors.

    Examples
    --------
    >>> game = np.array([[[1.0, 0], [0, 2]], [[1, 0], [0, 2]]])
    >>> regret(game, [np.array([1.0, 0]), np.array([1.0, 0])])
    0.0
    >>> regret(game, [np.array([1.0, 0]), np.array([0, 1.0])])
    1.0
    """
    worst = 0.0
    for player, (value, strategy) in enumerate(zip(gains(payoffs, profile), profile, strict=True)):
        if not (np.isfinite(strategy).all() and strategy.min() >= 0 and abs(strategy.sum() - 1) <= 1e-12):
            return float("inf")
        spread = float(np.ptp(payoffs[player])) or 1.0
        worst = max(worst, float(value.max() - value @ strategy) / spread)
    return worst
