"""`deterrence check [MODEL ...]`: hold models to their claims."""

from __future__ import annotations

import argparse
import signal
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import active_children
from typing import TYPE_CHECKING

from deterrence.cli.entry import DONE, REFUTED, InputError
from deterrence.cli.given import json_option, problem_of, solving_options
from deterrence.cli.terminal import Paint, Progress, folded, progress, say

if TYPE_CHECKING:
    from deterrence.sensitivity.check import Checks, Row
    from deterrence.sensitivity.problem import Problem

_COLOURS = {"proved": "green", "held": "green", "refuted": "red", "unknown": "yellow"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words and options of the command."""
    parser.add_argument("models", metavar="MODEL", nargs="*", help="library models or files (else: the whole library)")
    parser.add_argument(
        "--points", type=int, default=200, metavar="N", help="random points to try where there is no proof (200)"
    )
    solving_options(parser)
    json_option(parser)


def run(given: argparse.Namespace) -> int:
    """Check and print; the status says whether a claim was refuted that was not expected to be."""
    from deterrence.formats.library import load, models

    if given.points < 1:
        raise InputError(f"--points takes a number of at least 1, not {given.points}")
    names = given.models or list(models().names)
    # A file with mistakes is told before the first model is checked, not after many minutes.
    games = [(name, problem_of(given, load(name))) for name in names]
    checked: list[tuple[str, Checks]] = []
    with progress("checking") as shown:
        for name, found in _in_turn(games, given.points, shown):
            checked.append((name, found))
            if not given.json:
                shown.pause()
                _print(name, found)
    if given.json:
        from deterrence.cli.as_json import json_text

        rows = [{**row, "model": name} for name, found in checked for row in found.to_rows()]
        # How long it took differs between runs, and the same input gives the same output.
        say(json_text([{key: value for key, value in row.items() if key != "seconds"} for row in rows]))
    elif len(checked) != 1:
        say(_summary(checked))
    return REFUTED if any(found.refuted for _, found in checked) else DONE


def _in_turn(games: Sequence[tuple[str, Problem]], points: int, shown: Progress) -> Iterator[tuple[str, Checks]]:
    """Every model with its checks, in the order given; several models on as many processors as there are."""
    from deterrence.sensitivity.check import check

    if len(games) == 1:
        [(name, game)] = games
        yield name, check(game, points=points, progress=partial(_step, shown, f"checking {name}"), at={})
        return
    with _processors() as processors:
        waiting = [processors.submit(check, game, points=points, at={}) for _, game in games]
        for number, ((name, _), found) in enumerate(zip(games, waiting, strict=True), start=1):
            shown.step(f"checking {name} ({number} of {len(games)})")
            yield name, found.result()


@contextmanager
def _processors() -> Iterator[ProcessPoolExecutor]:
    """A process for each processor; where the work is broken off, they end at once."""
    with ProcessPoolExecutor(initializer=_ignore_interrupts) as processors:
        try:
            yield processors
        except BaseException:
            processors.shutdown(wait=False, cancel_futures=True)
            for process in active_children():
                process.terminate()
            raise


def _ignore_interrupts() -> None:
    """Ctrl-C reaches every process of a terminal: the first of them ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _step(shown: Progress, where: str, done: int, total: int, _: str) -> None:
    shown.step(f"{where}, claim {done + 1} of {total}")


def _print(name: str, found: Checks) -> None:
    """A model's claims, each with its verdict."""
    from deterrence.games.show import unused_text

    say(Paint(name, "bold"), f": {found.game.title}" if found.game.title else "")
    if not found.rows:
        say("  no claims")
    if found.game.unused:
        say(f"  {unused_text(found.game.unused)}")
    verdicts = [verdict_words(row) for row in found.rows]
    margin = max(map(len, verdicts), default=0) + 4
    for row, verdict in zip(found.rows, verdicts, strict=True):
        colour = "green" if row.is_as_expected else _COLOURS.get(row.verdict, "yellow")
        first, *more = [*folded(row.claim.says, " " * margin), *_details(row, " " * margin)]
        say("  ", Paint(verdict, colour), first[len(verdict) + 2 :])
        for line in more:
            say(line)
    say()


def verdict_words(row: Row) -> str:
    """The verdict, with how it was come by where that is not by proof."""
    words = f"held at {row.points} points" if row.verdict == "held" else row.verdict
    if row.claim.expected == "refuted" and not row.is_as_expected:
        words += ", not as expected"
    return words


def _details(row: Row, margin: str) -> list[str]:
    lines: list[str] = []
    if row.counterexample is not None:
        lines += folded(f"false at {row.counterexample}" + (f": {row.by}" if row.by else ""), margin + "  ")
    if row.note:
        lines += folded(row.note, margin + "  ")
    return lines


def _summary(checked: Sequence[tuple[str, Checks]]) -> str:
    """How many claims came out how."""
    counts = Counter(row.verdict for _, found in checked for row in found.rows)
    total = sum(counts.values())
    parts = [f"{counts[verdict]} {verdict}" for verdict in sorted(counts)]
    return f"{len(checked)} models, {total} claims: {', '.join(parts) or 'none'}."
