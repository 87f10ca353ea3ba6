"""Refinements as filters on equilibria already found: each family is kept on the part of its region where it passes.

Comparisons that a family's region does not settle split it (`algebra/conditions/explore.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TypeAlias

from deterrence.algebra.conditions.combinations import together
from deterrence.algebra.conditions.conditions import Conjunction
from deterrence.algebra.conditions.explore import Case, Holds, explore
from deterrence.algebra.time_limit.deadline import Deadline, OutOfTime, limit_time
from deterrence.equilibria.equilibria import Component, Equilibria, Equilibrium
from deterrence.equilibria.profiles import distinct

Members: TypeAlias = tuple[Equilibrium, ...]


@dataclass(frozen=True)
class Filter:
    """A refinement, made ready for the equilibria of one game.

    Attributes
    ----------
    criterion
        Its name.
    exact
        Whether it decides exactly.
    test
        Of a family: why the criterion strikes it, "" where it does not.
    mixed
        Of families that pass, on a region on which all of them exist: which of them may be mixed and pass, and where.
    """

    criterion: str
    exact: bool
    test: Callable[[Equilibrium], Callable[[Holds], str]]
    mixed: Callable[[Conjunction, Sequence[Equilibrium]], Sequence[tuple[Members, Conjunction]]]


def filtered(found: Equilibria, by: Filter, time_limit: float | None) -> Equilibria:
    """The equilibria that pass; `struck` lists what failed, with the reason in its notes."""
    promise = replace(found.promise, exact=by.exact, refinements=(*found.promise.refinements, by.criterion))
    kept: dict[Equilibrium, list[Equilibrium]] = {family: [] for family in found.families}
    struck: list[Equilibrium] = []
    late = 0
    with limit_time(time_limit) as deadline:
        for family in found.families:
            try:
                cases = explore(by.test(family), family.exists.raw, family.exists.background)
            except OutOfTime:
                cases, late = [Case((), "")], late + 1
            for part, reason in _parts(family, cases):
                if reason:
                    struck.append(replace(part, notes=(*part.notes, reason)))
                else:
                    kept[family].append(part)
        if late:
            promise = promise.lacking(f"{late} of the families were not held against {by.criterion} in time")
        try:
            left = (_left_of(component, kept, by, deadline) for component in found.components)
            components = tuple(part for parts in left for part in parts)
        except OutOfTime:
            components, promise = (), promise.lacking(deadline.why)
    families = [part for parts in kept.values() for part in parts]
    if any(len(parts) > 1 for parts in kept.values()):
        families.sort(key=lambda family: not family.exists.is_generic)
    said = f"{by.criterion}: {len(families)} of {len(found.families)} families left"
    return replace(
        found,
        promise=promise,
        families=tuple(families),
        components=components,
        struck=(*found.struck, *struck),
        steps=(*found.steps, said),
    )


def largest_sets(count: int, passes: Callable[[frozenset[int]], bool]) -> list[frozenset[int]]:
    """The largest sets of positions that pass together, where each passes alone, and so does every part of what passes.

    Examples
    --------
    >>> [sorted(chosen) for chosen in largest_sets(3, lambda chosen: not {0, 2} <= chosen)]
    [[0, 1], [1, 2]]
    """
    everyone = frozenset(range(count))
    if passes(everyone):
        return [everyone]
    level = {frozenset([i]) for i in everyone}
    largest: set[frozenset[int]] = set()
    while level:
        larger = {one | other for one, other in combinations(level, 2) if len(one | other) == len(one) + 1}
        passing = {chosen for chosen in larger if passes(chosen)}
        largest |= {chosen for chosen in level if not any(chosen < other for other in passing)}
        level = passing
    return sorted(largest, key=lambda chosen: (-len(chosen), sorted(chosen)))


def _parts(family: Equilibrium, cases: Sequence[Case[str]]) -> Iterator[tuple[Equilibrium, str]]:
    """The family on each part of its region, and why it is struck there; nothing where it is not."""
    for case in cases:
        exists = replace(family.exists, raw=(*family.exists.raw, *case.conditions))
        yield replace(family, exists=exists) if case.conditions else family, case.result


def _left_of(
    component: Component, kept: Mapping[Equilibrium, Sequence[Equilibrium]], by: Filter, deadline: Deadline
) -> Iterator[Component]:
    """What is left of a set of mixtures: the families that pass, in each part of parameter space in which others do."""
    parts = [part for family in component for part in kept.get(family, ())]
    if parts == list(component):
        cells = [(parts, component.exists.raw)]
    else:
        background = component.exists.background
        regions = [part.exists.raw for part in parts]
        cells = [
            ([parts[k] for k in there], distinct((*component.exists.raw, *(c for k in there for c in regions[k]))))
            for there in together(component.exists.raw, regions, bool, background, deadline)
        ]
    for members, where in cells:
        for joint, there in by.mixed(where, members):
            yield Component(joint, replace(component.exists, raw=there))
