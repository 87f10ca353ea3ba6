"""The lesson that comes with the toolkit: thirty minutes, one idea a chapter, and what its prose says is so.

The answers are computed when asked for; here they are held against the models worked out by hand.
"""

from fractions import Fraction

import pytest

import deterrence as dt
from deterrence import lessons

LESSON = lessons.load("commitment")


def test_six_chapters_of_thirty_minutes_each_with_an_idea():
    assert len(LESSON.chapters) == 6
    assert sum(chapter.minutes for chapter in LESSON.chapters) == LESSON.minutes == 30
    assert len({chapter.idea for chapter in LESSON.chapters} - {""}) == 6


def test_something_is_played_or_predicted_before_it_is_shown():
    for chapter in LESSON.chapters:
        kinds = [step.kind for step in chapter.steps]
        assert "predict" in kinds[: kinds.index("show")]


RIGHT = [
    [("no",), ("yes",), ("2",)],
    [("0.5",), ("yes",), ("l", "s")],
    [("no",), ("0.4",), ("0",), ("it falls",), ("false",)],
    [("k",), ("4",), ("b",), ("false",)],
    [("yes",), ("no",), ("0.8",), ("false",)],
    [("yes",), ("no",), ("true",)],
]
LONG = 4


@pytest.mark.parametrize("number", [pytest.param(n, marks=[pytest.mark.slow] if n == LONG else []) for n in range(6)])
def test_every_answer_is_as_worked_out_by_hand(number):
    """c_R = (3 - 1)/(3 + 1), c_D = 6/8; Seoul's slices of 2 against (1 - c)*10; the window from 1/2 to 4/5."""
    questions = LESSON.chapters[number].questions
    assert [question.answer().right for question in questions if question.is_marked] == RIGHT[number]


def test_numbers_in_the_prose_are_computed():
    notes = [question.posed.note for question in LESSON.questions]
    assert "Responding pays 0.4 times 1 and 0.6 times -3, which is -1.4; absorbing pays -1." in notes[0]
    asked = [question.ask for question in LESSON.chapters[LONG].questions]
    assert asked[0].startswith("Retaliation costs Seoul 7 in all, a slice 2.")
    assert asked[1].startswith("And at c = 0.5, where retaliation costs Seoul 5?")
    assert not any("{" in str(step) for chapter in LESSON.chapters for step in chapter.steps)


def test_the_numbers_in_the_prose_are_those_of_the_models():
    probe, salami = dt.load("nll-probe"), dt.load("salami")
    values = {name: parameter.base for name, parameter in probe.parameters.items()}
    c = Fraction(2, 5)
    assert c * values["s"] - (1 - c) * values["e"] == Fraction(-7, 5)  # "which is -1.4"
    assert values["l"] == 1  # "absorbing pays -1"
    slices = {name: parameter.base for name, parameter in salami.parameters.items()}
    assert slices["v_R"] * slices["sigma"] == 2  # "a slice 2"
    assert [(1 - share) * slices["E"] for share in (Fraction(3, 10), Fraction(1, 2))] == [7, 5]
    at_half = dt.solve(salami.base_case(c="1/2"))[0]
    assert at_half.outcomes["Two slices taken"] == 1  # "No: two are."


@pytest.mark.parametrize("words", ["should", "must deter", "threat to peace", "aggressor", "obviously"])
def test_the_prose_takes_no_side(words):
    text = " ".join(str(step) for chapter in LESSON.chapters for step in chapter.steps)
    assert words not in text


def test_every_model_is_in_the_library_and_every_source_named():
    assert set(LESSON.models) <= set(dt.models().names)
    assert {"nss", "nds", "schelling", "snyder", "benson"} == set(LESSON.sources)
