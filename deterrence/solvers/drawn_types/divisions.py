"""How the types of a player may be divided: intervals of types, in order, and the moves that each uses.

Against given play of the others a plan is worth `a + b*t` to type `t`, so best plans form the upper envelope of lines:
along the interval of types each plan is best on one piece, and the pieces follow one another by slope. What the slopes
are depends on the others, so every order is listed.

Information sets are decided one after the other, later ones first. Where all later moves are the same, a player
switches at a set from some moves to others; each switch is a cut, which may lie anywhere among those that other sets
made. Where a cut changes what is done later, the moves used before may grow or shrink with it, and some of them stay.
Where several switches fall together, one of these divisions describes it with an empty piece.

Where payoffs are not affine in the type, a move may come back along the types: `Part.switches` says how often they
switch at an information set at most.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

from deterrence.games.forms.forms import TreeForm
from deterrence.solvers.trees.best_choices import allowed

Moves = tuple[int, ...]
History = tuple[tuple[int, int], ...]


@dataclass(frozen=True, eq=False)
class Part:
    """Information sets of a player that have their first one in common: what is done there is planned together.

    Attributes
    ----------
    player
        The position of the player.
    histories
        The information sets, the first one first, each with the player's own information sets and moves on the way.
    is_drawn
        Whether the player's type is drawn from a distribution.
    switches
        How often types switch at an information set at most, where a move may come back; 0: no move does.
    """

    player: int
    histories: Mapping[int, History]
    is_drawn: bool
    switches: int = 0

    @property
    def sets(self) -> tuple[int, ...]:
        """The information sets."""
        return tuple(self.histories)

    def after(self, index: int) -> tuple[int, ...]:
        """The sets that may be met after one of them."""
        return tuple(s for s, history in self.histories.items() if any(before == index for before, _ in history))


@dataclass(frozen=True)
class Division:
    """Pieces of the interval of types, in order.

    Attributes
    ----------
    cuts
        Between each two pieces the letter for the place of the cut, and the information set at which types switch.
    pieces
        For each piece the moves that are used at each information set decided so far.
    """

    cuts: tuple[tuple[str, int], ...]
    pieces: tuple[Mapping[int, Moves], ...]


UNDIVIDED = Division((), ({},))


def cut_name(index: int, position: int) -> str:
    """The letter for the place of a cut that is made at an information set, counted from 0."""
    return f"~c{index}.{position}"


def parts_of(form: TreeForm, drawn: Sequence[int]) -> tuple[Part, ...]:
    """The information sets of all players, by what is planned together."""
    histories = {index: _history(form, index) for index in range(len(form.information_sets))}
    firsts: dict[int, list[int]] = {}
    for index, history in histories.items():
        firsts.setdefault(history[0][0] if history else index, []).append(index)
    return tuple(
        Part(player, {s: histories[s] for s in sets}, player in drawn)
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


def most_cuts(form: TreeForm, part: Part, index: int) -> int:
    """How many cuts there may be at an information set."""
    if not part.is_drawn:
        return 0
    later = sum(most_cuts(form, part, s) for s in part.after(index))
    return (1 + later) * (part.switches or len(form.information_sets[index].moves) - 1)


def divided_at(form: TreeForm, part: Part, division: Division, index: int) -> Iterator[Division]:
    """Every way to decide one more information set, whose later ones are decided."""
    options = tuple(allowed(form.information_sets[index]))
    if not part.is_drawn:
        orders: tuple[tuple[Moves, ...], ...] = tuple((moves,) for moves in options)
    else:
        orders = tuple(_returning(options, part.switches) if part.switches else _orders(options))
    yield from _runs_decided(_Runs(part, division, index), orders, 0, UNDIVIDED, 0)


def _orders(options: Sequence[Moves], used: Moves = ()) -> Iterator[tuple[Moves, ...]]:
    """Sets of moves one after the other, none of whose moves comes twice."""
    for moves in options:
        if not set(moves) & set(used):
            yield (moves,)
            yield from ((moves, *more) for more in _orders(options, (*used, *moves)))


def _returning(options: Sequence[Moves], switches: int, last: Moves = ()) -> Iterator[tuple[Moves, ...]]:
    """Sets of moves one after the other, neighbours without a move in common."""
    for moves in options:
        if not set(moves) & set(last):
            yield (moves,)
            if switches:
                yield from ((moves, *more) for more in _returning(options, switches - 1, moves))


class _Runs:
    """The pieces of a division in runs, along which nothing changes that comes after an information set."""

    def __init__(self, part: Part, division: Division, index: int) -> None:
        self.division, self.index = division, index
        later = part.after(index)
        self.starts = [0] + [i + 1 for i, (_, made) in enumerate(division.cuts) if made in later]

    def pieces(self, run: int) -> range:
        ends = [*self.starts[1:], len(self.division.pieces)]
        return range(self.starts[run], ends[run])


def _runs_decided(
    runs: _Runs, orders: Sequence[tuple[Moves, ...]], run: int, so_far: Division, made: int
) -> Iterator[Division]:
    """The runs from one on decided; `so_far` are the pieces before, with `made` cuts at this information set."""
    if run == len(runs.starts):
        yield so_far
        return
    last = so_far.pieces[-1].get(runs.index) if run else None
    for order in orders:
        if last is not None and not set(last) & set(order[0]):
            continue
        for places in combinations_with_replacement(runs.pieces(run), len(order) - 1):
            further = _with_run(runs, run, order, places, so_far, made)
            yield from _runs_decided(runs, orders, run + 1, further, made + len(order) - 1)


def _with_run(
    runs: _Runs, run: int, order: tuple[Moves, ...], places: Sequence[int], so_far: Division, made: int
) -> Division:
    """One run decided: its moves in order, the cuts between them in these pieces."""
    cuts, pieces = list(so_far.cuts), list(so_far.pieces) if run else []
    position = 0
    for piece in runs.pieces(run):
        if pieces:
            cuts.append(runs.division.cuts[piece - 1])
        pieces.append({**runs.division.pieces[piece], runs.index: order[position]})
        while position < len(places) and places[position] == piece:
            cuts.append((cut_name(runs.index, made + position), runs.index))
            position += 1
            pieces.append({**runs.division.pieces[piece], runs.index: order[position]})
    return Division(tuple(cuts), tuple(pieces))
