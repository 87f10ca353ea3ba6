"""Support enumeration on a batch: all extreme equilibria of many small bimatrix games at once.

For games of integers the answer is exact and complete, degenerate games included. For games of floats it is complete
too: a sign that rounding leaves in doubt sends the game to integers, each float read as the decimal it prints as.

Algorithm
---------
1. For each pair of supports (I, J) of equal size and all games together: the weights on I that make the strategies J
   equally good are signed minors of payoff differences (Cramer's rule). They are a vertex of the best-response
   polyhedron if none is negative and nothing outside J is better.
2. Where no weight or slack of a vertex is zero the game is nondegenerate, and its equilibria are the pairs (I, J) that
   are vertices for both players.
3. Elsewhere match all vertices of one player with all of the other by their labels: each pure strategy unused or a
   best response.
4. Check every equilibrium against the definition.

Cost: proportional to games x comb(m + n, m); some 500,000 3 x 3 games a second on one core.

References
----------
Dickhaut and Kaplan (1991), A program for finding Nash equilibria, The Mathematica Journal 1.
Avis, Rosenberg, Savani and von Stengel (2010), Enumeration of Nash equilibria for two-player games, Economic Theory 42.
"""

# ruff: noqa: N803, N806 (a matrix is a capital letter, as in the literature)
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deterrence.solvers.numeric.exact import Mixed, integer_matrix

Numbers = NDArray[Any]  # int64, object (Python integers of any size) or float64
Bools = NDArray[np.bool_]
Labels = NDArray[np.int64]
Basis = tuple[tuple[int, ...], tuple[int, ...]]

LARGEST_SUPPORT = 4
MOST_BASES = 1000
GAMES_AT_ONCE = 8192
# Payoff ranges up to these keep every minor, slack and check within 64 bits, by the size of the largest support.
LARGEST_RANGE = (0, 2**60, 2**29, 2**19, 2**14)
ROUNDING = 2.0**-53
DECIMALS = 15
FLOAT_REGRET = 1e-12


@dataclass(frozen=True)
class BatchEquilibria:
    """All extreme equilibria of a batch of games, one a row.

    Attributes
    ----------
    game : array of int, shape (equilibria,)
        The game each belongs to, ascending.
    x, y : array of float, shapes (equilibria, m) and (equilibria, n)
        Mixed strategies of the row and the column player.
    x_weights, y_weights : arrays of the same shapes
        The same before division by their sums: exact integers where `exact`.
    exact : array of bool, shape (equilibria,)
        Whether the weights are exact.
    degenerate : array of bool, shape (games,)
        Whether a vertex of either best-response polyhedron is degenerate. Then equilibria may form continua, of which
        these are the extreme points; otherwise they are finitely many, and these are all.
    """

    game: NDArray[np.intp]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    x_weights: Numbers
    y_weights: Numbers
    exact: Bools
    degenerate: Bools

    def fractions(self, e: int) -> tuple[Mixed, Mixed]:
        """Equilibrium `e` in exact rationals; a ValueError if it is not exact."""
        if not self.exact[e]:
            raise ValueError(f"equilibrium {e} comes from payoffs in floats and is not exact.")
        return _fractions(self.x_weights[e]), _fractions(self.y_weights[e])


def _fractions(weights: Numbers) -> Mixed:
    values = [int(w) for w in weights]
    return tuple(Fraction(w, sum(values)) for w in values)


def support_enumeration(A: Any, B: Any) -> BatchEquilibria:
    """Find all extreme equilibria of every game of a batch.

    Parameters
    ----------
    A, B : array_like, shape (games, m, n)
        Payoffs of the row and the column player; min(m, n) at most 4 and comb(m + n, m) at most 1,000. Integers and
        Fractions give exact equilibria.

    Returns
    -------
    BatchEquilibria
        Complete for every game.

    Raises
    ------
    ValueError
        If the shapes are wrong or too large, or a payoff is not a finite number.

    Examples
    --------
    >>> A = [[[2, 0], [0, 1]], [[1, -1], [-1, 1]]]
    >>> B = [[[1, 0], [0, 2]], [[-1, 1], [1, -1]]]
    >>> found = support_enumeration(A, B)
    >>> found.game
    array([0, 0, 0, 1])
    >>> found.x
    array([[1.        , 0.        ],
           [0.        , 1.        ],
           [0.66666667, 0.33333333],
           [0.5       , 0.5       ]])
    """
    rows, columns = _batch(A, "A"), _batch(B, "B")
    if rows.shape != columns.shape:
        raise ValueError(f"A has shape {rows.shape} and B {columns.shape}; they must be the same.")
    games, m, n = rows.shape
    bases = _bases(m, n)
    parts = [
        _solve(rows[start : start + GAMES_AT_ONCE], columns[start : start + GAMES_AT_ONCE], bases, start)
        for start in range(0, max(games, 1), GAMES_AT_ONCE)
    ]
    return _joined(parts)


def _batch(payoffs: Any, name: str) -> Numbers:
    try:
        array = np.asarray(payoffs)
    except ValueError:
        raise ValueError(f"{name} is ragged: it must have shape (games, m, n).") from None
    if array.ndim != 3:
        raise ValueError(f"{name} has {array.ndim} dimensions; a batch of matrices has 3: games, rows, columns.")
    if 0 in array.shape[1:]:
        raise ValueError(f"{name} is empty: its shape is {array.shape}.")
    if array.dtype.kind == "f":
        if not np.isfinite(array).all():
            at = np.argwhere(~np.isfinite(array))[0].tolist()
            raise ValueError(f"{name}{at} is {array[tuple(at)]}, and a payoff must be finite.")
        return array.astype(np.float64, copy=False)
    if array.dtype.kind == "i":
        return array.astype(np.int64, copy=False)
    if array.dtype.kind not in "uO":
        raise ValueError(f"{name} holds {array.dtype} and not numbers.")
    return _to_integers(array, name)


def _to_integers(payoffs: Numbers, name: str = "payoffs") -> Numbers:
    """Each game as Python integers, a positive multiple of its payoffs."""
    if payoffs.dtype.kind == "f":
        whole, exact = _decimals(payoffs)
    else:
        whole, exact = np.empty(payoffs.shape, dtype=object), np.zeros(len(payoffs), dtype=bool)
    for g in np.flatnonzero(~exact):
        whole[g] = integer_matrix(payoffs[g].astype(object), f"{name}[{g}]")
    return whole


def _decimals(payoffs: Numbers) -> tuple[Numbers, Bools]:
    """Games whose floats are decimals of few digits, as integers; and which those are.

    A decimal of at most 15 digits is the shortest one that rounds to its float, which is what the float prints as.
    """
    whole = np.empty(payoffs.shape, dtype=object)
    exact = np.zeros(len(payoffs), dtype=bool)
    for digits in range(DECIMALS):
        scaled = np.rint(payoffs * 10.0**digits)
        fits = ~exact & ((np.abs(scaled) < 1e15) & (scaled / 10.0**digits == payoffs)).all(axis=(1, 2))
        whole[fits] = scaled[fits].astype(np.int64)
        exact |= fits
        if exact.all():
            break
    return whole, exact


def _bases(m: int, n: int) -> list[Basis]:
    bases = [
        (own, other)
        for k in range(1, min(m, n) + 1)
        for own in combinations(range(m), k)
        for other in combinations(range(n), k)
    ]
    if min(m, n) > LARGEST_SUPPORT or len(bases) > MOST_BASES:
        raise ValueError(f"games of {m} x {n} are too large for a batch; use vertex enumeration for each.")
    return bases


# ---------------------------------------------------------------- one block of games


@dataclass(frozen=True)
class _Found:
    game: NDArray[np.intp]
    x: Numbers
    y: Numbers
    degenerate: Bools


def _solve(A: Numbers, B: Numbers, bases: list[Basis], first: int) -> _Found:
    """Equilibria of one block of games, whose first has number `first`."""
    A, B = _narrow(A, bases), _narrow(B, bases)
    swapped = [(other, own) for own, other in bases]
    of_rows = _vertices(B, bases)
    of_columns = _vertices(A.transpose(0, 2, 1), swapped)
    doubtful = of_rows.doubtful | of_columns.doubtful
    basis, game = np.nonzero(of_rows.feasible & of_columns.feasible & ~doubtful)
    found = _Found(game, of_rows.weights[basis, game], of_columns.weights[basis, game], doubtful.copy())
    floats = A.dtype.kind == "f" or B.dtype.kind == "f"
    if floats:
        fine = _is_equilibrium_float(A[game], B[game], found.x, found.y)
        doubtful[game[~fine]] = True
        keep = ~doubtful[game]
        found = _Found(game[keep], found.x[keep], found.y[keep], found.degenerate & False)
    where = np.flatnonzero(doubtful)
    if len(where):
        if floats:
            again = _solve(_to_integers(A[where]), _to_integers(B[where]), bases, 0)
            found.degenerate[where] = again.degenerate
        else:
            again = _match(_take(of_rows, where), _take(of_columns, where), bases, A.shape[1:])
        merged = _merge(found, again, where)
    else:
        merged = found
    if not floats:
        fine = _is_equilibrium_exact(A[merged.game], B[merged.game], merged.x, merged.y)
        if not fine.all():
            raise AssertionError("a vertex pair is completely labelled but no equilibrium")
    return _Found(merged.game + first, merged.x, merged.y, merged.degenerate)


def _narrow(payoffs: Numbers, bases: list[Basis]) -> Numbers:
    """Integers: move each game's payoffs to start at zero, in 64 bits if nothing can overflow. Floats: to range 1."""
    if payoffs.dtype.kind == "f":
        quarter = payoffs / 4
        exponent = np.frexp(quarter.max(axis=(1, 2)) - quarter.min(axis=(1, 2)))[1]
        return np.asarray(np.ldexp(quarter, -exponent[:, None, None]))
    if payoffs.dtype != object and len(payoffs) and int(payoffs.max()) - int(payoffs.min()) >= 2**62:
        payoffs = payoffs.astype(object)
    moved = payoffs - payoffs.min(axis=(1, 2), keepdims=True)
    fits = not len(moved) or int(moved.max()) <= LARGEST_RANGE[len(bases[-1][0])]
    return np.asarray(moved, dtype=np.int64 if fits else object)


def _merge(sure: _Found, again: _Found, where: NDArray[np.intp]) -> _Found:
    game = np.concatenate([sure.game, where[again.game]])
    order = np.argsort(game, kind="stable")
    x = np.concatenate([sure.x, _as(again.x, sure.x.dtype)])[order]
    y = np.concatenate([sure.y, _as(again.y, sure.y.dtype)])[order]
    return _Found(game[order], x, y, sure.degenerate)


def _as(weights: Numbers, kind: np.dtype[Any]) -> Numbers:
    """Exact weights as shares when they join floats: integers may be too large for a float, a quotient is not."""
    if kind.kind != "f" or not len(weights):
        return np.asarray(weights, dtype=kind)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), dtype=kind)


@dataclass(frozen=True)
class _PolyhedronVertices:
    feasible: Bools  # bases x games
    weights: Numbers  # bases x games x own strategies, not negative
    tight: Labels  # bases x games: a bit for each inequality that is tight, own strategies first
    doubtful: Bools  # games: some vertex is degenerate, or may be in floats


def _take(found: _PolyhedronVertices, games: NDArray[np.intp]) -> _PolyhedronVertices:
    return _PolyhedronVertices(
        found.feasible[:, games], found.weights[:, games], found.tight[:, games], found.doubtful[games]
    )


def _vertices(payoffs: Numbers, bases: list[Basis]) -> _PolyhedronVertices:
    """Vertices of every game's best-response polyhedron, basis by basis."""
    games, m, n = payoffs.shape
    cell = np.ascontiguousarray(payoffs.transpose(1, 2, 0))
    floats = payoffs.dtype.kind == "f"
    spread = np.ptp(payoffs, axis=(1, 2)) if floats and games else np.zeros(games)
    feasible = np.zeros((len(bases), games), dtype=bool)
    weights = np.zeros((len(bases), games, m), dtype=payoffs.dtype)
    tight = np.zeros((len(bases), games), dtype=np.int64)
    doubtful = np.zeros(games, dtype=bool)
    for b, (own, other) in enumerate(bases):
        k = len(own)
        x = _cramer(cell, own, other)
        # Differences are exact up to relative rounding, so signs of degree 1 are certain; the constant covers the
        # at most 4! products of k factors, each with a relative error of some roundings.
        unsure = 1000 * ROUNDING * spread ** (k - 1) if floats and k > 2 else 0
        positive, negative = _all_signs(x, unsure)
        sign = np.where(negative & ~positive, -1, 1)
        slacks = {j: -sign * _gain(cell, own, other[0], j, x) for j in range(n) if j not in other}
        slack_unsure = 1000 * ROUNDING * spread**k if floats and k > 1 else 0
        here = positive ^ negative
        if floats and k > 2:
            here = positive | negative
        for slack in slacks.values():
            here &= slack >= -slack_unsure
        feasible[b] = here
        bits = sum(1 << i for i in range(m) if i not in own) + sum(1 << (m + j) for j in other)
        marks = np.full(games, bits)
        for a, i in enumerate(own):
            weights[b, :, i] = sign * x[a]
            marks += (np.abs(x[a]) <= unsure).astype(np.int64) << i
        for j, slack in slacks.items():
            marks += (np.abs(slack) <= slack_unsure).astype(np.int64) << (m + j)
        tight[b] = marks
        doubtful |= here & (marks != bits)
    return _PolyhedronVertices(feasible, weights, tight, doubtful)


def _all_signs(x: list[Numbers], unsure: Any) -> tuple[Bools, Bools]:
    """Whether all weights may be non-negative, and whether all may be non-positive."""
    positive = x[0] >= -unsure
    negative = x[0] <= unsure
    for value in x[1:]:
        positive &= value >= -unsure
        negative &= value <= unsure
    return positive.astype(bool), negative.astype(bool)


def _cramer(cell: Numbers, own: tuple[int, ...], other: tuple[int, ...]) -> list[Numbers]:
    """Weights on `own`, up to a common factor, at which the strategies `other` gain the same: signed minors."""
    k = len(own)
    if k == 1:
        return [np.ones(cell.shape[2], dtype=cell.dtype)]
    minors: dict[tuple[int, ...], Numbers] = {(a,): cell[own[a], other[1]] - cell[own[a], other[0]] for a in range(k)}
    for size in range(2, k):
        column = [cell[i, other[size]] - cell[i, other[0]] for i in own]
        larger: dict[tuple[int, ...], Numbers] = {}
        for rows in combinations(range(k), size):
            terms = [column[a] * minors[rows[:p] + rows[p + 1 :]] for p, a in enumerate(rows)]
            total = terms[-1]
            for back, term in enumerate(reversed(terms[:-1]), start=1):
                total = total - term if back % 2 else total + term
            larger[rows] = total
        minors = larger
    everything = tuple(range(k))
    return [(-1) ** a * minors[everything[:a] + everything[a + 1 :]] for a in everything]


def _gain(cell: Numbers, own: tuple[int, ...], reference: int, j: int, x: list[Numbers]) -> Numbers:
    """What strategy j gains over `reference` against the weights x on `own`."""
    total: Numbers = x[0] * (cell[own[0], j] - cell[own[0], reference])
    for a in range(1, len(own)):
        total = total + x[a] * (cell[own[a], j] - cell[own[a], reference])
    return total


def _match(
    of_rows: _PolyhedronVertices, of_columns: _PolyhedronVertices, bases: list[Basis], shape: tuple[int, ...]
) -> _Found:
    """Pairs of vertices of degenerate games that between them carry every label, each pair once."""
    m, n = shape
    labels = of_columns.tight
    swapped = (labels >> n) | ((labels & ((1 << n) - 1)) << m)
    first, second = _first_of_each(of_rows.tight, of_rows.feasible), _first_of_each(swapped, of_columns.feasible)
    everything = (1 << (m + n)) - 1
    games, row_basis, column_basis = [], [], []
    for b in range(len(bases)):
        candidates = np.flatnonzero(first[b])
        if len(candidates):
            hit = ((of_rows.tight[b, candidates] | swapped[:, candidates]) == everything) & second[:, candidates]
            partner, place = np.nonzero(hit)
            games.append(candidates[place])
            row_basis.append(np.full(len(place), b))
            column_basis.append(partner)
    game, rows, columns = (
        np.concatenate(part) if part else np.zeros(0, dtype=np.intp) for part in (games, row_basis, column_basis)
    )
    order = np.lexsort((columns, rows, game))
    game, rows, columns = game[order], rows[order], columns[order]
    return _Found(game, of_rows.weights[rows, game], of_columns.weights[columns, game], of_rows.doubtful)


def _first_of_each(tight: Labels, feasible: Bools) -> Bools:
    """Feasible bases less those of a vertex that an earlier basis already gave: labels tell vertices apart."""
    marked = np.where(feasible, tight, -1)
    order = np.argsort(marked, axis=0, kind="stable")
    ranked = np.take_along_axis(marked, order, axis=0)
    new = np.ones(ranked.shape, dtype=bool)
    new[1:] = ranked[1:] != ranked[:-1]
    first = np.empty_like(new)
    np.put_along_axis(first, order, new & (ranked >= 0), axis=0)
    return first


# ---------------------------------------------------------------- the check, from the definition


def _gains(A: Numbers, B: Numbers, x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
    """Payoff of each pure strategy, to the row and to the column player, times the sum of the opponent's weights."""
    row = sum((A[:, :, j] * y[:, j, None] for j in range(y.shape[1])), np.zeros((), dtype=y.dtype))
    column = sum((B[:, i, :] * x[:, i, None] for i in range(x.shape[1])), np.zeros((), dtype=x.dtype))
    return row, column


def _is_equilibrium_exact(A: Numbers, B: Numbers, x: Numbers, y: Numbers) -> Bools:
    if not len(x):
        return np.zeros(0, dtype=bool)
    row, column = _gains(A, B, x, y)
    fine = (x >= 0).all(axis=1) & (y >= 0).all(axis=1) & (x > 0).any(axis=1) & (y > 0).any(axis=1)
    fine &= ((x == 0) | (row == row.max(axis=1, keepdims=True))).all(axis=1)
    fine &= ((y == 0) | (column == column.max(axis=1, keepdims=True))).all(axis=1)
    return np.asarray(fine, dtype=bool)


def _is_equilibrium_float(A: Numbers, B: Numbers, x: Numbers, y: Numbers) -> Bools:
    """Whether neither player gains more than 1e-12 of the range of their payoffs by deviating."""
    if not len(x):
        return np.zeros(0, dtype=bool)
    with np.errstate(invalid="ignore", divide="ignore"):
        p, q = x / x.sum(axis=1, keepdims=True), y / y.sum(axis=1, keepdims=True)
        row, column = _gains(A, B, p, q)
        row_regret = row.max(axis=1) - (row * p).sum(axis=1)
        column_regret = column.max(axis=1) - (column * q).sum(axis=1)
        fine = (row_regret <= FLOAT_REGRET * np.ptp(A, axis=(1, 2))) & (p >= 0).all(axis=1)
        fine &= (column_regret <= FLOAT_REGRET * np.ptp(B, axis=(1, 2))) & (q >= 0).all(axis=1)
    return np.asarray(fine, dtype=bool)


def _joined(parts: list[_Found]) -> BatchEquilibria:
    x_weights = np.concatenate([part.x for part in parts])
    y_weights = np.concatenate([part.y for part in parts])
    x = (x_weights / x_weights.sum(axis=1, keepdims=True)).astype(np.float64)
    y = (y_weights / y_weights.sum(axis=1, keepdims=True)).astype(np.float64)
    return BatchEquilibria(
        game=np.concatenate([part.game for part in parts]),
        x=x,
        y=y,
        x_weights=x_weights,
        y_weights=y_weights,
        exact=np.full(len(x), x_weights.dtype.kind != "f" and y_weights.dtype.kind != "f"),
        degenerate=np.concatenate([part.degenerate for part in parts]),
    )
