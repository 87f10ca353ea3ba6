"""Letters of a model as mathematics in a picture: Greek ones as Greek, what follows an underscore as a subscript.

`c_R` is one name in the model language. No prose has words with an underscore, so that they are set as names wherever
they stand.
"""

from __future__ import annotations

import re
from typing import Final

_NAME: Final = re.compile(r"(?<![\w.])([^\W\d_]+\d*)_([^\W_]+(?:_[^\W_]+)*)(?!\w)")
LOWERED: Final = 0.7  # the size of a subscript
# What mathtext reads as markup outside a formula.
_MARKUP: Final = re.compile(r"[\\$]")


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
