"""Equations that are linear in no unknown: shown to have no solution, or solved by the real roots of a polynomial.

An irreducible polynomial in one unknown, no parameter in it, has finitely many real roots. Elimination goes on with
that unknown as if it were a parameter, and what comes out is checked at each root; everything else is then a rational
function of the root, hence an exact algebraic number (`algebra/values/images.py`).

With one parameter in it the roots are algebraic functions of the parameter (`algebra/values/algebraic.py`). The line is
cut where the discriminant, the leading coefficient or the resultant with some condition vanishes: between two cuts
every root is a continuous function, and the conditions hold of it throughout or nowhere (Collins 1975).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

from deterrence.algebra.conditions.conditions import Condition, Conjunction, Factor, condition, signed_factors
from deterrence.algebra.conditions.decide import Background, possible
from deterrence.algebra.conditions.fences import fences
from deterrence.algebra.conditions.line import (
    Cell,
    Interval,
    cells,
    clauses_hold,
    factor_roots,
    factors_of,
    holds_on,
    intervals,
)
from deterrence.algebra.exact.polynomials import coefficients_in
from deterrence.algebra.exact.rational import RationalFunction, Ring, ring
from deterrence.algebra.exact.roots import Exact, rational, rational_part, refined, simplest_between
from deterrence.algebra.region import Region
from deterrence.algebra.values.algebraic import Branch, roots_at
from deterrence.algebra.values.images import image
from deterrence.algebra.values.radical import Radical
from deterrence.algebra.values.value import Value, as_value
from deterrence.solvers.unknowns.elimination import System

MOST_DEGREE: Final = 8
MOST_TERMS: Final = 60
NEAR: Final = Fraction(1, 2**96)
SMALL: Final = Fraction(1, 2**36)
CLOSE: Final = Fraction(1, 2**36)


def has_no_solution(stuck: System, factor: Factor, background: Background) -> bool:
    """Whether it is certain that a system in which this factor must vanish has no solution, for any parameters."""
    conditions = [_vanishing(factor), *(condition(e, "==") for e in stuck.equations), *stuck.conditions]
    return all(_is_small(c) for c in conditions) and possible(conditions, background).possible is False


def with_root(stuck: System, factor: Factor) -> System:
    """The system with the factor's one unknown taken for known."""
    (name,) = (name for name in factor.letters if name in stuck.unknowns)
    return replace(
        stuck,
        mixing=tuple(n for n in stuck.mixing if n != name),
        beliefs=tuple(n for n in stuck.beliefs if n != name),
        ties=(*stuck.ties, _vanishing(factor)),
    )


def moves_with_one_parameter(stuck: System, factor: Factor, parameters: Sequence[str]) -> bool:
    """Whether a factor that must vanish has one unknown in it, and beside it the game's only parameter."""
    unknowns = set(factor.letters) & set(stuck.unknowns)
    return len(unknowns) == 1 and len(parameters) == 1 and set(factor.letters) == unknowns | set(parameters)


def settled_at(conditions: Sequence[Condition], factor: Factor) -> Branches:
    """The roots of a factor in one unknown, no parameter in it, at which conditions on that unknown hold."""
    (unknown,) = factor.letters
    roots = [root for root in factor_roots(factor) if all(holds_on(c, root) for c in conditions)]
    return Branches(tuple(Root(unknown, root) for root in roots if rational(root) is None))


@dataclass(frozen=True)
class Root:
    """An unknown that is a root: a number, or a function of the game's one parameter, with where it counts."""

    unknown: str
    value: Exact | Branch
    where: Conjunction = ()

    def settle(self, function: RationalFunction, home: Ring) -> Value:
        """What a formula in the parameters and the unknown comes to."""
        if self.unknown not in function.letters:
            return function.into(home)
        if isinstance(self.value, Branch):
            if self.value.letter not in (*self.value.factor.letters, *function.letters):
                return as_value(image(function, self.value.at(self.value.inside))).into(home)
            found = self.value.value(function)
            return found if found.rational is None else found.rational.into(home)
        return as_value(image(function, self.value)).into(home)


@dataclass(frozen=True)
class Branches:
    """Where in the range of the one parameter the roots of a polynomial meet all conditions.

    Attributes
    ----------
    found
        Roots, each with the conditions on the parameter that say where.
    special
        Values of the parameter at which it was not decided what holds.
    """

    found: tuple[Root, ...]
    special: tuple[Exact, ...] = ()


def branches(factor: Factor, conditions: Sequence[Condition], background: Background) -> Branches:
    """The roots of a factor in an unknown and the game's one parameter that meet conditions in these two."""
    (letter,) = background.ring.names
    (unknown,) = (name for name in factor.letters if name != letter)
    asked = [c for c in conditions if c != _vanishing(factor)]
    return _Branching(factor, letter, unknown, asked, background).branches()


def where_is(value: Value, relation: str, exists: Region) -> tuple[Conjunction, ...] | None:
    """Where in a region a value compares so with zero; None where that is undecided."""
    if value.rational is not None:
        return ((condition(value.rational.into(exists.background.ring), relation),),)
    if isinstance(value, Radical):
        return tuple(
            c for c in value.where(relation) if possible((*exists.raw, *c), exists.background).possible is not False
        )
    if value.formula is not None and value.branch is not None:
        return _where_formula_is(value, value.formula, value.branch, relation, exists)
    if not value.is_exact and abs(float(value)) < CLOSE:
        return None
    return ((),) if _holds_of(value.evaluate({}), relation) else ()


def _where_formula_is(
    value: Value, formula: RationalFunction, branch: Branch, relation: str, exists: Region
) -> tuple[Conjunction, ...] | None:
    """The same for a formula in a root and the one letter that moves it."""
    asked = condition(formula, relation)
    there = branches(branch.factor, [*exists.raw, asked], exists.background)
    found = [root.where for root in there.found if isinstance(root.value, Branch) and root.value.index == branch.index]
    points = [rational_part({branch.letter: place}) for place in there.special]
    if not all(points):
        return None
    for point in points:
        if all(c.holds(point) for c in exists.raw) and _compares(value, relation, point):
            found.append((condition(exists.background.ring.letter(branch.letter) - point[branch.letter], "=="),))
    return tuple(found)


def _compares(value: Value, relation: str, point: Mapping[str, Fraction]) -> bool:
    try:
        return _holds_of(value.evaluate(point), relation)
    except ZeroDivisionError:
        return False


def _holds_of(number: Exact | float, relation: str) -> bool:
    sign = int(number > 0) - int(number < 0)
    return {"<": sign < 0, "<=": sign <= 0, "==": sign == 0, ">=": sign >= 0, ">": sign > 0}[relation]


class _Branching:
    """One polynomial in a letter and an unknown, and conditions on both, along the line of the letter."""

    def __init__(
        self, factor: Factor, letter: str, unknown: str, asked: Sequence[Condition], background: Background
    ) -> None:
        self.factor, self.letter, self.unknown = factor, letter, unknown
        self.asked, self.background = asked, background
        by_degree = coefficients_in(factor.polynomial, factor.names.index(unknown))
        self.degree = max(by_degree)
        self.poles = _roots_of(by_degree[self.degree])
        self.meetings = _roots_of(factor.polynomial.discriminant(unknown)) - self.poles
        self.crossings = {f: _roots_of(self._without_unknown(f)) for f in factors_of(asked)}

    def _without_unknown(self, factor: Factor) -> Any:
        """Vanishes wherever the factor does at some root."""
        if self.unknown not in factor.letters:
            return factor.polynomial
        home = ring((self.letter, self.unknown))
        return self.factor.function(home).numerator.resultant(factor.function(home).numerator, self.unknown)

    def branches(self) -> Branches:
        """See the function of this name."""
        clauses = self.background.all_clauses
        assumed = factors_of(c for clause in clauses for option in clause for c in option)
        cuts = self.poles.union(self.meetings, *map(factor_roots, assumed), *self.crossings.values())
        low, high = (self.background.ranges or {}).get(self.letter, (None, None))
        line = cells(cuts, low, high)
        samples = {c: rational(c.sample) for c in line}
        failing = {c: self._failing(place) for c, place in samples.items() if place is not None}
        special: list[Exact] = []
        truth: list[list[tuple[Cell, bool]]] = [[] for _ in range(self.degree)]
        for place, cell in enumerate(line):
            if not clauses_hold(clauses, cell.sample):
                for cells_of_root in truth:
                    cells_of_root.append((cell, False))
                continue
            beside = [failing[c] for c in line[max(0, place - 1) : place + 2] if not c.is_point and _touch(c, cell)]
            good, decided = self._good(cell, failing.get(cell), beside)
            if not decided:
                special.append(cell.sample)
            for index, cells_of_root in enumerate(truth):
                cells_of_root.append((cell, index in good))
        found = [
            Root(self.unknown, self._branch(index, run), fence)
            for index, marked in enumerate(truth)
            for run in intervals(marked)
            for fence in fences(run, self.background.ring)
        ]
        return Branches(tuple(found), tuple(special))

    def _branch(self, index: int, run: Interval) -> Branch:
        return Branch(self.factor, self.letter, self.unknown, index, simplest_between(run.lower, run.upper))

    def _good(
        self, cell: Cell, failing: list[set[Condition]] | None, beside: Sequence[list[set[Condition]]]
    ) -> tuple[set[int], bool]:
        """The roots that meet all conditions on a cell, and whether that is all that can be said of it."""
        if not cell.is_point:
            assert failing is not None
            return {k for k, fails in enumerate(failing) if not fails}, True
        place = cell.sample
        near = {k for roots in beside for k, fails in enumerate(roots) if not fails}
        if place in self.poles or (place in self.meetings and rational(place) is not None):
            # Roots that meet all conditions beside the point are among those that may at it.
            return set(), not any(self._may_hold(f, place) for roots in beside for f in roots)
        if place in self.meetings:
            return self._where_roots_meet(place, beside)
        if failing is None:
            failing = self._failing_at_irrational(place, beside)
        good = {k for k, fails in enumerate(failing) if not fails}
        # A formula that divides by zero at a point says nothing of it.
        holes = any(fails and all(c.relation == "!=" for c in fails) for k, fails in enumerate(failing) if k in near)
        return good & near, good <= near and not holes

    def _where_roots_meet(self, place: Exact, beside: Sequence[list[set[Condition]]]) -> tuple[set[int], bool]:
        """Of two roots that meet at an irrational number and meet the conditions up to it, the lower one goes on."""
        roots, around = max(beside, key=len), refined(place, NEAR)
        ends = [roots_at(self.factor, self.letter, self.unknown, x) for x in around]
        values = [self._middle(root) for root in max(ends, key=len)]
        x = around[len(ends[1]) >= len(ends[0])]
        good: set[int] = set()
        for k, fails in enumerate(roots):
            strict = (c for c in self.asked if c.relation in (">", "!="))
            tight = any(self._vanishes_near(factor, place, x, values[k]) for c in strict for factor, _ in c.factors)
            if fails or tight:
                if self._may_hold(fails, place) or any(c.relation == "!=" for c in self.asked if tight):
                    return set(), False
                continue
            if k - 1 not in good or abs(values[k] - values[k - 1]) > CLOSE:
                good.add(k)
        return good, True

    def _failing_at_irrational(self, place: Exact, beside: Sequence[list[set[Condition]]]) -> list[set[Condition]]:
        """By what holds beside the point, and which of the conditions' factors vanish at it."""
        low, high = refined(place, NEAR)
        roots = zip(*(roots_at(self.factor, self.letter, self.unknown, x) for x in (low, high)), strict=True)
        found: list[set[Condition]] = []
        for k, (left, right) in enumerate(roots):
            fails = set[Condition]()
            for c in self.asked:
                holds = any(c not in roots[k] for roots in beside)
                vanishes = any(
                    self._vanishes_near(factor, place, low, self._middle(left))
                    and self._vanishes_near(factor, place, high, self._middle(right))
                    for factor, _ in c.factors
                )
                if (c.relation in (">", "!=") and vanishes) or not (holds or vanishes):
                    fails.add(c)
            found.append(fails)
        return found

    @staticmethod
    def _middle(root: Exact) -> Fraction:
        return sum(refined(root, NEAR)) / Fraction(2)

    def _vanishes_near(self, factor: Factor, place: Exact, x: Fraction, root: Fraction) -> bool:
        """Whether a factor vanishes at a point and a root, judged from very near, where the resultant says it may."""
        if place not in self.crossings[factor]:
            return False
        return abs(factor.function(ring(factor.names)).evaluate({self.letter: x, self.unknown: root})) < SMALL

    def _may_hold(self, fails: set[Condition], place: Exact) -> bool:
        """Whether what fails beside a point may hold at it."""
        return all(
            c.relation in (">=", "==") and any(place in self.crossings[factor] for factor, _ in c.factors)
            for c in fails
        )

    def _failing(self, place: Fraction) -> list[set[Condition]]:
        """For each root at a value of the letter, the conditions that it does not meet."""
        return [
            {c for c in self.asked if not _holds(c, self.letter, place, root)}
            for root in roots_at(self.factor, self.letter, self.unknown, place)
        ]


def _holds(given: Condition, letter: str, place: Fraction, root: Exact) -> bool:
    """Whether a condition in a letter and an unknown holds at a value and a root."""
    there = given.at({letter: place})
    return there.is_true if not there.factors else holds_on(there, root)


def _touch(interval: Cell, point: Cell) -> bool:
    return point.is_point and point.lower in (interval.lower, interval.upper)


def _roots_of(polynomial: Any) -> set[Exact]:
    """The real roots of a polynomial in one letter."""
    if polynomial.is_constant():
        return set()
    return {root for factor in signed_factors(polynomial)[1] for root in factor_roots(factor)}


def _vanishing(factor: Factor) -> Condition:
    return Condition("==", 1, ((factor, 1),))


def _is_small(given: Condition) -> bool:
    """Whether z3 can be expected to decide about a condition: on larger ones it may take hours."""
    degree = sum(int(factor.polynomial.total_degree()) * exponent for factor, exponent in given.factors)
    return degree <= MOST_DEGREE and all(len(factor.polynomial) <= MOST_TERMS for factor, _ in given.factors)
