"""Equilibrium families of a tree from solved assessments: names put on, payoffs worked out, components joined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, Final

from deterrence.algebra.conditions.conditions import condition
from deterrence.algebra.conditions.decide import Background, implies
from deterrence.algebra.region import Region
from deterrence.algebra.time_limit.deadline import Deadline, OutOfTime
from deterrence.algebra.values.value import Value
from deterrence.equilibria.equilibria import Equilibrium, Found
from deterrence.equilibria.joint_beliefs import JointBeliefs
from deterrence.equilibria.named import BeliefRange
from deterrence.equilibria.play import expected_payoffs, outcome_chances, reach
from deterrence.equilibria.profiles import poles
from deterrence.games.forms.forms import TreeForm
from deterrence.games.parts.layout import Layout
from deterrence.solvers.trees.perfect_bayesian import Assessment, Believed, Search, carried_on
from deterrence.solvers.trees.stated_beliefs import stated
from deterrence.solvers.trees.tree_components import joined

FEW_LETTERS: Final = 2
TIE_STEPS: Final = 1500
OPEN: Final = (
    "a set of mixtures may lack part of its border, where somebody would be indifferent; such sets are not listed"
)
CURVED: Final = "some equilibria form a curved set, of which the extreme points are listed but not what lies between"


def perfect_bayesian(
    form: TreeForm, background: Background, first: tuple[str, ...], deadline: Deadline, believed: Believed = carried_on
) -> Found:
    """All perfect Bayesian equilibria of a tree, those that need a tie between parameters after the others.

    Those with the beliefs that `believed` gives: by Bayes' rule, without signalling, or limits of mistakes.
    """
    searches = _searches(form, background, deadline, believed)
    found = {id(a): a for search in searches for a in search.found if a.needs_a_tie or search is searches[0]}
    assessments = sorted(found.values(), key=lambda a: a.needs_a_tie)
    members, in_time = _members(assessments, form, background, first, deadline)
    reasons = [_reasons(search, among_ties=search is not searches[0]) for search in searches]
    spans = [span for search in searches for span in search.spans] if in_time else []
    sets = joined(spans, members, background, first, deadline)
    reasons[0] += [] if in_time and sets.in_time else [deadline.why]
    curved = sets.curved or any(search.curved for search in searches)
    open_sets = any(search.open_sets for search in searches)
    missing = [
        *(reason for found in reasons for reason in found),
        *([CURVED] if curved else []),
        *([OPEN] if open_sets else []),
    ]
    return Found(
        tuple(family for _, family in members),
        sets.components,
        not missing,
        "; ".join(dict.fromkeys(missing)),
        complete_off_ties=not reasons[0],
        beliefs={family: _joint_beliefs(assessment) for assessment, family in members},
    )


def off_ties(
    form: TreeForm, background: Background, first: tuple[str, ...], deadline: Deadline, believed: Believed = carried_on
) -> Found:
    """The equilibria with such beliefs that need no tie: the smaller part of the search."""
    search = Search(form, background, deadline, False, believed)
    search.run()
    members, in_time = _members(search.found, form, background, first, deadline)
    families = tuple(family for _, family in members)
    reasons = _reasons(search, among_ties=False) + ([] if in_time else [deadline.why])
    spans = tuple(tuple(span.system.conditions) for span in search.spans)
    why = "; ".join(dict.fromkeys(reasons))
    beliefs = {family: _joint_beliefs(assessment) for assessment, family in members}
    sets = joined(search.spans if in_time else [], members, background, first, deadline)
    # Without all sets of mixtures none is handed on: what is claimed of them is then left to the spans.
    known = in_time and sets.in_time and not sets.curved and not search.curved and not search.open_sets
    components = sets.components if known else ()
    return Found(families, components, not reasons, why, spans=spans, beliefs=beliefs)


def _members(
    assessments: Sequence[Assessment],
    form: TreeForm,
    background: Background,
    first: tuple[str, ...],
    deadline: Deadline,
) -> tuple[list[tuple[Assessment, Equilibrium]], bool]:
    """A family for each assessment that says something new, where no payoff is divided by zero; all, or the time is up.

    Once the time is up, the range of a free belief is not worked out, and what needs one is left out; nor is it asked
    whether an earlier family says the same.
    """
    layout = form.layout
    written = poles((f for node in form.nodes for f in (*node.payoffs, *node.probabilities)), background)
    families: list[Equilibrium] = []
    members: list[tuple[Assessment, Equilibrium]] = []
    in_time = not deadline.is_over
    for assessment in assessments:
        try:
            family = _family_of(assessment, layout, background, first, deadline)
        except OutOfTime:
            continue
        finally:
            in_time = in_time and not deadline.is_over
        if written:
            family = replace(family, exists=replace(family.exists, raw=(*written, *family.exists.raw)))
            if family.exists.is_empty:
                continue
        if not in_time or not _covered(family, families, background):
            families.append(family)
            members.append((assessment, family))
    return members, in_time


def _searches(form: TreeForm, background: Background, deadline: Deadline, believed: Believed) -> list[Search]:
    """One search for everything; with many letters one that leaves ties between them out, and then a bounded one.

    In a flat space, where assumptions make equations, what holds throughout may look like a tie.
    """
    if len(form.ring.names) <= FEW_LETTERS or background.interior.is_flat:
        searches = [Search(form, background, deadline, True, believed)]
    else:
        bounded = deadline.with_steps(TIE_STEPS)
        searches = [Search(form, background, d, ties, believed) for d, ties in ((deadline, False), (bounded, True))]
    for search in searches:
        search.run()
    return searches


def _reasons(search: Search, among_ties: bool) -> list[str]:
    """Why what a search found may not be all."""
    reasons = []
    if search.timed_out:
        ties = "the equilibria listed that exist only where parameters tie may not be all: "
        reasons.append((ties if among_ties else "") + search.deadline.why)
    if search.nonlinear:
        reasons.append("some indifference conditions are not linear in any unknown and were left unsolved")
    return reasons


def _family_of(
    assessment: Assessment, layout: Layout, background: Background, first: tuple[str, ...], deadline: Deadline
) -> Equilibrium:
    """A solved assessment as a family of the game."""
    arena = assessment.arena
    reached = reach(arena.form, assessment.rows, arena.chances)
    settled = assessment.settled
    return Equilibrium(
        layout,
        tuple(tuple(map(settled, row)) for row in assessment.rows),
        tuple(map(settled, expected_payoffs(arena.form, reached, arena.payoffs))),
        tuple(map(settled, outcome_chances(arena.form, reached).values())),
        Region(assessment.conditions, background, first),
        {
            index: tuple(stated(b, assessment, background, deadline) for b in known)
            for index, known in assessment.beliefs.items()
        },
        signalling_kind(arena.form, assessment.used),
    )


def signalling_kind(form: TreeForm, used: Sequence[tuple[int, ...]]) -> str:
    """Separating, pooling or semi-separating, for the player whose types all move first, on the same moves."""
    senders = _first_movers(form)
    if senders is None:
        return ""
    chosen = [used[index] for index in senders]
    if all(len(moves) == 1 for moves in chosen):
        distinct = len(set(chosen))
        return "pooling" if distinct == 1 else ("separating" if distinct == len(chosen) else "partially pooling")
    return "semi-separating"


def _first_movers(form: TreeForm) -> list[int] | None:
    """The information sets that come straight after chance, when they are one player's and offer the same moves."""
    nodes = [0]
    while any(form.nodes[n].kind == "chance" for n in nodes):
        nodes = [c for n in nodes for c in (form.nodes[n].children if form.nodes[n].kind == "chance" else (n,))]
    sets = {form.nodes[n].information_set for n in nodes}
    if len(sets) < 2 or -1 in sets:
        return None
    places = [form.information_sets[i] for i in sets]
    same = len({(p.player, p.moves) for p in places}) == 1
    return sorted(sets) if same else None


def _covered(family: Equilibrium, before: Sequence[Equilibrium], background: Background) -> bool:
    """Whether an earlier family already says all that this one does: the same strategies, wherever this one exists.

    And beliefs among which are all of this one's.
    """
    values = _tied_values(family)
    strategies = _put(family.strategies, values)
    return any(
        (_put(other.strategies, values) == strategies or _agree(family, other, background))
        and all(implies(family.exists.raw, c, background) for c in other.exists.raw)
        and all(
            _lies_within(belief, wide, family.exists)
            for index, row in family.belief_values.items()
            for belief, wide in zip(row, other.belief_values[index], strict=True)
        )
        for other in before
    )


def _agree(family: Equilibrium, other: Equilibrium, background: Background) -> bool:
    """Whether two families that use the same moves, by other formulas, play the same wherever the first one exists."""
    where = family.exists.raw
    if all(c.relation != "==" for c in where):
        return False
    gaps = []
    for own, wide in zip(family.strategies, other.strategies, strict=True):
        for p, q in zip(own, wide, strict=True):
            if p == q:
                continue
            if p.rational is None or q.rational is None or p.rational.is_zero or q.rational.is_zero:
                return False
            gaps.append(condition(p.rational - q.rational, "=="))
    return all(implies(where, gap, background) for gap in gaps)


def _lies_within(belief: Value | BeliefRange, wide: Value | BeliefRange, exists: Region) -> bool:
    """Whether beliefs at a node are certainly among others, throughout a region; told of rational formulas only."""
    if belief == wide:
        return True
    lower, upper = (belief.lower, belief.upper) if isinstance(belief, BeliefRange) else ((belief,), (belief,))
    least, greatest = (wide.lower, wide.upper) if isinstance(wide, BeliefRange) else ((wide,), (wide,))

    def below(low: Value, high: Value) -> bool:
        if low.rational is None or high.rational is None:
            return True
        return bool(implies(exists.raw, condition(high.rational - low.rational, ">="), exists.background))

    return all(any(below(low, own) for own in lower) for low in least) and all(
        any(below(own, high) for own in upper) for high in greatest
    )


def _tied_values(family: Equilibrium) -> dict[str, Fraction]:
    """The letters that the family's conditions fix at a number."""
    found: dict[str, Fraction] = {}
    for c in family.exists.raw:
        if c.relation == "==" and len(c.factors) == 1:
            factor = c.factors[0][0]
            if factor.linear_root is not None:
                found[factor.names[0]] = factor.linear_root
    return found


def _put(rows: tuple[tuple[Any, ...], ...], values: Mapping[str, Fraction]) -> tuple[tuple[Value | None, ...], ...]:
    """Rows with letters replaced by numbers; None where a formula has no value there."""

    def put(function: Value) -> Value | None:
        try:
            return function.at(values)
        except ZeroDivisionError:
            return None

    return tuple(tuple(put(f) for f in row) for row in rows) if values else rows


def _joint_beliefs(assessment: Assessment) -> JointBeliefs:
    """The beliefs of a solved assessment, to be worked out together."""
    root = None
    if assessment.root is not None:
        name = assessment.root.unknown
        root = name, assessment.settled(assessment.arena.home.letter(name))
    ranges = dict(reversed(assessment.result.ranges.items()))
    return JointBeliefs(assessment.arena.form.ring, assessment.beliefs, ranges, root)
