"""Equations of which none is linear in an unknown: one taken out of another by pseudo-division.

Of two equations ``f = 0`` and ``g = 0`` in an unknown y, the one of higher degree in y is replaced by what is left when
it is divided by the other. Where the leading coefficient of the divisor is not zero, nothing is gained or lost; where
it is zero, that is a further equation. So degrees fall until an equation is linear in some unknown, or has one unknown
left, whose roots are taken (Ritt 1950; Wu 1978).

Guarantee: what is yielded, with the roots in `outcome.unsolved`, are all solutions. An equation in several unknowns
that is left alone, as of a continuum, is in `outcome.unsolved` as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from deterrence.algebra.conditions.conditions import Factor
from deterrence.algebra.conditions.decide import Background
from deterrence.algebra.exact.polynomials import coefficients_in
from deterrence.algebra.exact.rational import RationalFunction
from deterrence.solvers.unknowns.elimination import Bound, Outcome, System, solutions

MOST_DIVISIONS: Final = 12


def all_solutions(
    system: System, background: Background, outcome: Outcome, left: int = MOST_DIVISIONS
) -> Iterator[System]:
    """All ways to meet the equations, as :func:`solutions`; equations linear in no unknown are divided by one another.

    In `outcome.unsolved` what has one unknown in it is to be solved by its roots, and more unknowns are unsolved.
    """
    first = Outcome(outcome.ties_wanted, outcome.deadline)
    yield from solutions(system, background, first)
    outcome.nonlinear = outcome.nonlinear or first.nonlinear
    for stuck, factor in first.unsolved:
        pair = _pair(stuck, factor) if left else None
        if pair is None:
            outcome.unsolved.append((stuck, factor))
            continue
        for further in _divided(stuck, factor, *pair):
            yield from all_solutions(further, background, outcome, left - 1)


def _pair(stuck: System, factor: Factor) -> tuple[RationalFunction, str] | None:
    """Another equation and an unknown in both; None where the factor is better solved by its roots, or stands alone."""
    own = set(factor.letters) & set(stuck.unknowns)
    ways = []
    for equation in stuck.equations:
        both = set(equation.letters) & set(stuck.unknowns)
        if len(own) == 1 and both != own:
            continue
        ways += [(_degree(equation, y) + _degree(factor.function(stuck.home), y), y, equation) for y in own & both]
    if not ways:
        return None
    _, unknown, equation = min(ways, key=lambda way: (way[0], way[1]))
    return equation, unknown


def _divided(stuck: System, factor: Factor, equation: RationalFunction, unknown: str) -> Iterator[System]:
    """The system with one of two equations replaced by what is left of it after division by the other."""
    whole, home = factor.function(stuck.home), stuck.home
    low, high = sorted((whole, home.polynomial(equation.numerator)), key=lambda f: _degree(f, unknown))
    others = tuple(e for e in stuck.equations if e is not equation)
    leading, rest = _remainder(high, low, unknown)
    nonzero = () if leading.is_constant else (Bound(leading, "!="),)
    yield replace(stuck, equations=(low, rest, *others), bounds=(*stuck.bounds, *nonzero))
    if nonzero:
        yield replace(stuck, equations=(leading, low, high, *others))


def _remainder(
    high: RationalFunction, low: RationalFunction, unknown: str
) -> tuple[RationalFunction, RationalFunction]:
    """The leading coefficient of a polynomial in an unknown, and what is left of another divided by it."""
    home, y = high.ring, high.ring.letter(unknown)
    degree = _degree(low, unknown)
    leading = _coefficient(low, unknown, degree)
    while not high.is_zero and (over := _degree(high, unknown) - degree) >= 0:
        top = _coefficient(high, unknown, over + degree)
        high = home.polynomial((leading * high - top * y**over * low).numerator)
    return leading, high


def _degree(function: RationalFunction, unknown: str) -> int:
    return max(coefficients_in(function.numerator, function.ring.names.index(unknown)), default=0)


def _coefficient(function: RationalFunction, unknown: str, degree: int) -> RationalFunction:
    by_degree = coefficients_in(function.numerator, function.ring.names.index(unknown))
    return function.ring.polynomial(by_degree[degree])
