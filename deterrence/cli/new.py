"""`deterrence new NAME`: a commented model file to start from."""

from __future__ import annotations

import argparse
import os
import re
from pathlib import Path
from typing import Final

from deterrence.cli.entry import InputError
from deterrence.cli.terminal import say
from deterrence.formats.atomic_write import write_text

# A model is shared between machines: these cannot be the name of a file on Windows, whatever its ending.
TEMPLATES: Final = Path(__file__).parent.parent / "formats" / "templates"
_RESERVED: Final = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words and options of the command."""
    parser.add_argument("name", metavar="NAME", help="NAME.yaml is written, unless there is such a file")
    parser.add_argument("--matrix", action="store_true", help="players choose at the same time (otherwise: a tree)")


def run(given: argparse.Namespace) -> int:
    """Write the file."""
    path = path_of(given.name)
    template = TEMPLATES / ("new_matrix.yaml" if given.matrix else "new_tree.yaml")
    text = template.read_text(encoding="utf-8").replace("NAME", path.stem)
    if os.path.lexists(path):
        raise InputError(f"{path} exists already and is left as it is; choose another name")
    write_text(path, text)
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
    if path.stem.partition(".")[0].upper() in _RESERVED:
        raise InputError(f"no file can be called {path.stem} on Windows, where that is a device; choose another name")
    return path.parent / file
