"""Sobol indices: for each parameter a bar for its total index and one for its first, with confidence intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deterrence.plots.drawing import Box, Drawing, Type, headed, paragraph, shortened, width, wrapped
from deterrence.plots.formulas import number_text
from deterrence.plots.line_scale import LineScale
from deterrence.plots.style import BLUE, INK, ORANGE, SMALL, SOFT

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from deterrence.sensitivity.uncertain.sobol import Index, Sobol

WIDE, BAR, BETWEEN = 300.0, 8.0, 10.0
_LABEL = Type(8.0)
_SMALL = Type(SMALL, colour=SOFT)
_BOUNDS = {"": "", "low": " (least)", "high": " (greatest)"}


def plot_sobol(found: Sobol, ax: Axes | None = None, *, title: str | None = None) -> Axes:
    """Draw Sobol indices, the most important parameter first.

    Parameters
    ----------
    found
        What `sobol` returned.
    ax
        Axes to draw on; a figure of the right size is made where there are none.
    title
        What stands above; nothing if `""`.
    """
    drawing = Drawing("sobol")
    rows = sorted(found.rows, key=lambda row: (row.bound, -row.total))
    highest = max((row.total_high for row in rows), default=1.0)
    scale = LineScale(0.0, max(1.0, highest), WIDE)
    y = 0.0
    for row in rows:
        y = _pair(drawing, row, scale, y) - BETWEEN
    y = _axis(drawing, scale, y + BETWEEN - 4.0)
    said = f"{found.draws:,} draws; lines: {found.confidence:.0%} confidence. Equilibrium: {found.select}."
    if not found.independent:
        said += " The assumptions tie parameters together, so first indices may add up to more than 1."
    said = f"{said} {found.promise.note}"
    paragraph(drawing, 0.0, y, wrapped(said, WIDE, _SMALL), _SMALL)
    headed(drawing, f"What matters for {found.of}" if title is None else title)
    return drawing.show(ax)


def _pair(drawing: Drawing, row: Index, scale: LineScale, top: float) -> float:
    """The two bars of a parameter; the height below them."""
    drawing.text(-6.0, top - BAR - 3.0, shortened(row.letter + _BOUNDS[row.bound], 180.0), Type(), "right")
    parts = (
        (row.total, row.total_low, row.total_high, {"fill": BLUE}),
        (row.first, row.first_low, row.first_high, {"fill": ORANGE, "pattern": "////"}),
    )
    for value, low, high, look in parts:
        end = scale.x(min(max(value, 0.0), scale.high))
        drawing.patch(Box(0.0, top - BAR, end, top), edge=INK, width=0.6, **look)
        middle = top - BAR / 2
        left, right = (scale.x(min(max(bound, 0.0), scale.high)) for bound in (low, high))
        if right - left > 0.8:
            drawing.line((left, middle), (right, middle), width=1.4, layer=3)
        top -= BAR
    return top


def _axis(drawing: Drawing, scale: LineScale, y: float) -> float:
    drawing.line((0.0, y), (scale.width, y), width=1.0)
    drawing.line((0.0, 0.0), (0.0, y), width=0.8, layer=2)
    for tick in scale.ticks():
        x = scale.x(tick)
        drawing.line((x, y), (x, y - 3.5), width=1.0)
        drawing.text(x, y - 12.5, number_text(tick), _LABEL, "center")
    y -= 28.0
    x = 0.0
    for words, look in (("total index", {"fill": BLUE}), ("first index", {"fill": ORANGE, "pattern": "////"})):
        drawing.patch(Box(x, y - 1.0, x + 18.0, y + 7.0), edge=INK, width=0.6, **look)
        drawing.text(x + 22.0, y, words, _LABEL)
        x += 40.0 + width(words, _LABEL)
    return y - 15.0
