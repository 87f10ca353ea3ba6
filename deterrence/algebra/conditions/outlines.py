"""The cells and boundaries of a plane as lines and areas to draw. Floats: a picture, not a proof.

Which root of which factor bounds what, and where it begins and ends, is taken from the exact decomposition; only the
points between are computed in floats.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, cos, pi
from typing import TYPE_CHECKING, Final, TypeAlias

from deterrence.algebra.conditions.plane import Boundary, Key, Plane, PlaneCell, Slab, roughly
from deterrence.algebra.exact.polynomials import as_fraction

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[np.float64]

# Points on a curve that crosses the whole window.
RESOLUTION: Final = 240


@dataclass(frozen=True)
class Window:
    """The part of the plane that is drawn."""

    left: float
    right: float
    bottom: float
    top: float


def window(plane: Plane) -> Window:
    """The ranges of the letters; where there is none, room around all that happens."""
    points = [plane.sample(key) for cell in plane.cells for key in cell.members[:8]]

    def reach(low: object, high: object, values: Sequence[float]) -> tuple[float, float]:
        lowest, highest = min(values, default=0.0), max(values, default=0.0)
        room = 0.25 * (highest - lowest) or 1.0
        left = lowest - room if low is None else float(low)  # type: ignore[arg-type]
        return left, highest + room if high is None else float(high)  # type: ignore[arg-type]

    left, right = reach(*plane.x_range, [roughly(x) for x, _ in points])
    bottom, top = reach(*plane.y_range, [roughly(y) for _, y in points])
    return Window(left, right, bottom, top)


def polylines(plane: Plane, boundary: Boundary, within: Window | None = None) -> list[tuple[Array, Array]]:
    """A boundary as curves to draw: the x and the y of each. An isolated point is a curve of one point."""
    import numpy as np

    view = within or window(plane)
    pieces = [_piece(plane, edge, view) for edge in boundary.edges]
    lines = [_joined(chain) for chain in _chains(pieces)]
    for at, place in boundary.points:
        slab = plane.slabs[at]
        lines.append((np.array([_place(slab)]), np.array([_height(slab, place)])))
    return lines


def areas(plane: Plane, cell: PlaneCell, within: Window | None = None) -> list[tuple[Array, Array, Array]]:
    """A cell of dimension two as areas to fill: the x, the lower y and the upper y of each."""
    import numpy as np

    view = within or window(plane)
    runs = _runs(plane, cell)
    found = []
    for chain in _chained(plane, cell, runs):
        parts = [_area(plane, run, view) for run in chain]
        found.append(tuple(np.concatenate([part[i] for part in parts]) for i in range(3)))
    return found  # type: ignore[return-value]


# --- one piece of a curve -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Piece:
    """A piece of a curve, and the points of the decomposition where it begins and ends (None: at no point)."""

    start: Key | None
    end: Key | None
    x: Array
    y: Array

    @property
    def reversed(self) -> _Piece:
        return _Piece(self.end, self.start, self.x[::-1], self.y[::-1])


def _place(slab: Slab) -> float:
    return roughly(slab.fibre.place)


def _height(slab: Slab, place: int) -> float:
    return float(slab.fibre.balls[place // 2].mid())


def _piece(plane: Plane, edge: Key, view: Window) -> _Piece:
    import numpy as np

    at, place = edge
    slab = plane.slabs[at]
    if slab.is_point:
        below, above = place - 1, place + 1
        low = _height(slab, below) if below in slab.places else view.bottom
        high = _height(slab, above) if above in slab.places else view.top
        start = (at, below) if below in slab.places else None
        end = (at, above) if above in slab.places else None
        return _Piece(start, end, np.full(2, _place(slab)), np.array([low, high]))
    x = _abscissas(slab, view)
    y = _branch(plane, at, place // 2, x)
    ends: list[Key | None] = []
    keep = slice(0, len(x))
    for other, index in ((at - 1, 0), (at + 1, -1)):
        end = _end(plane, at, other, place // 2)
        ends.append(end)
        if end is not None:
            y[index] = _height(plane.slabs[end[0]], end[1])
        elif 0 <= other < len(plane.slabs):  # it runs off to infinity
            keep = slice(1, keep.stop) if index == 0 else slice(keep.start, len(x) - 1)
    return _Piece(ends[0], ends[1], x[keep], y[keep])


def _end(plane: Plane, at: int, other: int, root: int) -> Key | None:
    """The point at the critical value beside to which a root tends, if it is one."""
    if not 0 <= other < len(plane.slabs):
        return None
    target = plane.targets[at, other][root]
    count = len(plane.slabs[other].fibre.balls)
    return (other, target) if 0 < target < 2 * count else None


def _abscissas(slab: Slab, view: Window) -> Array:
    """Values across a strip, closer together near its ends, where curves may be steep."""
    import numpy as np

    left = view.left if slab.lower is None else roughly(slab.lower)
    right = view.right if slab.upper is None else roughly(slab.upper)
    count = 4 + ceil(RESOLUTION * min(1.0, abs(right - left) / ((view.right - view.left) or 1.0)))
    steps = [(1 - cos(pi * n / (count - 1))) / 2 for n in range(count)]
    return left + (right - left) * np.array(steps)


def _branch(plane: Plane, at: int, root: int, x: Array) -> Array:
    """The values of one root of a strip's stack along the strip."""
    import numpy as np

    above = plane.slabs[at].fibre
    (index,) = above.vanishing[root]
    rank, count = above.roots[index].index(root), len(above.roots[index])
    coefficients = [
        np.asarray(np.polyval([float(as_fraction(c)) for c in reversed(polynomial.coeffs())] or [0.0], x), dtype=float)
        for polynomial in plane.curves[index].coefficients
    ]
    with np.errstate(all="ignore"):
        if len(coefficients) == 2:
            return np.asarray(-coefficients[0] / coefficients[1])
        if len(coefficients) == 3:
            return _quadratic_root(coefficients, rank)
    rows = np.stack(coefficients[::-1], axis=-1)
    return np.array([_real_root(row, rank, count) for row in rows])


def _quadratic_root(coefficients: Sequence[Array], rank: int) -> Array:
    import numpy as np

    c, b, a = coefficients
    reach = np.sqrt(np.maximum(b * b - 4 * a * c, 0.0))
    larger = -(b + np.where(b < 0, -reach, reach)) / 2
    pair = np.stack([larger / a, np.where(larger == 0, 0.0, c / larger)])
    return np.asarray(np.sort(pair, axis=0)[rank])


def _real_root(coefficients: Array, rank: int, count: int) -> float:
    """The root of that rank among the `count` roots that are most nearly real."""
    import numpy as np

    roots = np.roots(coefficients)
    if len(roots) < count or not np.isfinite(roots).all():
        return float("nan")
    nearest = roots[np.argsort(np.abs(roots.imag), kind="stable")[:count]]
    return float(np.sort(nearest.real)[rank])


# --- pieces joined to curves ----------------------------------------------------------------------------------------


def _chains(pieces: Sequence[_Piece]) -> list[list[_Piece]]:
    """Pieces in runs, each beginning where the one before it ends; a run stops where more than two pieces meet."""
    meeting: dict[Key, list[int]] = {}
    for index, piece in enumerate(pieces):
        for end in (piece.start, piece.end):
            if end is not None:
                meeting.setdefault(end, []).append(index)

    def is_inside(end: Key | None) -> bool:
        return end is not None and len(meeting[end]) == 2

    # First the runs that have a beginning, then those that close on themselves.
    outer = [i for i, p in enumerate(pieces) if not (is_inside(p.start) and is_inside(p.end))]
    used: set[int] = set()
    found = []
    for first in [*outer, *range(len(pieces))]:
        if first in used:
            continue
        used.add(first)
        piece = pieces[first]
        chain = [piece if not is_inside(piece.start) or is_inside(piece.end) else piece.reversed]
        while (end := chain[-1].end) is not None and is_inside(end):
            following = [i for i in meeting[end] if i not in used]
            if not following:
                break
            used.add(following[0])
            piece = pieces[following[0]]
            chain.append(piece if piece.start == end else piece.reversed)
        found.append(chain)
    return found


def _joined(chain: Sequence[_Piece]) -> tuple[Array, Array]:
    import numpy as np

    return np.concatenate([piece.x for piece in chain]), np.concatenate([piece.y for piece in chain])


# --- areas ----------------------------------------------------------------------------------------------------------

# A strip, and the lowest and highest place of a connected part of its stack.
_Run: TypeAlias = tuple[int, int, int]


def _runs(plane: Plane, cell: PlaneCell) -> list[_Run]:
    """The connected parts of each strip that belong to a cell."""
    places: dict[int, list[int]] = {}
    for at, place in cell.members:
        if not plane.slabs[at].is_point:
            places.setdefault(at, []).append(place)
    found: list[_Run] = []
    for at, inside in sorted(places.items()):
        for place in sorted(inside):
            if found and found[-1][0] == at and found[-1][2] == place - 1:
                found[-1] = (at, found[-1][1], place)
            else:
                found.append((at, place, place))
    even = [(at, low + low % 2, high - high % 2) for at, low, high in found]
    return [run for run in even if run[1] <= run[2]]


def _chained(plane: Plane, cell: PlaneCell, runs: Sequence[_Run]) -> list[list[_Run]]:
    """Runs one after the other, where one is joined to one only."""
    where = {(at, place): run for run in runs for at, low, high in [run] for place in range(low, high + 1)}
    after: dict[_Run, set[_Run]] = {}
    before: dict[_Run, set[_Run]] = {}
    for key in cell.members:
        if plane.slabs[key[0]].is_point and key[1] % 2 == 0:
            sides = [where[side] for side in plane.closures.get(key, ()) if side in where]
            for left in sides:
                for right in sides:
                    if left[0] < right[0]:
                        after.setdefault(left, set()).add(right)
                        before.setdefault(right, set()).add(left)
    chains: list[list[_Run]] = []
    for run in runs:
        (previous,) = before.get(run, {None}) if len(before.get(run, ())) < 2 else (None,)
        if previous is not None and len(after[previous]) == 1 and chains:
            chain = next((c for c in chains if c[-1] == previous), None)
            if chain is not None:
                chain.append(run)
                continue
        chains.append([run])
    return chains


def _area(plane: Plane, run: _Run, view: Window) -> tuple[Array, Array, Array]:
    import numpy as np

    at, low, high = run
    slab = plane.slabs[at]
    x = _abscissas(slab, view)
    count = len(slab.fibre.balls)

    def edge(root: int, away: float) -> Array:
        if not 0 <= root < count:
            return np.full(len(x), away)
        y = _branch(plane, at, root, x)
        for other, index in ((at - 1, 0), (at + 1, -1)):
            if (end := _end(plane, at, other, root)) is not None:
                y[index] = _height(plane.slabs[end[0]], end[1])
            elif 0 <= other < len(plane.slabs):
                y[index] = view.top if plane.targets[at, other][root] > 0 else view.bottom
        return y

    lower = edge(low // 2 - 1, view.bottom)
    upper = edge(high // 2, view.top)
    return x, np.clip(lower, view.bottom, view.top), np.clip(upper, view.bottom, view.top)
