"""All equilibria of three players and more: against closed forms, Wilson's theorem and known games."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from deterrence.solvers.numeric.polynomial_systems import SINGULAR, TIED, polynomial_systems
from deterrence.solvers.numeric.vertex_enumeration import vertex_enumeration
from tests.solvers.numeric.random_games import bimatrix


def multilinear(table, x):
    """Value of a 2 x 2 x 2 table when player p plays move 1 with probability x[p]."""
    return sum(
        table[at] * np.prod([x[p] if m else 1 - x[p] for p, m in enumerate(at)]) for at in product((0, 1), repeat=3)
    )


def gain(game, player, x):
    """What move 1 earns the player over move 0."""
    return multilinear(game[player], [1.0 if q == player else v for q, v in enumerate(x)]) - multilinear(
        game[player], [0.0 if q == player else v for q, v in enumerate(x)]
    )


def is_equilibrium(game, x):
    gains = [gain(game, p, x) for p in range(3)]
    return all(
        abs(g) < 1e-9 if 0 < v < 1 else (g >= -1e-9 if v == 1 else g <= 1e-9) for g, v in zip(gains, x, strict=True)
    )


def closed_forms(game):
    """Equilibria of a generic 2 x 2 x 2 game as probabilities of move 1: pure, two mixing, and roots of a quadratic."""
    found = [x for x in product((0.0, 1.0), repeat=3) if is_equilibrium(game, x)]
    for pure, move in product(range(3), (0.0, 1.0)):
        p, q = (r for r in range(3) if r != pure)
        x = [move] * 3
        # p's gain is linear in q's probability, and the other way round.
        for one, other in ((p, q), (q, p)):
            at0, at1 = (gain(game, one, [v if r == other else move for r in range(3)]) for v in (0.0, 1.0))
            x[other] = at0 / (at0 - at1)
        if 0 < x[p] < 1 and 0 < x[q] < 1 and is_equilibrium(game, x):
            found.append(tuple(x))
    return sorted(found + totally_mixed(game))


def totally_mixed(game):
    """Indifference of players 2 and 1 gives y and z as Moebius functions of x; that of player 0 a quadratic in x."""

    def line(player, x, other):
        values = []
        for v in (0.0, 1.0):
            point = [x, x, x]
            point[other] = v
            values.append(gain(game, player, point))
        return values

    def numerator_and_denominator(player, other, x):
        at0, at1 = line(player, x, other)
        return at0, at0 - at1

    def residual(x):
        (zn, zd), (yn, yd) = numerator_and_denominator(1, 2, x), numerator_and_denominator(2, 1, x)
        corner = {(j, k): gain(game, 0, [0.0, float(j), float(k)]) for j in (0, 1) for k in (0, 1)}
        return sum(c * (yn if j else yd - yn) * (zn if k else zd - zn) for (j, k), c in corner.items())

    at = np.array([residual(v) for v in (-1.0, 0.0, 1.0)])
    quadratic = [(at[0] + at[2]) / 2 - at[1], (at[2] - at[0]) / 2, at[1]]
    found = []
    for root in np.roots(quadratic):
        if abs(root.imag) < 1e-12 and 0 < root.real < 1:
            x = root.real
            (zn, zd), (yn, yd) = numerator_and_denominator(1, 2, x), numerator_and_denominator(2, 1, x)
            if 0 < yn / yd < 1 and 0 < zn / zd < 1:
                found.append((x, yn / yd, zn / zd))
    return found


def second_probabilities(profiles):
    return sorted(tuple(float(strategy[1]) for strategy in profile) for profile in profiles)


def agrees_with_closed_forms(games):
    found = polynomial_systems(games)
    assert found.complete.all()
    for game, profiles in zip(games, found.equilibria, strict=True):
        expected = closed_forms(game)
        assert len(profiles) == len(expected)
        assert np.allclose(second_probabilities(profiles), expected, atol=1e-6)


def test_every_equilibrium_of_random_2x2x2_games():
    agrees_with_closed_forms(np.random.default_rng(5).normal(size=(50, 3, 2, 2, 2)))


@pytest.mark.slow
def test_every_equilibrium_of_ten_thousand_random_2x2x2_games():
    agrees_with_closed_forms(np.random.default_rng(6).normal(size=(10_000, 3, 2, 2, 2)))


@pytest.mark.parametrize("shape", [(2, 2, 3), (2, 2, 2, 2), (3, 3, 2)])
def test_generic_games_have_an_odd_number_of_equilibria(shape):
    """Wilson (1971)."""
    found = polynomial_systems(np.random.default_rng(1).random((4, len(shape), *shape)))
    assert found.complete.all()
    assert all(len(profiles) % 2 == 1 for profiles in found.equilibria)


@pytest.mark.slow
def test_3x3x3_games_are_complete_and_odd():
    found = polynomial_systems(np.random.default_rng(2).random((8, 3, 3, 3, 3)))
    assert all(len(p) % 2 == 1 for p, complete in zip(found.equilibria, found.complete, strict=True) if complete)
    assert found.complete.sum() >= 7


def test_two_players_are_solved_exactly():
    games = [bimatrix("generic", 3, 3, seed) for seed in range(10)]
    found = polynomial_systems(games)
    for profiles, complete, (A, B) in zip(found.equilibria, found.complete, games, strict=True):
        assert complete
        assert list(profiles) == sorted(vertex_enumeration(A, B).equilibria)


def test_mckelvey_and_mclennan_have_nine_equilibria():
    """McKelvey and McLennan (1996), the 2 x 2 x 2 game with the most isolated equilibria."""
    game = np.zeros((3, 2, 2, 2), dtype=int)
    payoffs = {(0, 0, 0): (9, 8, 12), (1, 1, 0): (9, 8, 2), (0, 1, 1): (3, 4, 6), (1, 0, 1): (3, 4, 4)}
    for at, values in payoffs.items():
        game[(slice(None), *at)] = values
    found = polynomial_systems([game])
    assert len(found.equilibria[0]) == 9
    assert found.complete[0]


@pytest.mark.parametrize("high", [0, 1, 2])
def test_degenerate_games_say_that_they_may_be_incomplete(high):
    games = np.random.default_rng(3).integers(0, high, (20, 3, 2, 2, 2), endpoint=True)
    found = polynomial_systems(games)
    for game, profiles, complete, why in zip(games, found.equilibria, found.complete, found.why, strict=True):
        assert complete == (not why)
        assert why in {"", TIED, SINGULAR, f"{TIED}; {SINGULAR}", f"{SINGULAR}; {TIED}"}
        for profile in profiles:
            assert is_equilibrium(game, [float(strategy[1]) for strategy in profile])
    if not high:
        assert not found.complete.any()


@pytest.mark.parametrize(
    ("payoffs", "says"),
    [
        (np.zeros((1, 1, 2)), "at least 2 players"),
        (np.zeros((1, 2, 5, 2)), "5 x 2 is too large"),
        (np.zeros((1, 2, 2)), "one axis of moves"),
        (np.full((1, 2, 2, 2), np.inf), "must be finite"),
    ],
)
def test_bad_input_is_refused(payoffs, says):
    with pytest.raises(ValueError, match=says):
        polynomial_systems(payoffs)


def test_a_move_that_is_better_by_less_than_a_float_can_tell_is_better():
    """Two match pennies; a third, who does not matter to them, gains 2**-40 by its second move."""
    game = np.zeros((1, 3, 2, 2, 2), dtype=object)
    game[0, 0], game[0, 1], game[0, 2, 0] = [[[1], [-1]], [[-1], [1]]], [[[-1], [1]], [[1], [-1]]], 1
    game[0, 2, :, :, 1] += Fraction(1, 2**40)
    half = (Fraction(1, 2),) * 2
    assert polynomial_systems(game).equilibria == (((half, half, (0, 1)),),)
