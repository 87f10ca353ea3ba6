"""Linear programmes whose coefficients are formulas: the optimum by pieces, each with the region on which it is one.

The greatest value of ``c.x`` over ``x >= 0`` that sum to 1 with ``row.x >= 0`` for some rows; letters may stand
anywhere.

1. At a point of parameter space the simplex method finds an optimal basis.
2. The basis, solved in letters, gives a solution and its multipliers as formulas. Where these are not negative, and
   what they leave out is not violated, both are optimal and have the same value (duality): a critical region.
3. A point is sought outside all regions found; until there is none.

Guarantee: on each region the value is proved by its multipliers, whatever found it. Where step 3 ends with "no point",
the regions cover the background; what is not decided, or cannot be solved at an irrational point, is said.

Cost: a programme in numbers, and a linear system in letters as large as the basis, for each region.

References
----------
Gal and Nedoma (1972), Multiparametric linear programming, Management Science 18.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, TypeAlias

from deterrence.algebra.arithmetic import Arithmetic, UnknownSignError, arithmetic
from deterrence.algebra.conditions.conditions import Conjunction, condition
from deterrence.algebra.conditions.decide import Background, Clause, Verdict, possible
from deterrence.algebra.conditions.line import clauses_hold, holds_on, line_cells
from deterrence.algebra.conditions.prove import find
from deterrence.algebra.exact.rational import RationalFunction, Ring
from deterrence.algebra.exact.roots import Exact
from deterrence.algebra.time_limit.deadline import OutOfTime, check_time

Row: TypeAlias = Sequence[RationalFunction]
Basis: TypeAlias = tuple[tuple[int, ...], tuple[int, ...]]  # unknowns that may be positive, rows that are tight

UNDECIDED: Final = "whether these are all pieces was not decided"
IRRATIONAL: Final = "at some irrational values of several letters no piece was looked for"
SINGULAR: Final = "no piece was found at a point"


@dataclass(frozen=True, eq=False)
class Optimum:
    """The value and a solution, as formulas, and the region on which they are optimal."""

    value: RationalFunction
    solution: tuple[RationalFunction, ...]
    where: Conjunction


@dataclass(frozen=True)
class Optima:
    """The pieces, and why they may not be all ("": they are)."""

    pieces: tuple[Optimum, ...]
    missing: str


def greatest(objective: Row, rows: Sequence[Row], premises: Conjunction, background: Background) -> Optima:
    """The greatest value of a linear function over part of a simplex, in letters.

    Parameters
    ----------
    objective
        A number for each unknown.
    rows
        What is not to be negative: a number for each unknown. Some unknowns must meet all of them everywhere.
    premises
        Conditions on the letters under which this is asked.
    background
        Ranges and assumptions of the letters.

    Examples
    --------
    The greater of 1 and x, for x from 0 to 2:

    >>> from fractions import Fraction
    >>> from deterrence.algebra.exact.rational import ring
    >>> home = ring(("x",))
    >>> background = Background(home, (), {"x": (Fraction(0), Fraction(2))})
    >>> found = greatest([home.one, home.letter("x")], [], (), background)
    >>> sorted((str(piece.value), " and ".join(map(str, piece.where))) for piece in found.pieces)
    [('1', 'x <= 1'), ('x', 'x >= 1')]
    """
    programme = _Programme(objective, rows, premises, background)
    pieces: list[Optimum] = []
    try:
        missing = programme.cover(pieces)
    except OutOfTime:
        missing = "the time was up"
    return Optima(tuple(pieces if missing else programme.without_covered(pieces)), missing)


class _Programme:
    """One linear programme in letters."""

    def __init__(self, objective: Row, rows: Sequence[Row], premises: Conjunction, background: Background) -> None:
        self.objective, self.rows = list(objective), [list(row) for row in rows]
        self.premises, self.background = premises, background
        self.home = background.ring

    def cover(self, pieces: list[Optimum]) -> str:
        """Add pieces until they cover the background; why they may not, where that is not certain."""
        for point in self.background.pool:
            here = all(c.holds(point) for c in self.premises)
            if here and not any(all(c.holds(point) for c in piece.where) for piece in pieces):
                pieces += self._pieces_at(point)
        while True:
            check_time()
            left = self._elsewhere(pieces)
            if left.possible is False:
                return ""
            if left.possible is None:
                return UNDECIDED
            if not set(self.home.names) <= set(left.point):
                return IRRATIONAL
            found = list(self._pieces_at(left.point))
            if not found:
                return SINGULAR
            pieces += found

    def _elsewhere(self, pieces: Sequence[Optimum]) -> Verdict:
        """A point outside all pieces."""
        outside = [_outside(piece) for piece in pieces]
        if any(not clause for clause in outside):
            return Verdict(False, {})
        clauses = [*self.background.all_clauses, *outside]
        if len(self.home.names) == 1:
            return self._on_line(clauses)
        answer = find(self.premises, clauses)
        used = {name for clause in clauses for option in clause for c in option for name in c.letters}
        free = {name: Fraction(0) for name in self.home.names if name not in used}
        return Verdict(answer.satisfiable, {**free, **answer.point})

    def _on_line(self, clauses: Sequence[Clause]) -> Verdict:
        conditions = [*self.premises, *(c for clause in clauses for option in clause for c in option)]
        for cell in line_cells(conditions):
            if all(holds_on(c, cell.sample) for c in self.premises) and clauses_hold(clauses, cell.sample):
                return Verdict(True, {self.home.names[0]: cell.sample})
        return Verdict(False, {})

    def _pieces_at(self, point: Mapping[str, Exact]) -> Iterator[Optimum]:
        """The piece of an optimal basis at a point; none where it could not be had as formulas that hold there."""
        values = [*self.objective, *(value for row in self.rows for value in row)]
        numbers = arithmetic(point, (), values)
        try:
            basis = _optimal_basis(self.objective, self.rows, numbers)
        except UnknownSignError:
            return
        solved = self._solved(*basis)
        if solved is not None and possible(solved.where, self.background).possible is not False:
            yield solved

    def _solved(self, unknowns: tuple[int, ...], tight: tuple[int, ...]) -> Optimum | None:
        """A basis as formulas: the solution, its multipliers, and where these prove each other optimal."""
        home, ones = self.home, [self.home.one] * len(unknowns)
        system = [*([self.rows[t][s] for s in unknowns] for t in tight), ones]
        weights = _linear_solution(system, [*([home.zero] * len(tight)), home.one])
        # value = objective + multipliers times rows, at each unknown of the basis
        columns = [[*(-self.rows[t][s] for t in tight), home.one] for s in unknowns]
        multipliers = _linear_solution(columns, [self.objective[s] for s in unknowns])
        if weights is None or multipliers is None:
            return None
        *prices, value = multipliers
        solution = [home.zero] * len(self.objective)
        for s, weight in zip(unknowns, weights, strict=True):
            solution[s] = weight
        loose = [_product(row, solution, home) for t, row in enumerate(self.rows) if t not in tight]
        losses = [
            value - self.objective[s] - _product(prices, [self.rows[t][s] for t in tight], home)
            for s in range(len(self.objective))
            if s not in unknowns
        ]
        needed = [*weights, *loose, *prices, *losses]
        conditions = [condition(x, ">=") for x in needed]
        for x in (*needed, value):
            if not x.denominator.is_constant():
                conditions.append(condition(home.polynomial(x.denominator), "!="))
        where = tuple(dict.fromkeys(c for c in (*self.premises, *conditions) if not c.is_true))
        return Optimum(value, tuple(solution), where)

    def without_covered(self, pieces: Sequence[Optimum]) -> list[Optimum]:
        """The pieces without those that others cover, so that every point keeps one."""
        kept = list(pieces)
        for piece in reversed(pieces):
            others = [other for other in kept if other is not piece]
            outside = [_outside(other) for other in others]
            if others and all(outside) and not self._is_left(piece.where, outside):
                kept = others
        return kept

    def _is_left(self, where: Conjunction, outside: Sequence[Clause]) -> bool:
        clauses = [*self.background.all_clauses, *outside]
        return find(where, clauses).satisfiable is not False


def _outside(piece: Optimum) -> Clause:
    """That some condition of a piece fails."""
    return tuple((c.negation,) for c in piece.where)


def _product(row: Row, x: Row, home: Ring) -> RationalFunction:
    used = [a * b for a, b in zip(row, x, strict=True) if not b.is_zero]
    return sum(used[1:], used[0]) if used else home.zero


def _linear_solution(system: Sequence[Row], right: Row) -> list[RationalFunction] | None:
    """The one solution of as many equations as unknowns; None where the system is singular for all values."""
    table = [[*row, value] for row, value in zip(system, right, strict=True)]
    for column in range(len(table)):
        usable = (r for r in range(column, len(table)) if not table[r][column].is_zero)
        pivot = min(usable, key=lambda r: len(table[r][column].numerator), default=None)
        if pivot is None:
            return None
        table[column], table[pivot] = table[pivot], table[column]
        inverse = 1 / table[column][column].as_fraction() if table[column][column].is_constant else None
        lead = table[column][column]
        table[column] = [x * inverse if inverse is not None else x / lead for x in table[column]]
        for r, row in enumerate(table):
            check_time()
            if r != column and not row[column].is_zero:
                factor = row[column]
                table[r] = [x if p.is_zero else x - factor * p for x, p in zip(row, table[column], strict=True)]
    return [row[-1] for row in table]


def _optimal_basis(objective: Row, rows: Sequence[Row], numbers: Arithmetic) -> Basis:
    """The basis at which the simplex method ends, by Bland's rule, in numbers.

    It starts from x = 0 with the sum at most 1; a number added to the whole objective makes the sum come to 1.
    """
    gains = [numbers.value(x) for x in objective]
    zero, one = numbers.constant(Fraction(0)), numbers.constant(Fraction(1))
    lift = numbers.largest([-g for g in gains]) + one
    table = [[*(-numbers.value(x) for x in row), zero] for row in rows] + [[*([one] * len(gains)), one]]
    cost: list[Any] = [*(g + lift for g in gains), zero]
    width = len(gains)
    # A column for each unknown; of what is basic, the name of its row: unknowns first, then rows, then the sum.
    outside, inside = list(range(width)), [width + t for t in range(len(table))]
    while True:
        check_time()
        better = [k for k in range(width) if numbers.sign(cost[k]) > 0]
        if not better:
            break
        entering = min(better, key=lambda k: outside[k])
        leaving = _leaving(table, inside, entering, numbers)
        _exchange(table, cost, leaving, entering, numbers)
        outside[entering], inside[leaving] = inside[leaving], outside[entering]
    unknowns = tuple(sorted(name for name in inside if name < width))
    return unknowns, tuple(sorted(name - width for name in outside if width <= name < width + len(rows)))


def _leaving(table: Sequence[Sequence[Any]], inside: Sequence[int], entering: int, numbers: Arithmetic) -> int:
    """The row that binds first as an unknown rises, of several the one whose name comes first."""
    best = -1
    for r, row in enumerate(table):
        if numbers.sign(row[entering]) > 0:
            sign = 0 if best < 0 else numbers.sign(row[-1] * table[best][entering] - table[best][-1] * row[entering])
            if best < 0 or sign < 0 or (sign == 0 and inside[r] < inside[best]):
                best = r
    return best


def _exchange(table: list[list[Any]], cost: list[Any], leaving: int, entering: int, numbers: Arithmetic) -> None:
    """A pivot on a tableau without the columns of what is basic."""
    pivot = table[leaving][entering]
    scaled = [x / pivot for x in table[leaving]]
    scaled[entering] = numbers.constant(Fraction(1)) / pivot
    for row in [*(row for r, row in enumerate(table) if r != leaving), cost]:
        factor = row[entering]
        row[:] = [x - factor * p for x, p in zip(row, scaled, strict=True)]
        row[entering] = -factor * scaled[entering]
    table[leaving] = scaled
