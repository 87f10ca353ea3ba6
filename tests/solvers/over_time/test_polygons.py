"""Convex polygons, against linear programmes in fractions."""

import random
from fractions import Fraction
from itertools import product

import pytest

from deterrence.solvers.over_time.polygons import at_least, contains, distance, hull, turn
from tests.linear_programme import greatest_on_simplex

GRID = [(Fraction(x, 2), Fraction(y, 2)) for x, y in product(range(-1, 9), repeat=2)]


def is_mixture(point, points):
    """Whether a point is a convex combination of points."""
    forms = [[sign * (p[axis] - point[axis]) for p in points] for axis in (0, 1) for sign in (1, -1)]
    return bool(points) and greatest_on_simplex([0] * len(points), forms) is not None


def some_points(seed):
    dice = random.Random(seed)
    return [(Fraction(dice.randint(0, 4)), Fraction(dice.randint(0, 4))) for _ in range(dice.randint(1, 6))]


@pytest.mark.parametrize("seed", range(25))
def test_the_hull_is_the_points_that_are_no_mixture_of_others(seed):
    points = set(some_points(seed))
    found = hull(points)
    assert len(found) == len(set(found))
    assert set(found) == {p for p in points if not is_mixture(p, [q for q in points if q != p])}
    if len(found) > 2:
        assert all(turn(*(found[(i + k) % len(found)] for k in range(3))) > 0 for i in range(len(found)))


@pytest.mark.parametrize("seed", range(12))
def test_a_point_lies_in_a_polygon_when_it_is_a_mixture_of_its_vertices(seed):
    polygon = hull(some_points(seed))
    for point in GRID:
        assert contains(polygon, point) == is_mixture(point, polygon)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("axis", [0, 1])
def test_a_cut_keeps_what_lies_beyond_it(axis, seed):
    polygon = hull(some_points(seed))
    for least in (Fraction(0), Fraction(3, 2), Fraction(2), Fraction(5)):
        part = at_least(polygon, axis, least)
        for point in GRID:
            assert contains(part, point) == (point[axis] >= least and contains(polygon, point))


def test_distances():
    square = hull([(Fraction(x), Fraction(y)) for x in (0, 2) for y in (0, 2)])
    for x, y, far in ((1, 1, 0), (2, 1, 0), (3, 1, 1), (1, -2, 2), (5, 6, 5), (-3, -4, 5)):
        assert distance(square, (Fraction(x), Fraction(y))) == pytest.approx(far)
    segment = hull([(Fraction(0), Fraction(0)), (Fraction(4), Fraction(4))])
    assert distance(segment, (Fraction(3), Fraction(1))) == pytest.approx(2**0.5)
    assert distance(segment, (Fraction(7), Fraction(8))) == pytest.approx(5)
    assert distance(hull([(Fraction(1), Fraction(1))]), (Fraction(4), Fraction(5))) == pytest.approx(5)
    assert distance((), (Fraction(0), Fraction(0))) == float("inf")
