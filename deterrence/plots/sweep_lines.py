"""A sweep of one letter as small pictures, one for each outcome: its probability as the letter rises.

Each equilibrium has a line of its own, which ends where it does, between two values of the sweep, too: so far goes the
parabola through the last three points. A jump is a gap, not a slope. One that exists at one value only, as at a tie, is
an open dot. For two letters there is the region map, which is exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any

from deterrence.equilibria.promise import note_of
from deterrence.plots.drawing import (
    LEAST_TITLE,
    Box,
    Dot,
    Drawing,
    Point,
    Type,
    fitted,
    headed,
    paragraph,
    shortened,
    wrapped,
)
from deterrence.plots.formulas import number_text, printed
from deterrence.plots.line_scale import LineScale
from deterrence.plots.style import BLUE, FAINT, INK, PAPER, SMALL, SOFT
from deterrence.sensitivity.sweeps.stretches import Stretch, stretches

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

WIDE, HIGH, BETWEEN = 380.0, 46.0, 14.0
LABELS = 170.0  # the width left for the names of outcomes, at most
MOST_PANELS = 24
_LABEL = Type(8.0)
_SMALL = Type(SMALL, colour=SOFT)


def plot_sweep(
    found: xr.Dataset,
    ax: Axes | None = None,
    *,
    title: str | None = None,
    width: float | None = None,
    notes: bool = True,
) -> Axes:
    """Draw a sweep of one letter.

    Parameters
    ----------
    found
        What `sweep` returned, for one letter.
    ax
        Axes to draw on; a figure of the right size is made where there are none.
    title
        What stands above; the title of the game if not given, nothing if `""`.
    width
        The width in inches, with texts of eight points: for a column of a paper.
    notes
        Whether the notes stand below. `ax.caption` has them in any case.

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

    def make(wide: float) -> Drawing:
        drawing = _drawn(found, letter, outcomes, wide, LABELS if width is None else min(LABELS, wide / 2), notes)
        least = LEAST_TITLE if width is None else 0.0
        headed(drawing, str(found.attrs.get("title", "")) if title is None else title, least=least)
        return drawing

    return fitted(make, WIDE, width).show(ax)


def _drawn(found: xr.Dataset, letter: str, outcomes: Sequence[str], wide: float, labels: float, notes: bool) -> Drawing:
    """The panels above one another, and what is said below them."""
    values = found[letter].values.astype(float)
    across = LineScale(float(values.min()), float(values.max()), wide)
    drawing = Drawing("sweep")
    y = 0.0
    for number, outcome in enumerate(outcomes):
        y = _panel(drawing, shortened(outcome, labels), _runs(found, values, number), across, y) - BETWEEN
    y = _axis(drawing, found, letter, across, y + BETWEEN)
    facts = []
    if found.attrs.get("fixed"):
        facts.append(f"Other letters: {printed(str(found.attrs['fixed']))}.")
    if int(found["equilibria"].max()) > 1:
        facts.append("Each equilibrium has its line.")
    if any(isinstance(mark, Dot) and mark.fill == PAPER for mark in drawing.marks):
        only = "only" if "exists_on" in found.coords else "of the sweep only"
        facts.append(f"○ at this value {only}.")
    drawing.say(y, " ".join([*facts, note_of(found.attrs)]).strip(), wide, _SMALL, shown=notes)
    return drawing


@dataclass(frozen=True)
class _Run:
    """A line of an outcome: the letter's values and the probabilities, at neighbouring points and where it ends.

    Attributes
    ----------
    alone
        Whether the equilibrium exists at this one value only, as far as is known.
    """

    points: tuple[Point, ...]
    alone: bool


def _runs(found: xr.Dataset, values: NDArray[Any], outcome: int) -> Iterator[_Run]:
    """The lines of an outcome, none twice."""
    import numpy as np

    exists = found["exists"].values
    numbers = found["outcome_probability"].values[:, outcome]
    told = found["exists_on"].values if "exists_on" in found.coords else [""] * len(exists)
    seen = set()
    for family in range(len(exists)):
        here = np.concatenate([[False], exists[family] & np.isfinite(numbers[family]), [False]])
        edges = np.flatnonzero(np.diff(here.astype(int)))
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            points = list(zip(values[start:end].tolist(), numbers[family, start:end].tolist(), strict=True))
            before = float(values[start - 1]) if start else None
            after = float(values[end]) if end < len(values) else None
            run = _extended(points, before, after, stretches(str(told[family])))
            if run not in seen:
                seen.add(run)
                yield run


def _extended(points: list[Point], before: float | None, after: float | None, around: Sequence[Stretch]) -> _Run:
    """A line to where its equilibrium ends, which lies short of the neighbouring values of the sweep."""
    first, last = points[0][0], points[-1][0]
    low = next((low for low, high in around if low <= first <= high), first)
    high = next((high for low, high in around if low <= last <= high), last)
    alone = len(points) == 1 and low == high
    ended = list(points)
    if before is not None and before <= low < first:
        ended.insert(0, (low, _onward(points[:3], low)))
    if after is not None and last < high <= after:
        ended.append((high, _onward(points[-3:], high)))
    return _Run(tuple(ended), alone)


def _onward(points: Sequence[Point], at: float) -> float:
    """The probability a little beyond some points, on the parabola through them (Lagrange's formula)."""
    total = 0.0
    for x, y in points:
        total += y * prod((at - other) / (x - other) for other, _ in points if other != x)
    return min(max(total, 0.0), 1.0)


def _panel(drawing: Drawing, outcome: str, runs: Iterable[_Run], across: LineScale, top: float) -> float:
    """One outcome; the height below its picture."""
    bottom = top - HIGH
    drawing.patch(Box(0.0, bottom, across.width, top), edge=FAINT, width=0.6)
    for words, at in (("0", bottom), ("1", top)):
        drawing.text(across.width + 4.0, at - 2.9, words, _LABEL)
    drawing.text(-6.0, (bottom + top) / 2 - 3.0, outcome, Type(), "right")
    drawn = [([(across.x(x), bottom + HIGH * y) for x, y in run.points], run.alone) for run in runs]
    on_lines = {point for points, _ in drawn if len(points) > 1 for point in points}
    for points, alone in drawn:
        if len(points) > 1:
            drawing.line(*points, width=1.6, colour=BLUE, layer=3)
        elif points[0] not in on_lines:
            drawing.dot(*points[0], size=4.5, fill=PAPER if alone else BLUE, edge=BLUE)
    return bottom


def _axis(drawing: Drawing, found: xr.Dataset, letter: str, across: LineScale, bottom: float) -> float:
    y = bottom - 6.0
    drawing.line((0.0, y), (across.width, y), width=1.0, colour=INK)
    for tick in across.ticks():
        x = across.x(tick)
        drawing.line((x, y), (x, y - 3.5), width=1.0)
        drawing.text(x, y - 12.5, number_text(tick), _LABEL, "center")
    meaning = str(found[letter].attrs.get("long_name", ""))
    lines = wrapped(f"{letter}: {meaning}" if meaning else letter, across.width, Type())
    return paragraph(drawing, across.width / 2, y - 27.0, lines, Type(), "center") - 4.0
