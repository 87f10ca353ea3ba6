"""Results as HTML for notebooks: folded, left-aligned, formulas as MathML. All text is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any, Final

from deterrence.algebra.formulas.mathml import typeset
from deterrence.games.parts.show_html import LEFT

MOST_ROWS: Final = 200
_TOLD: Final = ("model", "seconds", "sense")  # what the heading and the last line tell
# Columns that hold formulas, conditions and numbers: all others hold words.
_FORMULAS: Final = re.compile(
    r"(exists|where|payoff.*|derivative|value|formula|point|low|high|now|low at|high at|from|to|gain|commitment"
    r"|least|most|condition|lower|upper|threshold|probability.*|belief.*)"
)


def folded(summary: str, body: str, *, is_open: bool = False) -> str:
    """A part that opens when asked; `summary` and `body` are HTML."""
    how = ' open=""' if is_open else ""
    return f"<details{how}><summary>{summary}</summary>{body}</details>"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are HTML, aligned at the left."""
    head = "".join(f"<th{LEFT}>{escape(cell)}</th>" for cell in heads)
    body = "".join(f"<tr>{''.join(f'<td{LEFT}>{cell}</td>' for cell in row)}</tr>" for row in rows)
    top = f"<thead><tr>{head}</tr></thead>" if any(heads) else ""
    return f"<table>{top}<tbody>{body}</tbody></table>"


def result_html(text: str, frame: Any) -> str:
    """A result: its first line, its table folded open, and what is promised of it, which is the last line.

    A result without a table is shown as it prints.
    """
    if frame is None:
        return f"<pre>{escape(text)}</pre>"
    lines = [line for line in text.splitlines() if line.strip()]
    columns = [str(column) for column in frame.columns]
    rows = [[_cell(column, x) for column, x in zip(columns, row, strict=True)] for row in frame.itertuples(index=False)]
    kept = [i for i, column in enumerate(columns) if column not in _TOLD and any(row[i] for row in rows)]
    shown = table([columns[i] for i in kept], [[row[i] for i in kept] for row in rows[:MOST_ROWS]])
    left_out = f"<p>and {len(rows) - MOST_ROWS} more rows</p>" if len(rows) > MOST_ROWS else ""
    promise = f"<p>{escape(lines[-1])}</p>" if len(lines) > 1 else ""
    summary = f"<strong>{escape(lines[0] if lines else '')}</strong>"
    return f"<div>{folded(summary, shown + left_out, is_open=True)}{promise}</div>"


def _cell(column: str, x: Any) -> str:
    if x is None or x != x:  # NaN
        return ""
    if isinstance(x, float):
        return escape(f"{x:.6g}")
    if isinstance(x, tuple | list):
        return escape(", ".join(map(str, x)))
    return typeset(str(x)) if _FORMULAS.fullmatch(column) else escape(str(x))
