"""All perfect Bayesian equilibria of a finite tree, as families.

An assessment is a behaviour strategy and a belief at every information set. It is a perfect Bayesian equilibrium when
every information set's choice is optimal given its belief and all later play, and beliefs follow Bayes' rule wherever
it applies, also after a deviation when the belief at an earlier information set determines it (Fudenberg and Tirole
1991). With every information set a single node this is subgame perfection, with nothing to believe. What a concept
asks of beliefs beyond that comes from `no_signalling.py` and `sequential.py`.

1. Take the information sets from the leaves up. At each, try every set of moves that may be used.
2. As soon as all play below is decided, write down what makes them the best; drop the branch when that is impossible
   together with what is written so far (`used_moves.py`).
3. With all sets of moves chosen, put Bayes' rule in for the beliefs and solve for the mixing probabilities
   (`elimination.py`); project out beliefs that stay free (`belief_ranges.py`). Where probabilities may vary, take the
   extreme points of what they may be (`spans.py`).
4. What is left is a conjunction of conditions on the parameters: where the family exists.

Guarantee: all equilibria, up to the mixtures that the components describe (`tree_components.py`, which says where that
is not so), unless the time limit strikes, or a system is not linear in any unknown and is neither shown to be
impossible nor, with at most one parameter, solved by the roots of a polynomial (`algebraic_roots.py`); both are
reported. Cost: exponential in the number of information sets in the worst case; the pruning of step 2 usually leaves
little more than the equilibria themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations
from typing import TypeAlias

from deterrence.algebra.conditions.conditions import Condition, Factor, condition
from deterrence.algebra.conditions.decide import Background, implies, possible
from deterrence.algebra.exact.rational import RationalFunction
from deterrence.algebra.time_limit.deadline import Deadline, OutOfTime
from deterrence.algebra.values.value import Value
from deterrence.games.forms.forms import TreeForm
from deterrence.solvers.trees.assessments import Arena, Beliefs, Rows, continuation, each_way, mixing_name
from deterrence.solvers.trees.belief_ranges import Projected, projected
from deterrence.solvers.trees.best_choices import gains
from deterrence.solvers.trees.no_signalling import IndependentBeliefs
from deterrence.solvers.trees.sequential import ConsistentBeliefs
from deterrence.solvers.trees.spans import End, Row, Span, ends, pieces
from deterrence.solvers.trees.used_moves import Descent, Values, probability_bounds
from deterrence.solvers.unknowns.algebraic_roots import (
    Root,
    branches,
    has_no_solution,
    moves_with_one_parameter,
    settled_at,
    with_root,
)
from deterrence.solvers.unknowns.elimination import Bound, Outcome, System, extreme, solutions, values_of

AnyBeliefs: TypeAlias = Beliefs | ConsistentBeliefs | IndependentBeliefs
Believed: TypeAlias = Callable[[Arena, Rows], Iterator[AnyBeliefs]]


@dataclass(frozen=True)
class Plan:
    """Which moves are used at each information set, with the probabilities and beliefs that this leaves unknown.

    `values` are what play from each node on is worth.
    """

    arena: Arena
    used: dict[int, tuple[int, ...]]
    rows: Rows
    values: Values
    beliefs: AnyBeliefs


@dataclass(frozen=True)
class Assessment:
    """A solved assessment: formulas in the parameters, and the conditions under which it is an equilibrium.

    `beliefs` maps an information set to its beliefs, in terms of the free ones; `supporting` is the system before the
    free beliefs were projected out, and `result` the projection, with their ranges. `root`: the value of the one
    unknown that is left where it is an irrational number, by its letter.
    """

    arena: Arena
    used: tuple[tuple[int, ...], ...]
    rows: tuple[tuple[RationalFunction, ...], ...]
    beliefs: dict[int, tuple[RationalFunction, ...]]
    supporting: System
    result: Projected
    root: Root | None = None

    @property
    def needs_a_tie(self) -> bool:
        """Whether the assessment is an equilibrium only where parameters tie."""
        return bool(self.result.system.ties) and self.root is None

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Where the assessment is an equilibrium."""
        if self.root is not None:
            return self.root.where  # where the conditions hold of the root
        return tuple(dict.fromkeys(c for c in self.result.system.conditions if not c.is_true))

    def settled(self, function: RationalFunction) -> Value:
        """A formula in the letters of the game; an exact number where it depends on a root."""
        home = self.arena.form.ring
        return function.into(home) if self.root is None else self.root.settle(function, home)


@dataclass
class Search:
    """One search: what it looks for, and what it came upon.

    `spans` gathers, for the components, the sets in which some probability may vary; `curved` says that there is one in
    which others are roots of polynomials; `open_sets` that there may be one without part of its border, where somebody
    would be indifferent and the game says what is done then. `believed` gives the beliefs that a strategy may go with:
    what follows by Bayes' rule, or more that a concept asks of beliefs (`no_signalling.py`, `sequential.py`).
    """

    form: TreeForm
    background: Background
    deadline: Deadline
    ties_wanted: bool = False
    believed: Believed = field(default_factory=lambda: carried_on)
    found: list[Assessment] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    curved: bool = False
    open_sets: bool = False
    nonlinear: bool = False
    timed_out: bool = False
    ties_of: dict[tuple[Arena, tuple[Row, ...]], list[tuple[Condition, ...]]] = field(default_factory=dict)

    @cached_property
    def hidden(self) -> bool:
        """Whether somebody moves without seeing everything."""
        return not self.form.has_perfect_information

    def run(self) -> None:
        """Gather every assessment; with `ties_wanted`, also those that exist only where parameters tie."""
        try:
            for arena, ties in self._arenas():
                descent = Descent(arena, ties, self.ties_wanted, self.background, self.deadline)
                for used, values in descent.plans():
                    self._finish(arena, used, values, ties)
        except OutOfTime:
            self.timed_out = True

    def _arenas(self) -> Iterator[tuple[Arena, tuple[Condition, ...]]]:
        """The tree as written; and, where that can matter, with chance moves that have probability zero left out."""
        yield Arena(self.form), ()
        if not self.ties_wanted or all(len(place.nodes) == 1 for place in self.form.information_sets):
            return
        fragile: dict[Condition, set[tuple[int, int]]] = {}
        for index, node in enumerate(self.form.nodes):
            for move, probability in enumerate(node.probabilities):
                if not probability.is_constant:
                    fragile.setdefault(condition(probability, "=="), set()).add((index, move))
        options = [c for c in fragile if possible([c], self.background).possible is not False]
        for size in range(1, len(options) + 1):
            for chosen in combinations(options, size):
                if possible(chosen, self.background).possible is not False:
                    form = self.form
                    for c in chosen:
                        form = _with_tie(form, c)
                    yield Arena(form, frozenset().union(*(fragile[c] for c in chosen))), chosen

    def _finish(
        self,
        arena: Arena,
        used: dict[int, tuple[int, ...]],
        values: Values,
        ties: tuple[Condition, ...],
        given: tuple[RationalFunction, ...] = (),
    ) -> None:
        """Solve for the rest, once the moves used are chosen; `given` are equations that say more of them."""
        rows = {index: arena.mix(index, moves) for index, moves in used.items()}
        for beliefs in self.believed(arena, rows):
            self._solve(Plan(arena, used, rows, values, beliefs), ties, given)

    def _solve(self, plan: Plan, ties: tuple[Condition, ...], given: tuple[RationalFunction, ...]) -> None:
        system = _system(plan, ties)
        bounds = tuple(b for b in system.bounds if not self._is_granted(b))
        system = replace(system, equations=(*system.equations, *given), bounds=bounds)
        outcome = Outcome(self.ties_wanted, self.deadline)
        for solved in solutions(system, self.background, outcome):
            if solved.mixing:
                self._vary(plan, solved, outcome)
                continue
            for result in projected(solved, self.background, outcome):
                self._keep(_assessment(plan, solved, result))
        for stuck, factor in list(outcome.unsolved):
            of_numbers = len(factor.letters) == 1 and not self.form.ring.names
            if of_numbers or (moves_with_one_parameter(stuck, factor, self.form.ring.names) and not stuck.ties):
                self._solve_at_roots(plan, stuck, factor)
            elif not has_no_solution(stuck, factor, self.background):
                self.nonlinear = True
        self.nonlinear = self.nonlinear or outcome.nonlinear

    def _is_granted(self, bound: Bound) -> bool:
        """Whether the assumptions make sure that something is positive, or not zero."""
        about_parameters = bound.relation != ">=" and set(bound.function.letters) <= set(self.form.ring.names)
        return about_parameters and bool(implies((), bound.condition, self.background))

    def _keep(self, assessment: Assessment) -> None:
        self.found.append(assessment)
        self.ties_of.setdefault((assessment.arena, assessment.rows), []).append(assessment.result.system.ties)

    def _vary(self, plan: Plan, solved: System, outcome: Outcome) -> None:
        """A set in which probabilities may vary, and its extreme points."""
        is_open = _may_be_open(plan)
        self.open_sets = self.open_sets or is_open
        known: set[tuple[object, ...]] = set()
        rows = tuple(tuple(values_of(plan.rows[i], solved)) for i in sorted(plan.rows))
        used = tuple(plan.used[i] for i in sorted(plan.used))
        parts = list(pieces(solved, self.background, outcome))
        for piece in parts:
            if not is_open:
                self.spans.append(Span(plan.arena, used, rows, piece, len(parts) == 1 and not self.hidden))
            for end in ends(piece, self.background, outcome, self.hidden):
                key = (*end.values.items(), end.system.ties)
                if key not in known:
                    known.add(key)
                    self._end(plan, solved, end, outcome)

    def _end(self, plan: Plan, solved: System, end: End, outcome: Outcome) -> None:
        """An extreme point of a set: with its beliefs as the set has them, or looked for anew at its border."""
        rows = {i: tuple(values_of(row, end.system)) for i, row in plan.rows.items()}
        used = {i: tuple(m for m, p in enumerate(row) if not p.is_zero) for i, row in rows.items()}
        point = end.of(solved)
        if used == plan.used and point is not None:
            if possible(point.conditions, self.background).possible is not False:
                for result in projected(point, self.background, outcome):
                    self._keep(_assessment(plan, point, result))
            return
        key = plan.arena, tuple(rows[i] for i in sorted(rows))
        if any(set(ties) <= set(end.system.ties) for ties in self.ties_of.get(key, ())):
            return
        mixed = {i: plan.arena.mix(i, moves) for i, moves in used.items()}
        given = tuple(mixed[i][m] - rows[i][m] for i, moves in used.items() for m in moves[:-1])
        self._finish(plan.arena, used, continuation(plan.arena, mixed), end.system.ties, given)

    def _solve_at_roots(self, plan: Plan, stuck: System, factor: Factor) -> None:
        """All else as a function of one unknown: a root of a polynomial, whose coefficients may have one parameter."""
        moving = len(factor.letters) > 1
        outcome = Outcome(True, self.deadline)
        for solved in solutions(with_root(stuck, factor), self.background, outcome):
            self.curved = self.curved or bool(solved.mixing)
            for point, result in self._ends_at_root(solved, outcome):
                conditions = result.system.conditions
                if moving and len(result.system.ties) > 1:
                    self.nonlinear = True  # two equations between the root and the parameter
                    continue
                there = branches(factor, conditions, self.background) if moving else settled_at(conditions, factor)
                self.found += [_assessment(plan, point, result, root) for root in there.found]
                self.nonlinear = self.nonlinear or bool(there.special)
        unsolved = any(not has_no_solution(further, other, self.background) for further, other in outcome.unsolved)
        self.nonlinear = self.nonlinear or outcome.nonlinear or unsolved

    def _ends_at_root(self, solved: System, outcome: Outcome) -> Iterator[tuple[System, Projected]]:
        for point in extreme(solved, self.background, outcome):
            for result in projected(point, self.background, outcome):
                yield point, result


def _may_be_open(plan: Plan) -> bool:
    """Whether it depends on probabilities or beliefs that are unknown where somebody is indifferent who may not be."""
    known = set(plan.arena.form.ring.names)
    strict = (
        gains(plan.arena, index, moves, plan.beliefs.weights(index), plan.values).strict
        for index, moves in plan.used.items()
    )
    return any(loss is not None and not set(loss.letters) <= known for loss in strict)


def _with_tie(form: TreeForm, tie: Condition) -> TreeForm:
    """The tree with a letter replaced by its value, where the tie says what that is: `p == 0`, `p == 1`."""
    factor = tie.factors[0][0]
    root = factor.linear_root
    if len(tie.factors) > 1 or root is None:
        return form

    def put(function: RationalFunction) -> RationalFunction:
        return function.substitute(factor.names[0], form.ring.constant(root))

    nodes = (
        replace(n, payoffs=tuple(map(put, n.payoffs)), probabilities=tuple(map(put, n.probabilities)))
        for n in form.nodes
    )
    return replace(form, nodes=tuple(nodes))


def carried_on(arena: Arena, rows: Rows) -> Iterator[Beliefs]:
    """Beliefs by Bayes' rule: where they may give no weight to what leads further, once with it and once without."""
    return each_way(lambda vanishing: _settled_beliefs(arena, rows, vanishing))


def _settled_beliefs(arena: Arena, rows: Rows, vanishing: frozenset[int]) -> Beliefs:
    beliefs = Beliefs(arena, rows, vanishing)
    for index in range(len(arena.form.information_sets)):
        beliefs.at(index)
    return beliefs


def _system(plan: Plan, ties: tuple[Condition, ...]) -> System:
    arena, used, beliefs = plan.arena, plan.used, plan.beliefs
    equations: list[RationalFunction] = list(beliefs.equations)
    bounds: list[Bound] = [Bound(divisor, "!=") for divisor in beliefs.nonzero]
    for index, moves in used.items():
        best = gains(arena, index, moves, beliefs.weights(index), plan.values)
        equations += best.equations
        bounds += best.bounds
        bounds += probability_bounds(arena, index, moves)
    bounds += [Bound(share, ">=") for share in beliefs.shares]
    bounds += [Bound(function, ">") for function in beliefs.positive]
    bounds = list({b.condition: b for b in bounds if not b.condition.is_true}.values())
    mixing = tuple(mixing_name(i, m) for i in sorted(used) for m in range(len(used[i]) - 1))
    return System(arena.home, tuple(equations), tuple(bounds), mixing, beliefs.unknown, ties)


def _assessment(plan: Plan, supporting: System, result: Projected, root: Root | None = None) -> Assessment:
    rows = tuple(tuple(values_of(plan.rows[i], result.system)) for i in sorted(plan.rows))
    known = {
        index: tuple(values_of(plan.beliefs.at(index), result.system))
        for index, place in enumerate(plan.arena.form.information_sets)
        if len(place.nodes) > 1
    }
    used = tuple(plan.used[i] for i in sorted(plan.used))
    return Assessment(plan.arena, used, rows, known, supporting, result, root)
