"""Backward induction along a line: a tree of perfect information with at most one letter, of any size.

1. From the leaves up, each node carries its expected payoffs as a list of pieces: between two breakpoints, one
   rational function of the letter for each player.
2. At a decision the children's breakpoints are merged; on each common piece the mover's best child is found, and where
   two children's payoffs cross, exactly, the piece is cut.
3. At a chance move the pieces are merged and averaged.

Guarantee: on every open piece the pure subgame-perfect equilibrium is found, and every parameter value at which some
node's choice changes is a breakpoint. Where two moves are worth the same to the mover throughout a piece, the first is
taken and the node is listed in `tied`, unless one of them is the move made when indifferent, which is then taken. Cost:
the number of pieces at all nodes, which for generic payoffs grows about
linearly with the tree (Kuhn 1953 for the induction).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cmp_to_key
from itertools import pairwise

from flint import fmpq_poly

from deterrence.algebra.conditions.conditions import Factor
from deterrence.algebra.conditions.line import univariate
from deterrence.algebra.exact.rational import RationalFunction
from deterrence.algebra.exact.roots import Exact, real_roots, sign_at, simplest_between
from deterrence.games.forms.forms import TreeForm


@dataclass(frozen=True, slots=True)
class Quotient:
    """A rational function of the one letter, as two polynomials; the denominator is 1 for most."""

    above: fmpq_poly
    below: fmpq_poly

    def plus(self, other: Quotient) -> Quotient:
        """The sum."""
        if self.below == other.below:
            return Quotient(self.above + other.above, self.below)
        return Quotient(self.above * other.below + other.above * self.below, self.below * other.below)

    def times(self, other: Quotient) -> Quotient:
        """The product."""
        return Quotient(self.above * other.above, self.below * other.below)

    def minus(self, other: Quotient) -> Quotient:
        """The difference."""
        return self.plus(Quotient(-other.above, other.below))

    def sign(self, place: Exact) -> int:
        """The sign at a place that is no pole."""
        return sign_at(self.above, place) * sign_at(self.below, place)


_ONE = fmpq_poly([1])


def quotient(function: RationalFunction) -> Quotient:
    """A rational function in at most one letter as a `Quotient`."""

    def poly(polynomial: object) -> fmpq_poly:
        return univariate(Factor(function.ring.names, "", polynomial))

    return Quotient(poly(function.numerator), poly(function.denominator))


@dataclass(frozen=True, slots=True)
class Piece:
    """Between two breakpoints: each player's payoff, and at a decision the move chosen (-1 elsewhere)."""

    upper: Exact | None
    payoffs: tuple[Quotient, ...]
    move: int


@dataclass(frozen=True)
class Induction:
    """The outcome of backward induction on a line.

    Attributes
    ----------
    form
        The tree.
    pieces
        For each node its pieces from left to right; the last one's `upper` is the end of the range.
    thresholds
        Every interior value at which some node's choice changes, rising.
    tied
        The decision nodes at which two moves are worth the same on a whole piece.
    """

    form: TreeForm
    low: Exact | None
    high: Exact | None
    pieces: tuple[tuple[Piece, ...], ...]
    thresholds: tuple[Exact, ...]
    tied: tuple[int, ...]

    def move_at(self, node: int, place: Exact) -> int:
        """The move chosen at a decision node at a value; where that is a breakpoint, the one chosen just above."""
        for piece in self.pieces[node]:
            if piece.upper is None or place < piece.upper:
                return piece.move
        return self.pieces[node][-1].move

    def move_before(self, node: int, place: Exact) -> int:
        """The move chosen at a decision node at values just below one, as far as the range has any."""
        return next(p.move for p in self.pieces[node] if p.upper is None or place <= p.upper)


def induct(form: TreeForm, low: Exact | None, high: Exact | None) -> Induction:
    """Backward induction on every node, for the letter between `low` and `high`."""
    pieces: list[tuple[Piece, ...]] = [()] * len(form.nodes)
    changes: set[Exact] = set()
    tied: list[int] = []
    for index in range(len(form.nodes) - 1, -1, -1):
        node = form.nodes[index]
        if node.kind == "outcome":
            pieces[index] = (Piece(high, tuple(quotient(p) for p in node.payoffs), -1),)
            continue
        children = [pieces[child] for child in node.children]
        if node.kind == "chance":
            weights = [quotient(p) for p in node.probabilities]
            runs = _merged(children)
            pieces[index] = _joined([Piece(r[0].upper, averaged([p.payoffs for p in r], weights), -1) for r in runs])
            continue
        place = form.information_sets[node.information_set]
        cut: list[Piece] = []
        lower = low
        for run in _merged(children):
            best, equal = _best(run, lower, place.player, place.when_indifferent)
            cut += best
            tied += [index] * equal
            lower = run[0].upper
        pieces[index] = _joined(cut)
        changes.update(a.upper for a, b in pairwise(cut) if a.move != b.move and a.upper is not None)
    return Induction(form, low, high, tuple(pieces), tuple(sorted(changes)), tuple(dict.fromkeys(tied)))


def _merged(children: Sequence[tuple[Piece, ...]]) -> list[list[Piece]]:
    """The children's pieces cut at all their breakpoints: runs of one piece a child, with a common upper end."""
    places = [0] * len(children)
    runs: list[list[Piece]] = []
    while True:
        current = [child[place] for child, place in zip(children, places, strict=True)]
        upper = min((p.upper for p in current if p.upper is not None), default=None, key=cmp_to_key(_compare))
        runs.append([Piece(upper, p.payoffs, p.move) for p in current])
        moved = False
        for i, (child, piece) in enumerate(zip(children, current, strict=True)):
            if piece.upper == upper and places[i] + 1 < len(child):
                places[i] += 1
                moved = True
        if not moved:
            return runs


def _compare(a: Exact, b: Exact) -> int:
    return 0 if a == b else (-1 if a < b else 1)


def averaged(values: Sequence[tuple[Quotient, ...]], weights: Sequence[Quotient]) -> tuple[Quotient, ...]:
    """The expected payoffs where chance chooses with these weights."""
    totals = []
    for column in zip(*values, strict=True):
        total = weights[0].times(column[0])
        for weight, value in zip(weights[1:], column[1:], strict=True):
            total = total.plus(weight.times(value))
        totals.append(total)
    return tuple(totals)


def _best(run: Sequence[Piece], lower: Exact | None, player: int, preferred: int) -> tuple[list[Piece], bool]:
    """The mover's upper envelope of the children on one run, and whether two of them are equal throughout a piece.

    Where the preferred move is one of the two, it is the one made.
    """
    first = max(preferred, 0)
    upper, equal = run[first].upper, False
    envelope = [Piece(upper, run[first].payoffs, first)]
    for move in (m for m in range(len(run)) if m != first):
        challenger = run[move]
        fresh: list[Piece] = []
        start = lower
        for piece in envelope:
            gain = challenger.payoffs[player].minus(piece.payoffs[player])
            if gain.above.is_zero():
                equal = equal or piece.move != preferred
                fresh.append(piece)
                start = piece.upper
                continue
            # Beyond a pole the difference may have the other sign.
            roots = _roots_within(gain.above * gain.below, start, piece.upper)
            for end in [*roots, piece.upper]:
                better = gain.sign(simplest_between(start, end)) > 0
                fresh.append(Piece(end, challenger.payoffs, move) if better else Piece(end, piece.payoffs, piece.move))
                start = end
        envelope = list(_joined(fresh))
    return envelope, equal


def _roots_within(polynomial: fmpq_poly, lower: Exact | None, upper: Exact | None) -> list[Exact]:
    """The roots between two ends, which do not count."""
    roots = real_roots(int(c) for c in polynomial.numer().coeffs())
    return [r for r in roots if (lower is None or lower < r) and (upper is None or r < upper)]


def _joined(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Neighbouring pieces with the same move and the same payoffs, joined."""
    kept: list[Piece] = []
    for piece in pieces:
        if kept and kept[-1].move == piece.move and kept[-1].payoffs == piece.payoffs:
            kept[-1] = piece
        else:
            kept.append(piece)
    return tuple(kept)


# --- ties -------------------------------------------------------------------------------------------------------------


def tie_places(induction: Induction) -> dict[Exact, set[int]]:
    """The values, ends of the range included, at which another move is as good as the one chosen, and the nodes."""
    form = induction.form
    found: dict[Exact, set[int]] = {}
    for index, node in enumerate(form.nodes):
        if node.kind != "decision":
            continue
        player = form.information_sets[node.information_set].player
        lower = induction.low
        for piece in induction.pieces[index]:
            for move, child in enumerate(node.children):
                if move != piece.move:
                    rival = [(p.upper, p.payoffs[player]) for p in induction.pieces[child]]
                    for place in _meetings(piece.payoffs[player], rival, lower, piece.upper):
                        found.setdefault(place, set()).add(index)
            lower = piece.upper
    return found


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
