"""Conditions that cannot hold together, shown by a sum: products of them add up to zero, a positive one among them.

Where ``p >= 0`` and ``q > 0`` hold, so do ``p*q >= 0`` and any sum of such products with positive numbers. If the sum
is zero as a polynomial and one of the products is strictly positive, then 0 > 0: no point satisfies all conditions.

1. Form the products of up to three conditions, and multiples of equations by single letters.
2. Strike products with a monomial that no other product can cancel.
3. Numbers that make the sum zero are the solutions of a linear programme (HiGHS, in floating-point numbers).
4. The products that a solution uses are multiplied out and their numbers solved for exactly.

Until then monomials are known by hashes that add up where monomials are multiplied, and coefficients are floats.

What is not found in this way may still be impossible: products of more conditions may be needed.

References
----------
Stengle (1974), A Nullstellensatz and a Positivstellensatz in semialgebraic geometry, Mathematische Annalen 207.
Handelman (1988), Representing polynomials by positive linear functions on compact convex polyhedra, Pacific Journal of
Mathematics 132.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property, lru_cache, reduce
from itertools import combinations_with_replacement
from typing import Any, Final

import numpy as np
from flint import fmpq, fmpq_mat
from numpy.typing import NDArray

from deterrence.algebra.conditions.conditions import Condition, Conjunction, Factor
from deterrence.algebra.exact.polynomials import as_fraction
from deterrence.algebra.time_limit.deadline import seconds_left

# Exponents of all letters in one number, eight bits a letter, so that monomials are multiplied by addition.
Monomial = int
Terms = dict[Monomial, int]
Hashed = tuple[NDArray[np.uint64], NDArray[np.float64]]  # of each monomial its hash, and its coefficient
Multiples = tuple[tuple[Fraction, tuple[str, ...], Condition], ...]

BITS: Final = 8
MOST_PRODUCTS: Final = 2500
MOST_TERMS: Final = 400_000
LONG: Final = 30
SMALLEST: Final = 1e-9
SECONDS: Final = 20


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

    @cached_property
    def hashed(self) -> tuple[Hashed, ...]:
        """The same with hashes for monomials and floats for coefficients."""
        return tuple(map(_hashed, self.conditions))

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


@cache
def _weight(name: str) -> np.uint64:
    """What a letter counts in the hash of a monomial; sums wrap round."""
    return np.uint64(random.Random(name).getrandbits(64))


@lru_cache(maxsize=20_000)
def _hashed(c: Condition) -> Hashed:
    names = tuple(sorted(c.letters))
    [terms] = Hypotheses((c,), names).terms
    powers = [[m >> BITS * i & (1 << BITS) - 1 for i in range(len(names))] for m in terms]
    exponents = np.array(powers, dtype=np.uint64).reshape(len(terms), len(names))
    weights = np.array([_weight(name) for name in names], dtype=np.uint64)
    return exponents @ weights, np.array([float(c) for c in terms.values()])


def _hashed_product(one: Hashed, other: Hashed) -> Hashed:
    return np.add.outer(one[0], other[0]).ravel(), np.multiply.outer(one[1], other[1]).ravel()


def _summed(hashed: Hashed) -> Hashed:
    """With each monomial once."""
    keys, place = np.unique(hashed[0], return_inverse=True)
    sums = np.bincount(place, hashed[1], len(keys)).astype(np.float64)
    return keys, sums


@dataclass(frozen=True)
class _Column:
    """A product of inequalities, or a multiple of an equation with either sign."""

    hashed: Hashed
    is_strict: bool
    product: tuple[int, ...] = ()
    equation: int = -1
    sign: int = 1
    letters: tuple[str, ...] = ()

    def terms(self, given: Hypotheses) -> Terms:
        """The polynomial, exactly."""
        if self.equation < 0:
            return reduce(times, (given.terms[i] for i in self.product), {0: 1})
        shift = sum(1 << BITS * given.names.index(name) for name in self.letters)
        return {m + shift: self.sign * c for m, c in given.terms[self.equation].items()}


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


def combination_of(asked: Sequence[Condition], granted: Sequence[Condition], largest: int) -> Combination | None:
    """The same for conditions that are asked about and others that are granted."""
    there = (*asked, *granted)
    names = tuple(sorted({name for c in there for name in c.letters}))
    return combination(Hypotheses(there, names), len(asked), largest)


def product_count(given: Hypotheses, asked: int, largest: int) -> int:
    """How many products `combination` makes, about."""
    n = len(given.conditions)
    return (n, n + asked * n, n + min(n * n, MOST_PRODUCTS) + min(asked * n * n, MOST_PRODUCTS))[largest - 1]


def _products(given: Hypotheses, asked: int, largest: int) -> Iterator[_Column]:
    """The products, each with a condition of the question in it but for those of three, which go with all pairs."""
    hashed, strict = given.hashed, given.is_strict
    inequalities = [i for i, c in enumerate(given.conditions) if c.relation != "=="]
    yield _Column((np.zeros(1, np.uint64), np.ones(1)), True)
    yield from (_Column(hashed[i], strict[i], (i,)) for i in inequalities)
    if largest == 1:
        return
    pairs: dict[tuple[int, ...], Hashed] = {}
    size = 0
    for chosen in combinations_with_replacement(inequalities, 2):
        if largest == 2 and chosen[0] >= asked:
            break
        if len(pairs) > MOST_PRODUCTS or size > MOST_TERMS:
            return
        product = _hashed_product(hashed[chosen[0]], hashed[chosen[1]])
        pairs[chosen] = _summed(product) if largest > 2 and len(product[0]) > LONG else product
        size += len(pairs[chosen][0])
        yield _Column(pairs[chosen], all(strict[i] for i in chosen), chosen)
    if largest == 2:
        return
    made = len(pairs)
    for first in inequalities:
        for pair, product in pairs.items():
            if first >= asked or made > MOST_PRODUCTS or size > MOST_TERMS:
                return
            if first <= pair[0]:
                made += 1
                triple = _hashed_product(hashed[first], product)
                size += len(triple[0])
                yield _Column(triple, strict[first] and all(strict[i] for i in pair), (first, *pair))


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
        keys, values = given.hashed[i]
        for size in range(largest):
            for letters in combinations_with_replacement(given.names, size):
                shifted = keys
                for name in letters:
                    shifted = shifted + _weight(name)
                for sign in (1, -1):
                    yield _Column((shifted, sign * values), False, (), i, sign, letters)


def _programme(columns: Sequence[_Column]) -> tuple[NDArray[np.int64], Any, NDArray[np.float64]] | None:
    """The columns whose monomials others may cancel, and the equations for their numbers; None where none can do.

    A row is a monomial, which must vanish; the first one makes the strictly positive products sum to 1.
    """
    from scipy.sparse import coo_matrix, csc_matrix

    monomials, row = np.unique(np.concatenate([column.hashed[0] for column in columns]), return_inverse=True)
    which = np.repeat(np.arange(len(columns)), [len(column.hashed[0]) for column in columns])
    value = np.concatenate([column.hashed[1] for column in columns])
    whole = coo_matrix((value, (row, which)), shape=(len(monomials), len(columns))).tocsc()  # sums what is there twice
    whole.eliminate_zeros()
    row, which, value = whole.indices, np.repeat(np.arange(len(columns)), np.diff(whole.indptr)), whole.data
    alive = np.full(len(columns), True)
    while True:
        up = np.bincount(row[value > 0], minlength=len(monomials)) > 0
        down = np.bincount(row[value < 0], minlength=len(monomials)) > 0
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

    options = {"presolve": False, "time_limit": seconds_left(SECONDS)}
    found = linprog(np.ones(matrix.shape[1]), A_eq=matrix, b_eq=right, method="highs-ds", options=options)
    numbers: NDArray[np.float64] | None = found.x if found.status == 0 else None
    return numbers


def _exact(given: Hypotheses, columns: Sequence[_Column]) -> Combination | None:
    """The numbers of these products, solved for exactly; None where they are not all positive."""
    terms = [column.terms(given) for column in columns]
    rows = sorted({m for polynomial in terms for m in polynomial})
    matrix = fmpq_mat(len(rows) + 1, len(columns) + 1)
    for j, column in enumerate(columns):
        for i, m in enumerate(rows):
            matrix[i, j] = fmpq(terms[j].get(m, 0))
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
