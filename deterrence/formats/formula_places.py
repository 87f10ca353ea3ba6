"""Where in its file something of a game stands that turns out not to fit: file, line and column."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from deterrence.algebra.formulas.language import FormulaError
from deterrence.games.model import Model
from deterrence.games.parts.mistakes import GameError, Mistake, Path

P = ParamSpec("P")
R = TypeVar("R")


class PlacedFormulaError(FormulaError):
    """A formula without a value, told with its place."""


def placing(work: Callable[P, R]) -> Callable[P, R]:
    """A function whose first argument is a game; of a formula without a value it tells where that stands."""

    @wraps(work)
    def done(*args: P.args, **given: P.kwargs) -> R:
        try:
            return work(*args, **given)
        except PlacedFormulaError:
            raise
        except FormulaError as mistake:
            raise placed(mistake, args[0] if args else given.get("game")) from mistake

    return done


def at_place(game: Model, path: Path, message: str) -> ValueError:
    """A mistake that shows only when a game is solved, told with its place in the game's file."""
    from deterrence.formats.model_file import located

    mistakes = [Mistake(path, message)]
    told = None if game.origin is None else located(game.origin, mistakes)
    return GameError(mistakes) if told is None else told


def placed(mistake: FormulaError, game: object) -> FormulaError:
    """A mistake in a formula of a game with the place of that formula; as it is, where that is not known."""
    from deterrence.formats.model_file import located
    from deterrence.games.valueless import valueless

    if not isinstance(game, Model):
        return mistake
    found = valueless(game)
    if not found:
        return mistake
    told = None if game.origin is None else located(game.origin, found)
    return PlacedFormulaError(str(GameError(found) if told is None else told))
