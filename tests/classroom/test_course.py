"""How a classroom is put together, with small stand-ins for its parts."""

from __future__ import annotations

import gzip
import io
import json
import re
import shutil
import subprocess
import tarfile
import zipfile
from base64 import b64decode, b64encode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

import deterrence as dt
from deterrence.classroom import course as module
from deterrence.classroom.course import classroom
from deterrence.classroom.parts import Part
from deterrence.classroom.program import CHANGES
from deterrence.cli import main

INNER = f"async function _createPyodideModule() {{}}{''.join(CHANGES)}"
OUTER = "function dt() {}export{dt as loadPyodide,U as version};"


def stand_in(part: Part, inner: str = INNER) -> bytes:
    written = io.BytesIO()
    if part.client == "pip":
        with zipfile.ZipFile(written, "w") as wheel:
            wheel.writestr(f"{part.name}/__init__.py", "")
        return written.getvalue()
    files = {"pyodide.asm.mjs": inner, "pyodide.mjs": OUTER, "pyodide.asm.wasm": "wasm", "python_stdlib.zip": "library"}
    with tarfile.open(fileobj=written, mode="w:gz") as archive:
        for name, text in files.items():
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    return written.getvalue()


def stand_in_memory(files: Mapping[str, bytes], modules: Mapping[str, bytes], _: Any) -> bytes:
    """Memory that says what it holds."""
    return gzip.compress(files["package/pyodide.asm.wasm"] + " ".join(modules).encode(), mtime=0)


@pytest.fixture(autouse=True)
def parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "content", lambda part, _: stand_in(part))
    monkeypatch.setattr(module, "snapshot", stand_in_memory)
    monkeypatch.setattr(module, "page", lambda game: f"the page of {game.title}")


def part_of(page: str, name: str) -> bytes:
    found = re.search(f'<script type="text/plain" id="part-{name}">([^<]*)</script>', page)
    assert found is not None
    return gzip.decompress(b64decode(found[1]))


def test_the_page_holds_all_that_the_worker_starts_from() -> None:
    page = classroom(models=["nll-probe"], lesson=None)
    assert part_of(page, "wasm") == b"wasm"
    assert part_of(page, "stdlib") == b"library"
    assert part_of(page, "memory") == b"wasmruamel.yaml/__init__.py"
    worker = part_of(page, "worker").decode()
    assert "const loadPyodide = dt;" in worker
    assert not re.search(r"\bexport\b *(default|\{)|\bimport\.meta", worker)
    assert "Object.entries(GOT)" not in worker
    with tarfile.open(fileobj=io.BytesIO(part_of(page, "packages"))) as archive:
        names = archive.getnames()
        seldom = archive.extractfile("seldom.zip")
        assert seldom is not None
        assert "sympy/__init__.py" in zipfile.ZipFile(io.BytesIO(seldom.read())).namelist()
    assert {"z3-solver/__init__.py", "deterrence/cli/studio.py", "deterrence/_library/nll-probe.yaml"} <= set(names)
    assert "sympy/__init__.py" not in names


def test_only_the_script_of_the_page_may_run_and_nothing_is_fetched() -> None:
    page = classroom(models=["nll-probe"], lesson=None)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    program = re.search(r"<script>(.*)</script>", page, re.DOTALL)
    assert policy is not None
    assert program is not None
    digest = b64encode(sha256(program[1].encode()).digest()).decode()
    assert f"'sha256-{digest}'".replace("'", "&#x27;") in policy[1]
    assert policy[1].startswith("default-src &#x27;none&#x27;;")
    assert "connect-src" not in policy[1]
    assert "unsafe-eval" not in policy[1].replace("wasm-unsafe-eval", "")


def test_the_same_classroom_is_the_same_text() -> None:
    assert classroom(models=["chicken"], lesson=None) == classroom(models=["chicken"], lesson=None)


def test_without_node_a_classroom_has_no_memory_and_starts_python_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "snapshot", lambda *_: None)
    page = classroom(models=["chicken"], lesson=None)
    assert "part-memory" not in page
    assert part_of(page, "stdlib") == b"library"


def test_the_page_of_the_first_model_is_there_before_python_is() -> None:
    told = classroom(models=["chicken", "nll-probe"], lesson=None)
    course = re.search(r'<script type="application/json" id="course">([^<]*)</script>', told)
    assert course is not None
    assert json.loads(course[1])["page"] == f"the page of {dt.load('chicken').title}"


def test_a_hostile_title_is_text(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        'title: "</script><script>alert(1)</script>"\nplayers: [A]\ntree: {player: A, moves: {x: [1], y: [0]}}\n'
    )
    page = classroom(models=[str(path)], lesson=None)
    assert "alert(1)</script>" not in page


def test_for_a_server_the_parts_stand_beside_a_small_page(tmp_path: Path) -> None:
    page = classroom(tmp_path / "course.html", models=["nll-probe"], lesson=None, split=True)
    assert "part-wasm" not in page
    assert "connect-src &#x27;self&#x27;" in page
    names = sorted(path.name for path in (tmp_path / "course-parts").iterdir())
    assert [name.partition("-")[0] for name in names] == ["memory", "packages", "stdlib", "wasm", "worker"]
    assert all(f"course-parts/{name}" in page for name in names)


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node.js")
def test_names_of_a_library_are_not_copied_however_often_it_is_needed() -> None:
    """FLINT has ten thousand names, and each of its forty small libraries says three times that it needs it."""
    [changed] = [text for place, text in CHANGES.items() if place.startswith("Object.assign(localScope")]
    tried = f"""
        let copied = 0;
        const seen = (names) => new Proxy(names, {{ ownKeys: (all) => (copied += 1, Reflect.ownKeys(all)) }});
        const large = {{ exports: seen({{ mul: 1, add: 2 }}) }}, small = {{ exports: {{ add: 3 }} }};
        const localScope = {{}};
        for (const dso of [large, small, small, large, large, small]) {{ {changed}; }}
        console.log(JSON.stringify([copied, localScope.mul, localScope.add]));
    """
    done = subprocess.run(["node", "-e", tried], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [0, 1, 3]


def test_a_pyodide_that_ends_otherwise_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "content", lambda part, _: stand_in(part, "changed"))
    with pytest.raises(ValueError, match="this version of Pyodide"):
        classroom(models=["nll-probe"], lesson=None)


def test_two_models_of_one_name_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "nll-probe.yaml"
    path.write_text("players: [A]\ntree: {player: A, moves: {x: [1], y: [0]}}\n")
    with pytest.raises(ValueError, match="two models are called nll-probe"):
        classroom(models=["nll-probe", str(path)])


def test_the_command_writes_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "load_lesson", lambda _: None)  # its answers take seconds
    path = tmp_path / "course.html"
    assert main(["classroom", "-o", str(path), "--models", "nll-probe", "chicken"]) == 0
    assert "opens from disk" in capsys.readouterr().out
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_a_model_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["classroom", "--models", "nll-prob"]) == 2
    assert "nll-probe" in capsys.readouterr().err
