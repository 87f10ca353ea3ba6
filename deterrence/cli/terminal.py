"""What is written where people read: printed text without control characters, colours, and progress."""

from __future__ import annotations

import os
import re
import shutil
import sys
import textwrap
import threading
import time
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from deterrence.algebra.formulas.greek import GREEK, greek

_COLOURS = {"green": 32, "red": 31, "yellow": 33, "blue": 34, "magenta": 35, "cyan": 36, "bold": 1, "faint": 2}
PLAYERS = ("blue", "yellow", "green", "magenta", "cyan")
_SLOW = 1.0  # seconds after which a person wonders whether anything happens
_EVERY = 0.25


@dataclass(frozen=True)
class Paint:
    """Text to be shown in a colour, where colours are wanted."""

    text: str
    colour: str

    def __str__(self) -> str:
        return f"\033[{_COLOURS[self.colour]}m{clean(self.text)}\033[0m" if colours_wanted() else clean(self.text)


def say(*pieces: object) -> None:
    """Print a result on standard output: the pieces, one after the other."""
    print("".join(str(piece) if isinstance(piece, Paint) else clean(str(piece)) for piece in pieces))


def present(text: str, players: Sequence[str] = ()) -> None:
    """Print a result where people read: within the width of a terminal, with Greek letters, and players in colour.

    What is not read at a terminal, as in a pipe or a file, is the text as it is.
    """
    if not sys.stdout.isatty():
        say(text)
        return
    across = max(shutil.get_terminal_size().columns, 40)
    lines = (piece for line in text.splitlines() for piece in hanging(_lettered(line), across))
    say(*_painted("\n".join(lines), players))


def hanging(line: str, across: int) -> list[str]:
    """A line in lines that fit, broken at spaces; what follows stands below the last column of the first half.

    Examples
    --------
    >>> hanging("  payoffs       A: 1, B: 2, C: 3", 24)
    ['  payoffs       A: 1, B:', '                2, C: 3']
    """
    if len(line) <= across:
        return [line]
    columns = [found.end() for found in re.finditer(r"(?:^|\S)\s{2,}(?=\S)", line) if found.end() <= across // 2]
    margin = columns[-1] if columns else len(line) - len(line.lstrip())
    first, rest = line[:margin], line[margin:]
    wrapped = textwrap.wrap(
        rest,
        max(across - margin, 20),
        break_long_words=False,
        break_on_hyphens=False,
        drop_whitespace=True,
        replace_whitespace=False,
    )
    return [first + wrapped[0], *(" " * margin + piece for piece in wrapped[1:])] if wrapped else [line]


def _lettered(line: str) -> str:
    """Greek letters for their names, where the encoding of the terminal has them; columns begin where they did."""
    try:
        "".join(GREEK.values()).encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return line
    column, *others = re.split(r"(\s{2,})", line)
    found = greek(column)
    for gap, after in zip(others[::2], others[1::2], strict=True):
        found += gap + " " * (len(column) - len(greek(column))) + greek(after)
        column = after
    return found


def _painted(text: str, players: Sequence[str]) -> Iterator[object]:
    """The text with the names of players in colours of their own."""
    if not players:
        yield text
        return
    colours = {player: PLAYERS[index % len(PLAYERS)] for index, player in enumerate(players)}
    names = "|".join(re.escape(player) for player in sorted(players, key=len, reverse=True))
    for piece in re.split(rf"(?<!\w)({names})(?!\w)", text):
        yield Paint(piece, colours[piece]) if piece in colours else piece


def clean(text: str) -> str:
    r"""Text without control characters: a model file's title must not be able to drive the terminal.

    Examples
    --------
    >>> clean("peace" + chr(27) + "[2J and\nwar")
    'peace[2J and\nwar'
    """
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))


def colours_wanted() -> bool:
    """Whether standard output is a terminal on which colours may be used (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def folded(text: str, margin: str = "") -> list[str]:
    """The text in lines that fit the terminal, each behind a margin."""
    across = max(min(shutil.get_terminal_size().columns, 100), 40)
    return textwrap.wrap(text, across, initial_indent=margin, subsequent_indent=margin) or [margin.rstrip()]


class Progress:
    """A line on standard error that says what is being done; shown after a second, and only at a terminal."""

    def __init__(self, doing: str) -> None:
        self.doing = doing
        self._began = time.monotonic()
        self._over = threading.Event()
        self._shown = 0
        self._lock = threading.Lock()

    def step(self, doing: str) -> None:
        """Say what is being done now."""
        self.doing = doing

    def pause(self) -> None:
        """Take the line away, so that something can be printed where it stood."""
        with self._lock:
            if self._shown:
                sys.stderr.write(f"\r{'':<{self._shown}}\r")
                sys.stderr.flush()
                self._shown = 0

    def _show(self) -> None:
        while not self._over.wait(_EVERY):
            seconds = time.monotonic() - self._began
            if seconds > _SLOW:
                # A line longer than the terminal is wide could not be taken away again.
                room = max(shutil.get_terminal_size().columns - 1, 20)
                line = clean(f"{seconds:3.0f} s  {self.doing}")[:room]
                with self._lock:
                    sys.stderr.write(f"\r{line:<{self._shown}}")
                    sys.stderr.flush()
                    self._shown = max(self._shown, len(line))


@contextmanager
def progress(doing: str) -> Iterator[Progress]:
    """Show that work goes on while the block runs.

    Examples
    --------
    >>> with progress("solving nll-probe") as shown:
    ...     shown.step("checking nll-probe")
    """
    shown = Progress(doing)
    if not sys.stderr.isatty():
        yield shown
        return
    thread = threading.Thread(target=shown._show, daemon=True)
    thread.start()
    try:
        yield shown
    finally:
        shown._over.set()
        thread.join()
        shown.pause()
