"""Parts are fetched once, held to their digests, and kept."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from deterrence.classroom import parts as module
from deterrence.classroom.parts import Part, PartMissingError, cache_folder, content, parts

CONTENT = b"a wheel"
PART = Part("some-part", "1.0", "pip", "some_part-1.0.whl", sha256(CONTENT).hexdigest(), "MIT")


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that were run; each writes a file into its folder, as a client does."""
    run: list[list[str]] = []

    def client(command: list[str], cwd: str, **_: Any) -> subprocess.CompletedProcess[str]:
        run.append(command)
        (Path(cwd) / PART.file).write_bytes(CONTENT)
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(module.subprocess, "run", client)
    return run


def test_every_part_has_a_digest_and_a_version_in_its_name() -> None:
    for part in parts():
        assert len(part.sha256) == 64
        assert f"-{part.version}" in part.file
        assert part.license


def test_a_part_is_fetched_once(commands: list[list[str]]) -> None:
    told: list[str] = []
    assert content(PART, told.append) == CONTENT
    assert content(PART, told.append) == CONTENT
    assert len(commands) == len(told) == 1
    assert [path.read_bytes() for path in cache_folder().iterdir()] == [CONTENT]


def test_a_part_that_was_changed_in_the_cache_is_fetched_anew(commands: list[list[str]]) -> None:
    content(PART)
    next(cache_folder().iterdir()).write_bytes(b"something else")
    assert content(PART) == CONTENT
    assert len(commands) == 2


def test_what_is_not_the_file_expected_is_refused(commands: list[list[str]]) -> None:
    with pytest.raises(PartMissingError, match=r"some-part 1\.0 cannot be had.*was expected"):
        content(replace(PART, sha256="0" * 64))
    assert not cache_folder().exists()


def test_why_a_client_failed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    done = subprocess.CompletedProcess([], 1, "", "notice\nERROR: no route to the registry\nmore")
    monkeypatch.setattr(module.subprocess, "run", lambda *_, **__: done)
    with pytest.raises(PartMissingError, match="pip says: ERROR: no route to the registry"):
        content(PART)


def test_without_npm_what_to_install_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.shutil, "which", lambda _: None)
    with pytest.raises(PartMissingError, match="npm, which is not installed"):
        content(replace(PART, client="npm"))
