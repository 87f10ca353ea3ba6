"""The reduced strategic form of a tree, and behaviour strategies from its mixed ones.

A plan names a move at each of a player's information sets that its own earlier moves do not exclude. Under perfect
recall a mixture of plans and the behaviour strategy made from it by conditioning reach every node with the same
probability (Kuhn 1953).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from deterrence.algebra.exact.rational import RationalFunction
from deterrence.algebra.time_limit.deadline import check_time
from deterrence.games.forms.forms import MatrixForm, TreeForm

MAX_CELLS: Final = 20_000

Plan = Mapping[int, int]


class TooLargeError(ValueError):
    """A game is too large for the method by which it was to be solved."""


@dataclass(frozen=True)
class StrategicForm:
    """A strategic form and what its moves are plans of: for each player, information set -> move, plan by plan."""

    form: MatrixForm
    plans: tuple[tuple[Plan, ...], ...]


def strategic_form(tree: TreeForm, reduced: bool = True) -> StrategicForm:
    """The strategic form of a tree: reduced, or with a move at every information set in each plan. Kept with the tree.

    Raises
    ------
    TooLargeError
        A ValueError: when it has more than 20,000 cells.
    """
    kept: dict[bool, StrategicForm] = vars(tree).setdefault("_strategic", {})
    if reduced not in kept:
        kept[reduced] = _strategic_form(tree, reduced)
    return kept[reduced]


def _strategic_form(tree: TreeForm, reduced: bool) -> StrategicForm:
    cells = 1
    for player in range(len(tree.players)):
        cells *= _how_many_plans(tree, player, reduced)
    if cells > MAX_CELLS:
        raise TooLargeError(f"the strategic form of this tree has {cells:,} cells; at most {MAX_CELLS:,} can be solved")
    plans = tuple(tuple(plans_of(tree, player, reduced)) for player in range(len(tree.players)))
    tables: list[dict[tuple[int, ...], RationalFunction]] = [{} for _ in tree.players]
    for cell in product(*(range(len(own)) for own in plans)):
        check_time()
        payoffs = _expected(tree, [own[i] for own, i in zip(plans, cell, strict=True)])
        for table, payoff in zip(tables, payoffs, strict=True):
            table[cell] = payoff
    moves = tuple(_names(tree, own) for own in plans)
    return StrategicForm(MatrixForm(tree.ring, tree.players, moves, tuple(tables)), plans)


def _how_many_plans(tree: TreeForm, player: int, reduced: bool) -> int:
    """How many plans a player has: counted from the last information sets back, since there may be too many to list."""
    after: dict[tuple[int, int] | None, int] = {}
    histories = {i: _own_history(tree, i) for i, place in enumerate(tree.information_sets) if place.player == player}
    for index in sorted(histories, key=lambda i: -len(histories[i])):
        moves = range(len(tree.information_sets[index].moves))
        plans = sum(after.get((index, move), 1) for move in moves) if reduced else len(moves)
        before = histories[index][0] if reduced and histories[index] else None
        after[before] = after.get(before, 1) * plans
    return after.get(None, 1)


def plans_of(tree: TreeForm, player: int, reduced: bool = True) -> list[dict[int, int]]:
    """A player's plans: moves at the information sets that its own earlier moves leave open (or at all)."""
    own = [i for i, place in enumerate(tree.information_sets) if place.player == player]
    before = {i: _own_history(tree, i) for i in own}
    plans: list[dict[int, int]] = [{}]
    for index in sorted(own, key=lambda i: len(before[i])):
        grown: list[dict[int, int]] = []
        for plan in plans:
            if not reduced or all(plan.get(place) == move for place, move in before[index]):
                grown += [plan | {index: m} for m in range(len(tree.information_sets[index].moves))]
            else:
                grown.append(plan)
        plans = grown
    return plans


def _own_history(tree: TreeForm, index: int) -> list[tuple[int, int]]:
    """The player's own earlier choices on the way to an information set (the same at all its nodes: perfect recall)."""
    player = tree.information_sets[index].player
    node = tree.information_sets[index].nodes[0]
    found: list[tuple[int, int]] = []
    while tree.nodes[node].parent >= 0:
        move, node = tree.nodes[node].move, tree.nodes[node].parent
        place = tree.nodes[node].information_set
        if place >= 0 and tree.information_sets[place].player == player:
            found.append((place, move))
    return found


def _expected(tree: TreeForm, plans: Sequence[Plan]) -> list[RationalFunction]:
    total = [tree.ring.zero] * len(tree.players)
    waiting = [(0, tree.ring.one)]
    while waiting:
        index, chance = waiting.pop()
        node = tree.nodes[index]
        if node.kind == "outcome":
            total = [t + chance * p for t, p in zip(total, node.payoffs, strict=True)]
        elif node.kind == "chance":
            waiting += [(c, chance * p) for c, p in zip(node.children, node.probabilities, strict=True)]
        else:
            player = tree.information_sets[node.information_set].player
            waiting.append((node.children[plans[player][node.information_set]], chance))
    return total


def _names(tree: TreeForm, plans: Sequence[Plan]) -> tuple[str, ...]:
    """A plan's name: its moves; with the information sets where moves alone would not tell plans apart."""

    def name(plan: Plan, places: bool) -> str:
        words = []
        for index in sorted(plan):
            place = tree.information_sets[index]
            agent = place.agent if place.agent != tree.players[place.player] else ""
            where = ", ".join(part for part in (agent, place.name) if part)
            words.append(f"{place.moves[plan[index]]} ({where})" if places else place.moves[plan[index]])
        return ", ".join(words) or "(no choice)"

    short = [name(plan, False) for plan in plans]
    return tuple(short if len(set(short)) == len(short) else [name(plan, True) for plan in plans])


def behaviour(
    tree: TreeForm, plans: Sequence[Sequence[Plan]], mixtures: Sequence[Sequence[RationalFunction]]
) -> tuple[tuple[RationalFunction, ...], ...]:
    """The behaviour strategy that mixed plans amount to; at sets that a player's own plan excludes, its first move.

    Mixtures may be in a larger ring than the tree, all in the same.
    """
    home = mixtures[0][0].ring
    rows = []
    for index, place in enumerate(tree.information_sets):
        weights = [home.zero] * len(place.moves)
        for plan, weight in zip(plans[place.player], mixtures[place.player], strict=True):
            if not weight.is_zero and index in plan:
                weights[plan[index]] = weights[plan[index]] + weight
        total = home.zero
        for weight in weights:
            total = total + weight
        if total.is_zero:
            weights[0], total = home.one, home.one
        rows.append(tuple(weight / total for weight in weights))
    return tuple(rows)
