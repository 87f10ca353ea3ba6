"""Matrices of numbers too large to be written out cell by cell: solved on their arrays, no object a cell.

Zero-sum games by linear programming, in floats; every pure equilibrium of any game; one equilibrium of a two-player
game by Lemke-Howson, exactly. Each is checked against the definition by its regret. The outcomes of such a game, one a
cell, are not listed with its equilibria.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from deterrence.algebra.rational import ring
from deterrence.games.matrix import Matrix
from deterrence.solvers.equilibria import Component, Equilibria, Equilibrium, Layout, Place
from deterrence.solvers.methods import MATRIX_METHODS, everywhere
from deterrence.solvers.promise import Promise
from deterrence.solvers.regret import SolverError

if TYPE_CHECKING:
    from deterrence.algebra.values import Value

CELLS: Final = 40_000
REGRET: Final = 1e-9
MOST_LISTED: Final = 10_000

Profiles = list[Sequence[Sequence[Any]]]


def is_large(game: object) -> bool:
    """Whether a game is a matrix made from arrays of numbers with more cells than are written out."""
    return isinstance(game, Matrix) and game.arrays is not None and not game.types and game.arrays[0].size > CELLS


def solve_large(game: Matrix, method: str | None, options: Mapping[str, Any]) -> Equilibria:
    """What can be found in a large matrix: by default an equilibrium where it is zero-sum, else the pure ones."""
    if method is None:
        method = "linear programming" if _is_zero_sum(game) else "pure enumeration"
    for option in options:
        if option not in MATRIX_METHODS[method].options:
            raise ValueError(f"'{method}' has no option '{option}'")
    found, why = LARGE_METHODS[method](game, options)
    families = tuple(_family(game, profile) for profile in found)
    exact = not any(isinstance(p, float) for profile in found for row in profile for p in row)
    alone = tuple(Component((family,), family.exists) for family in families)
    why = f"a matrix of {game.arrays[0].size:,} cells is too large to list all equilibria: {why}"  # type: ignore[index]
    promise = Promise("nash", method, exact, complete=False, why=why, complete_off_ties=False)
    return Equilibria(game, promise, families, alone)


def _is_zero_sum(game: Matrix) -> bool:
    assert game.arrays is not None
    return len(game.arrays) == 2 and not (game.arrays[0] + game.arrays[1]).any()


def _linear_programming(game: Matrix, options: Mapping[str, Any]) -> tuple[Profiles, str]:
    from deterrence.solvers.numeric.zero_sum import zero_sum

    found = zero_sum(*_two(game, "linear programming"))
    return [(found.x.tolist(), found.y.tolist())], "this is one pair of optimal strategies, and there may be others"


def _lemke_howson(game: Matrix, options: Mapping[str, Any]) -> tuple[Profiles, str]:
    from deterrence.solvers.numeric.lemke_howson import lemke_howson

    first, second = _two(game, "lemke-howson")
    found = lemke_howson(first, second, options.get("label", 0))
    return [(found.x, found.y)], "this method finds one"


def _pure_enumeration(game: Matrix, options: Mapping[str, Any]) -> tuple[Profiles, str]:
    import numpy as np

    from deterrence.solvers.numeric.pure_enumeration import pure_enumeration

    assert game.arrays is not None
    chosen = pure_enumeration(np.stack(game.arrays)[None]).moves[:MOST_LISTED].tolist()
    rows = [
        [[Fraction(int(m == own)) for m in range(size)] for own, size in zip(moves, game.shape, strict=True)]
        for moves in chosen
    ]
    return list(rows), f"these are the pure ones (the first {MOST_LISTED:,}), and there may be mixed ones"


def _two(game: Matrix, method: str) -> tuple[Any, Any]:
    assert game.arrays is not None
    if len(game.arrays) != 2:
        raise ValueError(f"'{method}' is for 2 players; this game has {len(game.arrays)}")
    first, second = game.arrays
    return first, second


LARGE_METHODS: Final[Mapping[str, Callable[[Matrix, Mapping[str, Any]], tuple[Profiles, str]]]] = {
    "linear programming": _linear_programming,
    "lemke-howson": _lemke_howson,
    "pure enumeration": _pure_enumeration,
}


def _family(game: Matrix, profile: Sequence[Sequence[Any]]) -> Equilibrium:
    import numpy as np

    from deterrence.solvers.numeric.strategic_form import gains, regret

    assert game.arrays is not None
    tables = np.stack(game.arrays).astype(np.float64)
    rows = [np.array([float(p) for p in row]) for row in profile]
    if not regret(tables, rows) <= REGRET:
        raise SolverError("what was found in this matrix is no equilibrium")
    payoffs = [float(value @ row) for value, row in zip(gains(tables, rows), rows, strict=True)]
    places = tuple(Place(player, player, "", moves) for player, moves in game.moves.items())
    return Equilibrium(
        Layout(game.players, places, ()),
        tuple(tuple(map(_value, row)) for row in profile),
        tuple(payoffs),
        (),
        everywhere(),
    )


def _value(probability: Any) -> Value:
    return ring(()).constant(probability) if isinstance(probability, Fraction) else float(probability)
