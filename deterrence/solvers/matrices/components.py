"""Components: which extreme equilibria may be mixed with which.

Where extreme equilibria (x, y), (x', y), (x, y'), (x', y') all exist, any mixture of x and x' with any mixture of y and
y' is an equilibrium. The largest such sets are the maximal Nash subsets, and every equilibrium lies in one of them.

With no letter, all maximal Nash subsets are returned, single equilibria included. With one letter they are found on
every cell of its line, points included, so that components that exist only at a threshold are seen. With several
letters those components are returned that exist on a region as wide as the parameter space; what may be mixed at ties
can be read off once letters are fixed. With letters, a single equilibrium is listed unless it belongs to a larger
component on a wide region.

References
----------
Jansen (1981), Maximal Nash subsets for bimatrix games, Naval Research Logistics Quarterly 28.
Avis, Rosenberg, Savani and von Stengel (2010), Enumeration of Nash equilibria for two-player games, Economic Theory 42.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from itertools import combinations
from operator import and_
from typing import Any

from deterrence.algebra.conditions.conditions import Condition, Conjunction, signed_factors
from deterrence.algebra.conditions.decide import Background
from deterrence.algebra.conditions.interior import needs_equation
from deterrence.algebra.conditions.line import sign_on_line
from deterrence.algebra.conditions.sign_chart import Chart, bits, union
from deterrence.algebra.exact.rational import RationalFunction
from deterrence.algebra.exact.roots import Exact
from deterrence.algebra.region import Region
from deterrence.equilibria.equilibria import Component, Equilibrium
from deterrence.equilibria.profiles import distinct, product_condition, with_equation
from deterrence.solvers.numeric.maximal_nash_subsets import maximal_nash_subsets

Members = tuple[int, ...]  # families, by index, rising
# Families that may be mixed where all of them exist and these equations hold, by which formulas agree that differ.
Subset = tuple[Members, Conjunction]


def components(
    families: Sequence[Equilibrium], where: Sequence[int], chart: Chart, background: Background, first: tuple[str, ...]
) -> tuple[Component, ...]:
    """The components of some families of a two-player matrix.

    Parameters
    ----------
    families
        All extreme equilibria.
    where
        For each, the places of the chart at which it exists.
    chart
        Where signs were looked up.
    background, first
        As of the families' regions.
    """
    found = _on_cells(families, where, chart) if chart.exhaustive else _wide(families, background)
    numbers = not background.ring.names
    grouped = {i for (members, _), wide in found.items() if len(members) > 1 and wide for i in members}
    kept = [
        subset
        for subset, wide in found.items()
        if len(subset[0]) > 1 or (wide and (numbers or subset[0][0] not in grouped))
    ]
    return tuple(
        Component(
            tuple(families[i] for i in members),
            families[members[0]].exists
            if len(members) == 1
            else Region(_joint((members, agree), families, where, chart, found[members, agree]), background, first),
        )
        for members, agree in kept
    )


def _joint(
    subset: Subset, families: Sequence[Equilibrium], where: Sequence[int], chart: Chart, wide: bool
) -> Conjunction:
    """Where all members exist, and agree where they must; with an equation, if only at ties."""
    members, agree = subset
    conditions = distinct((*(c for i in members for c in families[i].exists.raw), *agree))
    if wide or agree or needs_equation(conditions):
        return conditions
    places = reduce(and_, (where[i] for i in members))
    return with_equation(conditions, lambda equation: not places & ~chart.where(equation))


def _on_cells(families: Sequence[Equilibrium], where: Sequence[int], chart: Chart) -> dict[Subset, bool]:
    """Maximal Nash subsets at every place, and whether each occurs at more than ties; wide and small ones first."""
    patterns: dict[tuple[Members, bool], int] = {}
    for index in bits(chart.everywhere):
        present = tuple(i for i, mask in enumerate(where) if mask >> index & 1)
        point = bool(chart.points >> index & 1)
        if point:  # formulas that differ may agree here
            patterns[present, point] = patterns.get((present, point), 0) | 1 << index
        else:
            patterns.setdefault((present, point), 1 << index)
    found: dict[Subset, bool] = {}
    meetings = _meetings(families, chart)
    for (present, point), places in patterns.items():
        met = union(mask for pair, mask in meetings.items() if pair <= set(present)) & places if point else 0
        # Where no formulas that differ agree, every place is like any other.
        for place in [*(chart.place(index) for index in bits(met)), *([{}] if places & ~met else [])]:
            for members in _maximal([families[i] for i in present], place):
                named = tuple(sorted(present[i] for i in members))
                agree = _agreements([families[i] for i in named], place) if place else ()
                found[named, agree] = found.get((named, agree), False) or not point
    return dict(sorted(found.items(), key=lambda item: (not item[1], len(item[0][0]), item[0][0], str(item[0][1]))))


def _meetings(families: Sequence[Equilibrium], chart: Chart) -> dict[frozenset[int], int]:
    """For two families the places at which strategies agree whose formulas differ, if there are any."""
    found: dict[frozenset[int], int] = {}
    for player in (0, 1):
        for (i, one), (j, other) in combinations(enumerate(families), 2):
            if one.used[player] != other.used[player] or one.strategies[player] == other.strategies[player]:
                continue
            places = chart.everywhere
            for p, q in zip(_rational(one, player), _rational(other, player), strict=True):
                places &= chart.of_polynomial((p - q).numerator)[1] if places else 0
            if places:
                pair = frozenset((i, j))
                found[pair] = found.get(pair, 0) | places
    return found


def _rational(family: Equilibrium, player: int) -> tuple[RationalFunction, ...]:
    """A player's strategy; those of two-player matrices are rational functions."""
    return tuple(p.rational for p in family.strategies[player] if p.rational is not None)


def _agreements(members: Sequence[Equilibrium], place: Mapping[str, Exact]) -> Conjunction:
    """The equations by which strategies agree at a place whose formulas differ; elsewhere they may not."""
    equations: list[Condition] = []
    for player in (0, 1):
        known: list[Any] = []
        for family in members:
            strategy = family.strategies[player]
            index = _number(strategy, known, place)
            for p, q in zip(strategy, known[index], strict=True):
                if p != q:
                    equations.append(product_condition([(p - q).numerator], "=="))
    return tuple(sorted(distinct(equations), key=str))


def _maximal(present: Sequence[Equilibrium], place: Mapping[str, Exact]) -> list[Members]:
    """Maximal Nash subsets of the families that exist at one place."""
    numbered: list[list[Any]] = [[], []]
    pairs: dict[tuple[int, int], int] = {}
    for index, family in enumerate(present):
        row, column = (_number(family.strategies[p], numbered[p], place) for p in (0, 1))
        pairs.setdefault((row, column), index)
    subsets = [s for connected in maximal_nash_subsets(pairs) for s in connected]
    return [tuple(sorted(pairs[i, j] for i in s.rows for j in s.columns)) for s in subsets]


def _number(strategy: Sequence[Any], known: list[Any], place: Mapping[str, Exact]) -> int:
    for index, other in enumerate(known):
        if all(_agree(p, q, place) for p, q in zip(strategy, other, strict=True)):
            return index
    known.append(strategy)
    return len(known) - 1


def _agree(p: RationalFunction, q: RationalFunction, place: Mapping[str, Exact]) -> bool:
    if p == q:
        return True
    if not place or p.is_zero or q.is_zero:
        return False
    value = next(iter(place.values()))
    _, factors = signed_factors((p - q).numerator)
    return any(sign_on_line(factor, value) == 0 for factor in factors)


def _wide(families: Sequence[Equilibrium], background: Background) -> dict[Subset, bool]:
    """Sets of families that share strategies on a region as wide as the parameter space.

    Families that lie in one set pairwise are joined one by one as long as a point is left at which all inequalities
    are strict.
    """
    wide = [i for i, e in enumerate(families) if e.exists.is_generic]
    numbered: list[list[Any]] = [[], []]
    pairs = {i: tuple(_number(families[i].strategies[p], numbered[p], {}) for p in (0, 1)) for i in wide}
    joined: dict[Members, bool] = {}
    frontier: list[Members] = [(i,) for i in wide]
    largest: set[Members] = set()
    while frontier:
        members = frontier.pop()
        grown = False
        for candidate in wide:
            closed = None if candidate in members else _closure(pairs, (*members, candidate))
            if closed is None:
                continue
            if closed not in joined:
                joined[closed] = _overlap([families[i] for i in closed], background)
                if joined[closed]:
                    frontier.append(closed)
            grown = grown or joined[closed]
        if not grown:
            largest.add(members)
    return {(members, ()): True for members in sorted(largest, key=lambda m: (len(m), m))}


def _closure(pairs: Mapping[int, tuple[int, ...]], members: Members) -> Members | None:
    """The members with the pairs that complete them to all x with all y; None where one of these is not a family."""
    there = {pairs[i]: i for i in sorted(pairs, reverse=True)}
    rows, columns = {pairs[i][0] for i in members}, {pairs[i][1] for i in members}
    closed = [there.get((x, y)) for x in rows for y in columns]
    return None if None in closed else tuple(sorted(i for i in closed if i is not None))


def _overlap(members: Sequence[Equilibrium], background: Background) -> bool:
    return Region(distinct(c for e in members for c in e.exists.raw), background).is_generic
