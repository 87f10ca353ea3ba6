"""Double description and the splitting of cases, against linear programmes in fractions."""

import random
from fractions import Fraction

import pytest

from deterrence.algebra.conditions.cone import extreme_rays
from deterrence.algebra.conditions.decide import Background
from deterrence.algebra.conditions.explore import explore
from deterrence.algebra.exact.rational import ring
from tests.linear_programme import greatest_on_simplex

NUMBERS = ring(())
HOME = ring(("c",))


def assert_spans(rays, forms, dimension, dice):
    """The rays meet the inequalities, and no point that does is better than all of them for some objectives."""
    for ray in rays:
        assert all(x >= 0 for x in ray)
        assert any(ray)
        assert all(sum(a * x for a, x in zip(form, ray)) >= 0 for form in forms)
    for _ in range(3):
        objective = [dice.randint(-3, 3) for _ in range(dimension)]
        best = greatest_on_simplex(objective, forms)
        values = [Fraction(sum(a * x for a, x in zip(objective, ray)), sum(ray)) for ray in rays]
        assert (max(values) if values else None) == best


@pytest.mark.parametrize("seed", range(40))
def test_rays_of_numbers(seed):
    dice = random.Random(seed)
    dimension = dice.randint(1, 4)
    forms = [[dice.randint(-2, 2) for _ in range(dimension)] for _ in range(dice.randint(0, 5))]
    written = [[NUMBERS.constant(a) for a in form] for form in forms]
    rays = extreme_rays(dimension, written, NUMBERS, lambda c: c.is_true)
    assert_spans([tuple(x.as_fraction() for x in ray) for ray in rays], forms, dimension, dice)


@pytest.mark.parametrize("seed", range(12))
def test_cases_cover_the_line_and_each_is_right_where_it_holds(seed):
    """Coefficients linear in a letter: at each point the cases that hold there give the cone of the numbers there."""
    dice = random.Random(seed)
    dimension = dice.randint(2, 3)
    letter = HOME.letter("c")
    written = [
        [HOME.constant(dice.randint(-2, 2)) + letter * dice.randint(-1, 1) for _ in range(dimension)] for _ in range(2)
    ]
    around = Background(HOME, (), {"c": (Fraction(-2), Fraction(2))})
    found = explore(lambda holds: extreme_rays(dimension, written, HOME, holds), [], around)
    for value in range(-8, 9):
        point = {"c": Fraction(value, 4)}
        there = [case for case in found if all(c.holds(point) for c in case.conditions)]
        assert len(there) == 1
        forms = [[a.evaluate(point) for a in form] for form in written]
        rays = [tuple(x.evaluate(point) for x in ray) for ray in there[0].result]
        assert_spans([ray for ray in rays if any(ray)], forms, dimension, dice)
