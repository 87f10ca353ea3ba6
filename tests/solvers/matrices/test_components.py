"""Components: maximal Nash subsets of numbers, and with letters where they exist."""

import random
from fractions import Fraction
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import deterrence as dt
from deterrence.algebra.conditions.line import factor_roots
from deterrence.solvers.checks.regret import verify
from deterrence.solvers.checks.witness import witness
from deterrence.solvers.matrices.support_enumeration import solve_form
from tests.solvers.forms import background, exists, matrix_form, profile_at, tables_at


def words(found):
    return [(sorted(e.name for e in c), str(c.exists)) for c in found.components]


def test_a_game_in_which_nothing_matters_is_one_component():
    found = solve_form(matrix_form("", [[0, 0], [0, 0]], [[0, 0], [0, 0]]), background(""))
    (everything,) = found.components
    assert len(everything) == len(found.families) == 4


def test_a_structural_tie_makes_a_component_for_all_values():
    """The column player never cares; the row player does: mixtures of the column's moves, split where the row turns."""
    found = solve_form(matrix_form("c", [["c", 0], [0, 1]], [[0, 0], [0, 0]]), background("c", c=(1, 2)))
    assert found.complete
    wide = [c for c in found.components if c.exists.is_generic]
    assert sorted(len(c) for c in wide) == [2, 2, 2]
    assert all(str(c.exists) == "always" for c in wide)


def test_components_at_a_threshold():
    found = solve_form(matrix_form("k", [[0, -1], [1, "-k"]], [[0, 1], [-1, "-k"]]), background("k", k=(0, 10)))
    joined = [(names, where) for names, where in words(found) if len(names) > 1]
    assert joined == [
        (["P1 a0; P2 b1", "P1 a1; P2 b1"], "k = 1"),
        (["P1 a1; P2 b0", "P1 a1; P2 b1"], "k = 1"),
    ]
    single = [names for names, _ in words(found) if len(names) == 1]
    assert len(single) == len([e for e in found.families if e.exists.is_generic])


def test_components_with_several_letters():
    """A second column that is a copy of the first, for all values of both letters."""
    form = matrix_form("ck", [["c", "c"], [0, 0]], [["k", "k"], [1, 1]])
    found = solve_form(form, background("ck", c=(-1, 1), k=(-1, 1)))
    wide = {tuple(names): where for names, where in words(found)}
    assert wide[("P1 a0; P2 b0", "P1 a0; P2 b1")] == "c >= 0"
    assert wide[("P1 a1; P2 b0", "P1 a1; P2 b1")] == "c <= 0"


def sets_at(found, point):
    """The largest sets of profiles that may be mixed at a point, by the components that exist there."""
    sets = {frozenset(profile_at(e, point) for e in c) for c in found.components if exists(c, point)}
    return {s for s in sets if len(s) > 1 and not any(s < other for other in sets)}


def assert_components_of_numbers_at(letter, tables, low, high):
    """With one letter: at every threshold, and between them, the maximal Nash subsets of the game of numbers there."""
    form = matrix_form(letter, *tables)
    found = solve_form(form, background(letter, **{letter: (low, high)}))
    factors = {f for e in found.families for c in e.exists.raw for f, _ in c.factors}
    ends = sorted({low, high, *(r for f in factors for r in factor_roots(f) if low <= r <= high)})
    between = [(a + b) / 2 for a, b in pairwise(ends) if isinstance(a + b, Fraction | int)]
    for value in (v for v in [*ends, *between] if isinstance(v, Fraction | int)):
        point = {letter: Fraction(value)}
        numbers = solve_form(matrix_form("", *tables_at(form, point)), background(""))
        assert sets_at(found, point) == sets_at(numbers, {}), point


def test_strategies_that_differ_as_formulas_and_agree_at_a_threshold_are_one_there():
    tables = [[1, -1], [0, 0], ["-c", "-c"]], [[2, 0], ["c - 1", "2 - c"], ["-1 - c", 0]]
    assert_components_of_numbers_at("c", tables, -1, 1)


@settings(max_examples=15)
@given(st.data())
def test_components_at_points_are_those_of_the_game_of_numbers(data):
    entry = st.sampled_from(["0", "1", "-1", "c", "-c", "1 - c", "c - 1", "1 + c"])
    table = st.lists(st.lists(entry, min_size=2, max_size=2), min_size=2, max_size=2)
    assert_components_of_numbers_at("c", [data.draw(table), data.draw(table)], -2, 2)


def test_components_with_several_letters_exist_on_wide_regions():
    """Some families share a strategy and exist together only where c == -k: each is a component by itself."""
    form = matrix_form("ck", [[1, -1], [0, 0], [2, "-c - k"]], [["2 - c + k", "2 - c"], ["-1 - c", 0], ["1 - c", "c"]])
    found = solve_form(form, background("ck", c=(-1, 1), k=(-1, 1)))
    assert sorted(names for names, _ in words(found)) == sorted([e.name] for e in found.families if e.exists.is_generic)
    for component in found.components:
        assert component.exists.is_generic
        assert all(exists(family, witness(component.exists)) for family in component)


@settings(max_examples=8)
@given(st.data())
def test_mixtures_within_a_component_of_numbers_are_equilibria(data):
    size = data.draw(st.integers(2, 3))
    table = st.lists(st.lists(st.integers(0, 1), min_size=size, max_size=size), min_size=size, max_size=size)
    form = matrix_form("", data.draw(table), data.draw(table))
    found = solve_form(form, background(""))
    a, b = tables_at(form, {})
    assert {id(e) for c in found.components for e in c} == {id(e) for e in found.families}
    for component in found.components:
        profiles = [profile_at(e, {}) for e in component]
        rows, columns = sorted({x for x, _ in profiles}), sorted({y for _, y in profiles})
        assert set(profiles) == set(product(rows, columns))
        x, y = ([sum(column) / len(side) for column in zip(*side, strict=True)] for side in (rows, columns))
        row_gains = [sum(p * v for p, v in zip(y, row, strict=True)) for row in a]
        column_gains = [sum(p * row[j] for p, row in zip(x, b, strict=True)) for j in range(size)]
        assert all(not p or g == max(row_gains) for p, g in zip(x, row_gains, strict=True))
        assert all(not p or g == max(column_gains) for p, g in zip(y, column_gains, strict=True))
    for family in found.families:
        verify(form, family)


def test_families_that_agree_at_one_threshold_and_both_exist_at_another_are_a_set_at_the_first_only():
    """Rows 1, 2, 3 against the share y of column 1: -y, c - 1/2, y - 1. Two pairs tie, at y = 1/2 - c and 1/2 + c.

    At c = 0 these are one, and any mixture of the three rows at which B is indifferent is an equilibrium. At c = 1/4,
    where row 4 is as good against the second, both families exist against different y, and no mixture of them is one.
    """
    rows = [[-1, 0], ["c - 1/2", "c - 1/2"], [0, -1], ["1/4", "-7/4"]]
    game = dt.Matrix.from_arrays(rows, [[1, 0], [0, 1], [1, 0], [0, 0]], parameters=[dt.Parameter("c", "", -0.5, 0.5)])
    found = dt.solve(game)
    (together,) = [
        c for c in found.components if [e.name.partition(";")[0] for e in c] == ["Row mixes 1/2", "Row mixes 2/3"]
    ]
    assert str(together.exists) == "c = 0"
    for component in found.components:
        assert_every_mixture_is_an_equilibrium(game, component)


def assert_every_mixture_is_an_equilibrium(game, component):
    """At every rational threshold in its region, and beside it."""
    roots = {f.linear_root for c in component.exists.raw for f, _ in c.factors} - {None}
    near = {root + step for root in roots for step in (0, Fraction(1, 1000), Fraction(-1, 1000))}
    for place in near:
        if not game.parameters["c"].allows(place) or not all(c.holds({"c": place}) for c in component.exists.raw):
            continue
        ends = [family.at(c=place) for family in component]
        weights = [Fraction(k + 1, len(ends) * (len(ends) + 1) // 2) for k in range(len(ends))]
        profile = {
            player: {
                move: sum(w * Fraction(str(end.strategies[i][m])) for w, end in zip(weights, ends, strict=True))
                for m, move in enumerate(moves)
            }
            for i, (player, moves) in enumerate(game.moves.items())
        }
        assert set(dt.regret(game.at(c=place), profile).values()) == {0}


@pytest.mark.parametrize("seed", range(6))
def test_every_mixture_wherever_a_set_exists(seed):
    source = random.Random(seed)
    entry = lambda: f"{source.randint(-2, 2)} + {source.choice([0, 0, 1, -1, 2])}*c"  # noqa: E731
    tables = [[[entry() for _ in range(3)] for _ in range(3)] for _ in range(2)]
    game = dt.Matrix.from_arrays(*tables, parameters=[dt.Parameter("c", "", -2, 2)])
    found = dt.solve(game)
    for component in found.components:
        assert_every_mixture_is_an_equilibrium(game, component)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(6, 306, 50))
def test_every_mixture_wherever_a_set_exists_in_many_games(first):
    for seed in range(first, first + 50):
        test_every_mixture_wherever_a_set_exists(seed)
