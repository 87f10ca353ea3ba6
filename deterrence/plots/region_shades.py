"""The probability of an outcome on a map: shaded, with a line at every tenth.

Every area is covered by a grid that ends exactly at its borders: columns of points from its lower to its upper edge. In
each the probability is a formula, so that it jumps only between areas.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from deterrence.plots.drawing import Drawing, Type
from deterrence.plots.formulas import number_text
from deterrence.plots.style import PAPER, SOFT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from deterrence.plots.line_scale import LineScale
    from deterrence.sensitivity.regions import RegionCell, Regions

ROWS, COLUMNS = 41, 60
LEVELS: Final = 10
SHADES: Final = tuple(f"#{r:02X}{g:02X}{b:02X}" for r, g, b in (
    tuple(round(low + (high - low) * step / (LEVELS - 1)) for low, high in ((0xF3, 0x1B), (0xF7, 0x4F), (0xFA, 0x7A)))
    for step in range(LEVELS)
))  # fmt: skip
_LABEL = Type(7.0)


def shade(drawing: Drawing, found: Regions, outcome: int, across: LineScale, up: LineScale) -> None:
    """Shade every area, and draw the lines of equal probability."""
    from contourpy import contour_generator

    for cell in found.areas:
        differ = len({eq.outcome_values[outcome] for eq in cell.equilibria}) > 1
        for x, y in _grids(cell):
            z = _least(cell, outcome, found.letters, x, y)
            if z is None:
                continue
            px, py = across.all(x), up.all(y)
            if float(z.max() - z.min()) < 1e-9:
                outline = [*zip(px[0], py[0], strict=True), *zip(px[-1][::-1], py[-1][::-1], strict=True)]
                _fill(drawing, outline, float(z.flat[0]), differ)
                continue
            lines = contour_generator(px, py, z)
            for step in range(LEVELS):
                low, high = step / LEVELS, (step + 1) / LEVELS + (1e-9 if step == LEVELS - 1 else 0.0)
                for polygon in _outer(lines.filled(low - (1e-9 if step == 0 else 0.0), high)):
                    _fill(drawing, polygon, (low + high) / 2, differ)
            for step in range(1, LEVELS):
                _line(drawing, lines.lines(step / LEVELS), step)


def _fill(drawing: Drawing, points: Any, chance: float, differ: bool) -> None:
    fill = SHADES[min(int(chance * LEVELS), LEVELS - 1)]
    drawing.shape([(float(a), float(b)) for a, b in points], fill=fill, pattern="//" if differ else "")


def _outer(filled: Any) -> Iterator[NDArray[Any]]:
    """The polygons; one with holes goes on along each hole, which runs the other way round, and back."""
    import numpy as np

    for points, ends in zip(*filled, strict=True):
        rings = [points[start:end] for start, end in pairwise(ends)]
        yield np.concatenate([part for ring in rings for part in (ring, rings[0][:1])])


def _line(drawing: Drawing, pieces: Any, step: int) -> None:
    for points in pieces:
        drawing.line(*((float(a), float(b)) for a, b in points), width=0.6, colour=SOFT, layer=2)
        if len(points) > 8:
            x, y = points[len(points) // 2]
            words = number_text(step / LEVELS)
            if all(abs(text.x - x) + abs(text.y - y) > 24 for text in drawing.texts):
                drawing.text(float(x), float(y) - 2.5, words, _LABEL, "center", background=PAPER)


def _grids(cell: RegionCell) -> Iterator[tuple[NDArray[Any], NDArray[Any]]]:
    """Points of an area, from its lower to its upper edge in columns."""
    import numpy as np

    for x, low, high in cell.areas():
        places = np.linspace(float(x.min()), float(x.max()), COLUMNS)
        places = np.unique(np.concatenate([places, x]))
        lower, upper = np.interp(places, x, low), np.interp(places, x, high)
        part = np.linspace(0.0, 1.0, ROWS)[:, None]
        yield np.broadcast_to(places, (ROWS, len(places))), lower + part * (upper - lower)


def _least(
    cell: RegionCell, outcome: int, letters: tuple[str, str], x: NDArray[Any], y: NDArray[Any]
) -> NDArray[Any] | None:
    """The least probability over the equilibria of an area, at its points."""
    import numpy as np

    from deterrence.algebra.arrays.compile import compiled

    if not cell.equilibria:
        return None
    # A little inside: at an edge a formula may divide by zero.
    inner = y + 1e-9 * (y[len(y) // 2] - y)
    chances = compiled([eq.outcome_values[outcome] for eq in cell.equilibria])
    found = chances(dict(zip(letters, (x, inner), strict=True)))
    least: NDArray[Any] = np.clip(np.nan_to_num(np.minimum.reduce(found)), 0.0, 1.0)
    return least
