"""What deters: least commitment, exact and as a proved formula, and what else would do."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
import sympy
from sympy import Rational

import deterrence as dt
from deterrence.sensitivity.goals.alternatives import alternatives
from deterrence.sensitivity.goals.required import required

RESTRAINT = {"ROK": "Restrain", "DPRK": "Restrain"}


def test_the_probe_is_deterred_above_the_greater_threshold_whatever_the_parameters() -> None:
    found = required(dt.load("nll-probe"), "c", outcome="Status quo")
    assert found.value == Rational(3, 4)
    assert not found.attained
    assert found.is_lasting
    assert found.formula.proved
    assert set(found.formula.lower[4:-1].split(", ")) == {"c_R", "c_D"}


def test_some_equilibrium_deters_earlier_than_every() -> None:
    game = dt.load("arms-guardrails")
    every = required(game, then=RESTRAINT)
    some = required(game, then=RESTRAINT, in_="some equilibrium")
    assert (every.value, every.attained) == (Rational(3, 4), False)
    assert (some.value, some.attained) == (Rational(3, 5), True)
    assert (some.formula.lower, some.formula.proved) == ("c_P", True)
    assert not every.formula.proved


def test_what_cannot_be_had_at_any_commitment_is_said() -> None:
    found = required(dt.load("nll-probe"), outcome="Repelled")
    assert not found.is_possible
    assert found.value is None
    assert "cannot be had at any c" in str(found)


def test_deterrence_may_be_lost_again() -> None:
    found = required(dt.load("moral-hazard"), outcome="Stable restraint")
    assert [str(interval) for interval in found.where] == ["(1/2, 4/5)"]
    assert not found.is_lasting
    assert found.formula.proved
    assert (found.formula.lower, found.formula.upper) == ("c_D", "c_M")


def test_what_is_so_from_the_start_needs_nothing() -> None:
    game = dt.load("nll-probe")
    found = required(game, outcome="Status quo", b=0.1, l=0.1, e=0.2, k=10)
    assert found.value > 0
    assert required(game, then={"probability of": "Escalation", "is": 0}, k=10, b=0.1, l=0.1).line.from_start
    assert required(game, then={"ROK": "Respond"}, in_="some equilibrium", c=1, letter="l").is_possible


def test_an_irrational_requirement_is_exact() -> None:
    x = dt.Parameter("x", "", 0, 1)
    game = dt.Matrix(["A"], {"A": ["Go", "Stay"]}, {"Go": ["1/2 - x**2"], "Stay": [0]}, parameters=[x])
    assert required(game, "x", then={"A": "Stay"}).value == sympy.sqrt(2) / 2


@pytest.mark.parametrize("lines", [1, pytest.param(8, marks=pytest.mark.slow)])
def test_the_formula_is_the_value_on_other_lines_too(lines: int) -> None:
    game = dt.load("divided-seoul")
    found = required(game, then={"DPRK": "Refrain"})
    assert found.formula.proved
    source = random.Random(5)
    for _ in range(lines):
        values = {"b": source.randint(1, 6), "k": source.randint(1, 6), "h": Fraction(source.randint(1, 9), 10)}
        there = required(game, then={"DPRK": "Refrain"}, **values)
        least = game.point({**found.fixed, **{n: Fraction(v) for n, v in values.items()}})[found.formula.lower]
        assert there.value is None or there.value == Rational(least.numerator, least.denominator)
        assert there.value is not None or least >= 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "say what the goal is"),
        ({"outcome": "War", "then": {"DPRK": "Refrain"}}, "say what the goal is"),
        ({"outcome": "War"}, "'War' is not an outcome"),
        ({"outcome": "Status quo", "in_": "any"}, "in_ is 'any'"),
        ({"then": {"unique": True}}, "not required"),
    ],
)
def test_mistakes_are_said(arguments: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        required(dt.load("nll-probe"), **arguments)


def test_one_other_parameter_may_deter_at_the_commitment_given() -> None:
    found = alternatives(dt.load("nll-probe"), outcome="Status quo", c=0.6)
    changes = {way.letter: way.change for way in found}
    assert changes["b"] == "lower below 3"
    assert changes["k"] == "raise above 4"
    assert changes["g"] == "no value does"
    game = dt.load("nll-probe")
    for letter, inside in (("b", 2.9), ("k", 4.1)):
        [eq] = dt.solve(game.base_case(c=0.6, **{letter: inside}))
        assert eq.outcomes["Status quo"] == 1


def test_nothing_needs_to_change_where_all_is_well() -> None:
    found = alternatives(dt.load("nll-probe"), outcome="Status quo", c=0.9)
    assert {way.change for way in found} == {"none needed"}


def test_answers_print_and_become_frames() -> None:
    game = dt.load("nll-probe")
    found = required(game, outcome="Status quo")
    assert "for all values of the parameters (proved): c > max(" in str(found)
    assert found.to_frame().shape == (1, 3)
    assert "raise above 4" in str(alternatives(game, outcome="Status quo", c=0.6))


def test_a_mixture_between_two_equilibria_may_be_what_is_wanted() -> None:
    """B is indifferent, so any of its mixtures is an equilibrium, 1/3 among them; A goes where that pays against it."""
    game = dt.Matrix(
        ["A", "B"],
        {"A": ["Go", "Stay"], "B": ["x", "y"]},
        {("Go", "x"): ("c", 0), ("Go", "y"): ("c", 0), ("Stay", "x"): (0, 0), ("Stay", "y"): (0, 0)},
        parameters=[dt.Parameter("c", "", -1, 1, base=0.5)],
    )
    third = {"A": "Go", "B": {"x": "1/3", "y": "2/3"}}
    some = required(game, "c", then={"B": third["B"]}, in_="some equilibrium")
    assert some.is_lasting
    assert some.line.from_start
    assert not required(game, "c", then={"B": third["B"]}).is_possible


ALIKE = [dt.Parameter("c", "", 0, 1, base="1/2", role="commitment"), dt.Parameter("k", "", 0, 1, base="1/2")]


def test_what_a_mixture_of_equilibria_does_can_be_had() -> None:
    game = dt.Matrix(["A"], {"A": ["x", "y"]}, {"x": ["k"], "y": ["k"]}, parameters=ALIKE)
    found = required(game, "c", then={"A": {"x": "2*c", "y": "1 - 2*c"}}, in_="some equilibrium")
    assert [str(interval) for interval in found.where] == ["[0, 1/2]"]
    assert found.complete
    assert not required(game, "c", then={"A": {"x": "2*c", "y": "1 - 2*c"}}).is_possible


def test_what_no_two_equilibria_have_between_them_is_left_open() -> None:
    game = dt.Matrix(["A"], {"A": ["x", "y", "z"]}, {"x": ["k"], "y": ["k"], "z": ["k"]}, parameters=ALIKE)
    found = required(game, "c", then={"A": {"x": "1/3", "y": "1/3", "z": "1/3"}}, in_="some equilibrium")
    assert not found.complete
    assert "mixtures of the equilibria listed" in found.why
