"""`deterrence lesson FILE`: a lesson without a browser; with --answers, for those who teach it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from deterrence.cli.given import json_option
from deterrence.cli.terminal import Paint, folded, progress, say

if TYPE_CHECKING:
    from deterrence.lessons.lesson import Chapter, Lesson, Step
    from deterrence.lessons.question import Question


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words and options of the command."""
    said = "a lesson that comes with the toolkit, or the path of a lesson file (else: what lessons there are)"
    parser.add_argument("lesson", metavar="LESSON", nargs="?", help=said)
    parser.add_argument("--answers", action="store_true", help="with the answers, computed now, and why they are right")
    json_option(parser)


def run(given: argparse.Namespace) -> int:
    """Print the lesson, or which there are."""
    from deterrence.lessons.reading import load, own_lessons

    if given.lesson is None:
        for name in own_lessons():
            lesson = load(name)
            say(Paint(name, "bold"), f"  {lesson.title} ({lesson.minutes} minutes)")
        return 0
    lesson = load(given.lesson)
    with progress(f"answering {given.lesson}") as shown:
        if given.json:
            from deterrence.cli.as_json import json_text

            text = json_text(lesson.as_json(answers=given.answers))
            shown.pause()
            say(text)
            return 0
        for question in lesson.questions if given.answers else ():
            if question.is_marked:
                question.answer()
        shown.pause()
    _print(lesson, given.answers)
    return 0


def _print(lesson: Lesson, with_answers: bool) -> None:
    """The lesson, chapter by chapter, its questions numbered throughout."""
    say(Paint(lesson.title, "bold"), f"  {lesson.minutes} minutes")
    _say_folded(lesson.summary)
    if lesson.know_first:
        say()
        say("What to know first:")
        for text in lesson.know_first:
            _say_folded(text, "- ")
    number = 0
    for place, chapter in enumerate(lesson.chapters, start=1):
        say()
        _head(place, chapter)
        for step in chapter.steps:
            say()
            number += step.question is not None
            _step(step, number, with_answers)
    if lesson.sources:
        say()
        say("Sources:")
        for key, text in lesson.sources.items():
            _say_folded(f"{key}: {text}", "- ")


def _head(place: int, chapter: Chapter) -> None:
    minutes = f"  {chapter.minutes} minutes" if chapter.minutes else ""
    say(Paint(f"{place}. {chapter.title}", "bold"), minutes)
    _say_folded(chapter.idea, "   ")
    from deterrence.lessons.phrases import point_text

    begins = f", at {point_text(chapter.fixed)}" if chapter.fixed else ""
    moved = f"; the reader moves {' and '.join(chapter.sliders)}" if chapter.sliders else ""
    _say_folded(f"The model: {chapter.model}{begins}{moved}.", "   ")


def _step(step: Step, number: int, with_answers: bool) -> None:
    """A step; a question with its answer where that is wanted."""
    if step.question is None:
        for line in str(step).split("\n"):
            _say_folded(line) if line else say()
        return
    print_question(number, step.question, with_answers, predicted=step.kind == "predict")


def print_question(number: int, question: Question, with_answers: bool, *, predicted: bool = False) -> None:
    """A question with its options, and where wanted the answer with its reasons."""
    _say_folded(f"{'Predict: ' if predicted else ''}{question.ask}", f"{number}. ")
    if question.options:
        many = "mark all that are right" if question.several else "or a number" if question.takes_number else ""
        _say_folded(" / ".join(question.options) + (f" ({many})" if many else ""), "   ")
    if with_answers:
        print_answer(question)


def print_answer(question: Question) -> None:
    """The answer with its reasons, and the note for teachers."""
    if question.is_marked:
        answer = question.answer()
        say("   ", Paint(f"Answer: {answer.said}", "green"))
        for line in answer.proof:
            indent = len(line) - len(line.lstrip())
            _say_folded(line.strip(), " " * (indent + 5))
    if question.posed.note:
        _say_folded(f"Note: {question.posed.note}", "     ")


def _say_folded(text: str, first: str = "") -> None:
    """A text in lines that fit; those after the first stand below it."""
    if text:
        margin = " " * len(first)
        lines = folded(text, margin)
        say("\n".join([first + lines[0][len(margin) :], *lines[1:]]))
