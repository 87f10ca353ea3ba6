"""The roots of a quadratic with letters in it, and where conditions on a root hold, as conditions on the letters.

The roots of ``a*u**2 + b*u + c`` are ``(-b + sqrt(d))/(2*a)`` and ``(-b - sqrt(d))/(2*a)``, where
``d = b**2 - 4*a*c``. Each condition on a root becomes one on ``p + q*sqrt(d)``, which is an "or" of polynomial
conditions (`algebra/values/radical.py`). What is impossible is dropped, what is implied is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from deterrence.algebra.conditions.conditions import Condition, Conjunction, Factor, condition
from deterrence.algebra.conditions.decide import Background, implies, possible
from deterrence.algebra.exact.polynomials import coefficients_in
from deterrence.algebra.exact.rational import RationalFunction, Ring, ring
from deterrence.algebra.exact.show import primitive_factors
from deterrence.algebra.time_limit.deadline import check_time
from deterrence.algebra.values.radical import ROOT, SquareRoot
from deterrence.algebra.values.value import Value
from deterrence.solvers.unknowns.elimination import System


@dataclass(frozen=True)
class QuadraticRoot:
    """One root of a quadratic: the unknown, its formula in the letters and a square root, and where it counts."""

    unknown: str
    formula: RationalFunction
    root: SquareRoot
    where: Conjunction

    def settle(self, function: RationalFunction, home: Ring) -> Value:
        """What a formula in the letters and the unknown comes to."""
        return self.root.value(_put(function, self.unknown, self.formula)).into(home)


def is_quadratic(factor: Factor, unknown: str) -> bool:
    """Whether a polynomial is one of degree two in the unknown."""
    return max(coefficients_in(factor.polynomial, factor.names.index(unknown))) == 2


def where_lower(stuck: System, factor: Factor, unknown: str) -> System | None:
    """A system in which a polynomial in an unknown must vanish, its leading coefficient zero; None where it is none."""
    whole = factor.function(stuck.home)
    by_degree = coefficients_in(whole.numerator, stuck.home.names.index(unknown))
    leading = stuck.home.polynomial(by_degree[max(by_degree)])
    if leading.is_constant:
        return None
    rest = whole - leading * stuck.home.letter(unknown) ** max(by_degree)
    return replace(stuck, equations=(*stuck.equations, leading, rest))


def quadratic_roots(
    factor: Factor, unknown: str, asked: Sequence[Condition], background: Background
) -> Iterator[QuadraticRoot]:
    """The roots of a quadratic at which conditions on letters and unknown hold, each with where in the letters.

    Where its leading coefficient is zero there is nothing here: that is a tie.
    """
    by_degree = coefficients_in(factor.polynomial, factor.names.index(unknown))
    written = ring(factor.names)
    c, b, a = (
        written.polynomial(by_degree[n]).into(background.ring) if n in by_degree else background.ring.zero
        for n in range(3)
    )
    discriminant = b * b - a * c * 4
    square, inside = _square_in(discriminant, background)
    root = SquareRoot(inside)
    step = root.home.letter(ROOT) * square.into(root.home)
    for sign, relation in ((1, ">="), (-1, ">")):  # where both roots are one it counts once
        formula = (step * sign - b.into(root.home)) / (a.into(root.home) * 2)
        there = _Where(unknown, formula, root, background)
        for guards in there.joined((), (condition(a, "!="), condition(discriminant, relation))):
            for where in there.holding(sorted(asked, key=lambda x: (unknown in x.letters, x.weight)), guards):
                yield QuadraticRoot(unknown, formula, root, where)


@dataclass(frozen=True, eq=False)
class _Where:
    """Where conditions hold of a root."""

    unknown: str
    formula: RationalFunction
    root: SquareRoot
    background: Background

    def holding(self, asked: Sequence[Condition], guards: Conjunction) -> Iterator[Conjunction]:
        """The ways in which all hold, beside what is given."""
        check_time()
        if not asked:
            yield guards
            return
        first, *others = asked
        for case in self._cases(first):
            for further in self.joined(guards, case):
                yield from self.holding(others, further)

    def _cases(self, asked: Condition) -> tuple[Conjunction, ...]:
        if self.unknown not in asked.letters:
            return ((asked,),)
        product = self.root.home.constant(asked.sign)
        wide = ring((*self.root.home.names, self.unknown))
        for factor, exponent in asked.factors:
            product = product * _put(factor.function(wide), self.unknown, self.formula) ** exponent
        return self.root.cases(product, asked.relation)

    def joined(self, guards: Conjunction, more: Sequence[Condition]) -> Iterator[Conjunction]:
        """Conditions with further ones, without those implied; nothing where they cannot all hold."""
        if any(c.is_false for c in more):
            return
        fresh = tuple(c for c in more if not c.is_true and implies(guards, c, self.background) is not True)
        together = tuple(dict.fromkeys((*guards, *fresh)))
        if not fresh or possible(together, self.background).possible is not False:
            yield together


def _put(function: RationalFunction, unknown: str, formula: RationalFunction) -> RationalFunction:
    """A function of letters and an unknown with a formula in its place."""
    names = tuple(dict.fromkeys((*formula.ring.names, *function.ring.names)))
    wide = ring(names)
    put = function.into(wide)
    return (put.substitute(unknown, formula.into(wide)) if unknown in put.letters else put).into(formula.ring)


def _square_in(whole: RationalFunction, background: Background) -> tuple[RationalFunction, RationalFunction]:
    """What can be taken out of a square root, where its sign is known, and what is left in it."""
    home = background.ring
    number, factors = primitive_factors(whole.numerator)
    square, left = home.one, home.constant(number)
    for polynomial, exponent in factors:
        factor = home.polynomial(polynomial)
        sign = next((s for s in (1, -1) if implies((), condition(factor * s, ">="), background)), 0)
        if sign and exponent > 1:
            square, left = square * (factor * sign) ** (exponent // 2), left * factor ** (exponent % 2)
        else:
            left = left * factor**exponent
    return square, left
