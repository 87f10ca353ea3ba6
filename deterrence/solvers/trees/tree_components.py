"""Connected sets of equilibria of a tree: which families may be mixed with which, and where.

A set in which probabilities may vary (`spans.py`) is, at each point of parameter space, the closure of all equilibria
that use just its moves. Where its conditions are linear in the free probabilities it is a polytope of behaviour
strategies, and the families at that point that lie in it span it.

Which families these are changes over parameter space, and only those count that meet the set's own equations (the
indifference of those who mix) at the point.

1. For every set, and every family that uses no other moves, write down where the family lies in the set.
2. Find all combinations of families that lie in it together at some point, and no others (`arrangement.py`).
3. A combination that uses all moves of the set is a component, where all its families exist and lie in the set.
4. Leave out what a larger component says already.

Claimed of a component: where it exists, every mixture of its families is an equilibrium. A mixture takes, at every
information set, the average of the families' probabilities, with the same weights everywhere. Of beliefs it is claimed
that some support the mixture; where play does not determine them they need not be the average of the families' beliefs.

Guarantee: at every point, every equilibrium that uses just the moves of a set is such a mixture, unless the set is
curved (there the conditions are not linear and do restrict it); this is reported.

References
----------
Jansen (1981), Maximal Nash subsets for bimatrix games, Naval Research Logistics Quarterly 28.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from deterrence.algebra.conditions.combinations import together
from deterrence.algebra.conditions.conditions import Condition, Conjunction, Factor, condition, with_factors
from deterrence.algebra.conditions.decide import Background, implies, possible
from deterrence.algebra.exact.rational import RationalFunction
from deterrence.algebra.region import Region
from deterrence.algebra.time_limit.deadline import Deadline, OutOfTime
from deterrence.equilibria.equilibria import Component, Equilibrium
from deterrence.equilibria.profiles import distinct
from deterrence.solvers.trees.perfect_bayesian import Assessment
from deterrence.solvers.trees.spans import Span, closed

Member = tuple[Assessment, Equilibrium]


@dataclass
class Joined:
    """The components found; whether some set of equilibria is curved, so that no families span it; and `in_time`."""

    components: tuple[Component, ...] = ()
    curved: bool = False
    in_time: bool = True


@dataclass(frozen=True)
class _Set:
    """Families that may be mixed, by index, and the conditions under which."""

    families: frozenset[int]
    where: Conjunction


def joined(
    spans: Sequence[Span], members: Sequence[Member], background: Background, first: tuple[str, ...], deadline: Deadline
) -> Joined:
    """The components of the families of a tree: the largest sets that may be mixed, and every other family by itself.

    Where the time is up before all are found, those that were.
    """
    answer = Joined()
    found: list[_Set] = []
    try:
        for span in sorted(spans, key=lambda s: -sum(map(len, s.used))):
            answer.curved |= not _join(span, found, members, background, deadline)
    except OutOfTime:
        answer.in_time = False
    components = [
        Component(tuple(members[i][1] for i in sorted(s.families)), Region(s.where, background, first)) for s in found
    ]
    grouped = {id(family) for c in components if c.exists.is_generic for family in c}
    alone = [Component((family,), family.exists) for _, family in members if id(family) not in grouped]
    answer.components = (*alone, *components)
    return answer


def _join(span: Span, found: list[_Set], members: Sequence[Member], background: Background, deadline: Deadline) -> bool:
    """Add the components that a set gives to those found before; False where it is curved somewhere."""
    flat = Flat(span, background)
    nearby = [i for i, (assessment, _) in enumerate(members) if _uses_no_more(assessment, span)]
    if any(set(nearby) <= s.families and _holds(s.where, flat.given, background) for s in found):
        return True
    if not flat.is_flat:
        return False
    whole = True
    for families, where in _combinations(flat, nearby, members, background, deadline):
        if not flat.holds_throughout(where):
            whole = False
        elif not _said(families, where, found, members, background):
            found.append(_Set(families, where))
    return whole


def _uses_no_more(assessment: Assessment, span: Span) -> bool:
    """Whether a family uses only moves of a set (one with irrational probabilities is no extreme point of it)."""
    return assessment.root is None and all(
        set(own) <= set(wide) for own, wide in zip(assessment.used, span.used, strict=True)
    )


def _combinations(
    flat: Flat, nearby: Sequence[int], members: Sequence[Member], background: Background, deadline: Deadline
) -> Iterator[tuple[frozenset[int], Conjunction]]:
    """The families that lie in a set together at some point, no others, and use all its moves; and where they do."""
    lying = {i: where for i in nearby if (where := flat.where(*members[i])) is not None}
    there = [i for i, where in lying.items() if possible((*flat.given, *where), background).possible is not False]

    def spanning(chosen: Sequence[int]) -> bool:
        ends = [members[there[k]][0] for k in chosen]
        return len({end.rows for end in ends}) > 1 and _use_all(ends, flat.span)

    for chosen in together(flat.given, [lying[i] for i in there], spanning, background, deadline):
        families = [there[k] for k in chosen]
        yield frozenset(families), distinct((*flat.given, *(c for i in families for c in lying[i])))


def _use_all(assessments: Sequence[Assessment], span: Span) -> bool:
    return all(
        {move for assessment in assessments for move in assessment.used[index]} == set(moves)
        for index, moves in enumerate(span.used)
    )


def _said(
    families: frozenset[int],
    where: Conjunction,
    found: Sequence[_Set],
    members: Sequence[Member],
    background: Background,
) -> bool:
    """Whether a set found before says all that this one does: with more families, or with the same strategies."""
    for other in found:
        fresh = [members[i][0] for i in families - other.families]
        alike = [[members[j][0] for j in other.families if members[j][0].used == a.used] for a in fresh]
        if (
            all(alike)
            and _holds(other.where, where, background)
            and all(
                any(_same(a.rows, b.rows, where, background) for b in likely)
                for a, likely in zip(fresh, alike, strict=True)
            )
        ):
            return True
    return False


def _same(
    rows: Sequence[Sequence[RationalFunction]],
    others: Sequence[Sequence[RationalFunction]],
    where: Conjunction,
    background: Background,
) -> bool:
    return all(
        p == q or implies(where, condition(p - q, "=="), background) is True
        for row, other in zip(rows, others, strict=True)
        for p, q in zip(row, other, strict=True)
    )


def _holds(conclusions: Conjunction, premises: Conjunction, background: Background) -> bool:
    return all(c in premises or implies(premises, c, background) is True for c in conclusions)


class Flat:
    """A set, its border included, with conditions as simple in its free probabilities as they can be made.

    Attributes
    ----------
    span
        The set.
    given
        What parameters must meet for it to exist at all, as far as that says nothing of the free probabilities.
    linear, others
        The conditions on free probabilities: those linear in them at every point of parameter space, and the rest.
    """

    def __init__(self, span: Span, background: Background) -> None:
        self.span = span
        self.background = background
        self.free = frozenset(span.system.mixing)
        conditions = distinct(closed(span.system).conditions)
        self.given: Conjunction = tuple(c for c in conditions if not self.free & c.letters)
        self.linear: list[Condition] = []
        self.others = [c for c in conditions if self.free & c.letters]
        known = -1
        while known < len(self.linear):
            known = len(self.linear)
            reduced = [self._reduced(c) for c in self.others]
            self.given += tuple(c for c in reduced if self._degree(c) == 0 and not c.is_true)
            self.linear += [c for c in reduced if self._degree(c) == 1]
            self.others = [c for c in reduced if self._degree(c) > 1]

    @cached_property
    def is_flat(self) -> bool:
        """Whether all probabilities are linear in the free ones."""
        return all(self._is_linear(p) for row in self.span.rows for p in row)

    def _is_linear(self, function: RationalFunction) -> bool:
        names = function.ring.names
        free = [i for i, name in enumerate(names) if name in self.free]
        above = max((sum(e[i] for i in free) for e in function.numerator.to_dict()), default=0)
        below = max((sum(e[i] for i in free) for e in function.denominator.to_dict()), default=0)
        return above <= 1 and below == 0

    def _degree(self, given: Condition) -> int:
        return sum(self._degree_of(factor) * exponent for factor, exponent in given.factors)

    def _degree_of(self, factor: Factor) -> int:
        free = [i for i, name in enumerate(factor.names) if name in self.free]
        return max((sum(e[i] for i in free) for e in factor.polynomial.to_dict()), default=0)

    def _reduced(self, given: Condition) -> Condition:
        """The condition without the factors whose sign the linear conditions settle."""
        if self._degree(given) == 1:
            return given
        sign, kept = given.sign, []
        for factor, exponent in given.factors:
            known = self._sign(factor) if self.free & set(factor.names) else None
            if known is None:
                kept.append((factor, exponent))
            else:
                sign *= known**exponent
        return with_factors(given, sign, kept)

    def _sign(self, factor: Factor) -> int | None:
        premises = (*self.given, *self.linear)
        for sign in (1, -1):
            if implies(premises, Condition(">=", sign, ((factor, 1),)), self.background) is True:
                return sign
        return None

    def where(self, assessment: Assessment, family: Equilibrium) -> Conjunction | None:
        """Where a family exists and lies in the set; None where that is nowhere by form alone."""
        placed = {
            name: assessment.rows[index][move]
            for index, moves in enumerate(self.span.used)
            for position, move in enumerate(moves[:-1])
            if (name := f"~{index}.{position}") in self.free
        }
        meets = list(family.exists.raw)
        for met in self._meeting(assessment, placed):
            if met is None or met.is_false:
                return None
            meets.append(met)
        return distinct(meets)

    def _meeting(self, assessment: Assessment, placed: dict[str, RationalFunction]) -> Iterator[Condition | None]:
        """The conditions, one at a time, for a family to be a point of the set; None where it is at a pole."""
        try:
            for row, owns in zip(self.span.rows, assessment.rows, strict=True):
                for wide, own in zip(row, owns, strict=True):
                    if wide != own and (there := _put(wide, placed)) != own:
                        yield condition(there - own, "==")
        except ZeroDivisionError:
            yield None
        if not self.span.whole:
            yield from (self._at(c, placed) for c in (*self.linear, *self.others))

    def _at(self, given: Condition, placed: dict[str, RationalFunction]) -> Condition:
        home = self.span.arena.home
        product = home.constant(given.sign)
        for factor, exponent in given.factors:
            product = product * _put(factor.function(home), placed) ** exponent
        return condition(product, given.relation)

    def holds_throughout(self, where: Conjunction) -> bool:
        """Whether the conditions that are not linear restrict nothing, under some conditions on the parameters."""
        premises = distinct((*self.given, *where, *self.linear))
        return all(implies(premises, c, self.background) is True for c in self.others)


def _put(function: RationalFunction, placed: dict[str, RationalFunction]) -> RationalFunction:
    for name in function.letters:
        if name in placed:
            function = function.substitute(name, placed[name])
    return function
