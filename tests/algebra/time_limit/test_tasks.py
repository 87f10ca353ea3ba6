"""Work in another thread: its result, its fault, and an end to the waiting."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest

from deterrence.algebra.time_limit.deadline import OutOfTime, limit_time
from deterrence.algebra.time_limit.tasks import in_time

LONG = 30.0


def test_what_a_call_returns_or_raises():
    assert in_time(lambda: [1, 2]) == [1, 2]
    with pytest.raises(ZeroDivisionError):
        in_time(lambda: 1 / 0)


def test_a_call_is_waited_for_until_the_time_is_up():
    began = time.monotonic()
    with pytest.raises(OutOfTime), limit_time(0.05):
        in_time(threading.Event().wait)
    assert time.monotonic() - began < LONG


@pytest.mark.skipif(os.name != "posix", reason="sends the signal that Ctrl-C sends")
def test_ctrl_c_ends_the_waiting():
    began = time.monotonic()
    timer = threading.Timer(0.05, lambda: os.kill(os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        in_time(lambda: time.sleep(LONG))
    assert time.monotonic() - began < LONG
