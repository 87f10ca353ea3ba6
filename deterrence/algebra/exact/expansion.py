"""A formula of the language as a rational function: definitions written out, products multiplied.

The work is counted and the size of what comes next is bounded before it is computed, so that a hostile formula is
refused in time.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from deterrence.algebra.exact.polynomials import constant_term
from deterrence.algebra.formulas.expressions import (
    Call,
    Expression,
    FormulaError,
    Name,
    Negative,
    Number,
    Operation,
)

if TYPE_CHECKING:
    from deterrence.algebra.exact.rational import Branches, RationalFunction, Ring

MAX_DEGREE: Final = 400
MAX_TERMS: Final = 50_000
MAX_EXPANSIONS: Final = 100_000
MAX_BITS: Final = 50_000


class UndecidedError(FormulaError):
    """A `min` or `max` whose arguments depend on letters: which one it comes to must be chosen."""

    def __init__(self, function: str, arguments: tuple[RationalFunction, ...]) -> None:
        super().__init__(f"{function}({', '.join(map(str, arguments))}) splits the game into pieces")
        self.function = function
        self.arguments = arguments


class Expansion:
    """One expansion of an expression, which counts its work."""

    def __init__(
        self, home: Ring, definitions: Mapping[str, Expression | RationalFunction], branches: Branches
    ) -> None:
        self.home = home
        self.branches = branches
        self.definitions = definitions
        self.known: dict[str, RationalFunction] = {}
        self.steps = 0

    def value(self, expression: Expression) -> RationalFunction:
        """What the expression, or a part of it, denotes."""
        self.steps += 1
        if self.steps > MAX_EXPANSIONS:
            raise FormulaError("this formula is too large once its definitions are written out")
        match expression:
            case Number(value=value):
                return self.home.constant(value)
            case Name(name=name):
                return self._name(name)
            case Negative(operand=operand):
                return -self.value(operand)
            case Operation(symbol=symbol, left=left, right=right):
                return self._operation(symbol, self.value(left), self.value(right))
            case Call(function="min" | "max" as function, arguments=arguments):
                return self._extreme(function, tuple(dict.fromkeys(self.value(a) for a in arguments)))
            case Call(function=function, arguments=arguments):
                return self._transcendental(function, self.value(arguments[0]))
        raise TypeError(f"not an expression: {expression!r}")

    def _name(self, name: str) -> RationalFunction:
        if name in self.home.names:
            return self.home.letter(name)
        if name not in self.known:
            if name not in self.definitions:
                raise FormulaError(f"'{name}' is neither a parameter nor a definition")
            definition = self.definitions[name]
            self.known[name] = self.value(definition) if isinstance(definition, Expression) else definition
        return self.known[name]

    def _extreme(self, function: str, values: tuple[RationalFunction, ...]) -> RationalFunction:
        if all(v.is_constant for v in values):
            numbers = [v.as_fraction() for v in values]
            return self.home.constant(min(numbers) if function == "min" else max(numbers))
        if (function, values) not in self.branches.chosen:
            raise UndecidedError(function, values)
        return values[self.branches.chosen[function, values]]

    def _transcendental(self, function: str, value: RationalFunction) -> RationalFunction:
        if not value.is_constant:
            raise FormulaError(
                f"{function} of a formula with {', '.join(value.letters)} in it is not a rational function: "
                f"fix {'it' if len(value.letters) == 1 else 'them'} first"
            )
        number = value.as_fraction()
        if function == "sqrt" and number >= 0:
            above, below = math.isqrt(number.numerator), math.isqrt(number.denominator)
            if above * above == number.numerator and below * below == number.denominator:
                return self.home.constant(Fraction(above, below))
        self.branches.rounded = True
        try:
            return self.home.constant(Fraction(getattr(math, function)(number)))
        except (ValueError, OverflowError) as fault:
            raise FormulaError(f"{function}({number}) has no value") from fault

    def _operation(self, symbol: str, left: RationalFunction, right: RationalFunction) -> RationalFunction:
        if symbol == "+":
            return self._bounded(left, right, 1, lambda: left + right)
        if symbol == "-":
            return self._bounded(left, right, 1, lambda: left - right)
        if symbol == "*":
            return self._bounded(left, right, 1, lambda: left * right)
        if symbol == "/":
            if right.is_zero:
                raise FormulaError("division by zero")
            return self._bounded(left, right, 1, lambda: left / right)
        exponent = int(right.as_fraction())
        if exponent < 0 and left.is_zero:
            raise FormulaError("division by zero")
        return self._bounded(left, right, abs(exponent), lambda: left**exponent)

    @staticmethod
    def _bounded(left: RationalFunction, right: RationalFunction, power: int, work: Any) -> RationalFunction:
        def size(f: RationalFunction) -> tuple[int, int]:
            degree = max(f.numerator.total_degree(), f.denominator.total_degree(), 0)
            return int(degree), len(f.numerator) + len(f.denominator)

        (d1, t1), (d2, t2) = size(left), size(right)
        letters = len(left.ring.names)
        degree, terms = (d1 + d2, t1 * t2) if power == 1 else (d1 * power, t1**power)
        terms = min(terms, math.comb(degree + letters, letters))
        if degree > MAX_DEGREE or terms > MAX_TERMS:
            raise FormulaError(
                f"this formula is too large to expand: degree {degree}, up to {terms} terms "
                f"(the limits are {MAX_DEGREE} and {MAX_TERMS})"
            )
        if (_bits(left) + _bits(right)) * power > MAX_BITS:
            raise FormulaError(f"the numbers in this formula grow too large: more than {MAX_BITS:,} bits")
        result: RationalFunction = work()
        return result


def _bits(function: RationalFunction) -> int:
    """The size of the leading coefficients, by which a hostile formula is told before it is computed."""
    above, below = (constant_term(part) for part in (function.numerator, function.denominator))
    return int(above.p.bit_length() + above.q.bit_length() + below.p.bit_length() + below.q.bit_length())
