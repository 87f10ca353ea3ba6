"""Which of several equilibria a summary is about. Always stated, never silent.

* `all`: no selection; the least and the greatest value over the equilibria are both reported.
* `payoff dominance`: the one that is at least as good for every player as each other one (Harsanyi and Selten 1988).
* `risk dominance`: of two pure equilibria of a 2x2 matrix, the one with the greater product of the players' losses from
  deviating alone (Harsanyi and Selten 1988, section 3.9).
* `logit limit`: the one that quantal response leads to as precision grows (McKelvey and Palfrey 1995); none where that
  is a mixture of several that are listed.
* `worst for PLAYER`: the one with that player's least payoff; and `best for PLAYER`.

Where a rule picks none, as payoff dominance often does, nothing is chosen, and the share of such points is reported.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from deterrence.algebra.exact.rational import RationalFunction
from deterrence.equilibria.equilibria import Equilibrium
from deterrence.games.background import background
from deterrence.games.forms.forms import MatrixForm
from deterrence.games.matrix import is_table
from deterrence.games.model import Model
from deterrence.games.parts.mistakes import listed, nearest
from deterrence.games.pieces import pieces

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ALL: Final = "all"
PAYOFF: Final = "payoff dominance"
RISK: Final = "risk dominance"
LOGIT: Final = "logit limit"
WORST: Final = "worst for "
BEST: Final = "best for "
MOST_TRACED: Final = 5_000
NEAR: Final = 1e-9
AWAY: Final = 0.01  # further from the limit of a logit path than the path's own error


@dataclass(frozen=True, eq=False)
class Selection:
    """A rule, read for one game.

    Attributes
    ----------
    rule
        As given.
    game
        The game, with the letters that vary.
    families
        Its families, in the order of the arrays.
    """

    rule: str
    game: Model
    families: tuple[Equilibrium, ...]

    @property
    def is_all(self) -> bool:
        """Whether nothing is selected."""
        return self.rule == ALL

    def choose(
        self, exists: NDArray[np.bool_], payoffs: NDArray[np.float64], values: Mapping[str, NDArray[np.float64]]
    ) -> NDArray[np.intp]:
        """The family chosen at each point, -1 where none is.

        Parameters
        ----------
        exists : bool array, shape (families, points)
            Which families exist where.
        payoffs : float array, shape (families, players, points)
            What they pay.
        values
            The letters at each point.
        """
        import numpy as np

        if self.rule.startswith((WORST, BEST)):
            return self._extreme(exists, payoffs)
        chosen = np.where(exists.any(axis=0), exists.argmax(axis=0), -1)
        several = np.flatnonzero(exists.sum(axis=0) > 1)
        if several.size:
            there = {name: np.asarray(value)[several] for name, value in values.items()}
            rules: dict[str, Callable[..., NDArray[np.intp]]] = {
                PAYOFF: _payoff_dominant,
                RISK: self._risk_dominant,
                LOGIT: self._logit,
            }
            chosen[several] = rules[self.rule](exists[:, several], payoffs[..., several], there)
        return chosen

    def _extreme(self, exists: NDArray[np.bool_], payoffs: NDArray[np.float64]) -> NDArray[np.intp]:
        import numpy as np

        word = WORST if self.rule.startswith(WORST) else BEST
        own = payoffs[:, self.game.players.index(self.rule[len(word) :])]
        worth = np.where(exists, own if word == WORST else -own, np.inf)
        return np.where(exists.any(axis=0), worth.argmin(axis=0), -1)

    def _risk_dominant(
        self, exists: NDArray[np.bool_], _: NDArray[np.float64], values: Mapping[str, NDArray[np.float64]]
    ) -> NDArray[np.intp]:
        """Of two pure equilibria the one whose product of losses from deviating is greater."""
        import numpy as np

        pure = [i for i, family in enumerate(self.families) if family.is_pure]
        losses = np.full((len(exists) + 1, exists.shape[1]), -np.inf)
        products = self._products(values, exists.shape[1])
        for i in pure:
            used = tuple(next(m for m, v in enumerate(row) if not v.is_zero) for row in self.families[i].strategies)
            losses[i] = np.where(exists[i], products[used], -np.inf)
        ordered = np.sort(losses, axis=0)
        chosen = losses.argmax(axis=0)
        tied = (exists[pure].sum(axis=0) > 1) & (ordered[-1] - ordered[-2] <= NEAR * np.maximum(1, np.abs(ordered[-1])))
        return np.where(tied | np.isneginf(ordered[-1]), -1, chosen)

    def _products(self, values: Mapping[str, Any], count: int) -> dict[tuple[int, ...], Any]:
        """For each cell of the matrix the product of what each player loses by deviating alone from it."""
        import numpy as np

        from deterrence.algebra.arrays.compile import compiled, compiled_conditions

        cells = [(i, j) for i in (0, 1) for j in (0, 1)]
        found: dict[tuple[int, ...], Any] = {cell: np.full(count, np.nan) for cell in cells}
        for piece in pieces(self.game, background(self.game)):  # several where min or max occurs in the payoffs
            [here] = compiled_conditions([piece.guards])(values)
            tables = cast(MatrixForm, piece.form).payoffs
            functions: list[RationalFunction] = []
            for i, j in cells:
                functions += [tables[0][i, j] - tables[0][1 - i, j], tables[1][i, j] - tables[1][i, 1 - j]]
            worth = compiled(functions)(values)
            for n, cell in enumerate(cells):
                np.copyto(found[cell], worth[2 * n] * worth[2 * n + 1], where=here)
        return found

    def _logit(
        self, exists: NDArray[np.bool_], _: NDArray[np.float64], values: Mapping[str, NDArray[np.float64]]
    ) -> NDArray[np.intp]:
        """The family whose strategies are nearest to the limit of the logit path, traced at each point anew."""
        import numpy as np

        from deterrence.algebra.formulas.language import as_fraction
        from deterrence.solvers.solve import solve

        if exists.shape[1] > MOST_TRACED:
            raise ValueError(
                f"the logit limit would have to be traced at {exists.shape[1]:,} points; take fewer draws (at most "
                f"{MOST_TRACED:,} points with several equilibria)"
            )
        chosen = np.full(exists.shape[1], -1, dtype=np.intp)
        for point in range(exists.shape[1]):
            there = {name: as_fraction(float(column[point])) for name, column in values.items()}
            [limit] = solve(self.game.at(there), method="logit").families
            wanted = _numbers(limit, {})
            distances = [
                (float(np.abs(_numbers(self.families[i], there) - wanted).max()), int(i))
                for i in np.flatnonzero(exists[:, point])
            ]
            distance, nearest_one = min(distances)
            chosen[point] = nearest_one if distance < AWAY else -1
        return chosen


def _numbers(family: Equilibrium, there: Mapping[str, Any]) -> NDArray[np.float64]:
    import numpy as np

    return np.array([float(value.evaluate(there)) for row in family.strategies for value in row])


def _payoff_dominant(
    exists: NDArray[np.bool_], payoffs: NDArray[np.float64], _: Mapping[str, NDArray[np.float64]]
) -> NDArray[np.intp]:
    """The first equilibrium that no other existing one is better than for any player."""
    import numpy as np

    chosen = np.full(exists.shape[1], -1, dtype=np.intp)
    best = np.where(exists[:, None], payoffs, -np.inf).max(axis=0)
    for index in range(len(exists) - 1, -1, -1):
        dominant = exists[index] & (payoffs[index] >= best - NEAR * np.maximum(1, np.abs(best))).all(axis=0)
        chosen[dominant] = index
    return chosen


def selection(rule: str, game: Model, families: tuple[Equilibrium, ...]) -> Selection:
    """Read a rule.

    Raises
    ------
    ValueError
        For an unknown rule, or one that is not defined for the game.
    """
    known = [ALL, PAYOFF, RISK, LOGIT, *(f"{word}{player}" for word in (WORST, BEST) for player in game.players)]
    if rule not in known:
        raise ValueError(f"there is no selection '{rule}'; there are: {listed(known)}.{nearest(rule, known)}")
    if rule == RISK and not _is_two_by_two(game):
        raise ValueError("risk dominance is defined for matrices of two players with two moves each")
    return Selection(rule, game, families)


def _is_two_by_two(game: Model) -> bool:
    return is_table(game) and [len(moves) for moves in game.moves.values()] == [2, 2]
