"""Polynomial sign conditions and conjunctions of them: the "exists where" of an equilibrium family.

A condition says that a product of irreducible polynomials is positive, non-negative, zero or not zero. It is kept
factored, because every question asked of it (sign at a point, roots on a line, what may be divided out) is a question
about the factors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import product
from math import prod
from typing import Any, Final, TypeAlias, TypeVar

from flint import fmpq

from deterrence.algebra.exact.polynomials import as_fmpq, as_fraction, constant_term
from deterrence.algebra.exact.rational import RationalFunction, Ring, moved, ring
from deterrence.algebra.exact.show import primitive_factors
from deterrence.algebra.formulas.expressions import (
    And,
    Call,
    Comparison,
    Expression,
    FormulaError,
    Name,
    Negative,
    Not,
    Number,
    Operation,
    Or,
    walk,
)
from deterrence.algebra.formulas.expressions import Condition as WrittenCondition

MAX_CASES: Final = 4096


@dataclass(frozen=True, slots=True)
class Factor:
    """An irreducible primitive polynomial with a positive leading coefficient, in just the letters that occur.

    Factors are equal when written alike, whatever the game or the unknowns they were met among.
    """

    names: tuple[str, ...]
    text: str
    polynomial: Any

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Factor) and self.text == other.text and self.names == other.names

    def __hash__(self) -> int:
        return hash(self.text)

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpickled, (ring(self.names).polynomial(self.polynomial),)

    @property
    def letters(self) -> tuple[str, ...]:
        """The letters that occur."""
        return self.names

    @property
    def linear_root(self) -> Fraction | None:
        """The one value at which a factor that is linear in one letter vanishes; None for other factors."""
        return _linear_root(self)

    def function(self, home: Ring) -> RationalFunction:
        """The factor as a function in a ring that has its letters."""
        return ring(self.names).polynomial(self.polynomial).into(home)

    def sign(self, point: Mapping[str, Fraction]) -> int:
        """The sign where every letter is a rational."""
        value = self.polynomial(*[as_fmpq(point[name]) for name in self.names])
        return int(value > 0) - int(value < 0)


@lru_cache(maxsize=65536)
def _linear_root(factor: Factor) -> Fraction | None:
    if len(factor.names) != 1 or factor.polynomial.total_degree() != 1:
        return None
    terms = factor.polynomial.to_dict()
    return as_fraction(-terms.get((0,), fmpq(0)) / terms[(1,)])


def _unpickled(polynomial: RationalFunction) -> Factor:
    return Factor(polynomial.ring.names, str(polynomial.numerator), polynomial.numerator)


SignOf: TypeAlias = Callable[[Factor], int]

_OPPOSITE: Final = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
_NEGATED: Final = {">": (-1, ">="), ">=": (-1, ">"), "==": (1, "!="), "!=": (1, "==")}


@dataclass(frozen=True, slots=True)
class Condition:
    """``sign * prod(factor**exponent)  relation  0`` with relation one of ``> >= == !=``; exponents are 1 or 2.

    Use `condition` to make one from a rational function.
    """

    relation: str
    sign: int
    factors: tuple[tuple[Factor, int], ...]

    def truth(self, sign_of: SignOf) -> bool:
        """Whether it holds, given the sign of every factor."""
        total = self.sign
        for factor, exponent in self.factors:
            total *= sign_of(factor) ** exponent
            if total == 0:
                break
        if self.relation == ">":
            return total > 0
        if self.relation == ">=":
            return total >= 0
        return (total == 0) == (self.relation == "==")

    def holds(self, point: Mapping[str, Fraction]) -> bool:
        """Whether it holds where every letter is a rational."""
        return self.truth(lambda factor: factor.sign(point))

    def at(self, values: Mapping[str, Fraction]) -> Condition:
        """The condition on the letters that are left once some have values."""
        if not self.factors:
            return self
        home = ring(tuple(dict.fromkeys(name for factor, _ in self.factors for name in factor.names)))
        product = home.constant(self.sign)
        for factor, exponent in self.factors:
            product = product * factor.function(home) ** exponent
        return condition(product.at(values), self.relation)

    @property
    def negation(self) -> Condition:
        """The condition that holds exactly where this one does not."""
        flip, relation = _NEGATED[self.relation]
        return Condition(relation, self.sign * flip if relation in (">", ">=") else 1, self.factors)

    @property
    def letters(self) -> frozenset[str]:
        """The letters that occur."""
        return frozenset(name for factor, _ in self.factors for name in factor.letters)

    @property
    def is_true(self) -> bool:
        """Whether it holds for all values by its form alone."""
        return not self.factors and self.truth(lambda _: 0)

    @property
    def is_false(self) -> bool:
        """Whether it fails for all values by its form alone."""
        return not self.factors and not self.truth(lambda _: 0)

    @property
    def weight(self) -> tuple[int, int, str]:
        """How complicated it is to read: total degree, then terms, then the text."""
        degree = sum(int(f.polynomial.total_degree()) for f, _ in self.factors)
        return degree, sum(len(f.polynomial) for f, _ in self.factors), "*".join(f.text for f, _ in self.factors)

    def __str__(self) -> str:
        from deterrence.algebra.conditions.inequalities import condition_text

        return condition_text(self)


Conjunction: TypeAlias = tuple[Condition, ...]

TRUE: Final = Condition(">", 1, ())
MANY_LETTERS: Final = 30


def _constant(truth: bool) -> Condition:
    # An empty product is 1: "1 > 0" is true, "-1 > 0" is false.
    return Condition(">", 1 if truth else -1, ())


def condition(function: RationalFunction, relation: str) -> Condition:
    """The condition ``function relation 0`` (relation one of ``< <= > >= == !=``), where the function has no pole.

    A quotient has the sign of numerator times denominator, so nothing is lost by multiplying out.
    """
    if relation in ("<", "<="):
        return condition(-function, {"<": ">", "<=": ">="}[relation])
    if function.is_zero:
        return _constant(relation in (">=", "=="))
    sign, above = signed_factors(function.numerator)
    sign_below, below = signed_factors(function.denominator)
    if relation in ("==", "!="):
        return _normal(relation, 1, dict.fromkeys(above, 1))
    exponents = dict(above)
    for factor, exponent in below.items():
        exponents[factor] = exponents.get(factor, 0) + exponent
    return _normal(relation, sign * sign_below, exponents)


def _normal(relation: str, sign: int, exponents: Mapping[Factor, int]) -> Condition:
    if not exponents:
        return _constant({">": sign > 0, ">=": sign > 0, "==": False, "!=": True}[relation])
    reduced = {f: 1 if relation in ("==", "!=") else (1 if e % 2 else 2) for f, e in exponents.items()}
    if relation == ">=" and sign > 0 and all(e == 2 for e in reduced.values()):
        return _constant(True)
    ordered = tuple(sorted(reduced.items(), key=lambda pair: (len(pair[0].text), pair[0].text)))
    return Condition(relation, sign, ordered)


def with_factors(original: Condition, sign: int, factors: Iterable[tuple[Factor, int]]) -> Condition:
    """The same relation asked of another product."""
    return _normal(original.relation, sign, dict(factors))


def signed_factors(polynomial: Any) -> tuple[int, dict[Factor, int]]:
    """The sign of the constant and the irreducible factors (with exponents) of a nonzero polynomial."""
    if polynomial.is_constant():
        return (1 if constant_term(polynomial) > 0 else -1), {}
    sign, factors = _signed_factors(polynomial.context().names(), str(polynomial), _Unhashed(polynomial))
    return sign, dict(factors)


class _Unhashed:
    """Carries a polynomial past the cache, whose key is its text."""

    def __init__(self, polynomial: Any) -> None:
        self.polynomial = polynomial

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Unhashed)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=65536)
def _signed_factors(names: tuple[str, ...], _: str, carried: _Unhashed) -> tuple[int, tuple[tuple[Factor, int], ...]]:
    polynomial = carried.polynomial
    if len(names) > MANY_LETTERS:  # which factoring takes long with, even where few of them occur
        own = ring(tuple(n for n, d in zip(names, polynomial.degrees(), strict=True) if d > 0))
        names, polynomial = own.names, moved(polynomial, own)
    constant, factors = primitive_factors(polynomial)
    return (1 if constant > 0 else -1), tuple((_factor(names, p), n) for p, n in factors)


def _factor(names: tuple[str, ...], polynomial: Any) -> Factor:
    home = ring(tuple(n for n, d in zip(names, polynomial.degrees(), strict=True) if d > 0))
    smaller = moved(polynomial, home)
    return Factor(home.names, str(smaller), smaller)


def cases(written: WrittenCondition, home: Ring, definitions: Mapping[str, Expression]) -> tuple[Conjunction, ...]:
    """A written condition as an "or" of conjunctions of polynomial conditions; `min` and `max` are split.

    Raises
    ------
    FormulaError
        When a side is not a rational function of the letters.
    """
    found: list[Conjunction] = []
    for conjunction in _cases(written, home, definitions, True):
        kept = tuple(dict.fromkeys(c for c in conjunction if not c.is_true))
        if not any(c.is_false for c in kept) and kept not in found:
            found.append(kept)
    return tuple(found)


def _cases(
    written: WrittenCondition, home: Ring, definitions: Mapping[str, Expression], wanted: bool
) -> list[Conjunction]:
    match written:
        case Not(part=part):
            return _cases(part, home, definitions, not wanted)
        case And(parts=parts) | Or(parts=parts):
            options = [_cases(part, home, definitions, wanted) for part in parts]
            if isinstance(written, And) == wanted:
                return [tuple(c for piece in choice for c in piece) for choice in _choices(options)]
            return [conjunction for option in options for conjunction in option]
        case Comparison(symbol=symbol, left=left, right=right):
            return _comparison(symbol if wanted else _OPPOSITE[symbol], left, right, home, definitions)
    raise TypeError(f"not a condition: {written!r}")


def _comparison(
    relation: str, left: Expression, right: Expression, home: Ring, definitions: Mapping[str, Expression]
) -> list[Conjunction]:
    found: list[Conjunction] = []
    for guards, difference in pieces(Operation("-", left, right), definitions):
        value = home.value(difference, definitions)
        conditions = [
            condition(home.value(low, definitions) - home.value(high, definitions), "<=") for low, high in guards
        ]
        conditions.append(condition(value, relation))
        if not value.denominator.is_constant():
            conditions.append(condition(home.polynomial(value.denominator), "!="))
        found.append(tuple(conditions))
    return found


Guards: TypeAlias = tuple[tuple[Expression, Expression], ...]
Piece: TypeAlias = tuple[Guards, Expression]


def pieces(expression: Expression, definitions: Mapping[str, Expression]) -> list[Piece]:
    """The expression without `min` and `max`: each piece with the pairs ``(low, high)``, low <= high, it holds under.

    Raises
    ------
    FormulaError
        When there would be too many pieces.
    """
    return _Splitting(definitions).pieces(expression)


def has_pieces(expression: Expression, definitions: Mapping[str, Expression]) -> bool:
    """Whether `min` or `max` occurs, in the expression or in a definition that it uses."""
    seen: set[str] = set()
    waiting: list[Expression] = [expression]
    while waiting:
        for part in walk(waiting.pop()):
            if isinstance(part, Call) and part.function in ("min", "max"):
                return True
            if isinstance(part, Name) and part.name in definitions and part.name not in seen:
                seen.add(part.name)
                waiting.append(definitions[part.name])
    return False


class _Splitting:
    """One splitting of an expression. Definitions are split once, and the pieces counted before they are made."""

    def __init__(self, definitions: Mapping[str, Expression]) -> None:
        self.definitions = definitions
        self.known: dict[str, list[Piece]] = {}

    def pieces(self, expression: Expression) -> list[Piece]:
        if isinstance(expression, Number) or not has_pieces(expression, self.definitions):
            return [((), expression)]
        match expression:
            case Name(name=name):
                if name not in self.known:
                    self.known[name] = self.pieces(self.definitions[name])
                return self.known[name]
            case Negative(operand=operand):
                return [(guards, Negative(inner)) for guards, inner in self.pieces(operand)]
            case Operation(symbol=symbol, left=left, right=right):
                sides = _choices([self.pieces(left), self.pieces(right)])
                return [(a + b, Operation(symbol, x, y)) for (a, x), (b, y) in sides]
            case Call(function="min" | "max" as function, arguments=arguments):
                return self._extreme(function, arguments)
            case Call(function=function, arguments=arguments):
                return [
                    (tuple(g for guards, _ in choice for g in guards), Call(function, tuple(x for _, x in choice)))
                    for choice in _choices([self.pieces(a) for a in arguments])
                ]
        raise TypeError(f"not an expression: {expression!r}")

    def _extreme(self, function: str, arguments: tuple[Expression, ...]) -> list[Piece]:
        found = []
        for choice in _choices([self.pieces(argument) for argument in arguments], len(arguments)):
            inherited = tuple(g for guards, _ in choice for g in guards)
            values = [value for _, value in choice]
            for chosen, value in enumerate(values):
                others = [v for i, v in enumerate(values) if i != chosen]
                order = tuple((value, other) if function == "min" else (other, value) for other in others)
                found.append((inherited + order, value))
        return found


_Option = TypeVar("_Option")


def _choices(options: Sequence[Sequence[_Option]], each: int = 1) -> list[tuple[_Option, ...]]:
    """All ways of taking one of each, if there are not too many (`each` cases a way)."""
    if prod(map(len, options)) * each > MAX_CASES:
        raise FormulaError(f"min, max, and, or split this into more than {MAX_CASES} cases")
    return list(product(*options))
