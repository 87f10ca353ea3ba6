"""Perfect equilibria of two players: examples, and the definition by dominance on random degenerate games."""

import random
from fractions import Fraction
from itertools import product

import pytest

import deterrence as dt
from tests.linear_programme import feasible, greatest


def game(rows, players=("A", "B"), **more):
    own, other = [f"{i + 1}" for i in range(len(rows))], [f"{j + 1}" for j in range(len(rows[0]))]
    cells = {(own[i], other[j]): rows[i][j] for i in range(len(rows)) for j in range(len(rows[0]))}
    return dt.Matrix(list(players), {players[0]: own, players[1]: other}, cells, **more)


def tables(rows):
    """What own moves pay against each move of the other, for both players."""
    first = [[Fraction(cell[0]) for cell in row] for row in rows]
    return first, [[Fraction(row[j][1]) for row in rows] for j in range(len(rows[0]))]


def names(found):
    return sorted(e.name for e in found)


def test_myerson():
    """Myerson (1978), figure 1: (2, 2) is an equilibrium in dominated strategies."""
    found = dt.solve(game([[(1, 1), (0, 0)], [(0, 0), (0, 0)]]))
    left = dt.refine(found, "perfect")
    assert names(found) == ["A 1; B 1", "A 2; B 2"]
    assert names(left) == ["A 1; B 1"]
    assert left.struck[0].notes == ("not perfect: A plays 2, which is weakly dominated",)
    assert str(left.promise) == "Nash equilibria by support enumeration, refined by perfect; exact; complete."


def test_a_dominated_move_may_make_an_equilibrium_perfect():
    """Myerson (1978), figure 2: with a third move, worse throughout, (2, 2) is undominated and so perfect."""
    rows = [[(1, 1), (0, 0), (-9, -9)], [(0, 0), (0, 0), (-7, -7)], [(-9, -9), (-7, -7), (-7, -7)]]
    found = dt.refine(dt.solve(game(rows)), "perfect")
    assert names(found) == ["A 1; B 1", "A 2; B 2"]


def test_domination_by_a_mixture_only():
    """Halves of the first two moves pay 3/2, 3/2, 1 against the third move's 1, 1, 1."""
    rows = [[(3, 0), (0, 0), (1, 1)], [(0, 0), (3, 0), (1, 1)], [(1, 0), (1, 0), (1, 1)]]
    found = dt.solve(game(rows))
    assert "A 3; B 3" in names(found)
    assert "A 3; B 3" not in names(dt.refine(found, "perfect"))


def test_in_letters_each_family_is_kept_where_it_passes():
    """Move 2 pays nothing, move 1 pays a against 1 and b against 2: dominated unless a < 0 or both are 0."""
    letters = [dt.Parameter("a", "", -1, 1), dt.Parameter("b", "", 0, 1)]
    found = dt.solve(game([[("a", 1), ("b", 0)], [(0, 0), (0, 0)]], parameters=letters), refine="perfect")
    kept = [e for e in found if e.name == "A 2; B 1"]
    for a, b, passes in [(-1, 1, True), (-1, 0, True), (0, 0, True), (0, 1, False), (1, 1, False)]:
        assert any(e.exists.holds(a=a, b=b) for e in kept) == passes


@pytest.mark.parametrize(
    "found",
    [
        lambda: dt.solve(dt.load("beer-quiche").base_case()),
        lambda: dt.solve(game([[(1, 1), (0, 0)], [(0, 0), (0, 0)]]), "commitment", leader="A"),
    ],
)
def test_other_games_and_concepts_are_refused(found):
    with pytest.raises(ValueError, match="Nash equilibria of a matrix of two players"):
        dt.refine(found(), "perfect")


# --- random degenerate games ------------------------------------------------------------------------------------------


def is_undominated(gains, mixture):
    """Whether no mixture is as good against everything and better against something."""
    paid = [sum(p * row[j] for p, row in zip(mixture, gains, strict=True)) for j in range(len(gains[0]))]
    size = len(gains)
    total = [sum(row) for row in gains]
    rows = [[paid[j] - row[j] for row in gains] for j in range(len(paid))]
    # On the simplex, row.z <= 0 says that z is as good against a move.
    shift = 1 - min(total)
    most = greatest([t + shift for t in total], [*rows, [1] * size], [0] * len(rows) + [1]) - shift
    return most == sum(paid)


def strategies(family):
    return tuple(tuple(p.as_fraction() for p in row) for row in family.strategies)


def spans(points, x):
    """Whether x is a mixture of some points."""
    columns = list(dict.fromkeys(points))
    return feasible([[point[k] - x[k] for point in columns] for k in range(len(x))])


def mixture(source, members):
    """A mixture of a set: of first strategies with mixtures of second ones."""
    sides = [list(dict.fromkeys(strategies(e)[p] for e in members)) for p in (0, 1)]
    found = []
    for side in sides:
        weights = [Fraction(source.choice([0, 1, 1, 3])) for _ in side]
        weights = weights if sum(weights) else [Fraction(1)] * len(side)
        found.append(
            tuple(sum(w * s[k] for w, s in zip(weights, side, strict=True)) / sum(weights) for k in range(len(side[0])))
        )
    return found


def agrees(seed):
    source = random.Random(seed)
    shape = source.choice([(2, 2), (2, 3), (3, 2), (3, 3)])
    rows = [[(source.randint(0, 2), source.randint(0, 2)) for _ in range(shape[1])] for _ in range(shape[0])]
    gains = tables(rows)
    found = dt.solve(game(rows))
    left = dt.refine(found, "perfect")

    def passes(pair):
        return all(is_undominated(gains[p], pair[p]) for p in (0, 1))

    assert {strategies(e) for e in left} == {strategies(e) for e in found if passes(strategies(e))}
    sets = [[strategies(e) for e in component] for component in left.components]
    for component in left.components:  # not too many
        assert passes(mixture(source, component))
    for component, _ in product(found.components, range(4)):  # not too few
        pair = mixture(source, component)
        assert passes(pair) == any(all(spans([s[p] for s in joint], pair[p]) for p in (0, 1)) for joint in sets)


def test_on_random_games_just_the_undominated_equilibria_are_left():
    for seed in range(25):
        agrees(seed)


@pytest.mark.slow
def test_on_many_random_games_just_the_undominated_equilibria_are_left():
    for seed in range(100, 500):
        agrees(seed)
