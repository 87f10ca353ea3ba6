"""All perfect Bayesian equilibria of a game in which types are drawn from distributions: cut-points as formulas.

1. Decide one information set after the other, later ones first: in which intervals types use which moves there
   (`divisions.py`).
2. As soon as all that bears on an information set is decided, write down what makes the moves used there the best
   (`rationality.py`): at a cut the two moves are worth the same, elsewhere no other move is worth more at either end of
   an interval. Drop what no parameters allow.
3. With everything decided solve for the cuts and the probabilities of mixing (`elimination.py`), and project out
   beliefs that stay free (`belief_ranges.py`). What is left are conditions on the parameters: where the family exists.

Guarantee: with payoffs that are affine in the own type, all equilibria but for what a set of types of probability zero
does, unless the time limit strikes, equations are linear in no unknown and not shown to be impossible, or cuts may vary
in a continuum; each is reported. Where two moves are worth the same to all types of an interval, which of these makes
which does not matter: they are listed as mixing alike. Cost: exponential in the number of information sets and moves.

References
----------
Athey (2001), Single crossing properties and the existence of pure strategy equilibria in games of incomplete
information, Econometrica 69. Fudenberg and Tirole (1991), Perfect Bayesian equilibrium and sequential equilibrium,
Journal of Economic Theory 53.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from deterrence.algebra.conditions.conditions import Condition, Conjunction, Factor, condition
from deterrence.algebra.conditions.decide import Background, possible
from deterrence.algebra.conditions.prove import find
from deterrence.algebra.exact.roots import Exact, rational_part
from deterrence.algebra.time_limit.deadline import Deadline, OutOfTime
from deterrence.games.forms.drawn_form import DrawnForm
from deterrence.solvers.drawn_types.board import Behaviour, Behaviours, Board
from deterrence.solvers.drawn_types.divisions import UNDIVIDED, divided_at
from deterrence.solvers.drawn_types.rationality import Outlook, Wanted, bounds_of, needed
from deterrence.solvers.trees.belief_ranges import Projected, projected
from deterrence.solvers.unknowns.algebraic_roots import (
    Root,
    branches,
    has_no_solution,
    moves_with_one_parameter,
    settled_at,
    with_root,
)
from deterrence.solvers.unknowns.elimination import Outcome, System, extreme
from deterrence.solvers.unknowns.pseudo_division import all_solutions
from deterrence.solvers.unknowns.square_roots import QuadraticRoot, is_quadratic, quadratic_roots, where_lower

# Conditions of a higher degree in the unknowns are not asked about before everything is decided: that may take long.
DEGREE: Final = 2


@dataclass(frozen=True, eq=False)
class CutPoints:
    """Divisions with their cuts as formulas in the letters, and the conditions under which they are an equilibrium.

    `root`: the value of the one unknown that is left where it is an irrational number, by its letter.
    """

    outlook: Outlook
    result: Projected
    root: Root | QuadraticRoot | None = None

    @property
    def needs_a_tie(self) -> bool:
        """Whether it is an equilibrium only where parameters tie."""
        return bool(self.result.system.ties) and self.root is None

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Where it is an equilibrium."""
        if self.root is not None:
            return self.root.where
        return tuple(dict.fromkeys(c for c in self.result.system.conditions if not c.is_true))


@dataclass
class Search:
    """One search: what it looks for, and what it came upon.

    `nonlinear` tells of equations that were left unsolved; `spans` holds the conditions under which cuts or
    probabilities may vary, each with whether parameters tie there; `special` the values of the one parameter at which
    it was not told which roots count.
    """

    board: Board
    background: Background
    deadline: Deadline
    ties_wanted: bool
    found: list[CutPoints] = field(default_factory=list)
    nonlinear: bool = False
    spans: list[tuple[Conjunction, bool]] = field(default_factory=list)
    fragile: bool = False
    sorted: bool = False
    timed_out: bool = False
    special: dict[Exact, None] = field(default_factory=dict)

    def run(self) -> None:
        """Gather all equilibria."""
        try:
            start = {k: Behaviour(self.board, k, UNDIVIDED) for k in range(len(self.board.parts))}
            for behaviours, wanted in self._decided(_order(self.board), start, [], []):
                self._solve(Outlook(self.board, behaviours), wanted)
        except OutOfTime:
            self.timed_out = True

    def _decided(
        self, order: Sequence[_Step], behaviours: Behaviours, wanted: list[Wanted], conditions: list[Condition]
    ) -> Iterator[tuple[Behaviours, list[Wanted]]]:
        if not order:
            ranges = [Wanted(bounds=list(bounds_of(behaviour))) for behaviour in behaviours.values()]
            yield behaviours, [*wanted, *ranges]
            return
        step, part = order[0], self.board.part_of[order[0].index]
        for division in divided_at(self.board.written, self.board.parts[part], behaviours[part].division, step.index):
            self.deadline.check()
            now = {**behaviours, part: Behaviour(self.board, part, division)}
            outlook = Outlook(self.board, now)
            fresh = [outlook.wanted(index) for index in step.ready]
            more = _conditions([*fresh, Wanted(bounds=list(bounds_of(now[part])))])
            if more is None or (not self.ties_wanted and self._needs_a_tie(fresh)):
                continue
            together = list(dict.fromkeys([*conditions, *more]))
            if possible([c for c in together if _is_simple(c)], self.background).possible is False:
                continue
            yield from self._decided(order[1:], now, [*wanted, *fresh], together)

    def _needs_a_tie(self, wanted: Sequence[Wanted]) -> bool:
        letters = set(self.board.form.ring.names)
        return any(not e.is_zero and set(e.letters) <= letters for w in wanted for e in w.equations)

    def _solve(self, outlook: Outlook, wanted: Sequence[Wanted]) -> None:
        home = self.board.home
        equations = tuple(e for w in wanted for e in w.equations)
        bounds = tuple({b.condition: b for w in wanted for b in w.bounds if not b.condition.is_true}.values())
        mixing = [n for b in outlook.behaviours.values() for n in (*b.cuts, *b.mixing)]
        beliefs = dict.fromkeys(n for w in wanted for n in w.beliefs)
        outcome = Outcome(self.ties_wanted, self.deadline)
        system = System(home, equations, bounds, tuple(mixing), tuple(beliefs))
        for solved in all_solutions(system, self.background, outcome):
            self._keep(outlook, solved, outcome)
        for stuck, factor in list(outcome.unsolved):
            self._solve_at_roots(outlook, stuck, factor)
        self.nonlinear = self.nonlinear or outcome.nonlinear

    def _keep(self, outlook: Outlook, solved: System, outcome: Outcome) -> None:
        self.sorted = self.sorted or any(b.mixes_across_later_play for b in outlook.behaviours.values())
        believed = set(solved.beliefs)
        self.fragile = self.fragile or any(
            b.relation == ">" and believed & set(b.function.letters) for b in solved.bounds
        )
        if solved.mixing and not self._is_point(solved):
            self.spans.append((tuple(solved.conditions), bool(solved.ties)))
        ends = list(extreme(solved, self.background, outcome))
        for point in ends or self._inside(solved):
            for result in projected(point, self.background, outcome):
                self.found.append(CutPoints(outlook, result))

    def _inside(self, solved: System) -> list[System]:
        """One of a continuum that has no ends of its own."""
        known = rational_part(find(solved.conditions, self.background.all_clauses).point)
        for name in solved.mixing:
            placed = solved.substituted(name, solved.home.constant(known[name])) if name in known else None
            if placed is None:
                return []
            solved = placed
        return [solved]

    def _is_point(self, solved: System) -> bool:
        """Whether what looks like a continuum is points: nowhere are all inequalities slack."""
        slack = [replace(b, relation=">") if b.relation == ">=" else b for b in solved.bounds]
        inside = replace(solved, bounds=tuple(slack)).conditions
        return len(solved.mixing) == 1 and possible(inside, self.background).possible is False

    def _solve_at_roots(self, outlook: Outlook, stuck: System, factor: Factor) -> None:
        """All else as a function of one unknown: a root of a polynomial with one parameter, or of a quadratic."""
        letters = self.board.form.ring.names
        unknowns = [name for name in factor.letters if name in stuck.unknowns]
        moving = moves_with_one_parameter(stuck, factor, letters) and not stuck.ties
        square = len(unknowns) == 1 and bool(letters) and not moving and is_quadratic(factor, unknowns[0])
        if not moving and not square and not (len(factor.letters) == 1 and not letters):
            self.nonlinear = self.nonlinear or not has_no_solution(stuck, factor, self.background)
            return
        if square and self.ties_wanted:
            self._solve_below(outlook, stuck, factor, unknowns[0])
        outcome = Outcome(True, self.deadline)
        for solved in all_solutions(with_root(stuck, factor), self.background, outcome):
            if solved.mixing:
                self.spans.append((tuple(solved.conditions), len(solved.ties) > 1))
            for point in extreme(solved, self.background, outcome):
                for result in projected(point, self.background, outcome):
                    if square:
                        self._keep_at_square_roots(outlook, result, factor, unknowns[0])
                    else:
                        self._keep_at_roots(outlook, result, factor, moving)
        unsolved = any(not has_no_solution(further, other, self.background) for further, other in outcome.unsolved)
        self.nonlinear = self.nonlinear or outcome.nonlinear or unsolved

    def _solve_below(self, outlook: Outlook, stuck: System, factor: Factor, unknown: str) -> None:
        """What there is where a quadratic is linear."""
        lower = where_lower(stuck, factor, unknown)
        if lower is None:
            return
        outcome = Outcome(True, self.deadline)
        for solved in all_solutions(lower, self.background, outcome):
            self._keep(outlook, solved, outcome)
        for further, other in outcome.unsolved:
            self._solve_at_roots(outlook, further, other)

    def _keep_at_square_roots(self, outlook: Outlook, result: Projected, factor: Factor, unknown: str) -> None:
        asked = [c for c in result.system.conditions if c.factors != ((factor, 1),)]
        roots = quadratic_roots(factor, unknown, asked, self.background)
        self.found += [CutPoints(outlook, result, root) for root in roots]

    def _keep_at_roots(self, outlook: Outlook, result: Projected, factor: Factor, moving: bool) -> None:
        conditions = result.system.conditions
        if moving and len(result.system.ties) > 1:
            self.nonlinear = True  # two equations between the root and the parameter
            return
        there = branches(factor, conditions, self.background) if moving else settled_at(conditions, factor)
        self.found += [CutPoints(outlook, result, root) for root in there.found]
        self.special.update(dict.fromkeys(there.special))


def cut_points(form: DrawnForm, background: Background, deadline: Deadline, ties_wanted: bool) -> Search:
    """A search for all equilibria, made."""
    search = Search(Board(form), background, deadline, ties_wanted)
    search.run()
    return search


@dataclass(frozen=True)
class _Step:
    """An information set to be decided, and those for which it can then be said what makes moves there the best."""

    index: int
    ready: tuple[int, ...]


def _order(board: Board) -> list[_Step]:
    """The information sets in the order in which they are decided: those first that let most be written soonest."""
    wanted = {index: needed(board, index) for index in board.part_of}
    left, done, order = set(board.part_of), set[int](), list[_Step]()

    def missing(index: int) -> tuple[int, int]:
        """How many more sets must be decided until something can be written, once this one is; and the set."""
        return min(len(sets - done - {index}) for i, sets in wanted.items() if i in left or index in sets), index

    while left:
        free = [i for i in left if not set(board.parts[board.part_of[i]].after(i)) & left]
        chosen = min(free, key=missing)
        left.remove(chosen)
        done.add(chosen)
        order.append(_Step(chosen, tuple(i for i, sets in wanted.items() if chosen in sets and sets <= done)))
    return order


def _is_simple(c: Condition) -> bool:
    """Whether a condition is of a low degree in the unknowns."""
    return all(_degree(factor) <= DEGREE for factor, _ in c.factors)


def _degree(factor: Factor) -> int:
    unknown = [name.startswith(("~", "?")) for name in factor.names]
    powers = factor.polynomial.to_dict()
    return max(sum(int(e) for e, counts in zip(power, unknown, strict=True) if counts) for power in powers)


def _conditions(wanted: Sequence[Wanted]) -> list[Condition] | None:
    """Everything wanted as conditions; None where one is false by itself."""
    found = [condition(e, "==") for w in wanted for e in w.equations]
    found += [b.condition for w in wanted for b in w.bounds]
    return None if any(c.is_false for c in found) else [c for c in dict.fromkeys(found) if not c.is_true]
