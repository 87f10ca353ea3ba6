"""`deterrence report MODEL`: everything about a model on one page that works offline."""

from __future__ import annotations

import argparse
from pathlib import Path

from deterrence.cli.deliver import checked_path, output_option
from deterrence.cli.given import model_word, problem_of, solving_options
from deterrence.cli.terminal import progress, say

ENDINGS = (".html", ".htm")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words and options of the command."""
    model_word(parser)
    output_option(parser, ENDINGS, "the page, .html (else: MODEL.html)")
    parser.add_argument(
        "--over", metavar="LETTER", help="the letter of thresholds and best responses (else: the commitment)"
    )
    parser.add_argument("--against", metavar="LETTER", help="the second letter of the region map")
    solving_options(parser)


def run(given: argparse.Namespace) -> int:
    """Make the page and write it."""
    from deterrence.formats.library import load
    from deterrence.report.page import page

    path = checked_path(given.output or f"{Path(given.model).stem}.html", ENDINGS)
    game = load(given.model)
    with progress(f"reporting on {given.model}") as shown:
        page(
            problem_of(given, game),
            path,
            over=given.over,
            against=given.against,
            time_limit=given.time_limit,
            progress=lambda part: shown.step(f"reporting on {given.model}: {part}"),
        )
    say(f"Wrote {path}")
    return 0
