"""Lemke's algorithm for linear complementarity problems, in integers.

Find z >= 0 with w = M z + b >= 0 and z.w = 0. The lexicographic ratio test keeps it from cycling; it ends at a
solution or on a secondary ray, which the problems of the sequence form exclude (Koller, Megiddo and von Stengel 1996,
theorem 4.1).

Algorithm
---------
1. Add a variable z0 to every row, and let it in for the most negative row.
2. Let in the complement of what left, by the lexicographic minimum ratio test, until z0 leaves.

Cost: a pivot is quadratic in the size, and their number is mostly linear in it.

References
----------
Lemke (1965), Bimatrix equilibrium points and mathematical programming, Management Science 11.
"""

# ruff: noqa: N803 (a matrix is a capital letter, as in the literature)
from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deterrence.solvers.numeric.integer_pivot import integer_pivot
from deterrence.solvers.numeric.lemke_howson import PivotLimitError

Integers = NDArray[Any]


class SecondaryRayError(ArithmeticError):
    """The path leads to infinity: for a general problem this says nothing of whether it has a solution."""


def lemke(M: Integers, b: Integers, most_pivots: int | None = None) -> NDArray[Any]:
    """Solve w = M z + b, w >= 0, z >= 0, z.w = 0 exactly.

    Parameters
    ----------
    M : array of Python integers, shape (size, size)
    b : array of Python integers, shape (size,)
    most_pivots : int, optional

    Returns
    -------
    array of Fraction, shape (size,)
        z.

    Raises
    ------
    SecondaryRayError
        If the path ends on a ray.
    PivotLimitError
        If it is longer than `most_pivots`.
    OutOfTime
        When the time limit in force is up before.

    Examples
    --------
    >>> lemke(np.array([[2, 1], [1, 2]], dtype=object), np.array([-5, -6], dtype=object)).tolist()
    [Fraction(4, 3), Fraction(7, 3)]
    """
    size = len(b)
    if all(v >= 0 for v in b):
        return np.array([Fraction(0)] * size, dtype=object)
    # Columns: w, z, z0, right-hand side, of  w - M z - z0 = b.
    identity: Integers = np.identity(size, dtype=int).astype(object)
    column: Integers = np.array([[-1]] * size, dtype=object)
    table: Integers = np.hstack([identity, -M, column, np.reshape(b, (size, 1))])
    basis = list(range(size))
    row = max(range(size), key=lambda r: (-table[r, -1], r))
    table[row] = -table[row]
    entering, scale, pivots = 2 * size, 1, 0
    while True:
        scale = integer_pivot(table, row, entering, scale)
        leaving, basis[row] = basis[row], entering
        pivots += 1
        if leaving == 2 * size:
            break
        if pivots == most_pivots:
            raise PivotLimitError(f"no solution within {most_pivots} pivots.")
        entering = leaving + size if leaving < size else leaving - size
        row = _leaving(table, entering, basis, size)
    z = np.array([Fraction(0)] * size, dtype=object)
    for r, variable in enumerate(basis):
        if variable >= size:
            z[variable - size] = Fraction(int(table[r, -1]), int(scale))
    return z


def _leaving(table: Integers, entering: int, basis: list[int], size: int) -> int:
    """Lexicographic minimum ratio test; z0 leaves as soon as it can."""
    rows = [r for r in range(size) if table[r, entering] > 0]
    if not rows:
        raise SecondaryRayError("Lemke's algorithm ended on a secondary ray.")
    for c in [-1, *range(size)]:
        ratios = [Fraction(table[r, c], table[r, entering]) for r in rows]
        least = min(ratios)
        rows = [r for r, ratio in zip(rows, ratios, strict=True) if ratio == least]
        if len(rows) == 1:
            break
        if c == -1 and any(basis[r] == 2 * size for r in rows):
            return next(r for r in rows if basis[r] == 2 * size)
    return rows[0]
