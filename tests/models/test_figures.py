"""Base values that come from published figures are those in the model files, and do what is said of them."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

import deterrence as dt
from docs.figures import FIGURES, Number, numbers


def test_every_figure_has_a_source_and_a_date() -> None:
    assert all(figure.source and figure.date and figure.unit for figure in FIGURES.values())


@pytest.mark.parametrize("number", numbers(), ids=lambda number: f"{number.model}-{number.letter}")
def test_the_model_files_hold_the_numbers(number: Number) -> None:
    parameter = dt.load(number.model).parameters[number.letter]
    assert parameter.base == number.value
    assert parameter.source != "illustrative"
    assert parameter.note


def test_at_the_base_case_the_forces_of_today_are_the_equilibrium() -> None:
    (eq,) = dt.solve(dt.load("how-much-to-arm").base_case())
    told = dict(re.findall(r"\b([xy]) = ([0-9/]+)", str(eq)))
    assert float(Fraction(told["x"])) == pytest.approx(450, rel=1e-3)
    assert float(Fraction(told["y"])) == pytest.approx(1280, rel=1e-3)
