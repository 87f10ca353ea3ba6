"""What each player of a matrix could gain by another strategy: the definition of equilibrium, summed over all cells.

Shares no code with the solvers: this is what their answers are checked with.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import TYPE_CHECKING, Any

from deterrence.algebra.arithmetic import Arithmetic

if TYPE_CHECKING:
    from deterrence.games.forms.forms import MatrixForm

Profile = Sequence[Sequence[Any]]  # for each player a number for each move


def move_values(form: MatrixForm, profile: Profile, numbers: Arithmetic) -> list[list[Any]]:
    """For each player, what each move yields when the others play their part of the profile."""
    played = [[move for move, p in enumerate(row) if not numbers.is_zero(p)] for row in profile]
    found = []
    for player, moves in enumerate(form.moves):
        totals: list[Any] = [0] * len(moves)
        others = [played[p] if p != player else [0] for p in range(len(profile))]
        for cell in product(*others):
            chance: Any = 1
            for p, move in enumerate(cell):
                if p != player:
                    chance = chance * profile[p][move]
            for move in range(len(moves)):
                payoff = form.payoffs[player][*cell[:player], move, *cell[player + 1 :]]
                totals[move] = totals[move] + chance * numbers.value(payoff)
        found.append(totals)
    return found


def expected(values: Sequence[Any], row: Sequence[Any]) -> Any:
    """What a mixed strategy yields."""
    total: Any = 0
    for value, probability in zip(values, row, strict=True):
        total = total + value * probability
    return total


def gains(form: MatrixForm, profile: Profile, numbers: Arithmetic) -> list[Any]:
    """For each player, the best move's value less the strategy's."""
    values = move_values(form, profile, numbers)
    return [numbers.largest(v) - expected(v, row) for v, row in zip(values, profile, strict=True)]
