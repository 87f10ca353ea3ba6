"""A drawing: texts, lines and boxes at places in points, made before anything is shown.

Pictures are laid out from the measured size of every text, as typesetting does it, and only then put on matplotlib
axes: on a figure exactly as large, or scaled to axes that are given.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final, Literal
from unicodedata import east_asian_width

from deterrence.plots.advances import advance
from deterrence.plots.fonts import families, lacking, quiet
from deterrence.plots.mathematics import LOWERED, mathtext, subscripted, with_signs
from deterrence.plots.style import INK, TEXT, TITLE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Point = tuple[float, float]
MARGIN = 8.0  # points around everything that is drawn
ASCENT, DESCENT = 0.76, 0.24  # of a line of text, in its size


@dataclass(frozen=True)
class Type:
    """How a text is set."""

    size: float = TEXT
    weight: Literal["normal", "bold"] = "normal"
    colour: str = INK

    @property
    def line(self) -> float:
        """The distance between lines."""
        return 1.3 * self.size


@dataclass(frozen=True)
class Box:
    """A rectangle on the drawing."""

    left: float
    bottom: float
    right: float
    top: float

    def overlaps(self, other: Box) -> bool:
        """Whether the insides of two rectangles meet."""
        across = self.left < other.right and other.left < self.right
        return across and self.bottom < other.top and other.bottom < self.top

    def united(self, other: Box) -> Box:
        """The smallest rectangle around both."""
        return Box(
            min(self.left, other.left),
            min(self.bottom, other.bottom),
            max(self.right, other.right),
            max(self.top, other.top),
        )


@dataclass(frozen=True)
class Text:
    """A line of text with its baseline at `y`; `x` is its left end, its middle or its right end."""

    x: float
    y: float
    words: str
    type: Type = Type()
    align: str = "left"
    background: str | None = None
    tag: str = ""  # what it belongs to, for a page that changes it

    @property
    def box(self) -> Box:
        """What the text covers."""
        wide = width(self.words, self.type)
        left = self.x - {"left": 0.0, "center": 0.5, "right": 1.0}[self.align] * wide
        return Box(left, self.y - DESCENT * self.type.size, left + wide, self.y + ASCENT * self.type.size)


@dataclass(frozen=True)
class Line:
    """A line through some points."""

    points: tuple[Point, ...]
    width: float = 0.8
    colour: str = INK
    dashes: tuple[float, ...] = ()
    layer: int = 1
    tag: str = ""

    @property
    def box(self) -> Box:
        """What the line covers."""
        across, up = zip(*self.points, strict=True)
        half = self.width / 2
        return Box(min(across) - half, min(up) - half, max(across) + half, max(up) + half)


@dataclass(frozen=True)
class Patch:
    """A rectangle that is filled, patterned or framed."""

    box: Box
    fill: str = "none"
    pattern: str = ""
    edge: str = "none"
    width: float = 0.8
    layer: int = 0


@dataclass(frozen=True)
class Shape:
    """A polygon that is filled and patterned."""

    points: tuple[Point, ...]
    fill: str = "none"
    pattern: str = ""
    layer: int = 0

    @property
    def box(self) -> Box:
        """What the polygon covers, at most."""
        across, up = zip(*self.points, strict=True)
        return Box(min(across), min(up), max(across), max(up))


@dataclass(frozen=True)
class Dot:
    """A node: a filled or open circle, or a diamond."""

    x: float
    y: float
    size: float = 5.0
    fill: str = INK
    edge: str = INK
    shape: str = "o"

    @property
    def box(self) -> Box:
        """What the mark covers."""
        half = self.size / 2
        return Box(self.x - half, self.y - half, self.x + half, self.y + half)


Mark = Text | Line | Patch | Shape | Dot


@dataclass
class Drawing:
    """Marks gathered while a picture is laid out; `kind` says of what, `caption` holds what is said below it."""

    kind: str
    marks: list[Mark] = field(default_factory=list)
    caption: list[str] = field(default_factory=list)
    scale: float = 1.0  # of its points, where it is put on a figure of its own

    def text(self, x: float, y: float, words: str, type: Type = Type(), align: str = "left", **more: Any) -> Box:
        """Put a text, and learn what it covers."""
        if not words:
            return Box(x, y, x, y)
        mark = Text(x, y, with_signs(words), type, align, **more)
        self.marks.append(mark)
        return mark.box

    def line(self, *points: Point, **look: Any) -> None:
        """Put a line."""
        self.marks.append(Line(points, **look))

    def patch(self, box: Box, **look: Any) -> None:
        """Put a rectangle."""
        self.marks.append(Patch(box, **look))

    def shape(self, points: Sequence[Point], **look: Any) -> None:
        """Put a polygon."""
        self.marks.append(Shape(tuple(points), **look))

    def dot(self, x: float, y: float, **look: Any) -> None:
        """Put a node."""
        self.marks.append(Dot(x, y, **look))

    def say(self, y: float, words: str, most: float, type: Type, *, shown: bool = True, left: float = 0.0) -> float:
        """Add to what is said below; what is not shown is in the caption only. The height below it."""
        if not words:
            return y
        self.caption.append(with_signs(words))
        return paragraph(self, left, y, wrapped(words, most, type), type) if shown else y

    @property
    def texts(self) -> list[Text]:
        """All texts."""
        return [mark for mark in self.marks if isinstance(mark, Text)]

    @property
    def box(self) -> Box:
        """What everything covers, with a margin."""
        whole = self.marks[0].box
        for mark in self.marks[1:]:
            whole = whole.united(mark.box)
        return Box(whole.left - MARGIN, whole.bottom - MARGIN, whole.right + MARGIN, whole.top + MARGIN)

    def show(self, ax: Axes | None) -> Axes:
        """Put the drawing on axes: its own figure in its own size, or scaled to the axes or the SVG picture given."""
        from deterrence.plots.svg import SvgPicture

        if isinstance(ax, SvgPicture):
            ax.take(self)
            return ax
        from deterrence.plots.paint import paint

        return paint(self, ax)


@lru_cache(maxsize=4096)
def width(words: str, type: Type = Type()) -> float:
    """The width of a text in points.

    Examples
    --------
    >>> width("wide") > width("i")
    True
    """
    words = with_signs(words)
    if find_spec("matplotlib") is None:
        ems = (advance(line, type.weight) + LOWERED * advance(below, type.weight) for line, below in subscripted(words))
        return sum(ems) * type.size
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    properties = FontProperties(family=families(words), size=type.size, weight=type.weight)
    if (typeset := mathtext(words)) != words:
        return float(text_to_path.get_text_width_height_descent(typeset, properties, True)[0])
    missing = lacking(words)
    known = "".join(letter for letter in words if letter not in missing)
    with quiet():
        across, _, _ = text_to_path.get_text_width_height_descent(known, properties, False)
    # Letters that no font here has: in a picture whose text stays text another font may yet set them.
    wide = sum(1.0 if east_asian_width(letter) in "WF" else 0.65 for letter in words if letter in missing)
    return float(across) + wide * type.size


def wrapped(words: str, most: float, type: Type = Type()) -> list[str]:
    """A text in lines no wider than `most` points, broken between words.

    Examples
    --------
    >>> wrapped("war or peace", 40)
    ['war or', 'peace']
    """
    lines: list[str] = []
    for word in words.split():
        if lines and width(f"{lines[-1]} {word}", type) <= most:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def shortened(words: str, most: float, type: Type = Type()) -> str:
    """A text no wider than `most` points, its end replaced by an ellipsis where it is."""
    if width(words, type) <= most:
        return words
    kept = words
    while kept and width(f"{kept}…", type) > most:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def paragraph(
    drawing: Drawing, x: float, y: float, lines: Sequence[str], type: Type = Type(), align: str = "left"
) -> float:
    """Put lines of text below one another, the first with its baseline at `y`; the baseline that would come next."""
    for line in lines:
        drawing.text(x, y, line, type, align)
        y -= type.line
    return y


COLUMN_TEXT: Final = 8.0  # points: the size of texts in a picture of a given width


def fitted(make: Callable[[float], Drawing], natural: float, width: float | None) -> Drawing:
    """A picture of a given width in inches, its texts at eight points: `make` lays it out, at most so wide inside."""
    if width is None:
        return make(natural)
    if not 1.0 <= width <= 30.0:
        raise ValueError(f"width={width}: a width in inches, from 1 to 30")
    scale = COLUMN_TEXT / TEXT
    target, inside = width * 72.0 / scale, natural
    drawing = make(inside)
    for _ in range(4):
        excess = drawing.box.right - drawing.box.left - target
        if abs(excess) < 0.5:
            break
        inside -= excess
        if inside < LEAST_INSIDE:
            raise ValueError(f"width={width}: this picture does not fit; try {_least(drawing, inside, excess, scale)}")
        drawing = make(inside)
    drawing.scale = scale
    return drawing


LEAST_INSIDE: Final = 60.0


def _least(drawing: Drawing, inside: float, excess: float, scale: float) -> str:
    wide = drawing.box.right - drawing.box.left - (inside + excess) + LEAST_INSIDE
    return f"width={-(-wide * scale / 7.2 // 1) / 10:.1f}"


LEAST_TITLE: Final = 300.0  # a title is not broken before it is so wide


def headed(drawing: Drawing, title: str, *, least: float = LEAST_TITLE) -> None:
    """Put a title above everything, nothing if it is `""`; no wider than that, or than `least`."""
    if not title:
        return
    box = drawing.box
    head = Type(TITLE, "bold")
    lines = wrapped(title, max(box.right - box.left - 2 * MARGIN, least), head)
    paragraph(drawing, box.left + MARGIN, box.top + head.line * (len(lines) - 1) + 2.0, lines, head)
