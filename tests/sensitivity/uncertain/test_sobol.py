"""Sobol indices against closed forms, with and without assumptions that tie parameters together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

import deterrence as dt
from deterrence.sensitivity.asking.problem import Problem
from deterrence.sensitivity.uncertain.draws import uniform
from deterrence.sensitivity.uncertain.evaluated import evaluator
from deterrence.sensitivity.uncertain.morris import morris, sobol_second_order
from deterrence.sensitivity.uncertain.sobol import _saltelli, sobol

GO = {"A": "Go"}


def one_player(go: str, letters: str, **shared: object) -> dt.Matrix:
    parameters = [dt.Parameter(name, "", 0, 1) for name in letters]
    return dt.Matrix(["A"], {"A": ["Go", "Stay"]}, {"Go": [go], "Stay": [-9]}, parameters=parameters, **shared)


PRODUCT = dt.Matrix(
    ["A"],
    {"A": ["Go", "Stay"]},
    {"Go": ["c*k - 1/4"], "Stay": [0]},
    parameters=[dt.Parameter("c", "", 0, 1), dt.Parameter("k", "", 0, 1)],
)


def test_a_probe_that_pays_where_the_product_exceeds_a_quarter() -> None:
    """Y = 1 when c*k > 1/4: S1 = 0.33905 and ST = 0.66095 for each."""
    found = sobol(PRODUCT, GO, draws=16_384)
    assert found.independent
    for row in found:
        assert row.first_low < 0.33905 < row.first_high
        assert row.total_low < 0.66095 < row.total_high
        assert row.first == pytest.approx(0.33905, abs=0.02)
        assert row.total == pytest.approx(0.66095, abs=0.02)
    assert found.mean[0] == pytest.approx(1 - (1 / 4 + 1.3862943611 / 4), abs=0.01)


def test_a_sum_has_the_shares_of_its_terms() -> None:
    found = sobol(one_player("u + 2*v", "uv"), "payoff of A", draws=4096)
    for letter, share in (("u", 1 / 5), ("v", 4 / 5)):
        assert found[letter].first == pytest.approx(share, abs=0.02)
        assert found[letter].total == pytest.approx(share, abs=0.02)


def test_parameters_tied_by_an_assumption_have_conditional_indices() -> None:
    """Y = u on the triangle u > v: S = 1 and 1/4, ST = 3/4 and 0."""
    found = sobol(one_player("u", "uv", assumptions=["u > v"]), "payoff of A", draws=4096)
    assert not found.independent
    assert found["u"].first == pytest.approx(1, abs=0.02)
    assert found["u"].total == pytest.approx(3 / 4, abs=0.02)
    assert found["v"].first == pytest.approx(1 / 4, abs=0.02)
    assert found["v"].total == pytest.approx(0, abs=1e-9)


@pytest.mark.slow
def test_where_assumptions_bind_tightly_the_others_are_drawn_one_by_one() -> None:
    """The greatest of four uniform numbers: E(u|v) = (1 + v)/2, E(u|w) = (2 + w)/3, E(u|x) = (3 + x)/4."""
    game = one_player("u", "uvwx", assumptions=["u > v > w > x"])
    found = sobol(game, "payoff of A", draws=1024)
    for letter, share in (("u", 1), ("v", 3 / 8), ("w", 1 / 6), ("x", 1 / 16)):
        assert found[letter].first == pytest.approx(share, abs=0.08)
    assert found["u"].total == pytest.approx(5 / 8, abs=0.08)
    assert found["x"].total == pytest.approx(0, abs=1e-9)


def test_with_several_equilibria_the_least_and_the_greatest_have_indices_of_their_own() -> None:
    game = dt.load("arms-guardrails")
    values = {"m_R": 1, "k_R": 2, "d_R": 8, "m_D": 5, "k_D": 2, "d_D": 4, "g": uniform(0, 0.5)}
    found = sobol(game, {"ROK": "Arm"}, draws=1024, **values)
    assert {row.bound for row in found} == {"low", "high"}
    chosen = sobol(game, {"ROK": "Arm"}, draws=1024, select="worst for ROK", **values)
    assert {row.bound for row in chosen} == {""}


def test_a_range_cuts_a_distribution_off_and_ties_nothing_together() -> None:
    found = sobol(one_player("u + v", "uv"), "payoff of A", draws=1024, u=stats.norm(1, 1), v=stats.binom(2, 0.5))
    assert found.independent
    # v is 0 or 1, in odds 1 to 2: of the binomial, 2 lies outside the range.
    variances = {"u": stats.truncnorm(-1, 0, 1, 1).var(), "v": 2 / 9}
    for letter, variance in variances.items():
        assert found[letter].first == pytest.approx(variance / sum(variances.values()), abs=0.04)
    with pytest.raises(ValueError, match="hardly ever lies in its range"):
        sobol(one_player("u + v", "uv"), "payoff of A", u=stats.norm(9, 1))


def test_one_uncertain_parameter_explains_everything() -> None:
    """With a single parameter both indices are 1, by definition."""
    found = sobol(one_player("u**2", "u"), "payoff of A", draws=1024)
    assert [row.letter for row in found] == ["u"]
    assert found["u"].first == pytest.approx(1, abs=0.05)
    assert found["u"].total == pytest.approx(1, abs=0.05)
    assert "u " in str(found)


@pytest.mark.parametrize(("outputs", "letters"), [(1, 3), (2, 2)])
def test_the_estimator_is_that_of_scipy(outputs: int, letters: int) -> None:
    random = np.random.default_rng(3)
    one, other, mixed = (random.random((*lead, outputs, 64)) for lead in ((), (), (letters,)))
    theirs = stats.sobol_indices(func={"f_A": one, "f_B": other, "f_AB": mixed}, n=64)
    for mine, found in zip(_saltelli(one, other, mixed), (theirs.first_order, theirs.total_order), strict=True):
        assert mine == pytest.approx(np.atleast_2d(found))


def test_a_number_that_does_not_vary_has_no_indices() -> None:
    with pytest.raises(ValueError, match="does not vary"):
        sobol(one_player("u + 1", "uv"), GO)


@pytest.mark.parametrize(
    ("ask", "given"),
    [
        (sobol, {"draws": "5"}),
        (sobol, {"draws": 2.5}),
        (sobol, {"draws": 10**12}),
        (sobol, {"draws": float("nan")}),
        (sobol, {"seed": -1}),
        (sobol, {"confidence": 95}),
        (sobol_second_order, {"draws": 0, "select": "best for A"}),
        (sobol_second_order, {"confidence": "0.9", "select": "best for A"}),
        (morris, {"levels": 1, "select": "best for A"}),
        (morris, {"paths": True, "select": "best for A"}),
        (dt.uncertainty, {"draws": float("inf")}),
        (dt.uncertainty, {"seed": 1.5}),
    ],
)
def test_counts_and_shares_are_checked_at_the_door(ask, given) -> None:
    [name] = given.keys() - {"select"}
    args = () if ask is dt.uncertainty else (GO,)
    with pytest.raises(ValueError, match=rf"^{name} is .*; expected a "):
        ask(PRODUCT, *args, **given)


def test_a_thousand_may_be_written_1e3() -> None:
    assert dt.uncertainty(PRODUCT, draws=1e3).attrs["draws"] == 1000
    assert sobol(PRODUCT, GO, draws=1e3).draws == 1024


def test_second_order_indices_repeat_themselves_with_any_seed_and_need_a_pair() -> None:
    pytest.importorskip("SALib")
    one, other = (sobol_second_order(PRODUCT, GO, select="worst for A", draws=64, seed=0) for _ in range(2))
    assert one.equals(other)
    with pytest.raises(ValueError, match="only 'u' is uncertain"):
        sobol_second_order(one_player("u", "u"), "payoff of A", select="worst for A")


def test_second_order_and_morris_need_one_equilibrium_and_independence() -> None:
    pytest.importorskip("SALib")
    second = sobol_second_order(PRODUCT, GO, select="worst for A", draws=1024)
    assert second["second"][0] == pytest.approx(1 - 2 * 0.33905, abs=0.1)
    screened = morris(one_player("u + 2*v", "uvw"), "payoff of A", select="worst for A", paths=32)
    assert list(screened["parameter"])[:2] == ["v", "u"]
    assert screened["mean"].iloc[-1] == 0
    with pytest.raises(ValueError, match="which equilibrium is meant"):
        morris(PRODUCT, GO, select="all")
    with pytest.raises(ValueError, match="forbid some combinations"):
        morris(one_player("u", "uv", assumptions=["u > v"]), "payoff of A", select="worst for A")


def test_tables_print_and_become_frames() -> None:
    found = sobol(one_player("u + 2*v", "uv"), "payoff of A", draws=256)
    assert list(found.to_frame()["letter"]) == ["v", "u"]
    assert "95% confidence" in str(found)


def test_points_without_an_equilibrium_are_told_from_those_at_which_a_rule_picks_none() -> None:
    families = evaluator(Problem.of(PRODUCT.at(k=1)))
    here = families.at({"c": np.array([0.3, 0.4])})
    missing = np.array([1.0, np.nan])
    here.refuse_gaps("risk dominance", np.ones(2))
    with pytest.raises(ValueError, match="'risk dominance' picks no equilibrium at some points"):
        here.refuse_gaps("risk dominance", missing)
    late = replace(families, promise=families.promise.lacking("the time was up"))
    nowhere = replace(here, evaluator=late, exists=np.zeros_like(here.exists))
    with pytest.raises(ValueError, match="at some points no equilibrium was found: the time was up"):
        nowhere.refuse_gaps("risk dominance", missing)
