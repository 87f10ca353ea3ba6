"""Types written out: a chance move over type profiles, and an information set for each player, own type and node.

Harsanyi (1967): a game of incomplete information becomes one of imperfect information, in which chance draws the types
and each player observes its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from deterrence.algebra.language import Expression, FormulaError, Number
from deterrence.games.frozen import FrozenDict
from deterrence.games.horizon import unrolled
from deterrence.games.matrix import Matrix
from deterrence.games.model import Model
from deterrence.games.nodes import MOST_NODES, Chance, Decision, Node, Outcome, contents, rebuild
from deterrence.games.periods import simultaneous
from deterrence.games.repeated import Repeated
from deterrence.games.stochastic import Stochastic
from deterrence.games.tree import Tree
from deterrence.games.types import Profile, Renaming, agent_of, profiles, types_of


@dataclass(frozen=True)
class Expanded:
    """A tree without types, and for each of its information sets whose it is and what it is called as written.

    `labels` goes from (player, information) in the tree to (agent, name): from `("Challenger", "Hard: start")` to
    `("Challenger (Hard)", "start")`.
    """

    tree: Tree
    labels: Mapping[tuple[str, str], tuple[str, str]]


def expand(game: Model) -> Tree:
    """The game as a tree without types.

    A matrix becomes a tree whose players move one after the other without seeing what was done before.

    Examples
    --------
    >>> from deterrence.games.nodes import Decision
    >>> game = Tree(["A"], Decision("A", {"x": ["w"], "y": [0]}), types={"A": {"Hard": "1/3", "Soft": "2/3"}},
    ...             definitions={"w": {"A": {"Hard": 2, "Soft": -1}}})
    >>> expand(game).root
    chance
      A (Hard) (1/3): A at 'Hard: start'
        x: [w_Hard]
        y: [0]
      A (Soft) (2/3): A at 'Soft: start'
        x: [w_Soft]
        y: [0]
    """
    return expanded(game).tree


def expanded(game: Model) -> Expanded:
    """The game as a tree without types, with the names its information sets had."""
    tree = as_tree(game)
    return _Expansion(tree).expanded() if tree.types else Expanded(tree, {})


def as_tree(game: Model) -> Tree:
    """A tree as it is; a matrix as a tree in which nobody sees what was done before; a game of some periods in full."""
    if isinstance(game, Tree):
        return game
    if isinstance(game, Repeated | Stochastic):
        return tree_like(game, unrolled(game))
    if not isinstance(game, Matrix):
        raise TypeError(f"expected a game, not {type(game).__name__}")
    ends = {profile: Outcome(", ".join(profile), game.payoffs[profile]) for profile in game.profiles_of_moves()}
    return tree_like(game, simultaneous(game.players, ends))


def tree_like(game: Model, root: Node, **changes: Any) -> Tree:
    """A tree with everything but the moves taken from a game already checked."""
    own = ("moves", "payoffs", "arrays", "root", "states", "start", "discount", "horizon", "strategies")
    shared = {key: value for key, value in game.__getstate__().items() if key not in own}
    tree = object.__new__(Tree)
    tree._set(**{**shared, **changes, "root": root})
    return tree


class _Expansion:
    """One tree being expanded."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        taken = set(tree.parameters)
        self.renaming = Renaming(tree.definitions, tree.order, taken)
        self.labels: dict[tuple[str, str], tuple[str, str]] = {}
        self.name_of = {node: found.name for found in tree.written_sets for node in found.nodes}

    def expanded(self) -> Expanded:
        rows = [
            profile for profile in profiles(self.tree.types, self.tree.players) if not self.is_zero(profile.probability)
        ]
        nodes = len(rows) * len(self.tree.steps)
        if nodes > MOST_NODES:
            raise ValueError(f"with its types written out the tree has {nodes:,} nodes; at most {MOST_NODES:,}")
        branches: dict[str, tuple[Expression, Node]] = {}
        for profile in rows:
            self.renaming.add(profile.types)
            branches[profile.label] = (profile.probability, self.copy(profile))
        tree = tree_like(
            self.tree, Chance(branches), definitions=FrozenDict(self.renaming.written), types=FrozenDict(), claims=()
        )
        return Expanded(tree, self.in_order())

    def in_order(self) -> dict[tuple[str, str], tuple[str, str]]:
        """The labels in the order of the written information sets, and of types within each."""
        sets = {(found.player, found.name): i for i, found in enumerate(self.tree.written_sets)}
        kinds = types_of(self.tree.types, self.tree.players)
        ranks = {agent_of(player, kind): i for player, names in kinds.items() for i, kind in enumerate(names)}

        def rank(label: tuple[tuple[str, str], tuple[str, str]]) -> tuple[int, int]:
            (player, _), (agent, name) = label
            return sets[player, name], ranks.get(agent, 0)

        return dict(sorted(self.labels.items(), key=rank))

    def is_zero(self, probability: Expression) -> bool:
        """Whether a profile is impossible for all values of the letters."""
        if isinstance(probability, Number):
            return probability.value == Fraction(0)
        try:
            return self.tree.value(probability).is_zero
        except FormulaError:
            return False

    def copy(self, profile: Profile) -> Node:
        """The written tree as it is for one profile of types."""
        steps = [(step.parent, step.move, (step.position, step.node)) for step in self.tree.steps]

        def make(content: Any, after: Mapping[str, Node]) -> Node:
            index, node = content
            if isinstance(node, Decision):
                return Decision(node.player, after, self.information(index, node.player, profile))
            kind, *rest = contents(node)
            if kind == "chance":
                return Chance({move: (self.renaming.apply(p, profile.types), after[move]) for move, p in rest[0]})
            return Outcome(rest[0], tuple(self.renaming.apply(payoff, profile.types) for payoff in rest[1]))

        return rebuild(steps, make)

    def information(self, index: int, player: str, profile: Profile) -> str:
        """The information set of a player who knows its own type."""
        kind = profile.types.get(player)
        name = self.name_of[index]
        information = name if kind is None else f"{kind}: {name}"
        self.labels[player, information] = (agent_of(player, kind), name)
        return information
