"""How the types of a player may be divided: intervals of types, in order, and the moves that each uses.

Against given play of the others a plan is worth `a + b*t` to type `t`, so best plans form the upper envelope of lines:
along the interval of types each plan is best on one piece, and the pieces follow one another by slope. What the slopes
are depends on the others, so every order is listed.

From one piece to the next a player switches at one information set, to moves that it did not use there; at earlier
sets of its own the moves used may grow or shrink with it, where some of them stay. Where switches at several sets fall
together, one of these divisions describes it with an empty piece.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from deterrence.games.forms.forms import TreeForm
from deterrence.solvers.trees.best_choices import allowed

Moves = tuple[int, ...]
Piece = tuple[Moves, ...]  # for each information set of a part, in its order, the moves used
Division = tuple[Piece, ...]
History = tuple[tuple[int, int], ...]


@dataclass(frozen=True, eq=False)
class Part:
    """Information sets of a player that have their first one in common: what is done there is planned together.

    Attributes
    ----------
    player
        The position of the player.
    sets
        The information sets, the first one first.
    histories
        For each of them the player's own information sets and moves on the way there.
    is_drawn
        Whether the player's type is drawn from a distribution.
    """

    player: int
    sets: tuple[int, ...]
    histories: Mapping[int, History]
    is_drawn: bool

    def after(self, index: int) -> tuple[int, ...]:
        """The places, among the sets, of those that may be met after one of them."""
        return tuple(i for i, s in enumerate(self.sets) if any(before == index for before, _ in self.histories[s]))

    def before(self, index: int) -> tuple[int, ...]:
        """The places, among the sets, of those that are met on the way to one of them."""
        return tuple(self.sets.index(s) for s, _ in self.histories[index])


def parts_of(form: TreeForm, drawn: Sequence[int]) -> tuple[Part, ...]:
    """The information sets of all players, by what is planned together."""
    histories = {index: _history(form, index) for index in range(len(form.information_sets))}
    firsts: dict[int, list[int]] = {}
    for index, history in histories.items():
        firsts.setdefault(history[0][0] if history else index, []).append(index)
    return tuple(
        Part(player, tuple(sets), {s: histories[s] for s in sets}, player in drawn)
        for first, sets in firsts.items()
        for player in [form.information_sets[first].player]
    )


def _history(form: TreeForm, index: int) -> History:
    """The own sets and moves that lead to an information set: with perfect recall the same for all its nodes."""
    player = form.information_sets[index].player
    node = form.nodes[form.information_sets[index].nodes[0]]
    found = []
    while node.parent >= 0:
        parent = form.nodes[node.parent]
        if parent.kind == "decision" and form.information_sets[parent.information_set].player == player:
            found.append((parent.information_set, node.move))
        node = parent
    return tuple(reversed(found))


def divisions(form: TreeForm, part: Part) -> Iterator[Division]:
    """Every way in which the types of a part's player may be divided, those with few pieces first."""
    options = [tuple(allowed(form.information_sets[s])) for s in part.sets]
    layer: list[Division] = [(piece,) for piece in product(*options)]
    while layer:
        yield from layer
        layer = [(*d, piece) for d in layer for piece in _following(part, options, d)] if part.is_drawn else []


def _following(part: Part, options: Sequence[Sequence[Moves]], division: Division) -> Iterator[Piece]:
    """The pieces that may come next."""
    last = division[-1]
    for place, index in enumerate(part.sets):
        before = part.before(index)
        for moves in options[place]:
            if set(moves) & set(last[place]):
                continue
            for around in product(*(_overlapping(options[b], last[b]) for b in before)):
                piece = list(last)
                piece[place] = moves
                for b, used in zip(before, around, strict=True):
                    piece[b] = used
                if _is_new(part, division, tuple(piece), place):
                    yield tuple(piece)


def _overlapping(options: Sequence[Moves], used: Moves) -> list[Moves]:
    return [moves for moves in options if set(moves) & set(used)]


def _is_new(part: Part, division: Division, piece: Piece, place: int) -> bool:
    """Whether nothing of the new plan was left before: with later moves as they are, lines cross but once."""
    later = part.after(part.sets[place])
    same = [d for d in division if all(d[i] == piece[i] for i in later)]
    return not any(set(d[place]) & set(piece[place]) for d in same)


def switched(part: Part, one: Piece, other: Piece) -> int:
    """The place of the information set at which a player switches between two pieces."""
    return next(i for i, (a, b) in enumerate(zip(one, other, strict=True)) if not set(a) & set(b))
