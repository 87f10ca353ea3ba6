"""Subgame-perfect equilibria of a large tree of perfect information with at most one letter, along its line.

1. Backward induction gives each decision's choice between breakpoints, on the whole line at once (`induct`).
2. Where at some decision the best move's payoff is met by another's there is more than one equilibrium, at the ends of
   the range too. These values cut the line into cells: points and open intervals.
3. On an interval there is one equilibrium. At a point, and where moves are tied for all values, few decisions are open
   (`tied_decisions.py`): their trees are solved by the general search, and combined.

Guarantee: all equilibria, those that span the sets of mixtures among them, as for small trees; unless so much is open
at one value that the search would not end: then some pure equilibria are listed there, and the answer says so. Cost: of
the induction, and for each tie that of a tree of the open decisions.

The cells are found at once; a cell's equilibria, a move at each of thousands of decisions, are made when asked for.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import chain, pairwise, product
from math import prod
from typing import Final

from deterrence.algebra.conditions.conditions import Conjunction, condition
from deterrence.algebra.conditions.decide import Background
from deterrence.algebra.conditions.fences import fences
from deterrence.algebra.conditions.line import Interval, holds_on
from deterrence.algebra.conditions.simplify import solution_on_line
from deterrence.algebra.exact.rational import RationalFunction, Ring
from deterrence.algebra.exact.roots import Exact, minimal_polynomial, rational, refined
from deterrence.algebra.region import Region
from deterrence.algebra.time_limit.deadline import Deadline, OutOfTime, property_in_time
from deterrence.algebra.values.value import equal_on_line
from deterrence.equilibria.equilibria import Component, Equilibrium, Found
from deterrence.equilibria.play import expected_payoffs, outcome_chances, reach
from deterrence.equilibria.profiles import poles
from deterrence.games.forms.forms import TreeForm
from deterrence.games.parts.layout import Layout
from deterrence.solvers.trees.backward_induction import Induction, Quotient, averaged, induct, quotient, tie_places
from deterrence.solvers.trees.tied_decisions import Core, Opened, Spot, opened, settled_payoffs
from deterrence.solvers.trees.tree_families import perfect_bayesian

# With more decisions than this a tree is solved along its line; what is open at a tie may have as many.
LARGE: Final = 10
# With more combinations of sets of moves to try at a value, only pure equilibria are looked for, at most so many.
MOST_SETS: Final = 20_000
MOST_PURE: Final = 16
IRRATIONAL: Final = "at a tie, mixtures with irrational probabilities are not listed"


def is_large_tree(form: TreeForm) -> bool:
    """Whether a tree is to be solved along its line."""
    return len(form.information_sets) > LARGE and len(form.ring.names) <= 1 and form.has_perfect_information


# --- the line in cells ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LineCut:
    """The line of a tree cut into cells.

    Attributes
    ----------
    cells
        From left to right: the points at which moves tie, and the intervals between.
    points
        The points in the interior of the range (or of a part of it that the assumptions leave).
    reasons
        Why not all equilibria will be listed.
    """

    cells: tuple[LineCell, ...]
    points: tuple[Exact, ...]
    reasons: tuple[str, ...]

    @property
    def is_even(self) -> bool:
        """Whether each equilibrium of an interval exists all along it, and all that are there are known."""
        found = (core for cell in self.cells if cell.spot.value is None for core in cell.cores)
        return not any(core.why or any(e.conditions for e in core.equilibria) for core in found)


def cut_line(form: TreeForm, background: Background, first: tuple[str, ...] = ()) -> LineCut:
    """Cut the line of a tree of perfect information with at most one letter into cells."""
    low, high = (background.ranges or {}).get(form.ring.names[0], (None, None)) if form.ring.names else (None, None)
    defined = poles((f for node in form.nodes for f in (*node.payoffs, *node.probabilities)), background)
    line = _Line(induct(form, low, high), background, form.layout, first, defined)
    ties = tie_places(line.induction)
    cells: list[LineCell] = []
    points: list[Exact] = []
    for allowed in _allowed(form, background, defined):
        inside = sorted(place for place in ties if allowed.contains(place))
        if line.induction.tied:  # after other choices where moves are tied, more may tie at an end of the range
            inside = sorted({*inside, *_closed_ends(allowed)})
        points += [place for place in inside if place not in (allowed.lower, allowed.upper)]
        spots = [Spot(part) for part in _cut(allowed, inside)]
        for spot in spots:
            tied = _tied_at(line.induction, spot, ties)
            cells.append(LineCell(line, spot, tied, _goes_on(line.induction, spot, tied, ties)))
    return LineCut(tuple(cells), tuple(points), _reasons(cells))


def _allowed(form: TreeForm, background: Background, defined: Conjunction) -> list[Interval]:
    """The parts of the line that ranges and assumptions leave, without values at which a payoff is divided by zero."""
    if not form.ring.names:
        return [Interval(Fraction(0), Fraction(0), True, True)]  # no letter: as good as one value
    return solution_on_line(defined, background, form.ring.names[0]) or []


def _closed_ends(allowed: Interval) -> Iterator[Exact]:
    if allowed.lower is not None and allowed.lower_closed:
        yield allowed.lower
    if allowed.upper is not None and allowed.upper_closed:
        yield allowed.upper


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


def _tied_at(induction: Induction, spot: Spot, ties: dict[Exact, set[int]]) -> frozenset[int]:
    """The decisions at which moves tie at a spot: there alone, or on an interval about it."""
    found = set() if spot.value is None else set(ties.get(spot.value, ()))
    for index in induction.tied:
        node = induction.form.nodes[index]
        place = induction.form.information_sets[node.information_set]
        worth = [settled_payoffs(induction, child, spot)[place.player] for child in node.children]
        best = settled_payoffs(induction, index, spot)[place.player]
        if sum(spot.sign(best.minus(value)) == 0 for value in worth) > 1:
            found.add(index)
    return frozenset(found)


def _goes_on(induction: Induction, spot: Spot, tied: frozenset[int], ties: dict[Exact, set[int]]) -> tuple[bool, bool]:
    """Whether the equilibria of an interval surely are ones at its ends too, where some may be indifferent."""
    if spot.value is not None or not induction.form.tie_rules:
        return True, True

    def breaks_a_rule(index: int, place: Exact) -> bool:
        node = induction.form.nodes[index]
        found = induction.form.information_sets[node.information_set]
        if found.when_indifferent in (-1, induction.move_at(index, spot.inside)):
            return False
        preferred = settled_payoffs(induction, node.children[found.when_indifferent], spot)
        best = settled_payoffs(induction, index, spot)
        return best[found.player].minus(preferred[found.player]).sign(place) == 0

    def at(place: Exact | None) -> bool:
        nodes = ties.get(place, ()) if place is not None else ()
        return not (nodes and tied) and not any(breaks_a_rule(index, place) for index in nodes if place is not None)

    return at(spot.interval.lower), at(spot.interval.upper)


def _reasons(cells: Sequence[LineCell]) -> tuple[str, ...]:
    crowded = [cell for cell in cells if cell.is_crowded]
    if not crowded:
        return ()
    only = f"only pure equilibria are looked for{{}}, and at most {MOST_PURE}"
    if not crowded[0].line.induction.form.ring.names:
        return (f"so many moves tie at once that {only.format('')}",)
    where = ", ".join(str(cell.spot.interval) for cell in crowded[:3]) + (", ..." if len(crowded) > 3 else "")
    return (f"so many moves tie at once (at {where}) that {only.format(' there')}",)


# --- a cell's equilibria ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Line:
    induction: Induction
    background: Background
    layout: Layout
    first: tuple[str, ...]
    defined: Conjunction  # that no payoff is divided by zero


Row = tuple[RationalFunction, ...]


@dataclass(frozen=True, eq=False)
class CoreEquilibrium:
    """What is done at the decisions of a core, by their nodes in the whole tree, and where in the cell."""

    rows: Mapping[int, Row]
    conditions: Conjunction


@dataclass(frozen=True, eq=False)
class CoreFound:
    """The equilibria of a core, those that span each set of mixtures, by position, and why some may be missing."""

    equilibria: tuple[CoreEquilibrium, ...]
    sets: tuple[tuple[int, ...], ...]
    why: str = ""

    @property
    def alone(self) -> list[tuple[int, ...]]:
        """The equilibria that are in no set, each by itself."""
        joined = {k for members in self.sets for k in members}
        return [(k,) for k in range(len(self.equilibria)) if k not in joined]


@dataclass(frozen=True, eq=False)
class LineCell:
    """A value of the letter at which moves tie, or an interval between two, with what is open there."""

    line: _Line
    spot: Spot
    tied: frozenset[int]
    # Whether an interval's equilibria are ones at its lower and its upper end too.
    goes_on: tuple[bool, bool] = (True, True)

    @property
    def size(self) -> int:
        """How many decisions the tree has."""
        return len(self.line.induction.form.information_sets)

    @cached_property
    def open(self) -> Opened:
        """The decisions that are open."""
        return opened(self.line.induction, self.spot, self.tied)

    @property
    def is_crowded(self) -> bool:
        """Whether too much is open for all equilibria to be listed."""
        cores = self.open.cores
        return any(len(core.decisions) > LARGE for core in cores) or prod(core.weight for core in cores) > MOST_SETS

    @property
    def fences(self) -> list[Conjunction]:
        """Conditions that together say that the letter lies in the cell, or at an end of it where all goes on."""
        form, value = self.line.induction.form, self.spot.value
        if not form.ring.names:
            return [()]
        if value is not None:
            return [_just(value, form.ring)]
        return fences(Interval(self.spot.interval.lower, self.spot.interval.upper, *self.goes_on), form.ring)

    @property_in_time
    def cores(self) -> tuple[CoreFound, ...]:
        """The equilibria of each core; where too much is open, some pure ones of all together."""
        if self.is_crowded:
            plans = plans_at(self.line.induction, self.spot, MOST_PURE)
            found = tuple(CoreEquilibrium({n: self._pure(n, m) for n, m in plan.items()}, ()) for plan in plans)
            return (CoreFound(found, ()),)
        return tuple(self._solved(core) for core in self.open.cores)

    def equilibria(self, fence: Conjunction) -> tuple[tuple[Equilibrium, ...], tuple[Component, ...]]:
        """All equilibria of the cell and the components that they span, said to exist where a fence holds."""
        parts = self.cores
        made = {
            chosen: self._family([part.equilibria[k] for part, k in zip(parts, chosen, strict=True)], fence)
            for chosen in product(*(range(len(part.equilibria)) for part in parts))
        }
        choices = [(*part.sets, *part.alone) for part in parts]
        components = []
        for sets in product(*choices):
            members = tuple(made[chosen] for chosen in product(*sets))
            if len(members) > 1:
                conditions = tuple(dict.fromkeys(c for e in members for c in e.exists.raw))
                components.append(Component(members, replace(members[0].exists, raw=conditions)))
        return tuple(made.values()), tuple(components)

    def _family(self, chosen: Sequence[CoreEquilibrium], fence: Conjunction) -> Equilibrium:
        form, induction = self.line.induction.form, self.line.induction
        decided = {node: row for part in chosen for node, row in part.rows.items()}
        rows = []
        for place in form.information_sets:
            (node,) = place.nodes
            move = self.open.forced.get(node)
            if node not in decided:
                decided[node] = self._pure(node, induction.move_at(node, self.spot.inside) if move is None else move)
            rows.append(decided[node])
        chances = reach(form, rows)
        outcomes = outcome_chances(form, chances)
        own = (c for part in chosen for c in part.conditions)
        conditions = tuple(dict.fromkeys((*self.line.defined, *fence, *own)))
        exists = Region(conditions, self.line.background, self.line.first)
        payoffs = expected_payoffs(form, chances)
        return Equilibrium(
            self.line.layout, tuple(rows), payoffs, tuple(outcomes[n] for n in self.line.layout.outcomes), exists
        )

    def _pure(self, node: int, move: int) -> Row:
        form = self.line.induction.form
        return tuple(form.ring.one if m == move else form.ring.zero for m in range(len(form.nodes[node].children)))

    def _solved(self, core: Core) -> CoreFound:
        """The equilibria of one core."""
        (node, moves), *more = core.decisions
        if not more and all(n.kind == "outcome" for n in core.form.nodes[1:]):
            pure = tuple(CoreEquilibrium({node: self._pure(node, move)}, ()) for move in moves)
            return CoreFound(pure, (tuple(range(len(moves))),))
        home = core.form.ring
        clauses = (tuple(self.fences),) if home.names else ()
        ranges = self.line.background.ranges if home.names else None
        found = perfect_bayesian(core.form, Background(home, clauses, ranges), (), Deadline())
        kept = [e for e in found.families if all(v.rational is not None for row in e.strategies for v in row)]
        place = {id(e): k for k, e in enumerate(kept)}
        several = [c for c in found.components if len(c) > 1 and all(id(e) in place for e in c)]
        sets = tuple(tuple(place[id(e)] for e in c) for c in several)
        why = found.why if len(kept) == len(found.families) else "; ".join(filter(None, (found.why, IRRATIONAL)))
        return CoreFound(tuple(self._lifted(core, e) for e in kept), sets, why)

    def _lifted(self, core: Core, family: Equilibrium) -> CoreEquilibrium:
        """An equilibrium of a core in the moves of the whole tree."""
        form, rows = self.line.induction.form, {}
        for (node, moves), own in zip(core.decisions, family.strategies, strict=True):
            row = [form.ring.zero] * len(form.nodes[node].children)
            for move, value in zip(moves, own, strict=True):
                if value.rational is not None:
                    row[move] = value.rational.into(form.ring)
            rows[node] = tuple(row)
        return CoreEquilibrium(rows, family.exists.raw)


def _just(place: Exact, home: Ring) -> Conjunction:
    """The conditions that hold at one value of the letter alone."""
    x = home.letter(home.names[0])
    total = home.zero
    for power, coefficient in enumerate(minimal_polynomial(place)):
        total = total + x**power * coefficient
    is_root = condition(total, "==")
    if rational(place) is not None:
        return (is_root,)
    lower, upper = refined(place, Fraction(1))
    return is_root, condition(x - lower, ">"), condition(x - upper, "<")


def _agree(one: Equilibrium, other: Equilibrium, place: Exact) -> bool:
    """Whether two equilibria exist at a value, and are one there."""
    entries = zip(chain.from_iterable(one.strategies), chain.from_iterable(other.strategies), strict=True)
    return all(holds_on(c, place) for c in other.exists.raw) and all(
        p == q or equal_on_line(p, q, place) for p, q in entries
    )


# --- pure equilibria at a value ---------------------------------------------------------------------------------------


def plans_at(induction: Induction, spot: Spot, most: int) -> list[dict[int, int]]:
    """Pure subgame-perfect equilibria at one value of the letter, as a move for each node; at most so many.

    Those of the intervals beside come first: what is best on an interval is among the best at its ends. On an interval
    there is one.
    """
    if spot.value is None:
        return [{}]
    found = [] if induction.form.tie_rules else _plans_beside(induction, spot.value)
    waiting: list[dict[int, int]] = [{}]
    while waiting and len(found) < most:
        settled = waiting.pop()
        plan, ties = _induct_at(induction, spot.value, settled)
        if plan not in found:
            found.append(plan)
        for node, moves in ties:
            waiting += [{**settled, node: move} for move in moves[1:]]
            settled = {**settled, node: moves[0]}
    return found


def _plans_beside(induction: Induction, place: Exact) -> list[dict[int, int]]:
    """What backward induction chooses before a value and after it."""
    nodes = [node for decision in induction.form.information_sets for node in decision.nodes]
    before = {node: induction.move_before(node, place) for node in nodes}
    after = {node: induction.move_at(node, place) for node in nodes}
    return [before] if before == after else [before, after]


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
            values[index] = averaged([values[c] for c in node.children], [quotient(p) for p in node.probabilities])
        else:
            mover = form.information_sets[node.information_set]
            best = _best_moves([values[c][mover.player] for c in node.children], place)
            best = [mover.when_indifferent] if mover.when_indifferent in best else best
            if index not in settled and len(best) > 1:
                ties.append((index, best))
            plan[index] = settled.get(index, best[0])
            values[index] = values[node.children[plan[index]]]
    return plan, ties


def _best_moves(payoffs: Sequence[Quotient], place: Exact) -> list[int]:
    """The best moves at a value."""
    best = [0]
    for move in range(1, len(payoffs)):
        sign = payoffs[move].minus(payoffs[best[0]]).sign(place)
        if sign > 0:
            best = [move]
        elif sign == 0:
            best.append(move)
    return best


# --- all of it --------------------------------------------------------------------------------------------------------


def along_line(
    form: TreeForm,
    background: Background,
    first: tuple[str, ...],
    deadline: Deadline,
    ties: bool = True,
    near: Sequence[Fraction] = (),
) -> Found:
    """All subgame-perfect equilibria of a tree, on every interval between ties and (with `ties`) at the ties.

    With `near` those that exist at some of these values of the letter; others may be left out.
    """
    cut = cut_line(form, background, first)
    if near:
        cells = tuple(cell for cell in cut.cells if _is_near(cell.spot.interval, near))
        cut = LineCut(cells, cut.points, _reasons(cells))
    made: dict[int, list[Equilibrium]] = {}
    components: list[Component] = []
    reasons: dict[str, bool] = dict.fromkeys(cut.reasons, False)  # whether of intervals too
    is_point = [cell.spot.value is not None for cell in cut.cells]
    wanted = [k for k, point in enumerate(is_point) if ties or not point or all(is_point)]
    intervals_first = sorted(wanted, key=lambda k: cut.cells[k].spot.value is not None)
    try:
        for k in intervals_first:
            deadline.check()
            cell, beside = cut.cells[k], [*made.get(k - 1, ()), *made.get(k + 1, ())]
            made[k] = []
            for fence in cell.fences:
                found, joined = cell.equilibria(fence)
                known = {id(e): _known(e, beside, cell.spot.value) or e for e in found}
                made[k] += (e for e in found if known[id(e)] is e)
                components += (replace(c, equilibria=tuple(known[id(e)] for e in c)) for c in joined)
            reasons |= {core.why: cell.spot.value is None for core in cell.cores if core.why}
    except OutOfTime:
        reasons[deadline.why] = any(k not in made for k in intervals_first if cut.cells[k].spot.value is None)
    families = tuple(e for k in intervals_first for e in made.get(k, ()))
    grouped = {id(e) for c in components if c.exists.is_generic for e in c}
    alone = [Component((e,), e.exists) for e in families if id(e) not in grouped]
    off_ties = not any(reasons.values()) and not any(cell.is_crowded for cell in cut.cells if cell.spot.value is None)
    return Found(families, (*alone, *components), not reasons, "; ".join(reasons), complete_off_ties=off_ties)


def _is_near(part: Interval, values: Sequence[Fraction]) -> bool:
    """Whether one of the values, from the least to the greatest, lies in a part of the line or very near it."""
    lower = part.lower
    first = 0 if lower is None else bisect_left(values, True, key=lambda v: v + _margin(v) >= lower)
    return first < len(values) and (part.upper is None or values[first] - _margin(values[first]) <= part.upper)


def _margin(value: Fraction) -> Fraction:
    return max(abs(value), Fraction(1)) / 10**9


def _known(family: Equilibrium, beside: Sequence[Equilibrium], place: Exact | None) -> Equilibrium | None:
    """The equilibrium on an interval beside a value that the one at the value continues."""
    return None if place is None else next((e for e in beside if _agree(family, e, place)), None)
