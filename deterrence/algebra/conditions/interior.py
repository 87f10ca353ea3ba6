"""The interior of a parameter space, and whether a region is as wide as the space or exists only at ties.

A weak inequality holds strictly but on a set of lower dimension, where its polynomial is zero. So conditions hold on
a set as wide as the space exactly where they can all hold strictly, none of them an equation, at a point of the
space at which its own inequalities (ranges and assumptions) hold strictly as well.

Assumptions may be equations: then the space is flat, of lower dimension than it has letters, and what the space
makes zero throughout is no coincidence. Where the equations give some letters as formulas in the others, the space is
a graph over an open set and the same test is exact there. Where they do not (``a**2 + b**2 == 1``), or the space has
parts of several dimensions (``a == b or c > 1``), the test can find that a region is as wide as the space is somewhere,
but not that it is nowhere: then it is undecided. With one letter it is always decided: a region is as wide as the
space where it contains an interval, or a value that stands alone in the space.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from deterrence.algebra.conditions.conditions import Condition, Conjunction, condition
from deterrence.algebra.conditions.decide import IMPOSSIBLE, Background, Clause, Verdict, implies, possible
from deterrence.algebra.conditions.prove import find
from deterrence.algebra.conditions.simplify import solution_on_line
from deterrence.algebra.exact.polynomials import coefficients_in
from deterrence.algebra.exact.rational import RationalFunction
from deterrence.algebra.exact.roots import simplest_between

UNDECIDED = Verdict(None, {})


@dataclass(frozen=True, eq=False)
class Interior:
    """A parameter space without its boundary.

    Attributes
    ----------
    whole
        The space.
    background
        The space with its inequalities taken strictly, where that leaves anything.
    is_flat
        Whether assumptions or ranges make an equation between the letters.
    is_settled
        Whether what has no place in `background` is certainly thinner than the space.
    """

    whole: Background
    background: Background
    is_flat: bool
    is_settled: bool

    def opened(self, conditions: Iterable[Condition]) -> Conjunction:
        """The conditions with inequalities taken strictly, without those that the space makes equations throughout.

        Equations that are left need a tie.
        """
        kept = (c for c in conditions if not (self.is_flat and is_equation_throughout(c, self.whole)))
        return tuple(dict.fromkeys(map(strict, kept)))

    def violated(self, conditions: Iterable[Condition]) -> Clause:
        """Ways to break a conjunction away from ties: one condition's opposite each, taken strictly."""
        options = (self.opened([c.negation]) for c in conditions)
        return tuple(option for option in options if not needs_equation(option))

    def meets(self, conditions: Iterable[Condition]) -> Verdict:
        """Whether conditions hold on a set as wide as the space, and a place in its interior."""
        conditions = tuple(conditions)
        if len(self.whole.ring.names) == 1 and all(c.letters <= set(self.whole.ring.names) for c in conditions):
            return _meets_on_line(conditions, self.whole)
        kept = self.opened(conditions)
        if needs_equation(kept):
            return IMPOSSIBLE if self.is_settled else UNDECIDED
        verdict = possible(kept, self.background)
        return UNDECIDED if verdict.possible is False and not self.is_settled else verdict


def _meets_on_line(conditions: Conjunction, background: Background) -> Verdict:
    """Whether conditions on the one letter hold on an interval, or at a value that stands alone in the space."""
    (name,) = background.ring.names
    alone = [part.lower for part in solution_on_line((), background, name) or () if part.lower == part.upper]
    for part in solution_on_line(conditions, background, name) or ():
        if part.lower is None or part.lower != part.upper:
            return Verdict(True, {name: simplest_between(part.lower, part.upper)})
        if part.lower in alone:
            return Verdict(True, {name: part.lower})
    return IMPOSSIBLE


def strict(c: Condition) -> Condition:
    """The condition, strict if it is a weak inequality."""
    return replace(c, relation=">") if c.relation == ">=" else c


def needs_equation(conditions: Iterable[Condition]) -> bool:
    """Whether one of some conditions is an equation."""
    return any(c.relation == "==" for c in conditions)


def is_equation_throughout(c: Condition, background: Background) -> bool:
    """Whether a condition is an equation or a weak inequality whose polynomial is zero throughout a space."""
    if c.relation not in ("==", ">="):
        return False
    return implies((), _zero(c), background) is True


def interior_of(background: Background) -> Interior:
    """The interior of a space."""
    if not background.ring.names:
        return Interior(background, background, False, True)
    opened = [tuple(tuple(map(strict, option)) for option in clause) for clause in background.all_clauses]
    wide = [tuple(option for option in clause if not needs_equation(option)) for clause in opened]
    inside = _with(background, wide)
    somewhere = _has_a_point(inside)
    if somewhere is False:
        return _flat(background)
    if wide == opened:
        return Interior(background, inside, False, somewhere is True)
    parts = (option for clause in background.clauses for option in clause if needs_equation(option))
    is_settled = somewhere is True and all(possible(part, background).possible is False for part in parts)
    return Interior(background, _with(background, opened), False, is_settled)


def _flat(background: Background) -> Interior:
    """The interior of a space in which not all inequalities can hold strictly, or some equation must hold."""

    def relative(c: Condition) -> Condition:
        return _zero(c) if is_equation_throughout(c, background) else strict(c)

    clauses = [tuple(tuple(map(relative, option)) for option in clause) for clause in background.all_clauses]
    inside = _with(background, clauses)
    if not _has_a_point(inside):
        return Interior(background, background, True, False)
    equations = [c for clause in clauses if len(clause) == 1 for c in clause[0] if c.relation == "=="]
    among_options = any(needs_equation(option) for clause in clauses if len(clause) > 1 for option in clause)
    return Interior(background, inside, True, not among_options and _is_graph(equations, background))


def _with(background: Background, clauses: Sequence[Clause]) -> Background:
    """The space with these clauses instead of its own."""
    bare = Background(background.ring, tuple(clauses), background.ranges)
    base = background.base if background.base is not None and bare.holds(background.base) else None
    return Background(background.ring, tuple(clauses), background.ranges, base)


def _has_a_point(background: Background) -> bool | None:
    if () in background.clauses:  # of this clause no option is left
        return False
    return True if background.pool else find((), background.all_clauses).satisfiable


def _zero(c: Condition) -> Condition:
    """That the polynomial of a condition is zero."""
    return Condition("==", 1, tuple((factor, 1) for factor, _ in c.factors))


def _is_graph(equations: Sequence[Condition], background: Background) -> bool:
    """Whether equations that hold throughout a space give some letters as formulas in the others, everywhere in it."""
    left: list[RationalFunction] = []
    for c in equations:
        factors = (factor for factor, _ in c.factors)
        zero = next((f for f in factors if implies((), Condition("==", 1, ((f, 1),)), background) is True), None)
        if zero is None:
            return False
        left.append(zero.function(background.ring))
    while left:
        solved = next((found for f in left if (found := _solved(f, background)) is not None), None)
        if solved is None:
            return False
        name, value = solved
        put = (f.substitute(name, value) if name in f.letters else f for f in left)
        left = [f for f in put if not f.is_zero]
    return True


def _solved(function: RationalFunction, background: Background) -> tuple[str, RationalFunction] | None:
    """A letter in which a function is linear with a slope that is nowhere zero, and its value at a zero."""
    home = background.ring
    for name in function.letters:
        by_degree = coefficients_in(function.numerator, home.names.index(name))
        if set(by_degree) <= {0, 1} and 1 in by_degree:
            slope = home.polynomial(by_degree[1])
            if slope.is_constant or implies((), condition(slope, "!="), background) is True:
                rest = home.polynomial(by_degree[0]) if 0 in by_degree else home.zero
                return name, -rest / slope
    return None
