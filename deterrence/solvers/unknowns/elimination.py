"""Solve equilibrium conditions for their unknowns: mixing probabilities and beliefs, in terms of the parameters.

A `System` holds equations and inequalities over parameters and unknowns. Indifference makes equations that are linear
in some unknown once others are solved; solving one after another gives every unknown as a formula.

1. Split an equation that is a product into its factors.
2. Pick a factor ``A*u + B`` with A free of the unknown u. Where A is not zero, u = -B/A: substitute everywhere.
   Where A is zero B must be too: both become equations.
3. An equation without unknowns is a tie between parameters: it becomes a condition of the family.
4. An unknown that no equation fixes is a probability that may vary (`extreme`: take its extreme values, each of which
   makes some inequality tight) or a belief that may vary (`belief_ranges.py`: keep the range).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from flint import fmpq_mpoly

from deterrence.algebra.conditions.conditions import Condition, Factor, condition, signed_factors
from deterrence.algebra.conditions.decide import Background, implies, possible
from deterrence.algebra.exact.rational import RationalFunction, Ring
from deterrence.algebra.time_limit.deadline import Deadline


@dataclass(frozen=True)
class Bound:
    """``function relation 0`` with relation ``>``, ``>=`` or ``!=``, in parameters and unknowns."""

    function: RationalFunction
    relation: str

    @cached_property
    def condition(self) -> Condition:
        """The bound as a polynomial condition."""
        return condition(self.function, self.relation)

    @property
    def letters(self) -> tuple[str, ...]:
        """The letters that occur."""
        return self.function.letters

    def with_put(self, name: str, value: RationalFunction) -> Bound:
        """The bound with an unknown replaced by a formula."""
        return Bound(self.function.substitute(name, value), self.relation) if name in self.function.letters else self


@dataclass(frozen=True)
class System:
    """Equations and bounds still to be met, and the unknowns solved so far.

    Attributes
    ----------
    home
        The ring of parameters and unknowns.
    equations
        Functions that must be zero.
    bounds
        Inequalities, with the strict ones on probabilities among them.
    ties
        Equations between parameters alone, as conditions.
    solved
        Unknown -> formula (in parameters and unsolved unknowns).
    mixing
        The unknown probabilities not solved yet, in order.
    beliefs
        The unknown beliefs not solved yet, in order.
    """

    home: Ring
    equations: tuple[RationalFunction, ...]
    bounds: tuple[Bound, ...]
    mixing: tuple[str, ...]
    beliefs: tuple[str, ...]
    ties: tuple[Condition, ...] = ()
    solved: Mapping[str, RationalFunction] = field(default_factory=dict)
    split: tuple[str, ...] = ()

    @property
    def unknowns(self) -> tuple[str, ...]:
        """Everything not solved yet."""
        return self.mixing + self.beliefs

    @property
    def conditions(self) -> list[Condition]:
        """The bounds and ties as conditions."""
        return [*self.ties, *(b.condition for b in self.bounds)]

    def substituted(self, name: str, value: RationalFunction) -> System | None:
        """The system with one unknown replaced by a formula; None where that makes a pole of everything."""
        try:
            equations = tuple(_put(e, name, value) for e in self.equations)
            bounds = tuple(b.with_put(name, value) for b in self.bounds)
            solved = {n: _put(f, name, value) for n, f in self.solved.items()}
        except ZeroDivisionError:
            return None
        return replace(
            self,
            equations=equations,
            bounds=bounds,
            solved=solved | {name: value},
            mixing=tuple(n for n in self.mixing if n != name),
            beliefs=tuple(n for n in self.beliefs if n != name),
        )


def _put(function: RationalFunction, name: str, value: RationalFunction) -> RationalFunction:
    return function.substitute(name, value) if name in function.letters else function


@dataclass
class Outcome:
    """What elimination could not do, gathered on the way.

    In `unsolved`, factors that are linear in no unknown; `nonlinear` says that a belief enters in a way that keeps it
    from being projected out.
    """

    ties_wanted: bool
    deadline: Deadline
    nonlinear: bool = False
    unsolved: list[tuple[System, Factor]] = field(default_factory=list)


def solutions(system: System, background: Background, outcome: Outcome) -> Iterator[System]:
    """All ways to meet the equations; in each, no equation is left.

    With `outcome.ties_wanted` false, ways that need a tie between parameters are left out.
    """
    outcome.deadline.check()
    equations = [e for e in dict.fromkeys(system.equations) if not e.is_zero]
    if any(e.is_constant for e in equations):
        return
    system = replace(system, equations=tuple(equations))
    if not equations:
        if possible(system.conditions, background).possible is not False:
            yield system
        return
    chosen = min(equations, key=lambda e: _difficulty(e, system))
    rest = replace(system, equations=tuple(e for e in equations if e is not chosen))
    _, factors = signed_factors(chosen.numerator)
    before: list[Bound] = []
    unknown = set(system.unknowns)
    # Factors in parameters alone first: where one vanishes the equation fixes no unknown, so the others leave that out.
    for factor in sorted(factors, key=lambda f: (bool(set(f.letters) & unknown), len(f.text), f.text)):
        yield from _with_factor(factor, replace(rest, bounds=rest.bounds + tuple(before)), background, outcome)
        before.append(Bound(factor.function(system.home), "!="))


def _difficulty(equation: RationalFunction, system: System) -> tuple[int, int, str]:
    """Ties first, then what is linear with a coefficient in the parameters alone, then the rest."""
    letters = set(equation.letters)
    unknowns = [n for n in system.unknowns if n in letters]
    if not unknowns:
        return (0, 0, str(equation.numerator))
    easy = any(
        slope is not None and not set(slope.letters) & set(system.unknowns)
        for slope in (_slope(equation.numerator, n, system.home) for n in unknowns)
    )
    return (1 if easy else 2, len(equation.numerator), str(equation.numerator))


def _slope(polynomial: fmpq_mpoly, name: str, home: Ring) -> RationalFunction | None:
    is_linear = polynomial.degrees()[home.names.index(name)] == 1
    return home.polynomial(polynomial.derivative(name)) if is_linear else None


def _with_factor(factor: Factor, rest: System, background: Background, outcome: Outcome) -> Iterator[System]:
    unknowns = [n for n in rest.unknowns if n in factor.letters]
    if not unknowns:
        if outcome.ties_wanted:
            tied = replace(rest, ties=(*rest.ties, Condition("==", 1, ((factor, 1),))))
            if possible(tied.ties, background).possible is not False:
                yield from solutions(tied, background, outcome)
        return
    linear = [(n, s) for n in unknowns if (s := _slope(factor.function(rest.home).numerator, n, rest.home)) is not None]
    if not linear:
        outcome.unsolved.append((rest, factor))
        return
    # Not a probability in terms of a belief: strategies are formulas in the parameters.
    linear = [(n, s) for n, s in linear if n in rest.beliefs] or linear
    name, slope = min(linear, key=lambda pair: _slope_rank(pair[1], rest))
    yield from _solved_for(factor, name, slope, rest, background, outcome)


def _slope_rank(slope: RationalFunction, system: System) -> tuple[int, int, str]:
    unknown = len(set(slope.letters) & set(system.unknowns))
    return unknown, len(slope.numerator), str(slope.numerator)


def _solved_for(
    factor: Factor, name: str, slope: RationalFunction, rest: System, background: Background, outcome: Outcome
) -> Iterator[System]:
    home = rest.home
    whole = factor.function(home)
    remainder = whole - slope * home.letter(name)
    solved = rest.substituted(name, -remainder / slope)
    if solved is not None:
        nonzero = Bound(slope, "!=")
        bounds = solved.bounds if slope.is_constant else (*solved.bounds, nonzero)
        solved = replace(solved, bounds=bounds)
        if possible(solved.conditions, background).possible is not False:
            yield from solutions(solved, background, outcome)
    if slope.is_constant or implies(rest.conditions, condition(slope, "!="), background):
        return
    if not outcome.ties_wanted and not set(slope.letters) & set(rest.unknowns):
        return
    yield from solutions(replace(rest, equations=(*rest.equations, slope, remainder)), background, outcome)


def extreme(system: System, background: Background, outcome: Outcome, start: int = 0) -> Iterator[System]:
    """The extreme points in the probabilities that no equation fixes.

    Where probabilities may vary, the equilibria form a connected set; at its extreme points as many inequalities are
    tight as there are such probabilities. Tight sets are tried in the order of the bounds, from `start` on. (A
    probability that reaches 0 or 1 belongs to a smaller support, which the caller looks at on its own.)
    """
    if not system.mixing:
        yield system
        return
    for place, bound in enumerate(system.bounds[start:], start):
        outcome.deadline.check()
        if bound.relation != ">=" or not set(system.mixing) & set(bound.function.letters):
            continue
        others = (*system.bounds[:place], *system.bounds[place + 1 :])
        tight = replace(system, equations=(bound.function,), bounds=others)
        for solved in solutions(tight, background, outcome):
            if len(solved.mixing) < len(system.mixing):
                yield from extreme(solved, background, outcome, place)


def values_of(functions: Sequence[RationalFunction], system: System) -> list[RationalFunction]:
    """Functions with the solved unknowns put in."""
    found = []
    for function in functions:
        for name, value in system.solved.items():
            function = _put(function, name, value)
        found.append(function)
    return found
