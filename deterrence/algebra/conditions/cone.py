"""Which nonnegative vectors meet linear inequalities: the double description method.

A cone is kept by its rays. A further inequality keeps the rays that meet it, and cuts each pair of which one meets it
and the other does not where it is tight. Rays that are no extreme ones may stay among them; none is ever lost.

References
----------
Motzkin, Raiffa, Thompson and Thrall (1953), The double description method, Annals of Mathematics Studies 28.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from deterrence.algebra.conditions.conditions import condition
from deterrence.algebra.conditions.explore import Holds
from deterrence.algebra.exact.rational import RationalFunction, Ring

Ray = tuple[RationalFunction, ...]


def extreme_rays(dimension: int, forms: Sequence[Sequence[RationalFunction]], home: Ring, holds: Holds) -> list[Ray]:
    """Rays that span the vectors x >= 0 with ``form . x >= 0`` for every form; none when only zero is one.

    Parameters
    ----------
    dimension
        How many numbers a vector has.
    forms
        The coefficients of each inequality, as formulas in the letters of `home`.
    home
        The ring of the letters.
    holds
        Whether a condition on the letters holds (`explore.py`).

    Examples
    --------
    Beliefs (x, y) with x >= 2*y:

    >>> from deterrence.algebra.exact.rational import ring
    >>> home = ring(())
    >>> rays = extreme_rays(2, [[home.one, -home.constant(2)]], home, lambda c: c.is_true)
    >>> [[str(x) for x in ray] for ray in rays]
    [['1', '0'], ['2', '1']]
    """
    rays: list[Ray] = [tuple(home.one if i == j else home.zero for j in range(dimension)) for i in range(dimension)]
    for form in forms:
        values = [sum((a * x for a, x in zip(form, ray, strict=True)), home.zero) for ray in rays]
        inside = [holds(condition(value, ">=")) for value in values]
        kept = [ray for ray, is_in in zip(rays, inside, strict=True) if is_in]
        for i, o in product(range(len(rays)), repeat=2):
            if inside[i] and not inside[o] and not holds(condition(values[i], "==")):
                kept.append(tuple(values[i] * y - values[o] * x for x, y in zip(rays[i], rays[o], strict=True)))
        rays = kept
    return rays
