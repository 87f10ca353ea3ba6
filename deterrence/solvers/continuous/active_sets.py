"""Equilibria of continuous games: conditions of first order and corners, for every set of ends that bind.

1. Each player chooses an end of its interval or a value inside it; all combinations are tried.
2. Inside, the slope of the own payoff is zero: equations between polynomials. At the lower end it must not be positive,
   at the upper one not negative.
3. The equations are solved one unknown after another (`elimination.py`, `pseudo_division.py`); what is left is a
   quadratic, whose roots are written with square roots in any number of letters (`square_roots.py`), or a polynomial
   with one letter or none (`algebraic_roots.py`).
4. A payoff that is not proved to be concave in the own choice is compared at all other choices (`own_best.py`).

Guarantee: all equilibria in which nobody mixes, but for what `why` names: continua, roots of higher degree in several
letters, and payoffs that could not be compared. Where payoffs are strictly concave in the own choice nobody can mix,
and these are all equilibria. Where a payoff has no value nothing is an equilibrium.

References
----------
Glicksberg (1952), A further generalization of the Kakutani fixed point theorem, Proceedings of the American
Mathematical Society 3. Rosen (1965), Existence and uniqueness of equilibrium points for concave n-person games,
Econometrica 33.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product
from typing import Any, Final

from deterrence.algebra.conditions.conditions import Condition, Factor, condition
from deterrence.algebra.conditions.decide import Background, implies
from deterrence.algebra.exact.rational import RationalFunction, Ring, ring
from deterrence.algebra.exact.roots import Exact, rational
from deterrence.algebra.region import Region
from deterrence.algebra.values.value import Value
from deterrence.equilibria.alike import with_borders
from deterrence.equilibria.equilibria import Component, Equilibrium, Found
from deterrence.equilibria.profiles import distinct, told_at_ties
from deterrence.games.forms.continuous_form import ContinuousForm
from deterrence.games.parts.frozen import FrozenDict
from deterrence.games.parts.layout import Layout, Place
from deterrence.solvers.continuous.own_best import OwnBest, Stance
from deterrence.solvers.task import Task
from deterrence.solvers.unknowns.algebraic_roots import (
    branches,
    has_no_solution,
    moves_with_one_parameter,
    settled_at,
    with_root,
)
from deterrence.solvers.unknowns.elimination import Bound, Outcome, System, values_of
from deterrence.solvers.unknowns.pseudo_division import all_solutions
from deterrence.solvers.unknowns.square_roots import is_quadratic, quadratic_roots, where_lower

MIXED: Final = "mixed choices are not looked at: a payoff is not strictly concave in the own choice"
CONTINUUM: Final = "choices that may vary in a continuum are not listed"
DEGREE: Final = "choices that are roots of a polynomial of higher degree in several letters are not listed"
COMPARED: Final = "it was not decided whether some choices that meet the conditions of first order are best"


@dataclass(frozen=True, eq=False)
class Solved:
    """What everybody chooses, and where that is an equilibrium.

    `stances` says at which ends; `tied` puts the letter in that a tie between parameters fixes.
    """

    choices: tuple[Value, ...]
    payoffs: tuple[Value, ...]
    chances: tuple[Value, ...]
    where: tuple[Condition, ...]
    stances: tuple[Stance, ...]
    tied: Mapping[str, RationalFunction] = field(default_factory=dict)


def by_conditions(task: Task) -> Found:
    """Nash equilibria of a game in which all choose from intervals."""
    search = _Search(task.form, task.background, task, OwnBest(task.form, task.background))
    search.run()
    families = _families(search.distinct, task)
    reasons = list(search.missing)
    ties = list(search.missing_at_ties)
    if not search.own.nobody_mixes:
        reasons.append(MIXED)
    return Found(
        tuple(families),
        tuple(Component((family,), family.exists) for family in families),
        complete=not reasons and not ties,
        why="; ".join(dict.fromkeys([*reasons, *(f"where parameters tie, {why}" for why in ties)])),
        complete_off_ties=not reasons,
    )


@dataclass
class _Search:
    """What was found on the sets tried so far, and what is missing."""

    form: ContinuousForm
    background: Background
    task: Task
    own: OwnBest
    solved: list[Solved] = field(default_factory=list)
    missing: dict[str, None] = field(default_factory=dict)
    missing_at_ties: dict[str, None] = field(default_factory=dict)
    special: dict[tuple[str, Exact], None] = field(default_factory=dict)

    def run(self) -> None:
        """Look at all sets, and then at the values of the one letter at which roots could not be followed."""
        for stances in self.all_stances():
            self.task.deadline.check()
            self.look(stances)
        for letter, place in self.special if self.task.ties else ():
            self._look_at(letter, place)

    def all_stances(self) -> Iterator[tuple[Stance, ...]]:
        """Every combination of ends and values inside; those inside first."""
        options = [
            [
                Stance.INSIDE,
                *([Stance.LOW] if low is not None else []),
                *([Stance.HIGH] if high is not None and high != low else []),
            ]
            for low, high in zip(self.form.lows, self.form.highs, strict=True)
        ]
        return product(*options)

    def look(self, stances: Sequence[Stance]) -> None:
        """What there is with choices at these ends, and inside."""
        system = self._system(stances)
        if system is None:
            return
        outcome = Outcome(self.task.ties, self.task.deadline)
        for found in all_solutions(system, self.own.wide, outcome):
            solved = self._wherever_it_solves(found, system)
            for case in self._best(solved, stances):
                conditions = distinct([*solved.ties, *(b.condition for b in case)])
                self._add(solved, tuple(conditions), None, stances)
        for stuck, factor in outcome.unsolved:
            self._look_at_roots(stuck, factor, stances)

    def _system(self, stances: Sequence[Stance]) -> System | None:
        """First-order conditions inside, their inequalities at ends, and that payoffs have a value; None at a pole."""
        home, form = self.form.wide, self.form
        ends = self._ends(stances)
        equations: list[RationalFunction] = []
        bounds: list[Bound] = []
        try:
            for player, stance in enumerate(stances):
                slope = _put(self.own.slope(player), ends)
                if stance is Stance.INSIDE:
                    equations.append(home.polynomial(slope.numerator))
                    name = form.choices[player]
                    x = home.letter(name)
                    bounds += [Bound(x - low.into(home), ">") for low in (form.lows[player],) if low is not None]
                    bounds += [Bound(high.into(home) - x, ">") for high in (form.highs[player],) if high is not None]
                else:
                    bounds.append(Bound(slope if stance is Stance.HIGH else -slope, ">="))
                low, high = form.lows[player], form.highs[player]
                if stance is Stance.HIGH and low is not None and high is not None:
                    bounds.append(Bound((high - low).into(home), ">"))
            bounds += [Bound(_put(divisor, ends), "!=") for divisor in form.denominators]
        except ZeroDivisionError:
            return None
        if any(b.condition.is_false for b in bounds):
            return None
        kept = tuple(b for b in bounds if not b.condition.is_true)
        inside = tuple(n for n, s in zip(form.choices, stances, strict=True) if s is Stance.INSIDE)
        return System(home, tuple(equations), kept, inside, (), solved=ends)

    def _ends(self, stances: Sequence[Stance]) -> dict[str, RationalFunction]:
        home, ends = self.form.wide, {}
        for player, (name, stance) in enumerate(zip(self.form.choices, stances, strict=True)):
            end = {Stance.LOW: self.form.lows[player], Stance.HIGH: self.form.highs[player]}.get(stance)
            if end is not None:
                ends[name] = end.into(home)
        return ends

    def _best(self, solved: System, stances: Sequence[Stance]) -> Iterator[tuple[Bound, ...]]:
        """The bounds of a solution with what makes each choice the best: one tuple for each way; none if not known."""
        if solved.mixing:
            self._miss(CONTINUUM, bool(solved.ties))
            return
        values = self._values(solved)
        ways: list[tuple[Bound, ...]] = [solved.bounds]
        for player, stance in enumerate(stances):
            if self.own.concave[player]:
                continue
            further: list[tuple[Bound, ...]] = []
            for way in ways:
                known = [*solved.ties, *(b.condition for b in way)]
                found = self.own.ways(player, stance, values, known)
                if found is None:
                    self._miss(COMPARED, bool(solved.ties))
                    return
                further += [(*way, *extra) for extra in found]
            ways = further
        yield from ways

    def _values(self, solved: System) -> dict[str, RationalFunction]:
        """What everybody chooses, in the letters and the unknown that is a root."""
        letters = map(self.form.wide.letter, self.form.choices)
        return dict(zip(self.form.choices, values_of(list(letters), solved), strict=True))

    def _miss(self, why: str, is_tied: bool) -> None:
        (self.missing_at_ties if is_tied else self.missing)[why] = None

    def _wherever_it_solves(self, solved: System, system: System) -> System:
        """A solution with no more conditions than it needs: not those by which it was the only one on the way."""
        if solved.ties or solved.mixing:
            return solved
        values = self._values(solved)
        try:
            if not all(_put(equation, values).is_zero for equation in system.equations):
                return solved
            bounds = [Bound(_put(bound.function, values), bound.relation) for bound in system.bounds]
        except ZeroDivisionError:
            return solved
        divisors = (system.home.polynomial(value.denominator) for value in values.values())
        bounds += [Bound(divisor, "!=") for divisor in divisors if not divisor.is_constant]
        return replace(solved, bounds=tuple(b for b in bounds if not b.condition.is_true))

    # --- roots ---

    def _look_at_roots(self, stuck: System, factor: Factor, stances: Sequence[Stance]) -> None:
        unknowns = [name for name in factor.letters if name in stuck.unknowns]
        if len(unknowns) != 1:
            if not has_no_solution(stuck, factor, self.own.wide):
                self._miss(CONTINUUM, bool(stuck.ties))
            return
        if len(self.form.ring.names) > 1 and self.task.ties:
            self._look_below(stuck, factor, unknowns[0], stances)
        outcome = Outcome(self.task.ties, self.task.deadline)
        rooted = with_root(stuck, factor)
        for solved in all_solutions(rooted, self.own.wide, outcome):
            for case in self._best(solved, stances):
                conditions = distinct([*solved.ties, *(b.condition for b in case)])
                self._add_roots(solved, factor, unknowns[0], conditions, stuck, stances)
        for further, other in outcome.unsolved:
            if not has_no_solution(further, other, self.own.wide):
                self._miss(DEGREE, bool(stuck.ties))

    def _look_below(self, stuck: System, factor: Factor, unknown: str, stances: Sequence[Stance]) -> None:
        """What there is where the leading coefficient of a polynomial is zero."""
        lower = where_lower(stuck, factor, unknown)
        if lower is None:
            return
        outcome = Outcome(True, self.task.deadline)
        for solved in all_solutions(lower, self.own.wide, outcome):
            for case in self._best(solved, stances):
                self._add(solved, distinct([*solved.ties, *(b.condition for b in case)]), None, stances)
        for further, other in outcome.unsolved:
            self._look_at_roots(further, other, stances)

    def _add_roots(
        self,
        solved: System,
        factor: Factor,
        unknown: str,
        conditions: Sequence[Condition],
        stuck: System,
        stances: Sequence[Stance],
    ) -> None:
        """The roots of a polynomial in one unknown at which the conditions hold."""
        asked = [c for c in conditions if c.factors != ((factor, 1),)]
        letters = self.form.ring.names
        if not letters:
            for root in settled_at(asked, factor).found:
                self._add(solved, (), root, stances)
        elif moves_with_one_parameter(stuck, factor, letters) and not stuck.ties:
            there = branches(factor, asked, self.background)
            for root in there.found:
                self._add(solved, root.where, root, stances)
            self.special.update(dict.fromkeys((letters[0], place) for place in there.special))
        elif is_quadratic(factor, unknown):
            for quadratic in quadratic_roots(factor, unknown, asked, self.background):
                self._add(solved, quadratic.where, quadratic, stances)
        else:
            self._add_roots_of_few_letters(solved, factor, asked, stuck, stances)

    def _add_roots_of_few_letters(
        self, solved: System, factor: Factor, asked: Sequence[Condition], stuck: System, stances: Sequence[Stance]
    ) -> None:
        """The same where of the game's letters at most one has a part in the roots and in what they pay."""
        left = self._letters_left(solved, factor, asked)
        if len(left) > 1 or stuck.ties:
            self._miss(DEGREE, bool(stuck.ties))
        elif not left:
            for root in settled_at(asked, factor).found:
                self._add(solved, (), root, stances)
        else:
            there = branches(factor, asked, self.background.of_letter(left[0]))
            for root in there.found:
                self._add(solved, root.where, root, stances)
            self.special.update(dict.fromkeys((left[0], place) for place in there.special))

    def _letters_left(self, solved: System, factor: Factor, asked: Sequence[Condition]) -> list[str]:
        """The letters of the game on which it depends what is chosen, where that is best, and what comes of it."""
        values = self._values(solved)
        told = (
            *values.values(),
            *(_put(f, values) for f in (*self.form.expected, *self.form.payoffs, *self.form.chances.values())),
        )
        found = {name for f in told for name in f.letters}
        found.update(factor.letters, *(c.letters for c in asked))
        return [name for name in self.form.ring.names if name in found]

    def _look_at(self, letter: str, place: Exact) -> None:
        """What there is at one value of the one letter that plays a part, beside what was found already."""
        value = rational(place)
        if value is None or self.form.letters_used != {letter}:
            self._miss(DEGREE, True)
            return
        at, small = {letter: value}, ring(self.form.choices)

        def put(function: RationalFunction | None) -> RationalFunction | None:
            return None if function is None else function.at(at)

        form = replace(
            self.form,
            ring=ring(()),
            lows=tuple(map(put, self.form.lows)),
            highs=tuple(map(put, self.form.highs)),
            payoffs=tuple(f.at(at).into(small) for f in self.form.payoffs),
            expected=tuple(f.at(at).into(small) for f in self.form.expected),
            shares=tuple(f.at(at).into(small) for f in self.form.shares),
            chances=FrozenDict({name: f.at(at).into(small) for name, f in self.form.chances.items()}),
        )
        nothing = Background(form.ring)
        there = _Search(form, nothing, self.task, OwnBest(form, nothing))
        there.run()
        for why in (*there.missing, *there.missing_at_ties):
            self._miss(why, True)
        home = self.form.ring
        tie = (condition(home.letter(letter) - value, "=="),)
        known = {_numbers(old, at) for old in self.solved if all(c.holds(at) for c in old.where)}
        for found in there.solved:
            if _numbers(found, {}) not in known:
                choices, payoffs, chances = (
                    tuple(v.into(home) for v in row) for row in (found.choices, found.payoffs, found.chances)
                )
                self.solved.append(Solved(choices, payoffs, chances, tie, found.stances))

    # --- what is found ---

    def _add(self, solved: System, where: tuple[Condition, ...], root: Any, stances: Sequence[Stance]) -> None:
        home, values = self.form.ring, self._values(solved)
        tied = _letter_fixed(solved.ties, home) if root is None else {}

        def settled(function: RationalFunction) -> Value:
            put = _put(function, values)
            return _put(put.into(home), tied) if root is None else root.settle(put, home)

        choices = tuple(map(settled, map(self.form.wide.letter, self.form.choices)))
        payoffs = tuple(map(settled, self.form.expected))
        chances = tuple(map(settled, self.form.chances.values()))
        self.solved.append(Solved(choices, payoffs, chances, where, tuple(stances), tied))

    @property
    def distinct(self) -> list[Solved]:
        """What was found, without what is a family of its own at a tie only because of how it was found."""
        wide = [s for s in self.solved if not s.tied and all(v.rational is not None for v in s.choices)]
        return [s for s in self.solved if not (s.tied and any(self._covers(other, s) for other in wide))]

    def _covers(self, wide: Solved, tied: Solved) -> bool:
        """Whether the same is chosen by other formulas, which hold at a tie as well."""
        if wide.stances != tied.stances:
            return False
        for one, other in zip(wide.choices, tied.choices, strict=True):
            if one.rational is None or _put(one.rational, tied.tied) != other:
                return False
            divisor = one.rational.ring.polynomial(one.rational.denominator)
            if not (divisor.is_constant or implies((), condition(divisor, "!="), self.background)):
                return False
        return True


def _letter_fixed(ties: Sequence[Condition], home: Ring) -> dict[str, RationalFunction]:
    """What a tie between parameters makes of a letter in which it is linear with a number before it."""
    for tie in ties:
        for factor, _ in tie.factors if len(tie.factors) == 1 and tie.relation == "==" else ():
            whole = factor.function(home)
            for letter in whole.letters:
                slope = whole.derivative(letter)
                if slope.is_constant:
                    return {letter: home.letter(letter) - whole / slope}
    return {}


def _numbers(solved: Solved, at: Mapping[str, Fraction]) -> tuple[Any, ...]:
    """What is chosen at values of all letters."""
    return tuple(value.evaluate(at) for value in solved.choices)


def _put(function: RationalFunction, values: Mapping[str, RationalFunction]) -> RationalFunction:
    """A function with formulas in place of letters."""
    for name, value in values.items():
        if name in function.letters and value != function.ring.letter(name):
            function = function.substitute(name, value)
    return function


def _families(solved: Sequence[Solved], task: Task) -> list[Equilibrium]:
    """What was found as families of one layout, in which each choice that somebody makes is a move."""
    form: ContinuousForm = task.form
    background = task.background
    named = [tuple(f"{letter} = {v}" for letter, v in zip(form.choices, s.choices, strict=True)) for s in solved]
    moves = [tuple(dict.fromkeys(profile[i] for profile in named)) for i in range(len(form.agents))]
    ends = tuple(form.chances) or tuple(dict.fromkeys(", ".join(profile) for profile in named))
    places = tuple(
        Place(form.players[player], agent, "", own) for (player, agent), own in zip(form.agents, moves, strict=True)
    )
    layout, home = Layout(form.players, places, ends, form.choices), form.ring
    found = []
    for own, profile in zip(solved, named, strict=True):
        where = told_at_ties(distinct(own.where), background)
        exists = Region(where, background, task.first)
        if exists.is_empty:
            continue
        rows = tuple(
            tuple(home.one if move == chosen else home.zero for move in offered)
            for offered, chosen in zip(moves, profile, strict=True)
        )
        chances = own.chances or tuple(home.one if end == ", ".join(profile) else home.zero for end in ends)
        choices = dict(zip(form.choices, own.choices, strict=True))
        found.append(Equilibrium(layout, rows, own.payoffs, chances, exists, choice_values=choices))
    return sorted(with_borders(found, background), key=lambda family: not family.exists.is_generic)
