"""The map from what the source documents assert to models, claims and verdicts, made from the model files alone.

A claim that has a `passage` makes that passage of its source precise. The claims are checked when the page is made, and
one that does not come out as its model expects fails the build.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import deterrence as dt
from deterrence.algebra.conditions.conditions import cases
from deterrence.algebra.conditions.line import Interval, clauses_hold, intervals, line_cells
from deterrence.algebra.formulas.language import FormulaError, names_in, text_of
from deterrence.games.background import background
from deterrence.games.parts.types import ByType
from deterrence.sensitivity.asking.fixed_letters import others_of

MODELS = Path(__file__).resolve().parent.parent / "models" / "korea"
HEADS = ("Assertion", "Model", "Claim", "Said to hold", "Commitment, base case", "Verdict")


@dataclass(frozen=True)
class Held:
    """A claim of a model, checked."""

    game: Any
    row: Any

    @property
    def claim(self) -> Any:
        """The claim."""
        return self.row.claim


def claims_page() -> str:
    """The tables, in Markdown."""
    asserted: dict[tuple[str, str], list[Held]] = defaultdict(list)
    countered: list[Held] = []
    for held in checked():
        if held.claim.source in TITLES:
            asserted[held.claim.source, held.claim.passage].append(held)
        else:
            countered.append(held)
    parts = [counted([held for rows in asserted.values() for held in rows], len(asserted))]
    for source, title in TITLES.items():
        passages = sorted((passage for at, passage in asserted if at == source), key=in_order)
        rows = [row for passage in passages for row in passage_rows(passage, asserted[source, passage])]
        parts.append(f"## {title}\n\n{table(HEADS, rows)}")
    against = [[code(held.game.name), *cells(held)] for held in countered]
    parts.append(f"## What a sceptic would say\n\n{SCEPTIC}\n\n{table(HEADS[1:], against)}")
    return "\n\n".join(parts) + "\n"


TITLES = {
    "nss": "Assertions of the analysis of the National Security Strategy",
    "nds": "Assertions of the report on the National Defense Strategy",
}
SCEPTIC = (
    "Claims that a sceptic would set against the documents, or that a reader may be tempted to draw from them. Most "
    "are refuted by their model, as it expects; those that are proved are limits of the argument."
)


def checked() -> Iterator[Held]:
    """The claims that rest on a document, and those of sceptics, each with its verdict.

    Raises
    ------
    AssertionError
        When a claim does not come out as its model expects.
    """
    for path in sorted(MODELS.glob("*.yaml")):
        game = dt.load(path)
        wanted = [claim for claim in game.claims if claim.source in TITLES or is_sceptical(claim)]
        for row in dt.check(game, wanted):
            assert row.is_as_expected, f"{game.name}: {row.claim.says}: {row.verdict}"
            yield Held(game, row)


def is_sceptical(claim: Any) -> bool:
    """Whether a claim speaks against the documents."""
    return claim.source == "counter-claim" or claim.says.startswith("Sceptic")


def in_order(passage: str) -> tuple[int, str]:
    """Passages as they stand in their document."""
    number = re.match(r"par\. (\d+)", passage)
    return (int(number.group(1)) if number else 0, passage)


def passage_rows(passage: str, rows: Sequence[Held]) -> Iterator[list[str]]:
    """The rows of one assertion, which is said once, as is each model."""
    before = ""
    for index, held in enumerate(rows):
        name = "" if held.game.name == before else code(held.game.name)
        before = held.game.name
        where, _, words = passage.partition(": ")
        said = f"“{words}” ({where})" if words else "(no passage is quoted)"
        yield [said if index == 0 else "", name, *cells(held)]


def cells(held: Held) -> list[str]:
    """The claim, where it holds, which commitment it turns on, and what became of it."""
    return [held.claim.says, where_it_holds(held), at_base(held), verdict(held)]


def where_it_holds(held: Held) -> str:
    """`everywhere`, or the condition and the definitions in it."""
    claim, definitions = held.claim, held.game.definitions
    if claim.when is None:
        return "for all values"
    used = [name for name in names_in(claim.when) if name in definitions and not isinstance(definitions[name], ByType)]
    meant = [code(f"{name} = {text_of(definitions[name])}") for name in dict.fromkeys(used)]
    words = "exactly where" if claim.holds == "exactly when" else "where"
    return f"{words} {code(text_of(claim.when))}" + (f"; {', '.join(meant)}" if meant else "")


def at_base(held: Held) -> str:
    """The values of commitment that meet the claim's condition, all other letters at base values."""
    letter = held.game.commitment
    if letter is None or held.claim.when is None:
        return "any" if letter else "–"
    try:
        found = stretches(held, letter)
    except (FormulaError, ValueError):
        return "–"
    return " or ".join(code(f"{letter} in {interval}") for interval in found) or "none"


def stretches(held: Held, letter: str) -> list[Interval]:
    """On the line of one letter, where the claim's condition holds."""
    line = held.game.at(others_of(held.game, (letter,), {}))
    taken = background(line)
    options = cases(held.claim.when, line.ring, line.formulas())
    low, high = taken.ranges[letter] if taken.ranges else (None, None)
    conditions = [c for clause in (options, *taken.clauses) for option in clause for c in option]
    everywhere = (*taken.clauses, options)
    pieces = line_cells(conditions, low, high)
    return intervals([(cell, bool(options) and clauses_hold(everywhere, cell.sample)) for cell in pieces])


def verdict(held: Held) -> str:
    """`proved`, or how else."""
    row = held.row
    return f"held at {row.points} points" if row.verdict == "held" else str(row.verdict)


def counted(rows: Sequence[Held], passages: int) -> str:
    """How many, and how they came out."""
    kinds = Counter(
        "refuted, as their models expect"
        if row.claim.expected == "refuted"
        else "hold for all values of the parameters"
        if row.claim.when is None
        else "hold in a region of the parameter space"
        for row in rows
    )
    listed = "; ".join(f"{number} {kind}" for kind, number in kinds.most_common())
    models = len({row.game.name for row in rows})
    return f"{passages} assertions, {len(rows)} claims in {models} models: {listed}."


def code(text: str) -> str:
    """Text as code in a table."""
    return f"`{text}`"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [list(heads), ["---"] * len(heads), *[list(row) for row in rows]]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
