"""The strategic form as a table of payoffs: best responses underlined, pure equilibria framed.

As Schelling (1960) set them, the payoffs of a cell stand on lines of their own: the row player's below on the left,
the column player's above on the right. With more than two players there is a table for each choice of the others.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from deterrence.algebra.formulas.evaluate import value_at
from deterrence.algebra.formulas.expressions import FormulaError
from deterrence.algebra.values.value import is_exact
from deterrence.plots.drawing import MARGIN, Box, Drawing, Type, headed, paragraph, width, wrapped
from deterrence.plots.formulas import formula_with_value
from deterrence.plots.highlight import Highlight, at_text
from deterrence.plots.style import INK, SMALL, SOFT, player_colour

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from deterrence.equilibria.equilibria import Equilibrium
    from deterrence.games.matrix import Matrix
    from deterrence.sensitivity.asking.problem import Problem

MOST_CELLS = 600
PAD = 8.0
STAGGER = 22.0  # how far a payoff stands from the side where the other player's stands
LINE = 14.0
CLOSE = 1e-12  # payoffs that are floats and this close are a tie
_SMALL = Type(SMALL, colour=SOFT)
_BOLD = Type(weight="bold")

Profile = tuple[str, ...]


def plot_matrix(
    game: Matrix,
    ax: Axes | None = None,
    *,
    at: Mapping[str, Any] | None = None,
    equilibrium: Equilibrium | int | None = None,
    title: str | None = None,
    problem: Problem | None = None,
) -> Axes:
    """Draw a matrix.

    Parameters
    ----------
    game
        The matrix.
    ax
        Axes to draw on; a figure of the right size is made where there are none.
    at
        Values for parameters, the others at base values: payoffs are shown as numbers too, and best responses are those
        there. Without it best responses are those at the base values.
    equilibrium
        An equilibrium whose probabilities stand beside the moves; or which of those at the values of `at`.
    title
        What stands above; the title of the game if not given, nothing if `""`.
    problem
        How the game is solved for the equilibrium that is drawn.

    Raises
    ------
    ValueError
        When the matrix has too many cells to be drawn.
    """
    return draw_matrix(game, at, equilibrium, title, problem).show(ax)


def draw_matrix(
    game: Matrix,
    at: Mapping[str, Any] | None = None,
    equilibrium: Equilibrium | int | None = None,
    title: str | None = None,
    problem: Problem | None = None,
) -> Drawing:
    """The matrix as a drawing."""
    count = len(game.payoffs)
    if count > MOST_CELLS:
        raise ValueError(f"a matrix with {count:,} cells is too large to draw; at most {MOST_CELLS}")
    # An equilibrium at values is drawn only where it is asked for: in a matrix the frames say what is stable.
    light = Highlight.of(game, at if equilibrium is not None else None, equilibrium, problem)
    numbers = _numbers(game, at)
    drawing = Drawing("matrix")
    if game.types or game.drawn:  # what types do is said below: a cell is not theirs
        light = replace(light, equilibrium=None)
    table = _Table(drawing, game, light, None if at is None and game.letters else numbers)
    best = _best_responses(game, numbers)
    top = 0.0
    for others in itertools.product(*list(game.moves.values())[2:]):
        top = table.draw(others, best, top) - 2 * LINE
    _frame(drawing, game, title, light, _caption(game, at, numbers, best))
    return drawing


# --- what is best ---------------------------------------------------------------------------------------------------


def _numbers(game: Matrix, at: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """The number each name stands for: at the values given, else at base values; None where some letter has none."""
    if at is None and any(parameter.base is None for parameter in game.parameters.values()):
        return None
    return game.base_case(at).point()


def _best_responses(game: Matrix, point: Mapping[str, Any] | None) -> frozenset[tuple[Profile, int]]:
    """The profiles in which a player answers the others as well as it can."""
    if point is None or game.is_typed:
        return frozenset()
    try:
        values = {
            profile: tuple(value_at(payoff, point) for payoff in payoffs) for profile, payoffs in game.payoffs.items()
        }
    except FormulaError:
        return frozenset()
    found = set()
    for index, moves in enumerate(game.moves.values()):
        for profile, payoffs in values.items():
            others = ((*profile[:index], move, *profile[index + 1 :]) for move in moves)
            most = max(values[other][index] for other in others)
            near = 0 if is_exact(most) else CLOSE * max(1.0, abs(float(most)))
            if payoffs[index] >= most - near:
                found.add((profile, index))
    return frozenset(found)


def _caption(game: Matrix, at: Mapping[str, Any] | None, numbers: Any, best: Iterable[Any]) -> list[str]:
    """What the lines and frames mean, and at which values."""
    if not best:
        return []
    where = ""
    if game.letters:
        values = at_text(game, game.base_case(at))
        where = f"{values}{'' if at is not None else ' (base values)'}: "
    lines = f"{where}best responses are underlined, pure equilibria framed."
    return [lines[0].upper() + lines[1:]]


# --- the table ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Table:
    """Draws the table for one choice of the third and further players."""

    drawing: Drawing
    game: Matrix
    light: Highlight
    point: Mapping[str, Any] | None

    def draw(self, others: Profile, best: frozenset[tuple[Profile, int]], top: float) -> float:
        """Draw the table with its top at a height; the height of its lower end."""
        rows, columns = self._rows_and_columns()
        choices = list(itertools.product(*list(self.game.moves.values())[2:]))
        wide = [max(self._cell_width((r, *c, *other)) for r in rows for other in choices) for c in columns]
        heads = [self._move(1, c[0]) if c else "" for c in columns]
        wide = [max(w, width(head, _BOLD) + 2 * PAD) for w, head in zip(wide, heads, strict=True)]
        high = len(self.game.players) * LINE + PAD
        first = max(width(self._move(0, row), _BOLD) for row in rows) + PAD
        left = width(self.game.players[0], _BOLD) + 2 * PAD + first
        y = self._headings(others, columns, heads, wide, left, top)
        for number, row in enumerate(rows):
            self._row_heading(number, row, len(rows), left, y, high)
            x = left
            for column, across in zip(columns, wide, strict=True):
                self._cell((row, *column, *others), Box(x, y - high, x + across, y), best)
                x += across
            y -= high
        return y

    def _rows_and_columns(self) -> tuple[Sequence[str], Sequence[Profile]]:
        moves = list(self.game.moves.values())
        return moves[0], [(move,) for move in moves[1]] if len(moves) > 1 else [()]

    def _move(self, player: int, move: str) -> str:
        """A move, with its probability where an equilibrium is drawn that mixes."""
        name = self.game.players[player]
        probability = self.light.mixing(name, "", move)
        return f"{move} ({probability})" if probability else move

    def _type(self, player: int, move: str) -> Type:
        used = self.light.shows and self.light.is_used(self.game.players[player], "", move)
        return _BOLD if used else Type()

    def _headings(
        self,
        others: Profile,
        columns: Sequence[Profile],
        heads: Sequence[str],
        wide: Sequence[float],
        left: float,
        y: float,
    ) -> float:
        """The names above the table; the height at which its first row begins."""
        players = self.game.players
        if others:
            pairs = list(zip(players[2:], others, strict=True))
            said = ", ".join(f"{player}: {self._move(2 + i, move)}" for i, (player, move) in enumerate(pairs))
            self.drawing.text(0, y - 10, said, Type(weight="bold", colour=player_colour(2)))
            y -= LINE + PAD
        if len(players) > 1:
            middle = left + sum(wide) / 2
            self.drawing.text(middle, y - 10, players[1], Type(weight="bold", colour=player_colour(1)), "center")
            y -= LINE
            x = left
            for column, head, across in zip(columns, heads, wide, strict=True):
                self.drawing.text(x + across / 2, y - 10, head, self._type(1, column[0]), "center")
                x += across
        return y - LINE - 2

    def _row_heading(self, number: int, row: str, count: int, left: float, y: float, high: float) -> None:
        player = self.game.players[0]
        middle = y - high / 2 - 3.2
        self.drawing.text(left - PAD, middle, self._move(0, row), self._type(0, row), "right")
        if number == 0:
            centre = y - count * high / 2 - 3.2
            self.drawing.text(0, centre, player, Type(weight="bold", colour=player_colour(0)))

    def _words(self, profile: Profile) -> list[str]:
        return [formula_with_value(payoff, self.point) for payoff in self.game.payoffs[profile]]

    def _cell_width(self, profile: Profile) -> float:
        stagger = STAGGER if len(self.game.players) > 1 else 0.0
        return max(width(words) for words in self._words(profile)) + stagger + 2 * PAD

    def _cell(self, profile: Profile, box: Box, best: frozenset[tuple[Profile, int]]) -> None:
        """The payoffs of a profile, the first player's lowest."""
        self.drawing.patch(box, edge=INK, width=0.8)
        words = self._words(profile)
        last = max(len(words) - 1, 1)
        for index, payoff in enumerate(words):
            free = box.right - box.left - 2 * PAD - width(payoff)
            x = box.left + PAD + free * index / last
            y = box.bottom + PAD / 2 + 4.0 + index * LINE
            colour = player_colour(index)
            self.drawing.text(x, y, payoff, Type(colour=colour))
            if (profile, index) in best:
                self.drawing.line((x, y - 3.0), (x + width(payoff), y - 3.0), width=1.2, colour=colour)
        if best and all((profile, index) in best for index in range(len(words))):
            inner = Box(box.left + 2.2, box.bottom + 2.2, box.right - 2.2, box.top - 2.2)
            self.drawing.patch(inner, edge=INK, width=2.2, layer=2)


def _frame(drawing: Drawing, game: Matrix, title: str | None, light: Highlight, caption: Sequence[str]) -> None:
    """The title above, and below what lines and frames mean."""
    headed(drawing, game.title if title is None else title)
    box = drawing.box
    most = max(box.right - box.left - 2 * MARGIN, 300.0)
    y = box.bottom - 6.0
    for words in [*caption, *light.caption[:1]]:
        y = paragraph(drawing, 0.0, y, wrapped(words, most, _SMALL), _SMALL)
