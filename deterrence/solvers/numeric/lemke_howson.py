"""Lemke-Howson: one Nash equilibrium of a bimatrix game, exactly, from any label.

It ends at an equilibrium in every game: ties are broken lexicographically, so that degeneracy cannot make it cycle.
From different labels it may reach different equilibria, but not all of them need be reached.

Algorithm
---------
1. Begin at the artificial equilibrium, where no strategy is played and every label is present.
2. Let the chosen label go: its variable enters the basis, and the variable that the lexicographic minimum ratio test
   names leaves.
3. The label of what left is now present twice: its complement in the other polytope enters next. Stop when the label
   that was let go is picked up again.

All numbers are integers: a pivot divides by the previous pivot without remainder. They grow long. So the path of a
large game is first followed in floats, as long as no two ratios are close, and the supports at its end give the
equilibrium in integers. Where that is none, or ratios are close, the path is followed in integers from the start.

Cost: one pivot is quadratic in the number of strategies; the number of pivots is small in practice and exponential in
the worst case (Savani and von Stengel 2006).

References
----------
Lemke and Howson (1964), Equilibrium points of bimatrix games, J. SIAM 12.
von Stengel (2002), Computing equilibria for two-person games, Handbook of Game Theory 3, chapter 45.
"""

# ruff: noqa: N803 (a matrix is a capital letter, as in the literature)
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from deterrence.algebra.time_limit.deadline import check_time
from deterrence.solvers.numeric.best_response_polytope import weights
from deterrence.solvers.numeric.exact import Integers, Mixed, integer_bimatrix, is_equilibrium
from deterrence.solvers.numeric.integer_pivot import integer_pivot


@dataclass(frozen=True)
class LemkeHowson:
    """The equilibrium (x, y) reached by letting `label` go, after `pivots` pivots."""

    x: Mixed
    y: Mixed
    label: int
    pivots: int


FEW: Final = 30  # strategies of both: so small a game is solved in integers at once
MANY_PIVOTS: Final = 50  # a strategy; beyond, floats are not trusted
CLOSE: Final = 1e-9


class PivotLimitError(ValueError):
    """The path is longer than was allowed."""


def lemke_howson(A: Any, B: Any, label: int = 0, most_pivots: int | None = None) -> LemkeHowson:
    """Find one equilibrium of the bimatrix game (A, B), exactly.

    Parameters
    ----------
    A, B : array_like, shape (m, n)
        Payoffs: integers, Fractions, or floats (each the decimal it prints as).
    label : int
        The pure strategy to let go: rows are 0 to m - 1, columns m to m + n - 1.
    most_pivots : int, optional
        Give up with a PivotLimitError after so many pivots.

    Raises
    ------
    ValueError
        If the matrices are not both of one shape and of finite numbers, or there is no such label.
    OutOfTime
        When the time limit in force is up before.

    Examples
    --------
    >>> found = lemke_howson([[3, 0], [0, 1]], [[1, 0], [0, 3]], label=0)
    >>> found.x, found.y
    ((Fraction(1, 1), Fraction(0, 1)), (Fraction(1, 1), Fraction(0, 1)))
    """
    row_payoffs, column_payoffs = integer_bimatrix(A, B)
    m, n = len(row_payoffs), len(row_payoffs[0])
    _check_label(label, m, n)
    found = _followed_in_floats(row_payoffs, column_payoffs, int(label), most_pivots) if m + n > FEW else None
    return found or _followed(row_payoffs, column_payoffs, int(label), most_pivots)


def _followed(row_payoffs: Integers, column_payoffs: Integers, label: int, most_pivots: int | None) -> LemkeHowson:
    m, n = len(row_payoffs), len(row_payoffs[0])
    # Strategies of a player are the variables of one tableau, and slacks of the other: 0..m-1 rows, m..m+n-1 columns.
    of_rows = _Tableau(_transposed(column_payoffs), list(range(m)), list(range(m, m + n)))
    of_columns = _Tableau(row_payoffs, list(range(m, m + n)), list(range(m)))
    tableau, other = (of_rows, of_columns) if label < m else (of_columns, of_rows)
    entering, pivots = label, 0
    while True:
        if pivots == most_pivots:
            raise PivotLimitError(f"no equilibrium within {most_pivots} pivots; try another label or allow more.")
        entering = tableau.pivot(entering)
        pivots += 1
        if entering == label:
            break
        tableau, other = other, tableau
    x, y = of_rows.strategy(), of_columns.strategy()
    if not is_equilibrium(row_payoffs, column_payoffs, x, y):
        raise AssertionError("the end of a Lemke-Howson path is an equilibrium")
    return LemkeHowson(x, y, label, pivots)


def _followed_in_floats(
    row_payoffs: Integers, column_payoffs: Integers, label: int, most_pivots: int | None
) -> LemkeHowson | None:
    """The end of the path, followed in floats and then made exact; None where floats do not tell the way."""
    m, n = len(row_payoffs), len(row_payoffs[0])
    transposed = _transposed(row_payoffs)
    try:
        of_rows = _FloatTableau(_transposed(column_payoffs), list(range(m)), list(range(m, m + n)))
        of_columns = _FloatTableau(row_payoffs, list(range(m, m + n)), list(range(m)))
    except OverflowError:
        return None
    tableau, other = (of_rows, of_columns) if label < m else (of_columns, of_rows)
    entering = label
    for pivots in range(1, MANY_PIVOTS * (m + n)):
        check_time()
        if most_pivots is not None and pivots > most_pivots:
            raise PivotLimitError(f"no equilibrium within {most_pivots} pivots; try another label or allow more.")
        leaving = tableau.pivot(entering)
        if leaving is None:
            return None
        entering = leaving
        if entering == label:
            x = weights(column_payoffs, of_rows.used(), [j - m for j in of_rows.tied()])
            y = weights(transposed, [j - m for j in of_columns.used()], of_columns.tied())
            if x is None or y is None or not is_equilibrium(row_payoffs, column_payoffs, x, y):
                return None
            return LemkeHowson(x, y, label, pivots)
        tableau, other = other, tableau
    return None


def lemke_howson_batch(A: Any, B: Any, label: int = 0, most_pivots: int | None = None) -> list[LemkeHowson]:
    """Find one equilibrium of each game of a batch; A and B hold one matrix a game.

    Examples
    --------
    >>> [found.x for found in lemke_howson_batch([[[1, 0], [0, 1]]], [[[1, 0], [0, 1]]])]
    [(Fraction(1, 1), Fraction(0, 1))]
    """
    return [lemke_howson(a, b, label, most_pivots) for a, b in zip(A, B, strict=True)]


def _check_label(label: Any, m: int, n: int) -> None:
    if isinstance(label, bool) or not isinstance(label, int | np.integer) or not 0 <= label < m + n:
        raise ValueError(f"label is {label!r}; a game of {m} x {n} has labels 0 to {m + n - 1}.")


def _transposed(payoffs: Integers) -> Integers:
    return [list(column) for column in zip(*payoffs, strict=True)]


class _Tableau:
    """The system  slack + payoffs @ weights = 1  in integers: every entry is over the common divisor `scale`.

    Columns: the slacks as they were first (their block holds the inverse of the basis, which breaks ties), then the
    weights, then the right-hand side. The one mutable thing here, and it lives only as long as one path.
    """

    def __init__(self, payoffs: Integers, weights: list[int], slacks: list[int]) -> None:
        low = min(map(min, payoffs))
        positive: NDArray[Any] = np.array([[v - low + 1 for v in row] for row in payoffs], dtype=object)
        size = len(slacks)
        identity: NDArray[Any] = np.identity(size, dtype=int).astype(object)
        one: NDArray[Any] = np.array([[1]] * size, dtype=object)
        self.table: NDArray[Any] = np.hstack([identity, positive, one])
        self.place = {label: c for c, label in enumerate([*slacks, *weights])}
        self.basis = list(slacks)
        self.weights = weights
        self.scale = 1

    def pivot(self, entering: int) -> int:
        """Let a variable into the basis; the label of the one that leaves."""
        column = self.table[:, self.place[entering]]
        row = self._leaving(column)
        self.scale = integer_pivot(self.table, row, self.place[entering], self.scale)
        leaving, self.basis[row] = self.basis[row], entering
        return leaving

    def _leaving(self, column: NDArray[Any]) -> int:
        """Lexicographic minimum ratio test: right-hand side first, then the columns of the first basis in turn."""
        rows = [r for r in range(len(self.basis)) if column[r] > 0]
        for c in [-1, *range(len(self.basis))]:
            if len(rows) == 1:
                break
            ratios = [Fraction(self.table[r, c], column[r]) for r in rows]
            least = min(ratios)
            rows = [r for r, ratio in zip(rows, ratios, strict=True) if ratio == least]
        return rows[0]

    def strategy(self) -> Mixed:
        """Weights of the basis, scaled to sum to 1."""
        value = {label: int(self.table[r, -1]) for r, label in enumerate(self.basis)}
        total = sum(value.get(label, 0) for label in self.weights)
        return tuple(Fraction(value.get(label, 0), total) for label in self.weights)


class _FloatTableau:
    """The same system in floats, with payoffs mapped onto [1, 2]."""

    def __init__(self, payoffs: Integers, weights: list[int], slacks: list[int]) -> None:
        given = np.array(payoffs, dtype=np.float64)
        spread = float(np.ptp(given)) or 1.0
        if not np.isfinite(spread):
            raise OverflowError
        one = np.ones((len(slacks), 1))
        self.table = np.hstack([np.eye(len(slacks)), 1 + (given - given.min()) / spread, one])
        self.place = {label: c for c, label in enumerate([*slacks, *weights])}
        self.basis = list(slacks)
        self.weights, self.slacks = weights, slacks

    def pivot(self, entering: int) -> int | None:
        """Let a variable into the basis; the label of the one that leaves, None where two are close to it."""
        column = self.table[:, self.place[entering]].copy()
        rows = np.flatnonzero(column > CLOSE)
        if not len(rows):
            return None
        ratios = self.table[rows, -1] / column[rows]
        first = int(np.argmin(ratios))
        if np.count_nonzero(ratios <= ratios[first] + CLOSE) > 1:
            return None
        row = int(rows[first])
        self.table[row] /= column[row]
        column[row] = 0
        self.table -= np.multiply.outer(column, self.table[row])
        leaving, self.basis[row] = self.basis[row], entering
        return leaving

    def used(self) -> list[int]:
        """The strategies with a weight."""
        return sorted(set(self.basis).intersection(self.weights))

    def tied(self) -> list[int]:
        """The opponent's strategies without slack."""
        return sorted(set(self.slacks).difference(self.basis))
