"""The words of Gambit's files: numbers, quoted strings, braces; and mistakes at their line and column.

The formats are described in the documentation of Gambit (McKelvey, McLennan and Turocy).
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final, NoReturn
from xml.sax.saxutils import unescape

from deterrence.formats.yaml_nodes import (
    SAVE_AS_UTF8,
    ImperfectRecallInFileError,
    ModelFileError,
    Problem,
    wide_encoding,
)
from deterrence.games.parts.mistakes import GameError, ImperfectRecallError, Mistake

MOST_BYTES: Final = 256 * 1024 * 1024
MOST_DIGITS: Final = 400
_WORD: Final = re.compile(
    r"""(?P<space>[\s,]+|/\*.*?\*/|//[^\n]*)
      | (?P<string>"(?:[^"\\]|\\.)*")
      | (?P<brace>[{}])
      | (?P<word>[^\s,{}"]+)""",
    re.VERBOSE | re.DOTALL,
)
_WORKBOOK: Final = re.compile(r"<(efgfile|nfgfile)>(.*?)</\1>", re.DOTALL)
_NUMBER: Final = re.compile(r"[+-]?(\d+/\d+|(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?)\Z")


@dataclass(frozen=True, slots=True)
class Token:
    """One word: kind `string`, `brace`, `word` or `end`, its text (strings without quotes), and where it starts."""

    kind: str
    text: str
    place: int


class Tokens:
    """The words of a file, read one after the other."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self._stream = self._read()
        self.next = next(self._stream)

    def _read(self) -> Iterator[Token]:
        place = 0
        while place < len(self.text):
            match = _WORD.match(self.text, place)
            if match is None:
                self.fail("this quotation mark is never closed", place)
            kind = match.lastgroup or ""
            if kind == "string":
                yield Token("string", re.sub(r"\\(.)", r"\1", match.group()[1:-1]), place)
            elif kind != "space":
                yield Token(kind, match.group(), place)
            place = match.end()
        yield Token("end", "the end of the file", len(self.text))

    def fail(self, message: str, place: int | None = None) -> NoReturn:
        """Refuse the file, at a place in it (by default the next word)."""
        raise ModelFileError(self.path, (self._problem(message, self.next.place if place is None else place),))

    def _problem(self, message: str, place: int) -> Problem:
        line = self.text.count("\n", 0, place) + 1
        column = place - (self.text.rfind("\n", 0, place) + 1) + 1
        return Problem(line, column, message)

    def refuse(self, error: GameError, place_of: Callable[[Mistake], int]) -> NoReturn:
        """Refuse the file for mistakes in the game that it holds, each at its place."""
        problems = {self._problem(mistake.message, place_of(mistake)) for mistake in error.mistakes}
        kind = ImperfectRecallInFileError if isinstance(error, ImperfectRecallError) else ModelFileError
        raise kind(self.path, tuple(sorted(problems))) from error

    def take(self) -> Token:
        """The next word, and on to the one after it."""
        token = self.next
        if token.kind != "end":
            self.next = next(self._stream)
        return token

    def string(self, what: str) -> str:
        """A quoted string."""
        if self.next.kind != "string":
            self.fail(f"expected {what} in quotation marks, found {self.next.text}")
        return self.take().text

    def is_brace(self, brace: str) -> bool:
        """Whether the next word is this brace."""
        return self.next.kind == "brace" and self.next.text == brace

    def brace(self, brace: str, what: str) -> None:
        """A brace."""
        if not self.is_brace(brace):
            self.fail(f"expected '{brace}' {what}, found {self.next.text}")
        self.take()

    def number(self, what: str) -> Fraction:
        """A whole number, a quotient or a decimal, exactly."""
        text = self.next.text
        if self.next.kind != "word" or not _NUMBER.match(text) or len(text) > MOST_DIGITS:
            self.fail(f"expected {what}, a number, found {text[:40]}")
        self.take()
        if text.partition("/")[2].strip("0") == "" and "/" in text:
            self.fail(f"{what} is divided by zero")
        return Fraction(text)

    def count(self, what: str) -> int:
        """A whole number that is not negative."""
        place, value = self.next.place, self.number(what)
        if value.denominator != 1 or value < 0:
            self.fail(f"expected {what}, a whole number", place)
        return int(value)

    def strings(self, what: str) -> list[str]:
        """Quoted strings in braces."""
        self.brace("{", f"before {what}")
        found = []
        while not self.is_brace("}"):
            found.append(self.string(what))
        self.take()
        return found

    def numbers(self, what: str) -> list[Fraction]:
        """Numbers in braces."""
        self.brace("{", f"before {what}")
        found = []
        while not self.is_brace("}"):
            found.append(self.number(what))
        self.take()
        return found


def tokens_of(path: str | os.PathLike[str], kind: str, version: str) -> Tokens:
    """A file's words, past its first ones: the kind of file, its version, and how numbers are written."""
    place = Path(path)
    if place.stat().st_size > MOST_BYTES:
        raise ModelFileError(str(path), (Problem(1, 1, f"larger than {MOST_BYTES // 2**20} MiB"),))
    with place.open("rb") as file:
        wide = wide_encoding(file.read(200))
    if wide is not None:
        raise ModelFileError(str(path), (Problem(1, 1, f"this is {wide} text, not UTF-8: {SAVE_AS_UTF8}"),))
    try:
        text = place.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        text = place.read_text(encoding="latin-1")
    words = Tokens(str(path), _game_in(text))
    for expected, what in ((kind, "the kind of file"), (version, "the version"), ("DR", "how numbers are written")):
        if words.next.text != expected and (what != "how numbers are written" or words.next.text not in ("D", "R")):
            words.fail(f"expected {what}, '{expected if expected != 'DR' else 'R'}', found {words.next.text[:40]}")
        words.take()
    return words


def _game_in(text: str) -> str:
    """The game in a workbook of Gambit's graphical interface, which is XML around it, where it stands in the file."""
    workbook = _WORKBOOK.search(text) if text.lstrip().startswith("<?xml") else None
    if workbook is None:
        return text
    return re.sub(r"[^\n]", " ", text[: workbook.start(2)]) + unescape(workbook[2], {"&quot;": '"', "&apos;": "'"})


def unique(labels: list[str], kind: str, reported: list[str]) -> list[str]:
    """Labels made unique: an empty one becomes its position, a repeated one gets a number; both are reported."""
    found: dict[str, None] = {}
    for position, given in enumerate(labels, 1):
        label = " ".join(given.split()) or str(position)
        candidate, number = label, 2
        while candidate in found:
            candidate, number = f"{label} ({number})", number + 1
        if candidate != given:
            reported.append(f"{kind} '{given}' is called '{candidate}'" if given else f"{kind} {position} has no label")
        found[candidate] = None
    return list(found)


def quoted(text: str) -> str:
    """A string as these files write it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
