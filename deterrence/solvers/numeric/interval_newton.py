"""Interval Newton search for the totally mixed equilibria on one profile of supports, many games at once.

Given supports, indifference is one polynomial equation for each strategy of a player's support but the first,
multilinear in the other players' probabilities. The search covers all space in which a solution may lie, and ends
with boxes that hold exactly one solution, and, where it gives up, with boxes that may hold more: it never loses one.

Algorithm
---------
1. A box is dropped when interval arithmetic shows that some equation has no solution in it, that some strategy outside
   the supports is better than those inside throughout it, or that some probability is negative throughout it.
2. Krawczyk's operator K(X) = m - Y f(m) + (I - Y f'(X)) (X - m), with m the midpoint and Y an approximate inverse of
   the derivative there: all solutions in X are in K(X). If K(X) is inside X there is exactly one.
3. Else go on with the intersection of X and K(X), halved where it hardly shrank.

Payoffs are scaled to a range of 1; then every function here is evaluated with an error far below `SLACK`, which is
added to each bound, so that rounding cannot lose a solution either.

References
----------
Krawczyk (1969), Newton-Algorithmen zur Bestimmung von Nullstellen mit Fehlerschranken, Computing 4.
Neumaier (1990), Interval Methods for Systems of Equations, chapter 5.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deterrence.algebra.time_limit.deadline import Deadline

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Indices = NDArray[np.intp]
Supports = tuple[tuple[int, ...], ...]

SLACK = 1e-13
MARGIN = 1 / 64
NARROW = 1e-7
MOST_BOXES = 1500
"""Boxes a game may take with three unknowns; four times as many for each further one."""
AT_ONCE = 4096


@dataclass(frozen=True)
class Roots:
    """Solutions on one profile of supports: game, and weights of the supports without each player's first strategy.

    `undecided` are the games in which the search gave up on some box: there may be more solutions, or a continuum.
    """

    game: Indices
    point: Floats
    undecided: Indices


class System:
    """Indifference equations and best-response inequalities of a batch of games on one profile of supports.

    Player p's function s is the gain of strategy s over the first of the support: the rest of the support first
    (these must be 0), then the strategies outside (these must not be positive). The tensor of p has axes games,
    functions, and one for each other player: 1 and the weights of that player's support but the first.
    """

    def __init__(self, payoffs: Floats, supports: Supports) -> None:
        self.sizes = [len(support) - 1 for support in supports]
        self.dimensions = sum(self.sizes)
        self.starts = np.concatenate([[0], np.cumsum(self.sizes)])
        self.tensors = [_gains(payoffs, supports, player) for player in range(len(supports))]

    def weights(self, point: Floats, player: int) -> Floats:
        """The variables of one player."""
        return point[:, self.starts[player] : self.starts[player + 1]]

    def derivative(self, game: Indices, low: Floats, high: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Bounds of all functions on boxes, and of their derivatives: low, high, low, high."""
        value_low, value_high, slope_low, slope_high = [], [], [], []
        for player, tensor in enumerate(self.tensors):
            here = tensor[game]
            shape = (len(game), here.shape[1], self.dimensions)
            down, up = np.zeros(shape), np.zeros(shape)
            others = [q for q in range(len(self.sizes)) if q != player]
            values: tuple[Floats, Floats] | None = None
            for q in others:
                below, above = here, here
                # Axes are contracted from the last on, so that the places of those before stay as they were.
                for axis, r in reversed(list(enumerate(others, start=2))):
                    if r != q:
                        below, above = _contract(below, above, axis, self.weights(low, r), self.weights(high, r))
                part = slice(self.starts[q], self.starts[q + 1])
                down[:, :, part], up[:, :, part] = below[:, :, 1:], above[:, :, 1:]
                bounds = _contract(below, above, 2, self.weights(low, q), self.weights(high, q))
                values = (
                    bounds if values is None else (np.maximum(values[0], bounds[0]), np.minimum(values[1], bounds[1]))
                )
            if values is None:
                raise ValueError("indifference needs at least two players.")
            value_low.append(values[0] - SLACK)
            value_high.append(values[1] + SLACK)
            slope_low.append(down - SLACK)
            slope_high.append(up + SLACK)
        return (
            np.concatenate(value_low, axis=1),
            np.concatenate(value_high, axis=1),
            np.concatenate(slope_low, axis=1),
            np.concatenate(slope_high, axis=1),
        )

    @property
    def equations(self) -> Bools:
        """Which of the functions must be zero."""
        return np.concatenate([np.arange(t.shape[1]) < size for t, size in zip(self.tensors, self.sizes, strict=True)])


def _gains(payoffs: Floats, supports: Supports, player: int) -> Floats:
    """Tensor of a player's gains over the first strategy of the support; see `System`."""
    tensor = payoffs[:, player]
    own = supports[player]
    order = [*own, *(s for s in range(tensor.shape[player + 1]) if s not in own)]
    tensor = np.moveaxis(np.take(tensor, order, axis=player + 1), player + 1, 1)
    tensor = tensor[:, 1:] - tensor[:, :1]
    others = [support for q, support in enumerate(supports) if q != player]
    for axis, support in enumerate(others, start=2):
        tensor = np.take(tensor, support, axis=axis)
        first = np.take(tensor, [0], axis=axis)
        rest = np.take(tensor, range(1, len(support)), axis=axis) - first
        tensor = np.concatenate([first, rest], axis=axis)
    return tensor


def _contract(below: Floats, above: Floats, axis: int, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Bounds of  T[0] + sum_j x_j T[j]  over an axis, for T and x in intervals."""
    below, above = np.moveaxis(below, axis, -1), np.moveaxis(above, axis, -1)
    shape = (len(low), *(1,) * (below.ndim - 2), low.shape[1])
    low, high = low.reshape(shape), high.reshape(shape)
    first, second = below[..., 1:] * low, below[..., 1:] * high
    third, fourth = above[..., 1:] * low, above[..., 1:] * high
    least = np.minimum(np.minimum(first, second), np.minimum(third, fourth)).sum(axis=-1)
    most = np.maximum(np.maximum(first, second), np.maximum(third, fourth)).sum(axis=-1)
    return below[..., 0] + least, above[..., 0] + most


def find_roots(
    payoffs: Floats, supports: Supports, patience: Floats | None = None, deadline: Deadline | None = None
) -> Roots:
    """Find all equilibria-to-be on one profile of supports, in every game of a batch.

    Parameters
    ----------
    payoffs : float array, shape (games, players, moves of player 0, ...)
        Scaled so that each player's range is at most 1.
    supports : one tuple of moves a player
    patience : float array, shape (games,), optional
        Share of the usual number of boxes that each game may take.
    deadline : Deadline, optional
        When to give up, with an OutOfTime.

    Returns
    -------
    Roots
        Solutions of the equations, each the only one in its box. Whether its weights are positive and its inequalities
        hold is for the caller to check: boxes are dropped only where they certainly fail.
    """
    system = System(payoffs, supports)
    patience = np.ones(len(payoffs)) if patience is None else patience
    games = np.arange(len(payoffs))
    low = np.full((len(games), system.dimensions), -MARGIN)
    most = patience * MOST_BOXES * 4 ** max(0, system.dimensions - 3)
    stack = [(games, low, 1 - low)]
    found_game, found_point = [np.zeros(0, dtype=np.intp)], [np.zeros((0, system.dimensions))]
    undecided: list[Indices] = [np.zeros(0, dtype=np.intp)]
    spent = np.zeros(len(payoffs), dtype=np.int64)
    while stack:
        if deadline is not None:
            deadline.check()
        game, low, high = stack.pop()
        if len(game) > AT_ONCE:
            stack += [(game[AT_ONCE:], low[AT_ONCE:], high[AT_ONCE:])]
            game, low, high = game[:AT_ONCE], low[:AT_ONCE], high[:AT_ONCE]
        np.add.at(spent, game, 1)
        game, low, high, (sure_game, sure_low, sure_high) = _step(system, game, low, high)
        found_game.append(sure_game)
        found_point.append(_polish(system, sure_game, sure_low, sure_high))
        stuck = ((high - low).max(axis=1, initial=0) < NARROW) | (spent[game] > most[game])
        undecided.append(np.unique(game[stuck]))
        if not stuck.all():
            stack.append((game[~stuck], low[~stuck], high[~stuck]))
    game, point = np.concatenate(found_game), np.concatenate(found_point)
    return Roots(*_distinct(game, point), np.unique(np.concatenate(undecided)))


def _step(system: System, game: Indices, low: Floats, high: Floats) -> tuple[Indices, Floats, Floats, Any]:
    """Drop, prove, shrink or halve each box: the boxes to go on with, and those proved to hold one solution."""
    value_low, value_high, slope_low, slope_high = system.derivative(game, low, high)
    keep = _possible(system, low, high, value_low, value_high)
    game, low, high = game[keep], low[keep], high[keep]
    slope_low, slope_high = slope_low[keep][:, system.equations], slope_high[keep][:, system.equations]
    middle, radius = (low + high) / 2, (high - low) / 2
    at_middle = system.derivative(game, middle, middle)[0][:, system.equations] + SLACK
    slope, slack = (slope_low + slope_high) / 2, (slope_high - slope_low) / 2
    inverse, regular = _inverses(slope)
    center = middle - (inverse @ at_middle[..., None])[..., 0]
    size = np.abs(inverse)
    spread = np.abs(np.eye(system.dimensions) - inverse @ slope) + size @ slack
    # The last terms cover the error of f at the midpoint and of this arithmetic.
    reach = (spread @ radius[..., None])[..., 0] + size.sum(axis=2) * 2 * SLACK + SLACK
    reach = np.where(regular[:, None], reach, np.inf)
    new_low, new_high = np.maximum(low, center - reach), np.minimum(high, center + reach)
    empty = regular & (new_low > new_high).any(axis=1)
    inside = regular & ~empty & ((center - reach > low) & (center + reach < high)).all(axis=1)
    sure = game[inside], new_low[inside], new_high[inside]
    rest = ~inside & ~empty
    game, low, high = (
        game[rest],
        np.where(regular[rest, None], new_low[rest], low[rest]),
        np.where(regular[rest, None], new_high[rest], high[rest]),
    )
    slow = (high - low).max(axis=1, initial=0) > 0.6 * 2 * radius[rest].max(axis=1, initial=0)
    halves = _halved(game[slow], low[slow], high[slow])
    parts = [np.concatenate([a[~slow], *b]) for a, b in zip((game, low, high), halves, strict=True)]
    return parts[0], parts[1], parts[2], sure


def _possible(system: System, low: Floats, high: Floats, value_low: Floats, value_high: Floats) -> Bools:
    """Whether equations, inequalities and non-negative probabilities may all hold somewhere in each box."""
    equations = system.equations
    may = (value_low <= 0).all(axis=1) & (value_high[:, equations] >= 0).all(axis=1)
    may &= (high >= -SLACK).all(axis=1)
    for player in range(len(system.sizes)):
        may &= system.weights(low, player).sum(axis=1) <= 1 + SLACK
    return np.asarray(may, dtype=bool)


def _inverses(slope: Floats) -> tuple[Floats, Bools]:
    """Approximate inverses, and where they exist."""
    with np.errstate(all="ignore"):
        regular = np.abs(np.linalg.det(slope)) > 1e-200
        safe = np.where(regular[:, None, None], slope, np.eye(slope.shape[1]))
        try:
            inverse = np.linalg.inv(safe)
        except np.linalg.LinAlgError:
            inverse = np.linalg.pinv(safe)
        regular &= np.isfinite(inverse).all(axis=(1, 2)) & (np.abs(inverse).max(axis=(1, 2), initial=0) < 1e10)
        return np.where(regular[:, None, None], inverse, np.eye(slope.shape[1])), regular


def _halved(
    game: Indices, low: Floats, high: Floats
) -> tuple[tuple[Indices, ...], tuple[Floats, ...], tuple[Floats, ...]]:
    """Both halves of each box across its widest side, cut off centre so that a solution seldom lies on the cut."""
    if not len(game):
        return (game,), (low,), (high,)
    widest = (high - low).argmax(axis=1)
    rows = np.arange(len(game))
    cut = low[rows, widest] + 0.4878 * (high - low)[rows, widest]
    left, right = high.copy(), low.copy()
    left[rows, widest], right[rows, widest] = cut, cut
    return (game, game), (low, right), (left, high)


def _polish(system: System, game: Indices, low: Floats, high: Floats) -> Floats:
    """Newton's method to the limit of floats, within a box that holds one solution."""
    point = (low + high) / 2
    for _ in range(8):
        if not len(game):
            break
        value, _, slope, _ = system.derivative(game, point, point)
        step = np.linalg.solve(slope[:, system.equations] + SLACK, value[:, system.equations, None] + SLACK)[..., 0]
        point = np.clip(point - step, low, high)
    return point


def _distinct(game: Indices, point: Floats) -> tuple[Indices, Floats]:
    """Each solution once: two boxes that touch may both hold the one on their common side."""
    order = np.lexsort((*np.round(point.T[::-1], 9), game)) if point.shape[1] else np.argsort(game)
    game, point = game[order], point[order]
    keep = np.ones(len(game), dtype=bool)
    for e in range(1, len(game)):
        before = e - 1
        while before >= 0 and game[before] == game[e] and keep[e]:
            keep[e] = not (keep[before] and np.abs(point[before] - point[e]).max() < 1e-8)
            before -= 1
    return game[keep], point[keep]
