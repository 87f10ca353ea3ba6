"""Which equilibrium is drawn over a game, and at which values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from deterrence.algebra.formulas.expressions import Expression, FormulaError, Number
from deterrence.algebra.values.value import Value
from deterrence.plots.formulas import number_text, printed

if TYPE_CHECKING:
    from deterrence.equilibria.equilibria import Equilibrium
    from deterrence.games.model import Model
    from deterrence.sensitivity.asking.problem import Problem


@dataclass(frozen=True)
class Highlight:
    """An equilibrium to be drawn, or none.

    Attributes
    ----------
    equilibrium
        The equilibrium; None: only the game is drawn.
    point
        The number that each parameter and definition stands for, where values are given.
    caption
        What is to be said below the picture.
    """

    equilibrium: Equilibrium | None = None
    point: Mapping[str, Any] | None = None
    caption: tuple[str, ...] = field(default=())

    @staticmethod
    def of(
        game: Model, at: Mapping[str, Any] | None, chosen: Equilibrium | int | None, problem: Problem | None = None
    ) -> Highlight:
        """What is asked for: nothing, an equilibrium, or one of those at given values, found as `problem` says."""
        if at is None and not isinstance(chosen, int):
            point = game.point() if not game.letters else None
            if chosen is None:
                return Highlight(None, point)
            where = str(chosen.exists)
            said = [f"Equilibrium: {chosen.name}." + ("" if where == "always" else f" Exists where {printed(where)}.")]
            return Highlight(chosen, point, (*said, _LINES))
        numbers = game.base_case(at)
        values = at_text(game, numbers)
        if chosen is not None and not isinstance(chosen, int):
            return Highlight(chosen, numbers.point(), (f"{values}: {chosen.name}.", _LINES))
        from deterrence.sensitivity.asking.problem import Problem

        return _chosen((problem or Problem.of(game)).on(numbers), values, chosen or 0)

    @property
    def shows(self) -> bool:
        """Whether there is an equilibrium to draw."""
        return self.equilibrium is not None

    def is_used(self, agent: str, name: str, move: str) -> bool:
        """Whether a move is made with positive probability."""
        return not self._probability(agent, name, move).is_zero

    def mixing(self, agent: str, name: str, move: str) -> str:
        """The probability of a move where it is neither 0 nor 1, as text."""
        if self.equilibrium is None:
            return ""
        value = self._probability(agent, name, move)
        if value.is_zero or value == 1:
            return ""
        return probability_text(value)

    def _probability(self, agent: str, name: str, move: str) -> Any:
        assert self.equilibrium is not None
        row = self.equilibrium[agent, name]
        if move not in list(row):  # the letter of a choice from an interval: what is chosen stands for it
            move = next(value for value in row if not self._probability(agent, name, value).is_zero)
        return row.raw(move)

    def chosen(self, agent: str, name: str) -> str:
        """The value chosen from an interval, as `x = p + c`; nothing where no equilibrium is drawn, or it is mixed."""
        row = {} if self.equilibrium is None else self.equilibrium[agent, name]
        used = [move for move in row if not self._probability(agent, name, move).is_zero]
        return printed(used[0]) if len(used) == 1 else ""

    def can_happen(self, probability: Expression) -> bool:
        """Whether a chance move has positive probability, as far as that is known."""
        from deterrence.algebra.formulas.evaluate import value_at

        if isinstance(probability, Number):
            return probability.value != 0
        if self.point is None:
            return True
        try:
            return value_at(probability, self.point) != 0
        except FormulaError:
            return True


_LINES = "Thick lines: what is played. Medium lines: what would be chosen if play came there."


def _chosen(problem: Problem, values: str, index: int) -> Highlight:
    found, point = problem.families, problem.game.point()
    if not found:
        why = f": {found.why}" if found.why else ""
        return Highlight(None, point, (f"{values}: no equilibrium was found{why}. {found.promise.sense}",))
    if index < 0:
        raise ValueError(f"equilibrium={index}: the first equilibrium is equilibrium=0, the second equilibrium=1")
    if index >= len(found):
        there = "there is 1 equilibrium" if len(found) == 1 else f"there are {len(found)} equilibria"
        raise ValueError(f"{there} at these values, no {ordinal(index + 1)} one")
    family = found[index]
    count = "" if len(found) == 1 else f" (equilibrium {index + 1} of {len(found)})"
    return Highlight(family, point, (f"{values}: {family.name}{count}. {found.promise.sense}", _LINES))


def ordinal(number: int) -> str:
    """A number of a row as one reads it.

    Examples
    --------
    >>> [ordinal(number) for number in (1, 2, 3, 4, 11, 22)]
    ['1st', '2nd', '3rd', '4th', '11th', '22nd']
    """
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"


def at_text(game: Model, numbers: Model) -> str:
    """`At c = 0.3, k = 2`: the values that parameters have in the game of numbers made from a game."""
    from deterrence.games.parts.show import decimal

    values = []
    for name in game.parameters:
        value = numbers.definitions[name]
        assert isinstance(value, Number)
        values.append(f"{name} = {printed(decimal(value.value))}")
    return f"At {', '.join(values)}" if values else "Here"


def probability_text(value: Value) -> str:
    """A probability or formula as a picture shows it."""
    return number_text(value.evaluate({})) if value.is_constant else printed(str(value))


def moves_used(moves: Sequence[str], values: Sequence[Value]) -> list[str]:
    """The moves that have positive probability."""
    return [move for move, value in zip(moves, values, strict=True) if not value.is_zero]
