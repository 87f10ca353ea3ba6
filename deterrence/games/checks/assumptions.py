"""Assumptions of a game: those that are false at a point, and those that nobody wrote and that are sure by now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple, TypeVar

from deterrence.algebra.formulas.evaluate import Value, holds_at
from deterrence.algebra.formulas.language import Comparison, Condition, FormulaError, names_in, text_of
from deterrence.games.checks.domain import Domain
from deterrence.games.parts.frozen import FrozenDict
from deterrence.games.parts.mistakes import GameError, Mistake, shown_number
from deterrence.games.parts.setting import Setting

OPPOSITE: Final[Mapping[str, str]] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}

_Game = TypeVar("_Game", bound=Setting)


class Broken(NamedTuple):
    """An assumption that is false at a point: its position, the assumption, and the values that make it so."""

    position: int
    condition: Condition
    values: str

    def said(self, model: Setting) -> str:
        """The sentence that says so."""
        said = f"the assumption '{text_of(self.condition)}' does not hold{self.values}"
        reason = model.implied.get(self.condition)
        return f"{said}: the {reason} asks for it." if reason else f"{said}."


def broken_assumptions(model: Setting, point: Mapping[str, Value], *, base: bool = True) -> list[Broken]:
    """The assumptions that are false at a point.

    An assumption with a name that has no value there is left alone.  With `base` the point is the whole story; without,
    it is what follows from the definitions alone.
    """
    values = point if base else model.with_definitions({})
    broken = []
    for i, condition in enumerate(model.assumptions):
        names = list(names_in(condition))
        if not all(name in values for name in names):
            continue
        try:
            holds = holds_at(condition, values)
        except FormulaError:
            continue
        if holds is False:
            why = ", ".join(f"{name} = {shown_number(values[name])}" for name in names)
            broken.append(Broken(i, condition, f" ({why})" if why else ""))
    return broken


def without_settled(game: _Game) -> _Game:
    """The game without those implied assumptions that are sure now that some of its letters are fixed.

    Raises
    ------
    GameError
        Where no values of the letters that are left meet one.
    """
    if not game.implied:
        return game
    written = tuple(condition for condition in game.assumptions if condition not in game.implied)
    found = game._with(assumptions=written, implied=FrozenDict())
    for condition, reason in game.implied.items():
        assert isinstance(condition, Comparison)
        denied = Comparison(OPPOSITE[condition.symbol], condition.left, condition.right)
        domain = Domain(found)
        if domain.can_hold(denied) is not False:
            if domain.can_hold(condition) is False:
                message = f"no values of the other parameters meet '{text_of(condition)}', which the {reason} asks for."
                raise GameError([Mistake((), message)])
            implied = FrozenDict({**found.implied, condition: reason})
            found = found._with(assumptions=(*found.assumptions, condition), implied=implied)
    return found
