"""Do the tests notice when an algorithm is broken? `make mutants`, or `python -m mutants.run`.

1. The breaks (`breaks.py`): the named ones, and a sample of those made by rule.
2. One run of the fast tests records which of them reach which break, and how long each takes (`reach.py`).
3. For each break a process of its own imports the broken file and runs the tests that reach it, the cheapest first,
   until one fails. A test that takes ten times as long as it should, or a process that dies, has noticed too.
4. The tests that noticed run once more on what is on the disk: one that fails there proves nothing.

Breaks that change no answer are in `equivalent.toml`, each with the reason, and are left out of the sample. What
survives is printed, and written to build/mutants/report.txt.

    python -m mutants.run                             all of it
    python -m mutants.run --only solvers/dominance    files whose path holds this, many more breaks of each
    python -m mutants.run --name sequential           breaks whose name begins so
    python -m mutants.run --again                     by the reach recorded before, for breaks that were there then
"""

import argparse
import importlib
import json
import os
import resource
import select
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from mutants.breaks import ROOT, Break, by_rule, named
from mutants.reach import Replaced

FOLDER = ROOT / "build" / "mutants"
SAMPLE = 153  # by rule, beside the 47 named ones
FIRST = 2.0  # seconds of tests collected at first: most breaks are noticed by these
PATIENCE = 10.0  # seconds, and how many times as long as recorded, that a test may take
SILENCE = 900.0  # seconds without a word after which a process is taken to hang
MEMORY = 6 << 30  # bytes
# Imported once, before the processes part. The package itself is imported in each.
HEAVY = "numpy scipy.optimize scipy.stats sympy z3 flint matplotlib.pyplot xarray pandas nashpy ruamel.yaml hypothesis"


@dataclass(frozen=True)
class Verdict:
    """What became of a break: caught (by which test), survived, or reached by no test."""

    broken: Break
    caught: bool
    by: str
    tests: int

    def __str__(self) -> str:
        word = "caught" if self.caught else f"SURVIVED {self.tests} tests"
        return f"{word}: {self.broken.name}" + (f"   [{self.by}]" if self.caught else "")


def main() -> int:
    """Run it; the exit status is 0 when nothing survived."""
    arguments = argparse.ArgumentParser(description="Do the tests notice when an algorithm is broken?")
    arguments.add_argument("--only", default="", help="files whose path holds this")
    arguments.add_argument("--name", default="", help="breaks whose name begins with this")
    arguments.add_argument("--sample", type=int, default=SAMPLE, help="how many breaks by rule")
    arguments.add_argument("--skip", type=int, default=0, help="how many of these to leave out: the next sample")
    arguments.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes at a time")
    arguments.add_argument("--again", action="store_true", help="take the reach recorded by an earlier run")
    arguments.add_argument("--tests", nargs="*", default=[], help="files of tests; all when none is named")
    said = arguments.parse_args()
    equivalent = {entry["name"] for entry in tomllib.loads((ROOT / "mutants" / "equivalent.toml").read_text())["break"]}
    sample = [b for b in by_rule(said.skip + said.sample + len(equivalent), said.only) if b.name not in equivalent]
    by_name, lost = named()
    breaks = [b for b in by_name if said.only in b.path] + sample[said.skip : said.skip + said.sample]
    breaks = [b for b in breaks if b.name.startswith(said.name)]
    began = time.monotonic()
    if not said.again:
        record(breaks, said.tests, said.jobs)
    breaks, tests = recorded(breaks)
    print(f"{len(breaks)} breaks, {len(tests)} tests: reach recorded in {time.monotonic() - began:.0f} s", flush=True)
    verdicts = []
    for verdict in run_all(breaks, tests, said.jobs):
        verdicts.append(verdict)
        print(verdict, flush=True)
    doubtful = failing_unbroken({v.by for v in verdicts if v.by in tests}, tests)
    report(verdicts, doubtful, lost, time.monotonic() - began)
    return int(bool(lost) or not all(v.caught and v.by not in doubtful for v in verdicts))


Tests = dict[str, dict[str, Any]]  # by name: the names of the breaks reached, and seconds


def record(breaks: Sequence[Break], files: Sequence[str], jobs: int) -> None:
    """Run the tests, and write down what each reaches."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    (FOLDER / "breaks.json").write_text(json.dumps([asdict(b) for b in breaks]))
    environment = {**os.environ, "MUTANTS": str(FOLDER), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "mutants.reach", "-p", "no:cacheprovider", "-n", str(jobs)]
    with (FOLDER / "reach.log").open("w") as log:
        subprocess.run([*command, *files], cwd=ROOT, env=environment, stdout=log, stderr=log, check=False)


def recorded(breaks: Sequence[Break]) -> tuple[list[Break], Tests]:
    """The breaks whose reach was recorded, and the tests that passed, with what each reaches."""
    names = [entry["name"] for entry in json.loads((FOLDER / "breaks.json").read_text())]
    seen = [json.loads(file.read_text()) for file in FOLDER.glob("reach-*.json")]
    if failed := [name for part in seen for name in part["failed"]]:
        print(f"left out, since they fail without a break: {', '.join(failed)}")
    tests = {
        name: {"reached": {names[i] for i in test["reached"]}, "seconds": test["seconds"]}
        for part in seen
        for name, test in part["tests"].items()
    }
    return [b for b in breaks if b.name in set(names)], tests


def run_all(breaks: Sequence[Break], tests: Tests, jobs: int) -> Iterator[Verdict]:
    """The verdict on each break, as it comes, from some processes at a time."""
    for name in HEAVY.split():
        importlib.import_module(name)
    waiting = list(breaks)
    running: dict[int, tuple[Child, Break, int]] = {}
    while waiting or running:
        while waiting and len(running) < jobs:
            broken = waiting.pop(0)
            chosen = sorted((n for n in tests if broken.name in tests[n]["reached"]), key=lambda n: tests[n]["seconds"])
            if not chosen:
                yield Verdict(broken, False, "", 0)
                continue
            child = Child(partial(run_tests, chosen, tests, broken))
            running[child.pipe] = child, broken, len(chosen)
        for pipe in select.select(list(running), [], [], 1.0)[0]:
            child, broken, count = running[pipe]
            if not child.read():
                del running[pipe]
                yield Verdict(broken, child.status != 0, child.last.removeprefix("failed "), count)
        for child, _, _ in running.values():
            child.end_if_silent()


class Child:
    """A process that does something, says through a pipe what it is at, and ends with a status."""

    def __init__(self, work: Callable[[Callable[[str], None]], int]) -> None:
        self.pipe, writing = os.pipe()
        self.last, self.status, self.heard = "", 0, time.monotonic()
        sys.stdout.flush()
        self.process = os.fork()
        if not self.process:
            os.setsid()
            os.close(self.pipe)
            status = 1
            try:
                status = work(lambda word: os.write(writing, f"{word}\n".encode()) and None)
            finally:
                os._exit(status)
        os.close(writing)

    def read(self) -> bool:
        """Read on; False when the process has ended."""
        if words := os.read(self.pipe, 1 << 16):
            self.last, self.heard = words.decode().splitlines()[-1], time.monotonic()
            return True
        os.close(self.pipe)
        self.status = os.waitpid(self.process, 0)[1]
        if self.status and not self.last:
            raise RuntimeError("a process ended before it ran a test: this says nothing about tests")
        return False

    def end_if_silent(self) -> None:
        """End a process, and those that it began, after a long silence."""
        if time.monotonic() - self.heard > SILENCE:
            os.killpg(self.process, signal.SIGKILL)


def run_tests(chosen: Sequence[str], tests: Tests, broken: Break | None, say: Callable[[str], None]) -> int:
    """Run tests, until one fails where something is broken; 0 when all pass. Done in a process of its own."""
    import pytest

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    os.chdir(ROOT)
    replaced = Replaced({})
    if broken is not None:
        code = partial(compile, broken.applied(), str(ROOT / broken.path), "exec", dont_inherit=True)
        replaced = Replaced({broken.path: code})
    stages: list[list[str]] = [[], []]
    spent = 0.0
    for name in chosen:
        stages[spent > FIRST].append(name)
        spent += tests[name]["seconds"]
    for stage in filter(None, stages):
        files = sorted({name.split("::")[0] for name in stage})
        options = ["-p", "no:cacheprovider", "-p", "no:xdist", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
        options += ["-x"] if broken is not None else []
        if pytest.main([*options, *files], plugins=[Chosen(stage, tests, replaced, say)]):
            return 1
    assert replaced.used == (broken is not None)
    return 0


class Chosen:
    """A plugin of pytest that runs some tests in the order given, each with a time limit, and says what fails."""

    def __init__(self, names: Sequence[str], tests: Tests, replaced: Replaced, say: Callable[[str], None]) -> None:
        self.place = {name: place for place, name in enumerate(names)}
        self.tests = tests
        self.replaced = replaced
        self.say = say

    def pytest_sessionstart(self) -> None:
        """The broken file comes before what pytest itself would import."""
        sys.meta_path.insert(0, self.replaced)

    def pytest_collectreport(self, report: Any) -> None:
        """Say that a file cannot be imported."""
        if report.failed:
            self.say(f"failed import for {report.nodeid}")

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Keep the tests that were chosen."""
        items[:] = sorted((i for i in items if i.nodeid in self.place), key=lambda i: self.place[i.nodeid])
        assert len(items) == len(self.place)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Say what begins. SIGPROF ends the process when the time is over."""
        self.say(nodeid)
        signal.setitimer(signal.ITIMER_PROF, PATIENCE * (1 + self.tests[nodeid]["seconds"]))

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Say what failed."""
        if report.failed:
            self.say(f"failed {report.nodeid}")


def failing_unbroken(names: set[str], tests: Tests) -> set[str]:
    """Which of some tests fail although nothing is broken."""
    if not names:
        return set()
    child, said = Child(partial(run_tests, sorted(names), tests, None)), set[str]()
    while child.read():
        said.add(child.last)
    return {word.removeprefix("failed ") for word in said if word.startswith("failed ")}


def report(verdicts: Sequence[Verdict], doubtful: set[str], lost: Sequence[str], seconds: float) -> None:
    """Print the score and what survived, and write them down."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    minutes = f"{seconds / 60:.1f} minutes ({(used.ru_utime + used.ru_stime) / 60:.1f} of one processor)"
    survived = [v for v in verdicts if not v.caught]
    doubted = [v for v in verdicts if v.caught and v.by in doubtful]
    caught = len(verdicts) - len(survived) - len(doubted)
    lines = [f"{caught} of {len(verdicts)} breaks caught, in {minutes}", *map(str, survived)]
    lines += [f"DOUBTFUL, since the test fails without the break too: {v}" for v in doubted]
    lines += [
        f"NOT TRIED, since its text in mutants/named.toml does not occur once in its file: {name}" for name in lost
    ]
    print("\n".join(["", *lines]))
    Path(FOLDER / "report.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
