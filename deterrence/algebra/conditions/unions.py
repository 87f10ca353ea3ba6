"""The union of regions as few regions: one that lies in another goes, two that meet along a border become one.

Each region is a conjunction. Two are joined where each follows from the other but for a single condition, and one of
these two conditions holds wherever the other is broken, as with `c >= a` and `c <= a`. The union stays exactly what it
is; that there is no shorter way to write it is not promised. Conditions that could not be decided leave regions apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from deterrence.algebra.conditions.conditions import Condition, Conjunction
from deterrence.algebra.conditions.decide import Background, implies


def joined(one: Conjunction, other: Conjunction, background: Background) -> Conjunction | None:
    """Conditions of the union of two regions; None where none are found."""

    def missing(given: Conjunction, wanted: Conjunction) -> list[Condition]:
        return [c for c in wanted if c not in given and implies(given, c, background) is not True]

    open_one, open_other = missing(other, one), missing(one, other)
    if not open_one:
        return one  # the other lies within
    if not open_other:
        return other
    if len(open_one) > 1 or len(open_other) > 1:
        return None
    (first,), (second,) = open_one, open_other
    both = tuple(dict.fromkeys([*(c for c in one if c != first), *(c for c in other if c != second)]))
    rest = (*both, first.negation)
    return both if all(implies(rest, c, background) is True for c in other) else None


def united(regions: Iterable[Conjunction], background: Background) -> tuple[Conjunction, ...]:
    """Regions with the same union, as few as can be made of these; those that come first absorb the later ones.

    Examples
    --------
    >>> from deterrence.algebra.conditions.conditions import condition
    >>> from deterrence.algebra.exact.rational import ring
    >>> c = ring(("c",)).letter("c")
    >>> low, high, point = (condition(c - 1, relation) for relation in ("<=", ">", "=="))
    >>> united([(low,), (high,), (point,)], Background(c.ring))
    ((),)
    """
    left: list[Conjunction] = []
    for region in dict.fromkeys(regions):
        place, grown = len(left), region
        while (met := _met(left, grown, background)) is not None:
            index, grown = met
            del left[index]
            place = min(place, index)
        left.insert(place, grown)
    return tuple(left)


def _met(left: Sequence[Conjunction], region: Conjunction, background: Background) -> tuple[int, Conjunction] | None:
    """The first region that another can be joined with, by position, and their union."""
    for index, kept in enumerate(left):
        union = joined(kept, region, background)
        if union is not None:
            return index, union
    return None
