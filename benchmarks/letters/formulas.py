"""Formulas and conditions of statements and answers, at a point: read as Python's grammar, worked out in rationals.

Numbers, names, + - * / **, parentheses, min and max; comparisons, which may be chained, joined by and, or, not. Nothing
else is read, and nothing is executed.
"""

import ast
import itertools
import operator
from collections.abc import Mapping
from fractions import Fraction
from functools import cache

LONGEST = 20_000
ARITHMETIC = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
COMPARED = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


class NotAFormulaError(ValueError):
    """A text that is no formula, or a name in it without a value."""


@cache
def read(text):
    """The text as a syntax tree."""
    if len(text) > LONGEST:
        raise NotAFormulaError(f"a formula of {len(text)} characters is too long")
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, RecursionError, MemoryError, ValueError) as mistake:
        raise NotAFormulaError(f"not a formula: {text!r}") from mistake


def value(text: str, point: Mapping[str, Fraction]) -> Fraction:
    """The value of a formula; a ZeroDivisionError where it has none."""
    return _number(read(str(text)), point)


def holds(text: str, point: Mapping[str, Fraction]) -> bool:
    """Whether a condition holds."""
    return _truth(read(text), point)


def sides(text):
    """The two sides of each comparison in a condition, as texts."""
    found = []
    for node in ast.walk(read(text)):
        if isinstance(node, ast.Compare):
            terms = [node.left, *node.comparators]
            found += [(ast.unparse(a), ast.unparse(b)) for a, b in itertools.pairwise(terms)]
    return found


def names(text):
    """The names in a formula."""
    return {node.id for node in ast.walk(read(str(text))) if isinstance(node, ast.Name)} - {"min", "max"}


def _number(node, point):
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return Fraction(str(node.value))
    if isinstance(node, ast.Name):
        if node.id not in point:
            raise NotAFormulaError(f"{node.id} has no value")
        found = point[node.id]
        return found if isinstance(found, Fraction) else found(point)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        inner = _number(node.operand, point)
        return -inner if isinstance(node.op, ast.USub) else inner
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        exponent = _number(node.right, point)
        if exponent.denominator != 1 or not 0 <= exponent <= 64:
            raise NotAFormulaError(f"a power of {exponent}")
        return _number(node.left, point) ** int(exponent)
    if isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC:
        return ARITHMETIC[type(node.op)](_number(node.left, point), _number(node.right, point))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("min", "max"):
        numbers = [_number(argument, point) for argument in node.args]
        return min(numbers) if node.func.id == "min" else max(numbers)
    raise NotAFormulaError(f"not part of a formula: {ast.unparse(node)}")


def _truth(node, point):
    if isinstance(node, ast.BoolOp):
        parts = (_truth(part, point) for part in node.values)
        return all(parts) if isinstance(node.op, ast.And) else any(parts)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return not _truth(node.operand, point)
    if isinstance(node, ast.Compare):
        terms = [_number(term, point) for term in (node.left, *node.comparators)]
        return all(COMPARED[type(op)](a, b) for op, a, b in zip(node.ops, terms, terms[1:], strict=False))
    raise NotAFormulaError(f"not a condition: {ast.unparse(node)}")
