"""Conditions that cannot hold together, shown by a sum: products of them add up to zero, a positive one among them.

Where ``p >= 0`` and ``q > 0`` hold, so do ``p*q >= 0`` and any sum of such products with positive numbers. If the sum
is zero as a polynomial and one of the products is strictly positive, then 0 > 0: no point satisfies all conditions.

1. Form the products of up to three conditions, and multiples of equations by single letters.
2. Strike products with a monomial that no other product can cancel.
3. Numbers that make the sum zero are the solutions of a linear programme (HiGHS, in floating-point numbers).
4. The products that a solution uses are taken, and their numbers solved for exactly.

What is not found in this way may still be impossible: products of more conditions may be needed.

References
----------
Stengle (1974), A Nullstellensatz and a Positivstellensatz in semialgebraic geometry, Mathematische Annalen 207.
Handelman (1988), Representing polynomials by positive linear functions on compact convex polyhedra, Pacific Journal of
Mathematics 132.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations_with_replacement
from typing import Any, Final

import numpy as np
from flint import fmpq, fmpq_mat
from numpy.typing import NDArray

from deterrence.algebra.conditions.conditions import Condition, Conjunction, Factor
from deterrence.algebra.exact.polynomials import as_fraction

# Exponents of all letters in one number, eight bits a letter, so that monomials are multiplied by addition.
Monomial = int
Terms = dict[Monomial, int]
Multiples = tuple[tuple[Fraction, tuple[str, ...], Condition], ...]

BITS: Final = 8
MOST_PRODUCTS: Final = 2500
SMALLEST: Final = 1e-9


@dataclass(frozen=True)
class Combination:
    """Products and multiples of conditions that add up to zero.

    Attributes
    ----------
    products
        A positive number and the conditions whose product it multiplies; one that says "not zero" counts as a square.
    multiples
        A number, the letters that it multiplies, and the equation that these multiply.
    """

    products: tuple[tuple[Fraction, Conjunction], ...]
    multiples: Multiples


@dataclass(frozen=True)
class Hypotheses:
    """Conditions as polynomials with whole coefficients, ready to be multiplied.

    Attributes
    ----------
    conditions
        The conditions.
    names
        All letters.
    """

    conditions: tuple[Condition, ...]
    names: tuple[str, ...]

    @cached_property
    def terms(self) -> tuple[Terms, ...]:
        """The polynomial of each condition; the square where the condition says that it is not zero."""
        return tuple(map(self._terms, self.conditions))

    @cached_property
    def is_strict(self) -> tuple[bool, ...]:
        """Whether the polynomial is positive, not only not negative."""
        return tuple(c.relation in (">", "!=") for c in self.conditions)

    def _terms(self, c: Condition) -> Terms:
        product: Terms = {0: c.sign}
        for factor, exponent in c.factors:
            shifts = [BITS * self.names.index(name) for name in factor.names]
            one = {
                sum(int(e) << shift for e, shift in zip(exponents, shifts, strict=True)): int(coefficient.p)
                for exponents, coefficient in factor.polynomial.to_dict().items()
            }
            for _ in range(2 if c.relation == "!=" else exponent):
                product = times(product, one)
        return product


def times(one: Terms, other: Terms) -> Terms:
    """The product of two polynomials."""
    if len(one) == 1:
        [(shift, factor)] = one.items()
        return {m + shift: c * factor for m, c in other.items()}
    found: Terms = {}
    for m, c in one.items():
        for n, d in other.items():
            found[m + n] = found.get(m + n, 0) + c * d
    return {m: c for m, c in found.items() if c}


@dataclass(frozen=True)
class _Column:
    """A product of inequalities, or a multiple of an equation with either sign."""

    terms: Terms
    is_strict: bool
    product: tuple[int, ...] = ()
    equation: int = -1
    sign: int = 1
    letters: tuple[str, ...] = ()


def combination(given: Hypotheses, asked: int, largest: int) -> Combination | None:
    """Products that show that conditions cannot hold together.

    Parameters
    ----------
    given
        The conditions.
    asked
        How many of them, the first ones, are asked about; the others are granted. Products of three, and of two where
        no more are made, have one in them that is asked about.
    largest
        Of how many conditions a product is made at most: 1, 2 or 3.
    """
    columns = [*_products(given, asked, largest), *_multiples(given, largest)]
    programme = _programme(columns)
    if programme is None:
        return None
    kept, matrix, right = programme
    numbers = _solution(matrix, right)
    if numbers is None:
        return None
    return _exact(given, [columns[j] for j, number in zip(kept, numbers, strict=True) if number > SMALLEST])


def product_count(given: Hypotheses, asked: int, largest: int) -> int:
    """How many products `combination` makes, about."""
    n = len(given.conditions)
    return (n, n + asked * n, n + min(n * n, MOST_PRODUCTS) + min(asked * n * n, MOST_PRODUCTS))[largest - 1]


def _products(given: Hypotheses, asked: int, largest: int) -> Iterator[_Column]:
    """The products, each with a condition of the question in it but for those of three, which go with all pairs."""
    terms, strict = given.terms, given.is_strict
    inequalities = [i for i, c in enumerate(given.conditions) if c.relation != "=="]
    yield _Column({0: 1}, True)
    yield from (_Column(terms[i], strict[i], (i,)) for i in inequalities)
    if largest == 1:
        return
    pairs: dict[tuple[int, ...], Terms] = {}
    for chosen in combinations_with_replacement(inequalities, 2):
        if largest == 2 and chosen[0] >= asked:
            break
        if len(pairs) > MOST_PRODUCTS:
            return
        pairs[chosen] = times(terms[chosen[0]], terms[chosen[1]])
        yield _Column(pairs[chosen], all(strict[i] for i in chosen), chosen)
    if largest == 2:
        return
    made = len(pairs)
    for first in inequalities:
        for pair, product in pairs.items():
            if first >= asked or made > MOST_PRODUCTS:
                return
            if first <= pair[0]:
                made += 1
                yield _Column(
                    times(terms[first], product), strict[first] and all(strict[i] for i in pair), (first, *pair)
                )


def vanishing_product(c: Condition, factor: Factor, equation: Condition) -> Combination:
    """That a product, which is said to be positive or not zero, is a multiple of an equation by one of its factors."""
    times_itself = 2 if c.relation == "!=" else 1
    rest = [(f, times_itself * e - (f == factor)) for f, e in c.factors]
    multiplier = Condition(">", -(c.sign**times_itself), tuple(rest))
    return Combination(((Fraction(1), (c,)),), _multiplied(equation, multiplier))


def vanishing_square(c: Condition, root: Condition) -> Combination:
    """That minus a square is a multiple of the equation that the root is zero."""
    return Combination(((Fraction(1), (c,)),), _multiplied(root, Condition(">", 1, root.factors)))


def not_divided(product: Condition, divisor: Condition, quotient: Condition) -> Combination:
    """That the quotient of a product by what is positive cannot fail to have the sign that the product has."""
    denied = quotient.negation
    if product.relation == "==":  # (d*q)**2 > 0 is a multiple of d*q == 0
        multiplier = Condition(">", -1, product.factors)
        return Combination(((Fraction(1), (divisor, divisor, denied)),), _multiplied(product, multiplier))
    if product.relation == "!=":  # (d*q)**2 > 0 is a multiple of q == 0
        rest = [(f, 2 * e - (dict(quotient.factors).get(f, 0))) for f, e in product.factors]
        return Combination(((Fraction(1), (product,)),), _multiplied(denied, Condition(">", -1, tuple(rest))))
    return Combination(((Fraction(1), (product,)), (Fraction(1), (divisor, denied))), ())


def _multiplied(equation: Condition, multiplier: Condition) -> Multiples:
    """The equation times the polynomial of another condition, by monomials."""
    names = tuple(sorted(multiplier.letters))
    [terms] = Hypotheses((multiplier,), names).terms
    found = []
    for monomial, coefficient in terms.items():
        powers = [(name, monomial >> BITS * i & (1 << BITS) - 1) for i, name in enumerate(names)]
        found.append((Fraction(coefficient), tuple(n for n, e in powers for _ in range(e)), equation))
    return tuple(found)


def _multiples(given: Hypotheses, largest: int) -> Iterator[_Column]:
    for i, c in enumerate(given.conditions):
        if c.relation != "==":
            continue
        for size in range(largest):
            for letters in combinations_with_replacement(given.names, size):
                shift = sum(1 << BITS * given.names.index(name) for name in letters)
                for sign in (1, -1):
                    terms = {m + shift: sign * c for m, c in given.terms[i].items()}
                    yield _Column(terms, False, (), i, sign, letters)


def _programme(columns: Sequence[_Column]) -> tuple[NDArray[np.int64], Any, NDArray[np.float64]] | None:
    """The columns whose monomials others may cancel, and the equations for their numbers; None where none can do.

    A row is a monomial, which must vanish; the first one makes the strictly positive products sum to 1.
    """
    from scipy.sparse import csc_matrix

    rows: dict[Monomial, int] = {}
    row = np.array([rows.setdefault(m, len(rows)) for column in columns for m in column.terms])
    value = np.array([float(c) for column in columns for c in column.terms.values()])
    which = np.repeat(np.arange(len(columns)), [len(column.terms) for column in columns])
    alive = np.full(len(columns), True)
    while True:
        up = np.bincount(row[value > 0], minlength=len(rows)) > 0
        down = np.bincount(row[value < 0], minlength=len(rows)) > 0
        alive[which[~(up & down)[row]]] = False
        there = alive[which]
        if there.all():
            break
        row, value, which = row[there], value[there], which[there]
    strict = np.array([column.is_strict for column in columns]) & alive
    if not strict.any():
        return None
    kept = np.flatnonzero(alive)
    used, row = np.unique(row, return_inverse=True)
    place = np.cumsum(alive) - 1
    entries = np.concatenate((np.ones(strict.sum()), value))
    at = (
        np.concatenate((np.zeros(strict.sum(), int), row + 1)),
        place[np.concatenate((np.flatnonzero(strict), which))],
    )
    right = np.zeros(len(used) + 1)
    right[0] = 1.0
    return kept, csc_matrix((entries, at), shape=(len(right), len(kept))), right


def _solution(matrix: Any, right: NDArray[np.float64]) -> NDArray[np.float64] | None:
    from scipy.optimize import linprog

    found = linprog(np.ones(matrix.shape[1]), A_eq=matrix, b_eq=right, method="highs-ds", options={"presolve": False})
    numbers: NDArray[np.float64] | None = found.x if found.status == 0 else None
    return numbers


def _exact(given: Hypotheses, columns: Sequence[_Column]) -> Combination | None:
    """The numbers of these products, solved for exactly; None where they are not all positive."""
    rows = sorted({m for column in columns for m in column.terms})
    matrix = fmpq_mat(len(rows) + 1, len(columns) + 1)
    for j, column in enumerate(columns):
        for i, m in enumerate(rows):
            matrix[i, j] = fmpq(column.terms.get(m, 0))
        matrix[len(rows), j] = fmpq(int(column.is_strict))
    matrix[len(rows), len(columns)] = fmpq(1)
    reduced, rank = matrix.rref()
    numbers = [Fraction(0)] * len(columns)
    for i in range(rank):
        pivot = next(j for j in range(len(columns) + 1) if reduced[i, j] != 0)
        if pivot == len(columns):
            return None
        numbers[pivot] = as_fraction(reduced[i, len(columns)])
    if any(number < 0 for number in numbers):
        return None
    used = [(number, column) for number, column in zip(numbers, columns, strict=True) if number]
    conditions = given.conditions
    return Combination(
        tuple((n, tuple(conditions[i] for i in c.product)) for n, c in used if c.equation < 0),
        tuple((n * c.sign, c.letters, conditions[c.equation]) for n, c in used if c.equation >= 0),
    )
