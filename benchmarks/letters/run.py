"""Runs the contestants on all problems and writes what came of it to docs/letterbench.md: `make bench`, or

    python -m benchmarks.letters.run
    python -m benchmarks.letters.run --limit 10 --contestant deterrence

Every problem has a limit of processor time for every contestant, in a process of its own, and the whole run one of a
quarter of an hour: problems that it does not come to are told.
"""

import argparse
import contextlib
import importlib
import json
import math
import multiprocessing
import random
import resource
import time
from collections import Counter
from pathlib import Path

from benchmarks.letters.contestants import FORMULAS, POINTS, DeclinedError
from benchmarks.letters.points import drawn
from benchmarks.letters.score import load, names, profiles, score

PAGE = Path(__file__).resolve().parents[2] / "docs" / "letterbench.md"
LIMIT = 5.0
WHOLE = 900.0
PATIENCE = 30
NEAR = 1e-7


def main():
    parser = argparse.ArgumentParser(description="LetterBench.")
    parser.add_argument(
        "--limit", type=float, default=LIMIT, help="seconds of processor time for a problem and a contestant"
    )
    parser.add_argument("--contestant", choices=[*FORMULAS, *POINTS], help="this one only, printed and not written")
    chosen = parser.parse_args()
    contestants = [chosen.contestant] if chosen.contestant else [*FORMULAS, *POINTS]
    results = run(contestants, chosen.limit)
    text = page(results, contestants, chosen.limit)
    print(text)
    if not chosen.contestant:
        PAGE.write_text(text, encoding="utf-8")


def run(contestants, limit):
    """What became of each problem, by contestant: a word and the seconds it took."""
    warm_up()
    results = {}
    for contestant in contestants:
        for name in names():
            used = resource.getrusage(resource.RUSAGE_CHILDREN)
            late = used.ru_utime + used.ru_stime > WHOLE
            results[contestant, name] = ("not reached", 0.0) if late else in_process(contestant, name, limit)
    return results


def warm_up():
    """Import once what the contestants import, so that no one pays for it problem by problem."""
    for module in ("deterrence.solvers.solve", "deterrence.sensitivity.line.thresholds", "sympy", "z3", "nashpy"):
        with contextlib.suppress(ImportError):
            importlib.import_module(module)


def in_process(contestant, name, limit):
    """Ask in a process that can be stopped."""
    here, there = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=ask, args=(contestant, name, limit, there))
    process.start()
    there.close()
    try:
        if not here.poll(PATIENCE * limit):
            return ("out of time", limit)
        return here.recv()
    except EOFError:
        return ("out of time", limit)
    finally:
        process.kill()
        process.join()


def ask(contestant, name, limit, pipe):
    """The word for the answer: right, wrong, declined or failed; the system ends it after the time allowed."""
    problem = load(name)
    started = time.process_time()
    allow(started + limit)
    try:
        if contestant in FORMULAS:
            answer = json.loads(json.dumps(FORMULAS[contestant](problem)))
            seconds = time.process_time() - started
            allow(None)  # what follows is the scorer's time
            verdict = "right" if score(problem, answer, number=10, first=True).right else "wrong"
        else:
            verdict = "right" if right_at_points(problem, POINTS[contestant]) else "wrong"
            seconds = time.process_time() - started
    except Exception as mistake:  # noqa: BLE001 -- a contestant may fail in any way
        words = {DeclinedError: "declined", ModuleNotFoundError: "not installed"}
        verdict, seconds = words.get(type(mistake), f"failed ({type(mistake).__name__})"), 0.0
    pipe.send((verdict, seconds))


def allow(seconds):
    """How much processor time this process may have used in the end; None for any."""
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (most if seconds is None else math.ceil(seconds), most))


def right_at_points(problem, contestant):
    """Whether a numerical contestant finds the profiles of the reference at ten random points, to seven digits."""
    source = random.Random(0)
    for _ in range(10):
        point = drawn(problem["statement"], source)
        found = contestant(problem, point)
        if problem["asked"] == "pure equilibria":
            found = [profile for profile in found if all(share > 1 - NEAR for share in profile.values())]
        expected = profiles(problem, problem["answer"], point)
        if len(expected) != len(found) or not all(any(alike(e, f) for f in found) for e in map(dict, expected)):
            return False
    return True


def alike(expected, found):
    return expected.keys() == found.keys() and all(abs(float(expected[key]) - found[key]) < NEAR for key in expected)


def page(results, contestants, limit):
    """The page: counts by form and by difficulty, in Markdown."""
    problems = {name: load(name) for name in names()}
    lines = [INTRODUCTION.format(number=len(problems), limit=f"{limit:g}"), "## By form", ""]
    lines += table(results, contestants, {n: p["statement"]["form"] + asked(p) for n, p in problems.items()}, "form")
    lines += ["", "## By difficulty", ""]
    lines += table(results, contestants, {n: str(p["difficulty"]) for n, p in problems.items()}, "difficulty")
    lines += ["", "## What became of the others", ""]
    for contestant in contestants:
        words = Counter(word for (who, _), (word, _) in results.items() if who == contestant)
        seconds = sum(s for (who, _), (word, s) in results.items() if who == contestant and word == "right")
        told = ", ".join(f"{number} {word}" for word, number in words.most_common())
        lines.append(f"- {contestant}: {told}; {seconds:.0f} s of processor time on those that are right")
    return "\n".join(lines) + "\n"


def asked(problem):
    return {"all equilibria": "", "pure equilibria": ", pure", "thresholds": ", thresholds"}[problem["asked"]]


def table(results, contestants, group_of, head):
    groups = Counter(group_of.values())
    lines = [f"| {head} | problems | " + " | ".join(contestants) + " |", "|---" * (len(contestants) + 2) + "|"]
    for group in sorted(groups):
        cells = []
        for contestant in contestants:
            words = [results[contestant, name][0] for name in group_of if group_of[name] == group]
            cells.append("–" if set(words) == {"declined"} else str(words.count("right")))
        lines.append(f"| {group} | {groups[group]} | " + " | ".join(cells) + " |")
    return lines


INTRODUCTION = """# LetterBench

{number} games with letters in them, and the equilibria of each as formulas with the conditions under which they
exist. An answer is right when at random points, inside every family and on the border of every condition it
tells the same profiles as the reference, in exact arithmetic. `benchmarks/letters/README.md` says how any
program can take part. The tables count the answers that are right within {limit} seconds a problem; – means
that a contestant does not take problems of the kind. The baselines are what one would write in an afternoon:
`sympy` solves the indifference conditions of all pairs of supports, and first-order conditions of choices from
intervals, `z3` takes all pure profiles and their conditions, `nashpy` is asked for numbers at ten points, where it
cannot tell formulas.

The references come from this toolkit and were held against brute force that shares no code with it (at points, on
grids where choices or types are from intervals; thresholds, by what is played on both sides of each); a toolkit
that is scored by its own references is right by construction, up to time. The baselines are there to show how
much of the work they do.
"""


if __name__ == "__main__":
    main()
