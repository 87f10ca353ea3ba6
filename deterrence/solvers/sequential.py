"""Consistency of beliefs: what Kreps and Wilson (1982) ask beyond Bayes' rule.

A belief is consistent when it is the limit of Bayes beliefs under full trembles. Where every tremble is free, the odds
between two nodes of an unreached information set are the odds of chance and of the moves used on the way, times a free
positive number for every unused move on the way that the two ways do not share (Kreps and Wilson 1982, lemmas A1 and
A2; Kohlberg and Reny 1997). So:

* a node whose way holds all the unused moves of another node's way, and more, is infinitely less likely: belief zero;
* when the free numbers of some odds combine to those of others, the odds are tied by an equation.

The limit beliefs in which odds go to zero or infinity meet the same equations, multiplied out.

Guarantee: the conditions are necessary, and sufficient when the ways that remain can be given equal orders of
trembling, which is checked; otherwise the answer says that it may list too much.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import flint

from deterrence.algebra.rational import RationalFunction
from deterrence.solvers.assessments import Arena, Beliefs, Rows


@dataclass(frozen=True)
class Way:
    """How a node is reached: the unused moves on the way, each once, and the product of all other probabilities."""

    unused: Counter[tuple[int, int]]
    used: RationalFunction


@dataclass(frozen=True)
class Odds:
    """Between two nodes of an unreached information set: which unused moves tell their ways apart, and the beliefs."""

    unused: dict[tuple[int, int], int]
    above: RationalFunction
    below: RationalFunction


def consistency(arena: Arena, rows: Rows, beliefs: Beliefs) -> tuple[list[RationalFunction], bool]:
    """Equations that the free beliefs must meet to be consistent, and whether these are certainly enough."""
    equations: list[RationalFunction] = []
    odds: list[Odds] = []
    for index in sorted(beliefs.free):
        place, belief = arena.form.information_sets[index], beliefs.at(index)
        ways = [_way(arena, rows, node) for node in place.nodes]
        likely = [i for i, way in enumerate(ways) if not any(_holds_more(way, other) for other in ways)]
        equations += [belief[i] for i in range(len(ways)) if i not in likely]
        first = likely[0]
        for i in likely[1:]:
            difference = ways[i].unused.copy()
            difference.subtract(ways[first].unused)
            odds.append(
                Odds(
                    {move: n for move, n in difference.items() if n},
                    belief[i] * ways[first].used,
                    belief[first] * ways[i].used,
                )
            )
    equations += _ties(odds)
    return equations, _can_tremble_alike(odds)


def _way(arena: Arena, rows: Rows, node: int) -> Way:
    unused: Counter[tuple[int, int]] = Counter()
    product = arena.home.one
    while arena.form.nodes[node].parent >= 0:
        move, parent = arena.form.nodes[node].move, arena.form.nodes[node].parent
        chance = arena.form.nodes[parent].kind == "chance"
        place = arena.form.nodes[parent].information_set
        weight = arena.chances[parent][move] if chance else rows[place][move]
        if weight.is_zero and not chance:
            unused[place, move] += 1
        else:
            product = product * weight
        node = parent
    return Way(unused, product)


def _holds_more(way: Way, other: Way) -> bool:
    return other.unused != way.unused and other.unused <= way.unused


def _ties(odds: list[Odds]) -> list[RationalFunction]:
    """One equation for each whole-number combination of odds in which the free numbers cancel."""
    moves = sorted({move for o in odds for move in o.unused})
    if not odds:
        return []
    table = flint.fmpz_mat([[o.unused.get(move, 0) for o in odds] for move in moves]) if moves else None
    if table is None:
        return [o.above - o.below for o in odds]
    equations = []
    kernel, rank = table.nullspace()
    for column in range(rank):
        weights = [int(kernel[row, column]) for row in range(len(odds))]
        left, right = odds[0].above.ring.one, odds[0].above.ring.one
        for o, weight in zip(odds, weights, strict=True):
            up, down = (o.above, o.below) if weight > 0 else (o.below, o.above)
            left, right = left * up ** abs(weight), right * down ** abs(weight)
        equations.append(left - right)
    return equations


def _can_tremble_alike(odds: list[Odds]) -> bool:
    """Whether unused moves can have positive orders of smallness that make every pair of ways equally unlikely."""
    import z3

    moves = sorted({move for o in odds for move in o.unused})
    order = {move: z3.Real(f"order {move}") for move in moves}
    solver = z3.Solver()
    solver.add([order[move] >= 1 for move in moves])
    for o in odds:
        solver.add(z3.Sum([n * order[move] for move, n in o.unused.items()] or [z3.RealVal(0)]) == 0)
    return bool(solver.check() == z3.sat)
