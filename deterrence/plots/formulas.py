"""Formulas as they are printed in a picture: real minus signs, dots for products, raised exponents."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from deterrence.algebra.exact.roots import rational
from deterrence.algebra.formulas.expressions import Expression, FormulaError
from deterrence.algebra.formulas.greek import greek
from deterrence.algebra.formulas.language import names_in, text_of
from deterrence.algebra.values.value import is_exact
from deterrence.games.parts.show import decimal
from deterrence.plots.mathematics import RAISED, SIGNS


def printed(formula: str) -> str:
    """A formula of the model language as a picture shows it, Greek letters in Greek.

    Examples
    --------
    >>> printed("(1 - c)*L**2 >= -w_R")
    '(1 − c)·L² ≥ −w_R'
    """
    raised = re.sub(r"\*\*(\d+)", lambda found: found[1].translate(RAISED), formula)
    return greek(re.sub(r">=|<=|!=|-|\*", lambda found: SIGNS[found[0]], raised))


def number_text(value: Any, most: int = 9) -> str:
    """A number as short as it can be told: exact where that is short, else to four digits.

    Examples
    --------
    >>> from fractions import Fraction
    >>> number_text(Fraction(1, 3)), number_text(Fraction(123456, 654321)), number_text(0.25)
    ('1/3', '≈ 0.1887', '0.25')
    """
    if not is_exact(value):
        return printed(f"{float(value):.4g}")
    fraction = rational(value)
    exact = str(value) if fraction is None else decimal(fraction)
    return printed(exact) if len(exact) <= most else printed(f"≈ {float(value):.4g}")


def formula_with_value(formula: Expression, point: Mapping[str, Any] | None) -> str:
    """`(1 − c)·G = 2`: a formula, and what it comes to where values are given and it is not a number already."""
    from deterrence.algebra.formulas.evaluate import value_at

    words = printed(text_of(formula))
    if point is None and names_in(formula):
        return words
    try:
        if not names_in(formula):  # `1 + 2` is 3, whatever the values
            return number_text(value_at(formula, {}))
        assert point is not None
        value = number_text(value_at(formula, point))
    except FormulaError:
        return words
    if words == value:
        return words
    return f"{words} {value}" if value.startswith("≈") else f"{words} = {value}"
