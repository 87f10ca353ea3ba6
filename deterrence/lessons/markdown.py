"""The texts of lessons: a small part of Markdown, read into blocks of plain words.

Paragraphs, lists (`- one`, `1. one`), `**strong**`, `*emphasis*`, `` `code` ``, `[links](https://...)`, and numbers
that are computed, `{= (1 - c)*E}`. Nothing of it is markup for a browser: a page makes elements of the blocks and puts
the words in as words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from deterrence.algebra.formulas.evaluate import Value
from deterrence.algebra.formulas.language import FormulaError
from deterrence.lessons.computed import OPENS, computed

LONGEST_TEXT: Final = 20_000
# What opens and closes a span, and what it is called in a block.
_SIGNS: Final = (("**", "strong"), ("*", "em"), ("`", "code"))
_ITEM: Final = re.compile(r"(- |\d{1,3}\. )(.*)")
_LINK: Final = re.compile(r"\[([^\[\]\n]{1,300})\]\(([^()\s]{1,600})\)")
_ADDRESS: Final = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d+)?(?:[/?#][!-~]*)?")
_TAG: Final = re.compile(r"</?[A-Za-z][A-Za-z0-9]*[\s/>]")


@dataclass(frozen=True)
class Span:
    """Words in one manner: `plain`, `strong`, `em`, `code` or `link`; a link has an address."""

    kind: str
    text: str
    address: str = ""

    def as_json(self) -> list[str]:
        """`["strong", "commitment"]`, and for a link its address behind."""
        return [self.kind, self.text, *([self.address] if self.address else [])]


@dataclass(frozen=True)
class Block:
    """A paragraph (`p`, one line) or a list (`ul`, `ol`, a line an item)."""

    kind: str
    lines: tuple[tuple[Span, ...], ...]

    def as_json(self) -> dict[str, Any]:
        """`{"p": [[["plain", "Who moves first?"]]]}`."""
        return {self.kind: [[span.as_json() for span in line] for line in self.lines]}

    def __str__(self) -> str:
        texts = ["".join(_plainly(span) for span in line) for line in self.lines]
        if self.kind == "p":
            return texts[0]
        signs = (f"{i}. " if self.kind == "ol" else "- " for i in range(1, len(texts) + 1))
        return "\n".join(f"{sign}{text}" for sign, text in zip(signs, texts, strict=True))


def _plainly(span: Span) -> str:
    return f"{span.text} ({span.address})" if span.address else span.text


class MarkdownError(ValueError):
    """A slip in a text, at a character of it counted from 1."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(message)
        self.message = message
        self.column = column


def blocks(text: str, values: Mapping[str, Value] | None = None) -> tuple[Block, ...]:
    r"""The paragraphs and lists of a text; numbers are computed from the `values` of letters and definitions.

    Raises
    ------
    MarkdownError
        For a span that is not closed, a heading, a picture, a tag, and a link that does not lead to the web.

    Examples
    --------
    >>> [block.as_json() for block in blocks("A *red* line.")]
    [{'p': [[['plain', 'A '], ['em', 'red'], ['plain', ' line.']]]}]
    >>> print(blocks("- one\n- two")[0])
    - one
    - two
    """
    if len(text) > LONGEST_TEXT:
        raise MarkdownError(f"a text has at most {LONGEST_TEXT:,} characters; this one has {len(text):,}", 1)
    known = values or {}
    return tuple(
        Block(kind, tuple(_spans(line, start, known) for start, line in lines)) for kind, lines in _parted(text)
    )


_Lines = list[tuple[int, str]]


def _parted(text: str) -> Iterator[tuple[str, _Lines]]:
    """Blocks as their kind, and their lines with the place of each in the text."""
    kind, lines, at = "", list[tuple[int, str]](), 0
    for line in text.split("\n"):
        words = line.strip()
        start = at + len(line) - len(line.lstrip())
        at += len(line) + 1
        item = _ITEM.fullmatch(words)
        if words.startswith("#"):
            raise MarkdownError("a text has no headings: a new thought is a new chapter", start + 1)
        new = "" if not words else ("ul" if item[1] == "- " else "ol") if item else "p" if kind in ("", "p") else kind
        if lines and new != kind:
            yield kind, lines
            lines = []
        kind = new
        if item:
            lines.append((start + len(item[1]), item[2]))
        elif words and lines:
            before, written = lines[-1]
            # As many characters as there are between, so that places in the line are places in the text.
            lines[-1] = before, written.ljust(start - before) + words
        elif words:
            lines.append((start, words))
    if lines:
        yield kind, lines


def _spans(line: str, start: int, values: Mapping[str, Value]) -> tuple[Span, ...]:
    """A line as spans; `start` is its place in the text."""
    found: list[Span] = []
    at = plain = 0
    while at < len(line):
        span, end = _span(line, at, start, values)
        if span is None:
            at += 1
            continue
        _add(found, line[plain:at])
        if span.kind == "plain":
            _add(found, span.text)
        else:
            found.append(span)
        at = plain = end
    _add(found, line[plain:])
    return tuple(found)


def _add(found: list[Span], words: str) -> None:
    words = re.sub(r"\s+", " ", words)
    if words and found and found[-1].kind == "plain":
        found[-1] = Span("plain", found[-1].text + words)
    elif words:
        found.append(Span("plain", words))


def _span(line: str, at: int, start: int, values: Mapping[str, Value]) -> tuple[Span | None, int]:
    """The span that begins at a character, and where it ends; none where the character is only itself."""
    if line.startswith(OPENS, at):
        return _number(line, at, start, values)
    sign = next(((sign, kind) for sign, kind in _SIGNS if line.startswith(sign, at)), None)
    if sign is not None:
        return _marked(line, at, start, *sign)
    if line.startswith("![", at):
        raise MarkdownError("a text has no pictures; those are made of the model, with 'show'", start + at + 1)
    if line[at] == "[" and (link := _LINK.match(line, at)) is not None:
        if not _ADDRESS.fullmatch(link[2]):
            raise MarkdownError(f"a link begins with https://; found '{link[2][:60]}'", start + link.start(2) + 1)
        return Span("link", link[1], link[2]), link.end()
    if line[at] == "<" and _TAG.match(line, at):
        raise MarkdownError("a text has no tags; write **strong**, *emphasis* or `code`", start + at + 1)
    return None, at


def _number(line: str, at: int, start: int, values: Mapping[str, Value]) -> tuple[Span, int]:
    """A number that is computed, as plain words."""
    begin, end = at + len(OPENS), line.find("}", at)
    if end < 0:
        raise MarkdownError(f"'{OPENS}' opens a number that is computed, and no '}}' closes it", start + at + 1)
    try:
        return Span("plain", computed(line[begin:end], values)), end + 1
    except FormulaError as mistake:
        raise MarkdownError(mistake.message, start + begin + (mistake.column or 1)) from None


def _marked(line: str, at: int, start: int, sign: str, kind: str) -> tuple[Span | None, int]:
    """Words between two signs; a star with a blank on either side, as in `2 * 3`, is only itself."""
    begin = at + len(sign)
    if kind != "code" and line[begin : begin + 1].isspace():
        return None, at
    end = line.find(sign, begin)
    if end <= begin:
        close = f"'{sign}' closes it" if end < 0 else "nothing stands in it"
        raise MarkdownError(
            f"'{sign}' opens here, and {'no ' if end < 0 else ''}{close}; a formula is written `{'a*b'}`",
            start + at + 1,
        )
    return Span(kind, re.sub(r"\s+", " ", line[begin:end])), end + len(sign)


def plain(found: Sequence[Block]) -> str:
    r"""Blocks as text, one below the other.

    Examples
    --------
    >>> print(plain(blocks("One.\n\nTwo.")))
    One.
    <BLANKLINE>
    Two.
    """
    return "\n\n".join(map(str, found))
