"""The memory of a started Python: made by Node.js where that is, kept, and done without where it is not."""

from __future__ import annotations

import gzip
import stat
from pathlib import Path

import pytest

from deterrence.classroom.snapshot import snapshot

FILES = {"package/pyodide.mjs": b"", "package/pyodide.asm.wasm": b"wasm", "package/README.md": b""}

MODULES = {"ruamel/yaml/__init__.py": b"version = 1"}


def node(folder: Path, monkeypatch: pytest.MonkeyPatch, does: str) -> None:
    """A stand-in for Node.js, the only program that is found."""
    program = folder / "bin" / "node"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{does}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "deterrence" / "parts"


def test_it_is_made_once_and_kept(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    node(tmp_path, monkeypatch, 'cat "$2/pyodide.asm.wasm" > "$3"')
    told: list[str] = []
    made = snapshot(FILES, MODULES, told.append)
    assert made is not None
    assert gzip.decompress(made) == b"wasm"
    assert snapshot(FILES, MODULES, told.append) == made
    assert len(told) == 1
    assert [path.read_bytes() for path in cache.iterdir()] == [made]


def test_another_library_has_another_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    node(tmp_path, monkeypatch, 'cat "$2/modules.tar" > "$3"')
    first, second = (snapshot(FILES, {"a.py": held}, lambda _: None) for held in (b"1", b"2"))
    assert first is not None
    assert second is not None
    assert first != second
    assert b"a.py" in gzip.decompress(second)


def test_another_pyodide_has_another_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    node(tmp_path, monkeypatch, 'cat "$2/pyodide.asm.wasm" > "$3"')
    snapshot(FILES, MODULES, lambda _: None)
    made = snapshot({**FILES, "package/pyodide.asm.wasm": b"newer"}, MODULES, lambda _: None)
    assert made is not None
    assert gzip.decompress(made) == b"newer"


@pytest.mark.parametrize("does", ["exit 1", "true", 'echo half > "$3"; exit 2'])
def test_a_node_that_cannot_make_it_is_done_without(
    does: str, tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    node(tmp_path, monkeypatch, does)
    assert snapshot(FILES, MODULES, lambda _: None) is None
    assert not cache.exists()


def test_without_node_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert snapshot(FILES, MODULES, lambda _: None) is None
