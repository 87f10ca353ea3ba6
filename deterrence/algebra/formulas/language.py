"""The formula language in one place: what formulas are made of, how they are read, and how they are written.

The parts: `expressions.py` (formulas as data), `parser.py` (text to formula) and `given.py` (whatever a caller hands
over).
"""

from deterrence.algebra.formulas.expressions import (
    FUNCTIONS,
    And,
    Call,
    Comparison,
    Condition,
    Expression,
    FormulaError,
    Name,
    Negative,
    Not,
    Number,
    Operation,
    Or,
    names_in,
    substitute,
    text_of,
    walk,
)
from deterrence.algebra.formulas.given import as_condition, as_expression, as_fraction, given_values, whole_number
from deterrence.algebra.formulas.parser import column_of_name, is_name, parse, parse_condition, why_not_a_name

__all__ = [
    "FUNCTIONS",
    "And",
    "Call",
    "Comparison",
    "Condition",
    "Expression",
    "FormulaError",
    "Name",
    "Negative",
    "Not",
    "Number",
    "Operation",
    "Or",
    "as_condition",
    "as_expression",
    "as_fraction",
    "column_of_name",
    "given_values",
    "is_name",
    "names_in",
    "parse",
    "parse_condition",
    "substitute",
    "text_of",
    "walk",
    "whole_number",
    "why_not_a_name",
]
