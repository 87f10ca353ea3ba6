"""The region map: which equilibria exist where on the plane of two letters.

Areas are told apart by colour and pattern and say what they are inside, where there is room, else by number. Curves are
exact up to the width of the line; each carries a letter, and its equation stands below.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import dist
from typing import TYPE_CHECKING

from deterrence.plots.drawing import LEAST_TITLE, Box, Drawing, Point, Type, fitted, headed, paragraph, width, wrapped
from deterrence.plots.formulas import number_text, printed
from deterrence.plots.line_scale import LineScale
from deterrence.plots.region_shades import shade
from deterrence.plots.region_words import EQUILIBRIA, Told
from deterrence.plots.room import Room
from deterrence.plots.strip import several_names
from deterrence.plots.style import FILLS, INK, NOWHERE, PAPER, PATTERNS, SMALL, SOFT

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from deterrence.algebra.conditions.outlines import Window
    from deterrence.sensitivity.regions import RegionCell, RegionCurve, Regions

WIDE, HIGH = 340.0, 300.0  # of the plane
MOST_LINES = 10
LABELS = (150.0, 100.0, 70.0)  # widths to which a name inside an area is wrapped
CROPPED = 0.15  # of a range that is shown though an assumption fails there
_LABEL = Type(8.0)
_MARK = Type(8.0, "bold")
_SMALL = Type(SMALL, colour=SOFT)


def plot_regions(
    found: Regions,
    ax: Axes | None = None,
    *,
    title: str | None = None,
    by: str = EQUILIBRIA,
    names: Mapping[str, str] | None = None,
    width: float | None = None,
    key: bool = True,
    notes: bool = True,
) -> Axes:
    """Draw regions as a map.

    Parameters
    ----------
    found
        What `regions` returned.
    ax
        Axes to draw on; a figure of the right size is made where there are none.
    title
        What stands above; the title of the game if not given, nothing if `""`.
    by
        What areas are told apart by: `"equilibria"`, `"outcome"` (which outcomes may come about), a player or type
        (what it does), or `"probability of War"`, which is shaded, with contours.
    names
        What equilibria are called on the map, by their names.
    width
        The width in inches, with texts of eight points: for a column of a paper.
    key, notes
        Whether the key and the notes stand below. `ax.caption` has both in any case.

    Raises
    ------
    ValueError
        For a `by` that the game does not know, and a width in which the map has no room.
    """
    return draw_regions(found, title, by=by, names=names, width=width, key=key, notes=notes).show(ax)


def draw_regions(
    found: Regions,
    title: str | None = None,
    *,
    by: str = EQUILIBRIA,
    names: Mapping[str, str] | None = None,
    width: float | None = None,
    key: bool = True,
    notes: bool = True,
) -> Drawing:
    """The map as a drawing."""
    told = Told.of(found, by, names or {})

    def make(wide: float) -> Drawing:
        drawing = Drawing("regions")
        pen = _Pen.of(drawing, found, told, wide)
        pen.areas()
        pen.curves()
        pen.base()
        pen.labels()
        pen.axes()
        pen.notes(pen.key(-46.0, shown=key), shown=notes)
        least = LEAST_TITLE if width is None else 0.0
        headed(drawing, found.game.title if title is None else title, least=least)
        return drawing

    return fitted(make, WIDE, width)


@dataclass(frozen=True)
class _Pen:
    """Draws the parts of a map; the plane is `wide` by `high` points from (0, 0)."""

    drawing: Drawing
    found: Regions
    told: Told
    across: LineScale
    up: LineScale
    numbers: dict[str, int]
    looks: dict[frozenset[str], tuple[str, str]]
    room: Room

    @staticmethod
    def of(drawing: Drawing, found: Regions, told: Told, wide: float) -> _Pen:
        """A pen for a map."""
        if found.plane is None:
            raise ValueError(f"there is nothing to draw. {found.promise.caveat}")
        view = _view(found)
        looks: dict[frozenset[str], tuple[str, str]] = {}
        for cell in found.areas:
            number = len(looks)
            looks.setdefault(
                frozenset(told.labels(cell)), (FILLS[number % len(FILLS)], PATTERNS[number % len(PATTERNS)])
            )
        names = dict.fromkeys(name for cell in found.areas for name in told.labels(cell))
        return _Pen(
            drawing,
            found,
            told,
            LineScale(view.left, view.right, wide),
            LineScale(view.bottom, view.top, wide * HIGH / WIDE),
            {name: number for number, name in enumerate(names, start=1)},
            looks,
            Room.of(wide, wide * HIGH / WIDE),
        )

    @property
    def wide(self) -> float:
        """The width of the plane."""
        return self.across.width

    @property
    def high(self) -> float:
        """The height of the plane."""
        return self.up.width

    def areas(self) -> None:
        """The areas, filled and patterned by which equilibria exist; grey is left where an assumption fails."""
        if self._shows_limits():
            self.drawing.patch(Box(0.0, 0.0, self.wide, self.high), fill=NOWHERE, layer=-1)
        if self.told.chance is not None:
            shade(self.drawing, self.found, self.told.chance, self.across, self.up)
            return
        for cell in self.found.areas:
            fill, pattern = self.looks[frozenset(self.told.labels(cell))]
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

        half = width(mark, _MARK) / 2 + 2.0
        inside = [self._within(places[index], half) for index in sorted(range(len(places)), key=merit)]
        # Where curves lie on each other, a letter stands beside its curve.
        beside = [self._within((x, y + 13.0 * step), half) for step in (1, -1, 2, -2, 3, -3) for x, y in inside[:1]]
        written = [text.box for text in self.drawing.texts]
        free = (p for p in (*inside, *beside) if not any(box.overlaps(_around(p, half)) for box in written))
        x, y = next(free, inside[0])
        self.drawing.text(x, y - 2.9, mark, _MARK, "center", background=PAPER)
        self.room.take(_around((x, y), half))

    def _within(self, point: Point, half: float) -> Point:
        """The nearest place at which a letter is wholly inside the frame."""
        x, y = point
        return min(max(x, half), self.wide - half), min(max(y, 6.0), self.high - 6.0)

    def base(self) -> None:
        """A mark at the base values."""
        values = [self.found.game.parameters[letter].base for letter in self.found.letters]
        if any(value is None for value in values):
            return
        x, y = self.across.x(values[0] or 0), self.up.x(values[1] or 0)
        if 0 <= x <= self.wide and 0 <= y <= self.high:
            self.drawing.dot(x, y, size=7.0, shape="D", fill=PAPER)
            self.room.take(Box(x - 5.0, y - 5.0, x + 5.0, y + 5.0))

    def labels(self) -> None:
        """What exists in each area, written inside it."""
        if self.told.chance is not None:
            return
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
        names = sorted(self.told.labels(cell), key=self.numbers.__getitem__)
        numbers = [str(self.numbers[name]) for name in names]
        if len(names) == 1:
            yield from (lines for lines in (_spoken(names[0], most) for most in LABELS) if _is_short(lines))
        else:
            if len(names) <= 4 and _is_short(names):
                yield [f"{self.numbers[name]}: {name}" for name in names]
            yield [f"{len(numbers)} {self.told.several}:", ", ".join(numbers)]
        yield [", ".join(numbers)]

    def axes(self) -> None:
        """The frame, its ticks, and what the letters mean."""
        self.drawing.patch(Box(0.0, 0.0, self.wide, self.high), edge=INK, width=1.0, layer=4)
        for value in self.across.ticks():
            x = self.across.x(value)
            self.drawing.line((x, 0.0), (x, -3.5), width=1.0)
            self.drawing.text(x, -12.5, number_text(value), _LABEL, "center")
        for value in self.up.ticks():
            y = self.up.x(value)
            self.drawing.line((0.0, y), (-3.5, y), width=1.0)
            self.drawing.text(-6.0, y - 2.9, number_text(value), _LABEL, "right")
        x_letter, y_letter = self.found.letters
        self.drawing.text(self.wide / 2, -26.0, x_letter, Type(weight="bold"), "center")
        self.drawing.text(-34.0, self.high / 2, y_letter, Type(weight="bold"), "right")

    def key(self, y: float, *, shown: bool) -> float:
        """What the looks and letters mean; the height below it."""
        for letter in self.found.letters:
            meaning = self.found.game.parameters[letter].meaning
            if meaning:
                y = self.drawing.say(y, f"{letter}: {meaning}{'' if shown else '.'}", self.wide, _LABEL, shown=shown)
        if not shown:
            curves = (f"{curve_mark(index)}: {printed(str(curve))}." for index, curve in enumerate(self.found.curves))
            self.drawing.caption.extend([*curves, *(f"{number}: {name}." for name, number in self.numbers.items())])
            return y
        y -= 4.0
        for index, curve in enumerate(self.found.curves):
            self.drawing.text(0.0, y, curve_mark(index), _MARK)
            lines = wrapped(printed(str(curve)), self.wide - 14.0, _LABEL)
            y = paragraph(self.drawing, 14.0, y, lines, _LABEL)
        y -= 4.0
        return self._several(self._names(y)) if self.told.chance is None else y

    def _names(self, y: float) -> float:
        """The looks of areas where one thing is."""
        for name, number in self.numbers.items():
            look = self.looks.get(frozenset({name}))
            if look is not None:
                fill, pattern = look
                self.drawing.patch(Box(0.0, y - 2.0, 18.0, y + 8.0), fill=fill, pattern=pattern, edge=SOFT, width=0.5)
            self.drawing.text(34.0, y, str(number), _MARK, "right")
            y = paragraph(self.drawing, 40.0, y, wrapped(name, self.wide - 40.0, _LABEL), _LABEL) - 3.0
        return y

    def _several(self, y: float) -> float:
        """The looks of areas where several equilibria exist."""
        for names, (fill, pattern) in self.looks.items():
            if len(names) < 2:
                continue
            numbers = ", ".join(str(number) for number in sorted(self.numbers[name] for name in names))
            self.drawing.patch(Box(0.0, y - 2.0, 18.0, y + 8.0), fill=fill, pattern=pattern, edge=SOFT, width=0.5)
            self.drawing.text(40.0, y, f"{len(names)} {self.told.several}: {numbers}", _LABEL)
            y -= _LABEL.line + 3.0
        return y - 2.0

    def notes(self, y: float, *, shown: bool) -> None:
        """What the picture cannot show."""
        for words in (*self.told.notes, *_notes(self.found, self._shows_limits())):
            y = self.drawing.say(y, words, self.wide, _SMALL, shown=shown)

    def _shows_limits(self) -> bool:
        """Whether assumptions end inside the frame, not only at its edge."""
        places = [point for curve in self.found.limits for piece in self._pieces(curve) for point in piece]
        return any(1.0 < x < self.wide - 1.0 and 1.0 < y < self.high - 1.0 for x, y in places)


def _view(found: Regions) -> Window:
    """What is shown: the ranges of the letters, without much of them in which an assumption fails everywhere."""
    from deterrence.algebra.conditions.outlines import window

    assert found.plane is not None
    view = window(found.plane)
    pieces = [piece for cell in found.areas for piece in cell.areas()]
    if not pieces:
        return view
    left, right = min(float(x.min()) for x, _, _ in pieces), max(float(x.max()) for x, _, _ in pieces)
    bottom, top = min(float(low.min()) for _, low, _ in pieces), max(float(high.max()) for _, _, high in pieces)
    left, right = _cropped(left, right, view.left, view.right)
    bottom, top = _cropped(bottom, top, view.bottom, view.top)
    return replace(view, left=left, right=right, bottom=bottom, top=top)


def _cropped(low: float, high: float, least: float, most: float) -> tuple[float, float]:
    """A range with a little of what is beyond it, where there is much."""
    room = CROPPED * (most - least)
    return (low - room / 2 if low - least > room else least), (high + room / 2 if most - high > room else most)


def _around(point: Point, half: float) -> Box:
    x, y = point
    return Box(x - half, y - 6.0, x + half, y + 6.0)


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
