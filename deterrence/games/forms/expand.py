"""Types written out: a chance move over type profiles, and an information set for each player, own type and node.

Harsanyi (1967): a game of incomplete information becomes one of imperfect information, in which chance draws the types
and each player observes its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from deterrence.algebra.formulas.language import Expression, FormulaError, Number
from deterrence.games.parts.frozen import FrozenDict
from deterrence.games.parts.information import WrittenSet
from deterrence.games.parts.nodes import MOST_NODES, Chance, Decision, Node, Outcome, Step, contents, rebuild
from deterrence.games.parts.setting import Setting
from deterrence.games.parts.types import Definition, Profile, Renaming, agent_of, profiles, types_of


@dataclass(frozen=True)
class TypesWritten:
    """A tree with its types written out.

    Attributes
    ----------
    root
        The chance move that draws the types.
    definitions
        The definitions, with one for each type in the place of those that depend on types.
    labels
        From each information set (player, name) of this tree to (agent, name as written): from
        `("Challenger", "Hard: start")` to `("Challenger (Hard)", "start")`.
    """

    root: Node
    definitions: Mapping[str, Definition]
    labels: Mapping[tuple[str, str], tuple[str, str]]


def write_types(setting: Setting, steps: Sequence[Step], sets: Sequence[WrittenSet]) -> TypesWritten:
    """The tree with these nodes and information sets, after a chance move that draws the types of its setting.

    Raises
    ------
    ValueError
        Where the tree would be too large.
    """
    return _Expansion(setting, steps, sets).expanded()


class _Expansion:
    """One tree being expanded."""

    def __init__(self, setting: Setting, steps: Sequence[Step], sets: Sequence[WrittenSet]) -> None:
        self.setting = setting
        self.steps = steps
        self.sets = sets
        self.renaming = Renaming(setting.definitions, setting.order, set(setting.parameters))
        self.labels: dict[tuple[str, str], tuple[str, str]] = {}
        self.name_of = {node: found.name for found in sets for node in found.nodes}

    def expanded(self) -> TypesWritten:
        drawn = profiles(self.setting.types, self.setting.players)
        rows = [profile for profile in drawn if not self.is_zero(profile.probability)]
        nodes = len(rows) * len(self.steps)
        if nodes > MOST_NODES:
            raise ValueError(f"with its types written out the tree has {nodes:,} nodes; at most {MOST_NODES:,}")
        branches: dict[str, tuple[Expression, Node]] = {}
        for profile in rows:
            self.renaming.add(profile.types)
            branches[profile.label] = (profile.probability, self.copy(profile))
        return TypesWritten(Chance(branches), FrozenDict(self.renaming.written), self.in_order())

    def in_order(self) -> dict[tuple[str, str], tuple[str, str]]:
        """The labels in the order of the written information sets, and of types within each."""
        sets = {(found.player, found.name): i for i, found in enumerate(self.sets)}
        kinds = types_of(self.setting.types, self.setting.players)
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
            return self.setting.value(probability).is_zero
        except FormulaError:
            return False

    def copy(self, profile: Profile) -> Node:
        """The written tree as it is for one profile of types."""
        steps = [(step.parent, step.move, (step.position, step.node)) for step in self.steps]

        def make(content: Any, after: Mapping[str, Node]) -> Node:
            index, node = content
            if isinstance(node, Decision):
                information = self.information(index, node.player, profile)
                return node.like(after, information)
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
