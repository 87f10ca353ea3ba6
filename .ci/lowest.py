"""Print constraints that hold each requirement of the package to the lowest version that pyproject.toml allows.

Used by `make test-lowest`. What those requirements need in turn, and pytest, come from constraints.txt.
"""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXTRAS = ("sensitivity", "cluster", "parquet")  # not gambit, which is compiled for many minutes on Linux
REQUIREMENT = re.compile(r"([\w.-]+)(?:\[\w+\])?>=([\w.]+)")


def main() -> None:
    """Print them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lowest = {}
    for text in [
        *project["dependencies"],
        *(row for extra in EXTRAS for row in project["optional-dependencies"][extra]),
    ]:
        found = REQUIREMENT.fullmatch(text)
        if found is None:
            raise SystemExit(f"pyproject.toml: {text!r} names no lowest version")
        lowest[re.sub(r"[-_.]+", "-", found[1]).lower()] = found[2]
    for line in (ROOT / "constraints.txt").read_text().splitlines():
        name, _, _ = line.partition("==")
        if name not in lowest:
            print(line)
    for name, version in lowest.items():
        print(f"{name}=={version}")


if __name__ == "__main__":
    main()
