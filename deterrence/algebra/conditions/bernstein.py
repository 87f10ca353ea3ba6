"""Bounds of a polynomial on boxes, by its Bernstein coefficients.

On a box a polynomial lies between the least and the greatest of its coefficients in the Bernstein basis, and it takes
the coefficients at the corners (Cargo and Shisha 1966; Garloff 1993). The box of all letters' ranges is the unit cube,
cut along every letter into `n` equal intervals; a small box is named by the numbers of its intervals.

The coefficients of many boxes are computed at once in floats. They are whole numbers by construction; while none
exceeds 2**53 the floats are exact, and beyond that the rounding is bounded, so every bound returned is rigorous.

References
----------
Garloff (1993), The Bernstein algorithm, Interval Computations 2. Higham (2002), Accuracy and Stability of Numerical
Algorithms, section 3.1 (rounding of inner products).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from math import comb, gcd, lcm
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from deterrence.algebra.conditions.conditions import Factor
from deterrence.algebra.exact.polynomials import as_fmpq

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

EXACT: Final = 2.0**53
UNIT: Final = 2.0**-53
MOST_COEFFICIENTS: Final = 3_000_000


class UnitCubePolynomial:
    """A positive multiple of a polynomial, in letters that run from 0 to 1 where the polynomial's run over ranges.

    Parameters
    ----------
    factor
        The polynomial.
    ranges
        For each of its letters the lowest and the highest value.
    """

    def __init__(self, factor: Factor, ranges: Mapping[str, tuple[Fraction, Fraction]]) -> None:
        self.names = factor.names
        self.degrees = tuple(int(d) for d in factor.polynomial.degrees())
        context = factor.polynomial.context()
        moved = [
            context.constant(as_fmpq(low)) + context.constant(as_fmpq(high - low)) * letter
            for letter, (low, high) in zip(context.gens(), (ranges[n] for n in factor.names), strict=True)
        ]
        self.terms = _whole(factor.polynomial.compose(*moved).to_dict())
        self.coefficients: Floats = np.zeros(tuple(d + 1 for d in self.degrees))
        for exponents, coefficient in self.terms.items():
            self.coefficients[exponents] = float(coefficient)

    def bounds(self, boxes: Mapping[str, Integers], n: int) -> tuple[Floats, Floats] | None:
        """A lower and an upper bound on each of the boxes, scaled by a positive number; None where that is too large.

        Parameters
        ----------
        boxes
            For every letter the number of its interval, 0 to n - 1, an entry a box.
        n
            Into how many intervals a letter's range is cut.
        """
        count = len(next(iter(boxes.values())))
        if count * self.coefficients.size > MOST_COEFFICIENTS:
            return None
        matrices = [to_bernstein(d, n)[..., boxes[name]] for name, d in zip(self.names, self.degrees, strict=True)]
        flat = _transformed(self.coefficients, matrices).reshape(-1, count)
        low, high = flat.min(axis=0), flat.max(axis=0)
        # All entries of the matrices are positive or zero, and each row has a whole number in it: what is reached on
        # the way is at most what the largest coefficient comes to if every coefficient were as large.
        at_most = np.abs(self.coefficients).max() * np.prod([m.sum(axis=1).max(axis=0) for m in matrices], axis=0)
        if (at_most < EXACT).all():
            return low, high
        largest = _transformed(np.abs(self.coefficients), matrices).reshape(-1, count).max(axis=0)
        if not np.isfinite(largest).all():
            return None
        # One rounding an entry of each factor and, in an inner product of d + 1 terms, d + 1 roundings a term.
        error = np.where(largest < EXACT, 0.0, largest * UNIT * (2 * sum(d + 4 for d in self.degrees) + 4))
        return low - error, high + error

    def at_middles(self, boxes: Mapping[str, Integers], n: int) -> Floats:
        """Rounded values in the middle of each of the boxes."""
        found = np.broadcast_to(self.coefficients, (len(next(iter(boxes.values()))), *self.coefficients.shape))
        for name, degree in zip(self.names, self.degrees, strict=True):
            powers = ((boxes[name] + 0.5) / n)[:, None] ** np.arange(degree + 1)
            found = np.einsum("be...,be->b...", found, powers)
        return found


def _whole(terms: Mapping[tuple[Any, ...], Any]) -> dict[tuple[int, ...], int]:
    """The terms multiplied by a positive number that makes the coefficients whole and without a common divisor."""
    below = lcm(*(int(c.q) for c in terms.values()), 1)
    whole = {tuple(map(int, e)): int(c.p) * (below // int(c.q)) for e, c in terms.items()}
    common = gcd(*whole.values()) or 1
    return {e: c // common for e, c in whole.items()}


def _transformed(coefficients: Floats, matrices: Sequence[Floats]) -> Floats:
    """An array of coefficients multiplied along each axis by each box's matrix; the boxes are the last axis."""
    values = coefficients[..., None]
    for axis, matrix in enumerate(matrices):
        columns = np.moveaxis(values, axis, 0)
        wide = (slice(None), *([None] * (columns.ndim - 2)))
        product = matrix[:, 0][wide] * columns[0]
        for e in range(1, len(columns)):
            product = product + matrix[:, e][wide] * columns[e]
        values = np.moveaxis(product, 0, axis)
    return values


@lru_cache(maxsize=256)
def to_bernstein(degree: int, n: int) -> Floats:
    """For each of n intervals of [0, 1] the matrix from power to Bernstein coefficients, scaled to whole numbers.

    The intervals are the last axis.

    With x = (i + t)/n, ``x**e = sum_s comb(e, s) i**(e-s) t**s / n**e`` and
    ``t**s = sum_j comb(j, s)/comb(d, s) B_j(t)``.
    """
    scale = lcm(*(comb(degree, s) for s in range(degree + 1)))
    found = np.empty((degree + 1, degree + 1, n))
    for i in range(n):
        for j in range(degree + 1):
            for e in range(degree + 1):
                inner = sum(
                    comb(e, s) * i ** (e - s) * comb(j, s) * (scale // comb(degree, s)) for s in range(min(e, j) + 1)
                )
                found[j, e, i] = float(n ** (degree - e) * inner)
    return found


def grid(names: Sequence[str], n: int) -> dict[str, Integers]:
    """All boxes that n intervals a letter make, as the numbers of their intervals."""
    axes = np.meshgrid(*[np.arange(n)] * len(names), indexing="ij")
    return {name: axis.ravel() for name, axis in zip(names, axes, strict=True)}
