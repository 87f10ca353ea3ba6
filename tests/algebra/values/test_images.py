"""Functions of irrational algebraic numbers, against floats and against identities."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence.algebra.exact.rational import ring
from deterrence.algebra.exact.roots import RealRoot, real_roots
from deterrence.algebra.formulas.language import parse
from deterrence.algebra.values.images import image

T = ring(("t",))
QUINTIC = [-1, -1, 0, 0, 0, 1]  # t**5 - t - 1, not solvable in radicals


@pytest.mark.parametrize("polynomial", [[-2, 0, 1], [1, -3, 0, 1], QUINTIC])
@pytest.mark.parametrize("text", ["t", "-t", "t**2 - t", "(t - 1)/(t**2 + 1)", "1/t", "3/2", "t**3 - 5*t/7 + 2"])
def test_images_are_where_floats_say(polynomial, text):
    function = T.value(parse(text))
    for root in real_roots(polynomial):
        at = float(root)
        below = 1 if function.denominator.is_constant() else None
        value = float(image(function, root))
        expected = eval_at(function.numerator, at) / (below or eval_at(function.denominator, at))
        assert value == pytest.approx(expected, rel=1e-9)


def eval_at(polynomial, value):
    return sum(float(Fraction(int(c.p), int(c.q))) * value ** int(e[0]) for e, c in polynomial.to_dict().items())


def test_rational_images_are_fractions():
    root = real_roots([-2, 0, 1])[1]
    assert image(T.value(parse("t**2 + 1")), root) == 3
    assert isinstance(image(T.value(parse("t + 1")), root), RealRoot)


@settings(max_examples=6)
@given(st.integers(-5, 5), st.integers(1, 5), st.integers(-5, 5))
def test_the_image_of_the_inverse_is_the_root(a, b, c):
    """With s = a + b t, t = (s - a)/b."""
    root = real_roots([c * c * -1 - 1, 0, 0, 1])[0]
    if not isinstance(root, RealRoot):
        return
    there = image(T.value(parse(f"({a}) + {b}*t")), root)
    assert isinstance(there, RealRoot)
    assert image(T.value(parse(f"(t - ({a}))/{b}")), there) == root


def test_two_letters_are_refused():
    with pytest.raises(ValueError, match="more than one letter"):
        image(ring(("s", "t")).value(parse("s + t")), real_roots([-2, 0, 1])[1])
