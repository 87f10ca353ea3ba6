"""Equilibria that are roots of polynomials whose coefficients contain a letter."""

import operator
import random
from fractions import Fraction
from itertools import product
from types import SimpleNamespace

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

import deterrence as dt
from deterrence.algebra.conditions.conditions import cases, condition, signed_factors
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.formulas.language import parse, parse_condition
from deterrence.algebra.region import Region
from deterrence.algebra.values.algebraic import AlgebraicFunction, Branch
from deterrence.solvers.unknowns.algebraic_roots import _Branching, branches, where_is
from tests.solvers.forms import background
from tests.solvers.random_trees import random_tree


def volunteers_dilemma(players):
    """Everybody has 1 if somebody acts, which costs the one who does k."""
    names = ["ROK", "Japan", "US", "Australia"][:players]
    payoffs = {
        profile: tuple(("1 - k" if move == "Act" else 1) if "Act" in profile else 0 for move in profile)
        for profile in product(["Act", "Wait"], repeat=players)
    }
    cost = dt.Parameter("k", "cost of acting", 0, 1, base="1/4")
    return dt.Matrix(names, {name: ["Act", "Wait"] for name in names}, payoffs, parameters=[cost])


def test_the_volunteers_dilemma_of_three():
    """Diekmann (1985): each of n fails to act with probability k**(1/(n - 1))."""
    found = dt.solve(volunteers_dilemma(3))
    mixed = next(
        family for family in found if all(family[p]["Act"] != 0 for p in ("ROK", "Japan", "US")) and not family.is_pure
    )
    k = sympy.Symbol("k")
    assert all(mixed[player]["Wait"] == sympy.sqrt(k) for player in ("ROK", "Japan", "US"))
    assert str(mixed.exists) == "k > 0 and k < 1"
    assert mixed.payoffs["US"] == 1 - k
    assert mixed.at(k="1/9")["ROK"]["Wait"] == sympy.Rational(1, 3)
    assert "sqrt" in dt.latex(found)


def test_a_root_goes_on_up_to_both_ends_of_the_range():
    home = ring(("k", "u"))
    root = condition(home.letter("u") ** 2 - home.letter("k"), "==").factors[0][0]
    ends = Fraction(1, 4), Fraction(3, 4)
    found = branches(root, [condition(home.letter("u"), ">")], background("k", k=ends))
    [positive] = found.found
    assert positive.value.index == 1
    assert all(c.holds({"k": end}) for c in positive.where for end in ends)
    assert found.special == ()


@pytest.mark.slow
def test_the_volunteers_dilemma_of_four_has_a_cube_root():
    [mixed] = [f for f in dt.solve(volunteers_dilemma(4)) if f.name.count("mixes") == 4]
    assert mixed.at(k="1/8")["US"]["Wait"] == sympy.Rational(1, 2)
    assert float(mixed.at(k="1/2")["US"]["Wait"]) == pytest.approx(0.5 ** (1 / 3), abs=1e-12)


def test_every_analysis_takes_a_root():
    game = volunteers_dilemma(3)
    sweep = dt.sweep(game, k=np.array([0.25, 0.64]))
    mixed = sweep.probability.sel(choice="US: Wait", family=[f for f in sweep.family.values if f.count("mixes") == 3])
    assert mixed.values.ravel() == pytest.approx([0.5, 0.8])
    signs = {(r.quantity, r.sign, r.proved) for r in dt.statics(game, "k") if r.family.name.count("mixes") == 3}
    assert {("US: Act", "-", True), ("US: Wait", "+", True)} <= signs
    assert ("probability of Act, Wait, Wait", "depends", True) in signs
    assert [str(reply) for reply in dt.thresholds(game, "k").values] == []


def three_players(seed, high=9):
    dice = random.Random(seed)
    payoffs = {
        profile: tuple(f"{dice.randint(0, high)} + ({dice.choice((0, 0, -high, high))})*t" for _ in "ABC")
        for profile in product("xy", repeat=3)
    }
    return dt.Matrix(list("ABC"), {p: ["x", "y"] for p in "ABC"}, payoffs, parameters=[dt.Parameter("t", "", 0, 1)])


def rounded(family):
    return tuple(round(float(p), 9) for place in family.layout.places for p in family[place.agent, place.name].values())


def agrees(game, letter, seed):
    """Whether the families at values of the letter are the equilibria of the games of numbers there."""
    found, dice = dt.solve(game), random.Random(seed)
    assert found.complete
    for value in (Fraction(0), Fraction(1), Fraction(1, 2), Fraction(dice.randint(1, 999), 1000)):
        there = dt.solve(game.at(**{letter: value}))
        families = {rounded(f.at(**{letter: value})) for f in found if f.exists.holds(**{letter: value})}
        if {rounded(family) for family in there} != families:
            return False
    return True


@pytest.mark.parametrize("seed", [0, 9, 16])
def test_three_players_with_a_letter_agree_with_the_games_of_numbers(seed):
    assert agrees(three_players(seed), "t", seed)


@pytest.mark.slow
@given(st.integers(0, 10**6))
def test_random_games_of_three_players_with_a_letter(seed):
    assert agrees(three_players(seed), "t", seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [33, 62])
def test_a_tree_with_a_letter_whose_mixtures_are_roots(seed):
    assert agrees(random_tree(seed, 3, 9).game(), "x", seed)


def test_floats_of_a_root_are_its_exact_values():
    for players in (3, 4):
        [mixed] = [f for f in dt.solve(volunteers_dilemma(players)) if f.name.count("mixes") == players]
        waits = mixed["US"].raw("Wait")
        values = np.array([0.001, 0.2, 0.5, 0.999999, 1 - 1e-12])
        assert waits.on({"k": values}) == pytest.approx(values ** (1 / (players - 1)), rel=1e-9)


# --- where a root compares with a number, against its value at points ------------------------------------------------

PAIR = ring(("c", "u"))
BRANCHES = [  # polynomial, which root, and the conditions under which it is that root
    ("u**2 - c", 1, "c > 0", Fraction(1)),
    ("u**2 - 2*u + c", 0, "c < 1", Fraction(0)),
    ("u**3 - 3*u + c", 1, "c > -2 and c < 2", Fraction(0)),
    ("(c - 1)*u**2 + u - 2*c", 0, "c > 1", Fraction(2)),
    ("u**2 + c**2 - 4", 1, "c > -2 and c < 2 and c != 1/2", Fraction(0)),
]
FUNCTIONS = ["u - c", "1 - u", "u/(c - 1/2)", "u**2 - c", "c/(u - 1)", "(u - 1/2)**2", "c**2 - 2*c + u", "u*(c - 1)"]
RELATIONS = {"<": operator.lt, "<=": operator.le, "==": operator.eq, ">=": operator.ge, ">": operator.gt}


@pytest.mark.parametrize(
    "text", [*FUNCTIONS[::2], *(pytest.param(text, marks=pytest.mark.slow) for text in FUNCTIONS[1::2])]
)
@pytest.mark.parametrize(("polynomial", "index", "where", "inside"), BRANCHES)
def test_where_a_root_compares_with_zero(polynomial, index, where, inside, text):
    (factor,) = signed_factors(PAIR.value(parse(polynomial)).numerator)[1]
    function = AlgebraicFunction(PAIR.value(parse(text)), Branch(factor, "c", "u", index, inside))
    around = background("c", c=(-3, 3))
    region = Region(cases(parse_condition(where), around.ring, {})[0], around)
    for relation, compare in RELATIONS.items():
        found = where_is(function, relation, region)
        if found is None:  # undecided at an irrational value
            continue
        for n in range(-24, 25):
            point = {"c": Fraction(n, 8)}
            try:
                wanted = all(c.holds(point) for c in region.raw) and compare(function.evaluate(point), 0)
            except ZeroDivisionError:  # a pole, or no such root
                continue
            assert any(all(c.holds(point) for c in option) for option in found) == wanted, (relation, point)


def test_roots_that_meet_where_alone_the_equilibrium_exists():
    """A, B and C mix alike with p where (p - 1/2)**2 == t - 1/3; a third move of A pays more except at t == 1/3."""
    payoffs = {}
    for a, b, c in product("xyz", "xy", "xy"):
        p, q, r = (int(move == "x") for move in (a, b, c))
        first = {"x": q - r, "y": 0, "z": "(t - 1/3)**2"}[a]
        third = f"{p * q} - {p + q}/2 + 1/4 - (t - 1/3)" if c == "x" else 0
        payoffs[a, b, c] = (first, p - r if b == "x" else 0, third if a != "z" else 0)
    moves = {"A": list("xyz"), "B": list("xy"), "C": list("xy")}
    game = dt.Matrix(list("ABC"), moves, payoffs, parameters=[dt.Parameter("t", "", 0, 1)])
    found, there = dt.solve(game), dt.solve(game.at(t="1/3"))
    inside = {rounded(f) for f in there if f.name.count("mixes") == 3}
    assert inside
    assert not found.complete or inside <= {rounded(f.at(t="1/3")) for f in found if f.exists.holds(t="1/3")}


def test_what_fails_beside_a_point_may_hold_at_it_only_where_it_is_weak_and_crosses_zero_there():
    home = ring(("k", "x"))
    crosses, away = (condition(home.value(parse(f)), ">=") for f in ("x - k", "x + 2*k + 7"))
    strict = condition(home.value(parse("x - k")), ">")
    factors = {factor: () for c in (crosses, away) for factor, _ in c.factors}
    place = Fraction(1, 2)
    here = SimpleNamespace(crossings=factors | {factor: (place,) for factor, _ in crosses.factors})
    assert _Branching._may_hold(here, {crosses}, place)
    assert not _Branching._may_hold(here, {away}, place)
    assert not _Branching._may_hold(here, {strict}, place)
    assert not _Branching._may_hold(here, {crosses, away}, place)
