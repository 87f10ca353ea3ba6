"""The mixture of some profiles whose entropy is greatest: sum of -p*log(p) over all moves of all players.

Entropy is strictly concave, so there is one such profile, though not one set of weights.

Algorithm
---------
Pairwise Frank-Wolfe (Lacoste-Julien and Jaggi 2015) in floats: weight moves from the profile along which entropy rises
least to the one along which it rises most, as far as it rises. The greatest rise left, over all profiles, bounds by how
much entropy falls short, and so how far the mixture may be off. A rational profile near the end is tried: it is the
one sought if it is a mixture, and entropy rises towards no profile, which compares products of rational powers.

Guarantee: exact where fractions are returned; otherwise floats, within about 1e-6.

References
----------
Lacoste-Julien and Jaggi (2015), On the global linear convergence of Frank-Wolfe optimization variants, NeurIPS 28.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm, log
from typing import Final

from deterrence.algebra.time_limit.deadline import check_time
from deterrence.solvers.numeric.infinitesimals import extreme_rays

SHORT: Final = 1e-13
MOST_STEPS: Final = 20_000
DENOMINATOR: Final = 1_000
LARGEST: Final = 2_000  # of an exponent in the comparison of products

Point = Sequence[Fraction]


def greatest_entropy(points: Sequence[Point]) -> list[Fraction] | list[float]:
    """The mixture of some points whose entropy is greatest.

    Parameters
    ----------
    points
        For each profile the probabilities of all moves, player after player.

    Examples
    --------
    >>> one, half = Fraction(1), Fraction(1, 2)
    >>> [str(p) for p in greatest_entropy([(one, 0 * one, 0 * one), (0 * one, half, half)])]
    ['1/3', '1/3', '1/3']
    """
    if len(points) == 1:
        return list(points[0])
    numbers = _climbed([[float(p) for p in point] for point in points])
    near = [Fraction(p).limit_denominator(DENOMINATOR) for p in numbers]
    return near if is_greatest(near, points) else numbers


def entropy(point: Sequence[Fraction] | Sequence[float]) -> float:
    """The entropy of a profile.

    Examples
    --------
    >>> round(entropy([0.5, 0.5]), 4)
    0.6931
    """
    return -sum(float(p) * log(p) for p in point if p)


def _climbed(points: Sequence[Sequence[float]]) -> list[float]:
    weights = [1 / len(points)] * len(points)
    for _ in range(MOST_STEPS):
        check_time()
        at = [sum(w * p[k] for w, p in zip(weights, points, strict=True)) for k in range(len(points[0]))]
        rises = [_rise(point, at) for point in points]
        up = max(range(len(points)), key=rises.__getitem__)
        down = min((k for k, w in enumerate(weights) if w > 0), key=rises.__getitem__)
        if rises[up] <= SHORT or up == down:
            break
        way = [a - b for a, b in zip(points[up], points[down], strict=True)]
        step = _step(at, way, weights[down])
        weights[up], weights[down] = weights[up] + step, weights[down] - step
    return at


def _rise(point: Sequence[float], at: Sequence[float]) -> float:
    """How entropy rises from where it is towards a point, at first."""
    return -sum((p - a) * log(a) for p, a in zip(point, at, strict=True) if a > 0)


def _step(at: Sequence[float], way: Sequence[float], most: float) -> float:
    """How far entropy rises along a way: its slope falls, and is halved in on."""
    low, high = 0.0, most
    for _ in range(60):
        step = (low + high) / 2
        there = [a + step * d for a, d in zip(at, way, strict=True)]
        rises = -sum(d * log(p) for p, d in zip(there, way, strict=True) if d and p > 0)
        low, high = (step, high) if rises > 0 else (low, step)
    return high if high == most else low


def is_greatest(at: Sequence[Fraction], points: Sequence[Point]) -> bool:
    """Whether a profile is a mixture of some points, and that of the greatest entropy; False also where it is hard.

    Examples
    --------
    >>> one = Fraction(1)
    >>> is_greatest([one / 2, one / 2], [(one, 0 * one), (0 * one, one)])
    True
    """
    if any(p < 0 or (p == 0 and any(point[k] for point in points)) for k, p in enumerate(at)):
        return False
    unit = lcm(*(v.denominator for vector in (at, *points) for v in vector))
    equations = [[(int((point[k] - p) * unit),) for point in points] for k, p in enumerate(at)]
    if not extreme_rays(len(points), equations, len(equations)):
        return False
    return all(_falls_towards(point, at, unit) for point in points)


def _falls_towards(point: Point, at: Sequence[Fraction], unit: int) -> bool:
    """Whether the sum of (q - p)*log(p) is not negative: the product of the powers p**(q - p) is at least one."""
    powers = [int((q - p) * unit) for p, q in zip(at, point, strict=True)]
    if max(map(abs, powers)) > LARGEST:
        return False
    above, below = 1, 1
    for p, power in zip(at, powers, strict=True):
        if power:
            above *= (p.numerator if power > 0 else p.denominator) ** abs(power)
            below *= (p.denominator if power > 0 else p.numerator) ** abs(power)
    return above >= below
