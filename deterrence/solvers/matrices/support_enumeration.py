"""Support enumeration with letters: all Nash equilibria of a two-player matrix, as formulas, each with its region.

For every value of the parameters that the background allows, ties included, the families that exist there are, once
repetitions are dropped, exactly the extreme equilibria of the game of numbers there. Every equilibrium is a mixture of
extreme ones within a maximal Nash subset (`components.py`).

Algorithm
---------
An extreme equilibrium is a pair of vertices (x, y) of the players' best-response polyhedra, each player's support
within the other's best responses.

1. List the vertex candidates of either player, a support I and a basis K each, that are feasible somewhere
   (`best_response_vertices.py`); those that meet none of the other's by bounds on boxes (`meeting_candidates.py`) are
   left out.
2. Pair those with x on I and y on J. Moves of J outside K must be best responses all the same: where that is not so
   identically, it is an equation between parameters, and the family exists only where parameters tie.
3. One vertex may have several bases. They are put in order, those that share most with J first; a basis is passed over
   wherever an earlier one made of J and moves that are best responses throughout is not singular. The first basis among
   all best responses is never passed over, so nothing is lost, and at generic points nothing comes twice.
4. Where a family is empty, thin (it holds only at ties although no equation says so) or says nothing new is decided
   exactly: on the cells of the line where one letter matters, else by z3.

Cost: the number of candidates, comb(m + n, m) or so a player, and of the pairs with supports that fit. Larger games of
numbers go to `numeric/vertex_enumeration.py`, which finds the same.

References
----------
Mangasarian (1964), Equilibrium points of bimatrix games, J. SIAM 12.
von Stengel (2002), Computing equilibria for two-person games, Handbook of Game Theory 3, chapter 45.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from deterrence.algebra.conditions.box_signs import BoxSigns
from deterrence.algebra.conditions.conditions import Condition, Conjunction
from deterrence.algebra.conditions.decide import Background, Clause, implies, possible
from deterrence.algebra.conditions.prove import find
from deterrence.algebra.conditions.sign_chart import Chart, chart
from deterrence.algebra.region import Region
from deterrence.algebra.time_limit.deadline import Deadline, OutOfTime
from deterrence.equilibria.equilibria import Equilibrium, Found
from deterrence.equilibria.profiles import (
    cell_probabilities,
    distinct,
    is_always_tight,
    payoff_poles,
    product_condition,
    with_equation,
)
from deterrence.solvers.matrices.best_response_vertices import BorderedMinors, Polyhedron, Vertex
from deterrence.solvers.matrices.components import components
from deterrence.solvers.matrices.meeting_candidates import that_meet

if TYPE_CHECKING:
    from deterrence.games.forms.forms import MatrixForm

LARGE: Final = 10


@dataclass(frozen=True)
class Half:
    """A vertex of one player, meant to meet a given support of the other.

    Attributes
    ----------
    vertex
        The vertex.
    ties
        Equations between parameters that make the other's support best responses and pass over no earlier basis.
    where
        The places of the chart at which all this holds.
    maybe
        The boxes on which it may hold.
    """

    vertex: Vertex
    ties: tuple[Condition, ...]
    where: int
    maybe: int


@dataclass(frozen=True)
class Pair:
    """An extreme equilibrium as a pair of vertices, with where it exists."""

    row: Half
    column: Half
    conditions: Conjunction
    where: int
    thin: bool

    @property
    def supports(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The moves that each player uses."""
        return self.row.vertex.support, self.column.vertex.support

    @property
    def order(self) -> tuple[Any, ...]:
        """Wide before thin, pure before mixed, then in the order of the moves."""
        row, column = self.supports
        ties = len(self.row.ties) + len(self.column.ties)
        size = len(row) + len(column)
        return self.thin, size, row, column, ties, self.row.vertex.basis, self.column.vertex.basis


def solve_form(
    form: MatrixForm, background: Background, first: tuple[str, ...] = (), deadline: Deadline | None = None
) -> Found:
    """All extreme equilibria of a two-player matrix as families, and the components that they span.

    Parameters
    ----------
    form
        A matrix with two players.
    background
        Ranges and assumptions of the letters in the payoffs.
    first
        Letters for which conditions are solved by preference.
    deadline
        When to stop with what there is.
    """
    if sum(map(len, form.moves)) > LARGE and all(f.is_constant for table in form.payoffs for f in table.values()):
        from deterrence.solvers.matrices.extreme_equilibria import solve_form as of_numbers

        return of_numbers(form, background, first, deadline or Deadline())
    search = Search(form, background, deadline or Deadline())
    pairs, finished = search.run()
    layout = form.layout
    families = []
    for pair in pairs:
        strategies = pair.row.vertex.strategy, pair.column.vertex.strategy
        payoffs = pair.column.vertex.value, pair.row.vertex.value
        exists = Region(pair.conditions, background, first)
        families.append(Equilibrium(layout, strategies, payoffs, cell_probabilities(strategies), exists))
    where = [p.where for p in pairs]
    try:
        found = components(families, where, search.chart, background, first) if finished else ()
    except OutOfTime:
        found, finished = (), False
    return Found(tuple(families), found, finished, "" if finished else search.deadline.why)


class Search:
    """One enumeration of supports."""

    def __init__(self, form: MatrixForm, background: Background, deadline: Deadline) -> None:
        rows, columns = (range(len(moves)) for moves in form.moves)
        row_gains, column_gains = form.payoffs
        self.background = background
        self.deadline = deadline
        self.poles = payoff_poles(form, background)
        against_rows = [[column_gains[i, j] for j in columns] for i in rows]
        against_columns = [[row_gains[i, j] for i in rows] for j in columns]
        self.minors = BorderedMinors(against_rows, form.ring), BorderedMinors(against_columns, form.ring)
        self.players = [
            Polyhedron(gains, minors, background)
            for gains, minors in zip((against_rows, against_columns), self.minors, strict=True)
        ]
        self.chart: Chart = chart(background, ())
        self._tie_possible: dict[Condition, bool] = {}

    def run(self) -> tuple[list[Pair], bool]:
        """The extreme equilibria, in order, and whether the search came to its end."""
        found: list[Pair] = []
        try:
            for pair in self._pairs():
                found.append(pair)
            finished = True
        except OutOfTime:
            finished = False
        found.sort(key=lambda p: p.order)
        return (self._without_repetitions(found) if finished else found), finished

    def _vertices(self) -> list[dict[tuple[int, ...], list[Vertex]]]:
        """For either player the vertices that may meet one of the other, by support; draws the chart for them."""
        signs = BoxSigns(self.background, [p for minors in self.minors for p in minors.all()])
        rows, columns = (list(player.candidates(signs, self.deadline)) for player in self.players)
        met = that_meet(rows, columns, signs)
        asked = [p for side in met for candidate in side for p in candidate.polynomials]
        self.chart = chart(self.background, [*asked, *(minors.scale for minors in self.minors)], self.poles)
        self.chart.everywhere = self.chart.where_all(self.poles)
        return [_by_support(player.vertices(side, self.chart)) for player, side in zip(self.players, met, strict=True)]

    def _pairs(self) -> Iterator[Pair]:
        rows, columns = self._vertices()
        for row_support, row_vertices in rows.items():
            for column_support, column_vertices in columns.items():
                halves = self._halves(row_vertices, column_support)
                if not halves:
                    continue
                others = self._halves(column_vertices, row_support)
                for row in halves:
                    for column in others:
                        pair = self._pair(row, column)
                        if pair is not None:
                            yield pair

    def _halves(self, vertices: Sequence[Vertex], support: tuple[int, ...]) -> list[Half]:
        """What the vertices on one support become when the opponent is to use just these moves."""
        self.deadline.check()
        wanted = frozenset(support)
        ordered = sorted(vertices, key=lambda v: (-len(wanted.intersection(v.basis)), v.basis))
        found = []
        for index, vertex in enumerate(ordered):
            singular = _singular(vertex, wanted, ordered[:index])
            if singular is None or (self.chart.exhaustive and not _where_tied(vertex, wanted, singular)):
                continue
            ties = _ties(vertex, wanted, singular) if _where_maybe_tied(vertex, wanted) else None
            if ties is None:
                continue
            where = vertex.where & self.chart.where_all(ties)
            if not ties or where or self._possible_with(vertex, ties):
                found.append(Half(vertex, ties, where, _where_maybe_tied(vertex, wanted)))
        return found

    def _possible_with(self, vertex: Vertex, ties: Conjunction) -> bool:
        if self.chart.exhaustive:
            return False
        for tie in ties:
            self.deadline.check()
            if tie not in self._tie_possible:
                self._tie_possible[tie] = possible([tie], self.background).possible is not False
            if not self._tie_possible[tie]:
                return False
        return possible([*ties, *vertex.conditions], self.background).possible is not False

    def _pair(self, row: Half, column: Half) -> Pair | None:
        where = row.where & column.where
        if not row.maybe & column.maybe or (self.chart.exhaustive and not where):
            return None
        self.deadline.check()
        ties = (*row.ties, *column.ties)
        conditions = distinct((*self.poles, *row.vertex.conditions, *column.vertex.conditions, *ties))
        if not where and possible(conditions, self.background).possible is False:
            return None
        if ties:
            return Pair(row, column, conditions, where, True)
        if not self._is_thin(conditions, where):
            return Pair(row, column, conditions, where, False)
        told = with_equation(conditions, lambda equation: self._throughout(equation, conditions, where))
        return Pair(row, column, told, where, True)

    def _is_thin(self, conditions: Conjunction, where: int) -> bool:
        """Whether weak inequalities leave no more than ties."""
        if self.chart.exhaustive:
            return not where & ~self.chart.points
        return is_always_tight(conditions, self.background)

    def _throughout(self, equation: Condition, conditions: Conjunction, where: int) -> bool:
        if self.chart.exhaustive:
            return not where & ~self.chart.where(equation)
        return implies(conditions, equation, self.background) is True

    def _without_repetitions(self, pairs: Iterable[Pair]) -> list[Pair]:
        """Families at ties that are, wherever they exist, the same as families listed before them are dropped."""
        listed: dict[Any, list[Pair]] = defaultdict(list)
        found = []
        for pair in pairs:
            before = listed[pair.supports]
            if pair.thin and before and self._is_covered(pair, before):
                continue
            before.append(pair)
            found.append(pair)
        return found

    def _is_covered(self, pair: Pair, before: Sequence[Pair]) -> bool:
        agreements = [(other, _agreement(pair, other)) for other in before]
        if self.chart.exhaustive:
            left = pair.where
            for other, agreement in agreements:
                left &= ~(other.where & self.chart.where_all(agreement))
            return not left
        elsewhere: list[Clause] = [tuple((c.negation,) for c in agreement) for _, agreement in agreements]
        return find(pair.conditions, [*self.background.all_clauses, *elsewhere]).satisfiable is False


def _by_support(vertices: Iterable[Vertex]) -> dict[tuple[int, ...], list[Vertex]]:
    found: dict[tuple[int, ...], list[Vertex]] = defaultdict(list)
    for vertex in vertices:
        found[vertex.support].append(vertex)
    return found


def _singular(vertex: Vertex, wanted: frozenset[int], earlier: Sequence[Vertex]) -> list[Vertex] | None:
    """The earlier vertices whose basis must be singular, since all of it are best responses; None where one cannot be.

    Where an earlier basis of best responses is singular all its weights vanish, elsewhere none does.
    """
    available = wanted | vertex.tight
    found = [other for other in earlier if available.issuperset(other.basis)]
    return None if any(w.is_constant() for other in found for w in other.weights) else found


def _where_tied(vertex: Vertex, wanted: frozenset[int], singular: Sequence[Vertex]) -> int:
    """The places at which `wanted` are best responses and the other bases singular."""
    where = vertex.where
    for move in wanted - vertex.tight:
        where &= vertex.tied[move]
        if not where:
            return 0
    for other in singular:
        where &= other.vanishing
    return where


def _where_maybe_tied(vertex: Vertex, wanted: frozenset[int]) -> int:
    """The boxes on which it may be a vertex to which `wanted` are best responses."""
    maybe = vertex.candidate.maybe
    for move in wanted.difference(vertex.basis):
        maybe &= vertex.candidate.maybe_tight.get(move, 0)
    return maybe


def _ties(vertex: Vertex, wanted: frozenset[int], singular: Sequence[Vertex]) -> Conjunction | None:
    """What must be zero for `wanted` to be best responses and other bases singular; None where it cannot be."""
    zero = [vertex.slacks[move] for move in sorted(wanted - vertex.tight)]
    zero += [other.lightest for other in singular]
    if any(z.is_constant() for z in zero):
        return None
    return distinct(product_condition([z], "==") for z in zero)


def _agreement(pair: Pair, other: Pair) -> Conjunction:
    """What makes the other pair, on the same supports, the same equilibrium wherever this one exists."""
    conditions: list[Condition] = [*other.row.ties, *other.column.ties]
    for own, its in ((pair.row.vertex, other.row.vertex), (pair.column.vertex, other.column.vertex)):
        conditions += [product_condition([own.slacks[move]], "==") for move in its.basis if move not in own.tight]
        conditions.append(product_condition([its.weights[0]], "!="))
    return distinct(conditions)
