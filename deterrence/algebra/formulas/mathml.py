"""Formulas and conditions as MathML, which browsers and notebooks typeset without a script.

What a text says that is no formula is left as it is, escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from html import escape
from typing import Final

from deterrence.algebra.formulas.greek import GREEK, greek
from deterrence.algebra.formulas.language import (
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
    parse,
    parse_condition,
)

_SUM, _PRODUCT, _POWER, _ATOM = range(4)
_SIGNS: Final = {"<": "&lt;", ">": "&gt;", "<=": "≤", ">=": "≥", "==": "=", "!=": "≠"}
_PLAIN: Final = str.maketrans({"−": "-", "·": "*", "≤": "<=", "≥": ">=", "≠": "!="})
_AND: Final = "<mtext>\u00a0and\u00a0</mtext>"  # spaces at the ends of a text would be dropped
_OR: Final = "<mtext>\u00a0or\u00a0</mtext>"
_LONGEST: Final = 2000  # characters; longer ones stay text


def typeset(text: str) -> str:
    """A formula or condition, as the toolkit prints it, as HTML.

    Examples
    --------
    >>> typeset("c_R >= 2")
    '<math alttext="c_R &gt;= 2"><msub><mi>c</mi><mi>R</mi></msub><mo>≥</mo><mn>2</mn></math>'
    >>> typeset("always"), typeset("a < b > and")
    ('always', 'a &lt; b &gt; and')
    """
    return ", or ".join(map(_one, text.split(", or ")))


def _one(text: str) -> str:
    """One conjunction; equations of several members, as `c = c_R = 1/2`, member by member."""
    if len(text) > _LONGEST or (not re.search(r"[-+*/<>=−·≤≥≠_\d]", text) and greek(text) == text):
        return escape(text)
    plain = text.translate(_PLAIN)
    try:
        if re.search(r"[<>]|!=", plain) or " and " in plain:
            whole = re.sub(r"(?<![<>=!])=(?!=)", "==", plain)
            return _math(text, _condition(parse_condition(whole)))
        members = [_written(parse(member)) for member in re.split(r"={1,2}", plain)]
    except (FormulaError, RecursionError):
        return escape(text)
    return _math(text, "<mo>=</mo>".join(members))


def _math(text: str, inside: str) -> str:
    """MathML, with the text that it stands for."""
    return f'<math alttext="{escape(text)}">{inside}</math>'


def mathml(x: Expression) -> str:
    """A formula as MathML.

    Examples
    --------
    >>> mathml(parse("b*(c + k)**2"))
    '<math><mi>b</mi><mo>⁢</mo><msup><mrow><mo>(</mo><mi>c</mi><mo>+</mo><mi>k</mi><mo>)</mo></mrow><mn>2</mn></msup></math>'
    """
    return f"<math>{_written(x)}</math>"


def _written(x: Expression) -> str:
    return _formula(x)[0]


def _formula(x: Expression) -> tuple[str, int]:
    """The formula, and how tightly it binds."""
    match x:
        case Number():
            return _number(x.value)
        case Name():
            return _symbol(x.name), _ATOM
        case Negative():
            return f"<mo>−</mo>{_at_least(x.operand, _PRODUCT)}", _SUM
        case Call():
            return _call(x), _ATOM
        case Operation("/"):
            return f"<mfrac>{_row(_written(x.left))}{_row(_written(x.right))}</mfrac>", _ATOM
        case Operation("**"):
            return f"<msup>{_row(_at_least(x.left, _ATOM))}{_row(_written(x.right))}</msup>", _POWER
        case Operation("*"):
            between = "<mo>·</mo>" if _is_number(x.right) else "<mo>\u2062</mo>"
            # A sign that leads a product needs no parentheses.
            leads = isinstance(x.left, Negative) or (isinstance(x.left, Number) and x.left.value < 0)
            left = _written(x.left) if leads else _at_least(x.left, _PRODUCT)
            return f"{left}{between}{_at_least(x.right, _PRODUCT)}", _SUM if leads else _PRODUCT
        case Operation():
            right, binding = _formula(x.right)
            if binding == _SUM and (x.symbol == "-" or right.startswith("<mo>−")):
                right = _bracketed(right)
            sign = "−" if x.symbol == "-" else "+"
            return f"{_written(x.left)}<mo>{sign}</mo>{right}", _SUM
    raise TypeError(f"expected a formula, not {type(x).__name__}")


def _number(value: Fraction) -> tuple[str, int]:
    sign = "<mo>−</mo>" if value < 0 else ""
    above, below = abs(value.numerator), value.denominator
    shown = f"<mn>{above}</mn>" if below == 1 else f"<mfrac><mn>{above}</mn><mn>{below}</mn></mfrac>"
    return sign + shown, _SUM if sign else _ATOM


def _is_number(x: Expression) -> bool:
    return isinstance(x, Number) or (isinstance(x, Operation) and x.symbol in "*/**" and _is_number(x.left))


def _symbol(name: str) -> str:
    first, *rest = [part for part in name.split("_") if part] or [name]
    stem = f"<mi>{GREEK.get(first) or escape(first)}</mi>"
    return f"<msub>{stem}<mi>{escape(','.join(GREEK.get(part, part) for part in rest))}</mi></msub>" if rest else stem


def _call(x: Call) -> str:
    inside = "<mo>,</mo>".join(_written(part) for part in x.arguments)
    return f"<msqrt>{inside}</msqrt>" if x.function == "sqrt" else f"<mi>{x.function}</mi>{_bracketed(inside)}"


def _at_least(x: Expression, binding: int) -> str:
    text, own = _formula(x)
    return text if own >= binding else _bracketed(text)


def _bracketed(text: str) -> str:
    return f"<mrow><mo>(</mo>{text}<mo>)</mo></mrow>"


def _row(text: str) -> str:
    """What stands for one thing: several elements in a row of their own."""
    return text if text.count("<m") == 1 or _is_one(text) else f"<mrow>{text}</mrow>"


def _is_one(text: str) -> bool:
    """Whether a text is one element."""
    depth = 0
    for found in re.finditer(r"<(/?)m\w+>", text):
        depth += -1 if found[1] else 1
        if depth == 0:
            return found.end() == len(text)
    return False


def _condition(x: Condition) -> str:
    match x:
        case Comparison():
            return f"{_written(x.left)}<mo>{_SIGNS[x.symbol]}</mo>{_written(x.right)}"
        case And():
            return _AND.join(_links(x))
        case Or():
            return _OR.join(map(_grouped, x.parts))
        case Not():
            return f"<mtext>not\u00a0</mtext>{_bracketed(_condition(x.part))}"
    raise TypeError(f"expected a condition, not {type(x).__name__}")


def _links(x: And) -> Iterator[str]:
    """The parts of an `and`, with `e > l` and `l > 0` taken together as `e > l > 0`."""
    chain = ""
    last: Condition | None = None
    for part in x.parts:
        if (
            isinstance(part, Comparison)
            and isinstance(last, Comparison)
            and part.left == last.right
            and part.symbol[0] == last.symbol[0] != "!"
        ):
            chain += f"<mo>{_SIGNS[part.symbol]}</mo>{_written(part.right)}"
        else:
            if chain:
                yield chain
            chain = _grouped(part) if isinstance(part, Or) else _condition(part)
        last = part
    yield chain


def _grouped(x: Condition) -> str:
    return _bracketed(_condition(x)) if isinstance(x, And | Or) else _condition(x)
