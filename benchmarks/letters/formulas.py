"""Formulas and conditions of statements and answers, at a point: read as Python's grammar, worked out in rationals.

Numbers, names, + - * / **, parentheses, min, max and sqrt; comparisons, which may be chained, joined by and, or, not.
Nothing else is read, and nothing is executed. A square root that is no fraction is taken to sixty digits.
"""

import ast
import itertools
import keyword
import math
import operator
import re
from collections.abc import Mapping
from fractions import Fraction
from functools import cache

LONGEST = 20_000
WORD = re.compile(r"\b[A-Za-z_]\w*")
MARK = "letter_called_"
FUNCTIONS = ("min", "max", "sqrt")
FINE = 10**60
DIGITS = 10**30
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
        body = ast.parse(WORD.sub(_plain, text.strip()), mode="eval").body
    except (SyntaxError, RecursionError, MemoryError, ValueError) as mistake:
        raise NotAFormulaError(f"not a formula: {text!r}") from mistake
    for node in ast.walk(body):
        if isinstance(node, ast.Name):
            node.id = node.id.removeprefix(MARK)
    return body


def _plain(word):
    """A word of Python's, such as `lambda`, that is a letter here, as a name that Python reads."""
    return MARK + word[0] if keyword.iskeyword(word[0]) and word[0] not in ("and", "or", "not") else word[0]


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
    return {node.id for node in ast.walk(read(str(text))) if isinstance(node, ast.Name)} - set(FUNCTIONS)


def arithmetic(node, letters, statement, constant):
    """A formula of a statement in a program's own terms: `letters` by name, and `constant` of a number's text."""

    def made(node):
        if isinstance(node, ast.Constant):
            return constant(str(node.value))
        if isinstance(node, ast.Name):
            return letters[node.id] if node.id in letters else made(read(statement["definitions"][node.id]))
        if isinstance(node, ast.UnaryOp):
            return -made(node.operand) if isinstance(node.op, ast.USub) else made(node.operand)
        if isinstance(node, ast.BinOp):
            left, right = made(node.left), made(node.right)
            return {
                ast.Add: lambda: left + right,
                ast.Sub: lambda: left - right,
                ast.Mult: lambda: left * right,
                ast.Div: lambda: left / right,
                ast.Pow: lambda: left**right,
            }[type(node.op)]()
        raise NotAFormulaError(f"not arithmetic: {ast.unparse(node)}")

    return made(node)


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
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS:
        numbers = [_number(argument, point) for argument in node.args]
        if node.func.id == "sqrt" and len(numbers) != 1:
            raise NotAFormulaError(f"a root of {len(numbers)} numbers")
        return square_root(*numbers) if node.func.id == "sqrt" else {"min": min, "max": max}[node.func.id](numbers)
    raise NotAFormulaError(f"not part of a formula: {ast.unparse(node)}")


def square_root(number: Fraction) -> Fraction:
    """The root of a number, exactly where it is a fraction, otherwise rounded down at the sixtieth digit."""
    if number < 0:
        raise ZeroDivisionError(f"no square root of {number}")
    top, bottom = math.isqrt(number.numerator), math.isqrt(number.denominator)
    if (top * top, bottom * bottom) == (number.numerator, number.denominator):
        return Fraction(top, bottom)
    return Fraction(math.isqrt(number.numerator * FINE**2 // number.denominator), FINE)


def rounded(number: Fraction) -> Fraction:
    """To thirty digits, to which what is chosen and where types are divided is compared: a root is not known to all."""
    return Fraction(round(number * DIGITS), DIGITS)


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
