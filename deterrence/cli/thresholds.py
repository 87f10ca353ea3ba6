"""`deterrence thresholds MODEL LETTER`: where the equilibria change as one letter moves."""

from __future__ import annotations

import argparse

from deterrence.cli.answer import answer
from deterrence.cli.deliver import output_options
from deterrence.cli.given import model_word, problem_of, set_option, settings_of, solving_options


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words and options of the command."""
    model_word(parser)
    parser.add_argument("letter", metavar="LETTER", nargs="?", help="the letter that moves (else: the commitment)")
    set_option(parser, "fix another parameter; the rest take their base values")
    solving_options(parser)
    output_options(parser, picture=True)


def run(given: argparse.Namespace) -> int:
    """Find the thresholds; print, draw or write them."""
    from deterrence.cli.as_json import thresholds_record
    from deterrence.sensitivity.line.thresholds import thresholds

    settings = settings_of(given.settings)
    return answer(given, lambda game: thresholds(problem_of(given, game), given.letter, at=settings), thresholds_record)
