"""Which nodes of unreached information sets can be the likeliest at the same time, when mistakes become rare.

A mistake of probability eps**order becomes rare as eps goes to zero, and each unused move may have a positive order of
its own. The order of a way is the sum of those of the unused moves on it; at every information set the likeliest nodes
are those whose ways have the least order. Such orders are the labels of Kreps and Wilson (1982, lemma A1), and the
plausibility numbers of Streufert (2012).

1. That given ways are of least order at their sets is a system of linear inequalities in the orders. Its solution, or
   that there is none, comes from Lemke's algorithm in integers.
2. What orders allow they allow for any part of it. The largest choices are found by leaving out, one after another,
   the members of a choice that is not possible (Reiter 1987).

Guarantee: all choices that are not part of a larger one. Cost: a linear system for each choice that is tried; there is
only one largest choice unless ways of different lengths conflict.

References
----------
Kreps and Wilson (1982), Sequential equilibria, Econometrica 50.
Reiter (1987), A theory of diagnosis from first principles, Artificial Intelligence 32.
Perea, Jansen and Peters (1997), Characterization of consistent assessments in extensive form games, GEB 21.
Streufert (2012), Additive plausibility characterizes the supports of consistent assessments, University of Western
Ontario, Research Report 2012-3.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import lcm
from typing import TypeAlias

Move: TypeAlias = tuple[int, int]  # an information set, or -1 and less for a node of chance; and the move's position
Way: TypeAlias = frozenset[Move]  # the unused moves on the way to a node
Choice: TypeAlias = tuple[frozenset[int], ...]  # for each information set the positions of some of its ways


@lru_cache(maxsize=4096)
def largest_choices(sets: tuple[tuple[Way, ...], ...], among: Choice | None = None) -> tuple[Choice, ...]:
    """The ways that can be of least order at all information sets at once; each choice as large as can be.

    Parameters
    ----------
    sets
        For each information set its ways.
    among
        The ways to choose among, if not all.

    Examples
    --------
    After L and M, both unused, all depends on their orders. To do R after M as well is less likely than M alone:

    >>> L, M, R = (0, 1), (0, 2), (1, 1)
    >>> [[sorted(ways) for ways in choice] for choice in largest_choices(((frozenset({L}), frozenset({M})),))]
    [[[0, 1]]]
    >>> ways = frozenset({L}), frozenset({M}), frozenset({M, R})
    >>> [[sorted(ways) for ways in choice] for choice in largest_choices((ways,))]
    [[[0, 1]]]

    Where one set has L and M, and another L and M followed by R, they cannot all be the likeliest:

    >>> sets = (frozenset({L}), frozenset({M})), (frozenset({L}), frozenset({M, R}))
    >>> [[sorted(ways) for ways in choice] for choice in largest_choices(sets)]
    [[[1], [0, 1]], [[0, 1], [0]]]
    """
    least = among or [_without_longer(ways) for ways in sets]
    waiting = [frozenset((index, k) for index, kept in enumerate(least) for k in kept)]
    found: list[frozenset[tuple[int, int]]] = []
    tried = set(waiting)
    while waiting:
        waiting.sort(key=lambda pairs: (len(pairs), sorted(pairs)))
        chosen = waiting.pop()
        if any(chosen <= other for other in found):
            continue
        if orders(sets, _by_set(chosen, len(sets))) is not None:
            found.append(chosen)
            continue
        smaller = {chosen - {pair} for pair in _conflict(sets, chosen)} - tried
        tried |= smaller
        waiting += smaller
    choices = (_by_set(chosen, len(sets)) for chosen in found)
    return tuple(choice for choice in choices if all(choice))


def _without_longer(ways: Sequence[Way]) -> list[int]:
    """The ways that do not hold all of another way and more: those are of a larger order whatever the orders are."""
    return [k for k, way in enumerate(ways) if not any(other < way for other in ways)]


def _by_set(pairs: Iterable[tuple[int, int]], size: int) -> Choice:
    chosen: list[set[int]] = [set() for _ in range(size)]
    for index, k in pairs:
        chosen[index].add(k)
    return tuple(map(frozenset, chosen))


def _conflict(sets: Sequence[Sequence[Way]], pairs: frozenset[tuple[int, int]]) -> frozenset[tuple[int, int]]:
    """Members of an impossible choice that are impossible together, none to spare."""
    for pair in sorted(pairs):
        if orders(sets, _by_set(pairs - {pair}, len(sets))) is None:
            pairs = pairs - {pair}
    return pairs


def orders(sets: Sequence[Sequence[Way]], choice: Choice) -> dict[Move, int] | None:
    """Whole orders, one or more for each move, that make the chosen ways of least order; None if there are none."""
    moves = sorted({move for ways in sets for way in ways for move in way})
    rows: dict[tuple[int, ...], None] = {}
    for ways, chosen in zip(sets, choice, strict=True):
        for k in chosen:
            # Not less than the first chosen way and not more: the other chosen ones meet the same with it.
            compared = ways if k == min(chosen) else (ways[min(chosen)],)
            rows |= {tuple((m in other) - (m in ways[k]) for m in moves): None for other in compared}
    found = _one_or_more(list(rows), len(moves))
    return None if found is None else dict(zip(moves, found, strict=True))


def _one_or_more(rows: Sequence[tuple[int, ...]], size: int) -> list[int] | None:
    """Whole numbers x >= 1 with ``row . x >= 0`` for every row; None if there are none.

    The inequalities in y = x - 1 >= 0 and multipliers of their own make a complementarity problem with a skew matrix,
    for which a path to infinity means that they have no solution (Cottle and Dantzig 1968).
    """
    import numpy as np

    from deterrence.solvers.numeric.lemke import SecondaryRayError, lemke

    rows = [row for row in rows if any(v < 0 for v in row)]
    if not rows:
        return [1] * size
    table = np.array(rows, dtype=object)
    skew = np.zeros((size + len(rows),) * 2, dtype=object)
    skew[:size, size:], skew[size:, :size] = -table.T, table
    right = np.array([0] * size + [sum(row) for row in rows], dtype=object)
    try:
        y = lemke(skew, right)[:size]
    except SecondaryRayError:
        return None
    scale = lcm(*(v.denominator for v in y))
    return [int(scale * (v + 1)) for v in y]
