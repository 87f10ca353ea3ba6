"""The picture that a notebook shows with a game: what draws it lies above games, and is put here where one is shown.

Without it, as outside notebooks, a game shows itself in words.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_drawn_by: list[Callable[[Any], str]] = []


def draw_with(draw: Callable[[Any], str]) -> None:
    """Say what draws games as SVG; it raises ValueError for those that are too large."""
    _drawn_by[:] = [draw]


def pictured(game: object) -> str:
    """The picture of a game; nothing where nothing draws it, or it is too large to be drawn."""
    try:
        return _drawn_by[0](game) if _drawn_by else ""
    except ValueError:
        return ""
