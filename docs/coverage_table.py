"""Which claim makes which assertion of the source documents precise, or why none does: coverage.csv, with counts."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from methods_table import table

import deterrence as dt

COVERAGE = Path(__file__).with_name("coverage.csv")
TITLES = {
    "nss": "The analysis of the National Security Strategy",
    "nds": "The report on the National Defense Strategy",
}


@dataclass(frozen=True)
class Assertion:
    """An assertion of a document in other words: where it stands, its kind, and the claim or why there is none."""

    document: str
    paragraph: str
    sentence: str
    assertion: str
    kind: str
    model: str
    claim: str
    why: str


def coverage() -> list[Assertion]:
    """The list, each row with a claim that is there or with a reason."""
    with COVERAGE.open(encoding="utf-8", newline="") as file:
        rows = [Assertion(**row) for row in csv.DictReader(file)]
    for row in rows:
        assert bool(row.model) != bool(row.why), f"either a claim or a reason: {row}"
        assert not row.model or claim_of(row) is not None, f"no such claim: {row}"
    return rows


def claim_of(row: Assertion) -> Any:
    """The one claim that begins so; None where there is none, or several."""
    found = [claim for claim in claims(row.model) if claim.says.startswith(row.claim)]
    return found[0] if len(found) == 1 else None


@cache
def claims(model: str) -> tuple[Any, ...]:
    """The claims of a model of the library."""
    return tuple(dt.load(model).claims)


def coverage_page() -> str:
    """Counts and tables, in Markdown."""
    rows = coverage()
    parts = [counted(rows)]
    for document, title in TITLES.items():
        here = [row for row in rows if row.document == document]
        parts.append(
            f"## {title}\n\n" + table(["par., sentence", "asserted", "made precise by"], [cells(r) for r in here])
        )
    return "\n\n".join(parts) + "\n"


def cells(row: Assertion) -> list[str]:
    """Where it stands, what it is, and what became of it."""
    said = f"`{row.model}`: {claim_of(row).says}" if row.model else f"– ({row.kind}: {row.why})"
    return [f"{row.paragraph}, {row.sentence}", row.assertion, said.replace("|", "\\|")]


def counted(rows: list[Assertion]) -> str:
    """How many assertions of which kind have a claim."""
    kinds = Counter(row.kind for row in rows)
    held = Counter(row.kind for row in rows if row.model)
    body = [[kind, str(number), str(held[kind]), str(number - held[kind])] for kind, number in kinds.most_common()]
    sentences = {(row.document, row.paragraph, row.sentence.rstrip("abc")) for row in rows}
    models = {row.model for row in rows if row.model}
    made = sum(held.values())
    made = sum(held.values())
    total = (
        f"{len(rows)} assertions in {len(sentences)} sentences: {made} are made precise by a claim of one of "
        f"{len(models)} models, {len(rows) - made} are not."
    )
    return f"{total}\n\n" + table(["kind", "assertions", "with a claim", "without"], body)
