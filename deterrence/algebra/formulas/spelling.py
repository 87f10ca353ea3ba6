"""What people write in formulas for what the formula language writes otherwise, and how it is written there."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from typing import Final

SIGNS: Final = {
    "^": "a power is written **",
    "=": "equality is written ==",
    "!": "'not equal' is written != and negation is the word not",
    "&": "write the word and",
    "|": "write the word or; the absolute value of x is max(x, -x)",
    "\u2212": "the minus sign is '-', from the keyboard",
    "\u2013": "the minus sign is '-', from the keyboard",
    "\u2014": "the minus sign is '-', from the keyboard",
    ":": "division is written /",
    "$": "a formula stands without dollar signs",
    "\\": "LaTeX is not read; a fraction is written a/b, a root sqrt(x)",
    "\u00d7": "multiplication is written *",
    "\u00b7": "multiplication is written *",
    "\u00f7": "division is written /",
    "\u2264": "write <=",
    "\u2265": "write >=",
    "\u2260": "write !=",
    "\u221a": "a root is written sqrt(x)",
    "\u221e": "there is no infinite number; a range without an end is written with inf",
    "\u00b2": "a power is written **2",
    "\u00b3": "a power is written **3",
    "[": "parentheses are ( and )",
    "{": "parentheses are ( and )",
    ";": "the entries of a list are separated by commas",
    "%": "a percentage is written as a number, 50% as 0.5",
}

FUNCTIONS: Final = {
    "abs": "the absolute value of x is max(x, -x)",
    "ln": "the natural logarithm is written log(x)",
    "log10": "the logarithm to base 10 is log(x)/log(10)",
    "log2": "the logarithm to base 2 is log(x)/log(2)",
    "pow": "a power is written x**2",
    "power": "a power is written x**2",
    "square": "a square is written x**2",
    "root": "a square root is written sqrt(x)",
    "minimum": "write min(a, b)",
    "maximum": "write max(a, b)",
    "mean": "a mean is written (a + b)/2",
    "average": "a mean is written (a + b)/2",
    "sum": "a sum is written a + b",
    "if": "there are no cases; min and max choose the smaller and the greater",
}

WORDS: Final = {
    "greater": "write >",
    "more": "write >",
    "above": "write >",
    "exceeds": "write >",
    "less": "write <",
    "below": "write <",
    "smaller": "write <",
    "equals": "write ==",
    "equal": "write ==",
    "is": "write ==",
    "times": "write *",
    "plus": "write +",
    "minus": "write -",
}


def of_character(text: str, at: int) -> str:
    """What to say of a character that no formula has."""
    character = text[at]
    shown = repr(character) if character.isprintable() else f"U+{ord(character):04X}"
    said = f"{shown} is not part of a formula"
    meant = _meant(text, at)
    if meant:
        return f"{said}: {meant}"
    spelt = greek_name(character)
    if spelt:
        return f"{said}: names are in Latin letters, digits and _, so write {spelt}"
    if character.isascii():
        return said
    name = unicodedata.name(character, "")
    said = f"{shown} ({name or 'unnamed character'}) is not part of a formula"
    return f"{said}: names are in Latin letters, digits and _"


def greek_name(character: str) -> str:
    """How a Greek letter is spelt, empty for any other character.

    Examples
    --------
    >>> greek_name("δ"), greek_name("Λ"), greek_name("d")
    ('delta', 'Lambda', '')
    """
    name = unicodedata.name(character, "")
    if not name.startswith("GREEK") or " LETTER " not in name:
        return ""
    spelt = name.split(" LETTER ")[1].split(" ")[0].lower().replace("lamda", "lambda")
    return spelt.capitalize() if "CAPITAL" in name else spelt


def _meant(text: str, at: int) -> str:
    character, pair = text[at], text[at : at + 2]
    if pair in ("=>", "=<"):
        return f"write {pair[::-1]}"
    percent = re.search(r"([0-9]+(?:\.[0-9]+)?)\s*$", text[:at]) if character == "%" else None
    if percent:
        return f"write {percent[1]}% as {float(Fraction(percent[1]) / 100):g}"
    if character in SIGNS:
        return SIGNS[character]
    plain = unicodedata.normalize("NFKC", character)
    if "\u2044" in plain:  # a fraction such as one half, which is one character
        return f"write {plain.replace(chr(0x2044), '/')}"
    return f"write {plain}" if plain != character and plain.isascii() and plain.strip() else ""


def of_function(name: str, known: tuple[str, ...]) -> str:
    """What to say of a name in front of a parenthesis that is no function."""
    said = f"'{name}' is not a function (those are {', '.join(known)})"
    plain = name.lower()
    if plain in known:
        return f"{said}; write {plain}(...)"
    return f"{said}; {FUNCTIONS[plain]}" if plain in FUNCTIONS else f"{said}; to multiply write {name}*("


def of_word(before: str, word: str) -> str:
    """What to say of a word where an operator is expected."""
    plain = word.lower()
    said = f"expected an operator such as + or * between '{before}' and '{word}'"
    if plain in ("and", "or", "not"):
        return f"{said}: write {plain} in small letters"
    if before.isdigit() and word.isdigit() and len(word) == 3:
        return f"{said}: a number has no spaces, {before}{word}"
    return f"{said}: {WORDS[plain]}" if plain in WORDS else said
