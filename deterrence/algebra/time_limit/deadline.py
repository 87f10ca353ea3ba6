"""When work must end: one limit of time that everything below a public call keeps.

A call that takes a `time_limit` enters it with `limit_time`; whatever runs inside it, however deep, asks `is_over`,
`seconds_left` or `check_time`. Of limits inside one another the nearest holds. The limit belongs to the thread (and to
the asynchronous task) that entered it.

What is asked when the time is up:

- a search stops in good order with what it has: `check_time` raises `OutOfTime`, which it catches;
- a question that may go undecided (`decide.possible`, `prove.find`) is undecided, and that is not remembered;
- a text that would have been simplified is given unsimplified, and says so.

Limits of steps (`Deadline.steps`) come first, being the same on every machine; seconds are the safety net.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from numbers import Real
from typing import Any, Final, TypeVar

DEFAULT_SECONDS: Final = 300.0

T = TypeVar("T")


class OutOfTime(Exception):
    """Raised inside a search when its time is up; never reaches the user."""


class Deadline:
    """So many seconds from now, or so many steps of the search, whichever comes first (None: no limit).

    Where a nearer limit is already in force (`limit_time`), that one holds.

    Attributes
    ----------
    ends
        When the time is up, on the clock of `time.monotonic`.
    seconds
        How long the limit that holds was said to be; None where there is none.
    steps, taken
        The limit of steps, and how many were taken.
    """

    def __init__(self, seconds: float | None = None, steps: int | None = None) -> None:
        self.ends = math.inf if seconds is None else time.monotonic() + seconds
        self.seconds = seconds
        self.steps = steps
        self.taken = 0
        outer = _in_force.get()
        if outer is not None and outer.ends <= self.ends:
            self.ends, self.seconds = outer.ends, outer.seconds

    def check(self) -> None:
        """Count a step, and raise `OutOfTime` when the time or the steps are up."""
        self.taken += 1
        if self.steps is not None and self.taken > self.steps:
            raise OutOfTime
        if self.is_over:
            raise OutOfTime

    @property
    def is_over(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() >= self.ends

    def with_steps(self, steps: int | None) -> Deadline:
        """The same end of time, with a count of steps of its own."""
        other = Deadline(None, steps)
        other.ends, other.seconds = self.ends, self.seconds
        return other

    @property
    def left(self) -> float | None:
        """The seconds that are left; None without a limit."""
        return None if self.seconds is None else max(0.0, self.ends - time.monotonic())

    @property
    def why(self) -> str:
        """What an incomplete answer says."""
        if self.steps is not None and self.taken > self.steps:
            return f"the search stopped after {self.steps} steps"
        return f"the search stopped at its time limit of {self.seconds:g} seconds"


_in_force: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


@contextmanager
def limit_time(time_limit: float | None) -> Iterator[Deadline]:
    """Let everything in the block end within so many seconds (None: no limit but those already in force).

    Raises
    ------
    ValueError
        When `time_limit` is no number of seconds.

    Examples
    --------
    >>> with limit_time(60), limit_time(5):
    ...     with limit_time(20) as deadline:
    ...         deadline.seconds
    5.0
    """
    deadline = Deadline(seconds_of(time_limit))
    token = _in_force.set(deadline)
    try:
        yield deadline
    finally:
        _in_force.reset(token)


@contextmanager
def keep_back(seconds: float) -> Iterator[Deadline]:
    """Let the block end so many seconds before the limit in force, but in half its time at the earliest.

    What is kept back is for what follows when the block does not come to its end.

    Examples
    --------
    >>> with limit_time(100), keep_back(20) as earlier:
    ...     round(earlier.left), earlier.seconds
    (80, 100.0)
    """
    outer = _in_force.get()
    deadline = Deadline()
    if outer is not None:
        deadline.ends -= min(seconds, max(0.0, outer.ends - time.monotonic()) / 2)
    token = _in_force.set(deadline)
    try:
        yield deadline
    finally:
        _in_force.reset(token)


def seconds_of(time_limit: Any) -> float | None:
    """A time limit as seconds; None where there is none.

    Raises
    ------
    ValueError
        When it is no number, negative or not a number at all.

    Examples
    --------
    >>> seconds_of("5")
    Traceback (most recent call last):
    ...
    ValueError: time_limit is '5'; expected a number of seconds, not negative, or None for no limit
    """
    if time_limit is None:
        return None
    if isinstance(time_limit, bool) or not isinstance(time_limit, Real) or not float(time_limit) >= 0:
        wanted = "a number of seconds, not negative, or None for no limit"
        raise ValueError(f"time_limit is {time_limit!r}; expected {wanted}")
    return None if time_limit == math.inf else float(time_limit)


def is_over() -> bool:
    """Whether the time of the nearest limit in force is up."""
    deadline = _in_force.get()
    return deadline is not None and deadline.is_over


def seconds_left(at_most: float) -> float:
    """The seconds that the nearest limit in force leaves, and no more than `at_most`."""
    deadline = _in_force.get()
    return at_most if deadline is None else max(0.0, min(at_most, deadline.ends - time.monotonic()))


def check_time() -> None:
    """Raise `OutOfTime` when the time of the nearest limit in force is up."""
    if is_over():
        raise OutOfTime


def in_time(things: Iterable[T]) -> Iterator[T]:
    """The things one by one, until the time of the nearest limit in force is up; the first one always."""
    for number, thing in enumerate(things):
        if number and is_over():
            return
        yield thing


class property_in_time(cached_property[T]):  # noqa: N801
    """A cached property that is not kept where the time was up when it was done: it may have been cut short."""

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None or self.attrname is None:
            return self
        value = self.func(instance)
        if not is_over():
            vars(instance)[self.attrname] = value
        return value
