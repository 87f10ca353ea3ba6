"""Algebraic functions of one letter: formulas in a root of a polynomial whose coefficients contain the letter.

The root ``u`` is the `index`-th real root (counted from 0, rising) of a polynomial in u and the letter, at every value
of the letter. The function is a quotient of polynomials in both. Where the polynomial is quadratic in u it has a closed
form with a square root, and is printed so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Any, Final

from deterrence.algebra.conditions.conditions import Factor
from deterrence.algebra.exact.polynomials import coefficients_in
from deterrence.algebra.exact.rational import RationalFunction, Ring, ring
from deterrence.algebra.exact.roots import Exact, real_roots
from deterrence.algebra.values.images import image
from deterrence.algebra.values.value import Value, as_value

if TYPE_CHECKING:
    import numpy as np
    import sympy
    from numpy.typing import NDArray


REAL: Final = 1e-9


@dataclass(frozen=True)
class Branch:
    """One root of a polynomial in two letters, on an interval of the one.

    Attributes
    ----------
    factor
        The polynomial.
    letter, unknown
        The letter that is free, and the one that is the root.
    index
        Which real root, counted from 0, rising; the same all over the interval.
    inside
        A value of the letter in the interval, which tells signs.
    """

    factor: Factor
    letter: str
    unknown: str
    index: int
    inside: Fraction

    def at(self, value: Fraction) -> Exact:
        """The root at a value of the letter.

        Raises
        ------
        ZeroDivisionError
            Where the polynomial has no such root.
        """
        roots = roots_at(self.factor, self.letter, self.unknown, value)
        if self.index >= len(roots):
            raise ZeroDivisionError(f"root {self.index + 1} of {self.factor.text} does not exist there")
        return roots[self.index]

    @property
    def home(self) -> Ring:
        """The ring of the letter and the root."""
        return ring((self.letter, self.unknown))

    def value(self, function: RationalFunction) -> AlgebraicFunction | RationalFunction:
        """What a function of letter and root comes to: a quotient of polynomials where a square root falls out."""
        found = AlgebraicFunction(function.into(self.home), self)
        coefficients = self.coefficients()
        if len(coefficients) == 3:
            plain, times, _ = found._closed_form(*coefficients)
            if times.is_zero:
                return plain
        return found

    def coefficients(self) -> list[RationalFunction]:
        """The polynomial's coefficients as functions of the letter, the constant one first."""
        home, small = self.home, ring((self.letter,))
        polynomial = self.factor.function(home).numerator
        found = coefficients_in(polynomial, home.names.index(self.unknown))
        return [home.polynomial(found[n]).into(small) if n in found else small.zero for n in range(max(found) + 1)]

    def __str__(self) -> str:
        return f"root {self.index + 1} of {self.factor.text.replace(self.unknown, 'u').replace('^', '**')}"


def roots_at(factor: Factor, letter: str, unknown: str, value: Fraction) -> tuple[Exact, ...]:
    """The real roots of a polynomial in two letters once the one has a value; none where nothing is left of it."""
    left = factor.function(ring(factor.names)).at({letter: value})
    if left.is_constant:
        return ()
    by_degree = coefficients_in(left.numerator, left.ring.names.index(unknown))
    numbers = [
        left.ring.polynomial(by_degree[n]).as_fraction() if n in by_degree else Fraction(0)
        for n in range(max(by_degree) + 1)
    ]
    scale = lcm(*(number.denominator for number in numbers))
    return real_roots(int(number * scale) for number in numbers)


@dataclass(frozen=True, eq=False)
class AlgebraicFunction:
    """A quotient of polynomials in a letter and a root (`Branch`).

    Examples
    --------
    >>> from deterrence.algebra.conditions.conditions import signed_factors
    >>> from deterrence.algebra.formulas.language import parse
    >>> home = ring(("c", "u"))
    >>> [square] = signed_factors(home.value(parse("u*u - c")).numerator)[1]
    >>> positive = Branch(square, "c", "u", 1, Fraction(1, 2))
    >>> mixture = AlgebraicFunction(home.value(parse("1 - u")), positive)
    >>> print(mixture, "and", mixture.evaluate({"c": Fraction(1, 4)}), "and", mixture.derivative("c"))
    1 - sqrt(c) and 1/2 and -1/(2*sqrt(c))
    """

    formula: RationalFunction
    branch: Branch

    is_exact = True
    rational = None

    def __eq__(self, other: object) -> bool:
        """Whether it is the same function of the same root, however it is written."""
        if not isinstance(other, AlgebraicFunction):
            return NotImplemented
        home = self.branch.home
        gap = AlgebraicFunction(self.formula.into(home) - other.formula.into(home), self.branch)
        return self.branch == other.branch and gap.is_zero

    def __hash__(self) -> int:
        return hash(self.branch)

    @property
    def is_zero(self) -> bool:
        """Whether this is zero for all values of the letter: the root's polynomial is a factor of the numerator."""
        whole = self.branch.factor.function(self.branch.home).numerator
        return bool((self.formula.into(self.branch.home).numerator % whole).is_zero())

    @property
    def letters(self) -> tuple[str, ...]:
        """The free letter."""
        return (self.branch.letter,)

    @property
    def is_constant(self) -> bool:
        """False: what does not depend on the letter is no algebraic function."""
        return False

    def evaluate(self, point: Mapping[str, Fraction]) -> Exact:
        """The value where the letter is given. Raises ZeroDivisionError where there is none."""
        if self.branch.letter not in point:
            raise ValueError(f"{self} is not a number: it depends on {self.branch.letter}")
        value = Fraction(point[self.branch.letter])
        return image(self.formula.at({self.branch.letter: value}), self.branch.at(value))

    def at(self, values: Mapping[str, Fraction]) -> Value:
        """The function once some letters are fixed."""
        return as_value(self.evaluate(values)) if self.branch.letter in values else self

    def into(self, larger: Ring) -> AlgebraicFunction:
        """The function itself, which is in the ring of its letter and its root."""
        return self

    def derivative(self, name: str) -> AlgebraicFunction | RationalFunction:
        """The derivative, by that of an implicit function."""
        home, branch = self.branch.home, self.branch
        if name != branch.letter:
            return ring((branch.letter,)).zero
        whole = branch.factor.function(home)
        moved = -whole.derivative(branch.letter) / whole.derivative(branch.unknown)
        slope = self.formula.derivative(branch.letter) + self.formula.derivative(branch.unknown) * moved
        return AlgebraicFunction(slope, branch)

    def on(self, values: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
        """In floats, at many values of the letter; NaN where there is no such root."""
        import numpy as np

        here = np.asarray(values[self.branch.letter], dtype=np.float64)
        coefficients = [
            np.broadcast_to(c.on({self.branch.letter: here}), here.shape) for c in self.branch.coefficients()
        ]
        roots = self._quadratic_on(*coefficients) if len(coefficients) == 3 else self._roots_on(coefficients, here)
        with np.errstate(all="ignore"):
            return self.formula.on({self.branch.letter: here, self.branch.unknown: roots})

    def __float__(self) -> float:
        raise ValueError(f"{self} is not a number: it depends on {self.branch.letter}")

    def _quadratic_on(
        self, c: NDArray[np.float64], b: NDArray[np.float64], a: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        import numpy as np

        with np.errstate(all="ignore"):
            # The two roots without cancellation; a linear equation has one of them at infinity.
            half = -(b + np.copysign(np.sqrt(b * b - 4 * a * c), b)) / 2
            return np.asarray(np.sort(np.stack([half / a, c / half]), axis=0)[self.branch.index])

    def _roots_on(
        self, coefficients: Sequence[NDArray[np.float64]], values: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        import numpy as np

        branch = self.branch
        count = len(roots_at(branch.factor, branch.letter, branch.unknown, branch.inside))
        found = np.full(values.shape, np.nan)
        for place in np.ndindex(values.shape):
            roots = np.roots([c[place] for c in reversed(coefficients)])
            real = np.sort(roots.real[np.abs(roots.imag) <= REAL * (1 + np.abs(roots))])
            if len(real) == count:
                found[place] = real[branch.index]
                continue
            try:  # near a place where roots meet floats cannot tell how many there are
                found[place] = float(branch.at(Fraction(float(values[place]))))
            except ZeroDivisionError:
                continue
        return found

    def sympy(self) -> sympy.Expr:
        """A closed form where the polynomial is quadratic; else the formula in ``u``, which `__str__` explains."""
        import sympy

        coefficients = self.branch.coefficients()
        if len(coefficients) != 3:
            u = sympy.Function("root")(sympy.Symbol(self.branch.factor.text), self.branch.index + 1)
            return self.formula.sympy().subs(sympy.Symbol(self.branch.unknown), u)
        rational, surd, inside = self._closed_form(*coefficients)
        return rational.sympy() + surd.sympy() * sympy.sqrt(inside.sympy())

    def _closed_form(
        self, c: RationalFunction, b: RationalFunction, a: RationalFunction
    ) -> tuple[RationalFunction, RationalFunction, RationalFunction]:
        """p, q and n of ``p + q*sqrt(n)``, where a*u**2 + b*u + c = 0."""
        above = self._reduced(self.formula.numerator, a, b, c)
        below = self._reduced(self.formula.denominator, a, b, c)
        # 1/(m0 + m1*u) = (m0 + m1*v)/norm with v = -b/a - u, the other root.
        norm = below[0] ** 2 - below[0] * below[1] * b / a + below[1] ** 2 * c / a
        inverse = (below[0] - below[1] * b / a) / norm, -below[1] / norm
        constant = above[0] * inverse[0] - above[1] * inverse[1] * c / a
        slope = above[0] * inverse[1] + above[1] * inverse[0] - above[1] * inverse[1] * b / a
        leading = a.evaluate({self.branch.letter: self.branch.inside})
        sign = 1 if (leading > 0) == (self.branch.index == 1) else -1
        square, inside = self._square_in(b * b - a * c * 4)
        return constant - slope * b / (a * 2), slope * square * sign / (a * 2), inside

    def _reduced(
        self, polynomial: Any, a: RationalFunction, b: RationalFunction, c: RationalFunction
    ) -> tuple[RationalFunction, RationalFunction]:
        """A polynomial in the root, modulo the quadratic: its constant and its slope."""
        home, small = self.formula.ring, a.ring
        if self.branch.unknown not in home.names:
            return home.polynomial(polynomial).into(small), small.zero
        by_degree = coefficients_in(polynomial, home.names.index(self.branch.unknown))
        low, high = small.zero, small.zero
        for degree in range(max(by_degree), -1, -1):
            # (high*u + low)*u + next, with u**2 = -(b*u + c)/a
            following = home.polynomial(by_degree[degree]).into(small) if degree in by_degree else small.zero
            low, high = following - high * c / a, low - high * b / a
        return low, high

    def _square_in(self, whole: RationalFunction) -> tuple[RationalFunction, RationalFunction]:
        """What can be taken out of a square root, positive inside the interval, and what is left."""
        from deterrence.algebra.exact.show import primitive_factors

        small, there = whole.ring, {self.branch.letter: self.branch.inside}
        number, factors = primitive_factors(whole.numerator)
        square, left = small.one, small.constant(number)
        for polynomial, exponent in factors:
            factor = small.polynomial(polynomial)
            positive = factor if factor.evaluate(there) > 0 else -factor
            square, left = square * positive ** (exponent // 2), left * factor ** (exponent % 2)
        return square, left

    def __str__(self) -> str:
        if len(self.branch.coefficients()) == 3:
            return str(self.sympy())
        return f"{str(self.formula).replace(self.branch.unknown, 'u')} with u = {self.branch}"

    __repr__ = __str__
