"""Sets of assessments of a tree in which some probabilities may vary, and their extreme points.

Once the moves used everywhere are chosen and every equation is solved, some mixing probabilities may be left that no
equation fixes. With free beliefs projected out (`belief_ranges.py`), what remains is a set of values of these
probabilities: at each point of parameter space a polytope, where the conditions are linear in them.

A point at the border of such a set may use fewer moves. Then it is an assessment with those moves only, where every
information set may hold other beliefs: what was reached may be off the path. Perfect Bayesian and sequential
equilibria are limits of their neighbours (the conditions are weak inequalities and equations between polynomials), so
the whole closed set consists of equilibria.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from deterrence.algebra.conditions.conditions import Condition, Factor
from deterrence.algebra.conditions.decide import Background, implies, possible
from deterrence.algebra.exact.rational import RationalFunction
from deterrence.solvers.trees.assessments import Arena
from deterrence.solvers.trees.belief_ranges import projected
from deterrence.solvers.unknowns.elimination import Bound, Outcome, System, extreme

Row = tuple[RationalFunction, ...]


@dataclass(frozen=True)
class Span:
    """A set of strategies in which the probabilities `system.mixing` may vary.

    Attributes
    ----------
    arena
        The tree.
    used
        The moves used at each information set.
    rows
        The probabilities of all moves, in the parameters and the free probabilities.
    system
        What these must meet so that some beliefs support them; no belief is left in it.
    whole
        Whether every equilibrium that meets the equations, with no other moves, lies in the set.
    """

    arena: Arena
    used: tuple[tuple[int, ...], ...]
    rows: tuple[Row, ...]
    system: System
    whole: bool


@dataclass(frozen=True)
class End:
    """An extreme point of a set: the value of each probability that could vary, and the system it was found with."""

    values: dict[str, RationalFunction]
    system: System

    def of(self, solved: System) -> System | None:
        """A system, its beliefs still unknown, at this point; None where a formula has a pole there."""
        placed: System | None = solved
        for name, value in self.values.items():
            placed = None if placed is None else placed.substituted(name, value)
        if placed is None:
            return None
        unknown = set(solved.unknowns)
        poles = [b for b in self.system.bounds if b.relation == "!=" and not unknown & set(b.function.letters)]
        bounds = tuple(dict.fromkeys((*placed.bounds, *poles)))
        return replace(placed, ties=self.system.ties, bounds=bounds)


def pieces(solved: System, background: Background, outcome: Outcome) -> Iterator[System]:
    """The set of values of the probabilities that may vary, as systems without beliefs whose sets cover it.

    Which values some belief supports may be a union of sets. First come those that beliefs sure of one node support,
    where that makes a difference; then, for each pattern of signs, what is in none of these.
    """
    sure = [_without_known_signs(system, background) for system in _with_sure_beliefs(solved, background)]
    yield from sure
    for result in projected(solved, background, outcome):
        for settled in _with_settled_signs(result.system, background, outcome):
            piece = _without_known_signs(settled, background)
            conditions = closed(piece).conditions
            if not any(all(_follows(c, conditions, background) for c in closed(other).conditions) for other in sure):
                yield piece


def _follows(conclusion: Condition, premises: Sequence[Condition], background: Background) -> bool:
    return conclusion in premises or implies(premises, conclusion, background) is True


def _with_sure_beliefs(solved: System, background: Background) -> Iterator[System]:
    """The set for each choice of one node, at every information set with a free belief, to be sure of."""
    bearing = [set(b.letters) for b in solved.bounds]
    if not any(letters & set(solved.mixing) and letters & set(solved.beliefs) for letters in bearing):
        return
    sets: dict[str, list[str]] = {}
    for name in solved.beliefs:
        sets.setdefault(name.split(".")[0], []).append(name)
    home = solved.home
    for chosen in product(*([*names, ""] for names in sets.values())):
        placed: System | None = solved
        for name in solved.beliefs:
            placed = placed.substituted(name, home.one if name in chosen else home.zero) if placed else None
        if placed is not None and possible(placed.conditions, background).possible is not False:
            yield placed


def _with_settled_signs(system: System, background: Background, outcome: Outcome) -> Iterator[System]:
    """The system split until, of every product that must not be negative, all factors but one have a known sign."""
    free = set(system.mixing)
    premises = system.conditions
    for bound in system.bounds:
        factors = [f for f, exponent in bound.condition.factors if free & set(f.names) and exponent == 1]
        if bound.relation == "!=" or len(factors) < 2:
            continue
        open_ = [f for f in factors if not any(_follows(c, premises, background) for c in _signs(f))]
        if len(open_) < 2:
            continue
        outcome.deadline.check()
        function = open_[0].function(system.home)
        for sign in (1, -1):
            branch = replace(system, bounds=(*system.bounds, Bound(function * sign, ">")))
            if possible(branch.conditions, background).possible is not False:
                yield from _with_settled_signs(branch, background, outcome)
        return
    yield system


def _without_known_signs(system: System, background: Background) -> System:
    """The same set, each product in its conditions without the factors that are not zero and whose sign is known.

    Where a move is used less and less, its probability p goes to 0 and says nothing in `p*g >= 0` any more; but of the
    limits of the set `g >= 0` still holds, so this is what bounds them.
    """
    bounds = list(system.bounds)
    for place, bound in enumerate(bounds):
        if bound.relation == "!=" or len(_free_factors(bound, system)) < 2:
            continue
        premises = [*system.ties, *(b.condition for i, b in enumerate(bounds) if i != place)]
        sign, kept = bound.condition.sign, system.home.one
        for factor, exponent in bound.condition.factors:
            known = _strict_sign(factor, premises, background)
            sign *= known**exponent if known else 1
            kept *= system.home.one if known else factor.function(system.home) ** exponent
        bounds[place] = Bound(kept * sign, bound.relation)
    return replace(system, bounds=tuple(bounds))


def _free_factors(bound: Bound, system: System) -> list[Factor]:
    free = set(system.mixing)
    return [factor for factor, _ in bound.condition.factors if free & set(factor.names)]


def _strict_sign(factor: Factor, premises: Sequence[Condition], background: Background) -> int:
    """1 where a factor is certainly positive, -1 where it is certainly negative, 0 where neither is known."""
    for sign in (1, -1):
        if _follows(Condition(">", sign, ((factor, 1),)), premises, background):
            return sign
    return 0


def _signs(factor: Factor) -> tuple[Condition, Condition]:
    return Condition(">=", 1, ((factor, 1),)), Condition(">=", -1, ((factor, 1),))


def ends(piece: System, background: Background, outcome: Outcome, with_border: bool) -> Iterator[End]:
    """The extreme points of a set; `with_border`, also those at which some move is no longer used.

    Without hidden moves, those are extreme points of the smaller set of moves as well: an equilibrium that gives a
    probability to a further move is one in which that move ties, so the border is a face of the smaller set.
    """
    for found in extreme(closed(piece) if with_border else piece, background, outcome):
        yield End({name: found.solved[name] for name in piece.mixing}, found)


def closed(piece: System) -> System:
    """The system with its border: of what bears on free probabilities, `>` becomes `>=`, and `!=` is left out."""
    return replace(piece, bounds=tuple(c for b in piece.bounds if (c := _closed(b, piece)) is not None))


def _closed(bound: Bound, piece: System) -> Bound | None:
    if not set(piece.mixing) & set(bound.function.letters):
        return bound
    return None if bound.relation == "!=" else Bound(bound.function, ">=")
