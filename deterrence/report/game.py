"""The game on the page: a tree as SVG or a matrix as a table, whose parts the page finds again and colours.

What a part is stands in its attributes: `data-edge` and `data-move` have the node that a move leads to, `data-end` the
end of play and the player. Colours are classes, so that they are others in the dark.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import product
from typing import TYPE_CHECKING, Any, Final

from deterrence.algebra.formulas.language import substitute
from deterrence.formats.tree_layout import drawn_sets, type_formulas
from deterrence.games.matrix import Matrix
from deterrence.games.model import Model
from deterrence.games.parts.layout import Layout
from deterrence.games.parts.nodes import Chance, Choice, Outcome
from deterrence.games.repeated import Repeated
from deterrence.games.tree import Tree
from deterrence.plots.formulas import printed
from deterrence.plots.mathematics import subscripted
from deterrence.plots.style import FAINT, INK, PAPER, PLAYER_COLOURS, SOFT
from deterrence.report.html import Html, drawing, element, joined
from deterrence.report.javascript import Program

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from deterrence.plots.drawing import Box, Dot, Drawing, Line, Text

_CLASSES: Final = {INK: "ink", SOFT: "soft", FAINT: "faint", PAPER: "paper"} | {
    colour: f"p{index}" for index, colour in enumerate(PLAYER_COLOURS)
}
MOST_CELLS: Final = 16  # of a small picture
BROAD: Final = 500.0  # points; a wider tree gets a row of its own
LEAST_SCALE: Final = 0.57  # a tree is not made smaller than that: it scrolls
_ANCHORS: Final = {"left": "start", "center": "middle", "right": "end"}


@dataclass(frozen=True)
class GamePicture:
    """A picture, what the page has to know to colour it (`{"kind": "tree", ...}`), and whether it needs much room."""

    html: Html
    data: dict[str, Any]
    broad: bool = False


def game_picture(game: Model, layout: Layout | None, program: Program, point: dict[str, Any]) -> GamePicture:
    """The picture of a game, with numbers for formulas at a point; the reason where it is too large to be drawn."""
    if isinstance(game, Matrix) and len(game.players) <= 2 and not game.types:
        return _matrix(game, program)
    try:
        if isinstance(game, Tree):
            drawn, broad = _drawn(game, layout, point)
        else:
            return GamePicture(still_picture(game), {"kind": "still"})
    except ValueError as reason:
        return GamePicture(element("p", f"No picture: {reason}.", class_="note"), {"kind": "still"})
    return GamePicture(drawn, {"kind": "tree", "nodes": list(_nodes(game, layout, program))}, broad)


def thumbnail(game: Model) -> list[Html]:
    """A small picture of a game, where a light one is had: of a tree, or of a matrix for two, repeated or not."""
    from deterrence.plots.highlight import Highlight
    from deterrence.plots.tree import drawn_tree

    try:
        if isinstance(game, Tree):
            return [element("div", svg(drawn_tree(game, Highlight(), ""), game.title or game.name), class_="tree")]
        if isinstance(game, Repeated):
            return thumbnail(game.stage)
        if isinstance(game, Matrix) and len(game.players) == 2 and len(game.payoffs) <= MOST_CELLS:
            return [matrix_table(game)]
    except ValueError:  # too large to be drawn
        pass
    return []


def still_picture(game: Model) -> Html:
    """A picture of a game that does not change.

    Raises
    ------
    ValueError
        When the game is too large to be drawn.
    """
    from deterrence.plots.plot import plot

    return matplotlib_svg(plot(game, title=""))


def matplotlib_svg(axes: Axes) -> Html:
    """A picture of matplotlib's as SVG."""
    figure: Any = axes.figure
    written = io.StringIO()
    figure.savefig(written, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type", "Description")))
    if (pyplot := sys.modules.get("matplotlib.pyplot")) is not None:
        pyplot.close(figure)  # a notebook would show it a second time
    return drawing(written.getvalue())


# --- trees ----------------------------------------------------------------------------------------------------------


def _drawn(game: Tree, layout: Layout | None, point: dict[str, Any]) -> tuple[Html, bool]:
    from deterrence.plots.highlight import Highlight
    from deterrence.plots.tree import drawn_tree

    choices = {(place.agent, place.name): place.moves for place in layout.places} if layout and game.choices else {}
    drawn = drawn_tree(game, Highlight(point=game.with_definitions(point)), "", choices=choices)
    title = f"The tree of the game: {game.title or game.name}"
    return element("figure", svg(drawn, title), class_="wide tree"), drawn.box.right - drawn.box.left > BROAD


def _nodes(game: Tree, layout: Layout | None, program: Program) -> Iterator[dict[str, Any]]:
    """For each node who led there by which move, and at an end the formulas of the payoffs."""
    written = game.expanded
    plain = type_formulas(game, written)
    names = program.names(written.tree)
    set_of = {node: found for found in drawn_sets(game, written) for node in found.nodes}
    steps = written.tree.steps
    for step in steps:
        found: dict[str, Any] = {"parent": step.parent, "move": step.move}
        parent = steps[step.parent].node if step.parent >= 0 else None
        if isinstance(parent, Chance):
            chance = substitute(parent.moves[step.move][0], plain)
            found |= {"chance": program.formula(chance, names), "written": printed(str(chance))}
        elif parent is not None and layout is not None:
            at = set_of[step.parent]
            place = layout.find((at.agent, at.name))
            found["player"] = at.player
            if isinstance(parent, Choice):  # one edge for all values, whichever is chosen
                found["choice"] = place
            else:
                found |= {"place": place, "index": layout.places[place].moves.index(step.move)}
        if isinstance(step.node, Outcome):
            formulas = [substitute(payoff, plain) for payoff in step.node.payoffs]
            found["payoffs"] = [[program.formula(x, names), printed(str(x))] for x in formulas]
        yield found


def svg(drawn: Drawing, title: str) -> Html:
    """A drawing as SVG: small, its text as text, its colours as classes."""
    box = drawn.box
    wide, high = box.right - box.left, box.top - box.bottom
    marks = sorted(drawn.marks, key=lambda mark: getattr(mark, "layer", 4))
    inside = Html("".join(_MARKS[type(mark).__name__](mark, box) for mark in marks if type(mark).__name__ in _MARKS))
    return element(
        "svg",
        element("title", title),
        inside,
        viewBox=f"0 0 {wide:.0f} {high:.0f}",
        width=f"{wide * 4 / 3:.0f}",
        style=f"min-width:{wide * 4 / 3 * LEAST_SCALE:.0f}px",
        role="img",
        aria_label=title,
    )


def _colour(colour: str) -> str:
    known = _CLASSES.get(colour)
    return f'class="{known}"' if known else f'style="--c:{escape(colour)}"'


def _tagged(mark: Line | Text) -> str:
    if not mark.tag:
        return ""
    kind, _, node = mark.tag.partition(" ")
    return f' data-{kind}="{escape(node)}"'


def _line(mark: Line, box: Box) -> str:
    points = " ".join(f"{x - box.left:.1f},{box.top - y:.1f}" for x, y in mark.points)
    dashes = f' stroke-dasharray="{" ".join(map(str, mark.dashes))}"' if mark.dashes else ""
    return f'<polyline points="{points}" stroke-width="{mark.width}" {_colour(mark.colour)}{dashes}{_tagged(mark)}/>'


def _text(mark: Text, box: Box) -> str:
    anchor = "" if mark.align == "left" else f' text-anchor="{_ANCHORS[mark.align]}"'
    weight = ' font-weight="bold"' if mark.type.weight == "bold" else ""
    place = f'x="{mark.x - box.left:.1f}" y="{box.top - mark.y:.1f}" font-size="{mark.type.size}"'
    return f"<text {place} {_colour(mark.type.colour)}{anchor}{weight}{_tagged(mark)}>{_set(mark.words)}</text>"


def _set(words: str) -> str:
    """A text with its subscripts."""
    parts, lowered = [], False
    for line, below in subscripted(words):
        parts.append(f'<tspan dy="-2">{escape(line)}</tspan>' if lowered and line else escape(line))
        if below:
            parts.append(f'<tspan dy="2" class="below">{escape(below)}</tspan>')
        lowered = bool(below)
    return "".join(parts)


def _dot(mark: Dot, box: Box) -> str:
    place = f'cx="{mark.x - box.left:.1f}" cy="{box.top - mark.y:.1f}" r="{mark.size / 2}"'
    open_ = " open" if mark.fill == PAPER else ""
    return f'<circle {place} {_colour(mark.edge)[:-1]}{open_}"/>'


_MARKS: Final[dict[str, Any]] = {"Line": _line, "Text": _text, "Dot": _dot}


# --- matrices -------------------------------------------------------------------------------------------------------


def matrix_table(game: Matrix) -> Html:
    """The first player's moves as rows, the second's as columns; cells and payoffs say which they are."""
    rows, *rest = game.moves.values()
    columns = rest[0] if rest else [""]
    head = [element("td"), *(element("th", move, scope="col", data_column=str(i)) for i, move in enumerate(columns))]
    body = []
    for i, row in enumerate(rows):
        cells = [element("th", row, scope="row", data_row=str(i))]
        for j, column in enumerate(columns):
            payoffs = game.payoffs[(row, column) if rest else (row,)]
            said = [
                element("span", printed(str(payoff)), class_=f"pay p{player}", data_pay=str(player))
                for player, payoff in enumerate(payoffs)
            ]
            cells.append(element("td", *said, data_cell=f"{i} {j}"))
        body.append(element("tr", *cells))
    players = [element("b", player, class_=f"p{index}") for index, player in enumerate(game.players)]
    says = joined(["Rows: ", players[0], *([", columns: ", players[1]] if rest else []), "."])
    return element("table", element("caption", says), element("tr", *head), *body, class_="matrix")


def _matrix(game: Matrix, program: Program) -> GamePicture:
    rows, *rest = game.moves.values()
    columns = rest[0] if rest else [""]
    names = program.names(game)
    cells_data = [
        [
            [program.formula(x, names), printed(str(x))]
            for x in game.payoffs[(rows[i], columns[j]) if rest else (rows[i],)]
        ]
        for i, j in product(range(len(rows)), range(len(columns)))
    ]
    data = {"kind": "matrix", "rows": len(rows), "columns": len(columns), "cells": cells_data}
    return GamePicture(element("div", matrix_table(game), class_="wide"), data)
