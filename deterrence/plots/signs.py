"""Comparative statics: what moves which way with which letter, a table of arrows for each equilibrium.

An arrow up is a quantity that rises with the letter, an arrow down one that falls, a double arrow one that does either,
depending on the values; a dot is one that does not move. A question mark is what was read off sampled points.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from deterrence.plots.drawing import LEAST_TITLE, Drawing, Type, fitted, headed, paragraph, wrapped
from deterrence.plots.formulas import printed
from deterrence.plots.style import BLUE, FAINT, INK, SMALL, SOFT, VERMILION

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from deterrence.equilibria.equilibria import Equilibrium
    from deterrence.sensitivity.line.statics import Static, Statics

ZERO: Final = "0"  # the sign of what does not move
MOST_TABLES: Final = 12
ROW, CELL, GAP = 15.0, 26.0, 8.0
NAMES = 210.0  # the width of the names of quantities, at most
_ARROWS: Final = {"+": ("↑", BLUE), "-": ("↓", VERMILION)}
_EITHER: Final = ("↕", INK)
_LABEL = Type(8.5)
_BOLD = Type(weight="bold")
_SMALL = Type(SMALL, colour=SOFT)


def plot_statics(
    found: Statics, ax: Axes | None = None, *, title: str | None = None, width: float | None = None, notes: bool = True
) -> Axes:
    """Draw comparative statics as arrows: those of equilibria away from ties, at most twelve.

    Parameters
    ----------
    found
        What `statics` returned.
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
        Where nothing moves, or the width has no room for it.
    """
    families = list(dict.fromkeys(row.family for row in found.rows))
    wide = [family for family in families if family.exists.is_generic] or families
    if not wide:
        raise ValueError("there is nothing to draw: no probability or payoff moves with any letter")

    def make(names: float) -> Drawing:
        drawing = Drawing("statics")
        y = 0.0
        for family in wide[:MOST_TABLES]:
            y = _table(drawing, found, family, names, y) - GAP
        most = names + CELL * len(found.letters)
        for words in _notes(found, len(wide)):
            y = drawing.say(y, words, most, _SMALL, shown=notes)
        least = LEAST_TITLE if width is None else 0.0
        headed(drawing, found.game.title if title is None else title, least=least)
        return drawing

    return fitted(make, NAMES, width).show(ax)


def _table(drawing: Drawing, found: Statics, family: Equilibrium, names: float, top: float) -> float:
    """The arrows of one equilibrium; the height below it."""
    most = names + CELL * len(found.letters)
    y = paragraph(drawing, 0.0, top, wrapped(family.name, most, _BOLD), _BOLD)
    y = paragraph(drawing, 0.0, y, wrapped(f"where {printed(str(family.exists))}", most, _SMALL), _SMALL) - 4.0
    for place, letter in enumerate(found.letters):
        drawing.text(names + CELL * (place + 0.5), y, letter, _BOLD, "center")
    signs = {(row.quantity, row.letter): row for row in found.rows if row.family is family}
    for quantity in dict.fromkeys(name for name, _ in signs):
        y -= 4.0
        drawing.line((0.0, y), (most, y), width=0.5, colour=FAINT)
        lines = wrapped(quantity, names - GAP, _LABEL)
        middle = y - 11.0 - _LABEL.line * (len(lines) - 1) / 2
        for place, letter in enumerate(found.letters):
            words, type = _arrow(signs.get((quantity, letter)))
            drawing.text(names + CELL * (place + 0.5), middle, words, type, "center")
        y = paragraph(drawing, 0.0, y - 11.0, lines, _LABEL) + _LABEL.line
    return y - ROW


def _arrow(row: Static | None) -> tuple[str, Type]:
    if row is None or row.sign == ZERO:
        return "·", Type(11.0, colour=SOFT)
    words, colour = _ARROWS.get(row.sign, _EITHER)
    return (words if row.proved else f"{words}?"), Type(11.0, colour=colour)


def _notes(found: Statics, families: int) -> list[str]:
    shown = {row.sign for row in found.rows}
    facts = [f"{_ARROWS[sign][0]} {said}" for sign, said in (("+", "rises"), ("-", "falls")) if sign in shown]
    if shown - {*_ARROWS, ZERO}:
        facts.append("↕ either way, depending on the values")
    said = f"With the letter above it a quantity {', '.join(facts)}, · does not move."
    doubt = ["? was read off sampled points."] if any(not row.proved for row in found.rows) else []
    more = [f"Of {families} equilibria {MOST_TABLES} are shown."] if families > MOST_TABLES else []
    return [" ".join([said, *doubt, *more]), found.promise.note]
