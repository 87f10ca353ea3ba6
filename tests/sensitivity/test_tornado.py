"""One parameter at a time: exact extremes, against a fine grid of games of numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy
from sympy import Rational, sqrt

import deterrence as dt
from deterrence.sensitivity.tornado import tornado


def one_player(go: str, **shared: object) -> dt.Matrix:
    x = dt.Parameter("x", "", 0, 1, base="1/2")
    return dt.Matrix(["A"], {"A": ["Go", "Stay"]}, {"Go": [go], "Stay": [-9]}, parameters=[x], **shared)


def test_the_probe() -> None:
    found = tornado(dt.load("nll-probe"), "probability of Escalation")
    assert found.base == (Rational(2, 5), Rational(2, 5))
    assert (found["c"].low.value, found["c"].high.value) == (0, Rational(1, 2))
    assert (found["c"].high.at, found["c"].high.attained) == (Fraction(1, 2), True)
    assert found["g"].span == 0
    assert [bar.span for bar in found] == sorted((bar.span for bar in found), reverse=True)


def test_an_extreme_inside_a_cell_is_found_where_the_derivative_vanishes() -> None:
    [bar] = tornado(one_player("x - x**3"), "payoff of A")
    assert bar.high.value == 2 * sqrt(3) / 9
    assert sympy.simplify(bar.high.at.sympy() - 1 / sqrt(3)) == 0
    assert bar.low.value == 0


def test_an_extreme_at_an_open_end_is_approached() -> None:
    [bar] = tornado(one_player("x", assumptions=["x < 3/4"]), "payoff of A")
    assert (bar.high.value, bar.high.attained) == (Rational(3, 4), False)


def test_what_grows_without_bound_is_said_to() -> None:
    [bar] = tornado(one_player("1/x - 1/(2 - 2*x)", assumptions=["0 < x < 1"]), "payoff of A")
    assert (bar.high.value, bar.high.at, bar.high.attained) == (sympy.oo, 0, False)
    assert bar.low.value == -9  # where the other move is better


def test_a_game_of_numbers_has_nothing_to_vary() -> None:
    with pytest.raises(ValueError, match="no parameter is free"):
        tornado(dt.load("nll-probe").base_case(), "payoff of ROK")


@pytest.mark.parametrize("select", ["all", "payoff dominance", "worst for ROK", "best for DPRK"])
def test_extremes_agree_with_a_grid(select: str) -> None:
    game = dt.load("arms-guardrails")
    bar = tornado(game, "payoff of ROK", select=select)["c"]
    values = []
    for step in range(41):
        found = list(dt.solve(game.base_case(c=Fraction(step, 40))))
        payoffs = [{p: float(e.payoffs[p]) for p in game.players} for e in found]
        if select == "payoff dominance":
            payoffs = [p for p in payoffs if all(p[k] >= q[k] for q in payoffs for k in p)][:1]
        elif select != "all":
            word, player = select.split(" for ")
            payoffs = [(min if word == "worst" else max)(payoffs, key=lambda p: p[player])]
        values += [p["ROK"] for p in payoffs]
    assert min(values) >= float(bar.low) - 1e-9
    assert max(values) <= float(bar.high) + 1e-9
    assert min(values) == pytest.approx(float(bar.low), abs=0.2)
    assert max(values) == pytest.approx(float(bar.high), abs=0.2)


def test_a_selection_that_is_not_by_payoffs_is_refused() -> None:
    with pytest.raises(ValueError, match="no comparison of payoffs"):
        tornado(dt.load("arms-guardrails"), "payoff of ROK", select="logit limit")
    with pytest.raises(ValueError, match="there is no selection"):
        tornado(dt.load("arms-guardrails"), "payoff of ROK", select="worst for China")
    with pytest.raises(ValueError, match="is not understood"):
        tornado(dt.load("arms-guardrails"), "war")


def test_tables_print_and_become_frames() -> None:
    found = tornado(dt.load("nll-probe"), {"DPRK": "Probe"})
    assert found.of == "DPRK: Probe" or "Probe" in found.of
    assert list(found.to_frame()["parameter"]) == [bar.letter for bar in found]
    assert "one parameter at a time" in str(found)
