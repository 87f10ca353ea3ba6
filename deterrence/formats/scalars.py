"""Texts, numbers and formulas as they stand in a model file: YAML that any reader takes for the same."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from deterrence.algebra.formulas.language import Condition, Expression, Number, text_of, walk
from deterrence.algebra.formulas.parser import LONGEST_LITERAL
from deterrence.games.parts.show import decimal

WIDTH = 110

_PLAIN = re.compile(r"[^\W_]|[(.]|-[\w(.]|_")
_NOT_PLAIN = re.compile(r": |:$| #|[\n\r\t\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]|[,\[\]{}]|^\s|\s$|^---|^\.\.\.")
# What other YAML readers take for something else than text, also by YAML 1.2.
_TAKEN = ("true", "false", "null", "")


def scalar(text: str) -> str:
    """A text as a YAML scalar that may stand anywhere, quoted where it must be."""
    is_plain = _PLAIN.match(text) and not _NOT_PLAIN.search(text) and text.isprintable()
    return text if is_plain and text.lower() not in _TAKEN else _quoted(text)


def _quoted(text: str) -> str:
    if text.isprintable():
        return f"'{text.replace(chr(39), chr(39) * 2)}'" if '"' in text or "\\" in text else f'"{text}"'
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else _escaped(c) for c in quoted)


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"


def flow(value: Any) -> str:
    """Texts, lists and mappings on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(str(key))}: {flow(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(part) for part in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return scalar(value if isinstance(value, str) else str(value))


def text_lines(key: str, text: str) -> list[str]:
    """A text under a key, folded where it is long."""
    line = f"{scalar(key)}: {scalar(text)}"
    words = text.split(" ")
    if len(line) <= WIDTH or not text.isprintable() or not all(words):
        return [line]
    lines = textwrap.wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False)
    return [f"{scalar(key)}: >-", *(f"  {part}" for part in lines)]


def number(value: Fraction) -> str:
    """A number as it would be typed: `0.6`, `1/3`."""
    text = decimal(value)
    _check_literals(text.split("/"))
    return text


def formula(x: Expression) -> str:
    """A formula as it would be typed."""
    for part in walk(x):
        if isinstance(part, Number):
            _check_literals([str(abs(part.value.numerator)), str(part.value.denominator)])
    return text_of(x)


def _check_literals(texts: list[str]) -> None:
    for digits in (text.lstrip("-") for text in texts):
        if len(digits) > LONGEST_LITERAL:
            shown = f"{digits[:20]}... has {len(digits)}"
            raise ValueError(f"a number in a model file has at most {LONGEST_LITERAL} digits; {shown}")


def condition_text(condition: Condition) -> str:
    """A condition as it would be typed."""
    for part in walk(condition):
        if isinstance(part, Number):
            _check_literals([str(abs(part.value.numerator)), str(part.value.denominator)])
    return text_of(condition)
