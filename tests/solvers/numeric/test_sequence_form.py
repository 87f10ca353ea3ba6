"""Trees with imperfect information: published values of poker, and every pure deviation tried on random games."""

import time
from fractions import Fraction as F
from itertools import product

import numpy as np
import pytest

from deterrence.solvers.numeric.behaviour import expected_payoffs, tree_regret
from deterrence.solvers.numeric.flat_tree import FlatTree, NotPerfectRecallError
from deterrence.solvers.numeric.lemke import SecondaryRayError, lemke
from deterrence.solvers.numeric.sequence_form import general_sum_tree, zero_sum_tree
from tests.solvers.numeric.trees import kuhn_poker, leduc_poker, random_tree, signalling_game


def worth(tree, behaviour):
    """Expected payoffs by going through the paths to each terminal node."""
    total = np.zeros(tree.players)
    for row, node in enumerate(np.flatnonzero(tree.player == -2)):
        weight = 1.0
        while node:
            above = tree.parent[node]
            if tree.player[above] == -1:
                weight *= tree.probability[node]
            else:
                weight *= float(behaviour[tree.first_choice[tree.information_set[above]] + tree.move[node]])
            node = above
        total += weight * tree.payoffs[row]
    return total


def gain_of_the_best_pure_deviation(tree, behaviour):
    here, best = worth(tree, behaviour), 0.0
    for player in range(tree.players):
        sets = np.flatnonzero(tree.set_player == player)
        sizes = np.diff(tree.first_choice)[sets]
        for moves in product(*map(range, sizes)):
            other = np.array(behaviour, dtype=float)
            for number, size, move in zip(sets, sizes, moves, strict=True):
                start = tree.first_choice[number]
                other[start : start + size] = np.arange(size) == move
            best = max(best, worth(tree, other)[player] - here[player])
    return best


@pytest.mark.parametrize("high", [0, 1, 3, 1000])
@pytest.mark.parametrize("seed", range(5))
def test_no_pure_deviation_pays_in_general_sum_trees(seed, high):
    tree = signalling_game(seed, types=2, high=high)
    found = general_sum_tree(tree)
    assert found.exact
    assert gain_of_the_best_pure_deviation(tree, found.behaviour) <= 1e-12 * max(high, 1)
    assert worth(tree, found.behaviour) == pytest.approx(found.payoffs.astype(float))


@pytest.mark.parametrize("high", [0, 1, 3, 1000])
@pytest.mark.parametrize("seed", range(5))
def test_zero_sum_trees_have_one_value(seed, high):
    tree = signalling_game(seed, types=3, high=high, zero_sum=True)
    programme, path = zero_sum_tree(tree), general_sum_tree(tree)
    assert programme.payoffs[0] == pytest.approx(float(path.payoffs[0]), abs=1e-9 * max(high, 1))
    assert gain_of_the_best_pure_deviation(tree, programme.behaviour) <= 1e-9 * max(high, 1)


@pytest.mark.parametrize("seed", range(6))
def test_regret_is_the_gain_of_the_best_pure_deviation(seed):
    tree = signalling_game(seed, types=2, high=5)
    behaviour = np.random.default_rng(seed).random(int(tree.first_choice[-1]))
    behaviour /= np.repeat(np.add.reduceat(behaviour, tree.first_choice[:-1]), np.diff(tree.first_choice))
    assert expected_payoffs(tree, behaviour) == pytest.approx(worth(tree, behaviour))
    spread = np.ptp(tree.payoffs, axis=0)
    if spread[0] == spread[1]:
        assert tree_regret(tree, behaviour) == pytest.approx(
            gain_of_the_best_pure_deviation(tree, behaviour) / spread[0]
        )


def test_kuhn_poker_is_worth_minus_one_eighteenth():
    assert zero_sum_tree(kuhn_poker()).payoffs[0] == pytest.approx(-1 / 18, abs=1e-12)
    assert general_sum_tree(kuhn_poker()).payoffs[0] == F(-1, 18)


def test_leduc_poker_has_its_published_value():
    start = time.perf_counter()
    found = zero_sum_tree(leduc_poker())
    assert time.perf_counter() - start < 5
    assert found.payoffs[0] == pytest.approx(-0.085606, abs=1e-6)
    assert found.regret <= 1e-9


def test_a_tree_of_perfect_information_too():
    tree = random_tree(4, nodes=15)
    assert gain_of_the_best_pure_deviation(tree, general_sum_tree(tree).behaviour) <= 1e-12


def test_a_player_who_forgets_is_refused():
    absent_minded = FlatTree(
        [-1, 0, 0, 1, 1], [0, 0, 1, 0, 1], [0, 0, -2, -2, -2], [[0, 0], [4, 0], [1, 0]], [0, 0, -1, -1, -1]
    )
    for solve in (zero_sum_tree, general_sum_tree):
        with pytest.raises(NotPerfectRecallError, match=r"player 0 does not have perfect recall.*information set 0"):
            solve(absent_minded)


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="not zero-sum: at terminal node 3 the payoffs are"):
        zero_sum_tree(FlatTree([-1, 0, 0, 0], [0, 0, 1, 2], [0, -2, -2, -2], [[1, -1], [0, 0], [1, 1]]))
    with pytest.raises(ValueError, match="for 2 players; this tree has 3"):
        general_sum_tree(random_tree(0, players=3))


def test_lemke_says_when_it_ends_on_a_ray():
    with pytest.raises(SecondaryRayError):
        lemke(np.array([[-1]], dtype=object), np.array([-1], dtype=object))
    assert lemke(np.array([[1]], dtype=object), np.array([2], dtype=object)).tolist() == [0]
