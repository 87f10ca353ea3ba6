"""Roots of quadratics with letters, each where conditions hold, held against the quadratic formula in floats."""

from fractions import Fraction
from itertools import product
from math import sqrt

import pytest

from deterrence.algebra.conditions.conditions import condition, signed_factors
from deterrence.algebra.conditions.decide import Background
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.formulas.language import parse
from deterrence.solvers.unknowns.square_roots import is_quadratic, quadratic_roots

HOME, WIDE = ring(("a", "b")), ring(("a", "b", "u"))


@pytest.mark.parametrize("asked", ["u", "a - u", "u - b", "1 - u*u", "(u - 1)*(u + a)"])
@pytest.mark.parametrize("quadratic", ["u**2 + 2*a*u - b", "a*u**2 - b*u - 1", "(a + 1)*u**2 - u + b"])
def test_a_root_counts_where_the_conditions_hold(quadratic, asked):
    [factor] = signed_factors(WIDE.value(parse(quadratic)).numerator)[1]
    assert is_quadratic(factor, "u")
    bound = condition(WIDE.value(parse(asked)), ">")
    found = list(quadratic_roots(factor, "u", [bound], Background(HOME)))
    for x, y in product((-2, -1, 1, 2, 3), (-3, -1, 1, 2, 5)):
        point = {"a": Fraction(x), "b": Fraction(y)}
        c, b, a = coefficients(quadratic, point)
        if b * b - 4 * a * c <= 0 or a == 0:
            continue
        roots = [(-b + sign * sqrt(b * b - 4 * a * c)) / (2 * a) for sign in (1, -1)]
        meant = sorted(u for u in roots if worth(asked, point, u) > 1e-9)
        there = {float(root_at(root, point)) for root in found if all(k.holds(point) for k in root.where)}
        assert sorted(there) == pytest.approx(meant), point


def coefficients(text, point):
    constant, one, two = (float(worth(text, point, u)) for u in (0, 1, 2))
    second = (two - 2 * one + constant) / 2
    return constant, one - constant - second, second


def worth(text, point, u):
    return float(WIDE.value(parse(text)).evaluate({**point, "u": Fraction(u)}))


def root_at(root, point):
    return root.settle(WIDE.letter("u"), HOME).evaluate(point)


def test_squares_of_known_sign_are_taken_out():
    [factor] = signed_factors(WIDE.value(parse("u**2 - a**2*b")).numerator)[1]
    positive = Background(HOME, (((condition(HOME.letter("a"), ">"),),), ((condition(HOME.letter("b"), ">"),),)))
    found = [str(root.settle(WIDE.letter("u"), HOME)) for root in quadratic_roots(factor, "u", [], positive)]
    assert sorted(found) == ["-a*sqrt(b)", "a*sqrt(b)"]
