"""The table of families of games, from the rows that `generate` reads."""

from __future__ import annotations

from methods_table import table

from deterrence.games.families.arguments import Family
from deterrence.games.families.generate import FAMILIES


def families_page() -> str:
    """The table, in Markdown."""
    rows = [
        [
            f"`{f.name}`",
            f.about,
            ", ".join(f"`{n}={a.usual}` ({a.meaning})" for n, a in f.arguments.items()),
            _solved(f),
            f.source,
        ]
        for f in FAMILIES.values()
    ]
    return table(
        [
            "family",
            "its games",
            "numbers, and what they are when left out",
            "solved whole in about ten seconds",
            "source",
        ],
        rows,
    )


def _solved(family: Family) -> str:
    """Up to which size, and what to do beyond."""
    if not family.solved:
        return "as they are when left out; it depends on what is drawn"
    return f"up to `{family.call(family.solved)}`" + (f"; {family.beyond}" if family.beyond else "")
