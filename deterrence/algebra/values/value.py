"""What a probability, payoff, belief or bound of an equilibrium may be, and what all of these answer.

A `Value` is a function of the game's letters, a number being one of none: a quotient of polynomials
(`RationalFunction`), a formula in a root of a polynomial (`AlgebraicFunction`) or in a square root (`Radical`), an
irrational algebraic number (`RealRoot`), or a number known in floats only (`Approximate`). Whoever uses a value asks
it, and never what class it is of, so that another kind of value is one more class.

A number given by a user is read as the exact decimal that was typed; what users get is a sympy number or expression
where it is exact, and a float where it is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, Protocol

from deterrence.algebra.conditions.conditions import Condition, condition
from deterrence.algebra.conditions.line import holds_on
from deterrence.algebra.exact.rational import RationalFunction, Ring, ring
from deterrence.algebra.exact.roots import Exact, rational_part, refined
from deterrence.algebra.values.approximate import Approximate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from deterrence.algebra.values.algebraic import Branch

WIDTH: Final = Fraction(1, 10**40)


class Value(Protocol):
    """A function of the letters, or a number. `str` gives its text, `float` the number that a constant is."""

    @property
    def is_zero(self) -> bool:
        """Whether it is zero for all values of the letters."""

    @property
    def is_constant(self) -> bool:
        """Whether it is a number."""

    @property
    def letters(self) -> tuple[str, ...]:
        """The letters that occur in it."""

    @property
    def is_exact(self) -> bool:
        """Whether it is known exactly, and not in floats only."""

    @property
    def rational(self) -> RationalFunction | None:
        """The quotient of polynomials in the letters that it is; None where it is none."""

    @property
    def formula(self) -> RationalFunction | None:
        """The quotient of polynomials in the letters and in `branch` that it is; None for other numbers."""

    @property
    def branch(self) -> Branch | None:
        """The root that `formula` contains; None where it contains none."""

    def evaluate(self, point: Mapping[str, Fraction]) -> Exact | Approximate:
        """The number where every letter is given. Raises ZeroDivisionError where there is none."""

    def at(self, values: Mapping[str, Fraction]) -> Value:
        """The function of the remaining letters once some are fixed. Raises ZeroDivisionError where there is none."""

    def into(self, larger: Ring) -> Value:
        """The same function in a ring that has at least these letters."""

    def derivative(self, name: str) -> Value:
        """The partial derivative with respect to a letter."""

    def on(self, values: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
        """In floats, at many points at once; NaN where there is no value."""

    def sympy(self) -> Any:
        """The value as users get it: sympy where exact, a float where not."""

    def __float__(self) -> float:
        """The number that a constant is, as a float."""


def as_value(number: Any) -> Value:
    """A computed number as a value: exact if it is an integer or a fraction, else in floats; a value as it is."""
    if isinstance(number, int | Fraction):
        return ring(()).constant(number)
    if hasattr(number, "formula"):
        value: Value = number
        return value
    return Approximate(number)


def is_exact(number: Any) -> bool:
    """Whether a computed number is exact: an integer, a fraction or a value, and no float."""
    return as_value(number).is_exact


def exact_value(value: Any) -> Fraction:
    """A number given by a user, exactly: `0.3`, `"1/3"`, `Fraction(1, 3)`, a sympy number."""
    from deterrence.algebra.formulas.language import as_fraction

    return as_fraction(value)


def public_value(value: Value | Exact) -> Any:
    """A value as users see it: sympy where exact, float where not."""
    return as_value(value).sympy()


def approximation(value: Value, home: Ring) -> RationalFunction:
    """A value as a formula with rational numbers: itself where it is one; an irrational number to within `WIDTH`.

    Raises
    ------
    ValueError
        When the value is no number and no quotient of polynomials either.
    """
    if value.rational is not None:
        return value.rational
    if not value.is_constant:
        raise ValueError(f"{value} is not a quotient of polynomials")
    return home.constant(sum(refined(value.evaluate({}), WIDTH)) / Fraction(2))


def holds_at(given: Condition, point: Mapping[str, Exact]) -> bool:
    """Whether a condition is known to hold at a point; where several of its letters are irrational, it is not."""
    here = {name: point[name] for name in given.letters}
    known = rational_part(here)
    if len(known) == len(here):
        return given.holds(known)
    [place, *more] = (value for name, value in here.items() if name not in known)
    return not more and holds_on(given.at(known), place)


def equal_at(one: Value, other: Value, point: Mapping[str, Exact]) -> bool:
    """Whether two values are the same number at a point; no, where one of them has none there.

    Of the letters one at most may be irrational; there, only quotients of polynomials can be told to be equal.
    """
    known = rational_part(point)
    if len(known) == len(point):
        try:
            return bool(one.evaluate(known) == other.evaluate(known))
        except ZeroDivisionError:
            return False
    [(letter, place)] = ((name, value) for name, value in point.items() if name not in known)
    if one.rational is None or other.rational is None:
        return one == other
    left, right = (f.at(known).into(ring((letter,))) for f in (one.rational, other.rational))
    if any(holds_on(condition(f.ring.polynomial(f.denominator), "=="), place) for f in (left, right)):
        return False
    return holds_on(condition(left - right, "=="), place)


def equal_on_line(one: Value, other: Value, place: Exact) -> bool:
    """Whether two values are the same number where the one letter that occurs in them has a value."""
    return equal_at(one, other, dict.fromkeys((*one.letters, *other.letters), place))
