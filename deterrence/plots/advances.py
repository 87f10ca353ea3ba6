"""How wide letters are, where there is no matplotlib to measure them: the advances of DejaVu Sans.

`dejavu_sans.json` has them for Latin, Greek and Cyrillic letters and mathematical signs, in runs from a first character
on. Others are taken to be as wide as such letters usually are.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from unicodedata import east_asian_width

WIDE, OTHER = 1.0, 0.65  # in ems


@lru_cache(maxsize=1)
def _advances() -> Mapping[str, Mapping[str, float]]:
    """For each weight the advances in ems, by letter."""
    written = json.loads((Path(__file__).parent / "dejavu_sans.json").read_text(encoding="utf-8"))
    return {
        weight: {
            chr(int(first) + i): units / table["em"]
            for first, run in table["advances"].items()
            for i, units in enumerate(run)
        }
        for weight, table in written.items()
    }


def advance(words: str, weight: str = "normal") -> float:
    """The width of a text in ems, without kerning.

    Examples
    --------
    >>> advance("wide") > advance("i")
    True
    """
    known = _advances()[weight]
    return sum(known.get(c, WIDE if east_asian_width(c) in "WF" else OTHER) for c in words)
