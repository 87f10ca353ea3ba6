"""All extreme Nash equilibria of a two-player matrix of numbers, with the maximal Nash subsets that they span.

Guarantee: all of them, exactly, degenerate games included (`numeric/vertex_enumeration.py`). Where the time is up
before the vertices are, what there is instead is every pure equilibrium and one that Lemke-Howson finds.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import islice, product
from typing import TYPE_CHECKING, Final

from deterrence.algebra.deadline import Deadline, OutOfTime
from deterrence.algebra.decide import Background
from deterrence.algebra.region import Region
from deterrence.solvers.equilibria import Component, Equilibrium, Found
from deterrence.solvers.profiles import matrix_layout

if TYPE_CHECKING:
    from deterrence.games.forms import MatrixForm

Table = list[list[Fraction]]
METHOD: Final = "vertex enumeration"
MOST_PIVOTS: Final = 10_000
MOST_LISTED: Final = 500


def solve_form(form: MatrixForm, background: Background, first: tuple[str, ...], deadline: Deadline) -> Found:
    """The extreme equilibria of a matrix of numbers, small supports first, and each maximal Nash subset."""
    from deterrence.solvers.numeric.vertex_enumeration import vertex_enumeration

    rows, columns = (range(len(moves)) for moves in form.moves)
    tables = [[[table[i, j].as_fraction() for j in columns] for i in rows] for table in form.payoffs]
    everywhere = Region((), background, first)
    try:
        found = vertex_enumeration(tables[0], tables[1], deadline)
    except OutOfTime:
        families = [_family(form, tables, x, y, everywhere) for x, y in _some(tables)]
        why = f"{deadline.why}; these are pure equilibria (the first {MOST_LISTED}) and one found by Lemke-Howson"
        alone = tuple(Component((family,), everywhere) for family in families)
        return Found(tuple(families), alone, False, why, METHOD)
    by_pair = {(i, j): _family(form, tables, found.rows[i], found.columns[j], everywhere) for i, j in found.pairs}
    subsets = [subset for connected in found.components for subset in connected]
    spans = [tuple(by_pair[i, j] for i in s.rows for j in s.columns) for s in subsets]
    ordered = sorted(by_pair.values(), key=_support_order)
    return Found(tuple(ordered), tuple(Component(s, everywhere) for s in spans), True, "", METHOD)


def _family(
    form: MatrixForm, tables: Sequence[Table], x: Sequence[Fraction], y: Sequence[Fraction], everywhere: Region
) -> Equilibrium:
    # A large matrix is mostly cells that are never reached: those share one zero.
    number, width = form.ring.constant, len(y)
    chances = {(i, j): p * q for i, p in enumerate(x) if p for j, q in enumerate(y) if q}
    cells = [form.ring.zero] * (len(x) * width)
    for (i, j), chance in chances.items():
        cells[i * width + j] = number(chance)
    payoffs = [sum((c * table[i][j] for (i, j), c in chances.items()), Fraction(0)) for table in tables]
    rows = tuple(tuple(number(p) if p else form.ring.zero for p in row) for row in (x, y))
    return Equilibrium(matrix_layout(form), rows, tuple(map(number, payoffs)), tuple(cells), everywhere)


def _some(tables: Sequence[Table]) -> list[tuple[tuple[Fraction, ...], tuple[Fraction, ...]]]:
    """Pure equilibria, as many as are listed, and one that Lemke-Howson finds, which need not be pure."""
    from deterrence.solvers.numeric.lemke_howson import PivotLimitError, lemke_howson

    gains, losses = tables
    best_row = [max(row[j] for row in gains) for j in range(len(gains[0]))]
    best_column = [max(row) for row in losses]
    stable = (
        (_pure(i, len(gains)), _pure(j, len(gains[0])))
        for i, j in product(range(len(gains)), range(len(gains[0])))
        if gains[i][j] == best_row[j] and losses[i][j] == best_column[i]
    )
    found = list(islice(stable, MOST_LISTED))
    try:
        one = lemke_howson(gains, losses, most_pivots=MOST_PIVOTS)
    except PivotLimitError:
        return found
    return found if (one.x, one.y) in found else [*found, (one.x, one.y)]


def _pure(chosen: int, size: int) -> tuple[Fraction, ...]:
    return tuple(Fraction(int(move == chosen)) for move in range(size))


def _support_order(family: Equilibrium) -> tuple[int, list[list[int]]]:
    used = [[m for m, p in enumerate(row) if p != 0] for row in family.strategies]
    return sum(map(len, used)), used
