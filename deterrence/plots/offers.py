"""A choice from an interval that others see: what it pays along the interval, the best marked, and how it is answered.

Above, the payoff of who chooses, with best answers to every value; below, for everybody who answers, how likely each of
the two answers is: one or the other, or by how many types where a type is drawn from a distribution.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from deterrence.equilibria.equilibria import Equilibrium
from deterrence.games.parts.mistakes import listed
from deterrence.games.parts.nodes import Decision
from deterrence.plots.drawing import Box, Drawing, Type, headed, paragraph, wrapped
from deterrence.plots.formulas import printed
from deterrence.plots.highlight import at_text
from deterrence.plots.line_scale import LineScale
from deterrence.plots.style import BLUE, FAINT, FILLS, INK, PATTERNS, SMALL, SOFT
from deterrence.sensitivity.asking.problem import Problem
from deterrence.solvers.trees.answered_choice import decisions
from deterrence.solvers.trees.choice_in_numbers import NumericChoice, in_numbers

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from deterrence.games.tree import Tree

WIDE, HIGH, BAND, BETWEEN = 380.0, 130.0, 44.0, 34.0
POINTS: Final = 240
MOST_ANSWERS: Final = 6
_LABEL = Type(8.0)
_SMALL = Type(SMALL, colour=SOFT)


def plot_offer(
    game: Tree,
    ax: Axes | None = None,
    *,
    choice: str,
    at: Mapping[str, Any] | None = None,
    equilibrium: Equilibrium | int | None = None,
    title: str | None = None,
    problem: Problem | None = None,
) -> Axes:
    """Draw what a choice from an interval pays along it, the best marked, and how it is answered.

    Parameters
    ----------
    game
        A tree in which somebody chooses from an interval.
    ax
        Axes to draw on; a figure of the right size is made where there are none.
    choice
        The letter of the choice.
    at
        Values for parameters, the others at base values.
    equilibrium
        Which of the equilibria at these values is marked, or one of them; the first one if not given.
    title
        What stands above; the model's title if not given.
    problem
        How the game is solved for the equilibrium that is drawn.

    Raises
    ------
    ValueError
        Where the letter is no choice's, there is no equilibrium at these values, or there are too many answers.
    """
    letters = dict.fromkeys(own.letter for own in game.choices)
    if choice not in letters:
        raise ValueError(f"'{choice}' is not chosen from an interval; what is: {listed(letters) or 'nothing'}")
    numbers = game.base_case(at or {})
    best = _best(numbers, choice, equilibrium, problem or Problem.of(game))
    expanded = numbers.expanded
    names = {node: found.name for found in expanded.tree.written_sets for node in found.nodes}
    made = next(m for m in in_numbers(expanded.tree, names) if m.choice.letter == choice)
    answers = [node for _, copy in made.copies for node in decisions(copy)]
    if len(answers) > MOST_ANSWERS:
        raise ValueError(f"{len(answers)} answers to '{choice}' are too many to draw; at most {MOST_ANSWERS}")
    drawing = Drawing("offer")
    low, high = (float(end) for end in made.ends)
    across = LineScale(low, high, WIDE)
    y = _payoff(drawing, made, across, best, 0.0) - BETWEEN
    for node in answers:
        label, _ = expanded.labels.get((node.player, str(node.information)), (node.player, ""))
        y = _answer(drawing, made, node, label, across, y) - BETWEEN
    words = f"{at_text(game, numbers)}: best at {choice} = {best:.6g}. Each value is answered as is best then."
    paragraph(drawing, 0.0, y + BETWEEN / 2, wrapped(printed(words), WIDE, _SMALL), _SMALL)
    headed(drawing, game.title if title is None else title)
    return drawing.show(ax)


def _best(numbers: Tree, choice: str, equilibrium: Equilibrium | int | None, problem: Problem) -> float:
    """The value that is chosen in the equilibrium that is drawn."""
    if isinstance(equilibrium, Equilibrium):
        left = equilibrium.exists.background.ring.names
        return float(
            equilibrium.choice_values[choice].evaluate({name: Fraction(numbers.point()[name]) for name in left})
        )
    found = problem.on(numbers).families
    if not -1 < (equilibrium or 0) < len(found):
        raise ValueError(f"equilibria found at these values: {len(found)}; there is no such one to draw")
    return float(found[equilibrium or 0].choice_values[choice].evaluate({}))


def _along(made: NumericChoice) -> list[float]:
    low, high = (float(end) for end in made.ends)
    return [low + (high - low) * step / POINTS for step in range(POINTS + 1)]


def _payoff(drawing: Drawing, made: NumericChoice, across: LineScale, best: float, top: float) -> float:
    """The payoff of who chooses; the height below its picture."""
    paid = [(x, made.pays(x)) for x in _along(made)]
    here = max(made.pays(best), *(made.pays(x) for x in _beside(made, best)))
    least, most = min(v for _, v in paid), max(here, *(v for _, v in paid))
    bottom, span = top - HIGH, (most - least) or 1.0

    def height(value: float) -> float:
        return bottom + 6.0 + (HIGH - 12.0) * (value - least) / span

    drawing.patch(Box(0.0, bottom, WIDE, top), edge=FAINT, width=0.6)
    for value in dict.fromkeys((least, most)):
        drawing.text(WIDE + 4.0, height(value) - 2.9, f"{value:.4g}", _LABEL)
    drawing.text(0.0, top + 5.0, f"Payoff of {made.choice.player} along {made.choice.letter}", Type())
    for run in _runs(made, paid):
        if len(run) > 1:
            drawing.line(*((across.x(x), height(value)) for x, value in run), width=1.6, colour=BLUE, layer=3)
    drawing.line((across.x(best), bottom), (across.x(best), height(here)), width=0.8, colour=SOFT, dashes=(3.0, 2.0))
    drawing.dot(across.x(best), height(here))
    _ticks(drawing, across, bottom)
    return bottom - 14.0


def _beside(made: NumericChoice, best: float) -> list[float]:
    """Places so near that who is indifferent at the best value answers as the chooser likes on one of them."""
    low, high = (float(end) for end in made.ends)
    near = 1e-9 * (high - low)
    return [min(high, max(low, best + side * near)) for side in (-1, 1)]


def _runs(made: NumericChoice, points: list[tuple[float, float]]) -> list[list[tuple[float, float]]]:
    """Points in runs, along which nobody whose type is not drawn changes its answer: there the payoff may jump."""
    plain = [node for _, copy in made.copies for node in decisions(copy) if node.player not in made.laws]
    answers = [[made.share(node, _known(made, x)) for node in plain] for x, _ in points]
    found = [[points[0]]]
    for (before, after), here in zip(pairwise(answers), points[1:], strict=True):
        if before != after:
            found.append([])
        found[-1].append(here)
    return found


def _known(made: NumericChoice, x: float) -> dict[str, float]:
    """The value of every name where this is chosen."""
    return {**{name: float(value) for name, value in made.tree.point().items()}, made.choice.letter: x}


def _answer(drawing: Drawing, made: NumericChoice, node: Decision, label: str, across: LineScale, top: float) -> float:
    """How likely each answer is; the height below its picture."""
    bottom, moves = top - BAND, list(node.moves)
    at = _along(made)
    shares = [made.share(node, _known(made, x)) for x in at]
    drawing.text(0.0, top + 5.0, f"{label}: {moves[0]} below, {moves[1]} above the line", Type())
    for (x, share), y in zip(zip(at, shares, strict=True), at[1:], strict=False):
        cut = bottom + share * BAND
        for box, i in ((Box(across.x(x), bottom, across.x(y), cut), 0), (Box(across.x(x), cut, across.x(y), top), 1)):
            if box.top > box.bottom:
                drawing.patch(box, fill=FILLS[i % len(FILLS)], pattern=PATTERNS[i % len(PATTERNS)], width=0.0)
    line = [(across.x(x), bottom + share * BAND) for x, share in zip(at, shares, strict=True)]
    drawing.line(*line, width=1.2, colour=INK, layer=3)
    drawing.patch(Box(0.0, bottom, WIDE, top), edge=FAINT, width=0.6)
    for value, y in ((0, bottom), (1, top)):
        drawing.text(WIDE + 4.0, y - 2.9, f"{value}", _LABEL)
    _ticks(drawing, across, bottom)
    return bottom - 14.0


def _ticks(drawing: Drawing, across: LineScale, bottom: float) -> None:
    for tick in across.ticks():
        drawing.line((across.x(tick), bottom), (across.x(tick), bottom - 3.5), width=1.0, colour=INK)
        drawing.text(across.x(tick), bottom - 12.5, f"{float(tick):.4g}", _LABEL, "center")
