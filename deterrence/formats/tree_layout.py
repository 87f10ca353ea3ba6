"""Where the nodes of a tree stand that is drawn from left to right, in rows and columns.

1. Every end of play has a row; a node stands in the middle of what follows it. So two nodes in different branches are
   at least a row apart, and no text can run into another branch.
2. Nodes of one information set stand in one column, joined by a line; sets that interleave in a column stand in slots
   side by side. An end of play stands beyond the lines that pass its row, so that it lies on none.

How wide a column, and how high a row is, says who draws.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deterrence.algebra.formulas.expressions import Expression
from deterrence.algebra.formulas.language import substitute
from deterrence.games.parts.nodes import Decision, Outcome, Step
from deterrence.games.parts.types import ByType
from deterrence.games.tree import Expanded, Tree


@dataclass(frozen=True)
class DrawnSet:
    """An information set of the drawing.

    Attributes
    ----------
    player
        Whose it is, by its position.
    agent, name
        Who chooses there, and what it is called, as an equilibrium calls them.
    named
        Whether the name says what the drawing does not show.
    nodes
        Its nodes, by their positions among the steps.
    """

    player: int
    agent: str
    name: str
    named: bool
    nodes: tuple[int, ...]


@dataclass(frozen=True)
class TreeLayout:
    """Where every node stands, by its position among the steps.

    Attributes
    ----------
    row, level, slot
        The row, counted downwards, the column, and the place within it.
    slots
        How many slots each column has beyond its first.
    by_type
        What the names made up for types stand for.
    """

    players: tuple[str, ...]
    steps: tuple[Step, ...]
    sets: tuple[DrawnSet, ...]
    set_of: Mapping[int, DrawnSet]
    by_type: Mapping[str, Expression]
    row: tuple[float, ...]
    level: tuple[int, ...]
    slot: tuple[int, ...]
    slots: tuple[int, ...]

    @staticmethod
    def of(game: Tree) -> TreeLayout:
        """Lay a tree out, with its types as moves of chance."""
        written = game.expanded
        steps = written.tree.steps
        sets = drawn_sets(game, written)
        row, level = _rows(steps), _levels(steps, sets)
        slot = _slots(steps, sets, level, row)
        slots = [
            max((s for s, at in zip(slot, level, strict=True) if at == column), default=0)
            for column in range(max(level) + 1)
        ]
        set_of = {node: found for found in sets for node in found.nodes}
        by_type = type_formulas(game, written)
        return TreeLayout(
            game.players, steps, sets, set_of, by_type, tuple(row), tuple(level), tuple(slot), tuple(slots)
        )


def type_formulas(game: Tree, written: Expanded) -> Mapping[str, Expression]:
    """The names that the toolkit made up for what a definition is for a type, and the formulas they stand for."""
    made = {name: formula for name, formula in written.tree.definitions.items() if name not in game.definitions}
    plain: dict[str, Expression] = {}
    for name in written.tree.order:
        formula = made.get(name)
        if formula is not None and not isinstance(formula, ByType):
            plain[name] = substitute(formula, plain)
    return plain


def drawn_sets(game: Tree, written: Expanded) -> tuple[DrawnSet, ...]:
    """The information sets of the tree that is drawn, called as an equilibrium calls them."""
    sets = []
    for found in written.tree.written_sets:
        agent, name = written.labels.get((found.player, found.name), (found.player, found.name))
        first = written.tree.steps[found.nodes[0]].node
        assert isinstance(first, Decision)
        # A name that the toolkit made up from the moves says nothing that the picture does not show.
        named = first.information is not None and not name.startswith(("after ", "start"))
        sets.append(DrawnSet(game.players.index(found.player), agent, name, named, found.nodes))
    return tuple(sets)


def _rows(steps: Sequence[Step]) -> list[float]:
    """The row of every node: ends of play one each, other nodes in the middle of what follows."""
    after: list[list[int]] = [[] for _ in steps]
    for step in steps[1:]:
        after[step.parent].append(step.position)
    rows, row = [0.0] * len(steps), 0.0
    for step in steps:
        if not after[step.position]:
            rows[step.position] = row
            row += 1
    for position in range(len(steps) - 1, -1, -1):
        if after[position]:
            rows[position] = (rows[after[position][0]] + rows[after[position][-1]]) / 2
    return rows


def _levels(steps: Sequence[Step], sets: Sequence[DrawnSet]) -> list[int]:
    """The column of every node: beyond its parent's, and one for all of an information set where that is possible."""
    levels = [0] * len(steps)
    # Two players may each meet the other's set first; then no columns fit all, and the rounds must end.
    for _ in range(len(sets) + 1):
        before = list(levels)
        for step in steps[1:]:
            levels[step.position] = max(levels[step.position], levels[step.parent] + 1)
        for found in sets:
            deepest = max(levels[node] for node in found.nodes)
            for node in found.nodes:
                levels[node] = deepest
        if levels == before:
            return levels
    for step in steps[1:]:
        levels[step.position] = max(levels[step.position], levels[step.parent] + 1)
    return levels


def _slots(steps: Sequence[Step], sets: Sequence[DrawnSet], levels: list[int], rows: list[float]) -> list[int]:
    """The place of a node within its column, so that lines do not lie on each other, nor ends of play on a line."""
    slots = [0] * len(levels)
    taken: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for found in sets:
        if len(found.nodes) == 1:
            continue
        heights = [rows[node] for node in found.nodes]
        span = min(heights), max(heights)
        level = max(levels[node] for node in found.nodes)
        slot = 0
        while any(low < span[1] and span[0] < high for low, high in taken.get((level, slot), [])):
            slot += 1
        taken.setdefault((level, slot), []).append(span)
        for node in found.nodes:
            slots[node] = slot
    for step in steps:
        if isinstance(step.node, Outcome):
            level, row = levels[step.position], rows[step.position]
            passing = [at for (column, at), spans in taken.items() if column == level and _passes(spans, row)]
            slots[step.position] = max(passing, default=-1) + 1
    return slots


def _passes(spans: Sequence[tuple[float, float]], row: float) -> bool:
    return any(low <= row <= high for low, high in spans)
