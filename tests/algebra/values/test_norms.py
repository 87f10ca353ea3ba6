"""Where algebraic functions vanish, turn and agree, against square roots known by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from deterrence.algebra.conditions.conditions import signed_factors
from deterrence.algebra.conditions.line import factor_roots
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.exact.roots import real_roots
from deterrence.algebra.formulas.language import parse
from deterrence.algebra.values.algebraic import AlgebraicFunction, Branch
from deterrence.algebra.values.norms import agreement, as_formula, critical, norm, order_at, value_at

HOME = ring(("c", "u"))
HALF = Fraction(1, 2)


def branch(index: int, square: str = "c") -> Branch:
    """The lower (0) or upper (1) square root."""
    [factor] = signed_factors(HOME.value(parse(f"u*u - ({square})")).numerator)[1]
    return Branch(factor, "c", "u", index, HALF)


def of_root(formula: str, index: int = 1, square: str = "c") -> AlgebraicFunction:
    return AlgebraicFunction(HOME.value(parse(formula)), branch(index, square))


def zeros(polynomial: object) -> list[float]:
    return sorted(float(root) for factor in signed_factors(polynomial)[1] for root in factor_roots(factor))


def test_a_norm_vanishes_where_the_function_does() -> None:
    assert zeros(norm(HOME.value(parse("1 - 2*u")), branch(1))) == [0.25]


def test_a_function_turns_only_at_zeros_of_its_critical_polynomials() -> None:
    """sqrt(c) - c turns where 2*sqrt(c) = 1."""
    assert 0.25 in [zero for p in critical(of_root("u - c"), "c") if not p.is_zero() for zero in zeros(p)]


@pytest.mark.parametrize(
    ("one", "other", "places"),
    [
        (of_root("u"), of_root("1 - u"), [0.25]),
        (of_root("u"), ring(("c",)).value(parse("c")), [0.0, 1.0]),
        (of_root("u"), of_root("u", 0), [0.0]),
        (of_root("1 - u"), of_root("u", 1, "c + 1/4"), [9 / 64]),
        (of_root("u"), as_formula(real_roots([-2, 0, 1])[1], "c"), [2.0]),
    ],
)
def test_functions_agree_only_at_zeros_of_a_polynomial(one: object, other: object, places: list[float]) -> None:
    assert zeros(agreement(one, other)) == pytest.approx(places)


def test_two_functions_are_ordered_exactly_and_at_irrational_places_from_near() -> None:
    upper, line = of_root("u"), ring(("c",)).value(parse("c"))
    assert [order_at(upper, line, "c", Fraction(n, 4)) for n in (1, 4, 9)] == [1, 0, -1]
    root = real_roots([-1, 0, 2])[1]  # sqrt(1/2), whose own root is greater
    assert order_at(upper, line, "c", root) == 1
    assert order_at(upper, of_root("u"), "c", root) == 0
    assert float(value_at(upper, "c", root)) == pytest.approx(0.5**0.25, abs=1e-14)
