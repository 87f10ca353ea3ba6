"""Trees in which chance draws a type for each of several players, independently, and all else is seen by everybody.

These are the games of Fudenberg and Tirole (1991, section 3): multi-stage games with observed actions and independent
types. A tree is one if, by what it looks like,

* it begins with a chance move, and after each of its moves goes on in the same way, payoffs aside;
* each player knows one thing about that move, its *type*, and never learns more of it but by what others do;
* types are drawn independently: the probability of a draw is the product of those of its parts;
* whoever moves knows all moves before, its own and others', but those made at the same time: a player who does not
  know where play is moves whichever way these went.

So a tree written out by hand is one as well as a tree with `types`. What of the draw nobody learns is one more part of
it, of a type without a player.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod

from deterrence.algebra.exact.rational import RationalFunction
from deterrence.games.forms.forms import TreeForm


@dataclass(frozen=True, eq=False)
class IndependentTypes:
    """Where a node of such a tree stands.

    A node is a draw of types, by the position of chance's first move, and a *stage*: a node of the tree after the draw,
    by its distance from the beginning of that tree.

    Attributes
    ----------
    form
        The tree.
    starts
        The first node after each draw.
    types
        For each draw, the type of each part, from 0.
    parts
        For each player the part that is its type; players without types have none.
    """

    form: TreeForm
    starts: tuple[int, ...]
    types: tuple[tuple[int, ...], ...]
    parts: dict[int, int]

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """The number of types of each part."""
        return tuple(max(column) + 1 for column in zip(*self.types, strict=True))

    @cached_property
    def size(self) -> int:
        """The number of stages."""
        return len(self.form.nodes) - self.starts[-1]

    def place(self, node: int) -> tuple[int, int]:
        """The draw and the stage of a node."""
        draw = max(d for d, start in enumerate(self.starts) if start <= node)
        return draw, node - self.starts[draw]

    def parent(self, stage: int) -> int:
        """The stage before; -1 before the first."""
        return self.form.nodes[self.starts[0] + stage].parent - self.starts[0] if stage else -1

    def move(self, stage: int) -> int:
        """The move by which a stage is reached."""
        return self.form.nodes[self.starts[0] + stage].move

    def player(self, stage: int) -> int:
        """Who moves at a stage; -1 for chance and at the end."""
        index = self.form.nodes[self.starts[0] + stage].information_set
        return self.form.information_sets[index].player if index >= 0 else -1

    def information_set(self, draw: int, stage: int) -> int:
        """The information set of a node."""
        return self.form.nodes[self.starts[draw] + stage].information_set

    @cached_property
    def together(self) -> tuple[tuple[int, ...], ...]:
        """For each stage those that whoever moves there cannot tell from it, the first one first; else itself."""
        found: dict[int, list[int]] = {}
        for stage in range(self.size):
            if (index := self.information_set(0, stage)) >= 0:
                found.setdefault(index, []).append(stage)
        return tuple(
            tuple(found.get(self.information_set(0, stage), (stage,))) if self.player(stage) >= 0 else (stage,)
            for stage in range(self.size)
        )

    @property
    def unused(self) -> int:
        """How many shares are believed after moves of players that move again at once: of each type but one."""
        found = 0
        for stage in range(self.size):
            part = self.parts.get(self.player(stage))
            if part is not None and self.together[stage][0] == stage:
                children = (child for other in self.together[stage] for child in self._after(other))
                found += sum(self._moves_next(self.player(stage), child) for child in children) * (self.sizes[part] - 1)
        return found

    def _after(self, stage: int) -> list[int]:
        return [child - self.starts[0] for child in self.form.nodes[self.starts[0] + stage].children]

    def _moves_next(self, player: int, stage: int) -> bool:
        """Whether a player may move again before anybody else who knows that a stage has come."""
        waiting = [stage]
        while waiting:
            at = waiting.pop()
            if self.player(at) == player:
                return True
            if self.player(at) < 0 or self.known(at) < stage:  # chance, or a move made at the same time
                waiting.extend(self._after(at))
        return False

    def known(self, stage: int) -> int:
        """The last stage that everybody knew to have come: where moves not yet seen here began to be made."""
        chains = [self._chain(other) for other in self.together[stage]]
        return max(set(chains[0]).intersection(*chains[1:]))

    def _chain(self, stage: int) -> list[int]:
        found = [stage]
        while stage:
            stage = self.parent(stage)
            found.append(stage)
        return found

    def between(self, start: int, stage: int) -> Iterable[int]:
        """The stages after `start` on the way to a stage, that one included."""
        while stage != start:
            yield stage
            stage = self.parent(stage)


def independent_types(form: TreeForm) -> IndependentTypes | None:
    """How a tree is one with independent types in which moves are seen; None where it is not.

    Examples
    --------
    >>> import deterrence as dt
    >>> found = independent_types(dt.load("unilateral-deterrence-incomplete").form())
    >>> found.types, found.parts
    (((0, 0), (0, 1), (1, 0), (1, 1)), {0: 0, 1: 1})
    """
    root = form.nodes[0]
    if root.kind != "chance" or len(root.children) < 2:
        return None
    starts = root.children
    size = starts[1] - starts[0]
    if any(end - start != size for start, end in zip(starts, (*starts[1:], len(form.nodes)), strict=True)):
        return None
    if not all(_alike(form, starts, stage) for stage in range(size)):
        return None
    split = _split(form, starts, size)
    if split is None:
        return None
    found = IndependentTypes(form, starts, *split)
    return found if _is_independent(found) and all(_is_seen(found, stage) for stage in range(size)) else None


def _alike(form: TreeForm, starts: Sequence[int], stage: int) -> bool:
    """Whether play goes on in the same way at a stage, whatever was drawn."""
    first, *others = (form.nodes[start + stage] for start in starts)

    def look(node: int, start: int) -> Hashable:
        found = form.nodes[node]
        index = found.information_set
        return (
            found.kind,
            found.moves,
            found.probabilities,
            tuple(child - start for child in found.children),
            form.information_sets[index].player if index >= 0 else -1,
        )

    wanted = look(first.index, starts[0])
    return all(look(o.index, start) == wanted for o, start in zip(others, starts[1:], strict=True))


def _split(
    form: TreeForm, starts: Sequence[int], size: int
) -> tuple[tuple[tuple[int, ...], ...], dict[int, int]] | None:
    """The type of each part for each draw, and the part of each player."""
    knows: dict[int, tuple[int, ...]] = {}
    for stage in range(size):
        row = [form.nodes[start + stage].information_set for start in starts]
        if row[0] < 0:
            continue
        told = _numbered(row)
        if knows.setdefault(form.information_sets[row[0]].player, told) != told:
            return None
    # For each draw, stages must be told apart alike.
    if len({_numbered([form.nodes[start + s].information_set for s in range(size)]) for start in starts}) > 1:
        return None
    typed = {player: told for player, told in knows.items() if max(told) > 0}
    columns = list(typed.values())
    rest = _numbered_within([tuple(column[draw] for column in columns) for draw in range(len(starts))])
    if max(rest) > 0:
        columns.append(rest)
    types = tuple(zip(*columns, strict=True))
    if not columns or len(set(types)) != len(types) or len(types) != prod(max(c) + 1 for c in columns):
        return None
    return types, {player: part for part, player in enumerate(typed)}


def _numbered(values: Sequence[int]) -> tuple[int, ...]:
    """Values by the order in which they first occur; all that is no value (-1) is one."""
    order: dict[int, int] = {}
    return tuple(order.setdefault(value, len(order)) for value in values)


def _numbered_within(groups: Sequence[Hashable]) -> tuple[int, ...]:
    """For each member of a group its place among those of the same group."""
    met: dict[Hashable, int] = {}
    found = []
    for group in groups:
        found.append(met.setdefault(group, 0))
        met[group] += 1
    return tuple(found)


def _is_independent(found: IndependentTypes) -> bool:
    """Whether the probability of a draw is the product of those of its parts."""
    chances = found.form.nodes[0].probabilities
    shares = marginals(found, chances)
    total = sum(chances[1:], chances[0])
    others = prod([total] * (len(found.sizes) - 1), start=found.form.ring.one)
    return all(
        chance * others == prod((shares[k][t] for k, t in enumerate(types)), start=found.form.ring.one)
        for chance, types in zip(chances, found.types, strict=True)
    )


def marginals(found: IndependentTypes, chances: Sequence[RationalFunction]) -> list[list[RationalFunction]]:
    """For each part the probability of each of its types, from the probabilities of draws."""
    shares = [[chances[0].ring.zero] * size for size in found.sizes]
    for chance, types in zip(chances, found.types, strict=True):
        for part, kind in enumerate(types):
            shares[part][kind] = shares[part][kind] + chance
    return shares


def _is_seen(found: IndependentTypes, stage: int) -> bool:
    """Whether who moves at a stage knows all moves before but those made at the same time."""
    together = found.together[stage]
    if len(together) == 1:
        return True
    player, waiting = found.player(stage), [found.known(stage)]
    while waiting:
        at = waiting.pop()
        if at in together:
            continue
        node = found.form.nodes[found.starts[0] + at]
        if node.kind == "outcome" or found.player(at) == player:
            return False
        waiting.extend(child - found.starts[0] for child in node.children)
    return True
