"""Games as solvers take them: exact, flat, types written out.

A :class:`MatrixForm` is a table of rational functions; a :class:`TreeForm` a list of nodes in preorder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deterrence.games.expand import Expanded, expanded
from deterrence.games.information import WrittenSet, outcome_name, written_sets
from deterrence.games.matrix import Matrix
from deterrence.games.model import Model
from deterrence.games.nodes import Chance, Decision, Outcome, Step
from deterrence.games.tree import Tree

if TYPE_CHECKING:
    from deterrence.algebra.rational import Branches, RationalFunction, Ring


@dataclass(frozen=True)
class MatrixForm:
    """A game in strategic form.

    Attributes
    ----------
    ring
        The rational functions in the letters.
    players, moves
        Their names, in order.
    payoffs
        For each player, by the positions of the moves chosen.
    """

    ring: Ring
    players: tuple[str, ...]
    moves: tuple[tuple[str, ...], ...]
    payoffs: tuple[Mapping[tuple[int, ...], RationalFunction], ...]


def matrix_form(game: Matrix, branches: Branches | None = None) -> MatrixForm:
    """A matrix as a table of rational functions.

    Raises
    ------
    ValueError
        For a matrix with types, which is a tree: see :func:`tree_form`.
    FormulaError
        For min and max without a branch chosen, and for sqrt, exp and log of letters.

    Examples
    --------
    >>> game = Matrix(["A"], {"A": ["x", "y"]}, {"x": ["b"], "y": [0]}, parameters=["b"])
    >>> matrix_form(game).payoffs[0][0,].is_zero
    False
    """
    if game.types:
        raise ValueError("a matrix with types is solved as a tree")
    moves = tuple(game.moves.values())
    positions = [{move: i for i, move in enumerate(names)} for names in moves]
    tables: list[dict[tuple[int, ...], RationalFunction]] = [{} for _ in game.players]
    for profile, payoffs in game.payoffs.items():
        index = tuple(where[move] for where, move in zip(positions, profile, strict=True))
        for table, payoff in zip(tables, payoffs, strict=True):
            table[index] = game.value(payoff, branches=branches)
    return MatrixForm(game.ring, game.players, moves, tuple(tables))


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A node of a :class:`TreeForm`.

    Attributes
    ----------
    index
        Its position; children have larger ones than their parents.
    kind
        `"decision"`, `"chance"` or `"outcome"`.
    parent, move
        Where it comes from (-1 at the root), and by which of the parent's moves.
    children, moves
        What follows, in the order of the information set's moves.
    information_set
        The position of its information set; -1 where nobody decides.
    probabilities
        Of a chance move.
    outcome, payoffs
        Of an end of play; one payoff a player.  An unnamed outcome is called after the moves that lead to it.
    """

    index: int
    kind: str
    parent: int
    move: int
    children: tuple[int, ...]
    information_set: int
    moves: tuple[str, ...]
    probabilities: tuple[RationalFunction, ...]
    outcome: str
    payoffs: tuple[RationalFunction, ...]
    # (parent, name of the move) of every node of the tree: a history kept at each node would be long in a deep tree.
    _trail: tuple[tuple[int, str], ...]

    @property
    def history(self) -> tuple[str, ...]:
        """The moves from the root."""
        moves = []
        at = self.index
        while self._trail[at][0] >= 0:
            moves.append(self._trail[at][1])
            at = self._trail[at][0]
        return tuple(reversed(moves))


@dataclass(frozen=True, slots=True)
class InformationSet:
    """An information set of a :class:`TreeForm`.

    Attributes
    ----------
    player
        The position of the player.
    name
        As written, or `start`, or `after Probe, Resist`; unique within an agent.
    agent
        The player's name, with its type where it has types: `Challenger (Hard)`.
    moves
        What is on offer.
    nodes
        The positions of its nodes.
    """

    player: int
    name: str
    agent: str
    moves: tuple[str, ...]
    nodes: tuple[int, ...]


@dataclass(frozen=True)
class TreeForm:
    """A game in extensive form, flat: node 0 is the root, and nodes are in preorder."""

    ring: Ring
    players: tuple[str, ...]
    nodes: tuple[Node, ...]
    information_sets: tuple[InformationSet, ...]


def tree_form(game: Model) -> TreeForm:
    """A tree, or a matrix (whose players then move without seeing anything), as a flat list of nodes.

    Raises
    ------
    FormulaError
        For min and max of letters (see :mod:`deterrence.games.pieces`), and for sqrt, exp and log of letters.

    Examples
    --------
    >>> from deterrence.games.nodes import Decision
    >>> form = tree_form(Tree(["A"], Decision("A", {"x": ["b"], "y": [0]}), parameters=["b"]))
    >>> [node.kind for node in form.nodes], form.information_sets[0].name
    (['decision', 'outcome', 'outcome'], 'start')
    """
    return flat_form(expanded(game))


def flat_form(written: Expanded, branches: Branches | None = None) -> TreeForm:
    """A tree whose types are written out, as a flat list of nodes."""
    tree = written.tree
    steps = _aligned(tree)
    sets = written_sets(steps)
    if written.labels:
        places = {label: i for i, label in enumerate(written.labels)}
        sets = tuple(sorted(sets, key=lambda found: places[found.player, found.name]))
    set_of = {node: number for number, found in enumerate(sets) for node in found.nodes}
    trail = tuple((step.parent, step.move) for step in steps)
    children: list[list[int]] = [[] for _ in steps]
    positions = [-1] * len(steps)
    for step in steps[1:]:
        positions[step.position] = len(children[step.parent])
        children[step.parent].append(step.position)
    nodes = tuple(
        _node(
            tree,
            step,
            positions[step.position],
            tuple(children[step.position]),
            set_of.get(step.position, -1),
            sets,
            trail,
            branches,
        )
        for step in steps
    )
    players = {player: i for i, player in enumerate(tree.players)}
    found_sets = []
    for found in sets:
        agent, name = written.labels.get((found.player, found.name), (found.player, found.name))
        found_sets.append(InformationSet(players[found.player], name, agent, found.moves, found.nodes))
    return TreeForm(tree.ring, tree.players, nodes, tuple(found_sets))


def _aligned(tree: Tree) -> list[Step]:
    """The nodes in preorder, with the moves of each in the order of its information set."""
    order = {node: found.moves for found in tree.written_sets for node in found.nodes}
    if all(tuple(step.node.moves) == order[step.position] for step in tree.steps if isinstance(step.node, Decision)):
        return list(tree.steps)
    after: list[list[int]] = [[] for _ in tree.steps]
    for step in tree.steps[1:]:
        after[step.parent].append(step.position)
    steps: list[Step] = []
    waiting = [(0, -1)]
    while waiting:
        old, parent = waiting.pop()
        step = tree.steps[old]
        steps.append(Step(len(steps), parent, step.move, step.node))
        children = after[old]
        if old in order:
            wanted = {move: i for i, move in enumerate(order[old])}
            children = sorted(children, key=lambda child: wanted[tree.steps[child].move])
        waiting.extend((child, len(steps) - 1) for child in reversed(children))
    return steps


def _node(
    tree: Tree,
    step: Step,
    position: int,
    children: tuple[int, ...],
    information_set: int,
    sets: tuple[WrittenSet, ...],
    trail: tuple[tuple[int, str], ...],
    branches: Branches | None,
) -> Node:
    node = step.node
    kind, outcome = "outcome", ""
    moves: tuple[str, ...] = ()
    probabilities: tuple[RationalFunction, ...] = ()
    payoffs: tuple[RationalFunction, ...] = ()
    if isinstance(node, Decision):
        kind, moves = "decision", sets[information_set].moves
    elif isinstance(node, Chance):
        kind, moves = "chance", tuple(node.moves)
        probabilities = tuple(tree.value(p, branches=branches) for p, _ in node.moves.values())
    else:
        assert isinstance(node, Outcome)
        payoffs = tuple(tree.value(payoff, branches=branches) for payoff in node.payoffs)
        outcome = node.name
    made = Node(
        step.position,
        kind,
        step.parent,
        position,
        children,
        information_set,
        moves,
        probabilities,
        outcome,
        payoffs,
        trail,
    )
    if kind == "outcome" and not outcome:
        object.__setattr__(made, "outcome", outcome_name(made.history))
    return made


def has_perfect_information(form: TreeForm) -> bool:
    """Whether every information set is a single node.

    Examples
    --------
    >>> from deterrence.games.nodes import Decision
    >>> has_perfect_information(tree_form(Tree(["A"], Decision("A", {"x": [1], "y": [0]}))))
    True
    """
    return all(len(found.nodes) == 1 for found in form.information_sets)


def happened(node: Node, about: str) -> bool:
    """Whether a move was made on the way to a node; of types, whether one was drawn.

    `about` is the name of a move, or of a type: `Hard`, or `Challenger (Hard)`.

    Examples
    --------
    >>> from deterrence.games.nodes import Decision
    >>> form = tree_form(Tree(["A"], Decision("A", {"x": [1], "y": [0]})))
    >>> [happened(node, "x") for node in form.nodes]
    [False, True, False]
    """
    history = node.history
    if about in history:
        return True
    if not history:
        return False
    drawn = history[0].split(", ")
    return about in drawn or any(part.endswith(f" ({about})") for part in drawn)
