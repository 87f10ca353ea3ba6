"""Every way of deciding conditions agrees with every other, on random systems and on the questions of the library.

The ways share little: sample points, roots on the line, branch and prune, cells of the plane, z3, cvc5, refutations
that the verifier accepts. None may say "possible" where another says "impossible"; where one tells a point, the
conditions hold there.
"""

import os
import random
import select
import subprocess
import sys
from collections import Counter
from fractions import Fraction

import pytest

import deterrence as dt
from deterrence.algebra.certificates.certificates import Refuter
from deterrence.algebra.certificates.written import Written
from deterrence.algebra.conditions import by_cvc5, decide
from deterrence.algebra.conditions.conditions import condition
from deterrence.algebra.conditions.decide import Background, possible
from deterrence.algebra.conditions.prove import find
from deterrence.algebra.exact.rational import ring
from deterrence.formats.library import models
from deterrence.games.background import background
from deterrence.sensitivity.claims.certificates import certified
from deterrence.verify import refute

LETTERS = ("u", "v", "w", "x", "y", "z")
RELATIONS = (">", ">=", "<", "<=", "==", "!=")
FEW_STEPS = 100_000
SECONDS = 3.0

needs_cvc5 = pytest.mark.skipif(not by_cvc5.is_there(), reason="cvc5 is not installed")


# Answers one question a line, each without what is left of the one before.
WORKER = """
import sys, cvc5
for question in sys.stdin:
    solver = cvc5.Solver(cvc5.TermManager())
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, question, "question")
    symbols = parser.getSymbolManager()
    while not (command := parser.nextCommand()).isNull():
        command.invoke(solver, symbols)
    result = solver.checkSat()
    print("yes" if result.isSat() else "no" if result.isUnsat() else "open", flush=True)
"""
workers = []


def said_by_cvc5(demands) -> bool | None:
    """What cvc5 says within some seconds; in one process for all questions, which is quicker than one for each."""
    if not workers:
        where = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        command = [sys.executable, "-P", "-c", WORKER]
        workers.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=where))
    [worker] = workers
    names = sorted({name for demand in demands for c in by_cvc5.conditions_of(demand) for name in c.letters})
    text = by_cvc5.smt_lib(demands, {name: f"v{n}" for n, name in enumerate(names)})
    worker.stdin.write(text.replace("\n", " ") + "\n")
    worker.stdin.flush()
    if not select.select([worker.stdout], [], [], SECONDS)[0]:  # a step of its algebra may last for hours
        stop_workers()
        return None
    return {"yes": True, "no": False, "open": None}[worker.stdout.readline().strip()]


def stop_workers() -> None:
    while workers:
        worker = workers.pop()
        worker.kill()
        worker.communicate()


@pytest.fixture(autouse=True, scope="module")
def no_worker_is_left():
    yield
    stop_workers()


# --- random systems ---


def polynomial(source, home, degree):
    found = home.zero
    for _ in range(source.randrange(1, 5)):
        term = home.constant(Fraction(source.randrange(-4, 5), source.choice((1, 1, 1, 2, 3))))
        for name in source.choices(home.names, k=source.randrange(degree + 1)):
            term = term * home.letter(name)
        found = found + term
    return found


def tight(source, home):
    """Conditions that meet at one point, or just miss one another there."""
    at = {name: Fraction(source.randrange(-3, 4), source.choice((1, 2))) for name in home.names}
    found = []
    if source.random() < 0.5:  # a sum of squares that vanishes at the point
        lines = [home.letter(name) - at[name] for name in home.names]
        mixed = [line + source.randrange(-1, 2) * source.choice(lines) for line in lines]
        total = sum((source.randrange(1, 4) * line * line for line in mixed), home.zero)
        found.append(condition(total, source.choice(("<=", "<=", "==", "<"))))
    for _ in range(source.randrange(1, 4)):  # curves through the point
        curve = polynomial(source, home, 3)
        found.append(condition(curve - home.constant(curve.evaluate(at)), source.choice(RELATIONS)))
    return found


def system(source):
    """Conditions of degree at most four, in one to six letters, and what is taken for granted of these."""
    home = ring(LETTERS[: source.choice((1, 1, 2, 2, 2, 3, 3, 4, 5, 6))])
    kind = source.random()
    found = tight(source, home) if kind < 0.4 else []
    for _ in range(source.randrange(1, 5) if kind > 0.3 else 0):
        first = polynomial(source, home, 2)
        product = first * polynomial(source, home, 2) if source.random() < 0.4 else polynomial(source, home, 4)
        found.append(condition(product, source.choice(RELATIONS)))
    ranges = {}
    for name in home.names:
        low = Fraction(source.randrange(-4, 4))
        high = low + source.randrange(1, 5)
        ranges[name] = source.choice(((low, high), (low, high), (low, None), (None, None)))
    clauses = []
    if source.random() < 0.2:
        clauses.append(tuple((condition(polynomial(source, home, 2), ">="),) for _ in range(2)))
    kept = [[c for c in option if not c.is_true] for clause in clauses for option in clause]
    granted = () if any(not o or any(c.is_false for c in o) for o in kept) else tuple(clauses)
    return tuple(c for c in dict.fromkeys(found) if not c.is_true), Background(home, granted, ranges)


def verdicts(conditions, granted):
    """What each way says: True (possible), False, or None."""
    found = {}
    everything = possible(conditions, granted)
    found["in stages"] = everything.possible
    letters, clauses = granted.touching(name for c in conditions for name in c.letters)
    is_rational = all(isinstance(value, Fraction) for value in everything.point.values())
    if everything.possible and is_rational and letters <= set(everything.point):
        assert all(c.holds(everything.point) for c in conditions), (conditions, everything)
    if any(c.is_false for c in conditions) or not letters:
        return found
    demands = [*conditions, *clauses]
    found["z3"] = find(conditions, clauses, FEW_STEPS).satisfiable
    if by_cvc5.is_there():
        found["cvc5"] = said_by_cvc5(demands)
    if (cube := granted.cube(letters, conditions)) is not None and (settled := cube.decided(conditions)) is not None:
        found["branch and prune"] = settled.possible
    if decide.suits_plane(conditions, letters, clauses):
        found["plane"] = decide.possible_on_plane(conditions, letters, clauses, granted).possible
    if len(letters) == 1:
        found["line"] = decide.possible_on_line(conditions, clauses, next(iter(letters))).possible
    # A refutation is checked by itself, so that one of what is possible cannot be right: it need not be looked for.
    if True not in found.values():
        refutation = Refuter(granted.pool).refute(conditions, (), clauses)
        if refutation is not None:
            found["refuted"] = False
            written = Written(frozenset(LETTERS)).whole(refutation)
            refute(written["because"], written["conditions"], written["clauses"])
    return found


def agreement(seed, count) -> Counter:
    """How often each way said what; raises where two contradict one another."""
    source, counts = random.Random(seed), Counter()
    for _ in range(count):
        conditions, granted = system(source)
        found = verdicts(conditions, granted)
        said = set(found.values()) - {None}
        assert len(said) < 2, (found, [str(c) for c in conditions], granted.ranges, granted.clauses)
        counts.update(found.items())
        counts["possible" if True in said else "impossible" if False in said else "open"] += 1
    return counts


def test_a_few_random_systems():
    counts = agreement(1, 40)
    assert counts["possible"] > 3
    assert counts["impossible"] > 3


@needs_cvc5
@pytest.mark.slow
@pytest.mark.parametrize("part", range(50))
def test_ten_thousand_random_systems(part):
    counts = agreement(1000 + part, 200)
    assert counts["open"] < 20


# --- the library ---


@needs_cvc5
@pytest.mark.slow
@pytest.mark.parametrize("name", models().names)
def test_no_impossible_question_of_the_library_is_possible_for_another(name):
    """What claims and search found impossible, neither z3 nor cvc5 finds possible, nor is it so at a sample point."""
    game = dt.load(name)
    found = certified(game)
    pool = background(game).pool
    for question in found.questions:
        clauses = (*question.clauses, *question.granted)
        assert find(question.conditions, clauses, FEW_STEPS).satisfiable is not True, question
        assert said_by_cvc5([*question.conditions, *clauses]) is not True, question
        letters = {name for c in question.conditions for name in c.letters}
        for point in pool if letters <= set(game.parameters) and not question.clauses else ():
            there = all(c.holds(point) for c in question.conditions)
            assert not (there and all(any(all(c.holds(point) for c in o) for o in k) for k in question.granted))
