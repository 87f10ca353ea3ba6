"""Flat trees through `solve`: the kernel that fits, and the same equilibria as the tree that it was made of."""

from __future__ import annotations

import numpy as np
import pytest

import deterrence as dt

# First to move: stop (1, 1), or go on; the second then chooses between (0, 3) and (2, 2).
PERFECT = dt.FlatTree([-1, 0, 0, 1, 1], [0, 0, 1, 0, 1], [0, 1, -2, -2, -2], [[1, 1], [0, 3], [2, 2]])


def pennies(payoffs):
    return dt.FlatTree(
        [-1, 0, 0, 1, 1, 2, 2],
        [0, 0, 1, 0, 1, 0, 1],
        [0, 1, 1, -2, -2, -2, -2],
        payoffs,
        [0, 1, 1, -1, -1, -1, -1],
    )


MATCHING = pennies([[1, -1], [-1, 1], [-1, 1], [1, -1]])
SEXES = pennies([[2, 1], [0, 0], [0, 0], [1, 2]])


def test_perfect_information_is_solved_backwards():
    found = dt.solve(PERFECT)
    assert found.choice[:2].tolist() == [1, 0]
    assert found.value[0].tolist() == [1.0, 1.0]
    assert dt.solve(PERFECT, method="backward-induction").value[0].tolist() == [1.0, 1.0]


def test_a_batch_of_payoffs_on_one_tree():
    payoffs = np.stack([PERFECT.payoffs, PERFECT.payoffs * [1, -1]])
    found = dt.solve(PERFECT, payoffs=payoffs)
    assert found.choice[:, :2].tolist() == [[1, 0], [0, 1]]


def test_hidden_moves_go_through_the_sequence_form():
    assert dt.solve(MATCHING).behaviour.tolist() == pytest.approx([0.5] * 4)
    assert dt.solve(MATCHING, method="sequence form").exact
    found = dt.solve(SEXES)
    assert found.exact
    assert [str(p) for p in found.behaviour] in (
        ["1", "0", "1", "0"],
        ["0", "1", "0", "1"],
        ["2/3", "1/3", "1/3", "2/3"],
    )


def test_quantal_response():
    found = dt.solve(SEXES, "logit", precision=0)
    assert found.probability[-1].tolist() == pytest.approx([0.5] * 4)


def test_what_does_not_fit_is_said():
    with pytest.raises(ValueError, match="there is no method 'magic' for a flat tree; there are: backward induction"):
        dt.solve(PERFECT, method="magic")
    with pytest.raises(ValueError, match="finds subgame-perfect equilibria, not Nash equilibria"):
        dt.solve(PERFECT, "nash", "backward induction")
    with pytest.raises(ValueError, match="has no option 'seed'"):
        dt.solve(PERFECT, method="backward induction", seed=1)
    with pytest.raises(ValueError, match="information set"):
        dt.solve(MATCHING, method="backward induction")
    with pytest.raises(ValueError, match="expected a Matrix, a Tree, a Batch or a FlatTree, not int"):
        dt.solve(3)


@pytest.mark.slow
def test_a_million_nodes_are_built_and_solved_in_seconds():
    import time

    nodes = 2**20 - 1
    parent = (np.arange(nodes) - 1) // 2
    parent[0] = -1
    level = np.floor(np.log2(np.arange(1, nodes + 1))).astype(int)
    player = np.where(level == 19, -2, level % 2)
    began = time.process_time()
    tree = dt.FlatTree(parent, (np.arange(nodes) + 1) % 2, player, np.random.default_rng(0).random((2**19, 2)))
    found = dt.solve(tree)
    assert time.process_time() - began < 5
    assert found.unique
