"""Games as text: what a game prints."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from fractions import Fraction

from deterrence.algebra.language import Expression, text_of
from deterrence.games.matrix import Matrix
from deterrence.games.mistakes import listed
from deterrence.games.model import Model
from deterrence.games.nodes import Chance, Decision, Node, Outcome, label, next_text, walk
from deterrence.games.periods import as_table
from deterrence.games.repeated import Repeated
from deterrence.games.stochastic import Stochastic
from deterrence.games.tree import Tree
from deterrence.games.types import JOINT, ByType, Definition

KINDS = {Matrix: "matrix", Tree: "tree", Repeated: "repeated matrix", Stochastic: "game with states"}
WIDTH = 100
MOST_LINES = 40
DEEPEST = 12
MOST_MOVES = 10


def text(game: Model) -> str:
    """A game in full, as far as it fits: title, parameters, assumptions, definitions, the matrix or tree."""
    parts: list[list[str]] = [heading(game)]
    if game.parameters:
        parts.append(table(parameter_rows(game)))
    facts = list(fact_lines(game))
    if facts:
        parts.append(facts)
    parts.append(body(game))
    if game.claims:
        count = len(game.claims)
        parts.append([f"{count} claim{'s' if count > 1 else ''}"])
    if game.unused:
        parts.append([unused_text(game)])
    return "\n\n".join("\n".join(part) for part in parts)


def unused_text(game: Model) -> str:
    """A note about parameters on which nothing depends; empty where there is none."""
    return f"note: no formula uses {listed(game.unused)}" if game.unused else ""


def heading(game: Model) -> list[str]:
    """The title and what kind of game it is."""
    kind = next(kind for form, kind in KINDS.items() if isinstance(game, form))
    named = f" ({game.name})" if game.name and game.title else game.name
    lines = [f"{game.title}{named}"] if game.title or game.name else []
    return [*lines, f"{kind} of {', '.join(game.players)}"]


def parameter_rows(game: Model) -> list[list[str]]:
    """The table of parameters, its header first; columns that would be empty are left out."""
    rows = [["parameter", "range", "base", "meaning"]]
    for name, parameter in game.parameters.items():
        base = "" if parameter.base is None else decimal(parameter.base)
        meaning = parameter.meaning + (" (commitment)" if parameter.role == "commitment" else "")
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


def fact_lines(game: Model) -> Iterator[str]:
    """Assumptions, types and definitions, a kind a line."""
    if game.assumptions:
        yield from _folded("assumptions: ", list(assumption_texts(game)), ";")
    if game.types:
        yield from _folded("types: ", list(type_texts(game)), ";")
    if game.definitions:
        parts = [f"{name} = {definition_text(value)}" for name, value in game.definitions.items()]
        yield from _folded("definitions: ", parts, ";")


def assumption_texts(game: Model) -> Iterator[str]:
    """The assumptions; behind one that nobody wrote, what asks for it: `1 - 2*c >= 0 (probability of Bad)`."""
    for condition in game.assumptions:
        reason = game.implied.get(condition)
        yield text_of(condition) + (f" ({reason})" if reason else "")


def type_texts(game: Model) -> Iterator[str]:
    """The types of each player with their probabilities, or the rows of joint types."""
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


def body(game: Model) -> list[str]:
    """The matrix, the tree, or what is played in each state."""
    if isinstance(game, Matrix):
        return matrix_lines(game)
    if isinstance(game, Repeated):
        return [*matrix_lines(game.stage), "", over_time(game)]
    if isinstance(game, Stochastic):
        lines = [line for state in game.states for line in _state_lines(game, state)]
        return [*lines, over_time(game)]
    assert isinstance(game, Tree)
    return node_lines(game.root)


def over_time(game: Repeated | Stochastic) -> str:
    """How often a game is played, from which state, and what later periods count for, on one line."""
    often = "for ever" if game.horizon is None else f"{game.horizon} times"
    start = f"starts in {game.start}, " if isinstance(game, Stochastic) else ""
    strategies = f", {game.strategies}" if isinstance(game, Repeated) and game.horizon is None else ""
    factor = text_of(game.discount)
    if not game.letters and (value := str(game.value(game.discount))) != factor:
        factor += f" = {value}"
    return f"{start}played {often}, discount factor {factor}{strategies}"


def _state_lines(game: Stochastic, state: str) -> list[str]:
    profiles = as_table(game.states[state], game.players)
    if profiles is None:
        return [f"in {state}:", *(f"  {line}" for line in node_lines(game.states[state])), ""]
    rows = [[*game.players, "payoffs", "next"]]
    for profile, outcome in profiles.items():
        rows.append([*profile, cell_text(outcome.payoffs), next_text(outcome.next) if outcome.next else state])
    return [f"in {state}:", *(f"  {line}" for line in table(rows)), ""]


# --- matrices -----------------------------------------------------------------------------------------------------


def cell_text(payoffs: Sequence[Expression]) -> str:
    """The payoffs of a cell: `[b - k, 1]`."""
    return f"[{', '.join(text_of(payoff) for payoff in payoffs)}]"


def matrix_lines(game: Matrix) -> list[str]:
    """A table for two players, else a line a profile; large ones are cut short."""
    if len(game.players) == 2:
        return table(matrix_rows(game))
    total = 1
    for size in game.shape:
        total *= size
    lines: list[list[str]] = [[*game.players, "payoffs"]]
    for profile in game.profiles_of_moves():
        if len(lines) > MOST_LINES:
            break
        lines.append([*profile, cell_text(game.payoffs[profile])])
    left = total - (len(lines) - 1)
    return table(lines) + ([f"... {left:,} more profiles"] if left else [])


def matrix_rows(game: Matrix) -> list[list[str]]:
    """The table of a two-player matrix, its header first, at most ten moves a player."""
    row_player, column_player = game.players
    rows, columns = (game.moves[player][:MOST_MOVES] for player in game.players)
    more_rows = len(game.moves[row_player]) - len(rows)
    more_columns = len(game.moves[column_player]) - len(columns)
    end = [f"... {more_columns} more"] if more_columns else []
    cells = [[f"{row_player} \\ {column_player}", *columns, *end]]
    for row in rows:
        cells.append([row, *(cell_text(game.payoffs[row, column]) for column in columns), *(["..."] if end else [])])
    if more_rows:
        cells.append([f"... {more_rows} more", *[""] * (len(cells[0]) - 1)])
    return cells


# --- trees --------------------------------------------------------------------------------------------------------


def node_lines(root: Node, most: int = MOST_LINES) -> list[str]:
    """A tree, a node a line, indented by depth; what is too deep or too long is counted, not shown."""
    lines: list[str] = []
    depths: list[int] = []
    chances: dict[int, Chance] = {}
    hidden = 0
    for step in walk(root):
        depth = depths[step.parent] + 1 if step.parent >= 0 else 0
        depths.append(depth)
        if len(lines) >= most or depth > DEEPEST:
            hidden += 1
            continue
        if isinstance(step.node, Chance):
            chances[step.position] = step.node
        branch = ""
        if step.parent in chances:
            branch = f"{step.move} ({text_of(chances[step.parent].moves[step.move][0])}): "
        elif step.parent >= 0:
            branch = f"{step.move}: "
        lines.append("  " * depth + branch + node_text(step.node))
    if hidden:
        lines.append(f"... {hidden:,} more node{'s' if hidden > 1 else ''}")
    return lines


def node_text(node: Node) -> str:
    """A node on one line, without what follows it."""
    if isinstance(node, Decision):
        return node.player if node.information is None else f"{node.player} at '{node.information}'"
    if isinstance(node, Chance):
        return "chance"
    assert isinstance(node, Outcome)
    return label(node)
