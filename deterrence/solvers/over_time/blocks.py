"""States in blocks: those that can be reached from one another, each block after all that can follow it.

What is worth what in a block depends on blocks that are done, so behaviour is found one block after another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from deterrence.algebra.time_limit.deadline import Deadline, OutOfTime
from deterrence.games.forms.dynamic_forms import StochasticForm

T = TypeVar("T")


@dataclass
class Report:
    """In words, what may be missing: everywhere, or only where parameters tie."""

    missing: dict[str, None] = field(default_factory=dict)
    at_ties: dict[str, None] = field(default_factory=dict)


def by_blocks(
    parts: Sequence[tuple[int, ...]],
    start: T,
    growing: Callable[[tuple[int, ...]], Callable[[T], Iterator[T]]],
    report: Report,
    deadline: Deadline,
) -> list[T]:
    """Equilibrium behaviour of all blocks of states, one block after another.

    `growing` says for a block how behaviour so far may go on in it. When time is up, what was found is whole only where
    the last block was being solved.
    """
    partials, grown = [start], list[T]()
    try:
        for states in parts:
            grown = []
            grow = growing(states)
            for partial in partials:
                for further in grow(partial):
                    grown.append(further)  # one by one: what is there when time is up stays
            partials = grown
    except OutOfTime:
        report.missing[deadline.why] = None
        return grown if states == parts[-1] else []
    return partials


def blocks(form: StochasticForm) -> list[tuple[int, ...]]:
    """The strongly connected components of the states, each after all that can be reached from it."""
    after = [
        {t for row in period.following.values() for t, p in enumerate(row) if not p.is_zero} for period in form.periods
    ]
    reachable = [_reachable(start, after) for start in range(len(after))]
    found: list[tuple[int, ...]] = []
    for state in sorted(range(len(after)), key=lambda s: (len(reachable[s] | {s}), s)):
        if not any(state in block for block in found):
            found.append(tuple(t for t in sorted(reachable[state] | {state}) if state in reachable[t] | {t}))
    return found


def _reachable(start: int, after: Sequence[set[int]]) -> set[int]:
    """The states that can follow a state, now or later."""
    found: set[int] = set()
    waiting = [start]
    while waiting:
        for state in after[waiting.pop()] - found:
            found.add(state)
            waiting.append(state)
    return found
