"""The values of one letter at which a family of a sweep exists, as text beside the grid: `[0, 0.5) or {0.75}`.

The grid ends a family at its last point; where it ends indeed is between two. The ends are those of the exact region,
as decimals.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from deterrence.algebra.conditions.conditions import Conjunction
from deterrence.algebra.conditions.decide import Background
from deterrence.algebra.conditions.line import Interval
from deterrence.algebra.conditions.simplify import solution_on_line
from deterrence.algebra.exact.roots import Exact

Stretch = tuple[float, float]
_STRETCH: Final = re.compile(r"[\[(](\S+), (\S+)[\])]|\{(\S+)\}")


def existing_on(options: Sequence[Conjunction], background: Background, letter: str) -> str:
    """Where one of some conjunctions holds on the line of a letter; nothing where that depends on other letters."""
    found: list[Interval] = []
    for conjunction in options:
        there = solution_on_line(conjunction, background, letter)
        if there is None:
            return ""
        found += there
    return " or ".join(map(_told, _joined(found)))


def stretches(text: str) -> list[Stretch]:
    """The intervals of such a text, a single value as one without length.

    Examples
    --------
    >>> stretches("(-inf, 0.5) or {0.75}")
    [(-inf, 0.5), (0.75, 0.75)]
    """
    return [(float(low or at), float(high or at)) for low, high, at in _STRETCH.findall(text)]


def _joined(intervals: Sequence[Interval]) -> list[Interval]:
    """The same values in as few intervals as can be."""
    found: list[Interval] = []
    for interval in sorted(intervals, key=_begin):
        last = found[-1] if found else None
        if last is None or not _touches(last, interval):
            found.append(interval)
        elif _end(last) < _end(interval):
            found[-1] = Interval(last.lower, interval.upper, last.lower_closed, interval.upper_closed)
    return found


def _begin(interval: Interval) -> tuple[bool, Exact | int, bool]:
    return interval.lower is not None, interval.lower or 0, not interval.lower_closed


def _end(interval: Interval) -> tuple[bool, Exact | int, bool]:
    return interval.upper is None, interval.upper or 0, interval.upper_closed


def _touches(before: Interval, after: Interval) -> bool:
    """Whether nothing lies between two intervals, of which the second begins later."""
    if before.upper is None or after.lower is None:
        return True
    return after.lower < before.upper or (after.lower == before.upper and (after.lower_closed or before.upper_closed))


def _told(interval: Interval) -> str:
    low = "-inf" if interval.lower is None else f"{float(interval.lower):.16g}"
    high = "inf" if interval.upper is None else f"{float(interval.upper):.16g}"
    if interval.lower is not None and interval.lower == interval.upper:
        return f"{{{low}}}"
    return f"{'[' if interval.lower_closed else '('}{low}, {high}{']' if interval.upper_closed else ')'}"
