"""No signalling what you don't know: whether beliefs about different players keep apart (Fudenberg and Tirole 1991).

Shares no code with the solvers. Beliefs are numbers here, at one place in parameter space and at all information sets
together. From each is read what is believed about each other player at the last stage that everybody knew to have come;
then it is asked

* whether the belief is the product of these, and of the probabilities of moves that were not seen;
* whether all that is believed about a player since the same move of its own, by whomever and wherever, is the same;
* whether it follows by Bayes' rule from what was believed before that move, wherever the rule applies.

What is believed about a player between two moves of its own in a row, which nobody else acts on, is not known here, and
what follows from it is not asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from deterrence.equilibria.tree_regret import Play
from deterrence.games.forms.independent_types import IndependentTypes, independent_types

BeliefsAt: TypeAlias = Mapping[int, Sequence[Any]]  # for each information set a number for each node
Since: TypeAlias = tuple[int, int]  # the information set of a player's last move (by its stage), and the move
START: Since = (-1, -1)


def check_no_signalling(play: Play, beliefs: BeliefsAt, fail: Callable[[str], None]) -> None:
    """Call `fail` where beliefs about different players do not keep apart, in a tree in which they are to."""
    types = independent_types(play.form)
    if types is None:
        return
    check = _Check(types, play, beliefs)
    for said in (*check.products(), *check.common(), *check.rule()):
        fail(said)
        return


class _Check:
    def __init__(self, types: IndependentTypes, play: Play, beliefs: BeliefsAt) -> None:
        self.types = types
        self.play = play
        self.beliefs = beliefs
        self.parts = range(len(types.sizes))
        self.known: dict[tuple[int, Since], list[Any]] = {
            (part, START): [self._drawn(part, kind) for kind in range(types.sizes[part])] for part in self.parts
        }

    def _drawn(self, part: int, kind: int) -> Any:
        """The probability of a type, of all draws together."""
        chances = zip(self.play.weights[0], self.types.types, strict=True)
        return sum(weight for weight, kinds in chances if kinds[part] == kind)

    def _sets(self) -> Iterator[tuple[int, str, list[tuple[int, int, Any]], int]]:
        """The information sets with several nodes: with draw, stage and belief of each, and whose type is known."""
        for index, place in enumerate(self.play.form.information_sets):
            if len(place.nodes) > 1:
                nodes = [(*self.types.place(node), b) for node, b in zip(place.nodes, self.beliefs[index], strict=True)]
                yield index, f"{place.agent} at {place.name}", nodes, self.types.parts.get(place.player, -1)

    def _about(self, part: int, nodes: Sequence[tuple[int, int, Any]]) -> list[Any]:
        """What is believed about a part."""
        kinds = range(self.types.sizes[part])
        return [sum(b for draw, _, b in nodes if self.types.types[draw][part] == kind) for kind in kinds]

    def products(self) -> Iterator[str]:
        """Where a belief is no product of beliefs about single players and of what is not seen."""
        for _, who, nodes, own in self._sets():
            about = {part: self._about(part, nodes) for part in self.parts if part != own}
            start = self.types.known(nodes[0][1])
            for draw, stage, belief in nodes:
                wanted: Any = 1
                for part, shares in about.items():
                    wanted = wanted * shares[self.types.types[draw][part]]
                for step in self.types.between(start, stage):
                    node = self.types.starts[draw] + self.types.parent(step)
                    wanted = wanted * self.play.weights[node][self.types.move(step)]
                if not self.play.numbers.is_zero(belief - wanted):
                    yield f"{who} does not take the types of different players for independent"
                    break

    def common(self) -> Iterator[str]:
        """Where two beliefs about a player since the same move of its own differ."""
        for _, who, nodes, own in self._sets():
            start = self.types.known(nodes[0][1])
            for part in self.parts:
                if part == own:
                    continue
                about = self._about(part, nodes)
                known = self.known.setdefault((part, self._since(part, start)), about)
                total = sum(known)
                if any(not self.play.numbers.is_zero(a * total - k) for a, k in zip(about, known, strict=True)):
                    yield f"{who} does not believe of another player what all do who saw the same"
                    return

    def _since(self, part: int, stage: int) -> Since:
        """The last move of the player whose type a part is, before a stage."""
        while stage:
            before = self.types.parent(stage)
            if self.types.player(before) >= 0 and self.types.parts.get(self.types.player(before)) == part:
                return min(self.types.together[before]), self.types.move(stage)
            stage = before
        return START

    def rule(self) -> Iterator[str]:
        """Where a belief about a player is not what Bayes' rule makes of the belief before its last move."""
        for (part, since), about in self.known.items():
            if since == START:
                continue
            stage, move = since
            before = self._told(part, self._since(part, stage))
            told = None if before is None else self._after(part, before, since)
            total = None if told is None else sum(told)
            if total is None or self.play.numbers.is_zero(total):
                continue
            if any(not self.play.numbers.is_zero(a * total - t) for a, t in zip(about, told or (), strict=True)):
                name = self.play.form.nodes[self.types.starts[0] + stage].moves[move]
                yield f"what is believed of a player after {name} is not Bayes' rule"

    def _told(self, part: int, since: Since) -> list[Any] | None:
        """What is believed about a player since a move, known or by Bayes' rule; None where neither says."""
        if (part, since) in self.known:
            return self.known[part, since]
        before = self._told(part, self._since(part, since[0]))
        told = None if before is None else self._after(part, before, since)
        return None if told is None or self.play.numbers.is_zero(sum(told)) else told

    def _after(self, part: int, before: Sequence[Any], since: Since) -> list[Any]:
        stage, move = since
        found = []
        for kind, share in enumerate(before):
            draw = next(d for d, kinds in enumerate(self.types.types) if kinds[part] == kind)
            found.append(share * self.play.weights[self.types.starts[draw] + stage][move])
        return found
