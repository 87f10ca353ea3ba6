"""Work in another thread, for whose end one waits no longer than the time limit in force, nor longer than Ctrl-C.

A long call of a library is deaf to signals, since Python hears them between its own instructions. Where the library
lets other threads run meanwhile, the call goes into a thread, and the waiting for it can be ended. The call itself
cannot: it comes to its end unheard. Where the platform has no threads (Python in a browser), all is done in the one
that there is; whoever wants to break it off there ends the whole interpreter.
"""

from __future__ import annotations

import math
import sys
import threading
import time
from collections.abc import Callable
from typing import Final, Generic, TypeVar

from deterrence.algebra.time_limit.deadline import OutOfTime, seconds_left

T = TypeVar("T")

SLICE: Final = 0.2  # on some systems a signal waits for the end of a slice
HAS_THREADS: Final = sys.platform != "emscripten"


class Task(Generic[T]):
    """Something to be done by one thread and waited for by another.

    Attributes
    ----------
    is_done
        Whether it came to its end, with a result or a fault.
    """

    def __init__(self, work: Callable[[], T]) -> None:
        self.is_done = False
        self._work = work
        self._results: list[T] = []
        self._fault: Exception | None = None
        # A bare lock, held until it is done: Ctrl-C may end a wait for it at any moment and leaves it whole.
        self._undone = threading.Lock()
        self._undone.acquire()

    def run(self) -> None:
        """Do it."""
        try:
            self._results.append(self._work())
        except Exception as fault:  # noqa: BLE001 - raised by `result`
            self._fault = fault
        self.is_done = True
        self._undone.release()

    def wait(self, seconds: float) -> bool:
        """Wait for the end, at most so many seconds; whether it came."""
        ends = time.monotonic() + seconds
        while not self.is_done:
            left = ends - time.monotonic()
            if left < 0:
                return False
            if self._undone.acquire(timeout=min(SLICE, left)):
                self._undone.release()
        return True

    def result(self) -> T:
        """What came of it; a fault is raised."""
        if self._fault is not None:
            raise self._fault
        return self._results[0]


def in_time(call: Callable[[], T]) -> T:
    """The result of a long call of a library, which must let other threads run meanwhile.

    Raises
    ------
    OutOfTime
        When the time limit in force is up before.

    Examples
    --------
    >>> in_time(lambda: 6 * 7)
    42
    """
    if not HAS_THREADS:
        return call()
    task = Task(call)
    threading.Thread(target=task.run, daemon=True).start()
    if not task.wait(seconds_left(math.inf)):
        raise OutOfTime
    return task.result()
