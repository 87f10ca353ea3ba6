import random
from fractions import Fraction

import pytest

from deterrence.algebra.conditions.box_signs import INTERVALS, BoxSigns
from deterrence.algebra.conditions.decide import Background
from deterrence.algebra.exact.polynomials import as_fmpq
from deterrence.algebra.exact.rational import ring

pytest.importorskip("numpy")


def background(letters, low=Fraction(-1), high=Fraction(3, 2)):
    return Background(ring(letters), (), dict.fromkeys(letters, (low, high)))


def some_polynomial(letters, source):
    home = ring(letters)
    total = home.zero
    for _ in range(4):
        term = home.constant(Fraction(source.randint(-5, 5), source.randint(1, 3)))
        for name in letters:
            term = term * home.letter(name) ** source.randrange(3)
        total = total + term
    return total.numerator


def at(polynomial, values):
    return polynomial(*[as_fmpq(v) for v in values])


@pytest.mark.parametrize("letters", [("x",), ("x", "y"), ("x", "y", "z")])
def test_no_sign_that_occurs_is_excluded(letters):
    source = random.Random(7)
    polynomials = [some_polynomial(letters, source) for _ in range(30)]
    signs = BoxSigns(background(letters), polynomials)
    n = INTERVALS[len(letters)]
    for polynomial in polynomials:
        for _ in range(40):
            numbers = [source.randrange(n) for _ in letters]
            inside = [Fraction(source.choice((0, 1, 3, 10)), 10) for _ in letters]  # ends of boxes too
            values = [Fraction(-1) + Fraction(5, 2) * (k + t) / n for k, t in zip(numbers, inside, strict=True)]
            box = 0
            for number in numbers:
                box = box * n + number
            value, maybe = at(polynomial, values), signs.of(polynomial)
            there = maybe.negative if value < 0 else maybe.positive if value > 0 else maybe.zero
            assert there >> box & 1


def test_a_sign_that_is_clear_is_told():
    x = ring(("x",)).letter("x")
    signs = BoxSigns(background(("x",), Fraction(0), Fraction(1)), [(x - Fraction(1, 2)).numerator, (x + 1).numerator])
    low, sure = signs.of((x - Fraction(1, 2)).numerator), signs.of((x + 1).numerator)
    assert low.negative & 1
    assert not low.positive & 1
    assert bin(low.zero).count("1") == 2  # the boxes on both sides of 1/2
    assert sure.positive == signs.everywhere
    assert not sure.zero
    assert not sure.negative
    assert low.times(-1) == signs.of((x - Fraction(1, 2)).numerator).times(-1)
    assert low.times(-1).positive == low.negative


def test_numbers_have_one_sign_everywhere():
    home = ring(("x",))
    signs = BoxSigns(background(("x",)), [home.letter("x").numerator])
    assert signs.of(home.zero.numerator).zero == signs.everywhere
    assert signs.of((home.one * -3).numerator).negative == signs.everywhere


def test_without_ends_or_unknown_everything_is_possible():
    x = ring(("x",)).letter("x")
    unbounded = BoxSigns(Background(ring(("x",)), (), {"x": (None, Fraction(1))}), [x.numerator])
    assert unbounded.everywhere == 1
    assert unbounded.of(x.numerator).zero == 1
    bounded = BoxSigns(background(("x",)), [x.numerator])
    assert bounded.of((x + 5).numerator).negative == bounded.everywhere


def test_coefficients_beyond_floats_are_left_open():
    x = ring(("x",)).letter("x")
    huge = (x * 10**400 + 1).numerator
    signs = BoxSigns(background(("x",), Fraction(0), Fraction(1)), [huge])
    assert signs.of(huge).positive == signs.everywhere
