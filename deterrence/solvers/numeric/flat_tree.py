"""Game trees as flat arrays, one row a node: what the numerical tree solvers work on.

A node costs 24 bytes, a terminal node 8 more for each player's payoff, so that 10^6 nodes fit in some 40 MB. Node 0 is
the root, and a node comes after its parent. All checks are vectorised.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

Integers32 = NDArray[np.int32]
Indices = NDArray[np.intp]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

CHANCE = -1
TERMINAL = -2
PROBABILITY_TOLERANCE = 1e-9


class NotPerfectRecallError(ValueError):
    """A player forgets something once known or done; methods that work with sequences need perfect recall."""


@dataclass(frozen=True, eq=False)
class FlatTree:
    """A game tree as arrays.

    Attributes
    ----------
    parent : int array, shape (nodes,)
        The node before; -1 at node 0, the root. Smaller than the node's own number.
    move : int array, shape (nodes,)
        Which of the parent's moves leads here, counted from 0; 0 at the root.
    player : int array, shape (nodes,)
        Who moves: 0, 1, ... a player, `CHANCE` (-1), or `TERMINAL` (-2) where the game is over.
    information_set : int array, shape (nodes,)
        Number of the information set, 0, 1, ... over all players; -1 where no player moves. By default each node is
        its own.
    probability : float array, shape (nodes,)
        Probability of the chance move that leads here; not looked at after a player's move. By default 1.
    payoffs : float array, shape (terminal nodes, players)
        In the order of the terminal nodes.

    Raises
    ------
    ValueError
        If the arrays do not describe a tree; it says at which node.

    Examples
    --------
    >>> tree = FlatTree(parent=[-1, 0, 0], move=[0, 0, 1], player=[0, -2, -2], payoffs=[[1.0], [2.0]])
    >>> tree.nodes, tree.players, tree.depth.tolist()
    (3, 1, [0, 1, 1])
    """

    representation: ClassVar[str] = "flat tree"
    letters: ClassVar[tuple[str, ...]] = ()
    parent: Integers32
    move: Integers32
    player: Integers32
    payoffs: Floats
    information_set: Integers32 = None  # type: ignore[assignment]
    probability: Floats = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        for name in ("parent", "move", "player"):
            object.__setattr__(self, name, _integers(getattr(self, name), name))
        object.__setattr__(self, "payoffs", _floats(self.payoffs, "payoffs", 2))
        if self.information_set is None:
            object.__setattr__(self, "information_set", self._singletons())
        object.__setattr__(self, "information_set", _integers(self.information_set, "information_set"))
        if self.probability is None:
            object.__setattr__(self, "probability", np.ones(len(self.parent)))
        object.__setattr__(self, "probability", _floats(self.probability, "probability", 1))
        _check_shape(self)
        _check_moves(self)
        _check_information_sets(self)
        check_probabilities(self, self.probability)

    def _singletons(self) -> Integers32:
        decides = self.player >= 0
        return np.where(decides, np.cumsum(decides) - 1, -1).astype(np.int32)

    @property
    def nodes(self) -> int:
        """How many nodes there are."""
        return len(self.parent)

    @property
    def players(self) -> int:
        """How many players there are."""
        return int(self.payoffs.shape[1])

    @property
    def information_sets(self) -> int:
        """How many information sets there are."""
        return int(self.information_set.max(initial=-1)) + 1

    @cached_property
    def terminals(self) -> Indices:
        """The terminal nodes, ascending: the rows of `payoffs`."""
        return np.flatnonzero(self.player == TERMINAL)

    @cached_property
    def children(self) -> tuple[Indices, Indices]:
        """All nodes but the root by parent and move, and where each parent's begin (nodes + 1 places)."""
        counts = np.bincount(self.parent[1:], minlength=self.nodes)
        start = np.concatenate([[0], np.cumsum(counts)])
        key = start[self.parent[1:]] + self.move[1:]
        order = np.empty(self.nodes - 1, dtype=np.intp)
        order[key] = np.arange(1, self.nodes)
        return order, start

    @cached_property
    def depth(self) -> Integers32:
        """Number of moves from the root to each node, by doubling: each round looks twice as far up."""
        up = np.maximum(self.parent, 0).astype(np.intp)
        depth = (self.parent >= 0).astype(np.int32)
        while up.any():
            depth += depth[up]
            up = up[up]
        return depth

    @cached_property
    def levels(self) -> tuple[Indices, Indices]:
        """Nodes in order of depth, then of parent, then of move; and where each depth begins."""
        start = np.concatenate([[0], np.cumsum(np.bincount(self.depth))])
        order = np.empty(self.nodes, dtype=np.intp)
        order[0] = 0
        children, first = self.children
        for level in range(len(start) - 2):
            here = order[start[level] : start[level + 1]]
            counts = first[here + 1] - first[here]
            ends = np.cumsum(counts)
            offset = np.repeat(first[here] - ends + counts, counts)
            order[start[level + 1] : start[level + 2]] = children[offset + np.arange(len(offset))]
        return order, start

    @cached_property
    def first_choice(self) -> Indices:
        """Where each information set's choices begin in arrays of one entry a choice; the last is their number."""
        inside = np.flatnonzero(self.player >= 0)
        counts = np.zeros(self.information_sets, dtype=np.intp)
        counts[self.information_set[inside]] = np.diff(self.children[1])[inside]
        return np.concatenate([[0], np.cumsum(counts)])

    @cached_property
    def set_player(self) -> Integers32:
        """The player of each information set."""
        owner = np.zeros(self.information_sets, dtype=np.int32)
        inside = np.flatnonzero(self.player >= 0)
        owner[self.information_set[inside]] = self.player[inside]
        return owner

    @cached_property
    def arrival(self) -> Indices:
        """For each node the choice (see `first_choice`) that leads to it; -1 after chance and at the root."""
        above = np.maximum(self.parent, 0)
        choice = self.first_choice[self.information_set[above]] + self.move
        return np.where((self.player[above] >= 0) & (self.parent >= 0), choice, -1)


def _integers(values: Any, name: str) -> Integers32:
    array = _array(values, name, 1)
    if array.dtype.kind == "f" and np.isfinite(array).all() and (array == np.rint(array)).all():
        array = array.astype(np.int64)
    if array.dtype.kind not in "iu":
        raise ValueError(f"{name} must hold whole numbers.")
    if len(array) and (array.max() > 2**31 - 1 or array.min() < -(2**31)):
        raise ValueError(f"{name} holds numbers beyond 32 bits.")
    return array.astype(np.int32, copy=False)


def _floats(values: Any, name: str, dimensions: int) -> Floats:
    array = _array(values, name, dimensions)
    try:
        array = array.astype(np.float64, copy=False)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must hold numbers.") from None
    if not np.isfinite(array).all():
        at = np.argwhere(~np.isfinite(array))[0].tolist()
        raise ValueError(f"{name}{at} is {array[tuple(at)]}, and must be finite.")
    return array


def _array(values: Any, name: str, dimensions: int) -> NDArray[Any]:
    try:
        array = np.asarray(values)
    except ValueError:
        raise ValueError(f"{name} is ragged.") from None
    if array.ndim != dimensions:
        raise ValueError(f"{name} must have {dimensions} dimension{'s' * (dimensions > 1)}, not {array.ndim}.")
    return array


def _check_shape(tree: FlatTree) -> None:
    if not tree.nodes:
        raise ValueError("the tree is empty: it needs at least a root.")
    for name in ("move", "player", "information_set", "probability"):
        if len(getattr(tree, name)) != tree.nodes:
            raise ValueError(f"{name} has {len(getattr(tree, name))} entries and parent {tree.nodes}; one a node each.")
    if tree.parent[0] != -1:
        raise ValueError(f"node 0 is the root and its parent must be -1, not {tree.parent[0]}.")
    _refuse(np.arange(1, tree.nodes)[tree.parent[1:] < 0], "has no parent; only node 0 is a root.")
    _refuse(np.flatnonzero(tree.parent >= np.arange(tree.nodes)), "does not come after its parent.")
    _refuse(np.flatnonzero(tree.player < TERMINAL), "has a player below -2; -1 is chance and -2 a terminal node.")
    if len(tree.payoffs) != len(tree.terminals):
        raise ValueError(f"payoffs has {len(tree.payoffs)} rows; the tree has {len(tree.terminals)} terminal nodes.")
    _refuse(np.flatnonzero(tree.player >= tree.players), f"has a player that the payoffs, for {tree.players}, lack.")


def _check_moves(tree: FlatTree) -> None:
    children = np.bincount(tree.parent[1:], minlength=tree.nodes)
    over = tree.player == TERMINAL
    _refuse(np.flatnonzero(over & (children > 0)), "is terminal but has moves.")
    _refuse(np.flatnonzero(~over & (children == 0)), "is not terminal but has no moves.")
    above = tree.parent[1:]
    outside = (tree.move[1:] < 0) | (tree.move[1:] >= children[above])
    _refuse(np.flatnonzero(outside) + 1, "has a move that is not one of 0, 1, ... of its parent.")
    start = np.concatenate([[0], np.cumsum(children)])
    taken = np.bincount(start[above] + tree.move[1:], minlength=tree.nodes - 1)
    if (taken > 1).any():
        first = int(np.searchsorted(start, np.flatnonzero(taken > 1)[0], side="right")) - 1
        raise ValueError(f"node {first} has a move that leads to two nodes.")


def _check_information_sets(tree: FlatTree) -> None:
    decides = tree.player >= 0
    number = tree.information_set
    _refuse(np.flatnonzero(decides & (number < 0)), "has a player who moves but no information set.")
    _refuse(np.flatnonzero(~decides & (number != -1)), "has an information set but no player who moves.")
    if not decides.any():
        return
    inside = np.flatnonzero(decides)
    sets = number[inside]
    if int(sets.max()) >= len(inside):
        raise ValueError(f"information sets must be numbered 0, 1, ...; {sets.max()} is more than there can be.")
    example = np.full(int(sets.max()) + 1, -1, dtype=np.intp)
    example[sets[::-1]] = inside[::-1]
    if (example < 0).any():
        raise ValueError(f"information sets must be numbered 0, 1, ...; there is none of number {example.argmin()}.")
    first = example[sets]
    _refuse(inside[tree.player[inside] != tree.player[first]], "shares an information set with another player's node.")
    children = np.bincount(tree.parent[1:], minlength=tree.nodes)
    _refuse(inside[children[inside] != children[first]], "has not as many moves as others of its information set.")


def check_probabilities(tree: FlatTree, probability: Floats) -> None:
    """Refuse chance moves of negative probability and chance nodes that do not sum to 1; (..., nodes) for a batch."""
    by_chance = np.flatnonzero(tree.player[np.maximum(tree.parent, 0)] == CHANCE)
    by_chance = by_chance[by_chance > 0]
    chances = np.flatnonzero(tree.player == CHANCE)
    for values in probability.reshape(-1, tree.nodes):
        _refuse(by_chance[values[by_chance] < 0], "is reached with a negative probability.")
        total = np.bincount(tree.parent[by_chance], weights=values[by_chance], minlength=tree.nodes)[chances]
        _refuse(
            chances[np.abs(total - 1) > PROBABILITY_TOLERANCE], "is a chance node whose probabilities do not sum to 1."
        )


def _refuse(nodes: Indices, why: str) -> None:
    if len(nodes):
        others = f" (and {len(nodes) - 1} more)" if len(nodes) > 1 else ""
        raise ValueError(f"node {nodes[0]} {why}{others}")
