"""Bounds on boxes hold at every point of them, and are attained at corners where floats are exact."""

from __future__ import annotations

from fractions import Fraction
from math import prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence.algebra.conditions.bernstein import MOST_COEFFICIENTS, UnitCubePolynomial, grid
from deterrence.algebra.conditions.conditions import condition
from deterrence.algebra.exact.rational import ring
from tests.algebra.strategies import conditions

XY = ("x", "y")
RANGES = {"x": (Fraction(-1), Fraction(2)), "y": (Fraction(1, 3), Fraction(5, 2))}


def value(moved: UnitCubePolynomial, place) -> Fraction:
    """The polynomial on the unit cube, exactly."""
    return sum(
        (
            Fraction(c) * prod(place[n] ** e for n, e in zip(moved.names, es, strict=True))
            for es, c in moved.terms.items()
        ),
        Fraction(0),
    )


@settings(max_examples=25)
@given(conditions(XY, 3), st.integers(1, 40), st.integers(0, 10**6), st.integers(0, 8), st.integers(0, 8))
def test_a_value_lies_between_the_bounds(c, n, seed, s, t):
    for factor, _ in c.factors:
        moved = UnitCubePolynomial(factor, RANGES)
        numbers = {"x": np.array([seed % n]), "y": np.array([seed // 7 % n])}
        low, high = moved.bounds(numbers, n)
        place = {name: (Fraction(int(numbers[name][0])) + Fraction(step, 8)) / n for name, step in (("x", s), ("y", t))}
        # Bounds are of a whole multiple: n to the degree in each letter, and the scale of the Bernstein basis.
        corners = [
            {"x": Fraction(int(numbers["x"][0]) + i, n), "y": Fraction(int(numbers["y"][0]) + j, n)}
            for i in (0, 1)
            for j in (0, 1)
        ]
        found = value(moved, place)
        assert not (low[0] > 0 and found <= 0)
        assert not (high[0] < 0 and found >= 0)
        assert not (low[0] >= 0 and min(value(moved, corner) for corner in corners) < 0)
        assert not (high[0] <= 0 and max(value(moved, corner) for corner in corners) > 0)


def test_the_sign_of_the_moved_polynomial_is_the_sign_of_the_polynomial():
    home = ring(XY)
    x, y = home.letter("x"), home.letter("y")
    ((factor, _),) = condition(x * x - y + home.constant(Fraction(1, 7)), ">").factors
    moved = UnitCubePolynomial(factor, RANGES)
    for s in (0, Fraction(1, 3), 1):
        for t in (0, Fraction(2, 5), 1):
            point = {"x": -1 + 3 * Fraction(s), "y": Fraction(1, 3) + (Fraction(5, 2) - Fraction(1, 3)) * t}
            exact = value(moved, {"x": Fraction(s), "y": Fraction(t)})
            assert (exact > 0) - (exact < 0) == factor.sign(point)


def test_what_touches_zero_at_a_corner_is_not_negative():
    home = ring(XY)
    x, y = home.letter("x"), home.letter("y")
    ((factor, _),) = condition(x * y + x, ">").factors[:1]
    low, high = UnitCubePolynomial(factor, {"x": (Fraction(0), Fraction(1)), "y": (Fraction(0), Fraction(1))}).bounds(
        {name: np.array([0]) for name in factor.names}, 32
    )
    assert low[0] == 0 < high[0]


def test_beyond_whole_floats_zero_is_not_told_apart():
    home = ring(("x",))
    x = home.letter("x")
    # (10^9 x - 1)^2 - 1 + 10^-9: least value -1 + 10^-9 inside, so no bound may be positive.
    ((factor, _),) = condition((10**9 * x - home.one) ** 2 - home.constant(1 - Fraction(1, 10**9)), ">").factors
    low, high = UnitCubePolynomial(factor, {"x": (Fraction(0), Fraction(1, 10**9) * 2)}).bounds({"x": np.array([0])}, 1)
    assert low[0] < 0 < high[0]


def test_too_many_coefficients_are_refused():
    home = ring(XY)
    ((factor, _),) = condition(home.letter("x") ** 12 + home.letter("y") ** 12 + home.one, ">").factors
    moved = UnitCubePolynomial(factor, RANGES)
    count = MOST_COEFFICIENTS // 100
    assert moved.bounds({name: np.zeros(count, dtype=int) for name in XY}, 1) is None


@pytest.mark.parametrize("n", [1, 3])
def test_a_grid_holds_every_box_once(n):
    boxes = grid(XY, n)
    assert sorted(zip(boxes["x"], boxes["y"], strict=True)) == [(i, j) for i in range(n) for j in range(n)]
