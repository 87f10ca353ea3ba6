"""A place in parameter space at which a family exists, with a value for every letter."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from deterrence.algebra.conditions import Conjunction
from deterrence.algebra.decide import Background
from deterrence.algebra.line import clauses_hold, holds_on, line_cells
from deterrence.algebra.prove import find
from deterrence.algebra.region import Region
from deterrence.algebra.roots import Exact


def witness(region: Region) -> Mapping[str, Exact] | None:
    """A point of a region with all its letters given; None where none is found (which does not mean there is none).

    At most one letter is irrational.
    """
    names = region.background.ring.names
    if not names:
        return {}
    known = region.witness.point
    if len(names) == 1 and not all(isinstance(value, Fraction) for value in known.values()):
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
        return None
    return _with_last(region, found, irrational[0]) if irrational else found


def _occurs(name: str, conditions: Conjunction, background: Background) -> bool:
    return any(name in c.letters for c in conditions) or any(name in letters for letters in background.clause_letters)


def _with_last(region: Region, known: Mapping[str, Fraction], name: str) -> Mapping[str, Exact] | None:
    """The remaining letter on the line that the others leave, rational if it can be."""
    conditions = [c.at(known) for c in region.raw]
    clauses = [
        [tuple(c.at(known) for c in option) for option in clause] for clause in region.background.all_clauses
    ]
    cells = line_cells([*conditions, *(c for clause in clauses for option in clause for c in option)])
    for cell in sorted(cells, key=lambda cell: cell.is_point):
        if all(holds_on(c, cell.sample) for c in conditions) and clauses_hold(clauses, cell.sample):
            return {**known, name: cell.sample}
    return None
