"""Where algebraic functions vanish or agree: polynomials in the letter alone that do wherever they do.

The norm of a function over its root is a resultant (Cohen, A Course in Computational Algebraic Number Theory, 3.3): it
vanishes where the function does at any of the roots, so it may have zeros besides, and cuts a line finer than needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

from deterrence.algebra.algebraic import AlgebraicFunction, Branch, Formula
from deterrence.algebra.conditions import condition, signed_factors
from deterrence.algebra.expressions import FormulaError
from deterrence.algebra.line import holds_on
from deterrence.algebra.rational import RationalFunction, ring
from deterrence.algebra.roots import Exact, RealRoot, real_roots
from deterrence.algebra.values import Value

NEAR: Final = Fraction(1, 10**30)
# Closer than this, values at an irrational place count as equal.
CLOSE: Final = 1e-12


def norm(function: RationalFunction, branch: Branch) -> Any:
    """A polynomial that vanishes wherever the function does; zero where the function vanishes throughout.

    Examples
    --------
    >>> from deterrence.algebra.conditions import signed_factors
    >>> from deterrence.algebra.language import parse
    >>> home = ring(("c", "u"))
    >>> [square] = signed_factors(home.value(parse("u*u - c")).numerator)[1]
    >>> print(norm(home.value(parse("1 - 2*u")), Branch(square, "c", "u", 1, Fraction(1))))
    4*c - 1
    """
    above = function.into(branch.home).numerator
    return above.resultant(branch.factor.function(branch.home).numerator, branch.unknown)


def critical(function: AlgebraicFunction) -> Iterator[Any]:
    """Polynomials between whose zeros the function rises, falls or stays, and has neither pole nor branch point."""
    branch = function.branch
    whole = branch.factor.function(branch.home)
    below = function.formula.into(branch.home).ring.polynomial(function.formula.into(branch.home).denominator)
    yield norm(function.derivative(branch.letter).formula, branch)
    yield norm(below, branch)
    yield norm(whole.derivative(branch.unknown), branch)
    yield branch.coefficients()[-1].numerator


def agreement(one: Formula, other: Formula) -> Any:
    """A polynomial that vanishes wherever two functions of a letter agree; zero where they do throughout.

    Raises
    ------
    FormulaError
        When they lie on roots of which some agree throughout, so that nothing tells where these two do.
    """
    branches = [f.branch for f in (one, other) if isinstance(f, AlgebraicFunction)]
    formulas = [f.formula if isinstance(f, AlgebraicFunction) else f for f in (one, other)]
    if not branches:
        return (formulas[0] - formulas[1]).numerator
    if len(branches) == 1 or branches[0] == branches[1]:
        home = branches[0].home
        return norm(formulas[0].into(home) - formulas[1].into(home), branches[0])
    return _of_two_roots(formulas, branches)


def _of_two_roots(formulas: list[RationalFunction], branches: list[Branch]) -> Any:
    first, second = branches
    wide = ring(tuple(dict.fromkeys((first.letter, first.unknown, second.unknown, "="))))
    u, v = wide.letter(first.unknown), wide.letter("=")

    def of_second(function: RationalFunction) -> RationalFunction:
        return function.into(wide).substitute(second.unknown, v)

    modulus = first.factor.function(first.home).into(wide)
    other = of_second(second.factor.function(second.home))
    if first.factor == second.factor:
        other = (modulus - other) / (u - v)  # vanishes at pairs of different roots
    difference = formulas[0].into(wide) - of_second(formulas[1])
    found = difference.numerator.resultant(other.numerator, "=").resultant(modulus.numerator, first.unknown)
    if found.is_zero():
        raise FormulaError("some roots of these polynomials agree throughout, so that no place tells these two apart")
    return found


def as_formula(value: Value, letter: str) -> Formula | None:
    """A value as a function of a letter, a constant root as one that does not move; None for a float."""
    small = ring((letter,))
    if isinstance(value, RealRoot):
        u = ring((letter, "u")).letter("u")
        power = sum((u**n * c for n, c in enumerate(value.coefficients)), start=u * 0)
        [factor] = signed_factors(power.numerator)[1]
        roots = real_roots(value.coefficients)
        return AlgebraicFunction(u, Branch(factor, letter, "u", roots.index(value), Fraction(0)))
    if isinstance(value, Fraction | int):
        return small.constant(value)
    if isinstance(value, RationalFunction):
        return value.into(small)
    return value if isinstance(value, AlgebraicFunction) else None


def value_at(function: Formula, letter: str, place: Exact) -> Exact:
    """The value at a place: exact at a rational one where the root exists, else from very near, where it does."""
    if isinstance(place, Fraction):
        try:
            return function.evaluate({letter: place})
        except ZeroDivisionError:
            if not isinstance(function, AlgebraicFunction):
                raise
    near = place
    if isinstance(near, RealRoot):
        low, high = near.refined(NEAR**2)
        near = (low + high) / 2
    if isinstance(function, AlgebraicFunction):
        near += (function.branch.inside - near) * NEAR
    return function.evaluate({letter: near})


def order_at(one: Formula, other: Formula, letter: str, place: Exact) -> int:
    """Which of two functions is greater at a place: 1, -1, or 0 where they are equal."""
    if isinstance(one, RationalFunction) and isinstance(other, RationalFunction):
        return next(sign for sign, relation in ((0, "=="), (1, ">"), (-1, "<")) if _is(one - other, relation, place))
    a, b = value_at(one, letter, place), value_at(other, letter, place)
    if a == b or (isinstance(place, RealRoot) and abs(float(a) - float(b)) < CLOSE):
        return 0
    return -1 if a < b else 1


def _is(difference: RationalFunction, relation: str, place: Exact) -> bool:
    return holds_on(condition(difference, relation), place)
