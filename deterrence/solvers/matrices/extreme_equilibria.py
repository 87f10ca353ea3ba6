"""All extreme Nash equilibria of a two-player matrix of numbers, with the maximal Nash subsets that they span.

Guarantee: all of them, exactly, degenerate games included (`numeric/vertex_enumeration.py`); none where the time is
up before the vertices are.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from deterrence.algebra.conditions.decide import Background
from deterrence.algebra.region import Region
from deterrence.algebra.time_limit.deadline import Deadline, OutOfTime
from deterrence.equilibria.equilibria import Component, Equilibrium, Found

if TYPE_CHECKING:
    from deterrence.games.forms.forms import MatrixForm

Table = list[list[Fraction]]
METHOD: Final = "vertex enumeration"


def solve_form(form: MatrixForm, background: Background, first: tuple[str, ...], deadline: Deadline) -> Found:
    """The extreme equilibria of a matrix of numbers, small supports first, and each maximal Nash subset."""
    from deterrence.solvers.numeric.vertex_enumeration import vertex_enumeration

    tables = tables_of(form)
    everywhere = Region((), background, first)
    try:
        found = vertex_enumeration(tables[0], tables[1], deadline)
    except OutOfTime:
        return Found((), (), False, deadline.why, METHOD)
    by_pair = {(i, j): family_of(form, found.rows[i], found.columns[j], everywhere, tables) for i, j in found.pairs}
    subsets = [subset for connected in found.components for subset in connected]
    spans = [tuple(by_pair[i, j] for i in s.rows for j in s.columns) for s in subsets]
    ordered = sorted(by_pair.values(), key=_support_order)
    return Found(tuple(ordered), tuple(Component(s, everywhere) for s in spans), True, "", METHOD)


def tables_of(form: MatrixForm) -> list[Table]:
    """What both players get, by row and column."""
    rows, columns = (range(len(moves)) for moves in form.moves)
    return [[[table[i, j].as_fraction() for j in columns] for i in rows] for table in form.payoffs]


def family_of(
    form: MatrixForm,
    x: Sequence[Fraction],
    y: Sequence[Fraction],
    everywhere: Region,
    tables: Sequence[Table] | None = None,
) -> Equilibrium:
    """A pair of strategies, with what follows from it."""
    tables = tables_of(form) if tables is None else tables
    # A large matrix is mostly cells that are never reached: those share one zero.
    number, width = form.ring.constant, len(y)
    chances = {(i, j): p * q for i, p in enumerate(x) if p for j, q in enumerate(y) if q}
    cells = [form.ring.zero] * (len(x) * width)
    for (i, j), chance in chances.items():
        cells[i * width + j] = number(chance)
    payoffs = [sum((c * table[i][j] for (i, j), c in chances.items()), Fraction(0)) for table in tables]
    rows = tuple(tuple(number(p) if p else form.ring.zero for p in row) for row in (x, y))
    return Equilibrium(form.layout, rows, tuple(map(number, payoffs)), tuple(cells), everywhere)


def _support_order(family: Equilibrium) -> tuple[int, list[list[int]]]:
    used = [[m for m, p in enumerate(row) if not p.is_zero] for row in family.strategies]
    return sum(map(len, used)), used
