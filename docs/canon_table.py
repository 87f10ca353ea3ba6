"""Which published models the library holds: canon.csv, with the counts made from it and from the model files."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import deterrence as dt

CANON = Path(__file__).with_name("canon.csv")


@dataclass(frozen=True)
class Published:
    """A published model: what it needs, the library model that is it or a part of it, and what is lacking."""

    citation: str
    mechanism: str
    form: str
    model: str
    part: str
    lacks: str


def canon() -> list[Published]:
    """The list.

    Raises
    ------
    AssertionError
        For a model that the library does not have, and for a row that says neither what is there nor what is lacking.
    """
    with CANON.open(encoding="utf-8", newline="") as file:
        rows = [Published(**row) for row in csv.DictReader(file)]
    known = set(dt.models().names)
    for row in rows:
        assert {name for name in (row.model, row.part) if name} <= known, f"no such model: {row}"
        assert bool(row.model) != bool(row.lacks), f"either there or lacking something: {row}"
    return rows


def canon_page() -> str:
    """The tables, in Markdown."""
    rows = canon()
    held = [row for row in rows if row.model]
    others = [row for row in rows if not row.model]
    counted = f"Of {len(rows)} models, {len(held)} are in the library."
    there = table(("Published", "About", "Model"), [[r.citation, r.mechanism, f"`{r.model}`"] for r in held])
    lacking = [[r.citation, r.form, r.lacks + (f" (a part: `{r.part}`)" if r.part else "")] for r in others]
    return f"{counted}\n\n## In the library\n\n{there}\n\n## Not in the library\n\n" + table(
        ("Published", "Form", "What it lacks"), lacking
    )


def table(heads: tuple[str, ...], rows: list[list[str]]) -> str:
    """A table in Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", r"\|") for cell in line) + " |" for line in lines) + "\n"
