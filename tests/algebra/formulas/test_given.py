"""Numbers as people give them."""

from fractions import Fraction

import pytest

from deterrence.algebra.formulas.expressions import FormulaError
from deterrence.algebra.formulas.given import MOST_BITS, as_fraction


def test_numbers_that_are_too_long_above_or_below_the_line_are_refused():
    most = 2**MOST_BITS - 1
    assert as_fraction(most) == most
    assert as_fraction(Fraction(1, most)) == Fraction(1, most)
    for number in (most + 1, -most - 1, Fraction(1, most + 1)):
        with pytest.raises(FormulaError, match="at most"):
            as_fraction(number)
