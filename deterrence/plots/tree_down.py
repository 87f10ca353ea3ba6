"""The extensive form drawn from top to bottom, for a narrow column: names wrap, payoffs stand under the ends of play.

Every end of play has a column as wide as its longest word; a node stands in the middle of what follows it. Moves hang
down from a bar under their node, their names on the line. Ends of play stand in one row at the bottom, over a table
of outcomes and payoffs. Nodes of one information set stand in one row, joined by a dashed line; sets that interleave
stand below each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Final

from deterrence.formats.tree_layout import TreeLayout
from deterrence.games.parts.nodes import Chance, Outcome, Step
from deterrence.plots.drawing import COLUMN_TEXT, MARGIN, Drawing, Type, headed, paragraph, width, wrapped
from deterrence.plots.style import PAPER, SMALL, SOFT, TEXT, player_colour
from deterrence.plots.tree_play import MOVE, PLAYED, TreePlay

PAD: Final = 4.0
STEM: Final = 8.0  # from a node to the bar of its moves
SLOT: Final = 16.0  # between interleaved information sets of a row
_SMALL = Type(SMALL, colour=SOFT)


def from_top(play: TreePlay, title: str, most: float, *, notes: bool = True) -> Drawing:
    """The tree, at most so wide, in points.

    Raises
    ------
    ValueError
        Where the words at its ends are wider.
    """
    pen = _Pen.of(play, most)
    pen.moves()
    pen.sets()
    pen.table()
    headed(pen.drawing, title, least=0.0)
    y = pen.drawing.box.bottom - 2.0
    for words in play.light.caption:
        y = pen.drawing.say(y, words, pen.right, _SMALL, shown=notes)
    return pen.drawing


@dataclass(frozen=True)
class _Pen:
    """Draws a tree that is laid out."""

    drawing: Drawing
    play: TreePlay
    x: tuple[float, ...]
    y: tuple[float, ...]
    room: tuple[float, ...]  # around each node, for its move and its name
    right: float

    @staticmethod
    def of(play: TreePlay, most: float) -> _Pen:
        """Lay a tree out."""
        tree = play.tree
        ends = play.ends
        heads = max(width(player, PLAYED) for player in tree.players) + 2 * PAD
        least = [_end_width(play, step) for step in ends]
        for step in tree.steps:
            if not isinstance(step.node, Outcome):
                _widen(tree, least, ends, step.position, _longest(_words(play, step.position)) + PAD)
        needed = heads + sum(least)
        if needed > most:
            least_width = ceil((needed + 2 * MARGIN) * COLUMN_TEXT / TEXT / 7.2) / 10
            raise ValueError(f"the tree does not fit this width; in eight points it takes width={least_width}")
        wide = [w + (most - needed) / len(ends) for w in least]
        edges = [heads + sum(wide[:index]) for index in range(len(ends) + 1)]
        x, room = _across(tree, ends, edges)
        y = _heights(play, x, room)
        return _Pen(Drawing("tree"), play, x, y, room, edges[-1])

    def moves(self) -> None:
        """The lines, the names of the moves, and who moves where."""
        tree, play = self.play.tree, self.play
        for step in tree.steps:
            at = step.position
            x, y = self.x[at], self.y[at]
            if step.parent >= 0:
                look, style = play.look(step)
                top = self.y[step.parent] - STEM
                self.drawing.line((self.x[step.parent], top), (x, top), (x, y), **look, tag=f"edge {at}")
                self._stack(x, top - 14.0, _fit(play.label(step), self.room[at], PLAYED), style, tag=f"move {at}")
            if isinstance(step.node, Outcome):
                self.drawing.dot(x, y, size=3.0)
                continue
            self._node(at)
            self.drawing.line((x, y), (x, y - STEM), width=0.8, colour=SOFT)

    def _node(self, at: int) -> None:
        x, y = self.x[at], self.y[at]
        if isinstance(self.play.tree.steps[at].node, Chance):
            self.drawing.dot(x, y, fill=PAPER)
            self._stack(x, y + 5.5, ["chance"], _SMALL)
            return
        found = self.play.tree.set_of[at]
        colour = player_colour(found.player)
        self.drawing.dot(x, y, fill=colour, edge=colour)
        style = Type(weight="bold", colour=colour)
        lines = _fit(found.agent, self.room[at], style)
        self._stack(x, y + 5.5 + style.line * (len(lines) - 1), lines, style)

    def _stack(self, x: float, y: float, lines: Sequence[str], style: Type, tag: str = "") -> None:
        """Lines of text in the middle of the line that they interrupt."""
        for line in lines:
            self.drawing.text(x, y, line, style, "center", background=PAPER, tag=tag)
            y -= style.line

    def sets(self) -> None:
        """A dashed line through the nodes that a player cannot tell apart."""
        for found in self.play.tree.sets:
            if len(found.nodes) > 1:
                points = [(self.x[node], self.y[node]) for node in found.nodes]
                self.drawing.line(*points, width=1.1, colour=player_colour(found.player), dashes=(3.0, 2.5))

    def table(self) -> None:
        """Outcomes and payoffs under the ends."""
        tree, ends = self.play.tree, self.play.ends
        names = [_fit(self.play.outcome(step), self.room[step.position], PLAYED) for step in ends]
        y = min(self.y) - 14.0
        for step, lines in zip(ends, names, strict=True):
            style = PLAYED if self.play.is_played(step) else MOVE
            paragraph(self.drawing, self.x[step.position], y, lines, style, "center")
        y -= MOVE.line * max(map(len, names), default=0) + 2.0
        for player, name in enumerate(tree.players):
            colour = player_colour(player)
            self.drawing.text(0.0, y, name, Type(weight="bold", colour=colour))
            for step in ends:
                words = self.play.payoff(step, player)
                style = PLAYED if self.play.is_played(step) else MOVE
                self.drawing.text(self.x[step.position], y, words, style, "center", tag=f"end {step.position} {name}")
            y -= MOVE.line


def _words(play: TreePlay, at: int) -> list[str]:
    found = play.tree.set_of.get(at)
    return [*play.label(play.tree.steps[at]).split(), *("chance" if found is None else found.agent).split()]


def _end_width(play: TreePlay, step: Step) -> float:
    """The width of the column of an end of play."""
    payoffs = [play.payoff(step, player) for player in range(len(play.tree.players))]
    return max(_longest(play.label(step).split()), _longest(play.outcome(step).split()), _longest(payoffs)) + 2 * PAD


def _longest(words: Sequence[str]) -> float:
    return max((width(word, PLAYED) for word in words), default=0.0) + PAD


def _below(tree: TreeLayout, ends: Sequence[Any], at: int) -> list[int]:
    """Which ends follow a node."""
    found = []
    for index, step in enumerate(ends):
        node = step.position
        while node > at:
            node = tree.steps[node].parent
        if node == at:
            found.append(index)
    return found


def _widen(tree: TreeLayout, least: list[float], ends: Sequence[Any], at: int, needed: float) -> None:
    """Make the columns under a node wide enough for what stands to the right of it."""
    below = _below(tree, ends, at)
    lacking = needed - sum(least[i] for i in below)
    if lacking > 0:
        for i in below:
            least[i] += lacking / len(below)


def _across(
    tree: TreeLayout, ends: Sequence[Any], edges: Sequence[float]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Where every node stands from left to right, and the room around it."""
    x, room = [0.0] * len(tree.steps), [0.0] * len(tree.steps)
    after: list[list[int]] = [[] for _ in tree.steps]
    for step in tree.steps[1:]:
        after[step.parent].append(step.position)
    for step in reversed(tree.steps):
        at = step.position
        below = _below(tree, ends, at)
        first, last = edges[below[0]], edges[below[-1] + 1]
        x[at] = (x[after[at][0]] + x[after[at][-1]]) / 2 if after[at] else (first + last) / 2
        room[at] = 2 * min(x[at] - first, last - x[at]) - PAD
    return tuple(x), tuple(room)


def _heights(play: TreePlay, x: Sequence[float], room: Sequence[float]) -> tuple[float, ...]:
    """How deep every node stands: rows are as high as the moves and names in them need."""
    tree = play.tree
    deepest = max(tree.level) + 1
    rows = [0.0] * (deepest + 1)
    level = [deepest if isinstance(step.node, Outcome) else tree.level[step.position] for step in tree.steps]
    for step in tree.steps[1:]:
        lines = len(_fit(play.label(step), room[step.position], PLAYED))
        found = tree.set_of.get(step.position)
        name = 0 if isinstance(step.node, Outcome) else 1
        name = len(_fit(found.agent, room[step.position], PLAYED)) if found is not None else name
        into = tree.level[step.parent] + 1
        high = STEM + 9.0 + MOVE.line * (lines + name) + 4.0
        rows[into] = max(rows[into], high + SLOT * tree.slots[tree.level[step.parent]])
    depth = [0.0]
    for row in rows[1:]:
        depth.append(depth[-1] - max(row, 12.0))
    slot = [0 if isinstance(step.node, Outcome) else tree.slot[step.position] for step in tree.steps]
    return tuple(depth[at] - SLOT * down for at, down in zip(level, slot, strict=True))


def _fit(words: str, most: float, style: Type) -> list[str]:
    return wrapped(words, most, style)
