"""Beliefs off the path of play: the range that supports a family, and what parameters must satisfy for one to exist.

Such beliefs enter the conditions linearly, so they are projected out one after another (Fourier and Motzkin). A
coefficient whose sign the assumptions do not settle splits the family in two, one for each sign.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from deterrence.algebra.conditions import Condition, condition
from deterrence.algebra.decide import Background, implies, possible
from deterrence.algebra.rational import RationalFunction, coefficients_in
from deterrence.solvers.elimination import Bound, Outcome, System


@dataclass(frozen=True)
class Range:
    """Lower and upper bounds on one belief, in the letters that are left."""

    lower: tuple[RationalFunction, ...]
    upper: tuple[RationalFunction, ...]


@dataclass(frozen=True)
class Projected:
    """A system with its beliefs projected out: conditions on what is left, and a range for each belief."""

    system: System
    ranges: dict[str, Range]


def projected(system: System, background: Background, outcome: Outcome) -> Iterator[Projected]:
    """Every way (one for each pattern of signs) to project the unknown beliefs out of a system without equations."""
    yield from _projected(system, system.beliefs, {}, background, outcome)


def _projected(
    system: System, left: Sequence[str], ranges: dict[str, Range], background: Background, outcome: Outcome
) -> Iterator[Projected]:
    outcome.deadline.check()
    if not left:
        yield Projected(system, ranges)
        return
    name, rest = left[0], left[1:]
    for ready in _signed(system, name, background, outcome):
        lower, upper, others = _sorted(ready, name)
        pairs = [Bound(high - low, ">=") for low in lower for high in upper]
        smaller = replace(
            ready, bounds=(*others, *_dedupe(pairs)), beliefs=tuple(n for n in ready.beliefs if n != name)
        )
        if possible(smaller.conditions, background).possible is False:
            continue
        found = Range(
            _binding(lower, smaller.conditions, background, 1), _binding(upper, smaller.conditions, background, -1)
        )
        yield from _projected(smaller, rest, ranges | {name: found}, background, outcome)


def _dedupe(bounds: Sequence[Bound]) -> list[Bound]:
    return [b for b in dict.fromkeys(bounds) if not (b.function.is_constant and b.function.as_fraction() >= 0)]


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
        for sign in (1, -1) if settled is None else (settled,):
            branch = replace(system, bounds=(*system.bounds, Bound(slope * sign, ">")))
            if settled is not None or possible(branch.conditions, background).possible is not False:
                yield from _signed(branch, name, background, outcome)
        if settled is not None:
            return
        if outcome.ties_wanted:
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
    """The sign that the system's own strict bounds state."""
    strict = [b.function for b in system.bounds if b.relation == ">"]
    return 1 if slope in strict else (-1 if -slope in strict else None)


def _sign(slope: RationalFunction, system: System, background: Background) -> int | None:
    premises = [b.condition for b in system.bounds if not set(b.function.letters) & set(system.unknowns)]
    premises += system.ties
    if implies(premises, condition(slope, ">"), background):
        return 1
    if implies(premises, condition(slope, "<"), background):
        return -1
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


def _sorted(system: System, name: str) -> tuple[list[RationalFunction], list[RationalFunction], list[Bound]]:
    lower: list[RationalFunction] = []
    upper: list[RationalFunction] = []
    others: list[Bound] = []
    for bound in system.bounds:
        if name not in bound.function.letters:
            others.append(bound)
            continue
        slope = _slope(bound, name)
        assert slope is not None
        positive = _positive(slope, system)
        end = -_remainder(bound, name, slope) / slope
        (lower if positive else upper).append(end)
    return list(dict.fromkeys(lower)), list(dict.fromkeys(upper)), others


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
