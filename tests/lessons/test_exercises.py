"""Exercises made of a model's thresholds and claims: each has an answer, and the answer is the model's."""

import pytest

import deterrence as dt
from deterrence.lessons.exercises import exercises
from deterrence.lessons.question import Posed


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


def test_another_letter_may_move():
    asked = [question.ask for question in exercises(dt.load("nll-probe"), "k", most=8)]
    assert any("k = " in text for text in asked)
    with pytest.raises(ValueError, match="'q' is not a free parameter"):
        exercises(dt.load("nll-probe"), "q")


def test_a_game_of_numbers_has_no_line_to_ask_about():
    with pytest.raises(ValueError, match="no parameter is free"):
        exercises(dt.load("nll-probe").base_case())


def test_a_letter_without_a_base_value_leaves_the_claims():
    game = dt.Matrix(
        ["A"], {"A": ["x", "y"]}, {"x": ["b - k"], "y": [0]}, parameters=["b", dt.Parameter("k", "", 0, 1, base=1)],
        claims=[dt.Claim("x where it pays.", {"A": "x"}, "b > k", "exactly when")],
    )  # fmt: skip
    assert [question.kind for question in exercises(game, "b")][:1] == ["happens"]
    assert Posed.at(game, {"b": 2}).values["k"] == 1
