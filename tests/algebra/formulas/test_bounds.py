"""Bounds of formulas: no value lies outside, and where each letter occurs once they are met."""

from __future__ import annotations

import math
import random
from fractions import Fraction

import pytest

from deterrence.algebra.formulas.bounds import ANY, Bounds, bounds_of
from deterrence.algebra.formulas.evaluate import value_at
from deterrence.algebra.formulas.language import FormulaError, parse

F = Fraction
RANGES = {"a": Bounds(F(0), F(1)), "b": Bounds(F(-2), F(3)), "k": Bounds(F(0), math.inf), "n": Bounds(-math.inf, F(-1))}

FORMULAS = [
    "1 - a", "a*b", "a*(1 - a)", "b**2", "b**3", "(a - 2)**4", "1/(1 + a)", "1/(a - 2)", "1/b", "a/k", "1/k",
    "1/(1 + k)", "k*n", "k - n", "min(2*a, 1)", "max(b, a, 1/2)", "1 - min(2*a, 1)", "sqrt(a)", "1 - sqrt(a)",
    "sqrt(b)", "exp(-k)", "1 - exp(-k)", "exp(n)", "exp(b)", "log(1 + a)", "log(b)", "exp(1000*k)", "a**0",
    "-(b/3)", "n**2", "sqrt(n**2)",
]  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_no_value_lies_outside(text: str) -> None:
    found = bounds_of(parse(text), RANGES)
    source = random.Random(text)
    tried = 0
    for _ in range(200):
        edge = source.random() < 0.2
        point = {
            "a": F(source.choice([0, 1])) if edge else F(source.randrange(101), 100),
            "b": F(source.choice([-2, 0, 3])) if edge else F(source.randrange(-200, 301), 100),
            "k": F(0) if edge else F(source.randrange(0, 10_000), source.choice([1, 1000])),
            "n": F(-1) if edge else F(-1) - F(source.randrange(0, 10_000), source.choice([1, 1000])),
        }
        try:
            value = value_at(parse(text), point)
        except FormulaError:
            continue
        tried += 1
        # A float may be off by its rounding, for which the bounds leave room.
        assert found.low <= value <= found.high
    assert tried >= 40


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("1 - a", 0, 1),
        ("b**2", 0, 9),
        ("b**3", -8, 27),
        ("1/(2 - a)", F(1, 2), 1),
        ("1 - min(2*a, 1)", 0, 1),
        ("1 - sqrt(a)", 0, 1),
        ("exp(-k)", 0, 1),
        ("1/(1 + k)", 0, 1),
        ("a*b", -2, 3),
        ("k*n", -math.inf, 0),
    ],
)
def test_they_are_tight_where_a_letter_occurs_once(text: str, low: Fraction, high: Fraction) -> None:
    assert bounds_of(parse(text), RANGES) == (low, high)


def test_what_is_not_known_may_be_anything() -> None:
    assert bounds_of(parse("x"), RANGES) == ANY
    assert bounds_of(parse("1/b"), RANGES) == ANY
    # Numbers that would grow beyond bounds are not computed.
    tower = "a"
    for _ in range(5):
        tower = f"({tower})**12"
    assert bounds_of(parse(tower), {"a": Bounds(F(3), F(10) ** 40)}) == (0, math.inf)
