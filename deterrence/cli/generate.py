"""`deterrence generate FAMILY NAME=NUMBER ...`: a game of any size from a family of games, as a model file."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Iterable

from deterrence.cli.deliver import checked_path
from deterrence.cli.entry import InputError
from deterrence.cli.terminal import Paint, folded, say


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words and options of the command."""
    parser.add_argument("family", metavar="FAMILY", nargs="?", help="the family; all are listed when it is left out")
    parser.add_argument("numbers", metavar="NAME=NUMBER", nargs="*", help="how large a game, such as rounds=4")
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="write it, as .yaml, .nfg, .efg, .tex or .py; else print it"
    )


def run(given: argparse.Namespace) -> int:
    """List the families, or make a game and print or write it."""
    if given.family is None:
        list_families()
        return 0
    from deterrence.formats.library import WRITERS, dumps, save
    from deterrence.games.families.generate import generate

    path = None if given.output is None else checked_path(given.output, tuple(WRITERS))
    if path is not None and os.path.lexists(path):
        raise InputError(f"{path} exists already and is left as it is; choose another name")
    game = generate(given.family, **numbers(given.numbers))
    if path is None:
        say(dumps(game, "yaml").rstrip("\n"))
        return 0
    save(game, path)
    say(f"Wrote {path}.")
    return 0


def numbers(words: Iterable[str]) -> dict[str, int]:
    """The whole numbers given by name."""
    found: dict[str, int] = {}
    for word in words:
        read = re.fullmatch(r"([A-Za-z_]+)=([+-]?[0-9]{1,12})", word)
        if read is None:
            raise InputError(f"expected a name and a whole number, such as rounds=4, not {word!r}")
        if read[1] in found:
            raise InputError(f"{read[1]} is given twice")
        found[read[1]] = int(read[2])
    return found


def list_families() -> None:
    """Each family with the numbers that it takes, and what they are when left out."""
    from deterrence.games.families.generate import FAMILIES

    for family in FAMILIES.values():
        say(Paint(family.name, "bold"), f": {family.about}")
        for name, row in family.arguments.items():
            say(f"    {name}={row.usual}  {row.meaning}, from {row.low} to {row.high}")
        if family.solved:
            for line in folded(family.advice(), "    "):
                say(line)
