"""Formulas and conditions as data: what a parsed formula is, how it is written back, which names it uses.

An expression is a tree of small frozen objects; nothing here computes.  Two formulas are equal when they are written
alike (`x + y` is not `y + x`); mathematical equality is asked of :mod:`deterrence.algebra.exact.rational`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias, TypeVar

FUNCTIONS = ("min", "max", "sqrt", "exp", "log")
WORDS = ("and", "or", "not")


class FormulaError(ValueError):
    """A formula or condition that is not in the formula language, or that asks for something impossible.

    Parameters
    ----------
    message
        What was found and what was expected, without the place.
    column
        Where in the formula, counted from 1; None when the mistake has no single place.
    text
        The formula, to show beside the message.
    """

    def __init__(self, message: str, column: int | None = None, text: str | None = None) -> None:
        super().__init__(message, column, text)
        self.message = message
        self.column = column
        self.text = text

    def __str__(self) -> str:
        if self.column is None:
            return self.message
        shown = "" if self.text is None else f" of {_shortened(self.text)}"
        return f"{self.message} (column {self.column}{shown})"


def _shortened(text: str) -> str:
    return repr(text if len(text) <= 80 else text[:77] + "...")


class _Written:
    """What every part of a formula has: `str()` gives the formula as it would be typed."""

    __slots__ = ()

    def __str__(self) -> str:
        return text_of(self)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Number(_Written):
    """A number, exact."""

    value: Fraction

    __str__ = _Written.__str__


@dataclass(frozen=True, slots=True)
class Name(_Written):
    """A parameter, or the name of a definition."""

    name: str

    __str__ = _Written.__str__


@dataclass(frozen=True, slots=True)
class Operation(_Written):
    """`left symbol right` for one of `+ - * / **`; the right side of `**` is a whole :class:`Number`."""

    symbol: str
    left: Expression
    right: Expression

    __str__ = _Written.__str__


@dataclass(frozen=True, slots=True)
class Negative(_Written):
    """`-operand`."""

    operand: Expression

    __str__ = _Written.__str__


@dataclass(frozen=True, slots=True)
class Call(_Written):
    """One of `min`, `max`, `sqrt`, `exp`, `log`, applied."""

    function: str
    arguments: tuple[Expression, ...]

    __str__ = _Written.__str__


@dataclass(frozen=True, slots=True)
class Comparison(_Written):
    """`left symbol right` for one of `< <= > >= == !=`."""

    symbol: str
    left: Expression
    right: Expression

    __str__ = _Written.__str__


@dataclass(frozen=True, slots=True)
class And(_Written):
    """All of the parts hold.  A chain `e > l > 0` is the And of its links."""

    parts: tuple[Condition, ...]

    __str__ = _Written.__str__


@dataclass(frozen=True, slots=True)
class Or(_Written):
    """At least one of the parts holds."""

    parts: tuple[Condition, ...]

    __str__ = _Written.__str__


@dataclass(frozen=True, slots=True)
class Not(_Written):
    """The part does not hold."""

    part: Condition

    __str__ = _Written.__str__


Expression: TypeAlias = Number | Name | Operation | Negative | Call
Condition: TypeAlias = Comparison | And | Or | Not


# --- putting parts together so that what is written alike is equal ------------------------------------------------


def negate(operand: Expression) -> Expression:
    """`-operand`, with `-3` a number and `--x` plain `x`, as the parser has it."""
    if isinstance(operand, Number):
        return Number(-operand.value)
    if isinstance(operand, Negative):
        return operand.operand
    return Negative(operand)


def combine(symbol: str, left: Expression, right: Expression) -> Expression:
    """`left symbol right`, with a ratio of two numbers (`1/3`) a number, as the parser has it."""
    if symbol == "/" and isinstance(right, Number):
        if right.value == 0:
            raise FormulaError("division by zero")
        if isinstance(left, Number):
            return Number(left.value / right.value)
    return Operation(symbol, left, right)


def join(kind: type[And] | type[Or], parts: list[Condition]) -> Condition:
    """The parts as one `And` (or `Or`), with parts of the same kind taken up into it."""
    flat: list[Condition] = []
    for part in parts:
        if isinstance(part, kind):
            flat.extend(part.parts)
        else:
            flat.append(part)
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


# --- walking ------------------------------------------------------------------------------------------------------


def children(x: Expression | Condition) -> tuple[Expression | Condition, ...]:
    """The parts directly below `x`, in the order they are written."""
    match x:
        case Operation() | Comparison():
            return (x.left, x.right)
        case Negative():
            return (x.operand,)
        case Call():
            return x.arguments
        case And() | Or():
            return x.parts
        case Not():
            return (x.part,)
        case _:
            return ()


def walk(x: Expression | Condition) -> Iterator[Expression | Condition]:
    """Every part of `x`, in the order written (itself first)."""
    waiting = [x]
    while waiting:
        part = waiting.pop()
        yield part
        waiting.extend(reversed(children(part)))


def names_in(x: Expression | Condition) -> dict[str, None]:
    """The names that occur in a formula or condition, in the order they first occur (a dict as an ordered set).

    Examples
    --------
    >>> from deterrence.algebra.formulas.language import parse
    >>> list(names_in(parse("(e - l)/(e + s)")))
    ['e', 'l', 's']
    """
    return {part.name: None for part in walk(x) if isinstance(part, Name)}


_Either = TypeVar("_Either", bound=Expression | Condition)


def substitute(x: _Either, values: Mapping[str, Expression]) -> _Either:
    """`x` with formulas in place of names, all at once (what is put in is not searched again).

    Examples
    --------
    >>> from deterrence.algebra.formulas.language import parse
    >>> print(substitute(parse("x*(1 - x)"), {"x": parse("a + b")}))
    (a + b)*(1 - (a + b))
    """
    return _substitute(x, values)  # type: ignore[return-value]


def _substitute(x: Expression | Condition, values: Mapping[str, Expression]) -> Expression | Condition:
    match x:
        case Name():
            return values.get(x.name, x)
        case Operation():
            return combine(x.symbol, _expression(x.left, values), _expression(x.right, values))
        case Negative():
            return negate(_expression(x.operand, values))
        case Call():
            return Call(x.function, tuple(_expression(part, values) for part in x.arguments))
        case Comparison():
            return Comparison(x.symbol, _expression(x.left, values), _expression(x.right, values))
        case And() | Or():
            return type(x)(tuple(_condition(part, values) for part in x.parts))
        case Not():
            return Not(_condition(x.part, values))
        case _:
            return x


def _expression(x: Expression, values: Mapping[str, Expression]) -> Expression:
    found = _substitute(x, values)
    assert isinstance(found, Expression)
    return found


def _condition(x: Condition, values: Mapping[str, Expression]) -> Condition:
    found = _substitute(x, values)
    assert isinstance(found, Condition)
    return found


# --- writing ------------------------------------------------------------------------------------------------------

# How tightly each form binds; a part is put in parentheses where its own binding is looser than its place asks for.
_OR, _AND, _NOT, _COMPARISON, _SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(9)
_BINDING = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "**": _POWER}
_SPACED = {"+": " + ", "-": " - ", "*": "*", "/": "/", "**": "**"}


def text_of(x: Expression | Condition) -> str:
    """The formula or condition as it would be typed; parsing it again gives `x` back.

    Examples
    --------
    >>> from deterrence.algebra.formulas.language import parse
    >>> text_of(parse("0.5 *  (a+b) ** 2"))
    '1/2*(a + b)**2'
    """
    return _text(x)[0]


def _text(x: Expression | Condition) -> tuple[str, int]:
    """The text, and how tightly it binds."""
    match x:
        case Number():
            # A negative number binds like a sum on the right of an operator, whence the parentheses in `x - (-3)`;
            # on the left `-3*x` and `-1/3*x` read as intended, see `_left`.
            value = x.value
            return str(value), _SUM if value < 0 else _ATOM if value.denominator == 1 else _PRODUCT
        case Name():
            return x.name, _ATOM
        case Operation():
            binding = _BINDING[x.symbol]
            right = _at_least(x.right, binding + 1)
            return _left(x.left, binding) + _SPACED[x.symbol] + (f"({right})" if right[0] == "-" else right), binding
        case Negative():
            return "-" + _at_least(x.operand, _POWER), _SUM
        case Call():
            return f"{x.function}({', '.join(text_of(part) for part in x.arguments)})", _ATOM
        case Comparison():
            return f"{text_of(x.left)} {x.symbol} {text_of(x.right)}", _COMPARISON
        case And():
            chains = _chains(x.parts)
            return " and ".join(chains), _AND if len(chains) > 1 else _COMPARISON
        case Or():
            return " or ".join(_at_least(part, _AND) for part in x.parts), _OR
        case Not():
            return "not " + _at_least(x.part, _NOT), _NOT
    raise TypeError(f"expected a formula or a condition, not {type(x).__name__}")


def _chains(parts: tuple[Condition, ...]) -> list[str]:
    """The parts of an `and`, with `e > l` and `l > 0` taken together as `e > l > 0`."""
    texts: list[str] = []
    last: Comparison | None = None
    for part in parts:
        follows = isinstance(part, Comparison) and last is not None and part.left == last.right
        if follows and isinstance(part, Comparison) and last is not None and part.symbol[0] == last.symbol[0] != "!":
            texts[-1] += f" {part.symbol} {text_of(part.right)}"
        else:
            texts.append(_at_least(part, _NOT))
        last = part if isinstance(part, Comparison) else None
    return texts


def _at_least(x: Expression | Condition, binding: int) -> str:
    text, own = _text(x)
    return text if own >= binding else f"({text})"


def _left(x: Expression, binding: int) -> str:
    """The left side of an operator, where a leading minus needs no parentheses unless a power follows."""
    leads_with_sign = isinstance(x, Negative) or (isinstance(x, Number) and x.value < 0)
    if leads_with_sign and binding < _POWER:
        return text_of(x)
    return _at_least(x, binding + 1 if binding == _POWER else binding)
