"""What goes into a classroom, and what stays out."""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
import zipfile

import pytest

from deterrence.classroom.archive import of_the_package, of_wheels, packed
from deterrence.formats.library import model_path


def wheel(names: list[str]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name in names:
            archive.writestr(name, name)
    return written.getvalue()


def test_of_a_wheel_tests_headers_and_second_copies_stay_out() -> None:
    used = ["z3/z3.py", "z3/lib/libz3.so", "flint/test_help.py"]
    unused = ["z3/lib/libz3.so.5.3", "z3/include/z3.h", "sympy/core/tests/test_args.py", "flint/flint_base.pyi"]
    assert [name for name, _ in of_wheels([wheel(used + unused)])] == used


@pytest.mark.parametrize("library", ["sympy", "mpmath", "flint", "z3", "ruamel.yaml"])
def test_what_a_library_imports_of_itself_is_there(library: str) -> None:
    code = (
        f"import {library}, sys; print(*(getattr(m, '__file__', None) or '' for m in sys.modules.values()), sep='\\n')"
    )
    told = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True).stdout
    top = library.partition(".")[0]
    names = [line.partition("site-packages/")[2] for line in told.splitlines()]
    used = [name for name in names if name.startswith(f"{top}/") and name.endswith(".py")]
    assert used
    assert [name for name, _ in of_wheels([wheel(used)])] == used


def test_the_package_is_there_with_its_data_and_the_models_asked_for() -> None:
    files = dict(of_the_package({"nll-probe": model_path("nll-probe")}))
    assert {"deterrence/__init__.py", "deterrence/report/script/map.js", "deterrence/plots/dejavu_sans.json"} <= set(
        files
    )
    assert [name for name in files if name.startswith("deterrence/_library/")] == ["deterrence/_library/nll-probe.yaml"]
    assert b"Name: deterrence" in files["deterrence.dist-info/METADATA"]


def test_the_archive_has_the_files_and_no_times() -> None:
    with tarfile.open(fileobj=io.BytesIO(packed([("b", b"two"), ("a", b"one")]))) as archive:
        members = archive.getmembers()
        assert [(member.name, member.mtime) for member in members] == [("a", 0), ("b", 0)]
        opened = archive.extractfile(members[1])
        assert opened is not None
        assert opened.read() == b"two"
