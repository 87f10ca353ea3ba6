"""The exact check of an equilibrium: what is one passes, and what is none, for whatever reason, does not."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from deterrence.solvers.numeric.exact import is_equilibrium

SIXTHS = [Fraction(n, 6) for n in range(7)]
LATTICE = [row for row in product(SIXTHS, repeat=3) if sum(row) == 1]

# The generic case, mixtures of two among three, and ties on both sides.
GAMES = {
    "unique": ([[0, 2, 1], [1, 0, 2], [2, 1, 0]], [[0, 1, 2], [2, 0, 1], [1, 2, 0]]),
    "coordination": ([[2, 0, 0], [0, 1, 0], [0, 0, 3]], [[1, 0, 0], [0, 2, 0], [0, 0, 3]]),
    "degenerate": ([[1, 1, 0], [1, 0, 2], [0, 1, 2]], [[1, 1, 0], [0, 2, 2], [1, 1, 1]]),
}


def gain(payoffs, own, others):
    """What the best pure strategy earns beyond the mixed one, by the definition."""
    values = [sum(p * q for p, q in zip(row, others)) for row in payoffs]
    return max(values) - sum(v * p for v, p in zip(values, own))


@pytest.mark.parametrize("name", GAMES)
def test_exactly_the_profiles_from_which_nobody_gains_pass(name):
    A, B = GAMES[name]
    transposed = [list(column) for column in zip(*B)]
    passed = 0
    for x, y in product(LATTICE, LATTICE):
        expected = gain(A, x, y) == 0 and gain(transposed, y, x) == 0
        assert is_equilibrium(A, B, x, y) is expected, (x, y)
        passed += expected
    assert passed > 0


def test_what_is_no_probability_vector_fails():
    A, B = [[0, 0], [0, 0]], [[0, 0], [0, 0]]
    half = (Fraction(1, 2), Fraction(1, 2))
    assert is_equilibrium(A, B, half, half)
    for wrong in [(Fraction(3, 2), Fraction(-1, 2)), (Fraction(1, 2), Fraction(1, 3)), (Fraction(0), Fraction(0))]:
        assert not is_equilibrium(A, B, wrong, half)
        assert not is_equilibrium(A, B, half, wrong)
