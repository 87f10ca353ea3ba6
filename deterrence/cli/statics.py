"""`deterrence statics MODEL [LETTER]`: the sign with which choices, outcomes and payoffs move in each parameter."""

from __future__ import annotations

import argparse

from deterrence.algebra.time_limit.deadline import limit_time
from deterrence.cli.deliver import deliver, output_options, output_path
from deterrence.cli.given import model_word, problem_of, set_option, settings_of, solving_options
from deterrence.cli.terminal import progress


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words and options of the command."""
    model_word(parser)
    parser.add_argument("letter", metavar="LETTER", nargs="?", help="the letter that moves (else: each in turn)")
    set_option(parser, "fix a parameter; the others stay letters")
    solving_options(parser)
    output_options(parser, picture=True)


def run(given: argparse.Namespace) -> int:
    """Find the signs and print them."""
    from deterrence.formats.library import load
    from deterrence.sensitivity.line.statics import statics

    settings = settings_of(given.settings)
    path = output_path(given)
    game = load(given.model)
    with limit_time(given.time_limit), progress(f"solving {given.model}") as shown:
        found = statics(problem_of(given, game), given.letter, at=settings)

        def record() -> object:
            from deterrence.cli.as_json import statics_record

            return {"model": given.model, **statics_record(found)}

        deliver(path, given.json, found, record, shown=shown)
    return 0
