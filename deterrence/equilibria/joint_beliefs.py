"""Beliefs at all information sets that support a family together, at a place where the family exists.

The ranges that a family states hold of one belief at a time. Here the unknown beliefs get values in turn, those that
were projected out last first: each within its own range once those that it depends on are known (the way back of
Fourier and Motzkin's elimination).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from deterrence.algebra.arithmetic import Arithmetic
from deterrence.algebra.exact.polynomials import as_fraction
from deterrence.algebra.exact.rational import RationalFunction, Ring
from deterrence.algebra.values.value import Value


@dataclass(frozen=True)
class Range:
    """Lower and upper bounds on one belief, in the letters that are left."""

    lower: tuple[RationalFunction, ...]
    upper: tuple[RationalFunction, ...]


class NoRangeError(ArithmeticError):
    """A belief depends on an unknown of which no range was found."""


@dataclass(frozen=True, eq=False)
class JointBeliefs:
    """Beliefs as formulas in the letters of the game and in unknowns, and the range of each unknown.

    Attributes
    ----------
    home
        The ring of the game's letters.
    beliefs
        For each information set with several nodes a formula for each node; or what else is believed, by a key.
    ranges
        The unknowns, in the order in which their values can be chosen.
    root
        The unknown that is the root of a polynomial, with its value; None where there is none.
    """

    home: Ring
    beliefs: Mapping[Any, Sequence[RationalFunction]]
    ranges: Mapping[str, Range]
    root: tuple[str, Value] | None

    def at(self, numbers: Arithmetic, share: Fraction) -> dict[Any, list[Any]]:
        """Numbers for all beliefs, each unknown that share of the way from the least to the greatest that it can be.

        Raises
        ------
        ArithmeticError
            Where a belief is not defined there, or no range of it was found.
        """
        known = {name: numbers.value(self.home.letter(name)) for name in self.home.names}
        if self.root is not None:
            known[self.root[0]] = numbers.value(self.root[1])
        for name, own in self.ranges.items():
            low = numbers.largest(_defined(own.lower, known, numbers))
            high = -numbers.largest([-end for end in _defined(own.upper, known, numbers)])
            known[name] = low + numbers.constant(share) * (high - low)
        return {index: [_put(b, known, numbers) for b in row] for index, row in self.beliefs.items()}


def _defined(ends: Sequence[RationalFunction], known: Mapping[str, Any], numbers: Arithmetic) -> list[Any]:
    """The ends of a range that have a value: where a slope is zero, the bound says nothing of this unknown."""
    found = []
    for end in ends:
        try:
            found.append(_put(end, known, numbers))
        except ZeroDivisionError:
            continue
    return found


def _put(function: RationalFunction, known: Mapping[str, Any], numbers: Arithmetic) -> Any:
    """A formula with numbers for its letters."""

    def value(polynomial: Any) -> Any:
        total: Any = numbers.constant(Fraction(0))
        for exponents, coefficient in polynomial.to_dict().items():
            term = numbers.constant(as_fraction(coefficient))
            for name, exponent in zip(function.ring.names, exponents, strict=True):
                if exponent and name not in known:
                    raise NoRangeError(f"no range of {name} was found")
                term = term * known[name] ** int(exponent) if exponent else term
            total = total + term
        return total

    below = value(function.denominator)
    if numbers.is_zero(below):
        raise ZeroDivisionError(f"{function} has a pole there")
    return value(function.numerator) / below
