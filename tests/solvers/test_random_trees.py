"""Trees with information sets against explicit trembles, which share no code with the solvers (`random_trees.py`)."""

import random
from fractions import Fraction

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

import deterrence as dt
from tests.solvers.random_trees import random_tree

MOST_SETS = 5


def missing(seed, stages, high, concept="perfect-bayesian"):
    """Pure sequential equilibria, at some values of the letter, that no family has there."""
    tree = random_tree(seed, stages, high)
    if len(tree.information_sets()) > MOST_SETS:
        return []
    families = dt.solve(tree.game(), concept=concept)
    dice = random.Random(seed)
    found = []
    for x in (Fraction(0), Fraction(1, 2), Fraction(1), Fraction(dice.randint(1, 99), 100)):
        here = [family.at(x=x) for family in families if family.exists.holds(x=x)]
        for profile in tree.sequential(x, 20, dice):
            if not any(all(family[place][move] == 1 for place, move in profile) for family in here):
                found.append((seed, x, profile))
    return found


@pytest.mark.parametrize("seed", [1, 4, 9, 12])
def test_pure_sequential_equilibria_are_perfect_bayesian_ones(seed):
    assert missing(seed, 3, 9) == []


@pytest.mark.parametrize("seed", [3, 5])
def test_pure_sequential_equilibria_are_found_as_such_where_payoffs_tie(seed):
    assert missing(seed, 3, 1, "sequential") == []


@pytest.mark.slow
@given(st.integers(0, 10**6), st.sampled_from([1, 2, 9]), st.sampled_from(["perfect-bayesian", "sequential"]))
def test_no_pure_sequential_equilibrium_of_a_random_tree_is_missing(seed, high, concept):
    assert missing(seed, 3, high, concept) == []


def test_mixtures_that_are_irrational_are_exact_roots():
    """Three players keep each other indifferent at four information sets: a quadratic equation."""
    game = random_tree(33, 3, 9).game().at(x=0)
    found = dt.solve(game)
    assert found.complete
    assert found.exact
    (mixed,) = [family for family in found if not family["A"]["a"].is_rational]
    assert mixed["A"]["a"] == sympy.Rational(25, 32) - sympy.sqrt(249) / 96
    assert all(abs(float(gain)) < 1e-30 for gain in dt.regret(game, mixed).values())
