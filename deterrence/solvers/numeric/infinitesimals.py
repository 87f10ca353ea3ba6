"""Polynomials in one positive infinitesimal, with whole coefficients, and cones over them by double description.

A polynomial is the tuple of its coefficients, lowest power first; its sign is that of the first that is not zero. So
one calculation answers for all small enough values of the infinitesimal at once.

Algorithm
---------
A cone is kept by its extreme rays, each with the inequalities that it meets with equality. A further inequality keeps
the rays that meet it, and cuts each edge between one that meets it strictly and one that does not. Two rays span an
edge if no third meets all inequalities with equality that both do. All this holds in any ordered field.

References
----------
Motzkin, Raiffa, Thompson and Thrall (1953), The double description method, Annals of Mathematics Studies 28.
Fukuda and Prodon (1996), Double description method revisited, Lecture Notes in Computer Science 1120.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product, zip_longest
from math import gcd
from typing import TypeAlias

from deterrence.algebra.time_limit.deadline import check_time

Infinitesimal: TypeAlias = tuple[int, ...]
Vector: TypeAlias = tuple[Infinitesimal, ...]


def sign(value: Infinitesimal) -> int:
    """The sign for small positive values of the infinitesimal.

    Examples
    --------
    >>> sign((0, -3, 5)), sign(())
    (-1, 0)
    """
    first = next((c for c in value if c), 0)
    return (first > 0) - (first < 0)


def _plus(one: Infinitesimal, other: Infinitesimal) -> Infinitesimal:
    return tuple(a + b for a, b in zip_longest(one, other, fillvalue=0))


def _times(one: Infinitesimal, other: Infinitesimal) -> Infinitesimal:
    if not any(one) or not any(other):
        return ()
    total = [0] * (len(one) + len(other) - 1)
    for (i, a), (j, b) in product(enumerate(one), enumerate(other)):
        total[i + j] += a * b
    return tuple(total)


def dot(form: Sequence[Infinitesimal], vector: Vector) -> Infinitesimal:
    """The value of a linear form.

    Examples
    --------
    >>> dot([(1,), (0, -1)], ((0, 2), (1,)))
    (0, 1)
    """
    total: Infinitesimal = ()
    for a, x in zip(form, vector, strict=True):
        total = _plus(total, _times(a, x))
    return total


@dataclass(frozen=True, slots=True)
class _Ray:
    entries: Vector
    tight: frozenset[int]


def extreme_rays(dimension: int, forms: Sequence[Sequence[Infinitesimal]], equations: int = 0) -> list[Vector]:
    """The extreme rays of the vectors x >= 0 with ``form . x >= 0`` for every form; ``= 0`` for the first of them.

    Parameters
    ----------
    dimension
        How many numbers a vector has.
    forms
        The coefficients of each inequality.
    equations
        How many of the forms, from the first on, must be zero.

    Examples
    --------
    Beliefs (x, y) with y at most an infinitesimal part of x:

    >>> extreme_rays(2, [[(0, 1), (-1,)]])
    [((1,), ()), ((1,), (0, 1))]
    """
    everyone = range(dimension)
    rays = [_Ray(tuple((1,) if i == j else () for j in everyone), frozenset(everyone) - {i}) for i in everyone]
    for index, form in enumerate(forms, dimension):
        check_time()
        values = [dot(form, ray.entries) for ray in rays]
        signs = [sign(value) for value in values]
        kept = [_Ray(r.entries, r.tight | {index}) for r, s in zip(rays, signs, strict=True) if s == 0]
        if index - dimension >= equations:
            kept += [r for r, s in zip(rays, signs, strict=True) if s > 0]
        for i, o in product(range(len(rays)), repeat=2):
            if signs[i] > 0 > signs[o] and _spans_an_edge(rays[i], rays[o], rays):
                entries = zip(rays[i].entries, rays[o].entries, strict=True)
                minus = tuple(-c for c in values[o])
                cut = tuple(_plus(_times(values[i], y), _times(minus, x)) for x, y in entries)
                kept.append(_Ray(_reduced(cut), (rays[i].tight & rays[o].tight) | {index}))
        rays = kept
    return [ray.entries for ray in rays]


def _spans_an_edge(one: _Ray, other: _Ray, rays: Sequence[_Ray]) -> bool:
    common = one.tight & other.tight
    return not any(common <= ray.tight for ray in rays if ray is not one and ray is not other)


def _reduced(vector: Vector) -> Vector:
    """Without common factors and common powers of the infinitesimal."""
    common = gcd(*(c for entry in vector for c in entry))
    lowest = min(next(k for k, c in enumerate(entry) if c) for entry in vector if any(entry))
    shorter = []
    for entry in vector:
        size = max((k + 1 for k, c in enumerate(entry) if c), default=0)
        shorter.append(tuple(c // common for c in entry[lowest:size]))
    return tuple(shorter)


def limit(vector: Vector) -> tuple[Fraction, ...]:
    """Where the vector, scaled to sum to one, goes as the infinitesimal goes to zero.

    Examples
    --------
    >>> [str(x) for x in limit(((1, 3), (0, 1), (1,)))]
    ['1/2', '0', '1/2']
    """
    lowest = min(next(k for k, c in enumerate(entry) if c) for entry in vector if any(entry))
    leading = [entry[lowest] if len(entry) > lowest else 0 for entry in vector]
    return tuple(Fraction(c, sum(leading)) for c in leading)
