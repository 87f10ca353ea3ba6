"""All proper equilibria of a matrix of two players, in numbers, as products of polytopes.

A profile of completely mixed strategies is e-proper if a move that pays less than another is at most e times as likely.
An equilibrium is proper if it is the limit of e-proper profiles as e goes to zero (Myerson 1978).

Algorithm
---------
1. What moves pay orders them, the best first, ties together. Some orders of the two players' moves hold for profiles
   with e as small as one likes that go to the limit, since there are finitely many.
2. For two orders the e-proper profiles are those of a cone for each player: by the order of its own moves, later ones
   are at most e times as likely; by the order of the other's moves, what these pay, which is linear in the strategy.
   That the payoffs and the probabilities are strictly in order, and positive, holds inside the cone if it does on one
   ray each.
3. The extreme rays, scaled to sum to one, are calculated in an infinitesimal e (`infinitesimals.py`). Strategies of
   the cone are mixtures of them with weights that may depend on e: so the limits are the mixtures of their limits.
4. Orders are those that fit one of the maximal Nash subsets: what pays more than another throughout stands before it,
   and what is played throughout stands first.

Guarantee: every product of polytopes consists of proper equilibria, and, if the Nash subsets are all, every proper
equilibrium lies in one. Exact.

Cost: a double description for each pair of orders; n moves whose payoffs tie throughout have as many orders as the
Fubini numbers say (3 moves 13, 4 moves 75, 5 moves 541).

References
----------
Myerson (1978), Refinements of the Nash equilibrium concept, International Journal of Game Theory 7.
van Damme (1991), Stability and Perfection of Nash Equilibria, 2nd edition, Springer, sections 2.3 and 3.5.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import chain, combinations, pairwise
from math import lcm
from typing import TypeAlias

from deterrence.algebra.time_limit.deadline import check_time
from deterrence.solvers.numeric.infinitesimals import Infinitesimal, dot, extreme_rays, limit, sign

Strategy: TypeAlias = tuple[Fraction, ...]
Order: TypeAlias = tuple[tuple[int, ...], ...]  # moves that pay the same, the best first
Span: TypeAlias = tuple[Sequence[Strategy], Sequence[Strategy]]  # any mixture of the first with any of the second
Table: TypeAlias = Sequence[Sequence[Fraction]]


def proper_sets(first: Table, second: Table, spans: Iterable[Span]) -> list[Span]:
    """The proper equilibria that lie in Nash subsets, or have the orders of payoffs of some that do.

    Parameters
    ----------
    first, second
        What the row and the column player get, by row and column.
    spans
        The maximal Nash subsets, by the strategies of each player that span them.

    Examples
    --------
    Myerson (1978), figure 2: of two perfect equilibria one is proper.

    >>> rows = [[1, 0, -9], [0, 0, -7], [-9, -7, -7]]
    >>> table = [[Fraction(v) for v in row] for row in rows]
    >>> ends = [(Fraction(1), Fraction(0), Fraction(0)), (Fraction(0), Fraction(1), Fraction(0))]
    >>> [[str(p) for p in xs[0]] for xs, ys in proper_sets(table, table, [([end], [end]) for end in ends])]
    [['1', '0', '0']]
    """
    by_rows, by_columns = _whole(first), _whole(tuple(zip(*second, strict=True)))
    tried: dict[tuple[Order, Order], Span | None] = {}
    for rows, columns in spans:
        mine, its = list(_orders(by_rows, rows, columns)), list(_orders(by_columns, columns, rows))
        for own in mine:
            for other in its:
                check_time()
                if (own, other) not in tried:
                    xs = _limits(own, other, by_columns)
                    ys = _limits(other, own, by_rows) if xs else []
                    tried[own, other] = (xs, ys) if ys else None
    return _largest([span for span in tried.values() if span is not None])


def _whole(table: Table) -> list[list[int]]:
    """The same payoffs in another unit, in which they are whole."""
    unit = lcm(*(v.denominator for row in table for v in row))
    return [[int(v * unit) for v in row] for row in table]


def _orders(gains: Sequence[Sequence[int]], own: Sequence[Strategy], other: Sequence[Strategy]) -> Iterator[Order]:
    """The orders of moves that may hold near an equilibrium of a Nash subset."""
    moves = range(len(gains))
    paid = [[sum(p * v for p, v in zip(y, row, strict=True)) for y in other] for row in gains]
    below = {m: {k for k in moves if all(a < b for a, b in zip(paid[m], paid[k], strict=True))} for m in moves}
    played = {m for m in moves if all(x[m] for x in own)}

    def rest(left: frozenset[int]) -> Iterator[Order]:
        check_time()
        if not left:
            yield ()
            return
        free = sorted(m for m in left if not below[m] & left)
        for block in chain.from_iterable(combinations(free, size) for size in range(1, len(free) + 1)):
            if len(left) == len(gains) and not played <= set(block):
                continue
            for later in rest(left - set(block)):
                yield (block, *later)

    return rest(frozenset(moves))


def _limits(own: Order, other: Order, gains: Sequence[Sequence[int]]) -> list[Strategy]:
    """The limits of strategies whose mistakes follow the order of the own moves, and that order the other's moves."""
    size = sum(map(len, own))

    def form(entries: dict[int, Infinitesimal]) -> list[Infinitesimal]:
        return [entries.get(move, ()) for move in range(size)]

    def lead(better: int, worse: int) -> list[Infinitesimal]:
        return [(a - b,) for a, b in zip(gains[better], gains[worse], strict=True)]

    ties = [lead(a, b) for block in other for a, b in pairwise(block)]
    ratios = [form({a: (0, 1), b: (-1,)}) for better, worse in pairwise(own) for a in better for b in worse]
    leads = [lead(better[0], worse[0]) for better, worse in pairwise(other)]
    rays = extreme_rays(size, [*ties, *ratios, *leads], len(ties))
    strict = [*leads, *(form({move: (1,)}) for move in range(size))]
    if not all(any(sign(dot(f, ray)) > 0 for ray in rays) for f in strict):
        return []
    return _corners(list(dict.fromkeys(map(limit, rays))))


def _corners(points: list[Strategy]) -> list[Strategy]:
    """The points that are no mixtures of others."""
    left = points
    for point in points:
        others = [other for other in left if other != point]
        if _is_mixture(point, others):
            left = others
    return sorted(left, reverse=True)


def _is_mixture(point: Strategy, others: Sequence[Strategy]) -> bool:
    unit = lcm(*(v.denominator for vector in (point, *others) for v in vector))
    equations = [[(int((other[k] - v) * unit),) for other in others] for k, v in enumerate(point)]
    return bool(others) and bool(extreme_rays(len(others), equations, len(equations)))


def _largest(spans: list[Span]) -> list[Span]:
    """The sets that no other contains, each once."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda span: -len(span[0]) * len(span[1])):
        if not any(_within(span, other) for other in found):
            found = [*(other for other in found if not _within(other, span)), span]
    return found


def _within(span: Span, other: Span) -> bool:
    sides = zip(span, other, strict=True)
    return all(point in theirs or _is_mixture(point, theirs) for mine, theirs in sides for point in mine)
