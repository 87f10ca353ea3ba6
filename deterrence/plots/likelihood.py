"""How likely each outcome is when parameters are uncertain: a bar each, with its standard error.

Where several equilibria exist and none is selected, a bar has a light end: from the least probability to the greatest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deterrence.equilibria.promise import note_of
from deterrence.plots.drawing import Box, Drawing, Type, headed, paragraph, shortened, wrapped
from deterrence.plots.formulas import number_text
from deterrence.plots.line_scale import LineScale
from deterrence.plots.style import BLUE, INK, SMALL, SOFT

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes

WIDE, BAR, BETWEEN = 300.0, 13.0, 8.0
LONGEST = 200.0
_LABEL = Type(8.0)
_SMALL = Type(SMALL, colour=SOFT)


@dataclass(frozen=True)
class Bar:
    """A quantity from its least to its greatest value, each with an error."""

    name: str
    low: float
    high: float
    error: float


def plot_likelihood(found: xr.Dataset, ax: Axes | None = None, *, title: str | None = None) -> Axes:
    """Draw the probability of each outcome.

    Parameters
    ----------
    found
        What `uncertainty` returned.
    ax
        Axes to draw on; a figure of the right size is made where there are none.
    title
        What stands above; the title of the game if not given, nothing if `""`.
    """
    drawing = Drawing("likelihood")
    bottom = draw_bars(drawing, _bars(found), LineScale(0.0, 1.0, WIDE), "probability")
    said = _said(found)
    paragraph(drawing, 0.0, bottom, wrapped(said, WIDE, _SMALL), _SMALL)
    headed(drawing, str(found.attrs["title"]) if title is None else title)
    return drawing.show(ax)


def _bars(found: xr.Dataset) -> list[Bar]:
    bars = []
    for name in found["outcome"].values:
        values = found["probability"].sel(outcome=name).values.reshape(-1)
        errors = found["probability_error"].sel(outcome=name).values.reshape(-1)
        bars.append(Bar(str(name), float(values[0]), float(values[-1]), float(errors.max())))
    return bars


def draw_bars(drawing: Drawing, bars: Sequence[Bar], scale: LineScale, unit: str) -> float:
    """Put bars below one another from 0, with a line below them that says how long they are; the height below that."""
    y = 0.0
    zero = scale.x(0.0)
    for bar in bars:
        drawing.text(-6.0, y - BAR / 2 - 3.0, shortened(bar.name, LONGEST), Type(), "right")
        low, high = sorted((scale.x(bar.low), scale.x(bar.high)))
        solid = (min(zero, low), max(zero, low)) if low >= zero else (high, zero)
        drawing.patch(Box(solid[0], y - BAR, solid[1], y), fill=BLUE, edge=INK, width=0.6)
        if high - low > 0.2:
            drawing.patch(Box(low, y - BAR, high, y), fill="#BFDDF0", pattern="////", edge=INK, width=0.6)
        middle = y - BAR / 2
        for end in {low, high}:
            reach = scale.width * bar.error / (scale.high - scale.low)
            if reach > 0.4:
                drawing.line((end - reach, middle), (end + reach, middle), width=1.4, layer=3)
        y -= BAR + BETWEEN
    y += BETWEEN - 4.0
    drawing.line((0.0, y), (scale.width, y), width=1.0)
    drawing.line((zero, 0.0), (zero, y), width=0.8, layer=2)
    for tick in scale.ticks():
        x = scale.x(tick)
        drawing.line((x, y), (x, y - 3.5), width=1.0)
        drawing.text(x, y - 12.5, number_text(tick), _LABEL, "center")
    drawing.text(scale.width / 2, y - 26.0, unit, Type(), "center")
    return y - 42.0


def _said(found: xr.Dataset) -> str:
    about = found.attrs
    words = f"{about['draws']:,} {about['sampling']} draws; lines: standard errors."
    if about["fixed"]:
        words += f" Known: {about['fixed']}."
    if about["select"] != "all":
        words += f" Of several equilibria the one by {about['select']}."
    elif float(found["several"]) > 0:
        share = float(found["several"])
        words += f" Several equilibria at {share:.1%} of the draws: light ends reach to the greatest value."
    return " ".join([words, note_of(about)]).strip()
