"""A claim at single points: a counterexample confirmed in the game of numbers there, a claim held at sampled points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations
from typing import Final

from deterrence.algebra.algebraic import AlgebraicFunction
from deterrence.algebra.conditions import Conjunction
from deterrence.algebra.evaluate import holds_at
from deterrence.algebra.rational import RationalFunction
from deterrence.algebra.values import Value
from deterrence.games.statements import Effect, Payoff, Probability
from deterrence.sensitivity.claim_proof import EVERY, Reading
from deterrence.sensitivity.claim_truth import Conclusion
from deterrence.sensitivity.search import Point
from deterrence.sensitivity.solved import Generic, families_of
from deterrence.solvers.equilibria import Equilibria, Equilibrium

FALSE: Final = "no equilibrium is as claimed"


@dataclass(frozen=True)
class Judgement:
    """A claim at one point: whether its condition is met there (None: too close to tell), and what breaks it.

    Attributes
    ----------
    met
        Whether the condition is met.
    broken
        Whether the claim is false there.
    by
        The equilibrium that breaks it, or what else does.
    """

    met: bool | None
    broken: bool
    by: str = ""


def judged(reading: Reading, point: Point) -> Judgement:
    """The claim at a point, by solving the game there anew (an effect: with its own letter left free)."""
    met = _met(reading, point)
    if met is None or (not met and not reading.is_exact):
        return Judgement(met, False)
    free = {s.of for s in reading.said if isinstance(s, Effect)} & set(reading.game.letters)
    there = reading.game.at({name: value for name, value in point.items() if name not in free})
    found = families_of(there)
    rest = {name: value for name, value in point.items() if name in free}
    present = [e for e in found.families if e.exists.holds(rest)] if rest else list(found.families)
    conclusion = Conclusion(there, reading.conclusion.statements, reading.conclusion.every)
    true = [e for e in present if _true_at(conclusion, e, rest)] if conclusion.statements else []
    return _judgement(reading, met, present, true, found, conclusion)


def _met(reading: Reading, point: Point) -> bool | None:
    if reading.claim.when is None:
        return True
    return holds_at(reading.claim.when, reading.game.point(point))


def _judgement(
    reading: Reading,
    met: bool,
    present: Sequence[Equilibrium],
    true: Sequence[Equilibrium],
    found: Equilibria,
    conclusion: Conclusion,
) -> Judgement:
    number = _number(found, present)
    counted = all((number == c.number) == c.is_equal for c in reading.counts)
    several = "infinitely many equilibria" if number is None else f"{number} equilibria"
    if not met:
        if reading.counts and counted:
            return Judgement(met, True, several)
        return Judgement(met, bool(true), true[0].name if true else "")
    if not counted:
        return Judgement(met, True, several)
    if not conclusion.statements:
        return Judgement(met, False)
    if reading.claim.in_ == EVERY:
        against = next((e for e in present if e not in true), None)
        return Judgement(met, against is not None, against.name if against else "")
    if true or _taken_between(conclusion, found):
        return Judgement(met, False)
    return Judgement(met, True, FALSE)


def _number(found: Equilibria, present: Sequence[Equilibrium]) -> int | None:
    """How many equilibria there are; None for infinitely many."""
    if any(len({e.strategies for e in c}) > 1 for c in found.components):
        return None
    return len({e.strategies for e in present})


def _true_at(conclusion: Conclusion, family: Equilibrium, rest: Point) -> bool:
    return any(_all_hold(option, rest) for option in conclusion.where(family))


def _all_hold(option: Conjunction, rest: Point) -> bool:
    return all(c.at(rest).is_true for c in option)


def _taken_between(conclusion: Conclusion, found: Equilibria) -> bool:
    """Whether the value claimed lies between those at two ends of a component, which is connected."""
    if len(conclusion.statements) != 1:
        return False
    statement = conclusion.statements[0]
    if not isinstance(statement, Probability | Payoff):
        return False
    [(_, target)] = conclusion.split(statement.value)
    if not target.is_constant:
        return False
    wanted = target.as_fraction()
    for component in found.components:
        values = [_number_of(conclusion.quantity(statement, e)) for e in component]
        if any(low <= wanted <= high for low, high in permutations(values, 2)):
            return True
    return False


def _number_of(value: Value | None) -> Fraction | float:
    if isinstance(value, RationalFunction):
        return value.as_fraction()
    if value is None or isinstance(value, AlgebraicFunction):
        return 0.0  # the game is one of numbers: there is no such function
    return value if isinstance(value, Fraction) else float(value)


# --- samples ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sampled:
    """How a claim fared at points: at how many its condition mattered, and the first at which it seems false."""

    points: int
    against: Point | None


def sampled(reading: Reading, found: Generic, points: Iterable[Point]) -> Sampled:
    """The claim at sampled points, by the families' formulas, exactly."""
    true = {id(family): reading.conclusion.where(family) for family in found.families}
    count = 0
    for point in points:
        met = _met(reading, point)
        if met is None or (not met and not reading.is_exact):
            continue
        count += 1
        present = [f for f in found.families if all(c.holds(point) for c in f.exists.raw)]
        good = [f for f in present if any(all(c.holds(point) for c in option) for option in true[id(f)])]
        if _fails(reading, met, present, good):
            return Sampled(count, point)
    return Sampled(count, None)


def _fails(reading: Reading, met: bool, present: Sequence[Equilibrium], good: Sequence[Equilibrium]) -> bool:
    number = len({f.strategies for f in present})
    counted = all((number == c.number) == c.is_equal for c in reading.counts)
    says = bool(reading.conclusion.statements)
    if not met:
        return (bool(reading.counts) and counted) or (says and bool(good))
    if not counted:
        return True
    if not says:
        return False
    return len(good) < len(present) if reading.claim.in_ == EVERY else not good


def sampled_by_solving(reading: Reading, points: Iterable[Point]) -> Sampled:
    """The claim at sampled points, by solving the game of numbers at each."""
    count = 0
    for point in points:
        judgement = judged(reading, point)
        if judgement.met is None or (not judgement.met and not reading.is_exact):
            continue
        count += 1
        if judgement.broken:
            return Sampled(count, point)
    return Sampled(count, None)
