"""How every question about sensitivity is asked: of what, with which values for letters, within how much time.

*Letters.* Values for letters go into the mapping `at`, or are given as keywords. A letter may bear the name of an
argument: `seed`, `draws`, `outcome`. As a keyword that name is the argument's, never the letter's, and where the game
has such a letter a caller may have meant either. So it is refused, with both ways of saying it; once `at` is given,
letters stand there and keywords are arguments.

*Time.* A question ends within its `time_limit`, with what it has: its promise then says that it is not complete, and
why.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, Literal, ParamSpec, TypeAlias, TypeVar

from deterrence.algebra.time_limit.deadline import limit_time
from deterrence.sensitivity.asking.problem import Problem

P = ParamSpec("P")
R = TypeVar("R")

# Seconds; None: no limit. "as solved": as long as the equilibria asked about were given, for a game 300 seconds.
TimeLimit: TypeAlias = float | Literal["as solved"] | None

_BY_KEYWORD: Final = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


def question(ask: Callable[P, R]) -> Callable[P, R]:
    """A question whose first argument is a game or equilibria, and which takes `at`, letters and a `time_limit`.

    Raises
    ------
    ValueError
        When the first argument is neither, a keyword names both an argument and a letter of the game and `at` is not
        given, or the time limit is no number of seconds.
    """
    arguments = [p.name for p in inspect.signature(ask).parameters.values() if p.kind in _BY_KEYWORD]

    @wraps(ask)
    def asked(*args: P.args, **given: P.kwargs) -> R:
        if not args:
            return ask(*args, **given)  # which says that the game is missing
        problem = Problem.of(args[0])  # type: ignore[arg-type]
        if given.get("at") is None:
            _refuse_ambiguous(ask.__name__, problem, [name for name in arguments if name in given])
        limit: Any = given.get("time_limit", "as solved")
        with limit_time(problem.time_limit if limit == "as solved" else limit):
            return ask(*args, **given)

    return asked


def _refuse_ambiguous(asked: str, problem: Problem, arguments: list[str]) -> None:
    for name in arguments:
        if name in problem.game.letters:
            raise ValueError(
                f"'{name}' is a letter of this game and an argument of {asked}: give values of letters as "
                f"at={{'{name}': ...}}; with at={{}} for no letters, {name}= is the argument"
            )
