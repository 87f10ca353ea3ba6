"""The best-response correspondence along one letter: a bar for each plan where it is a best reply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from deterrence.algebra.conditions.line import Interval
from deterrence.algebra.values.value import exact_value
from deterrence.plots.drawing import Box, Drawing, Type, headed, paragraph, wrapped
from deterrence.plots.flags import Flag, place_flags
from deterrence.plots.formulas import number_text, printed
from deterrence.plots.line_scale import LineScale
from deterrence.plots.strip import number_text_exact
from deterrence.plots.style import FILLS, INK, PATTERNS, SMALL, SOFT

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from deterrence.algebra.exact.roots import Exact
    from deterrence.sensitivity.line.best_reply_regions import Replies, Reply

BAR, BETWEEN = 18.0, 7.0
_LABEL = Type(8.0)
_SMALL = Type(SMALL, colour=SOFT)


def plot_replies(
    found: Replies,
    ax: Axes | None = None,
    *,
    letter: str | None = None,
    at: Mapping[str, Any] | None = None,
    title: str | None = None,
) -> Axes:
    """Draw where each plan of a player is a best reply, along one letter.

    Parameters
    ----------
    found
        What `best_responses(game, player, to=...)` returned.
    ax
        Axes to draw on; a figure of the right size is made where there are none.
    letter
        The letter along the line; by default one of the others' mixtures, else the commitment, else the last.
    at
        Values for other letters; those not given are at their base values.
    title
        What stands above; nothing if `""`.

    Raises
    ------
    ValueError
        When no letter is free, or another has neither value nor base value.
    """
    return draw_replies(found, letter, at, title).show(ax)


def draw_replies(
    found: Replies, letter: str | None = None, at: Mapping[str, Any] | None = None, title: str | None = None
) -> Drawing:
    """The picture as a drawing."""
    if not found.letters:
        raise ValueError("no letter is free: there is no line to draw best replies along")
    first = [name for name in found.rows[0].best.first if name in found.letters]
    chosen = letter if letter is not None else (first or found.letters)[-1]
    given = {name: exact_value(value) for name, value in (at or {}).items()}
    unknown = [name for name in (chosen, *given) if name not in found.letters]
    if unknown:
        raise ValueError(f"'{unknown[0]}' is not a free letter; those are {', '.join(found.letters)}")
    if chosen in given:
        raise ValueError(
            f"'{chosen}' runs along the line, so it cannot be given a value; another letter may run there: letter="
        )
    values = {name: value for name, value in {**found.base, **given}.items() if name != chosen}
    missing = [name for name in found.letters if name != chosen and name not in values]
    if missing:
        raise ValueError(f"{', '.join(missing)} has no base value: give it one, as in at={{'{missing[0]}': 1}}")
    names = list(dict.fromkeys(reply.name for reply in found.rows))
    pieces = {name: _intervals([r for r in found.rows if r.name == name], chosen, values) for name in names}
    scale = _scale(found.rows[0], chosen, [interval for found in pieces.values() for interval in found])
    drawing = Drawing("replies")
    bottom = _bars(drawing, names, pieces, scale)
    y = _axis(drawing, scale, chosen, bottom)
    if values:
        said = f"Other letters: {printed(', '.join(f'{name} = {value}' for name, value in values.items()))}."
        paragraph(drawing, 0.0, y, wrapped(said, scale.width, _SMALL), _SMALL)
    place_flags(drawing, _flags(pieces, scale, chosen), 4.0)
    shown = f"Best replies of {found.player} to {found.to}" if title is None else title
    headed(drawing, shown)
    return drawing


def _intervals(rows: Sequence[Reply], letter: str, values: Mapping[str, Fraction]) -> list[Interval]:
    from deterrence.algebra.region import fixed_background

    found = []
    for row in rows:
        background = fixed_background(row.best.background, values)
        found += row.best.at(background, values).on_line(letter)
    return found


def _scale(reply: Reply, letter: str, intervals: Sequence[Interval]) -> LineScale:
    """The range of the letter; where it is unbounded, somewhat beyond where replies change."""
    low, high = (reply.best.background.ranges or {}).get(letter, (None, None))
    ends = [end for interval in intervals for end in (interval.lower, interval.upper) if end is not None]
    shown = [float(end) for end in (*ends, low, high) if end is not None] or [0.0, 1.0]
    room = (max(shown) - min(shown)) / 5 or 1.0
    return LineScale(
        min(shown) - room if low is None else float(low), max(shown) + room if high is None else float(high)
    )


def _bars(drawing: Drawing, names: Sequence[str], pieces: Mapping[str, Sequence[Interval]], scale: LineScale) -> float:
    """A row for each plan; the height below them."""
    top = 0.0
    for number, name in enumerate(names):
        look = {"fill": FILLS[(number + 1) % len(FILLS)], "pattern": PATTERNS[(number + 1) % len(PATTERNS)]}
        drawing.patch(Box(0.0, top - BAR, scale.width, top), edge=SOFT, width=0.4)
        for interval in pieces[name]:
            left, right = scale.ends(interval)
            if right > left:
                drawing.patch(Box(left, top - BAR, right, top), edge=INK, width=0.9, **look)
            else:
                drawing.line((left, top - BAR), (left, top), width=2.4, layer=3)
        drawing.text(-6.0, top - BAR / 2 - 3.2, name, Type(), "right")
        top -= BAR + BETWEEN
    return top + BETWEEN


def _axis(drawing: Drawing, scale: LineScale, letter: str, bottom: float) -> float:
    y = bottom - 6.0
    drawing.line((0.0, y), (scale.width, y), width=1.0)
    for value in scale.ticks():
        x = scale.x(value)
        drawing.line((x, y), (x, y - 3.5), width=1.0)
        drawing.text(x, y - 12.5, number_text(value), _LABEL, "center")
    drawing.text(scale.width / 2, y - 27.0, letter, Type(weight="bold"), "center")
    return y - 42.0


def _flags(pieces: Mapping[str, Sequence[Interval]], scale: LineScale, letter: str) -> list[Flag]:
    """A label at each value where a reply begins or ends to be best, within the range."""
    ends: set[Exact] = set()
    for intervals in pieces.values():
        for interval in intervals:
            ends |= {end for end in (interval.lower, interval.upper) if end is not None}
    inside = sorted(end for end in ends if 0.0 < scale.x(end) < scale.width)
    return [Flag(scale.x(end), (f"{letter} = {number_text_exact(end)}".replace("= ≈", "≈"),)) for end in inside]


__all__ = ["draw_replies", "plot_replies"]
