"""A game as solvers take it, taken apart where `min` and `max` split it: one form for each way comparisons fall out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from deterrence.algebra.conditions.conditions import Conjunction, condition
from deterrence.algebra.conditions.decide import Background, possible
from deterrence.algebra.exact.expansion import UndecidedError
from deterrence.algebra.exact.rational import Branches
from deterrence.games.forms.forms import Form
from deterrence.games.model import Model


@dataclass(frozen=True)
class Piece:
    """A form, the conditions under which it is the game, and whether no number in it had to be rounded."""

    guards: Conjunction
    form: Form
    exact: bool


def pieces(game: Model, background: Background) -> Iterator[Piece]:
    """The game's form; several, each under conditions, where `min` or `max` of letters occurs in it."""
    waiting: list[tuple[Conjunction, Branches]] = [((), Branches())]
    while waiting:
        guards, branches = waiting.pop()
        try:
            form = game.form(branches)
        except UndecidedError as split:
            for place, value in reversed(list(enumerate(split.arguments))):
                relation = "<=" if split.function == "min" else ">="
                others = [other for other in split.arguments if other is not value]
                further = (*guards, *(condition(value - other, relation) for other in others))
                if possible(further, background).possible is not False:
                    chosen = {**branches.chosen, (split.function, split.arguments): place}
                    waiting.append((further, Branches(chosen)))
            continue
        yield Piece(guards, form, not branches.rounded)
