"""Sweeps on disk: whatever interrupts or damages a run, the next one arrives at the same files or says why not."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import deterrence as dt
from deterrence.sensitivity.sweeps import on_disk
from deterrence.sensitivity.sweeps.sweep import sweep

PROBE = dt.load("nll-probe")
GRID = {"c": np.linspace(0, 1, 21), "k": [1, 2, "10/3", 7]}


def files(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A finished store, to be copied."""
    root = tmp_path_factory.mktemp("whole") / "s"
    sweep(PROBE, **GRID, store=root, chunks={"c": 5})
    return root


def test_a_store_holds_the_table(tmp_path):
    seen: list[tuple[int, int]] = []
    kept = sweep(
        PROBE, **GRID, store=tmp_path / "s", chunks={"c": 5}, progress=lambda done, of: seen.append((done, of))
    )
    xr.testing.assert_equal(kept.compute(), sweep(PROBE, **GRID))
    assert seen == [(n, 5) for n in range(1, 6)]
    assert {key: value for key, value in kept.attrs.items() if key != "fingerprint"} == sweep(PROBE, **GRID).attrs
    assert not list(tmp_path.glob(".*"))
    before = files(tmp_path / "s")
    again = sweep(
        PROBE, **GRID, store=tmp_path / "s", chunks={"c": 5}, progress=lambda *_: pytest.fail("computed again")
    )
    assert files(tmp_path / "s") == before
    xr.testing.assert_identical(again.compute(), kept.compute())


class Interrupted(Exception):
    """Stands for the power going."""


def test_a_run_that_was_interrupted_continues_to_the_same_files(tmp_path, whole):
    def stop(done: int, of: int) -> None:
        if done >= 2:
            raise Interrupted

    with pytest.raises(Interrupted):
        sweep(PROBE, **GRID, store=tmp_path / "broken", chunks={"c": 5}, progress=stop)
    (tmp_path / "broken" / "payoff" / "0.0.3.abcdef.partial").write_bytes(b"half")
    counted: list[int] = []
    sweep(PROBE, **GRID, store=tmp_path / "broken", chunks={"c": 5}, progress=lambda done, of: counted.append(done))
    assert len(counted) <= 3
    assert files(tmp_path / "broken") == files(whole)


def test_a_store_of_another_sweep_is_refused(whole):
    before = files(whole)
    for other in ({"c": np.linspace(0, 1, 22)}, {"k": [1, 2, 10 / 3, 7]}, {"b": 5}):
        with pytest.raises(ValueError, match="holds another sweep"):
            sweep(PROBE, **{**GRID, **other}, store=whole, chunks={"c": 5})
    with pytest.raises(ValueError, match="holds another sweep"):
        sweep(dt.load("chicken"), P=[0.5], store=whole)
    with pytest.raises(ValueError, match="other chunks"):
        sweep(PROBE, **GRID, store=whole, chunks=7)
    assert files(whole) == before


def test_a_directory_that_is_no_store_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("four years of work")
    with pytest.raises(ValueError, match="not a sweep"):
        sweep(PROBE, **GRID, store=tmp_path)
    with pytest.raises(ValueError, match="is a file"):
        sweep(PROBE, **GRID, store=tmp_path / "thesis.txt")
    assert files(tmp_path) == {"thesis.txt": b"four years of work"}


def test_an_empty_directory_may_be_given(tmp_path):
    (tmp_path / "s").mkdir()
    sweep(PROBE, c=[0.5], store=tmp_path / "s")
    assert (tmp_path / "s" / ".zattrs").exists()


def test_a_full_disk_is_explained_and_mended(tmp_path, monkeypatch):
    written = on_disk.Chunk.write
    calls: list[int] = []

    def failing(self, here):
        calls.append(self.number)
        if len(calls) > 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        return written(self, here)

    monkeypatch.setattr(on_disk.Chunk, "write", failing)
    with pytest.raises(OSError, match=r"the disk is full\. What is written stays") as caught:
        sweep(PROBE, **GRID, store=tmp_path / "s", chunks={"c": 3})
    assert caught.value.errno == errno.ENOSPC
    monkeypatch.undo()
    kept = sweep(PROBE, **GRID, store=tmp_path / "s", chunks={"c": 3})
    xr.testing.assert_equal(kept.compute(), sweep(PROBE, **GRID))


# --- damage -----------------------------------------------------------------------------------------------------------


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def halved(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize(("damage", "finished"), [(Path.unlink, True), (halved, False)])
def test_a_chunk_that_was_cut_short_is_computed_again(whole, tmp_path, damage, finished):
    """A reader of Zarr would take a missing chunk for an empty one: no equilibrium there, and no error."""
    store, before = tmp_path / "s", files(whole)
    shutil.copytree(whole, store)
    if not finished:
        written = json.loads((store / ".written.json").read_text())
        (store / ".progress").mkdir()
        for number, sizes in enumerate(written.pop("chunks")[:4]):
            (store / ".progress" / str(number)).write_text(json.dumps(sizes))
        (store / ".written.json").write_text(json.dumps(written))
    damage(store / "payoff" / "0.0.2.0")
    if not finished:
        emptied(store / ".progress" / "1")
    counted: list[tuple[int, int]] = []
    sweep(PROBE, **GRID, store=store, chunks={"c": 5}, progress=lambda *step: counted.append(step))
    assert len(counted) == (1 if finished else 3)
    assert counted[-1] == (5, 5)
    assert files(store) == before


@pytest.mark.parametrize(
    ("path", "damage"),
    [
        (".zmetadata", Path.unlink),
        ("payoff/.zarray", halved),
        (".written.json", halved),
    ],
)
def test_a_store_without_its_names_is_refused(whole, tmp_path, path, damage):
    store = tmp_path / "s"
    shutil.copytree(whole, store)
    damage(store / path)
    before = files(store)
    with pytest.raises(ValueError, match="was cut short; missing or not whole: .*open_zarr"):
        sweep(PROBE, **GRID, store=store, chunks={"c": 5})
    assert files(store) == before
    if path.startswith((".written", "payoff")):  # the rest is readable still
        assert xr.open_zarr(store).equilibria.shape == (21, 4)


def test_what_was_written_before_an_error_is_readable(whole, tmp_path):
    def stop(done: int, of: int) -> None:
        if done == 2:
            raise Interrupted

    with pytest.raises(Interrupted):
        sweep(PROBE, **GRID, store=tmp_path / "s", chunks={"c": 5}, progress=stop)
    done = [int(mark.name) for mark in (tmp_path / "s" / ".progress").iterdir()]
    part, all_of_it = xr.open_zarr(tmp_path / "s"), xr.open_zarr(whole)
    for number in done:
        here = {"c": slice(5 * number, 5 * number + 5)}
        xr.testing.assert_equal(part.isel(here).compute(), all_of_it.isel(here).compute())


FULL = """
import subprocess, sys
import numpy as np, xarray as xr
import deterrence as dt

root, game = sys.argv[1], dt.load("nll-probe")
random = np.random.default_rng(0)
grid = {"c": random.random(400), "k": random.uniform(1, 9, 100)}

def remount(how):
    subprocess.run(["mount", "-o", f"remount,{how}", root], check=True)

def refused(store):
    try:
        dt.sweep(game, **grid, store=store, chunks={"c": 10})
    except OSError as fault:
        return str(fault)

assert "the disk is full. What is written stays" in refused(f"{root}/s")
part, whole = xr.open_zarr(f"{root}/s"), dt.sweep(game, **grid)
there = part.isel(c=slice(0, 10)).compute()
assert there.identical(whole.isel(c=slice(0, 10)).assign_attrs(there.attrs))
remount("size=64m")
assert dt.sweep(game, **grid, store=f"{root}/s", chunks={"c": 10}).compute().equals(whole)
remount("ro")
assert dt.sweep(game, **grid, store=f"{root}/s", chunks={"c": 10}).compute().equals(whole)
assert "on a file system that can only be read" in refused(f"{root}/t")
assert "on a file system that can only be read" in refused(f"{root}/new/t")
print("as it should be")
"""


@pytest.mark.slow
def test_a_disk_that_is_really_full(tmp_path):
    """On a file system of one megabyte, where the kernel lets an ordinary user mount one."""
    if shutil.which("unshare") is None:
        pytest.skip("there is no unshare")
    mount = ["unshare", "-Urm", "sh", "-c", 'mount -t tmpfs -o size=1m none "$0" && exec "$@"', str(tmp_path)]
    if subprocess.run([*mount, "true"], check=False, capture_output=True).returncode:
        pytest.skip("no file system may be mounted here")
    environment = {**os.environ, "PYTHONPATH": str(Path(dt.__file__).parents[1])}
    command = [*mount, sys.executable, "-c", FULL, str(tmp_path)]
    ran = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    assert ran.stdout == "as it should be\n", ran.stderr


# --- SIGKILL ----------------------------------------------------------------------------------------------------------

MANY = {"c": np.linspace(0, 1, 401), "k": np.linspace(1, 9, 50)}


def run_into(store: str) -> None:
    sweep(dt.load("nll-probe"), **MANY, store=store, chunks={"c": 2})


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is POSIX")
def test_killed_twenty_times_a_run_continues_to_the_same_files(tmp_path):
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["deterrence.sensitivity.sweeps.sweep", "xarray", "zarr", "dask.array"])

    def started(name: str) -> multiprocessing.process.BaseProcess:
        run = processes.Process(target=run_into, args=(str(tmp_path / name),))
        run.start()
        return run

    started("warm").join()
    began = time.monotonic()
    started("whole").join()
    lasts, expected = time.monotonic() - began, files(tmp_path / "whole")
    random_moment = random.Random(1).uniform
    kills = finishes = 0
    while kills < 20:
        run = started("broken")
        run.join(random_moment(0, lasts))
        if run.is_alive():
            run.kill()
            kills += 1
        run.join()
        root = tmp_path / "broken"
        if (root / ".zattrs").exists() and not (root / ".progress").exists():
            assert files(root) == expected
            shutil.rmtree(root)
            finishes += 1
    started("broken").join()
    assert finishes > 0
    assert files(tmp_path / "broken") == expected
    assert not list(tmp_path.glob(".*"))


# --- a cluster --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def client():
    """Two workers of Dask on this machine, each a process."""
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        distributed.Client(cluster) as found,
    ):
        yield found


@pytest.mark.slow
def test_a_cluster_computes_the_same_bytes(tmp_path, whole, client):
    sweep(PROBE, **GRID, store=tmp_path / "together", chunks={"c": 5})
    assert files(tmp_path / "together") == files(whole)
    lazy, alone = sweep(PROBE, **GRID, chunks={"c": 5}), sweep(PROBE, **GRID)
    xr.testing.assert_identical(lazy.compute(), alone)
    assert all(lazy[name].values.tobytes() == alone[name].values.tobytes() for name in alone.data_vars)


@pytest.mark.slow
def test_when_a_worker_is_killed_the_run_finishes(tmp_path, client):
    pids = client.run(os.getpid)
    victim = next(iter(pids.values()))

    def kill(done: int, of: int) -> None:
        if done == 20:
            os.kill(victim, 9)

    sweep(PROBE, **MANY, store=tmp_path / "bereft", chunks={"c": 2}, progress=kill)
    assert victim not in client.run(os.getpid).values()
    table = xr.open_zarr(tmp_path / "bereft").compute()
    xr.testing.assert_equal(table, sweep(PROBE, **MANY))
