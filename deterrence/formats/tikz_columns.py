"""How wide the columns of a tree in TikZ are, how far apart its rows, and on which lines the words stand.

A move stands above its line, the name of who moves below it. Words go on several lines where the rows leave room for
them: a move of chance at the root has the height of all that follows it, one before the last end of play only a row. So
every column is as narrow as its own rows allow. Of the ways to do so (rows closer or farther apart, words on fewer or
more lines, information sets with or without their names, upright or turned on its side) the first is taken in which the
tree fits the page at a legible size, or else the one in which it is largest.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from deterrence.algebra.formulas.expressions import Name
from deterrence.algebra.formulas.language import substitute
from deterrence.formats.tex import escaped, formula
from deterrence.formats.tex_width import LINE, width
from deterrence.formats.tree_layout import DrawnSet, TreeLayout
from deterrence.games.parts.nodes import Chance, Choice, Outcome, Step

FAN: Final = 14.0
SLOT: Final = 8.0
GAP: Final = 4.0
SMALL: Final = 0.8  # of the width of the text around it
_LINE: Final = 9.5
_ROWS: Final = (19.0, 23.5, 33.0, 42.5, 16.0, 14.0)
_WRAPPED: Final = (1000.0, 110.0, 85.0, 60.0, 45.0)  # what the words of moves and names are wrapped to
PAGE: Final = 490.0
LEGIBLE: Final = 0.9  # of the size of a footnote: a picture of that size is as good as a larger one
LEAST: Final = 0.625  # of the size of a footnote: what LaTeX calls tiny
_TURN: Final = 0.9  # a page that has to be turned is worth that much of one that has not

Parts = tuple[str, ...]  # words that a line may end between


@dataclass(frozen=True)
class Columns:
    """Where the columns of a tree stand, and what is written there.

    Attributes
    ----------
    named
        Whether information sets bear their names.
    row
        How far apart rows are.
    least
        What words are wrapped to, where the rows leave room.
    turned
        Whether the picture stands on its side.
    """

    tree: TreeLayout
    labels: tuple[Parts, ...]
    named: bool
    row: float
    least: float
    turned: bool

    @staticmethod
    def of(tree: TreeLayout) -> Columns:
        """The first way in which a tree is legible, or else the one in which it is largest."""
        labels = tuple(_label(step, tree) for step in tree.steps)
        best = None
        for turned, named, row, least in itertools.product((False, True), (True, False), _ROWS, _WRAPPED):
            way = Columns(tree, labels, named, row, least, turned)
            if None not in way.wrapped:
                if way.worth >= LEGIBLE:
                    return way
                if best is None or way.worth > best.worth:
                    best = way
        assert best is not None  # in rows that are far apart there is room for one line above and one below
        return best

    @property
    def worth(self) -> float:
        """How good a way is: the size up to what is legible, and less where the page has to be turned."""
        return min(self.scale, LEGIBLE) * (_TURN if self.turned else 1.0)

    @property
    def scale(self) -> float:
        """By how much the picture has to be made smaller to fit the page, 1 where it fits."""
        across, down = (PAGE, LINE) if self.turned else (LINE, PAGE)
        return min(1.0, across / self.wide, down / self.high)

    @property
    def wide(self) -> float:
        """How wide the moves are."""
        return self.places[-1] + SLOT * self.tree.slots[-1] + 5 * GAP

    @property
    def high(self) -> float:
        """How high the picture is."""
        return self.row * (max(self.tree.row) + 1)

    @cached_property
    def places(self) -> list[float]:
        """Where each column stands."""
        slots = self.tree.slots
        places = [self._room(0)]
        for level in range(1, len(slots)):
            places.append(places[-1] + SLOT * slots[level - 1] + FAN + self._room(level) + 3 * GAP)
        return places

    def _room(self, column: int) -> float:
        """How wide the words of a column are."""
        nodes = range(len(self.tree.steps))
        texts = (line for node in nodes for line in (*self._above(node, column), *self._below(node, column)))
        return max((SMALL * width(line) for line in texts), default=0.0)

    def at(self, node: int) -> tuple[float, float]:
        """Where a node stands."""
        tree = self.tree
        return self.places[tree.level[node]] + SLOT * tree.slot[node], -self.row * tree.row[node]

    def turn(self, node: int) -> float:
        """Where the lines of the moves at a node become level."""
        column = self.tree.level[node]
        return self.places[column] + SLOT * self.tree.slots[column] + FAN

    def label(self, node: int) -> list[str]:
        """The words of the move that leads to a node, by lines."""
        return self._above(node, self._turn(node))

    def name(self, node: int) -> list[str]:
        """Who moves at a node, and at the first of an information set what that is called, by lines."""
        return self._below(node, self.tree.level[node])

    def _turn(self, node: int) -> int:
        """The column in which the move stands that leads to a node."""
        parent = self.tree.steps[node].parent
        return self.tree.level[parent] + 1 if parent >= 0 else 0

    def _above(self, node: int, column: int, most: float | None = None) -> list[str]:
        return _lines(self.labels[node], most or self._most(column)) if self._turn(node) == column else []

    def _below(self, node: int, column: int, most: float | None = None) -> list[str]:
        found = self.tree.set_of.get(node)
        if found is None or self.tree.level[node] != column:
            return []
        return _lines(_name(found, self.named and node == found.nodes[0]), most or self._most(column))

    def _most(self, column: int) -> float:
        return self.wrapped[column] or _WRAPPED[0]

    @cached_property
    def wrapped(self) -> tuple[float | None, ...]:
        """What the words of each column are wrapped to, None where the rows are too close for any."""
        widths = [most for most in sorted(_WRAPPED) if most >= self.least]
        return tuple(
            next((most for most in widths if self._have_room(column, most)), None)
            for column in range(len(self.tree.slots))
        )

    def _have_room(self, column: int, most: float) -> bool:
        """Whether the words of a column, wrapped, stand clear of what passes above and below them."""
        if column == 0:
            return True
        rows = self.tree.row
        for upper, lower in itertools.pairwise(sorted(self._passing(column), key=rows.__getitem__)):
            below, above = self._below(upper, column, most), self._above(lower, column, most)
            if _needed(below, above) > self.row * (rows[lower] - rows[upper]):
                return False
        return True

    def _passing(self, column: int) -> Iterator[int]:
        """The nodes whose line crosses a column: the move to them, or the dots beside an end of play."""
        for node, step in enumerate(self.tree.steps):
            ends_before = isinstance(step.node, Outcome) and self.tree.level[node] < column
            if ends_before or self._turn(node) <= column <= self.tree.level[node]:
                yield node


def _needed(below: list[str], above: list[str]) -> float:
    """How far apart two lines are that have texts between them."""
    count = sum(1.5 if "frac" in line else 1.0 for line in (*below, *above))
    return 14.0 if count <= 1 else max(16.0, _LINE * count + (4.0 if count > 2 else 0.0))


def _lines(parts: Parts, most: float) -> list[str]:
    """Words that belong together, on as many lines as they need."""
    lines: list[str] = []
    for part in parts:
        together = f"{lines[-1]} {part}" if lines else part
        if not lines or SMALL * width(together) > most:
            lines.append(part)
        else:
            lines[-1] = together
    return lines


def _label(step: Step, tree: TreeLayout) -> Parts:
    """The words of the move that leads to a node."""
    if step.parent < 0:
        return ()
    parent = tree.steps[step.parent].node
    if isinstance(parent, Chance):
        return *_words(step.move), f"(${formula(substitute(parent.moves[step.move][0], tree.by_type))}$)"
    if isinstance(parent, Choice):
        low, high = (formula(substitute(end, tree.by_type)) for end in parent.formulas)
        return (f"${formula(Name(parent.letter))} \\in [{low}, {high}]$",)
    return _words(step.move)


def _name(found: DrawnSet, named: bool) -> Parts:
    more = _words(found.name, r"\textit") if found.named and named else ()
    return *_words(found.agent, r"\textbf"), *more


def _words(text: str, style: str = "") -> Parts:
    return tuple(f"{style}{{{escaped(word)}}}" if style else escaped(word) for word in text.split())
