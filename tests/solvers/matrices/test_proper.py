"""Proper equilibria of two players: published examples, and the definition at a small e on random degenerate games."""

import random
from fractions import Fraction
from itertools import chain, combinations, pairwise, product

import pytest

import deterrence as dt
from deterrence.solvers.matrices.proper import NOT_PROPER
from tests.linear_programme import greatest
from tests.solvers.matrices.test_perfect import game, names, strategies

MYERSON = [[(1, 1), (0, 0), (-9, -9)], [(0, 0), (0, 0), (-7, -7)], [(-9, -9), (-7, -7), (-7, -7)]]


def test_myerson():
    """Myerson (1978), figure 2: of three equilibria two are perfect, and of these one is proper."""
    found = dt.solve(game(MYERSON))
    left = dt.refine(found, "proper")
    assert names(dt.refine(found, "perfect")) == ["A 1; B 1", "A 2; B 2"]
    assert names(left) == ["A 1; B 1"]
    assert {e.name: e.notes for e in left.struck} == {
        "A 2; B 2": (NOT_PROPER,),
        "A 3; B 3": ("not perfect: A plays 3, which is weakly dominated",),
    }
    assert str(left.promise) == "Nash equilibria by support enumeration, refined by proper; exact; complete."


def test_a_proper_equilibrium_inside_a_set_of_which_no_end_is_proper():
    """A's first move pays best whatever B does, who cares only about A's mistakes.

    Where B plays 1 more often, A's second move costs A more than its third, so the third is the likelier mistake,
    against which B's move 2 is better; and the other way round. So B mixes evenly.
    """
    rows = [[(1, 0), (1, 0)], [(-1, 2), (0, 0)], [(0, 0), (-1, 2)]]
    found = dt.refine(dt.solve(game(rows)), "proper")
    assert [strategies(e) for e in found] == [((1, 0, 0), (Fraction(1, 2), Fraction(1, 2)))]
    assert len(found.struck) == 2
    assert found.complete


def test_an_outside_option_leaves_the_battle_that_was_worth_entering():
    """Kohlberg and Mertens (1986), figure 3: staying out for 2 is proper as well."""
    rows = [[(2, 2), (2, 2)], [(3, 1), (0, 0)], [(0, 0), (1, 3)]]
    found = dt.refine(dt.solve(game(rows)), "proper")
    assert "A 2; B 1" in names(found)
    assert "A 1; B 2" in names(found)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (lambda: dt.solve(dt.load("beer-quiche").base_case()), "a matrix without types"),
        (lambda: dt.solve(dt.load("chicken")), "for games of numbers: give "),
    ],
)
def test_other_games_are_refused(found, said):
    with pytest.raises(ValueError, match=said):
        dt.refine(found(), "proper")


def test_what_is_out_of_time_stays_and_is_said():
    left = dt.refine(dt.solve(game(MYERSON)), "proper", time_limit=0)
    assert len(left) == 3
    assert not left.complete
    assert "not held against proper in time" in left.why


# --- random degenerate games: the definition, at a small e, for all orders of payoffs ---------------------------------

SMALL, NEAR = Fraction(1, 10**7), Fraction(1, 100)


def orders(moves):
    """All ordered partitions."""
    if not moves:
        return [()]
    blocks = chain.from_iterable(combinations(moves, size) for size in range(1, len(moves) + 1))
    return [(block, *rest) for block in blocks for rest in orders([m for m in moves if m not in block])]


def e_proper(own, other, gains):
    """Rows of inequalities, row.x <= 0: e-proper strategies; and what has to be strictly positive."""
    size = len(gains[0])
    unit = [[int(i == k) for i in range(size)] for k in range(size)]
    rows = [
        [u - SMALL * v for u, v in zip(unit[worse], unit[better])]
        for one, two in pairwise(own)
        for better in one
        for worse in two
    ]
    for block in other:
        for a, b in combinations(block, 2):
            lead = [p - q for p, q in zip(gains[a], gains[b])]
            rows += [lead, [-v for v in lead]]
    leads = [[p - q for p, q in zip(gains[one[0]], gains[two[0]])] for one, two in pairwise(other)]
    return rows + [[-v for v in lead] for lead in leads], leads + unit


def has_strict(rows, strict, size):
    """Whether some strategy satisfies all, strictly where it has to."""
    table = [[*row, 0] for row in rows] + [[*(-v for v in lead), 1] for lead in strict]
    return greatest([0] * size + [1], [*table, [1] * size + [0]], [0] * len(table) + [1]) > 0


def is_near(rows, point):
    """Whether some strategy satisfies all and is near a point."""
    size = len(point)
    near = []
    for k, v in enumerate(point):
        off = [int(i == k) - v for i in range(size)]
        near += [[o - NEAR for o in off], [-o - NEAR for o in off]]
    return greatest([1] * size, [*rows, *near, [1] * size], [0] * (len(rows) + len(near)) + [1]) == 1


def is_near_mixture(points, point):
    """Whether some mixture of points is near a point."""
    rows = []
    for k, v in enumerate(point):
        off = [p[k] - v for p in points]
        rows += [[o - NEAR for o in off], [-o - NEAR for o in off]]
    return greatest([1] * len(points), [*rows, [1] * len(points)], [0] * len(rows) + [1]) == 1


def corner(rows, source, size):
    """A strategy that satisfies all, one that is greatest in a random direction; scaled to sum to one."""
    rows = [*rows, [1] * size]
    values = []
    for _ in range(3):
        objective = [source.randint(1, 9) for _ in range(size)]
        values.append(argument(objective, rows, [0] * (len(rows) - 1) + [1]))
    return values


def argument(objective, rows, bounds):
    """Where the objective is greatest: each coordinate the greatest among what is left."""
    point = []
    best = greatest(objective, rows, bounds)
    rows, bounds = [*rows], [*bounds]
    size = len(objective)
    # objective.x >= best, as a row relative to the sum, which is one at the best.
    rows.append([best - v for v in objective])
    bounds.append(0)
    for k in range(size):
        unit = [1 + int(i == k) for i in range(size)]
        value = greatest(unit, rows, bounds) - 1
        point.append(value)
        rows.append([value - int(i == k) for i in range(size)])
        bounds.append(0)
    return point


def check_proper(seed, shapes):
    """The proper equilibria of a random game: each near e-proper profiles, and each of these near one; how many."""
    source = random.Random(seed)
    shape = source.choice(shapes)
    high = source.choice([1, 1, 2])
    rows = [[(source.randint(0, high), source.randint(0, high)) for _ in range(shape[1])] for _ in range(shape[0])]
    first = [[cell[0] for cell in row] for row in rows]
    second = [[row[j][1] for row in rows] for j in range(shape[1])]
    found = dt.solve(game(rows))
    left = dt.refine(found, "proper")
    spans = [tuple(list(dict.fromkeys(strategies(e)[p] for e in c)) for p in (0, 1)) for c in left.components]
    wanted = {strategies(e) for e in left}
    assert wanted == {pair for span in spans for pair in product(*span)}
    confirmed = set()
    for own, other in product(orders(range(shape[0])), orders(range(shape[1]))):
        mine, strict = e_proper(own, other, second)
        if not has_strict(mine, strict, shape[0]):
            continue
        its, strict = e_proper(other, own, first)
        if not has_strict(its, strict, shape[1]):
            continue
        confirmed |= {(x, y) for x, y in wanted - confirmed if is_near(mine, x) and is_near(its, y)}
        for x, y in zip(corner(mine, source, shape[0]), corner(its, source, shape[1])):
            assert any(is_near_mixture(xs, x) and is_near_mixture(ys, y) for xs, ys in spans), (seed, x, y)
    assert confirmed == wanted, seed
    perfect = dt.refine(found, "perfect")
    # Proper within perfect within Nash.
    assert {strategies(e) for e in left} & {strategies(e) for e in found} <= {strategies(e) for e in perfect}
    assert len(dt.refine(left, "perfect")) == len(left)
    return len(found), len(perfect), len(left), len(wanted - {strategies(e) for e in found})


def test_random_degenerate_games():
    counts = [check_proper(seed, [(2, 2), (2, 3), (3, 2)]) for seed in range(12)]
    nash, perfect, proper, _ = map(sum, zip(*counts))
    assert nash > perfect > proper


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 60, 10))
def test_more_random_degenerate_games(first):
    counts = [check_proper(seed, [(2, 3), (3, 3), (2, 4)]) for seed in range(first, first + 10)]
    assert sum(count[0] for count in counts) > sum(count[2] for count in counts)
