"""Convex polygons in the plane with rational vertices: hull, cut by a half-plane, is a point inside.

A polygon is the tuple of its vertices, counter-clockwise; a point and a segment count, and so does nothing at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TypeAlias

Point: TypeAlias = tuple[Fraction, Fraction]
Polygon: TypeAlias = tuple[Point, ...]


def hull(points: Iterable[Point]) -> Polygon:
    """The convex hull, by Andrew's monotone chain.

    Examples
    --------
    >>> square = hull((Fraction(x), Fraction(y)) for x in range(3) for y in range(3))
    >>> [(int(x), int(y)) for x, y in square]
    [(0, 0), (2, 0), (2, 2), (0, 2)]
    """
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return tuple(ordered)
    lower, upper = _chain(ordered), _chain(list(reversed(ordered)))
    return tuple(lower[:-1] + upper[:-1])


def _chain(points: Sequence[Point]) -> list[Point]:
    chain: list[Point] = []
    for point in points:
        while len(chain) > 1 and turn(chain[-2], chain[-1], point) <= 0:
            chain.pop()
        chain.append(point)
    return chain


def turn(a: Point, b: Point, c: Point) -> Fraction:
    """Positive where a, b, c turn left, 0 where they are on a line."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def at_least(polygon: Polygon, axis: int, least: Fraction) -> Polygon:
    """The part of a polygon in which one coordinate is at least so much.

    Examples
    --------
    >>> triangle = hull([(Fraction(0), Fraction(0)), (Fraction(2), Fraction(0)), (Fraction(0), Fraction(2))])
    >>> [(int(x), int(y)) for x, y in at_least(triangle, 0, Fraction(1))]
    [(1, 0), (2, 0), (1, 1)]
    """
    kept: list[Point] = []
    for here, there in zip(polygon, (*polygon[1:], *polygon[:1]), strict=True):
        if here[axis] >= least:
            kept.append(here)
        if (here[axis] - least) * (there[axis] - least) < 0:
            share = (least - here[axis]) / (there[axis] - here[axis])
            kept.append((here[0] + share * (there[0] - here[0]), here[1] + share * (there[1] - here[1])))
    return hull(kept)


def contains(polygon: Polygon, point: Point) -> bool:
    """Whether a point lies in a polygon, its border included."""
    if len(polygon) < 3:
        if point in polygon:
            return True
        if len(polygon) < 2 or turn(polygon[0], polygon[1], point) != 0:
            return False
        return min(polygon) <= point <= max(polygon)
    return all(turn(a, b, point) >= 0 for a, b in zip(polygon, (*polygon[1:], *polygon[:1]), strict=True))


def distance(polygon: Polygon, point: Point) -> float:
    """How far a point is from a polygon."""
    if contains(polygon, point):
        return 0.0
    x, y = float(point[0]), float(point[1])
    best = float("inf")
    for a, b in zip(polygon, (*polygon[1:], *polygon[:1]), strict=True):
        ax, ay, dx, dy = float(a[0]), float(a[1]), float(b[0] - a[0]), float(b[1] - a[1])
        length = dx * dx + dy * dy
        share = 0.0 if length == 0 else min(1.0, max(0.0, ((x - ax) * dx + (y - ay) * dy) / length))
        best = min(best, ((x - ax - share * dx) ** 2 + (y - ay - share * dy) ** 2) ** 0.5)
    return best
