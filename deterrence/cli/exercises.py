"""`deterrence exercises MODEL`: a sheet of exercises about a model, its solutions apart."""

from __future__ import annotations

import argparse

from deterrence.cli.entry import InputError
from deterrence.cli.given import json_option, model_word
from deterrence.cli.lesson import print_answer, print_question
from deterrence.cli.terminal import Paint, progress, say


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words and options of the command."""
    model_word(parser)
    parser.add_argument(
        "--over", metavar="LETTER", help="the letter whose thresholds are asked about (else: the commitment)"
    )
    parser.add_argument("--most", type=int, default=12, metavar="N", help="how many at most (12)")
    parser.add_argument("--answers", action="store_true", help="the solutions instead of the sheet, for teachers")
    json_option(parser)


def run(given: argparse.Namespace) -> int:
    """Print the sheet, or the solutions."""
    from deterrence.formats.library import load
    from deterrence.lessons.exercises import exercises

    if given.most < 1:
        raise InputError(f"--most takes a number of at least 1, not {given.most}")
    game = load(given.model)
    with progress(f"making exercises about {given.model}"):
        found = exercises(game, given.over, given.most)
    if given.json:
        from deterrence.cli.as_json import json_text

        say(json_text([question.as_json(answers=given.answers) for question in found]))
        return 0
    say(Paint(game.title or given.model, "bold"), ": solutions" if given.answers else ": exercises")
    if not found:
        say("There is none that has a certain answer.")
    for number, question in enumerate(found, start=1):
        say()
        if given.answers:
            say(f"{number}. {question.ask}")
            print_answer(question)
        else:
            print_question(number, question, with_answers=False)
    return 0
