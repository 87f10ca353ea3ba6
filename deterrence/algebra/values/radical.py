"""Formulas with a square root of a formula in any number of letters: ``p + q*sqrt(r)``.

Its sign is one of polynomials: ``p + q*sqrt(r) > 0`` where p and q are not negative and one is positive, where
``q > 0 >= p`` and ``q**2*r > p**2``, or where ``p > 0 > q`` and ``p**2 > q**2*r``. So a region in which a formula with
a root compares so with zero is an "or" of conjunctions of polynomial conditions (`sign_cases`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from deterrence.algebra.conditions.conditions import Conjunction, Factor, condition, signed_factors
from deterrence.algebra.conditions.line import factor_roots
from deterrence.algebra.exact.polynomials import coefficients_in
from deterrence.algebra.exact.rational import RationalFunction, Ring, ring
from deterrence.algebra.exact.roots import Exact, rational, real_roots, simplest_between
from deterrence.algebra.values.algebraic import AlgebraicFunction, Branch
from deterrence.algebra.values.images import image
from deterrence.algebra.values.value import Value, as_value

if TYPE_CHECKING:
    import numpy as np
    import sympy
    from numpy.typing import NDArray

ROOT: Final = "~root"


@dataclass(frozen=True)
class SquareRoot:
    """The positive square root of a formula.

    Attributes
    ----------
    inside
        What the root is taken of, in the letters.
    """

    inside: RationalFunction
    unknown = ROOT

    @property
    def home(self) -> Ring:
        """The ring of the letters and the root."""
        return ring((*self.inside.ring.names, ROOT))

    def reduced(self, function: RationalFunction) -> tuple[RationalFunction, RationalFunction]:
        """What is beside the root and before it, p and q, of letters and root."""
        above, below = (self._parts(function, part) for part in (function.numerator, function.denominator))
        norm = below[0] ** 2 - below[1] ** 2 * self.inside
        constant = above[0] * below[0] - above[1] * below[1] * self.inside
        return constant / norm, (above[1] * below[0] - above[0] * below[1]) / norm

    def _parts(self, function: RationalFunction, polynomial: Any) -> tuple[RationalFunction, RationalFunction]:
        small, home = self.inside.ring, function.ring
        if ROOT not in home.names:
            return home.polynomial(polynomial).into(small), small.zero
        parts = [small.zero, small.zero]
        for degree, coefficient in coefficients_in(polynomial, home.names.index(ROOT)).items():
            term = home.polynomial(coefficient).into(small) * self.inside ** (degree // 2)
            parts[degree % 2] = parts[degree % 2] + term
        return parts[0], parts[1]

    def value(self, function: RationalFunction) -> Value:
        """What a function of letters and root comes to: a quotient of polynomials where the root falls out."""
        p, q = self.reduced(function)
        return p if q.is_zero else Radical(p, q, self)

    def cases(self, function: RationalFunction, relation: str) -> tuple[Conjunction, ...]:
        """Where a function of letters and root compares so with zero."""
        p, q = self.reduced(function)
        return sign_cases(p, q, self.inside, relation)


def sign_cases(
    p: RationalFunction, q: RationalFunction, inside: RationalFunction, relation: str
) -> tuple[Conjunction, ...]:
    """Where ``p + q*sqrt(inside)`` compares so with zero, wherever `inside` is not negative: one of these holds.

    Examples
    --------
    >>> from deterrence.algebra.formulas.language import parse
    >>> home = ring(("a", "r"))
    >>> p, q, inside = (home.value(parse(text)) for text in ("0 - a", "1", "r"))
    >>> for case in sign_cases(p, q, inside, ">="):
    ...     print(" and ".join(map(str, case)))
    a <= 0
    a >= 0 and a**2 <= r
    """
    if relation in ("<", "<="):
        return sign_cases(-p, -q, inside, {"<": ">", "<=": ">="}[relation])
    if relation == "!=":
        return (*sign_cases(p, q, inside, ">"), *sign_cases(p, q, inside, "<"))
    gap = p**2 - q**2 * inside
    if relation == "==":
        return _possible([condition(p * q, "<="), condition(gap, "==")])
    weak = relation == ">="
    both = [condition(p, relation), condition(q, ">=")]
    by_root = [condition(q, ">=" if weak else ">"), condition(p, "<="), condition(gap, "<=" if weak else "<")]
    in_spite = [condition(p, relation), condition(q, "<=" if weak else "<"), condition(gap, relation)]
    return (*_possible(both), *_possible(by_root), *_possible(in_spite))


def _possible(conditions: list[Any]) -> tuple[Conjunction, ...]:
    """A conjunction without what holds by its form alone; none where something fails so."""
    if any(c.is_false for c in conditions):
        return ()
    return (tuple(dict.fromkeys(c for c in conditions if not c.is_true)),)


@dataclass(frozen=True)
class Radical:
    """``p + q*sqrt(r)`` with formulas p, q and r; q is not zero.

    Examples
    --------
    >>> from deterrence.algebra.formulas.language import parse
    >>> home = ring(("K", "U"))
    >>> root = SquareRoot(home.value(parse("K*U")))
    >>> effort = Radical(home.value(parse("0 - K")), home.one, root)
    >>> print(effort, "and", effort.evaluate({"K": Fraction(1), "U": Fraction(4)}), "and", effort.derivative("U"))
    -K + sqrt(K*U) and 1 and sqrt(K*U)/(2*U)
    """

    plain: RationalFunction
    times: RationalFunction
    root: SquareRoot

    is_exact = True
    is_zero = False
    is_constant = False
    rational = None
    formula = None
    branch = None

    def where(self, relation: str) -> tuple[Conjunction, ...]:
        """Where it compares so with zero."""
        return sign_cases(self.plain, self.times, self.root.inside, relation)

    def minus(self, other: RationalFunction) -> Radical:
        """The difference to a quotient of polynomials."""
        return Radical(self.plain - other, self.times, self.root)

    @property
    def letters(self) -> tuple[str, ...]:
        """The letters that occur."""
        found = {*self.plain.letters, *self.times.letters, *self.root.inside.letters}
        return tuple(name for name in self.root.inside.ring.names if name in found)

    def evaluate(self, point: Mapping[str, Fraction]) -> Exact:
        """The number where every letter is given. Raises ZeroDivisionError where there is none."""
        inside = self.root.inside.evaluate(point)
        if inside < 0:
            raise ZeroDivisionError(f"{self.root.inside} is negative there")
        one = ring((ROOT,))
        line = one.constant(self.plain.evaluate(point)) + one.letter(ROOT) * self.times.evaluate(point)
        return image(line, real_roots([-inside.numerator, 0, inside.denominator])[-1])

    def at(self, values: Mapping[str, Fraction]) -> Value:
        """The function of the remaining letters once some are fixed."""
        if set(self.letters) <= set(values):
            return as_value(self.evaluate(values))
        plain, times, inside = (f.at(values) for f in (self.plain, self.times, self.root.inside))
        if inside.is_constant:
            root = real_roots([-inside.as_fraction().numerator, 0, inside.as_fraction().denominator])
            if not root:
                raise ZeroDivisionError(f"{self.root.inside} is negative there")
            if (number := rational(root[-1])) is not None:
                return plain + times * number
        if times.is_zero:
            return plain
        left = Radical(plain, times, SquareRoot(inside))
        return left._of_one_letter() if len(left.letters) == 1 and not inside.is_constant else left

    def _of_one_letter(self) -> Value:
        """The function as one of a root that moves with its only letter."""
        (letter,), unknown = self.letters, "u"
        home, inside = ring((letter, unknown)), self.root.inside.into(ring((letter,)))
        above, below = home.polynomial(inside.into(home).numerator), home.polynomial(inside.into(home).denominator)
        u = home.letter(unknown)
        factors = [f for f in signed_factors((u * u * below - above).numerator)[1] if unknown in f.letters]
        formula = self.plain.into(ring((letter,))).into(home) + self.times.into(ring((letter,))).into(home) * u
        place = _where_positive(inside, letter)
        if len(factors) == 1:
            return AlgebraicFunction(formula, Branch(factors[0], letter, unknown, 1, place))
        # The square of a formula: its root is that formula, or its opposite, by its sign.
        root = next(-_constant_in(f, home, unknown) / _slope_in(f, home, unknown) for f in factors)
        root = root.into(ring((letter,)))
        if root.evaluate({letter: place}) < 0:
            root = -root
        return self.plain.into(root.ring) + self.times.into(root.ring) * root

    def into(self, larger: Ring) -> Radical:
        """The same function in a ring that has at least these letters."""
        return Radical(self.plain.into(larger), self.times.into(larger), SquareRoot(self.root.inside.into(larger)))

    def derivative(self, name: str) -> Value:
        """The partial derivative with respect to a letter."""
        inside = self.root.inside
        moved = self.times.derivative(name) + self.times * inside.derivative(name) / (inside * 2)
        plain = self.plain.derivative(name)
        return plain if moved.is_zero else Radical(plain, moved, self.root)

    def on(self, values: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
        """In floats, at many points at once; NaN where there is no value."""
        import numpy as np

        with np.errstate(all="ignore"):
            root = np.sqrt(self.root.inside.on(values))
            return np.asarray(self.plain.on(values) + self.times.on(values) * root)

    def sympy(self) -> sympy.Expr:
        """The closed form."""
        import sympy

        root = sympy.sqrt(self.root.inside.sympy())
        return self.plain.sympy() + self.times.sympy() * root

    def __float__(self) -> float:
        raise ValueError(f"{self} is not a number: it depends on {', '.join(self.letters)}")

    def __str__(self) -> str:
        return str(self.sympy())

    __repr__ = __str__


def _where_positive(inside: RationalFunction, letter: str) -> Fraction:
    """A value of the one letter at which a formula is positive; 0 where there is none."""
    factors = {f for part in (inside.numerator, inside.denominator) for f in signed_factors(part)[1]}
    cuts: list[Any] = sorted({root for factor in factors for root in factor_roots(factor)})
    places = (simplest_between(a, b) for a, b in pairwise([None, *cuts, None]))
    return next((place for place in places if inside.evaluate({letter: place}) > 0), Fraction(0))


def _constant_in(factor: Factor, home: Ring, unknown: str) -> RationalFunction:
    return factor.function(home).substitute(unknown, home.zero)


def _slope_in(factor: Factor, home: Ring, unknown: str) -> RationalFunction:
    return factor.function(home).derivative(unknown)
