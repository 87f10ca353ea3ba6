"""Whether anybody whose type is drawn could do better, looked up type by type in floats, for any distribution.

As `cut_regret.py`, with distribution functions as they are and payoffs that depend on types in any way: many types are
asked, of a grid over the interval and of one over probabilities.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from math import isfinite
from typing import Any, Final, cast

from deterrence.algebra.arithmetic import Arithmetic
from deterrence.equilibria.cuts import CutEquilibrium
from deterrence.games.forms.drawn_form import DrawnForm
from deterrence.games.forms.numeric_types import NumericTypesForm
from deterrence.solvers.checks.cut_regret import CutPlay

FAR: Final = 1e-12
FINE: Final = 200


class NumericCutPlay(CutPlay):
    """An equilibrium's play, in floats.

    Parameters
    ----------
    numeric
        The game.
    family, numbers, thoughts
        See `CutPlay`.
    """

    def __init__(
        self,
        numeric: NumericTypesForm,
        family: CutEquilibrium,
        numbers: Arithmetic,
        thoughts: Mapping[Any, Sequence[Any]],
    ) -> None:
        super().__init__(cast(DrawnForm, numeric), family, numbers, thoughts)  # which asks what the two have in common
        self.drawn = numeric.drawn

    def interval(self, player: int) -> tuple[Any, Any]:
        """The ends of a player's types; where there is none, a type so far out that there is no probability beyond."""
        law = self.drawn[player].law
        low = law.low if isfinite(law.low) else float(law.quantile(FAR))
        return low, law.high if isfinite(law.high) else float(law.quantile(1 - FAR))

    def _cdf(self, own: Any, kind: Any) -> Any:
        return float(own.law.cdf(kind))

    def _tried(self, player: int) -> list[Any]:
        import numpy as np

        found = super()._tried(player)
        if player not in self.drawn:
            return found
        law = self.drawn[player].law
        return [*found, *map(float, law.quantile((np.arange(FINE) + 0.5) / FINE))]

    def _functions(self, player: int, kind: Any) -> list[float]:
        """What payoffs are multiples of, at a type."""
        if player not in self.drawn:
            return [1.0, 0.0]
        own = self.drawn[player]
        return [float(x) for x in own.basis(kind)]

    def _paid(self, player: int, end: int, kind: Any) -> Any:
        paid = self._payoffs[end][player]
        return sum((a * x for a, x in zip(paid, self._functions(player, kind), strict=True)), self.zero)

    def _expected(self, player: int, end: int) -> Any:
        weight = self.chances[end]
        for other, moves in self.histories[end].items():
            weight = weight if other == player else weight * self._likely(self.measures[other], moves)
        moves = self.histories[end].get(player, ())
        paid = self._payoffs[end][player]
        total = paid[0] * self._likely(self.measures[player], moves)
        if player in self.drawn and any(paid[1:]):
            for low, high in pairwise(self._marks(player)):
                made = self._made((low + high) / 2, moves)
                for position, a in enumerate(paid[1:], start=1):
                    if a and made:
                        total = total + a * made * self._over(player, position, low, high)
        return weight * total

    def _mean_of(self, player: int, lead: Callable[[Any], Any]) -> Any:
        if player not in self.drawn:
            return lead(self.zero)
        law = self.drawn[player].law
        return sum((law.integral(lead, low, high) for low, high in pairwise(self._marks(player))), self.zero)

    def _over(self, player: int, position: int, low: float, high: float) -> float:
        """The integral of the type, or of a curve of it, between two types."""
        own = self.drawn[player]
        known: dict[Any, float] = self.__dict__.setdefault("_integrals", {})
        key = (player, position, low, high)
        if key not in known:
            known[key] = own.law.integral(lambda kind: own.basis(kind)[position], low, high)
        return known[key]
