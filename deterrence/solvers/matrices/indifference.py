"""Indifference on one profile of supports, for any number of players: the equations, and their solutions as formulas.

On given supports every player mixes so that the others are indifferent between the moves they use, and no move outside
the supports is better. These are polynomial equations and inequalities in the mixing probabilities, each player's
free of its own.

1. Unknowns are eliminated one after another, by equations that are linear in some unknown (`elimination.py`). Cases in
   which a coefficient vanishes are followed up.
2. A remaining equation in one unknown, irreducible of degree two or more, is solved by its real roots if no parameter
   occurs in it; the other unknowns are rational functions of the root, hence exact algebraic numbers themselves. If
   the one parameter of the game occurs in it, the roots are algebraic functions of the parameter.
3. Unknowns that no equation fixes vary. If they are one player's, and nobody else's probabilities depend on them, the
   equilibria are a polytope of that player's strategies, and its vertices are found by making inequalities tight.

What is not solved (an equation of higher degree with several parameters, or in several unknowns; sets that are curved)
is said in words, unless it is certain that there is no equilibrium of that kind: by z3, or in a game of numbers by
interval arithmetic (`numeric/interval_newton.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations, product
from typing import TYPE_CHECKING, Any, Final

from deterrence.algebra.conditions.conditions import Conjunction, Factor, condition
from deterrence.algebra.conditions.decide import Background, possible
from deterrence.algebra.exact.rational import RationalFunction, Ring, ring
from deterrence.algebra.exact.roots import Exact, rational
from deterrence.algebra.region import Region
from deterrence.algebra.time_limit.deadline import Deadline
from deterrence.algebra.values.value import Value
from deterrence.equilibria.profiles import cell_probabilities, distinct
from deterrence.solvers.unknowns.algebraic_roots import (
    Root,
    branches,
    has_no_solution,
    moves_with_one_parameter,
    settled_at,
    with_root,
)
from deterrence.solvers.unknowns.elimination import Bound, Outcome, System, extreme, solutions, values_of

if TYPE_CHECKING:
    from deterrence.games.forms.forms import MatrixForm

NOTHING: Final = 1e-9

Supports = tuple[tuple[int, ...], ...]
Rows = tuple[tuple[RationalFunction, ...], ...]


@dataclass(frozen=True)
class Solution:
    """A solved profile: probabilities, payoffs and cells as values, and the conditions on parameters.

    `rows` are the formulas from which the values come; they differ from `strategies` only where a root is irrational.
    """

    supports: Supports
    strategies: tuple[tuple[Value, ...], ...]
    payoffs: tuple[Value, ...]
    cells: tuple[Value, ...]
    conditions: Conjunction


@dataclass(frozen=True)
class Span:
    """A polytope of equilibria: one player's strategies vary within a support, all else is fixed."""

    player: int
    support: tuple[int, ...]
    rows: Rows
    conditions: Conjunction


@dataclass
class Report:
    """What was found on all supports, and in words what may be missing."""

    solutions: list[Solution] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


class Indifference:
    """The equations of a game on any supports."""

    def __init__(self, form: MatrixForm, background: Background, deadline: Deadline) -> None:
        self.form = form
        self.background = background
        self.deadline = deadline

    @cached_property
    def home(self) -> Ring:
        """The ring of the parameters and of a probability for every move but one of each player."""
        unknowns = [unknown(p, m) for p, moves in enumerate(self.form.moves) for m in range(len(moves) - 1)]
        return ring((*self.form.ring.names, *unknowns))

    @cached_property
    def payoffs(self) -> list[dict[tuple[int, ...], RationalFunction]]:
        """The payoffs, in the large ring."""
        return [{cell: value.into(self.home) for cell, value in table.items()} for table in self.form.payoffs]

    def rows(self, supports: Supports) -> Rows:
        """Unknown probabilities on the supports."""
        found = []
        for player, support in enumerate(supports):
            row = [self.home.zero] * len(self.form.moves[player])
            rest = self.home.one
            for place, move in enumerate(support[:-1]):
                row[move] = self.home.letter(unknown(player, place))
                rest = rest - row[move]
            row[support[-1]] = rest
            found.append(tuple(row))
        return tuple(found)

    def value(self, player: int, move: int, rows: Rows, supports: Supports) -> RationalFunction:
        """What a move yields against the others' probabilities."""
        others = [support if p != player else (move,) for p, support in enumerate(supports)]
        total = self.home.zero
        for cell in product(*others):
            term = self.payoffs[player][cell]
            for p, m in enumerate(cell):
                if p != player and len(supports[p]) > 1:
                    term = term * rows[p][m]
            total = total + term
        return total

    def system(self, supports: Supports) -> tuple[System, Rows]:
        """Indifference within the supports, and no wish to leave them."""
        rows = self.rows(supports)
        equations: list[RationalFunction] = []
        bounds: list[Bound] = []
        for player, support in enumerate(supports):
            first = self.value(player, support[0], rows, supports)
            equations += [self.value(player, move, rows, supports) - first for move in support[1:]]
            bounds += [Bound(rows[player][move], ">") for move in support if len(support) > 1]
            outside = [m for m in range(len(rows[player])) if m not in support]
            bounds += [Bound(first - self.value(player, move, rows, supports), ">=") for move in outside]
        mixing = tuple(unknown(p, k) for p, support in enumerate(supports) for k in range(len(support) - 1))
        kept = tuple(b for b in bounds if not (b.relation == ">=" and b.function.is_zero))
        return System(self.home, tuple(equations), kept, mixing, ()), rows

    def solve(self, supports: Supports, ties_wanted: bool, report: Report) -> None:
        """Add to the report what there is on these supports."""
        several = not self.form.ring.names and sum(len(s) > 1 for s in supports) > 2
        if several and count_roots(self.form, supports, self.deadline) == 0:
            return
        system, rows = self.system(supports)
        outcome = Outcome(ties_wanted, self.deadline)
        for solved in solutions(system, self.background, outcome):
            self._add(solved, rows, supports, outcome, report)
        for stuck, factor in list(outcome.unsolved):
            self._add_roots(stuck, factor, rows, supports, report)

    def _add(self, solved: System, rows: Rows, supports: Supports, outcome: Outcome, report: Report) -> None:
        if not solved.mixing:
            report.solutions.append(self._solution(solved, rows, supports))
            return
        span = self._span(solved, rows, supports)
        if span is not None:
            report.spans.append(span)
        elif not self._always_tight(solved):
            report.missing.append(self._continuum(solved, supports))
        for end in extreme(solved, self.background, outcome):
            report.solutions.append(self._solution(end, rows, supports))

    def _solution(self, solved: System, rows: Rows, supports: Supports) -> Solution:
        home = self.form.ring
        formulas = self._rows_of(solved, rows)
        strategies = tuple(tuple(p.into(home) for p in row) for row in formulas)
        payoffs = tuple(self.value(p, support[0], formulas, supports).into(home) for p, support in enumerate(supports))
        conditions = distinct((*solved.ties, *(b.condition for b in solved.bounds)))
        return Solution(supports, strategies, payoffs, cell_probabilities(strategies), conditions)

    @staticmethod
    def _rows_of(solved: System, rows: Rows) -> Rows:
        return tuple(tuple(values_of(row, solved)) for row in rows)

    def _span(self, solved: System, rows: Rows, supports: Supports) -> Span | None:
        """The polytope in which one player's probabilities vary; None where several players' do."""
        free = set(solved.mixing)
        formulas = self._rows_of(solved, rows)
        varying = [p for p, row in enumerate(formulas) if any(free & set(f.letters) for f in row)]
        if len(varying) != 1:
            return None
        return Span(varying[0], supports[varying[0]], formulas, distinct(solved.ties))

    def _always_tight(self, solved: System) -> bool:
        """Whether what looks like a continuum is points: one unknown varies, and nowhere are all inequalities slack."""
        slack = [replace(b, relation=">") if b.relation == ">=" else b for b in solved.bounds]
        inside = replace(solved, bounds=tuple(slack)).conditions
        return len(solved.mixing) == 1 and possible(inside, self.background).possible is False

    def _continuum(self, solved: System, supports: Supports) -> str:
        where = f" where {Region(distinct(solved.ties), self.background)}" if solved.ties else ""
        return (
            f"equilibria in which {mixers(self.form, supports)} form a continuum{where}, "
            "of which only ends at which an inequality is tight are listed"
        )

    # --- roots that are no formulas ---------------------------------------------------------------------------------

    def _add_roots(self, stuck: System, factor: Factor, rows: Rows, supports: Supports, report: Report) -> None:
        moving = moves_with_one_parameter(stuck, factor, self.form.ring.names)
        if len(factor.letters) > 1 and not moving:
            self._no_roots(stuck, factor, supports, report)
            return
        outcome = Outcome(True, self.deadline)
        for solved in solutions(with_root(stuck, factor), self.background, outcome):
            conditions = distinct((*solved.ties, *(b.condition for b in solved.bounds)))
            letters = {n for c in conditions for n in c.letters} | set(factor.letters)
            # Other letters: parameters, or unknowns that are left (each has a bound of its own).
            if letters != set(factor.letters) or (moving and len(solved.ties) > 1 + len(stuck.ties)):
                self._no_roots(stuck, factor, supports, report)
                continue
            there = branches(factor, conditions, self.background) if moving else settled_at(conditions, factor)
            formulas = self._rows_of(solved, rows)
            report.solutions += [self._at_root(formulas, root, supports) for root in there.found]
            for value in there.special:
                self._add_at(value, supports, report)
        for further, other in outcome.unsolved:
            self._no_roots(further, other, supports, report)

    def _no_roots(self, stuck: System, factor: Factor, supports: Supports, report: Report) -> None:
        """What cannot be solved must be shown to be impossible, or said to be missing."""
        if not self.form.ring.names:
            found = count_roots(self.form, supports, self.deadline)
            if found == 0:
                return
            many = "equilibria" if found is None else ("an equilibrium" if found == 1 else f"{found} equilibria")
            report.missing.append(
                f"{many} in which {mixers(self.form, supports)}, for which there is no formula: "
                "method='polynomial systems' finds such in floats"
            )
            return
        if has_no_solution(stuck, factor, self.background):
            return
        parameters = [name for name in factor.letters if name in self.form.ring.names]
        of = f" whose coefficients contain {', '.join(parameters)}; give values to have them" if parameters else ""
        report.missing.append(
            f"equilibria in which {mixers(self.form, supports)} are roots of a polynomial of degree "
            f"{factor.polynomial.total_degree()}{of}"
        )

    def _at_root(self, formulas: Rows, root: Root, supports: Supports) -> Solution:
        def value(function: RationalFunction) -> Value:
            return root.settle(function, self.form.ring)

        payoffs = [self.value(p, support[0], formulas, supports) for p, support in enumerate(supports)]
        strategies = tuple(tuple(map(value, row)) for row in formulas)
        cells = tuple(map(value, cell_probabilities(formulas)))
        return Solution(supports, strategies, tuple(map(value, payoffs)), cells, root.where)

    def _add_at(self, place: Exact, supports: Supports, report: Report) -> None:
        """What there is on the supports at one value of the parameter, at which roots meet or conditions are tight."""
        (letter,) = self.form.ring.names
        value = rational(place)
        if value is None:
            report.missing.append(f"equilibria in which {mixers(self.form, supports)} where {letter} is {place}")
            return
        tables = tuple({cell: f.at({letter: value}) for cell, f in table.items()} for table in self.form.payoffs)
        form = replace(self.form, ring=ring(()), payoffs=tables)
        there = Report()
        Indifference(form, Background(ring(())), self.deadline).solve(supports, True, there)
        home = self.form.ring
        tie = (condition(home.letter(letter) - value, "=="),)

        def put(number: Value) -> Value:
            return number.into(home)

        for found in there.solutions:
            strategies = tuple(tuple(map(put, row)) for row in found.strategies)
            payoffs, cells = tuple(map(put, found.payoffs)), tuple(map(put, found.cells))
            report.solutions.append(Solution(supports, strategies, payoffs, cells, tie))
        report.missing += there.missing


def count_roots(form: MatrixForm, supports: Supports, deadline: Deadline) -> int | None:
    """How many equilibria a game of numbers has on these supports, by interval arithmetic; None where undecided."""
    import numpy as np

    from deterrence.solvers.numeric.interval_newton import find_roots

    shape = tuple(map(len, form.moves))
    tables = []
    for table in form.payoffs:
        exact = [table[cell].as_fraction() for cell in product(*map(range, shape))]
        low, spread = min(exact), max(exact) - min(exact)
        tables.append(np.array([float((v - low) / (spread or 1)) for v in exact]).reshape(shape))
    roots = find_roots(np.stack(tables)[None], supports, deadline=deadline.with_steps(None))
    if len(roots.undecided):
        return None
    return sum(_is_equilibrium(tables, supports, point.tolist()) for point in roots.point)


def _is_equilibrium(tables: Sequence[Any], supports: Supports, point: Sequence[float]) -> bool:
    """Whether a solution of the equations, in floats, has no negative weight and leaves nobody a better move."""
    import numpy as np

    strategies, start = [], 0
    for table, support in zip(range(len(supports)), supports, strict=True):
        rest = point[start : start + len(support) - 1]
        start += len(support) - 1
        strategy = np.zeros(tables[0].shape[table])
        strategy[list(support)] = [1 - sum(rest), *rest]
        strategies.append(strategy)
    if min(s.min() for s in strategies) < -NOTHING:
        return False
    for player, table in enumerate(tables):
        values = np.moveaxis(table, player, 0)
        for strategy in reversed([s for p, s in enumerate(strategies) if p != player]):
            values = values @ strategy
        if values.max() - values @ strategies[player] > NOTHING:
            return False
    return True


def unknown(player: int, place: int) -> str:
    """The letter for the probability of the `place`-th move that a player uses."""
    return f"~{player}.{place}"


def mixers(form: MatrixForm, supports: Supports) -> str:
    """Who mixes what, in words."""
    words = []
    for player, support in enumerate(supports):
        moves = "/".join(form.moves[player][m] for m in support)
        words.append(f"{form.players[player]} {'mixes' if len(support) > 1 else 'plays'} {moves}")
    return ", ".join(words)


def support_profiles(form: MatrixForm) -> Iterator[Supports]:
    """All profiles of supports, small ones first."""
    sizes = product(*(range(1, len(moves) + 1) for moves in form.moves))
    for shape in sorted(sizes, key=lambda shape: (sum(shape), shape)):
        options = [combinations(range(len(moves)), size) for moves, size in zip(form.moves, shape, strict=True)]
        yield from product(*options)
