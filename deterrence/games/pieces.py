"""A game as solvers take it, taken apart where `min` and `max` split it: one form for each way comparisons fall out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from deterrence.algebra.conditions import Conjunction, condition
from deterrence.algebra.decide import Background, possible
from deterrence.algebra.rational import Branches, UndecidedError
from deterrence.games.dynamic_forms import DynamicForm, dynamic_form
from deterrence.games.expand import expanded
from deterrence.games.forms import MatrixForm, TreeForm, flat_form, matrix_form
from deterrence.games.matrix import Matrix
from deterrence.games.model import Model
from deterrence.games.repeated import Repeated
from deterrence.games.stochastic import Stochastic

Form: TypeAlias = MatrixForm | TreeForm | DynamicForm


@dataclass(frozen=True)
class Piece:
    """A form, the conditions under which it is the game, and whether no number in it had to be rounded."""

    guards: Conjunction
    form: Form
    exact: bool


def pieces(game: Model, background: Background) -> Iterator[Piece]:
    """The game's form; several, each under conditions, where `min` or `max` of letters occurs in it."""
    make: Callable[[Branches], Any]
    if isinstance(game, Matrix) and not game.types:
        make = lambda branches: matrix_form(game, branches)  # noqa: E731
    elif isinstance(game, Repeated | Stochastic) and game.horizon is None:
        make = lambda branches: dynamic_form(game, branches)  # noqa: E731
    else:
        written = expanded(game)
        make = lambda branches: flat_form(written, branches)  # noqa: E731
    waiting: list[tuple[Conjunction, Branches]] = [((), Branches())]
    while waiting:
        guards, branches = waiting.pop()
        try:
            form = make(branches)
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
