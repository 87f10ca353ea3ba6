"""`refine`: one door in front of the refinements."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from deterrence.algebra.time_limit.deadline import DEFAULT_SECONDS
from deterrence.equilibria.equilibria import Equilibria
from deterrence.equilibria.filters import Filter, filtered
from deterrence.games.parts.concepts import criterion_named
from deterrence.solvers.matrices.perfect import perfect
from deterrence.solvers.trees.refinements import FAULTS, signalling

_FILTERS: Final[Mapping[str, Callable[[Equilibria], Filter]]] = {
    **{criterion: partial(signalling, criterion=criterion) for criterion in FAULTS},
    "perfect": perfect,
}


def refine(found: Equilibria, criterion: str, *, time_limit: float | None = DEFAULT_SECONDS) -> Equilibria:
    """The equilibria that pass a refinement.

    Parameters
    ----------
    found
        What `solve` found: for a tree in which types signal perfect Bayesian or sequential equilibria, for a matrix of
        two players Nash equilibria.
    criterion
        Of a tree in which types signal, also several in turn, "intuitive", "D1", "D2", "NWBR" (never a weak best
        response; Cho and Kreps 1987) or "universal-divinity" (Banks and Sobel 1987); of a matrix "perfect" (Selten
        1975).
    time_limit
        Seconds after which the families that are left are not tried: they stay, and the result is not complete and says
        so. None: no limit.

    Returns
    -------
    Equilibria
        The families that pass, each on the part of its region where it does. `struck` on the result lists what failed,
        with the reason in its notes: the belief that the criterion strikes, the player whose strategy is dominated.

    Raises
    ------
    ValueError
        For an unknown criterion, a game that it is not for, or equilibria that mix by roots of polynomials that move
        with a parameter.

    Examples
    --------
    >>> import deterrence as dt
    >>> found = dt.solve(dt.load("beer-quiche").base_case())
    >>> [eq.kind for eq in found], len(dt.refine(found, "intuitive"))
    (['pooling', 'pooling', 'pooling', 'pooling'], 2)
    """
    if not isinstance(found, Equilibria):
        raise ValueError(f"expected equilibria, as solve returns them, not {type(found).__name__}")
    return filtered(found, _FILTERS[criterion_named(criterion)](found), time_limit)
