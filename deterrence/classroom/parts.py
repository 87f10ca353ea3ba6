"""The parts of a classroom file that others made: fetched when it is built, held to their digests, kept in a cache.

They come from the registries by their ordinary clients, `npm pack` and `pip download`, in the versions of
`parts.toml`. A part that was fetched once is taken from the cache, and no network is needed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from deterrence.formats.atomic_write import write_bytes

_HERE: Final = Path(__file__).parent
SECONDS: Final = 300  # for one part
# The wheels are made for this.
_PLATFORM: Final = ("--platform", "pyemscripten_2026_0_wasm32", "--python-version", "3.14", "--implementation", "cp")

Progress = Callable[[str], None]


class PartMissingError(ValueError):
    """A part can neither be fetched nor is it in the cache."""


@dataclass(frozen=True)
class Part:
    """A file that a classroom is made of.

    Attributes
    ----------
    name, version
        What it is called in its registry.
    client
        The program that fetches it: `npm` or `pip`.
    file, sha256
        What it is called as a file, and its digest.
    license
        On what terms its makers share it.
    """

    name: str
    version: str
    client: str
    file: str
    sha256: str
    license: str


def parts() -> tuple[Part, ...]:
    """All parts, as `parts.toml` lists them.

    Examples
    --------
    >>> [part.name for part in parts() if part.client == "npm"]
    ['pyodide']
    """
    rows = tomllib.loads((_HERE / "parts.toml").read_text(encoding="utf-8"))
    return tuple(Part(name, **row) for name, row in rows.items())


def cache_folder() -> Path:
    """Where parts are kept: `deterrence/parts` in the user's cache folder (XDG)."""
    given = os.environ.get("XDG_CACHE_HOME")
    return Path(given if given and Path(given).is_absolute() else Path.home() / ".cache") / "deterrence" / "parts"


def content(part: Part, progress: Progress | None = None) -> bytes:
    """The content of a part, from the cache or else from its registry.

    Raises
    ------
    PartMissingError
        When it cannot be fetched, or is not the file that is expected.
    """
    kept = cache_folder() / f"{part.sha256[:16]}-{part.file}"
    if kept.is_file() and _digest(found := kept.read_bytes()) == part.sha256:
        return found
    if progress is not None:
        progress(f"fetching {part.name} {part.version}")
    found = _fetched(part)
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(kept, found)
    except OSError:  # no room or no right to keep it: it is fetched again the next time
        return found
    return found


def _fetched(part: Part) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        _run(part, list(_command(part, folder)), folder)
        made = [path for path in Path(folder).iterdir() if path.is_file()]
        if len(made) != 1:
            raise PartMissingError(f"{_said(part)}: {part.client} fetched no file")
        found = made[0].read_bytes()
    if _digest(found) != part.sha256:
        raise PartMissingError(
            f"{_said(part)}: what {part.client} fetched has the SHA-256 {_digest(found)}; {part.sha256} was expected"
        )
    return found


def _command(part: Part, folder: str) -> Iterator[str]:
    if part.client == "npm":
        npm = shutil.which("npm")
        if npm is None:
            raise PartMissingError(
                f"{_said(part)}: it is fetched by npm, which is not installed (it comes with Node.js)"
            )
        yield from (npm, "pack", f"{part.name}@{part.version}", "--pack-destination", folder)
    else:
        yield from (sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:", *_PLATFORM)
        yield from ("--disable-pip-version-check", "--dest", folder, f"{part.name}=={part.version}")


def _run(part: Part, command: Sequence[str], folder: str) -> None:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise PartMissingError(f"{_said(part)}: {part.client} did not end within {SECONDS} seconds") from None
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        why = next((line for line in said if "error" in line.lower()), said[-1] if said else "it does not say why")
        raise PartMissingError(
            f"{_said(part)}: {part.client} says: {why.strip()}. The network is needed once; afterwards all parts are "
            f"kept in {cache_folder()}"
        )


def _said(part: Part) -> str:
    return f"{part.name} {part.version} cannot be had"


def _digest(found: bytes) -> str:
    return sha256(found).hexdigest()
