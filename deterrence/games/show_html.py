"""Games as HTML, for notebooks.  All text is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from deterrence.games.matrix import Matrix
from deterrence.games.model import Model
from deterrence.games.show import (
    assumption_texts,
    body,
    definition_text,
    heading,
    matrix_rows,
    parameter_rows,
    type_texts,
)


def html(game: Model) -> str:
    """A game as a fragment of HTML: title, summary, parameters, facts, the matrix or tree."""
    *title, kind = heading(game)
    parts = [f"<strong>{escape(line)}</strong><br>" for line in title]
    parts.append(f"<em>{escape(kind)}</em>")
    if game.summary:
        parts.append(f"<p>{escape(game.summary)}</p>")
    if game.parameters:
        parts.append(_table(parameter_rows(game)))
    parts.extend(_facts(game))
    if isinstance(game, Matrix) and len(game.players) == 2:
        parts.append(_table(matrix_rows(game)))
    else:
        parts.append(f"<pre>{escape(chr(10).join(body(game)))}</pre>")
    return f"<div>{''.join(parts)}</div>"


def _facts(game: Model) -> list[str]:
    facts: dict[str, list[str]] = {
        "Assumptions": list(assumption_texts(game)),
        "Types": list(type_texts(game)),
        "Definitions": [f"{name} = {definition_text(value)}" for name, value in game.definitions.items()],
        "Claims": [claim.says for claim in game.claims],
    }
    return [
        f"<p>{head}</p><ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"
        for head, lines in facts.items()
        if lines
    ]


def _table(rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in rows[0])
    lines = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows[1:])
    return f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"
