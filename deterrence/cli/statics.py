"""`deterrence statics MODEL [LETTER]`: the sign with which choices, outcomes and payoffs move in each parameter."""

from __future__ import annotations

import argparse

from deterrence.cli.answer import answer
from deterrence.cli.deliver import output_options
from deterrence.cli.given import model_word, problem_of, set_option, settings_of, solving_options


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words and options of the command."""
    model_word(parser)
    parser.add_argument("letter", metavar="LETTER", nargs="?", help="the letter that moves (else: each in turn)")
    set_option(parser, "fix a parameter; the others stay letters")
    solving_options(parser)
    output_options(parser, picture=True)


def run(given: argparse.Namespace) -> int:
    """Find the signs and print them."""
    from deterrence.cli.as_json import statics_record
    from deterrence.sensitivity.line.statics import statics

    settings = settings_of(given.settings)
    return answer(given, lambda game: statics(problem_of(given, game), given.letter, at=settings), statics_record)
