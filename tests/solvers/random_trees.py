"""Random small trees with information sets and perfect recall, and their sequential equilibria by explicit trembles.

A tree is a list of stages. At each stage a player moves who sees some of the earlier stages (and always all that he
saw before, and his own moves, so that recall is perfect); some histories end early. What is computed here shares no
code with the package: payoffs are Fractions, strategies are dictionaries.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

import deterrence as dt

MOVES = ("a", "b")
History = tuple[str, ...]


@dataclass(frozen=True)
class RandomTree:
    """Stages: who moves (None: chance) and which earlier stages the mover sees. Payoffs: history -> base and slope."""

    players: tuple[str, ...]
    movers: tuple[str | None, ...]
    sees: tuple[tuple[int, ...], ...]
    chances: dict[History, Fraction]
    payoffs: dict[History, tuple[tuple[int, int], ...]]

    def information(self, history: History) -> tuple[str, str]:
        """The mover at a history and what he sees."""
        stage = len(history)
        mover = self.movers[stage]
        assert mover is not None
        return mover, "".join(history[s] if s in self.sees[stage] else "." for s in range(stage)) or "start"

    def game(self) -> dt.Tree:
        """The game of the package, the letter x in its payoffs."""
        return dt.Tree(
            players=list(self.players),
            parameters=[dt.Parameter("x", "a payoff", 0, 1, base="1/3")],
            root=self._node(()),
        )

    def _node(self, history: History) -> object:
        if history in self.payoffs:
            paid = tuple(f"{base} + ({slope})*x" for base, slope in self.payoffs[history])
            return dt.Outcome(" ".join(history), paid)
        children = {move: self._node((*history, move)) for move in MOVES}
        if self.movers[len(history)] is None:
            chance = self.chances[history]
            return dt.Chance({"a": (chance, children["a"]), "b": (1 - chance, children["b"])})
        mover, seen = self.information(history)
        return dt.Decision(mover, children, information=seen)

    def information_sets(self) -> dict[tuple[str, str], list[History]]:
        """The histories of each information set."""
        found: dict[tuple[str, str], list[History]] = defaultdict(list)
        for history in self._inner(()):
            if self.movers[len(history)] is not None:
                found[self.information(history)].append(history)
        return dict(found)

    def _inner(self, history: History) -> list[History]:
        if history in self.payoffs:
            return []
        return [history, *self._inner((*history, "a")), *self._inner((*history, "b"))]

    def value(self, history: History, profile: dict[tuple[str, str], str], x: Fraction) -> tuple[Fraction, ...]:
        """What everybody gets from a history on when a pure profile is played."""
        if history in self.payoffs:
            return tuple(base + slope * x for base, slope in self.payoffs[history])
        if self.movers[len(history)] is None:
            chance = self.chances[history]
            left, right = (self.value((*history, move), profile, x) for move in MOVES)
            return tuple(chance * v + (1 - chance) * w for v, w in zip(left, right, strict=True))
        return self.value((*history, profile[self.information(history)]), profile, x)

    def sequential(
        self, x: Fraction, trembles: int, dice: random.Random
    ) -> set[tuple[tuple[tuple[str, str], str], ...]]:
        """Pure profiles that some of so many random trembles show to be sequential equilibria."""
        sets = self.information_sets()
        found = set()
        for moves in product(MOVES, repeat=len(sets)):
            profile = dict(zip(sets, moves, strict=True))
            if any(self._rational(profile, sets, x, dice) for _ in range(trembles)):
                found.add(tuple(sorted(profile.items())))
        return found

    def _rational(
        self,
        profile: dict[tuple[str, str], str],
        sets: dict[tuple[str, str], list[History]],
        x: Fraction,
        dice: random.Random,
    ) -> bool:
        tremble = {place: (dice.randint(1, 4), Fraction(dice.randint(1, 9))) for place in sets}
        for place, histories in sets.items():
            ways = [self._way(history, profile, tremble) for history in histories]
            least = min(order for order, _ in ways)
            weights = [weight if order == least else Fraction(0) for order, weight in ways]
            player = self.players.index(place[0])
            worth = {
                move: sum(
                    w * self.value((*history, move), profile, x)[player]
                    for w, history in zip(weights, histories, strict=True)
                )
                for move in MOVES
            }
            if worth[profile[place]] < max(worth.values()):
                return False
        return True

    def _way(
        self,
        history: History,
        profile: dict[tuple[str, str], str],
        tremble: dict[tuple[str, str], tuple[int, Fraction]],
    ) -> tuple[int, Fraction]:
        """The order of smallness and the leading coefficient of the probability that a history is reached."""
        order, weight = 0, Fraction(1)
        for stage, move in enumerate(history):
            before = history[:stage]
            if self.movers[stage] is None:
                weight *= self.chances[before] if move == "a" else 1 - self.chances[before]
                continue
            place = self.information(before)
            if profile[place] != move:
                order, weight = order + tremble[place][0], weight * tremble[place][1]
        return order, weight


def random_tree(seed: int, stages: int = 3, high: int = 9) -> RandomTree:
    """A random tree: two or three players, perhaps chance first, payoffs from small integers."""
    dice = random.Random(seed)
    players = ("A", "B", "C")[: dice.choice((2, 2, 3))]
    movers: list[str | None] = [None] if dice.random() < 0.6 else []
    while len(movers) < stages + (movers[:1] == [None]):
        movers.append(dice.choice([p for p in players if p != (movers[-1] if movers else None)]))
    sees: list[tuple[int, ...]] = []
    for stage, mover in enumerate(movers):
        seen = {s for s in range(stage) if dice.random() < 0.5}
        for s in range(stage):
            if movers[s] == mover and mover is not None:
                seen |= {s, *sees[s]}
        sees.append(tuple(sorted(seen)))
    tree = RandomTree(players, tuple(movers), tuple(sees), {}, {})
    _grow((), tree, dice, high)
    return tree


def _grow(history: History, tree: RandomTree, dice: random.Random, high: int) -> None:
    stage = len(history)
    started = any(mover is not None for mover in tree.movers[:stage])
    if stage == len(tree.movers) or (started and dice.random() < 0.25):
        tree.payoffs[history] = tuple((dice.randint(0, high), dice.choice((0, 0, -high, high))) for _ in tree.players)
        return
    if tree.movers[stage] is None:
        tree.chances[history] = Fraction(dice.randint(1, 4), 5)
    for move in MOVES:
        _grow((*history, move), tree, dice, high)
