"""Backward induction on a binary tree, built from arrays and solved (the payoff at the root is the answer), and Leduc
poker by the sequence form, built and solved (the answer is its value). No peer in Python takes trees as arrays."""

from functools import partial

import numpy as np

TITLE = "Large trees"


def complete_tree(depth):
    return "binary", depth


def deterrence(work):
    from deterrence.solvers.numeric.backward_induction import backward_induction
    from deterrence.solvers.numeric.flat_tree import FlatTree
    from deterrence.solvers.numeric.sequence_form import zero_sum_tree
    from tests.solvers.numeric.trees import leduc_poker

    kind, depth = work
    if kind == "leduc":
        return round(float(zero_sum_tree(leduc_poker()).payoffs[0]), 6)
    nodes = 2 ** (depth + 1) - 1
    number = np.arange(nodes)
    parent = np.where(number, (number - 1) // 2, -1)
    move = np.where(number, (number + 1) % 2, 0)
    player = np.where(number >= nodes // 2, -2, np.floor(np.log2(number + 1)) % 2)
    payoffs = np.random.default_rng(0).normal(size=(2**depth, 2))
    return float(backward_induction(FlatTree(parent, move, player, payoffs)).value[0, 0])


INPUTS = {
    "Leduc poker": partial(tuple, ("leduc", 0)),
    "131,071 nodes": partial(complete_tree, 16),
    "1,048,575 nodes": partial(complete_tree, 19),
}
CONTESTANTS = {"deterrence": deterrence}
