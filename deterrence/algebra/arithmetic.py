"""Numbers for checking: how to evaluate formulas at a place in parameter space, and how to compare what comes out.

* `Rationals`: every letter has a rational value; exact.
* `AtRoot`: one letter has an irrational algebraic value; what is computed stays a formula in that letter, whose sign
  at the root is exact.
* `Balls`: several irrational numbers; intervals of 256 bits, in which a difference of less than 2**-100 counts as zero.
* `Floats`: values that were floats to begin with; a difference of 1e-9 of the payoff range counts as zero.
* `Throughout`: no place, but a whole region, with z3 to compare formulas on it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, Final

import flint
from flint import arb

from deterrence.algebra.conditions.conditions import condition
from deterrence.algebra.conditions.decide import implies
from deterrence.algebra.conditions.line import sign_on_line
from deterrence.algebra.exact.rational import RationalFunction, ring
from deterrence.algebra.exact.roots import Exact, Refinable, rational_part
from deterrence.algebra.region import Region
from deterrence.algebra.values.images import ball
from deterrence.algebra.values.value import Value, as_value

BITS: Final = 256
TOLERANCE: Final = Fraction(1, 10**9)


class UnknownSignError(Exception):
    """A value, or the sign of a number made from values, that an arithmetic cannot find."""


class Arithmetic(ABC):
    """How to evaluate values and find signs; see the module. What `value` returns can be added and multiplied."""

    @abstractmethod
    def value(self, given: Value) -> Any:
        """A formula or number, at the place."""

    def constant(self, number: Fraction) -> Any:
        """A number, to be added to values and multiplied with them."""
        return self.value(as_value(number))

    @abstractmethod
    def sign(self, number: Any) -> int:
        """The sign of a number computed from values."""

    def is_zero(self, number: Any) -> bool:
        """Whether a computed number is zero."""
        return self.sign(number) == 0

    def largest(self, numbers: Iterable[Any]) -> Any:
        """The largest of some computed numbers."""
        best, *others = numbers
        for number in others:
            if self.sign(number - best) > 0:
                best = number
        return best


class Rationals(Arithmetic):
    """Exact, where every letter that occurs has a rational value."""

    def __init__(self, point: Mapping[str, Fraction]) -> None:
        self.point = point

    def value(self, given: Value) -> Fraction:
        """A formula or number, at the place."""
        return _quotient(given).evaluate(self.point)

    def sign(self, number: Any) -> int:
        """The sign of a number computed from values."""
        return _sign(number)


class AtRoot(Arithmetic):
    """Exact, where one letter is a root of a polynomial and the others are rational."""

    def __init__(self, point: Mapping[str, Exact]) -> None:
        self.rational = rational_part(point)
        [(letter, self.root)] = ((name, value) for name, value in point.items() if name not in self.rational)
        self.home = ring((letter,))

    def value(self, given: Value) -> RationalFunction:
        """A formula or number, at the place."""
        return _quotient(given).at(self.rational).into(self.home)

    def sign(self, number: Any) -> int:
        """The sign of a number computed from values."""
        function = self.home.zero + number
        if function.is_constant:
            return _sign(function.as_fraction())
        if condition(function, ">").truth(lambda factor: sign_on_line(factor, self.root)):
            return 1
        return 0 if condition(function, "==").truth(lambda factor: sign_on_line(factor, self.root)) else -1


class Balls(Arithmetic):
    """Intervals of 256 bits, where several numbers are irrational; below 2**-100 counts as zero, unproved."""

    def __init__(self, point: Mapping[str, Exact]) -> None:
        self.rational = rational_part(point)
        self.point = {name: _ball(value) for name, value in point.items()}

    def value(self, given: Value) -> arb:
        """A formula or number, at the place."""
        function = given.rational
        if function is None:
            try:
                return _ball(given.evaluate(self.rational))
            except ValueError as fault:
                raise UnknownSignError(f"{given} cannot be evaluated at an irrational number") from fault
        with flint.ctx.workprec(BITS):
            return self._polynomial(function, function.numerator) / self._polynomial(function, function.denominator)

    def _polynomial(self, given: RationalFunction, polynomial: Any) -> arb:
        total = arb(0)
        for exponents, coefficient in polynomial.to_dict().items():
            term = arb(coefficient)
            for name, exponent in zip(given.ring.names, exponents, strict=True):
                term = term * self.point[name] ** int(exponent) if exponent else term
            total = total + term
        return total

    def sign(self, number: Any) -> int:
        """The sign of a number computed from values."""
        ball = number if isinstance(number, arb) else arb(number)
        if not ball.contains(0):
            return 1 if ball > 0 else -1
        if not ball.rad() < arb(2) ** -100:
            raise UnknownSignError("the intervals are too wide to tell a sign")
        return 0


class Floats(Arithmetic):
    """Floats, for equilibria found in floats. Differences of a billionth of the payoff range count as zero."""

    def __init__(self, point: Mapping[str, Exact], payoff_range: float) -> None:
        self.point = {name: Fraction(float(value)) for name, value in point.items()}
        self.tolerance = float(TOLERANCE) * max(payoff_range, 1e-300)

    def value(self, given: Value) -> float:
        """A formula or number, at the place."""
        return float(given.evaluate(self.point))

    def sign(self, number: Any) -> int:
        """The sign of a number computed from values."""
        return int(number > self.tolerance) - int(number < -self.tolerance)


def _ball(number: Fraction | Refinable) -> arb:
    with flint.ctx.workprec(BITS):
        return ball(number, Fraction(1, 2 ** (BITS - 64)))


def _sign(number: Any) -> int:
    return int(number > 0) - int(number < 0)


def _quotient(given: Value) -> RationalFunction:
    if given.rational is None:
        raise UnknownSignError(f"{given} is no quotient of polynomials")
    return given.rational


def arithmetic(point: Mapping[str, Exact], values: Iterable[Value], payoffs: Iterable[Value]) -> Arithmetic:
    """The most exact arithmetic that can hold some values at a point.

    Parameters
    ----------
    point
        A value for every letter.
    values
        Probabilities and the like.
    payoffs
        The game's, for the size of what counts as nothing where there are floats.
    """
    values = list(values)
    if any(not v.is_exact for v in values):
        scale = Floats(point, 1.0)
        sizes = [scale.value(v) for v in payoffs]
        return Floats(point, max(sizes) - min(sizes))
    known = rational_part(point)
    if any(v.rational is None for v in values) or len(point) > len(known) + 1:
        return Balls(point)
    return AtRoot(point) if len(point) > len(known) else Rationals(known)


class Throughout(Arithmetic):
    """Formulas over a whole region of which no point is at hand. What cannot be decided counts as zero."""

    def __init__(self, region: Region) -> None:
        self.region = region

    def value(self, given: Value) -> RationalFunction:
        """A formula or number, at the place."""
        return _quotient(given).into(self.region.background.ring)

    def sign(self, number: Any) -> int:
        """The sign of a number computed from values."""
        function = self.region.background.ring.zero + number
        for relation, sign in (("==", 0), (">=", 1), ("<=", -1)):
            if implies(self.region.raw, condition(function, relation), self.region.background):
                return sign
        return 0
