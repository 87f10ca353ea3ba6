"""The threshold strip: a line for one letter, and a band for each place where somebody chooses.

A band is cut at the thresholds and shows what is chosen there, by colour, pattern and word. Where several equilibria
exist in which different things are chosen, it is split into rows, numbered alike in all bands: row 2 of one band
belongs to row 2 of the others. Single values at which other equilibria exist are ticks; which ones is said below.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from deterrence.algebra.values.value import Value
from deterrence.plots.drawing import (
    LEAST_TITLE,
    Box,
    Drawing,
    Type,
    fitted,
    headed,
    paragraph,
    shortened,
    width,
    wrapped,
)
from deterrence.plots.flags import Flag, place_flags
from deterrence.plots.formulas import number_text, printed
from deterrence.plots.highlight import moves_used, probability_text
from deterrence.plots.line_scale import WIDTH, LineScale
from deterrence.plots.style import FILLS, INK, NOWHERE, PAPER, PATTERNS, SMALL, SOFT, player_colour

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from deterrence.equilibria.equilibria import Equilibrium
    from deterrence.games.parts.layout import Place
    from deterrence.sensitivity.line.best_responses import BestResponses
    from deterrence.sensitivity.line.thresholds import ThresholdCell, Thresholds

MOST_BANDS = 30
MOST_ROWS = 12
MOST_NAMES, LONGEST_NAME = 2, 200  # in a note
ROW, LEAST, BETWEEN = 15.0, 25.0, 9.0  # heights: of a row, of a band, between bands
PAD = 6.0
LABELS = 190.0  # the width left for the names of the bands, at most
LEAST_NAMES = 70.0
MIXED_FILL, MIXED_PATTERN = "#E2E2E2", "xxx"
_SMALL = Type(SMALL, colour=SOFT)
_LABEL = Type(8.0)
_BOLD = Type(weight="bold")


def plot_strip(
    found: Thresholds,
    ax: Axes | None = None,
    *,
    players: Sequence[str] | None = None,
    title: str | None = None,
    width: float | None = None,
    key: bool = True,
    notes: bool = True,
) -> Axes:
    """Draw thresholds as a strip.

    Parameters
    ----------
    found
        What `thresholds` returned.
    ax
        Axes to draw on; a figure of the right size is made where there are none.
    players
        The players (or types of players) whose bands are drawn; all if not given.
    title
        What stands above; the title of the game if not given, nothing if `""`.
    width
        The width in inches, with texts of eight points: for a column of a paper.
    key, notes
        Whether the key and the notes stand below. `ax.caption` has the notes in any case.

    Raises
    ------
    ValueError
        When there are too many bands to be drawn, or none, or no room for them in the width.
    """
    return draw_strip(found, players, title, width=width, key=key, notes=notes).show(ax)


def plot_best_responses(
    found: BestResponses, ax: Axes | None = None, *, title: str | None = None, **options: Any
) -> Axes:
    """Draw what a player does as a letter rises: its bands of the strip of thresholds."""
    line = found.thresholds
    said = f"What {found.player} does as {found.letter} rises, the others held to equilibrium play"
    return plot_strip(line, ax, players=[found.player], title=said if title is None else title, **options)


def draw_strip(
    found: Thresholds,
    players: Sequence[str] | None = None,
    title: str | None = None,
    *,
    width: float | None = None,
    key: bool = True,
    notes: bool = True,
) -> Drawing:
    """The strip as a drawing."""
    bands = _bands(found, players)

    def make(wide: float) -> Drawing:
        scale = replace(LineScale.of(found), width=wide)
        drawing = Drawing("thresholds")
        names = LABELS if width is None else min(LABELS, max(wide / 2, LEAST_NAMES))
        pen = _Pen(drawing, found, scale, _numbers(found), _looks(bands), names)
        y = 0.0
        for band in bands:
            y = pen.band(band, y) - BETWEEN
        bottom = y + BETWEEN
        pen.threshold_lines(bottom)
        y = pen.axis(bottom)
        y = pen.legend(y) if key else y
        pen.notes(y, shown=notes)
        place_flags(drawing, _flags(found, scale), 4.0)
        least = LEAST_TITLE if width is None else 0.0
        headed(drawing, found.game.title if title is None else title, least=least)
        return drawing

    return fitted(make, WIDTH, width)


# --- what is shown --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Band:
    """A place where somebody chooses."""

    index: int
    place: Place
    player: int
    lone: bool  # whether the agent chooses nowhere else


def _bands(found: Thresholds, players: Sequence[str] | None) -> list[_Band]:
    layout = next((eq.layout for cell in found.cells for eq in cell.equilibria), None)
    if layout is None:
        raise ValueError("there is nothing to draw: no equilibrium was found at any value")
    known = {name for place in layout.places for name in (place.agent, place.player)}
    for name in players or ():
        if name not in known:
            raise ValueError(f"there is no player '{name}'; there are: {', '.join(sorted(known))}")
    agents = [place.agent for place in layout.places]
    bands = [
        _Band(index, place, layout.players.index(place.player), agents.count(place.agent) == 1)
        for index, place in enumerate(layout.places)
        if players is None or place.agent in players or place.player in players
    ]
    if len(bands) > MOST_BANDS:
        raise ValueError(
            f"a strip with {len(bands):,} bands is too large to draw, at most {MOST_BANDS}: choose with players="
        )
    return sorted(bands, key=lambda band: band.player)


def _wide(found: Thresholds) -> list[ThresholdCell]:
    """The cells that are intervals."""
    return [cell for cell in found.cells if cell.interval.lower is None or cell.interval.lower != cell.interval.upper]


def _numbers(found: Thresholds) -> dict[str, int]:
    """A number for each equilibrium, by its name, the same wherever it exists."""
    names = [eq.name for cell in _wide(found) for eq in cell.equilibria]
    pure = {eq.name: eq.is_pure for cell in _wide(found) for eq in cell.equilibria}
    ordered = sorted(dict.fromkeys(names), key=lambda name: not pure[name])
    return {name: number for number, name in enumerate(ordered)}


def _looks(bands: Sequence[_Band]) -> dict[str, tuple[str, str]]:
    """A fill and a pattern for each move; moves with the same name look the same."""
    moves = dict.fromkeys(move for band in bands for move in band.place.moves)
    return {move: (FILLS[number % len(FILLS)], PATTERNS[number % len(PATTERNS)]) for number, move in enumerate(moves)}


def _flags(found: Thresholds, scale: LineScale) -> list[Flag]:
    """The label of each threshold: its value, and its formula."""
    flags = []
    for point, formula in zip(found.points, found.formulas, strict=True):
        value = number_text_exact(point)
        sign = " " if value.startswith("≈") else " = "
        lines = (f"{found.letter}{sign}{value}", _formula(found, formula))
        flags.append(Flag(scale.x(point), tuple(line for line in lines if line)))
    return flags


def number_text_exact(point: object) -> str:
    """A threshold: a fraction as it is, an irrational number to four digits where its exact form is long."""
    exact = str(point)
    return printed(exact) if len(exact) <= 16 else number_text(point)


def _formula(found: Thresholds, formula: object) -> str:
    """A threshold's formula, as the model writes it where the model has a name for it."""
    from deterrence.games.parts.show import definition_text

    if formula is None:
        return ""
    names = getattr(formula, "names", ())
    if names and names[0] in found.game.definitions:
        written = definition_text(found.game.definitions[names[0]])
        return printed(f"{' = '.join(names)} = {written}")
    return printed(str(formula))


# --- drawing --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Pen:
    """Draws the parts of a strip from top to bottom."""

    drawing: Drawing
    found: Thresholds
    scale: LineScale
    numbers: Mapping[str, int]
    looks: Mapping[str, tuple[str, str]]
    names: float  # the width left for the names of the bands

    def band(self, band: _Band, top: float) -> float:
        """Draw a band with its top at a height; the height of its lower edge."""
        rows = [self._rows(band, cell) for cell in _wide(self.found)]
        high = max(LEAST, ROW * max(map(len, rows), default=1))
        self._name(band, top - high / 2)
        if _has_blanks(self.found):
            self.drawing.patch(Box(0.0, top - high, self.scale.width, top), fill=NOWHERE, layer=-1)
        for cell, ordered in zip(_wide(self.found), rows, strict=True):
            left, right = self.scale.ends(cell.interval)
            tall = high / max(len(ordered), 1)
            for first, last in _runs(band, ordered):
                box = Box(left, top - (last + 1) * tall, right, top - first * tall)
                self._block(band, ordered[first : last + 1], box)
            if len(ordered) > 1:
                self._row_numbers(ordered, left, right, top, tall)
        self.drawing.patch(Box(0.0, top - high, self.scale.width, top), edge=INK, width=0.8, layer=2)
        return top - high

    def _rows(self, band: _Band, cell: ThresholdCell) -> list[Equilibrium]:
        """The equilibria of a cell in the order of their numbers; one of them where all do the same at this place."""
        ordered = sorted(cell.equilibria, key=lambda eq: self.numbers[eq.name])[:MOST_ROWS]
        alike = all(eq.strategies[band.index] == ordered[0].strategies[band.index] for eq in ordered)
        return ordered[:1] if alike else ordered

    def _name(self, band: _Band, middle: float) -> None:
        """The name of a band, left of it."""
        agent = Type(weight="bold", colour=player_colour(band.player))
        if band.lone:
            self.drawing.text(-PAD, middle - 3.2, band.place.agent, agent, "right")
            return
        self.drawing.text(-PAD, middle + 1.5, band.place.agent, agent, "right")
        lines = wrapped(band.place.name, self.names, _SMALL)
        words = lines[0] if len(lines) == 1 else shortened(f"{lines[0]} …", self.names, _SMALL)
        self.drawing.text(-PAD, middle - 7.5, words, _SMALL, "right")

    def _block(self, band: _Band, rows: Sequence[Equilibrium], box: Box) -> None:
        """What is done at a place on a cell, in equilibria in which the same is done."""
        values = rows[0].strategies[band.index]
        used = moves_used(band.place.moves, values)
        fill, pattern = self.looks[used[0]] if len(used) == 1 else (MIXED_FILL, MIXED_PATTERN)
        self.drawing.patch(box, fill=fill, pattern=pattern, edge=SOFT, width=0.5)
        room = box.right - box.left - 2 * PAD - (12.0 if len(rows) else 0.0)
        middle = (box.left + box.right) / 2
        for words in self._candidates(band, used, values):
            if width(words, _LABEL) <= room:
                self.drawing.text(middle, (box.top + box.bottom) / 2 - 2.9, words, _LABEL, "center", background=PAPER)
                return

    def _candidates(self, band: _Band, used: Sequence[str], values: Sequence[Value]) -> Iterator[str]:
        """Ways to say what is done, the longest first."""
        if len(used) == 1:
            yield used[0]
            return
        chances = dict(zip(band.place.moves, values, strict=True))
        yield ", ".join(f"{move} {probability_text(chances[move])}" for move in used)
        yield "/".join(used)
        yield "mixed"

    def _row_numbers(self, ordered: Sequence[Equilibrium], left: float, right: float, top: float, tall: float) -> None:
        if right - left < 14.0:
            return
        for row, eq in enumerate(ordered):
            y = top - (row + 0.5) * tall - 2.6
            words = str(self.numbers[eq.name] + 1)
            self.drawing.text(left + 3.5, y, words, Type(SMALL, "bold"), background=PAPER)

    def threshold_lines(self, bottom: float) -> None:
        """Lines through all bands where the equilibria change, and ticks at the points that are cells of their own."""
        for point in self.found.points:
            x = self.scale.x(point)
            self.drawing.line((x, bottom - 4.0), (x, 4.0), width=1.3, layer=3)
        for cell in self.found.cells:
            low = cell.interval.lower
            if low is not None and low == cell.interval.upper and low not in self.found.points:
                x = self.scale.x(low)
                self.drawing.line((x, bottom), (x, 0.0), width=2.4, layer=3)
        for point in self.found.kinks:
            x = self.scale.x(point)
            self.drawing.line((x, bottom), (x, 0.0), width=0.6, dashes=(1.0, 2.0), layer=3)

    def axis(self, bottom: float) -> float:
        """The line itself with its numbers, and what the letter means; the height below it."""
        y = bottom - 8.0
        self.drawing.line((0.0, y), (self.scale.width, y), width=1.0)
        for value in self.scale.ticks():
            x = self.scale.x(value)
            self.drawing.line((x, y), (x, y - 3.5), width=1.0)
            self.drawing.text(x, y - 12.5, number_text(value), _LABEL, "center")
        parameter = self.found.game.parameters.get(self.found.letter)
        base = parameter.base if parameter is not None else None
        if base is not None:
            self.drawing.dot(self.scale.x(base), y + 0.5, size=5.5, shape="^")
        meaning = f"{self.found.letter}: {parameter.meaning}" if parameter and parameter.meaning else self.found.letter
        lines = wrapped(meaning, self.scale.width, Type())
        return paragraph(self.drawing, self.scale.width / 2, y - 27.0, lines, Type(), "center") - 4.0

    def legend(self, y: float) -> float:
        """Which look means which move; the height below it."""
        shown = {
            move
            for cell in _wide(self.found)
            for eq in cell.equilibria
            for place, values in zip(eq.layout.places, eq.strategies, strict=True)
            for move in moves_used(place.moves, values)
            if len(moves_used(place.moves, values)) == 1
        }
        entries = [(move, look) for move, look in self.looks.items() if move in shown]
        if any(not eq.is_pure for cell in _wide(self.found) for eq in cell.equilibria):
            entries.append(("a mixture", (MIXED_FILL, MIXED_PATTERN)))
        x = 0.0
        for words, (fill, pattern) in entries:
            across = 18.0 + 4.0 + width(words, _LABEL) + 14.0
            if x > 0 and x + across > self.scale.width + 14.0:
                x, y = 0.0, y - 15.0
            self.drawing.patch(Box(x, y - 2.0, x + 18.0, y + 8.0), fill=fill, pattern=pattern, edge=SOFT, width=0.5)
            self.drawing.text(x + 22.0, y, words, _LABEL)
            x += across
        return y - 15.0

    def notes(self, y: float, *, shown: bool) -> None:
        """What the picture cannot show: the other letters, and what exists at single values."""
        for words in _notes(self.found, self.numbers):
            y = self.drawing.say(y, words, self.scale.width, _SMALL, shown=shown)


def _runs(band: _Band, ordered: Sequence[Equilibrium]) -> Iterator[tuple[int, int]]:
    """Neighbouring rows in which the same is done at a place, as first and last."""
    first = 0
    for row in range(1, len(ordered) + 1):
        if row == len(ordered) or ordered[row].strategies[band.index] != ordered[first].strategies[band.index]:
            yield first, row - 1
            first = row


def _has_blanks(found: Thresholds) -> bool:
    """Whether the assumptions leave out a part of the range."""
    parameter = found.game.parameters.get(found.letter)
    ends = [(cell.interval.lower, cell.interval.upper) for cell in found.cells]
    if parameter is None or not ends:
        return False
    outside = (ends[0][0] != parameter.low, ends[-1][1] != parameter.high)
    return any(outside) or any(one[1] != other[0] for one, other in pairwise(ends))


def _notes(found: Thresholds, numbers: Mapping[str, int]) -> Iterator[str]:
    from deterrence.sensitivity.asking.fixed_letters import given_text

    parameter = found.game.parameters.get(found.letter)
    facts = []
    if found.fixed:
        facts.append(f"Other letters: {printed(given_text(found.fixed))}.")
    if parameter is not None and parameter.base is not None:
        facts.append(f"▲ base value of {found.letter}: {number_text(parameter.base)}.")
    if any(len(cell.equilibria) > 1 for cell in _wide(found)):
        facts.append("Rows with the same number belong to one equilibrium.")
    if any(len(cell.equilibria) > MOST_ROWS for cell in _wide(found)):
        facts.append(f"Of each cell at most {MOST_ROWS} equilibria are drawn.")
    if _has_blanks(found):
        facts.append("Grey: an assumption fails.")
    yield " ".join(facts)
    for cell in found.cells:
        point = cell.interval.lower
        if point is None or point != cell.interval.upper:
            continue
        names = [eq.name for eq in cell.equilibria]
        others = [name for name in names if name not in _beside(found, cell)]
        where = f"At {found.letter} = {number_text_exact(point)}"
        if others:
            yield f"{where}, and only there, there is also: {several_names(others)}."
        elif point not in found.points:
            nothing = "no equilibrium" if cell.gap is None else "no game"
            yield f"{where}, and only there: {several_names(names) or nothing}."
    yield found.promise.note


def several_names(names: Sequence[str]) -> str:
    """Names of equilibria for a note, no more of them than can be read there.

    Examples
    --------
    >>> several_names(["A Go", "A Stay", "A mixes Go/Stay"])
    'A Go | A Stay and 1 more'
    >>> several_names(["A " + "Go (after many moves), " * 20])
    'an equilibrium too long to be told here'
    """
    shown = [name for name in names[:MOST_NAMES] if len(name) <= LONGEST_NAME]
    rest = len(names) - len(shown)
    if not shown and names:
        return "an equilibrium too long to be told here" if rest == 1 else f"{rest} equilibria too long to be told here"
    return " | ".join(shown) + (f" and {rest} more" if rest else "")


def _beside(found: Thresholds, cell: ThresholdCell) -> set[str]:
    """The names of the equilibria of the cells next to a point."""
    index = found.cells.index(cell)
    near = [*found.cells[max(index - 1, 0) : index], *found.cells[index + 1 : index + 2]]
    return {eq.name for other in near for eq in other.equilibria}


__all__ = ["draw_strip", "plot_best_responses", "plot_strip"]
