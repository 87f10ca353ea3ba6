"""Draws of parameters: distributions within the ranges of their parameters."""

import numpy as np
import pytest
from scipy import integrate, stats

from deterrence.sensitivity.uncertain.draws import _Within


@pytest.mark.parametrize("whole", [stats.norm(1, 2), stats.expon()])
def test_a_distribution_within_a_range_is_one(whole: object) -> None:
    low, high = 0.5, 2.0
    cut = _Within(whole, float(whole.cdf(low)), float(whole.cdf(high)))
    assert cut.cdf(np.array([low, high])) == pytest.approx([0, 1])
    shares = np.linspace(0, 1, 7)
    assert cut.cdf(cut.ppf(shares)) == pytest.approx(shares)
    assert integrate.quad(cut.pdf, low, 1.3)[0] == pytest.approx(cut.cdf(1.3))
