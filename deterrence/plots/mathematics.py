"""Letters and formulas of a model as mathematics in a picture.

Greek letters stand for their names, what follows an underscore is a subscript, and a formula has real signs: `2·c − k²`
for `2*c - k**2`. A text may hold a formula, as the name of an equilibrium does (`A Refrain if c_A >= 1 - p`). `c_R` is
one name in the model language. No prose has words with an underscore, so that they are set as names wherever they
stand, and none has the signs of a formula but the hyphen, which is a minus only where a space or a sign is before it.
"""

from __future__ import annotations

import re
from typing import Final

from deterrence.algebra.formulas.greek import greek

RAISED: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
SIGNS: Final = {">=": "≥", "<=": "≤", "!=": "≠", "-": "−", "*": "·"}
_EXPONENT: Final = re.compile(r"(?<=[\w)])\*\*(\d+)")
_ROOT: Final = re.compile(r"(?<!\w)sqrt(?=\()(?:\((\w+)\))?")
_SIGN: Final = re.compile(r">=|<=|!=|(?<=[\w)])\*(?=[\w(−√-])|(?<![^\s([/*·=,-])-(?=[\s\w(√]|$)")
_LETTER: Final = r"[^\W_⁰¹²³⁴-⁹]"
_NAME: Final = re.compile(rf"(?<![\w.])((?:(?!\d){_LETTER})+\d*)_({_LETTER}+(?:_{_LETTER}+)*)(?!{_LETTER}|_)")
LOWERED: Final = 0.7  # the size of a subscript
# What mathtext reads as markup outside a formula.
_MARKUP: Final = re.compile(r"[\\$]")


def with_signs(words: str) -> str:
    """A text with the formulas in it as they are printed.

    Examples
    --------
    >>> with_signs("Red-line Refrain if c_A >= -(2*sigma - p)**2*sqrt(1 + k)/sqrt(2)")
    'Red-line Refrain if c_A ≥ −(2·σ − p)²·√(1 + k)/√2'
    """
    raised = _EXPONENT.sub(lambda found: found[1].translate(RAISED), words)
    return greek(_SIGN.sub(lambda found: SIGNS[found[0]], _ROOT.sub(r"√\1", raised)))


def subscripted(words: str) -> list[tuple[str, str]]:
    """A text in pieces: what stands on the line, and the subscript behind it, which may be empty.

    Examples
    --------
    >>> subscripted("c_R ≥ w_US_1 + k")
    [('c', 'R'), (' ≥ w', 'US,1'), (' + k', '')]
    """
    pieces, start = [], 0
    for found in _NAME.finditer(words):
        pieces.append((words[start : found.end(1)], found[2].replace("_", ",")))
        start = found.end()
    if start < len(words) or not pieces:
        pieces.append((words[start:], ""))
    return pieces


def mathtext(words: str) -> str:
    r"""A text for matplotlib, which sets subscripts; the text as it is where it has none.

    Examples
    --------
    >>> print(mathtext("c_R = 5 $"), mathtext("5 $"))
    c$_{\mathregular{R}}$ = 5 \$ 5 $
    """
    if not _NAME.search(words) or not is_plain(words):
        return words
    return "".join(
        _MARKUP.sub(lambda found: f"\\{found[0]}", line) + (rf"$_{{\mathregular{{{below}}}}}$" if below else "")
        for line, below in subscripted(words)
    )


def is_plain(words: str) -> bool:
    """Whether matplotlib's own fonts have all letters: mathtext knows no others."""
    return all(ord(letter) < 0x2E80 for letter in words) and "\\" not in words
