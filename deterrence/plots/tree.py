"""The extensive form, drawn from left to right.

Layout, in points and from measured text:

1. Rows and columns are those of `formats/tree_layout.py`.
2. A column is as wide as the longest move that leads into it and the longest name in it. Nodes of one information set
   are joined by a dashed line.
3. Outcomes and payoffs form a table on the right.

An equilibrium is drawn over it: what is played in thick lines, what would be chosen off the path of play in medium
ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deterrence.algebra.formulas.language import substitute
from deterrence.formats.tree_layout import DrawnSet, TreeLayout
from deterrence.games.parts.nodes import Chance, Choice, Outcome, Step
from deterrence.plots.drawing import MARGIN, Drawing, Type, headed, paragraph, width, wrapped
from deterrence.plots.formulas import formula_with_value
from deterrence.plots.highlight import Highlight
from deterrence.plots.style import FAINT, INK, PAPER, SMALL, SOFT, player_colour

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from deterrence.equilibria.equilibria import Equilibrium
    from deterrence.games.tree import Tree
    from deterrence.sensitivity.asking.problem import Problem

MOST_ENDS = 300
ROW = 27.0  # between two ends of play
FAN = 20.0  # how far the moves of a node spread before they run level
GAP = 5.0
SLOT = 13.0  # between interleaved information sets of a column
_MOVE = Type()
_PLAYED = Type(weight="bold")
_SMALL = Type(SMALL, colour=SOFT)


def plot_tree(
    game: Tree,
    ax: Axes | None = None,
    *,
    at: Mapping[str, Any] | None = None,
    equilibrium: Equilibrium | int | None = None,
    title: str | None = None,
    problem: Problem | None = None,
) -> Axes:
    """Draw a tree, and an equilibrium over it where one is asked for.

    Parameters
    ----------
    game
        The tree.
    ax
        Axes to draw on; a figure of the right size is made where there are none.
    at
        Values for parameters, the others at base values: payoffs are shown as numbers too, and an equilibrium there
        is drawn.
    equilibrium
        The equilibrium to draw; or which of those at the values of `at`, counted from 0.
    title
        What stands above; the title of the game if not given, nothing if `""`.
    problem
        How the game is solved for the equilibrium that is drawn.

    Raises
    ------
    ValueError
        When the tree has too many ends to be drawn.
    """
    return draw_tree(game, at, equilibrium, title, problem).show(ax)


def draw_tree(
    game: Tree,
    at: Mapping[str, Any] | None = None,
    equilibrium: Equilibrium | int | None = None,
    title: str | None = None,
    problem: Problem | None = None,
) -> Drawing:
    """The tree as a drawing."""
    light = Highlight.of(game, at, equilibrium, problem)
    return tree_with(game, light, game.title if title is None else title)


def tree_with(game: Tree, light: Highlight, title: str) -> Drawing:
    """The tree as a drawing, with what is highlighted; marks of moves and ends are tagged with their nodes."""
    layout = _Layout.of(game, light)
    drawing = Drawing("tree")
    pen = _Pen(drawing, layout, light)
    pen.edges()
    pen.information_sets()
    pen.nodes()
    pen.table()
    _frame(drawing, title, light)
    return drawing


# --- layout ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Layout:
    """Where every node stands."""

    tree: TreeLayout
    labels: tuple[str, ...]
    x: tuple[float, ...]
    y: tuple[float, ...]
    column: tuple[float, ...]  # where the column of a node begins
    turn: tuple[float, ...]  # where the moves of a node run level

    @staticmethod
    def of(game: Tree, light: Highlight) -> _Layout:
        """Lay a tree out."""
        steps = game.expanded.tree.steps
        ends = sum(isinstance(step.node, Outcome) for step in steps)
        if ends > MOST_ENDS:
            raise ValueError(f"a tree with {ends:,} ends of play is too large to draw; at most {MOST_ENDS}")
        tree = TreeLayout.of(game)
        labels = tuple(_label(step, tree, light) for step in steps)
        columns = _columns(tree, labels)
        column = tuple(columns[level] for level in tree.level)
        return _Layout(
            tree,
            labels,
            tuple(left + SLOT * slot for left, slot in zip(column, tree.slot, strict=True)),
            tuple(-ROW * row for row in tree.row),
            column,
            tuple(columns[level] + SLOT * tree.slots[level] + FAN for level in tree.level),
        )


def _label(step: Step, tree: TreeLayout, light: Highlight) -> str:
    """The move that leads to a node, with its probability where chance makes it or a player mixes."""
    if step.parent < 0:
        return ""
    parent = tree.steps[step.parent].node
    if isinstance(parent, Chance):
        probability = substitute(parent.moves[step.move][0], tree.by_type)
        return f"{step.move} ({formula_with_value(probability, light.point)})"
    found = tree.set_of[step.parent]
    if isinstance(parent, Choice):
        if chosen := light.chosen(found.agent, found.name):
            return chosen
        ends = (formula_with_value(substitute(end, tree.by_type), light.point) for end in parent.formulas)
        return f"{parent.letter} from {' to '.join(ends)}"
    mixing = light.mixing(found.agent, found.name, step.move)
    return f"{step.move} ({mixing})" if mixing else step.move


def _columns(tree: TreeLayout, moves: Sequence[str]) -> list[float]:
    """Where each column stands."""
    labels = [0.0] * len(tree.slots)
    names = [0.0] * len(tree.slots)
    for step in tree.steps:
        level = tree.level[step.position]
        if step.parent >= 0:
            # The bold face is the wider one, and an equilibrium may put any move in it.
            into = tree.level[step.parent] + 1
            labels[into] = max(labels[into], width(moves[step.position], _PLAYED))
        if step.position in tree.set_of:
            names[level] = max(names[level], _name_width(tree.set_of[step.position]))
        elif isinstance(step.node, Chance):
            names[level] = max(names[level], width("chance", _SMALL))
    columns = [0.0]
    for level in range(1, len(tree.slots)):
        before = columns[-1] + SLOT * tree.slots[level - 1] + FAN
        columns.append(before + max(labels[level], names[level]) + 3 * GAP)
    return columns


def _name_width(found: DrawnSet) -> float:
    extra = width(found.name, _SMALL) + GAP if found.named else 0.0
    return width(found.agent, Type(weight="bold")) + extra


# --- drawing --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Pen:
    """Draws a tree that is laid out."""

    drawing: Drawing
    layout: _Layout
    light: Highlight

    def edges(self) -> None:
        """The moves: a slanted piece, a level one, and the name of the move above that."""
        place = self.layout
        for step in place.tree.steps[1:]:
            parent, child = step.parent, step.position
            turn = (place.turn[parent], place.y[child])
            strength = self._strength(parent, step.move)
            look: dict[str, Any] = {"width": {0: 0.8, 1: 1.6, 2: 2.8}[strength], "layer": 1 + (strength > 0)}
            look["colour"] = self._colour(parent) if strength else SOFT
            self.drawing.line(
                (place.x[parent], place.y[parent]), turn, (place.x[child], place.y[child]), **look, tag=f"edge {child}"
            )
            style = _PLAYED if strength == 2 else _MOVE
            above = turn[1] + 3.4 + look["width"] / 2
            self.drawing.text(turn[0] + GAP, above, place.labels[child], style, tag=f"move {child}")

    def _strength(self, parent: int, move: str) -> int:
        """2 on the path of an equilibrium, 1 where it is chosen off the path, else 0."""
        if not self.light.shows:
            return 0
        history = self._history(parent)
        if not self._used(parent, move):
            return 0
        if all(self._used(node, chosen) for node, chosen in history):
            return 2
        return 1 if parent in self.layout.tree.set_of else 0

    def _used(self, node: int, move: str) -> bool:
        found = self.layout.tree.set_of.get(node)
        if found is not None:
            return self.light.is_used(found.agent, found.name, move)
        chance = self.layout.tree.steps[node].node
        assert isinstance(chance, Chance)
        return self.light.can_happen(substitute(chance.moves[move][0], self.layout.tree.by_type))

    def _history(self, node: int) -> list[tuple[int, str]]:
        """The nodes on the way to one, and the moves made at them."""
        way = []
        step = self.layout.tree.steps[node]
        while step.parent >= 0:
            way.append((step.parent, step.move))
            step = self.layout.tree.steps[step.parent]
        return way

    def _colour(self, node: int) -> str:
        found = self.layout.tree.set_of.get(node)
        return INK if found is None else player_colour(found.player)

    def information_sets(self) -> None:
        """A dashed line through the nodes that a player cannot tell apart."""
        place = self.layout
        for found in place.tree.sets:
            if len(found.nodes) > 1:
                points = [(place.x[node], place.y[node]) for node in found.nodes]
                self.drawing.line(*points, width=1.1, colour=player_colour(found.player), dashes=(3.0, 2.5))

    def nodes(self) -> None:
        """Who moves where."""
        place = self.layout
        for step in place.tree.steps:
            position = step.position
            x, y = place.x[position], place.y[position]
            if isinstance(step.node, Outcome):
                self.drawing.dot(x, y, size=3.0)
                continue
            # Names stand left of the column, where no dashed line of the column passes.
            right = place.column[position] - GAP
            below = y - 10.5 if step.parent >= 0 else y - 3.2
            if isinstance(step.node, Chance):
                self.drawing.dot(x, y, fill=PAPER)
                self.drawing.text(right, below, "chance", _SMALL, "right")
                continue
            found = place.tree.set_of[position]
            colour = player_colour(found.player)
            self.drawing.dot(x, y, fill=colour, edge=colour)
            if found.named and position == found.nodes[0]:
                right = self.drawing.text(right, below, found.name, _SMALL, "right").left - GAP
            self.drawing.text(right, below, found.agent, Type(weight="bold", colour=colour), "right")

    def table(self) -> None:
        """Outcomes and payoffs, aligned."""
        place, light = self.layout, self.light
        ends = [step for step in place.tree.steps if isinstance(step.node, Outcome)]
        played = {
            step.position
            for step in ends
            if light.shows and all(self._used(node, move) for node, move in self._history(step.position))
        }
        left = max(place.x[step.position] for step in ends) + 3 * GAP
        columns: list[tuple[str, str, list[str]]] = [
            ("", INK, [step.node.name for step in ends if isinstance(step.node, Outcome)])
        ]
        for index, player in enumerate(place.tree.players):
            cells = [
                formula_with_value(substitute(step.node.payoffs[index], place.tree.by_type), light.point)
                for step in ends
                if isinstance(step.node, Outcome)
            ]
            columns.append((player, player_colour(index), cells))
        top = max(place.y) + ROW
        for step in ends:
            x, y = place.x[step.position], place.y[step.position]
            if left - x > 4 * GAP:
                self.drawing.line((x + GAP, y), (left - GAP, y), width=0.6, colour=FAINT, dashes=(0.8, 2.4), layer=0)
        for head, colour, cells in columns:
            if not head and not any(cells):
                continue
            self.drawing.text(left, top - 6, head, Type(weight="bold", colour=colour))
            for step, words in zip(ends, cells, strict=True):
                style = _PLAYED if step.position in played else _MOVE
                tag = f"end {step.position} {head}".strip()
                self.drawing.text(left, place.y[step.position] - 3.2, words, style, tag=tag)
            left += max(width(words, _PLAYED) for words in [head, *cells]) + 4 * GAP


def _frame(drawing: Drawing, title: str, light: Highlight) -> None:
    """The title above, and below what is drawn in thick lines."""
    headed(drawing, title)
    box = drawing.box
    left, most = box.left + MARGIN, max(box.right - box.left - 2 * MARGIN, 300.0)
    y = box.bottom - 6.0
    for words in light.caption:
        y = paragraph(drawing, left, y, wrapped(words, most, _SMALL), _SMALL)
