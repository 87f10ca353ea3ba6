"""Run an algorithm written for numbers on formulas: each comparison that the conditions do not settle splits the case.

`explore(run, premises, background)` calls ``run(holds)`` again and again; ``holds(condition)`` answers True or False.
Where premises and earlier answers do not imply either, both are followed, in turn. What comes back is a list of cases:
the conditions that were assumed on the way, and what `run` returned under them. `OutOfTime` is raised when the time
limit in force is up: what is undecided only for want of time would split every case.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from deterrence.algebra.conditions.conditions import Condition, Conjunction
from deterrence.algebra.conditions.decide import Background, implies, possible
from deterrence.algebra.time_limit.deadline import check_time

T = TypeVar("T")
Holds = Callable[[Condition], bool]


@dataclass(frozen=True)
class Case(Generic[T]):
    """Under `conditions` (beside the premises), the algorithm returns `result`."""

    conditions: Conjunction
    result: T


def explore(run: Callable[[Holds], T], premises: Sequence[Condition], background: Background) -> list[Case[T]]:
    """All cases of an algorithm whose comparisons depend on letters."""
    found: list[Case[T]] = []
    waiting: list[Conjunction] = [()]
    while waiting:
        script = waiting.pop()
        taken: list[Condition] = []

        def holds(condition: Condition, script: Conjunction = script, taken: list[Condition] = taken) -> bool:
            check_time()
            if condition.is_true or condition.is_false:
                return condition.is_true
            known = [*premises, *taken]
            if implies(known, condition, background):
                return True
            if implies(known, condition.negation, background):
                return False
            if len(taken) < len(script):
                taken.append(script[len(taken)])
                return taken[-1] == condition
            other = condition.negation
            if possible([*known, other], background).possible is not False:
                waiting.append((*taken, other))
            taken.append(condition)
            return True

        result = run(holds)
        found.append(Case(tuple(taken), result))
    return found
