"""The checks of a tree as it is written: labels, payoffs, probabilities, and information sets that can be played."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from deterrence.algebra.formulas.language import Expression
from deterrence.games.checks.checks import Checker
from deterrence.games.checks.choices import Choices
from deterrence.games.checks.choices_in_states import ChoicesInStates
from deterrence.games.checks.next_states import check_next
from deterrence.games.checks.probabilities import Row
from deterrence.games.parts.information import Forgetting, forgotten, history, shown_rule, written_sets
from deterrence.games.parts.mistakes import Collector, Mistake, Path, listed, nearest, wrong_number
from deterrence.games.parts.nodes import MOST_NODES, Chance, Choice, Decision, Node, Outcome, Step, size


class WrittenTree(Protocol):
    """What is to be checked: who plays, the nodes, and the states to which play may go on from an end."""

    @property
    def players(self) -> tuple[str, ...]:
        """The players."""

    @property
    def root(self) -> Node:
        """The first node."""

    @property
    def steps(self) -> tuple[Step, ...]:
        """All nodes, each after the one that leads to it."""

    @property
    def next_states(self) -> tuple[str, ...]:
        """The states, in a game that has them."""


class TreeChecker:
    """The checks of a tree's structure."""

    def __init__(self, tree: WrittenTree, checker: Checker, collector: Collector) -> None:
        self.tree = tree
        self.checker = checker
        self.collector = collector
        self.steps: Sequence[Step] = ()
        self.labels: set[str] = set()
        self.choices = Choices((), checker)

    def check(self) -> None:
        """Every node, and the information sets."""
        nodes = size(self.tree.root)
        if nodes > MOST_NODES:
            self.collector.add(
                ("tree",), f"the tree has {nodes:,} nodes; at most {MOST_NODES:,} are possible.", at_key=True
            )
            return
        self.steps = self.tree.steps
        kind = ChoicesInStates if self.tree.next_states else Choices
        self.choices = kind(self.steps, self.checker)
        for step in self.steps:
            if isinstance(step.node, Outcome):
                self._check_outcome(step, step.node)
            elif isinstance(step.node, Chance):
                self._check_chance(step, step.node)
            else:
                self._check_decision(step, step.node)
        self._check_information()
        for fault in self.choices.faults():
            self.collector.add((*self.path(fault.position), *fault.keys), fault.message, at_key=True)

    def path(self, index: int) -> Path:
        """Where a node stands in a model file."""
        moves = history(self.steps, index)
        path: list[str | int] = ["tree"]
        node: Any = self.tree.root
        for move in moves:
            if isinstance(node, Chance):
                path += ["chance", move, "then"]
                node = node.moves[move][1]
            elif isinstance(node, Choice):
                path += ["then"]
                node = node.then
            else:
                path += ["moves", move]
                node = node.moves[move]
        return tuple(path)

    def label(self, name: object, index: int, what: str, *keys: str | int, at_key: bool = False) -> None:
        """Check a name of a node or of one of its moves, each name once."""
        if isinstance(name, str) and name in self.labels:
            return
        if self.collector.label(name, (*self.path(index), *keys), what, at_key=at_key) and isinstance(name, str):
            self.labels.add(name)

    def _check_outcome(self, step: Step, node: Outcome) -> None:
        players = self.tree.players
        if node.name != "":
            self.label(node.name, step.position, "outcome", "outcome")
        if len(node.payoffs) != len(players):
            self.collector.add(
                (*self.path(step.position), "payoffs"),
                wrong_number(len(node.payoffs), players),
            )
            return
        if node.next:
            check_next(node.next, self.tree.next_states, (*self.path(step.position), "next"), self.checker)
        for i, payoff in enumerate(node.payoffs):
            self._use(payoff, step.position, f"payoff for {players[i]}", "payoffs", i, payoff_of=players[i])

    def _use(self, x: Expression, index: int, what: str, *keys: str | int, payoff_of: str = "") -> None:
        """Check a formula; the path, which is costly in deep trees, only when something is wrong."""
        before = len(self.collector.mistakes)
        if misplaced := self.choices.misplaced(x, index):
            self.collector.add((), f"{what} {misplaced}.")
        else:
            self.choices.checker_at(index).use_payoff(x, (), what, payoff_of)
        if len(self.collector.mistakes) > before:
            path = (*self.path(index), *keys)
            self.collector.mistakes[before:] = [m.under(*path) for m in self.collector.mistakes[before:]]

    def _check_chance(self, step: Step, node: Chance) -> None:
        if not node.moves:
            self.collector.add((*self.path(step.position), "chance"), "a chance move has at least one branch.")
            return
        before = len(self.collector.mistakes)
        for move in node.moves:
            self.label(move, step.position, "move", "chance", move, at_key=True)
        labels = len(self.collector.mistakes)
        rows = [
            Row(("chance", move, "probability"), probability, move) for move, (probability, _) in node.moves.items()
        ]
        self.checker.check_probabilities(rows, ("chance",), "chance probabilities")
        if len(self.collector.mistakes) > max(before, labels):
            path = self.path(step.position)
            self.collector.mistakes[labels:] = [m.under(*path) for m in self.collector.mistakes[labels:]]

    def _check_decision(self, step: Step, node: Decision) -> None:
        players = self.tree.players
        if node.player not in players:
            self.collector.add(
                (*self.path(step.position), "player"),
                f"'{node.player}' is not a player; those are {listed(players)}.{nearest(str(node.player), players)}",
            )
        if not node.moves:
            self.collector.add((*self.path(step.position), "moves"), f"{node.player} has no moves here.")
        if node.information is not None:
            self.label(node.information, step.position, "information set", "information")
        if node.when_indifferent is not None:
            self._check_rule(step, node, node.when_indifferent)
        if isinstance(node, Choice):
            for word, end in (("from", node.low), ("to", node.high)):
                self._use(end, step.position, f"'{word}' of '{node.letter}'", "chooses", node.letter, word)
            return
        for move in node.moves:
            self.label(move, step.position, "move", "moves", move, at_key=True)

    def _check_rule(self, step: Step, node: Decision, move: str) -> None:
        path = (*self.path(step.position), "when indifferent")
        if self.tree.next_states:
            self.collector.add(path, "'when indifferent' is for trees, not for a game with 'states'.", at_key=True)
        elif move not in node.moves:
            offered = f"{node.player} has no move '{move}' here; there are {listed(node.moves)}."
            self.collector.add(path, offered + nearest(str(move), node.moves))

    def _check_information(self) -> None:
        sets = written_sets(self.steps)
        for found in sets:
            for index in found.nodes[1:]:
                node = self.steps[index].node
                assert isinstance(node, Decision)
                if set(node.moves) != set(found.moves):
                    self.collector.add(
                        (*self.path(index), "moves"),
                        f"information set '{found.name}' of {found.player} offers {listed(node.moves)} here but "
                        f"{listed(found.moves)} elsewhere; nodes that cannot be told apart offer the same moves.",
                        at_key=True,
                    )
                elif node.when_indifferent != found.when_indifferent:
                    said, here = (shown_rule(rule) for rule in (found.when_indifferent, node.when_indifferent))
                    self.collector.add(
                        self.path(index),
                        f"information set '{found.name}' of {found.player} has {here} here but {said} elsewhere; "
                        "nodes that cannot be told apart have the same.",
                    )
        for case in forgotten(self.steps, sets):
            path = (*self.path(case.second), "information")
            self.collector.mistakes.append(Mistake(path, self._forgetting(case), recall=True))

    def _forgetting(self, case: Forgetting) -> str:
        player, name = case.information_set.player, case.information_set.name
        if case.absent_minded:
            return (
                f"{player} is absent-minded: play can pass through its information set '{name}' twice. "
                "Perfect recall is needed: give the later node another name under 'information'."
            )
        first, second = (_shortly(history(self.steps, index)) for index in (case.first, case.second))
        return (
            f"{player} forgets: information set '{name}' holds {first} and {second}, which {player} reaches by "
            "different moves of its own or knowing different things. "
            "Perfect recall is needed: give these nodes different names."
        )


def _shortly(moves: Sequence[str]) -> str:
    if not moves:
        return "the root"
    return "the node after " + (", ".join(moves) if len(moves) <= 6 else "..., " + ", ".join(moves[-3:]))
