"""The information sets of a tree as it is written: what they are called, and that nobody forgets anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from deterrence.games.parts.nodes import Decision, Step

# The name of an unnamed node tells the moves that lead to it; only so many of them.
LONGEST_HISTORY = 10
SHOWN = 3
START = "start"


@dataclass(frozen=True, slots=True)
class WrittenSet:
    """An information set of a player: its name, the moves on offer, and its nodes as positions on the walk.

    `when_indifferent` is the move made wherever it is among the best; None where any best move may be.
    """

    player: str
    name: str
    moves: tuple[str, ...]
    nodes: tuple[int, ...]
    when_indifferent: str | None = None


def written_sets(steps: Sequence[Step]) -> tuple[WrittenSet, ...]:
    """The information sets, in the order in which their first nodes are met.

    A set without a name is called after the moves that lead to it, `after Probe, Resist`, or `start` at the root.
    """
    found: dict[tuple[str, str], list[int]] = {}
    taken: set[tuple[str, str]] = {
        (step.node.player, step.node.information)
        for step in steps
        if isinstance(step.node, Decision) and step.node.information is not None
    }
    for step in steps:
        node = step.node
        if not isinstance(node, Decision):
            continue
        if node.information is not None:
            found.setdefault((node.player, node.information), []).append(step.position)
        else:
            name = _fresh(node.player, history_name(steps, step.position), taken)
            taken.add((node.player, name))
            found[node.player, name] = [step.position]
    sets = []
    for (player, name), nodes in found.items():
        first = steps[nodes[0]].node
        assert isinstance(first, Decision)
        sets.append(WrittenSet(player, name, tuple(first.moves), tuple(nodes), first.when_indifferent))
    return tuple(sets)


def shown_rule(move: str | None) -> str:
    """What a decision says of ties, in words."""
    return "no 'when indifferent'" if move is None else f"'when indifferent: {move}'"


def _fresh(player: str, name: str, taken: set[tuple[str, str]]) -> str:
    fresh, count = name, 1
    while (player, fresh) in taken:
        count += 1
        fresh = f"{name} ({count})"
    return fresh


def history(steps: Sequence[Step], index: int) -> tuple[str, ...]:
    """The moves from the root to a node."""
    moves = []
    while steps[index].parent >= 0:
        moves.append(steps[index].move)
        index = steps[index].parent
    return tuple(reversed(moves))


def outcome_name(history: Sequence[str]) -> str:
    """What an unnamed outcome is called: the moves that lead to it, the middle of a long list left out."""
    if len(history) <= LONGEST_HISTORY:
        return ", ".join(history) or "the end"
    return f"{', '.join(history[:SHOWN])}, ..., {', '.join(history[-SHOWN:])} ({len(history)} moves)"


def history_name(steps: Sequence[Step], index: int) -> str:
    """A node called after the moves that lead to it; the middle of a long history is left out."""
    last: list[str] = []
    at = index
    while steps[at].parent >= 0 and len(last) <= LONGEST_HISTORY:
        last.append(steps[at].move)
        at = steps[at].parent
    if not last:
        return START
    if len(last) <= LONGEST_HISTORY:
        return f"after {', '.join(reversed(last))}"
    return f"after ..., {', '.join(reversed(last[:SHOWN]))} (node {index})"


@dataclass(frozen=True, slots=True)
class Forgetting:
    """An information set whose nodes its player could tell apart if it remembered: two of them, as positions."""

    information_set: WrittenSet
    first: int
    second: int
    absent_minded: bool


def forgotten(steps: Sequence[Step], sets: Sequence[WrittenSet]) -> list[Forgetting]:
    """The information sets that ask a player to forget (none: the tree has perfect recall).

    A player's memory at a node is the sequence of its own information sets met and moves made on the way (Kuhn 1953).
    Recall is perfect when all nodes of an information set have the same memory.  Each memory is given a number; the
    memories along a path are those of the node before, changed for the player who moves.
    """
    set_of = {node: number for number, found in enumerate(sets) for node in found.nodes}
    players = {found.player: i for i, found in enumerate(dict.fromkeys(sets))}
    numbers: dict[tuple[int, int, str], int] = {}
    memories: list[tuple[int, ...]] = []
    places = {player: i for i, player in enumerate(players)}
    for step in steps:
        if step.parent < 0:
            memories.append((0,) * len(places))
            continue
        before = memories[step.parent]
        number = set_of.get(step.parent)
        if number is None:
            memories.append(before)
            continue
        place = places[sets[number].player]
        new = numbers.setdefault((before[place], number, step.move), len(numbers) + 1)
        memories.append((*before[:place], new, *before[place + 1 :]))
    found_sets = []
    for found in sets:
        place = places[found.player]
        first = found.nodes[0]
        other = next((node for node in found.nodes if memories[node][place] != memories[first][place]), None)
        if other is not None:
            found_sets.append(_forgetting(steps, found, first, other))
    return found_sets


def _forgetting(steps: Sequence[Step], found: WrittenSet, first: int, other: int) -> Forgetting:
    own = set(found.nodes)
    at = steps[other].parent
    while at >= 0 and at not in own:
        at = steps[at].parent
    return Forgetting(found, first if at < 0 else at, other, at >= 0)
