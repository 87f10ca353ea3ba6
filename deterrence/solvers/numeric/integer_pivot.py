"""A pivot of a tableau of integers: every entry stays an integer over one common divisor (Bareiss 1968)."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from deterrence.algebra.time_limit.deadline import check_time

AT_ONCE: Final = 20_000  # entries between two looks at the clock


def integer_pivot(table: NDArray[Any], row: int, column: int, scale: int) -> int:
    """Pivot in place on an entry of a table of Python integers that stand over `scale`; the new common divisor.

    Raises
    ------
    OutOfTime
        When the time limit in force is up; the table is then spoilt.

    Examples
    --------
    >>> table = np.array([[2, 1, 4], [1, 3, 7]], dtype=object)
    >>> integer_pivot(table, 0, 0, 1), table.tolist()
    (2, [[2, 1, 4], [0, 5, 10]])
    """
    pivot: int = table[row, column]
    others = np.flatnonzero(np.arange(len(table)) != row)
    step = max(1, AT_ONCE // table.shape[1])
    for start in range(0, len(others), step):
        check_time()
        block = others[start : start + step]
        moved = table[block] * pivot - np.multiply.outer(table[block, column], table[row])
        table[block] = moved // scale
    return pivot
