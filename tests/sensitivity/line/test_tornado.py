"""One parameter at a time: exact extremes, against a fine grid of games of numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy
from sympy import Rational, sqrt

import deterrence as dt
from deterrence.sensitivity.line.tornado import tornado


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


@pytest.mark.parametrize(
    "select",
    [
        "all",
        "payoff dominance",
        *(pytest.param(rule, marks=pytest.mark.slow) for rule in ("worst for ROK", "best for DPRK")),
    ],
)
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


# Nau, Gomez Canovas and Hansen (2004), section 4, with a letter: its one equilibrium mixes by a root.
NAU = {
    ("0", "0", "0"): (3, 0, 2), ("1", "0", "0"): (0, 1, 0), ("0", "1", "0"): (0, 2, 0), ("1", "1", "0"): (1, 0, 0),
    ("0", "0", "1"): (1, 0, 0), ("1", "0", "1"): (0, 3, 0), ("0", "1", "1"): (0, 1, 0),
    ("1", "1", "1"): (2, 0, "3 + x"),
}  # fmt: skip


@pytest.mark.parametrize("select", ["all", "payoff dominance", "worst for A", "best for C"])
def test_a_root_that_moves_is_followed_to_its_extremes(select: str) -> None:
    moves = {player: ["0", "1"] for player in "ABC"}
    game = dt.Matrix(list("ABC"), moves, NAU, parameters=[dt.Parameter("x", "", 0, 1, base="1/2")])
    ends = [dt.solve(game.base_case(x=x))[0] for x in (0, 1)]
    for player in "AC":
        [bar] = dt.tornado(game, f"payoff of {player}", select=select)
        values = [float(end.payoffs[player]) for end in ends]
        assert (float(bar.low), float(bar.high)) == pytest.approx((min(values), max(values)), abs=1e-12)
        assert float(bar.low.value) == pytest.approx(min(values), abs=1e-12)
        assert {bar.low.at, bar.high.at} == {0, 1}


PAYOFFS_THAT_CROSS = {
    ("0", "0", "0"): ("-2", "24", "-1"),
    ("0", "0", "1"): ("24", "-19", "0"),
    ("0", "1", "0"): ("20 + 20*x", "-11 + -13*x", "21"),
    ("0", "1", "1"): ("10 + 20*x", "-2", "9"),
    ("1", "0", "0"): ("9 + -13*x", "-26 + 7*x", "26"),
    ("1", "0", "1"): ("-29", "-10", "23 + 7*x"),
    ("1", "1", "0"): ("10", "-30", "-1"),
    ("1", "1", "1"): ("-4", "29", "15"),
}


def test_payoffs_that_are_roots_are_compared_when_one_is_selected() -> None:
    """A random game in which B's payoffs of two mixed equilibria cross at a place that is no tie of the game."""
    payoffs = PAYOFFS_THAT_CROSS
    moves = {player: ["0", "1"] for player in "ABC"}
    game = dt.Matrix(list("ABC"), moves, payoffs, parameters=[dt.Parameter("x", "", 0, 1, base="1/2")])
    [bar] = dt.tornado(game, "payoff of C", select="best for B")
    before, after = (dt.solve(game.base_case(x=float(bar.high.at) + step)) for step in (-1e-6, 1e-6))
    best = [float(max(found, key=lambda eq: float(eq.payoffs["B"])).payoffs["C"]) for found in (before, after)]
    assert sorted(best) == pytest.approx([float(bar.low), float(bar.high)], abs=1e-3)


@pytest.mark.parametrize(
    ("name", "meant"),
    [("Escalation", "probability of Escalation"), ("Respond", "probability of Respond"), ("ROK", "payoff of ROK")],
)
def test_a_name_alone_says_what_is_meant(name, meant):
    game = dt.load("nll-probe")
    found = dt.tornado(game, name)
    assert found.of == meant
    assert found == dt.tornado(game, meant)


@pytest.mark.parametrize(
    ("select", "ends"), [("worst for A", (0, Fraction(1, 2))), ("best for A", (Fraction(1, 2), 1))]
)
def test_of_two_equilibria_one_is_selected(select: str, ends: tuple[Fraction, Fraction]) -> None:
    """B is indifferent, and A has nothing to choose: its payoff is x in one equilibrium and 1 - x in the other."""
    x = dt.Parameter("x", "", 0, 1, base="1/2")
    cells = {("a", "l"): ("x", 0), ("a", "r"): ("1 - x", 0)}
    [bar] = tornado(
        dt.Matrix(["A", "B"], {"A": ["a"], "B": ["l", "r"]}, cells, parameters=[x]), "payoff of A", select=select
    )
    assert (bar.low.value, bar.high.value) == ends
