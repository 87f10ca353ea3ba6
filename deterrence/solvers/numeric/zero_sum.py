"""Zero-sum games by linear programming: the value and an optimal strategy for each player.

Any pair of optimal strategies is an equilibrium and all have the same value; this returns one pair, which need not be
the only one. In floats the regret is at most 1e-9 of the range of payoffs; with `exact=True` it is zero.

Algorithm
---------
With payoffs mapped onto [1, 2]: minimise sum(x) subject to A^T x >= 1, x >= 0. The value is 1 / sum(x); x and the dual
variables, scaled to sum to 1, are optimal. Exactly: solve the equations of the optimal basis in integers.

Cost: HiGHS's interior point method; some 10 s at 1,000 x 1,000 dense.

References
----------
Dantzig (1951), A proof of the equivalence of the programming problem and the game problem.
Huangfu and Hall (2018), Parallelizing the dual revised simplex method, Math. Prog. Comp. 10.
"""

# ruff: noqa: N803 (a matrix is a capital letter, as in the literature)
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deterrence.solvers.numeric.best_response_polytope import weights
from deterrence.solvers.numeric.exact import Mixed, exact_number, integer_matrix, is_equilibrium, matrix
from deterrence.solvers.numeric.lemke_howson import lemke_howson
from deterrence.solvers.numeric.linear_programme import linear_programme

Floats = NDArray[np.float64]

REGRET = 1e-9
SUPPORT = 1e-7


@dataclass(frozen=True)
class ZeroSum:
    """Optimal strategies and the value to the row player; `regret` is relative to the range of payoffs."""

    x: Floats
    y: Floats
    value: float
    regret: float


@dataclass(frozen=True)
class ExactZeroSum:
    """Optimal strategies and the value to the row player, exact."""

    x: Mixed
    y: Mixed
    value: Fraction


def zero_sum(A: Any, B: Any = None) -> ZeroSum:
    """Solve the zero-sum game in which the row player receives A and the column player -A.

    Parameters
    ----------
    A : array_like, shape (m, n)
    B : array_like, shape (m, n), optional
        The column player's payoffs, only to be checked: they must be -A.

    Raises
    ------
    ValueError
        If the game is not zero-sum (and where), or the input is not a matrix of finite numbers.
    OutOfTime
        When the time limit in force is up before.

    Examples
    --------
    >>> found = zero_sum([[0, -1, 1], [1, 0, -1], [-1, 1, 0]])
    >>> found.x.round(6), round(abs(found.value), 6)
    (array([0.333333, 0.333333, 0.333333]), 0.0)
    """
    payoffs = _floats(A, "A")
    if B is not None:
        _check_zero_sum(payoffs, _floats(B, "B"))
    low, spread = float(payoffs.min()), float(np.ptp(payoffs)) or 1.0
    if not np.isfinite(spread):
        raise ValueError("the payoffs of A differ by more than a float can hold.")
    scaled = 1 + (payoffs - low) / spread
    best: ZeroSum | None = None
    for method in ("highs-ipm", "highs-ds"):
        found = _optimum(scaled, method)
        if found is None:
            continue
        x, y = found
        row, column = scaled @ y, x @ scaled
        regret = float(max(row.max() - x @ row, y @ column - column.min()))
        if best is None or regret < best.regret:
            best = ZeroSum(x, y, low + spread * (float(x @ row) - 1), regret)
        if best.regret <= REGRET:
            return best
    raise ArithmeticError(f"no solution within a regret of {REGRET}: the best has {best.regret if best else 'none'}.")


def exact_zero_sum(A: Any, B: Any = None) -> ExactZeroSum:
    """Solve a zero-sum game of rationals exactly: meant for small games.

    Parameters and errors as for `zero_sum`; floats are the decimals they print as.

    Examples
    --------
    >>> found = exact_zero_sum([[3, -1], [-2, 1]])
    >>> found.x, found.value
    ((Fraction(3, 7), Fraction(4, 7)), Fraction(1, 7))
    """
    payoffs = integer_matrix(A, "A")
    if B is not None:
        _check_zero_sum(_exact(A, "A"), _exact(B, "B"))
    opposite = [[-v for v in row] for row in payoffs]
    largest = max(abs(v) for row in payoffs for v in row) or 1
    approximate = zero_sum([[float(Fraction(v, largest)) for v in row] for row in payoffs])
    rows = np.flatnonzero(approximate.x > SUPPORT).tolist()
    columns = np.flatnonzero(approximate.y > SUPPORT).tolist()
    transposed = [list(column) for column in zip(*payoffs, strict=True)]
    x = y = None
    if len(rows) == len(columns):
        x, y = weights(opposite, rows, columns), weights(transposed, columns, rows)
    if x is None or y is None or not is_equilibrium(payoffs, opposite, x, y):
        found = lemke_howson(payoffs, opposite)
        x, y = found.x, found.y
    exact = _exact(A, "A")
    value = sum((p * q * exact[i, j] for i, p in enumerate(x) for j, q in enumerate(y) if p and q), Fraction(0))
    return ExactZeroSum(x, y, value)


def _optimum(scaled: Floats, method: str) -> tuple[Floats, Floats] | None:
    m, n = scaled.shape
    result = linear_programme(np.ones(m), method, A_ub=-scaled.T, b_ub=-np.ones(n))
    if result.status != 0:
        return None
    x, y = np.maximum(result.x, 0), np.maximum(-result.ineqlin.marginals, 0)
    return x / x.sum(), y / y.sum()


def _floats(payoffs: Any, name: str) -> Floats:
    array = matrix(payoffs, name)
    if array.dtype.kind == "O":
        return _exact(payoffs, name).astype(np.float64)
    if not np.isfinite(array).all():
        i, j = np.argwhere(~np.isfinite(array))[0]
        raise ValueError(f"{name}[{i}, {j}] is {array[i, j]}, and a payoff must be finite.")
    return array.astype(np.float64)


def _exact(payoffs: Any, name: str) -> NDArray[Any]:
    array = matrix(payoffs, name)
    exact: NDArray[Any] = np.empty(array.shape, dtype=object)
    for i, j in np.ndindex(array.shape):
        exact[i, j] = exact_number(array[i, j], f"{name}[{i}, {j}]")
    return exact


def _check_zero_sum(A: NDArray[Any], B: NDArray[Any]) -> None:
    if A.shape != B.shape:
        raise ValueError(f"A has shape {A.shape} and B {B.shape}; they must be the same.")
    off = np.argwhere(A + B != 0)
    if len(off):
        i, j = off[0]
        raise ValueError(
            f"the game is not zero-sum: at row {i}, column {j} the payoffs are {A[i, j]} and {B[i, j]}, "
            f"which sum to {A[i, j] + B[i, j]}."
        )
