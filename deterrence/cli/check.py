"""`deterrence check [MODEL ...]`: hold models to their claims."""

from __future__ import annotations

import argparse
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import active_children
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from deterrence.cli.entry import DONE, REFUTED, InputError
from deterrence.cli.given import json_option, problem_of, solving_options
from deterrence.cli.terminal import Paint, Progress, folded, progress, say

if TYPE_CHECKING:
    from deterrence.sensitivity.asking.problem import Problem
    from deterrence.sensitivity.claims.check import Checks, Row

_COLOURS = {"proved": "green", "held": "green", "refuted": "red", "unknown": "yellow"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words and options of the command."""
    parser.add_argument("models", metavar="MODEL", nargs="*", help="library models or files (else: the whole library)")
    parser.add_argument(
        "--points", type=int, default=200, metavar="N", help="random points to try where there is no proof (200)"
    )
    parser.add_argument(
        "--certificates",
        metavar="DIR",
        type=Path,
        help="write why each question was answered 'impossible', for `python -m deterrence.verify DIR` to check",
    )
    parser.add_argument(
        "--coq", action="store_true", help="with --certificates: write them as theorems for Coq 8.16 as well"
    )
    solving_options(parser)
    json_option(parser)


def run(given: argparse.Namespace) -> int:
    """Check and print; the status says whether a claim was refuted that was not expected to be."""
    from deterrence.formats.library import load, model_path, models

    if given.points < 1:
        raise InputError(f"--points takes a number of at least 1, not {given.points}")
    names = given.models or list(models().names)
    # A file with mistakes is told before the first model is checked, not after many minutes.
    games = [(name, problem_of(given, load(name))) for name in names]
    if given.certificates is not None:
        _check_place(given.certificates, [model_path(name) for name in names], given.coq)
    elif given.coq:
        raise InputError("--coq goes with --certificates DIR, where the theorems are written")
    checked: list[tuple[str, Checks]] = []
    with progress("checking") as shown:
        for name, found, certificates in _in_turn(games, given.points, given.certificates is not None, shown):
            checked.append((name, found))
            said = [] if certificates is None else certificates.written(given.certificates, model_path(name), given.coq)
            if not given.json:
                shown.pause()
                _print(name, found, said)
    if given.json:
        from deterrence.cli.as_json import json_text

        rows = [{**row, "model": name} for name, found in checked for row in found.to_rows()]
        # How long it took differs between runs, and the same input gives the same output.
        say(json_text([{key: value for key, value in row.items() if key != "seconds"} for row in rows]))
    elif len(checked) != 1:
        say(_summary(checked))
    return REFUTED if any(found.refuted for _, found in checked) else DONE


@dataclass(frozen=True)
class _Certificates:
    """The certificates of a model, and how many there are in words."""

    data: dict[str, Any]
    says: str

    def written(self, folder: Path, model: Path, with_coq: bool) -> list[str]:
        """Write them beside a copy of the model file, and say how many there are and where."""
        from deterrence.algebra.certificates.coq import coq_text, file_name
        from deterrence.algebra.certificates.written import by_line
        from deterrence.formats.atomic_write import write_bytes, write_text
        from deterrence.formats.folders import make_folder

        path = folder / f"{model.stem}.json"
        make_folder(folder)
        write_bytes(path.with_suffix(".yaml"), model.read_bytes())
        write_text(path, by_line(self.data))
        if with_coq:
            write_text(folder / file_name(model.stem), coq_text(self.data))
        return [*folded(self.says, "  "), f"  in {path}"]


def _check_place(folder: Path, paths: Sequence[Path], with_coq: bool) -> None:
    """Refuse models that certificates cannot be written for."""
    from deterrence.formats.folders import check_folder

    other = next((path for path in paths if path.suffix not in (".yaml", ".yml")), None)
    if other is not None:
        raise InputError(f"--certificates takes model files (.yaml), not {other}: save it as one first")
    names = [f"{path.stem}.json" for path in paths]
    if with_coq:
        from deterrence.algebra.certificates.coq import file_name

        names += [file_name(path.stem) for path in paths]
    double = next((name for name, count in Counter(names).items() if count > 1), None)
    if double is not None:
        raise InputError(f"--certificates would write {folder / double} twice: give each model a name of its own")
    check_folder(folder)


_Checked: TypeAlias = "tuple[Checks, _Certificates | None]"


def _in_turn(
    games: Sequence[tuple[str, Problem]], points: int, with_certificates: bool, shown: Progress
) -> Iterator[tuple[str, Checks, _Certificates | None]]:
    """Every model with its checks, in the order given; several models on as many processors as there are."""
    if len(games) == 1:
        [(name, game)] = games
        yield name, *_checked(game, points, with_certificates, partial(_step, shown, f"checking {name}"))
        return
    with _processors() as processors:
        waiting = [processors.submit(_checked, game, points, with_certificates) for _, game in games]
        for number, ((name, _), found) in enumerate(zip(games, waiting, strict=True), start=1):
            shown.step(f"checking {name} ({number} of {len(games)})")
            yield name, *found.result()


def _checked(
    game: Problem, points: int, with_certificates: bool, progress: Callable[[int, int, str], None] | None = None
) -> _Checked:
    """A model's claims with their verdicts and, where they are wanted, the certificates."""
    from deterrence.sensitivity.claims.check import check

    if not with_certificates:
        return check(game, points=points, progress=progress, at={}), None
    from deterrence.sensitivity.claims.certificates import certified

    found = certified(game, points=points, progress=progress, at={})
    return found.checks, _Certificates(found.to_dict(), str(found))


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


def _print(name: str, found: Checks, certificates: Sequence[str]) -> None:
    """A model's claims, each with its verdict, and where certificates were written."""
    from deterrence.games.parts.show import unused_text

    say(Paint(name, "bold"), f": {found.game.title}" if found.game.title else "")
    say(f"  {found.promise.sense}" if found.rows else "  no claims")
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
    for line in certificates:
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
    for text in (row.refutation, row.note, row.sense if row.claim.sense.is_said else ""):
        if text:
            lines += folded(text, margin + "  ")
    return lines


def _summary(checked: Sequence[tuple[str, Checks]]) -> str:
    """How many claims came out how."""
    counts = Counter(row.verdict for _, found in checked for row in found.rows)
    total = sum(counts.values())
    parts = [f"{counts[verdict]} {verdict}" for verdict in sorted(counts)]
    return f"{len(checked)} models, {total} claims: {', '.join(parts) or 'none'}."
