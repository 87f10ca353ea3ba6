"""Sample points of a parameter space: a random walk, the same on every machine.

It starts at the base point, or at any point that is found; in turn each letter moves to a random place in its range,
where that is allowed.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from deterrence.algebra.conditions.prove import find

if TYPE_CHECKING:
    from deterrence.algebra.conditions.decide import Background

POOL_SIZE: Final = 48
POOL_TRIES: Final = 200
WALK_TRIES: Final = 6
MOST_STUCK: Final = 4
UNBOUNDED_WIDTH: Final = 8


def sample_points(background: Background) -> tuple[Mapping[str, Fraction], ...]:
    """Points that satisfy a background; none where none is known."""
    source = random.Random(20260101)
    start = background.base if background.base is not None else _any_point(background, source)
    if start is None:
        return ()
    points: list[Mapping[str, Fraction]] = [dict(start)]
    stuck = 0
    while len(points) < (POOL_SIZE if background.ring.names else 1) and stuck < MOST_STUCK:
        points.append(_walked(background, dict(points[-1]), source))
        stuck = stuck + 1 if points[-1] == points[-2] else 0
    return tuple(points)


def _any_point(background: Background, source: random.Random) -> Mapping[str, Fraction] | None:
    for _ in range(0 if background.has_an_equation else POOL_TRIES):
        point = {name: _draw(background, name, source) for name in background.ring.names}
        if background.holds(point):
            return point
    found = find((), background.all_clauses).point
    middle = {name: _draw(background, name, source) for name in background.ring.names}
    point = {**middle, **found}
    return point if background.holds(point) else None


def _walked(background: Background, point: dict[str, Fraction], source: random.Random) -> dict[str, Fraction]:
    for name in background.ring.names:
        clauses = [
            c for c, letters in zip(background.all_clauses, background.clause_letters, strict=True) if name in letters
        ]
        for _ in range(WALK_TRIES):
            moved = {**point, name: _draw(background, name, source)}
            if all(any(all(c.holds(moved) for c in conj) for conj in clause) for clause in clauses):
                point = moved
                break
    return point


def _draw(background: Background, name: str, source: random.Random) -> Fraction:
    low, high = (background.ranges or {}).get(name, (None, None))
    if low is None and high is None:
        low, high = Fraction(-UNBOUNDED_WIDTH), Fraction(UNBOUNDED_WIDTH)
    elif low is None:
        assert high is not None
        low = high - UNBOUNDED_WIDTH
    elif high is None:
        high = low + UNBOUNDED_WIDTH
    assert high is not None
    return low + (high - low) * Fraction(source.randrange(1, 997), 997)
