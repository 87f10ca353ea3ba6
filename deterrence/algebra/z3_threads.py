"""z3 at work in threads of its own, so that several threads may ask it and a question can be broken off.

A z3 context belongs to one thread, and a question is a single call that no signal reaches: Ctrl-C would have to wait
for its end. So every context is made, used and dropped in a thread that does nothing else (a worker), and whoever asks
waits for the answer: Ctrl-C ends the waiting at once, a time limit when it is up. Then the worker is told to stop; one
that goes on is left to itself. There are as many workers as ever asked at the same time.
"""

from __future__ import annotations

import atexit
import os
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, Final, Generic, TypeVar

T = TypeVar("T")

GRACE: Final = 0.25  # seconds that a question is given to stop
AT_EXIT: Final = 1.0  # the same before the interpreter ends
TICK: Final = 0.01
SLICE: Final = 0.2
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


class _Task(Generic[T]):
    """A question put to a worker, and the answer once there is one."""

    def __init__(self, question: Callable[[Session], T]) -> None:
        self.question = question
        self.answer: T | None = None
        self.fault: Exception | None = None
        self.is_done = False
        # A bare lock, held until it is done: Ctrl-C may end a wait for it at any moment and leaves it whole.
        self.wait = threading.Lock()
        self.wait.acquire()


class _Worker:
    """A thread that answers one question after the other, in its own session."""

    def __init__(self) -> None:
        self.tasks: SimpleQueue[_Task[Any] | None] = SimpleQueue()
        self.session: Session | None = None
        threading.Thread(target=self._run, name="z3", daemon=True).start()

    def _run(self) -> None:
        while (task := self.tasks.get()) is not None:
            try:
                task.answer = task.question(self._session())
            except Exception as fault:  # noqa: BLE001 - raised by whoever asked
                task.fault = fault
            _busy.discard(self)
            task.is_done = True
            task.wait.release()

    def _session(self) -> Session:
        if self.session is None or len(self.session.kept) > MOST_KEPT:
            self.session = Session()
        self.session.is_stopped = False
        return self.session

    def waited(self, task: _Task[Any], seconds: float) -> bool:
        """Wait so many seconds for the answer; whether it is there."""
        ends = time.monotonic() + seconds
        # In slices: on some systems a signal waits for the end of a slice.
        while not task.wait.acquire(timeout=max(0.0, min(SLICE, ends - time.monotonic()))):
            if time.monotonic() >= ends:
                return False
        return True

    def stops(self, task: _Task[Any]) -> bool:
        """Break the task off, and whether that worked; if not, the worker ends when the task does."""
        ends = time.monotonic() + GRACE
        # A word to stop that comes just before z3 is called is lost: it is said until it is heard.
        while time.monotonic() < ends:
            if self.session is not None:
                self.session.stop()
            if task.is_done or task.wait.acquire(timeout=TICK):
                return True
        self.tasks.put(None)
        return False


_idle: list[_Worker] = []
_busy: set[_Worker] = set()
_closed: list[bool] = []


def ask(question: Callable[[Session], T], seconds: float) -> T | None:
    """What the question returns when it is called, in a worker, with a z3 session; None if it takes too long.

    A question that calls z3 several times looks at `Session.is_stopped` in between.
    """
    if _closed:
        return None
    worker = _idle.pop() if _idle else _Worker()
    task = _Task(question)
    is_free = False
    try:
        _busy.add(worker)
        worker.tasks.put(task)
        is_free = worker.waited(task, seconds)
    finally:  # also where Ctrl-C ended the waiting
        if is_free or worker.stops(task):
            _idle.append(worker)
    if task.fault is not None and is_free:
        raise task.fault
    return task.answer


def _close() -> None:
    """Stop what is still at work before the interpreter takes z3 away from under it."""
    _closed.append(True)
    ends = time.monotonic() + AT_EXIT
    while _busy and time.monotonic() < ends:
        for worker in list(_busy):
            if worker.session is not None:
                worker.session.stop()
        time.sleep(TICK)


def _forget() -> None:
    """In a process that was forked off there are no workers."""
    _idle.clear()
    _busy.clear()


atexit.register(_close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
