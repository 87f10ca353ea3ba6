"""The table of families of games, from the rows that `generate` reads."""

from __future__ import annotations

from methods_table import table

from deterrence.games.families.generate import FAMILIES


def families_page() -> str:
    """The table, in Markdown."""
    rows = [
        [f"`{f.name}`", f.about, ", ".join(f"`{n}={a.usual}` ({a.meaning})" for n, a in f.arguments.items()), f.source]
        for f in FAMILIES.values()
    ]
    return table(["family", "its games", "numbers, and what they are when left out", "source"], rows)
