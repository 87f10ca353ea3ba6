r"""Tables that fit the line: where the natural widths of the columns do not, the wide ones become paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import ceil
from typing import Final

from deterrence.formats.tex import tabular
from deterrence.formats.tex_width import LINE, width

_BETWEEN: Final = 12.0
_LONG: Final = 32  # lines; a longer table may break over pages


def fitted_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A table with the lines of booktabs, no wider than the line; a long one may break over pages."""
    columns = _columns(head, rows)
    body = [[_set(cell, column) for cell, column in zip(row, columns, strict=True)] for row in rows]
    if sum(_lines(row, columns) for row in rows) > _LONG:
        first = [r"\toprule", f"{' & '.join(head)} \\\\", r"\midrule", r"\endhead", r"\bottomrule", r"\endfoot"]
        lines = [rf"{' & '.join(row)} \tabularnewline" for row in body]
        return [
            "{\\small",
            rf"\begin{{longtable}}{{@{{}}{''.join(columns)}@{{}}}}",
            *first,
            *lines,
            r"\end{longtable}}",
        ]
    lines = tabular(f"@{{}}{''.join(columns)}@{{}}", [_set(c, w) for c, w in zip(head, columns, strict=True)], body)
    ended = [line.removesuffix(r"\\") + r"\tabularnewline" if line.endswith(r"\\") else line for line in lines]
    return [r"\begin{center}", r"\small", *ended, r"\end{center}"]


def _columns(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """What each column is: as wide as its cells, or a paragraph of the width that is left for it."""
    natural = [max(map(width, cells)) for cells in zip(head, *rows, strict=True)]
    room = LINE - _BETWEEN * (len(natural) - 1)
    if sum(natural) <= room:
        return ["l"] * len(natural)
    # The narrow ones keep their width as long as what is left suffices for an equal share for the others.
    wide = set(range(len(natural)))
    while True:
        share = (room - sum(natural[i] for i in range(len(natural)) if i not in wide)) / max(len(wide), 1)
        narrow = {i for i in wide if natural[i] <= share}
        if not narrow:
            break
        wide -= narrow
    total = sum(natural[i] for i in wide)
    left = share * len(wide)
    shares = {i: max(0.5 * share, left * natural[i] / total) for i in wide}
    scale = left / sum(shares.values())
    return [rf"p{{{scale * shares[i] / LINE:.3f}\linewidth}}" if i in wide else "l" for i in range(len(natural))]


def _lines(row: Sequence[str], columns: Sequence[str]) -> int:
    """About how many lines a row takes."""
    shares = ((cell, re.match(r"p\{([\d.]+)", column)) for cell, column in zip(row, columns, strict=True))
    return max((ceil(0.9 * width(cell) / (float(share[1]) * LINE)) for cell, share in shares if share), default=1)


def _set(cell: str, column: str) -> str:
    return rf"\raggedright {cell}" if column != "l" and cell else cell


def shrunk(lines: Sequence[str], size: str = r"\normalsize", *, turned: bool = False) -> list[str]:
    """What cannot be broken, in the middle of the line, and made smaller where it is larger than the page."""
    return [
        r"\begin{center}",
        rf"\sbox0{{{size}",
        *lines[:-1],
        f"{lines[-1]}}}",
        *([r"\sbox0{\rotatebox{90}{\usebox0}}"] if turned else []),
        r"\ifdim\wd0>\linewidth\sbox0{\resizebox{\linewidth}{!}{\usebox0}}\fi",
        r"\ifdim\ht0>0.9\textheight\sbox0{\resizebox{!}{0.9\textheight}{\usebox0}}\fi",
        r"\usebox0",
        r"\end{center}",
    ]
