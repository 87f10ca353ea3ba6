"""A claim at single points: a counterexample confirmed in the game of numbers there, a claim held at sampled points."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from deterrence.algebra.conditions import Conjunction
from deterrence.algebra.deadline import in_time
from deterrence.algebra.evaluate import holds_at
from deterrence.algebra.region import Region
from deterrence.games.statements import Count, Effect
from deterrence.sensitivity.claim_proof import EVERY, Reading
from deterrence.sensitivity.claim_truth import Conclusion
from deterrence.sensitivity.mixtures import counted, taken_between
from deterrence.sensitivity.problem import Problem
from deterrence.sensitivity.search import Point
from deterrence.solvers.equilibria import Component, Equilibria, Equilibrium

FALSE: Final = "no equilibrium is as claimed"


@dataclass(frozen=True)
class Judgement:
    """A claim at one point: whether its condition is met there (None: too close to tell), and what breaks it.

    Attributes
    ----------
    met
        Whether the condition is met.
    broken
        Whether the claim is certainly false there.
    by
        The equilibrium that breaks it, or what else does.
    """

    met: bool | None
    broken: bool
    by: str = ""


def judged(problem: Problem, reading: Reading, point: Point) -> Judgement:
    """The claim at a point, by solving the game there anew (an effect: with its own letter left free)."""
    met = _met(reading, point)
    if met is None or (not met and not reading.is_exact):
        return Judgement(met, False)
    counting = _counting(problem, reading, point)
    if met and counting.truth is False:
        return Judgement(met, True, counting.number)
    if not reading.conclusion.statements:
        by = counting.number if not met and counting.truth else ""
        return Judgement(met, bool(by), by)
    there = _there(problem, reading, point)
    if not met:
        by = _also(there) if counting.truth else ""
        return Judgement(met, bool(by), by)
    if reading.claim.in_ == EVERY:
        against = next((e for e in there.present if e not in there.true), None)
        return Judgement(met, against is not None, against.name if against else "")
    # Some: an equilibrium that was not found may be as claimed, or a mixture of those that were.
    broken = not there.true and there.complete and taken_between(there.conclusion, there.components) is False
    return Judgement(met, broken, FALSE if broken else "")


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
    return _Counting(f"{at_least}{number} equilibria", False if False in truths else None if None in truths else True)


def _counts(number: int, complete: bool, claimed: Count) -> bool | None:
    """Whether a number of equilibria, or if not complete at least so many, is as claimed."""
    if complete:
        return (number == claimed.number) == claimed.is_equal
    return not claimed.is_equal if number > claimed.number else None


@dataclass(frozen=True)
class _There:
    """What there is at a point: the equilibria, those of which the conclusion is true, and the components."""

    conclusion: Conclusion
    present: tuple[Equilibrium, ...]
    true: tuple[Equilibrium, ...]
    components: tuple[Component, ...]
    complete: bool


def _there(problem: Problem, reading: Reading, point: Point) -> _There:
    free = {s.of for s in reading.said if isinstance(s, Effect)} & set(reading.game.letters)
    there = problem.at({name: value for name, value in point.items() if name not in free})
    found = there.families
    rest = {name: value for name, value in point.items() if name in free}
    present = tuple(e for e in found.families if _exists(e.exists, rest))
    conclusion = Conclusion(there.game, reading.conclusion.statements, reading.conclusion.every)
    true = tuple(e for e in present if any(_all_hold(option, rest) for option in conclusion.where(e)))
    components = tuple(c for c in found.components if len(c) > 1 and _exists(c.exists, rest))
    return _There(conclusion, present, true, components, _all_known(found))


def _all_known(found: Equilibria) -> bool:
    """Whether no equilibrium is missing: of a repeated game none in the strategies that it names."""
    return found.complete or bool(found.complete_off_ties and found.game.considered)


def _also(there: _There) -> str:
    """An equilibrium of which the conclusion is true, or a mixture of some; empty where none is known."""
    if there.true:
        return there.true[0].name
    mixed = (c for c in there.components if taken_between(there.conclusion, [c]))
    return next((f"a mixture of {' and '.join(e.name for e in c)}" for c in mixed), "")


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


def sampled_by_solving(problem: Problem, reading: Reading, points: Iterable[Point]) -> Sampled:
    """The claim at sampled points, by solving the game of numbers at each."""
    count = 0
    for point in in_time(points):
        judgement = judged(problem, reading, point)
        if judgement.met is None or (not judgement.met and not reading.is_exact):
            continue
        count += 1
        if judgement.broken:
            return Sampled(count, point)
    return Sampled(count, None)
