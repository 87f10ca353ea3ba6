"""Many games of numbers solved together: a batch of matrices, with the equilibria as arrays.

What comes back is checked as it is for one game: each equilibrium by code that did not find it, and complete only where
the method guarantees it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from math import prod
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from deterrence.algebra.time_limit.deadline import OutOfTime
from deterrence.algebra.values.value import is_exact
from deterrence.equilibria.promise import Promise
from deterrence.games.batch import Batch
from deterrence.games.parts.frozen import FrozenDict
from deterrence.solvers.task import Task

if TYPE_CHECKING:
    import pandas
    from numpy.typing import NDArray

    from deterrence.equilibria.equilibria import Equilibria
    from deterrence.solvers.methods import Method


@dataclass(frozen=True, eq=False, repr=False)
class SolvedBatch:
    """The equilibria of a batch of games, one a row; rows of one game stand together, games in order.

    Attributes
    ----------
    batch, concept, method
        What was solved, for what, and how.
    game : array of int, shape (equilibria,)
        The game that each equilibrium belongs to.
    strategies
        For each player an array of shape (equilibria, moves): probabilities.
    exact : array of bool, shape (equilibria,)
        Whether the probabilities were found in rationals, and are rounded here only.
    complete : array of bool, shape (games,)
        Whether a game's equilibria are all here: in a degenerate game, all extreme ones.
    why
        Why not, by the number of the game.
    """

    batch: Batch
    concept: str
    method: str
    game: NDArray[np.intp]
    strategies: Mapping[str, NDArray[np.float64]]
    exact: NDArray[np.bool_]
    complete: NDArray[np.bool_]
    why: Mapping[int, str] = field(default_factory=FrozenDict)

    def __len__(self) -> int:
        return len(self.game)

    @property
    def promise(self) -> Promise:
        """What is promised of all games together."""
        complete = bool(self.complete.all())
        why = "; ".join(dict.fromkeys(self.why.values()))
        return Promise(self.concept, self.method, bool(self.exact.all()), complete, why, complete)

    @property
    def counts(self) -> NDArray[np.intp]:
        """How many equilibria each game has here."""
        return np.bincount(self.game, minlength=len(self.batch))

    @property
    def payoffs(self) -> Mapping[str, NDArray[np.float64]]:
        """What each player receives at each equilibrium."""
        found = {}
        for player, table in zip(self.batch.players, self.batch.arrays, strict=True):
            value = table.astype(np.float64)[self.game]
            for row in reversed(tuple(self.strategies.values())):
                value = np.einsum("e...m,em->e...", value, row)
            found[player] = value
        return FrozenDict(found)

    def to_frame(self) -> pandas.DataFrame:
        """One row an equilibrium: the game, each player's probabilities and payoff."""
        import pandas

        columns: dict[Any, Any] = {("game", ""): self.game}
        for player, moves in self.batch.moves.items():
            columns |= {(player, move): self.strategies[player][:, i] for i, move in enumerate(moves)}
        columns |= {(player, "payoff"): value for player, value in self.payoffs.items()}
        return pandas.DataFrame(columns)

    def __repr__(self) -> str:
        missing = int((~self.complete).sum())
        rest = f"; in {missing} games some may be missing" if missing else "; these are all"
        return f"{len(self)} {self.concept} equilibria of {len(self.batch)} games, by {self.method}{rest}"


PAYOFFS_AT_ONCE: Final = 150_000  # of one slice of a batch: some ten milliseconds of work
Solved = tuple[Any, Sequence[Any], Any, Any, Mapping[int, str]]
Kernel = Callable[[Task], Solved]


def solve_batch(task: Task, method: Method, one: Callable[..., Equilibria]) -> SolvedBatch:
    """The equilibria of every game of a batch, by a kernel that takes them together or else `one` after the other."""
    batch = task.form
    if batch.representation in method.runs and not task.options:
        game, rows, exact, complete, why = _in_slices(task, method.function(batch.representation))
    else:
        game, rows, exact, complete, why = _one_by_one(task, partial(one, method=method.name, **task.options))
    strategies = FrozenDict(dict(zip(batch.players, rows, strict=True)))
    return SolvedBatch(batch, task.concept, method.name, game, strategies, exact, complete, FrozenDict(why))


def support_enumeration(task: Task) -> Solved:
    """All extreme equilibria of small two-player games."""
    from deterrence.solvers.numeric import support_enumeration as kernel

    found = kernel.support_enumeration(*task.form.arrays)
    return found.game, (found.x, found.y), found.exact, np.ones(len(task.form), dtype=bool), {}


def pure_enumeration(task: Task) -> Solved:
    """The pure equilibria."""
    from deterrence.solvers.numeric import pure_enumeration as kernel

    batch = task.form
    found = kernel.pure_enumeration(np.stack(batch.arrays, axis=1))
    rows = [np.eye(size)[chosen] for size, chosen in zip(batch.shape, found.moves.T, strict=True)]
    why = "this method finds pure equilibria; there may be mixed ones"
    complete = np.zeros(len(batch), dtype=bool)
    return found.game, rows, np.ones(len(found.game), dtype=bool), complete, dict.fromkeys(range(len(batch)), why)


def polynomial_systems(task: Task) -> Solved:
    """All equilibria of games of three players and more."""
    from deterrence.solvers.numeric import polynomial_systems as kernel

    batch = task.form
    found = kernel.polynomial_systems(np.stack(batch.arrays, axis=1))
    profiles = [profile for of_game in found.equilibria for profile in of_game]
    game = np.repeat(np.arange(len(batch)), [len(of_game) for of_game in found.equilibria])
    exact = [all(is_exact(p) for row in profile for p in row) for profile in profiles]
    why = {g: reason for g, reason in enumerate(found.why) if reason}
    return game, _stacked(batch, profiles), np.array(exact, dtype=bool), found.complete, why


def _in_slices(task: Task, kernel: Kernel) -> Solved:
    """So many games at once; what the time does not reach is not complete, and says so."""
    batch, deadline = task.form, task.deadline
    parts: list[Any] = []
    late: dict[int, str] = {}
    at_once = max(1, PAYOFFS_AT_ONCE // (len(batch.players) * prod(batch.shape)))
    for start in range(0, len(batch), at_once):
        try:
            if parts:
                deadline.check()
            one = replace(batch, arrays=tuple(table[start : start + at_once] for table in batch.arrays))
            game, rows, exact, complete, why = kernel(replace(task, form=one))
        except OutOfTime:
            late = dict.fromkeys(range(start, len(batch)), deadline.why)
            break
        parts.append((game + start, rows, exact, complete, {start + g: reason for g, reason in why.items()}))
    games, strategies, exacts, completes, reasons = zip(*parts, strict=True) if parts else ((),) * 5
    return (
        np.concatenate([*games, np.zeros(0, dtype=np.intp)]),
        [
            np.concatenate([*(rows[player] for rows in strategies), np.zeros((0, size))])
            for player, size in enumerate(batch.shape)
        ],
        np.concatenate([*exacts, np.zeros(0, dtype=bool)]),
        np.concatenate([*completes, np.zeros(len(late), dtype=bool)]),
        {**{g: reason for of_part in reasons for g, reason in of_part.items()}, **late},
    )


def _one_by_one(task: Task, solve: Callable[..., Equilibria]) -> Solved:
    batch, deadline = task.form, task.deadline
    profiles: list[Any] = []
    game: list[int] = []
    exact: list[bool] = []
    complete = np.zeros(len(batch), dtype=bool)
    why: dict[int, str] = {}
    for index, one in enumerate(batch):
        try:
            deadline.check()
        except OutOfTime:
            why |= dict.fromkeys(range(index, len(batch)), deadline.why)
            break
        found = solve(one, time_limit=None)
        profiles += [family.strategies for family in found]
        game += [index] * len(found)
        exact += [found.exact] * len(found)
        complete[index] = found.complete
        if found.why:
            why[index] = found.why
    return np.array(game, dtype=np.intp), _stacked(batch, profiles), np.array(exact, dtype=bool), complete, why


def _stacked(batch: Batch, profiles: Sequence[Sequence[Sequence[Any]]]) -> list[NDArray[np.float64]]:
    stacked = []
    for player, size in enumerate(batch.shape):
        rows = [[float(p) for p in profile[player]] for profile in profiles]
        stacked.append(np.array(rows, dtype=np.float64).reshape(-1, size))
    return stacked
