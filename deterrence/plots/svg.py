"""A drawing as SVG, without matplotlib, which no browser has: its text as text, its hatches as patterns.

Letters are as wide as they were measured, whatever font there is. Colours are as they are in print, on white.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from html import escape
from typing import Any, Final

from deterrence.plots.drawing import Box, Dot, Drawing, Line, Patch, Shape, Text, width
from deterrence.plots.mathematics import LOWERED, subscripted
from deterrence.plots.style import PAPER, SOFT

FONTS: Final = "DejaVu Sans, Verdana, Noto Sans CJK KR, sans-serif"
PIXELS: Final = 4 / 3  # in a point
_ANCHORS: Final = {"left": "start", "center": "middle", "right": "end"}
_LAYERS: Final = {Text: 4, Dot: 3}
_APART: Final = 18.0  # points between the lines of a hatch that is named by one sign; by more, they are closer
# What one tile of a hatch holds, its side being 1.
_HATCHES: Final = {
    "/": "M-.1,.1 L.1,-.1 M0,1 L1,0 M.9,1.1 L1.1,.9",
    "\\": "M-.1,.9 L.1,1.1 M0,0 L1,1 M.9,-.1 L1.1,.1",
    "x": "M0,1 L1,0 M0,0 L1,1",
    "-": "M0,.5 L1,.5",
    "|": "M.5,0 L.5,1",
    "+": "M0,.5 L1,.5 M.5,0 L.5,1",
}
_DOTS: Final = {".": (0.16, True), "o": (0.3, False)}


class SvgPicture:
    """What a drawing is put on in place of matplotlib's axes; then `text` is the picture.

    Examples
    --------
    >>> drawn = Drawing("example")
    >>> _ = drawn.text(0.0, 0.0, "c_R < 1")
    >>> picture = SvgPicture()
    >>> picture.take(drawn)
    >>> "c<tspan" in picture.text and "&lt; 1" in picture.text
    True
    """

    text = ""
    caption = ""

    def take(self, drawn: Drawing) -> None:
        """Put a drawing on it."""
        box = drawn.box
        wide, high = box.right - box.left, box.top - box.bottom
        marks = sorted(drawn.marks, key=lambda mark: _LAYERS.get(type(mark), getattr(mark, "layer", 0)))
        patterns = dict.fromkeys(mark.pattern for mark in marks if isinstance(mark, Patch | Shape) and mark.pattern)
        names = {pattern: f"hatch-{number}" for number, pattern in enumerate(patterns, start=1)}
        hatches = "".join(_hatch(pattern, name) for pattern, name in names.items())
        inside = "".join(_PAINTERS[type(mark)](mark, box, names) for mark in marks)
        size = f'width="{wide * PIXELS:.1f}" height="{high * PIXELS:.1f}" viewBox="0 0 {wide:.1f} {high:.1f}"'
        self.caption = " ".join(drawn.caption)
        self.text = (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FONTS}">'
            f"<defs>{hatches}</defs>"
            f'<rect width="{wide:.1f}" height="{high:.1f}" fill="{PAPER}"/>{inside}</svg>\n'
        )


def as_svg(what: Any, **options: Any) -> str:
    """The picture of a game or a result as SVG; the options are those of `plot`.

    Examples
    --------
    >>> import deterrence as dt
    >>> as_svg(dt.load("chicken"))[:4]
    '<svg'
    """
    from deterrence.plots.plot import plot

    picture: Any = SvgPicture()
    plot(what, picture, **options)
    return str(picture.text)


def _hatch(pattern: str, name: str) -> str:
    """A tile of a hatch: the more often its sign is named, the closer it is."""
    side = _APART / (len(pattern) + 1)
    tile = (
        f'<pattern id="{name}" width="1" height="1" patternUnits="userSpaceOnUse" patternTransform="scale({side:.3g})">'
    )
    look = f'fill="none" stroke="{SOFT}" stroke-width="{0.6 / side:.3g}"'
    if pattern[0] in _DOTS:
        radius, is_filled = _DOTS[pattern[0]]
        filled = f'fill="{SOFT}"' if is_filled else look
        return f'{tile}<circle cx=".5" cy=".5" r="{radius}" {filled}/></pattern>'
    return f'{tile}<path d="{_HATCHES[pattern[0]]}" {look}/></pattern>'


def _points(mark: Line | Shape, box: Box) -> str:
    return " ".join(f"{x - box.left:.2f},{box.top - y:.2f}" for x, y in mark.points)


def _text(mark: Text, box: Box, _: dict[str, str]) -> str:
    across, up = mark.x - box.left, box.top - mark.y
    wide = width(mark.words, mark.type)
    backing = ""
    if mark.background is not None:
        covered = mark.box
        size = f'width="{wide + 2.4:.2f}" height="{covered.top - covered.bottom:.2f}" fill="{mark.background}"'
        backing = f'<rect x="{covered.left - box.left - 1.2:.2f}" y="{box.top - covered.top:.2f}" {size}/>'
    weight = ' font-weight="bold"' if mark.type.weight == "bold" else ""
    look = f'font-size="{mark.type.size:g}" fill="{mark.type.colour}" text-anchor="{_ANCHORS[mark.align]}"{weight}'
    # Whoever has other fonts sees the text in the room that was made for it.
    room = f'textLength="{wide:.2f}" lengthAdjust="spacingAndGlyphs"' if wide else ""
    return f'{backing}<text x="{across:.2f}" y="{up:.2f}" {look} {room}>{_set(mark.words, mark.type.size)}</text>'


def _set(words: str, size: float) -> str:
    """A text with its subscripts."""
    parts, lowered, drop = [], False, 0.2 * size
    for line, below in subscripted(words):
        parts.append(f'<tspan dy="{-drop:.2f}">{escape(line)}</tspan>' if lowered and line else escape(line))
        if below:
            parts.append(f'<tspan dy="{drop:.2f}" font-size="{LOWERED * size:.2f}">{escape(below)}</tspan>')
        lowered = bool(below)
    return "".join(parts)


def _line(mark: Line, box: Box, _: dict[str, str]) -> str:
    dashes = f' stroke-dasharray="{" ".join(f"{length:g}" for length in mark.dashes)}"' if mark.dashes else ""
    look = f'fill="none" stroke="{mark.colour}" stroke-width="{mark.width:g}" stroke-linecap="round"{dashes}'
    return f'<polyline points="{_points(mark, box)}" {look}/>'


def _patch(mark: Patch, box: Box, names: dict[str, str]) -> str:
    own = mark.box
    place = f'x="{own.left - box.left:.2f}" y="{box.top - own.top:.2f}"'
    size = f'width="{own.right - own.left:.2f}" height="{own.top - own.bottom:.2f}"'
    fills = [mark.fill] + ([f"url(#{names[mark.pattern]})"] if mark.pattern else [])
    drawn = [f'<rect {place} {size} fill="{fill}"/>' for fill in fills if fill != "none"]
    if mark.edge != "none":
        drawn.append(f'<rect {place} {size} fill="none" stroke="{mark.edge}" stroke-width="{mark.width:g}"/>')
    return "".join(drawn)


def _shape(mark: Shape, box: Box, names: dict[str, str]) -> str:
    points = _points(mark, box)
    # A hairline in the colour of the fill closes the seams between neighbouring pieces of one area.
    drawn = f'<polygon points="{points}" fill="{mark.fill}" stroke="{mark.fill}" stroke-width="0.3"/>'
    return drawn + (f'<polygon points="{points}" fill="url(#{names[mark.pattern]})"/>' if mark.pattern else "")


_CORNERS: Final = {"D": (0, 90, 180, 270), "^": (90, 210, 330), "v": (270, 30, 150), "s": (45, 135, 225, 315)}


def _dot(mark: Dot, box: Box, _: dict[str, str]) -> str:
    across, up, radius = mark.x - box.left, box.top - mark.y, mark.size / 2
    look = f'fill="{mark.fill}" stroke="{mark.edge}" stroke-width="0.9"'
    if mark.shape not in _CORNERS:
        return f'<circle cx="{across:.2f}" cy="{up:.2f}" r="{radius:g}" {look}/>'
    turns = [math.radians(turn) for turn in _CORNERS[mark.shape]]
    points = " ".join(f"{across + radius * math.cos(t):.2f},{up - radius * math.sin(t):.2f}" for t in turns)
    return f'<polygon points="{points}" {look}/>'


_PAINTERS: Final[dict[type, Callable[[Any, Box, dict[str, str]], str]]] = {
    Text: _text,
    Line: _line,
    Patch: _patch,
    Shape: _shape,
    Dot: _dot,
}
