"""What results share: a background once letters have values."""

from fractions import Fraction

from deterrence.algebra.region import fixed_background
from tests.solvers.forms import background


def test_assumptions_with_some_letters_fixed():
    """Options that fail at the values go, clauses that hold there go, the rest stays in the letters that are left."""
    where = background("abc", "a > b or c < 1", "a > 2 or b > c", "a < c", a=(0, 3), b=(0, 3), c=(0, None))
    left = fixed_background(where, {"a": Fraction(1), "b": Fraction(2)})
    assert left.ring.names == ("c",)
    assert dict(left.ranges) == {"c": (0, None)}
    assert left.clauses == background("c", "c < 1", "c < 2", "c > 1").clauses
    assert fixed_background(where, {"a": Fraction(3), "b": Fraction(2)}).clauses == background("c", "c > 3").clauses


def test_options_of_several_conditions_go_when_one_of_them_fails():
    where = background("ab", "a > 1 and b > 0 or b > 2")
    assert fixed_background(where, {"a": Fraction(0)}).clauses == background("b", "b > 2").clauses
