"""What a tree's drawing says: the words at moves and ends of play, and what an equilibrium makes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from deterrence.algebra.formulas.expressions import Expression
from deterrence.algebra.formulas.language import names_in, substitute, text_of
from deterrence.formats.tree_layout import TreeLayout
from deterrence.games.parts.nodes import Chance, Choice, Outcome, Step
from deterrence.plots.drawing import Type, width
from deterrence.plots.formulas import formula_with_value, printed
from deterrence.plots.highlight import Highlight
from deterrence.plots.style import INK, SOFT, player_colour

MOVE: Final = Type()
PLAYED: Final = Type(weight="bold")
_NUMBER: Final = "−0.0123"  # about the longest that is shown
_WIDTHS: Final = {0: 0.8, 1: 1.6, 2: 2.8}


@dataclass(frozen=True)
class TreePlay:
    """A tree with the equilibrium that is drawn over it, if any."""

    tree: TreeLayout
    light: Highlight
    # Of a picture that changes: the values that may be chosen from an interval, by agent and information set.
    choices: Mapping[tuple[str, str], Sequence[str]] | None = None

    @property
    def ends(self) -> list[Step]:
        """The ends of play, in order."""
        return [step for step in self.tree.steps if isinstance(step.node, Outcome)]

    def label(self, step: Step) -> str:
        """The move that leads to a node, with its probability where chance makes it or a player mixes."""
        tree, light = self.tree, self.light
        if step.parent < 0:
            return ""
        parent = tree.steps[step.parent].node
        if isinstance(parent, Chance):
            probability = substitute(parent.moves[step.move][0], tree.by_type)
            return f"{step.move} ({formula_with_value(probability, light.point)})"
        found = tree.set_of[step.parent]
        if isinstance(parent, Choice):
            if chosen := light.chosen(found.agent, found.name):
                return chosen
            ends = (formula_with_value(substitute(end, tree.by_type), light.point) for end in parent.formulas)
            return f"{parent.letter} from {' to '.join(ends)}"
        mixing = light.mixing(found.agent, found.name, step.move)
        return f"{step.move} ({mixing})" if mixing else step.move

    def longest_label(self, step: Step) -> str:
        """The longest that a label gets, in a picture that changes."""
        label = self.label(step)
        if self.choices is None or step.parent < 0:
            return label
        parent = self.tree.steps[step.parent].node
        if isinstance(parent, Chance):
            return f"{step.move} ({self._longest(substitute(parent.moves[step.move][0], self.tree.by_type))})"
        if isinstance(parent, Choice):
            found = self.tree.set_of[step.parent]
            return max([label, *map(printed, self.choices.get((found.agent, found.name), ()))], key=width)
        return label

    def longest_payoff(self, step: Step, player: int) -> str:
        """The longest that a payoff gets, in a picture that changes."""
        assert isinstance(step.node, Outcome)
        if self.choices is None:
            return self.payoff(step, player)
        return self._longest(substitute(step.node.payoffs[player], self.tree.by_type))

    def _longest(self, formula: Expression) -> str:
        words = formula_with_value(formula, self.light.point)
        return max(words, f"{printed(text_of(formula))} = {_NUMBER}", key=width) if names_in(formula) else words

    def outcome(self, step: Step) -> str:
        """The name of an end of play."""
        return step.node.name if isinstance(step.node, Outcome) else ""

    def payoff(self, step: Step, player: int) -> str:
        """What an end of play is worth to a player, by its position."""
        assert isinstance(step.node, Outcome)
        return formula_with_value(substitute(step.node.payoffs[player], self.tree.by_type), self.light.point)

    def look(self, step: Step) -> tuple[dict[str, Any], Type]:
        """How the move to a node is drawn, and how its name is set: by whether it is played, or would be."""
        strength = self._strength(step.parent, step.move)
        look: dict[str, Any] = {"width": _WIDTHS[strength], "layer": 1 + (strength > 0)}
        look["colour"] = self._colour(step.parent) if strength else SOFT
        return look, PLAYED if strength == 2 else MOVE

    def is_played(self, step: Step) -> bool:
        """Whether an end of play is come to."""
        return self.light.shows and all(self._used(node, move) for node, move in self._history(step.position))

    def _strength(self, parent: int, move: str) -> int:
        """2 on the path of an equilibrium, 1 where it is chosen off the path, else 0."""
        if not self.light.shows or not self._used(parent, move):
            return 0
        if all(self._used(node, chosen) for node, chosen in self._history(parent)):
            return 2
        return 1 if parent in self.tree.set_of else 0

    def _used(self, node: int, move: str) -> bool:
        found = self.tree.set_of.get(node)
        if found is not None:
            return self.light.is_used(found.agent, found.name, move)
        chance = self.tree.steps[node].node
        assert isinstance(chance, Chance)
        return self.light.can_happen(substitute(chance.moves[move][0], self.tree.by_type))

    def _history(self, node: int) -> list[tuple[int, str]]:
        """The nodes on the way to one, and the moves made at them."""
        way = []
        step = self.tree.steps[node]
        while step.parent >= 0:
            way.append((step.parent, step.move))
            step = self.tree.steps[step.parent]
        return way

    def _colour(self, node: int) -> str:
        found = self.tree.set_of.get(node)
        return INK if found is None else player_colour(found.player)
