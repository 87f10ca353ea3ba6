"""Labels of places on a line, each on a pole above its place, so that no label meets another or its pole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from deterrence.plots.drawing import Box, Drawing, Type, width
from deterrence.plots.style import INK

LINE = 11.0
GAP = 3.0
_VALUE = Type(8.5, "bold")
_FORMULA = Type(8.0)


@dataclass(frozen=True)
class Flag:
    """A label of one or two lines at a place."""

    x: float
    lines: tuple[str, ...]

    @property
    def width(self) -> float:
        """How wide the label is."""
        return max((width(line, type) for line, type in zip(self.lines, (_VALUE, _FORMULA), strict=False)), default=0)

    @property
    def height(self) -> float:
        """How high the label is."""
        return LINE * len(self.lines)


def place_flags(drawing: Drawing, flags: Sequence[Flag], bottom: float) -> None:
    """Put labels above a height, each to the right of its pole and as low as it fits.

    From right to left: a pole then stands left of every label that is already there, so it crosses none, and there is
    always room above.
    """
    placed: list[Box] = []
    poles: list[Box] = []
    for flag in sorted(flags, key=lambda flag: -flag.x):
        low = bottom + 2.0
        while True:
            box = Box(flag.x - 1.0, low, flag.x + flag.width + 2 * GAP, low + flag.height + GAP)
            if not any(box.overlaps(other) for other in [*placed, *poles]):
                break
            low += LINE / 2
        placed.append(box)
        poles.append(Box(flag.x - 0.7, bottom, flag.x + 0.7, low + flag.height))
        drawing.line((flag.x, bottom), (flag.x, low + flag.height), width=0.7, colour=INK)
        for number, (line, type) in enumerate(zip(flag.lines, (_VALUE, _FORMULA), strict=False)):
            drawing.text(flag.x + GAP, low + flag.height - LINE * (number + 1) + 3.0, line, type)
