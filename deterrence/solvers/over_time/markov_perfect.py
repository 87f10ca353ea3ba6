"""Markov perfect equilibria of finite stochastic games (Shapley 1953; Fink 1964; Maskin and Tirole 2001), in letters.

Everyone's behaviour depends on the state alone, and is optimal at every decision of every state, reached or not.

1. Put the states into blocks that cannot be left and entered again (strongly connected components), and take the blocks
   from the last to the first, so that what later states are worth is known.
2. In a block, take every profile of supports, a set of moves at every information set. Values solve the linear system
   ``V = (1 - delta) u + delta P V``, in the parameters and the unknown probabilities.
3. No one-shot deviation pays: moves in a support are equally good, which makes equations that are solved one after
   another (`elimination.py`), and others are no better, which makes inequalities. Then no other deviation pays either.
4. Inequalities are multiplied by the determinant of ``I - delta P``, which is positive: no denominator is left but
   those of the payoffs.

Guarantee: all pure equilibria; of the mixed ones those whose equations are linear in some unknown, one after another.
Where others cannot be excluded that is said. For almost all payoffs there are
finitely many (Haller and Lagunoff 2000).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, product
from math import prod
from typing import Final

from deterrence.algebra.conditions.conditions import Condition, Conjunction, condition
from deterrence.algebra.conditions.decide import Background, possible
from deterrence.algebra.exact.rational import RationalFunction, Ring, ring
from deterrence.algebra.region import Region
from deterrence.algebra.time_limit.deadline import Deadline, OutOfTime
from deterrence.equilibria.equilibria import Component, Equilibrium, Found
from deterrence.equilibria.profiles import distinct, poles, told_at_ties
from deterrence.games.forms.dynamic_forms import StochasticForm
from deterrence.solvers.over_time.blocks import Report, blocks, by_blocks
from deterrence.solvers.over_time.discounted_play import (
    Lifted,
    PeriodPlay,
    Row,
    Rows,
    Values,
    discounted_outcomes,
    places_of,
    solved,
)
from deterrence.solvers.unknowns.elimination import Bound, Outcome, System, extreme, solutions, values_of

# With more letters there are too many families that exist only where parameters tie.
FEW_LETTERS: Final = 3
MOST_PROFILES: Final = 20_000
# Pure equilibria are a matter of moments; with many letters it can take long to show that there are no mixed ones.
MIXED_SECONDS: Final = 45.0

Supports = tuple[tuple[int, ...], ...]
Place = tuple[int, int]


@dataclass(frozen=True)
class Partial:
    """Equilibrium behaviour in the blocks done so far, what their states are worth, and where it is one."""

    rows: Rows = field(default_factory=dict)
    values: Values = field(default_factory=dict)
    conditions: Conjunction = ()


def markov_perfect(form: StochasticForm, background: Background, first: tuple[str, ...], deadline: Deadline) -> Found:
    """The Markov perfect equilibria of a game with states, as families."""
    report = Report()
    ties_wanted = len(form.ring.names) <= FEW_LETTERS
    if not ties_wanted:
        report.at_ties["equilibria that exist only where parameters tie are not listed when many letters are free"] = (
            None
        )
    partials = by_blocks(
        blocks(form),
        Partial(conditions=poles(numbers_of(form), background)),
        lambda states: _Block(form, background, deadline, states, ties_wanted, report).grown,
        report,
        deadline,
    )
    layout, places = form.layout, places_of(form)
    families = []
    for partial in partials:
        conditions = told_at_ties(distinct(partial.conditions), background)
        chances = discounted_outcomes(form, partial.rows)
        families.append(
            Equilibrium(
                layout,
                tuple(tuple(partial.rows[place]) for place in places),
                tuple(partial.values[form.start]),
                tuple(chances[name] for name in layout.outcomes),
                Region(conditions, background, first),
            )
        )
    reasons = [*report.missing, *report.at_ties]
    components = tuple(Component((family,), family.exists) for family in families)
    return Found(tuple(families), components, not reasons, "; ".join(reasons), complete_off_ties=not report.missing)


def numbers_of(form: StochasticForm) -> Iterator[RationalFunction]:
    """The discount factor, and every payoff and probability."""
    yield form.discount
    for period in form.periods:
        for node in period.form.nodes:
            yield from node.probabilities
            yield from node.payoffs
        for row in period.following.values():
            yield from row


@dataclass
class _Block:
    """The states of one block, of which those before are not known and those after are."""

    form: StochasticForm
    background: Background
    deadline: Deadline
    states: tuple[int, ...]
    ties_wanted: bool
    report: Report

    def __post_init__(self) -> None:
        self.places: list[Place] = [place for place in places_of(self.form) if place[0] in self.states]
        self.pure_only = prod(2 ** len(self.moves(place)) - 1 for place in self.places) > MOST_PROFILES
        self.lifted: dict[Ring, dict[int, Lifted]] = {}

    def moves(self, place: Place) -> tuple[str, ...]:
        return self.form.periods[place[0]].form.information_sets[place[1]].moves

    def grown(self, partial: Partial) -> Iterator[Partial]:
        """Every way to go on with equilibrium behaviour in this block."""
        mixed = Deadline(MIXED_SECONDS)
        for supports in self.supports():
            self.deadline.check()
            try:
                if any(len(support) > 1 for support in supports):
                    mixed.check()
            except OutOfTime:
                self.report.missing[f"mixed equilibria were sought for {MIXED_SECONDS:g} seconds only"] = None
                return
            yield from self._on(supports, partial)

    def supports(self) -> Iterator[Supports]:
        """All profiles of supports, those with fewer moves first."""
        options: list[list[tuple[int, ...]]] = []
        for place in self.places:
            count = len(self.moves(place))
            largest = 1 if self.pure_only else count
            options.append([s for size in range(1, largest + 1) for s in combinations(range(count), size)])
        if self.pure_only:
            self.report.missing[f"more than {MOST_PROFILES:,} sets of moves; only pure equilibria were sought"] = None
            yield from product(*options)
        else:
            yield from sorted(product(*options), key=lambda profile: sum(map(len, profile)))

    def _on(self, supports: Supports, partial: Partial) -> Iterator[Partial]:
        mixing = tuple(
            unknown(place, k)
            for place, support in zip(self.places, supports, strict=True)
            for k in range(len(support) - 1)
        )
        home = ring((*self.form.ring.names, *mixing))
        rows = {place: self._row(place, support, home) for place, support in zip(self.places, supports, strict=True)}
        lifted = self._lifted(home)
        plays = {s: PeriodPlay(lifted[s], [rows[place] for place in self.places if place[0] == s]) for s in self.states}
        values, positive = self._values(plays, partial, home)
        optimality = self._optimality(supports, plays, values, positive)
        if optimality is None:
            return
        equations, bounds = optimality
        for place, support in zip(self.places, supports, strict=True):
            bounds += [Bound(rows[place][move], ">") for move in support if len(support) > 1]
        ties = tuple(c for c in partial.conditions if c.relation == "==")
        known = tuple(c for c in partial.conditions if c.relation != "==")
        kept = tuple(b for b in bounds if not (b.relation == ">=" and b.function.is_zero))
        system = System(home, tuple(equations), kept, mixing, (), ties)
        yield from self._solved(system, known, rows, values, partial)

    def _lifted(self, home: Ring) -> dict[int, Lifted]:
        """The numbers of the block's periods in a ring."""
        if home not in self.lifted:
            self.lifted[home] = {s: Lifted.of(self.form.periods[s], self.form.discount, home) for s in self.states}
        return self.lifted[home]

    def _row(self, place: Place, support: tuple[int, ...], home: Ring) -> Row:
        row = [home.zero] * len(self.moves(place))
        rest = home.one
        for k, move in enumerate(support[:-1]):
            row[move] = home.letter(unknown(place, k))
            rest = rest - row[move]
        row[support[-1]] = rest
        return tuple(row)

    def _values(
        self, plays: Mapping[int, PeriodPlay], partial: Partial, home: Ring
    ) -> tuple[dict[int, Sequence[RationalFunction]], RationalFunction]:
        """What every state known so far is worth to each player, and the determinant of ``I - delta P``."""
        values: dict[int, Sequence[RationalFunction]] = {
            state: [v.into(home) for v in row] for state, row in partial.values.items()
        }
        players = range(len(self.form.players))
        matrix, right = [], []
        for s in self.states:
            moved = plays[s].moved(len(self.form.periods))
            matrix.append([(home.one if s == t else home.zero) - moved[t] for t in self.states])
            row = []
            for player in players:
                total = plays[s].paid(player)
                for t, p in enumerate(moved):
                    if t not in self.states and not p.is_zero:
                        total = total + p * values[t][player]
                row.append(total)
            right.append(row)
        found, determinant = solved(matrix, right)
        return {**values, **dict(zip(self.states, found, strict=True))}, determinant

    def _optimality(
        self,
        supports: Supports,
        plays: Mapping[int, PeriodPlay],
        values: Values,
        positive: RationalFunction,
    ) -> tuple[list[RationalFunction], list[Bound]] | None:
        """That moves used are equally good, and no other is better, at every information set; None where that fails."""
        equations: list[RationalFunction] = []
        bounds: list[Bound] = []
        worths: dict[tuple[int, int], list[RationalFunction]] = {}
        for (state, index), support in zip(self.places, supports, strict=True):
            play = plays[state]
            player = play.lifted.period.form.information_sets[index].player
            if (state, player) not in worths:
                worths[state, player] = play.worth(player, values)
            found = play.move_values(index, worths[state, player])
            best = found[support[0]]
            for move, value in enumerate(found):
                behind = (best - value) * positive
                is_used = move in support
                if behind.is_constant and (behind.as_fraction() < 0 or (is_used and behind.as_fraction() != 0)):
                    return None
                if not is_used:
                    bounds.append(Bound(behind, ">="))
                elif move != support[0]:
                    equations.append(behind)
        return equations, bounds

    def _solved(
        self,
        system: System,
        known: Conjunction,
        rows: Mapping[Place, Row],
        values: Values,
        partial: Partial,
    ) -> Iterator[Partial]:
        outcome = Outcome(self.ties_wanted, self.deadline)
        for found in solutions(system, self.background, outcome):
            ends: Iterator[System] | list[System] = [found]
            if found.mixing:
                self._note_continuum(found)
                ends = extreme(found, self.background, outcome)
            for end in ends:
                grown = self._put(end, known, rows, values, partial)
                if grown is not None:
                    yield grown
        for stuck, factor in outcome.unsolved:
            conditions = [Condition("==", 1, ((factor, 1),)), *(condition(e, "==") for e in stuck.equations)]
            if possible([*known, *conditions, *stuck.conditions], self.background).possible is not False:
                who = ", ".join(self._called(n) for n in system.mixing)
                self.report.missing[f"equilibria with a mixture {who} have no formula here and are not listed"] = None

    def _called(self, name: str) -> str:
        place = next(p for p in self.places if name.startswith(f"~{p[0]}.{p[1]}."))
        period = self.form.periods[place[0]]
        player = self.form.players[period.form.information_sets[place[1]].player]
        return f"of {player} in {period.names[place[1]]}"

    def _note_continuum(self, found: System) -> None:
        slack = [replace(b, relation=">") if b.relation == ">=" else b for b in found.bounds]
        inside = replace(found, bounds=tuple(slack)).conditions
        if possible(inside, self.background).possible is False and len(found.mixing) == 1:
            return
        text = "where moves are equally good, of the mixtures between them only the ends are listed"
        own = [c for c in found.conditions if c.letters <= set(self.form.ring.names)]
        tied = self.background.interior.meets(own).possible is False
        (self.report.at_ties if tied else self.report.missing)[text] = None

    def _put(
        self, end: System, known: Conjunction, rows: Mapping[Place, Row], values: Values, partial: Partial
    ) -> Partial | None:
        small = self.form.ring
        conditions = distinct((*known, *end.conditions))
        if possible(conditions, self.background).possible is False:
            return None
        done = {place: tuple(p.into(small) for p in values_of(row, end)) for place, row in rows.items()}
        worth = {s: tuple(v.into(small) for v in values_of(values[s], end)) for s in self.states}
        return Partial({**partial.rows, **done}, {**partial.values, **worth}, conditions)


def unknown(place: Place, k: int) -> str:
    """The letter for the probability of the `k`-th move used at a place."""
    return f"~{place[0]}.{place[1]}.{k}"
