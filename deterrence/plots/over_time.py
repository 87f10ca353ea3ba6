"""Games of many periods: a repeated game as its matrix, a game with states as states with arrows between them.

An arrow carries the outcomes that lead along it, with the probability where that is not 1. Outcomes after which a state
stays stand in its box.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin
from typing import TYPE_CHECKING, Any

from deterrence.algebra.formulas.language import text_of
from deterrence.games.parts.nodes import Outcome, as_next, walk
from deterrence.plots.drawing import Box, Drawing, Point, Text, Type, headed, paragraph, width, wrapped
from deterrence.plots.formulas import printed
from deterrence.plots.highlight import Highlight, moves_used, probability_text
from deterrence.plots.matrix import draw_matrix
from deterrence.plots.style import BLUE, INK, PAPER, SMALL, SOFT

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from deterrence.equilibria.equilibria import Equilibrium
    from deterrence.games.repeated import Repeated
    from deterrence.games.stochastic import Stochastic
    from deterrence.sensitivity.asking.problem import Problem

MOST_STATES = 16
WIDE, PAD = 150.0, 8.0
APART = 170.0  # between the boxes of neighbouring states, where the words of arrows stand
HEAD, HALF = 7.0, 3.0
_NAME = Type(weight="bold")
_SMALL = Type(SMALL, colour=SOFT)
_WORDS = Type(SMALL)


def plot_repeated(
    game: Repeated,
    ax: Axes | None = None,
    *,
    at: Mapping[str, Any] | None = None,
    equilibrium: Equilibrium | int | None = None,
    title: str | None = None,
    problem: Problem | None = None,
) -> Axes:
    """Draw the matrix of a repeated game, and how it goes on.

    Parameters
    ----------
    game
        The game.
    ax
        Axes to draw on; a figure of the right size is made where there are none.
    at
        Values for parameters, the others at base values: payoffs are shown as numbers too.
    equilibrium
        An equilibrium that is said in words; or which of those at the values of `at`.
    title
        What stands above; the title of the game if not given, nothing if `""`.
    problem
        How the game is solved for the equilibrium that is drawn.
    """
    drawing = draw_matrix(game.stage, at, None, "")
    said = [game.over_time[0].upper() + game.over_time[1:] + "."]
    if equilibrium is not None:
        said += Highlight.of(game, at, equilibrium, problem).caption[:1]
    _below(drawing, said)
    headed(drawing, game.title if title is None else title)
    return drawing.show(ax)


def plot_states(
    game: Stochastic,
    ax: Axes | None = None,
    *,
    at: Mapping[str, Any] | None = None,
    equilibrium: Equilibrium | int | None = None,
    title: str | None = None,
    problem: Problem | None = None,
) -> Axes:
    """Draw the states of a game, and what leads from one to another.

    Parameters
    ----------
    game
        The game.
    ax
        Axes to draw on; a figure of the right size is made where there are none.
    at
        Values for parameters, the others at base values: what is done there in equilibrium stands in each state.
    equilibrium
        An equilibrium that was solved for; or which of those at the values of `at`.
    title
        What stands above; the title of the game if not given, nothing if `""`.
    problem
        How the game is solved for the equilibrium that is drawn.

    Raises
    ------
    ValueError
        When there are too many states to be drawn.
    """
    if len(game.states) > MOST_STATES:
        raise ValueError(f"a game with {len(game.states)} states is too large to draw; at most {MOST_STATES}")
    light = Highlight.of(game, at, equilibrium, problem)
    drawing = Drawing("states")
    pen = _Pen(drawing, game, light, _moves(game))
    boxes = pen.boxes()
    pen.arrows(boxes)
    _below(drawing, [game.over_time[0].upper() + game.over_time[1:] + ".", *light.caption[:1]])
    headed(drawing, game.title if title is None else title)
    return drawing.show(ax)


def _below(drawing: Drawing, said: Sequence[str]) -> None:
    box = drawing.box
    lines = [line for part in said for line in wrapped(part, max(box.right - box.left - 16.0, 300.0), _SMALL)]
    paragraph(drawing, box.left + PAD, box.bottom - 8.0, lines, _SMALL)


def _moves(game: Stochastic) -> dict[tuple[str, str], list[str]]:
    """For each pair of states the outcomes that lead from one to the other."""
    found: dict[tuple[str, str], list[str]] = {}
    for state, root in game.states.items():
        for step in walk(root):
            if isinstance(step.node, Outcome):
                following = step.node.next or as_next(state)
                for reached, probability in following.items():
                    chance = "" if len(following) == 1 else f" ({printed(text_of(probability)).replace(' ', '')})"
                    words = f"{step.node.name or step.move}{chance}"
                    if words not in found.setdefault((state, reached), []):
                        found[state, reached].append(words)
    return found


@dataclass(frozen=True)
class _Pen:
    """Draws states on a circle, or side by side where there are two."""

    drawing: Drawing
    game: Stochastic
    light: Highlight
    moves: Mapping[tuple[str, str], Sequence[str]]

    def boxes(self) -> dict[str, Box]:
        """The states."""
        count = len(self.game.states)
        radius = (WIDE + APART) / (2 * sin(pi / count)) if count > 1 else 0.0
        found = {}
        for number, state in enumerate(self.game.states):
            angle = pi - 2 * pi * number / count
            found[state] = self._box(state, radius * cos(angle), 0.6 * radius * sin(angle) if count > 2 else 0.0)
        return found

    def _box(self, state: str, x: float, y: float) -> Box:
        lines = [(line, _NAME) for line in wrapped(state, WIDE - 2 * PAD, _NAME)]
        lines += [(line, _WORDS) for part in self._played(state) for line in wrapped(part, WIDE - 2 * PAD, _WORDS)]
        stays = self.moves.get((state, state), [])
        if stays:
            said = wrapped(f"stays after {', '.join(stays)}", WIDE - 2 * PAD, _SMALL)
            lines += [(line, _SMALL) for line in said]
        high = sum(type.line for _, type in lines) + 2 * PAD
        box = Box(x - WIDE / 2, y - high / 2, x + WIDE / 2, y + high / 2)
        self.drawing.patch(box, fill=PAPER, edge=INK, width=1.6 if state == self.game.start else 0.8, layer=2)
        baseline = box.top - PAD
        for line, type in lines:
            baseline -= type.line
            self.drawing.text(x, baseline + 0.3 * type.line, line, type, "center")
        return box

    def _played(self, state: str) -> list[str]:
        """What is done in a state, in the equilibrium that is drawn."""
        if self.light.equilibrium is None:
            return []
        layout = self.light.equilibrium.layout
        names = {(place.player, name) for place, name in self.game.sets_of(state)}
        parts = []
        for place, row in zip(layout.places, self.light.equilibrium.strategies, strict=True):
            if (place.player, place.name) in names:
                used = moves_used(place.moves, row)
                mixed = {m: probability_text(v) for m, v in zip(place.moves, row, strict=True) if m in used}
                words = used[0] if len(used) == 1 else " or ".join(f"{m} ({p})" for m, p in mixed.items())
                parts.append(f"{place.player}: {words}")
        return parts

    def arrows(self, boxes: Mapping[str, Box]) -> None:
        """What leads from each state to others."""
        for (state, reached), words in self.moves.items():
            if state != reached:
                self._arrow(boxes[state], boxes[reached], words)

    def _arrow(self, start: Box, end: Box, words: Sequence[str]) -> None:
        a, b = _middle(start), _middle(end)
        length = hypot(b[0] - a[0], b[1] - a[1])
        side = (-(b[1] - a[1]) / length, (b[0] - a[0]) / length)  # to the left of the way
        bow = 0.12 * length
        bend = ((a[0] + b[0]) / 2 + bow * side[0], (a[1] + b[1]) / 2 + bow * side[1])
        points = [_bezier(a, bend, b, step / 60) for step in range(61)]
        kept = [p for p in points if not _inside(start, p) and not _inside(end, p, HEAD)]
        if len(kept) < 2:
            return
        tip = next(p for p in points[points.index(kept[-1]) :] if _inside(end, p, 0.5))
        self.drawing.line(*kept, colour=BLUE, width=1.0)
        self._head(kept[-1], tip)
        lines = wrapped(", ".join(words), APART - 24.0, _WORDS)
        # In the middle of the way, or else where no other words stand.
        tries = [
            self._words(lines, kept[int(share * (len(kept) - 1))], side) for share in (0.5, 0.35, 0.65, 0.25, 0.75)
        ]
        others = [text.box for text in self.drawing.texts]
        free = (texts for texts in tries if not any(text.box.overlaps(box) for text in texts for box in others))
        self.drawing.marks.extend(next(free, tries[0]))

    def _words(self, lines: Sequence[str], place: Point, side: Point) -> list[Text]:
        """What an arrow carries, beside a place on it."""
        first = place[1] + (6.0 + (len(lines) - 1) * _WORDS.line if side[1] >= 0 else -6.0 - _WORDS.size)
        across = [0.0 if abs(side[1]) > 0.3 else side[0] * (width(line, _WORDS) / 2 + 6.0) for line in lines]
        return [
            Text(place[0] + shift, first - number * _WORDS.line, line, _WORDS, "center", PAPER)
            for number, (line, shift) in enumerate(zip(lines, across, strict=True))
        ]

    def _head(self, start: Point, tip: Point) -> None:
        length = hypot(tip[0] - start[0], tip[1] - start[1]) or 1.0
        along = ((tip[0] - start[0]) / length, (tip[1] - start[1]) / length)
        base = (tip[0] - HEAD * along[0], tip[1] - HEAD * along[1])
        left = (base[0] - HALF * along[1], base[1] + HALF * along[0])
        right = (base[0] + HALF * along[1], base[1] - HALF * along[0])
        self.drawing.line(start, base, colour=BLUE, width=1.0)
        self.drawing.shape([tip, left, right], fill=BLUE, layer=3)


def _middle(box: Box) -> Point:
    return (box.left + box.right) / 2, (box.bottom + box.top) / 2


def _bezier(a: Point, bend: Point, b: Point, share: float) -> Point:
    """A point of the curve from `a` to `b` that is drawn towards `bend`."""
    first, second, third = (1 - share) ** 2, 2 * share * (1 - share), share**2
    return first * a[0] + second * bend[0] + third * b[0], first * a[1] + second * bend[1] + third * b[1]


def _inside(box: Box, point: Point, room: float = 0.0) -> bool:
    across = box.left - room <= point[0] <= box.right + room
    return across and box.bottom - room <= point[1] <= box.top + room
