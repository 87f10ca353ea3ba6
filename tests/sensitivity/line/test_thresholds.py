"""Thresholds: exact, complete, and right at single points.

What exists at a value is compared with the game of numbers there; that nothing was missed, with a fine grid of games of
numbers.
"""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import count, product
from types import SimpleNamespace

import pytest
import sympy
from sympy import Rational, sqrt

import deterrence as dt
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.exact.roots import RealRoot
from deterrence.algebra.formulas.evaluate import value_at
from deterrence.algebra.formulas.language import parse
from deterrence.equilibria.equilibria import Equilibrium
from deterrence.games.tree import as_tree
from deterrence.sensitivity.asking.problem import Problem
from deterrence.sensitivity.line.threshold_formulas import ThresholdFormula, _families
from deterrence.solvers.trees.large_trees import LARGE


def one_player(go: str, low: object = 0, high: object = 1, stay: str = "0", **shared: object) -> dt.Matrix:
    """A goes or stays, for a payoff that depends on x."""
    x = dt.Parameter("x", "", low, high)
    return dt.Matrix(["A"], {"A": ["Go", "Stay"]}, {"Go": [go], "Stay": [stay]}, parameters=[x], **shared)


def names(cell: object) -> list[str]:
    interval, equilibria = cell
    return [str(interval), *sorted(e.name for e in equilibria)]


def table(line: dt.Thresholds) -> list[list[str]]:
    return [names(cell) for cell in line.cells]


def at(family: Equilibrium, letter: str, value: Fraction) -> tuple[tuple[Fraction, ...], ...]:
    there = family.at(**{letter: value})
    return tuple(tuple(v.as_fraction() for v in row) for row in there.strategies)


def solved(game: dt.Matrix | dt.Tree, letter: str, value: Fraction) -> set[object]:
    return {
        tuple(tuple(v.as_fraction() for v in row) for row in e.strategies) for e in dt.solve(game.at(**{letter: value}))
    }


SYMMETRIC = dt.Matrix.from_arrays(
    [["x/2", "x"], ["1 - x", "(1 - x)/2"]],
    [["x/2", "1 - x"], ["x", "(1 - x)/2"]],
    parameters=[dt.Parameter("x", "", 0, 1)],
)


def test_the_symmetric_game_has_thresholds_one_and_two_thirds_and_three_equilibria_between() -> None:
    line = dt.thresholds(SYMMETRIC, "x")
    assert line.values == (Rational(1, 3), Rational(2, 3))
    between = next(cell for cell in line.cells if str(cell.interval) == "(1/3, 2/3)")
    assert len(between.equilibria) == 3
    mixed = next(e for e in between.equilibria if not e.is_pure)
    x = sympy.Symbol("x")
    assert {sympy.expand(v) for v in mixed[line.game.players[0]].values()} == {3 * x - 1, 2 - 3 * x}


def test_an_equilibrium_that_exists_at_one_point_only_is_a_cell() -> None:
    line = dt.thresholds(one_player("-(x - 1/2)**2"), "x")
    assert line.values == (Rational(1, 2),)
    assert table(line) == [["[0, 1/2)", "A Stay"], ["{1/2}", "A Go", "A Stay"], ["(1/2, 1]", "A Stay"]]


def test_the_ends_of_the_range_are_cells_where_more_exists_there() -> None:
    line = dt.thresholds(one_player("x*(1 - x)"), "x")
    assert line.values == ()
    assert table(line) == [["{0}", "A Go", "A Stay"], ["(0, 1)", "A Go"], ["{1}", "A Go", "A Stay"]]


def test_an_irrational_threshold_is_exact() -> None:
    line = dt.thresholds(one_player("x**2 - 1/2"), "x")
    assert line.values == (sqrt(2) / 2,)
    assert isinstance(line.points[0], RealRoot)
    assert [len(cell.equilibria) for cell in line.cells] == [1, 2, 1]


def test_a_threshold_of_degree_three_is_exact() -> None:
    line = dt.thresholds(one_player("x**3 + x - 1"), "x")
    x = sympy.Symbol("x")
    assert line.values == (sympy.CRootOf(x**3 + x - 1, 0),)


def test_a_family_may_exist_on_several_intervals() -> None:
    line = dt.thresholds(one_player("(x - 1/4)*(x - 3/4)"), "x")
    assert line.values == (Rational(1, 4), Rational(3, 4))
    assert [names(cell)[1:] for cell in line.cells] == [
        ["A Go"], ["A Go", "A Stay"], ["A Stay"], ["A Go", "A Stay"], ["A Go"]
    ]  # fmt: skip


def test_assumptions_cut_the_line() -> None:
    line = dt.thresholds(one_player("x - 1/3", assumptions=["x < 1/4 or x >= 1/2"]), "x")
    assert line.values == ()
    assert table(line) == [["[0, 1/4)", "A Stay"], ["[1/2, 1]", "A Go"]]


def test_a_single_value_left_out_by_an_assumption_is_a_threshold_where_the_sides_differ() -> None:
    line = dt.thresholds(one_player("x - 1/3", assumptions=["x != 1/3"]), "x")
    assert line.values == (Rational(1, 3),)
    assert table(line) == [["[0, 1/3)", "A Stay"], ["(1/3, 1]", "A Go"]]


def test_an_unbounded_range() -> None:
    line = dt.thresholds(one_player("x**2 - 2", None, None), "x")
    assert line.values == (-sqrt(2), sqrt(2))
    assert str(line.cells[0].interval) == "(-oo, -sqrt(2))"


def test_where_only_a_payoff_has_a_kink_nothing_changes() -> None:
    line = dt.thresholds(one_player("max(x, 1/2)"), "x")
    assert line.values == ()
    assert line.kinks == (Fraction(1, 2),)
    assert [e.payoffs["A"] for cell in line.cells for e in cell.equilibria] == [Rational(1, 2), sympy.Symbol("x")]


def test_min_and_max_make_thresholds_where_choices_change() -> None:
    line = dt.thresholds(one_player("max(x, 1/2) - 3/4"), "x")
    assert line.values == (Rational(3, 4),)


def test_two_equilibria_that_become_one_at_a_point_are_counted_once_there() -> None:
    # Matching pennies with a second pure equilibrium pair: for k < 1 one equilibrium, at k = 1 others appear.
    chicken = dt.Matrix.from_arrays(
        [[0, -1], [1, "-k"]], [[0, 1], [-1, "-k"]], parameters=[dt.Parameter("k", "", 0, 3)]
    )
    line = dt.thresholds(chicken, "k")
    assert line.values == (1,)
    for cell in line.cells:
        place = cell.interval.lower if cell.interval.lower == cell.interval.upper else None
        if place is not None:
            found = {at(e, "k", place) for e in cell.equilibria}
            assert len(found) == len(cell.equilibria)
            assert found == solved(chicken, "k", place)


def test_two_equilibria_that_touch_where_no_condition_changes_sign_are_counted_once_there() -> None:
    # A keeps to the middle as long as B's first move has a probability from 1/3 to 1/3 + (x - 1/2)**2.
    high = "1/3 + (x - 1/2)**2"
    game = dt.Matrix(
        ["A", "B"],
        {"A": ["up", "middle", "down"], "B": ["l", "r"]},
        {
            ("up", "l"): (f"1 - ({high})", 0),
            ("up", "r"): (f"-({high})", 0),
            ("middle", "l"): (0, 0),
            ("middle", "r"): (0, 0),
            ("down", "l"): ("-2/3", 0),
            ("down", "r"): ("1/3", 0),
        },
        parameters=[dt.Parameter("x", "", 0, 1)],
    )
    line = dt.thresholds(game, "x")
    assert line.values == (Rational(1, 2),)
    assert [len(cell.equilibria) for cell in line.cells] == [6, 5, 6]
    assert [len(dt.solve(game.at(x=value))) for value in (0, "1/2", 1)] == [6, 5, 6]


def test_formulas_are_the_definitions_of_the_model() -> None:
    line = dt.thresholds(dt.load("nll-probe"), "c")
    assert line.values == (Rational(1, 2), Rational(3, 4))
    assert [str(f) for f in line.formulas] == ["c_R = (e - l)/(e + s)", "c_D = b/(b + k)"]


@pytest.mark.parametrize(
    "name",
    [
        "arms-guardrails",
        "nuclear-option",
        *(pytest.param(n, marks=pytest.mark.slow) for n in ("tripwire", "divided-seoul")),
    ],
)
def test_a_formula_takes_the_threshold_as_its_value(name: str) -> None:
    line = dt.thresholds(dt.load(name), "c")
    values = {sympy.Symbol(n): sympy.Rational(v.numerator, v.denominator) for n, v in line.fixed.items()}
    for value, formula in zip(line.values, line.formulas, strict=True):
        assert formula is not None, name
        assert formula.sympy().subs(values) == value


def test_a_quadratic_threshold_has_a_formula_with_a_root() -> None:
    letters = [dt.Parameter("x", "", 0, 1), dt.Parameter("a", "", 0, 4, base=2)]
    payoffs = {"Go": ["x**2 - a*x/3 - 1/4"], "Stay": [0]}
    game = dt.Matrix(["A"], {"A": ["Go", "Stay"]}, payoffs, parameters=letters)
    line = dt.thresholds(game, "x")
    assert len(line.values) == 1
    assert sympy.simplify(line.formulas[0].sympy().subs("a", 2) - line.values[0]) == 0


@pytest.mark.parametrize("named", ["k/2", "1 - k"])
def test_of_formulas_that_meet_at_the_values_given_the_one_with_a_name_is_told(named: str) -> None:
    """A goes along from k/2 on and B from 1 - k on; where k is 2/3 both begin at 1/3."""
    cells = {(a, b): ("c - k/2" if a == "x" else 0, "c + k - 1" if b == "u" else 0) for a, b in product("xy", "uv")}
    letters = [dt.Parameter("c", "", 0, 1, base="1/2"), dt.Parameter("k", "", 0, 1, base="2/3")]
    game = dt.Matrix(
        ["A", "B"], {"A": list("xy"), "B": list("uv")}, cells, parameters=letters, definitions={"r": named}
    )
    assert [str(formula) for formula in dt.thresholds(game, "c").formulas] == [f"r = {named}"]


@pytest.mark.parametrize("payoff", ["x**2 - x + a", "x - x**2 - a", "a*x**2 - a*x + 1/80"])
def test_each_of_two_roots_has_its_sign_before_the_root(payoff: str) -> None:
    letters = [dt.Parameter("x", "", 0, 1), dt.Parameter("a", "", 0, 1, base="1/10")]
    game = dt.Matrix(["A"], {"A": ["Go", "Stay"]}, {"Go": [payoff], "Stay": [0]}, parameters=letters)
    line = dt.thresholds(game, "x")
    assert len(line.values) == 2
    for value, formula in zip(line.values, line.formulas, strict=True):
        assert sympy.simplify(formula.sympy().subs("a", Rational(1, 10)) - value) == 0
        assert value_at(parse(formula.text), {"a": Fraction(1, 10)}) == pytest.approx(float(value))


def test_a_large_game_is_not_solved_with_all_letters_free_for_a_formula() -> None:
    moves = {"A": list("abcdefg"), "B": list("uvwxyz")}
    cells = dict.fromkeys(product(*moves.values()), ("p", "q"))
    game = dt.Matrix(["A", "B"], moves, cells, parameters=[dt.Parameter("p"), dt.Parameter("q")])
    assert list(_families(SimpleNamespace(game=game))) == []


@pytest.mark.parametrize("low", ["1/4", "t*(1 - t)"])  # where the second is zero Row does not mix
def test_where_two_families_of_one_support_meet_the_line_is_cut(low: str) -> None:
    """Against column 1 Row may use its first row with `low` at least and (t - 1/2)**2/2 more: once at t = 1/2."""
    high = f"({low} + (t - 1/2)**2/2)"
    game = dt.Matrix.from_arrays(
        [[0, 1, 1], [0, 0, 0]],
        [[0, f"{low} - 1", f"1 - {high}"], [0, low, f"-{high}"]],
        parameters=[dt.Parameter("t", "", 0, 1)],
    )
    line = dt.thresholds(game, "t")
    assert line.values == (Rational(1, 2),)
    for value in (Fraction(1, 3), Fraction(1, 2)):
        assert len(line.at(value)) == len(dt.solve(game.at(t=value)))


def test_values_may_be_given_for_other_letters() -> None:
    game = dt.load("nll-probe")
    assert dt.thresholds(game, "c", b=2).values == (Rational(1, 2),)
    assert dt.thresholds(game, b="2/3", k=1, e=9).fixed["b"] == Fraction(2, 3)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"letter": "d"}, "'d' is not a free parameter"),
        ({"letter": "c", "fixed": {"c": 1}}, "'c' is the letter"),
        ({"letter": "c", "fixed": {"x": 1}}, "'x' is not a free parameter"),
        ({"letter": "c", "fixed": {"k": -1}}, "outside its range"),
        ({"letter": "c", "fixed": {"l": 5}}, "the assumption"),
    ],
)
def test_mistakes_are_said(arguments: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        dt.thresholds(dt.load("nll-probe"), arguments["letter"], **arguments.get("fixed", {}))


HEAVY = ("red-line", "salami", "burden-sharing-reply")


def seeds(count: int) -> list:
    """Half of the seeds, and the other half with the slow tests."""
    return [pytest.param(n, marks=pytest.mark.slow if 2 * n >= count else ()) for n in range(count)]


def random_matrix(source: random.Random, rows: int, columns: int) -> dt.Matrix:
    def entry() -> str:
        return f"{source.randint(-4, 4)} + {source.randint(-3, 3)}*x + {source.choice([0, 0, 0, 1, -1])}*x**2"

    tables = [[[entry() for _ in range(columns)] for _ in range(rows)] for _ in range(2)]
    return dt.Matrix.from_arrays(*tables, parameters=[dt.Parameter("x", "", -2, 2)])


@pytest.mark.parametrize("seed", seeds(12))
def test_what_exists_at_a_point_is_what_the_game_of_numbers_has(seed: int) -> None:
    source = random.Random(seed)
    game = random_matrix(source, 2, source.choice([2, 3]))
    line = dt.thresholds(game, "x")
    places = [Fraction(source.randint(-200, 200), 100) for _ in range(6)]
    places += [p for p in line.points if isinstance(p, Fraction)] + [Fraction(-2), Fraction(2)]
    for place in places:
        assert {at(e, "x", place) for e in line.at(place)} == solved(game, "x", place), place


@pytest.mark.parametrize("seed", seeds(6))
def test_between_thresholds_the_same_moves_are_used_throughout(seed: int) -> None:
    game = random_matrix(random.Random(100 + seed), 2, 2)
    line = dt.thresholds(game, "x")
    for step in range(-25, 26):
        place = Fraction(step, 13) if abs(step) < 26 else Fraction(2)
        used = {tuple(tuple(p > 0 for p in row) for row in e) for e in solved(game, "x", place)}
        cell = next(c for c in line.cells if c.interval.contains(place))
        assert used == {tuple(tuple(p > 0 for p in row) for row in at(e, "x", place)) for e in cell.equilibria}


@pytest.mark.parametrize(
    "name", ["nll-probe", "arms-guardrails", *(pytest.param(n, marks=pytest.mark.slow) for n in HEAVY)]
)
def test_cells_partition_the_range(name: str) -> None:
    game = dt.load(name)
    line = dt.thresholds(game, "c")
    parameter = game.parameters["c"]
    for step in range(51):
        place = parameter.low + (parameter.high - parameter.low) * Fraction(step, 50)
        holding = [cell for cell in line.cells if cell.interval.contains(place)]
        assert len(holding) == (0 if name == "red-line" and place in (0, 1) else 1)


def test_the_table_can_be_read_and_framed() -> None:
    line = dt.thresholds(dt.load("nll-probe"), "c")
    assert "c = 1/2, c_R = (e - l)/(e + s)" in str(line)
    assert list(line.to_frame()["c"]) == ["[0, 1/2)", "{1/2}", "{1/2}", "(1/2, 3/4)", "{3/4}", "{3/4}", "(3/4, 1]"]


def escalation(periods: int) -> dt.Stochastic:
    """One builds and the other accepts or fights; the weak become strong. All is seen."""
    answer = dt.Decision(
        "B", {"Accept": dt.Outcome("Builds", [-1, -1], next="Strong"), "Stop": dt.Outcome("War", ["c - 2", -2])}
    )
    weak = dt.Decision("A", {"Wait": dt.Outcome("Waits", [0, 0]), "Build": answer})
    fight = dt.Outcome("Fights", [-1, "c - 3"], next="Weak")
    strong = dt.Decision("B", {"Hold": dt.Outcome("Holds", [1, "-c"]), "Fight": fight})
    parameters = [dt.Parameter("c", "", 0, 3)]
    states = {"Weak": weak, "Strong": strong}
    return dt.Stochastic(["A", "B"], states, "9/10", horizon=periods, parameters=parameters)


def test_a_game_of_several_periods_is_cut_along_the_line_as_its_tree_is() -> None:
    game = escalation(3)
    assert len(as_tree(game).written_sets) > LARGE
    problem = Problem.of(game)
    assert problem.cut is not None
    line, of_tree = dt.thresholds(problem, "c"), dt.thresholds(as_tree(game), "c")
    assert (table(line), line.promise.complete) == (table(of_tree), of_tree.promise.complete)
    at_base = game.base_case(c=1)
    assert sorted(e.name for e in line.at(1)) == sorted(e.name for e in dt.solve(at_base))


def tree_with_ties(seed):
    """Fifteen decisions, and few payoffs, so that moves tie for all values of the letter."""
    dice, places = random.Random(seed), count()

    def node(left):
        if left == 0:
            return dt.Outcome(f"o{next(places)}", dice.choices(["0", "1", "c", "1 - c", "2*c", "c - 1"], k=2))
        moves = {move: node(left - 1) for move in ("l", "r")}
        return dt.Decision("AB"[left % 2], moves, information=f"{next(places)}")

    return dt.Tree(["A", "B"], node(4), parameters=[dt.Parameter("c", "", 0, 1, base="1/3")])


@pytest.mark.parametrize("seed", [pytest.param(10, marks=pytest.mark.slow), 17])
def test_a_large_tree_in_which_moves_tie_for_all_values_is_cut_along_its_line(seed):
    game = tree_with_ties(seed)
    assert Problem.of(game).cut is not None
    found, whole = dt.thresholds(game, "c"), dt.thresholds(dt.solve(game), "c")
    assert found.complete
    assert found.values == whole.values
    for cell in found.cells:
        place = (cell.interval.lower + cell.interval.upper) / 2
        profiles, expected = (
            {tuple(tuple(row) for row in e.at(c=place).strategies) for e in line.at(place)} for line in (found, whole)
        )
        assert profiles == expected
    assert any(len(cell.equilibria) > 1 for cell in found.cells if cell.interval.lower != cell.interval.upper)


def test_a_threshold_that_is_one_number_everywhere_is_printed_once():
    game = dt.Matrix(
        ["A"], {"A": ["x", "y"]}, {"x": ["c - 1/2"], "y": [0]}, parameters=[dt.Parameter("c", "", 0, 1), "d"]
    )
    found = dt.thresholds(game, "c", d=1)
    assert str(found.formulas[0]) == "1/2"
    assert "  c = 1/2\n" in str(found)


@pytest.mark.parametrize(("branch", "text"), [(1, "(-b - sqrt(b**2 + 4))/(2)"), (-1, "(-b + sqrt(b**2 + 4))/(2)")])
def test_a_root_is_written_with_a_positive_denominator(branch, text):
    """Of 1 - b*c - c**2: with the signs of all coefficients changed the other branch is meant."""
    home = ring(("b", "c"))
    coefficients = (home.one, -home.letter("b"), -home.one)
    assert ThresholdFormula((), coefficients, "c", branch).text.replace(" ", "") == text.replace(" ", "")


def test_what_is_said_without_thresholds_is_what_the_table_shows():
    letters = [dt.Parameter("k", low=0, high=1)]
    choices = {"A": {"x": (0, 1)}, "B": {"y": (0, 1)}}
    game = dt.Continuous(["A", "B"], choices, ["(x - y)**2 + k*x", "-(x - y)**2"], parameters=letters)
    line = dt.thresholds(game, "k")
    assert [bool(cell.equilibria) for cell in line.cells] == [False, True]
    said = "no threshold: no equilibrium was found for any k inside its range; at an end of it that is different"
    assert said in str(line)
    same = dt.Continuous(["A", "B"], choices, ["k - (x - y)**2", "y - y**2"], parameters=letters)
    assert "no threshold: the same equilibria exist for every k inside its range\n" in str(dt.thresholds(same, "k"))
