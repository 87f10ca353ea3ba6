"""Trees with information sets against the definition of sequential equilibrium (`random_trees.py`), both ways.

No equilibrium that the definition allows is missing among pure ones, and none that is found, mixed ones included, is
refused by the definition; at every information set the ends of the beliefs stated are allowed, and nothing beyond.
"""

import random
from fractions import Fraction
from itertools import count

import pytest
import sympy
from hypothesis import assume, given
from hypothesis import strategies as st

import deterrence as dt
from deterrence.equilibria.named import BeliefRange
from deterrence.solvers.trees.tree_families import CURVED
from tests.solvers.random_beliefs import judged
from tests.solvers.random_trees import Mistakes, random_tree

MOST_SETS = 5
HERE = Fraction(1, 3)
BEYOND = Fraction(1, 10**6)


def exact(value):
    """A number of sympy as a Fraction; None where it is irrational."""
    return Fraction(int(value.p), int(value.q)) if value.is_Rational else None


def profile_of(family, mistakes):
    """The strategies of a family at a point; None where one is irrational."""
    rows = {
        place: tuple(exact(family[place][move]) for move in mistakes.tree.moves[len(histories[0])])
        for place, histories in mistakes.sets.items()
    }
    return None if any(p is None for row in rows.values() for p in row) else rows


def ends(family, place, history):
    """The least and the greatest belief in a node; None where these are not said to be known."""
    stated = family.beliefs[place][", ".join(history)]
    if isinstance(stated, BeliefRange) and not stated.sharp:
        return None
    return tuple(map(exact, (stated.low, stated.high) if isinstance(stated, BeliefRange) else (stated, stated)))


def pure_missing(families, mistakes):
    """Pure sequential equilibria by definition that are not among some families at a point."""
    found = [profile_of(family, mistakes) for family in families]
    return [p for p in mistakes.pure_profiles() if p not in found and mistakes.limits(p)]


def refused(families, mistakes):
    """Families at a point that are not sequential by definition."""
    profiles = {family.name: profile_of(family, mistakes) for family in families}
    return [name for name, profile in profiles.items() if profile is not None and not mistakes.limits(profile)]


def beliefs_astray(families, mistakes):
    """Beliefs stated at a point that the definition refuses, and beliefs that it allows beyond those stated."""
    by_profile = {}
    for family in families:
        if (profile := profile_of(family, mistakes)) is not None:
            by_profile.setdefault(tuple(profile.items()), []).append(family)
    found = []
    for items, alike in by_profile.items():
        limits = mistakes.limits(dict(items))
        for place in limits.beliefs:
            for k, history in enumerate(mistakes.sets[place]):
                stated = [ends(family, place, history) for family in alike]
                if None in stated:
                    continue
                within = {(end, end) for pair in stated for end in pair}
                least, most = min(low for low, _ in stated), max(high for _, high in stated)
                beyond = {(0, least - BEYOND)} if least else set()
                beyond |= {(most + BEYOND, 1)} if most < 1 else set()
                found += [(alike[0].name, place, k, pair) for pair in within if not limits.allow(place, k, *pair)]
                found += [(alike[0].name, place, k, pair) for pair in beyond if limits.allow(place, k, *pair)]
    return found


def disagreements(families, mistakes):
    return pure_missing(families, mistakes) or refused(families, mistakes) or beliefs_astray(families, mistakes)


# --- games of numbers -------------------------------------------------------------------------------------------------

OFF_PATH = [
    (54, 4),
    pytest.param(61, 4, marks=pytest.mark.slow),
    (68, 5),
    pytest.param(106, 4, marks=pytest.mark.slow),
]  # seeds, and how many nodes the largest set has


@pytest.mark.parametrize(("seed", "most"), OFF_PATH)
def test_sequential_equilibria_of_numbers(seed, most):
    """Most information sets are off the path: to leave the game is often best."""
    tree = random_tree(seed, 3, 2, "abo", 0.3)
    assert len(tree.sets) <= MOST_SETS
    assert max(map(len, tree.sets.values())) == most
    found = dt.solve(tree.game().at(x=HERE), concept="sequential")
    assert found.complete
    assert disagreements(found, Mistakes(tree, HERE)) == []


@pytest.mark.parametrize("seed", [pytest.param(61, marks=pytest.mark.slow), 106])
def test_pure_sequential_equilibria_are_perfect_bayesian_ones(seed):
    tree = random_tree(seed, 3, 2, "abo", 0.3)
    found = dt.solve(tree.game().at(x=HERE))
    assert found.complete or found.why == CURVED
    assert pure_missing(found, Mistakes(tree, HERE)) == []


# --- families in a letter ---------------------------------------------------------------------------------------------


def astray_in_letters(tree, found, number=4):
    """Disagreements at some values of the letter; None where the families are not certainly all."""
    if not found.complete:
        return None
    compared = disagreements if found.promise.concept == "sequential" else pure_missing
    dice = random.Random(str(tree))
    points = [Fraction(dice.randint(1, 99), 100), *dice.sample([Fraction(0), Fraction(1, 2), Fraction(1)], number - 1)]
    return [
        (x, what)
        for x in points
        for what in compared([f.at(x=x) for f in found if f.exists.holds(x=x)], Mistakes(tree, x))
    ]


@pytest.mark.slow
def test_families_in_a_letter():
    """With x in the payoffs, and in those of chance, which are zero at the ends of its range."""
    tree = random_tree(29, 3, 2, "abo", 0.3, lettered_chance=True)
    assert len(tree.sets) <= MOST_SETS
    assert None in tree.movers
    assert astray_in_letters(tree, dt.solve(tree.game(), concept="sequential")) == []


@pytest.mark.slow
@given(
    st.integers(0, 10**6),
    st.sampled_from([1, 2, 9]),
    st.sampled_from(["ab", "abo"]),
    st.booleans(),
    st.sampled_from(["weak-perfect-bayesian", "perfect-bayesian", "sequential"]),
)
def test_no_sequential_equilibrium_of_a_random_tree_is_missing_or_too_many(seed, high, moves, lettered, concept):
    tree = random_tree(seed, 3, high, moves, 0.3 if moves == "abo" else 0.5, lettered)
    assume(len(tree.sets) <= MOST_SETS)
    assert not astray_in_letters(tree, dt.solve(tree.game(), concept=concept))


# --- information sets of three to six nodes ---------------------------------------------------------------------------

KINDS = [  # stages, the greatest payoff, moves, whether x is in the probabilities of chance
    *[(2, 1, "abc", False), (2, 2, "abco", True), (3, 1, "ab", False)],
    *[(2, 9, "abco", False), (3, 2, "abo", False), (3, 9, "abo", True)],
]
PART = 25
MOST_CHOICES = 27  # at all nodes together


def wide_trees(part):
    """Random trees with few information sets, the largest of three to six nodes; endless, others in each part."""
    for seed in count(100_000 * part):
        stages, high, moves, lettered = KINDS[seed % len(KINDS)]
        tree = random_tree(seed, stages, high, moves, 0.3 if "o" in moves else 0.5, lettered)
        choices = sum(len(tree.moves[len(history)]) for histories in tree.sets.values() for history in histories)
        if len(tree.sets) <= 4 and 3 <= max(map(len, tree.sets.values())) <= 6 and choices <= MOST_CHOICES:
            yield seed, tree


def test_a_bound_on_a_belief_says_nothing_where_another_belief_makes_its_factor_zero():
    """`(6 - p)*(q - 1) >= 0` with p and q from 0 to 1: q is 1, and p is anything."""
    tree, x = random_tree(900016, 3, 2, "abo", 0.3), Fraction(5, 6)
    found = dt.solve(tree.game().at(x=x), concept="sequential")
    assert [family.name for family in found] == ["C o; A o; B a", "C o; A o; B b"]
    assert disagreements(found, Mistakes(tree, x)) == []


def test_bounds_on_beliefs_with_unknown_probabilities_below_the_line():
    """Such factors of a denominator do not vanish, and are not divided out."""
    tree, x = random_tree(400_036, 3, 9, "abo", 0.3, lettered_chance=True), Fraction(23, 24)
    found = dt.solve(tree.game().at(x=x), concept="sequential")
    assert found.complete
    assert refused(found, Mistakes(tree, x)) == []


def test_odds_of_beliefs_with_two_irrational_numbers():
    """Both of two players mix with irrational probabilities of their own, and their mistakes' odds are compared."""
    tree = random_tree(50_092, 3, 9, "abo", 0.3, lettered_chance=True)
    found = dt.solve(tree.game().at(x=HERE), concept="sequential")
    assert any(profile_of(family, Mistakes(tree, HERE)) is None for family in found)
    assert refused(found, Mistakes(tree, HERE)) == []


@pytest.mark.slow
@pytest.mark.parametrize("part", range(40))
def test_information_sets_of_three_to_six_nodes(part):
    """A thousand trees in all parts: pure equilibria, mixed ones, their beliefs and sets of mixtures, at some x.

    Where beliefs enter with their squares the answer says that it
    may not be all; of such a tree what is listed is checked, and it does not count.
    """
    compared = 0
    for seed, tree in wide_trees(part):
        x = Fraction(random.Random(seed).randint(0, 24), 24)
        found = dt.solve(tree.game().at(x=x), concept="sequential")
        mistakes = Mistakes(tree, x)
        assert (disagreements if found.complete else refused)(found, mistakes) == [], seed
        sets = judged(tree, found, seed, draws=4, fixed={"x": x})
        assert (sets.false, sets.missing) == ([], []), seed
        compared += found.complete
        if compared == PART:
            return


# --- irrational mixtures ----------------------------------------------------------------------------------------------


def test_mixtures_that_are_irrational_are_exact_roots():
    """Three players keep each other indifferent at four information sets: a quadratic equation."""
    game = random_tree(33, 3, 9).game().at(x=0)
    found = dt.solve(game)
    assert found.complete
    assert found.exact
    (mixed,) = [family for family in found if not family["A"]["a"].is_rational]
    assert mixed["A"]["a"] == sympy.Rational(25, 32) - sympy.sqrt(249) / 96
    assert all(abs(float(gain)) < 1e-30 for gain in dt.regret(game, mixed).values())


@pytest.mark.parametrize(
    ("seed", "x"), [pytest.param(1_300_081, Fraction(1, 2), marks=pytest.mark.slow), (1_400_128, Fraction(3, 4))]
)
def test_families_whose_beliefs_could_not_be_shown_to_be_limits_are_left_out_and_said(seed, x):
    stages, high, moves, lettered = KINDS[seed % 6]
    tree = random_tree(seed, stages, high, moves, 0.3 if "o" in moves else 0.5, lettered)
    found = dt.solve(tree.game().at(x=x), concept="sequential")
    assert not found.complete
    assert refused(found, Mistakes(tree, x)) == []
