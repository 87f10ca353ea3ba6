"""What each player of a tree could gain by other behaviour: from the start, in a subgame, or at one information set.

Shares no code with the solvers: this is what their answers are checked with. Nothing here recurses, so deep trees are
no trouble.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from deterrence.algebra.arithmetic import Arithmetic

if TYPE_CHECKING:
    from deterrence.games.forms.forms import TreeForm

Behaviour = Sequence[Sequence[Any]]  # for each information set a number for each move


class Play:
    """A tree, a behaviour strategy for every information set, and the numbers they come to."""

    def __init__(self, form: TreeForm, behaviour: Behaviour, numbers: Arithmetic) -> None:
        self.form = form
        self.behaviour = behaviour
        self.numbers = numbers
        self.weights = [self._weights(index) for index in range(len(form.nodes))]

    def _weights(self, index: int) -> Sequence[Any]:
        node = self.form.nodes[index]
        if node.kind == "decision":
            return self.behaviour[node.information_set]
        return [self.numbers.value(p) for p in node.probabilities]

    def reach(self, without: int = -1, start: int = 0) -> list[Any]:
        """The probability of reaching each node from `start`, the choices of one player (`without`) left out."""
        found: list[Any] = [0] * len(self.form.nodes)
        found[start] = 1
        for index in range(start, self._end(start)):
            node = self.form.nodes[index]
            own = node.kind == "decision" and self.form.information_sets[node.information_set].player == without
            for child, weight in zip(node.children, self.weights[index], strict=True):
                found[child] = found[index] if own else found[index] * weight
        return found

    def values(self) -> list[list[Any]]:
        """The expected payoffs of all players from every node on."""
        return self._values

    @cached_property
    def _values(self) -> list[list[Any]]:
        players = range(len(self.form.players))
        found: list[list[Any]] = [[] for _ in self.form.nodes]
        for index in range(len(found) - 1, -1, -1):
            node = self.form.nodes[index]
            if node.kind == "outcome":
                found[index] = [self.numbers.value(p) for p in node.payoffs]
                continue
            totals: list[Any] = [0 for _ in players]
            for child, weight in zip(node.children, self.weights[index], strict=True):
                if not self.numbers.is_zero(weight):
                    totals = [total + weight * value for total, value in zip(totals, found[child], strict=True)]
            found[index] = totals
        return found

    def best_reply(self, player: int, start: int = 0) -> Any:
        """What a player gets from `start` on by the best behaviour against that of the others.

        Information sets are decided from the player's last ones back; perfect recall makes this well defined.
        """
        reach = self.reach(player, start)
        own_moves = self._own_moves[player]
        levels: dict[int, list[int]] = defaultdict(list)
        for index in range(start, self._end(start)):
            levels[own_moves[index]].append(index)
        value: dict[int, Any] = {}
        for level in sorted(levels, reverse=True):
            chosen = self._best_moves(player, levels[level], reach, value)
            for index in reversed(levels[level]):
                node = self.form.nodes[index]
                if node.kind == "outcome":
                    value[index] = self._values[index][player]
                elif index in chosen:
                    value[index] = value[node.children[chosen[index]]]
                else:
                    total: Any = 0
                    for child, weight in zip(node.children, self.weights[index], strict=True):
                        total = total + weight * value[child]
                    value[index] = total
        return value[start]

    @cached_property
    def _own_moves(self) -> list[list[int]]:
        """For each player how often it has moved before each node."""
        players = range(len(self.form.players))
        found = [[0] * len(self.form.nodes) for _ in players]
        for index, node in enumerate(self.form.nodes):
            mover = self.form.information_sets[node.information_set].player if node.kind == "decision" else -1
            for player in players:
                for child in node.children:
                    found[player][child] = found[player][index] + (player == mover)
        return found

    def _best_moves(
        self, player: int, nodes: Sequence[int], reach: Sequence[Any], value: Mapping[int, Any]
    ) -> dict[int, int]:
        """The best move at each of the player's nodes among these, one for each information set."""
        members: dict[int, list[int]] = defaultdict(list)
        for index in nodes:
            node = self.form.nodes[index]
            if node.kind == "decision" and self.form.information_sets[node.information_set].player == player:
                members[node.information_set].append(index)
        chosen: dict[int, int] = {}
        for place, indices in members.items():
            totals: list[Any] = [0] * len(self.form.information_sets[place].moves)
            for index in indices:
                for move, child in enumerate(self.form.nodes[index].children):
                    totals[move] = totals[move] + reach[index] * value[child]
            best = self.numbers.largest(totals)
            move = next(m for m, total in enumerate(totals) if self.numbers.is_zero(total - best))
            chosen.update(dict.fromkeys(indices, move))
        return chosen

    def _end(self, start: int) -> int:
        """One past the last node below `start`: nodes are in preorder."""
        last = start
        while self.form.nodes[last].children:
            last = self.form.nodes[last].children[-1]
        return last + 1

    def gains(self, start: int = 0) -> list[Any]:
        """For each player, the best reply's value from `start` on less that of the profile."""
        value = self.values()[start]
        return [self.best_reply(player, start) - value[player] for player in range(len(self.form.players))]

    def subgames(self) -> list[int]:
        """The nodes at which a subgame starts: no information set reaches across its border."""
        # Below a node are the nodes from it to its end; it starts a subgame when each set met there lies within.
        ends = [index + 1 for index in range(len(self.form.nodes))]
        for index in range(len(ends) - 1, -1, -1):
            if self.form.nodes[index].children:
                ends[index] = ends[self.form.nodes[index].children[-1]]
        first, last = list(range(len(ends))), list(range(len(ends)))
        for place in self.form.information_sets:
            for index in place.nodes:
                first[index], last[index] = min(place.nodes), max(place.nodes)
        for index in range(len(ends) - 1, -1, -1):
            for child in self.form.nodes[index].children:
                first[index], last[index] = min(first[index], first[child]), max(last[index], last[child])
        decisions = [i for i, node in enumerate(self.form.nodes) if node.kind == "decision"]
        return [i for i in decisions if first[i] >= i and last[i] < ends[i]]

    def local_values(self, place: int, beliefs: Sequence[Any], values: Sequence[Sequence[Any]]) -> list[Any]:
        """What each move at an information set yields, given beliefs there and the profile from then on."""
        found = self.form.information_sets[place]
        totals: list[Any] = [0] * len(found.moves)
        for belief, index in zip(beliefs, found.nodes, strict=True):
            for move, child in enumerate(self.form.nodes[index].children):
                totals[move] = totals[move] + belief * values[child][found.player]
        return totals
