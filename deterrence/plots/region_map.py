"""The region map: which equilibria exist where on the plane of two letters.

Areas are told apart by colour and pattern and say what they are inside, where there is room, else by number. Curves are
exact up to the width of the line; each carries a letter, and its equation stands below.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import dist
from typing import TYPE_CHECKING

from deterrence.plots.drawing import Box, Drawing, Point, Type, headed, paragraph, width, wrapped
from deterrence.plots.formulas import number_text, printed
from deterrence.plots.line_scale import LineScale
from deterrence.plots.room import Room
from deterrence.plots.strip import several_names
from deterrence.plots.style import FILLS, INK, NOWHERE, PAPER, PATTERNS, SMALL, SOFT

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from deterrence.sensitivity.regions import RegionCell, RegionCurve, Regions

WIDE, HIGH = 340.0, 300.0
MOST_LINES = 10
_LABEL = Type(8.0)
_MARK = Type(8.0, "bold")
_SMALL = Type(SMALL, colour=SOFT)


def plot_regions(found: Regions, ax: Axes | None = None, *, title: str | None = None) -> Axes:
    """Draw regions as a map.

    Parameters
    ----------
    found
        What `regions` returned.
    ax
        Axes to draw on; a figure of the right size is made where there are none.
    title
        What stands above; the title of the game if not given, nothing if `""`.
    """
    return draw_regions(found, title).show(ax)


def draw_regions(found: Regions, title: str | None = None) -> Drawing:
    """The map as a drawing."""
    drawing = Drawing("regions")
    pen = _Pen.of(drawing, found)
    pen.areas()
    pen.curves()
    pen.base()
    pen.labels()
    pen.axes()
    y = pen.key(-46.0)
    pen.notes(y)
    shown = found.game.title if title is None else title
    headed(drawing, shown)
    return drawing


def _numbers(found: Regions) -> dict[str, int]:
    """A number for each equilibrium, by its name, in the order of the areas."""
    names = dict.fromkeys(eq.name for cell in found.areas for eq in cell.equilibria)
    return {name: number for number, name in enumerate(names, start=1)}


@dataclass(frozen=True)
class _Pen:
    """Draws the parts of a map; the plane is `WIDE` by `HIGH` points from (0, 0)."""

    drawing: Drawing
    found: Regions
    across: LineScale
    up: LineScale
    numbers: dict[str, int]
    looks: dict[frozenset[str], tuple[str, str]]
    room: Room

    @staticmethod
    def of(drawing: Drawing, found: Regions) -> _Pen:
        """A pen for a map."""
        from deterrence.algebra.conditions.outlines import window

        if found.plane is None:
            raise ValueError(f"there is nothing to draw. {found.promise.caveat}")
        view = window(found.plane)
        looks: dict[frozenset[str], tuple[str, str]] = {}
        for cell in found.areas:
            number = len(looks)
            looks.setdefault(_names(cell), (FILLS[number % len(FILLS)], PATTERNS[number % len(PATTERNS)]))
        return _Pen(
            drawing,
            found,
            LineScale(view.left, view.right, WIDE),
            LineScale(view.bottom, view.top, HIGH),
            _numbers(found),
            looks,
            Room.of(WIDE, HIGH),
        )

    def areas(self) -> None:
        """The areas, filled and patterned by which equilibria exist; grey is left where an assumption fails."""
        if self._shows_limits():
            self.drawing.patch(Box(0.0, 0.0, WIDE, HIGH), fill=NOWHERE, layer=-1)
        for cell in self.found.areas:
            fill, pattern = self.looks[_names(cell)]
            for x, low, high in cell.areas():
                points = [(self.across.x(a), self.up.x(b)) for a, b in zip(x, low, strict=True)]
                points += [(self.across.x(a), self.up.x(b)) for a, b in zip(x[::-1], high[::-1], strict=True)]
                self.drawing.shape(points, fill=fill, pattern=pattern)

    def curves(self) -> None:
        """The curves between the areas, each marked with a letter."""
        drawn = [self._pieces(curve) for curve in self.found.curves]
        for pieces in drawn:
            for points in pieces:
                if len(points) == 1:
                    self.drawing.dot(*points[0], size=4.0)
                else:
                    self.drawing.line(*points, width=1.5, layer=3)
        for index, pieces in enumerate(drawn):
            others = [point for other in drawn if other is not pieces for piece in other for point in even(piece, 8.0)]
            self._mark(curve_mark(index), max(pieces, key=length, default=[]), others)
        for curve in (*self.found.kinks, *self.found.limits):
            for points in self._pieces(curve):
                if len(points) > 1:
                    self.drawing.line(*points, width=0.7, colour=SOFT, dashes=(2.0, 2.0), layer=3)

    def _pieces(self, curve: RegionCurve) -> list[list[Point]]:
        """A curve as it is drawn."""
        return [[(self.across.x(a), self.up.x(b)) for a, b in zip(x, y, strict=True)] for x, y in curve.lines]

    def _mark(self, mark: str, points: Sequence[Point], others: Sequence[Point]) -> None:
        """The letter of a curve, on it: near its middle, away from other curves and letters where that is possible."""
        if not points:
            return
        places = even(points, 4.0)
        taken = [*others, *((text.x, text.y + 2.9) for text in self.drawing.texts)]
        middle = len(places) // 2

        def merit(index: int) -> tuple[float, int]:
            x, y = places[index]
            nearest = min((abs(a - x) + abs(b - y) for a, b in taken), default=30.0)
            return -min(nearest, 30.0), abs(index - middle)

        x, y = places[min(range(len(places)), key=merit)]
        x, y = min(max(x, 6.0), WIDE - 6.0), min(max(y, 6.0), HIGH - 6.0)
        half = width(mark, _MARK) / 2 + 2.0
        self.drawing.text(x, y - 2.9, mark, _MARK, "center", background=PAPER)
        self.room.take(Box(x - half, y - 6.0, x + half, y + 6.0))

    def base(self) -> None:
        """A mark at the base values."""
        values = [self.found.game.parameters[letter].base for letter in self.found.letters]
        if any(value is None for value in values):
            return
        x, y = self.across.x(values[0] or 0), self.up.x(values[1] or 0)
        if 0 <= x <= WIDE and 0 <= y <= HIGH:
            self.drawing.dot(x, y, size=7.0, shape="D", fill=PAPER)
            self.room.take(Box(x - 5.0, y - 5.0, x + 5.0, y + 5.0))

    def labels(self) -> None:
        """What exists in each area, written inside it."""
        for cell in self.found.areas:
            across, up = self.across.all, self.up.all
            inside = self.room.inside([(across(x), up(low), up(high)) for x, low, high in cell.areas()])
            for lines in self._candidates(cell):
                wide = max(width(line, _LABEL) for line in lines) + 6.0
                high = _LABEL.line * len(lines) + 5.0
                place = self.room.place(inside, wide, high)
                if place is None:
                    continue
                x, y = place
                box = Box(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
                self.drawing.patch(box, fill=PAPER, layer=2)
                paragraph(self.drawing, x, box.top - 2.0 - _LABEL.size, lines, _LABEL, "center")
                self.room.take(box)
                break

    def _candidates(self, cell: RegionCell) -> Iterator[list[str]]:
        """Ways to say which equilibria exist, the longest first."""
        if not cell.equilibria:
            yield ["no equilibrium", "was found"]
            return
        numbers = [str(self.numbers[name]) for name in sorted(_names(cell), key=self.numbers.__getitem__)]
        if len(numbers) == 1:
            name = cell.equilibria[0].name
            yield from (lines for lines in (_spoken(name, most) for most in (150.0, 100.0, 70.0)) if _is_short(lines))
        else:
            names = sorted(_names(cell), key=self.numbers.__getitem__)
            if len(names) <= 4 and _is_short(names):
                yield [f"{self.numbers[name]}: {name}" for name in names]
            yield [f"{len(numbers)} equilibria:", ", ".join(numbers)]
        yield [", ".join(numbers)]

    def axes(self) -> None:
        """The frame, its ticks, and what the letters mean."""
        self.drawing.patch(Box(0.0, 0.0, WIDE, HIGH), edge=INK, width=1.0, layer=4)
        for value in self.across.ticks():
            x = self.across.x(value)
            self.drawing.line((x, 0.0), (x, -3.5), width=1.0)
            self.drawing.text(x, -12.5, number_text(value), _LABEL, "center")
        for value in self.up.ticks():
            y = self.up.x(value)
            self.drawing.line((0.0, y), (-3.5, y), width=1.0)
            self.drawing.text(-6.0, y - 2.9, number_text(value), _LABEL, "right")
        x_letter, y_letter = self.found.letters
        self.drawing.text(WIDE / 2, -26.0, x_letter, Type(weight="bold"), "center")
        self.drawing.text(-34.0, HIGH / 2, y_letter, Type(weight="bold"), "right")

    def key(self, y: float) -> float:
        """What the looks and letters mean; the height below it."""
        for letter in self.found.letters:
            meaning = self.found.game.parameters[letter].meaning
            if meaning:
                y = paragraph(self.drawing, 0.0, y, wrapped(f"{letter}: {meaning}", WIDE, _LABEL), _LABEL)
        y -= 4.0
        for index, curve in enumerate(self.found.curves):
            self.drawing.text(0.0, y, curve_mark(index), _MARK)
            lines = wrapped(printed(str(curve)), WIDE - 14.0, _LABEL)
            y = paragraph(self.drawing, 14.0, y, lines, _LABEL)
        y -= 4.0
        for name, number in self.numbers.items():
            look = self.looks.get(frozenset({name}))
            if look is not None:
                fill, pattern = look
                self.drawing.patch(Box(0.0, y - 2.0, 18.0, y + 8.0), fill=fill, pattern=pattern, edge=SOFT, width=0.5)
            self.drawing.text(34.0, y, str(number), _MARK, "right")
            y = paragraph(self.drawing, 40.0, y, wrapped(name, WIDE - 40.0, _LABEL), _LABEL) - 3.0
        return self._several(y)

    def _several(self, y: float) -> float:
        """The looks of areas where several equilibria exist."""
        for names, (fill, pattern) in self.looks.items():
            if len(names) < 2:
                continue
            numbers = ", ".join(str(number) for number in sorted(self.numbers[name] for name in names))
            self.drawing.patch(Box(0.0, y - 2.0, 18.0, y + 8.0), fill=fill, pattern=pattern, edge=SOFT, width=0.5)
            self.drawing.text(40.0, y, f"{len(names)} equilibria: {numbers}", _LABEL)
            y -= _LABEL.line + 3.0
        return y - 2.0

    def notes(self, y: float) -> None:
        """What the picture cannot show."""
        for words in _notes(self.found, self._shows_limits()):
            y = paragraph(self.drawing, 0.0, y, wrapped(words, WIDE, _SMALL), _SMALL)

    def _shows_limits(self) -> bool:
        """Whether assumptions end inside the frame, not only at its edge."""
        places = [point for curve in self.found.limits for piece in self._pieces(curve) for point in piece]
        return any(1.0 < x < WIDE - 1.0 and 1.0 < y < HIGH - 1.0 for x, y in places)


def _names(cell: RegionCell) -> frozenset[str]:
    return frozenset(eq.name for eq in cell.equilibria)


def _spoken(name: str, most: float) -> list[str]:
    """What an equilibrium is called, a line for each player."""
    return [line for part in name.split("; ") for line in wrapped(part, most, _LABEL)]


def _is_short(lines: Sequence[str]) -> bool:
    return len(lines) <= MOST_LINES and all(len(line) <= 60 for line in lines)


def length(points: Sequence[Point]) -> float:
    """How long a line is."""
    return sum(dist(a, b) for a, b in pairwise(points))


def even(points: Sequence[Point], step: float) -> list[Point]:
    """Points along a line, about as far from each other as `step`.

    Examples
    --------
    >>> even([(0.0, 0.0), (10.0, 0.0)], 5.0)
    [(0.0, 0.0), (5.0, 0.0), (10.0, 0.0)]
    """
    found = list(points[:1])
    for (a, b), (c, d) in pairwise(points):
        count = max(round(dist((a, b), (c, d)) / step), 1)
        found += [(a + (c - a) * i / count, b + (d - b) * i / count) for i in range(1, count + 1)]
    return found


def curve_mark(index: int) -> str:
    """`A`, `B`, ..., `Z`, `A1`, ...: capitals, which parameters seldom are."""
    letter = chr(ord("A") + index % 26)
    return letter if index < 26 else f"{letter}{index // 26}"


def _notes(found: Regions, shows_limits: bool) -> Iterator[str]:
    from deterrence.sensitivity.asking.fixed_letters import given_text

    facts = []
    if found.fixed:
        facts.append(f"Other letters: {printed(given_text(found.fixed))}.")
    if all(found.game.parameters[letter].base is not None for letter in found.letters):
        facts.append("◇ base values.")
    if shows_limits:
        facts.append("Grey: an assumption fails.")
    if facts:
        yield " ".join(facts)
    lower = [cell for cell in found.cells if cell.dimension < 2 and cell.only_here]
    for cell in lower[:3]:
        where = ", ".join(f"{letter} = {number_text(value)}" for letter, value in cell.point.items())
        kind = "On a line only" if cell.dimension == 1 else "At a point only"
        yield f"{kind}, as at {where}, there is also: {several_names([eq.name for eq in cell.only_here])}."
    if len(lower) > 3:
        yield f"There are {len(lower) - 3} more lines and points with equilibria of their own."
    yield found.promise.note
