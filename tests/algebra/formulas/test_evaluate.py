"""Values of formulas and conditions at points."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from deterrence.algebra.formulas.evaluate import holds_at, value_at
from deterrence.algebra.formulas.language import FormulaError, parse, parse_condition

POINT = {"a": Fraction(1, 3), "b": Fraction(4), "x": 0.5}


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("a + b*2 - 1/3", Fraction(8)),
        ("-(b/a)**2", Fraction(-144)),
        ("min(a, b, 1) + max(a, 0)", Fraction(2, 3)),
        ("sqrt(b)", Fraction(2)),
        ("sqrt(4/9)", Fraction(2, 3)),
    ],
)
def test_rational_values_are_exact(formula: str, value: Fraction) -> None:
    found = value_at(parse(formula), POINT)
    assert isinstance(found, Fraction)
    assert found == value


@pytest.mark.parametrize(
    ("formula", "value"), [("sqrt(2)", math.sqrt(2)), ("exp(a)", math.exp(1 / 3)), ("log(b)*x", math.log(4) / 2)]
)
def test_other_values_are_floats(formula: str, value: float) -> None:
    assert value_at(parse(formula), POINT) == pytest.approx(value)


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("c", "no value"),
        ("1/(b - 4)", "division by zero"),
        ("1/(x - x)", "division by zero"),
        ("sqrt(0 - b)", "not a number"),
        ("log(a - 1/3)", "not a number"),
        ("exp(1e9)", "too large"),
        ("((((b**12)**12)**12)**12)**12", "beyond bounds"),
        ("(x*1e90)**4", "beyond bounds"),
    ],
)
def test_what_has_no_value(formula: str, words: str) -> None:
    with pytest.raises(FormulaError, match=words):
        value_at(parse(formula), POINT)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("b > a > 0", True),
        ("b < a or a == 1/3", True),
        ("not (b >= 4 and a != 1/3)", True),
        ("a <= 1/4", False),
        ("sqrt(2)**2 > 2", None),
        ("sqrt(2)**2 > 2 and b < 0", False),
        ("sqrt(2)**2 > 2 or b > 0", True),
        ("not sqrt(2)**2 > 2", None),
        ("sqrt(2) < 1.5", True),
    ],
)
def test_conditions(condition: str, expected: bool | None) -> None:
    assert holds_at(parse_condition(condition), POINT) is expected
