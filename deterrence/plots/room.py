"""Where in an area of a picture a text has room: labels inside regions, as a paper has them.

The picture is looked at as a grid of small squares. A text fits at a place when every square under it belongs to the
area and carries nothing yet; of the places where it fits, the one farthest from everything else is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from deterrence.plots.drawing import Box

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Grid: TypeAlias = NDArray[np.bool_]

SQUARE = 2.0  # points


@dataclass(frozen=True, eq=False)
class Room:
    """A rectangle from (0, 0), and which of its squares are still free."""

    width: float
    height: float
    free: Grid

    @staticmethod
    def of(width: float, height: float) -> Room:
        """An empty rectangle."""
        return Room(width, height, np.ones((round(height / SQUARE), round(width / SQUARE)), dtype=np.bool_))

    def inside(self, pieces: Sequence[tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]]) -> Grid:
        """The squares of an area given by pieces: their x, lower y and upper y, in points."""
        rows, columns = self.free.shape
        across = (np.arange(columns) + 0.5) * SQUARE
        up = (np.arange(rows) + 0.5)[:, None] * SQUARE
        found = np.zeros_like(self.free)
        for x, low, high in pieces:
            within = (across >= x.min()) & (across <= x.max())
            found |= within & (up >= np.interp(across, x, low)) & (up <= np.interp(across, x, high))
        return found

    def take(self, box: Box) -> None:
        """Mark what lies under a box as no longer free."""
        rows, columns = self.free.shape
        left, right = max(int(box.left // SQUARE), 0), min(int(-(-box.right // SQUARE)), columns)
        low, high = max(int(box.bottom // SQUARE), 0), min(int(-(-box.top // SQUARE)), rows)
        self.free[low:high, left:right] = False

    def place(self, area: Grid, width: float, height: float) -> tuple[float, float] | None:
        """The middle of the best place for a box of this size inside an area, None where there is none."""
        squares = area & self.free
        across, up = int(-(-width // SQUARE)), int(-(-height // SQUARE))
        rows, columns = squares.shape
        if up > rows or across > columns or up < 1 or across < 1:
            return None
        sums = np.zeros((rows + 1, columns + 1))
        sums[1:, 1:] = np.cumsum(np.cumsum(squares, axis=0), axis=1)
        count = sums[up:, across:] - sums[:-up, across:] - sums[up:, :-across] + sums[:-up, :-across]
        fits = count == up * across
        if not fits.any():
            return None
        row, column = _deepest(fits)
        return (column + across / 2) * SQUARE, (row + up / 2) * SQUARE


def _deepest(places: Grid) -> tuple[int, int]:
    """The place farthest from where there is none: what is left last when the set is worn away from its edge."""
    from scipy.ndimage import distance_transform_cdt

    padded = np.pad(places, 1)
    depth = distance_transform_cdt(padded, metric="chessboard")[1:-1, 1:-1]
    best = np.argwhere(depth == depth.max())
    middle = best.mean(axis=0)
    row, column = best[np.argmin(((best - middle) ** 2).sum(axis=1))]
    return int(row), int(column)
