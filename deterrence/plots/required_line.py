"""How much is enough: the line of a letter, filled where a goal is met."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from deterrence.plots.drawing import LEAST_TITLE, Box, Drawing, Type, fitted, headed, paragraph, wrapped
from deterrence.plots.flags import Flag, place_flags
from deterrence.plots.formulas import number_text, printed
from deterrence.plots.line_scale import WIDTH, LineScale
from deterrence.plots.style import INK, SMALL, SOFT

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from deterrence.sensitivity.goals.required import Required

HIGH: Final = 26.0
MET, UNMET = ("#A8DCCB", "\\\\\\\\"), ("#E8EEF4", "")
_LABEL = Type(8.0)
_SMALL = Type(SMALL, colour=SOFT)


def plot_required(
    found: Required, ax: Axes | None = None, *, title: str | None = None, width: float | None = None, notes: bool = True
) -> Axes:
    """Draw where on the line of a letter a goal is met.

    Parameters
    ----------
    found
        What `required` returned.
    ax
        Axes to draw on; a figure of the right size is made where there are none.
    title
        What stands above; the goal if not given, nothing if `""`.
    width
        The width in inches, with texts of eight points: for a column of a paper.
    notes
        Whether the notes stand below. `ax.caption` has them in any case.
    """

    def make(wide: float) -> Drawing:
        drawing = Drawing("required")
        scale = _scale(found, wide)
        drawing.patch(Box(0.0, -HIGH, wide, 0.0), fill=UNMET[0], edge=INK, width=0.8)
        for interval in found.where:
            left, right = scale.ends(interval)
            box = Box(left, -HIGH, max(right, left + 1.5), 0.0)
            drawing.patch(box, fill=MET[0], pattern=MET[1], edge=SOFT, width=0.5, layer=1)
        y = _axis(drawing, found, scale)
        for words in _notes(found):
            y = drawing.say(y, words, wide, _SMALL, shown=notes)
        place_flags(drawing, _flags(found, scale), 2.0)
        least = LEAST_TITLE if width is None else 0.0
        headed(drawing, f"Where {found.goal}" if title is None else title, least=least)
        return drawing

    return fitted(make, WIDTH, width).show(ax)


def _scale(found: Required, wide: float) -> LineScale:
    """The range of the letter; where it is unbounded, somewhat beyond the outermost place and the base value."""
    parameter = found.game.parameters[found.letter]
    ends = [end for interval in found.where for end in (interval.lower, interval.upper) if end is not None]
    shown = [float(x) for x in (*ends, parameter.low, parameter.high, parameter.base) if x is not None]
    low, high = min(shown, default=0.0), max(shown, default=1.0)
    room = (high - low) / 5 or 1.0
    return LineScale(
        low - room if parameter.low is None else float(parameter.low),
        high + room if parameter.high is None else float(parameter.high),
        wide,
    )


def _axis(drawing: Drawing, found: Required, scale: LineScale) -> float:
    y = -HIGH - 8.0
    drawing.line((0.0, y), (scale.width, y), width=1.0)
    for value in scale.ticks():
        x = scale.x(value)
        drawing.line((x, y), (x, y - 3.5), width=1.0)
        drawing.text(x, y - 12.5, number_text(value), _LABEL, "center")
    parameter = found.game.parameters[found.letter]
    if parameter.base is not None:
        drawing.dot(scale.x(parameter.base), y + 0.5, size=5.5, shape="^")
    meaning = f"{found.letter}: {parameter.meaning}" if parameter.meaning else found.letter
    lines = wrapped(meaning, scale.width, Type())
    return paragraph(drawing, scale.width / 2, y - 27.0, lines, Type(), "center") - 4.0


def _flags(found: Required, scale: LineScale) -> list[Flag]:
    """The ends of the stretches; the least one with its formula."""
    low, high = found.game.parameters[found.letter].low, found.game.parameters[found.letter].high
    flags = []
    for place, interval in enumerate(found.where):
        formula = printed(str(found.formula)) if place == 0 and found.formula is not None else ""
        for end, said in ((interval.lower, formula), (interval.upper, "")):
            if end is None or end in (low, high):
                continue
            lines = (f"{found.letter} = {number_text(end)}", said)
            flags.append(Flag(scale.x(end), tuple(line for line in lines if line)))
    return flags


def _notes(found: Required) -> list[str]:
    from deterrence.sensitivity.asking.fixed_letters import given_text

    facts = ["Filled: the goal is met." if found.where else "The goal is met nowhere."]
    if found.fixed:
        facts.append(f"Other letters: {printed(given_text(found.fixed))}.")
    if found.game.parameters[found.letter].base is not None:
        facts.append(f"▲ base value of {found.letter}.")
    return [" ".join(facts), found.promise.note]
