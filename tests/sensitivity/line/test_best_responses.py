"""Best responses: along commitment, and to any play of the others."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
import sympy
from sympy import Rational

import deterrence as dt


def cells(found: object) -> list[tuple[str, list[str]]]:
    return [(str(interval), [str(c) for c in choices]) for interval, choices in found.cells]


def test_seoul_answers_above_one_threshold_and_pyongyang_is_deterred_above_another() -> None:
    game = dt.load("nll-probe")
    assert cells(dt.best_responses(game, "ROK", over="c")) == [
        ("[0, 1/2)", ["Absorb"]),
        ("{1/2}", ["Absorb", "Respond"]),
        ("(1/2, 1]", ["Respond"]),
    ]
    assert [interval for interval, _ in cells(dt.best_responses(game, "DPRK"))] == ["[0, 3/4)", "{3/4}", "(3/4, 1]"]


def test_several_equilibria_are_several_choices() -> None:
    found = dt.best_responses(dt.load("arms-guardrails"), "DPRK")
    assert [len(choices) for _, choices in found.cells] == [1, 3, 2, 1]
    mixed = found.cells[1].choices[2]
    assert not mixed.is_pure
    c = sympy.Symbol("c")
    assert sympy.simplify(mixed["DPRK"]["Arm"] - 1 / (7 - 8 * c)) == 0


def test_one_type_of_a_player() -> None:
    found = dt.best_responses(dt.load("divided-seoul"), "ROK (Divided)", over="c")
    assert cells(found)[0] == ("[0, 7/8)", ["Absorb"])


def test_the_reply_to_a_probe_is_the_textbook_threshold() -> None:
    replies = dt.best_responses(dt.load("nll-probe"), "ROK", to={"DPRK": "Probe"})
    assert str(replies["Respond"]) == "c >= (e - l)/(e + s)"
    assert str(replies["Absorb"]) == "c <= (e - l)/(e + s)"


def test_new_letters_stand_for_mixtures() -> None:
    rows = [[3, 0], [0, 1]]
    game = dt.Matrix.from_arrays(rows, rows, players=["A", "B"], moves={"A": ["U", "D"], "B": ["L", "R"]})
    replies = dt.best_responses(game, "A", to={"B": {"L": "q", "R": "1 - q"}})
    assert replies.letters == ("q",)
    assert (str(replies["U"]), str(replies["D"])) == ("q >= 1/4", "q <= 1/4")
    assert replies.at(q="1/4") == ("U", "D")


def test_a_plan_names_moves_only_where_the_player_still_chooses() -> None:
    game = dt.Tree(
        ["A", "B"],
        dt.Decision("A", {
            "Out": [1, 0],
            "In": dt.Decision("B", {"Stop": [0, 1], "Go": dt.Decision("A", {"Take": ["x", 0], "Leave": [2, 2]})}),
        }),
        parameters=[dt.Parameter("x", "", 0, 5)],
    )  # fmt: skip
    replies = dt.best_responses(game, "A", to={"B": "Go"})
    assert [len(r.moves) for r in replies.rows] == [1, 2, 2]
    assert [str(r.best) for r in replies.rows] == ["never", "x >= 2", "x <= 2"]


@pytest.mark.parametrize("seed", range(5))
def test_a_reply_is_best_exactly_where_no_other_pays_more(seed: int) -> None:
    source = random.Random(seed)
    tables = [
        [[f"{source.randint(-4, 4)} + {source.randint(-3, 3)}*x" for _ in range(3)] for _ in range(3)] for _ in "AB"
    ]
    x = dt.Parameter("x", "", -1, 1)
    moves = {"A": ["a", "b", "c"], "B": ["l", "m", "r"]}
    game = dt.Matrix.from_arrays(*tables, players=["A", "B"], moves=moves, parameters=[x])
    replies = dt.best_responses(game, "A", to={"B": {"l": "q", "m": "1/3", "r": "2/3 - q"}})
    for _ in range(20):
        place, weight = Fraction(source.randint(-9, 9), 9), Fraction(source.randint(0, 6), 9)
        weights = [weight, Fraction(1, 3), Fraction(2, 3) - weight]
        numbers = game.at(x=place)
        worth = {
            row: sum(
                numbers.value(numbers.payoffs[row, c][0]).as_fraction() * w for c, w in zip("lmr", weights, strict=True)
            )
            for row in "abc"
        }
        assert set(replies.at(x=place, q=weight)) == {row for row in "abc" if worth[row] == max(worth.values())}


@pytest.mark.parametrize(
    ("player", "to", "message"),
    [
        ("ROK", {"DPRK": "Prob"}, "has no choice of Prob"),
        ("ROK", {"DPRQ": "Probe"}, "no one called 'DPRQ'"),
        ("ROK", {}, "does not say what DPRK"),
        ("ROK", {"ROK": "Absorb"}, "is the one who replies"),
        ("ROK", {"DPRK": {"Probe": "q", "Refrain": "q"}}, "sum to 2\\*q, not 1"),
        ("US", {"DPRK": "Probe"}, "'US' is not a player"),
    ],
)
def test_mistakes_are_said(player: str, to: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        dt.best_responses(dt.load("nll-probe"), player, to=to)


def test_a_letter_over_which_and_given_play_exclude_each_other() -> None:
    with pytest.raises(ValueError, match="not both"):
        dt.best_responses(dt.load("nll-probe"), "ROK", over="c", to={"DPRK": "Probe"})


def test_tables_can_be_framed() -> None:
    game = dt.load("nll-probe")
    assert dt.best_responses(game, "ROK", over="c").to_frame().shape == (4, 2)
    assert list(dt.best_responses(game, "ROK", to={"DPRK": "Probe"}).to_frame()["reply"]) == ["Absorb", "Respond"]
    assert Rational(1, 2) in dt.best_responses(game, "ROK").thresholds.values


def test_one_of_three_moves_for_sure_is_pure() -> None:
    x = dt.Parameter("x", "", 0, 2)
    payoffs = {"low": [0], "middle": [1], "high": ["x"]}
    found = dt.best_responses(dt.Matrix(["A"], {"A": [*payoffs]}, payoffs, parameters=[x]), "A", over="x")
    assert cells(found) == [("[0, 1)", ["middle"]), ("{1}", ["middle", "high"]), ("(1, 2]", ["high"])]
    assert all(choice.is_pure for _, choices in found.cells for choice in choices)
