"""Where algebraic functions vanish or agree: polynomials in the letter alone that do wherever they do.

The norm of a function over its root is a resultant (Cohen, A Course in Computational Algebraic Number Theory, 3.3): it
vanishes where the function does at any of the roots, so it may have zeros besides, and cuts a line finer than needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

from deterrence.algebra.conditions.conditions import condition, signed_factors
from deterrence.algebra.conditions.line import holds_on
from deterrence.algebra.exact.rational import RationalFunction, ring
from deterrence.algebra.exact.roots import Exact, minimal_polynomial, rational, real_roots, refined
from deterrence.algebra.formulas.expressions import FormulaError
from deterrence.algebra.values.algebraic import AlgebraicFunction, Branch
from deterrence.algebra.values.approximate import Approximate
from deterrence.algebra.values.value import Value

NEAR: Final = Fraction(1, 10**30)
# Closer than this, values at an irrational place count as equal.
CLOSE: Final = 1e-12


def norm(function: RationalFunction, branch: Branch | None) -> Any:
    """A polynomial that vanishes wherever the function does; zero where the function vanishes throughout.

    Examples
    --------
    >>> from deterrence.algebra.conditions.conditions import signed_factors
    >>> from deterrence.algebra.formulas.language import parse
    >>> home = ring(("c", "u"))
    >>> [square] = signed_factors(home.value(parse("u*u - c")).numerator)[1]
    >>> print(norm(home.value(parse("1 - 2*u")), Branch(square, "c", "u", 1, Fraction(1))))
    4*c - 1
    """
    if branch is None:
        return function.numerator
    above = function.into(branch.home).numerator
    return above.resultant(branch.factor.function(branch.home).numerator, branch.unknown)


def critical(function: Value, letter: str) -> Iterator[Any]:
    """Polynomials between whose zeros the function rises, falls or stays, and has neither pole nor branch point."""
    formula, slope, branch = function.formula, function.derivative(letter).formula, function.branch
    if function.is_constant or formula is None or slope is None:
        return
    yield norm(slope, branch)
    if not formula.denominator.is_constant():
        yield norm(formula.ring.polynomial(formula.denominator), branch)
    if branch is not None:
        yield norm(branch.factor.function(branch.home).derivative(branch.unknown), branch)
        yield branch.coefficients()[-1].numerator


def agreement(one: Value, other: Value) -> Any:
    """A polynomial that vanishes wherever two functions of a letter agree; zero where they do throughout.

    Raises
    ------
    FormulaError
        When they lie on roots of which some agree throughout, so that nothing tells where these two do; and when there
        is no formula of one.
    """
    branches = [f.branch for f in (one, other) if f.branch is not None]
    formulas = [f.formula for f in (one, other) if f.formula is not None]
    if len(formulas) < 2:
        raise FormulaError(f"there is no formula of {one} or of {other}, so that no place tells the two apart")
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


def as_formula(value: Value, letter: str) -> Value | None:
    """A value as a function of a letter, a constant root as one that does not move; None for a float."""
    if value.formula is not None:
        return value.into(ring((letter,)))
    if not value.is_exact:
        return None
    root: Any = value.evaluate({})
    u, coefficients = ring((letter, "u")).letter("u"), minimal_polynomial(root)
    power = sum((u**n * c for n, c in enumerate(coefficients)), start=u * 0)
    [factor] = signed_factors(power.numerator)[1]
    return AlgebraicFunction(u, Branch(factor, letter, "u", real_roots(coefficients).index(root), Fraction(0)))


def value_at(function: Value, letter: str, place: Exact) -> Exact | Approximate:
    """The value at a place: exact at a rational one where the root exists, else from very near, where it does."""
    exactly = rational(place)
    if exactly is not None:
        try:
            return function.evaluate({letter: exactly})
        except ZeroDivisionError:
            if function.branch is None:
                raise
    near = sum(refined(place, NEAR**2)) / Fraction(2)
    if function.branch is not None:
        near += (function.branch.inside - near) * NEAR
    return function.evaluate({letter: near})


def order_at(one: Value, other: Value, letter: str, place: Exact) -> int:
    """Which of two functions is greater at a place: 1, -1, or 0 where they are equal."""
    if one.rational is not None and other.rational is not None:
        difference = one.rational - other.rational
        return next(sign for sign, relation in ((0, "=="), (1, ">"), (-1, "<")) if _is(difference, relation, place))
    a: Any = value_at(one, letter, place)
    b: Any = value_at(other, letter, place)
    if a == b or (rational(place) is None and abs(float(a) - float(b)) < CLOSE):
        return 0
    return -1 if a < b else 1


def _is(difference: RationalFunction, relation: str, place: Exact) -> bool:
    return holds_on(condition(difference, relation), place)
