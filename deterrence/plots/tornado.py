"""A tornado: for each parameter a bar from the least to the greatest value, the widest first, exact.

The values of the parameter at which an extreme is taken, or approached, stand at the ends of its bar.
"""

from __future__ import annotations

from math import isinf
from typing import TYPE_CHECKING

from deterrence.plots.drawing import Box, Drawing, Type, headed, paragraph, wrapped
from deterrence.plots.formulas import number_text, printed
from deterrence.plots.line_scale import LineScale
from deterrence.plots.strip import number_text_exact
from deterrence.plots.style import BLUE, INK, SMALL, SOFT

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from deterrence.sensitivity.line.tornado import Extreme, Tornado

WIDE, BAR, BETWEEN = 300.0, 13.0, 9.0
_LABEL = Type(8.0)
_SMALL = Type(SMALL, colour=SOFT)


def plot_tornado(found: Tornado, ax: Axes | None = None, *, title: str | None = None) -> Axes:
    """Draw a tornado.

    Parameters
    ----------
    found
        What `tornado` returned.
    ax
        Axes to draw on; a figure of the right size is made where there are none.
    title
        What stands above; nothing if `""`.

    Raises
    ------
    ValueError
        When there is no bar to draw, or one without end.
    """
    if not found.bars:
        raise ValueError(f"there is nothing to draw: {found.of} has no parameter with a bounded range to move in")
    boundless = next((bar.letter for bar in found.bars if isinf(bar.span)), None)
    if boundless is not None:
        raise ValueError(f"{found.of} has no bound over the range of {boundless}: no bar is long enough")
    drawing = Drawing("tornado")
    base = [float(value) for value in found.base]
    ends = [float(end) for bar in found.bars for end in (bar.low, bar.high)]
    scale = _scale([*base, *ends])
    bottom = _bars(drawing, found, scale)
    # A label at an end may reach left of the line, where the names of the parameters stand.
    names = min(0.0, drawing.box.left + 8.0) - 8.0
    for number, bar in enumerate(found.bars):
        drawing.text(names, -number * (BAR + BETWEEN) - BAR / 2 - 3.0, bar.letter, Type(weight="bold"), "right")
    for value in sorted(set(base)):
        drawing.line((scale.x(value), 4.0), (scale.x(value), bottom), width=1.3, layer=3)
    y = _axis(drawing, scale, found.of, bottom)
    fixed = printed(", ".join(f"{name} = {value}" for name, value in found.fixed.items()))
    said = f"One parameter at a time, from {fixed} (upright line). Equilibrium: {found.select}."
    if any(not end.attained for bar in found.bars for end in (bar.low, bar.high)):
        said += " →: approached, not taken."
    said = f"{said} {found.promise.note}"
    paragraph(drawing, 0.0, y, wrapped(said, WIDE, _SMALL), _SMALL)
    headed(drawing, f"What moves {found.of}" if title is None else title)
    return drawing.show(ax)


def _scale(values: list[float]) -> LineScale:
    low, high = min(values), max(values)
    room = (high - low) * 0.02 or 0.5
    return LineScale(low - room, high + room, WIDE)


def _bars(drawing: Drawing, found: Tornado, scale: LineScale) -> float:
    """The bars with what stands at their ends; the height below them."""
    top = 0.0
    for bar in found.bars:
        left, right = scale.x(float(bar.low)), scale.x(float(bar.high))
        y = top - BAR / 2 - 2.9
        if right - left > 0.3:
            drawing.patch(Box(left, top - BAR, right, top), fill="#BFDDF0", pattern="////", edge=BLUE, width=1.0)
            drawing.text(left - 4.0, y, _place(bar.letter, bar.low), _LABEL, "right")
            drawing.text(right + 4.0, y, _place(bar.letter, bar.high), _LABEL)
        else:
            drawing.line((left, top - BAR), (left, top), width=2.4, colour=BLUE, layer=2)
            drawing.text(right + 6.0, y, "no effect", _LABEL)
        top -= BAR + BETWEEN
    return top + BETWEEN - 5.0


def _place(letter: str, end: Extreme) -> str:
    """`c = 1/2`, or `c → 1/2` where the extreme is only approached."""
    value = number_text_exact(end.at)
    if not end.attained:
        return f"{letter} → {value}"
    return f"{letter} {value}" if value.startswith("≈") else f"{letter} = {value}"


def _axis(drawing: Drawing, scale: LineScale, of: str, y: float) -> float:
    drawing.line((0.0, y), (scale.width, y), width=1.0, colour=INK)
    for tick in scale.ticks():
        x = scale.x(tick)
        drawing.line((x, y), (x, y - 3.5), width=1.0)
        drawing.text(x, y - 12.5, number_text(tick), _LABEL, "center")
    drawing.text(scale.width / 2, y - 27.0, of, Type(), "center")
    return y - 42.0
