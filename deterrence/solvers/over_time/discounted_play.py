"""What follows from stationary behaviour in a game with states: values, how often each outcome comes, what a move pays.

Everything here is exact arithmetic in the parameters and, where behaviour is not known yet, in unknown probabilities.
The chain of states under given behaviour has the values ``V = (1 - delta) u + delta P V``, a linear
system that always has one solution, since ``delta < 1``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from deterrence.algebra.exact.rational import RationalFunction, Ring
from deterrence.equilibria.play import reach
from deterrence.games.forms.dynamic_forms import Period, StochasticForm

Row = Sequence[RationalFunction]
Rows = Mapping[tuple[int, int], Row]
Values = Mapping[int, Sequence[RationalFunction]]


def places_of(form: StochasticForm) -> list[tuple[int, int]]:
    """The information sets as pairs of a period and a position in it, in the order of the layout."""
    return [(p, s) for p, period in enumerate(form.periods) for s in range(len(period.form.information_sets))]


@dataclass(frozen=True)
class Lifted:
    """The numbers of a period in a ring that may have further letters than the game's, worked out once.

    Attributes
    ----------
    period
        The period.
    home
        The ring.
    chances
        The probabilities of each chance move.
    paid
        For each end of the period ``(1 - delta)`` times the payoffs.
    after
        For each end of the period the states that may follow, each with delta times its probability.
    """

    period: Period
    home: Ring
    chances: Mapping[int, Row]
    paid: Mapping[int, Row]
    after: Mapping[int, Sequence[tuple[int, RationalFunction]]]

    @staticmethod
    def of(period: Period, discount: RationalFunction, home: Ring) -> Lifted:
        """Put the numbers of a period into a ring."""
        delta, nodes = discount.into(home), period.form.nodes
        now = home.one - delta
        return Lifted(
            period,
            home,
            {n.index: [p.into(home) for p in n.probabilities] for n in nodes if n.kind == "chance"},
            {end: [now * v.into(home) for v in nodes[end].payoffs] for end in period.following},
            {
                end: [(state, delta * p.into(home)) for state, p in enumerate(row) if not p.is_zero]
                for end, row in period.following.items()
            },
        )


@dataclass(frozen=True)
class PeriodPlay:
    """One period under given behaviour."""

    lifted: Lifted
    rows: Sequence[Row]

    @property
    def home(self) -> Ring:
        """The ring of its formulas."""
        return self.lifted.home

    @cached_property
    def reached(self) -> list[RationalFunction]:
        """The probability of each node, from the beginning of the period."""
        found = reach(self.lifted.period.form, self.rows, self.lifted.chances)
        return found if self.rows else [p.into(self.home) for p in found]

    def moved(self, states: int) -> list[RationalFunction]:
        """The probability of each state of the next period, times delta."""
        total = [self.home.zero] * states
        for end, after in self.lifted.after.items():
            if not self.reached[end].is_zero:
                for state, weight in after:
                    total[state] = total[state] + self.reached[end] * weight
        return total

    def paid(self, player: int) -> RationalFunction:
        """What a player expects of this period, times ``1 - delta``."""
        total = self.home.zero
        for end, paid in self.lifted.paid.items():
            if not self.reached[end].is_zero:
                total = total + self.reached[end] * paid[player]
        return total

    def worth(self, player: int, values: Values) -> list[RationalFunction]:
        """What each node of the period is worth to a player, given what the states of the next period are worth."""
        nodes = self.lifted.period.form.nodes
        found = [self.home.zero] * len(nodes)
        for node in reversed(nodes):
            if node.kind == "outcome":
                total = self.lifted.paid[node.index][player]
                for state, weight in self.lifted.after[node.index]:
                    total = total + weight * values[state][player]
                found[node.index] = total
                continue
            row = self.lifted.chances[node.index] if node.kind == "chance" else self.rows[node.information_set]
            for child, p in zip(node.children, row, strict=True):
                if not p.is_zero:
                    found[node.index] = found[node.index] + p * found[child]
        return found

    def move_values(self, index: int, worth: Sequence[RationalFunction]) -> list[RationalFunction]:
        """What each move at an information set is worth, where that set is reached."""
        form = self.lifted.period.form
        place = form.information_sets[index]
        if len(place.nodes) == 1:
            return [worth[child] for child in form.nodes[place.nodes[0]].children]
        # Of several nodes one is reached for sure: all players choose at the same time.
        total = [self.home.zero] * len(place.moves)
        for node in place.nodes:
            weight = self.reached[node]
            if not weight.is_zero:
                total = [t + weight * worth[c] for t, c in zip(total, form.nodes[node].children, strict=True)]
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
        PeriodPlay(Lifted.of(p, form.discount, home), [rows[i, s] for s in range(len(p.form.information_sets))])
        for i, p in enumerate(form.periods)
    ]
    moved = [play.moved(count) for play in plays]
    # Occupation x = (1 - delta) e_start + delta P' x.
    matrix = [[(home.one if s == t else home.zero) - moved[t][s] for t in range(count)] for s in range(count)]
    right = [[home.one - form.discount if s == form.start else home.zero] for s in range(count)]
    occupied, _ = solved(matrix, right)
    found: dict[str, RationalFunction] = {}
    for play, (weight,) in zip(plays, occupied, strict=True):
        for end in play.lifted.period.following:
            name = play.lifted.period.form.nodes[end].outcome
            found[name] = found.get(name, home.zero) + weight * play.reached[end]
    return found
