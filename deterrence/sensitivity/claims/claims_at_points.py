"""A claim at single points: a counterexample confirmed in the game of numbers there, a claim held at sampled points."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from deterrence.algebra.conditions.conditions import Conjunction
from deterrence.algebra.conditions.find_point import Point
from deterrence.algebra.conditions.questions import unnoted
from deterrence.algebra.formulas.evaluate import holds_at
from deterrence.algebra.region import Region
from deterrence.algebra.time_limit.deadline import in_time
from deterrence.equilibria.equilibria import Component, Equilibria, Equilibrium
from deterrence.games.statements import Count, Effect
from deterrence.sensitivity.asking.problem import Problem
from deterrence.sensitivity.claims.conclusion import Conclusion, UnsettledError
from deterrence.sensitivity.claims.counterexamples import EVERY, Reading
from deterrence.sensitivity.claims.mixtures import counted, taken_between

FALSE: Final = "no equilibrium is as claimed"


@dataclass(frozen=True)
class Judgement:
    """A claim at one point: whether its condition is met there (None: too close to tell), and what breaks it.

    Attributes
    ----------
    met
        Whether the condition is met.
    broken
        Whether the claim is false there; None where that could not be told.
    by
        The equilibrium that breaks it, or what else does.
    """

    met: bool | None
    broken: bool | None
    by: str = ""


@unnoted()
def judged(problem: Problem, reading: Reading, point: Point) -> Judgement:
    """The claim at a point, by solving the game there anew (an effect: with its own letter left free)."""
    met = _met(reading, point)
    if met is None or (not met and not reading.is_exact):
        return Judgement(met, False)
    counting = _counting(problem, reading, point)
    if met and counting.truth is False:
        return Judgement(met, True, counting.number)
    if not reading.conclusion.statements:
        broken = None if counting.truth is None else not met and counting.truth
        return Judgement(met, broken, counting.number if broken else "")
    there = _there(problem, reading, point)
    if not met:
        return _also(there, counting) if counting.truth is not False else Judgement(met, False)
    if counting.truth is None:
        return Judgement(met, None)
    return _in_every(there) if reading.claim.in_ == EVERY else _in_some(there)


def _in_every(there: _There) -> Judgement:
    against = next((e for e, true in there.present if true is False), None)
    if against is not None:
        return Judgement(True, True, against.name)
    return Judgement(True, None if there.is_open else False)


def _in_some(there: _There) -> Judgement:
    """An equilibrium that was not found may be as claimed, or a mixture of those that were."""
    if any(true for _, true in there.present):
        return Judgement(True, False)
    mixed = taken_between(there.conclusion, there.components)
    if mixed:
        return Judgement(True, False)
    broken = None if mixed is None or there.is_open or not there.complete else True
    return Judgement(True, broken, FALSE if broken else "")


def _also(there: _There, counting: _Counting) -> Judgement:
    """Whether there is an equilibrium as claimed, or a mixture of some, where there should be none."""
    as_claimed = next((e.name for e, true in there.present if true), "")
    mixed = {c: taken_between(there.conclusion, [c]) for c in there.components}
    names = (f"a mixture of {' and '.join(e.name for e in c)}" for c, taken in mixed.items() if taken)
    by = as_claimed or next(names, "")
    if by:
        return Judgement(False, counting.truth, by if counting.truth else "")
    return Judgement(False, None if there.is_open or None in mixed.values() else False)


def _met(reading: Reading, point: Point) -> bool | None:
    if reading.claim.when is None:
        return True
    return holds_at(reading.claim.when, reading.game.point(point))


@dataclass(frozen=True)
class _Counting:
    """How many equilibria there are at a point, in words, and whether that is as claimed (None: it is not known)."""

    number: str
    truth: bool | None


def _counting(problem: Problem, reading: Reading, point: Point) -> _Counting:
    if not reading.counts:
        return _Counting("", True)
    found = problem.at(point).families
    number = counted(found.families, found.components)
    if number is None:
        return _Counting("infinitely many equilibria", all(not c.is_equal for c in reading.counts))
    truths = [_counts(number, _all_known(found), c) for c in reading.counts]
    at_least = "" if _all_known(found) else "at least "
    said = f"{at_least}{number} {'equilibrium' if number == 1 else 'equilibria'}"
    return _Counting(said, False if False in truths else None if None in truths else True)


def _counts(number: int, complete: bool, claimed: Count) -> bool | None:
    """Whether a number of equilibria, or if not complete at least so many, is as claimed."""
    if complete:
        return (number == claimed.number) == claimed.is_equal
    return not claimed.is_equal if number > claimed.number else None


@dataclass(frozen=True)
class _There:
    """What there is at a point: equilibria, whether the conclusion is true of each (None: not known), components."""

    conclusion: Conclusion
    present: tuple[tuple[Equilibrium, bool | None], ...]
    components: tuple[Component, ...]
    complete: bool

    @property
    def is_open(self) -> bool:
        """Whether of some equilibrium it is not known, or no equilibrium is, though there may be some."""
        return any(true is None for _, true in self.present) or not (self.present or self.complete)


def _there(problem: Problem, reading: Reading, point: Point) -> _There:
    free = {s.of for s in reading.said if isinstance(s, Effect)} & set(reading.game.letters)
    there = problem.at({name: value for name, value in point.items() if name not in free})
    found = there.families
    rest = {name: value for name, value in point.items() if name in free}
    conclusion = Conclusion(there.game, reading.conclusion.statements, reading.conclusion.every)
    present = tuple((e, _truth(conclusion, e, rest)) for e in found.families if _exists(e.exists, rest))
    components = tuple(c for c in found.components if len(c) > 1 and _exists(c.exists, rest))
    return _There(conclusion, present, components, _all_known(found))


def _truth(conclusion: Conclusion, family: Equilibrium, rest: Point) -> bool | None:
    try:
        return any(_all_hold(option, rest) for option in conclusion.where(family))
    except UnsettledError:
        return None


def _all_known(found: Equilibria) -> bool:
    """Whether no equilibrium is missing: of a repeated game none in the strategies that it names."""
    return found.complete or bool(found.complete_off_ties and found.game.considered)


def _exists(region: Region, rest: Point) -> bool:
    return _all_hold(region.raw, rest)


def _all_hold(option: Conjunction, rest: Point) -> bool:
    return all(c.at(rest).is_true for c in option)


# --- samples ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sampled:
    """How a claim fared at points: at how many its condition mattered, and the first at which it seems false."""

    points: int
    against: Point | None


def sampled(reading: Reading, found: Equilibria, points: Iterable[Point]) -> Sampled:
    """A claim about each equilibrium, or some, at points away from ties, by the families' formulas, exactly."""
    true = {id(family): reading.conclusion.where(family) for family in found.families}
    count = 0
    for point in in_time(points):
        met = _met(reading, point)
        if met is None or (not met and not reading.is_exact):
            continue
        count += 1
        present = [f for f in found.families if all(c.holds(point) for c in f.exists.raw)]
        good = [f for f in present if any(all(c.holds(point) for c in option) for option in true[id(f)])]
        if _fails(reading, met, len(present), len(good)):
            return Sampled(count, point)
    return Sampled(count, None)


def _fails(reading: Reading, met: bool, present: int, good: int) -> bool:
    """Whether a claim fails where of so many equilibria so many are as claimed."""
    if not met:
        return good > 0
    return good < present if reading.claim.in_ == EVERY else good == 0


@unnoted()
def sampled_by_solving(problem: Problem, reading: Reading, points: Iterable[Point]) -> Sampled:
    """The claim at sampled points, by solving the game of numbers at each."""
    count = 0
    for point in in_time(points):
        judgement = judged(problem, reading, point)
        if judgement.met is None or judgement.broken is None or (not judgement.met and not reading.is_exact):
            continue
        count += 1
        if judgement.broken:
            return Sampled(count, point)
    return Sampled(count, None)
