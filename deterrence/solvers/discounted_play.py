"""What follows from stationary behaviour in a game with states: values, how often each outcome comes, what a move pays.

Everything here is exact arithmetic in the parameters and, where behaviour is not known yet, in unknown probabilities.
The chain of states under given behaviour has the values ``V = (1 - delta) u + delta P V``, a linear
system that always has one solution, since ``delta < 1``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from deterrence.algebra.rational import RationalFunction, Ring
from deterrence.games.dynamic_forms import Period, StochasticForm
from deterrence.solvers.equilibria import Layout, Place
from deterrence.solvers.play import reach

Row = Sequence[RationalFunction]
Rows = Mapping[tuple[int, int], Row]
Values = Mapping[int, Sequence[RationalFunction]]


def dynamic_layout(form: StochasticForm) -> Layout:
    """The names of the players, of the situations in which they choose, state by state, and of the outcomes."""
    places = tuple(
        Place(
            form.players[place.player],
            form.players[place.player],
            name,
            place.moves,
            tuple(", ".join(period.form.nodes[node].history) for node in place.nodes),
        )
        for period in form.periods
        for place, name in zip(period.form.information_sets, period.names, strict=True)
    )
    ends = (node.outcome for period in form.periods for node in period.form.nodes if node.kind == "outcome")
    return Layout(form.players, places, tuple(dict.fromkeys(ends)))


def places_of(form: StochasticForm) -> list[tuple[int, int]]:
    """The information sets as pairs of a period and a position in it, in the order of the layout."""
    return [(p, s) for p, period in enumerate(form.periods) for s in range(len(period.form.information_sets))]


@dataclass(frozen=True)
class PeriodPlay:
    """One period under given behaviour, in a ring that may have further letters than the game's."""

    period: Period
    home: Ring
    rows: Sequence[Row]

    @cached_property
    def chances(self) -> dict[int, list[RationalFunction]]:
        """The probabilities of the chance moves."""
        nodes = self.period.form.nodes
        return {n.index: [p.into(self.home) for p in n.probabilities] for n in nodes if n.kind == "chance"}

    @cached_property
    def reached(self) -> list[RationalFunction]:
        """The probability of each node, from the beginning of the period."""
        if not self.rows:
            form = self.period.form
            return [p.into(self.home) for p in reach(form, self.rows, self.chances)]
        return reach(self.period.form, self.rows, self.chances)

    def moved(self, states: int) -> list[RationalFunction]:
        """The probability of each state of the next period."""
        total = [self.home.zero] * states
        for end, row in self.period.following.items():
            if not self.reached[end].is_zero:
                total = [t + self.reached[end] * p.into(self.home) for t, p in zip(total, row, strict=True)]
        return total

    def paid(self, player: int) -> RationalFunction:
        """What a player expects of this period."""
        total = self.home.zero
        for end in self.period.following:
            if not self.reached[end].is_zero:
                payoff = self.period.form.nodes[end].payoffs[player].into(self.home)
                total = total + self.reached[end] * payoff
        return total

    def worth(self, player: int, discount: RationalFunction, values: Values) -> list[RationalFunction]:
        """What each node of the period is worth to a player, given what the states of the next period are worth."""
        nodes = self.period.form.nodes
        found = [self.home.zero] * len(nodes)
        for node in reversed(nodes):
            if node.kind == "outcome":
                later = self.home.zero
                for state, p in enumerate(self.period.following[node.index]):
                    if not p.is_zero:
                        later = later + p.into(self.home) * values[state][player]
                own = node.payoffs[player].into(self.home)
                found[node.index] = (self.home.one - discount) * own + discount * later
                continue
            row = self.chances[node.index] if node.kind == "chance" else self.rows[node.information_set]
            for child, p in zip(node.children, row, strict=True):
                if not p.is_zero:
                    found[node.index] = found[node.index] + p * found[child]
        return found

    def move_values(self, index: int, worth: Sequence[RationalFunction]) -> list[RationalFunction]:
        """What each move at an information set is worth, where that set is reached."""
        place = self.period.form.information_sets[index]
        total = [self.home.zero] * len(place.moves)
        for node in place.nodes:
            # Of several nodes one is reached for sure: all players choose at the same time.
            weight = self.home.one if len(place.nodes) == 1 else self.reached[node]
            if weight.is_zero:
                continue
            children = self.period.form.nodes[node].children
            total = [t + weight * worth[child] for t, child in zip(total, children, strict=True)]
        return total


def solved(matrix: Sequence[Row], right: Sequence[Row]) -> tuple[list[list[RationalFunction]], RationalFunction]:
    """The solution of ``matrix X = right`` over the field of rational functions, and the determinant."""
    size = len(matrix)
    table = [[*row, *others] for row, others in zip(matrix, right, strict=True)]
    determinant = table[0][0].ring.one
    for column in range(size):
        pivot = next(row for row in range(column, size) if not table[row][column].is_zero)
        if pivot != column:
            table[column], table[pivot] = table[pivot], table[column]
            determinant = -determinant
        lead = table[column][column]
        determinant = determinant * lead
        table[column] = [entry if entry.is_zero else entry / lead for entry in table[column]]
        for row in range(size):
            factor = table[row][column]
            if row != column and not factor.is_zero:
                table[row] = [
                    a if b.is_zero else a - factor * b for a, b in zip(table[row], table[column], strict=True)
                ]
    return [row[size:] for row in table], determinant


def discounted_outcomes(form: StochasticForm, rows: Rows) -> dict[str, RationalFunction]:
    """How much of all discounted time each outcome takes: ``(1 - delta) * sum delta**t * P(outcome in period t)``."""
    home, count = form.ring, len(form.periods)
    plays = [
        PeriodPlay(p, home, [rows[i, s] for s in range(len(p.form.information_sets))])
        for i, p in enumerate(form.periods)
    ]
    moved = [play.moved(count) for play in plays]
    # Occupation x = (1 - delta) e_start + delta P' x.
    matrix = [
        [(home.one if s == t else home.zero) - form.discount * moved[t][s] for t in range(count)] for s in range(count)
    ]
    right = [[home.one - form.discount if s == form.start else home.zero] for s in range(count)]
    occupied, _ = solved(matrix, right)
    found: dict[str, RationalFunction] = {}
    for play, (weight,) in zip(plays, occupied, strict=True):
        for end in play.period.following:
            name = play.period.form.nodes[end].outcome
            found[name] = found.get(name, home.zero) + weight * play.reached[end]
    return found
