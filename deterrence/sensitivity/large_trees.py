"""Thresholds of a large tree of perfect information, from backward induction along the line.

1. Backward induction gives each node's choice between breakpoints, on the whole line at once.
2. A value of the letter matters where at some node the best move's payoff is met by another's: there more than one
   equilibrium exists, at the ends of the range too. Between such values there is exactly one.

The cells are found at once; a cell's equilibria, a move at each of thousands of nodes, are worked out when asked for.
At a value with ties these are the pure ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Final

from deterrence.algebra.conditions import Condition, condition
from deterrence.algebra.decide import Background
from deterrence.algebra.expressions import FormulaError
from deterrence.algebra.fences import fences
from deterrence.algebra.line import Interval
from deterrence.algebra.rational import ring
from deterrence.algebra.region import Region
from deterrence.algebra.roots import Exact, RealRoot, real_roots, simplest_between
from deterrence.algebra.simplify import solution_on_line
from deterrence.games.forms import TreeForm, tree_form
from deterrence.games.model import Model
from deterrence.games.tree import Tree
from deterrence.solvers.backward_induction import Induction, Quotient, induct, quotient
from deterrence.solvers.equilibria import Equilibrium, Layout
from deterrence.solvers.promise import Promise

# With more decisions than this, what happens at ties is more than anyone reads.
LARGE: Final = 10
MOST_AT_A_POINT: Final = 8


@dataclass(frozen=True, eq=False)
class LazyEquilibria:
    """The equilibria of a cell, worked out when asked for."""

    induction: Induction
    background: Background
    interval: Interval

    @property
    def size(self) -> int:
        """How many decisions the tree has."""
        return len(self.induction.form.information_sets)

    def make(self) -> tuple[Equilibrium, ...]:
        """Work them out."""
        from deterrence.solvers.large_trees import family_on
        from deterrence.solvers.tree_families import tree_layout

        form, names = self.induction.form, self.induction.form.ring.names
        layout = tree_layout(form)
        lower, upper = self.interval.lower, self.interval.upper
        if lower is not None and lower == upper:
            exists = Region(_just(lower, names[0]), self.background, names)
            return tuple(
                _equilibrium(form, layout, plan, exists) for plan in plans_at(self.induction, lower, MOST_AT_A_POINT)
            )
        exists = Region(fences(Interval(lower, upper, True, True), form.ring)[0], self.background, names)
        return (family_on(self.induction, layout, exists, simplest_between(lower, upper)),)


@dataclass(frozen=True)
class LargeCut:
    """The line of a large tree cut into cells, the thresholds among their ends, and what is promised."""

    cells: tuple[tuple[Interval, LazyEquilibria], ...]
    points: tuple[Exact, ...]
    promise: Promise


def large_form(line: Model) -> TreeForm | None:
    """A game with one letter as a tree, where it is one of perfect information too large for the general solver."""
    if not isinstance(line, Tree) or len(line.letters) != 1 or len(line.steps) <= LARGE or line.types:
        return None
    decisions = sum(len(found.nodes) for found in line.written_sets)
    if decisions <= LARGE or len(line.written_sets) != decisions:
        return None
    try:
        return tree_form(line)
    except FormulaError:
        return None


def large_tree_cells(form: TreeForm, background: Background, letter: str) -> LargeCut:
    """Cut the line of a large tree of perfect information into cells."""
    low, high = (background.ranges or {}).get(letter, (None, None))
    induction = induct(form, low, high)
    ties = sorted(set(_tie_places(induction)))
    cells: list[tuple[Interval, LazyEquilibria]] = []
    points: list[Exact] = []
    for allowed in solution_on_line((), background, letter) or ():
        inside = [place for place in ties if allowed.contains(place)]
        points += [place for place in inside if place not in (allowed.lower, allowed.upper)]
        cells += [(part, LazyEquilibria(induction, background, part)) for part in _cut(allowed, inside)]
    reasons = []
    if ties:
        reasons.append("at a value where moves tie, mixtures of the equilibria that meet there are not listed")
    if induction.tied:
        reasons.append(f"moves are tied for all values at {len(induction.tied)} decisions; one was taken")
    promise = Promise("subgame-perfect", "backward induction").lacking(*reasons)
    return LargeCut(tuple(cells), tuple(points), promise)


def families_of_large(form: TreeForm, background: Background, letter: str) -> tuple[tuple[Equilibrium, ...], Promise]:
    """The families of a large tree on a line: one for each interval between ties, and the pure ones at ties."""
    cut = large_tree_cells(form, background, letter)
    families: list[Equilibrium] = []
    for interval, lazy in cut.cells:
        made = lazy.make()
        if interval.lower is not None and interval.lower == interval.upper:
            families += made
            continue
        for fence in fences(Interval(interval.lower, interval.upper, True, True), form.ring):
            families.append(replace(made[0], exists=Region(fence, background, (letter,))))
    return tuple(families), cut.promise


def _cut(allowed: Interval, places: Sequence[Exact]) -> Iterator[Interval]:
    """The points and the open intervals between them; an end of the range without ties joins its interval."""
    if allowed.lower is not None and allowed.lower == allowed.upper:
        yield allowed
        return
    ends: list[Exact | None] = [p for p in places if p not in (allowed.lower, allowed.upper)]
    marks = [allowed.lower, *ends, allowed.upper]
    for index, (lower, upper) in enumerate(pairwise(marks)):
        if lower is not None and lower in places:
            yield Interval(lower, lower, True, True)
        first, last = index == 0, index == len(marks) - 2
        from_start = first and allowed.lower_closed and lower not in places
        to_end = last and allowed.upper_closed and upper not in places
        yield Interval(lower, upper, from_start, to_end)
    if allowed.upper is not None and allowed.upper in places:
        yield Interval(allowed.upper, allowed.upper, True, True)


def _tie_places(induction: Induction) -> Iterator[Exact]:
    """The values, ends of the range included, at which another move is as good as the one chosen."""
    form = induction.form
    for index, node in enumerate(form.nodes):
        if node.kind != "decision":
            continue
        player = form.information_sets[node.information_set].player
        lower = induction.low
        for piece in induction.pieces[index]:
            for move, child in enumerate(node.children):
                if move != piece.move:
                    rival = [(p.upper, p.payoffs[player]) for p in induction.pieces[child]]
                    yield from _meetings(piece.payoffs[player], rival, lower, piece.upper)
            lower = piece.upper


def _meetings(
    best: Quotient, rival: Sequence[tuple[Exact | None, Quotient]], lower: Exact | None, upper: Exact | None
) -> Iterator[Exact]:
    """Where in a closed interval a rival's payoff, given in pieces, equals the best."""
    start: Exact | None = None
    for end, value in rival:
        if end is not None and lower is not None and end < lower:
            start = end
            continue
        gain = best.minus(value)
        if gain.above.degree() >= 0:
            for root in real_roots(int(c) for c in gain.above.numer().coeffs()):
                after = all(edge is None or edge <= root for edge in (start, lower))
                before = all(edge is None or root <= edge for edge in (end, upper))
                if after and before:
                    yield root
        start = end
        if upper is not None and end is not None and end >= upper:
            return


# --- at a single value ----------------------------------------------------------------------------------------------


def plans_at(induction: Induction, place: Exact, most: int) -> list[dict[int, int]]:
    """The pure subgame-perfect equilibria at one value of the letter, as a move for each node; at most so many.

    Of moves that tie for all values of the letter the first is taken, as on the intervals beside.
    """
    waiting: list[dict[int, int]] = [{}]
    found: list[dict[int, int]] = []
    while waiting and len(found) < most:
        settled = waiting.pop()
        plan, ties = _induct_at(induction, place, settled)
        found.append(plan)
        for node, moves in ties:
            waiting += [{**settled, node: move} for move in moves[1:]]
            settled = {**settled, node: moves[0]}
    return found


def _induct_at(
    induction: Induction, place: Exact, settled: dict[int, int]
) -> tuple[dict[int, int], list[tuple[int, list[int]]]]:
    """Backward induction at one value: the plan, and the ties met that were not settled (the first move was taken)."""
    form = induction.form
    values: list[tuple[Quotient, ...]] = [()] * len(form.nodes)
    plan: dict[int, int] = {}
    ties: list[tuple[int, list[int]]] = []
    for index in range(len(form.nodes) - 1, -1, -1):
        node = form.nodes[index]
        if node.kind == "outcome":
            values[index] = induction.pieces[index][0].payoffs
        elif node.kind == "chance":
            values[index] = _average([values[c] for c in node.children], [quotient(p) for p in node.probabilities])
        else:
            player = form.information_sets[node.information_set].player
            best = _best_moves([values[c][player] for c in node.children], place)
            if index not in settled and len(best) > 1:
                ties.append((index, best))
            plan[index] = settled.get(index, best[0])
            values[index] = values[node.children[plan[index]]]
    return plan, ties


def _average(values: Sequence[tuple[Quotient, ...]], weights: Sequence[Quotient]) -> tuple[Quotient, ...]:
    totals = []
    for column in zip(*values, strict=True):
        total = weights[0].times(column[0])
        for weight, value in zip(weights[1:], column[1:], strict=True):
            total = total.plus(weight.times(value))
        totals.append(total)
    return tuple(totals)


def _best_moves(payoffs: Sequence[Quotient], place: Exact) -> list[int]:
    """The best moves at a value; of those with the same payoff for all values, the first."""
    best = [0]
    for move in range(1, len(payoffs)):
        gains = [payoffs[move].minus(payoffs[other]) for other in best]
        sign = gains[0].sign(place)
        if sign > 0:
            best = [move]
        elif sign == 0 and all(gain.above.degree() >= 0 for gain in gains):
            best.append(move)
    return best


def _equilibrium(form: TreeForm, layout: Layout, plan: dict[int, int], exists: Region) -> Equilibrium:
    from deterrence.solvers.play import expected_payoffs, outcome_chances, reach

    home = form.ring
    rows = [
        tuple(home.one if m == plan[place.nodes[0]] else home.zero for m in range(len(place.moves)))
        for place in form.information_sets
    ]
    chances = reach(form, rows)
    outcomes = outcome_chances(form, chances)
    payoffs = expected_payoffs(form, chances)
    return Equilibrium(layout, tuple(rows), payoffs, tuple(outcomes[n] for n in layout.outcomes), exists)


def _just(place: Exact, letter: str) -> tuple[Condition, ...]:
    """The conditions that hold at one value of the letter alone."""
    x = ring((letter,)).letter(letter)
    if isinstance(place, Fraction):
        return (condition(x - place, "=="),)
    assert isinstance(place, RealRoot)
    total = x - x
    for power, coefficient in enumerate(place.coefficients):
        total = total + x**power * coefficient
    return condition(total, "=="), condition(x - place.lower, ">"), condition(x - place.upper, "<")
