"""Pictures of games of many periods, and of what players can get in them."""

from __future__ import annotations

import io
from typing import Any

import pytest

import deterrence as dt
from deterrence.plots.over_time import MOST_STATES


def words(axes: Any) -> str:
    held = io.BytesIO()
    axes.figure.savefig(held, format="svg")
    return held.getvalue().decode()


def test_states_are_boxes_with_arrows_that_say_what_leads_along_them() -> None:
    text = words(dt.plot(dt.load("hardening")))
    assert ">Tolerant</text>" in text
    assert ">Absorbed (h)</text>" in text
    assert "stays after Quiet" in text
    assert "Starts in Tolerant, played for ever" in text


def test_an_equilibrium_stands_in_its_states() -> None:
    text = words(dt.plot(dt.load("hardening"), at={"c": "1/4"}))
    assert ">DPRK: Probe</text>" in text
    assert ">ROK: Absorb</text>" in text


def test_a_repeated_game_is_its_matrix_and_how_it_goes_on() -> None:
    text = words(dt.plot(dt.load("armistice"), at={"c": "1/2"}, equilibrium=1))
    assert ">Violate</text>" in text
    assert "Played for ever, discount factor δ, grim trigger." in text
    assert "(equilibrium 2 of 2)" in text


def test_words_of_arrows_do_not_cover_one_another() -> None:
    names = [f"Line {i}" for i in range(5)]
    states = {
        name: dt.Decision("A", {other: dt.Outcome(f"To {other}", [0], next=other) for other in names}) for name in names
    }
    axes = dt.plot(dt.Stochastic(["A"], states, "1/2"))
    boxes = [text.get_window_extent() for text in axes.texts if text.get_text().startswith("To ")]
    covered = sum(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])
    assert covered <= 2


def test_too_many_states_are_refused() -> None:
    states = {str(i): dt.Decision("A", {"x": [0]}) for i in range(MOST_STATES + 1)}
    with pytest.raises(ValueError, match="too large to draw"):
        dt.plot(dt.Stochastic(["A"], states, "1/2"))


@pytest.mark.parametrize("delta", ["1/5", "2/5", "3/5"])
def test_payoffs_are_drawn_with_both_players_named(delta: str) -> None:
    found = dt.repeated_payoffs(dt.load("repeated-prisoners-dilemma").base_case(delta=delta))
    text = words(dt.plot(found))
    assert ">payoff of A</text>" in text
    assert f"discount factor δ = {delta}" in text


def test_the_command_draws_them(tmp_path: Any) -> None:
    from deterrence.cli.entry import main

    for name in ("armistice", "hardening"):
        path = tmp_path / f"{name}.svg"
        assert main(["plot", name, "-o", str(path)]) == 0
        assert path.read_text().startswith("<?xml")
