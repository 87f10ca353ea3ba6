"""`deterrence new NAME`: a commented model file to start from."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from deterrence.cli.entry import InputError
from deterrence.cli.terminal import say


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words and options of the command."""
    parser.add_argument("name", metavar="NAME", help="NAME.yaml is written, unless there is such a file")
    parser.add_argument("--matrix", action="store_true", help="players choose at the same time (otherwise: a tree)")


def run(given: argparse.Namespace) -> int:
    """Write the file."""
    path = path_of(given.name)
    template = Path(__file__).parent / ("new_matrix.yaml" if given.matrix else "new_tree.yaml")
    text = template.read_text(encoding="utf-8").replace("NAME", path.stem)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as fault:
        raise InputError(f"{path} exists already and is left as it is; choose another name") from fault
    say(f"Wrote {path}. Edit it, then try:")
    for command in ("show", "solve", "check"):
        say(f"  deterrence {command} {path}")
    return 0


def path_of(name: str) -> Path:
    """The file that a model of this name is written to."""
    path = Path(name)
    file = path.name if path.suffix in (".yaml", ".yml") else f"{path.name}.yaml"
    if not re.fullmatch(r"\w[\w.-]*", file):
        raise InputError(f"a model's name is made of letters, digits and hyphens, such as my-model; not {name!r}")
    return path.parent / file
