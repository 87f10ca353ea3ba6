"""Files are written whole or not at all: on a full disk, after an interruption, where nothing may be written."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import pytest

import deterrence as dt
from deterrence.formats.atomic_write import check_place, replacing, write_text

POSIX = pytest.mark.skipif(os.name == "nt", reason="owners, permissions and pipes as on POSIX")

# What each command writes; together, every ending there is.
COMMANDS = {
    "solve MODEL": [".csv", ".parquet", ".tex", ".json"],
    "thresholds MODEL x": [".svg", ".pdf", ".png"],
    "sweep MODEL x=0:1:21": [".csv", ".parquet", ".json", ".nc", ".svg"],
    "uncertainty MODEL --draws 500": [".csv", ".nc"],
    "plot MODEL": [".svg"],
    "export MODEL --to latex": [".txt"],
    "report MODEL": [".html"],
}
MODEL = """
players: [A]
parameters: {x: {range: [0, 1], base: 0.5}}
matrix: {moves: {A: [Go, Stay]}, payoffs: {Go: [x], Stay: [0.5]}}
"""

# Every file is written once, then again where no file may grow: what was there stays, and one message says why.
FULL = """
import contextlib, io, json, resource, sys
from pathlib import Path
from deterrence.cli import main

folder, how = Path(sys.argv[1]), sys.argv[2]
failures, commands = [], []
for command, endings in json.loads(sys.argv[3]).items():
    for number, ending in enumerate(endings):
        commands.append([*command.split(), "-o", str(folder / f"{command.split()[0]}{number}{ending}")])
said = io.StringIO()
with contextlib.redirect_stdout(said):
    assert [main(words) for words in commands] == [0] * len(commands)
before = {path: path.read_bytes() for path in folder.iterdir()}
assert len(before) == len(commands), sorted(before)
if how == "limit":
    resource.setrlimit(resource.RLIMIT_FSIZE, (16, resource.RLIM_INFINITY))
    expected = "files may not be that large here"
else:
    with contextlib.suppress(OSError), open(folder / "filler", "wb", buffering=0) as filler:
        while True:
            filler.write(b"x" * 512)
    before[folder / "filler"] = (folder / "filler").read_bytes()
    expected = "the disk is full"
for words in commands:
    told = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(told):
        status = main(words)
    message = told.getvalue()
    if status != 2 or not message.startswith(f"{words[-1]}: {expected}") or message.count("\\n") != 1:
        failures.append((words, status, message))
    if {path: path.read_bytes() for path in folder.iterdir()} != before:
        failures.append((words, sorted(folder.iterdir())))
        break
print(failures or "as it should be")
"""


def written_again(tmp_path: Path, how: str, *before: str) -> None:
    folder, model = tmp_path / "full", tmp_path / "model.yaml"
    model.write_text(MODEL)
    rows = {
        command.replace("MODEL", str(model)): [e for e in endings if e != ".parquet" or find_spec("pyarrow")]
        for command, endings in COMMANDS.items()
    }
    environment = {**os.environ, "PYTHONPATH": str(Path(dt.__file__).parents[1])}
    command = [*before, sys.executable, "-c", FULL, str(folder), how, json.dumps(rows)]
    ran = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    assert (ran.stdout, ran.stderr) == ("as it should be\n", "")


@POSIX
@pytest.mark.slow
def test_no_ending_destroys_the_old_file_where_files_may_not_grow(tmp_path):
    (tmp_path / "full").mkdir()
    written_again(tmp_path, "limit")


@pytest.mark.slow
def test_no_ending_destroys_the_old_file_on_a_full_disk(tmp_path):
    """On a file system of two megabytes, where the kernel lets an ordinary user mount one."""
    if shutil.which("unshare") is None:
        pytest.skip("there is no unshare")
    (tmp_path / "full").mkdir()
    mount = ["unshare", "-Urm", "sh", "-c", 'mount -t tmpfs -o size=2m none "$0" && exec "$@"', str(tmp_path / "full")]
    if subprocess.run([*mount, "true"], check=False, capture_output=True).returncode:
        pytest.skip("no file system may be mounted here")
    written_again(tmp_path, "full", *mount)


@pytest.mark.parametrize("failure", [KeyboardInterrupt(), MemoryError(), OSError(errno.ENOSPC, "full")])
def test_what_was_there_stays_after_any_failure(tmp_path, failure):
    place = tmp_path / "kept.csv"
    place.write_text("old")

    def fail() -> None:
        with replacing(place) as temporary:
            temporary.write_text("new, but not all of")
            raise failure

    with pytest.raises(type(failure)):
        fail()
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("kept.csv", "old")]


def test_a_reader_sees_the_old_file_until_the_new_one_is_whole(tmp_path):
    place = tmp_path / "game.yaml"
    place.write_text("old")
    with replacing(place) as temporary:
        temporary.write_text("ne")
        assert place.read_text() == "old"
        temporary.write_text("new")
    assert place.read_text() == "new"


def test_a_text_has_the_same_bytes_on_every_platform(tmp_path):
    write_text(tmp_path / "a", "평화\n1\r\n")
    assert (tmp_path / "a").read_bytes() == "평화\n1\r\n".encode()


@POSIX
def test_permissions_stay_and_new_files_have_the_usual_ones(tmp_path):
    place, other = tmp_path / "a", tmp_path / "b"
    place.write_text("old")
    place.chmod(0o640)
    write_text(place, "new")
    assert stat.S_IMODE(place.stat().st_mode) == 0o640
    write_text(other, "new")
    (tmp_path / "c").touch()
    assert other.stat().st_mode == (tmp_path / "c").stat().st_mode


@POSIX
def test_a_private_file_is_private_while_it_is_written(tmp_path):
    place = tmp_path / "a"
    place.write_text("old")
    place.chmod(0o600)
    with replacing(place) as temporary:
        assert stat.S_IMODE(temporary.stat().st_mode) == 0o600


@POSIX
def test_a_symbolic_link_is_followed(tmp_path):
    (tmp_path / "far").mkdir()
    (tmp_path / "link").symlink_to(Path("far", "file"))
    for text in ("one", "two"):  # the first time the link leads to nothing yet
        write_text(tmp_path / "link", text)
        assert (tmp_path / "link").is_symlink()
        assert (tmp_path / "far" / "file").read_text() == text


@POSIX
def test_what_is_no_ordinary_file_is_written_to(tmp_path):
    pipe, read = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    write_text(pipe, "text")
    reader.join()
    assert read == ["text"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_missing_folder_and_a_folder_in_place_of_a_file(tmp_path):
    for ask in (check_place, lambda path: write_text(path, "")):
        with pytest.raises(FileNotFoundError, match=r"there is no folder .*gone\. Make it first") as missing:
            ask(tmp_path / "gone" / "a.csv")
        assert missing.value.filename == str(tmp_path / "gone" / "a.csv")
        with pytest.raises(IsADirectoryError, match="this is a folder"):
            ask(tmp_path)
        (tmp_path / "file").touch()
        with pytest.raises(FileNotFoundError, match=r"file is no folder\. Give another"):
            ask(tmp_path / "file" / "a.csv")


@POSIX
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become somebody else")
def test_a_protected_file_and_a_protected_folder():
    folder = Path(tempfile.mkdtemp())
    try:
        folder.chmod(0o755)
        (folder / "open").mkdir()
        (folder / "open").chmod(0o777)
        for place in (folder / "a", folder / "open" / "a"):
            place.write_text("old")
        os.seteuid(65534)
        with pytest.raises(PermissionError, match="you may not write in the folder"):
            write_text(folder / "b", "new")
        with pytest.raises(PermissionError, match="you may not write in the folder"):
            write_text(folder / "a", "new")
        with pytest.raises(PermissionError, match="the file is protected"):
            write_text(folder / "open" / "a", "new")
        os.seteuid(0)
        assert {place.read_text() for place in (folder / "a", folder / "open" / "a")} == {"old"}
    finally:
        os.seteuid(0)
        shutil.rmtree(folder)


WRITES = re.compile(r"\.(write_text|write_bytes|to_csv|to_parquet|to_netcdf|savefig)\(|open\([^)]*[\"'][wax]b?[\"']")
ELSEWHERE = {
    "classroom/archive.py": 1,  # to memory
    "classroom/snapshot.py": 1,  # in a temporary folder
    "cli/studio.py": 1,  # in the browser's memory
    "cli/deliver.py": 3,  # to the temporary file
    "cli/long_table.py": 3,  # likewise
    "formats/atomic_write.py": 2,
    "formats/convert.py": 1,  # in a temporary folder
    "plots/paint.py": 2,  # to memory
    "plots/plot.py": 1,  # an example in a docstring
    "report/game.py": 1,  # to memory
    "sensitivity/sweeps/on_disk.py": 2,  # in a store, whose chunks are marked when they are whole
}


def test_nothing_else_in_the_package_writes_a_file():
    package = Path(dt.__file__).parent
    found = Counter(
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if WRITES.search(line)
    )
    assert found == ELSEWHERE
