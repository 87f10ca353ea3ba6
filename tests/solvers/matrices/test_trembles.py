"""Perfect and proper equilibria of many players: examples, two players by the exact methods, mistakes drawn."""

import random
from fractions import Fraction
from itertools import product
from math import prod

import pytest

import deterrence as dt
from deterrence.solvers.matrices.trembles import Trembles
from tests.solvers.matrices.test_perfect import game, strategies
from tests.solvers.matrices.test_proper import MYERSON

# Player 3 chooses the matrix. Against mistakes of both others the first row pays 1 - ab, the second 1 - a - b + 2ab.
UNDOMINATED_AND_NOT_PERFECT = [
    [[(1, 1, 1), (1, 0, 1)], [(1, 1, 1), (0, 0, 1)]],
    [[(1, 1, 0), (0, 0, 0)], [(0, 1, 0), (1, 0, 0)]],
]


def many(cells, shape):
    """A matrix from its cells, by the positions of moves."""
    players = "ABCD"[: len(shape)]
    moves = {p: [str(m + 1) for m in range(size)] for p, size in zip(players, shape)}
    return dt.Matrix(
        list(players), moves, {tuple(str(m + 1) for m in cell): paid for cell, paid in cells.items()}
    )  # fmt: skip


def drawn(seed, shapes, high=2):
    source = random.Random(seed)
    shape = source.choice(shapes)
    cells = {cell: tuple(source.randint(0, high) for _ in shape) for cell in product(*map(range, shape))}
    return cells, shape


def test_an_undominated_equilibrium_that_is_not_perfect():
    """Van Damme (1991), section 2.2: with three players to be undominated is not enough."""
    cells = {(i, j, k): UNDOMINATED_AND_NOT_PERFECT[k][i][j] for i, j, k in product((0, 1), repeat=3)}
    found = dt.solve(many(cells, (2, 2, 2)))
    assert "A 2; B 1; C 1" in [e.name for e in found]
    for criterion in ("perfect", "proper"):
        left = dt.refine(found, criterion)
        assert "A 1; B 1; C 1" in [e.name for e in left]
        [struck] = [e for e in left.struck if e.name == "A 2; B 1; C 1"]
        assert struck.notes[-1].startswith(f"not {criterion}: no mistakes")


def test_a_third_player_without_a_say_changes_nothing():
    """Myerson (1978), figure 2, before a third player: two equilibria are perfect, and one is proper."""
    cells = {(i, j, k): (*MYERSON[i][j], 0) for i, j, k in product(range(3), range(3), range(1))}
    found = dt.solve(many(cells, (3, 3, 1)))
    assert [e.name for e in dt.refine(found, "perfect")] == ["A 1; B 1; C 1", "A 2; B 2; C 1"]
    left = dt.refine(found, "proper")
    assert [e.name for e in left] == ["A 1; B 1; C 1"]
    assert left.complete
    assert [e.name for e in left.struck] == ["A 2; B 2; C 1", "A 3; B 3; C 1"]


def test_what_is_undecided_stays_with_a_note_and_is_said():
    """Nothing matters to anybody: every profile is an equilibrium, and of eight all is said."""
    cells = dict.fromkeys(product((0, 1), repeat=3), (0, 0, 0))
    left = dt.refine(dt.solve(many(cells, (2, 2, 2))), "proper")
    assert len(left) == 8
    assert not left.struck
    assert not left.complete
    assert "of sets of mixtures only the listed equilibria were held against proper" in left.why
    late = dt.refine(dt.solve(many(cells, (2, 2, 2))), "proper", time_limit=0)
    assert len(late) == 8


def test_other_games_are_refused():
    cells = {(m, "1", "1"): ("k", 0, 0) for m in "12"}
    letters = [dt.Parameter("k", "", 0, 1)]
    found = dt.solve(dt.Matrix(["A", "B", "C"], {"A": ["1", "2"], "B": ["1"], "C": ["1"]}, cells, parameters=letters))
    with pytest.raises(ValueError, match="'perfect' is for games of numbers: give k values first"):
        dt.refine(found, "perfect")


def test_two_players_as_by_the_exact_methods():
    decided = 0
    for seed in range(12):
        cells, shape = drawn(seed, [(2, 2), (2, 3), (3, 3)])
        found = dt.solve(game([[cells[i, j] for j in range(shape[1])] for i in range(shape[0])]))
        for criterion in ("perfect", "proper"):
            left = {strategies(e) for e in dt.refine(found, criterion)}
            for family in found:
                verdict = Trembles(found.game.form(), family).verdict(criterion)
                assert verdict.passes in (None, strategies(family) in left), (seed, criterion, family.name)
                decided += verdict.passes is not None
    assert decided > 20


def pays(cells, player, move, mix):
    """What a move pays against completely mixed strategies."""
    others = [range(len(row)) for j, row in enumerate(mix) if j != player]
    total = Fraction(0)
    for cell in product(*others):
        whole = (*cell[:player], move, *cell[player:])
        total += cells[whole][player] * prod(mix[j][m] for j, m in enumerate(whole) if j != player)
    return total


def shows(cells, mix, used, criterion, small):
    """Whether mistakes show a pure equilibrium perfect, or are e-proper."""
    for player, row in enumerate(mix):
        paid = [pays(cells, player, m, mix) for m in range(len(row))]
        if paid[used[player]] < max(paid):
            return False
        pairs = product(range(len(row)), repeat=2)
        if criterion == "proper" and any(paid[a] < paid[b] and row[a] > small * row[b] for a, b in pairs):
            return False
    return True


def near(used, shape, exponents, factors):
    """Mistakes of these powers of 1/100."""
    rows, powers = [], iter(zip(exponents, factors))
    for size, own in zip(shape, used):
        row = [
            Fraction(1) if m == own else f * Fraction(1, 100) ** k
            for m in range(size)
            for k, f in [(0, 0) if m == own else next(powers)]
        ]
        rows.append([p / sum(row) for p in row])
    return rows


def check_pure(seed, shapes):
    """Pure equilibria kept are shown by some mistakes, pure ones struck by none that are drawn; how many of each."""
    cells, shape = drawn(seed, shapes)
    found = dt.solve(many(cells, shape), time_limit=None)
    source = random.Random(seed)
    counts = []
    for criterion in ("perfect", "proper"):
        left = dt.refine(found, criterion, time_limit=None)
        known = [e for e in left if e.is_pure and not e.notes]
        struck = [e for e in left.struck if e.is_pure]
        unused = sum(shape) - len(shape)
        for family in [*known, *struck]:
            used = [row.index(1) for row in strategies(family)]
            tried = [
                (
                    [source.choice([1, 2, 3, 4]) for _ in range(unused)],
                    [source.choice([1, 2, 5]) for _ in range(unused)],
                )
                for _ in range(300)
            ]
            shown = any(
                shows(cells, near(used, shape, *mistakes), used, criterion, Fraction(1, 10)) for mistakes in tried
            )
            assert shown == (family in known), (seed, criterion, family.name)
        counts += [len(known), len(struck)]
        assert len(left) > 0  # there is a proper equilibrium (Myerson 1978)
    return counts


def test_random_games_of_three_players():
    counts = [sum(column) for column in zip(*(check_pure(seed, [(2, 2, 2)]) for seed in range(10)))]
    assert all(count > 5 for count in counts)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 60, 10))
def test_more_random_games_of_several_players(first):
    for seed in range(first, first + 10):
        check_pure(seed, [(2, 2, 2), (2, 3, 2), (2, 2, 2, 2)])
