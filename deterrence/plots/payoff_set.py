"""What players can get in a repeated game: feasible, individually rational, and subgame-perfect payoffs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from deterrence.plots.drawing import Box, Drawing, Type, headed, paragraph, wrapped
from deterrence.plots.formulas import number_text
from deterrence.plots.line_scale import LineScale
from deterrence.plots.style import BLUE, FILLS, INK, SMALL, SOFT, VERMILION

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from deterrence.solvers.over_time.polygons import Polygon
    from deterrence.solvers.over_time.repeated_payoffs import RepeatedPayoffs

SIDE = 300.0
_LABEL = Type(8.0)
_SMALL = Type(SMALL, colour=SOFT)


def plot_payoffs(found: RepeatedPayoffs, ax: Axes | None = None, *, title: str | None = None) -> Axes:
    """Draw the sets of payoffs of a repeated game.

    Parameters
    ----------
    found
        What `repeated_payoffs` returned.
    ax
        Axes to draw on; a figure of the right size is made where there are none.
    title
        What stands above; the title of the game if not given, nothing if `""`.
    """
    drawing = Drawing("payoffs")
    scales = tuple(_scale([float(vertex[axis]) for vertex in found.feasible]) for axis in (0, 1))
    _area(drawing, found.individually_rational, scales, FILLS[7], SOFT)
    _area(drawing, found.inner, scales, FILLS[1], BLUE)
    _outline(drawing, found.feasible, scales, INK, ())
    if not found.exact:
        _outline(drawing, found.outer, scales, VERMILION, (3.0, 2.0))
    _axes(drawing, found, scales)
    _key(drawing, found)
    headed(drawing, found.game.title if title is None else title)
    return drawing.show(ax)


def _scale(values: Sequence[float]) -> LineScale:
    room = (max(values) - min(values)) / 12 or 1.0
    return LineScale(min(values) - room, max(values) + room, SIDE)


def _points(polygon: Polygon, scales: Sequence[LineScale]) -> list[tuple[float, float]]:
    return [(scales[0].x(x), scales[1].x(y)) for x, y in polygon]


def _area(drawing: Drawing, polygon: Polygon, scales: Sequence[LineScale], fill: str, colour: str) -> None:
    points = _points(polygon, scales)
    if len(points) > 2:
        drawing.shape(points, fill=fill)
    elif len(points) == 2:
        drawing.line(*points, colour=colour, width=2.0)
    elif points:
        drawing.dot(*points[0], size=6.0, fill=colour, edge=colour)


def _outline(
    drawing: Drawing, polygon: Polygon, scales: Sequence[LineScale], colour: str, dashes: tuple[float, ...]
) -> None:
    points = _points(polygon, scales)
    if len(points) > 1:
        drawing.line(*points, points[0], colour=colour, dashes=dashes, width=1.0, layer=2)


def _axes(drawing: Drawing, found: RepeatedPayoffs, scales: Sequence[LineScale]) -> None:
    drawing.patch(Box(0.0, 0.0, SIDE, SIDE), edge=INK, width=1.0, layer=4)
    for value in scales[0].ticks():
        x = scales[0].x(value)
        drawing.line((x, 0.0), (x, -3.5), width=1.0)
        drawing.text(x, -12.5, number_text(value), _LABEL, "center")
    for value in scales[1].ticks():
        y = scales[1].x(value)
        drawing.line((0.0, y), (-3.5, y), width=1.0)
        drawing.text(-6.0, y - 2.9, number_text(value), _LABEL, "right")
    x, y = scales[0].x(found.minmax[0]), scales[1].x(found.minmax[1])
    drawing.line((x, 0.0), (x, SIDE), colour=SOFT, dashes=(1.0, 2.0))
    drawing.line((0.0, y), (SIDE, y), colour=SOFT, dashes=(1.0, 2.0))
    drawing.text(SIDE / 2, -26.0, f"payoff of {found.game.players[0]}", Type(weight="bold"), "center")
    drawing.text(0.0, SIDE + 6.0, f"payoff of {found.game.players[1]}", Type(weight="bold"))


def _key(drawing: Drawing, found: RepeatedPayoffs) -> None:
    y = -44.0
    for fill, words in (
        ("none", "feasible"),
        (FILLS[7], "individually rational: nobody has less than it can be held to (dotted lines)"),
        (FILLS[1], "certainly subgame-perfect, in pure strategies with public randomisation"),
    ):
        drawing.patch(Box(0.0, y - 2.0, 18.0, y + 8.0), fill=fill, edge=SOFT, width=0.5)
        y = paragraph(drawing, 26.0, y, wrapped(words, SIDE - 26.0, _LABEL), _LABEL) - 3.0
    if not found.exact:
        drawing.line((0.0, y + 3.0), (18.0, y + 3.0), colour=VERMILION, dashes=(3.0, 2.0))
        drawing.text(26.0, y, "all subgame-perfect payoffs lie within", _LABEL)
        y -= _LABEL.line + 3.0
    said = found.game.over_time
    paragraph(drawing, 0.0, y, wrapped(said[0].upper() + said[1:] + ".", SIDE, _SMALL), _SMALL)
