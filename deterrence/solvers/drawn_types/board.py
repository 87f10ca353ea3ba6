"""Play of players whose types are drawn, as polynomials: how likely they move so, and what moves are worth to a type.

The unknowns: `u`, the place of a cut between its ends (`low + (high - low)*u`), the probabilities with which types mix
that are indifferent, and beliefs. A payoff is kept as `(a, b)`, for `a + b*type`.

A subclass may hold other distributions and payoffs (`numeric_board.py`): it says which letters a cut has, how likely
types below it are, and what a payoff is worth there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from deterrence.algebra.exact.polynomials import coefficients_in
from deterrence.algebra.exact.rational import RationalFunction, Ring, ring
from deterrence.games.forms.drawn_form import DrawnForm
from deterrence.solvers.drawn_types.divisions import Division, History, Moves, cut_name, most_cuts, parts_of
from deterrence.solvers.trees.best_choices import allowed
from deterrence.solvers.unknowns.elimination import Bound

# What a payoff is of 1 and of the type; with other payoffs, of further functions of the type.
Row = tuple[RationalFunction, ...]


def share_name(index: int, moves: Moves, position: int) -> str:
    """The letter for the probability of the `position`-th of the moves that are mixed at an information set."""
    return f"~m{index}.{'.'.join(map(str, moves))}.{position}"


def belief_name(part: int, history: History, group: int) -> str:
    """The letter for what is believed, after a deviation, of the types that play as a group of pieces does."""
    return f"?b{part}.{'.'.join(f'{s}-{m}' for s, m in history)}.{group}"


def class_name(index: int, position: int) -> str:
    """The letter for the weight of one way in which an information set that is not reached may be come to."""
    return f"?k{index}.{position}"


class Board:
    """A game with drawn types, and the letters of everything that may be unknown in it.

    Parameters
    ----------
    form
        The game.
    """

    def __init__(self, form: DrawnForm) -> None:
        self.form = form
        self.written = form.written
        self.parts = parts_of(form.written, tuple(form.drawn))
        self.part_of = {s: k for k, part in enumerate(self.parts) for s in part.sets}

    @cached_property
    def home(self) -> Ring:
        """The ring of the letters and of all unknowns."""
        names = list(self.form.ring.names)
        cuts = {index: most_cuts(self.written, self.parts[k], index) for index, k in self.part_of.items()}
        names += [name for index, most in cuts.items() for i in range(most) for name in self.letters_of_cut(index, i)]
        for index, place in enumerate(self.written.information_sets):
            names += [share_name(index, m, i) for m in allowed(place) for i in range(len(m) - 1)]
        for k, part in enumerate(self.parts):
            most = 1 + sum(cuts[s] for s in part.sets)
            starts = {(*part.histories[s], (s, m)) for s in part.sets for m in range(self._moves(s))}
            names += [belief_name(k, start, g) for start in sorted(starts) for g in range(most - 1)]
        for index, place in enumerate(self.written.information_sets):
            names += [class_name(index, i) for i in range(len(place.nodes) - 1)]
        return ring(tuple(names))

    def letters_of_cut(self, index: int, position: int) -> tuple[str, ...]:
        """The letters of what is unknown of a cut."""
        return (cut_name(index, position),)

    def _moves(self, index: int) -> int:
        return len(self.written.information_sets[index].moves)

    @cached_property
    def histories(self) -> list[dict[int, History]]:
        """For each node and each part that moved before it, its information sets and moves on the way."""
        found: list[dict[int, History]] = []
        for node in self.written.nodes:
            if node.parent < 0:
                found.append({})
                continue
            before, parent = found[node.parent], self.written.nodes[node.parent]
            if parent.kind != "decision":
                found.append(before)
                continue
            k = self.part_of[parent.information_set]
            found.append({**before, k: (*before.get(k, ()), (parent.information_set, node.move))})
        return found

    @cached_property
    def chances(self) -> list[RationalFunction]:
        """For each node the probability of the moves of chance on the way."""
        found: list[RationalFunction] = []
        for node in self.written.nodes:
            if node.parent < 0:
                found.append(self.home.one)
                continue
            parent = self.written.nodes[node.parent]
            before = found[node.parent]
            found.append(
                before * parent.probabilities[node.move].into(self.home) if parent.kind == "chance" else before
            )
        return found

    def chance_after(self, start: int, node: int) -> RationalFunction:
        """The probability of the moves of chance between two nodes."""
        total = self.home.one
        while node != start:
            move, node = self.written.nodes[node].move, self.written.nodes[node].parent
            if self.written.nodes[node].kind == "chance":
                total = total * self.written.nodes[node].probabilities[move].into(self.home)
        return total

    @cached_property
    def payoffs(self) -> dict[int, tuple[Row, ...]]:
        """At each end for each player `a` and `b` of the payoff `a + b*type`."""
        home = self.home
        return {z: tuple(tuple(x.into(home) for x in row) for row in rows) for z, rows in self.form.payoffs.items()}

    @cached_property
    def ends(self) -> list[tuple[int, ...]]:
        """The ends of play at and below each node."""
        found: list[tuple[int, ...]] = [()] * len(self.written.nodes)
        for index in range(len(found) - 1, -1, -1):
            node = self.written.nodes[index]
            found[index] = tuple(z for c in node.children for z in found[c]) if node.children else (index,)
        return found

    def place(self, player: int, share: RationalFunction) -> RationalFunction:
        """The type at a place between the ends of its interval."""
        own = self.form.drawn[player]
        low, high = own.low.into(self.home), own.high.into(self.home)
        return low + (high - low) * share

    def worth_at(self, player: int, share: RationalFunction, row: Row) -> RationalFunction:
        """What a payoff is worth to the type at a place between the ends."""
        return row[0] + row[1] * self.place(player, share)

    def losses(self, own: Behaviour, piece: int, row: Row) -> list[RationalFunction]:
        """What may not be negative, so that a payoff is so for no type of a piece: at its low and its high end."""
        if own.player not in self.form.drawn:
            return [row[0]]
        return [self.worth_at(own.player, share, row) for share in own.shares[piece : piece + 2]]

    def more_bounds(self, own: Behaviour) -> list[Bound]:
        """What is known of further letters of a part's cuts."""
        return []

    def rises(self, row: Row) -> RationalFunction | None:
        """How fast a payoff rises with the type, where that is the same for all types; None where it is not."""
        return row[1]

    def mass(self, player: int, share: RationalFunction) -> RationalFunction:
        """The probability of a type below a place between the ends."""
        return self._composed(self._along(player)[0], share)

    def moment(self, player: int, share: RationalFunction) -> RationalFunction:
        """The integral of the type over its distribution, up to a place between the ends."""
        return self._composed(self._along(player)[1], share)

    def _composed(self, coefficients: Sequence[RationalFunction], share: RationalFunction) -> RationalFunction:
        total = self.home.zero
        for coefficient in reversed(coefficients):
            total = total * share + coefficient
        return total

    def _along(self, player: int) -> tuple[list[RationalFunction], list[RationalFunction]]:
        """The cumulative distribution function and the first moment, as coefficients of powers of the place."""
        if player not in self._known:
            own = self.form.drawn[player]
            names = self.form.ring.names
            wide = ring((*names, own.letter))
            low, high = own.low.into(wide), own.high.into(wide)
            cdf = own.cdf.into(wide).substitute(own.letter, low + (high - low) * wide.letter(own.letter))
            by_degree = coefficients_in(cdf.numerator, len(names))
            below = wide.polynomial(cdf.denominator).into(self.home)
            top = max(by_degree, default=0)
            f = [
                wide.polynomial(by_degree[d]).into(self.home) / below if d in by_degree else self.home.zero
                for d in range(top + 1)
            ]
            start, length = own.low.into(self.home), (own.high - own.low).into(self.home)
            moment = [self.home.zero] * (top + 2)
            for d in range(1, top + 1):
                moment[d] = moment[d] + f[d] * start
                moment[d + 1] = moment[d + 1] + f[d] * length * d / (d + 1)
            self._known[player] = (f, moment)
        return self._known[player]

    @cached_property
    def _known(self) -> dict[int, tuple[list[RationalFunction], list[RationalFunction]]]:
        return {}


@dataclass(frozen=True, eq=False)
class Behaviour:
    """What the types of one part's player do: pieces of their interval with a probability for each move.

    Attributes
    ----------
    board
        The game.
    part
        The position of the part.
    division
        The moves that are used.
    """

    board: Board
    part: int
    division: Division

    @property
    def player(self) -> int:
        """The position of the player."""
        return self.board.parts[self.part].player

    @property
    def sets(self) -> tuple[int, ...]:
        """The information sets."""
        return self.board.parts[self.part].sets

    @property
    def cuts(self) -> tuple[str, ...]:
        """The letters for the places of the cuts."""
        return tuple(name for name, _ in self.division.cuts)

    @property
    def pieces(self) -> range:
        """The positions of the pieces."""
        return range(len(self.division.pieces))

    @cached_property
    def shares(self) -> tuple[RationalFunction, ...]:
        """The places at which the pieces begin and end, from 0 to 1."""
        home = self.board.home
        return (home.zero, *(home.letter(c) for c in self.cuts), home.one)

    @cached_property
    def ends(self) -> tuple[RationalFunction, ...]:
        """The types at which the pieces begin and end."""
        return tuple(self.board.place(self.player, share) for share in self.shares)

    @cached_property
    def masses(self) -> tuple[RationalFunction, ...]:
        """The probability of each piece."""
        home = self.board.home
        if not self.board.parts[self.part].is_drawn:
            return (home.one,)
        inner = [self.board.mass(self.player, share) for share in self.shares[1:-1]]
        up_to = [home.zero, *inner, home.one]
        return tuple(high - low for low, high in pairwise(up_to))

    @cached_property
    def mixing(self) -> tuple[str, ...]:
        """The letters for the probabilities of moves that are mixed."""
        found: dict[str, None] = {}
        for piece in self.division.pieces:
            for index, moves in piece.items():
                found |= {share_name(index, moves, i): None for i in range(len(moves) - 1)}
        return tuple(found)

    def row(self, piece: int, index: int) -> tuple[RationalFunction, ...]:
        """The probability of each move at an information set, for the types of a piece."""
        return self._rows[piece][index]

    @cached_property
    def _rows(self) -> list[dict[int, tuple[RationalFunction, ...]]]:
        return [{index: self._mix(index, moves) for index, moves in piece.items()} for piece in self.division.pieces]

    def _mix(self, index: int, moves: Moves) -> tuple[RationalFunction, ...]:
        home = self.board.home
        row = [home.zero] * len(self.board.written.information_sets[index].moves)
        rest = home.one
        for i, move in enumerate(moves[:-1]):
            row[move] = home.letter(share_name(index, moves, i))
            rest = rest - row[move]
        row[moves[-1]] = rest
        return tuple(row)

    def made(self, piece: int, history: History) -> RationalFunction:
        """The probability that the types of a piece make these moves."""
        total = self.board.home.one
        for index, move in history:
            total = total * self._rows[piece][index][move]
        return total

    def weighted(self, weights: Sequence[RationalFunction], history: History) -> RationalFunction:
        """The probability of these moves, with a weight for each piece."""
        total = self.board.home.zero
        for piece, weight in enumerate(weights):
            if not weight.is_zero:
                total = total + weight * self.made(piece, history)
        return total

    def later(self, piece: int, start: History) -> tuple[Moves, ...]:
        """The moves that the types of a piece use after some moves of their own."""
        part = self.board.parts[self.part]
        used = self.division.pieces[piece]
        return tuple(used[s] for s in part.sets if part.histories[s][: len(start)] == start)

    @property
    def mixes_across_later_play(self) -> bool:
        """Whether types that mix alike at some information set do different things after it."""
        part = self.board.parts[self.part]
        for index in self.sets:
            later = part.after(index)
            mixed = [piece for piece in self.division.pieces if len(piece[index]) > 1]
            done = {(piece[index], tuple(piece[s] for s in later)) for piece in mixed}
            if len(done) > len({moves for moves, _ in done}):
                return True
        return False

    def by_later_play(self, start: History) -> list[list[int]]:
        """The pieces, those together that play alike after some moves."""
        groups: dict[tuple[Moves, ...], list[int]] = {}
        for piece in self.pieces:
            groups.setdefault(self.later(piece, start), []).append(piece)
        return list(groups.values())


Behaviours = Mapping[int, Behaviour]
