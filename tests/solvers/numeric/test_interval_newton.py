"""Interval arithmetic on indifference equations: bounds that hold, and every root found."""

import random
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from deterrence.algebra.time_limit.deadline import Deadline
from deterrence.solvers.matrices.indifference import count_roots
from deterrence.solvers.numeric.interval_newton import System, find_roots
from tests.solvers.forms import matrix_form

SHAPES = [
    ((2, 2), ((0, 1), (0, 1))),
    ((2, 3), ((0, 1), (0, 2))),
    ((2, 2, 2), ((0, 1), (0, 1), (0, 1))),
    ((3, 2, 2), ((1, 2), (0, 1), (1,))),
    ((3, 3), ((0, 1, 2), (0, 1, 2))),
]


def tables(dice, shape):
    """Payoffs of each player in eighths, which floats hold exactly."""
    return [{cell: Fraction(dice.randint(0, 8), 8) for cell in product(*map(range, shape))} for _ in shape]


def as_array(paid, shape):
    cells = list(product(*map(range, shape)))
    return np.array([[float(table[c]) for c in cells] for table in paid]).reshape(1, len(shape), *shape)


def gains(paid, supports, point):
    """Each player's gain over the first move of its support by the others in it, then by the moves outside, exactly."""
    weights, start = [], 0
    for support in supports:
        rest = point[start : start + len(support) - 1]
        weights.append(dict(zip(support, [1 - sum(rest), *rest])))
        start += len(support) - 1
    found = []
    for player, table in enumerate(paid):
        others = [list(w.items()) if p != player else [(None, 1)] for p, w in enumerate(weights)]

        def worth(move, player=player, table=table, others=others):
            total = Fraction(0)
            for cell in product(*others):
                chance = Fraction(1)
                for _, p in cell:
                    chance *= p
                total += chance * table[tuple(move if p == player else m for p, (m, _) in enumerate(cell))]
            return total

        moves = 1 + max(cell[player] for cell in table)
        order = [*supports[player][1:], *(m for m in range(moves) if m not in supports[player])]
        found += [worth(m) - worth(supports[player][0]) for m in order]
    return found


@pytest.mark.parametrize(("shape", "supports"), SHAPES)
@pytest.mark.parametrize("seed", range(3))
def test_bounds_hold_at_every_corner_and_inside(shape, supports, seed):
    dice = random.Random(seed)
    paid = tables(dice, shape)
    system = System(as_array(paid, shape), supports)
    low = [Fraction(dice.randint(-1, 6), 8) for _ in range(system.dimensions)]
    high = [v + Fraction(dice.randint(0, 3), 8) for v in low]
    ends = [np.array([[float(v) for v in side]]) for side in (low, high)]
    value_low, value_high, slope_low, slope_high = (part[0] for part in system.derivative(np.zeros(1, int), *ends))
    for point in [*product(*zip(low, high)), tuple((a + b) / 2 for a, b in zip(low, high))]:
        here = gains(paid, supports, point)
        for k, value in enumerate(here):
            assert Fraction(value_low[k]) <= value <= Fraction(value_high[k])
        for j in range(len(point)):  # linear in each variable: the slope is a difference
            there = gains(paid, supports, [v + (i == j) for i, v in enumerate(point)])
            for k, value in enumerate(here):
                assert Fraction(slope_low[k, j]) <= there[k] - value <= Fraction(slope_high[k, j])
    equations = [k < len(own) - 1 for own, moves in zip(supports, shape) for k in range(moves - 1)]
    assert system.equations.tolist() == equations


@pytest.mark.parametrize("seed", range(12))
def test_two_players_mix_as_two_linear_equations_say(seed):
    paid = tables(random.Random(seed), (2, 2))
    (a, b), (c, d) = [[paid[0][i, j] for j in (0, 1)] for i in (0, 1)]
    (e, f), (g, h) = [[paid[1][i, j] for j in (0, 1)] for i in (0, 1)]
    rows, columns = a - b - c + d, e - f - g + h
    if not rows or not columns:
        return
    found = find_roots(as_array(paid, (2, 2)), ((0, 1), (0, 1)))
    wanted = (e - f) / columns, (a - c) / rows  # the weight of the second row, and of the second column
    inside = all(-Fraction(1, 64) < v < 1 + Fraction(1, 64) for v in wanted)
    assert len(found.undecided) == 0
    assert np.allclose(found.point, [[float(v) for v in wanted]] if inside else np.zeros((0, 2)))


def test_a_weight_a_little_below_zero_is_no_equilibrium():
    """The row player would be indifferent at a weight of -1/200, which the search allows for and the count does not."""
    payoffs = np.array([[[[0, 0], [0.005, 1.005]], [[1.0, 0], [0, 1]]]])
    assert find_roots(payoffs, ((0, 1), (0, 1))).point.ravel().tolist() == pytest.approx([0.5, -0.005])
    form = matrix_form("", [[0, 0], ["1/200", "201/200"]], [[1, 0], [0, 1]])
    assert count_roots(form, ((0, 1), (0, 1)), Deadline()) == 0
