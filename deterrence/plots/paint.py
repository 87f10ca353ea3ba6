"""A drawing put on matplotlib axes, and a figure that saves the same bytes on every run, with its text as text."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from matplotlib import rc_context
from matplotlib.backend_bases import FigureCanvasBase
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle
from matplotlib.text import Text as MatplotlibText

from deterrence.formats.atomic_write import write_bytes
from deterrence.plots.drawing import Dot, Drawing, Line, Patch, Shape, Text
from deterrence.plots.fonts import families, quiet, tell
from deterrence.plots.mathematics import mathtext
from deterrence.plots.style import PAPER, SAVING, SOFT

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase

POINTS_PER_INCH = 72.0
CAPTION = "caption"  # the attribute of axes that holds what is said below a picture
# Under which name a file keeps what is said below its picture, for those who search or listen.
_SAID_AS = {"svg": "Description", "svgz": "Description", "pdf": "Subject", "png": "Description"}
# Backends that only save: a figure that pyplot held on to would never be shown, nor let go.
_SILENT = ("agg", "cairo", "pdf", "pgf", "ps", "svg", "template")


class Page(Figure):
    """A figure whose files hold text as text and no date, whatever the settings of the moment are."""

    @property
    def caption(self) -> str:
        """What is said below the pictures on it, in plain text."""
        return " ".join(filter(None, (getattr(axes, CAPTION, "") for axes in self.axes)))

    def draw(self, renderer: RendererBase) -> None:
        """Draw, with text as text."""
        with rc_context(SAVING):
            super().draw(renderer)

    def savefig(self, fname: Any, **options: Any) -> None:
        """Save, as `Figure.savefig` does; a file that is there already is replaced as a whole, or not at all."""
        ending = str(options.get("format") or Path(str(fname)).suffix[1:]).lower()
        if ending and isinstance(fname, str | os.PathLike):
            drawn = io.BytesIO()  # matplotlib trips over its own feet where a disk is full
            self._save(drawn, ending, {**options, "format": ending})
            write_bytes(fname, drawn.getvalue())
        else:
            self._save(fname, ending, options)

    def _save(self, fname: Any, ending: str, options: dict[str, Any]) -> None:
        dates = {"svg": {"Date": None}, "svgz": {"Date": None}, "pdf": {"CreationDate": None}}
        said = {_SAID_AS[ending]: self.caption} if self.caption and ending in _SAID_AS else {}
        metadata = {**dates.get(ending, {}), **said, **(options.pop("metadata", None) or {})}
        if ending == "png":
            options.setdefault("dpi", 200)
        with rc_context(SAVING):
            super().savefig(fname, metadata=metadata or None, **options)


def save(axes: Axes, path: str | os.PathLike[str]) -> None:
    """Save the figure that axes are on, in the format that the path's ending names."""
    cast(Figure, axes.figure).savefig(path)


def new_figure(wide: float, high: float) -> Figure:
    """A figure of a size in points.

    In a notebook, and in a session in which pyplot opens windows, it is one that pyplot knows, so that it is shown as
    figures there are; elsewhere nothing global is touched.
    """
    size = (wide / POINTS_PER_INCH, high / POINTS_PER_INCH)
    if _pyplot_shows_figures():
        import matplotlib.pyplot as plt

        return plt.figure(figsize=size, FigureClass=Page, facecolor=PAPER)
    figure = Page(figsize=size, facecolor=PAPER)
    FigureCanvasBase(figure)
    return figure


def _pyplot_shows_figures() -> bool:
    interactive = sys.modules.get("IPython")
    in_notebook = interactive is not None and interactive.get_ipython() is not None
    if not in_notebook and "matplotlib.pyplot" not in sys.modules:
        return False
    import matplotlib.pyplot as plt

    return plt.get_backend().lower() not in _SILENT


def paint(drawing: Drawing, ax: Axes | None) -> Axes:
    """Put a drawing on axes; `ax=None` makes a figure of exactly its size."""
    box = drawing.box
    wide, high = box.right - box.left, box.top - box.bottom
    if ax is None:
        scale = drawing.scale
        figure = new_figure(wide * scale, high * scale)
        ax = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    else:
        scale = _scale(ax, wide, high)
    ax.set_label(drawing.kind)
    setattr(ax, CAPTION, " ".join(drawing.caption))
    ax.set_axis_off()
    ax.set_xlim(box.left, box.right)
    ax.set_ylim(box.bottom, box.top)
    ax.set_aspect("equal", adjustable="box", anchor="C")
    for mark in drawing.marks:
        _PAINTERS[type(mark)](ax, mark, scale)
    whole = "".join(mark.words for mark in drawing.marks if isinstance(mark, Text))
    for words in ax.texts:
        if isinstance(words, Words):
            words.picture = whole
    return ax


def _scale(ax: Axes, wide: float, high: float) -> float:
    """By how much letters and lines shrink or grow on axes that are given."""
    place = ax.get_window_extent()
    points = POINTS_PER_INCH / ax.figure.dpi
    across, up = place.width * points, place.height * points
    return float(min(across / wide, up / high))


def _paint_text(ax: Axes, mark: Text, scale: float) -> None:
    backing = None
    if mark.background is not None:
        backing = {"facecolor": mark.background, "edgecolor": "none", "pad": 1.2 * scale}
    typeset = mathtext(mark.words)
    words = Words(
        mark.x,
        mark.y,
        typeset,
        fontfamily=families(mark.words),
        fontsize=mark.type.size * scale,
        fontweight=mark.type.weight,
        color=mark.type.colour,
        horizontalalignment=cast(Any, mark.align),
        verticalalignment="baseline",
        parse_math=typeset != mark.words,
        usetex=False,
        zorder=4,
        bbox=backing,
        clip_on=False,
        transform=ax.transData,
    )
    words.plain = mark.words
    ax.add_artist(words)


class Words(MatplotlibText):
    """A text that says once, for the whole picture, which letters no font has."""

    picture = ""
    plain = ""  # the text without markup

    def draw(self, renderer: RendererBase) -> None:
        """Draw it. Where text stays text, as in an SVG, the fonts are those of whoever looks at it."""
        if not hasattr(renderer, "writer"):
            tell(self.picture)
        with quiet():
            super().draw(renderer)

    def get_window_extent(self, *arguments: Any, **options: Any) -> Any:
        """The box around it."""
        with quiet():
            return super().get_window_extent(*arguments, **options)


def _paint_line(ax: Axes, mark: Line, scale: float) -> None:
    across, up = zip(*mark.points, strict=True)
    line = Line2D(
        across, up, linewidth=mark.width * scale, color=mark.colour, zorder=mark.layer, solid_capstyle="round"
    )
    if mark.dashes:
        line.set_linestyle((0, tuple(length / mark.width for length in mark.dashes)))
    ax.add_line(line)


def _paint_patch(ax: Axes, mark: Patch, scale: float) -> None:
    box = mark.box
    size = (box.left, box.bottom), box.right - box.left, box.top - box.bottom
    if mark.fill != "none" or mark.pattern:
        # A pattern has the colour of the edge, so the edge itself is drawn apart.
        hatch = mark.pattern or None
        ax.add_patch(
            Rectangle(*size, facecolor=mark.fill, edgecolor=SOFT, linewidth=0.0, hatch=hatch, zorder=mark.layer)
        )
    if mark.edge != "none":
        wide = mark.width * scale
        ax.add_patch(Rectangle(*size, fill=False, edgecolor=mark.edge, linewidth=wide, zorder=mark.layer + 0.5))


def _paint_shape(ax: Axes, mark: Shape, scale: float) -> None:
    # A hairline in the colour of the fill closes the seams between neighbouring pieces of one area.
    filled = Polygon(mark.points, facecolor=mark.fill, edgecolor=mark.fill, linewidth=0.3 * scale, zorder=mark.layer)
    ax.add_patch(filled)
    if mark.pattern:
        patterned = Polygon(mark.points, facecolor="none", edgecolor=SOFT, linewidth=0.0, zorder=mark.layer)
        patterned.set_hatch(mark.pattern)
        ax.add_patch(patterned)


def _paint_dot(ax: Axes, mark: Dot, scale: float) -> None:
    ax.add_line(
        Line2D(
            [mark.x],
            [mark.y],
            marker=mark.shape,
            markersize=mark.size * scale,
            markerfacecolor=mark.fill,
            markeredgecolor=mark.edge,
            markeredgewidth=0.9 * scale,
            linestyle="none",
            zorder=3,
        )
    )


_PAINTERS: dict[type, Any] = {
    Text: _paint_text,
    Line: _paint_line,
    Patch: _paint_patch,
    Shape: _paint_shape,
    Dot: _paint_dot,
}
