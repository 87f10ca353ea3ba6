"""Linear programmes in floats by HiGHS, within the time limit in force."""

from __future__ import annotations

from typing import Any, Final

from numpy.typing import NDArray
from scipy.optimize import linprog

from deterrence.algebra.time_limit.deadline import check_time, seconds_left
from deterrence.algebra.time_limit.tasks import in_time

TOLERANCE: Final = 1e-10
MOST_SECONDS: Final = 1e7


def linear_programme(cost: NDArray[Any], method: str, **given: Any) -> Any:
    """Minimise: what scipy's `linprog` returns, with tight tolerances.

    Raises
    ------
    OutOfTime
        When the time limit in force is up before.

    Examples
    --------
    >>> import numpy as np
    >>> linear_programme(np.ones(2), "highs-ds", A_ub=[[-1, 0], [0, -1]], b_ub=[-1, -2]).x.tolist()
    [1.0, 2.0]
    """
    options = {
        "primal_feasibility_tolerance": TOLERANCE,
        "dual_feasibility_tolerance": TOLERANCE,
        "time_limit": seconds_left(MOST_SECONDS),
    }
    result = in_time(lambda: linprog(cost, method=method, options=options, **given))
    check_time()
    return result
