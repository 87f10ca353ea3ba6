"""Which signs polynomials may have on the boxes of a grid, as bits.

The box of all letters' ranges is cut into equal small boxes. Of each polynomial it is known on which of them it may be
negative, zero or positive, one integer each, bit k for box k: what the bounds of `bernstein.py` exclude is excluded,
what they leave open counts as possible. So a combination of signs that is possible on no box occurs nowhere, ties
included. The polynomials are bounded many at once.

Where a letter that occurs has no ends, or many letters occur, there is one box on which everything is possible.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from importlib.util import find_spec
from typing import Any, Final

from deterrence.algebra.conditions.decide import Background
from deterrence.algebra.time_limit.deadline import check_time

INTERVALS: Final = {1: 48, 2: 12, 3: 6}  # of a letter's range, by the number of letters
AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class MaybeSigns:
    """The boxes on which a polynomial may be negative, zero, positive."""

    negative: int
    zero: int
    positive: int

    def times(self, sign: int) -> MaybeSigns:
        """Those of the polynomial, or for -1 of minus the polynomial."""
        return self if sign > 0 else MaybeSigns(self.positive, self.zero, self.negative)

    def product(self, other: MaybeSigns) -> MaybeSigns:
        """Those of the product of two polynomials."""
        unlike = self.negative & other.positive | self.positive & other.negative
        alike = self.negative & other.negative | self.positive & other.positive
        return MaybeSigns(unlike, self.zero | other.zero, alike)

    @property
    def square(self) -> MaybeSigns:
        """Those of the square."""
        return MaybeSigns(0, self.zero, self.negative | self.positive)


class BoxSigns:
    """Signs of some polynomials on the boxes.

    Parameters
    ----------
    background
        The letters and their ranges.
    polynomials
        Those whose signs will be asked for.

    Attributes
    ----------
    everywhere
        All boxes.
    """

    def __init__(self, background: Background, polynomials: Iterable[Any]) -> None:
        distinct = {str(p): p for p in polynomials if not p.is_constant()}
        letters = background.ring.names
        occur = [any(degrees) for degrees in zip(*(p.degrees() for p in distinct.values()), strict=True)]
        ranges = _closed(background, [name for name, occurs in zip(letters, occur, strict=False) if occurs])
        self._known: dict[str, MaybeSigns] = {}
        self.everywhere = 1
        if ranges is not None:
            self.everywhere = (1 << INTERVALS[len(ranges)] ** len(ranges)) - 1
            texts, kept = list(distinct), list(distinct.values())
            for start in range(0, len(kept), AT_ONCE):
                check_time()
                part = slice(start, start + AT_ONCE)
                self._known.update(zip(texts[part], _bounded(kept[part], letters, ranges), strict=True))

    def of(self, polynomial: Any) -> MaybeSigns:
        """Where a polynomial may be negative, zero, positive."""
        if polynomial.is_constant():
            sign = 0 if polynomial == 0 else 1 if polynomial.leading_coefficient() > 0 else -1
            return MaybeSigns(*(self.everywhere if sign == s else 0 for s in (-1, 0, 1)))
        return self._known.get(str(polynomial)) or MaybeSigns(self.everywhere, self.everywhere, self.everywhere)


def _closed(background: Background, letters: Sequence[str]) -> dict[str, tuple[Fraction, Fraction]] | None:
    """The ranges of the letters; None where one has no end, there are many, or there is no numpy, as in a browser."""
    if len(letters) not in INTERVALS or find_spec("numpy") is None:
        return None
    ranges = {name: (background.ranges or {}).get(name, (None, None)) for name in letters}
    closed = {n: (low, high) for n, (low, high) in ranges.items() if low is not None and high is not None}
    return closed if len(closed) == len(ranges) else None


def _bounded(
    polynomials: Sequence[Any], letters: Sequence[str], ranges: Mapping[str, tuple[Fraction, Fraction]]
) -> Iterable[MaybeSigns]:
    import numpy as np

    from deterrence.algebra.conditions.bernstein import (
        as_array,
        bounds_by_coefficients,
        grid,
        on_unit_cube,
        to_bernstein,
    )

    places = [letters.index(name) for name in ranges]
    moved = [{tuple(e[i] for i in places): c for e, c in on_unit_cube(p, letters, ranges).items()} for p in polynomials]
    degrees = [max(e[axis] for terms in moved for e in terms) for axis in range(len(places))]
    n = INTERVALS[len(ranges)]
    boxes = grid(tuple(ranges), n)
    matrices = [to_bernstein(d, n)[..., boxes[name]] for d, name in zip(degrees, ranges, strict=True)]
    bounds = bounds_by_coefficients(np.stack([as_array(terms, degrees) for terms in moved]), matrices)
    if bounds is None:
        return [MaybeSigns(*[(1 << n ** len(ranges)) - 1] * 3)] * len(polynomials)
    low, high = bounds
    return map(MaybeSigns, as_bits(low < 0), as_bits((low <= 0) & (high >= 0)), as_bits(high > 0))


def as_bits(rows: Any) -> list[int]:
    """Each row of an array of truth values as an integer, bit k for entry k."""
    import numpy as np

    return [int.from_bytes(row.tobytes(), "little") for row in np.packbits(rows, axis=1, bitorder="little")]
