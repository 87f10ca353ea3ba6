"""What beliefs in a tree must be: Bayes' rule on the path and after deviations, and limits of mistakes.

Shares no code with the solvers: this is what the beliefs that they state are checked with. Beliefs are numbers here, at
one place in parameter space and at all information sets together.

* Bayes' rule where play leads. Elsewhere from the nearest earlier information set through which all nodes are reached,
  if its belief determines this one; the move that left the path is taken as given (Fudenberg and Tirole 1991).
* Limits of mistakes (Kreps and Wilson 1982): there are orders of smallness for the unused moves that make just the
  nodes believed in the likeliest ones of their sets, and weights that bring about the odds between them. The orders are
  found, and then held against the beliefs. Weights exist when every product of odds in which they cancel is one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm, prod
from typing import Any, Final, TypeAlias

from deterrence.algebra.conditions.conditions import condition
from deterrence.algebra.conditions.prove import find
from deterrence.algebra.exact.rational import ring
from deterrence.equilibria.tree_regret import Play

BeliefsAt: TypeAlias = Mapping[int, Sequence[Any]]  # for each information set a number for each node
Fail: TypeAlias = Callable[[str], None]
Move: TypeAlias = tuple[int, int]


# --- Bayes' rule ------------------------------------------------------------------------------------------------------


def check_bayes(play: Play, beliefs: BeliefsAt, fail: Fail) -> None:
    """Call `fail` for every belief that Bayes' rule determines and that is another."""
    numbers = play.numbers
    reached = play.reach()
    for index, place in enumerate(play.form.information_sets):
        told = [reached[node] for node in place.nodes]
        if numbers.is_zero(sum(told)):
            told = _carried_on(play, beliefs, index) or []
        total = sum(told)
        for belief, weight in zip(beliefs[index], told, strict=bool(told)):
            if not numbers.is_zero(belief * total - weight):
                fail(f"the belief of {place.agent} at {place.name} is not Bayes' rule")
                break


def _carried_on(play: Play, beliefs: BeliefsAt, index: int) -> list[Any] | None:
    """How likely each node is, told by the nearest earlier information set that says; None where none does."""
    nodes = play.form.information_sets[index].nodes
    passed = [_passed(play, node) for node in nodes]
    common = set.intersection(*(set(way) for way in passed))
    for earlier in sorted(common, key=lambda place: -max(way[place][0] for way in passed)):
        starts = [way[earlier] for way in passed]
        where = {node: k for k, node in enumerate(play.form.information_sets[earlier].nodes)}
        prior = [beliefs[earlier][where[start]] for start, _ in starts]
        after = [_probability(play, start, node) for (start, _), node in zip(starts, nodes, strict=True)]
        told = [b * p for b, p in zip(prior, after, strict=True)]
        if not play.numbers.is_zero(sum(told)):
            return told
        if len({move for _, move in starts}) == 1:
            after = [
                _probability(play, play.form.nodes[start].children[move], node)
                for (start, move), node in zip(starts, nodes, strict=True)
            ]
            told = [b * p for b, p in zip(prior, after, strict=True)]
            if not play.numbers.is_zero(sum(told)):
                return told
    return None


def _passed(play: Play, node: int) -> dict[int, tuple[int, int]]:
    """The information sets on the way to a node: which of their nodes, and which move there."""
    found: dict[int, tuple[int, int]] = {}
    for parent, move in _way(play, node):
        if play.form.nodes[parent].kind == "decision":
            found[play.form.nodes[parent].information_set] = parent, move
    return found


def _way(play: Play, node: int) -> Iterator[tuple[int, int]]:
    """The nodes before a node, the nearest first, and the move made there."""
    nodes = play.form.nodes
    while nodes[node].parent >= 0:
        yield nodes[node].parent, nodes[node].move
        node = nodes[node].parent


def _probability(play: Play, start: int, node: int) -> Any:
    """The probability of going from a node to one below it."""
    found: Any = 1
    for parent, move in _way(play, node) if node != start else ():
        found = found * play.weights[parent][move]
        if parent == start:
            break
    return found


# --- limits of mistakes -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Route:
    """The unused moves on the way to a node, and the product of the probabilities of all others."""

    unused: Counter[Move]
    used: Any
    believed: bool
    belief: Any


NO_WEIGHTS: Final = "no weights of mistakes bring about the odds of the beliefs"


def check_consistent(play: Play, beliefs: BeliefsAt, fail: Fail) -> bool:
    """Call `fail` if the beliefs are no limit of mistakes; False if that could not be decided."""
    routes: dict[int, list[_Route]] = {}
    for index, place in enumerate(play.form.information_sets):
        found = [_route(play, node, belief) for node, belief in zip(place.nodes, beliefs[index], strict=True)]
        possible = [route for route in found if not any(where < 0 for where, _ in route.unused)]
        if possible and any(route.believed for route in found if route not in possible):
            fail(f"{place.agent} believes in what is impossible at {place.name}")
        routes[index] = possible or found
    orders = _orders(list(routes.values()))
    if orders is None:
        return False
    if not orders and any(route.unused for found in routes.values() for route in found):
        fail("no orders of mistakes make just the nodes believed in the likeliest of their sets")
        return True
    for index, found in routes.items():
        totals = [sum(orders[move] * n for move, n in route.unused.items()) for route in found]
        if any(route.believed != (total == min(totals)) for route, total in zip(found, totals, strict=True)):
            place = play.form.information_sets[index]
            fail(f"{place.agent} does not believe in just the likeliest nodes at {place.name}")
    if not all(_is_one(odds, play) for odds in _without_weights(list(routes.values()))):
        fail(NO_WEIGHTS)
    return True


def _route(play: Play, node: int, belief: Any) -> _Route:
    unused: Counter[Move] = Counter()
    used: Any = 1
    for parent, move in _way(play, node):
        weight = play.weights[parent][move]
        if play.numbers.is_zero(weight):
            chance = play.form.nodes[parent].kind == "chance"
            unused[(-1 - parent, move) if chance else (play.form.nodes[parent].information_set, move)] += 1
        else:
            used = used * weight
    return _Route(unused, used, not play.numbers.is_zero(belief), belief)


def _orders(routes: Sequence[Sequence[_Route]]) -> dict[Move, int] | None:
    """Orders that make those believed in the likeliest; empty if there are none, None if that is not known."""
    moves = sorted({move for found in routes for route in found for move in route.unused})
    if not moves:
        return {}
    names = {move: f"order{k}" for k, move in enumerate(moves)}
    home = ring(tuple(names.values()))
    asked = [condition(home.letter(name) - 1, ">=") for name in names.values()]

    def total(route: _Route) -> Any:
        return sum((home.letter(names[move]) * n for move, n in route.unused.items()), home.zero)

    for found in routes:
        first = next(route for route in found if route.believed)
        for route in found:
            more = total(route) - total(first)
            asked.append(condition(more, "==") if route.believed else condition(more - 1, ">="))
    answer = find(asked)
    if answer.satisfiable is None or (answer.satisfiable and set(names.values()) - set(answer.point)):
        return None
    if not answer.satisfiable:
        return {}
    scale = lcm(*(answer.point[name].denominator for name in names.values()))
    return {move: int(answer.point[name] * scale) for move, name in names.items()}


_Odds: TypeAlias = list[tuple[_Route, _Route, int]]


def _without_weights(routes: Sequence[Sequence[_Route]]) -> Iterator[_Odds]:
    """Products of powers of odds in which all weights cancel; every other such product is one of these."""
    pairs = []
    for found in routes:
        first, *others = (route for route in found if route.believed)
        pairs += [(other, first) for other in others]
    moves = sorted({move for pair in pairs for route in pair for move in route.unused})
    rows = [[Fraction(one.unused[move] - two.unused[move]) for one, two in pairs] for move in moves]
    for powers in _kernel(rows, len(pairs)):
        scale = lcm(*(power.denominator for power in powers))
        yield [(one, two, int(power * scale)) for (one, two), power in zip(pairs, powers, strict=True) if power]


def _kernel(rows: list[list[Fraction]], size: int) -> Iterator[list[Fraction]]:
    """A basis of the vectors that a matrix takes to zero, by elimination."""
    pivots: list[int] = []
    for column in range(size):
        row = next((r for r in range(len(pivots), len(rows)) if rows[r][column]), None)
        if row is None:
            continue
        rows[len(pivots)], rows[row] = rows[row], rows[len(pivots)]
        pivot = rows[len(pivots)]
        pivot[:] = [v / pivot[column] for v in pivot]
        for other in rows:
            if other is not pivot and other[column]:
                other[:] = [v - other[column] * p for v, p in zip(other, pivot, strict=True)]
        pivots.append(column)
    for free in (column for column in range(size) if column not in pivots):
        vector = [Fraction(int(column == free)) for column in range(size)]
        for row, column in enumerate(pivots):
            vector[column] = -rows[row][free]
        yield vector


def _is_one(odds: _Odds, play: Play) -> bool:
    """Whether a product of powers of odds, mistakes aside, is one."""
    ups = [pair if power > 0 else (pair[1], pair[0]) for *pair, power in odds for _ in range(abs(power))]
    one_whole = play.numbers.constant(Fraction(1))
    left = prod((one.belief * two.used for one, two in ups), start=one_whole)
    right = prod((two.belief * one.used for one, two in ups), start=one_whole)
    return play.numbers.is_zero(left - right)
