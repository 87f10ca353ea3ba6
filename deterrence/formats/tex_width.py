"""About how wide LaTeX is when it is set. TeX alone knows; here it is estimated from the letters, rather too wide."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

LINE: Final = 345.0  # points: a line of an article in ten points
_NARROW: Final = frozenset("iljft.,;:'|()[]! ")
_WIDE: Final = frozenset("mwMWQ")
_SIGNS: Final = frozenset("=<>+−-")


@lru_cache(maxsize=4096)
def width(text: str) -> float:
    r"""About how wide a line of LaTeX is, in points, at ten points.

    Examples
    --------
    >>> width("wide") > width("ill") > 0
    True
    >>> width(r"\frac{a}{b + c}") < width("a/(b + c)")
    True
    """
    fraction = re.compile(r"\\d?frac\{((?:[^{}]|\{[^{}]*\})*)\}\{((?:[^{}]|\{[^{}]*\})*)\}")
    while (found := fraction.search(text)) is not None:
        above, below = found.groups()
        text = text[: found.start()] + max(above, below, key=width) + text[found.end() :]
    in_math, total, bold = False, 0.0, 1.15 if r"\textbf" in text else 1.0
    text = re.sub(r"\\(left|right|text\w*|math\w+|operatorname|usepackage)\b\*?", "", text)
    text = re.sub(r"\\(leq|geq|neq|to|in|times|cdot)\b", "=", text)
    text = re.sub(r"\\([a-z]+)\b", lambda found: "x" if len(found[1]) > 3 else found[1], text)
    for letter in re.sub(r"\\(.)", r"\1", text):
        if letter == "$":
            in_math = not in_math
        elif letter not in "{}_^":
            total += _letter(letter, in_math)
    return bold * total


def _letter(letter: str, in_math: bool) -> float:
    if letter in _SIGNS:
        return 13.0 if in_math else 7.0
    if letter in _NARROW:
        return 3.4 if not in_math or letter != " " else 0.0
    if letter in _WIDE:
        return 9.0
    return 7.2 if letter.isupper() else 10.0 if ord(letter) > 0x2E80 else 5.6
