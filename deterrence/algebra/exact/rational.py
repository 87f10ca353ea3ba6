"""Exact rational functions of the parameters, with python-flint underneath.

Every payoff, probability, belief and threshold in the toolkit is a quotient of two polynomials with
rational coefficients. A number is the quotient with no letters in it, so numbers need no code of their own.

A quotient is kept in lowest terms, its denominator primitive with a positive leading coefficient, so that
equal functions are equal objects.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Protocol

import flint
from flint import fmpq, fmpq_mpoly, fmpq_mpoly_ctx

from deterrence.algebra.exact.expansion import Expansion
from deterrence.algebra.exact.polynomials import as_fmpq, as_fraction, coefficients_in, constant_term, leading_scale

if TYPE_CHECKING:
    import numpy as np
    import sympy
    from numpy.typing import NDArray

    from deterrence.algebra.formulas.expressions import Expression


@dataclass(frozen=True, eq=False)
class Ring:
    """The field of rational functions in some named letters.

    Rings with the same names are the same object: make them with `ring(names)`.

    Examples
    --------
    >>> from deterrence.algebra.exact.rational import ring
    >>> from deterrence.algebra.formulas.language import parse
    >>> print(ring(("b", "k")).value(parse("b/(b + k) - 1")))
    -k/(b + k)
    """

    names: tuple[str, ...]
    context: Any

    @cached_property
    def zero(self) -> RationalFunction:
        """The constant 0."""
        return self.constant(0)

    @cached_property
    def one(self) -> RationalFunction:
        """The constant 1."""
        return self.constant(1)

    def constant(self, value: Fraction | int | fmpq) -> RationalFunction:
        """A number as a (constant) rational function."""
        return RationalFunction(self, self.context.constant(as_fmpq(value)), self.context.constant(1))

    def letter(self, name: str) -> RationalFunction:
        """The letter `name` itself."""
        return RationalFunction(self, self.context.gen(self.names.index(name)), self.context.constant(1))

    def polynomial(self, numerator: fmpq_mpoly) -> RationalFunction:
        """A polynomial of this ring's context as a rational function."""
        return RationalFunction(self, numerator, self.context.constant(1))

    def quotient(self, numerator: fmpq_mpoly, denominator: fmpq_mpoly) -> RationalFunction:
        """`numerator/denominator` in lowest terms."""
        if denominator.is_zero():
            raise ZeroDivisionError("division by a formula that is zero for all values")
        if not denominator.is_constant():
            common = numerator.gcd(denominator)
            if not common.is_constant():
                numerator, denominator = numerator / common, denominator / common
        scale = leading_scale(denominator)
        return RationalFunction(self, numerator / scale, denominator / scale)

    def value(
        self,
        expression: Expression,
        definitions: Mapping[str, Expression | RationalFunction] | None = None,
        branches: Branches | None = None,
    ) -> RationalFunction:
        """The rational function that an expression of the formula language denotes.

        Parameters
        ----------
        expression
            A parsed formula.
        definitions
            What names other than the letters stand for: formulas, or values already found.
        branches
            Which argument each `min` and `max` that depends on a letter comes to; also told of rounding.

        Raises
        ------
        FormulaError
            For an unknown name, a division by zero, `sqrt`, `exp` or `log` of a letter, or a formula that grows beyond
            the bounds.
        UndecidedError
            For a `min` or `max` that depends on a letter and has no branch chosen.
        """
        return Expansion(self, definitions or {}, branches or Branches()).value(expression)

    def __reduce__(self) -> tuple[Any, ...]:
        return ring, (self.names,)


@dataclass
class Branches:
    """How the functions that are not rational are to be read.

    Attributes
    ----------
    chosen
        For each `min` or `max`, by its name and the values of its arguments, the position of the least or greatest.
    rounded
        Set when a `sqrt`, `exp` or `log` of a number had to be rounded.
    """

    chosen: Mapping[tuple[str, tuple[RationalFunction, ...]], int] = field(default_factory=dict)
    rounded: bool = False


class Setting(Protocol):
    """What is known of letters, for the texts of formulas (`conditions/setting.py`)."""

    def sign(self, polynomial: fmpq_mpoly) -> int:
        """1 or -1 where a polynomial is known not to change its sign, else 0."""

    def shortened(self, function: RationalFunction) -> RationalFunction:
        """A shorter function that is the same wherever what is known holds."""


@lru_cache(maxsize=4096)
def ring(names: tuple[str, ...]) -> Ring:
    """The ring of rational functions in these letters, in this order."""
    return Ring(names, fmpq_mpoly_ctx.get(names, flint.Ordering.lex))


@dataclass(frozen=True, eq=False, slots=True)
class RationalFunction:
    """A quotient of polynomials in lowest terms; see `Ring`.

    Supports ``+ - * / **``, ``==`` and hashing. Mixed arithmetic takes integers and fractions. What is known of the
    letters, `setting`, decides how the text is set, `(f - a)/(A - a)` or `(a - f)/(a - A)`, and nothing else.
    """

    ring: Ring
    numerator: fmpq_mpoly
    denominator: fmpq_mpoly
    setting: Setting | None = None

    is_exact = True
    branch = None

    @property
    def formula(self) -> RationalFunction:
        """This function itself, as it is a quotient of polynomials."""
        return self

    rational = formula

    @property
    def is_zero(self) -> bool:
        """Whether this is zero for all values of the letters."""
        return bool(self.numerator.is_zero())

    @property
    def is_constant(self) -> bool:
        """Whether this is a number."""
        return bool(self.numerator.is_constant() and self.denominator.is_constant())

    @property
    def letters(self) -> tuple[str, ...]:
        """The letters that occur."""
        names, above = self.ring.names, self.numerator.degrees()
        if self.denominator.is_constant():
            return tuple(name for name, degree in zip(names, above, strict=True) if degree > 0)
        below = self.denominator.degrees()
        return tuple(name for name, a, b in zip(names, above, below, strict=True) if a > 0 or b > 0)

    def as_fraction(self) -> Fraction:
        """The number that a constant is."""
        if not self.is_constant:
            raise ValueError(f"{self} is not a number: it depends on {', '.join(self.letters)}")
        return as_fraction(constant_term(self.numerator) / constant_term(self.denominator))

    def evaluate(self, point: Mapping[str, Fraction]) -> Fraction:
        """The value where every letter is given. Raises ZeroDivisionError at a pole."""
        if self.is_constant:
            return self.as_fraction()
        arguments = [as_fmpq(point[name]) for name in self.ring.names]
        denominator = self.denominator(*arguments)
        if denominator == 0:
            raise ZeroDivisionError(f"{self} has a pole there")
        return as_fraction(self.numerator(*arguments) / denominator)

    def at(self, values: Mapping[str, Fraction]) -> RationalFunction:
        """The function of the remaining letters once some are fixed."""
        given: dict[str | int, Any] = {n: as_fmpq(v) for n, v in values.items() if n in self.ring.names}
        smaller = ring(tuple(name for name in self.ring.names if name not in given))
        numerator, denominator = self.numerator.subs(given), self.denominator.subs(given)
        return smaller.quotient(moved(numerator, smaller), moved(denominator, smaller))

    def into(self, larger: Ring) -> RationalFunction:
        """The same function in a ring that has at least these letters."""
        if larger is self.ring:
            return self
        return larger.quotient(moved(self.numerator, larger), moved(self.denominator, larger))

    def substitute(self, name: str, value: RationalFunction) -> RationalFunction:
        """This function with the letter `name` replaced by another function of the same ring."""
        index = self.ring.names.index(name)
        above, below = (polynomial.degrees()[index] for polynomial in (self.numerator, self.denominator))
        if not above and not below:
            return self
        if value.is_constant:
            put: dict[str | int, Any] = {name: constant_term(value.numerator) / constant_term(value.denominator)}
            return self.ring.quotient(self.numerator.subs(put), self.denominator.subs(put))
        numerator, denominator = (_composed(p, index, value) for p in (self.numerator, self.denominator))
        # Each is now over a power of the value's denominator, the power that its degree was.
        if above > below:
            denominator *= value.denominator ** (above - below)
        else:
            numerator *= value.denominator ** (below - above)
        return self.ring.quotient(numerator, denominator)

    def derivative(self, name: str) -> RationalFunction:
        """The partial derivative with respect to a letter."""
        if name not in self.ring.names:
            return self.ring.zero
        n, d = self.numerator, self.denominator
        return self.ring.quotient(n.derivative(name) * d - n * d.derivative(name), d * d)

    def on(self, values: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
        """In floats, at many points at once; `algebra/arrays/compile.py` does it faster, and exactly near poles."""
        import numpy as np

        sides = []
        for polynomial in (self.numerator, self.denominator):
            total: Any = np.asarray(0.0)
            for exponents, coefficient in polynomial.to_dict().items():
                term: Any = float(as_fraction(coefficient))
                for name, exponent in zip(self.ring.names, exponents, strict=True):
                    if exponent:
                        term = term * values[name] ** int(exponent)
                total = total + term
            sides.append(total)
        return np.asarray(sides[0] / sides[1])

    def __float__(self) -> float:
        return float(self.as_fraction())

    def sympy(self) -> sympy.Expr:
        """The same function as a sympy expression, numerator and denominator factored as a paper prints them."""
        from deterrence.algebra.exact.show import as_sympy

        return as_sympy(self)

    def __str__(self) -> str:
        from deterrence.algebra.exact.show import as_text

        return as_text(self)

    __repr__ = __str__

    def __eq__(self, other: object) -> bool:
        if isinstance(other, RationalFunction):
            return (
                self.ring is other.ring
                and bool(self.numerator == other.numerator)
                and bool(self.denominator == other.denominator)
            )
        if isinstance(other, int | Fraction):
            return self.is_constant and self.as_fraction() == other
        return NotImplemented

    def __hash__(self) -> int:
        if self.is_constant:  # equal to a number, so it hashes like one
            return hash(self.as_fraction())
        return hash((str(self.numerator), str(self.denominator)))

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (self.ring.names, _plain(self.numerator), _plain(self.denominator), self.setting)

    def set_by(self, setting: Setting | None) -> RationalFunction:
        """The same function, its text set by what is known of its letters."""
        return RationalFunction(self.ring, self.numerator, self.denominator, setting)

    def __neg__(self) -> RationalFunction:
        return RationalFunction(self.ring, -self.numerator, self.denominator)

    def __add__(self, other: RationalFunction | Fraction | int) -> RationalFunction:
        other = self._coerced(other)
        if self.denominator == other.denominator:
            numerator = self.numerator + other.numerator
            if self.denominator.is_constant():
                return RationalFunction(self.ring, numerator, self.denominator)
            return self.ring.quotient(numerator, self.denominator)
        return self.ring.quotient(
            self.numerator * other.denominator + other.numerator * self.denominator,
            self.denominator * other.denominator,
        )

    __radd__ = __add__

    def __sub__(self, other: RationalFunction | Fraction | int) -> RationalFunction:
        other = self._coerced(other)
        if self.denominator == other.denominator and self.denominator.is_constant():
            return RationalFunction(self.ring, self.numerator - other.numerator, self.denominator)
        return self + (-other)

    def __rsub__(self, other: Fraction | int) -> RationalFunction:
        return self._coerced(other) - self

    def __mul__(self, other: RationalFunction | Fraction | int) -> RationalFunction:
        other = self._coerced(other)
        numerator = self.numerator * other.numerator
        if self.denominator.is_constant() and other.denominator.is_constant():
            return RationalFunction(self.ring, numerator, self.denominator)
        return self.ring.quotient(numerator, self.denominator * other.denominator)

    __rmul__ = __mul__

    def __truediv__(self, other: RationalFunction | Fraction | int) -> RationalFunction:
        other = self._coerced(other)
        return self.ring.quotient(self.numerator * other.denominator, self.denominator * other.numerator)

    def __rtruediv__(self, other: Fraction | int) -> RationalFunction:
        return self._coerced(other) / self

    def __pow__(self, exponent: int) -> RationalFunction:
        if exponent < 0:
            return self.ring.one / self ** (-exponent)
        return RationalFunction(self.ring, self.numerator**exponent, self.denominator**exponent)

    def _coerced(self, other: RationalFunction | Fraction | int) -> RationalFunction:
        if isinstance(other, RationalFunction):
            if other.ring is not self.ring:
                raise TypeError(f"formulas in {self.ring.names} and in {other.ring.names} do not mix")
            return other
        return self.ring.constant(other)


def moved(polynomial: fmpq_mpoly, target: Ring) -> fmpq_mpoly:
    """The same polynomial in the context of another ring, which has every letter that occurs."""
    if polynomial.context() is target.context:
        return polynomial
    places = [target.names.index(n) if n in target.names else None for n in polynomial.context().names()]
    terms = {}
    for monomial, coefficient in polynomial.to_dict().items():
        exponents = [0] * len(target.names)
        for place, exponent in zip(places, monomial, strict=True):
            if exponent:
                if place is None:
                    raise ValueError("a letter that occurs cannot be left out")
                exponents[place] = exponent
        terms[tuple(exponents)] = coefficient
    found: fmpq_mpoly = target.context.from_dict(terms)
    return found


def _composed(polynomial: fmpq_mpoly, index: int, value: RationalFunction) -> fmpq_mpoly:
    """A polynomial of degree d in a letter that stands for N/D, times D**d: Horner's rule, without fractions."""
    by_degree = coefficients_in(polynomial, index)
    degree = max(by_degree, default=0)
    result: fmpq_mpoly = by_degree.get(degree, value.ring.context.constant(0))
    scale = value.ring.context.constant(1)
    for lower in range(degree - 1, -1, -1):
        scale *= value.denominator
        result *= value.numerator
        if lower in by_degree:
            result += by_degree[lower] * scale
    return result


def _plain(polynomial: fmpq_mpoly) -> list[tuple[tuple[int, ...], int, int]]:
    return [(tuple(int(e) for e in m), int(c.p), int(c.q)) for m, c in polynomial.to_dict().items()]


def _rebuilt(names: tuple[str, ...], numerator: Any, denominator: Any, setting: Setting | None) -> RationalFunction:
    home = ring(names)

    def polynomial(terms: Any) -> fmpq_mpoly:
        found: fmpq_mpoly = home.context.from_dict({monomial: fmpq(p, q) for monomial, p, q in terms})
        return found

    return RationalFunction(home, polynomial(numerator), polynomial(denominator), setting)
