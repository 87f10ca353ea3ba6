"""Text to formula: numbers, names, `+ - * / **`, `min max sqrt exp log`, comparisons, `and or not`.

Nothing is ever evaluated by Python.  A formula is read in three steps:

1. `_tokens` cuts the text into numbers, names and signs and refuses everything else, so that quotes, dots, brackets
   and colons never get further; it bounds the length, the literals, the nesting and the number of parts.
2. `ast.parse` is given the *shape* only, every name replaced by as many `x` and every number by as many `1`.  It sees
   no keyword (a parameter may be called `lambda`), no huge literal and no name, and its columns are the text's own.
3. `_Reader` walks the whitelisted nodes and takes names and numbers back from the text, the numbers as exact decimals.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from deterrence.algebra.formulas.expressions import (
    FUNCTIONS,
    WORDS,
    And,
    Call,
    Comparison,
    Condition,
    Expression,
    FormulaError,
    Name,
    Not,
    Number,
    Or,
    combine,
    join,
    negate,
)
from deterrence.algebra.formulas.spelling import greek_name, of_character, of_function, of_word

LONGEST_TEXT = 2000
LONGEST_LITERAL = 40
LONGEST_EXPONENT = 2
DEEPEST_NESTING = 40
MOST_NODES = 500
HIGHEST_POWER = 12


def parse(text: str) -> Expression:
    """A formula, read.

    Parameters
    ----------
    text
        For example `"(e - l)/(e + s)"`.

    Raises
    ------
    FormulaError
        For whatever is not in the formula language; with the column where it was found.

    Examples
    --------
    >>> parse("1 - c")
    Operation(symbol='-', left=Number(value=Fraction(1, 1)), right=Name(name='c'))
    >>> parse("g +")
    Traceback (most recent call last):
        ...
    deterrence.algebra.formulas.expressions.FormulaError: ...
    """
    return _read(text, False)  # type: ignore[return-value]


def parse_condition(text: str) -> Condition:
    """A condition, read: comparisons, chained if you like, joined by `and`, `or`, `not`.

    Examples
    --------
    >>> print(parse_condition("e > l > 0 or not c == 1"))
    e > l > 0 or not c == 1
    """
    return _read(text, True)  # type: ignore[return-value]


def _read(text: str, is_condition: bool) -> Expression | Condition:
    if not isinstance(text, str):
        raise FormulaError(f"expected the text of a formula, not {type(text).__name__}")
    if len(text) > LONGEST_TEXT:
        raise FormulaError(f"a formula has at most {LONGEST_TEXT:,} characters; this one has {len(text):,}")
    return _read_bounded(text, is_condition)


@lru_cache(maxsize=4096)
def _read_bounded(text: str, is_condition: bool) -> Expression | Condition:
    try:
        shape = _shape(text, _tokens(text))
        reader = _Reader(text)
        return reader.condition(shape, 1) if is_condition else reader.expression(shape, 1)
    except FormulaError as mistake:
        raise FormulaError(mistake.message, mistake.column, text) from None


# --- step 1: tokens -----------------------------------------------------------------------------------------------

_TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<sign>\*\*|<=|>=|==|!=|[-+*/<>(),])"
    r"|(?P<space>[ \t\r\n]+)"
)
_NUMBER_PARTS = re.compile(r"[0-9.]+(?:[eE][+-]?([0-9]+))?")
_COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")
_BETWEEN = ("+", "-", "*", "/", "**", *_COMPARISONS, "and", "or", ",")


class _Token(NamedTuple):
    kind: str
    text: str
    start: int

    @property
    def column(self) -> int:
        return self.start + 1


def _tokens(text: str) -> list[_Token]:
    """The tokens, with every bound checked and operands and operators known to alternate."""
    tokens: list[_Token] = []
    at, nodes = 0, 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise FormulaError(of_character(text, at), at + 1)
        at, kind, word = found.end(), str(found.lastgroup), found.group()
        if kind == "space":
            continue
        if kind == "number":
            _check_literal(word, found.start())
        nodes += word not in "(),"
        if nodes > MOST_NODES:
            raise FormulaError(f"a formula has at most {MOST_NODES} parts", found.start() + 1)
        tokens.append(_Token(kind, word, found.start()))
    if not tokens:
        raise FormulaError("the formula is empty")
    _check_order(tokens, len(text))
    return tokens


def _check_literal(word: str, start: int) -> None:
    if len(word) > LONGEST_LITERAL:
        raise FormulaError(f"a number has at most {LONGEST_LITERAL} characters; this one has {len(word)}", start + 1)
    parts = _NUMBER_PARTS.fullmatch(word)
    if parts and parts[1] and len(parts[1]) > LONGEST_EXPONENT:
        raise FormulaError(f"the exponent of a number has at most two digits, not as in {word}", start + 1)


def _check_order(tokens: Sequence[_Token], length: int) -> None:
    """Operand and operator in turn, parentheses closed and not too deep, commas only in a call."""
    order = _Order()
    for token in tokens:
        order.take(token)
    order.finish(length)


class _Order:
    """Where in a formula a reader is: what may come next, and which parentheses are open."""

    def __init__(self) -> None:
        self.operand_next = True
        self.open: list[tuple[_Token, bool]] = []  # each '(' and whether it belongs to a function
        self.before: _Token | None = None
        self.compared = False

    def take(self, token: _Token) -> None:
        after_function = self.before is not None and self.before.text in FUNCTIONS
        if after_function and token.text != "(":
            assert self.before is not None
            raise _function_alone(self.before)
        if self.operand_next:
            self.take_operand(token, after_function)
        else:
            self.take_operator(token)
        self.before = token

    def take_operand(self, token: _Token, after_function: bool) -> None:
        if token.text == "(":
            self.open.append((token, after_function))
            if len(self.open) > DEEPEST_NESTING:
                raise FormulaError(f"a formula is nested at most {DEEPEST_NESTING} levels deep", token.column)
        elif token.text in FUNCTIONS or token.text in ("-", "+", "not"):
            pass
        elif token.kind == "sign" or token.text in WORDS:
            unequal = token.text == ">" and self.before is not None and self.before.text == "<"
            hint = ": 'not equal' is written !=" if unequal else ""
            raise FormulaError(f"expected a number, a name or '(' but found '{token.text}'{hint}", token.column)
        else:
            self.operand_next = False

    def take_operator(self, token: _Token) -> None:
        if token.text == ")":
            if not self.open:
                raise FormulaError("')' closes no '('", token.column)
            self.open.pop()
        elif token.text == "," and not (self.open and self.open[-1][1]):
            raise self.stray_comma(token)
        elif token.text in _BETWEEN:
            self.operand_next = True
            self.compared = self.compared or token.text in _COMPARISONS
        else:
            raise _missing_operator(self.before, token)

    def stray_comma(self, token: _Token) -> FormulaError:
        message = "a comma stands only between the arguments of a function such as min"
        if self.compared:
            message += "; conditions are joined by and, or are separate items of the list"
        elif self.before is not None and self.before.kind == "number":
            message += "; the decimal point is '.'"
        return FormulaError(message, token.column)

    def finish(self, length: int) -> None:
        if self.before is not None and self.before.text in FUNCTIONS:
            raise _function_alone(self.before)
        if self.operand_next:
            raise FormulaError("the formula ends where a number, a name or '(' is expected", length + 1)
        if self.open:
            raise FormulaError("'(' is never closed", self.open[-1][0].column)


def _function_alone(token: _Token) -> FormulaError:
    return FormulaError(f"{token.text} is a function: write {token.text}(...)", token.column)


def _missing_operator(before: _Token | None, token: _Token) -> FormulaError:
    assert before is not None
    left, right = before.text, token.text
    if right == "(" and before.kind == "name":
        return FormulaError(of_function(left, FUNCTIONS), token.column)
    if before.kind == "number" and token.kind == "name" and before.start + len(left) == token.start:
        message = f"'{left}{right}' is neither a number nor a name; to multiply write {left}*{right}"
    else:
        message = of_word(left, right)
    return FormulaError(message, token.column)


# --- step 2: the shape, by Python's own parser --------------------------------------------------------------------


def _shape(text: str, tokens: Sequence[_Token]) -> ast.expr:
    """The syntax tree of the text with its names and numbers blanked out, shifted right by one column."""
    canvas = [" "] * len(text)
    for kind, word, start in tokens:
        blank = word
        if kind == "number":
            blank = "1" * len(word)
        elif kind == "name" and word not in WORDS:
            blank = "x" * len(word)
        canvas[start : start + len(word)] = blank
    try:
        return ast.parse("(" + "".join(canvas) + ")", mode="eval").body
    except SyntaxError as mistake:
        column = min(max((mistake.offset or 2) - 1, 1), len(text) + 1)
        raise FormulaError("not a formula: something is out of place here", column) from None
    except (RecursionError, MemoryError):
        raise FormulaError(f"a formula is nested at most {DEEPEST_NESTING} levels deep") from None


# --- step 3: expressions ------------------------------------------------------------------------------------------

_ARITHMETIC: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
_SUMS, _PRODUCTS = ("+", "-"), ("*", "/")
_COMPARED: dict[type[ast.cmpop], str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip


class _Reader:
    """From whitelisted syntax nodes to expressions; names and numbers come from the text.

    `level` counts nesting as a reader of the formula would: the terms of one sum, or the factors of one product, are
    on the same level.
    """

    def __init__(self, text: str) -> None:
        self.text = text

    def word(self, node: ast.expr) -> str:
        assert node.end_col_offset is not None
        return self.text[node.col_offset - 1 : node.end_col_offset - 1]

    def check_level(self, node: ast.expr, level: int) -> None:
        if level > DEEPEST_NESTING:
            raise FormulaError(f"a formula is nested at most {DEEPEST_NESTING} levels deep", node.col_offset)

    def expression(self, node: ast.expr, level: int) -> Expression:
        self.check_level(node, level)
        match node:
            case ast.Constant():
                return Number(Fraction(self.word(node)))
            case ast.Name():
                return Name(self.word(node))
            case ast.BinOp():
                return self.operation(node, level)
            case ast.UnaryOp(op=ast.USub()):
                return negate(self.expression(node.operand, level + 1))
            case ast.UnaryOp(op=ast.UAdd()):
                return self.expression(node.operand, level + 1)
            case ast.Call(func=ast.Name() as function, keywords=[]):
                return self.call(function, node.args, level)
            case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
                raise FormulaError("this is a condition where a formula is expected", node.col_offset)
        raise FormulaError("this is not part of a formula", node.col_offset)

    def operation(self, node: ast.BinOp, level: int) -> Expression:
        symbol = _ARITHMETIC.get(type(node.op))
        if symbol is None:
            raise FormulaError("this is not part of a formula", node.col_offset)
        left = self.expression(node.left, level if _continues(symbol, node.left) else level + 1)
        right = self.expression(node.right, level + 1)
        if symbol == "**":
            check_power(right, node.right.col_offset)
        try:
            return combine(symbol, left, right)
        except FormulaError as mistake:
            raise FormulaError(mistake.message, node.right.col_offset) from None

    def call(self, function: ast.Name, arguments: list[ast.expr], level: int) -> Expression:
        name = self.word(function)
        check_call(name, len(arguments), function.col_offset)
        return Call(name, tuple(self.expression(argument, level + 1) for argument in arguments))

    def condition(self, node: ast.expr, level: int) -> Condition:
        self.check_level(node, level)
        match node:
            case ast.Compare():
                return self.chain(node, level)
            case ast.BoolOp():
                kind = And if isinstance(node.op, ast.And) else Or
                return join(kind, [self.condition(part, level + 1) for part in node.values])
            case ast.UnaryOp(op=ast.Not()):
                return Not(self.condition(node.operand, level + 1))
        raise FormulaError("this is a formula where a condition such as 'e > l' is expected", node.col_offset)

    def chain(self, node: ast.Compare, level: int) -> Condition:
        sides = [self.expression(side, level + 1) for side in (node.left, *node.comparators)]
        links: list[Condition] = []
        for left, comparison, right in zip(sides, node.ops, sides[1:], strict=False):
            symbol = _COMPARED.get(type(comparison))
            if symbol is None:
                raise FormulaError("this is not part of a condition", node.col_offset)
            links.append(Comparison(symbol, left, right))
        return join(And, links)


def _continues(symbol: str, left: ast.expr) -> bool:
    """Whether `left` is the beginning of the same sum or product."""
    own = _ARITHMETIC.get(type(left.op)) if isinstance(left, ast.BinOp) else None
    return any(symbol in family and own in family for family in (_SUMS, _PRODUCTS))


def check_power(exponent: Expression, column: int | None = None) -> None:
    """Refuse what may not follow `**`."""
    if not isinstance(exponent, Number) or exponent.value.denominator != 1 or exponent.value < 0:
        hint = "; write 1/x for a negative power and sqrt(x) for a root" if isinstance(exponent, Number) else ""
        raise FormulaError(f"** takes a whole number as exponent, not '{exponent}'{hint}", column)
    if exponent.value > HIGHEST_POWER:
        raise FormulaError(f"** takes an exponent of at most {HIGHEST_POWER}, not {exponent}", column)


def check_call(function: str, arguments: int, column: int | None = None) -> None:
    """Refuse an unknown function, or the wrong number of arguments."""
    if function not in FUNCTIONS:
        raise FormulaError(f"'{function}' is not a function; those are {', '.join(FUNCTIONS)}", column)
    if function in ("min", "max"):
        if arguments < 2:
            raise FormulaError(f"{function} takes two or more arguments, separated by commas", column)
    elif arguments != 1:
        raise FormulaError(f"{function} takes one argument, not {arguments}", column)


# --- names --------------------------------------------------------------------------------------------------------

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def is_name(text: object) -> bool:
    """Whether this may be the name of a parameter or definition.

    Examples
    --------
    >>> is_name("lambda"), is_name("E"), is_name("max"), is_name("2x")
    (True, True, False, False)
    """
    return why_not_a_name(text) is None


def why_not_a_name(text: object) -> str | None:
    """Why this may not be the name of a parameter or definition, or None when it may."""
    if not isinstance(text, str):
        return f"a name is a string, not {type(text).__name__}"
    if text in FUNCTIONS or text in WORDS:
        return f"'{text}' is a word of the formula language and cannot be a name"
    if not _NAME.fullmatch(text) or len(text) > LONGEST_TEXT:
        greek = "".join(greek_name(letter) or letter for letter in text)
        hint = f"; write {greek}" if greek != text and _NAME.fullmatch(greek) else ""
        return f"{clipped(text)} is not a name: a letter or _, then letters (of the Latin alphabet), digits and _{hint}"
    return None


def clipped(text: str) -> str:
    """The beginning of a text, quoted and safe to show."""
    return ascii(text if len(text) <= 60 else text[:57] + "...") if not text.isprintable() else repr(text[:60])


def column_of_name(text: str, name: str) -> int | None:
    """The column, from 1, of the first occurrence of a name in the text of a formula."""
    for found in _TOKEN.finditer(text):
        if found.lastgroup == "name" and found.group() == name:
            return found.start() + 1
    return None
