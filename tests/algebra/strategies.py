"""Random polynomials, quotients, conditions and points, small enough to be checked by brute force."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flint import fmpq
from hypothesis import strategies as st

from deterrence.algebra.conditions.conditions import condition
from deterrence.algebra.exact.rational import RationalFunction, Ring, ring
from deterrence.algebra.formulas.language import And, Call, Comparison, Name, Negative, Not, Number, Operation, Or

RELATIONS = ("<", "<=", ">", ">=", "==", "!=")

small_fractions = st.builds(Fraction, st.integers(-6, 6), st.integers(1, 4))


def points(names: tuple[str, ...]) -> st.SearchStrategy[dict[str, Fraction]]:
    """A rational for every letter; small ones, so that zeros and ties are met often."""
    return st.fixed_dictionaries(dict.fromkeys(names, small_fractions))


def polynomial(names: tuple[str, ...], terms: dict[tuple[int, ...], Fraction]) -> RationalFunction:
    """The polynomial with these terms."""
    home = ring(names)
    flint_terms = {m: fmpq(c.numerator, c.denominator) for m, c in terms.items()}
    return home.polynomial(home.context.from_dict(flint_terms))


@st.composite
def polynomials(draw: Any, names: tuple[str, ...], degree: int = 2, most: int = 4) -> RationalFunction:
    """A polynomial of a few terms, sometimes a product, so that factoring has something to find."""
    exponents = st.tuples(*[st.integers(0, degree) for _ in names])
    terms = st.dictionaries(exponents, st.builds(Fraction, st.integers(-4, 4), st.integers(1, 3)), max_size=most)
    found = polynomial(names, draw(terms))
    if draw(st.booleans()):
        found = found * polynomial(names, draw(terms))
    return found


@st.composite
def quotients(draw: Any, names: tuple[str, ...], degree: int = 2) -> RationalFunction:
    """A quotient of two polynomials."""
    numerator = draw(polynomials(names, degree, 3))
    denominator = draw(polynomials(names, degree, 3).filter(lambda p: not p.is_zero))
    return numerator / denominator


@st.composite
def conditions(draw: Any, names: tuple[str, ...], degree: int = 2) -> Any:
    """A condition on a polynomial."""
    return condition(draw(polynomials(names, degree)), draw(st.sampled_from(RELATIONS)))


def expressions(names: tuple[str, ...], functions: bool = False) -> st.SearchStrategy[Any]:
    """A formula of the language; with `min` and `max` where `functions` says so."""
    leaves = st.one_of(st.builds(Number, small_fractions), st.sampled_from([Name(name) for name in names]))

    def grown(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        kinds = [
            st.builds(Operation, st.sampled_from("+-*/"), parts, parts),
            st.builds(Negative, parts),
            st.builds(Operation, st.just("**"), parts, st.builds(lambda n: Number(Fraction(n)), st.integers(0, 3))),
        ]
        if functions:
            several = st.lists(parts, min_size=1, max_size=3).map(tuple)
            kinds.append(st.builds(Call, st.sampled_from(["min", "max"]), several))
        return st.one_of(kinds)

    return st.recursive(leaves, grown, max_leaves=7)


def written_conditions(names: tuple[str, ...]) -> st.SearchStrategy[Any]:
    """A condition of the language, with `and`, `or`, `not`, `min` and `max`."""
    comparisons = st.builds(
        Comparison, st.sampled_from(RELATIONS), expressions(names, functions=True), expressions(names, functions=True)
    )

    def grown(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        several = st.lists(parts, min_size=1, max_size=3).map(tuple)
        return st.one_of(st.builds(And, several), st.builds(Or, several), st.builds(Not, parts))

    return st.recursive(comparisons, grown, max_leaves=4)


def value_of(expression: Any, point: dict[str, Fraction]) -> Fraction:
    """What a formula is at a point, by the book. Raises ZeroDivisionError at a pole."""
    match expression:
        case Number(value=value):
            return value
        case Name(name=name):
            return point[name]
        case Negative(operand=operand):
            return -value_of(operand, point)
        case Operation(symbol=symbol, left=left, right=right):
            a, b = value_of(left, point), value_of(right, point)
            if symbol == "**":
                return a ** int(b)
            return {"+": lambda: a + b, "-": lambda: a - b, "*": lambda: a * b, "/": lambda: a / b}[symbol]()
        case Call(function=function, arguments=arguments):
            return {"min": min, "max": max}[function](value_of(x, point) for x in arguments)
    raise TypeError(expression)


def truth_of(written: Any, point: dict[str, Fraction]) -> bool:
    """Whether a written condition holds at a point, by the book."""
    match written:
        case And(parts=parts) | Or(parts=parts):
            # Every part is looked at, so that a pole in any of them is met.
            truths = [truth_of(part, point) for part in parts]
            return all(truths) if isinstance(written, And) else any(truths)
        case Not(part=part):
            return not truth_of(part, point)
    return related(value_of(written.left, point), written.symbol, value_of(written.right, point))


def related(a: Fraction, relation: str, b: Fraction) -> bool:
    """Whether ``a relation b``."""
    return {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b, "==": a == b, "!=": a != b}[relation]


def home(names: tuple[str, ...]) -> Ring:
    """The ring of these letters."""
    return ring(names)
