"""Numbers in texts that are computed and not written: `{= (1 - c)*E}` is what the formula is at given values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from deterrence.algebra.formulas.evaluate import Value, value_at
from deterrence.algebra.formulas.language import FormulaError, column_of_name, names_in, parse
from deterrence.games.parts.show import decimal

OPENS: Final = "{="
_COMPUTED: Final = re.compile(r"\{=([^{}]*)\}")


def computed(formula: str, values: Mapping[str, Value]) -> str:
    """What a formula is at the values of a game's letters and definitions, as a reader would write it.

    Raises
    ------
    FormulaError
        Where it cannot be read, names what the game does not have, or has no value.

    Examples
    --------
    >>> computed("(1 - c)*E", {"c": Fraction(3, 10), "E": Fraction(10)})
    '7'
    """
    expression = parse(formula)
    for name in names_in(expression):
        if name not in values:
            column = column_of_name(formula, name)
            raise FormulaError(f"'{name}' is no letter or definition that has a value here", column)
    value = value_at(expression, values)
    return decimal(value) if isinstance(value, Fraction) else f"{float(value):.4g}"


def filled(text: str, values: Mapping[str, Value]) -> str:
    """A text with its numbers computed.

    Raises
    ------
    FormulaError
        As above, with the column in the text.

    Examples
    --------
    >>> filled("Responding costs {= e - s}.", {"e": Fraction(3), "s": Fraction(1)})
    'Responding costs 2.'
    """

    def number(found: re.Match[str]) -> str:
        try:
            return computed(found[1], values)
        except FormulaError as mistake:
            raise FormulaError(mistake.message, found.start(1) + (mistake.column or 1)) from None

    return _COMPUTED.sub(number, text)
