"""All perfect Bayesian equilibria of a game in which types are drawn from distributions: cut-points as formulas.

1. For every player list how its types may be divided (`divisions.py`): into intervals that use these or those moves.
2. Choose a division for one part of a player's information sets after the other. As soon as all that bears on an
   information set is chosen, write down what makes the moves used there the best (`rationality.py`): at a cut the two
   moves are worth the same, elsewhere no other move is worth more at either end. Drop what no parameters allow.
3. With all divisions chosen solve for the cuts and the probabilities of mixing (`elimination.py`), and project out
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

from deterrence.algebra.conditions.conditions import Condition, Conjunction, Factor, condition
from deterrence.algebra.conditions.decide import Background, possible
from deterrence.algebra.time_limit.deadline import Deadline, OutOfTime
from deterrence.games.forms.drawn_form import DrawnForm
from deterrence.solvers.drawn_types.board import Behaviour, Behaviours, Board
from deterrence.solvers.drawn_types.rationality import Outlook, Wanted, bounds_of, relevant_parts
from deterrence.solvers.trees.belief_ranges import Projected, projected
from deterrence.solvers.unknowns.algebraic_roots import (
    Root,
    branches,
    has_no_solution,
    moves_with_one_parameter,
    settled_at,
    with_root,
)
from deterrence.solvers.unknowns.elimination import Outcome, System, extreme, solutions


@dataclass(frozen=True, eq=False)
class CutPoints:
    """Divisions with their cuts as formulas in the letters, and the conditions under which they are an equilibrium.

    `root`: the value of the one unknown that is left where it is an irrational number, by its letter.
    """

    outlook: Outlook
    result: Projected
    root: Root | None = None

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
    probabilities may vary, each with whether parameters tie there.
    """

    board: Board
    background: Background
    deadline: Deadline
    ties_wanted: bool
    found: list[CutPoints] = field(default_factory=list)
    nonlinear: bool = False
    spans: list[tuple[Conjunction, bool]] = field(default_factory=list)
    timed_out: bool = False

    def run(self) -> None:
        """Gather all equilibria."""
        try:
            order = _order(self.board)
            for behaviours, wanted in self._chosen(order, 0, {}, [], []):
                self._solve(Outlook(self.board, behaviours), wanted)
        except OutOfTime:
            self.timed_out = True

    def _chosen(
        self, order: Sequence[int], step: int, behaviours: Behaviours, wanted: list[Wanted], conditions: list[Condition]
    ) -> Iterator[tuple[Behaviours, list[Wanted]]]:
        if step == len(order):
            yield behaviours, wanted
            return
        part = order[step]
        for division in self.board.divisions[part]:
            self.deadline.check()
            behaviour = Behaviour(self.board, part, division)
            now = {**behaviours, part: behaviour}
            outlook = Outlook(self.board, now)
            fresh = [Wanted(bounds=list(bounds_of(behaviour)))]
            fresh += [outlook.wanted(index) for index in _settled(self.board, part, now)]
            more = _conditions(fresh)
            if more is None:
                continue
            together = [*conditions, *more]
            if more and possible(together, self.background).possible is False:
                continue
            yield from self._chosen(order, step + 1, now, [*wanted, *fresh], together)

    def _solve(self, outlook: Outlook, wanted: Sequence[Wanted]) -> None:
        home = self.board.home
        equations = tuple(e for w in wanted for e in w.equations)
        bounds = tuple({b.condition: b for w in wanted for b in w.bounds if not b.condition.is_true}.values())
        mixing = [n for b in outlook.behaviours.values() for n in (*b.cuts, *b.mixing)]
        beliefs = dict.fromkeys(n for w in wanted for n in w.beliefs)
        outcome = Outcome(self.ties_wanted, self.deadline)
        for solved in solutions(
            System(home, equations, bounds, tuple(mixing), tuple(beliefs)), self.background, outcome
        ):
            self._keep(outlook, solved, outcome)
        for stuck, factor in list(outcome.unsolved):
            self._solve_at_roots(outlook, stuck, factor)
        self.nonlinear = self.nonlinear or outcome.nonlinear

    def _keep(self, outlook: Outlook, solved: System, outcome: Outcome) -> None:
        if solved.mixing and not self._is_point(solved):
            self.spans.append((tuple(solved.conditions), bool(solved.ties)))
        for point in extreme(solved, self.background, outcome):
            for result in projected(point, self.background, outcome):
                self.found.append(CutPoints(outlook, result))

    def _is_point(self, solved: System) -> bool:
        """Whether what looks like a continuum is points: nowhere are all inequalities slack."""
        slack = [replace(b, relation=">") if b.relation == ">=" else b for b in solved.bounds]
        inside = replace(solved, bounds=tuple(slack)).conditions
        return len(solved.mixing) == 1 and possible(inside, self.background).possible is False

    def _solve_at_roots(self, outlook: Outlook, stuck: System, factor: Factor) -> None:
        """All else as a function of one unknown: a root of a polynomial, whose coefficients may have one parameter."""
        letters = self.board.form.ring.names
        moving = moves_with_one_parameter(stuck, factor, letters) and not stuck.ties
        if not moving and not (len(factor.letters) == 1 and not letters):
            self.nonlinear = self.nonlinear or not has_no_solution(stuck, factor, self.background)
            return
        outcome = Outcome(True, self.deadline)
        for solved in solutions(with_root(stuck, factor), self.background, outcome):
            if solved.mixing:
                self.spans.append((tuple(solved.conditions), len(solved.ties) > 1))
            for point in extreme(solved, self.background, outcome):
                for result in projected(point, self.background, outcome):
                    self._keep_at_roots(outlook, result, factor, moving)
        unsolved = any(not has_no_solution(further, other, self.background) for further, other in outcome.unsolved)
        self.nonlinear = self.nonlinear or outcome.nonlinear or unsolved

    def _keep_at_roots(self, outlook: Outlook, result: Projected, factor: Factor, moving: bool) -> None:
        conditions = result.system.conditions
        if moving and len(result.system.ties) > 1:
            self.nonlinear = True  # two equations between the root and the parameter
            return
        there = branches(factor, conditions, self.background) if moving else settled_at(conditions, factor)
        self.found += [CutPoints(outlook, result, root) for root in there.found]
        self.nonlinear = self.nonlinear or bool(there.special)


def cut_points(form: DrawnForm, background: Background, deadline: Deadline, ties_wanted: bool) -> Search:
    """A search for all equilibria, made."""
    search = Search(Board(form), background, deadline, ties_wanted)
    search.run()
    return search


def _order(board: Board) -> list[int]:
    """The parts in the order in which they are chosen: those first that let conditions be written soonest."""
    needed = {index: {board.part_of[index], *parts} for index, parts in relevant_parts(board).items()}
    left, order = list(range(len(board.parts))), list[int]()
    while left:
        ready = {k: sum(needed[i] <= {*order, k} and not needed[i] <= set(order) for i in needed) for k in left}
        chosen = max(left, key=lambda k: (ready[k], -len(board.divisions[k])))
        order.append(chosen)
        left.remove(chosen)
    return order


def _settled(board: Board, part: int, behaviours: Behaviours) -> list[int]:
    """The information sets on which all that bears is chosen, now that this part is."""
    needed = {index: {board.part_of[index], *parts} for index, parts in relevant_parts(board).items()}
    return [index for index, parts in needed.items() if part in parts and parts <= set(behaviours)]


def _conditions(wanted: Sequence[Wanted]) -> list[Condition] | None:
    """Everything wanted as conditions; None where one is false by itself."""
    found = [condition(e, "==") for w in wanted for e in w.equations]
    found += [b.condition for w in wanted for b in w.bounds]
    return None if any(c.is_false for c in found) else [c for c in dict.fromkeys(found) if not c.is_true]
