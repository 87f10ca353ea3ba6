"""What makes divided types' moves the best: equations and bounds in the letters and the unknowns.

At an information set a player weighs what may have happened by Bayes' rule. Where the others do not come there, what
each of them did by itself tells about its own type only (Fudenberg and Tirole 1991): of one that did what it does with
some probability, the types that do so; of one that deviated, any types, the same ones for everybody who asks, and
Bayes' rule goes on from there. A player's own moves tell it nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any

from deterrence.algebra.exact.rational import RationalFunction
from deterrence.solvers.drawn_types.board import Behaviour, Behaviours, Board, Row, belief_name, class_name
from deterrence.solvers.drawn_types.divisions import History
from deterrence.solvers.unknowns.elimination import Bound


@dataclass
class Wanted:
    """What must hold: equations, bounds, and the unknown beliefs that occur."""

    equations: list[RationalFunction] = field(default_factory=list)
    bounds: list[Bound] = field(default_factory=list)
    beliefs: dict[str, None] = field(default_factory=dict)


@dataclass(frozen=True)
class Weights:
    """How likely the ends of play below an information set are, up to a positive factor, own moves from there left out.

    Attributes
    ----------
    ends
        By end; those that cannot be reached are left out.
    nodes
        The same for the nodes of the information set.
    beliefs
        Unknown beliefs that must not be negative: letters, and what those of a set leave to one.
    positive
        What must be positive for this to be Bayes' rule.
    letters
        The letters of unknown beliefs.
    """

    ends: Mapping[int, RationalFunction]
    nodes: Mapping[int, RationalFunction]
    beliefs: tuple[RationalFunction, ...]
    positive: tuple[RationalFunction, ...]
    letters: tuple[str, ...]


class Outlook:
    """What players expect, given what everybody's types do.

    Parameters
    ----------
    board
        The game.
    behaviours
        What the types of each part do, by part.
    """

    def __init__(self, board: Board, behaviours: Behaviours) -> None:
        self.board = board
        self.behaviours = behaviours
        self._conditional: dict[tuple[int, History], _After] = {}

    def relevant(self, index: int) -> tuple[int, ...]:
        """The parts of others on which it depends what moves at an information set are worth."""
        return _relevant(self.board, index)

    def weights(self, index: int) -> Weights:
        """How likely everything below an information set is."""
        board, home = self.board, self.board.home
        place = board.written.information_sets[index]
        after: dict[int, list[_After]] = {}
        for node in place.nodes:
            history = board.histories[node]
            after[node] = [self._after(k, history.get(k, ())) for k in _relevant(board, index)]
        signatures = {node: tuple((a.part, a.start) for a in own if a.start) for node, own in after.items()}
        reached = [node for node in place.nodes if not signatures[node] and not board.chances[node].is_zero]
        believed = reached or [node for node in place.nodes if not board.chances[node].is_zero]
        classes = list(dict.fromkeys(signatures[node] for node in believed))
        is_single = len(place.nodes) == 1  # then there is nothing to believe of chance
        scale, shares = self._class_weights(index, len(classes))
        ends: dict[int, RationalFunction] = {}
        nodes: dict[int, RationalFunction] = {}
        totals = [home.zero] * len(classes)
        for node in believed:
            c = classes.index(signatures[node])
            here = home.one if is_single else board.chances[node]
            for a in after[node]:
                here = here * a.weight(board.histories[node].get(a.part, ()))
            totals[c] = totals[c] + here
            nodes[node] = scale[c] * here
            for z in board.ends[node]:
                weight = scale[c] * (board.chance_after(node, z) if is_single else board.chances[z])
                for a in after[node]:
                    weight = weight * a.weight(board.histories[z].get(a.part, ()))
                if not weight.is_zero:
                    ends[z] = weight
        used = {(a.part, a.start): a for node in believed for a in after[node] if a.start}
        beliefs = [*shares, *(b for a in used.values() for b in a.beliefs)]
        letters = [
            *(class_name(index, i) for i in range(len(classes) - 1)),
            *(n for a in used.values() for n in a.letters),
        ]
        positive = tuple(t for t in totals if not t.is_constant)
        return Weights(ends, nodes, tuple(b for b in beliefs if not b.is_constant), positive, tuple(letters))

    def _class_weights(self, index: int, count: int) -> tuple[list[RationalFunction], list[RationalFunction]]:
        home = self.board.home
        letters = [home.letter(class_name(index, i)) for i in range(count - 1)]
        rest = home.one
        for letter in letters:
            rest = rest - letter
        return [*letters, rest], ([*letters, rest] if letters else [])

    def _after(self, part: int, history: History) -> _After:
        key = (part, history)
        if key not in self._conditional:
            behaviour = self.behaviours[part]
            weights = list(behaviour.masses)
            start: History = ()
            letters: tuple[str, ...] = ()
            for length in range(1, len(history) + 1):
                made = history[len(start) : length]
                if behaviour.weighted(weights, made).is_zero:
                    start = history[:length]
                    weights, letters = self._any_types(behaviour, part, start)
            self._conditional[key] = _After(behaviour, part, start, tuple(weights), letters)
        return self._conditional[key]

    def _any_types(
        self, behaviour: Behaviour, part: int, start: History
    ) -> tuple[list[RationalFunction], tuple[str, ...]]:
        """Unknown weights of the pieces after a deviation; of those that play alike from there on the first stands."""
        home = self.board.home
        groups = behaviour.by_later_play(start)
        letters = tuple(belief_name(part, start, g) for g in range(len(groups) - 1))
        weights = [home.zero] * len(behaviour.pieces)
        rest = home.one
        for group, letter in zip(groups, letters, strict=False):
            weights[group[0]] = home.letter(letter)
            rest = rest - home.letter(letter)
        weights[groups[-1][0]] = rest
        return weights, letters

    def thoughts(self) -> dict[tuple[Any, ...], tuple[RationalFunction, ...]]:
        """What is believed where Bayes' rule says nothing.

        `("types", player, moves)`: after a deviation, a type and its weight in turn. `("ways", index)`: at an
        information set that is not reached, the weight of each of its nodes.
        """
        found: dict[tuple[Any, ...], tuple[RationalFunction, ...]] = {}
        for index, place in enumerate(self.board.written.information_sets):
            weights = self._weights_at(index)
            if len(place.nodes) > 1 and weights.letters:
                zero = self.board.home.zero
                found["ways", index] = tuple(weights.nodes.get(node, zero) for node in place.nodes)
        for after in self._conditional.values():
            if after.letters:
                own = after.behaviour
                middles = [(low + high) / 2 for low, high in pairwise(own.ends)]
                told = [x for pair in zip(middles, after.weights, strict=True) for x in pair]
                found["types", own.player, after.start] = tuple(told)
        return found

    # --- what moves are worth ---

    def worth(self, index: int, piece: int) -> list[Row]:
        """What each move is worth to the types of a piece, up to a positive factor, given what they do later."""
        board = self.board
        part = board.part_of[index]
        own, weights = self.behaviours[part], self._weights_at(index)
        place = board.written.information_sets[index]
        before = len(board.parts[part].histories[index]) + 1
        totals = []
        for move in range(len(place.moves)):
            total = [board.home.zero] * len(next(iter(board.payoffs.values()))[place.player])
            for node in place.nodes:
                for z in board.ends[board.written.nodes[node].children[move]]:
                    if z in weights.ends:
                        weight = weights.ends[z] * own.made(piece, board.histories[z][part][before:])
                        paid = board.payoffs[z][place.player]
                        total = [sum_ + weight * x for sum_, x in zip(total, paid, strict=True)]
            totals.append(tuple(total))
        return totals

    def _weights_at(self, index: int) -> Weights:
        if index not in self._weights:
            self._weights[index] = self.weights(index)
        return self._weights[index]

    @cached_property
    def _weights(self) -> dict[int, Weights]:
        return {}

    def wanted(self, index: int) -> Wanted:
        """What makes the moves used at an information set the best."""
        weights = self._weights_at(index)
        wanted = Wanted([], [Bound(p, ">") for p in weights.positive], dict.fromkeys(weights.letters))
        wanted.bounds += [Bound(b, ">=") for b in weights.beliefs]
        own = self.behaviours[self.board.part_of[index]]
        for piece in own.pieces:
            self._add(index, own, piece, wanted)
        return wanted

    def _add(self, index: int, own: Behaviour, piece: int, wanted: Wanted) -> None:
        """Indifference among the moves that the types of a piece use, and at its ends no better move."""
        moves = own.division.pieces[piece][index]
        rule = self.board.written.information_sets[index].when_indifferent
        worth = self.worth(index, piece)
        best = worth[moves[0]]
        for move in moves[1:]:
            wanted.equations += [x - y for x, y in zip(worth[move], best, strict=True)]
        for move in range(len(worth)):
            if move in moves:
                continue
            loss = tuple(x - y for x, y in zip(best, worth[move], strict=True))
            losses = self.board.losses(own, piece, loss)
            if (side := self._at_cut(own, piece, index, move)) >= 0:
                wanted.equations.append(losses[side])
                if (rise := self.board.rises(loss)) is not None:  # then the slope says all
                    wanted.bounds.append(Bound(rise if side == 0 else -rise, ">"))
                continue
            wanted.bounds += [Bound(x, ">=") for x in losses]
            if move == rule:
                wanted.bounds.append(Bound(sum(losses, self.board.home.zero), ">"))

    @staticmethod
    def _at_cut(own: Behaviour, piece: int, index: int, move: int) -> int:
        """At which end of a piece (0, 1) its player switches to a move at an information set; -1 where at none."""
        for side, other in ((0, piece - 1), (1, piece + 1)):
            if other not in own.pieces or own.division.cuts[max(piece, other) - 1][1] != index:
                continue
            if move == own.division.pieces[other][index][0]:
                return side
        return -1


@dataclass(frozen=True)
class _After:
    """What is thought of a part's types after some moves of theirs.

    `start` is where they last deviated, () where nowhere; `weights` those of the pieces there.
    """

    behaviour: Behaviour
    part: int
    start: History
    weights: tuple[RationalFunction, ...]
    letters: tuple[str, ...]

    def weight(self, history: History) -> RationalFunction:
        """How likely the moves after the start are."""
        return self.behaviour.weighted(self.weights, history[len(self.start) :])

    @property
    def beliefs(self) -> tuple[RationalFunction, ...]:
        """The unknown weights."""
        return tuple(w for w in self.weights if not w.is_zero) if self.letters else ()


def _relevant(board: Board, index: int) -> tuple[int, ...]:
    place = board.written.information_sets[index]
    found = []
    for k, part in enumerate(board.parts):
        if part.player == place.player:
            continue
        histories = {board.histories[node].get(k, ()) for node in place.nodes}
        below = {board.histories[z].get(k, ()) for node in place.nodes for z in board.ends[node]}
        if len(histories) > 1 or below != histories:
            found.append(k)
    return tuple(found)


def needed(board: Board, index: int) -> frozenset[int]:
    """The information sets that are to be decided before it can be said what makes moves at one of them the best."""
    place = board.written.information_sets[index]
    own = board.parts[board.part_of[index]]
    found = {index, *own.after(index)}
    for k in _relevant(board, index):
        if any(board.histories[node].get(k) for node in place.nodes):
            found |= {*board.parts[k].sets}  # after a deviation all that these types do later may count
        else:
            found |= {s for node in place.nodes for z in board.ends[node] for s, _ in board.histories[z].get(k, ())}
    return frozenset(found)


def bounds_of(behaviour: Behaviour) -> Iterator[Bound]:
    """Cuts in order between the ends, and mixing probabilities between 0 and 1."""
    shares = behaviour.shares
    if len(shares) > 2:
        yield Bound(shares[1], ">")
        yield Bound(1 - shares[-2], ">")
        for low, high in pairwise(shares[1:-1]):
            yield Bound(high - low, ">=")
    yield from behaviour.board.more_bounds(behaviour)
    for piece, used in enumerate(behaviour.division.pieces):
        for index, moves in used.items():
            if len(moves) > 1:
                yield from (Bound(behaviour.row(piece, index)[m], ">") for m in moves)
