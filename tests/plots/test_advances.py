"""Widths without matplotlib are those that matplotlib measures, but for kerning."""

from __future__ import annotations

import pytest

from deterrence.plots.advances import advance
from deterrence.plots.drawing import Type, width


@pytest.mark.parametrize("weight", ["normal", "bold"])
@pytest.mark.parametrize("words", ["Probe", "New status quo", "Backed (c = 0.6)", "c ≥ α − β", "Жуков", "1/2 → 3/4"])
def test_a_text_is_as_wide_as_matplotlib_measures_it(words: str, weight: str) -> None:
    assert 10 * advance(words, weight) == pytest.approx(width(words, Type(10, weight)), rel=0.03)  # type: ignore[arg-type]


def test_hangul_is_as_wide_as_it_is_high() -> None:
    assert advance("한국") == 2
