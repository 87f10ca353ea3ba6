"""Games with drawn types and one parameter at the values of it at which roots could not be followed.

There roots meet, go to infinity, or make a condition tight, so that it is not told which of them count. The game is
then one of numbers, and solved as such; what is found is a family that exists at this value only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, Final

from deterrence.algebra.conditions.conditions import condition
from deterrence.algebra.conditions.decide import Background
from deterrence.algebra.exact.roots import Exact, rational
from deterrence.algebra.region import Region
from deterrence.algebra.values.value import Value
from deterrence.equilibria.cuts import CutEquilibrium
from deterrence.equilibria.equilibria import Found
from deterrence.equilibria.joint_beliefs import JointBeliefs
from deterrence.equilibria.named import BeliefRange
from deterrence.solvers.task import Task

IRRATIONAL: Final = "what exists only at an irrational value of the parameter, where roots meet, is not listed"


def at_single_values(
    task: Task, known: Sequence[CutEquilibrium], places: Iterable[Exact], solve: Callable[[Task], Found]
) -> tuple[dict[CutEquilibrium, JointBeliefs], list[str]]:
    """What exists at single values of the one letter and is none of the families known; and what may be missing."""
    found: dict[CutEquilibrium, JointBeliefs] = {}
    reasons: dict[str, None] = {}
    for place in places:
        value = rational(place)
        if value is None:
            reasons[IRRATIONAL] = None
            continue
        (letter,) = task.form.ring.names
        at = {letter: value}
        form = task.form.at(at)
        there = solve(replace(task, form=form, background=Background(form.ring), first=()))
        reasons.update(dict.fromkeys(filter(None, [there.why])))
        played = [_played(family, at) for family in known if all(c.holds(at) for c in family.exists.raw)]
        for family in there.families:
            assert isinstance(family, CutEquilibrium)
            if _played(family, {}) not in played:
                found[_at(family, letter, value, task)] = there.beliefs[family]
    return found, list(reasons)


def _played(family: CutEquilibrium, at: Mapping[str, Fraction]) -> tuple[Any, ...] | None:
    """What is done in a family at a place, in numbers; None where a formula has no value."""

    def put(value: Value) -> Any:
        return value.evaluate(at)

    try:
        rows = tuple(tuple(map(put, row)) for row in family.strategies)
        return rows, tuple((index, own.put(put)) for index, own in family.divided.items())
    except ZeroDivisionError:
        return None


def _at(family: CutEquilibrium, letter: str, value: Fraction, task: Task) -> CutEquilibrium:
    """A family of the game of numbers as one of the game, where its letter has this value."""
    home = task.background.ring

    def put(number: Any) -> Any:
        if isinstance(number, BeliefRange):
            return replace(number, lower=tuple(map(put, number.lower)), upper=tuple(map(put, number.upper)))
        return number.into(home)

    tie = condition(home.letter(letter) - value, "==")
    return replace(
        family,
        strategies=tuple(tuple(map(put, row)) for row in family.strategies),
        payoff_values=tuple(map(put, family.payoff_values)),
        outcome_values=tuple(map(put, family.outcome_values)),
        exists=Region((tie,), task.background, task.first),
        belief_values={index: tuple(map(put, row)) for index, row in family.belief_values.items()},
        divided={index: own.put(put) for index, own in family.divided.items()},
        reach_values=tuple(map(put, family.reach_values)),
        payoffs_by_type={player: own.put(put) for player, own in family.payoffs_by_type.items()},
        believed={i: {p: own.put(put) for p, own in row.items()} for i, row in family.believed.items()},
    )
