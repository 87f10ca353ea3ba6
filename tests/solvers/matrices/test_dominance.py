"""Dominated moves, and what iterated elimination leaves."""

import random
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence.games.matrix import Matrix
from deterrence.games.parts.parameter import Parameter
from deterrence.solvers.matrices.dominance import dominated, eliminate
from deterrence.solvers.solve import solve
from tests.known_games import PRISONERS_DILEMMA, ROCK_PAPER_SCISSORS
from tests.linear_programme import greatest


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


def test_strict_domination_by_a_mixture_where_moves_dominate_weakly():
    """Column 2 earns 0, 0; 1 and 3 earn 1, 0 and 0, 1: either dominates weakly, their mixtures strictly."""
    game = Matrix.from_arrays([[0, 0, 1], [1, 1, 1]], [[1, 0, 0], [0, 0, 1]])
    mixed, *weak = (d for d in dominated(game) if (d.player, d.move) == ("Column", "2"))
    assert mixed.strict
    assert set(mixed.by) == {"1", "3"}
    assert [(d.strict, dict(d.by)) for d in weak] == [(False, {"1": 1}), (False, {"3": 1})]
    assert [(d.move, d.strict) for d in eliminate(game).rounds[0]] == [("2", True)]
    assert [(d.move, d.strict) for d in eliminate(game, weakly=True).rounds[0]] == [("1", False), ("2", True)]


def test_strict_domination_by_a_mixture_of_some_moves_beside_one_that_dominates_weakly():
    """Column 4 earns -4, -3, -3; 3 earns -4, -2, -2; with 1/6 of 2, which earns -2, -5, -2, it is better everywhere."""
    game = Matrix.from_arrays(
        [[-2, -4, -4, -4], [-5, -4, -4, -2], [-3, -3, -2, -3]], [[-5, -2, -4, -4], [-2, -5, -2, -3], [-4, -2, -2, -3]]
    )
    assert [d.move for d in eliminate(game).rounds[0] if d.player == "Column"] == ["4"]


def test_ties_far_below_float_precision_are_decided_exactly():
    tiny = Fraction(1, 10**30)
    below = Matrix.from_arrays([[2, 0], [0, 2], [1 - tiny, 1 - tiny]], [[0, 0]] * 3)
    assert [d.move for d in eliminate(below).rounds[0]] == ["3"]
    assert eliminate(Matrix.from_arrays([[2, 0], [0, 2], [1, 1]], [[0, 0]] * 3)).rounds == ()


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


# --- random degenerate games, against the definition and linear programmes in fractions ------------------------------


def gains(table, move):
    """Gains of a player's other moves over one, by what the others do."""
    return [[a - b for a, b in zip(row, table[move])] for m, row in table.items() if m != move]


def is_strictly_dominated(table, move):
    """The game of gains, shifted to be positive, has a value above the shift (Dantzig 1951)."""
    rows = gains(table, move)
    shift = 1 - min((v for row in rows for v in row), default=0)
    return (
        bool(rows)
        and 1 / greatest([1] * len(rows[0]), [[v + shift for v in row] for row in rows], [1] * len(rows)) > shift
    )


def is_weakly_dominated(table, move):
    rows = gains(table, move)
    columns = list(zip(*rows))
    return (
        bool(rows)
        and greatest(
            [sum(r) for r in rows], [*([-v for v in c] for c in columns), [1] * len(rows)], [0] * len(columns) + [1]
        )
        > 0
    )


def degenerate_game(dice):
    """Two or three players, two to four moves each, payoffs from two to five integers."""
    sizes = dice.choice([(2, 3), (3, 3), (4, 3), (3, 4), (2, 2, 3)])
    players = "ABC"[: len(sizes)]
    moves = {player: [f"{player}{m}" for m in range(size)] for player, size in zip(players, sizes)}
    high = dice.choice([1, 2, 4])
    return Matrix(list(players), moves, {c: [dice.randint(0, high) for _ in players] for c in product(*moves.values())})


def table_of(game, left, player):
    """Payoffs of a player's moves that are left, by what the others may still do."""
    index = game.players.index(player)
    others = list(product(*(moves for other, moves in left.items() if other != player)))
    paid = {m: [game.payoffs[(*o[:index], m, *o[index:])][index] for o in others] for m in left[player]}
    return {m: [Fraction(str(v)) for v in row] for m, row in paid.items()}


def check_listed(found, tables):
    """Each domination holds by definition, and each move for which there is one is listed, as strictly as it can be."""
    for d in found:
        table = tables[d.player]
        assert sum(d.by.values()) == 1
        assert all(p > 0 and m != d.move for m, p in d.by.items())
        gain = [sum(p * table[m][c] for m, p in d.by.items()) - v for c, v in enumerate(table[d.move])]
        assert min(gain) > 0 if d.strict else min(gain) == 0 < max(gain)
    for player, table in tables.items():
        for move in table:
            own = [d for d in found if (d.player, d.move) == (player, move)]
            assert any(d.strict for d in own) is is_strictly_dominated(table, move)
            assert bool(own) is is_weakly_dominated(table, move)
            for other in table:  # every other move that dominates, and no mixture beside one as strong
                gain = [a - b for a, b in zip(table[other], table[move])]
                wanted = [True] if min(gain) > 0 else [False] if min(gain) == 0 < max(gain) else []
                assert [d.strict for d in own if d.by == {other: 1}] == wanted
            mixed = [d for d in own if len(d.by) > 1]
            assert len(mixed) <= 1
            assert not any(len(d.by) == 1 and d.strict >= m.strict for d in own for m in mixed)


@pytest.mark.parametrize("seeds", [range(60), pytest.param(range(60, 4_000), marks=pytest.mark.slow)])
def test_dominations_of_random_degenerate_games_against_linear_programmes(seeds):
    for seed in seeds:
        game = degenerate_game(random.Random(seed))
        everything = {player: list(moves) for player, moves in game.moves.items()}
        check_listed(dominated(game), {player: table_of(game, everything, player) for player in game.players})


@pytest.mark.parametrize("seeds", [range(40), pytest.param(range(40, 2_000), marks=pytest.mark.slow)])
@pytest.mark.parametrize("weakly", [False, True])
def test_elimination_goes_round_by_round_until_nothing_is_dominated(weakly, seeds):
    for seed in seeds:
        game = degenerate_game(random.Random(seed))
        left = {player: list(moves) for player, moves in game.moves.items()}
        is_dominated = is_weakly_dominated if weakly else is_strictly_dominated
        found = eliminate(game, weakly=weakly)
        for steps in found.rounds:
            tables = {player: table_of(game, left, player) for player in game.players}
            wanted = {(p, m) for p, table in tables.items() for m in table if is_dominated(table, m)}
            assert {(d.player, d.move) for d in steps} == wanted
            assert len(steps) == len(wanted)
            left = {player: [m for m in moves if (player, m) not in wanted] for player, moves in left.items()}
        assert found.game.moves == {player: tuple(moves) for player, moves in left.items()}
        assert not any(is_dominated(table_of(game, left, p), m) for p in left for m in left[p])


@pytest.mark.parametrize("seeds", [range(8), pytest.param(range(8, 200), marks=pytest.mark.slow)])
def test_letters_that_change_no_domination(seeds):
    """What others do scales a player's payoffs by a positive factor and adds to them: comparisons stay as they are."""
    for seed in seeds:
        dice = random.Random(seed)
        numbers = [[dice.randint(0, 2) for _ in range(3)] for _ in range(4)]
        factors = [dice.choice(["1", "(1 + c)", "(2 - c)", "(1 + c**2)"]) for _ in range(3)]
        added = [dice.choice(["c", "0", "-2*c", "c**2"]) for _ in range(3)]
        table = [[f"{factors[j]}*{n} + {added[j]}" for j, n in enumerate(row)] for row in numbers]
        game = Matrix.from_arrays(table, [[0] * 3] * 4, parameters=[Parameter("c", "", 0, 1)])
        plain = {str(m + 1): list(map(Fraction, row)) for m, row in enumerate(numbers)}
        found = dominated(game)
        strictly = {d.move for d in found if d.player == "Row" and d.strict}
        assert strictly == {m for m in plain if is_strictly_dominated(plain, m)}
        assert {d.move for steps in eliminate(game).rounds[:1] for d in steps} == strictly
