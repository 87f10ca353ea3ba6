"""Regret in games of many periods: what a player could gain by any other plan, by dynamic programming.

Holding the others to what they do, a player faces a Markov decision process. Its optimal value is found by policy
iteration (Howard 1960), from numbers alone: nothing here uses what the solvers found their answers with. A profile is
perfect (in every state, on the path or not) where the player's own value solves the optimality equation at every
decision; it is a Nash equilibrium where in the first state no plan has a larger value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from deterrence.algebra.arithmetic import Arithmetic
from deterrence.games.forms.dynamic_forms import StochasticForm

Fail = Callable[[str], None]


@dataclass(frozen=True)
class DynamicPlay:
    """A game with states at a place in parameter space, and what everybody does in it.

    Attributes
    ----------
    form
        The game.
    rows
        For each state, and each information set in it, the probability of each move.
    numbers
        How to evaluate formulas and compare what comes out.
    """

    form: StochasticForm
    rows: Sequence[Sequence[Sequence[Any]]]
    numbers: Arithmetic

    @cached_property
    def discount(self) -> Any:
        """The discount factor."""
        return self.numbers.value(self.form.discount)

    def reached(self, state: int, rows: Sequence[Sequence[Any]]) -> list[Any]:
        """The probability of each node from the beginning of a period."""
        form = self.form.periods[state].form
        found: list[Any] = [1]
        for node in form.nodes[1:]:
            parent = form.nodes[node.parent]
            if parent.kind == "chance":
                found.append(found[parent.index] * self.numbers.value(parent.probabilities[node.move]))
            else:
                found.append(found[parent.index] * rows[parent.information_set][node.move])
        return found

    def chain(self, rows: Sequence[Sequence[Sequence[Any]]]) -> list[list[Any]]:
        """The probability of each state after each."""
        found = []
        for state, period in enumerate(self.form.periods):
            row: list[Any] = [0] * len(self.form.periods)
            reached = self.reached(state, rows[state])
            for end, following in period.following.items():
                for after, p in enumerate(following):
                    if not p.is_zero:
                        row[after] = row[after] + reached[end] * self.numbers.value(p)
            found.append(row)
        return found

    def values(self, player: int, rows: Sequence[Sequence[Sequence[Any]]] | None = None) -> list[Any]:
        """What each state is worth to a player: the solution of ``V = (1 - delta) u + delta P V``."""
        rows = self.rows if rows is None else rows
        paid = []
        for state, period in enumerate(self.form.periods):
            reached = self.reached(state, rows[state])
            ends = ((end, period.form.nodes[end].payoffs[player]) for end in period.following)
            paid.append((1 - self.discount) * sum((reached[e] * self.numbers.value(p) for e, p in ends), start=0))
        return self._eliminated(self.chain(rows), paid)

    def _eliminated(self, chain: Sequence[Sequence[Any]], right: Sequence[Any]) -> list[Any]:
        """Elimination without exchange of rows: ``I - delta P`` is strictly diagonally dominant."""
        count = len(right)
        table = [
            [(1 if s == t else 0) - self.discount * chain[s][t] for t in range(count)] + [right[s]]
            for s in range(count)
        ]
        for pivot in range(count):
            for row in range(count):
                if row != pivot and not self._is_plain_zero(table[row][pivot]):
                    factor = table[row][pivot] / table[pivot][pivot]
                    table[row] = [a - factor * b for a, b in zip(table[row], table[pivot], strict=True)]
        return [table[row][count] / table[row][row] for row in range(count)]

    @staticmethod
    def _is_plain_zero(number: Any) -> bool:
        return isinstance(number, int) and number == 0

    def worth(self, state: int, player: int, rows: Sequence[Sequence[Any]], later: Sequence[Any]) -> list[Any]:
        """What each node of a period is worth to a player, given what the next states are worth."""
        period = self.form.periods[state]
        found: list[Any] = [0] * len(period.form.nodes)
        for node in reversed(period.form.nodes):
            if node.kind == "outcome":
                after = sum(
                    (self.numbers.value(p) * v for p, v in zip(period.following[node.index], later, strict=True)),
                    start=0,
                )
                own = self.numbers.value(node.payoffs[player])
                found[node.index] = (1 - self.discount) * own + self.discount * after
            elif node.kind == "chance":
                weights = [self.numbers.value(p) for p in node.probabilities]
                found[node.index] = sum((w * found[c] for w, c in zip(weights, node.children, strict=True)), start=0)
            else:
                row = rows[node.information_set]
                found[node.index] = sum((p * found[c] for p, c in zip(row, node.children, strict=True)), start=0)
        return found

    def move_values(self, state: int, index: int, rows: Sequence[Sequence[Any]], worth: Sequence[Any]) -> list[Any]:
        """What each move at an information set is worth."""
        form = self.form.periods[state].form
        place = form.information_sets[index]
        reached: Sequence[Any] = [1] if len(place.nodes) == 1 else self.reached(state, rows)
        weights = [1] if len(place.nodes) == 1 else [reached[node] for node in place.nodes]
        return [
            sum(
                (w * worth[form.nodes[node].children[move]] for w, node in zip(weights, place.nodes, strict=True)),
                start=0,
            )
            for move in range(len(place.moves))
        ]

    def check_perfect(self, fail: Fail) -> None:
        """That everybody's move is optimal at every decision of every state, given the values of what is played."""
        for player in range(len(self.form.players)):
            later = self.values(player)
            for state, period in enumerate(self.form.periods):
                worth = self.worth(state, player, self.rows[state], later)
                for index, place in enumerate(period.form.information_sets):
                    if place.player != player:
                        continue
                    found = self.move_values(state, index, self.rows[state], worth)
                    paid = sum((p * v for p, v in zip(self.rows[state][index], found, strict=True)), start=0)
                    for move, value in zip(place.moves, found, strict=True):
                        if self.numbers.sign(value - paid) > 0:
                            fail(f"{self.form.players[player]} would rather play {move} in {period.names[index]}")

    def gain(self, player: int) -> Any:
        """What a player could gain in the first state by any other plan: by policy iteration."""
        policy = [[list(row) for row in rows] for rows in self.rows]
        first = later = self.values(player)
        while True:
            improved = False
            for state, period in enumerate(self.form.periods):
                # From the last decision of the period to the first, each against what is now planned after it.
                for index in reversed(range(len(period.form.information_sets))):
                    place = period.form.information_sets[index]
                    if place.player != player:
                        continue
                    worth = self.worth(state, player, policy[state], later)
                    found = self.move_values(state, index, policy[state], worth)
                    paid = sum((p * v for p, v in zip(policy[state][index], found, strict=True)), start=0)
                    best = 0
                    for move in range(1, len(found)):
                        if self.numbers.sign(found[move] - found[best]) > 0:
                            best = move
                    if self.numbers.sign(found[best] - paid) > 0:
                        policy[state][index] = [1 if m == best else 0 for m in range(len(found))]
                        improved = True
            if not improved:
                return later[self.form.start] - first[self.form.start]
            later = self.values(player, policy)

    def outcomes(self) -> dict[str, Any]:
        """How much of all discounted time each outcome takes."""
        count = len(self.form.periods)
        chain = self.chain(self.rows)
        found: dict[str, Any] = {}
        for state, period in enumerate(self.form.periods):
            # The discounted time spent in a state is the value of a game that pays 1 there and 0 elsewhere.
            paid = [(1 - self.discount) if s == state else 0 for s in range(count)]
            spent = self._eliminated(chain, paid)[self.form.start]
            for end in period.following:
                name = period.form.nodes[end].outcome
                found[name] = found.get(name, 0) + spent * self.reached(state, self.rows[state])[end]
        return found


def by_state(form: StochasticForm, rows: Sequence[Sequence[Any]]) -> list[list[Sequence[Any]]]:
    """Rows in the order of the layout, by state and information set."""
    waiting = iter(rows)
    return [[next(waiting) for _ in period.form.information_sets] for period in form.periods]
