"""Where in parameter space a claim's conclusion is true of one equilibrium family.

A conclusion compares formulas, so where it holds is an "or" of conjunctions of polynomial conditions: `((),)` where it
holds throughout, `()` where it never does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise, product
from math import isclose
from typing import Final, TypeAlias

from deterrence.algebra.conditions.conditions import Condition, Conjunction, condition, pieces
from deterrence.algebra.exact.rational import RationalFunction, Ring, ring
from deterrence.algebra.formulas.language import Expression, FormulaError, Number
from deterrence.algebra.region import Region
from deterrence.algebra.values.algebraic import Branch
from deterrence.algebra.values.approximate import Approximate
from deterrence.algebra.values.radical import ROOT, Radical, SquareRoot
from deterrence.algebra.values.value import Value, as_value
from deterrence.equilibria.equilibria import Equilibrium
from deterrence.equilibria.named import BeliefRange
from deterrence.equilibria.play import reach
from deterrence.games.forms.forms import TreeForm, happened
from deterrence.games.matrix import is_table
from deterrence.games.model import Model
from deterrence.games.parts.information import START
from deterrence.games.statements import Belief, Choice, Chosen, Count, Cutpoint, Effect, Payoff, Probability, Statement
from deterrence.sensitivity.claims.named_roots import Rooted, Target, said_by
from deterrence.solvers.unknowns.algebraic_roots import where_is

Cases: TypeAlias = tuple[Conjunction, ...]

ALWAYS: Final[Cases] = ((),)
NEVER: Final[Cases] = ()
MOST_CASES: Final = 256
CLOSE: Final = 1e-9
NARROW: Final = 1e-12

_RELATIONS: Final = {"positive": ">", "negative": "<", "zero": "==", "non-negative": ">=", "non-positive": "<="}


class UnsettledError(ValueError):
    """A conclusion that cannot be put into conditions; the message says why."""


@dataclass(frozen=True, eq=False)
class Conclusion:
    """What a claim says of an equilibrium, to be read on a given game.

    Attributes
    ----------
    game
        The game: with letters, on a line, or of numbers.
    statements
        What is said, all at once. `Count` says nothing of a single equilibrium and must not be among them.
    every
        Whether it is to hold in every equilibrium; it matters for beliefs that may lie in a range.
    unknowns
        Letters in an equilibrium's formulas that are not the game's, such as the weights of a mixture.
    """

    game: Model
    statements: tuple[Statement, ...]
    every: bool = True
    unknowns: tuple[str, ...] = ()

    @property
    def home(self) -> Ring:
        """The letters of the game, and the unknowns."""
        return ring((*self.game.ring.names, *self.unknowns))

    def where(self, family: Equilibrium) -> Cases:
        """Where, among the values at which the family exists, the conclusion is true of it."""
        cases = ALWAYS
        for statement in self.statements:
            cases = both(cases, self._where(statement, family))
        return cases

    def _where(self, statement: Statement, family: Equilibrium) -> Cases:
        match statement:
            case Choice():
                return self._choice(statement, family)
            case Cutpoint():
                return self._cut(statement, family)
            case Probability(of=of, kind=kind, value=value):
                return self.equal(self.probability(of, kind, family), value, family)
            case Payoff(agent=agent, value=value):
                return self.equal(self.payoff(agent, family), value, family)
            case Chosen(letter=letter, value=value):
                return self.equal(self.chosen(letter, family), value, family)
            case Belief():
                return self._belief(statement, family)
            case Effect():
                return self._effect(statement, family)
            case Count():
                raise UnsettledError("a number of equilibria is no statement about one of them")

    # --- quantities ---

    def quantity(self, statement: Statement, family: Equilibrium) -> Value | None:
        """The number that a statement is about, where it is about one."""
        match statement:
            case Probability(of=of, kind=kind):
                return self.probability(of, kind, family)
            case Payoff(agent=agent):
                return self.payoff(agent, family)
            case Chosen(letter=letter):
                return self.chosen(letter, family)
            case _:
                return None

    def probability(self, of: str, kind: str, family: Equilibrium) -> Value:
        """The probability of an outcome, or that a move is made on the path of play."""
        if kind == "outcome":
            # An outcome after a draw of types that is impossible is not among those of the game.
            names = family.layout.outcomes
            return family.outcome_values[names.index(of)] if of in names else self.game.ring.zero
        if is_table(self.game):
            return self._move_in_matrix(of, family)
        made = [i for i, node in enumerate(self.form.nodes) if self._made_first(i, of)]
        return self._total(made, family)

    def payoff(self, agent: str, family: Equilibrium) -> Value:
        """The payoff of a player, or of one type of it given that type."""
        if agent in family.layout.players:
            return family.payoff_values[family.layout.players.index(agent)]
        player = next((p.player for p in family.layout.places if p.agent == agent), None)
        if player is None:
            raise UnsettledError(f"{agent} never exists")
        index = family.layout.players.index(player)
        ends = [i for i, n in enumerate(self.form.nodes) if n.kind == "outcome" and happened(n, agent)]
        reached = self._reached(family)
        total = chance = self.form.ring.zero
        for end in ends:
            chance = chance + reached[end]
            total = total + reached[end] * self.form.nodes[end].payoffs[index]
        if chance.is_zero:
            raise UnsettledError(f"{agent} never exists")
        return total / chance

    def chosen(self, letter: str, family: Equilibrium) -> Value:
        """What is chosen from an interval, by the letter of the choice."""
        if letter not in family.choice_values:
            raise UnsettledError(f"'{letter}' is chosen nowhere")
        return family.choice_values[letter]

    @cached_property
    def form(self) -> TreeForm:
        """The game as a tree."""
        from deterrence.games.background import background
        from deterrence.games.pieces import pieces as pieces_of

        forms = [piece.form for piece in pieces_of(self.game, background(self.game))]
        tree = forms[0].tree
        if len(forms) > 1 or tree is None:
            raise UnsettledError("payoffs with min or max of letters, and what one type expects, do not go together")
        return tree

    def _made_first(self, node: int, move: str) -> bool:
        """Whether a node is where a move leads, not having been made before."""
        history = self.form.nodes[node].history
        return bool(history) and history[-1] == move and move not in history[:-1]

    def _total(self, nodes: Iterable[int], family: Equilibrium) -> RationalFunction:
        home = family.exists.background.ring
        reached = self._reached(family)
        return sum((reached[node] for node in nodes), home.zero)

    def _reached(self, family: Equilibrium) -> list[RationalFunction]:
        """The probability of each node."""
        home = family.exists.background.ring
        if family.stated_reach:
            return [_function(value, home) for value in family.stated_reach]
        return reach(self.form, _rows(family))

    def _move_in_matrix(self, move: str, family: Equilibrium) -> Value:
        """That one at least of the players makes a move."""
        choices = zip(family.layout.places, family.strategies, strict=True)
        ways = [row[place.moves.index(move)] for place, row in choices if move in place.moves]
        if len(ways) == 1:
            return ways[0]
        none = self.home.one
        for way in ways:
            none = none * (self.home.one - _function(way, self.home))
        return self.home.one - none

    # --- comparisons ---

    def equal(self, value: Value, wanted: Expression, family: Equilibrium) -> Cases:
        """Where a value of a family is what a formula says."""
        return tuple(
            (*guards, *extra) for guards, said in self._targets(wanted) for extra in _equal(value, said, family.exists)
        )

    def _targets(self, wanted: Expression) -> list[tuple[Conjunction, Target]]:
        """What a formula says, each with the conditions under which it does."""
        formulas = self.game.formulas()
        found: list[tuple[Conjunction, Target]] = []
        for order, expression in pieces(wanted, formulas):
            if (guards := self._guards(order)) is not None:
                found.append((guards, said_by(self.home, expression, formulas)))
        return found

    def _guards(self, order: Sequence[tuple[Expression, Expression]]) -> Conjunction | None:
        """The conditions under which formulas are in this order; None where they never are."""
        formulas = self.game.formulas()
        differences = (self.home.value(low, formulas) - self.home.value(high, formulas) for low, high in order)
        guards = tuple(c for d in differences if not (c := condition(d, "<=")).is_true)
        return None if any(c.is_false for c in guards) else guards

    def split(self, wanted: Expression) -> list[tuple[Conjunction, RationalFunction]]:
        """A formula as rational functions, each with the conditions under which it is the formula."""
        home, formulas = self.home, self.game.formulas()
        found = []
        for order, expression in pieces(wanted, formulas):
            if (guards := self._guards(order)) is not None:
                found.append((guards, home.value(expression, formulas)))
        return found

    def _choice(self, statement: Choice, family: Equilibrium) -> Cases:
        cases = ALWAYS
        for value, wanted in zip(self.row(statement, family), self.wanted(statement, family), strict=True):
            cases = both(cases, self.equal(value, wanted, family))
        return cases

    def _cut(self, statement: Cutpoint, family: Equilibrium) -> Cases:
        """Where the types that make a move are those that a claim names."""
        index = _place(statement, family)
        if index is None:
            raise UnsettledError(f"{statement.agent} never exists")
        cuts, moves = family.cuts_at(index), family.layout.places[index].moves
        used = tuple(m for m, is_used in zip(moves, family.used[index], strict=True) if is_used)
        pieces = [cuts[0].below, *(cut.above for cut in cuts)] if cuts else [used]
        makes = [piece == (statement.move,) for piece in pieces]
        if any(statement.move in piece and not certain for piece, certain in zip(pieces, makes, strict=True)):
            return NEVER  # some types mix
        rising = statement.relation == ">="
        steps = [i for i, (one, other) in enumerate(pairwise(makes)) if one != other]
        if not steps:
            return self._beyond(statement, at_low=makes[0] == rising)
        if len(steps) > 1 or makes[-1] != rising:
            return NEVER
        return self.equal(cuts[steps[0]].value, statement.value, family)

    def _beyond(self, statement: Cutpoint, at_low: bool) -> Cases:
        """Where a cut-point that a claim names lies at an end of the types or beyond it, so that all do the same."""
        low, high = self.game.drawn[statement.agent].distribution.ends
        found: list[Conjunction] = []
        for guards, target in self.split(statement.value):
            end = low if at_low else high
            for further, edge in [] if end is None else self.split(end):
                found.append((*guards, *further, condition(target - edge, "<=" if at_low else ">=")))
        return _tidied(found)

    def row(self, statement: Choice, family: Equilibrium) -> tuple[Value, ...]:
        """The choice that a statement is about; empty where there is none, as of a type that never exists."""
        place = _place(statement, family)
        return () if place is None else family.strategies[place]

    def wanted(self, statement: Choice, family: Equilibrium) -> list[Expression]:
        """What a statement about a choice says of each move."""
        place = _place(statement, family)
        moves = () if place is None else family.layout.places[place].moves
        return [statement.probabilities.get(move, Number(Fraction(0))) for move in moves]

    def _belief(self, statement: Belief, family: Equilibrium) -> Cases:
        index = _place(statement, family)
        if index is None:
            raise UnsettledError(f"{statement.agent} never exists")
        nodes = self.form.information_sets[index].nodes
        told = [happened(self.form.nodes[node], statement.about) for node in nodes]
        if index not in family.belief_values:
            return self.equal(as_value(int(told[0])), statement.value, family)
        values = [v for v, meant in zip(family.belief_values[index], told, strict=True) if meant]
        ranges = [v for v in values if isinstance(v, BeliefRange)]
        home = self.home
        settled = home.zero
        for value in values:
            if not isinstance(value, BeliefRange):
                settled = settled + _function(value, home)
        if not ranges:
            return self.equal(settled, statement.value, family)
        if len(ranges) > 1:
            raise UnsettledError("the belief is a sum of beliefs that may vary")
        return self._within(ranges[0], settled, statement.value)

    def _within(self, support: BeliefRange, settled: RationalFunction, wanted: Expression) -> Cases:
        """Where a supporting belief may be (`every`: must be) what a formula says."""
        found: list[Conjunction] = []
        for guards, target in self.split(wanted):
            rest = target - settled
            lower = [_function(v, rest.ring) - rest for v in support.lower]
            upper = [_function(v, rest.ring) - rest for v in support.upper]
            if self.every:
                found += [(*guards, condition(low, "=="), condition(high, "==")) for low, high in product(lower, upper)]
            else:
                ends = [condition(low, "<=") for low in lower] + [condition(high, ">=") for high in upper]
                found.append((*guards, *ends))
        return _tidied(found)

    def _effect(self, statement: Effect, family: Equilibrium) -> Cases:
        if statement.of not in self.game.parameters:
            raise UnsettledError(f"'{statement.of}' is not a free parameter, so it has no effect")
        if statement.kind == "payoff":
            value = self.payoff(statement.on, family)
        elif statement.kind == "choice":
            value = self.chosen(statement.on, family)
        else:
            value = self.probability(statement.on, statement.kind, family)
        return _compared(value.derivative(statement.of), _RELATIONS[statement.direction], family.exists)


def _place(statement: Choice | Cutpoint | Belief, family: Equilibrium) -> int | None:
    """Where a statement's player chooses; None where that is nowhere."""
    for index, place in enumerate(family.layout.places):
        if place.agent == statement.agent and statement.information == (place.name or START):
            return index
    return None


def _rows(family: Equilibrium) -> list[tuple[RationalFunction, ...]]:
    home = family.exists.background.ring
    return [tuple(_function(v, home) for v in row) for row in family.strategies]


def _function(value: Value, home: Ring) -> RationalFunction:
    if value.rational is None:
        raise UnsettledError(f"{value} is not a rational formula")
    return value.rational.into(home)


def _equal(value: Value, target: Target, exists: Region) -> Cases:
    if isinstance(target, Rooted):
        return _equal_root(value, target, exists)
    if isinstance(target, Approximate):
        if not value.is_constant:
            raise UnsettledError(f"{value} is compared with a number that is known in floats")
        return ALWAYS if isclose(float(value), float(target), rel_tol=CLOSE, abs_tol=CLOSE) else NEVER
    if value.rational is not None:
        return _tidied([(condition(value.rational.into(target.ring) - target, "=="),)])
    if isinstance(value, Radical):
        return _compared(value.minus(target.into(exists.background.ring)), "==", exists)
    if value.formula is not None and value.branch is not None:
        home = value.branch.home
        return _compared(value.branch.value(value.formula.into(home) - target.into(home)), "==", exists)
    if not target.is_constant:
        raise UnsettledError(f"{value} is not a rational formula")
    if value.is_exact:
        return NEVER  # an irrational number
    return ALWAYS if isclose(float(value), float(target), rel_tol=CLOSE, abs_tol=CLOSE) else NEVER


def _equal_root(value: Value, target: Rooted, exists: Region) -> Cases:
    """Where a value is `p + q*sqrt(r)`: where `(value - p)*q >= 0` and `(value - p)**2 == q**2*r`."""
    parts = (target.plain, target.times, target.inside)
    root: SquareRoot | Branch | None
    if value.rational is not None:
        root, home = None, target.plain.ring
        own = value.rational.into(home)
    elif isinstance(value, Radical):
        root, home = value.root, ring((*exists.background.ring.names, ROOT))
        own = value.plain.into(home) + value.times.into(home) * home.letter(ROOT)
    elif value.formula is not None and value.branch is not None:
        root, home = value.branch, value.branch.home
        own = value.formula.into(home)
    elif value.is_constant and all(part.is_constant for part in parts):
        return ALWAYS if isclose(float(value), float(target), rel_tol=NARROW, abs_tol=NARROW) else NEVER
    else:
        raise UnsettledError(f"{value} is no formula with one root")
    p, q, r = (part.into(home) for part in parts)
    found = ALWAYS
    for function, relation in (((own - p) * q, ">="), ((own - p) ** 2 - q**2 * r, "==")):
        if root is None:
            cases = _tidied([(condition(function, relation),)])
        else:
            cases = _compared(root.value(function), relation, exists)
        found = both(found, cases)
    return found


def _compared(value: Value, relation: str, exists: Region) -> Cases:
    """Where in a region a value compares so with zero."""
    found = where_is(value, relation, exists)
    if found is None:
        raise UnsettledError("where a root of a polynomial is as claimed depends on an irrational value")
    return _tidied(found)


def _tidied(cases: Iterable[Sequence[Condition]]) -> Cases:
    """The cases without conditions that are true, and without cases that are false, by their form alone."""
    kept = (tuple(c for c in case if not c.is_true) for case in cases)
    found = tuple(dict.fromkeys(case for case in kept if not any(c.is_false for c in case)))
    return ALWAYS if () in found else found


def both(one: Cases, other: Cases) -> Cases:
    """Where two things hold at once."""
    if len(one) * len(other) > MOST_CASES:
        raise UnsettledError("the conclusion falls into too many cases")
    return _tidied((*a, *b) for a, b in product(one, other))


__all__ = ["ALWAYS", "NEVER", "Cases", "Conclusion", "FormulaError", "UnsettledError", "both"]
