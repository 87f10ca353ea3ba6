"""The tables of concepts and methods, from the rows that the solver reads."""

from __future__ import annotations

from collections.abc import Sequence

from deterrence.games.parts.concepts import CONCEPTS
from deterrence.solvers.methods import METHODS, REPRESENTATIONS, Method


def tables_page() -> str:
    """Both tables, as a page."""
    concepts = [[f"`{c.name}`", c.plural, c.meaning, ", ".join(c.also)] for c in CONCEPTS.values()]
    return "\n".join(
        [
            "# Concepts and methods\n",
            "What counts as an equilibrium, and how equilibria are found. Without a name `solve`",
            "uses the first method that fits the game and serves the concept.\n",
            table(["concept", "finds", "meaning", "also called"], concepts),
            table(["method", "for", "finds", "options", "how"], [cells(row) for row in METHODS]),
        ]
    )


def cells(row: Method) -> list[str]:
    """A row of the table of methods."""
    taken = ", ".join(REPRESENTATIONS[name] for name in row.runs)
    restricted = [*(["of numbers"] if row.of_numbers else []), *([f"{row.players} players"] if row.players else [])]
    about = (row.function(next(iter(row.runs))).__doc__ or "").split("\n", 1)[0]
    return [
        f"`{row.name}`",
        f"{taken} ({', '.join(restricted)})" if restricted else taken,
        ", ".join(CONCEPTS[name].plural for name in row.concepts),
        ", ".join(f"`{name}`" for name in row.options),
        about,
    ]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
