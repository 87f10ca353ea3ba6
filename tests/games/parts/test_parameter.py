"""Parameters: numbers read as typed, ranges, and what is refused."""

from __future__ import annotations

import pickle
from fractions import Fraction

import numpy as np
import pytest
import sympy

from deterrence.games import GameError, Parameter


def test_numbers_are_the_decimals_typed() -> None:
    parameter = Parameter("c", "commitment", 0, 1, base=0.6, role="commitment")
    assert (parameter.low, parameter.high, parameter.base) == (0, 1, Fraction(3, 5))
    assert (
        Parameter("c", base="1/3") == Parameter("c", base=sympy.Rational(1, 3)) == Parameter("c", base=Fraction(1, 3))
    )
    assert Parameter("c", base=np.float64(0.1)).base == Fraction(1, 10)


def test_an_unbounded_range() -> None:
    parameter = Parameter("x", low=0)
    assert parameter.allows(Fraction(10**9))
    assert not parameter.allows(Fraction(-1))
    assert parameter.range_text == "[0, inf)"


@pytest.mark.parametrize("name", ["lambda", "E", "I", "S", "N", "Q", "O", "in"])
def test_letters_with_a_meaning_elsewhere_are_ordinary(name: str) -> None:
    assert Parameter(name).name == name


@pytest.mark.parametrize(
    ("arguments", "path", "words"),
    [
        ({"name": "min"}, (), "word of the formula language"),
        ({"name": "2x"}, (), "not a name"),
        ({"name": None}, (), "not NoneType"),
        (
            {"name": "c", "low": 0, "high": 1, "base": 6},
            ("base",),
            "base value 6 of 'c' lies outside its range [0, 1].",
        ),
        ({"name": "c", "low": 2, "high": 1}, ("range",), "empty"),
        ({"name": "c", "low": "x"}, ("range", 0), "expected a number"),
        ({"name": "c", "high": float("nan")}, ("range", 1), "expected a number"),
        ({"name": "c", "base": float("inf")}, ("base",), "expected a number"),
        ({"name": "c", "role": "comitment"}, ("role",), "Did you mean 'commitment'?"),
        ({"name": "c", "meaning": 3}, ("meaning",), "expected text"),
    ],
)
def test_mistakes(arguments: dict[str, object], path: tuple[object, ...], words: str) -> None:
    with pytest.raises(GameError) as caught:
        Parameter(**arguments)  # type: ignore[arg-type]
    [mistake] = caught.value.mistakes
    assert mistake.path == path
    assert words in mistake.message


def test_all_mistakes_at_once() -> None:
    with pytest.raises(GameError) as caught:
        Parameter("max", low="a", high="b", role="x")
    assert len(caught.value.mistakes) == 4


def test_a_parameter_can_be_typed_back_and_pickled() -> None:
    parameter = Parameter("c", "x", "1/3", 1, base=0.5, role="commitment", unit="u", source="s", note="n")
    assert eval(repr(parameter), {"Parameter": Parameter}) == parameter  # noqa: S307 -- our own text
    assert pickle.loads(pickle.dumps(parameter)) == parameter
    with pytest.raises(AttributeError):
        parameter.base = Fraction(1)  # type: ignore[misc]
