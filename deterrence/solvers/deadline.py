"""A time limit that a search asks about, so that it stops in good order with what it has."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

DEFAULT_SECONDS = 300.0


class OutOfTime(Exception):
    """Raised inside a search when its time is up; never reaches the user."""


@dataclass
class Deadline:
    """So many seconds from now (None: no limit)."""

    seconds: float | None = DEFAULT_SECONDS
    started: float = field(default_factory=time.monotonic)

    def check(self) -> None:
        """Raise `OutOfTime` when the time is up."""
        if self.seconds is not None and time.monotonic() - self.started > self.seconds:
            raise OutOfTime

    @property
    def why(self) -> str:
        """What an incomplete answer says."""
        return f"the search stopped at its time limit of {self.seconds:g} seconds"
