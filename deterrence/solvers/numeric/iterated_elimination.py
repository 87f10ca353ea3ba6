"""Iterated elimination of dominated strategies, by pure and by mixed strategies, in exact arithmetic.

Strict: what is left does not depend on the order, and every equilibrium is in it. Weak: it depends on the order; here
every strategy dominated in a round goes at its end, equilibria can be lost, and the rounds are recorded.

Algorithm
---------
Round by round, for each strategy s of each player still in the game:
1. another strategy is better against all that the others may play (weakly: nowhere worse and somewhere better); else
2. some mixture is. Strictly: the zero-sum game whose payoffs are the gains of the other strategies over s has a
   positive value. Weakly: a linear programme has one, solved in integers as a complementarity problem.

Cost: one linear programme a strategy and round.

References
----------
Pearce (1984), Rationalizable strategic behavior and the problem of perfection, Econometrica 52.
Gilboa, Kalai and Zemel (1990), On the order of eliminating dominated strategies, Operations Research Letters 9.
"""

# ruff: noqa: N806 (a matrix is a capital letter, as in the literature)
from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deterrence.solvers.numeric.exact import Mixed, exact_number
from deterrence.solvers.numeric.lemke import lemke
from deterrence.solvers.numeric.strategic_form import payoff_batch
from deterrence.solvers.numeric.zero_sum import exact_zero_sum

Table = NDArray[Any]  # a player's payoffs, one axis a player, as Python integers


@dataclass(frozen=True, slots=True)
class Elimination:
    """In round `round`, counted from 1, `move` of `player` is dominated by the mixture `by` over the player's moves."""

    round: int
    player: int
    move: int
    by: Mixed


@dataclass(frozen=True, slots=True)
class Eliminated:
    """The moves left to each player, and the eliminations in order."""

    left: tuple[tuple[int, ...], ...]
    steps: tuple[Elimination, ...]


def iterated_elimination(payoffs: Any, weak: bool = False, mixed: bool = True) -> Eliminated:
    """Eliminate dominated strategies until there are none.

    Parameters
    ----------
    payoffs : array_like, shape (players, moves of player 0, moves of player 1, ...)
        Integers, Fractions, or floats (each the decimal it prints as).
    weak : bool
        Eliminate weakly dominated strategies too.
    mixed : bool
        Look for mixed strategies that dominate, not only pure ones.

    Raises
    ------
    ValueError
        If the array is ragged or empty, has the wrong shape, or holds anything but finite numbers.

    Examples
    --------
    >>> prisoners = [[[3, 0], [5, 1]], [[3, 5], [0, 1]]]
    >>> iterated_elimination(prisoners).left
    ((1,), (1,))
    >>> iterated_elimination([[[3, 3], [0, 0]], [[1, 0], [1, 0]]]).steps[0]
    Elimination(round=1, player=0, move=1, by=(Fraction(1, 1), Fraction(0, 1)))
    """
    tables = _tables(payoffs)
    left = [list(range(n)) for n in tables[0].shape]
    steps: list[Elimination] = []
    turn = 1
    while True:
        dominated = [
            Elimination(turn, player, move, _over_all_moves(by, left[player], move, tables[player].shape[player]))
            for player in range(len(left))
            for move in left[player]
            if (by := _dominating(_gains(tables[player], left, player, move), weak, mixed))
        ]
        if not dominated:
            return Eliminated(tuple(map(tuple, left)), tuple(steps))
        steps += dominated
        for step in dominated:
            left[step.player] = [move for move in left[step.player] if move != step.move]
        turn += 1


def _tables(payoffs: Any) -> list[Table]:
    """Each player's payoffs in integers, scaled by a positive number."""
    try:
        array = np.asarray(payoffs)
    except ValueError:
        raise ValueError("payoffs is ragged: each player needs a payoff at every profile of moves.") from None
    batch = payoff_batch(array[None])[0]
    tables = []
    for player in range(len(batch)):
        exact: Table = np.empty(batch.shape[1:], dtype=object)
        for at in np.ndindex(exact.shape):
            exact[at] = exact_number(batch[player][at], f"payoffs{[player, *at]}")
        scale = math.lcm(*(v.denominator for v in exact.flat))
        for at in np.ndindex(exact.shape):
            exact[at] = int(exact[at] * scale)
        tables.append(exact)
    return tables


def _gains(table: Table, left: list[list[int]], player: int, move: int) -> Table:
    """Gain of each other move left over `move`, by the profiles of the others that are left."""
    inside = table[np.ix_(*left)]
    lines = np.moveaxis(inside, player, 0).reshape(len(left[player]), -1)
    own = left[player].index(move)
    return np.asarray(np.delete(lines, own, axis=0) - lines[own])


def _dominating(gain: Table, weak: bool, mixed: bool) -> Mixed | None:
    """Weights of the other moves left whose mixture is better, by their gains; None if there is no such mixture."""
    if not len(gain):
        return None
    pure = (gain >= 0).all(axis=1) & (gain > 0).any(axis=1) if weak else (gain > 0).all(axis=1)
    if pure.any():
        best = int(np.argmax(pure))
        return tuple(Fraction(int(t == best)) for t in range(len(gain)))
    if not mixed or len(gain) < 2 or not (gain > 0).any():
        return None
    return _weakly_by_mixture(gain) if weak else _strictly_by_mixture(gain)


def _strictly_by_mixture(gain: Table) -> Mixed | None:
    if not (gain > 0).any(axis=0).all():
        return None
    solved = exact_zero_sum(gain)
    return solved.x if solved.value > 0 else None


def _weakly_by_mixture(gain: Table) -> Mixed | None:
    """Maximise the sum of gains over mixtures that are nowhere worse; it is positive if and only if one dominates.

    max c.x with gain^T x >= 0, sum(x) <= 1, x >= 0 and its dual are one complementarity problem (Cottle and Dantzig
    1968), whose matrix is skew, so that Lemke's algorithm solves it.
    """
    moves, profiles = gain.shape
    rows: Table = np.vstack([-gain.T, np.ones((1, moves), dtype=int).astype(object)])
    size = moves + profiles + 1
    M: Table = np.zeros((size, size), dtype=object)
    M[:moves, moves:], M[moves:, :moves] = rows.T, -rows
    b: Table = np.zeros(size, dtype=object)
    b[:moves], b[-1] = -gain.sum(axis=1), 1
    x = lemke(M, b)[:moves]
    total = sum(x)
    if not total:
        return None
    surplus = x @ gain
    if not ((surplus >= 0).all() and (surplus > 0).any()):
        return None
    return tuple(v / total for v in x)


def _over_all_moves(by: Mixed, left: list[int], move: int, moves: int) -> Mixed:
    """Weights of the other moves left as weights of all of the player's moves."""
    weight = dict(zip((other for other in left if other != move), by, strict=True))
    return tuple(weight.get(other, Fraction(0)) for other in range(moves))
