"""Matrices of numbers too large to be written out cell by cell: solved on their arrays, no object a cell.

Zero-sum games by linear programming, in floats; every pure equilibrium of any game; where there is none, one mixed
equilibrium, of a two-player game by Lemke-Howson, exactly, and of others by the logit correspondence, in floats. Each
is checked against the definition by its regret. The outcomes of such a game, one a cell, are not listed with its
equilibria.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from deterrence.algebra.deadline import is_over
from deterrence.algebra.language import Number
from deterrence.algebra.rational import ring
from deterrence.games.layout import Layout, Place
from deterrence.games.matrix import Matrix
from deterrence.solvers.equilibria import Component, Equilibria, Equilibrium, Found
from deterrence.solvers.methods import MATRIX_METHODS, everywhere
from deterrence.solvers.one_of_many import in_turn
from deterrence.solvers.promise import Promise
from deterrence.solvers.regret import SolverError

if TYPE_CHECKING:
    from deterrence.algebra.values import Value

CELLS: Final = 40_000
REGRET: Final = 1e-9
MOST_LISTED: Final = 10_000

Tables = tuple[Any, ...]
Profiles = list[Sequence[Sequence[Any]]]


def large_tables(game: object) -> Tables | None:
    """The payoffs, an array a player, of a matrix of numbers with more cells than are written out; else None."""
    if not isinstance(game, Matrix) or game.types or len(game.payoffs) <= CELLS:
        return None
    return game.arrays if game.arrays is not None else _written(game)


def _written(game: Matrix) -> Tables | None:
    """The arrays of a matrix that came cell by cell, as from a file; None where a payoff is a formula."""
    import numpy as np

    rows = list(game.payoffs.values())
    numbers = [[payoff.value for payoff in row if isinstance(payoff, Number)] for row in rows]
    if any(len(row) < len(game.players) for row in numbers):
        return None
    whole = all(value.denominator == 1 and abs(value) < 2**62 for row in numbers for value in row)
    kind = np.int64 if whole else object
    return tuple(np.array(column, dtype=kind).reshape(game.shape) for column in zip(*numbers, strict=True))


def solve_large(game: Matrix, tables: Tables, method: str | None, options: Mapping[str, Any]) -> Equilibria:
    """What can be found in a large matrix: by default an equilibrium where it is zero-sum, else the pure ones.

    Where there is no pure one either, one that Lemke-Howson or the logit correspondence leads to.
    """
    if method is not None:
        names: Sequence[str] = (method,)
    elif _is_zero_sum(tables):
        names = ("linear programming",)
    else:
        names = ("pure enumeration", "lemke-howson" if len(tables) == 2 else "logit")
    for option in options:
        if option not in MATRIX_METHODS[names[0]].options:
            raise ValueError(f"'{names[0]}' has no option '{option}'")
    found = in_turn({name: partial(_found, game, tables, METHODS[name], options) for name in names})
    exact = not any(isinstance(p, float) for family in found.families for row in family.strategies for p in row)
    why = f"a matrix of {tables[0].size:,} cells is too large to list all equilibria: {found.why}"
    promise = Promise("nash", found.method or names[0], exact, complete=False, why=why, complete_off_ties=False)
    return Equilibria(game, promise, found.families, found.components)


def _found(game: Matrix, tables: Tables, method: Method, options: Mapping[str, Any]) -> Found:
    """What a method finds, each checked; once the time is up, the first of them."""
    profiles, why = method(tables, options)
    check = _Check(game, tables)
    families: list[Equilibrium] = []
    for profile in profiles:
        if families and is_over():
            why = f"{why}; the first {len(families):,} were checked in time and are listed"
            break
        families.append(check.family(profile))
    return Found(tuple(families), tuple(Component((f,), f.exists) for f in families), False, why)


def _is_zero_sum(tables: Tables) -> bool:
    return len(tables) == 2 and not (tables[0] + tables[1]).any()


def _linear_programming(tables: Tables, options: Mapping[str, Any]) -> tuple[Profiles, str]:
    from deterrence.solvers.numeric.zero_sum import zero_sum

    found = zero_sum(*_two(tables, "linear programming"))
    return [(found.x.tolist(), found.y.tolist())], "this is one pair of optimal strategies, and there may be others"


def _lemke_howson(tables: Tables, options: Mapping[str, Any]) -> tuple[Profiles, str]:
    from deterrence.solvers.numeric.lemke_howson import lemke_howson

    first, second = _two(tables, "lemke-howson")
    found = lemke_howson(first, second, options.get("label", 0))
    return [(found.x, found.y)], "this method finds one"


def _pure_enumeration(tables: Tables, options: Mapping[str, Any]) -> tuple[Profiles, str]:
    import numpy as np

    from deterrence.solvers.numeric.pure_enumeration import pure_enumeration

    chosen = pure_enumeration(np.stack(tables)[None]).moves[:MOST_LISTED].tolist()
    rows = [
        [[Fraction(int(m == own)) for m in range(size)] for own, size in zip(moves, tables[0].shape, strict=True)]
        for moves in chosen
    ]
    return list(rows), f"these are the pure ones (the first {MOST_LISTED:,}), and there may be mixed ones"


def _logit(tables: Tables, options: Mapping[str, Any]) -> tuple[Profiles, str]:
    import numpy as np

    from deterrence.solvers.numeric.logit import logit_strategic_form

    limit = logit_strategic_form([table.astype(np.float64) for table in tables]).limit
    cuts = np.cumsum(tables[0].shape)[:-1]
    return [[row.tolist() for row in np.split(limit, cuts)]], "the limit of the branch from the centre"


def _two(tables: Tables, method: str) -> Tables:
    if len(tables) != 2:
        raise ValueError(f"'{method}' is for 2 players; this game has {len(tables)}")
    return tables


Method = Callable[[Tables, Mapping[str, Any]], tuple[Profiles, str]]
METHODS: Final[Mapping[str, Method]] = {
    "linear programming": _linear_programming,
    "lemke-howson": _lemke_howson,
    "pure enumeration": _pure_enumeration,
    "logit": _logit,
}
BY_NAME: Final = ("linear programming", "lemke-howson", "pure enumeration")


class _Check:
    """Profiles of one large matrix as equilibria, each held against its regret."""

    def __init__(self, game: Matrix, tables: Tables) -> None:
        import numpy as np

        self.floats = np.stack(tables).astype(np.float64)
        places = tuple(Place(player, player, "", moves) for player, moves in game.moves.items())
        self.layout = Layout(game.players, places, ())

    def family(self, profile: Sequence[Sequence[Any]]) -> Equilibrium:
        import numpy as np

        from deterrence.solvers.numeric.strategic_form import gains, regret

        rows = [np.array([float(p) for p in row]) for row in profile]
        if not regret(self.floats, rows) <= REGRET:
            raise SolverError("what was found in this matrix is no equilibrium")
        payoffs = tuple(float(value @ row) for value, row in zip(gains(self.floats, rows), rows, strict=True))
        strategies = tuple(tuple(map(_value, row)) for row in profile)
        return Equilibrium(self.layout, strategies, payoffs, (), everywhere())


def _value(probability: Any) -> Value:
    return ring(()).constant(probability) if isinstance(probability, Fraction) else float(probability)
