"""The simplex method in whatever numbers a place has: for checks, which share no code with what they check.

References
----------
Bland (1977), New finite pivoting rules for the simplex method, Mathematics of Operations Research 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from deterrence.algebra.arithmetic import Arithmetic

Numbers = Sequence[Any]


def greatest(objective: Numbers, rows: Sequence[Numbers], bounds: Numbers, numbers: Arithmetic) -> Any:
    """The greatest objective.x over x >= 0 with rows.x <= bounds, where no bound is negative and one binds all."""
    height, width = len(rows), len(objective)
    table = [
        [*row, *(int(i == k) for k in range(height)), bound]
        for i, (row, bound) in enumerate(zip(rows, bounds, strict=True))
    ]
    cost: list[Any] = [*objective, *([0] * (height + 1))]
    basis = list(range(width, width + height))
    while (entering := next((j for j in range(width + height) if numbers.sign(cost[j]) > 0), None)) is not None:
        rising = [i for i in range(height) if numbers.sign(table[i][entering]) > 0]
        leaving = rising[0]
        for i in rising[1:]:
            # The ratios compared by their products, so that whole numbers stay whole.
            order = numbers.sign(table[i][-1] * table[leaving][entering] - table[leaving][-1] * table[i][entering])
            if order < 0 or (order == 0 and basis[i] < basis[leaving]):
                leaving = i
        pivot = numbers.constant(Fraction(1)) / table[leaving][entering]
        table[leaving] = [value * pivot for value in table[leaving]]
        for row in [*(table[i] for i in range(height) if i != leaving), cost]:
            factor = row[entering]
            row[:] = [value - factor * p for value, p in zip(row, table[leaving], strict=True)]
        basis[leaving] = entering
    return -cost[-1]
