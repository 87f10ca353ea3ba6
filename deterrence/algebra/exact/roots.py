"""Real algebraic numbers: the exact places where a polynomial in one letter changes sign.

A root is a `Fraction` when it is rational; otherwise an irreducible integer polynomial with an index among its
real roots and a rational interval that holds that root and no other (`RealRoot`). Comparison, and the sign of any
polynomial at a root, are decided exactly: divisibility settles zero, and refinement settles the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache, total_ordering
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import flint
from flint import arb, fmpq_poly, fmpz, fmpz_poly

from deterrence.algebra.exact.rational import RationalFunction, Ring, ring

if TYPE_CHECKING:
    import numpy as np
    import sympy
    from numpy.typing import NDArray


@total_ordering
class RealRoot:
    """The `index`-th real root (counted from 0, rising) of an irreducible integer polynomial of degree two or more.

    Immutable as a number. The isolating interval ``(lower, upper)`` only ever shrinks, when a comparison needs it to.

    Examples
    --------
    >>> from deterrence.algebra.exact.roots import real_roots
    >>> [str(r) for r in real_roots([-2, 0, 1])]
    ['-sqrt(2)', 'sqrt(2)']
    """

    __slots__ = ("coefficients", "index", "lower", "upper")

    letters = ()
    is_zero = False
    is_constant = True
    is_exact = True
    formula = None
    rational = None
    branch = None

    def __init__(self, coefficients: tuple[int, ...], index: int, lower: Fraction, upper: Fraction) -> None:
        self.coefficients = coefficients
        self.index = index
        self.lower = lower
        self.upper = upper

    def __eq__(self, other: object) -> bool:
        if isinstance(other, RealRoot):
            return self.coefficients == other.coefficients and self.index == other.index
        if isinstance(other, Fraction | int):
            return False
        return NotImplemented

    def __hash__(self) -> int:
        return hash((self.coefficients, self.index))

    def __lt__(self, other: RealRoot | Fraction | int) -> bool:
        if isinstance(other, RealRoot):
            if self.coefficients == other.coefficients:
                return self.index < other.index
            while self.lower < other.upper and other.lower < self.upper:
                self._refine()
                other._refine()
            return self.upper <= other.lower
        return self.side_of(Fraction(other)) < 0

    def side_of(self, point: Fraction) -> int:
        """-1 if the root lies below the rational `point`, 1 if above (it cannot be equal)."""
        if point <= self.lower:
            return 1
        if point >= self.upper:
            return -1
        polynomial = fmpz_poly(list(self.coefficients))
        if _sign_at_rational(polynomial, point) == _sign_at_rational(polynomial, self.lower):
            self.lower = point
            return 1
        self.upper = point
        return -1

    def _refine(self) -> None:
        self.side_of((self.lower + self.upper) / 2)

    def refined(self, width: Fraction) -> tuple[Fraction, Fraction]:
        """An isolating interval at most this wide."""
        while self.upper - self.lower > width:
            self._refine()
        return self.lower, self.upper

    def __float__(self) -> float:
        scale = max(abs(self.lower), abs(self.upper), Fraction(1, 10**300))
        lower, upper = self.refined(scale / 2**60)
        return float((lower + upper) / 2)

    def evaluate(self, point: Mapping[str, Fraction]) -> RealRoot:
        """The number itself, which depends on no letter."""
        return self

    def at(self, values: Mapping[str, Fraction]) -> RealRoot:
        """The number itself, which depends on no letter."""
        return self

    def into(self, larger: Ring) -> RealRoot:
        """The number itself, which is in no ring."""
        return self

    def derivative(self, name: str) -> RationalFunction:
        """0: the number depends on no letter."""
        return ring(()).zero

    def on(self, values: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
        """The number as a float, in an array without dimensions."""
        import numpy as np

        return np.asarray(float(self))

    def sympy(self) -> sympy.Expr:
        """The root in radicals when it is quadratic, else as sympy's `CRootOf`."""
        import sympy

        if len(self.coefficients) == 3:
            rational, surd, inside = _quadratic(self.coefficients, self.index)
            return sympy.Rational(rational) + sympy.Rational(surd) * sympy.sqrt(inside)
        x = sympy.Symbol("x")
        return sympy.CRootOf(sympy.Poly(list(reversed(self.coefficients)), x), self.index)

    def __str__(self) -> str:
        if len(self.coefficients) == 3:
            return _quadratic_text(self.coefficients, self.index)
        terms = [_term(c, n) for n, c in enumerate(self.coefficients) if c]
        polynomial = " + ".join(reversed(terms)).replace("+ -", "- ")
        return f"root {self.index + 1} of {polynomial} (about {float(self):.6g})"

    __repr__ = __str__

    def __reduce__(self) -> tuple[Any, ...]:
        return RealRoot, (self.coefficients, self.index, self.lower, self.upper)


Exact: TypeAlias = Fraction | RealRoot


class Refinable(Protocol):
    """A number that is known by intervals around it."""

    def refined(self, width: Fraction) -> tuple[Fraction, Fraction]:
        """An interval around it, at most this wide."""


def rational(number: object) -> Fraction | None:
    """The number as a fraction; None where it is irrational, known in floats only, or not there."""
    return number if isinstance(number, Fraction) else None


def rational_part(point: Mapping[str, object]) -> dict[str, Fraction]:
    """The letters of a point whose values are fractions."""
    return {name: value for name, value in point.items() if isinstance(value, Fraction)}


def refined(number: Fraction | Refinable, width: Fraction) -> tuple[Fraction, Fraction]:
    """Two fractions between which a number lies, at most this far apart; a fraction itself, twice."""
    return (number, number) if isinstance(number, Fraction) else number.refined(width)


def minimal_polynomial(number: Exact) -> tuple[int, ...]:
    """The coefficients, the constant one first, of the irreducible integer polynomial that vanishes at a number."""
    return (-number.numerator, number.denominator) if isinstance(number, Fraction) else number.coefficients


def _term(coefficient: int, power: int) -> str:
    letter = "x" if power == 1 else f"x**{power}"
    if power == 0:
        return str(coefficient)
    return {1: letter, -1: f"-{letter}"}.get(coefficient, f"{coefficient}*{letter}")


def _quadratic(coefficients: tuple[int, ...], index: int) -> tuple[Fraction, Fraction, int]:
    """A quadratic root as ``p + q*sqrt(n)``: p, q and n. Large squares are left under the root, to factor in time."""
    c, b, a = coefficients
    discriminant = b * b - 4 * a * c
    square = 1
    for prime, power in fmpz(discriminant).factor(trial_limit=1000):
        root = prime.isqrt()
        base, times = (root, 2 * int(power)) if root * root == prime else (prime, int(power))
        square *= int(base) ** (times // 2)
    surd = Fraction(square, 2 * abs(a)) * (1 if index else -1)
    return Fraction(-b, 2 * a), surd, discriminant // (square * square)


def _quadratic_text(coefficients: tuple[int, ...], index: int) -> str:
    rational, surd, inside = _quadratic(coefficients, index)
    root = f"sqrt({inside})"
    size = abs(surd)
    body = root if size.numerator == 1 else f"{size.numerator}*{root}"
    body += "" if size.denominator == 1 else f"/{size.denominator}"
    if rational == 0:
        return body if surd > 0 else f"-{body}"
    return f"{rational} {'+' if surd > 0 else '-'} {body}"


def _sign_at_rational(polynomial: fmpz_poly, point: Fraction) -> int:
    value = fmpz(0)
    p, q = fmpz(point.numerator), fmpz(point.denominator)
    power = fmpz(1)
    for coefficient in reversed(polynomial.coeffs()):
        value = value * p + coefficient * power
        power *= q
    return (value > 0) - (value < 0)


def real_roots(coefficients: Iterable[int]) -> tuple[Exact, ...]:
    """All distinct real roots, rising, of an integer polynomial given by its coefficients (constant term first)."""
    polynomial = fmpz_poly(list(coefficients))
    if polynomial.degree() < 1:
        return ()
    found: list[Exact] = []
    for factor, _ in polynomial.factor()[1]:
        found.extend(_irreducible_roots(tuple(int(c) for c in factor.coeffs())))
    return tuple(sorted(found))


@lru_cache(maxsize=65536)
def _irreducible_roots(coefficients: tuple[int, ...]) -> tuple[Exact, ...]:
    if len(coefficients) == 2:
        return (Fraction(-coefficients[0], coefficients[1]),)
    polynomial = fmpz_poly(list(coefficients))
    for precision in (64, 128, 256, 512):
        with flint.ctx.workprec(precision):
            found: Any = polynomial.complex_roots()
            balls = [root.real for root, _ in found if root.imag == 0]
        intervals = sorted((_fraction(ball.lower()), _fraction(ball.upper())) for ball in balls)
        apart = all(a[1] < b[0] for a, b in pairwise(intervals))
        brackets = all(
            _sign_at_rational(polynomial, low) * _sign_at_rational(polynomial, high) < 0 for low, high in intervals
        )
        if apart and brackets:
            break
    else:
        intervals = _bisected(coefficients)
    return tuple(RealRoot(coefficients, i, low, high) for i, (low, high) in enumerate(intervals))


def _bisected(coefficients: tuple[int, ...]) -> list[tuple[Fraction, Fraction]]:
    """Isolating intervals by Vincent's theorem: of quadratics with roots very close, flint's balls stay too wide."""
    import sympy

    found = sympy.Poly(list(reversed(coefficients)), sympy.Symbol("x")).intervals()
    return [(Fraction(int(low.p), int(low.q)), Fraction(int(high.p), int(high.q))) for (low, high), _ in found]


def _fraction(value: arb) -> Fraction:
    mantissa, exponent = value.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def sign_at(polynomial: fmpq_poly, place: Exact) -> int:
    """The exact sign of a rational polynomial in one letter at an exact number."""
    integer = polynomial.numer()
    if isinstance(place, Fraction):
        return _sign_at_rational(integer, place)
    modulus = fmpz_poly(list(place.coefficients))
    if (polynomial % fmpq_poly(modulus)).is_zero():
        return 0
    width = Fraction(1, 2**20)
    while True:
        lower, upper = place.refined(width)
        ball = _ball(lower, upper)
        value = arb(0)
        with flint.ctx.workprec(64 + 2 * width.denominator.bit_length()):
            for coefficient in reversed(integer.coeffs()):
                value = value * ball + coefficient
        if not value.contains(0):
            return 1 if value > 0 else -1
        width = width * width


def _ball(lower: Fraction, upper: Fraction) -> arb:
    with flint.ctx.workprec(64 + upper.denominator.bit_length() + upper.numerator.bit_length()):
        low = arb(fmpz(lower.numerator)) / arb(fmpz(lower.denominator))
        high = arb(fmpz(upper.numerator)) / arb(fmpz(upper.denominator))
        return low.union(high)


def simplest_between(lower: Exact | None, upper: Exact | None) -> Fraction:
    """A rational strictly between two exact numbers (None: unbounded), with as small a denominator as the gap shows."""
    if lower is None:
        return Fraction(0) if upper is None else Fraction(floor_of(upper) - 1)
    if upper is None:
        return Fraction(floor_of(lower) + 1)
    if not lower < upper:
        raise ValueError("nothing lies between a number and itself")
    width = Fraction(1, 8)
    low, high = refined(lower, width)[1], refined(upper, width)[0]
    while not low < high:
        width /= 16
        low, high = refined(lower, width)[1], refined(upper, width)[0]
    return _stern_brocot(low, high)


def _stern_brocot(low: Fraction, high: Fraction) -> Fraction:
    whole = low.numerator // low.denominator
    if whole + 1 < high:
        return Fraction(whole + 1)
    low, high = low - whole, high - whole
    if low == 0:
        return whole + Fraction(1, (1 / high).__floor__() + 1)
    return whole + 1 / _stern_brocot(1 / high, 1 / low)


def floor_of(number: Exact) -> int:
    """The whole number at or below an exact number."""
    lower, upper = refined(number, Fraction(1, 4))
    whole = lower.__floor__()
    return whole + 1 if upper > whole + 1 and number > Fraction(whole + 1) else whole
