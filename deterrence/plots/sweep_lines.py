"""A sweep of one letter as small pictures, one for each outcome: its probability as the letter rises.

Where several equilibria exist the range from the least to the greatest probability is filled. For two letters there is
the region map, which is exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from deterrence.equilibria.promise import note_of
from deterrence.plots.drawing import Box, Drawing, Type, headed, paragraph, shortened, wrapped
from deterrence.plots.formulas import number_text, printed
from deterrence.plots.line_scale import LineScale
from deterrence.plots.style import BLUE, FAINT, INK, SMALL, SOFT

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

WIDE, HIGH, BETWEEN = 380.0, 46.0, 14.0
MOST_PANELS = 24
_LABEL = Type(8.0)
_SMALL = Type(SMALL, colour=SOFT)


def plot_sweep(found: xr.Dataset, ax: Axes | None = None, *, title: str | None = None) -> Axes:
    """Draw a sweep of one letter.

    Parameters
    ----------
    found
        What `sweep` returned, for one letter.
    ax
        Axes to draw on; a figure of the right size is made where there are none.
    title
        What stands above; the title of the game if not given, nothing if `""`.

    Raises
    ------
    ValueError
        For a sweep of no letter or of several, or a game with too many outcomes.
    """
    letters = [str(letter) for letter in found["equilibria"].dims]
    if len(letters) != 1:
        raise ValueError(
            f"a sweep is drawn along one letter, not {len(letters)}: give the others one value each, or draw a map"
        )
    outcomes = [str(name) for name in found["outcome"].values]
    if len(outcomes) > MOST_PANELS:
        raise ValueError(f"{len(outcomes)} outcomes are too many to draw; at most {MOST_PANELS}: take some with .sel")
    [letter] = letters
    values = found[letter].values.astype(float)
    across = LineScale(float(values.min()), float(values.max()), WIDE)
    drawing = Drawing("sweep")
    y = 0.0
    for outcome, low, high in _ranges(found, outcomes):
        y = _panel(drawing, outcome, values, low, high, across, y) - BETWEEN
    y = _axis(drawing, found, letter, across, y + BETWEEN)
    facts = []
    if found.attrs.get("fixed"):
        facts.append(f"Other letters: {printed(str(found.attrs['fixed']))}.")
    if int(found["equilibria"].max()) > 1:
        facts.append("Filled: from the least to the greatest of several equilibria.")
    paragraph(drawing, 0.0, y, wrapped(" ".join([*facts, note_of(found.attrs)]).strip(), WIDE, _SMALL), _SMALL)
    headed(drawing, str(found.attrs.get("title", "")) if title is None else title)
    return drawing.show(ax)


def _ranges(found: xr.Dataset, outcomes: list[str]) -> Iterator[tuple[str, NDArray[Any], NDArray[Any]]]:
    """For each outcome its least and greatest probability over the equilibria that exist, along the letter."""
    import numpy as np

    for number, outcome in enumerate(outcomes):
        numbers = found["outcome_probability"].values[:, number]
        exists = found["exists"].values
        low = np.where(exists, numbers, np.inf).min(axis=0, initial=np.inf)
        high = np.where(exists, numbers, -np.inf).max(axis=0, initial=-np.inf)
        missing = ~exists.any(axis=0)
        yield outcome, np.where(missing, np.nan, low), np.where(missing, np.nan, high)


def _panel(
    drawing: Drawing,
    outcome: str,
    values: NDArray[Any],
    low: NDArray[Any],
    high: NDArray[Any],
    across: LineScale,
    top: float,
) -> float:
    """One outcome; the height below its picture."""
    import numpy as np

    bottom = top - HIGH
    drawing.patch(Box(0.0, bottom, WIDE, top), edge=FAINT, width=0.6)
    for words, at in (("0", bottom), ("1", top)):
        drawing.text(WIDE + 4.0, at - 2.9, words, _LABEL)
    drawing.text(-6.0, (bottom + top) / 2 - 3.0, shortened(outcome, 170.0), Type(), "right")
    known = np.isfinite(low)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], known, [False]]).astype(int)))
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        xs = [across.x(v) for v in values[start:end]]
        lows = [bottom + HIGH * float(v) for v in low[start:end]]
        highs = [bottom + HIGH * float(v) for v in high[start:end]]
        if len(xs) == 1:
            drawing.line((xs[0], lows[0]), (xs[0], highs[0] + 0.01), width=1.6, colour=BLUE, layer=3)
            continue
        outline = [*zip(xs, lows, strict=True), *zip(xs[::-1], highs[::-1], strict=True)]
        drawing.shape(outline, fill="#BFDDF0")
        drawing.line(*zip(xs, lows, strict=True), width=1.6, colour=BLUE, layer=3)
        drawing.line(*zip(xs, highs, strict=True), width=1.6, colour=BLUE, layer=3)
    return bottom


def _axis(drawing: Drawing, found: xr.Dataset, letter: str, across: LineScale, bottom: float) -> float:
    y = bottom - 6.0
    drawing.line((0.0, y), (WIDE, y), width=1.0, colour=INK)
    for tick in across.ticks():
        x = across.x(tick)
        drawing.line((x, y), (x, y - 3.5), width=1.0)
        drawing.text(x, y - 12.5, number_text(tick), _LABEL, "center")
    meaning = str(found[letter].attrs.get("long_name", ""))
    lines = wrapped(f"{letter}: {meaning}" if meaning else letter, WIDE, Type())
    return paragraph(drawing, WIDE / 2, y - 27.0, lines, Type(), "center") - 4.0
