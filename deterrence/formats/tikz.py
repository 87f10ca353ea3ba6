r"""A tree as a TikZ picture, from left to right, that needs no library beyond TikZ itself.

Rows and columns are those of `tree_layout.py`. TeX sets the texts, so their widths are estimated here (`tex_width.py`),
and what is wider than the line after all is made smaller by TeX. Where payoffs do not fit beside the tree, its ends are
numbered and a table below says what they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from deterrence.algebra.formulas.language import Name, substitute
from deterrence.formats.tex import breakable, escaped, formula
from deterrence.formats.tex_table import fitted_table, shrunk
from deterrence.formats.tex_width import LINE, width
from deterrence.formats.tree_layout import DrawnSet, TreeLayout
from deterrence.games.parts.nodes import Chance, Choice, Decision, Outcome, Step
from deterrence.games.tree import Tree

# With more ends a tree does not fit a page.
MOST_ENDS: Final = 32
_ROW, _FAN, _SLOT, _GAP = 19.0, 14.0, 8.0, 4.0
_LINE = 9.5
_SMALL: Final = 0.8  # of the width of the text around it
_WRAPPED: Final = (1000.0, 110.0, 85.0, 60.0)  # what the words of moves and names are wrapped to
_PAGE: Final = 500.0
LEGIBLE: Final = 0.9  # of the size of a footnote: a picture of that size is as good as a larger one


def draws(game: Tree) -> bool:
    """Whether a tree is drawn: larger ones are told as a list.

    Examples
    --------
    >>> from deterrence.games.parts.nodes import Decision
    >>> draws(Tree(["A"], Decision("A", {"x": [1], "y": [0]})))
    True
    """
    ends = 0
    for step in game.expanded.tree.steps:
        ends += isinstance(step.node, Outcome)
        if ends > MOST_ENDS:
            return False
    return True


def tikz(game: Tree) -> Iterator[list[str]]:
    """The picture, and the table of its ends where they do not fit into it."""
    tree = TreeLayout.of(game)
    labels = tuple(_label(step, tree) for step in tree.steps)
    ways = (_Pen(tree, labels, most, named) for named in (True, False) for most in _WRAPPED)
    pen = max(ways, key=lambda way: min(way.scale, LEGIBLE))
    yield pen.picture()
    if not pen.fits:
        yield pen.table()
    if rules := pen.rules():
        yield rules


def _label(step: Step, tree: TreeLayout) -> tuple[str, ...]:
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


@dataclass(frozen=True)
class _Pen:
    """Writes a tree that is laid out."""

    tree: TreeLayout
    labels: tuple[tuple[str, ...], ...]
    most: float  # words go on lines of their own where they are wider than that
    named: bool = True  # whether information sets bear their names

    @property
    def wide(self) -> float:
        """How wide the moves are."""
        return self.columns[-1] + _SLOT * self.tree.slots[-1] + 5 * _GAP

    @property
    def scale(self) -> float:
        """By how much the picture has to be made smaller to fit the page, 1 where it fits."""
        return min(1.0, LINE / self.wide, _PAGE / self.high)

    @property
    def row(self) -> float:
        """How far apart rows are: a move stands above its line, a name below it."""
        above = max(len(self._lines(label)) for label in self.labels)
        below = max(len(self._lines(self._name(found))) for found in self.tree.sets)
        return max(_ROW, 4.0 + _LINE * (above + below)) if above + below > 2 else _ROW

    @property
    def high(self) -> float:
        """How high the picture is."""
        return self.row * (max(self.tree.row) + 1)

    def _lines(self, parts: tuple[str, ...]) -> list[str]:
        """Words that belong together, on as many lines as they need."""
        lines: list[str] = []
        for part in parts:
            together = f"{lines[-1]} {part}" if lines else part
            if not lines or _SMALL * width(together) > self.most:
                lines.append(part)
            else:
                lines[-1] = together
        return lines

    def _name(self, found: DrawnSet) -> tuple[str, ...]:
        more = _words(found.name, r"\textit") if found.named and self.named else ()
        return *_words(found.agent, r"\textbf"), *more

    def _wide(self, parts: tuple[str, ...]) -> float:
        return _SMALL * max(map(width, self._lines(parts)), default=0.0)

    @property
    def ends(self) -> list[Step]:
        """The ends of play, from top to bottom."""
        return [step for step in self.tree.steps if isinstance(step.node, Outcome)]

    @cached_property
    def columns(self) -> list[float]:
        """Where each column stands."""
        tree = self.tree
        room = [0.0] * len(tree.slots)
        for step in tree.steps:
            level = tree.level[step.position]
            if step.parent >= 0:
                into = tree.level[step.parent] + 1
                room[into] = max(room[into], self._wide(self.labels[step.position]))
            if step.position in tree.set_of:
                room[level] = max(room[level], self._wide(self._name(tree.set_of[step.position])))
        columns = [0.0]
        for level in range(1, len(tree.slots)):
            columns.append(columns[-1] + _SLOT * tree.slots[level - 1] + _FAN + room[level] + 3 * _GAP)
        return columns

    @property
    def payoffs(self) -> list[str]:
        """What each end of play is worth."""
        return [
            f"$({'$, $'.join(breakable(substitute(x, self.tree.by_type)) for x in step.node.payoffs)})$"
            for step in self.ends
            if isinstance(step.node, Outcome)
        ]

    @property
    def fits(self) -> bool:
        """Whether outcomes and payoffs have room beside the tree."""
        beside = max(_SMALL * width(f"{_outcome(s)} {p}") for s, p in zip(self.ends, self.payoffs, strict=True))
        return self.wide - 2 * _GAP + beside <= LINE / LEGIBLE

    def picture(self) -> list[str]:
        """The tree, no wider than the line."""
        lines = [*self._sets(), *self._moves(), *self._nodes(), *self._ends()]
        begin = r"\begin{tikzpicture}[x=1pt,y=1pt,inner sep=1.5pt]"
        return shrunk([begin, *lines, r"\end{tikzpicture}"], r"\footnotesize")

    def _at(self, node: int) -> tuple[float, float]:
        tree = self.tree
        return self.columns[tree.level[node]] + _SLOT * tree.slot[node], -self.row * tree.row[node]

    def _set(self, parts: tuple[str, ...]) -> str:
        return r"\\".join(self._lines(parts))

    def _sets(self) -> Iterator[str]:
        """A dashed line through the nodes that a player cannot tell apart."""
        for found in self.tree.sets:
            if len(found.nodes) > 1:
                yield rf"\draw[dashed] {' -- '.join(_point(*self._at(node)) for node in found.nodes)};"

    def _moves(self) -> Iterator[str]:
        """The moves: a slanted piece, a level one, and the name of the move above that."""
        for step in self.tree.steps[1:]:
            (x, y), (end, level) = self._at(step.parent), self._at(step.position)
            column = self.tree.level[step.parent]
            turn = self.columns[column] + _SLOT * self.tree.slots[column] + _FAN
            yield rf"\draw {_point(x, y)} -- {_point(turn, level)} -- {_point(end, level)};"
            said = self._set(self.labels[step.position])
            yield rf"\node[above right,align=left] at {_point(turn, level)} {{{said}}};"

    def _nodes(self) -> Iterator[str]:
        """Who moves where."""
        for step in self.tree.steps:
            x, y = self._at(step.position)
            if isinstance(step.node, Outcome):
                yield rf"\fill {_point(x, y)} circle (1.2);"
                continue
            if isinstance(step.node, Chance):
                yield rf"\filldraw[fill=white] {_point(x, y)} circle (2);"
                continue
            found = self.tree.set_of[step.position]
            first = step.position == found.nodes[0]
            said = self._set(self._name(found) if first else _words(found.agent, r"\textbf"))
            anchor = "below left" if step.parent >= 0 else "left"
            column = self.columns[self.tree.level[step.position]]
            yield rf"\fill {_point(x, y)} circle (2);"
            yield rf"\node[{anchor},align=right] at {_point(column, y)} {{{said}}};"

    def _ends(self) -> Iterator[str]:
        """Outcomes and payoffs, or the numbers of the ends, aligned on the right."""
        right = self.columns[-1] + _SLOT * self.tree.slots[-1] + 3 * _GAP
        for number, (step, payoffs) in enumerate(zip(self.ends, self.payoffs, strict=True), start=1):
            x, y = self._at(step.position)
            if right - x > 4 * _GAP:
                yield rf"\draw[dotted] {_point(x + _GAP, y)} -- {_point(right - _GAP, y)};"
            said = f"{_outcome(step)} {payoffs}".strip() if self.fits else str(number)
            yield rf"\node[right] at {_point(right, y)} {{{said}}};"

    def rules(self) -> list[str]:
        """What is chosen at ties, where that is laid down."""
        said = []
        for found in self.tree.sets:
            node = self.tree.steps[found.nodes[0]].node
            if isinstance(node, Decision) and node.when_indifferent is not None:
                at = f" ({escaped(found.name)})" if found.named else ""
                said.append(rf"{escaped(found.agent)}{at} chooses \textit{{{escaped(node.when_indifferent)}}}")
        return [rf"\noindent Where indifferent, {'; '.join(said)}."] if said else []

    def table(self) -> list[str]:
        """What the numbered ends of play are."""
        named = any(map(_outcome, self.ends))
        head = ["", *(["Outcome"] if named else []), f"Payoffs ({escaped(', '.join(self.tree.players))})"]
        rows = [
            [str(number), *([_outcome(step)] if named else []), payoffs]
            for number, (step, payoffs) in enumerate(zip(self.ends, self.payoffs, strict=True), start=1)
        ]
        return fitted_table(head, rows)


def _words(text: str, style: str = "") -> tuple[str, ...]:
    return tuple(f"{style}{{{escaped(word)}}}" if style else escaped(word) for word in text.split())


def _outcome(step: Step) -> str:
    return escaped(step.node.name) if isinstance(step.node, Outcome) else ""


def _point(x: float, y: float) -> str:
    return f"({x:.4g},{y:.4g})"
