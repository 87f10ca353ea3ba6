"""Branch and prune agrees with z3 wherever it answers, and every point it names satisfies everything."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from deterrence.algebra.conditions.branch_and_prune import Cube
from deterrence.algebra.conditions.conditions import cases, condition
from deterrence.algebra.conditions.decide import Background, possible
from deterrence.algebra.conditions.line import clauses_hold, holds_on
from deterrence.algebra.conditions.prove import find
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.formulas.language import parse_condition

UNIT = (Fraction(0), Fraction(1))
STEPS = 100_000


def random_system(source: random.Random, letters: int, tight: bool):
    """Conditions of degree up to four; tight ones are all zero, or of the right sign, at one rational point."""
    home = ring(tuple("abcdef"[:letters]))
    names = [home.letter(name) for name in home.names]
    place = {name: Fraction(source.randint(0, 4), 4) for name in home.names}
    found = []
    for _ in range(source.randint(1, 5)):
        polynomial = home.zero
        for _ in range(source.randint(2, 4)):
            term = home.constant(source.randint(-4, 4))
            for letter in source.sample(names, min(2, letters)):
                term = term * letter ** source.choice([0, 1, 1, 2])
            polynomial = polynomial + term
        if tight:
            polynomial = polynomial - home.constant(polynomial.at(place).as_fraction())
        found.append(condition(polynomial, source.choice([">", ">=", "<", "<=", "=="])))
    return home, [c for c in found if c.factors]


def check_point(conditions, clauses, point):
    irrational = {name: value for name, value in point.items() if not isinstance(value, Fraction)}
    if not irrational:
        assert all(c.holds(point) for c in conditions)
        assert all(any(all(c.holds(point) for c in option) for option in clause) for clause in clauses)
        return
    ((name, root),) = irrational.items()
    others = {other: value for other, value in point.items() if other != name}
    assert all(holds_on(c.at(others), root) for c in conditions)
    assert clauses_hold([[tuple(c.at(others) for c in option) for option in clause] for clause in clauses], root)


def compare(seed: int, letters: int, tight: bool) -> bool | None:
    home, conditions = random_system(random.Random(seed), letters, tight)
    background = Background(home, (), dict.fromkeys(home.names, UNIT))
    cube = Cube(dict.fromkeys(home.names, UNIT), background.all_clauses)
    settled = cube.decided(conditions)
    answer = find(conditions, background.all_clauses, steps=STEPS).satisfiable
    if settled is None:
        return None
    assert answer in (None, settled.possible), (seed, conditions)
    if settled.possible:
        check_point(conditions, background.all_clauses, settled.point)
    return settled.possible


@pytest.mark.parametrize("letters", [2, 3])
@pytest.mark.parametrize("tight", [False, True])
def test_random_systems_agree_with_z3(letters, tight):
    answers = [compare(seed, letters, tight) for seed in range(25)]
    assert {True, False} <= set(answers) or tight  # both answers are given, so both are tested
    if not tight:
        assert answers.count(None) <= 10


@pytest.mark.slow
@pytest.mark.parametrize("letters", [2, 3, 4, 5, 6])
@pytest.mark.parametrize("tight", [False, True])
def test_many_random_systems_agree_with_z3(letters, tight):
    for seed in range(1000, 1400):
        compare(seed, letters, tight)


def test_one_point_solutions_are_not_denied():
    home = ring(("x", "y"))
    background = Background(home, (), dict.fromkeys(home.names, UNIT))

    def conj(text: str):
        (conjunction,) = cases(parse_condition(text), home, {})
        return list(conjunction)

    for text in ("x >= 1/3 and y >= 1/3 and x + y <= 2/3", "(x - y)**2 + (x - 1/5)**2 <= 0", "x == 1 and y == x**2"):
        cube = Cube(dict.fromkeys(home.names, UNIT), background.all_clauses)
        settled = cube.decided(conj(text))
        assert settled is None or settled.possible, text
        assert possible(conj(text), background).possible is True, text
    assert possible(conj("x > 1/3 and y > 1/3 and x + y <= 2/3"), background).possible is False
    assert possible(conj("(x - y)**2 + (x - 1/5)**2 < 0"), background).possible is False


def test_assumptions_prune_and_are_kept():
    home = ring(("x", "y"))
    assumption = cases(parse_condition("x < y or x > 3/4"), home, {})
    cube = Cube(dict.fromkeys(home.names, UNIT), [assumption])
    (outside,) = cases(parse_condition("x >= y + 1/100 and x <= 7/10"), home, {})
    (inside,) = cases(parse_condition("x >= y + 1/100 and x <= 77/100"), home, {})
    assert cube.decided(list(outside)).possible is False
    settled = cube.decided(list(inside))
    assert settled is not None
    assert settled.possible
    assert Fraction(3, 4) < settled.point["x"] <= Fraction(77, 100)


@pytest.mark.parametrize("seed", range(12))
def test_two_letters_are_always_decided(seed):
    """The plane's decomposition settles what branch and prune leaves, ties in a point included."""
    home, conditions = random_system(random.Random(seed), 2, tight=True)
    background = Background(home, (), dict.fromkeys(home.names, UNIT))
    verdict = possible(conditions, background)
    assert verdict.possible is not None
    assert find(conditions, background.all_clauses).satisfiable in (None, verdict.possible)
