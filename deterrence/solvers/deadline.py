"""A time limit that a search asks about, so that it stops in good order with what it has."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

DEFAULT_SECONDS = 300.0


class OutOfTime(Exception):
    """Raised inside a search when its time is up; never reaches the user."""


@dataclass
class Deadline:
    """So many seconds from now, or so many steps of the search, whichever comes first (None: no limit).

    Steps are the same on every machine; seconds are the safety net.
    """

    seconds: float | None = DEFAULT_SECONDS
    steps: int | None = None
    started: float = field(default_factory=time.monotonic)
    taken: int = 0

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
        return self.seconds is not None and time.monotonic() - self.started > self.seconds

    def with_steps(self, steps: int | None) -> Deadline:
        """The same end of time, with a count of steps of its own."""
        return Deadline(self.seconds, steps, self.started)

    @property
    def left(self) -> float | None:
        """The seconds that are left; None without a limit."""
        return None if self.seconds is None else max(0.0, self.seconds - (time.monotonic() - self.started))

    @property
    def why(self) -> str:
        """What an incomplete answer says."""
        if self.steps is not None and self.taken > self.steps:
            return f"the search stopped after {self.steps} steps"
        return f"the search stopped at its time limit of {self.seconds:g} seconds"
