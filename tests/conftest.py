"""What every test runs under, what is skipped where an extra is missing, and how the slow ones are run in parts."""

import hashlib
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import settings

from deterrence.formats.extras import NotInstalledError

os.environ.setdefault("MPLBACKEND", "Agg")  # no test opens a window
# What a shell starts in the background ignores Ctrl-C, and so would all that is started from here.
signal.signal(signal.SIGINT, signal.default_int_handler)

# The same examples on every run and every machine: a red test stays red until it is mended.
# The second profile looks for new examples: `make test-slow`.
settings.register_profile("repeatable", deadline=None, derandomize=True, max_examples=12)
settings.register_profile("thorough", deadline=None, max_examples=1000)
settings.load_profile("repeatable")


# --- the slow suite, in parts ---------------------------------------------------------------------------------------


def pytest_addoption(parser):
    parser.addoption("--part", metavar="K/N", default="1/1", help="the K-th of N parts of the tests")
    parser.addoption("--sample", metavar="SEED", help="the tests in an order drawn by SEED")
    parser.addoption("--seconds", type=float, help="begin no test after this many seconds, and cut off the last one")


def draw(seed: str, item: pytest.Item) -> int:
    """A number that depends on the seed and the test's name alone, so that any machine draws the same."""
    return int.from_bytes(hashlib.sha256(f"{seed} {item.nodeid}".encode()).digest()[:8], "big")


def pytest_collection_modifyitems(config, items):
    part, parts = map(int, config.getoption("part").split("/"))
    if not 1 <= part <= parts:
        raise pytest.UsageError(f"--part is K/N with K from 1 to N, not {config.getoption('part')}")
    others = [item for item in items if draw("", item) % parts != part - 1]
    if others:
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if draw("", item) % parts == part - 1]
    seed = config.getoption("sample")
    if seed is not None:
        items.sort(key=lambda item: draw(seed, item))


def pytest_collection_finish(session):
    session.config.begun = time.monotonic()


def seconds_left(item: pytest.Item) -> float | None:
    seconds = item.config.getoption("seconds")
    return None if seconds is None else item.config.begun + seconds - time.monotonic()


@contextmanager
def skipping_what_needs_an_extra() -> Iterator[None]:
    """A test of something that is installed on request is skipped where it is not installed."""
    try:
        yield
    except NotInstalledError as missing:
        pytest.skip(str(missing))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item):
    left = seconds_left(item)
    if left is not None and left <= 0:
        pytest.skip("not begun: the time is up")
    with skipping_what_needs_an_extra():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    with skipping_what_needs_an_extra(), cut_off_after(seconds_left(item)):
        return (yield)


@contextmanager
def cut_off_after(seconds: float | None) -> Iterator[None]:
    """A test that is still running after so many seconds is skipped, where the system has a timer for that."""
    if seconds is None or not hasattr(signal, "setitimer"):
        yield
        return

    def cut_off(*_):
        pytest.skip("cut off: the time is up")

    before = signal.signal(signal.SIGALRM, cut_off)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.01))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
