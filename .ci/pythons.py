"""Print the oldest or the newest Python on this machine that the package supports: `pythons.py oldest`.

Looked for on the path and where pyenv and uv keep theirs. Releases only, and only those that can make an environment.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

OLDEST = (3, 11)
ASK = "import ensurepip, sys, venv; v = sys.version_info; print(v[0], v[1], v[2]) if v[3] == 'final' else None"


def places() -> Iterator[Path]:
    """Where a Python may be."""
    yield Path(sys.executable)
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        yield from Path(folder).glob("python3.[0-9][0-9]")
    home = Path.home()
    for kept in (home / ".pyenv" / "versions", home / ".local" / "share" / "uv" / "python"):
        yield from kept.glob("*/bin/python3")


def version(python: Path) -> tuple[int, ...]:
    """Its version; () where it does not run, or is not one to test with."""
    try:
        asked = subprocess.run([python, "-c", ASK], capture_output=True, text=True, timeout=30, check=True)
    except (OSError, subprocess.SubprocessError):
        return ()
    return tuple(map(int, asked.stdout.split()))


def main() -> None:
    """Find them, and print one."""
    found = [(version(python)[:2], python) for python in places()]
    # Of several of one version, the first: the Python that runs this comes before all others.
    pick = {"oldest": min, "newest": max}[sys.argv[1]]
    print(pick((row for row in found if row[0] >= OLDEST), key=lambda row: row[0])[1])


if __name__ == "__main__":
    main()
