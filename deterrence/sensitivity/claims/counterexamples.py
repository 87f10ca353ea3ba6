"""Is there a counterexample to a claim? Asked of the families, for all values of the letters at once.

A claim is read away from ties: where thresholds meet and at the ends of ranges equilibria of both sides exist, and no
proposition is about that. So inequalities are taken strictly, and families that need an equation are left out. Only
a condition `when` that is itself an equation is taken as it stands, ties included.

* "In every equilibrium": no family exists at a point, with the condition met and the conclusion false of it.
* "In some equilibrium": no point meets the condition and lies outside every place where a family exists and the
  conclusion is true of it.
* "Exactly when": besides, no family exists at a point, with the condition not met and the conclusion true of it.
* A number of equilibria: no selection of another number of families exists at a point that meets the condition, with
  all others absent; nor a continuum of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import Final

from deterrence.algebra.conditions.conditions import Condition, Conjunction, cases
from deterrence.algebra.conditions.decide import Clause, possible
from deterrence.algebra.conditions.find_point import Answer, Finder, Point, Sought
from deterrence.algebra.conditions.interior import Interior, needs_equation
from deterrence.algebra.exact.roots import rational_part
from deterrence.algebra.formulas.language import Condition as WrittenCondition
from deterrence.algebra.formulas.language import Not
from deterrence.equilibria.equilibria import Equilibria, Equilibrium
from deterrence.games.gaps import where_defined
from deterrence.games.model import Model
from deterrence.games.parts.claim import Claim
from deterrence.games.statements import Count, Statement, statements
from deterrence.sensitivity.asking.problem import Problem
from deterrence.sensitivity.claims.conclusion import ALWAYS, Cases, Conclusion, UnsettledError
from deterrence.sensitivity.claims.mixtures import between, is_face, meetings, tells_all

EVERY: Final = "every equilibrium"
EXACTLY: Final = "exactly when"
MOST_SELECTIONS: Final = 4000


@dataclass(frozen=True)
class Candidate:
    """What may be a counterexample: a point, or None where none is at hand; undecided where `sure` is False."""

    point: Point | None
    sure: bool


@dataclass(frozen=True)
class Case:
    """Where a claim is read: where one of some conjunctions holds (none: everywhere), at ties or away from them."""

    options: tuple[Conjunction, ...]
    tied: bool

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The same as clauses for a search."""
        return (self.options,) if self.options else ()


@dataclass(frozen=True, eq=False)
class Reading:
    """A claim about a game, taken apart.

    Attributes
    ----------
    game, claim
        What is claimed of what.
    whole
        What looks for points among all values that the game allows.
    """

    game: Model
    claim: Claim
    whole: Finder

    @cached_property
    def said(self) -> tuple[Statement, ...]:
        """What the claim says."""
        return statements(self.claim, self.game)

    @property
    def counts(self) -> tuple[Count, ...]:
        """What it says about the number of equilibria."""
        return tuple(s for s in self.said if isinstance(s, Count))

    @cached_property
    def conclusion(self) -> Conclusion:
        """What it says about each equilibrium."""
        plain = tuple(s for s in self.said if not isinstance(s, Count))
        return Conclusion(self.game, plain, self.claim.in_ == EVERY)

    @property
    def is_exact(self) -> bool:
        """Whether it also says when not."""
        return self.claim.holds == EXACTLY

    @cached_property
    def when(self) -> tuple[Case, ...]:
        """Where the condition is met, what is a tie in it apart."""
        if self.claim.when is None:
            return (Case((), False),)
        options, wide = self._options(self.claim.when)
        ties = (option for option in options if option not in wide)
        return (*self._away(wide), *(Case((option,), True) for option in ties if not self._borders(option, wide)))

    @cached_property
    def when_not(self) -> tuple[Case, ...]:
        """Where the condition is not met, away from ties: so "exactly when" is read."""
        return () if self.claim.when is None else self._away(self._options(Not(self.claim.when))[1])

    def _options(self, written: WrittenCondition) -> tuple[Cases, Cases]:
        """The conjunctions one of which must hold, and those of them that hold on more than ties."""
        options = cases(written, self.game.ring, self.game.formulas())
        inside = self.whole.background.interior
        return options, tuple(option for option in options if inside.meets(option).possible is not False)

    def _away(self, wide: Cases) -> tuple[Case, ...]:
        opened = tuple(map(self.whole.background.interior.opened, wide))
        return (Case(() if () in opened else opened, False),) if wide else ()

    def _borders(self, tie: Conjunction, wide: Sequence[Conjunction]) -> bool:
        """Whether a tie holds nowhere but at the borders of what is wide: of `min` and `max` such pieces are made."""
        beside = [broken(closed(option)) for option in wide]
        return self.whole.find(Sought.of(tie, beside)).possible is False


@dataclass(frozen=True, eq=False)
class Proof:
    """The search for counterexamples to claims about one game, solved in one way."""

    problem: Problem

    @property
    def game(self) -> Model:
        """The game."""
        return self.problem.game

    @cached_property
    def families(self) -> Equilibria:
        """The families, away from ties."""
        return self.problem.wide

    @cached_property
    def at_ties(self) -> Equilibria:
        """All families, for conditions that are equations, with what may be mixed of them."""
        found = self.problem.families
        several = tuple(c for c in found.components if len(c) > 1)
        spans = (*(c.exists.raw for c in several), *meetings(found.families, apart=1))
        return replace(found, components=several, spans=tuple(dict.fromkeys(spans)))

    @cached_property
    def whole(self) -> Finder:
        """What looks for points anywhere."""
        return Finder(where_defined(self.game))

    @cached_property
    def inside(self) -> Finder:
        """What looks for points away from ties."""
        return Finder(self.interior.background)

    @property
    def interior(self) -> Interior:
        """The parameter space without its boundary."""
        inside: Interior = self.whole.background.interior
        return inside

    def is_empty(self, reading: Reading) -> bool:
        """Whether the claim's condition is never met."""
        return all(self._finder(case).find(Sought.of((), case.clauses)).possible is False for case in reading.when)

    def is_deserted(self, reading: Reading) -> bool:
        """Whether no equilibrium exists where the claim's condition is met."""
        return all(
            self._finder(case).find(Sought.of(self._exists(family, case), case.clauses)).possible is False
            for case in reading.when
            for family in self._families(case).families
        )

    def candidates(self, reading: Reading) -> Iterator[Candidate]:
        """Whatever may be a counterexample; nothing at all when the claim is proved.

        Raises
        ------
        UnsettledError
            When the claim cannot be put into conditions, or it is not known what is away from ties.
        """
        if not self.interior.is_settled:
            raise UnsettledError("which values are away from ties could not be told from the assumptions")
        for case in reading.when:
            yield from self._counts(reading, case)
            if not reading.conclusion.statements:
                continue
            if reading.claim.in_ == EVERY:
                yield from self._unmet(reading.conclusion, case)
            else:
                yield from self._uncovered(reading.conclusion, case)
        if reading.is_exact:
            for case in reading.when_not:
                yield from self._also(reading, case)

    # --- in every equilibrium ---

    def _unmet(self, conclusion: Conclusion, case: Case) -> Iterator[Candidate]:
        """Points at which a family exists of which the conclusion is false."""
        for family in self._families(case).families:
            true = conclusion.where(family)
            if true != ALWAYS:
                clauses = [broken(option) for option in true]
                yield from self._look(self._exists(family, case), clauses, case)

    def _also(self, reading: Reading, case: Case) -> Iterator[Candidate]:
        """Points at which the condition is not met and yet the conclusion holds in some equilibrium."""
        if reading.counts:
            if reading.conclusion.statements or len(reading.counts) > 1:
                raise UnsettledError("'exactly when' a number of equilibria and something else is too much at once")
            yield from self._selections(reading.counts[0].number, not reading.counts[0].is_equal, case)
            return
        found = self._families(case)
        for family in found.families:
            true = self._wide(reading.conclusion.where(family), case)
            if true:
                yield from self._look(self._exists(family, case), [true], case)
        mixed = self._wide(tuple(between(reading.conclusion, found.components)), case)
        if mixed:
            yield from self._look((), [mixed], case)
        if is_face(reading.conclusion) or (found.components and tells_all(reading.conclusion, found.components)):
            return
        for span, option in product(found.spans, case.options or ((),)):
            yield from self._uncounted(span, option, case)

    # --- in some equilibrium ---

    def _uncovered(self, conclusion: Conclusion, case: Case) -> Iterator[Candidate]:
        """Points at which no equilibrium is such that the conclusion is true of it."""
        clauses: list[Clause] = []
        found = self._families(case)
        for family in found.families:
            try:
                true = conclusion.where(family)
            except UnsettledError:  # others may be enough
                continue
            for option in self._wide(true, case):
                clauses.append(self._violated((*family.exists.raw, *option), case))
        clauses += [self._violated(option, case) for option in between(conclusion, found.components)]
        yield from self._look((), clauses, case)

    # --- how many ---

    def _counts(self, reading: Reading, case: Case) -> Iterator[Candidate]:
        for count in reading.counts:
            yield from self._selections(count.number, count.is_equal, case)

    def _selections(self, number: int, is_equal: bool, case: Case) -> Iterator[Candidate]:
        """Points with another number of equilibria (or, where that is claimed against, with this number)."""
        found = self._families(case)
        # A continuum is not the number claimed; where the number is denied, two families that are one may make it up.
        spans = found.spans if is_equal else (tuple(meetings(found.families, apart=0)) if case.tied else ())
        for span, option in product(spans, case.options or ((),)):
            yield from self._uncounted(span, option, case)
        tries = [0]
        yield from self._select(_Selection((), (), 0, 0), number, is_equal, case, tries)

    def _uncounted(self, span: Conjunction, option: Conjunction, case: Case) -> Iterator[Candidate]:
        """Points at which the families are not all equilibria: two of them are one, or mixtures of them are others."""
        inside = self.whole.background if case.tied else self.interior.background
        verdict = possible((*(span if case.tied else self.interior.opened(span)), *option), inside)
        if verdict.possible is not False:
            names = self.game.ring.names
            point = {n: v for n, v in rational_part(verdict.point).items() if n in names}
            yield Candidate(point if len(point) == len(names) else None, False)

    def _select(
        self, chosen: _Selection, number: int, is_equal: bool, case: Case, tries: list[int]
    ) -> Iterator[Candidate]:
        classes = self._families(case).classes
        tries[0] += 1
        if tries[0] > MOST_SELECTIONS:
            yield Candidate(None, False)
            return
        left = len(classes) - chosen.index
        settled = chosen.present > number or chosen.present + left < number
        if settled and not is_equal:
            return
        if settled or chosen.index == len(classes):
            if (chosen.present == number) != is_equal:
                yield from self._look(chosen.conditions, chosen.clauses, case)
            return
        answer = self._finder(case).find(Sought.of(chosen.conditions, (*case.clauses, *chosen.clauses)))
        if answer.possible is False:
            return
        members = classes[chosen.index]
        for family in members:
            grown = (*chosen.conditions, *self._exists(family, case))
            yield from self._select(chosen.next(grown, chosen.clauses, 1), number, is_equal, case, tries)
        absent = (*chosen.clauses, *(self._violated(f.exists.raw, case) for f in members))
        yield from self._select(chosen.next(chosen.conditions, absent, 0), number, is_equal, case, tries)

    # --- looking ---

    def _families(self, case: Case) -> Equilibria:
        return self.at_ties if case.tied else self.families

    def _finder(self, case: Case) -> Finder:
        return self.whole if case.tied else self.inside

    def _exists(self, family: Equilibrium, case: Case) -> Conjunction:
        return family.exists.raw if case.tied else self.interior.opened(family.exists.raw)

    def _violated(self, conditions: Iterable[Condition], case: Case) -> Clause:
        return broken(conditions) if case.tied else self.interior.violated(conditions)

    def _wide(self, true: Cases, case: Case) -> Cases:
        """The cases that are more than ties."""
        if case.tied:
            return true
        return tuple(option for option in map(self.interior.opened, true) if not needs_equation(option))

    def _look(self, conditions: Conjunction, clauses: Sequence[Clause], case: Case) -> Iterator[Candidate]:
        answer: Answer = self._finder(case).find(Sought.of(conditions, (*case.clauses, *clauses)))
        if answer.possible is not False:
            yield Candidate(answer.point, answer.possible is True)


@dataclass(frozen=True)
class _Selection:
    """Some classes of families taken as present or absent, the first `index` of them."""

    conditions: Conjunction
    clauses: tuple[Clause, ...]
    index: int
    present: int

    def next(self, conditions: Conjunction, clauses: tuple[Clause, ...], present: int) -> _Selection:
        return _Selection(conditions, clauses, self.index + 1, self.present + present)


def closed(conditions: Iterable[Condition]) -> Conjunction:
    """The conditions with their borders: strict inequalities taken weakly."""
    return tuple(replace(c, relation=">=") if c.relation == ">" else c for c in conditions if c.relation != "!=")


def broken(conditions: Iterable[Condition]) -> Clause:
    """Ways to break a conjunction: one condition's opposite each."""
    return tuple((c.negation,) for c in conditions)
