r"""A tree as a TikZ picture, from left to right, that needs no library beyond TikZ itself.

Rows and columns are those of `tree_layout.py` and `tikz_columns.py`. TeX sets the texts, so their widths are estimated
here (`tex_width.py`), and what is larger than the page after all is made smaller by TeX. Where payoffs do not fit
beside the tree, its ends are numbered and a table below says what they are.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from deterrence.algebra.formulas.language import substitute
from deterrence.formats.tex import breakable, escaped
from deterrence.formats.tex_table import fitted_table, shrunk
from deterrence.formats.tex_width import LINE, width
from deterrence.formats.tikz_columns import GAP, LEAST, LEGIBLE, PAGE, SMALL, Columns
from deterrence.formats.tree_layout import TreeLayout
from deterrence.games.parts.nodes import Chance, Decision, Outcome, Step
from deterrence.games.tree import Tree

# With more ends a tree does not fit a page.
MOST_ENDS: Final = 32


def tikz(game: Tree) -> list[list[str]]:
    r"""The picture, and what stands below it; nothing where no page holds it at a legible size.

    Examples
    --------
    >>> from deterrence.games.parts.nodes import Decision
    >>> (picture,) = tikz(Tree(["A"], Decision("A", {"x": [1], "y": [0]})))
    >>> print(picture[2])
    \begin{tikzpicture}[x=1pt,y=1pt,inner sep=1.5pt]
    """
    ends = (step for step in game.expanded.tree.steps if isinstance(step.node, Outcome))
    if any(itertools.islice(ends, MOST_ENDS, None)):
        return []
    tree = TreeLayout.of(game)
    columns = Columns.of(tree)
    return list(_Pen(tree, columns).blocks()) if columns.scale >= LEAST else []


@dataclass(frozen=True)
class _Pen:
    """Writes a tree that is laid out."""

    tree: TreeLayout
    columns: Columns

    def blocks(self) -> Iterator[list[str]]:
        """The picture and what stands below it."""
        yield self.picture()
        if not self.fits:
            yield self.table()
        if rules := self.rules():
            yield rules

    @property
    def ends(self) -> list[Step]:
        """The ends of play, from top to bottom."""
        return [step for step in self.tree.steps if isinstance(step.node, Outcome)]

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
        beside = max(SMALL * width(f"{_outcome(s)} {p}") for s, p in zip(self.ends, self.payoffs, strict=True))
        line = (PAGE if self.columns.turned else LINE) / LEGIBLE
        return self.columns.wide - 2 * GAP + beside <= line

    def picture(self) -> list[str]:
        """The tree, no wider than the line."""
        lines = [*self._sets(), *self._moves(), *self._nodes(), *self._ends()]
        begin = r"\begin{tikzpicture}[x=1pt,y=1pt,inner sep=1.5pt]"
        picture = [begin, *lines, r"\end{tikzpicture}"]
        return shrunk(picture, r"\footnotesize", turned=self.columns.turned)

    def _sets(self) -> Iterator[str]:
        """A dashed line through the nodes that a player cannot tell apart."""
        for found in self.tree.sets:
            if len(found.nodes) > 1:
                yield rf"\draw[dashed] {' -- '.join(_point(*self.columns.at(node)) for node in found.nodes)};"

    def _moves(self) -> Iterator[str]:
        """The moves: a slanted piece, a level one, and the name of the move above that."""
        for step in self.tree.steps[1:]:
            (x, y), (end, level) = self.columns.at(step.parent), self.columns.at(step.position)
            turn = self.columns.turn(step.parent)
            yield rf"\draw {_point(x, y)} -- {_point(turn, level)} -- {_point(end, level)};"
            said = _stacked(self.columns.label(step.position))
            yield rf"\node[above right,align=left] at {_point(turn, level)} {{{said}}};"

    def _nodes(self) -> Iterator[str]:
        """Who moves where."""
        for step in self.tree.steps:
            x, y = self.columns.at(step.position)
            if isinstance(step.node, Outcome):
                yield rf"\fill {_point(x, y)} circle (1.2);"
                continue
            if isinstance(step.node, Chance):
                yield rf"\filldraw[fill=white] {_point(x, y)} circle (2);"
                continue
            said = _stacked(self.columns.name(step.position))
            anchor = "below left" if step.parent >= 0 else "left"
            column = self.columns.places[self.tree.level[step.position]]
            yield rf"\fill {_point(x, y)} circle (2);"
            yield rf"\node[{anchor},align=right] at {_point(column, y)} {{{said}}};"

    def _ends(self) -> Iterator[str]:
        """Outcomes and payoffs, or the numbers of the ends, aligned on the right."""
        right = self.columns.wide - 2 * GAP
        for number, (step, payoffs) in enumerate(zip(self.ends, self.payoffs, strict=True), start=1):
            x, y = self.columns.at(step.position)
            if right - x > 4 * GAP:
                yield rf"\draw[dotted] {_point(x + GAP, y)} -- {_point(right - GAP, y)};"
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


def _stacked(lines: list[str]) -> str:
    return r"\\".join(lines)


def _outcome(step: Step) -> str:
    return escaped(step.node.name) if isinstance(step.node, Outcome) else ""


def _point(x: float, y: float) -> str:
    return f"({x:.4g},{y:.4g})"
