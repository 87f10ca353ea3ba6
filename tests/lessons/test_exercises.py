"""Exercises made of a model's thresholds and claims: each has an answer, and the answer is the model's."""

import pytest

import deterrence as dt
from deterrence.lessons.exercises import exercises

SOLVED = [
    "nll-probe",
    "chicken",
    "critical-risk",
    "moral-hazard",
    "beer-quiche",
    "alliance-dilemma",
    "preventive-war",
    "tripwire",
]


def test_the_first_few_are_of_different_kinds():
    found = exercises(dt.load("nll-probe"))
    assert {question.kind for question in found} == {
        "happens", "how much", "least", "which letters", "which way", "is true",
    }  # fmt: skip
    assert len(found) == 12
    assert len({question.ask for question in found}) == 12


@pytest.mark.parametrize(
    "name", ["chicken", pytest.param("red-line", marks=pytest.mark.slow), "ambiguity", "prisoners-dilemma"]
)
def test_models_of_every_kind_have_some(name):
    found = exercises(dt.load(name), most=5)
    assert found
    assert all(question.answer().right for question in found)


@pytest.mark.slow
def test_another_letter_may_move():
    asked = [question.ask for question in exercises(dt.load("nll-probe"), "k", most=8)]
    assert any("k = " in text for text in asked)
    with pytest.raises(ValueError, match="'q' is not a free parameter"):
        exercises(dt.load("nll-probe"), "q")


def test_a_game_of_numbers_has_no_line_and_leaves_its_claims():
    found = exercises(dt.load("inspection-game"), most=4)
    assert found
    assert {question.kind for question in found} == {"is true"}
    with pytest.raises(ValueError, match="all payoffs and probabilities of this game are numbers"):
        exercises(dt.load("inspection-game"), "c")


def test_letters_without_base_values_leave_the_claims():
    game = dt.Matrix(
        ["A"], {"A": ["x", "y"]}, {"x": ["b - k"], "y": [0]}, parameters=["b", "k"],
        claims=[dt.Claim("x where it pays.", {"A": "x"}, "b > k", "exactly when")],
    )  # fmt: skip
    assert [(question.kind, question.answer().right) for question in exercises(game)] == [("is true", ("true",))]


def test_a_choice_from_an_interval_is_no_move_to_ask_about():
    found = exercises(dt.load("mutual-optimism"), most=2)
    assert found
    assert "happens" not in {question.kind for question in found}


@pytest.mark.parametrize(
    "name",
    ["ambiguity", *(pytest.param(name, marks=pytest.mark.slow) for name in SOLVED)],
)
def test_answers_at_points_are_those_of_the_game_solved_there(name):
    """The game of numbers, solved anew and read by its own names, without claims or conclusions."""
    game, tried = dt.load(name), 0
    for question in exercises(game, most=14):
        if question.kind not in ("happens", "how much"):
            continue
        there = dt.solve(game.at({name: str(value) for name, value in question.posed.values.items()}))
        tried += 1
        if question.kind == "how much":
            group = "payoffs" if question.what == "payoff" else "outcomes"
            assert {str(getattr(eq, group)[question.of]) for eq in there} == {str(question.answer().number)}
        else:
            [(agent, move)] = question.then.items()
            sure = {eq[agent][move] == 1 for eq in there}
            right = "yes" if sure == {True} else "no" if sure == {False} else "in some equilibria only"
            assert question.answer().right == (right,)
    assert tried > 1
