"""From values of a letter to places along a line."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from deterrence.algebra.conditions.line import Interval
    from deterrence.algebra.exact.roots import Exact
    from deterrence.sensitivity.line.thresholds import Thresholds

WIDTH = 430.0


@dataclass(frozen=True)
class LineScale:
    """A stretch of the line drawn `width` points wide."""

    low: float
    high: float
    width: float = WIDTH

    @staticmethod
    def of(found: Thresholds) -> LineScale:
        """The range of the letter; where it is unbounded, somewhat beyond the outermost threshold and base value."""
        parameter = found.game.parameters.get(found.letter)
        low = None if parameter is None else parameter.low
        high = None if parameter is None else parameter.high
        shown = [float(point) for point in found.points]
        shown += [float(end) for end in (low, high) if end is not None]
        if parameter is not None and parameter.base is not None:
            shown.append(float(parameter.base))
        first, last = min(shown, default=0.0), max(shown, default=1.0)
        room = (last - first) / 5 or 1.0
        return LineScale(first - room if low is None else float(low), last + room if high is None else float(high))

    def x(self, value: Exact | float) -> float:
        """Where a value lies, in points."""
        if self.high == self.low:
            return self.width / 2
        return (float(value) - self.low) / (self.high - self.low) * self.width

    def all(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Where many values lie."""
        return (values - self.low) / (self.high - self.low) * self.width

    def ends(self, interval: Interval) -> tuple[float, float]:
        """Where an interval lies; an infinite end is that of the picture."""
        left = 0.0 if interval.lower is None else self.x(interval.lower)
        right = self.width if interval.upper is None else self.x(interval.upper)
        return max(left, 0.0), min(right, self.width)

    def ticks(self) -> list[Fraction]:
        """Round values to be marked, about five of them.

        Examples
        --------
        >>> [str(tick) for tick in LineScale(0, 1).ticks()]
        ['0', '1/5', '2/5', '3/5', '4/5', '1']
        """
        if self.high == self.low:
            return [Fraction(self.low)]
        span = Fraction(self.high) - Fraction(self.low)
        power = Fraction(1)
        while power * 10 <= span:
            power *= 10
        while power > span:
            power /= 10
        steps = (power * part for part in (Fraction(1, 10), Fraction(1, 5), Fraction(1, 2), Fraction(1), Fraction(2)))
        step = next(step for step in steps if span / step <= 6)
        first = -(-Fraction(self.low) // step)
        count = int((Fraction(self.high) - first * step) // step)
        return [(first + number) * step for number in range(count + 1)]
