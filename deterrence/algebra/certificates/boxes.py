"""Conditions that fail everywhere on a box, shown by splitting it: on each part one condition fails by its bounds.

A polynomial on a box lies between the least and the greatest of its Bernstein coefficients. Where they are all
negative, ``p >= 0`` fails throughout; else the box is halved along a letter, and the coefficients of each half come
from those of the whole by de Casteljau's rule, exactly.

References
----------
Garloff (1993), The Bernstein algorithm, Interval Computations 2.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb, lcm
from typing import Any, Final

import numpy as np

from deterrence.algebra.conditions.conditions import Condition, Conjunction
from deterrence.algebra.conditions.positivstellensatz import BITS, Combination, Hypotheses, Terms
from deterrence.algebra.exact.polynomials import as_fraction

Box = Mapping[str, tuple[Fraction, Fraction]]

MOST_COEFFICIENTS: Final = 700


@dataclass(frozen=True)
class Bounded:
    """A condition on a box: the Bernstein coefficients of its polynomial, times a positive number.

    Attributes
    ----------
    condition
        The condition.
    letters
        Its letters, an axis each.
    coefficients
        Whole numbers of any size.
    scale
        The positive number that they were multiplied by.
    """

    condition: Condition
    letters: tuple[str, ...]
    coefficients: Any
    scale: int

    @property
    def fails(self) -> bool:
        """Whether the condition fails throughout the box, by these bounds."""
        least, greatest = self.coefficients.min(), self.coefficients.max()
        if self.condition.relation == "==":
            return bool(least > 0 or greatest < 0)
        return bool(greatest <= 0 if self.condition.relation == ">" else greatest < 0)

    @property
    def closeness(self) -> float:
        """How near the condition is to failing throughout: the part of the coefficients that are of the wrong sign."""
        return float((self.coefficients < 0).sum() / self.coefficients.size)

    def halves(self, letter: str) -> tuple[Bounded, Bounded]:
        """The condition on the lower and on the upper half of the box along a letter."""
        if letter not in self.letters:
            return self, self
        axis = self.letters.index(letter)
        rows = np.moveaxis(self.coefficients, axis, 0)
        degree = len(rows) - 1
        low, high, current = [rows[0] << degree], [rows[-1] << degree], rows
        for level in range(1, degree + 1):
            current = current[:-1] + current[1:]
            low.append(current[0] << (degree - level))
            high.append(current[-1] << (degree - level))
        return self._with(low, axis), self._with(high[::-1], axis)

    def _with(self, rows: Sequence[Any], axis: int) -> Bounded:
        found = np.empty((len(rows), *np.shape(rows[0])), dtype=object)
        for i, row in enumerate(rows):
            found[i] = row
        return Bounded(self.condition, self.letters, np.moveaxis(found, 0, axis), self.scale << (len(rows) - 1))


def bounded(given: Hypotheses, index: int, box: Box) -> Bounded | None:
    """A condition with its bounds on a box; None where its polynomial is too large, or says "not zero"."""
    c, terms = given.conditions[index], given.terms[index]
    if c.relation == "!=":
        return None
    powers = {m: [m >> BITS * i & (1 << BITS) - 1 for i in range(len(given.names))] for m in terms}
    degrees = [max(e[i] for e in powers.values()) for i in range(len(given.names))]
    used = [i for i, d in enumerate(degrees) if d]
    shape = [degrees[i] + 1 for i in used]
    if not used or any(given.names[i] not in box for i in used) or np.prod(shape) > MOST_COEFFICIENTS:
        return None
    array = np.full(shape, Fraction(0), dtype=object)
    for m, coefficient in terms.items():
        array[tuple(powers[m][i] for i in used)] = Fraction(coefficient)
    for axis, i in enumerate(used):
        array = np.moveaxis(np.tensordot(_to_bernstein(degrees[i], *box[given.names[i]]), array, (1, axis)), 0, axis)
    scale = lcm(*(value.denominator for value in array.flat))
    whole = np.array([int(value * scale) for value in array.flat], dtype=object).reshape(shape)
    return Bounded(c, tuple(given.names[i] for i in used), whole, scale)


def failing_sum(failing: Bounded, box: Box, ends: Mapping[str, tuple[Condition, Condition]]) -> Combination:
    """That a condition fails on a box, as a sum: its polynomial is a sum of products of the bounds.

    A Bernstein polynomial is a product of powers of ``x - low`` and ``high - x``, which the bounds on ``x`` are up to
    positive numbers.

    Parameters
    ----------
    failing
        A condition that fails by its bounds.
    box, ends
        For each letter where the box ends, and the conditions that say so.
    """
    values, relation = failing.coefficients, failing.condition.relation
    sign = -1 if relation == "==" and values.min() > 0 else 1
    values = -sign * values  # none is negative
    # What is left over is the product of nothing, which is 1 and positive; a strict condition is positive by itself.
    rest = 0 if relation == ">" else values.min()
    products: list[tuple[Fraction, Conjunction]] = [(Fraction(int(rest), failing.scale), ())] if rest else []
    for at in np.ndindex(values.shape):
        number = Fraction(int(values[at] - rest), failing.scale)
        product: list[Condition] = []
        for letter, j, size in zip(failing.letters, at, values.shape, strict=True):
            low, high = ends[letter]
            width = box[letter][1] - box[letter][0]
            d = size - 1
            number *= comb(d, j) / (width**d * slope(low) ** j * slope(high) ** (d - j))
            product += [low] * j + [high] * (d - j)
        if number:
            products.append((number, tuple(product)))
    if relation == "==":
        return Combination(tuple(products), ((Fraction(sign), (), failing.condition),))
    return Combination(((Fraction(1), (failing.condition,)), *products), ())


def slope(bound: Condition) -> Fraction:
    """By what number a bound such as ``2*x - 1 >= 0`` multiplies the letter, without its sign."""
    polynomial = bound.factors[0][0].polynomial
    return abs(as_fraction(polynomial.to_dict()[(1,)]))


def _to_bernstein(degree: int, low: Fraction, high: Fraction) -> Any:
    """The matrix from the coefficients of 1, x, x**2, ... to the Bernstein coefficients on an interval."""
    found = np.full((degree + 1, degree + 1), Fraction(0), dtype=object)
    for j in range(degree + 1):
        for e in range(degree + 1):
            # x**e = (low + width*t)**e, and t**s has the Bernstein coefficients comb(j, s)/comb(degree, s).
            found[j, e] = sum(
                (
                    comb(e, s) * low ** (e - s) * (high - low) ** s * Fraction(comb(j, s), comb(degree, s))
                    for s in range(min(e, j) + 1)
                ),
                Fraction(0),
            )
    return found


def bounds_said(conditions: Sequence[Condition]) -> dict[str, tuple[list[tuple[Fraction, Condition]], ...]]:
    """For each letter the bounds that conditions such as ``2*x - 1 >= 0`` put on it: below, and above."""
    found: dict[str, tuple[list[tuple[Fraction, Condition]], ...]] = {}
    for c in conditions:
        for name, side, value in _bound(c):
            found.setdefault(name, ([], []))[side].append((value, c))
    return found


def _bound(c: Condition) -> Iterator[tuple[str, int, Fraction]]:
    if len(c.factors) == 1 and c.factors[0][1] == 1 and c.relation != "!=":
        factor = c.factors[0][0]
        root = factor.linear_root
        if root is not None:
            for side in (0, 1):
                if c.relation == "==" or (c.sign > 0) == (side == 0):
                    yield factor.names[0], side, root


__all__ = ["Bounded", "Box", "Terms", "bounded", "bounds_said", "failing_sum", "slope"]
