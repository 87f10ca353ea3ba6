"""A place in parameter space at which a family exists, with a value for every letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import islice, product
from typing import Final

import flint

from deterrence.algebra.arithmetic import BITS, Balls
from deterrence.algebra.conditions.conditions import Conjunction, Factor
from deterrence.algebra.conditions.decide import Background
from deterrence.algebra.conditions.line import clauses_hold, factor_roots, holds_on, line_cells
from deterrence.algebra.conditions.prove import find
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.exact.roots import Exact, rational_part
from deterrence.algebra.region import Region

MOST_POINTS: Final = 64


def witness(region: Region) -> Mapping[str, Exact] | None:
    """A point of a region with all its letters given; None where none is found (which does not mean there is none).

    More than one letter is irrational only where each is the root of an equation in it alone.
    """
    names = region.background.ring.names
    if not names:
        return {}
    known = region.witness.point
    if len(names) == 1 and rational_part(known) != known:
        return _with_last(region, {}, names[0])
    if set(names) <= set(known):
        return {name: known[name] for name in names}
    sampled = region.background.in_pool(region.raw)
    if sampled is not None:
        return sampled
    found = dict(find(region.raw, region.background.all_clauses).point)
    missing = [name for name in names if name not in found]
    free = [name for name in missing if not _occurs(name, region.raw, region.background)]
    found |= dict.fromkeys(free, Fraction(0))
    irrational = [name for name in missing if name not in free]
    if len(irrational) > 1:
        return _by_equations(region, found, irrational)
    return _with_last(region, found, irrational[0]) if irrational else found


def single_values(region: Region) -> list[Exact]:
    """The values of the one letter at which a region with an equation exists; none where it has no equation."""
    equations = [c for c in region.raw if c.relation == "=="]
    roots = {root for c in equations for factor, _ in c.factors for root in factor_roots(factor)}
    clauses = region.background.all_clauses
    return sorted(r for r in roots if all(holds_on(c, r) for c in region.raw) and clauses_hold(clauses, r))


def _occurs(name: str, conditions: Conjunction, background: Background) -> bool:
    return any(name in c.letters for c in conditions) or any(name in letters for letters in background.clause_letters)


def _with_last(region: Region, known: Mapping[str, Fraction], name: str) -> Mapping[str, Exact] | None:
    """The remaining letter on the line that the others leave, rational if it can be."""
    conditions = [c.at(known) for c in region.raw]
    clauses = [[tuple(c.at(known) for c in option) for option in clause] for clause in region.background.all_clauses]
    cells = line_cells([*conditions, *(c for clause in clauses for option in clause for c in option)])
    for cell in sorted(cells, key=lambda cell: cell.is_point):
        if all(holds_on(c, cell.sample) for c in conditions) and clauses_hold(clauses, cell.sample):
            return {**known, name: cell.sample}
    return None


def _by_equations(region: Region, known: Mapping[str, Fraction], names: Sequence[str]) -> Mapping[str, Exact] | None:
    """A root for each of several letters, of an equation that the other letters do not enter."""
    conditions = [c.at(known) for c in region.raw]
    factors = [factor for c in conditions if c.relation == "==" for factor, _ in c.factors]
    roots = {name: {root for f in factors if f.names == (name,) for root in factor_roots(f)} for name in names}
    for values in islice(product(*roots.values()), MOST_POINTS):
        point = {**known, **dict(zip(names, values, strict=True))}
        if _holds_nearby(region, point):
            return point
    return None


def _holds_nearby(region: Region, point: Mapping[str, Exact]) -> bool:
    """Whether a region holds a point with several irrational letters, told by narrow intervals."""
    with flint.ctx.workprec(BITS):
        numbers = Balls(point)

        def sign(factor: Factor) -> int:
            return numbers.sign(numbers.value(factor.function(ring(factor.names))))

        return all(c.truth(sign) for c in region.raw) and all(
            any(all(c.truth(sign) for c in option) for option in clause) for clause in region.background.all_clauses
        )
