"""Matrices of numbers too large to be written out cell by cell: solved on their arrays, no object a cell.

Zero-sum games by linear programming, in floats; every pure equilibrium of any game; where there is none, one mixed
equilibrium, of a two-player game by Lemke-Howson, exactly, and of others by the logit correspondence, in floats. Each
is checked against the definition by its regret. The outcomes of such a game, one a cell, are not listed with its
equilibria.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar, Final

from deterrence.algebra.formulas.language import Number
from deterrence.algebra.time_limit.deadline import is_over
from deterrence.algebra.values.approximate import Approximate
from deterrence.algebra.values.value import as_value
from deterrence.equilibria.equilibria import Component, Equilibrium, Found
from deterrence.games.matrix import Matrix
from deterrence.games.model import Model
from deterrence.games.parts.layout import Layout, Place
from deterrence.solvers.checks.regret import SolverError
from deterrence.solvers.number_games import everywhere

if TYPE_CHECKING:
    from deterrence.solvers.task import Task

CELLS: Final = 40_000
REGRET: Final = 1e-9
MOST_LISTED: Final = 10_000

Profiles = Sequence[Sequence[Sequence[Any]]]


@dataclass(frozen=True, eq=False)
class LargeMatrix:
    """A matrix of numbers as arrays of payoffs, one a player."""

    representation: ClassVar[str] = "arrays"
    letters: ClassVar[tuple[str, ...]] = ()
    players: tuple[str, ...]
    moves: Mapping[str, tuple[str, ...]]
    tables: tuple[Any, ...]

    @property
    def too_large(self) -> str:
        """Why its equilibria are not all listed."""
        return f"a matrix of {self.tables[0].size:,} cells is too large to list all equilibria"


def large_matrix(game: Model) -> LargeMatrix | None:
    """A matrix of numbers with more cells than are written out, as arrays; None of other games."""
    if not isinstance(game, Matrix) or game.is_typed or len(game.payoffs) <= CELLS:
        return None
    tables = game.arrays if game.arrays is not None else _written(game)
    return None if tables is None else LargeMatrix(game.players, game.moves, tables)


def _written(game: Matrix) -> tuple[Any, ...] | None:
    """The arrays of a matrix that came cell by cell, as from a file; None where a payoff is a formula."""
    import numpy as np

    rows = list(game.payoffs.values())
    numbers = [[payoff.value for payoff in row if isinstance(payoff, Number)] for row in rows]
    if any(len(row) < len(game.players) for row in numbers):
        return None
    whole = all(value.denominator == 1 and abs(value) < 2**62 for row in numbers for value in row)
    kind = np.int64 if whole else object
    return tuple(np.array(column, dtype=kind).reshape(game.shape) for column in zip(*numbers, strict=True))


def linear_programming(task: Task) -> Found:
    """An equilibrium of a zero-sum game, in floats."""
    from deterrence.solvers.numeric.zero_sum import zero_sum

    found = zero_sum(*task.form.tables)
    why = "this is one pair of optimal strategies, and there may be others"
    return _checked(task.form, [(found.x.tolist(), found.y.tolist())], why)


def lemke_howson(task: Task) -> Found:
    """An equilibrium of a two-player game, exactly."""
    from deterrence.solvers.numeric import lemke_howson as kernel

    first, second = task.form.tables
    found = kernel.lemke_howson(first, second, label=task.option("label", 0))
    return _checked(task.form, [(found.x, found.y)], "this method finds one")


def pure_enumeration(task: Task) -> Found:
    """The pure equilibria, the first of them."""
    import numpy as np

    from deterrence.solvers.numeric import pure_enumeration as kernel

    tables = task.form.tables
    chosen = kernel.pure_enumeration(np.stack(tables)[None]).moves[:MOST_LISTED].tolist()
    rows = [
        [[Fraction(int(m == own)) for m in range(size)] for own, size in zip(moves, tables[0].shape, strict=True)]
        for moves in chosen
    ]
    why = f"these are the pure ones (the first {MOST_LISTED:,}), and there may be mixed ones"
    return _checked(task.form, rows, why)


def logit(task: Task) -> Found:
    """The equilibrium that quantal responses approach, in floats."""
    import numpy as np

    from deterrence.solvers.numeric.logit import logit_strategic_form

    tables = task.form.tables
    limit = logit_strategic_form([table.astype(np.float64) for table in tables]).limit
    cuts = np.cumsum(tables[0].shape)[:-1]
    rows = [row.tolist() for row in np.split(limit, cuts)]
    return _checked(task.form, [rows], "the limit of the branch from the centre")


def _checked(game: LargeMatrix, profiles: Profiles, why: str) -> Found:
    """What a method found, each held against its regret; once the time is up, the first of them."""
    check = _Check(game)
    families: list[Equilibrium] = []
    for profile in profiles:
        if families and is_over():
            why = f"{why}; the first {len(families):,} were checked in time and are listed"
            break
        families.append(check.family(profile))
    return Found(tuple(families), tuple(Component((f,), f.exists) for f in families), False, why)


class _Check:
    """Profiles of one large matrix as equilibria, each held against its regret."""

    def __init__(self, game: LargeMatrix) -> None:
        import numpy as np

        self.floats = np.stack(game.tables).astype(np.float64)
        places = tuple(Place(player, player, "", moves) for player, moves in game.moves.items())
        self.layout = Layout(game.players, places, ())

    def family(self, profile: Sequence[Sequence[Any]]) -> Equilibrium:
        import numpy as np

        from deterrence.solvers.numeric.strategic_form import gains, regret

        rows = [np.array([float(p) for p in row]) for row in profile]
        if not regret(self.floats, rows) <= REGRET:
            raise SolverError("what was found in this matrix is no equilibrium")
        payoffs = tuple(Approximate(value @ row) for value, row in zip(gains(self.floats, rows), rows, strict=True))
        strategies = tuple(tuple(map(as_value, row)) for row in profile)
        return Equilibrium(self.layout, strategies, payoffs, (), everywhere())
