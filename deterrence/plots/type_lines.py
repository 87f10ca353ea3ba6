"""What types drawn from a distribution do: at each information set the line of types, cut and coloured by move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from deterrence.algebra.values.value import Value
from deterrence.equilibria.cuts import CutEquilibrium, Divided
from deterrence.games.parts.layout import Place
from deterrence.plots.drawing import Box, Drawing, Type, headed, paragraph, shortened, width, wrapped
from deterrence.plots.formulas import number_text, printed
from deterrence.plots.line_scale import LineScale
from deterrence.plots.style import FILLS, INK, PATTERNS, SMALL, SOFT

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDE, BAR, BETWEEN = 380.0, 22.0, 46.0
MOST_LINES: Final = 12
_LABEL = Type(8.0)
_SMALL = Type(SMALL, colour=SOFT)


def plot_type_lines(
    equilibrium: CutEquilibrium,
    ax: Axes | None = None,
    *,
    at: Mapping[str, Any] | None = None,
    title: str | None = None,
) -> Axes:
    """Draw what types do in an equilibrium, a line of types for each information set.

    Parameters
    ----------
    equilibrium
        An equilibrium of a game in which types are drawn from distributions, as `solve` finds it.
    ax
        Axes to draw on; a figure of the right size is made where there are none.
    at
        Values for the parameters that are free in it.
    title
        What stands above; the name of the equilibrium in the literature, if any, where not given.

    Raises
    ------
    ValueError
        Where a letter is left free, the equilibrium does not exist at these values, or there are too many lines.
    """
    free = [name for name in equilibrium.exists.background.ring.names if name not in (at or {})]
    if free:
        raise ValueError(f"types are drawn at values of all letters: give at={{'{free[0]}': ...}}")
    if not equilibrium.exists.holds(at or {}):
        raise ValueError(f"{equilibrium.name} does not exist there, but where {equilibrium.exists}")
    here = equilibrium.at(at or {})
    if len(here.divided) > MOST_LINES:
        raise ValueError(f"{len(here.divided)} lines of types are too many to draw; at most {MOST_LINES}")
    drawing = Drawing("types")
    y = 0.0
    for index, own in here.divided.items():
        y = _line(drawing, here.layout.places[index], own, y) - BETWEEN
    values = ", ".join(f"{name} = {value}" for name, value in (at or {}).items())
    words = f"At {values}: {here.name}." if values else f"{here.name}."
    paragraph(drawing, 0.0, y + BETWEEN - 30.0, wrapped(printed(words), WIDE, _SMALL), _SMALL)
    headed(drawing, equilibrium.called if title is None else title)
    return drawing.show(ax)


def _line(drawing: Drawing, place: Place, own: Divided, top: float) -> float:
    """One line of types; the height of its lower side."""
    low, high = (float(end) for end in own.ends)
    scale, bottom = LineScale(low, high, WIDE), top - BAR
    where = f"{place.agent} at {place.name}" if place.name else place.agent
    drawing.text(0.0, top + 6.0, shortened(f"{where}: types {own.letter}", WIDE), Type())
    ends = [low, *(float(cut) for cut in own.cuts), high]
    for (left, right), row in zip(pairwise(ends), own.rows, strict=True):
        _piece(drawing, Box(scale.x(left), bottom, scale.x(right), top), place.moves, row)
    taken = float("-inf")
    for value, number in zip((own.ends[0], *own.cuts, own.ends[1]), ends, strict=True):
        words = number_text(value.evaluate({}))
        x, half = scale.x(number), width(words, _LABEL) / 2
        drawing.line((x, bottom), (x, bottom - 3.5), width=1.0, colour=INK)
        if x - half > taken:
            drawing.text(x, bottom - 12.5, words, _LABEL, "center")
            taken = x + half + 3.0
    return bottom


def _piece(drawing: Drawing, box: Box, moves: Sequence[str], row: Sequence[Value]) -> None:
    """Types that do the same: filled as their move is; where they mix, by shares one above the other."""
    bottom = box.bottom
    used = [(i, float(p)) for i, p in enumerate(row) if not p.is_zero]
    for i, share in used:
        top = bottom + share * (box.top - box.bottom)
        part = Box(box.left, bottom, box.right, top)
        drawing.patch(part, fill=FILLS[i % len(FILLS)], pattern=PATTERNS[i % len(PATTERNS)], edge=INK, width=0.6)
        bottom = top
    words = "/".join(moves[i] for i, _ in used)
    if width(words, _LABEL) + 6.0 < box.right - box.left:
        middle = (box.left + box.right) / 2
        drawing.text(middle, (box.bottom + box.top) / 2 - 3.0, words, _LABEL, "center", background="#FFFFFF")
