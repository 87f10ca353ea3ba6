"""`deterrence classroom -o course.html`: the toolkit in one file that a browser opens, with nothing to install."""

from __future__ import annotations

import argparse

from deterrence.cli.deliver import checked_path, output_option
from deterrence.cli.terminal import progress, say

ENDINGS = (".html", ".htm")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words and options of the command."""
    output_option(parser, ENDINGS, "the file, .html (else: classroom.html)")
    parser.add_argument(
        "--models",
        nargs="+",
        metavar="MODEL",
        help="what it offers: library models or files, the first to begin with (else: the library)",
    )
    said = "the lesson that it teaches: one that comes with the toolkit, or a lesson file (else: commitment)"
    parser.add_argument("--lesson", default="commitment", metavar="LESSON", help=said)
    parser.add_argument("--split", action="store_true", help="for a web server: a small page, its parts beside it")


def run(given: argparse.Namespace) -> int:
    """Make the file."""
    from deterrence.classroom.course import classroom

    path = checked_path(given.output or "classroom.html", ENDINGS)
    with progress("making a classroom") as shown:
        classroom(
            path,
            models=given.models,
            lesson=given.lesson,
            split=given.split,
            progress=lambda part: shown.step(f"making a classroom: {part}"),
        )
    if given.split:
        say(f"Wrote {path} and the folder {path.stem}-parts beside it: put both on a web server.")
    else:
        say(f"Wrote {path} ({path.stat().st_size / 1e6:.0f} MB). It opens from disk in any current browser.")
    return 0
