"""`deterrence site -o DIR [MODEL ...]`: a gallery of models, a page each."""

from __future__ import annotations

import argparse

from deterrence.cli.entry import InputError
from deterrence.cli.terminal import progress, say


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words and options of the command."""
    parser.add_argument("models", metavar="MODEL", nargs="*", help="names or files (else: the whole library)")
    parser.add_argument("-o", "--output", metavar="DIR", help="the folder, made where it is missing")
    parser.add_argument(
        "--time-limit",
        metavar="SECONDS",
        type=float,
        default=60.0,
        help="for each page, at most (60)",
    )


def run(given: argparse.Namespace) -> int:
    """Make the pages and write them."""
    from deterrence.report.site import site

    if given.output is None:
        raise InputError("say where the pages go: -o DIR")
    with progress("writing pages") as shown:
        index = site(
            given.output,
            given.models or None,
            time_limit=given.time_limit,
            progress=lambda said: shown.step(f"writing pages: {said}"),
        )
    say(f"Wrote {index}")
    return 0
