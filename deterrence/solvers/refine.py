"""`refine`: one door in front of the refinements."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, TypeAlias

from deterrence.algebra.time_limit.deadline import DEFAULT_SECONDS
from deterrence.equilibria.equilibria import Equilibria
from deterrence.equilibria.filters import Filter, filtered
from deterrence.games.matrix import is_table
from deterrence.games.parts.concepts import criterion_named
from deterrence.solvers.matrices.perfect import PERFECT, perfect
from deterrence.solvers.matrices.proper import PROPER, numbers_of, proper
from deterrence.solvers.matrices.trembles import among_many
from deterrence.solvers.most_mixed import GREATEST_ENTROPY, most_mixed
from deterrence.solvers.trees.refinements import FAULTS, signalling

_Limit: TypeAlias = float | None


def _by_mistakes(found: Equilibria, time_limit: _Limit, criterion: str) -> Equilibria:
    """What is perfect or proper; with two players exactly, with more as far as that can be decided."""
    if is_table(found.game) and len(found.game.players) != 2:
        return among_many(found, numbers_of(found, criterion), criterion, time_limit)
    return proper(found, time_limit) if criterion == PROPER else filtered(found, perfect(found), time_limit)


def _filter(made: Callable[[Equilibria], Filter]) -> Callable[[Equilibria, _Limit], Equilibria]:
    return lambda found, time_limit: filtered(found, made(found), time_limit)


_REFINED: Final[Mapping[str, Callable[[Equilibria, _Limit], Equilibria]]] = {
    **{criterion: _filter(partial(signalling, criterion=criterion)) for criterion in FAULTS},
    PERFECT: partial(_by_mistakes, criterion=PERFECT),
    PROPER: partial(_by_mistakes, criterion=PROPER),
    GREATEST_ENTROPY: most_mixed,
}


def refine(found: Equilibria, criterion: str, *, time_limit: float | None = DEFAULT_SECONDS) -> Equilibria:
    """The equilibria that pass a refinement.

    Parameters
    ----------
    found
        What `solve` found: for a tree in which types signal perfect Bayesian or sequential equilibria, for a matrix
        Nash equilibria.
    criterion
        Of a tree in which types signal, also several in turn, "intuitive", "D1", "D2", "NWBR" (never a weak best
        response; Cho and Kreps 1987) or "universal-divinity" (Banks and Sobel 1987); of a matrix "perfect" (Selten
        1975) or "proper" (Myerson 1978), with letters only "perfect" and only for two players; also
        "greatest-entropy", which keeps of each connected set of equilibria of a matrix of numbers the most mixed one.
    time_limit
        Seconds after which the families that are left are not tried: they stay, and the result is not complete and says
        so. None: no limit.

    Returns
    -------
    Equilibria
        The families that pass, each on the part of its region where it does. `struck` on the result lists what failed,
        with the reason in its notes: the belief that the criterion strikes, the player whose strategy is dominated.
        "proper" lists the ends of what is proper in a set of mixtures, which may be new families. With three and more
        players what could not be decided stays, with a note, and the result is not complete.

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
    return _REFINED[criterion_named(criterion)](found, time_limit)
