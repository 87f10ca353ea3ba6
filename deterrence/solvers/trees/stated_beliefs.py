"""The belief at a node as a family states it: a formula, or off the path the range of what supports the family.

Where several unknown beliefs make up one belief, these are projected out of all conditions that support the family
(`belief_ranges.py`), with the belief itself as the last unknown.

1. A belief that is a quotient, as after Bayes' rule, of formulas linear in the unknowns: take each unknown in
   proportion to the denominator, and one over the denominator for a further unknown. All stays linear (Charnes and
   Cooper 1962).
2. Otherwise solve for one of the unknowns. That may leave squares, and then the range is not found: what is stated is
   a range within which the belief lies.

References
----------
Charnes and Cooper (1962), Programming with linear fractional functionals, Naval Research Logistics 9.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias

from deterrence.algebra.conditions.conditions import Condition, condition
from deterrence.algebra.conditions.decide import Background, implies
from deterrence.algebra.exact.rational import RationalFunction
from deterrence.algebra.time_limit.deadline import Deadline
from deterrence.algebra.values.value import Value
from deterrence.equilibria.named import BeliefRange
from deterrence.solvers.trees.belief_ranges import multiplied_out, projected
from deterrence.solvers.trees.perfect_bayesian import Assessment
from deterrence.solvers.unknowns.elimination import Bound, Outcome, System

Ends: TypeAlias = tuple[tuple[RationalFunction, ...], tuple[RationalFunction, ...]]


def stated(
    belief: RationalFunction, assessment: Assessment, background: Background, deadline: Deadline
) -> Value | BeliefRange:
    """A belief of a solved assessment in the letters of the game, or the range of it."""
    letters = _free_letters(belief, assessment)
    if not letters:
        return assessment.settled(belief)
    ends = _own_range(belief, letters, assessment, background)
    ends = ends or _projected_range(belief, letters, assessment, background, deadline)
    if ends is None:
        home = assessment.arena.form.ring
        return BeliefRange((home.zero,), (home.one,), sharp=False)
    lower, upper = (tuple(map(assessment.settled, side)) for side in ends)
    return lower[0] if lower == upper and len(lower) == 1 else BeliefRange(lower, upper)


def _free_letters(belief: RationalFunction, assessment: Assessment) -> list[str]:
    """The unknown beliefs in a formula."""
    root = assessment.root.unknown if assessment.root else None
    return [letter for letter in belief.letters if letter.startswith("?") and letter != root]


def _own_range(
    belief: RationalFunction, letters: Sequence[str], assessment: Assessment, background: Background
) -> Ends | None:
    """The range of a belief with one unknown, in which it is linear and whose range depends on no other."""
    if len(letters) > 1:
        return None
    slope = belief.derivative(letters[0])
    own = assessment.result.ranges.get(letters[0])
    if own is None or any(_free_letters(f, assessment) for f in (slope, *own.lower, *own.upper)):
        return None
    sign = _sign(slope, assessment.conditions, background)
    if sign is None:
        return None
    lows = tuple(belief.substitute(letters[0], e) for e in own.lower)
    highs = tuple(belief.substitute(letters[0], e) for e in own.upper)
    return (lows, highs) if sign > 0 else (highs, lows)


def _sign(function: RationalFunction, given: Sequence[Condition], background: Background) -> int | None:
    """1 where a formula is not negative, -1 where it is not positive, None where that is not known."""
    for sign in (1, -1):
        if implies(given, condition(function * sign, ">="), background):
            return sign
    return None


def _projected_range(
    belief: RationalFunction,
    letters: Sequence[str],
    assessment: Assessment,
    background: Background,
    deadline: Deadline,
) -> Ends | None:
    """The range of any belief: project every other unknown out of what supports the family."""
    point = assessment.supporting
    settled = (Bound(x.function, x.relation) for x in assessment.result.system.bounds)
    bounds = (*(_by_sign(x, point, background) for x in point.bounds), *settled)
    outcome = Outcome(True, deadline)
    ranges = set()
    for cleared in multiplied_out(replace(point, bounds=bounds, mixing=()), background, outcome):
        target, system = _with_target(belief, letters, cleared)
        if target is None:
            return None
        ranges |= {result.ranges[target] for result in projected(system, background, outcome)}
    if len(ranges) != 1 or outcome.nonlinear:
        return None
    (own,) = ranges
    return own.lower, own.upper


def _by_sign(bound: Bound, system: System, background: Background) -> Bound:
    """That something is not zero, by its sign if that is known."""
    if bound.relation == "!=":
        for sign in (1, -1):
            if implies(system.conditions, condition(bound.function * sign, ">"), background):
                return Bound(bound.function * sign, ">")
    return bound


def _with_target(belief: RationalFunction, letters: Sequence[str], system: System) -> tuple[str | None, System]:
    """The system with the belief itself for one of its unknowns, the last to be projected out; and that unknown."""
    home = system.home
    top, bottom = home.polynomial(belief.numerator), home.polynomial(belief.denominator)
    shared = [n for n in letters if n in bottom.letters]
    if shared and all(_is_linear(f, system.beliefs) for f in (top, bottom, *(b.function for b in system.bounds))):
        top, system = _in_proportion(top, bottom, shared[0], system)
        bottom = home.one
    for target in sorted(top.letters, key=lambda name: not top.derivative(name).is_constant):
        a, c = top.derivative(target), bottom.derivative(target)
        value = home.letter(target)
        b, d = top - a * value, bottom - c * value
        if target not in system.beliefs or any(target in f.letters for f in (a, b, c, d)):
            continue
        bounds = [x.with_put(target, (b - d * value) / (c * value - a)) for x in system.bounds]
        order = (*(n for n in system.beliefs if n != target), target)
        between = Bound(value, ">="), Bound(1 - value, ">=")
        return target, replace(system, bounds=(*bounds, *between), beliefs=order)
    return None, system


def _is_linear(function: RationalFunction, letters: Sequence[str]) -> bool:
    occurring = [n for n in letters if n in function.letters]
    return all(not set(function.derivative(n).letters) & set(letters) for n in occurring)


def _in_proportion(
    top: RationalFunction, bottom: RationalFunction, name: str, system: System
) -> tuple[RationalFunction, System]:
    """Every unknown divided by `bottom`; the letter `name` stands for one over `bottom` from now on."""
    home, scale = system.home, system.home.letter(name)
    others = [n for n in system.beliefs if n != name]

    def parts(function: RationalFunction) -> tuple[RationalFunction, RationalFunction, RationalFunction]:
        """The coefficient of `name`, what the other unknowns add, and the constant."""
        slope = function.derivative(name)
        added = sum((function.derivative(n) * home.letter(n) for n in others), home.zero)
        return slope, added, function - slope * scale - added

    slope, added, constant = parts(bottom)
    own = (1 - added - constant * scale) / slope

    def moved(function: RationalFunction) -> RationalFunction:
        slope, added, constant = parts(function)
        return slope * own + added + constant * scale

    bounds = tuple(Bound(moved(b.function), b.relation) for b in system.bounds)
    return moved(top), replace(system, bounds=(*bounds, Bound(scale, ">")))
