"""Of each connected set of equilibria of a matrix of numbers the one of greatest entropy, where one has to be named.

In a degenerate game equilibria form connected sets, each a union of sets of mixtures. The mixture whose moves are the
most evenly likely is the one that says least beyond being an equilibrium (Jaynes 1957). In a set of mixtures it is
unique (`numeric/greatest_entropy.py`); in a union of them it need not be, and all are kept that are as good. An
equilibrium that stands alone is its own.

Guarantee: one equilibrium of each connected set that was found, in fractions where it has short ones, else in floats,
and then the result is not exact.

References
----------
Jaynes (1957), Information theory and statistical mechanics, Physical Review 106.
Ortiz, Schapire and Kakade (2007), Maximum entropy correlated equilibria, Proceedings of AISTATS 11.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, product
from typing import Final, TypeAlias

from deterrence.algebra.time_limit.deadline import OutOfTime, limit_time
from deterrence.equilibria.equilibria import Component, Equilibria, Equilibrium
from deterrence.games.forms.forms import MatrixForm
from deterrence.solvers.checks.regret import verify
from deterrence.solvers.matrices.proper import numbers_of
from deterrence.solvers.number_games import everywhere, matrix_family
from deterrence.solvers.numeric.greatest_entropy import entropy, greatest_entropy

GREATEST_ENTROPY: Final = "greatest-entropy"
EQUAL: Final = 1e-9  # difference between entropies

Strategies: TypeAlias = Sequence[Sequence[Fraction] | Sequence[float]]


def most_mixed(found: Equilibria, time_limit: float | None) -> Equilibria:
    """The equilibrium of greatest entropy of each connected set.

    Raises
    ------
    ValueError
        For another game than a matrix of numbers, or sets whose equilibria mix by roots of polynomials.
    """
    form = numbers_of(found, GREATEST_ENTROPY)
    alone = [(family,) for family in found.families if not any(family in c for c in found.components)]
    sets = [*(tuple(component) for component in found.components), *alone]
    kept: list[Equilibrium] = []
    with limit_time(time_limit) as deadline:
        try:
            for connected in _connected(sets):
                kept += _greatest(form, connected)
        except OutOfTime:
            why = f"not held against {GREATEST_ENTROPY} in time: {deadline.why}"
            return replace(found, promise=found.promise.lacking(why))
    struck = (replace(f, notes=(*f.notes, _STRUCK)) for f in found.families if f not in kept)
    exact = found.exact and all(value.is_exact for family in kept for row in family.strategies for value in row)
    return replace(
        found,
        promise=replace(found.promise, exact=exact, refinements=(*found.promise.refinements, GREATEST_ENTROPY)),
        families=tuple(kept),
        components=tuple(Component((family,), everywhere()) for family in kept),
        struck=(*found.struck, *struck),
        steps=(*found.steps, f"{GREATEST_ENTROPY}: {len(kept)} families, of {len(found.families)} before"),
    )


_STRUCK: Final = "another equilibrium of its connected set has a greater entropy"


def _connected(sets: Sequence[tuple[Equilibrium, ...]]) -> list[list[tuple[Equilibrium, ...]]]:
    """The sets, those together that share equilibria, directly or through others."""
    found: list[list[tuple[Equilibrium, ...]]] = []
    for members in sets:
        touching = [group for group in found if any(set(members) & set(other) for other in group)]
        found = [group for group in found if group not in touching]
        found.append([*(other for group in touching for other in group), members])
    return found


def _greatest(form: MatrixForm, connected: Sequence[tuple[Equilibrium, ...]]) -> list[Equilibrium]:
    if len(connected) == len(connected[0]) == 1:
        return [connected[0][0]]
    best = [(_mixture(members), members) for members in connected]
    most = max(sum(map(entropy, rows)) for rows, _ in best)
    found: dict[tuple[tuple[Fraction | float, ...], ...], Equilibrium] = {}
    for rows, members in best:
        if sum(map(entropy, rows)) >= most - EQUAL:
            known = next((e for e in members if _rows(e) == [list(row) for row in rows]), None)
            found.setdefault(tuple(tuple(row) for row in rows), known or _family(form, rows))
    return list(found.values())


def _family(form: MatrixForm, rows: Strategies) -> Equilibrium:
    family = matrix_family(form, form.layout, rows)
    verify(form, family, "nash")
    return family


def _mixture(members: Sequence[Equilibrium]) -> Strategies:
    """The mixture of greatest entropy: for each player by itself where any strategies go with any others."""
    profiles = [_rows(member) for member in members]
    sides = [[list(row) for row in dict.fromkeys(tuple(rows[i]) for rows in profiles)] for i in range(len(profiles[0]))]
    if len(list(product(*sides))) == len(members):
        return [greatest_entropy(side) for side in sides]
    whole = greatest_entropy([[p for row in rows for p in row] for rows in profiles])
    ends = [sum(map(len, profiles[0][:i])) for i in range(len(sides) + 1)]
    return [whole[a:b] for a, b in pairwise(ends)]


def _rows(family: Equilibrium) -> list[list[Fraction]]:
    rows = []
    for row in family.strategies:
        values = [value.rational for value in row]
        if any(value is None for value in values):
            raise ValueError(
                f"'{GREATEST_ENTROPY}' is for equilibria that mix by rational numbers, not '{family.name}'"
            )
        rows.append([value.as_fraction() for value in values if value is not None])
    return rows
