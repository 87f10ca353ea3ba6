"""Equilibria of a matrix with any number of players, as formulas, each with its region.

All pure equilibria are found, for all values of the parameters. Mixed ones are found wherever indifference can be
solved by formulas, or in a game of numbers by exact algebraic numbers (`indifference.py`); `complete` is False, with
the reason, where an equilibrium may be missing.

Algorithm
---------
1. Go through the profiles of supports, small ones first.
2. Drop those on which, for no value of the parameters, every move used is as good as the player's others against some
   play of the other players' supports (conditional dominance: Porter, Nudelman and Shoham 2008).
3. Solve the indifference equations of the others. First without, then with ties between parameters.
4. With more than two players, equilibria at ties may form curved sets, which no finite list spans: then the answer is
   not complete and says so. Where only one player's strategies vary the set is a polytope, listed by its vertices.

Cost: exponential in the number of moves; meant for three or four players with two to four moves.

References
----------
Porter, Nudelman and Shoham (2008), Simple search methods for finding a Nash equilibrium, Games Econ. Behav. 63.
McKelvey and McLennan (1996), Computation of equilibria in finite games, Handbook of Computational Economics 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product, tee
from typing import TYPE_CHECKING, Final

from deterrence.algebra.conditions.combinations import together
from deterrence.algebra.conditions.conditions import Condition, Conjunction, condition
from deterrence.algebra.conditions.decide import Background, Clause, Verdict, implies, possible
from deterrence.algebra.conditions.prove import find
from deterrence.algebra.conditions.sign_chart import Chart, chart, union
from deterrence.algebra.exact.rational import RationalFunction
from deterrence.algebra.exact.roots import rational_part
from deterrence.algebra.region import Region
from deterrence.algebra.time_limit.deadline import Deadline, OutOfTime
from deterrence.equilibria.equilibria import Component, Equilibrium, Found
from deterrence.equilibria.profiles import distinct, payoff_poles, told_at_ties
from deterrence.solvers.matrices.indifference import Indifference, Report, Solution, Span, Supports, support_profiles

if TYPE_CHECKING:
    from deterrence.games.forms.forms import MatrixForm


MOST_REASONS: Final = 3


def solve_form(
    form: MatrixForm, background: Background, first: tuple[str, ...] = (), deadline: Deadline | None = None
) -> Found:
    """Equilibria of a matrix with any number of players, as families, and the components that they span.

    Parameters
    ----------
    form
        The matrix.
    background
        Ranges and assumptions of the letters in the payoffs.
    first
        Letters for which conditions are solved by preference.
    deadline
        When to stop with what there is.
    """
    deadline = deadline or Deadline()
    try:
        search = Search(form, background, deadline)
    except OutOfTime:
        return Found((), (), False, deadline.why)
    off_ties, at_ties = search.run()
    layout = form.layout
    families: list[Equilibrium] = []
    for solution in (*off_ties.solutions, *at_ties.solutions):
        conditions = search.settled(solution, families)
        if conditions is not None:
            exists = Region(conditions, background, first)
            families.append(Equilibrium(layout, solution.strategies, solution.payoffs, solution.cells, exists))
    families.sort(key=lambda e: not e.exists.is_generic)  # stable: within each, small supports first
    spans = () if search.is_late else (*off_ties.spans, *at_ties.spans)
    try:
        components = _components(spans, families, background, first, deadline)
    except OutOfTime:
        search.is_late, components = True, _components((), families, background, first, deadline)
    late = [search.deadline.why] if search.is_late else []
    missing = list(dict.fromkeys((*late, *off_ties.missing, *at_ties.missing)))
    more = [f"and {len(missing) - MOST_REASONS} more of the kind"] if len(missing) > MOST_REASONS else []
    why = "; ".join([*missing[:MOST_REASONS], *more])
    return Found(tuple(families), components, not missing, why, "", not (off_ties.missing or late))


class Search:
    """One search through the profiles of supports."""

    def __init__(self, form: MatrixForm, background: Background, deadline: Deadline) -> None:
        self.form = form
        self.background = background
        self.deadline = deadline
        self.is_late = False
        self.poles = payoff_poles(form, background)
        self.differences: dict[tuple[int, int, int, tuple[int, ...]], RationalFunction] = {}
        for player, moves in enumerate(form.moves):
            others = [range(len(m)) if p != player else range(1) for p, m in enumerate(form.moves)]
            for cell in product(*others):
                deadline.check()
                for a, b in combinations(range(len(moves)), 2):
                    difference = self._payoff(player, a, cell) - self._payoff(player, b, cell)
                    self.differences[player, a, b, cell] = difference
        signs = [p for d in self.differences.values() for p in (d.numerator, d.denominator)]
        self.chart: Chart = chart(background, signs, self.poles)
        self._gains: dict[tuple[int, int, int, tuple[int, ...]], tuple[int, Condition]] = {}

    def _payoff(self, player: int, move: int, cell: tuple[int, ...]) -> RationalFunction:
        return self.form.payoffs[player][*cell[:player], move, *cell[player + 1 :]]

    def run(self) -> tuple[Report, Report]:
        """What there is on all supports, first off ties between parameters, then at them."""
        reports = Report(), Report()
        indifference = Indifference(self.form, self.background, self.deadline)
        passes = (False, True) if self.form.ring.names else (True,)
        current = reports[0]
        try:
            plausible = tee((s for s in support_profiles(self.form) if self._plausible(s)), len(passes))
            for current, ties_wanted, profiles in zip(reports, passes, plausible, strict=False):
                for supports in profiles:
                    if any(len(support) > 1 for support in supports):
                        indifference.solve(supports, ties_wanted, current)
                    elif current is reports[0]:
                        self._pure(supports, current)
        except OutOfTime:
            current.missing.append(self.deadline.why)
        return reports

    def settled(self, solution: Solution, before: Sequence[Equilibrium]) -> Conjunction | None:
        """Where a solution exists; None where that is nowhere, or where an earlier family says the same.

        Once the time is up, a sample point must show that it exists, and what it may repeat is not asked.
        """
        conditions = distinct((*self.poles, *solution.conditions))
        try:
            self.deadline.check()
        except OutOfTime:
            self.is_late = True
            return conditions if self.background.in_pool(conditions) is not None else None
        conditions = told_at_ties(conditions, self.background)
        somewhere = possible(conditions, self.background)
        if somewhere.possible is False or _repeats(solution, conditions, somewhere, before, self.background):
            return None
        return conditions

    def _pure(self, supports: Supports, report: Report) -> None:
        cell = tuple(support[0] for support in supports)
        conditions = []
        for player, own in enumerate(cell):
            for move in range(len(self.form.moves[player])):
                if move != own:
                    conditions.append(self._prefers(player, own, move, cell)[1])
        one, zero = self.form.ring.one, self.form.ring.zero
        strategies = tuple(
            tuple(one if m == own else zero for m in range(len(moves)))
            for own, moves in zip(cell, self.form.moves, strict=True)
        )
        payoffs = tuple(self.form.payoffs[p][cell] for p in range(len(cell)))
        cells = tuple(one if c == cell else zero for c in product(*(range(len(m)) for m in self.form.moves)))
        report.solutions.append(Solution(supports, strategies, payoffs, cells, distinct(conditions)))

    def _prefers(self, player: int, move: int, other: int, cell: tuple[int, ...]) -> tuple[int, Condition]:
        """Where a player likes one move at least as much as another, the others playing the cell."""
        key = (player, move, other, (*cell[:player], 0, *cell[player + 1 :]))
        if key not in self._gains:
            low, high = sorted((move, other))
            difference = self.differences[player, low, high, key[3]]
            wanted = condition(difference if move == low else -difference, ">=")
            self._gains[key] = self.chart.where(wanted), wanted
        return self._gains[key]

    def _plausible(self, supports: Supports) -> bool:
        """Whether somewhere every move used is at least as good as each other one against some play of the others."""
        self.deadline.check()
        where = self.chart.everywhere
        clauses: list[Clause] = []
        for player, support in enumerate(supports):
            others = [s if p != player else (0,) for p, s in enumerate(supports)]
            for move in support:
                for other in range(len(self.form.moves[player])):
                    if other == move:
                        continue
                    options = [self._prefers(player, move, other, cell) for cell in product(*others)]
                    where &= union(mask for mask, _ in options)
                    clauses.append(tuple((c,) for _, c in options))
        if where or self.chart.exhaustive:
            return bool(where)
        if any(all(c.is_false for (c,) in clause) for clause in clauses):
            return False
        kept = [clause for clause in clauses if not any(c.is_true for (c,) in clause)]
        return find([], [*self.background.all_clauses, *kept]).satisfiable is not False


def _repeats(
    solution: Solution,
    conditions: Sequence[Condition],
    somewhere: Verdict,
    before: Sequence[Equilibrium],
    background: Background,
) -> bool:
    """Whether an earlier family has the same strategies and exists wherever these conditions hold."""
    point = rational_part(somewhere.point)
    for family in before:
        if family.strategies != solution.strategies:
            continue
        others = [c for c in family.exists.raw if c not in conditions]
        if any(c.letters <= set(point) and not c.holds(point) for c in others):
            continue
        if all(implies(conditions, c, background) for c in others):
            return True
    return False


def _components(
    spans: Sequence[Span],
    families: Sequence[Equilibrium],
    background: Background,
    first: tuple[str, ...],
    deadline: Deadline,
) -> tuple[Component, ...]:
    """The polytopes by their vertices, which may be others from region to region; every other family by itself.

    Raises
    ------
    OutOfTime
        When the time is up.
    """
    found: list[tuple[frozenset[int], Conjunction]] = []
    for span in sorted(spans, key=lambda span: -len(span.support)):
        lying = {i: where for i, family in enumerate(families) if (where := _where_in(family, span)) is not None}
        ends = list(lying)

        def spanning(chosen: Sequence[int], span: Span = span, ends: Sequence[int] = ends) -> bool:
            rows = {families[ends[k]].strategies[span.player] for k in chosen}
            used = {move for row in rows for move, p in enumerate(row) if not p.is_zero}
            return len(rows) > 1 and used == set(span.support)

        for chosen in together(span.conditions, list(lying.values()), spanning, background, deadline):
            members = frozenset(ends[k] for k in chosen)
            where = distinct((*span.conditions, *(c for i in members for c in lying[i])))
            if not any(members <= more and _follow(conditions, where, background) for more, conditions in found):
                found.append((members, where))
    joined = [
        Component(
            tuple(families[i] for i in sorted(members)), Region(told_at_ties(where, background), background, first)
        )
        for members, where in found
    ]
    grouped = {id(family) for c in joined if c.exists.is_generic for family in c.equilibria}
    alone = [Component((e,), e.exists) for e in families if e.exists.is_generic and id(e) not in grouped]
    return (*alone, *joined)


def _where_in(family: Equilibrium, span: Span) -> Conjunction | None:
    """Where a family exists and lies in a polytope: the others' strategies agree; None where that is nowhere."""
    agree: list[Condition] = []
    for player, (own, row) in enumerate(zip(family.strategies, span.rows, strict=True)):
        if player == span.player:
            if any(not p.is_zero for move, p in enumerate(own) if move not in span.support):
                return None
            continue
        for p, q in zip(own, row, strict=True):
            if p.rational is None:
                return None
            agree.append(condition(p.rational.into(q.ring) - q, "=="))
    return None if any(c.is_false for c in agree) else distinct((*family.exists.raw, *agree))


def _follow(conclusions: Conjunction, premises: Conjunction, background: Background) -> bool:
    return all(c in premises or implies(premises, c, background) is True for c in conclusions)
