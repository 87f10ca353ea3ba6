"""Beliefs off the path of play: the range that supports a family, and what parameters must satisfy for one to exist.

Such beliefs enter the conditions linearly, so they are projected out one after another (Fourier and Motzkin). A
coefficient whose sign the assumptions do not settle splits the family in two, one for each sign.

A condition may hold products of beliefs, each in its first power, and quotients. Denominators are multiplied out, by
their sign. A coefficient in which other unknowns occur may be zero: since every belief has the bounds 0 and 1, the
projection is right there, too; a bound that has such a factor as a whole says nothing there, and that is a case of its
own. What comes out is then of a higher degree in the beliefs that are left; where one of
them occurs as a square, the search says that something was left unsolved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import prod

from deterrence.algebra.conditions.conditions import Condition, condition, signed_factors
from deterrence.algebra.conditions.decide import Background, implies, possible
from deterrence.algebra.exact.polynomials import coefficients_in
from deterrence.algebra.exact.rational import RationalFunction
from deterrence.equilibria.joint_beliefs import Range
from deterrence.solvers.unknowns.elimination import Bound, Outcome, System


@dataclass(frozen=True)
class Projected:
    """A system with its beliefs projected out: conditions on what is left, and a range for each belief."""

    system: System
    ranges: dict[str, Range]


def projected(system: System, background: Background, outcome: Outcome) -> Iterator[Projected]:
    """Every way (one for each pattern of signs) to project the unknown beliefs out of a system without equations."""
    for ready in multiplied_out(system, background, outcome):
        yield from _projected(ready, ready.beliefs, {}, background, outcome)


def multiplied_out(system: System, background: Background, outcome: Outcome) -> Iterator[System]:
    """No beliefs in denominators; each that had any is not zero there, and what else must not be zero may be."""
    beliefs = set(system.beliefs)
    for place, bound in enumerate(system.bounds):
        below = bound.function.ring.polynomial(bound.function.denominator)
        if not beliefs & set(below.letters):
            continue
        others = (*system.bounds[:place], *system.bounds[place + 1 :])
        signs = [s for s in (1, -1) if implies(system.conditions, condition(below * s, ">"), background)] or [1, -1]
        for sign in signs:
            above = Bound(bound.function * below * sign, bound.relation)
            moved = replace(system, bounds=(*others, above, Bound(below * sign, ">")))
            if len(signs) == 1 or possible(moved.conditions, background).possible is not False:
                yield from multiplied_out(moved, background, outcome)
        return
    kept = tuple(b for b in system.bounds if b.relation != "!=" or not beliefs & set(b.function.letters))
    yield replace(system, bounds=tuple(dict.fromkeys(kept)))


def _projected(
    system: System, left: Sequence[str], ranges: dict[str, Range], background: Background, outcome: Outcome
) -> Iterator[Projected]:
    outcome.deadline.check()
    if not left:
        yield Projected(system, ranges)
        return
    name, rest = left[0], left[1:]
    apart = _apart(system, name, background, outcome)
    for ready in (r for part in apart for r in _signed(part, name, background, outcome)):
        lower, upper, others = _sorted(ready, name)
        left_over = {*rest, *ready.mixing}
        pairs = [_divided(_meeting(low, high, left_over), ready, left_over) for low in lower for high in upper]
        smaller = replace(
            ready, bounds=(*others, *_dedupe(pairs)), beliefs=tuple(n for n in ready.beliefs if n != name)
        )
        if possible(smaller.conditions, background).possible is False:
            continue
        least, greatest = (list(dict.fromkeys(side.end for side in sides)) for sides in (lower, upper))
        found = Range(
            _binding(least, smaller.conditions, background, 1), _binding(greatest, smaller.conditions, background, -1)
        )
        yield from _projected(smaller, rest, ranges | {name: found}, background, outcome)


def _apart(system: System, name: str, background: Background, outcome: Outcome) -> Iterator[System]:
    """Split until no bound on a belief has a factor in other unknowns alone: where that is zero, it bounds nothing."""
    outcome.deadline.check()
    unknown = set(system.unknowns) - {name}
    for bound in system.bounds:
        if name not in bound.function.letters:
            continue
        factors = signed_factors(bound.function.numerator)[1].items()
        common = [(f, e) for f, e in factors if name not in f.letters and unknown & set(f.letters)]
        if not common:
            continue
        without = replace(system, bounds=tuple(b for b in system.bounds if b is not bound))
        if implies(without.conditions, bound.condition, background):
            yield from _apart(without, name, background, outcome)
            return
        product = prod((f.function(system.home) ** e for f, e in common), start=system.home.one)
        root = prod((f.function(system.home) for f, _ in common), start=system.home.one)
        zero = [Bound(root, ">="), Bound(-root, ">=")] if bound.relation == ">=" else []
        signs = [[Bound(product * s, ">"), Bound(bound.function / product * s, bound.relation)] for s in (1, -1)]
        for more in (zero, *signs):
            branch = replace(without, bounds=(*without.bounds, *more))
            if more and possible(branch.conditions, background).possible is not False:
                yield from _apart(branch, name, background, outcome)
        return
    yield system


@dataclass(frozen=True)
class _Side:
    """A bound on a belief: ``slope * belief + remainder relation 0``."""

    slope: RationalFunction
    remainder: RationalFunction
    relation: str

    @property
    def end(self) -> RationalFunction:
        return -self.remainder / self.slope


def _meeting(low: _Side, high: _Side, unknown: set[str]) -> Bound:
    """That a lower bound is not above an upper one."""
    relation = ">" if ">" in (low.relation, high.relation) else ">="
    if unknown & {*low.slope.letters, *high.slope.letters}:
        return Bound(high.remainder * low.slope - low.remainder * high.slope, relation)
    return Bound(high.end - low.end, relation)


def _divided(bound: Bound, system: System, unknown: set[str]) -> Bound:
    """The bound without factors that the system says are positive, where unknowns occur in them."""
    positive = {b.condition.factors[0][0]: b.condition.sign for b in system.bounds if _says_a_sign(b)}
    given = bound.condition
    known = [pair for pair in given.factors if pair[0] in positive and unknown & set(pair[0].letters)]
    if not known:
        return bound
    function = system.home.constant(given.sign * prod(positive[f] ** e for f, e in known))
    for factor, exponent in given.factors:
        if (factor, exponent) not in known:
            function = function * factor.function(system.home) ** exponent
    return Bound(function, bound.relation)


def _says_a_sign(bound: Bound) -> bool:
    factors = bound.condition.factors
    return bound.relation == ">" and len(factors) == 1 and factors[0][1] == 1


def _dedupe(bounds: Sequence[Bound]) -> list[Bound]:
    return [b for b in dict.fromkeys(bounds) if not b.condition.is_true]


def _signed(system: System, name: str, background: Background, outcome: Outcome) -> Iterator[System]:
    """Split until the coefficient of the belief in every bound has a settled sign (recorded as bounds)."""
    for bound in system.bounds:
        if name not in bound.function.letters:
            continue
        slope = _slope(bound, name)
        if slope is None:
            outcome.nonlinear = True
            return
        if slope.is_constant or _recorded(slope, system) is not None:
            continue
        settled = _sign(slope, system, background)
        about_parameters = not set(slope.letters) & set(system.unknowns)
        for sign in (1, -1) if settled is None else (settled,):
            branch = replace(system, bounds=(*system.bounds, Bound(slope * sign, ">" if about_parameters else ">=")))
            if settled is not None or possible(branch.conditions, background).possible is not False:
                yield from _signed(branch, name, background, outcome)
        if settled is not None:
            return
        if outcome.ties_wanted and about_parameters:
            yield from _signed_tie(system, bound, name, slope, background, outcome)
        return
    yield system


def _signed_tie(
    system: System, bound: Bound, name: str, slope: RationalFunction, background: Background, outcome: Outcome
) -> Iterator[System]:
    tie = condition(slope, "==")
    remainder = _remainder(bound, name, slope)
    bounds = tuple(b if b is not bound else replace(b, function=remainder) for b in system.bounds)
    branch = replace(system, bounds=bounds, ties=(*system.ties, tie))
    if possible(branch.conditions, background).possible is not False:
        yield from _signed(branch, name, background, outcome)


def _recorded(slope: RationalFunction, system: System) -> int | None:
    """The sign that the system's own bounds state: strict ones, unless there are unknowns in the slope."""
    enough = (">", ">=") if set(slope.letters) & set(system.unknowns) else (">",)
    strict = [b.function for b in system.bounds if b.relation in enough]
    return 1 if slope in strict else (-1 if -slope in strict else None)


def _sign(slope: RationalFunction, system: System, background: Background) -> int | None:
    if set(slope.letters) & set(system.unknowns):
        premises, relations = system.conditions, (">=", "<=")
    else:
        premises = [b.condition for b in system.bounds if not set(b.function.letters) & set(system.unknowns)]
        premises, relations = [*premises, *system.ties], (">", "<")
    for sign, relation in zip((1, -1), relations, strict=True):
        if implies(premises, condition(slope, relation), background):
            return sign
    return None


def _slope(bound: Bound, name: str) -> RationalFunction | None:
    """The coefficient of a belief in a bound's numerator-times-sign; None where it is not linear in it."""
    function = bound.function
    home = function.ring
    by_degree = coefficients_in(function.numerator, home.names.index(name))
    if set(by_degree) - {0, 1} or name in _letters(function.denominator):
        return None
    return home.polynomial(by_degree[1]) / home.polynomial(function.denominator)


def _letters(polynomial: object) -> set[str]:
    context, degrees = polynomial.context(), polynomial.degrees()  # type: ignore[attr-defined]
    return {n for n, d in zip(context.names(), degrees, strict=True) if d > 0}


def _remainder(bound: Bound, name: str, slope: RationalFunction) -> RationalFunction:
    return bound.function - slope * bound.function.ring.letter(name)


def _sorted(system: System, name: str) -> tuple[list[_Side], list[_Side], list[Bound]]:
    lower: list[_Side] = []
    upper: list[_Side] = []
    others: list[Bound] = []
    for bound in system.bounds:
        if name not in bound.function.letters:
            others.append(bound)
            continue
        slope = _slope(bound, name)
        assert slope is not None
        positive = _positive(slope, system)
        side = _Side(slope, _remainder(bound, name, slope), bound.relation)
        (lower if positive else upper).append(side)
    return lower, upper, others


def _positive(slope: RationalFunction, system: System) -> bool:
    """The sign that `_signed` has settled."""
    return slope.as_fraction() > 0 if slope.is_constant else _recorded(slope, system) == 1


def _binding(
    ends: Sequence[RationalFunction], premises: Sequence[Condition], background: Background, way: int
) -> tuple[RationalFunction, ...]:
    """The ends that can bind: none that another one makes idle throughout (`way` 1: the greatest lower bound)."""
    kept = list(ends)
    for end in ends:
        if (
            any(
                other is not end and implies(premises, condition((other - end) * way, ">="), background)
                for other in kept
            )
            and len(kept) > 1
        ):
            kept.remove(end)
    return tuple(kept)
