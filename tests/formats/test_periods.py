"""Repeated games and games with states in model files: read, written, and mistakes put in their place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import deterrence as dt
from deterrence.formats.model_file import ModelFileError, reads

MODELS = Path(__file__).parents[2] / "models"
HARDENING = (MODELS / "korea" / "hardening.yaml").read_text()
DILEMMA = (MODELS / "classics" / "repeated-prisoners-dilemma.yaml").read_text()

TABLES = """
players: [A, B]
parameters: {b: {range: [0, 5], base: 1}, d: {range: [0, 0.9], base: 0.5}}
states:
  Peace:
    matrix:
      moves: {A: [Rest, Arm], B: [Rest, Arm]}
      payoffs:
        Rest: {Rest: [0, 0], Arm: [-b, 1]}
        Arm: {Rest: [1, -b], Arm: [-1, -1]}
    next: {Rest: {Rest: Peace, Arm: Race}, Arm: {Peace: 1/3, Race: 2/3}}
  Race:
    matrix:
      moves: {A: [Rest, Arm], B: [Rest, Arm]}
      payoffs:
        Rest: {Rest: [0, 0], Arm: [-b, 0]}
        Arm: {Rest: [0, -b], Arm: [-1, -1]}
    next: {Peace: 1/4, Race: 3/4}
  Ruin:
    tree: {player: A, moves: {Wait: {payoffs: [0, 0], next: Ruin}, End: [1, 1]}}
start: Peace
discount: d
"""


def test_a_file_is_the_game_written_in_python() -> None:
    game = reads(TABLES)
    assert isinstance(game, dt.Stochastic)
    moves = {"A": ["Rest", "Arm"], "B": ["Rest", "Arm"]}
    peace = {("Rest", "Rest"): (0, 0), ("Rest", "Arm"): ("-b", 1), ("Arm", "Rest"): (1, "-b"), ("Arm", "Arm"): (-1, -1)}
    race = {("Rest", "Rest"): (0, 0), ("Rest", "Arm"): ("-b", 0), ("Arm", "Rest"): (0, "-b"), ("Arm", "Arm"): (-1, -1)}
    written = dt.Stochastic(
        ["A", "B"],
        {
            "Peace": {
                "moves": moves,
                "payoffs": peace,
                "next": {"Rest": {"Rest": "Peace", "Arm": "Race"}, "Arm": {"Peace": "1/3", "Race": "2/3"}},
            },
            "Race": {"moves": moves, "payoffs": race, "next": {"Peace": "1/4", "Race": "3/4"}},
            "Ruin": dt.Decision("A", {"Wait": dt.Outcome("", (0, 0), next="Ruin"), "End": (1, 1)}),
        },
        discount="d",
        parameters=[dt.Parameter("b", low=0, high=5, base=1), dt.Parameter("d", low=0, high="0.9", base="0.5")],
    )
    assert game == written


@pytest.mark.parametrize(
    "text", [TABLES, TABLES + "horizon: 2\n", HARDENING, DILEMMA, DILEMMA.replace("grim trigger", "tit-for-tat", 9)]
)
@pytest.mark.parametrize("format", ["yaml", "py"])
def test_what_is_written_reads_as_an_equal_game(text: str, format: str) -> None:  # noqa: A002
    text = text.replace("{on the path: Cooperate, after a deviation: Defect}", "Cooperate") if "tit-" in text else text
    game = reads(text)
    again = dt.dumps(game, format)
    if format == "py":
        made: dict[str, Any] = {}
        exec(again, made)  # noqa: S102 -- source that we wrote
        assert made["game"] == game
    else:
        assert reads(again) == game
        assert dt.dumps(reads(again), format) == again


MISTAKES = [
    (
        HARDENING,
        "next: {Hardened: h, T",
        "next: {Hardned: h, T",
        "115:76: 'Hardned' is not a state; those are Tolerant",
    ),
    (
        HARDENING,
        "Tolerant: 1 - h}",
        "Tolerant: 1 - 2*h}",
        "115:69: probabilities of the next state sum to 1 - h, not 1",
    ),
    (HARDENING, "next: {Hardened: h, Tolerant: 1 - h}", "next: Hard", "115:75: 'Hard' is not a state"),
    (
        HARDENING,
        "{Hardened: h, ",
        "{Hardened: hh, ",
        "115:86: probability uses 'hh', which is not a parameter. Did you mean 'h'",
    ),
    (
        HARDENING,
        "start: Tolerant",
        "start: Tolerent",
        "127:8: 'Tolerent' is not a state; those are Tolerant, Hardened. Did",
    ),
    (HARDENING, "discount: delta", "discount: deta", "128:11: discount factor uses 'deta', which is not a parameter."),
    (HARDENING, "discount: delta\n", "discount: 1\n", "128:11: the discount factor is 1; it lies in [0, 1)."),
    (HARDENING, "discount: delta\n", "discount: g_0\n", "128:11: the discount factor 'g_0' has the range [0, 8]"),
    (HARDENING, "discount: delta\n", "", "106:1: a game with states has a 'discount' factor"),
    (
        HARDENING,
        "start: Tolerant",
        "horizon: many",
        "127:10: 'horizon' is a number of periods, such as 3; found 'many'.",
    ),
    (
        HARDENING,
        "start: Tolerant",
        "repeated: {discount: delta}",
        "127:1: 'repeated' goes with a 'matrix'; this model has",
    ),
    (HARDENING, "  Hardened:\n    tree:", "  Hardened:\n    tre:", "118:5: 'tre' is not a key of a state"),
    (TABLES, "next: {Rest: {Rest: Peace", "next: {Rest: {Rst: Peace", "11:19: 'Rst' is neither a state nor a move"),
    (TABLES, "Arm: [-b, 1]", "Arm: [-bb, 1]", "9:37: payoff for A uses 'bb', which is not a parameter. Did"),
    (
        TABLES,
        "next: {Rest: {Rest: Peace, Arm: Race}, Arm",
        "next: {Arm",
        "11:5: 'next' says nothing for Rest; say the next",
    ),
    (
        TABLES,
        "{Rest: Peace, Arm: Race}",
        "{Rest: Peace}",
        "11:12: 'next' says nothing for Rest, Arm; say the next state",
    ),
    (TABLES, "next: {Peace: 1/4, Race: 3/4}", "next: {}", "18:11: 'next' names no state: leave it out where"),
    (
        TABLES,
        "payoffs: [0, 0], next: Ruin",
        "payoffs: [0, 0], next: {}",
        "20:61: 'next' names no state: leave it out where",
    ),
    (TABLES, "next: {Peace: 1/4", "next: {Peace: 1/2", "18:5: probabilities of the next state sum to 5/4, not 1"),
    (
        TABLES,
        "tree: {player",
        "next: Race\n    tree: {player",
        "20:5: 'next' goes with a 'matrix'; in a tree it stands",
    ),
    (DILEMMA, "discount: delta", "discont: delta", "'discont' is not a key of 'repeated'; those are discount"),
    (DILEMMA, "strategies: grim trigger", "strategies: grim", "'strategies' is 'grim'; expected 'grim trigger' or"),
    (DILEMMA, "strategies: grim trigger", "horizon: 0", "'horizon' is a number of periods from 1 to 12, not 0"),
    (DILEMMA, "repeated:\n", "discount: delta\nrepeated:\n", "Write it under 'repeated'"),
    (
        DILEMMA,
        "{on the path: C",
        "{on the pth: C",
        "'on the pth' is not an information set of A; those are on the path",
    ),
]


@pytest.mark.parametrize(("text", "right", "wrong", "message"), MISTAKES)
def test_a_mistake_is_put_in_its_place(text: str, right: str, wrong: str, message: str) -> None:
    assert right in text
    with pytest.raises(ModelFileError) as error:
        reads(text.replace(right, wrong, 1))
    assert message in str(error.value)


def test_the_list_of_models_names_the_form() -> None:
    forms = {row.name: row.form for row in dt.models()}
    assert forms["hardening"] == "stochastic"
    assert forms["armistice"] == "repeated"


def test_a_paper_gets_every_state() -> None:
    text = dt.dumps(dt.load("hardening"), "tex")
    assert r"\textit{State: Hardened.}" in text
    assert "next Hardened ($h$) or Tolerant ($1 - h$)" in text
    assert "with discount factor" in dt.dumps(dt.load("armistice"), "tex")
