"""Real algebraic numbers: found, ordered, compared and written exactly; against sympy and by brute force."""

from __future__ import annotations

import pickle
from fractions import Fraction
from itertools import pairwise

import pytest
import sympy
from flint import fmpq_poly
from hypothesis import given
from hypothesis import strategies as st

from deterrence.algebra.exact.roots import RealRoot, floor_of, real_roots, sign_at, simplest_between
from tests.algebra.strategies import small_fractions

integers = st.integers(-9, 9)
coefficient_lists = st.lists(integers, min_size=1, max_size=7)
X = sympy.Symbol("x")


def sympy_poly(coefficients: list[int]) -> sympy.Poly:
    return sympy.Poly(list(reversed(coefficients)), X, domain="QQ")


def times(*polynomials: list[int]) -> list[int]:
    product = [1]
    for p in polynomials:
        result = [0] * (len(product) + len(p) - 1)
        for i, a in enumerate(product):
            for j, b in enumerate(p):
                result[i + j] += a * b
        product = result
    return product


def roots_of(*polynomials: list[int]) -> tuple:
    return real_roots(times(*polynomials))


@given(coefficient_lists, coefficient_lists)
def test_all_distinct_real_roots_are_found_in_order(a, b):
    product = times(a, b)
    found = real_roots(product)
    poly = sympy_poly(product)
    expected = 0 if poly.degree() < 1 else poly.count_roots()
    assert len(found) == expected
    assert all(x < y for x, y in pairwise(found))
    for root in found:
        assert sign_at(fmpq_poly(product), root) == 0
        assert abs(sympy.N(poly.as_expr().subs(X, root.sympy() if isinstance(root, RealRoot) else root), 30)) < 1e-20


@given(st.lists(integers, min_size=3, max_size=6), small_fractions)
def test_a_root_and_a_rational_compare_as_numbers(coefficients, number):
    for root in real_roots(coefficients):
        if isinstance(root, Fraction):
            continue
        below, above = root.refined(Fraction(1, 10**9))
        if not below < number < above:
            assert (root < number) == (above <= number)
            assert (number < root) == (number <= below)
        assert (root > number) != (root < number)
        assert root != number
        assert root.side_of(number) == (1 if root > number else -1)
        # What was asked of the root has not moved it.
        assert root.refined(Fraction(1, 10**12))[0] >= below


@given(coefficient_lists, coefficient_lists)
def test_the_sign_of_one_polynomial_at_the_roots_of_another(a, b):
    for root in real_roots(a):
        value = sympy_poly(b).as_expr().subs(X, root.sympy() if isinstance(root, RealRoot) else sympy.Rational(root))
        number = sympy.N(value, 40)
        sign = sign_at(fmpq_poly(b), root)
        assert sign == (0 if abs(number) < 1e-30 else int(sympy.sign(number)))


def test_signs_at_places_close_together():
    # x**2 - 2 and x**2 - 2 - 1/10**40: no float can tell their roots apart.
    close = 10**40
    (_, root), (_, other) = real_roots([-2, 0, 1]), real_roots([-2 * close - 1, 0, close])
    assert root < other
    assert sign_at(fmpq_poly([-2 * close - 1, 0, close]), root) == -1
    assert sign_at(fmpq_poly([-2, 0, 1]), other) == 1
    assert sign_at(fmpq_poly([4, 0, -4, 0, 1]), root) == 0
    assert root < simplest_between(root, other) < other


def test_roots_that_nearly_meet_are_kept_apart():
    # Mignotte's polynomial x**n - 2*(a*x - 1)**2 has two roots within a**(-(n + 2)/2) or so.
    a, n = 1000, 9
    coefficients = [-2, 4 * a, -2 * a * a] + [0] * (n - 3) + [1]
    found = real_roots(coefficients)
    assert len(found) == len(sympy_poly(coefficients).intervals())
    assert all(x < y for x, y in pairwise(found))
    for left, right in pairwise(found):
        between = simplest_between(left, right)
        assert left < between < right


def test_a_multiple_root_is_one_root():
    assert roots_of([-1, 2], [-1, 2], [-2, 0, 1], [-2, 0, 1]) == (
        real_roots([-2, 0, 1])[0],
        Fraction(1, 2),
        real_roots([-2, 0, 1])[1],
    )


@pytest.mark.parametrize("constant", [[], [0], [5], [0, 0, 0]])
def test_constants_have_no_roots(constant):
    assert real_roots(constant) == ()


def test_sixty_octics_at_once():
    import random

    source = random.Random(3)
    for _ in range(60):
        coefficients = [source.randrange(-99, 100) for _ in range(8)] + [1]
        assert len(real_roots(coefficients)) == sympy_poly(coefficients).count_roots()


@given(st.lists(integers, min_size=2, max_size=5), st.lists(integers, min_size=2, max_size=5))
def test_something_simple_lies_between(a, b):
    places = sorted({*real_roots(a), *real_roots(b)})
    for low, high in pairwise(places):
        between = simplest_between(low, high)
        assert low < between < high
    if places:
        assert simplest_between(None, places[0]) < places[0]
        assert simplest_between(places[-1], None) > places[-1]


@given(small_fractions, small_fractions)
def test_nothing_simpler_lies_between_two_positive_rationals(a, b):
    low, high = sorted([abs(a), abs(b)])
    if low == high:
        with pytest.raises(ValueError, match="nothing lies"):
            simplest_between(low, high)
        return
    found = simplest_between(low, high)
    assert low < found < high
    for denominator in range(1, found.denominator):
        candidate = Fraction(int(low * denominator) + 1, denominator)
        assert not low < candidate < high


@given(st.lists(integers, min_size=2, max_size=6))
def test_the_floor_of_a_root(coefficients):
    for root in real_roots(coefficients):
        whole = floor_of(root)
        assert whole <= root
        assert root < whole + 1


@given(st.lists(integers, min_size=2, max_size=6))
def test_floats_and_sympy_are_the_same_number(coefficients):
    for root in real_roots(coefficients):
        if isinstance(root, RealRoot):
            exact = sympy.N(root.sympy(), 40)
            low, high = (sympy.Rational(end) for end in root.refined(Fraction(1, 10**30)))
            slack = sympy.Rational(1, 10**29)
            assert low - slack < exact < high + slack
            assert float(root) == pytest.approx(float(exact), rel=1e-15, abs=1e-300)


@given(st.integers(-50, 50), st.integers(-50, 50), st.integers(1, 50))
def test_a_quadratic_root_is_written_so_that_it_reads_back(c, b, a):
    for root in real_roots([c, b, a]):
        if isinstance(root, RealRoot):
            left, _, right = str(root).rpartition("sqrt(")
            number = (left + right.replace(")", "**0.5", 1)).strip()
            total = _plain_value(number)
            assert total == pytest.approx(float(root), rel=1e-9, abs=1e-9)


def _plain_value(text: str) -> float:
    """``p +- q*n**0.5/d`` by hand."""
    rational, sign, surd = 0.0, 1, text
    for mark in (" + ", " - "):
        if mark in text:
            first, surd = text.split(mark)
            rational, sign = float(Fraction(first)), 1 if mark == " + " else -1
    if surd.startswith("-"):
        sign, surd = -sign, surd[1:]
    front, _, back = surd.rpartition("**0.5")
    factor, _, inside = front.rpartition("*")
    over = float(back[1:]) if back else 1.0
    return rational + sign * float(factor or 1) * float(inside) ** 0.5 / over


def test_a_number_close_to_a_simple_one_is_not_taken_for_it():
    n = 10**20
    (_, root) = real_roots([-(n * n) - 1, 0, n * n])  # sqrt(1 + 1e-40)
    assert root > 1
    assert root.sympy() > 1
    assert sympy.simplify(root.sympy() ** 2 - 1 - sympy.Rational(1, n * n)) == 0
    (_, other) = real_roots([-1, -n, n * n])
    assert sympy.expand(n * n * other.sympy() ** 2 - n * other.sympy() - 1) == 0


def test_how_roots_are_written():
    assert [str(r) for r in real_roots([-8, 0, 1])] == ["-2*sqrt(2)", "2*sqrt(2)"]
    assert [str(r) for r in real_roots([-1, -1, 1])] == ["1/2 - sqrt(5)/2", "1/2 + sqrt(5)/2"]
    (root,) = real_roots([-1, -1, 0, 1])
    assert str(root) == "root 1 of x**3 - x - 1 (about 1.32472)"
    assert str(Fraction(1, 3)) == "1/3"
    assert root.sympy() == sympy.CRootOf(X**3 - X - 1, 0)


@given(st.lists(integers, min_size=3, max_size=6))
def test_pickling_keeps_the_number(coefficients):
    for root in real_roots(coefficients):
        twin = pickle.loads(pickle.dumps(root))
        assert twin == root
        assert hash(twin) == hash(root)
        assert not twin < root
        assert not root < twin


def test_equal_numbers_are_one_in_a_set():
    assert len({*real_roots([-2, 0, 1]), *real_roots([-4, 0, 2]), *roots_of([-2, 0, 1], [-3, 1])}) == 3


@pytest.mark.parametrize("bits", [60, 350, 700])
def test_roots_that_almost_coincide_are_isolated(bits):
    """The roots of (3*x - 1)**2 = 2/4**bits: flint's balls of some such quadratics do not shrink with the precision."""
    scale = 4**bits
    low, high = real_roots([scale - 2, -6 * scale, 9 * scale])
    third = Fraction(1, 3)
    assert low < third < high
    assert high.refined(Fraction(1, 8**bits))[1] - low.refined(Fraction(1, 8**bits))[0] < Fraction(1, 2**bits)
    assert real_roots([scale + 2, -6 * scale, 9 * scale]) == ()
