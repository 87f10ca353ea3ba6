"""Backward induction against the definition of subgame perfection, tried on every pure profile."""

import time
from itertools import product

import numpy as np
import pytest

from deterrence.solvers.numeric.backward_induction import (
    NotPerfectInformationError,
    backward_induction,
    subgame_perfect_profiles,
)
from deterrence.solvers.numeric.flat_tree import CHANCE, TERMINAL, FlatTree
from tests.solvers.numeric.trees import kuhn_poker, random_tree


def worth(tree, node, choice):
    """What each player receives from a node on: recursion, straight from the definition."""
    children = [c for c in range(tree.nodes) if tree.parent[c] == node]
    if tree.player[node] == TERMINAL:
        return tree.payoffs[np.count_nonzero(tree.player[:node] == TERMINAL)]
    if tree.player[node] == CHANCE:
        return sum(tree.probability[c] * worth(tree, c, choice) for c in children)
    return worth(tree, next(c for c in children if tree.move[c] == choice[node]), choice)


def is_subgame_perfect(tree, choice):
    for node in np.flatnonzero(tree.player >= 0):
        mover = tree.player[node]
        here = worth(tree, node, choice)[mover]
        if any(worth(tree, c, choice)[mover] > here + 1e-9 for c in np.flatnonzero(tree.parent == node)):
            return False
    return True


def every_profile(tree):
    deciders = np.flatnonzero(tree.player >= 0)
    for moves in product(*(range(np.count_nonzero(tree.parent == node)) for node in deciders)):
        choice = np.full(tree.nodes, -1)
        choice[deciders] = moves
        yield choice


@pytest.mark.parametrize("high", [0, 1, 100])
@pytest.mark.parametrize("seed", range(8))
def test_lists_every_pure_subgame_perfect_profile(seed, high):
    tree = random_tree(seed, players=2 + seed % 2, nodes=9, high=high)
    expected = [choice.tolist() for choice in every_profile(tree) if is_subgame_perfect(tree, choice)]
    assert subgame_perfect_profiles(tree).tolist() == expected
    found = backward_induction(tree)
    assert found.choice.tolist() in expected
    assert bool(found.unique) == (len(expected) == 1)
    assert found.value[0] == pytest.approx(worth(tree, 0, found.choice))


def test_a_batch_is_each_game_by_itself():
    tree = random_tree(3, players=3, nodes=60)
    payoffs = np.random.default_rng(0).integers(0, 4, (5, 2, *tree.payoffs.shape))
    batch = backward_induction(tree, payoffs)
    for at in np.ndindex(5, 2):
        alone = backward_induction(tree, payoffs[at])
        for name in ("choice", "value", "best", "tied", "unique"):
            assert (getattr(batch, name)[at] == getattr(alone, name)).all()


def test_chance_may_vary_over_a_batch():
    tree = FlatTree(
        [-1, 0, 0, 1, 1], [0, 0, 1, 0, 1], [0, CHANCE, -2, -2, -2], [[5], [0], [10]], None, [1, 1, 1, 0.5, 0.5]
    )
    probability = np.ones((3, 5))
    probability[:, 3], probability[:, 4] = [0.9, 0.5, 0.1], [0.1, 0.5, 0.9]
    found = backward_induction(tree, probability=probability)
    assert found.choice[:, 0].tolist() == [1, 0, 0]
    assert found.tied[:, 0].tolist() == [False, True, False]
    with pytest.raises(ValueError, match="do not sum to 1"):
        backward_induction(tree, probability=np.full((3, 5), 0.4))


def test_ties_are_reported():
    tree = FlatTree([-1, 0, 0, 0], [0, 0, 1, 2], [0, -2, -2, -2], [[1, 0], [3, 1], [3, 2]])
    found = backward_induction(tree)
    assert found.choice[0] == 1
    assert found.best.tolist() == [False, False, True, True]
    assert found.tied[0]
    assert not found.unique


def test_order_of_nodes_does_not_matter():
    tree = FlatTree(
        [-1, 0, 1, 0, 3, 3, 1], [0, 1, 1, 0, 1, 0, 0], [0, 1, -2, 1, -2, -2, -2], [[1, 4], [2, 3], [5, 3], [0, 5]]
    )
    found = backward_induction(tree)
    # Move 0 leads to node 3, worth (2, 3) or (5, 3); move 1 to node 1, worth (1, 4) or (0, 5).
    assert found.choice[:4].tolist() == [0, 0, -1, 0]
    assert found.value[0].tolist() == [5, 3]


def test_more_profiles_than_allowed_are_refused():
    with pytest.raises(ValueError, match="more than 5"):
        subgame_perfect_profiles(random_tree(1, nodes=30, high=0, chance=False), most=5)


@pytest.mark.parametrize("algorithm", [backward_induction, subgame_perfect_profiles])
def test_imperfect_information_is_refused(algorithm):
    with pytest.raises(NotPerfectInformationError):
        algorithm(kuhn_poker())


def test_deep_trees():
    depth = 5000
    parent = np.concatenate([[-1], np.repeat(np.arange(0, 2 * depth, 2), 2)])
    parent[1:] = np.maximum(parent[1:], 0)
    move = np.concatenate([[0], np.tile([0, 1], depth)])
    player = np.where(np.arange(2 * depth + 1) % 2 == 1, -2, 0)
    player[-1] = -2
    payoffs = np.arange(depth + 1)[:, None]
    assert backward_induction(FlatTree(parent, move, player, payoffs)).value[0, 0] == depth


@pytest.mark.parametrize(
    ("arrays", "says"),
    [
        ({"parent": [], "move": [], "player": [], "payoffs": np.zeros((0, 1))}, "empty"),
        ({"parent": [0, 0, 0]}, "its parent must be -1"),
        ({"parent": [-1, -1, 0]}, "node 1 has no parent"),
        ({"parent": [-1, 2, 0]}, "node 1 does not come after its parent"),
        ({"move": [0, 0, 0]}, "node 0 has a move that leads to two nodes"),
        ({"move": [0, 0, 2]}, "node 2 has a move that is not one of"),
        ({"move": [0, 0]}, "move has 2 entries and parent 3"),
        ({"player": [0, 0, -2]}, "payoffs has 2 rows; the tree has 1"),
        ({"player": [1, -2, -2]}, "node 0 has a player that the payoffs, for 1, lack"),
        ({"player": [0.5, -2, -2]}, "player must hold whole numbers"),
        ({"player": [-2, -2, -2], "payoffs": [[1], [2], [3]]}, "node 0 is terminal but has moves"),
        ({"payoffs": [[1.0], [np.nan]]}, r"payoffs\[1, 0\] is nan"),
        ({"payoffs": [[1.0], [2.0, 3.0]]}, "payoffs is ragged"),
        ({"payoffs": [1.0, 2.0]}, "payoffs must have 2 dimensions"),
        ({"information_set": [-1, -1, -1]}, "node 0 has a player who moves but no information set"),
        ({"information_set": [0, 0, -1]}, "node 1 has an information set but no player"),
        ({"information_set": [1, -1, -1]}, "numbered 0, 1, ...; 1 is more than there can be"),
        ({"player": [-1, -2, -2], "probability": [1, 0.5, 0.4]}, "node 0 is a chance node whose"),
        ({"player": [-1, -2, -2], "probability": [1, 1.5, -0.5]}, "node 2 is reached with a negative"),
    ],
)
def test_bad_input_is_refused_by_node(arrays, says):
    good = {"parent": [-1, 0, 0], "move": [0, 0, 1], "player": [0, -2, -2], "payoffs": [[1.0], [2.0]]}
    with pytest.raises(ValueError, match=says):
        FlatTree(**(good | arrays))


@pytest.mark.slow
def test_a_million_nodes_in_five_seconds():
    start = time.perf_counter()
    nodes = 2**20 - 1
    number = np.arange(nodes)
    parent = np.where(number, (number - 1) // 2, -1)
    move = np.where(number, (number + 1) % 2, 0)
    player = np.where(number >= nodes // 2, -2, np.floor(np.log2(number + 1)) % 2)
    payoffs = np.random.default_rng(0).normal(size=(2**19, 2))
    tree = FlatTree(parent, move, player, payoffs)
    assert backward_induction(tree).unique
    assert time.perf_counter() - start < 5
    held = sum(getattr(tree, name).nbytes for name in ("parent", "move", "player", "information_set", "probability"))
    assert (held + tree.payoffs.nbytes) / nodes < 200
