"""Workbooks of Gambit's graphical interface, `.gbt`, read: XML around a `.efg` or `.nfg` file, whichever it is."""

from __future__ import annotations

import os
from pathlib import Path

from deterrence.formats import gambit_efg, gambit_nfg
from deterrence.games.model import Model


def read(path: str | os.PathLike[str]) -> Model:
    """The game in a workbook; how it is laid out and coloured there is left behind.

    Raises
    ------
    ModelFileError
        A ValueError with the line and column of what is wrong.
    """
    with Path(path).open("rb") as file:
        matrix = any(b"<nfgfile>" in line for line in file)
    return gambit_nfg.read(path) if matrix else gambit_efg.read(path)
