"""Markov perfect equilibria of games with states in which players choose from intervals, such as offers, in letters.

Everyone's behaviour depends on the state alone: one value for each choice, one move at each decision, and is optimal at
every decision of every state, reached or not (Rubinstein 1982; Fearon 1995; Powell 2006).

1. States are put into blocks (`blocks.py`), and blocks taken from the last to the first.
2. In a block every choice is tried at the lower end of its interval, at the upper end, where somebody who moves after
   it is indifferent between two moves, and, where payoffs are quadratic, where their derivative is zero; and every
   decision at each of its moves.
3. Which state comes next does not depend on what is chosen, and payoffs where somebody is indifferent are linear. So
   what states are worth, and the values chosen, solve one linear system: ``V = (1 - delta) u(x) + delta P V``, and for
   each choice at an indifference that both moves are worth the same. Its solution are formulas.
4. No one-shot deviation pays (`one_shot.py`). These are conditions.

Who mixes. Where no state of a block can come again, what follows is known, and in a tree in which all is seen nobody
mixes but at ties. Where states come again, what they are worth may be such that somebody is indifferent. Take offers
between two players (`Stage.is_offer`): the more is chosen, the better for one and the worse for the other, and refusals
do not depend on it. If the other mixes, it is at an end of the interval, or between two refusals: inside, the chooser
would ask for a little less unless it is indifferent, too, which is one equation more than there are unknowns. Who mixes
is then worth the same by both moves, and what the chooser is worth there is free: again a linear system, from whose
solution the probabilities follow. Such mixtures are listed. In other games with cycles it is said that mixtures are not
looked for.

Guarantee: away from ties, all equilibria in which nobody mixes; where the above holds, all equilibria.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product
from math import prod
from typing import Any, Final

from deterrence.algebra.conditions.conditions import Condition, Conjunction, condition
from deterrence.algebra.conditions.decide import Background, implies, possible
from deterrence.algebra.exact.rational import RationalFunction, Ring
from deterrence.algebra.region import Region
from deterrence.algebra.time_limit.deadline import Deadline, check_time
from deterrence.algebra.values.value import Value
from deterrence.equilibria.alike import with_borders
from deterrence.equilibria.equilibria import Component, Equilibrium, Found
from deterrence.equilibria.profiles import distinct, poles
from deterrence.games.forms.dynamic_forms import ChosenStatesForm, IntervalChoice
from deterrence.games.parts.layout import Layout
from deterrence.solvers.over_time.blocks import Report, blocks, by_blocks
from deterrence.solvers.over_time.discounted_play import discounted_outcomes
from deterrence.solvers.over_time.one_shot import OneShot, Place, Plan, Stage, Values
from deterrence.solvers.over_time.value_system import CurvedError, Kind, Solved, ValueSystem

Settled = Mapping[IntervalChoice, Kind]
Rows = tuple[tuple[Value, ...], ...]
Refused = Mapping[Rows, frozenset[str]]  # by behaviour the choices that are refused whatever they are

MOST_PROFILES: Final = 20_000
MIXTURES: Final = "equilibria in which somebody mixes are not looked for"
AT_TIES: Final = "what exists only where parameters tie, such as mixtures of two values of a choice, is not listed"
FLAT: Final = (
    "where a choice makes no difference to who chooses, at most the ends of the interval of best values are listed"
)
REFUSED: Final = "of the values of a choice that is refused whatever it is, only the ends of the interval are listed"
CURVED: Final = "where payoffs are quadratic, choices at which somebody else is indifferent are not looked for"
DEPENDENT: Final = "choices and values that do not follow from one another are not listed"
MANY: Final = f"more than {MOST_PROFILES:,} profiles of moves and choices in states that follow one another"


@dataclass(frozen=True)
class Partial:
    """Equilibrium behaviour in the blocks done so far, what their states are worth, and where it is one."""

    plan: Plan = field(default_factory=dict)
    mixed: Mapping[Place, tuple[int, RationalFunction]] = field(default_factory=dict)  # the other move, how likely
    values: Values = field(default_factory=dict)
    chosen: Mapping[str, RationalFunction] = field(default_factory=dict)
    refused: frozenset[str] = frozenset()  # choices that are refused whatever they are
    conditions: Conjunction = ()

    def further(self, plan: Plan, solved: Solved) -> Partial:
        """With what was found of one more block."""
        return replace(
            self, plan=plan, values={**self.values, **solved.values}, chosen={**self.chosen, **solved.chosen}
        )

    def into(self, home: Ring) -> Partial:
        """The same in a ring with more letters."""
        return replace(
            self,
            mixed={place: (move, p.into(home)) for place, (move, p) in self.mixed.items()},
            values={s: tuple(v.into(home) for v in row) for s, row in self.values.items()},
            chosen={letter: x.into(home) for letter, x in self.chosen.items()},
        )


def stationary_choices(
    form: ChosenStatesForm, background: Background, first: tuple[str, ...], deadline: Deadline
) -> Found:
    """The Markov perfect equilibria of a game with states and choices from intervals, as families."""
    report = Report()
    partials = by_blocks(
        blocks(form),
        Partial(conditions=poles(_numbers(form), background)),
        lambda states: _Block(form, background, {s: Stage(form, s) for s in states}, report).grown,
        report,
        deadline,
    )
    families, refused = _families(form, Region((), background, first), partials, report)
    components = tuple(_components(form, families, refused, report))
    reasons = [*report.missing, *report.at_ties]
    return Found(tuple(families), components, not reasons, "; ".join(reasons), complete_off_ties=not report.missing)


def _numbers(form: ChosenStatesForm) -> Iterator[RationalFunction]:
    """The discount factor, the ends of intervals, and what payoffs and probabilities divide by."""
    yield form.discount
    for own in form.choices:
        yield from (own.low, own.high)
    for period in form.periods:
        for node in period.form.nodes:
            for f in (*node.probabilities, *node.payoffs):
                yield form.ring.one / f.ring.polynomial(f.denominator).into(form.ring)
        for row in period.following.values():
            yield from row


@dataclass
class _Block:
    """The states of one block, of which those before are not known and those after are."""

    form: ChosenStatesForm
    background: Background
    stages: Mapping[int, Stage]
    report: Report

    @cached_property
    def choices(self) -> tuple[IntervalChoice, ...]:
        return tuple(own for own in self.form.choices if own.state in self.stages)

    @cached_property
    def decisions(self) -> dict[Place, int]:
        """The decisions among moves, and how many moves there are."""
        chosen = {(own.state, own.place) for own in self.form.choices}
        places = ((s, i) for s in self.stages for i in range(len(self.form.periods[s].form.information_sets)))
        return {p: len(self._moves(p)) for p in places if p not in chosen}

    def _moves(self, place: Place) -> tuple[str, ...]:
        return self.form.periods[place[0]].form.information_sets[place[1]].moves

    @cached_property
    def offers(self) -> tuple[int, ...]:
        """The states with an offer that one accepts or refuses."""
        return tuple(s for s, stage in self.stages.items() if stage.is_offer(self.background))

    @cached_property
    def may_mix(self) -> bool:
        """Whether there may be equilibria in which somebody mixes that are not looked for."""
        acting = {state for state, _ in self.decisions}
        after = [row for s in self.stages for row in self.form.periods[s].following.values()]
        has_cycle = any(not row[t].is_zero for row in after for t in self.stages)
        sets = (found for s in self.stages for found in self.form.periods[s].form.information_sets)
        if any(len(found.nodes) > 1 for found in sets):
            return True
        return has_cycle and not acting <= set(self.offers)

    def grown(self, partial: Partial) -> Iterator[Partial]:
        """Every way to go on with equilibrium behaviour in this block."""
        kinds = [self._kinds(own) for own in self.choices]
        if self.may_mix:
            self.report.missing[MIXTURES] = None
        if prod(self.decisions.values()) * prod(map(len, kinds)) > MOST_PROFILES:
            self.report.missing[MANY] = None
            return
        for moves in product(*map(range, self.decisions.values())):
            plan = {**partial.plan, **dict(zip(self.decisions, moves, strict=True))}
            for settled in product(*kinds):
                check_time()
                if all(kind.fits(plan) for kind in settled):
                    yield from self._with(plan, dict(zip(self.choices, settled, strict=True)), partial)

    def _kinds(self, own: IntervalChoice) -> list[Kind]:
        """How a choice may be settled."""
        stage = self.stages[own.state]
        found = [Kind(own.low), *([] if own.low == own.high else [Kind(own.high)])]
        found += [Kind(x) for x in stage.stationary(own) if x not in (own.low, own.high)]
        mixed = [own.low, own.high] if own.state in self.offers and not self.may_mix else []
        for place in stage.after(own):
            key = (own.state, place)
            found += [Kind(x, key, move) for move in range(len(self._moves(key))) for x in (None, *mixed)]
        return found

    def _with(self, plan: Plan, settled: Settled, partial: Partial) -> Iterator[Partial]:
        """What one profile of moves, with choices settled in one way, comes to: equilibria under conditions."""
        try:
            solved = ValueSystem(self.stages, plan, settled, partial.values).solved()
        except CurvedError:
            self.report.missing[CURVED] = None
            return
        if solved is None or any(
            solved.chosen[own.letter] in own.ends and kind.value is None for own, kind in settled.items()
        ):
            return  # nothing, or tried as an end
        if solved.is_open:
            wide = self._widened(solved.is_open)
            same = dict(zip(wide.choices, settled.values(), strict=True))
            if any(True for _ in wide._grown(same, partial.into(wide.form.ring).further(plan, solved))):
                self.report.missing[DEPENDENT] = None
            return
        yield from self._grown(settled, partial.further(plan, solved))

    def _widened(self, letters: Sequence[str]) -> _Block:
        """The same block with further letters, for what is not known."""
        form = self.form.with_letters(letters)
        known = Background(form.ring, self.background.clauses, self.background.ranges)
        return _Block(form, known, {s: Stage(form, s) for s in self.stages}, self.report)

    def _grown(self, settled: Settled, partial: Partial) -> Iterator[Partial]:
        """Where known behaviour is an equilibrium."""
        mixed: dict[Place, tuple[int, RationalFunction]] = {}
        is_certain = True
        for own, kind in settled.items():
            if kind.is_mixed:
                shot = self._shot(own.state, partial)
                first, second = (shot.answered(own, move) for move in (partial.plan[kind.place], kind.move))
                worth = partial.values[own.state][shot.stage.chooser(own)]
                if not (first - second).is_zero:
                    mixed[kind.place] = (kind.move, (worth - first) / (second - first))
                elif (worth - first).is_zero:
                    is_certain = False  # indifferent, too, whatever the letters
                else:
                    return
        grown = replace(partial, mixed={**partial.mixed, **mixed})
        start = distinct([*partial.conditions, *self._poles(partial), *self._at_decisions(settled, grown)])
        if any(c.is_false for c in start) or possible(start, self.background).possible is False:
            return
        ways = [start]
        for own in settled:
            clauses = self._shot(own.state, grown).no_better_value(own)
            ways = [way for before in ways for way in self._met(clauses, before)]
        if ways:
            self._note(settled, grown, is_certain, ways)
        if is_certain:
            refused = {own.letter for own in settled if self._is_refused(own, grown, ways)}
            yield from (replace(grown, conditions=way, refused=grown.refused | refused) for way in ways)

    def _poles(self, partial: Partial) -> Conjunction:
        values = [value for state in self.stages for value in partial.values[state]]
        return poles([*values, *(partial.chosen[own.letter] for own in self.choices)], self.background)

    def _shot(self, state: int, partial: Partial) -> OneShot:
        return OneShot(self.stages[state], partial.plan, partial.values, partial.chosen)

    def _at_decisions(self, settled: Settled, partial: Partial) -> Iterator[Condition]:
        """That choices lie in their intervals, probabilities between 0 and 1, and that no other move does better."""
        for own in settled:
            x = partial.chosen[own.letter]
            yield condition(x - own.low, ">=")
            yield condition(own.high - x, ">=")
        for place, (_, p) in partial.mixed.items():
            if place[0] in self.stages:
                yield condition(p, ">")
                yield condition(1 - p, ">")
        for state in self.stages:
            for lead in self._shot(state, partial).leads.values():
                yield condition(lead, ">=")

    def _note(self, settled: Settled, partial: Partial, is_certain: bool, ways: Sequence[Conjunction]) -> None:
        """Say where somebody is indifferent whatever the letters, so that there is more than what is listed."""
        made = {(kind.place, kind.move) for kind in settled.values()}
        for state in self.stages:
            leads = self._shot(state, partial).leads.items()
            is_certain &= not any(lead.is_zero for (place, move), lead in leads if ((state, place), move) not in made)
        for own, kind in settled.items():
            shot, is_offer = self._shot(own.state, partial), own.state in self.offers
            is_certain &= not (is_offer and kind.value is None and shot.is_indifferent(own))
            if shot.is_flat(own) and not self._is_refused(own, partial, ways):
                self.report.missing[FLAT] = None
        if not is_certain:
            self.report.missing[MIXTURES] = None

    def _is_refused(self, own: IntervalChoice, partial: Partial, ways: Sequence[Conjunction]) -> bool:
        """Whether a choice makes no difference, as it is answered in the same way at both ends of its interval."""
        shot = self._shot(own.state, partial)
        if own.state not in self.offers or not shot.is_flat(own):
            return False
        ends = [condition(gain, ">=") for gain in shot.gains_at_ends(own)]
        return all(implies(way, c, self.background) for way in ways for c in ends)

    def _met(self, clauses: Sequence[Conjunction], start: Conjunction) -> Iterator[Conjunction]:
        """The ways to meet clauses, of each of which one alternative holds; ways do not overlap."""
        waiting = [(start, 0)]
        while waiting:
            check_time()
            now, index = waiting.pop()
            if index == len(clauses):
                yield now
                continue
            alternatives = clauses[index]
            if any(implies(now, c, self.background) is True for c in alternatives):
                waiting.append((now, index + 1))
                continue
            for c in alternatives:
                further = distinct((*now, c))
                if possible(further, self.background).possible is not False:
                    waiting.append((further, index + 1))
                now = distinct((*now, c.negation))
                if possible(now, self.background).possible is False:
                    break


# --- families ---------------------------------------------------------------------------------------------------------


def _families(
    form: ChosenStatesForm, region: Region, partials: Sequence[Partial], report: Report
) -> tuple[list[Equilibrium], Refused]:
    """Equilibria that do not exist only where parameters tie, those of one behaviour joined; and what is refused."""
    layout = _layout(form, partials)
    families = [_family(form, region, layout, partial) for partial in partials]
    refused: dict[Rows, frozenset[str]] = {}
    for family, partial in zip(families, partials, strict=True):
        refused[family.strategies] = refused.get(family.strategies, partial.refused) & partial.refused
    joined = with_borders(families, region.background)
    kept = [family for family in joined if family.exists.is_generic]
    if form.letters:
        report.at_ties[AT_TIES] = None
    return sorted(kept, key=lambda f: [i for row in f.used for i, used in enumerate(row) if used]), refused


def _components(
    form: ChosenStatesForm, families: Sequence[Equilibrium], refused: Refused, report: Report
) -> Iterator[Component]:
    """Families that differ in nothing but choices that are refused: any values of these will do."""
    places = {own.letter: _keys(form).index((own.state, own.place)) for own in form.choices}
    alike: dict[Any, list[Equilibrium]] = {}
    for family in families:
        free = refused.get(family.strategies, frozenset())
        others = (row for i, row in enumerate(family.strategies) if i not in {places[letter] for letter in free})
        alike.setdefault((free, tuple(others)), []).append(family)
    for (free, _), group in alike.items():
        whole = distinct([c for family in group for c in family.exists.raw])
        together = all(implies(family.exists.raw, c, family.exists.background) for family in group for c in whole)
        if together and len(group) == 2 ** len(free):
            yield Component(tuple(group), replace(group[0].exists, raw=whole))
        else:
            report.missing[REFUSED] = None
            yield from (Component((family,), family.exists) for family in group)


def _layout(form: ChosenStatesForm, partials: Sequence[Partial]) -> Layout:
    """The places of the game, with the values that are chosen in some equilibrium in the place of moves."""
    own = {(c.state, c.place): c.letter for c in form.choices}
    places = []
    for place, key in zip(form.layout.places, _keys(form), strict=True):
        if key in own:
            values = dict.fromkeys(str(partial.chosen[own[key]]) for partial in partials)
            place = replace(place, moves=tuple(f"{own[key]} = {value}" for value in values))
        places.append(place)
    letters = tuple(c.letter for c in form.choices)
    return replace(form.layout, places=tuple(places), letters=letters)


def _keys(form: ChosenStatesForm) -> list[Place]:
    return [(s, i) for s, period in enumerate(form.periods) for i in range(len(period.form.information_sets))]


def _family(form: ChosenStatesForm, region: Region, layout: Layout, partial: Partial) -> Equilibrium:
    home = form.ring
    own = {(c.state, c.place): c.letter for c in form.choices}
    rows = []
    for place, key in zip(layout.places, _keys(form), strict=True):
        is_choice = key in own
        made = place.moves.index(f"{own[key]} = {partial.chosen[own[key]]}") if is_choice else partial.plan[key]
        row = [home.one if move == made else home.zero for move in range(len(place.moves))]
        if key in partial.mixed:
            other, p = partial.mixed[key]
            row[made], row[other] = 1 - p, p
        rows.append(tuple(row))
    played = {key: (home.one,) if key in own else row for key, row in zip(_keys(form), rows, strict=True)}
    chances = discounted_outcomes(form.placed(partial.chosen), played)
    return Equilibrium(
        layout,
        tuple(rows),
        tuple(partial.values[form.start]),
        tuple(chances[name] for name in layout.outcomes),
        replace(region, raw=partial.conditions),
        choice_values=dict(partial.chosen),
    )
