"""Whether a distribution over cells is a correlated equilibrium and the best one: by the definition, at one place.

Shares no code with what finds it: whom a mediator tells what is played through, and the optimum is a linear programme
in the numbers of the place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import TYPE_CHECKING, Any

from deterrence.algebra.arithmetic import Arithmetic
from deterrence.solvers.checks.simplex import greatest

if TYPE_CHECKING:
    from deterrence.games.forms.forms import MatrixForm


def correlated_faults(
    form: MatrixForm, chances: Sequence[Any], quantity: Sequence[Any], coarse: bool, numbers: Arithmetic
) -> Iterator[str]:
    """What is wrong with a distribution that is said to make a quantity as large as any equilibrium does.

    Parameters
    ----------
    form
        The game.
    chances, quantity
        Numbers of the place for each cell, in the order of the layout.
    coarse
        Whether players decide on deviations before they hear anything.
    numbers
        How to evaluate formulas there.
    """
    if any(numbers.sign(p) < 0 for p in chances) or not numbers.is_zero(sum(chances) - 1):
        yield "the probabilities are not between 0 and 1 with sum 1"
    deviations = list(_deviations(form, coarse, numbers))
    for said, gains in deviations:
        if numbers.sign(_average(gains, chances)) > 0:
            yield said
    lift = numbers.largest([-q for q in quantity]) + 1
    rows = [*(gains for _, gains in deviations), [1] * len(chances)]
    most = greatest([q + lift for q in quantity], rows, [*([0] * len(deviations)), 1], numbers) - lift
    reached = _average(quantity, chances)
    if not numbers.is_zero(reached - most):
        yield f"it reaches {reached}, and another equilibrium {most}"


def _deviations(form: MatrixForm, coarse: bool, numbers: Arithmetic) -> Iterator[tuple[str, list[Any]]]:
    """Each way to deviate, in words, with what it gains in each cell."""
    drawn = list(product(*(range(len(moves)) for moves in form.moves)))
    for player, moves in enumerate(form.moves):
        table = {cell: numbers.value(form.payoffs[player][cell]) for cell in drawn}
        for told, other in product([None] if coarse else range(len(moves)), range(len(moves))):
            played = [
                (*cell[:player], other, *cell[player + 1 :]) if told in (None, cell[player]) else cell for cell in drawn
            ]
            gains = [table[instead] - table[cell] for cell, instead in zip(drawn, played, strict=True)]
            when = "" if told is None else f" when told {moves[told]}"
            yield f"{form.players[player]} gains by {moves[other]}{when}", gains


def _average(values: Sequence[Any], chances: Sequence[Any]) -> Any:
    total: Any = 0
    for value, chance in zip(values, chances, strict=True):
        total = total + value * chance
    return total
