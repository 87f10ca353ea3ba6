"""Games of numbers as exact integers, and the exact check that every equilibrium found must pass.

Equilibria do not change when a player's payoffs are multiplied by a positive number, so a matrix of rationals is
held as the matrix of integers it becomes on multiplying by the least common denominator.
"""

# ruff: noqa: N803 (a matrix is a capital letter, as in the literature)
from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from numbers import Rational
from typing import Any

import numpy as np

Integers = list[list[int]]
Mixed = tuple[Fraction, ...]


def exact_number(value: Any, where: str) -> Fraction:
    """Read one payoff as an exact rational; a float stands for the decimal it prints as.

    Parameters
    ----------
    value : int, float, Fraction or numpy scalar
    where : str
        What to call this entry in an error message.

    Examples
    --------
    >>> exact_number(0.3, "A[0, 0]")
    Fraction(3, 10)
    """
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, Rational | float):
        raise ValueError(f"{where} is {value!r}, which is not a number.")
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{where} is {value}, and a payoff must be finite.")
        return Fraction(repr(value))
    return Fraction(value)


def integer_matrix(payoffs: Any, name: str = "payoffs") -> Integers:
    """Scale a matrix of rationals by a positive number so that every entry is an integer.

    Parameters
    ----------
    payoffs : array_like, shape (rows, columns)
        Integers, Fractions or floats (each float is the decimal it prints as).
    name : str
        What to call the matrix in an error message.

    Raises
    ------
    ValueError
        If the matrix is empty, ragged, not two-dimensional, or holds something that is not a finite number.

    Examples
    --------
    >>> integer_matrix([[0.5, 1], [0, 0.25]])
    [[2, 4], [0, 1]]
    """
    array = matrix(payoffs, name)
    if array.dtype.kind in "iu":
        rows: Integers = array.tolist()
        return rows
    exact = [[exact_number(v, f"{name}[{i}, {j}]") for j, v in enumerate(row)] for i, row in enumerate(array.tolist())]
    scale = math.lcm(*(v.denominator for row in exact for v in row))
    return [[v.numerator * (scale // v.denominator) for v in row] for row in exact]


def matrix(payoffs: Any, name: str = "payoffs") -> np.ndarray[Any, Any]:
    """Two-dimensional array of at least one row and column, or a ValueError that says what is wrong."""
    array = payoffs if isinstance(payoffs, np.ndarray) else _object_array(payoffs, name)
    if array.ndim != 2:
        raise ValueError(f"{name} has {array.ndim} dimensions; a matrix of payoffs has 2.")
    if 0 in array.shape:
        raise ValueError(f"{name} is empty: its shape is {array.shape}.")
    if array.dtype.kind not in "iufO":
        raise ValueError(f"{name} holds {array.dtype} and not numbers.")
    return array


def _object_array(payoffs: Any, name: str) -> np.ndarray[Any, Any]:
    """Nested lists as an array of Python objects: numpy alone would turn large integers into floats."""
    try:
        rows = [list(row) for row in payoffs]
    except TypeError:
        raise ValueError(f"{name} must be a list of rows, each a list of numbers.") from None
    widths = {len(row) for row in rows}
    if len(widths) > 1:
        raise ValueError(f"{name} is ragged: its rows have {sorted(widths)} entries.")
    array = np.empty((len(rows), widths.pop() if widths else 0), dtype=object)
    for i, row in enumerate(rows):
        array[i] = row
    return array


def integer_bimatrix(A: Any, B: Any) -> tuple[Integers, Integers]:
    """Both players' payoffs as integers of one shape; see `integer_matrix`."""
    rows, columns = integer_matrix(A, "A"), integer_matrix(B, "B")
    if (len(rows), len(rows[0])) != (len(columns), len(columns[0])):
        raise ValueError(
            f"A has shape {len(rows), len(rows[0])} and B {len(columns), len(columns[0])}; they must be the same."
        )
    return rows, columns


def over_common_denominator(strategy: Sequence[Fraction]) -> tuple[list[int], int]:
    """Numerators and their common denominator.

    Examples
    --------
    >>> over_common_denominator([Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)])
    ([3, 2, 1], 6)
    """
    scale = math.lcm(*(p.denominator for p in strategy))
    return [p.numerator * (scale // p.denominator) for p in strategy], scale


def is_equilibrium(A: Integers, B: Integers, x: Sequence[Fraction], y: Sequence[Fraction]) -> bool:
    """Whether (x, y) is a Nash equilibrium of the bimatrix game (A, B): exact, from the definition.

    Both strategies must be probability vectors, and no pure strategy may earn more than the mixed one.

    Examples
    --------
    >>> x, y = (Fraction(2, 3), Fraction(1, 3)), (Fraction(1, 3), Fraction(2, 3))
    >>> is_equilibrium([[2, 0], [0, 1]], [[1, 0], [0, 2]], x, y)
    True
    """
    (p, p_scale), (q, q_scale) = over_common_denominator(x), over_common_denominator(y)
    if min(p) < 0 or min(q) < 0 or sum(p) != p_scale or sum(q) != q_scale:
        return False
    row_values = [sum(a * w for a, w in zip(row, q, strict=True)) for row in A]
    column_values = [sum(b * w for b, w in zip(column, p, strict=True)) for column in zip(*B, strict=True)]
    best_row, best_column = max(row_values), max(column_values)
    return all(v == best_row or not w for v, w in zip(row_values, p, strict=True)) and all(
        v == best_column or not w for v, w in zip(column_values, q, strict=True)
    )
