"""Maximal Nash subsets and connected components of a bimatrix game's equilibria, from its extreme equilibria.

The extreme equilibria (x, y) are the edges of a bipartite graph. Each maximal complete bipartite subgraph X x Y spans a
maximal Nash subset conv(X) x conv(Y): any x' in conv(X) with any y' in conv(Y) is an equilibrium. Connected components
of the graph are the connected components of the set of all equilibria.

Algorithm
---------
1. The common neighbours of a set of x are an intersection of neighbourhoods: close the neighbourhoods under
   intersection.
2. Each nonempty closed set Y, with all common neighbours X of Y, is one maximal complete subgraph.

Cost: quadratic in the number of maximal subsets, which can itself be exponential in a very degenerate game.

References
----------
Avis, Rosenberg, Savani and von Stengel (2010), Enumeration of Nash equilibria for two-player games, Economic Theory 42.
Jansen (1981), Maximal Nash subsets for bimatrix games, Naval Research Logistics Quarterly 28.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from deterrence.algebra.time_limit.deadline import Deadline


@dataclass(frozen=True, slots=True, order=True)
class NashSubset:
    """Any mixture of these row strategies with any mixture of these column strategies is an equilibrium."""

    rows: tuple[int, ...]
    columns: tuple[int, ...]


def maximal_nash_subsets(
    pairs: Iterable[tuple[int, int]], deadline: Deadline | None = None
) -> tuple[tuple[NashSubset, ...], ...]:
    """Find the connected components, each as its maximal Nash subsets.

    Parameters
    ----------
    pairs : iterable of (int, int)
        Extreme equilibria, as indices of row player's and column player's strategies.
    deadline : Deadline, optional
        When to give up, with an OutOfTime.

    Returns
    -------
    tuple of tuples of NashSubset
        In ascending order; an isolated equilibrium is a component of one subset of one pair.

    Examples
    --------
    >>> maximal_nash_subsets([(0, 0), (0, 1), (1, 1), (2, 2)])  # doctest: +NORMALIZE_WHITESPACE
    ((NashSubset(rows=(0,), columns=(0, 1)), NashSubset(rows=(0, 1), columns=(1,))),
     (NashSubset(rows=(2,), columns=(2,)),))
    """
    deadline = deadline or Deadline()
    neighbours: dict[int, frozenset[int]] = {}
    for i, j in pairs:
        neighbours[i] = neighbours.get(i, frozenset()) | {j}
    components: list[tuple[set[int], dict[int, frozenset[int]]]] = []
    for i, columns in sorted(neighbours.items()):
        seen, members = set(columns), {i: columns}
        apart = []
        for other_seen, other_members in components:
            if seen & other_seen:
                seen |= other_seen
                members |= other_members
            else:
                apart.append((other_seen, other_members))
        components = [*apart, (seen, members)]
    return tuple(sorted(tuple(sorted(_maximal(members, deadline))) for _, members in components))


def _maximal(neighbours: dict[int, frozenset[int]], deadline: Deadline) -> list[NashSubset]:
    """Maximal complete bipartite subgraphs: the neighbourhoods closed under intersection."""
    closed: set[frozenset[int]] = set()
    for columns in set(neighbours.values()):
        deadline.check()
        closed |= {columns & other for other in closed} | {columns}
    closed.discard(frozenset())
    return [
        NashSubset(tuple(sorted(i for i, of_i in neighbours.items() if columns <= of_i)), tuple(sorted(columns)))
        for columns in closed
    ]
