"""Write constraints.txt: the exact version of every package that an environment of this project may hold.

Run by `make lock`. pip resolves the package with all its extras and installs nothing; names and versions
of its answer are kept, one a line. A constraint installs nothing by itself, so one file serves every platform.
Run it with the oldest Python that the package supports: what pip picks there exists for newer ones too.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXTRAS = "sensitivity,cluster,gambit,parquet,dev,docs"
ELSEWHERE = ["appnope", "colorama"]  # needed on macOS and Windows only, so resolving on Linux would not name them
HEADER = """\
# The exact versions that the Makefile installs. Made by `make lock`; not edited by hand.
"""


def resolve() -> dict[str, str]:
    """Return the version of each package that pip would install into an empty environment."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--quiet"]
        subprocess.run([*command, "--report", str(report), "-e", f"{ROOT}[{EXTRAS}]", *ELSEWHERE], check=True)
        installs = json.loads(report.read_text())["install"]
    versions = {row["metadata"]["name"]: row["metadata"]["version"] for row in installs}
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in versions.items()}


def main() -> None:
    """Resolve and write the file."""
    versions = resolve()
    del versions["deterrence"]
    lines = [f"{name}=={version}\n" for name, version in sorted(versions.items())]
    (ROOT / "constraints.txt").write_text(HEADER + "".join(lines))
    print(f"constraints.txt: {len(lines)} packages")


if __name__ == "__main__":
    main()
