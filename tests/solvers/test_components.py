"""Components: maximal Nash subsets of numbers, and with letters where they exist."""

from fractions import Fraction
from itertools import pairwise, product

from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence.algebra.line import factor_roots
from deterrence.solvers.regret import verify
from deterrence.solvers.support_enumeration import solve_form
from deterrence.solvers.witness import witness
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
