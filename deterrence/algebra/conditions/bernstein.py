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
LARGEST_EXPONENT: Final = 1023  # of a float
UNIT_RANGE: Final = (Fraction(0), Fraction(1))


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
        self.terms = on_unit_cube(factor.polynomial, factor.names, ranges)
        self.coefficients: Floats = as_array(self.terms, self.degrees)

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
        bounds = bounds_by_coefficients(self.coefficients[None], matrices)
        return None if bounds is None else (bounds[0][0], bounds[1][0])

    def at_middles(self, boxes: Mapping[str, Integers], n: int) -> Floats:
        """Rounded values in the middle of each of the boxes."""
        found = np.broadcast_to(self.coefficients, (len(next(iter(boxes.values()))), *self.coefficients.shape))
        for name, degree in zip(self.names, self.degrees, strict=True):
            powers = ((boxes[name] + 0.5) / n)[:, None] ** np.arange(degree + 1)
            found = np.einsum("be...,be->b...", found, powers)
        return found


def on_unit_cube(
    polynomial: Any, names: Sequence[str], ranges: Mapping[str, tuple[Fraction, Fraction]]
) -> dict[tuple[int, ...], int]:
    """The terms of a positive multiple of a polynomial, in letters that run from 0 to 1: whole and coprime.

    `names` are the letters of its ring, in order; one that does not occur may be without a range.
    """
    spans = [ranges.get(name, UNIT_RANGE) for name in names]
    if any(span != UNIT_RANGE for span in spans):
        context = polynomial.context()
        moved = [
            context.constant(as_fmpq(low)) + context.constant(as_fmpq(high - low)) * letter
            for letter, (low, high) in zip(context.gens(), spans, strict=True)
        ]
        polynomial = polynomial.compose(*moved)
    terms = polynomial.to_dict()
    below = lcm(*(int(c.q) for c in terms.values()), 1)
    whole = {tuple(map(int, e)): int(c.p) * (below // int(c.q)) for e, c in terms.items()}
    common = gcd(*whole.values()) or 1
    return {e: c // common for e, c in whole.items()}


def as_array(terms: Mapping[tuple[int, ...], int], degrees: Sequence[int]) -> Floats:
    """The coefficients of some terms, by their exponents, as the nearest floats."""
    found = np.zeros(tuple(d + 1 for d in degrees))
    for exponents, coefficient in terms.items():
        found[exponents] = float(coefficient) if coefficient.bit_length() < LARGEST_EXPONENT else np.inf
    return found


def bounds_by_coefficients(coefficients: Floats, matrices: Sequence[Floats]) -> tuple[Floats, Floats] | None:
    """A lower and an upper bound of each of some polynomials (first axis) on each of some boxes (second axis).

    Parameters
    ----------
    coefficients
        Whole numbers: an axis for the polynomials, then one for each letter.
    matrices
        For each letter what `to_bernstein` gives, of the boxes.

    Returns
    -------
    tuple of array, or None
        The bounds, scaled by a positive number; None where they are too large for floats.
    """
    if not np.isfinite(coefficients).all():
        return None
    shape = len(coefficients), -1, matrices[0].shape[-1]
    flat = _transformed(coefficients, matrices).reshape(shape)
    low, high = flat.min(axis=1), flat.max(axis=1)
    # All entries of the matrices are positive or zero, and each row has a whole number in it: what is reached on
    # the way is at most what the largest coefficient comes to if every coefficient were as large.
    at_most = np.abs(coefficients).max() * np.prod([m.sum(axis=1).max(axis=0) for m in matrices], axis=0)
    if (at_most < EXACT).all():
        return low, high
    largest = _transformed(np.abs(coefficients), matrices).reshape(shape).max(axis=1)
    if not np.isfinite(largest).all():
        return None
    # One rounding an entry of each factor and, in an inner product of d + 1 terms, d + 1 roundings a term.
    roundings = 2 * sum(m.shape[0] + 3 for m in matrices) + 4
    error = np.where(largest < EXACT, 0.0, largest * UNIT * roundings)
    return low - error, high + error


def _transformed(coefficients: Floats, matrices: Sequence[Floats]) -> Floats:
    """Arrays of coefficients multiplied along each axis but the first by each box's matrix; boxes are the last axis."""
    values = coefficients[..., None]
    for axis, matrix in enumerate(matrices, 1):
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
