"""The decisions of a tree of perfect information that a tie leaves open, apart from all that are settled.

At a value of the letter where a move is as good as the one chosen there is more than one subgame-perfect equilibrium.
Which there are depends on few decisions:

1. A decision with no tie in its subtree is settled: one continuation, one payoff for everybody.
2. For the others, from the ends up, bounds are found on what each player gets from there on in any equilibrium. A move
   that promises its player less than another move guarantees is never made.
3. What is left falls apart into *cores*, trees of the open decisions with the moves that may be made there: where one
   move is left, the subtrees of the others do not matter to anything above and are cores of their own.

The equilibria of the tree are all combinations of an equilibrium of each core. The same holds on an interval of the
letter on which moves are tied throughout; a comparison that comes out differently in different parts of the interval
rules no move out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import prod

from deterrence.algebra.conditions.fences import line_function
from deterrence.algebra.conditions.line import Interval
from deterrence.algebra.exact.rational import RationalFunction, Ring, ring
from deterrence.algebra.exact.roots import Exact, rational_part, real_roots, simplest_between
from deterrence.games.forms.forms import InformationSet, Node, TreeForm
from deterrence.solvers.trees.backward_induction import Induction, Quotient, averaged, quotient


@dataclass(frozen=True)
class Spot:
    """A value of the letter, or an open interval without a threshold inside: where a tree is looked at."""

    interval: Interval

    @property
    def value(self) -> Exact | None:
        """The value; None for an interval."""
        point = self.interval.lower is not None and self.interval.lower == self.interval.upper
        return self.interval.lower if point else None

    @cached_property
    def inside(self) -> Exact:
        """The value, or one in the interval."""
        return simplest_between(self.interval.lower, self.interval.upper) if self.value is None else self.value

    def sign(self, function: Quotient) -> int | None:
        """The sign of a function here; None where it is not the same on all of the interval."""
        if function.above.is_zero():
            return 0
        if self.value is not None:
            return function.sign(self.value)
        lower, upper = self.interval.lower, self.interval.upper
        for polynomial in (function.above, function.below):
            roots = real_roots(int(c) for c in polynomial.numer().coeffs())
            if any((lower is None or lower < r) and (upper is None or r < upper) for r in roots):
                return None
        return function.sign(self.inside)


@dataclass(frozen=True)
class Core:
    """A tree of open decisions.

    Attributes
    ----------
    form
        The tree, the decisions in preorder.
    decisions
        For each, its node in the whole tree and the moves that may be made, by their positions there.
    """

    form: TreeForm
    decisions: tuple[tuple[int, tuple[int, ...]], ...]

    @property
    def weight(self) -> int:
        """How many sets of moves there are to try, at most."""
        if len(self.decisions) == 1:
            return len(self.decisions[0][1])
        return prod(2 ** len(moves) - 1 for _, moves in self.decisions)


@dataclass(frozen=True)
class Opened:
    """What a tie leaves open: the one move at each node that is above a tie and has one; the cores."""

    forced: Mapping[int, int]
    cores: tuple[Core, ...]


def opened(induction: Induction, spot: Spot, tied: Collection[int]) -> Opened:
    """The cores of a tree where moves tie at some decisions (`tied`: those of them whose own best moves tie)."""
    above = _with_ancestors(induction.form, tied)
    bounds = _Bounds(induction, spot, above)
    cutting = _Cutting(bounds)
    waiting = [0] if 0 in above else []
    while waiting:
        waiting += cutting.core(waiting.pop())
    return Opened(cutting.forced, tuple(cutting.cores))


def _with_ancestors(form: TreeForm, tied: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for node in tied:
        while node >= 0 and node not in found:
            found.add(node)
            node = form.nodes[node].parent
    return found


Payoffs = tuple[Quotient, ...]
Bound = tuple[Quotient | None, ...]  # a player each; None: no bound is known


def settled_payoffs(induction: Induction, node: int, spot: Spot) -> Payoffs:
    """What everybody gets from a settled node on."""
    inside = spot.inside
    pieces = induction.pieces[node]
    return next((p for p in pieces if p.upper is None or inside <= p.upper), pieces[-1]).payoffs


class _Bounds:
    """For every open node bounds on what each player gets from there on, and the moves that may be made."""

    def __init__(self, induction: Induction, spot: Spot, above: set[int]) -> None:
        self.induction, self.spot, self.above = induction, spot, above
        self.low: dict[int, Bound] = {}
        self.high: dict[int, Bound] = {}
        self.kept: dict[int, tuple[int, ...]] = {}
        for index in sorted(above, reverse=True):
            node = induction.form.nodes[index]
            lows, highs = zip(*(self.of(child) for child in node.children), strict=True)
            if node.kind == "chance":
                weights = [quotient(p) for p in node.probabilities]
                self.low[index], self.high[index] = _averaged(lows, weights), _averaged(highs, weights)
            else:
                self._decision(index, lows, highs)

    def of(self, node: int) -> tuple[Bound, Bound]:
        if node in self.low:
            return self.low[node], self.high[node]
        payoffs = settled_payoffs(self.induction, node, self.spot)
        return payoffs, payoffs

    def _decision(self, index: int, lows: Sequence[Bound], highs: Sequence[Bound]) -> None:
        form = self.induction.form
        place = form.information_sets[form.nodes[index].information_set]
        player = place.player
        kept = [
            move
            for move, high in enumerate(highs)
            if not any(self._less(high[player], low[player]) for other, low in enumerate(lows) if other != move)
        ]
        if self._is_surely_best(place.when_indifferent, player, lows, highs):
            kept = [place.when_indifferent]
        self.kept[index] = tuple(kept)
        low = [self._extreme([lows[m][k] for m in kept], -1) for k in range(len(form.players))]
        high = [self._extreme([highs[m][k] for m in kept], 1) for k in range(len(form.players))]
        # Who moves gets at least what the best of the moves guarantees.
        sure = [lows[m][player] for m in kept if lows[m][player] is not None]
        low[player] = self._extreme(sure, 1) or low[player]
        self.low[index], self.high[index] = tuple(low), tuple(high)

    def _is_surely_best(self, move: int, player: int, lows: Sequence[Bound], highs: Sequence[Bound]) -> bool:
        """Whether a move certainly gives its player as much as any other."""
        if move < 0 or (least := lows[move][player]) is None:
            return False
        others = [high[player] for other, high in enumerate(highs) if other != move]
        return all(high is not None and self.spot.sign(least.minus(high)) in (0, 1) for high in others)

    def _less(self, one: Quotient | None, other: Quotient | None) -> bool:
        return one is not None and other is not None and self.spot.sign(other.minus(one)) == 1

    def _extreme(self, values: Sequence[Quotient | None], way: int) -> Quotient | None:
        """The least or greatest of some functions; None where that is not one of them on all of an interval."""
        best: Quotient | None = None
        for value in values:
            if value is None:
                return None
            sign = 1 if best is None else self.spot.sign(value.minus(best))
            if sign is None:
                return None
            best = value if best is None or sign == way else best
        return best


def _averaged(bounds: Sequence[Bound], weights: Sequence[Quotient]) -> Bound:
    columns = ([value for value in column if value is not None] for column in zip(*bounds, strict=True))
    return tuple(
        averaged([(value,) for value in column], weights)[0] if len(column) == len(weights) else None
        for column in columns
    )


@dataclass
class _Draft:
    """A node of a core that is being made."""

    kind: str
    parent: int
    move: int
    origin: int
    moves: tuple[str, ...]
    children: list[int] = field(default_factory=list)


class _Cutting:
    """Cuts the open part of a tree into cores."""

    def __init__(self, bounds: _Bounds) -> None:
        self.bounds = bounds
        self.form = bounds.induction.form
        self.forced: dict[int, int] = {}
        self.cores: list[Core] = []
        value = bounds.spot.value
        self.values = rational_part(dict.fromkeys(self.form.ring.names[:1], value))

    def core(self, root: int) -> list[int]:
        """Make the core below an open node; the open nodes whose subtrees do not matter to it are returned."""
        drafts: list[_Draft] = []
        apart: list[int] = []
        waiting = [(root, -1, -1)]
        while waiting:
            node, parent, move = waiting.pop()
            node = self._followed(node, apart)
            here = len(drafts)
            if parent >= 0:
                drafts[parent].children.append(here)
            draft = self._draft(node, parent, move)
            drafts.append(draft)
            followed = self._children(node)
            waiting += [(child, here, k) for k, child in reversed(list(enumerate(followed)))]
            apart += self._left_out(node)
        if any(draft.kind == "decision" for draft in drafts):
            self.cores.append(self._core(drafts))
        return apart

    def _followed(self, node: int, apart: list[int]) -> int:
        """Where play certainly goes on from a node, as far as one move is left at each decision."""
        while node in self.bounds.kept and len(self.bounds.kept[node]) == 1:
            (move,) = self.bounds.kept[node]
            self.forced[node] = move
            apart += self._left_out(node)
            node = self.form.nodes[node].children[move]
        return node

    def _left_out(self, node: int) -> list[int]:
        kept = self.bounds.kept.get(node)
        if kept is None:
            return []
        children = self.form.nodes[node].children
        return [c for m, c in enumerate(children) if m not in kept and c in self.bounds.above]

    def _children(self, node: int) -> list[int]:
        if node not in self.bounds.above:
            return []
        children = self.form.nodes[node].children
        kept = self.bounds.kept.get(node, tuple(range(len(children))))
        return [children[move] for move in kept]

    def _draft(self, node: int, parent: int, move: int) -> _Draft:
        whole = self.form.nodes[node]
        if node not in self.bounds.above:
            return _Draft("outcome", parent, move, node, ())
        kept = self.bounds.kept.get(node, tuple(range(len(whole.children))))
        return _Draft(whole.kind, parent, move, node, tuple(whole.moves[m] for m in kept))

    def _core(self, drafts: Sequence[_Draft]) -> Core:
        decisions = [i for i, draft in enumerate(drafts) if draft.kind == "decision"]
        place = {node: k for k, node in enumerate(decisions)}
        home = ring(()) if self.values else self.form.ring
        trail = tuple((d.parent, drafts[d.parent].moves[d.move] if d.parent >= 0 else "") for d in drafts)
        nodes = tuple(self._node(index, draft, place.get(index, -1), trail) for index, draft in enumerate(drafts))
        sets = []
        for k, index in enumerate(decisions):
            draft = drafts[index]
            place_there = self.form.information_sets[self.form.nodes[draft.origin].information_set]
            kept_moves = self.bounds.kept[draft.origin]
            preferred = place_there.when_indifferent
            ruled = kept_moves.index(preferred) if preferred in kept_moves else -1
            sets.append(InformationSet(place_there.player, str(k), str(k), draft.moves, (index,), ruled))
        form = TreeForm(home, self.form.players, nodes, tuple(sets))
        kept = tuple((drafts[i].origin, self.bounds.kept[drafts[i].origin]) for i in decisions)
        return Core(form, kept)

    def _node(self, index: int, draft: _Draft, place: int, trail: tuple[tuple[int, str], ...]) -> Node:
        whole = self.form.nodes[draft.origin]
        payoffs: tuple[RationalFunction, ...] = ()
        if draft.kind == "outcome":
            paid = settled_payoffs(self.bounds.induction, draft.origin, self.bounds.spot)
            payoffs = tuple(self._put(as_function(q, self.form.ring)) for q in paid)
        chances = tuple(map(self._put, whole.probabilities)) if draft.kind == "chance" else ()
        kind, parent, children = draft.kind, draft.parent, tuple(draft.children)
        return Node(index, kind, parent, draft.move, children, place, draft.moves, chances, str(index), payoffs, trail)

    def _put(self, function: RationalFunction) -> RationalFunction:
        return function.at(self.values) if self.values else function


def as_function(value: Quotient, home: Ring) -> RationalFunction:
    """A quotient of polynomials in the one letter as a rational function."""
    return line_function(value.above, home) / line_function(value.below, home)
