"""A continuous game at an equilibrium: for each player its payoff along its own choice, the best of them marked.

The others choose what they do in the equilibrium, so that a mark that stands highest is what an equilibrium means.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from deterrence.algebra.exact.roots import refined
from deterrence.equilibria.equilibria import Equilibrium
from deterrence.games.background import background
from deterrence.games.forms.continuous_form import ContinuousForm
from deterrence.games.pieces import pieces
from deterrence.plots.drawing import Box, Drawing, Type, headed, paragraph, wrapped
from deterrence.plots.formulas import number_text, printed
from deterrence.plots.highlight import at_text
from deterrence.plots.line_scale import LineScale
from deterrence.plots.style import BLUE, FAINT, INK, SMALL, SOFT

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from deterrence.games.continuous import Continuous
    from deterrence.sensitivity.asking.problem import Problem

WIDE, HIGH, BETWEEN = 380.0, 110.0, 30.0
POINTS: Final = 160
MOST_PANELS: Final = 8
ROUGHLY: Final = Fraction(1, 10**12)
_LABEL = Type(8.0)
_SMALL = Type(SMALL, colour=SOFT)


def plot_own_choices(
    game: Continuous,
    ax: Axes | None = None,
    *,
    at: Mapping[str, Any] | None = None,
    equilibrium: Equilibrium | int | None = None,
    title: str | None = None,
    problem: Problem | None = None,
) -> Axes:
    """Draw each player's payoff along its own choice, the others choosing as in an equilibrium.

    Parameters
    ----------
    game
        The game.
    ax
        Axes to draw on; a figure of the right size is made where there are none.
    at
        Values for parameters, the others at base values.
    equilibrium
        An equilibrium, or which of those at these values; the first one if not given.
    title
        What stands above; the title of the game if not given, nothing if `""`.
    problem
        How the game is solved for the equilibrium that is drawn.

    Raises
    ------
    ValueError
        Where there is no equilibrium at these values, or too many players to draw.
    """
    numbers = game.base_case(at or {})
    [piece] = pieces(numbers, background(numbers))
    assert isinstance(piece.form, ContinuousForm)
    if len(piece.form.agents) > MOST_PANELS:
        raise ValueError(f"{len(piece.form.agents)} choices are too many to draw; at most {MOST_PANELS}")
    family, point = _drawn(game, numbers, equilibrium, problem)
    chosen = {
        letter: sum(refined(value.evaluate(point), ROUGHLY)) / Fraction(2)
        for letter, value in family.choice_values.items()
    }
    drawing = Drawing("choices")
    y = 0.0
    for player in range(len(piece.form.agents)):
        y = _panel(drawing, piece.form, player, chosen, y) - BETWEEN
    words = f"{at_text(game, numbers)}: {family.name}. Each payoff is drawn with the others' choices as they are."
    paragraph(drawing, 0.0, y + BETWEEN / 2, wrapped(printed(words), WIDE, _SMALL), _SMALL)
    headed(drawing, game.title if title is None else title)
    return drawing.show(ax)


def _drawn(
    game: Continuous, numbers: Continuous, equilibrium: Equilibrium | int | None, problem: Problem | None
) -> tuple[Equilibrium, Mapping[str, Fraction]]:
    """The equilibrium, and a value for every letter that is left in it."""
    if isinstance(equilibrium, Equilibrium):
        values = numbers.point()
        return equilibrium, {name: Fraction(values[name]) for name in equilibrium.exists.background.ring.names}
    from deterrence.sensitivity.asking.problem import Problem

    found = (problem or Problem.of(game)).on(numbers).families
    if not -1 < (equilibrium or 0) < len(found):
        raise ValueError(f"{at_text(game, numbers)}: equilibria found: {len(found)}; there is no such one to draw")
    return found[equilibrium or 0], {}


def _panel(drawing: Drawing, form: ContinuousForm, player: int, chosen: Mapping[str, Fraction], top: float) -> float:
    """One player; the height below its picture."""
    letter, best, bottom = form.choices[player], chosen[form.choices[player]], top - HIGH
    low, high = (None if end is None else end.evaluate({}) for end in (form.lows[player], form.highs[player]))
    room = 2 * abs(best) or Fraction(1)
    first, last = (best - room if low is None else low), (max(best, low or best) + room if high is None else high)
    across = LineScale(float(first), float(last), WIDE)
    tried = (first + (last - first) * Fraction(step, POINTS) for step in range(POINTS + 1))
    paid = [(x, value) for x in tried if (value := _paid(form, player, {**chosen, letter: x})) is not None]
    here = _paid(form, player, chosen) or Fraction(0)
    least, most = min([here, *(v for _, v in paid)]), max([here, *(v for _, v in paid)])
    span = (most - least) or Fraction(1)

    def height(value: Fraction) -> float:
        return bottom + 6.0 + (HIGH - 12.0) * float((value - least) / span)

    drawing.patch(Box(0.0, bottom, WIDE, top), edge=FAINT, width=0.6)
    for value in dict.fromkeys((least, most)):
        drawing.text(WIDE + 4.0, height(value) - 2.9, number_text(value), _LABEL)
    drawing.text(0.0, top + 5.0, f"Payoff of {form.agents[player][1]} along {letter}", Type())
    if len(paid) > 1:
        drawing.line(*((across.x(x), height(value)) for x, value in paid), width=1.6, colour=BLUE, layer=3)
    drawing.line((across.x(best), bottom), (across.x(best), height(here)), width=0.8, colour=SOFT, dashes=(3.0, 2.0))
    drawing.dot(across.x(best), height(here))
    for tick in across.ticks():
        drawing.line((across.x(tick), bottom), (across.x(tick), bottom - 3.5), width=1.0, colour=INK)
        drawing.text(across.x(tick), bottom - 12.5, number_text(tick), _LABEL, "center")
    return bottom - 14.0


def _paid(form: ContinuousForm, player: int, choices: Mapping[str, Fraction]) -> Fraction | None:
    """What a player gets; None where there is no payoff."""
    try:
        return form.payoffs[player].evaluate(choices)
    except ZeroDivisionError:
        return None
