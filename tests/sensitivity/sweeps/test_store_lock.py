"""One writer at a time, and a killed one stands in nobody's way."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

import deterrence as dt
from deterrence.sensitivity.sweeps import store_lock
from deterrence.sensitivity.sweeps.store_lock import StoreInUseError, only_writer

HOLD = """
import sys
from pathlib import Path
from deterrence.sensitivity.sweeps.store_lock import only_writer

with only_writer(Path(sys.argv[1]), Path("s.zarr")):
    print("held", flush=True)
    sys.stdin.read()
"""


def holder(lock: Path) -> subprocess.Popen:
    """Another process that holds the lock until it is told to go on, or killed."""
    environment = {**os.environ, "PYTHONPATH": str(Path(dt.__file__).parents[1])}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(lock)], env=environment, **pipes)
    assert process.stdout.readline() == "held\n"
    return process


def test_the_second_is_told_who_holds_it_and_a_killed_process_holds_nothing(tmp_path):
    lock = tmp_path / ".s.zarr.lock"
    with holder(lock) as process:
        told = pytest.raises(StoreInUseError, match=rf"process {process.pid} on \S+ since \d{{4}}-.*give another")
        with told, only_writer(lock, Path("s.zarr")):
            pytest.fail("two at once")
        process.kill()
        process.wait()
        assert lock.exists()
        with only_writer(lock, Path("s.zarr")):
            pass
        assert not lock.exists()


def test_one_that_was_refused_leaves_the_lock_to_its_holder(tmp_path):
    lock = tmp_path / "lock"
    with only_writer(lock, tmp_path):
        for _ in range(2):
            with pytest.raises(StoreInUseError), only_writer(lock, tmp_path):
                pytest.fail("two at once")
    assert not lock.exists()


def test_a_lock_on_a_file_that_its_holder_has_just_removed_is_none(tmp_path, monkeypatch):
    """Between opening and locking the holder goes and removes the file: others would lock another one of that name."""
    lock, locked, removals = tmp_path / "lock", store_lock._lock, []

    def after_a_removal(handle: int) -> None:
        if not removals:
            lock.unlink()
            removals.append(handle)
        locked(handle)

    monkeypatch.setattr(store_lock, "_lock", after_a_removal)
    with only_writer(lock, tmp_path):
        assert removals
        with pytest.raises(StoreInUseError), only_writer(lock, tmp_path):
            pytest.fail("two at once")


def test_many_at_once_hold_it_one_after_the_other(tmp_path):
    inside, most, done = [], [], []

    def work() -> None:
        while len(done) < 100:
            with suppress(StoreInUseError), only_writer(tmp_path / "lock", tmp_path):
                inside.append(1)
                time.sleep(0.0005)
                most.append(len(inside))
                inside.pop()
                done.append(1)

    with ThreadPoolExecutor(4) as threads:
        for finished in [threads.submit(work) for _ in range(4)]:
            finished.result()
    assert max(most) == 1


def test_two_sweeps_on_one_store(tmp_path):
    """The second is refused while the first one writes, and opens what the first one wrote when it is whole."""
    pytest.importorskip("zarr")
    pytest.importorskip("dask")
    game, grid = dt.load("nll-probe"), {"c": [0.1, 0.5, 0.9]}
    refused: list[str] = []

    def meddle(done: int, of: int) -> None:
        if not refused:
            with pytest.raises(StoreInUseError, match=rf"process {os.getpid()} on ") as told:
                dt.sweep(game, **grid, store=tmp_path / "s.zarr", chunks=1)
            refused.append(str(told.value))

    first = dt.sweep(game, **grid, store=tmp_path / "s.zarr", chunks=1, progress=meddle)
    assert refused
    assert dt.sweep(game, **grid, store=tmp_path / "s.zarr", chunks=1).identical(first)
    assert [path.name for path in tmp_path.iterdir()] == ["s.zarr"]


def test_a_store_that_could_not_be_begun_leaves_nothing(tmp_path, monkeypatch):
    pytest.importorskip("zarr")
    pytest.importorskip("dask")

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("deterrence.sensitivity.sweeps.on_disk._write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        dt.sweep(dt.load("nll-probe"), c=[0.1, 0.5], store=tmp_path / "s.zarr")
    assert list(tmp_path.iterdir()) == []
