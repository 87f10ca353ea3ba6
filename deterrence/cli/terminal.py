"""What is written where people read: printed text without control characters, colours, and progress."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
import threading
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_COLOURS = {"green": 32, "red": 31, "yellow": 33, "bold": 1, "faint": 2}
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
