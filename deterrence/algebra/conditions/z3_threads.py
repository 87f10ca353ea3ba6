"""z3 at work in threads of its own, so that several threads may ask it and a question can be broken off.

A z3 context belongs to one thread, and a question is a single call that no signal reaches: Ctrl-C would have to wait
for its end. So every context is made, used and dropped in a thread that does nothing else (a worker), and whoever asks
waits for the answer: Ctrl-C ends the waiting at once, a time limit when it is up. Then the worker is told to stop; one
that goes on is left to itself. There are as many workers as ever asked at the same time. Where the platform has no
threads, the only one asks for itself, and z3's count of steps is the limit.
"""

from __future__ import annotations

import atexit
import os
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, Final, TypeVar

from deterrence.algebra.time_limit.tasks import HAS_THREADS, Task

T = TypeVar("T")

GRACE: Final = 0.25  # seconds that a question is given to stop
AT_EXIT: Final = 1.0  # the same before the interpreter ends
TICK: Final = 0.01
MOST_KEPT: Final = 5_000


class Session:
    """A z3 context with the expressions made in it, for the worker whose it is.

    Attributes
    ----------
    context
        The context.
    kept
        Expressions by what they express.
    is_stopped
        Whether the answer to the present question is wanted no longer.
    """

    def __init__(self) -> None:
        import z3

        self.context: Any = z3.Context()
        self.kept: dict[Any, Any] = {}
        self.is_stopped = False

    def stop(self) -> None:
        """Break off the present question; the only thing that another thread may do."""
        self.is_stopped = True
        self.context.interrupt()


class _Worker:
    """A thread that answers one question after the other, in its own session."""

    def __init__(self) -> None:
        self.tasks: SimpleQueue[Task[Any] | None] = SimpleQueue()
        self.session: Session | None = None
        self.task: Task[Any] | None = None
        _all.add(self)
        if HAS_THREADS:
            threading.Thread(target=self._run, name="z3", daemon=True).start()

    def _run(self) -> None:
        while (task := self.tasks.get()) is not None:
            task.run()
        _all.discard(self)

    def begin(self) -> Session:
        """The session, for a new question."""
        if self.session is None or len(self.session.kept) > MOST_KEPT:
            self.session = Session()
        self.session.is_stopped = False
        return self.session

    def stops(self, task: Task[Any]) -> bool:
        """Break the task off, and whether that worked; if not, the worker ends when the task does."""
        ends = time.monotonic() + GRACE
        # A word to stop that comes just before z3 is called is lost: it is said until it is heard.
        while time.monotonic() < ends:
            if self.session is not None:
                self.session.stop()
            if task.wait(TICK):
                return True
        self.tasks.put(None)
        return False


_all: set[_Worker] = set()
_idle: list[_Worker] = []
_closed: list[bool] = []


def ask(question: Callable[[Session], T], seconds: float) -> T | None:
    """What the question returns when it is called, in a worker, with a z3 session; None if it takes too long.

    A question that calls z3 several times looks at `Session.is_stopped` in between.
    """
    if _closed:
        return None
    worker = _idle.pop() if _idle else _Worker()
    worker.task = task = Task(lambda: question(worker.begin()))
    is_free = False
    try:
        if HAS_THREADS:
            worker.tasks.put(task)
        else:
            task.run()
        is_free = task.wait(seconds)
    finally:  # also where Ctrl-C ended the waiting
        if is_free or worker.stops(task):
            _idle.append(worker)
    return task.result() if is_free else None


def _close() -> None:
    """Stop what is still at work before the interpreter takes z3 away from under it."""
    _closed.append(True)
    ends = time.monotonic() + AT_EXIT
    while (busy := [w for w in list(_all) if w.task and not w.task.is_done]) and time.monotonic() < ends:
        for worker in busy:
            if worker.session is not None:
                worker.session.stop()
        time.sleep(TICK)


def _forget() -> None:
    """In a process that was forked off there are no workers."""
    _all.clear()
    _idle.clear()


atexit.register(_close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
