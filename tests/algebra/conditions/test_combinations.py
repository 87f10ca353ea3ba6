"""Sets of options that are all that hold somewhere: by trying points, and by asking z3 of each set."""

import random
from fractions import Fraction
from itertools import combinations

import pytest

from deterrence.algebra.conditions.combinations import together
from deterrence.algebra.conditions.conditions import cases
from deterrence.algebra.conditions.decide import Background
from deterrence.algebra.conditions.prove import find
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.formulas.language import parse_condition
from deterrence.algebra.time_limit.deadline import Deadline


def square(letters):
    return Background(ring(letters), (), dict.fromkeys(letters, (Fraction(0), Fraction(1))))


def conjunction(text, letters):
    [found] = cases(parse_condition(text), ring(letters), {})
    return found


def occurring(given, options, background):
    """The sets of options, each of which z3 says to be all that holds at some point."""
    found = set()
    for size in range(len(options) + 1):
        for chosen in combinations(range(len(options)), size):
            holding = [*given, *(c for i in chosen for c in options[i])]
            failing = [tuple((c.negation,) for c in o) for i, o in enumerate(options) if i not in chosen]
            if find(holding, [*background.all_clauses, *failing]).satisfiable:
                found.add(chosen)
    return found


def given_sets(given, options, background):
    found = list(together(given, options, lambda chosen: True, background, Deadline()))
    assert len(found) == len(set(found))
    return set(found)


@pytest.mark.parametrize("letters", [("x",), ("x", "y"), ("x", "y", "z")])
@pytest.mark.parametrize("seed", range(6))
def test_just_the_sets_that_occur_are_given(letters, seed):
    source = random.Random(seed)

    def side():
        return " + ".join([str(source.randint(-2, 2)), *(f"{source.randint(-2, 2)}*{name}" for name in letters)])

    def option(count):
        texts = [f"{side()} {source.choice(['>', '>=', '=='])} 0" for _ in range(count)]
        found = cases(parse_condition(" and ".join(texts)), ring(letters), {})
        return found[0] if found else option(count)

    options = [option(1 + k % 2) for k in range(4)]
    background = square(letters)
    assert given_sets((), options, background) == occurring((), options, background)


def test_where_a_letter_is_irrational_no_set_is_lost():
    letters = ("x", "y", "z")
    given = conjunction("2*x**2 == 1 and y > 1/3", letters)
    options = [conjunction(text, letters) for text in ("x > y", "x*z > y", "z == x", "y > 3")]
    background = square(letters)
    assert given_sets(given, options, background) == occurring(given, options, background)
    assert {(), (0,), (0, 1)} <= given_sets(given, options, background)
