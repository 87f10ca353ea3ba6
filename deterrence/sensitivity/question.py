"""How every question about a game is asked: values for letters go into `at`, or are given as keywords.

A letter may bear the name of an argument: `seed`, `draws`, `outcome`. As a keyword that name is the argument's, never
the letter's, and where the game has such a letter a caller may have meant either. So it is refused, with both ways of
saying it; once `at` is given, letters stand there and keywords are arguments.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar

from deterrence.games.model import Model

P = ParamSpec("P")
R = TypeVar("R")

_BY_KEYWORD: Final = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


def question(ask: Callable[P, R]) -> Callable[P, R]:
    """A question whose first argument is the game, and which takes values for letters in `at` or as keywords.

    Raises
    ------
    ValueError
        When `at` is not given and a keyword names both an argument of the question and a letter of the game.
    """
    arguments = [p.name for p in inspect.signature(ask).parameters.values() if p.kind in _BY_KEYWORD]

    @wraps(ask)
    def asked(*args: P.args, **given: P.kwargs) -> R:
        if args and given.get("at") is None:
            _refuse_ambiguous(ask.__name__, args[0], [name for name in arguments if name in given])
        return ask(*args, **given)

    return asked


def _refuse_ambiguous(asked: str, game: Any, arguments: list[str]) -> None:
    letters = game.letters if isinstance(game, Model) else ()
    for name in arguments:
        if name in letters:
            raise ValueError(
                f"'{name}' is a letter of this game and an argument of {asked}: give values of letters as "
                f"at={{'{name}': ...}}; with at={{}} for no letters, {name}= is the argument"
            )
