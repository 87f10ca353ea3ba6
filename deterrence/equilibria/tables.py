"""Tables of plain text, as results print themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def text_table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows under heads, columns as wide as their widest entry, two spaces between.

    Examples
    --------
    >>> print(text_table(["c", "equilibrium"], [("[0, 1/2)", "Probe"), ("(1/2, 1]", "Refrain")]))
    c         equilibrium
    [0, 1/2)  Probe
    (1/2, 1]  Refrain
    """
    table = [list(heads), *([str(entry) for entry in row] for row in rows)]
    widths = [max(len(row[column]) for row in table) for column in range(len(heads))]
    lines = ("  ".join(entry.ljust(width) for entry, width in zip(row, widths, strict=True)).rstrip() for row in table)
    return "\n".join(lines)


def wrapped(text: str, width: int = 96) -> list[str]:
    """Text in lines of at most so many characters, where it has spaces to break at."""
    import textwrap

    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) or [""]


class Lines(str):
    """Text that shows itself as it reads."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)
