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

from deterrence.formats.tree_layout import DrawnSet, TreeLayout
from deterrence.games.parts.nodes import Chance, Outcome
from deterrence.plots.drawing import COLUMN_TEXT, LEAST_TITLE, MARGIN, Box, Drawing, Type, headed, width
from deterrence.plots.highlight import Highlight
from deterrence.plots.style import FAINT, INK, PAPER, SMALL, SOFT, TEXT, player_colour
from deterrence.plots.tree_down import from_top
from deterrence.plots.tree_play import MOVE, PLAYED, TreePlay

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
_SMALL = Type(SMALL, colour=SOFT)


def plot_tree(
    game: Tree,
    ax: Axes | None = None,
    *,
    at: Mapping[str, Any] | None = None,
    equilibrium: Equilibrium | int | None = None,
    title: str | None = None,
    problem: Problem | None = None,
    width: float | None = None,
    notes: bool = True,
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
    width
        The width in inches, with texts of eight points: for a column of a paper. A tree that is wider than that from
        left to right is drawn from top to bottom.
    notes
        Whether it is said below what is drawn over the tree. `ax.caption` has that in any case.

    Raises
    ------
    ValueError
        When the tree has too many ends to be drawn, or does not fit the width.
    """
    light = Highlight.of(game, at, equilibrium, problem)
    return drawn_tree(game, light, game.title if title is None else title, width=width, notes=notes).show(ax)


def draw_tree(
    game: Tree,
    at: Mapping[str, Any] | None = None,
    equilibrium: Equilibrium | int | None = None,
    title: str | None = None,
    problem: Problem | None = None,
) -> Drawing:
    """The tree as a drawing."""
    light = Highlight.of(game, at, equilibrium, problem)
    return drawn_tree(game, light, game.title if title is None else title)


def drawn_tree(
    game: Tree,
    light: Highlight,
    title: str,
    *,
    width: float | None = None,
    notes: bool = True,
    choices: Mapping[tuple[str, str], Sequence[str]] | None = None,
) -> Drawing:
    """The tree as a drawing, with what is highlighted; marks of moves and ends are tagged with their nodes.

    With `choices`, the values that may be chosen from intervals, there is room for other numbers than those of now.
    """
    ends = sum(isinstance(step.node, Outcome) for step in game.expanded.tree.steps)
    if ends > MOST_ENDS:
        raise ValueError(f"a tree with {ends:,} ends of play is too large to draw; at most {MOST_ENDS}")
    play = TreePlay(TreeLayout.of(game), light, choices)
    if width is None:
        return _from_left(play, title, least=LEAST_TITLE, notes=notes)
    room = width * 72.0 * TEXT / COLUMN_TEXT
    drawing = _from_left(play, title, least=0.0, notes=notes, most=room)
    if drawing.box.right - drawing.box.left > room:
        drawing = from_top(play, title, room - 2 * MARGIN, notes=notes)
    drawing.scale = COLUMN_TEXT / TEXT
    return drawing


def _from_left(play: TreePlay, title: str, *, least: float, notes: bool, most: float | None = None) -> Drawing:
    """The tree from left to right; words above and below as wide as it is, or as `least` or `most` say."""
    drawing = Drawing("tree")
    pen = _Pen(drawing, _Layout.of(play), play)
    pen.edges()
    pen.information_sets()
    pen.nodes()
    pen.table()
    box = drawing.box
    wide = max(box.right - box.left - 2 * MARGIN, least) if most is None else most - 2 * MARGIN
    headed(drawing, title, least=wide)
    y = drawing.box.bottom - 6.0
    for words in play.light.caption:
        y = drawing.say(y, words, wide, _SMALL, shown=notes, left=box.left + MARGIN)
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
    def of(play: TreePlay) -> _Layout:
        """Lay a tree out."""
        tree = play.tree
        labels = tuple(map(play.label, tree.steps))
        columns = _columns(tree, tuple(map(play.longest_label, tree.steps)))
        column = tuple(columns[level] for level in tree.level)
        return _Layout(
            tree,
            labels,
            tuple(left + SLOT * slot for left, slot in zip(column, tree.slot, strict=True)),
            tuple(-ROW * row for row in tree.row),
            column,
            tuple(columns[level] + SLOT * tree.slots[level] + FAN for level in tree.level),
        )


def _columns(tree: TreeLayout, moves: Sequence[str]) -> list[float]:
    """Where each column stands."""
    labels = [0.0] * len(tree.slots)
    names = [0.0] * len(tree.slots)
    for step in tree.steps:
        level = tree.level[step.position]
        if step.parent >= 0:
            # The bold face is the wider one, and an equilibrium may put any move in it.
            into = tree.level[step.parent] + 1
            labels[into] = max(labels[into], width(moves[step.position], PLAYED))
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
    play: TreePlay

    def edges(self) -> None:
        """The moves: a slanted piece, a level one, and the name of the move above that."""
        place = self.layout
        for step in place.tree.steps[1:]:
            parent, child = step.parent, step.position
            turn = (place.turn[parent], place.y[child])
            look, style = self.play.look(step)
            self.drawing.line(
                (place.x[parent], place.y[parent]), turn, (place.x[child], place.y[child]), **look, tag=f"edge {child}"
            )
            above = turn[1] + 3.4 + look["width"] / 2
            self.drawing.text(turn[0] + GAP, above, place.labels[child], style, tag=f"move {child}")

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
        place, play = self.layout, self.play
        ends = play.ends
        left = max(place.x[step.position] for step in ends) + 3 * GAP
        columns = [("", INK, [play.outcome(step) for step in ends])]
        for index, player in enumerate(place.tree.players):
            columns.append((player, player_colour(index), [play.payoff(step, index) for step in ends]))
        longest = [[], *([play.longest_payoff(step, i) for step in ends] for i in range(len(place.tree.players)))]
        top = max(place.y) + ROW
        for step in ends:
            x, y = place.x[step.position], place.y[step.position]
            if left - x > 4 * GAP:
                self.drawing.line((x + GAP, y), (left - GAP, y), width=0.6, colour=FAINT, dashes=(0.8, 2.4), layer=0)
        for (head, colour, cells), room in zip(columns, longest, strict=True):
            if not head and not any(cells):
                continue
            self.drawing.text(left, top - 6, head, Type(weight="bold", colour=colour))
            for step, words in zip(ends, cells, strict=True):
                style = PLAYED if play.is_played(step) else MOVE
                tag = f"end {step.position} {head}".strip()
                self.drawing.text(left, place.y[step.position] - 3.2, words, style, tag=tag)
            right = left + max(width(words, PLAYED) for words in [head, *cells, *room])
            if play.choices is not None:  # the room for what a cell may hold later
                self.drawing.patch(Box(left, top - 6, right, top - 6))
            left = right + 4 * GAP
