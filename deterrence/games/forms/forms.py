"""Games as solvers take them: exact, flat, types written out.

A :class:`MatrixForm` is a table of rational functions; a :class:`TreeForm` a list of nodes in preorder.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, ClassVar

from deterrence.games.parts.layout import Layout, Place

if TYPE_CHECKING:
    from deterrence.algebra.exact.rational import RationalFunction, Ring


@dataclass(frozen=True)
class Form(ABC):
    """What every form that solvers take has.

    Attributes
    ----------
    ring
        The rational functions in the letters.
    players
        Their names, in order.
    """

    ring: Ring
    players: tuple[str, ...]

    # How the game is held, which says what methods can take it: "matrix", "tree", "states", "repeated".
    representation: ClassVar[str]

    @property
    def letters(self) -> tuple[str, ...]:
        """The letters that are free."""
        return self.ring.names

    @property
    @abstractmethod
    def default_concept(self) -> str:
        """What counts as an equilibrium unless told otherwise."""

    @property
    @abstractmethod
    def layout(self) -> Layout:
        """The names of players, of the places where they choose, and of outcomes."""

    @property
    @abstractmethod
    def all_payoffs(self) -> list[RationalFunction]:
        """Every payoff that is written in the game."""

    @property
    def tie_rules(self) -> tuple[str, ...]:
        """What is done by those who are indifferent, where the game says so."""
        return ()

    @property
    def tree(self) -> TreeForm | None:
        """The game as a tree; None where it is solved as something else."""
        return None

    @property
    def has_perfect_information(self) -> bool:
        """Whether it is a tree in which every information set is a single node."""
        return False


@dataclass(frozen=True)
class MatrixForm(Form):
    """A game in strategic form.

    Attributes
    ----------
    moves
        The names of each player's moves, in order.
    payoffs
        For each player, by the positions of the moves chosen.
    """

    representation: ClassVar[str] = "matrix"
    moves: tuple[tuple[str, ...], ...]
    payoffs: tuple[Mapping[tuple[int, ...], RationalFunction], ...]

    @property
    def default_concept(self) -> str:
        """What counts as an equilibrium unless told otherwise."""
        return "nash"

    @cached_property
    def layout(self) -> Layout:
        """One place for each player, and an outcome for each cell, `"Arm, Stay"`."""
        places = tuple(Place(player, player, "", moves) for player, moves in zip(self.players, self.moves, strict=True))
        return Layout(self.players, places, tuple(", ".join(cell) for cell in product(*self.moves)))

    @property
    def all_payoffs(self) -> list[RationalFunction]:
        """The payoffs of all cells."""
        return [payoff for table in self.payoffs for payoff in table.values()]


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
    when_indifferent
        The position of the move that is made wherever it is among the best; -1 where any best move may be.
    """

    player: int
    name: str
    agent: str
    moves: tuple[str, ...]
    nodes: tuple[int, ...]
    when_indifferent: int = -1

    def is_settled_otherwise(self, used: Collection[int]) -> bool:
        """Whether a set of moves may not be used: the one made when indifferent, and others with it."""
        return self.when_indifferent in used and len(used) > 1


@dataclass(frozen=True)
class TreeForm(Form):
    """A game in extensive form, flat: node 0 is the root, and nodes are in preorder."""

    representation: ClassVar[str] = "tree"
    nodes: tuple[Node, ...]
    information_sets: tuple[InformationSet, ...]

    @property
    def default_concept(self) -> str:
        """What counts as an equilibrium unless told otherwise."""
        return "subgame-perfect" if self.has_perfect_information else "perfect-bayesian"

    @cached_property
    def layout(self) -> Layout:
        """The names of players, information sets, nodes and outcomes."""
        places = tuple(self.place(index, found.name) for index, found in enumerate(self.information_sets))
        return Layout(self.players, places, tuple(dict.fromkeys(self.ends)))

    def place(self, index: int, name: str) -> Place:
        """An information set as a place with this name."""
        found = self.information_sets[index]
        histories = tuple(", ".join(self.nodes[node].history) for node in found.nodes)
        return Place(self.players[found.player], found.agent, name, found.moves, histories)

    @property
    def ends(self) -> Iterator[str]:
        """The names of the outcomes, end by end."""
        return (node.outcome for node in self.nodes if node.kind == "outcome")

    @property
    def all_payoffs(self) -> list[RationalFunction]:
        """The payoffs of all ends."""
        return [payoff for node in self.nodes for payoff in node.payoffs]

    @property
    def tree(self) -> TreeForm:
        """The tree itself."""
        return self

    @property
    def tie_rules(self) -> tuple[str, ...]:
        """What is done by those who are indifferent, where the game says so: `"Grant by B at after Offer"`."""
        ruled = (place for place in self.information_sets if place.when_indifferent >= 0)
        return tuple(f"{found.moves[found.when_indifferent]} by {found.agent} at {found.name}" for found in ruled)

    @property
    def has_perfect_information(self) -> bool:
        """Whether every information set is a single node.

        Examples
        --------
        >>> import deterrence as dt
        >>> dt.Tree(["A"], dt.Decision("A", {"x": [1], "y": [0]})).form().has_perfect_information
        True
        """
        return all(len(found.nodes) == 1 for found in self.information_sets)


def happened(node: Node, about: str) -> bool:
    """Whether a move was made on the way to a node; of types, whether one was drawn.

    `about` is the name of a move, or of a type: `Hard`, or `Challenger (Hard)`.

    Examples
    --------
    >>> import deterrence as dt
    >>> form = dt.Tree(["A"], dt.Decision("A", {"x": [1], "y": [0]})).form()
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
