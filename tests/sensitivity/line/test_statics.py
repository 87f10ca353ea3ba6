"""Comparative statics: the signs are those of the derivatives, wherever the family exists."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

import deterrence as dt
from deterrence.algebra.conditions.find_point import Answer, random_points
from deterrence.algebra.exact.rational import ring
from deterrence.sensitivity.line.statics import Statics, sign_on, statics
from tests.known_games import TWO_TIES


def signs(table: object, family: str) -> dict[tuple[str, str], str]:
    return {(r.quantity, r.letter): r.sign for r in table if r.family.name == family}


def test_the_probe_that_is_answered() -> None:
    found = signs(statics(dt.load("nll-probe")), "DPRK Probe; ROK Respond")
    assert found["payoff of DPRK", "c"] == "-"
    assert found["payoff of ROK", "c"] == "+"
    assert found["probability of Escalation", "c"] == "-"
    assert found["payoff of ROK", "e"] == "-"
    assert found["payoff of ROK", "g"] == "0"


def test_a_mixture_moves_with_the_other_players_payoffs() -> None:
    found = signs(statics(dt.load("ambiguity")), "US mixes Back/Withhold; ROK mixes Restrained/Firm")
    assert (found["US: Back", "a"], found["US: Back", "b"], found["US: Back", "v"]) == ("-", "+", "0")
    assert found["ROK: Firm", "v"] == "+"


def test_a_sign_that_changes_within_a_region_depends() -> None:
    x = dt.Parameter("x", "", 0, 1)
    game = dt.Matrix(["A"], {"A": ["Go", "Stay"]}, {"Go": ["x - x**2"], "Stay": [-1]}, parameters=[x])
    [row] = statics(game, "x")
    assert (row.sign, row.proved) == ("depends", True)


@pytest.mark.parametrize(
    "name",
    ["chicken", "two-theatres", *(pytest.param(n, marks=pytest.mark.slow) for n in ("red-line", "divided-seoul"))],
)
def test_signs_agree_with_derivatives_at_random_points(name: str) -> None:
    game = dt.load(name)
    table = statics(game)
    assert all(row.proved for row in table)
    from deterrence.games.background import background

    points = random_points(background(game), 60)
    random.Random(0).shuffle(points)
    for row in table:
        here = [p for p in points if all(c.holds(p) for c in row.family.exists.raw)]
        values = [row.derivative_value.evaluate(p) for p in here]
        if row.sign == "+":
            assert all(v >= 0 for v in values)
        if row.sign == "-":
            assert all(v <= 0 for v in values)
        if row.sign == "0":
            assert all(v == 0 for v in values)


def test_tables_print_and_become_frames() -> None:
    table = statics(dt.load("nll-probe"), "c")
    assert "payoff of ROK              +" in str(table)
    assert set(table.to_frame()["parameter"]) == {"c"}
    assert {str(row.derivative) for row in table} == {"1", "-1", "-b - k", "e + s", "0"}


def test_nothing_is_said_of_how_a_family_moves_that_exists_at_a_tie_alone() -> None:
    # At s = 2 alone "A R; B U" exists, with payoff s - 2: a sign "throughout its region" would be any sign.
    assert "A R; B U" in {eq.name for eq in dt.solve(TWO_TIES)}
    assert not list(statics(TWO_TIES))


class Silent:
    """Finds nothing out about one sign, or about either; the other is as told."""

    def __init__(self, positive: bool | None, negative: bool | None) -> None:
        self.answers = [Answer(positive), Answer(negative)]

    def find(self, _: object) -> Answer:
        return self.answers.pop(0)


@pytest.mark.parametrize(
    ("positive", "negative", "sign", "proved"),
    [
        (True, True, "depends", True),
        (True, False, "+", True),
        (False, True, "-", True),
        (False, False, "0", True),
        (True, None, "+", False),
        (None, False, "+", False),
        (None, True, "-", False),
        (False, None, "-", False),
        (None, None, "depends", False),
    ],
)
def test_a_side_that_is_undecided_is_not_taken_for_a_proof(
    positive: bool | None, negative: bool | None, sign: str, proved: bool
) -> None:
    x = ring(("x",)).letter("x")
    assert sign_on(x, (), Silent(positive, negative)) == (sign, proved)


def test_what_was_not_proved_is_marked() -> None:
    table = statics(dt.load("chicken"), "T")
    doubtful = replace(table, rows=(replace(table[0], proved=False, sign="+"),))
    assert isinstance(doubtful, Statics)
    assert "+ ?" in str(doubtful)
    assert "? read off sampled points, not proved" in str(doubtful)
