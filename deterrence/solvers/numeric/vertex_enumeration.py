"""Vertex enumeration: all extreme Nash equilibria of a bimatrix game, exactly.

For any game of integers or rationals, degenerate or not, these are all: each equilibrium is a mixture of the extreme
ones within a maximal Nash subset, and the subsets are returned too.

Algorithm
---------
1. Enumerate the vertices of both best-response polytopes, with a proof that none is missing
   (`best_response_polytope`).
2. A pair of vertices is an extreme equilibrium if and only if each pure strategy of either player is unused in it or a
   best response to it: match pairs by these labels.
3. Solve each match exactly, and check it against the definition of an equilibrium.
4. Group them into maximal Nash subsets (`maximal_nash_subsets`).

Cost: random n x n games of integers 0 to 100 take about 0.01 s at n = 8, 0.2 s at n = 12 and 1.5 s at n = 14.

References
----------
Mangasarian (1964), Equilibrium points of bimatrix games, J. SIAM 12.
Avis, Rosenberg, Savani and von Stengel (2010), Enumeration of Nash equilibria for two-player games, Economic Theory 42.
"""

# ruff: noqa: N803 (a matrix is a capital letter, as in the literature)
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deterrence.algebra.time_limit.deadline import Deadline
from deterrence.solvers.numeric.best_response_polytope import Bools, Vertices, vertices, weights
from deterrence.solvers.numeric.exact import Integers, Mixed, integer_bimatrix, is_equilibrium
from deterrence.solvers.numeric.maximal_nash_subsets import NashSubset, maximal_nash_subsets

PAIRS_AT_ONCE = 10_000_000


@dataclass(frozen=True)
class ExtremeEquilibria:
    """All extreme equilibria of a bimatrix game, and how they hang together.

    Attributes
    ----------
    rows, columns : tuple of mixed strategies
        The row and column player's extreme equilibrium strategies, exact, in ascending order.
    pairs : tuple of (int, int)
        Extreme equilibria, as indices into `rows` and `columns`.
    components : tuple of tuples of NashSubset
        Connected components of the set of equilibria, each as its maximal Nash subsets.
    """

    rows: tuple[Mixed, ...]
    columns: tuple[Mixed, ...]
    pairs: tuple[tuple[int, int], ...]
    components: tuple[tuple[NashSubset, ...], ...]

    @property
    def equilibria(self) -> list[tuple[Mixed, Mixed]]:
        """The extreme equilibria (x, y)."""
        return [(self.rows[i], self.columns[j]) for i, j in self.pairs]


def vertex_enumeration(A: Any, B: Any, deadline: Deadline | None = None) -> ExtremeEquilibria:
    """Find all extreme Nash equilibria of the bimatrix game (A, B), with maximal Nash subsets; exact and complete.

    Parameters
    ----------
    A, B : array_like, shape (rows, columns)
        Payoffs of the row and the column player: integers, Fractions, or floats (each the decimal it prints as).
    deadline : Deadline, optional
        When to give up.

    Raises
    ------
    ValueError
        If the matrices are empty, ragged, of different shapes, or hold anything but finite numbers.
    OutOfTime
        When the deadline passes first.

    Examples
    --------
    >>> found = vertex_enumeration([[3, 0], [0, 1]], [[1, 0], [0, 3]])
    >>> for x, y in found.equilibria:
    ...     print([str(p) for p in x], [str(q) for q in y])
    ['0', '1'] ['0', '1']
    ['3/4', '1/4'] ['1/4', '3/4']
    ['1', '0'] ['1', '0']
    """
    deadline = deadline or Deadline()
    row_payoffs, column_payoffs = integer_bimatrix(A, B)
    transposed = [list(column) for column in zip(*row_payoffs, strict=True)]
    of_rows, of_columns = vertices(column_payoffs, deadline), vertices(transposed, deadline)
    n = len(transposed)
    # The row player's polytope lists own strategies first, the column player's lists hers: put the rows first in both.
    labels = np.concatenate([of_columns.tight[:, n:], of_columns.tight[:, :n]], axis=1)
    matches = _complementary(of_rows.tight, labels, len(row_payoffs), deadline)
    rows = {i: _mixed(column_payoffs, of_rows, i) for i in sorted({i for i, _ in matches})}
    columns = {j: _mixed(transposed, of_columns, j) for j in sorted({j for _, j in matches})}
    for i, j in matches:
        deadline.check()
        if not is_equilibrium(row_payoffs, column_payoffs, rows[i], columns[j]):
            raise AssertionError(f"vertex pair {rows[i]}, {columns[j]} is completely labelled but no equilibrium")
    row_order, row_rank = _ranked(rows)
    column_order, column_rank = _ranked(columns)
    pairs = tuple(sorted((row_rank[i], column_rank[j]) for i, j in matches))
    return ExtremeEquilibria(row_order, column_order, pairs, maximal_nash_subsets(pairs, deadline))


def _mixed(payoffs: Integers, found: Vertices, v: int) -> Mixed:
    strategy = weights(payoffs, np.flatnonzero(found.used[v]).tolist(), np.flatnonzero(found.tied[v]).tolist())
    if strategy is None:
        raise AssertionError("a proved basis is not singular")
    return strategy


def _ranked(strategies: dict[int, Mixed]) -> tuple[tuple[Mixed, ...], dict[int, int]]:
    """Sort the strategies in ascending order, and give the place of each."""
    order = sorted(strategies, key=lambda v: strategies[v])
    return tuple(strategies[v] for v in order), {v: place for place, v in enumerate(order)}


def _complementary(first: Bools, second: Bools, m: int, deadline: Deadline) -> list[tuple[int, int]]:
    """Pairs of vertices that between them carry every label.

    A nondegenerate pair carries each label once and is looked up; only degenerate vertices are compared with all.
    """
    simple = first.sum(axis=1) == m, second.sum(axis=1) == first.shape[1] - m
    places = {code: j for j, code in _codes(~second) if simple[1][j]}
    matches = [(i, places[code]) for i, code in _codes(first) if simple[0][i] and code in places]
    every_first, every_second = np.arange(len(first)), np.arange(len(second))
    matches += _compare(first, second, every_first[~simple[0]], every_second, deadline)
    matches += _compare(first, second, every_first[simple[0]], every_second[~simple[1]], deadline)
    return sorted(matches)


def _codes(table: Bools) -> list[tuple[int, bytes]]:
    return list(enumerate(map(bytes, np.packbits(table, axis=1))))


def _compare(
    first: Bools, second: Bools, i: NDArray[np.intp], j: NDArray[np.intp], deadline: Deadline
) -> list[tuple[int, int]]:
    """Pairs with no label missing from both: the missing ones as vectors of 0 and 1 have a product of zero."""
    matches: list[tuple[int, int]] = []
    if not len(i) or not len(j):
        return matches
    missing = (~second[j]).astype(np.float32).T
    step = max(1, PAIRS_AT_ONCE // len(j))
    for start in range(0, len(i), step):
        deadline.check()
        block = i[start : start + step]
        hit_i, hit_j = np.nonzero((~first[block]).astype(np.float32) @ missing == 0)
        matches += zip(block[hit_i].tolist(), j[hit_j].tolist(), strict=True)
    return matches
