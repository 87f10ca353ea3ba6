"""A mixture of moves that dominates another move, by linear programming in exact arithmetic.

Input is the gain of each of a player's moves over the move in question, by what the others may play. A mixture
dominates strictly when its gain is positive everywhere, weakly when it is negative nowhere and positive somewhere.

Algorithm
---------
Strictly: the zero-sum game whose payoffs are the gains has a positive value; an optimal mixture dominates.
Weakly: the greatest sum of gains over mixtures whose gain is negative nowhere is positive. The linear programme and
its dual are one complementarity problem with a skew matrix (Cottle and Dantzig 1968), solved in integers by Lemke's
algorithm.

Cost: one linear programme.

References
----------
Pearce (1984), Rationalizable strategic behavior and the problem of perfection, Econometrica 52.
Cottle and Dantzig (1968), Complementary pivot theory of mathematical programming, Linear Algebra and Its Appl. 1.
"""

# ruff: noqa: N806 (a matrix is a capital letter, as in the literature)
from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deterrence.solvers.numeric.exact import Mixed
from deterrence.solvers.numeric.lemke import lemke
from deterrence.solvers.numeric.zero_sum import exact_zero_sum

Gains = NDArray[Any]  # Python integers


def strictly_dominating(gains: Sequence[Sequence[Fraction]]) -> Mixed | None:
    """Weights of a mixture whose gain is positive everywhere; None if there is none.

    Parameters
    ----------
    gains : shape (moves, profiles of the others)
        The gain of each move over the move in question.

    Examples
    --------
    >>> [str(w) for w in strictly_dominating([[Fraction(2), Fraction(-1)], [Fraction(-1), Fraction(2)]])]
    ['1/2', '1/2']
    """
    table = _integers(gains)
    if not (table > 0).any(axis=0).all():
        return None
    solved = exact_zero_sum(table)
    return solved.x if solved.value > 0 else None


def weakly_dominating(gains: Sequence[Sequence[Fraction]]) -> Mixed | None:
    """Weights of a mixture whose gain is negative nowhere and positive somewhere; None if there is none.

    Parameters
    ----------
    gains : shape (moves, profiles of the others)
        The gain of each move over the move in question.

    Examples
    --------
    >>> [str(w) for w in weakly_dominating([[Fraction(2), Fraction(-1)], [Fraction(-2), Fraction(1)]]) or ()]
    []
    >>> [str(w) for w in weakly_dominating([[Fraction(0), Fraction(1)]])]
    ['1']
    """
    table = _integers(gains)
    moves, profiles = table.shape
    # max sum(x @ table) with x @ table >= 0, sum(x) <= 1, x >= 0.
    rows: Gains = np.vstack([-table.T, np.ones((1, moves), dtype=int).astype(object)])
    size = moves + profiles + 1
    M: Gains = np.zeros((size, size), dtype=object)
    M[:moves, moves:], M[moves:, :moves] = rows.T, -rows
    b: Gains = np.zeros(size, dtype=object)
    b[:moves], b[-1] = -table.sum(axis=1), 1
    x = lemke(M, b)[:moves]
    if not (x @ table).any():
        return None
    total = sum(x)
    return tuple(v / total for v in x)


def _integers(gains: Sequence[Sequence[Fraction]]) -> Gains:
    """The gains, scaled by a positive number, as Python integers."""
    scale = math.lcm(*(gain.denominator for row in gains for gain in row))
    table: Gains = np.empty((len(gains), len(gains[0])), dtype=object)
    for i, row in enumerate(gains):
        table[i] = [int(gain * scale) for gain in row]
    return table
