"""The union of regions is what it was, and no region of it lies within another."""

import random
from fractions import Fraction

import pytest

from deterrence.algebra.conditions.conditions import condition
from deterrence.algebra.conditions.decide import Background, implies
from deterrence.algebra.conditions.unions import joined, united
from deterrence.algebra.exact.rational import ring
from tests.algebra.conditions.test_decide import UNIT as SQUARE
from tests.algebra.conditions.test_decide import conj

RING = ring(("x", "y"))
EVERYTHING = Background(RING)


def drawn(dice):
    """A conjunction of one to three linear conditions with small coefficients."""
    x, y = RING.letter("x"), RING.letter("y")
    found = []
    for _ in range(dice.randint(1, 3)):
        a, b, c = (dice.randint(-1, 1) for _ in range(3))
        new = condition(x * a + y * b + c, dice.choice([">", ">=", "==", "<"]))
        if not (new.is_true or new.is_false):
            found.append(new)
    return tuple(dict.fromkeys(found))


def holds(region, point):
    return all(c.at(point).is_true for c in region)


@pytest.mark.parametrize("seed", range(12))
def test_a_union_holds_at_the_same_points(seed):
    dice = random.Random(seed)
    regions = [drawn(dice) for _ in range(dice.randint(1, 4))]
    found = united(regions, EVERYTHING)
    values = [Fraction(n, 2) for n in range(-5, 6)]
    for point in ({"x": x, "y": y} for x in values for y in values):
        assert any(holds(r, point) for r in regions) == any(holds(r, point) for r in found), (regions, found, point)
    for one in found:
        for other in found:
            assert one == other or not all(implies(one, c, EVERYTHING) for c in other)


def test_regions_with_a_gap_between_them_are_not_joined():
    x = RING.letter("x")
    low, high, above = condition(x, "<"), condition(x, ">"), condition(x, ">=")
    assert joined((low,), (high,), EVERYTHING) is None  # x = 0 lies in neither
    assert joined((low,), (above,), EVERYTHING) == ()


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("x > 1/2", "x > 1/2 and y > 1/2", "x > 1/2"),
        ("x > 1/2 and y > 1/2", "x > 1/2", "x > 1/2"),
        ("x > 1/2", "x <= 1/2", ""),
        ("x > 1/2", "x <= 1/2 and y > 1/2", None),  # an angle: no conjunction says it
        ("x > 1/2 and y > 1/2", "x <= 1/2", None),
        ("x > 1/2", "x < 1/3", None),
    ],
)
def test_two_regions_are_put_together_where_one_conjunction_says_both(one, other, together):
    found = joined(tuple(conj(one)), tuple(conj(other)), SQUARE)
    assert found == (None if together is None else tuple(conj(together) if together else ()))
