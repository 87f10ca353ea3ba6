"""Behaviour strategies on flat trees: what they are worth, and what a player could gain by deviating.

A behaviour strategy has one probability a choice, in the order of `FlatTree.first_choice`. The tree solvers' results
are checked here, on the nodes of the tree and without any of the matrices they were found with. Arrays may hold floats
or (as objects) Fractions; the answer is of the same kind.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from deterrence.algebra.time_limit.deadline import check_time
from deterrence.solvers.numeric.flat_tree import CHANCE, FlatTree, Indices, NotPerfectRecallError

Numbers = NDArray[Any]


def last_choices(tree: FlatTree) -> Indices:
    """Last choice of each player on the way to each node, shape (nodes, players); -1 before the first.

    Examples
    --------
    >>> tree = FlatTree([-1, 0, 0, 1], [0, 0, 1, 0], [0, 1, -2, -2], [[0, 0], [1, 1]])
    >>> last_choices(tree).tolist()
    [[-1, -1], [0, -1], [1, -1], [0, 2]]
    """
    order, start = tree.levels
    last = np.full((tree.nodes, tree.players), -1, dtype=np.intp)
    for level in range(1, len(start) - 1):
        here = order[start[level] : start[level + 1]]
        last[here] = last[tree.parent[here]]
        chosen = here[tree.arrival[here] >= 0]
        last[chosen, tree.player[tree.parent[chosen]]] = tree.arrival[chosen]
    return last


def choice_before(tree: FlatTree) -> Indices:
    """Find the owner's last choice before each information set, -1 where there is none.

    Raises
    ------
    NotPerfectRecallError
        If it differs between the nodes of a set: the player has forgotten a choice or something once known.
    """
    last = last_choices(tree)
    inside = np.flatnonzero(tree.player >= 0)
    own = last[inside, tree.player[inside]]
    before = np.full(tree.information_sets, -1, dtype=np.intp)
    before[tree.information_set[inside]] = own
    differs = inside[before[tree.information_set[inside]] != own]
    if len(differs):
        raise NotPerfectRecallError(
            f"player {tree.player[differs[0]]} does not have perfect recall: the nodes of information set "
            f"{tree.information_set[differs[0]]}, node {differs[0]} among them, follow different own choices."
        )
    return before


def reach(tree: FlatTree, behaviour: Numbers, probability: Numbers, without: int | None = None) -> Numbers:
    """Probability of reaching each node; as if player `without` always chose what leads there."""
    order, start = tree.levels
    result = np.ones(tree.nodes, dtype=behaviour.dtype)
    for level in range(1, len(start) - 1):
        here = order[start[level] : start[level + 1]]
        above = tree.parent[here]
        mover = tree.player[above]
        step = np.where(mover == CHANCE, probability[here], behaviour[tree.arrival[here]])
        if without is not None:
            step = np.where(mover == without, np.ones(1, dtype=behaviour.dtype), step)
        result[here] = result[above] * step
    return result


def expected_payoffs(
    tree: FlatTree, behaviour: Numbers, payoffs: Numbers | None = None, probability: Numbers | None = None
) -> Numbers:
    """What each player expects from a behaviour strategy profile.

    Examples
    --------
    >>> tree = FlatTree([-1, 0, 0], [0, 0, 1], [0, -2, -2], [[0.0], [4.0]])
    >>> expected_payoffs(tree, np.array([0.25, 0.75]))
    array([3.])
    """
    payoffs = tree.payoffs if payoffs is None else payoffs
    at_end = reach(tree, behaviour, tree.probability if probability is None else probability)[tree.terminals]
    return np.asarray((at_end[:, None] * payoffs).sum(axis=0))


def best_response_value(
    tree: FlatTree,
    player: int,
    behaviour: Numbers,
    payoffs: Numbers | None = None,
    probability: Numbers | None = None,
) -> Any:
    """Find the most a player of perfect recall can expect against the others' behaviour strategies.

    Examples
    --------
    >>> tree = FlatTree([-1, 0, 0], [0, 0, 1], [0, -2, -2], [[0.0], [4.0]])
    >>> float(best_response_value(tree, 0, np.array([0.25, 0.75])))
    4.0
    """
    payoffs = tree.payoffs if payoffs is None else payoffs
    before = choice_before(tree)
    weight = reach(tree, behaviour, tree.probability if probability is None else probability, without=player)
    # One more place, the last, collects what no choice of the player precedes; -1 is its index.
    gain = np.zeros(int(tree.first_choice[-1]) + 1, dtype=behaviour.dtype)
    ends = tree.terminals
    np.add.at(gain, last_choices(tree)[ends, player], weight[ends] * payoffs[:, player])
    first_node = np.zeros(tree.information_sets, dtype=np.intp)
    inside = np.flatnonzero(tree.player >= 0)[::-1]
    first_node[tree.information_set[inside]] = inside
    sets = np.flatnonzero(tree.set_player == player)
    for number in sets[np.argsort(-first_node[sets])]:
        check_time()
        gain[before[number]] += gain[tree.first_choice[number] : tree.first_choice[number + 1]].max()
    return gain[-1]


def tree_regret(tree: FlatTree, behaviour: Numbers) -> float:
    """Greatest gain from deviating, of any player, as a share of the range of that player's payoffs.

    Infinite where the choices of an information set are not probabilities.

    Examples
    --------
    >>> tree = FlatTree([-1, 0, 0], [0, 0, 1], [0, -2, -2], [[0.0], [4.0]])
    >>> tree_regret(tree, np.array([0.25, 0.75])), tree_regret(tree, np.array([0.0, 1.0]))
    (0.25, 0.0)
    """
    if not is_behaviour(tree, behaviour):
        return float("inf")
    worth = expected_payoffs(tree, behaviour)
    spread = np.ptp(tree.payoffs, axis=0)
    return max(
        float(best_response_value(tree, player, behaviour) - worth[player]) / (float(spread[player]) or 1.0)
        for player in range(tree.players)
    )


def is_behaviour(tree: FlatTree, behaviour: Numbers) -> bool:
    """Whether the choices of each information set are probabilities: exactly, or to 1e-12 in floats."""
    if not tree.information_sets:
        return True
    total = np.add.reduceat(behaviour, tree.first_choice[:-1])
    near = 0 if behaviour.dtype == object else 1e-12
    return bool((behaviour >= 0).all() and (abs(total - 1) <= near).all())
