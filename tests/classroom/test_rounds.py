"""A game as it is played: whoever follows an equilibrium gets, on average, what the equilibrium pays."""

from __future__ import annotations

import json
from typing import Any

import pytest

import deterrence as dt
from deterrence.classroom.rounds import as_played

PLAYED = ("nll-probe", "chicken", "beer-quiche", "unilateral-deterrence-incomplete", "moral-hazard")


def expected(played: dict[str, Any], strategies: list[list[float]]) -> list[float]:
    """Each player's payoff, by walking through the nodes."""
    total = [0.0] * len(played["players"])
    likely: list[float] = []
    for node in played["nodes"]:
        if node["parent"] < 0:
            likely.append(1.0)
        else:
            before = played["nodes"][node["parent"]]
            chances = before.get("chances") or strategies[before["set"]]
            likely.append(likely[node["parent"]] * chances[node["move"]])
        for player, payoff in enumerate(node.get("payoffs", ())):
            total[player] += likely[-1] * payoff
    return total


@pytest.mark.parametrize("name", PLAYED)
def test_play_by_an_equilibrium_pays_what_it_says(name: str) -> None:
    played = as_played(dt.load(name), {})
    json.dumps(played)
    assert played["equilibria"]
    for eq in played["equilibria"]:
        assert expected(played, eq["strategies"]) == pytest.approx(eq["payoffs"])


def test_values_are_those_asked_for() -> None:
    """At c = 2/5, below c_R = 1/2, Seoul absorbs."""
    played = as_played(dt.load("nll-probe"), {"c": "2/5"})
    assert played["values"]["c"] == "0.4"
    assert [eq["name"] for eq in played["equilibria"]] == ["DPRK Probe; ROK Absorb"]
    assert [(cell["from"], cell["to"]) for cell in played["line"]["cells"]] == [(0, 0.5), (0.5, 0.75), (0.75, 1)]
    assert played["line"]["here"] == 0.4


def test_in_a_matrix_nobody_sees_what_the_others_chose() -> None:
    played = as_played(dt.load("chicken"), {})
    assert [row["player"] for row in played["sets"]] == [0, 1]
    assert [node.get("set") for node in played["nodes"]] == [0, 1, 1, None, None, None, None]


@pytest.mark.parametrize("name", ["armistice", "hardening", "crisis-bluffing"])
def test_what_is_not_played_move_by_move_says_so(name: str) -> None:
    with pytest.raises(ValueError, match="only trees and matrices"):
        as_played(dt.load(name), {})


def test_a_value_out_of_range_is_told() -> None:
    with pytest.raises(ValueError, match="outside its range"):
        as_played(dt.load("nll-probe"), {"c": "2"})
