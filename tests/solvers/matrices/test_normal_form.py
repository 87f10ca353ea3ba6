"""Matrices with three players and more: known games, and random ones against an independent numerical solver."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence.algebra.exact.rational import RationalFunction
from deterrence.algebra.exact.roots import RealRoot
from deterrence.algebra.time_limit.deadline import Deadline
from deterrence.games.background import background as background_of
from deterrence.games.matrix import Matrix
from deterrence.games.matrix import matrix_form as form_of
from deterrence.games.parts.parameter import Parameter
from deterrence.solvers.checks.regret import verify
from deterrence.solvers.matrices.normal_form import solve_form
from deterrence.solvers.numeric.polynomial_systems import polynomial_systems
from tests.known_games import MCKELVEY_MCLENNAN, NAU_CONTINUUM, NAU_IRRATIONAL, NAU_SEGMENT
from tests.solvers.forms import background, exists, matrix_form


def solved(game):
    form = form_of(game)
    found = solve_form(form, background_of(game))
    for family in found.families:
        verify(form, family)
    return found


def test_nine_equilibria_of_mckelvey_and_mclennan():
    found = solved(MCKELVEY_MCLENNAN.game)
    wanted = set()
    for family in MCKELVEY_MCLENNAN.families:
        rows = []
        for player, choice in family.choices.items():
            weights = {choice: "1"} if isinstance(choice, str) else choice
            rows.append(tuple(Fraction(weights.get(m, "0")) for m in MCKELVEY_MCLENNAN.game.moves[player]))
        wanted.add(tuple(rows))
    assert {tuple(tuple(p.as_fraction() for p in row) for row in e.strategies) for e in found.families} == wanted
    assert found.complete


def test_an_irrational_equilibrium_is_exact():
    found = solved(NAU_IRRATIONAL)
    assert found.complete
    (only,) = found.families
    assert str(only["Row"]) == "{Top: 53/46 - sqrt(601)/46, Bottom: -7/46 + sqrt(601)/46}"
    assert all(isinstance(v, RealRoot) for row in only.strategies for v in row)


def test_a_curve_of_equilibria_is_not_passed_over_in_silence():
    found = solved(NAU_CONTINUUM)
    assert not found.complete
    assert "continuum" in found.why
    assert sum(e.is_pure for e in found.families) == 3
    assert len(found.families) == 5


def test_a_segment_of_equilibria_is_a_component_of_its_ends():
    found = solved(NAU_SEGMENT)
    assert found.complete
    (segment,) = found.components
    assert [str(e["Three"]) for e in segment] == ["{1: 1/2, 2: 1/2, 3: 0, 4: 0}", "{1: 0, 2: 0, 3: 1/2, 4: 1/2}"]


def test_a_set_of_mixtures_has_other_ends_in_each_region():
    """P1 stays for k, or goes, for 2 or 0 as P2 pleases, who does not care; P3 has a better move anyway."""
    stay, go = [["k", "k"], ["k", "k"]], [[2, 2], [0, 0]]
    better = [[1, 0], [1, 0]]
    form = matrix_form("k", [stay, go], [[[0, 0], [0, 0]]] * 2, [better, better])
    found = solve_form(form, background("k", k=(-1, 3)))
    assert found.complete
    sets = {
        tuple((str(e.strategies[0][0]), str(e.strategies[1][0])) for e in c): str(c.exists)
        for c in found.components
        if len(c) > 1
    }
    assert {tuple(sorted(ends)): where for ends, where in sets.items()} == {
        (("0", "1"), ("1", "1")): "k = 2",
        (("0", "0"), ("1", "0")): "k = 0",
        (("0", "k/2"), ("1", "k/2")): "k > 0 and k < 2",
        (("1", "0"), ("1", "k/2")): "k > 0 and k < 2",
        (("0", "1"), ("0", "k/2")): "k > 0 and k < 2",
        (("1", "0"), ("1", "1")): "k >= 2",
        (("0", "0"), ("0", "1")): "k <= 0",
    }


def test_one_player_chooses_what_is_best():
    found = solve_form(matrix_form("a", [1, "a", 0]), background("a"))
    assert [(e.name, str(e.exists)) for e in found.families] == [("P1 a0", "a <= 1"), ("P1 a1", "a >= 1")]
    assert str(found.components[-1].exists) == "a = 1"
    assert found.complete


def table(shape, entries):
    inner = entries
    for size in reversed(shape):
        inner = st.lists(inner, min_size=size, max_size=size)
    return inner


def numbers_at(form, point):
    shape = tuple(map(len, form.moves))
    cells = list(product(*map(range, shape)))
    return np.array([[[float(t[c].evaluate(point)) for c in cells] for t in form.payoffs]]).reshape(
        1, len(shape), *shape
    )


def values_at(family, point):
    return [
        float(v.evaluate(point)) if isinstance(v, RationalFunction) else float(v)
        for row in family.strategies
        for v in row
    ]


def assert_as_found_in_numbers(form, found, point):
    """Compared only where both solvers say that they have everything."""
    if not found.complete:
        return
    numeric = polynomial_systems(numbers_at(form, point))
    if not numeric.complete.all():
        return

    def rounded(profile):
        return [round(p, 8) for p in profile]

    ours = sorted((values_at(e, point) for e in found.families if exists(e, point)), key=rounded)
    theirs = sorted(([float(p) for s in profile for p in s] for profile in numeric.equilibria[0]), key=rounded)
    assert np.shape(ours) == np.shape(theirs)
    assert np.allclose(ours, theirs, atol=1e-7)


@pytest.mark.parametrize(("shape", "examples"), [((2, 2, 2), 15), ((3, 2, 2), 3)])
def test_random_games_of_numbers(shape, examples):
    @settings(max_examples=examples)
    @given(st.tuples(*[table(shape, st.integers(-9, 9)) for _ in shape]))
    def check(tables):
        form = matrix_form("", *tables)
        found = solve_form(form, background(""))
        for family in found.families:
            verify(form, family)
        assert_as_found_in_numbers(form, found, {})

    check()


@settings(max_examples=8)
@given(
    st.tuples(*[table((2, 2, 2), st.builds("{} + ({})*c".format, st.integers(-9, 9), st.integers(-3, 3)))] * 3),
    st.integers(1, 996),
)
def test_random_games_with_a_letter(tables, numerator):
    form = matrix_form("c", *tables)
    found = solve_form(form, background("c", c=(0, 1)))
    for family in found.families:
        verify(form, family)
    assert_as_found_in_numbers(form, found, {"c": Fraction(numerator, 997)})


def test_a_mixed_equilibrium_where_the_coefficient_of_an_unknown_vanishes():
    """At c = 1 an indifference no longer fixes the unknown that it fixes elsewhere."""
    form = matrix_form(
        "c",
        [[[0, 2], [1, "-1 - c"]], [[2, 1], [0, "-1 - c"]]],
        [[[1, -1], [0, -1]], [[-1, "c - 1"], [1, -1]]],
        [[[2, 1], ["1 - c", 0]], [[-1, 0], [-1, -1]]],
    )
    point = {"c": Fraction(1)}
    found = solve_form(form, background("c", c=(-1, 1)))
    there = [values_at(e, point) for e in found.families if exists(e, point)]
    numbers = solve_form(matrix_form("", *numbers_at(form, point)[0].astype(int).tolist()), background(""))
    assert sorted(there) == sorted(values_at(e, {}) for e in numbers.families)
    assert sum(any(0 < p < 1 for p in profile) for profile in there) > 0


def pure_equilibria_are_complete(tables):
    """Pure equilibria at points, those at the ends of ranges and where letters meet among them."""
    form = matrix_form("ck", *tables)
    found = solve_form(form, background("ck", c=(0, 1), k=(0, 1)))
    for c, k in product([Fraction(0), Fraction(1, 3), Fraction(1, 2), Fraction(1)], repeat=2):
        point = {"c": c, "k": k}
        wanted = set()
        for cell in product(range(2), repeat=3):
            stays = all(
                form.payoffs[p][cell].evaluate(point)
                >= form.payoffs[p][*cell[:p], 1 - cell[p], *cell[p + 1 :]].evaluate(point)
                for p in range(3)
            )
            if stays:
                wanted.add(cell)
        there = {
            tuple(next(m for m, p in enumerate(row) if p == 1) for row in e.strategies)
            for e in found.families
            if e.is_pure and exists(e, point)
        }
        assert there == wanted


def tables_of(*entries):
    return st.tuples(*[table((2, 2, 2), st.sampled_from(own)) for own in entries])


@settings(max_examples=5)
@given(tables_of(["0", "1", "c", "1 - c"], ["0", "1", "k", "c*k"], ["0", "1", "2"]))
def test_pure_equilibria_are_complete_with_letters_at_every_point(tables):
    pure_equilibria_are_complete(tables)


@pytest.mark.slow
@settings(max_examples=20)
@given(tables_of(*[["0", "1", "c", "k", "1 - c", "c*k"]] * 3))
def test_pure_equilibria_are_complete_where_all_payoffs_have_letters(tables):
    pure_equilibria_are_complete(tables)


def test_what_has_no_closed_form_is_said():
    """Fully mixed 2x2x2: a quadratic equation, whose coefficients here contain the letter."""
    form = matrix_form(
        "c",
        [[["3 + c", 0], [0, 1]], [[0, 1], [1, 2]]],
        [[[0, 2], [1, 0]], [[1, 0], ["c", 1]]],
        [[[2, 0], [0, 1]], [[0, 1], [0, 3]]],
    )
    where = background("c", c=(0, 1))
    found = solve_form(form, where)
    irrational = [s for s in [found.why] if s]
    assert found.complete or "whose coefficients contain c" in irrational[0]


def test_roots_on_which_a_condition_with_a_parameter_bears_are_said_to_be_missing():
    """The irrational equilibrium stays one where moving Out pays no more: its value, a root, against k."""
    rows, columns, matrices = NAU_IRRATIONAL.moves.values()
    cells = dict(NAU_IRRATIONAL.payoffs) | {("Out", b, c): ("k", 1, 0) for b, c in product(columns, matrices)}
    moves = dict(zip(NAU_IRRATIONAL.players, [[*rows, "Out"], columns, matrices]))
    game = Matrix(NAU_IRRATIONAL.players, moves, cells, parameters=[Parameter("k", "", 0, 3)])
    found = solve_form(form_of(game), background_of(game))
    assert not found.complete
    assert "Row mixes Top/Bottom, Column mixes Left/Right, Matrix mixes 1/2 are roots of a polynomial" in found.why
    for value, there in (("1/2", True), (2, False)):
        numbers = solve_form(form_of(game.at(k=value)), background_of(game.at(k=value)))
        mixed = [e for e in numbers.families if any(isinstance(v, RealRoot) for row in e.strategies for v in row)]
        assert any(e["Row"]["Out"] == 0 for e in mixed) is there


def test_out_of_time():
    found = solve_form(form_of(NAU_IRRATIONAL), background_of(NAU_IRRATIONAL), (), Deadline(0))
    assert not found.complete
    assert "time limit" in found.why
