"""Games as text: parameters, assumptions, types, definitions and payoff tables, as a game prints them."""

from __future__ import annotations

import itertools
import math
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

from deterrence.algebra.formulas.language import Expression, text_of
from deterrence.games.parts.mistakes import listed
from deterrence.games.parts.setting import Setting
from deterrence.games.parts.types import JOINT, ByType, Definition

WIDTH = 100
MOST_LINES = 40
MOST_MOVES = 10

Moves: TypeAlias = Mapping[str, tuple[str, ...]]
Payoffs: TypeAlias = Mapping[tuple[str, ...], Sequence[Expression]]


def unused_text(unused: Sequence[str]) -> str:
    """A note about parameters on which nothing depends; empty where there is none."""
    return f"note: no formula uses {listed(unused)}" if unused else ""


def parameter_rows(game: Setting) -> list[list[str]]:
    """The table of parameters, its header first; columns that would be empty are left out."""
    rows = [["parameter", "range", "base", "meaning"]]
    for name, parameter in game.parameters.items():
        base = "" if parameter.base is None else decimal(parameter.base)
        meaning = parameter.meaning + (f" ({parameter.role})" if parameter.role else "")
        low = "(-inf" if parameter.low is None else f"[{decimal(parameter.low)}"
        high = "inf)" if parameter.high is None else f"{decimal(parameter.high)}]"
        rows.append([name, f"{low}, {high}", base, meaning.strip()])
    if not any(row[3] for row in rows[1:]):
        rows = [row[:3] for row in rows]
    return rows


def decimal(value: Fraction) -> str:
    """A number as a short decimal where it is one exactly, else as a fraction."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest == 1 and value.denominator <= 10**6 and abs(value.numerator) < 10**12:
        return str(value) if value.denominator == 1 else _decimal_digits(value)
    return str(value)


def _decimal_digits(value: Fraction) -> str:
    digits = 1
    while (value * 10**digits).denominator != 1:
        digits += 1
    whole = str(abs(value.numerator * 10**digits // value.denominator)).rjust(digits + 1, "0")
    return f"{'-' if value < 0 else ''}{whole[:-digits]}.{whole[-digits:]}"


def table(rows: Sequence[Sequence[str]], width: int = WIDTH) -> list[str]:
    """Rows with their columns aligned; the last column is folded where it is long."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines: list[str] = []
    for row in rows:
        start = "  ".join(cell.ljust(size) for cell, size in zip(row[:-1], widths, strict=False))
        start += "  " if len(row) > 1 else ""
        folded = textwrap.wrap(row[-1], max(width - len(start), 30)) or [""]
        lines.append((start + folded[0]).rstrip())
        lines.extend(" " * len(start) + more for more in folded[1:])
    return lines


def fact_lines(game: Setting) -> Iterator[str]:
    """Assumptions, types and definitions, a kind a line."""
    if game.assumptions:
        yield from _folded("assumptions: ", list(assumption_texts(game)), ";")
    if game.is_typed:
        yield from _folded("types: ", list(type_texts(game)), ";")
    if game.definitions:
        parts = [f"{name} = {definition_text(value)}" for name, value in game.definitions.items()]
        yield from _folded("definitions: ", parts, ";")


def assumption_texts(game: Setting) -> Iterator[str]:
    """The assumptions; behind one that nobody wrote, what asks for it: `1 - 2*c >= 0 (probability of Bad)`."""
    for condition in game.assumptions:
        reason = game.implied.get(condition)
        yield text_of(condition) + (f" ({reason})" if reason else "")


def type_texts(game: Setting) -> Iterator[str]:
    """The types of each player with their probabilities or distribution, or the rows of joint types."""
    yield from (f"{player} learns {own.text}" for player, own in game.drawn.items())
    if JOINT in game.types:
        for row in game.types[JOINT]:
            kinds = ", ".join(f"{player} {kind}" for player, kind in row.items() if player != "probability")
            yield f"{kinds} ({row['probability']})"
        return
    for player, row in game.types.items():
        yield f"{player} is {' or '.join(f'{kind} ({probability})' for kind, probability in row.items())}"


def definition_text(definition: Definition) -> str:
    """A definition on one line: `w (Challenger Hard), -w (Challenger Soft)`."""
    if not isinstance(definition, ByType):
        return text_of(definition)
    parts = []
    for kind, value in definition.values.items():
        inner = definition_text(value)
        parts.append(f"{f'({inner})' if isinstance(value, ByType) else inner} if {definition.player} is {kind}")
    return ", ".join(parts)


def _folded(head: str, parts: list[str], sign: str) -> list[str]:
    if len(parts) > MOST_LINES:
        parts = [*parts[:MOST_LINES], f"and {len(parts) - MOST_LINES} more"]
    return textwrap.wrap(head + f"{sign} ".join(parts), WIDTH, subsequent_indent="  ", break_long_words=False)


# --- matrices -----------------------------------------------------------------------------------------------------


def cell_text(payoffs: Sequence[Expression]) -> str:
    """The payoffs of a cell: `[b - k, 1]`."""
    return f"[{', '.join(text_of(payoff) for payoff in payoffs)}]"


def matrix_lines(moves: Moves, payoffs: Payoffs) -> list[str]:
    """A table for two players, else a line a profile; large ones are cut short."""
    if len(moves) == 2:
        return table(matrix_rows(moves, payoffs))
    lines: list[list[str]] = [[*moves, "payoffs"]]
    for profile in itertools.product(*moves.values()):
        if len(lines) > MOST_LINES:
            break
        lines.append([*profile, cell_text(payoffs[profile])])
    left = math.prod(map(len, moves.values())) - (len(lines) - 1)
    return table(lines) + ([f"... {left:,} more profiles"] if left else [])


def matrix_rows(moves: Moves, payoffs: Payoffs) -> list[list[str]]:
    """The table of a two-player matrix, its header first, at most ten moves a player."""
    row_player, column_player = moves
    rows, columns = (own[:MOST_MOVES] for own in moves.values())
    more_rows = len(moves[row_player]) - len(rows)
    more_columns = len(moves[column_player]) - len(columns)
    end = [f"... {more_columns} more"] if more_columns else []
    cells = [[f"{row_player} \\ {column_player}", *columns, *end]]
    for row in rows:
        cells.append([row, *(cell_text(payoffs[row, column]) for column in columns), *(["..."] if end else [])])
    if more_rows:
        cells.append([f"... {more_rows} more", *[""] * (len(cells[0]) - 1)])
    return cells
