"""What a rational function makes of an algebraic number: again an exact number."""

from __future__ import annotations

from fractions import Fraction

import flint
from flint import arb, fmpz

from deterrence.algebra.conditions.conditions import signed_factors
from deterrence.algebra.conditions.line import factor_roots
from deterrence.algebra.exact.rational import RationalFunction, ring
from deterrence.algebra.exact.roots import Exact, Refinable, minimal_polynomial, rational, refined


def image(function: RationalFunction, root: Exact) -> Exact:
    """The value of a function of one letter at an algebraic number that is no pole of it.

    At an irrational number the value is a root of the resultant that eliminates the letter; which one is told by
    intervals.

    Examples
    --------
    >>> from deterrence.algebra.formulas.language import parse
    >>> from deterrence.algebra.exact.roots import real_roots
    >>> square_root, t = real_roots([-2, 0, 1])[1], ring(("t",))
    >>> print(image(t.value(parse("1/(1 + t)")), square_root), image(t.value(parse("t*t")), square_root))
    -1 + sqrt(2) 2
    """
    if function.is_constant:
        return function.as_fraction()
    if len(function.letters) > 1:
        raise ValueError(f"{function} depends on more than one letter")
    letter, place = function.letters[0], rational(root)
    if place is not None:
        return function.into(ring((letter,))).evaluate({letter: place})
    both = ring((letter, "="))
    modulus = both.zero
    for power, coefficient in enumerate(minimal_polynomial(root)):
        modulus = modulus + both.letter(letter) ** power * coefficient
    written = function.into(ring((letter,))).into(both)
    relation = both.letter("=") * both.polynomial(written.denominator) - both.polynomial(written.numerator)
    eliminated = modulus.numerator.resultant(relation.numerator, letter)
    return _the_one([r for factor in signed_factors(eliminated)[1] for r in factor_roots(factor)], function, root)


def _the_one(candidates: list[Exact], function: RationalFunction, root: Exact) -> Exact:
    """The candidate that lies where the function's value is."""
    width = Fraction(1, 2**64)
    while len(candidates) > 1:
        bits = 2 * width.denominator.bit_length() + 64
        with flint.ctx.workprec(bits):
            place = ball(root, width)
            value = _value(function, function.numerator, place) / _value(function, function.denominator, place)
            candidates = [c for c in candidates if value.overlaps(ball(c, width))]
        width = width * width
    return candidates[0]


def _value(function: RationalFunction, polynomial: object, place: arb) -> arb:
    index = function.ring.names.index(function.letters[0])
    total = arb(0)
    for exponents, coefficient in polynomial.to_dict().items():  # type: ignore[attr-defined]
        total = total + arb(coefficient) * place ** int(exponents[index])
    return total


def ball(number: Fraction | Refinable, width: Fraction) -> arb:
    """An interval, no wider than asked (up to the working precision), that holds a number."""
    low, high = (arb(fmpz(end.numerator)) / arb(fmpz(end.denominator)) for end in refined(number, width))
    return low.union(high)
