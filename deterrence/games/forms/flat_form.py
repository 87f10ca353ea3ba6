"""A tree as solvers take it: a flat list of nodes, every formula a rational function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from deterrence.games.forms.forms import InformationSet, TreeForm
from deterrence.games.forms.forms import Node as FlatNode
from deterrence.games.parts.information import WrittenSet, outcome_name
from deterrence.games.parts.information import written_sets as sets_of
from deterrence.games.parts.nodes import Chance, Decision, Outcome, Step
from deterrence.games.parts.setting import Setting

if TYPE_CHECKING:
    from deterrence.algebra.exact.rational import Branches, RationalFunction


def flat_form(
    setting: Setting,
    written: Sequence[Step],
    written_sets: Sequence[WrittenSet],
    labels: Mapping[tuple[str, str], tuple[str, str]],
    branches: Branches | None = None,
) -> TreeForm:
    """A tree without types as a flat list of nodes.

    Parameters
    ----------
    setting
        What its formulas are written in.
    written
        Its nodes in preorder.
    written_sets
        Its information sets.
    labels
        For each information set (player, name) whose it is and what it is called as written; empty where the same.
    branches
        How `min` and `max` of letters are to be read.

    Raises
    ------
    FormulaError
        For min and max of letters without a branch chosen, and for sqrt, exp and log of letters.
    """
    steps = _aligned(written, written_sets)
    sets = sets_of(steps)
    if labels:
        places = {label: i for i, label in enumerate(labels)}
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
            setting,
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
    players = {player: i for i, player in enumerate(setting.players)}
    found_sets = []
    for found in sets:
        agent, name = labels.get((found.player, found.name), (found.player, found.name))
        preferred = -1 if found.when_indifferent is None else found.moves.index(found.when_indifferent)
        found_sets.append(InformationSet(players[found.player], name, agent, found.moves, found.nodes, preferred))
    return TreeForm(setting.ring, setting.players, nodes, tuple(found_sets))


def _aligned(written: Sequence[Step], sets: Sequence[WrittenSet]) -> list[Step]:
    """The nodes in preorder, with the moves of each in the order of its information set."""
    order = {node: found.moves for found in sets for node in found.nodes}
    if all(tuple(step.node.moves) == order[step.position] for step in written if isinstance(step.node, Decision)):
        return list(written)
    after: list[list[int]] = [[] for _ in written]
    for step in written[1:]:
        after[step.parent].append(step.position)
    steps: list[Step] = []
    waiting = [(0, -1)]
    while waiting:
        old, parent = waiting.pop()
        step = written[old]
        steps.append(Step(len(steps), parent, step.move, step.node))
        children = after[old]
        if old in order:
            wanted = {move: i for i, move in enumerate(order[old])}
            children = sorted(children, key=lambda child: wanted[written[child].move])
        waiting.extend((child, len(steps) - 1) for child in reversed(children))
    return steps


def _node(
    setting: Setting,
    step: Step,
    position: int,
    children: tuple[int, ...],
    information_set: int,
    sets: tuple[WrittenSet, ...],
    trail: tuple[tuple[int, str], ...],
    branches: Branches | None,
) -> FlatNode:
    node = step.node
    kind, outcome = "outcome", ""
    moves: tuple[str, ...] = ()
    probabilities: tuple[RationalFunction, ...] = ()
    payoffs: tuple[RationalFunction, ...] = ()
    if isinstance(node, Decision):
        kind, moves = "decision", sets[information_set].moves
    elif isinstance(node, Chance):
        kind, moves = "chance", tuple(node.moves)
        probabilities = tuple(setting.value(p, branches=branches) for p, _ in node.moves.values())
    else:
        assert isinstance(node, Outcome)
        payoffs = tuple(setting.value(payoff, branches=branches) for payoff in node.payoffs)
        outcome = node.name
    made = FlatNode(
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
