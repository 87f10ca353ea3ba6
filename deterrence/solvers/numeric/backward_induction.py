"""Backward induction on flat arrays, level by level: a pure subgame-perfect equilibrium, for many payoffs at once.

For a tree of perfect information. Where a player is indifferent other equilibria exist; each such node is reported, and
`subgame_perfect_profiles` lists all pure ones of a small tree.

Algorithm
---------
From the deepest level to the root: a chance node is worth the mean of what follows; a player's node is worth what
follows the move best for that player, the first such move where several are.

Cost: linear in nodes x batch; 10^6 nodes take about half a second.

References
----------
Zermelo (1913), Über eine Anwendung der Mengenlehre auf die Theorie des Schachspiels.
Selten (1965), Spieltheoretische Behandlung eines Oligopolmodells mit Nachfrageträgheit.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deterrence.algebra.time_limit.deadline import check_time
from deterrence.equilibria.promise import Promise
from deterrence.solvers.numeric.flat_tree import CHANCE, FlatTree, check_probabilities

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

TIE = 1e-12
"""Moves whose payoffs differ by no more than this share of the range of the player's payoffs count as tied."""


class NotPerfectInformationError(ValueError):
    """Some information set has several nodes."""


@dataclass(frozen=True)
class BackwardInduction:
    """A pure subgame-perfect equilibrium; leading axes are those of the payoffs given.

    Attributes
    ----------
    choice : int array, shape (..., nodes)
        The move chosen at each node, the first of those tied; -1 where no player moves.
    value : float array, shape (..., nodes, players)
        What each player receives from each node on.
    best : bool array, shape (..., nodes)
        Whether the move that leads to this node is as good as any for the player who takes it, given `choice` after it.
    tied : bool array, shape (..., nodes)
        Whether a player at this node has several best moves.
    unique : bool array, shape (...)
        Whether no node is tied: then this is the only subgame-perfect equilibrium.
    """

    choice: NDArray[np.int32]
    value: Floats
    best: Bools
    tied: Bools
    unique: Bools

    @property
    def promise(self) -> Promise:
        """What is promised of it: it is the only one where no moves tie."""
        alone = bool(np.all(self.unique))
        why = "" if alone else "moves tie, and of those tied the first is taken"
        return Promise("subgame-perfect", "backward induction", False, alone, why, alone)


def backward_induction(tree: FlatTree, payoffs: Any = None, probability: Any = None) -> BackwardInduction:
    """Find a pure subgame-perfect equilibrium of a tree of perfect information, and where there are others.

    Parameters
    ----------
    tree : FlatTree
    payoffs : array_like, shape (..., terminal nodes, players), optional
        In place of the tree's own: a batch of games on one tree.
    probability : array_like, shape (..., nodes), optional
        In place of the tree's own, with the same leading axes.

    Raises
    ------
    NotPerfectInformationError
        If an information set has several nodes.
    ValueError
        If payoffs or probabilities have the wrong shape or are not finite.
    OutOfTime
        When the time limit in force is up before.

    Examples
    --------
    >>> tree = FlatTree([-1, 0, 0, 1, 1], [0, 0, 1, 0, 1], [0, 1, -2, -2, -2], [[1, 1], [0, 3], [2, 2]])
    >>> found = backward_induction(tree)
    >>> found.choice.tolist(), found.value[0].tolist(), bool(found.unique)
    ([1, 0, -1, -1, -1], [1.0, 1.0], True)
    """
    if tree.information_sets < np.count_nonzero(tree.player >= 0):
        raise NotPerfectInformationError(
            "backward induction needs perfect information: an information set has several nodes."
        )
    given = tree.payoffs if payoffs is None else _checked(payoffs, tree.payoffs.shape, "payoffs")
    chance = tree.probability if probability is None else _checked(probability, tree.probability.shape, "probability")
    if probability is not None:
        check_probabilities(tree, chance)
    batch = np.broadcast_shapes(given.shape[:-2], chance.shape[:-1])
    order, start = tree.levels
    value = np.zeros((*batch, tree.nodes, tree.players))
    value[..., tree.terminals, :] = given
    tolerance = TIE * np.ptp(given, axis=-2)
    choice = np.full((*batch, tree.nodes), -1, dtype=np.int32)
    best = np.zeros((*batch, tree.nodes), dtype=bool)
    tied = np.zeros((*batch, tree.nodes), dtype=bool)
    for level in range(len(start) - 3, -1, -1):
        check_time()
        here = order[start[level] : start[level + 1]]
        below = order[start[level + 1] : start[level + 2]]
        here = here[tree.player[here] >= CHANCE]
        counts = np.diff(tree.children[1])[here]
        first = np.concatenate([[0], np.cumsum(counts)])[:-1]
        _chance_nodes(tree, value, chance, here, below, counts)
        _player_nodes(tree, value, tolerance, (choice, best, tied), here, below, first, counts)
    return BackwardInduction(choice, value, best, tied, np.asarray(~tied.any(axis=-1)))


def _chance_nodes(tree: FlatTree, value: Floats, chance: Floats, here: Any, below: Any, counts: Any) -> None:
    is_chance = tree.player[here] == CHANCE
    if not is_chance.any():
        return
    children = below[np.repeat(is_chance, counts)]
    sizes = counts[is_chance]
    first = np.concatenate([[0], np.cumsum(sizes)])[:-1]
    value[..., here[is_chance], :] = np.add.reduceat(
        value[..., children, :] * chance[..., children, None], first, axis=-2
    )


def _player_nodes(
    tree: FlatTree, value: Floats, tolerance: Floats, out: Any, here: Any, below: Any, first: Any, counts: Any
) -> None:
    decides = tree.player[here] >= 0
    if not decides.any():
        return
    choice, best, tied = out
    children = below[np.repeat(decides, counts)]
    nodes, sizes = here[decides], counts[decides]
    first = np.concatenate([[0], np.cumsum(sizes)])[:-1]
    mover = np.repeat(tree.player[nodes], sizes)
    own = np.take_along_axis(
        value[..., children, :], np.broadcast_to(mover[:, None], (*value.shape[:-2], len(mover), 1)), axis=-1
    )[..., 0]
    top = np.repeat(np.maximum.reduceat(own, first, axis=-1), sizes, axis=-1)
    best[..., children] = own >= top - np.take(tolerance, mover, axis=-1)
    tied[..., nodes] = np.add.reduceat(best[..., children].astype(np.int32), first, axis=-1) > 1
    # The first of the very best: positions of others are out of reach of the minimum.
    place = np.where(own == top, tree.move[children], np.iinfo(np.int32).max)
    chosen = np.minimum.reduceat(place, first, axis=-1)
    choice[..., nodes] = chosen
    value[..., nodes, :] = np.take_along_axis(value[..., children, :], (first + chosen)[..., None], axis=-2)


def _checked(values: Any, shape: tuple[int, ...], name: str) -> Floats:
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must hold numbers and not be ragged.") from None
    if array.shape[-len(shape) :] != shape:
        raise ValueError(f"{name} has shape {array.shape}; its last axes must be {shape}.")
    if not np.isfinite(array).all():
        at = np.argwhere(~np.isfinite(array))[0].tolist()
        raise ValueError(f"{name}{at} is {array[tuple(at)]}, and must be finite.")
    return array


def subgame_perfect_profiles(tree: FlatTree, most: int = 10_000) -> NDArray[np.int32]:
    """List every pure subgame-perfect equilibrium of a small tree of perfect information.

    Each row has one entry a node: the move chosen, -1 where no player moves. Complete; rows in ascending order.

    Raises
    ------
    ValueError
        If there are more than `most`.

    Examples
    --------
    >>> tree = FlatTree([-1, 0, 0], [0, 0, 1], [0, -2, -2], [[1], [1]])
    >>> subgame_perfect_profiles(tree).tolist()
    [[0, -1, -1], [1, -1, -1]]
    """
    if tree.information_sets < np.count_nonzero(tree.player >= 0):
        raise NotPerfectInformationError(
            "backward induction needs perfect information: an information set has several nodes."
        )
    tolerance = TIE * np.ptp(tree.payoffs, axis=0)
    options: list[list[tuple[Floats, dict[int, int]]]] = [[] for _ in range(tree.nodes)]
    for row, node in enumerate(tree.terminals):
        options[node] = [(tree.payoffs[row], {})]
    order, start = tree.children
    for node in range(tree.nodes - 1, -1, -1):
        children = order[start[node] : start[node + 1]]
        if not len(children):
            continue
        for continuation in product(*(options[child] for child in children)):
            options[node] += _at_node(tree, node, children, continuation, tolerance)
            if len(options[node]) > most:
                raise ValueError(f"there are more than {most} pure subgame-perfect equilibria.")
        for child in children:
            options[child] = []
    rows = np.full((len(options[0]), tree.nodes), -1, dtype=np.int32)
    for row, (_, choices) in enumerate(options[0]):
        for node, move in choices.items():
            rows[row, node] = move
    return rows[np.lexsort(rows.T[::-1])]


def _at_node(tree: FlatTree, node: int, children: Any, continuation: Any, tolerance: Floats) -> Any:
    """Each way to go on from a node, given one way to go on from each of its children."""
    values = np.array([value for value, _ in continuation])
    choices = {n: move for _, after in continuation for n, move in after.items()}
    mover = tree.player[node]
    if mover == CHANCE:
        return [(tree.probability[children] @ values, choices)]
    own = values[:, mover]
    return [(values[move], choices | {node: int(move)}) for move in np.flatnonzero(own >= own.max() - tolerance[mover])]
