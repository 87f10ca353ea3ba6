"""The memory of Python just after it started, from which a classroom goes on: a browser is spared the start.

Node.js makes it with Pyodide's own `makeMemorySnapshot`, in some seconds, when the first classroom is built; it is then
kept in the cache beside the parts. It holds Python, modules of its library, and libraries without C that every question
needs; nothing of a model.
"""

from __future__ import annotations

import gzip
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

from deterrence.classroom.archive import packed
from deterrence.classroom.parts import Progress, cache_folder
from deterrence.formats.atomic_write import write_bytes

_SCRIPT: Final = Path(__file__).parent / "script" / "snapshot.mjs"
_FILES: Final = ("pyodide.asm.mjs", "pyodide.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "package.json")
SECONDS: Final = 120


def snapshot(pyodide: Mapping[str, bytes], modules: Mapping[str, bytes], progress: Progress) -> bytes | None:
    """The memory of a started Python, compressed by gzip; None where Node.js is missing or cannot make it.

    Parameters
    ----------
    pyodide
        The files of Pyodide, by their names in its package.
    modules
        The files of the libraries that it holds, by their paths.
    progress
        Called with what is being done.
    """
    files = {name: pyodide[f"package/{name}"] for name in _FILES if f"package/{name}" in pyodide}
    files["modules.tar"] = packed(modules.items())
    key = sha256(_SCRIPT.read_bytes() + b"".join(sha256(files[name]).digest() for name in sorted(files))).hexdigest()
    kept = cache_folder() / f"{key[:16]}-memory.gz"
    if kept.is_file():
        return kept.read_bytes()
    node = shutil.which("node")
    if node is None:
        return None
    progress("starting Python once, for all who open the file")
    memory = _made(node, files)
    if memory is None:
        return None
    found = gzip.compress(memory, 9, mtime=0)
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(kept, found)
    except OSError:  # no room or no right to keep it: it is made again the next time
        return found
    return found


def _made(node: str, files: Mapping[str, bytes]) -> bytes | None:
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        made = Path(folder) / "memory"
        try:
            done = subprocess.run(
                [node, str(_SCRIPT), folder, str(made)], capture_output=True, timeout=SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        return made.read_bytes() if done.returncode == 0 and made.is_file() else None
