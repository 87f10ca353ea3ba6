"""Dominated moves, and what iterated elimination leaves."""

from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence.games.matrix import Matrix
from deterrence.games.parameter import Parameter
from deterrence.solvers.dominance import dominated, eliminate
from deterrence.solvers.solve import solve
from tests.known_games import PRISONERS_DILEMMA, ROCK_PAPER_SCISSORS


def lines(found):
    return [str(d) for d in found]


def test_the_prisoners_dilemma():
    assert lines(dominated(PRISONERS_DILEMMA.game)) == [
        "Row: Cooperate is strictly dominated by Defect where always",
        "Column: Cooperate is strictly dominated by Defect where always",
    ]


def test_nothing_dominates_in_rock_paper_scissors():
    assert dominated(ROCK_PAPER_SCISSORS.game) == ()


def test_domination_by_a_mixture_of_numbers():
    """Myerson (1991), Game Theory, section 1.8: a move that no pure move dominates but a mixture does."""
    game = Matrix.from_arrays([[3, 0], [0, 3], [1, 1]], [[0, 0], [0, 0], [0, 0]])
    (found,) = dominated(game)
    assert (found.player, found.move, found.strict) == ("Row", "3", True)
    assert set(found.by) == {"1", "2"}
    weights = [found.by["1"], found.by["2"]]
    assert sum(weights) == 1
    assert min(3 * w for w in weights) > 1


def test_weak_domination_by_a_mixture():
    game = Matrix.from_arrays([[2, 0, 1], [0, 2, 1], [1, 1, 0]], [[0] * 3] * 3)
    assert lines(dominated(game)) == ["Row: 3 is weakly dominated by 1/2 1 + 1/2 2"]


def test_domination_by_some_mixture_wherever_the_letters_are():
    game = Matrix(
        ["Row", "Column"],
        {"Row": ["1", "2", "3"], "Column": ["1", "2"]},
        {("1", "1"): ("4 + c", 0), ("1", "2"): (0, 0), ("2", "1"): (0, 0), ("2", "2"): ("4 - c", 0),
         ("3", "1"): (1, 0), ("3", "2"): (1, 0)},
        parameters=[Parameter("c", "", 0, 1)],
    )  # fmt: skip
    assert lines(dominated(game)) == ["Row: 3 is strictly dominated by a mixture of its other moves where always"]
    assert [d.move for d in eliminate(game).rounds[0]] == ["3"]


def test_elimination_records_the_order():
    """Solved by iterated strict dominance in three rounds."""
    game = Matrix.from_arrays([[1, 1, 0], [0, 0, 2]], [[0, 2, 1], [3, 1, 0]])
    found = eliminate(game)
    assert str(found) == "\n".join(
        [
            "round 1: Column: 3 is strictly dominated by 2",
            "round 2: Row: 2 is strictly dominated by 1",
            "round 3: Column: 1 is strictly dominated by 2",
            "left are Row: 1; Column: 2",
        ]
    )
    assert found.game.moves == {"Row": ("1",), "Column": ("2",)}


def test_only_what_is_dominated_for_all_values_goes():
    table, letters = {"a": [0], "b": ["c"]}, [Parameter("c", "", 0, 1)]
    game = Matrix(["Only"], {"Only": ["a", "b"]}, table, parameters=letters)
    assert eliminate(game).rounds == ()
    assert str(eliminate(game)) == "nothing is dominated throughout\nleft are Only: a, b"
    positive = Matrix(
        ["Only"], {"Only": ["a", "b"]}, table, parameters=[Parameter("c", "", 0, 1)], assumptions=["c > 0"]
    )
    assert [d.move for d in eliminate(positive).rounds[0]] == ["a"]


def test_weak_elimination_on_request():
    game = Matrix.from_arrays([[1, 1], [1, 0]], [[0, 0], [0, 0]])
    assert eliminate(game).rounds == ()
    assert [d.move for d in eliminate(game, weakly=True).rounds[0]] == ["2"]


def tables(letters):
    entry = st.builds("{} + ({})*c".format, st.integers(-2, 2), st.integers(-1, 1)) if letters else st.integers(-2, 2)
    return st.lists(st.lists(entry, min_size=3, max_size=3), min_size=3, max_size=3)


@settings(max_examples=5)
@given(tables("c"), st.integers(0, 12))
def test_regions_of_pure_domination_hold_at_points(table, twelfths):
    game = Matrix.from_arrays(table, [[0] * 3] * 3, parameters=[Parameter("c", "", 0, 1)])
    point = {"c": Fraction(twelfths, 12)}
    rows = [[game.value(game.payoffs[str(i + 1), str(j + 1)][0]).evaluate(point) for j in range(3)] for i in range(3)]
    wanted = set()
    for move, other in product(range(3), repeat=2):
        pairs = list(zip(rows[other], rows[move], strict=True))
        if all(a > b for a, b in pairs):
            wanted.add((str(move + 1), str(other + 1), True))
        elif all(a >= b for a, b in pairs) and any(a > b for a, b in pairs):
            wanted.add((str(move + 1), str(other + 1), False))
    there = {
        (d.move, next(iter(d.by)), d.strict)
        for d in dominated(game)
        if d.player == "Row" and len(d.by) == 1 and all(c.holds(point) for c in d.exists.raw)
    }
    strict = {(move, by) for move, by, is_strict in there if is_strict}
    there = {found for found in there if found[2] or found[:2] not in strict}
    assert there == wanted


@settings(max_examples=4)
@given(tables(""), tables(""))
def test_strict_elimination_keeps_all_equilibria(a, b):
    """Luce and Raiffa (1957), section 5.2: a strictly dominated move is used in no equilibrium."""
    game = Matrix.from_arrays(a, b)
    left = eliminate(game).game
    assert len(solve(left)) == len(solve(game))
    for family in solve(game):
        for place, row in zip(family.layout.places, family.strategies, strict=True):
            used = {move for move, p in zip(place.moves, row, strict=True) if p != 0}
            assert used <= set(left.moves[place.player])
