"""Sums that show that a condition fails on a box: held against the verifier, and against values at points."""

import random
from fractions import Fraction

import pytest

from deterrence.algebra.certificates.boxes import bounded, failing_sum
from deterrence.algebra.certificates.refutation import Sum
from deterrence.algebra.certificates.written import Written
from deterrence.algebra.conditions.conditions import condition
from deterrence.algebra.conditions.positivstellensatz import Hypotheses
from deterrence.algebra.exact.rational import ring
from deterrence.verify import refute

HOME = ring(("x", "y"))
X, Y = HOME.letter("x"), HOME.letter("y")


def ends_of(box):
    return {
        name: (condition(HOME.letter(name) - low, ">="), condition(HOME.letter(name) - high, "<="))
        for name, (low, high) in box.items()
    }


def shown(asked, box):
    """Whether the Bernstein coefficients show that a condition fails; if so, the verifier accepts the sum."""
    found = bounded(Hypotheses((asked,), ("x", "y")), 0, box)
    if not found.fails:
        return False
    ends = ends_of(box)
    written = Written(frozenset(("x", "y"))).whole(Sum(failing_sum(found, box, ends)))
    given = [Written(frozenset(("x", "y"))).condition(c) for c in (asked, *(c for pair in ends.values() for c in pair))]
    refute(written["because"], given, [])
    return True


UNIT = {"x": (Fraction(0), Fraction(1)), "y": (Fraction(0), Fraction(1))}


@pytest.mark.parametrize(
    ("polynomial", "relation", "fails"),
    [
        (X * (1 - X), "<", True),  # touches zero at the ends
        (X * (1 - X), "<=", False),
        (X * (1 - X) + 1, "<=", True),
        (X * (1 - X) + 1, "==", True),
        (X * Y - 2, "==", True),
        (X * Y - 1, "==", False),
        (X - Y, ">", False),
    ],
)
def test_a_bound_that_touches_does_not_fail_weakly(polynomial, relation, fails):
    assert shown(condition(polynomial, relation), UNIT) == fails


@pytest.mark.parametrize("seed", range(30))
def test_halves_of_random_boxes(seed):
    source = random.Random(seed)
    box = {}
    for name in ("x", "y"):
        low = Fraction(source.randrange(-6, 6), source.randrange(1, 4))
        box[name] = (low, low + Fraction(source.randrange(1, 9), source.randrange(1, 4)))
    polynomial = HOME.zero
    for _ in range(4):
        term = HOME.constant(Fraction(source.randrange(-5, 6), source.randrange(1, 3)))
        polynomial = polynomial + term * X ** source.randrange(3) * Y ** source.randrange(4)
    asked = condition(polynomial, source.choice((">", ">=", "==")))
    if asked.letters != {"x", "y"}:
        return
    whole = bounded(Hypotheses((asked,), ("x", "y")), 0, box)
    for letter in ("x", "y"):
        low, high = box[letter]
        for half, (start, end) in zip(whole.halves(letter), ((low, (low + high) / 2), ((low + high) / 2, high))):
            inner = {**box, letter: (start, end)}
            direct = bounded(Hypotheses((asked,), ("x", "y")), 0, inner)
            assert (half.coefficients * direct.scale == direct.coefficients * half.scale).all()
            if shown(asked, inner):
                for i in range(3):
                    for j in range(3):
                        at = {
                            name: ends[0] + (ends[1] - ends[0]) * Fraction(k, 2)
                            for (name, ends), k in zip(inner.items(), (i, j))
                        }
                        assert not asked.holds(at)
