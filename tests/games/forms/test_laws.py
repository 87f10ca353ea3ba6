"""Distributions in floats, against those of scipy.stats."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from deterrence.games.forms.laws import CurvedLaw, PolynomialLaw

INF = float("inf")
LAWS = [
    (CurvedLaw("normal", (1.0, 2.0), -INF, INF), stats.norm(1, 2)),
    (CurvedLaw("normal", (1.0, 2.0), 0.0, INF), stats.truncnorm(-0.5, INF, 1, 2)),
    (CurvedLaw("logistic", (-1.0, 0.5), -INF, INF), stats.logistic(-1, 0.5)),
    (CurvedLaw("exponential", (3.0,), 0.0, INF), stats.expon(scale=3)),
    (CurvedLaw("exponential", (3.0,), 1.0, 4.0), stats.truncexpon(1, 1, 3)),
    (CurvedLaw("beta", (0.5, 0.7), -1.0, 3.0), stats.beta(0.5, 0.7, -1, 4)),
    (CurvedLaw("beta", (2.0, 3.0), 0.0, 1.0), stats.beta(2, 3)),
    (PolynomialLaw((0.0, 0.0, 1.0), 0.0, 1.0), stats.beta(2, 1)),
    (PolynomialLaw((0.25, 0.25), -1.0, 3.0), stats.uniform(-1, 4)),
]


@pytest.mark.parametrize(("law", "known"), LAWS)
def test_distribution_functions_quantiles_and_densities(law, known):
    shares = np.linspace(0.001, 0.999, 57)
    kinds = known.ppf(shares)
    assert np.allclose(law.cdf(kinds), shares, atol=1e-12)
    assert np.allclose(law.quantile(shares), kinds, rtol=1e-9, atol=1e-11)
    assert np.allclose([law.density(float(kind)) for kind in kinds], known.pdf(kinds), rtol=1e-9)


@pytest.mark.parametrize(("law", "known"), LAWS)
def test_integrals_over_the_types_of_an_interval(law, known):
    whole = law.integral(lambda kind: kind, law.low, law.high)
    assert whole == pytest.approx(known.mean(), abs=1e-9)
    middle = float(known.ppf(0.4))
    parts = [law.integral(lambda kind: kind, *ends) for ends in ((law.low, middle), (middle, law.high))]
    assert sum(parts) == pytest.approx(whole, abs=1e-10)
    assert law.integral(lambda kind: 1.0, law.low, middle) == pytest.approx(0.4, abs=1e-9)


def test_a_truncation_that_leaves_nearly_nothing_is_refused():
    with pytest.raises(ValueError, match="nearly no probability between 9 and 10"):
        CurvedLaw("normal", (0.0, 1.0), 9.0, 10.0)
