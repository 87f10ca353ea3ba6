"""Two-player matrices with letters: known games, and random ones against brute force at all sorts of points."""

import time
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deterrence.algebra.conditions.conditions import cases, signed_factors
from deterrence.algebra.conditions.decide import implies
from deterrence.algebra.conditions.line import factor_roots
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.formulas.language import parse, parse_condition
from deterrence.algebra.time_limit.deadline import Deadline, OutOfTime, limit_time
from deterrence.games.background import background as background_of
from deterrence.games.matrix import matrix_form as form_of
from deterrence.solvers.checks.regret import verify
from deterrence.solvers.matrices.best_response_vertices import BorderedMinors
from deterrence.solvers.matrices.support_enumeration import solve_form
from tests.known_games import KNOWN
from tests.solvers.forms import background, exists, matrix_form, profile_at, tables_at
from tests.solvers.numeric.brute_force import extreme_equilibria

TWO_PLAYERS = [known for known in KNOWN if len(known.game.players) == 2]
LIMIT = Fraction(3)


# --- known games ----------------------------------------------------------------------------------------------------


def expected_rows(game, family):
    rows = []
    for player in game.players:
        choice = family.choices[player]
        weights = {choice: "1"} if isinstance(choice, str) else choice
        rows.append(tuple(game.value(parse(weights.get(move, "0"))) for move in game.moves[player]))
    return tuple(rows)


def assert_same_region(region, text, where):
    conditions = cases(parse_condition(text), where.ring, {})[0] if text else ()
    assert all(implies(region.raw, c, where) for c in conditions), (str(region), text)
    assert all(implies(conditions, c, where) for c in region.raw), (str(region), text)


@pytest.mark.parametrize("known", TWO_PLAYERS, ids=lambda known: known.name)
def test_known_games_have_their_published_equilibria(known):
    where = background_of(known.game)
    found = solve_form(form_of(known.game), where)
    wide = {family.strategies: family for family in found.families if family.exists.is_generic}
    assert len(wide) == len(known.families)
    for expected in known.families:
        assert_same_region(wide[expected_rows(known.game, expected)].exists, expected.where, where)
    assert found.complete


@pytest.mark.parametrize("known", TWO_PLAYERS, ids=lambda known: known.name)
def test_every_family_passes_the_independent_check(known):
    form = form_of(known.game)
    for family in solve_form(form, background_of(known.game)).families:
        verify(form, family)


# --- random games ---------------------------------------------------------------------------------------------------


def entries(letters):
    """Linear formulas with small coefficients, so that ties are common; now and then a product of letters."""
    numbers = st.integers(-2, 2)
    plain = st.lists(st.one_of(st.just(0), numbers), min_size=len(letters), max_size=len(letters))
    products = st.sampled_from([""] * 6 + [f" + {'*'.join(letters)}"])

    def text(constant, slopes, last):
        return " + ".join([f"({constant})", *(f"({s})*{n}" for s, n in zip(slopes, letters, strict=True) if s)]) + last

    return st.builds(text, numbers, plain, products)


def games(rows, columns, letters):
    table = st.lists(st.lists(entries(letters), min_size=columns, max_size=columns), min_size=rows, max_size=rows)
    return st.builds(lambda a, b: matrix_form(letters, a, b), table, table)


def special_points(families, letters, draw):
    """Points at which some condition of a family is tight: thresholds, the other letters anywhere."""
    factors = sorted({f for e in families for c in e.exists.raw for f, _ in c.factors}, key=lambda f: f.text)
    for factor in factors[:12]:
        others = {name: Fraction(draw(st.integers(-6, 6)), 2) for name in letters}
        name = factor.letters[draw(st.integers(0, len(factor.letters) - 1))]
        inside = factor.function(ring(tuple(letters))).at({n: v for n, v in others.items() if n != name})
        for piece in signed_factors(inside.numerator)[1] if not inside.is_constant else ():
            for root in factor_roots(piece):
                if isinstance(root, Fraction) and abs(root) <= LIMIT:
                    yield others | {name: root}


def assert_extreme_equilibria_at(form, families, point):
    there = [profile_at(e, point) for e in families if exists(e, point)]
    assert set(there) == set(extreme_equilibria(*tables_at(form, point))), point
    return there


@pytest.mark.parametrize(
    ("rows", "columns", "letters", "examples"),
    [(2, 2, "c", 20), (2, 3, "c", 10), (3, 2, "c", 6), (3, 3, "c", 5), (2, 2, "ck", 6), (2, 3, "ck", 2)],
)
def test_families_at_any_point_are_exactly_the_extreme_equilibria_there(rows, columns, letters, examples):
    """At generic points, at ties, and at the ends of the ranges."""

    @settings(max_examples=examples, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
    @given(games(rows, columns, letters), st.data())
    def check(form, data):
        where = background(letters, **dict.fromkeys(letters, (-LIMIT, LIMIT)))
        found = solve_form(form, where)
        assert found.complete
        generic = {name: Fraction(data.draw(st.integers(-2999, 2999)), 1000) + Fraction(1, 7919) for name in letters}
        there = assert_extreme_equilibria_at(form, found.families, generic)
        assert len(there) == len(set(there)), "at a generic point no equilibrium is listed twice"
        simple = {name: Fraction(data.draw(st.integers(-6, 6)), 2) for name in letters}
        assert_extreme_equilibria_at(form, found.families, simple)
        for point in special_points(found.families, letters, data.draw):
            assert_extreme_equilibria_at(form, found.families, point)
        for family in found.families:
            verify(form, family)

    check()


@settings(max_examples=6)
@given(st.data())
def test_games_of_numbers_have_the_extreme_equilibria_that_brute_force_finds(data):
    rows, columns = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 4))
    table = st.lists(st.lists(st.integers(-1, 2), min_size=columns, max_size=columns), min_size=rows, max_size=rows)
    form = matrix_form("", data.draw(table), data.draw(table))
    found = solve_form(form, background(""))
    assert_extreme_equilibria_at(form, found.families, {})
    assert all(e.exists.is_generic for e in found.families)


def test_generic_bimatrix_games_have_an_odd_number_of_equilibria():
    """Wilson (1971), Computing equilibria of n-person games, SIAM J. Appl. Math. 21."""
    form = matrix_form(
        "c", [["7*c - 2", 3, 1], [2, "5 - 6*c", 0], ["c", 1, 4]], [[1, "4*c", 2], [3, 0, "5*c - 1"], ["2 - c", 2, 1]]
    )
    found = solve_form(form, background("c", c=(0, 1)))
    for numerator in range(1, 200):
        point = {"c": Fraction(numerator, 199) + Fraction(1, 100003)}
        assert sum(exists(e, point) for e in found.families) % 2 == 1


# --- particulars ----------------------------------------------------------------------------------------------------


def test_a_threshold_with_no_equation_of_its_own_is_told_as_one():
    """a0 against b0 is an equilibrium where c >= 1/2 and c <= 1/2."""
    form = matrix_form("c", [["c", 0], ["1 - c", 1]], [["1 - c", "c"], [0, 0]])
    found = solve_form(form, background("c", c=(0, 1)))
    lone = next(e for e in found.families if e.name == "P1 a0; P2 b0")
    assert str(lone.exists) == "c = 1/2"
    assert not lone.exists.is_generic
    assert found.families.index(lone) >= len([e for e in found.families if e.exists.is_generic])


def test_pure_families_come_first_then_small_supports_and_ties_last():
    found = solve_form(matrix_form("k", [[0, -1], [1, "-k"]], [[0, 1], [-1, "-k"]]), background("k", k=(0, None)))
    assert [e.name for e in found.families] == [
        "P1 a0; P2 b1",
        "P1 a1; P2 b0",
        "P1 a1; P2 b1",
        "P1 mixes a0/a1; P2 mixes b0/b1",
    ]


def test_payoffs_divided_by_a_letter_are_no_game_where_it_vanishes():
    form = matrix_form("ck", [["c/k", 0], [0, 1]], [[1, 0], [0, "1/k"]])
    for family in solve_form(form, background("ck", c=(0, 1), k=(0, 1))).families:
        assert not exists(family, {"c": Fraction(1, 2), "k": Fraction(0)})


def test_denominators_of_either_sign_do_not_turn_inequalities_round():
    form = matrix_form("k", [["1/k", 0], [0, 1]], [[1, 0], [0, "1/k"]])
    found = solve_form(form, background("k", k=(-2, 2)))
    for value in (Fraction(-1), Fraction(-1, 3), Fraction(1, 3), Fraction(3, 2)):
        assert_extreme_equilibria_at(form, found.families, {"k": value})


def test_a_family_at_ties_that_says_nothing_new_is_not_listed():
    """At c = 1 two bases lead to one vertex: the first column and the second with 1/2 each against the second row."""
    form = matrix_form(
        "c",
        [["c - 1", 0, 1], [2, "-c", 2], ["c - 1", 1, 0]],
        [[-1, -1, 1], ["1 - c", 1, 1], [0, 0, "-1 - c"]],
    )
    found = solve_form(form, background("c", c=(-1, 1)))
    point = {"c": Fraction(1)}
    there = assert_extreme_equilibria_at(form, found.families, point)
    assert len(there) == len(set(there))


def test_irrational_thresholds_are_exact():
    form = matrix_form("c", [["c**2", 0], [0, 1]], [["2 - c**2", 0], [0, 1]])
    found = solve_form(form, background("c", c=(0, 3)))
    for family in found.families:
        verify(form, family)
    both = next(e for e in found.families if e.name == "P1 a0; P2 b0")
    assert [str(interval) for interval in both.exists.on_line("c")] == ["[0, sqrt(2)]"]
    tie = next(e for e in found.families if e.name == "P1 a0; P2 mixes b0/b1")
    assert [str(interval) for interval in tie.exists.on_line("c")] == ["{sqrt(2)}"]


def test_a_search_out_of_time_says_so():
    form = matrix_form("c", [["c", 1], [0, "2*c"]], [["c", 0], [1, 1]])
    found = solve_form(form, background("c"), (), Deadline(0))
    assert not found.complete
    assert "time limit" in found.why


def random_linear(size, seed):
    import random

    source = random.Random(seed)
    table = [[[f"{source.randint(-9, 9)} + ({source.randint(-9, 9)})*c" for _ in range(size)] for _ in range(size)]]
    second = [[f"{source.randint(-9, 9)} + ({source.randint(-9, 9)})*c" for _ in range(size)] for _ in range(size)]
    return matrix_form("c", table[0], second)


@pytest.mark.parametrize(("size", "seconds"), [(3, 0.5), (5, 30)])
def test_one_letter_is_quick(size, seconds):
    form, where = random_linear(size, 1), background("c", c=(0, 1))
    solve_form(random_linear(2, 0), where)  # imports are not counted
    started = time.process_time()
    found = solve_form(form, where)
    assert time.process_time() - started < seconds
    for numerator in (1, 5, 11):
        assert_extreme_equilibria_at(form, found.families, {"c": Fraction(numerator, 12)})


def test_large_games_of_numbers_agree_with_small_ones():
    import random

    source = random.Random(5)
    tables = [[[source.randint(-1, 1) for _ in range(6)] for _ in range(5)] for _ in range(2)]
    form = matrix_form("", *tables)
    found = solve_form(form, background(""))
    assert found.method == "vertex enumeration"
    assert_extreme_equilibria_at(form, found.families, {})
    for family in found.families:
        verify(form, family)


def test_families_stay_when_the_time_is_up_before_they_are_joined(monkeypatch):
    def out_of_time(*_):
        raise OutOfTime

    form = matrix_form("c", [["c", 0], [0, 1]], [["c", 0], [0, 1]])
    whole = solve_form(form, background("c", c=(-1, 1)))
    monkeypatch.setattr("deterrence.solvers.matrices.support_enumeration.components", out_of_time)
    found = solve_form(form, background("c", c=(-1, 1)), (), Deadline(300))
    assert [e.name for e in found.families] == [e.name for e in whole.families]
    assert (found.complete, found.components) == (False, ())
    assert "time limit" in found.why


def test_determinants_are_looked_at_until_the_time_is_up():
    one = ring(("a",)).letter("a")
    minors = BorderedMinors([[one * i * j for j in range(4)] for i in range(4)], one.ring)
    assert len(list(minors.all())) > 1
    with limit_time(0), pytest.raises(OutOfTime):
        list(minors.all())
