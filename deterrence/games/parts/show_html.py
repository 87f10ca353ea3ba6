"""Games as HTML, for notebooks.  All text is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from deterrence.games.parts.setting import Setting
from deterrence.games.parts.show import assumption_texts, definition_text, parameter_rows, type_texts

# Jupyter aligns cells at the right that do not say.
LEFT: Final = ' style="text-align:left;vertical-align:top"'


def html(
    heading: Sequence[str],
    summary: str,
    setting: Setting,
    claims: Sequence[str],
    body: str,
    picture: str = "",
) -> str:
    """A game as a fragment of HTML: title, summary, picture, and folded parameters, facts, and what is played."""
    *title, kind = heading
    parts = [f"<strong>{escape(line)}</strong><br>" for line in title]
    parts.append(f"<em>{escape(kind)}</em>")
    if summary:
        parts.append(f"<p>{escape(summary)}</p>")
    parts.append(picture)
    rest = [*([table_of(parameter_rows(setting))] if setting.parameters else []), *_facts(setting, claims), body]
    if picture:
        parts.append(f"<details><summary>The model in words</summary>{''.join(rest)}</details>")
    else:
        parts.extend(rest)
    return f"<div>{''.join(parts)}</div>"


def preformatted(lines: Sequence[str]) -> str:
    """Lines of text as they stand."""
    return f"<pre>{escape(chr(10).join(lines))}</pre>"


def _facts(game: Setting, claims: Sequence[str]) -> list[str]:
    facts: dict[str, list[str]] = {
        "Assumptions": list(assumption_texts(game)),
        "Types": list(type_texts(game)),
        "Definitions": [f"{name} = {definition_text(value)}" for name, value in game.definitions.items()],
        "Claims": list(claims),
    }
    return [
        f"<p>{head}</p><ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"
        for head, lines in facts.items()
        if lines
    ]


def table_of(rows: Sequence[Sequence[str]]) -> str:
    """Rows as a table, the first as its header."""
    head = "".join(f"<th{LEFT}>{escape(cell)}</th>" for cell in rows[0])
    lines = "".join(f"<tr>{''.join(f'<td{LEFT}>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows[1:])
    return f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"
