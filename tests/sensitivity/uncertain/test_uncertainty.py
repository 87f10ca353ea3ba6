"""Uncertain parameters: probabilities with their errors, and which equilibrium is meant always said."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

import deterrence as dt
from deterrence.sensitivity.uncertain.uncertainty import uncertainty, uniform

PROBE = {"g": 2, "b": 6, "k": 2, "l": 1, "e": 3, "s": 1}
ARMS = {"g": 0, "m_R": 1, "k_R": 2, "d_R": 8, "m_D": 5, "k_D": 2, "d_D": 4}


def arms(select: str, **more: object) -> object:
    return uncertainty(dt.load("arms-guardrails"), draws=20_000, select=select, **(ARMS | more))


def triangle(payoff: str = "u - 1/2") -> dt.Matrix:
    letters = [dt.Parameter(name, "", 0, 1) for name in "uv"]
    payoffs = {"Go": [payoff], "Stay": [0]}
    return dt.Matrix(["A"], {"A": ["Go", "Stay"]}, payoffs, parameters=letters, assumptions=["u > v"])


def test_probabilities_are_those_of_the_thresholds() -> None:
    found = uncertainty(dt.load("nll-probe"), draws=50_000, c=uniform(0.6, 1), **PROBE)
    for bound in ("low", "high"):
        value = float(found.probability.sel(outcome="Status quo", bound=bound))
        error = float(found.probability_error.sel(outcome="Status quo", bound=bound))
        assert abs(value - 0.625) < 4 * error
        assert error == pytest.approx(np.sqrt(0.625 * 0.375 / 50_000), rel=0.05)
    assert float(found.several) == 0
    assert float(found["none"]) == 0


def test_assumptions_are_met_by_rejection_and_the_share_kept_is_reported() -> None:
    found = uncertainty(triangle(), draws=50_000, keep=True)
    assert found.attrs["kept"] == pytest.approx(0.5, abs=0.01)
    assert (found["u"] > found["v"]).all()
    # P(u > 1/2) under the uniform distribution on the triangle is 3/4.
    value = float(found.probability.sel(outcome="Go", bound="low"))
    assert abs(value - 0.75) < 4 * float(found.probability_error.sel(outcome="Go", bound="low"))


def test_any_distribution_of_scipy_will_do_and_ranges_bind() -> None:
    game = dt.load("nll-probe")
    found = uncertainty(game, draws=20_000, c=stats.norm(0.75, 0.2), keep=True, **PROBE)
    assert 0 <= float(found["c"].min()) <= float(found["c"].max()) <= 1
    deterred = float(found.probability.sel(outcome="Status quo", bound="low"))
    inside = stats.norm(0.75, 0.2)
    exact = (inside.cdf(1) - inside.cdf(0.75)) / (inside.cdf(1) - inside.cdf(0))
    assert deterred == pytest.approx(exact, abs=0.02)


def test_a_distribution_that_reaches_beyond_the_range_is_said_to_be_cut() -> None:
    game = dt.load("nll-probe")
    found = uncertainty(game, draws=200, k=uniform(0, 40), c=uniform(0.2, 0.6), b=stats.norm(5, 1))
    # Of the normal distribution less than a millionth lies beyond five standard deviations, which is not worth a word.
    assert found.attrs["cut"] == "k (75.0% of its distribution lies outside [0, 10])"
    assert uncertainty(game, draws=50, c=uniform(0.2, 0.6)).attrs["cut"] == ""
    shown = str(dt.sobol(game, of="probability of Status quo", draws=64, k=uniform(0, 20)))
    assert "Cut at the declared range: k (50.0% of its distribution lies outside [0, 10])." in shown


def test_a_distribution_with_atoms_meets_ties() -> None:
    found = uncertainty(dt.load("nll-probe"), draws=2_000, c=stats.bernoulli(0.5, loc=0), **PROBE)
    assert float(found.probability.sel(outcome="Status quo", bound="low")) == pytest.approx(0.5, abs=0.05)


def test_quasi_random_draws_have_a_smaller_error() -> None:
    game = dt.load("nll-probe")
    plain = uncertainty(game, draws=16_384, c=uniform(0, 1), **PROBE)
    for method in ("sobol", "halton", "latin hypercube"):
        even = uncertainty(game, draws=16_384, method=method, c=uniform(0, 1), **PROBE)
        where = {"outcome": "Status quo", "bound": "low"}
        assert float(even.probability_error.sel(where)) < float(plain.probability_error.sel(where)) / 2
        assert float(even.probability.sel(where)) == pytest.approx(0.25, abs=0.002)


def test_the_same_seed_gives_the_same_numbers() -> None:
    one, same, other = (uncertainty(triangle(), draws=5_000, seed=seed) for seed in (1, 1, 2))
    assert one.identical(same)
    assert not one.identical(other)


@pytest.mark.parametrize(
    ("select", "restraint"),
    [("worst for ROK", 0.25), ("best for ROK", 0.4), ("payoff dominance", 0.4), ("risk dominance", 2 / 7)],
)
def test_each_selection_picks_its_equilibrium(select: str, restraint: float) -> None:
    # Between 3/5 and 3/4 the arms race is a stag hunt; risk dominance changes sides at 5/7 there.
    found = arms(select)
    assert float(found.probability.sel(outcome="Restrain, Restrain")) == pytest.approx(restraint, abs=0.012)
    assert found.attrs["select"] == select
    assert float(found.several) == pytest.approx(0.15, abs=0.01)
    everything = arms("all")
    low, high = (everything.probability.sel(bound=b, outcome="Restrain, Restrain") for b in ("low", "high"))
    assert float(low) - 0.012 <= restraint <= float(high) + 0.012


def test_risk_dominance_where_payoffs_come_in_pieces() -> None:
    """A stag hunt with stag worth min(1, 3h): hare dominates beyond h = 1/2, where 1 - h < h, and stag before."""
    table = [["min(1, 3*h)", 0], ["h", "h"]]
    game = dt.Matrix.from_arrays(table, [list(row) for row in zip(*table)], parameters=[dt.Parameter("h", "", 0, 1)])
    found = uncertainty(game, draws=5_000, select="risk dominance")
    assert float(found.probability[0]) == pytest.approx(0.5, abs=0.03)
    assert float(found.unselected) == 0


def test_functions_that_are_not_rational_are_drawn_too() -> None:
    found = uncertainty(triangle("exp(u) - sqrt(2)"), draws=20_000)
    # P(u > log(2)/2) on the triangle u > v.
    assert float(found.probability.sel(outcome="Go", bound="low")) == pytest.approx(1 - np.log(2) ** 2 / 4, abs=0.015)


def test_the_logit_limit_is_one_of_the_equilibria() -> None:
    found = uncertainty(
        dt.load("arms-guardrails"), draws=6, select="logit limit", c=uniform(0.62, 0.66), **ARMS
    )  # well on the risky side of 5/7
    assert float(found.probability.sel(outcome="Arm, Arm")) == 1


def test_a_logit_limit_that_is_a_mixture_of_those_listed_is_none_of_them() -> None:
    # Whoever does not care between two moves takes each half of the time, however precise the choice.
    game = dt.Matrix(["A"], {"A": ["x", "y"]}, {"x": ["k"], "y": ["k"]}, parameters=[dt.Parameter("k", "", 0, 1)])
    found = uncertainty(game, draws=4, select="logit limit")
    assert float(found.unselected) == 1


def test_where_a_rule_picks_none_that_is_said() -> None:
    chicken = dt.Matrix.from_arrays(
        [[0, -1], [1, "-k"]], [[0, 1], [-1, "-k"]], parameters=[dt.Parameter("k", "", 2, 3)]
    )
    found = uncertainty(chicken, draws=500, select="payoff dominance")
    assert float(found.unselected) == 1
    assert np.isnan(found.probability).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"select": "worst for US"}, "there is no selection 'worst for US'"),
        ({"select": "risk dominance"}, "defined for matrices of two players"),
        ({"method": "dice"}, "there is no method 'dice'"),
        ({"x": 1}, "'x' is not a free parameter"),
        ({"c": 2}, "outside its range"),
        ({"c": 0.5, **PROBE}, "no parameter is uncertain"),
        ({"c": uniform(5, 6)}, r"the distribution of 'c', from 5 to 6, lies outside its range \[0, 1\]"),
        ({"c": stats.norm(5, 0.1)}, r"the distribution of 'c' hardly ever lies in its range \[0, 1\]"),
        ({"draws": 0}, "whole number from 1 to"),
        ({"l": uniform(9, 10), "e": uniform(0, 1)}, "meet the assumptions and ranges: narrow the distributions"),
        ({"c": (0.1, 0.5)}, r"'c' is a number or a distribution, not tuple \(0.1, 0.5\): .* c=dt.uniform\(0.1, 0.5\)"),
        ({"c": [0.1, 0.5]}, r"write c=dt.uniform\(0.1, 0.5\)"),
        ({"c": np.linspace(0, 1, 5)}, r"'c' is a number or a distribution, not ndarray .*dt.uniform"),
        ({"c": "0.1:0.5"}, r"in Python write c=dt.uniform\(0.1, 0.5\)"),
        ({"c": stats.beta}, r"the distribution beta needs its numbers: stats.beta\(a, b\)"),
    ],
)
def test_mistakes_are_said(arguments: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        uncertainty(dt.load("nll-probe"), **({"draws": 100} | arguments))


def test_an_unbounded_parameter_needs_a_distribution() -> None:
    game = dt.Matrix(["A"], {"A": ["Go", "Stay"]}, {"Go": ["x"], "Stay": [0]}, parameters=["x"])
    with pytest.raises(ValueError, match="no bounded range"):
        uncertainty(game)
    found = uncertainty(game, draws=5_000, x=stats.norm(0, 1))
    assert float(found.probability.sel(outcome="Go", bound="low")) == pytest.approx(0.5, abs=0.03)
