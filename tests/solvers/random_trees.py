"""Random small trees with information sets and perfect recall, and their sequential equilibria by definition.

A tree is a list of stages. At each stage a player moves who sees some of the earlier stages (and always all that he
saw before, and his own moves, so that recall is perfect); some histories end early. Payoffs and, where wanted, the
probabilities of chance hold a letter x.

What is computed here shares no code with the package. A strategy is part of a sequential equilibrium when mistakes of
probability weight * eps**order, an order and a weight for each unused move, lead in the limit to beliefs against which
nobody gains. Orders and weights are unknowns, and z3 decides exactly whether some of them fit.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product

import z3

import deterrence as dt

History = tuple[str, ...]
Place = tuple[str, str]
Formula = tuple[int | Fraction, int | Fraction]  # base and slope in x
Profile = dict[Place, tuple[Fraction, ...]]


@dataclass(frozen=True)
class RandomTree:
    """Stages: the moves on offer, who moves (None: chance) and which earlier stages the mover sees."""

    players: tuple[str, ...]
    moves: tuple[str, ...]
    movers: tuple[str | None, ...]
    sees: tuple[tuple[int, ...], ...]
    chances: dict[History, tuple[Formula, ...]]
    payoffs: dict[History, tuple[Formula, ...]]

    def information(self, history: History) -> Place:
        """The mover at a history and what he sees."""
        stage = len(history)
        mover = self.movers[stage]
        assert mover is not None
        return mover, "".join(history[s] if s in self.sees[stage] else "." for s in range(stage)) or "start"

    def game(self) -> dt.Tree:
        """The game of the package."""
        return dt.Tree(
            players=list(self.players),
            parameters=[dt.Parameter("x", "a letter", 0, 1, base="1/3")],
            root=self._node(()),
        )

    def _node(self, history: History) -> object:
        if history in self.payoffs:
            return dt.Outcome(" ".join(history), tuple(map(_text, self.payoffs[history])))
        children = {move: self._node((*history, move)) for move in self.moves[len(history)]}
        if self.movers[len(history)] is None:
            chances = map(_text, self.chances[history])
            return dt.Chance({move: pair for move, *pair in zip(children, chances, children.values(), strict=True)})
        mover, seen = self.information(history)
        return dt.Decision(mover, children, information=seen)

    @property
    def sets(self) -> dict[Place, list[History]]:
        """The histories of each information set."""
        found: dict[Place, list[History]] = defaultdict(list)
        for history in self._inner(()):
            if self.movers[len(history)] is not None:
                found[self.information(history)].append(history)
        return dict(found)

    def _inner(self, history: History) -> list[History]:
        if history in self.payoffs:
            return []
        return [history, *(h for move in self.moves[len(history)] for h in self._inner((*history, move)))]


def _text(formula: Formula) -> str:
    base, slope = formula
    return f"{base} + ({slope})*x" if slope else str(base)


@dataclass
class Mistakes:
    """A tree at one value of its letter, and limits of mistakes there."""

    tree: RandomTree
    x: Fraction
    sets: dict[Place, list[History]] = field(init=False)

    def __post_init__(self) -> None:
        self.sets = self.tree.sets

    def pure_profiles(self) -> list[Profile]:
        """All pure profiles."""
        rows = {}
        for place, (history, *_) in self.sets.items():
            size = len(self.tree.moves[len(history)])
            rows[place] = [tuple(Fraction(int(i == k)) for i in range(size)) for k in range(size)]
        return [dict(zip(rows, chosen, strict=True)) for chosen in product(*rows.values())]

    def limits(self, profile: Profile) -> Limits | None:
        """What mistakes can lead to; None where nothing they lead to makes a profile a sequential equilibrium."""
        found = Limits(self, profile)
        return found if found.is_possible() else None

    def worth(self, profile: Profile) -> dict[History, tuple[Fraction, ...]]:
        """What everybody gets from each history on."""
        found: dict[History, tuple[Fraction, ...]] = {}

        def value(history: History) -> tuple[Fraction, ...]:
            if history in self.tree.payoffs:
                paid = tuple(base + slope * self.x for base, slope in self.tree.payoffs[history])
            else:
                after = [value((*history, move)) for move in self.tree.moves[len(history)]]
                row = self.row(history, profile)
                paid = tuple(sum((p * v for p, v in zip(row, vs, strict=True)), Fraction(0)) for vs in zip(*after))
            found[history] = paid
            return paid

        value(())
        return found

    def row(self, history: History, profile: Profile) -> tuple[Fraction, ...]:
        """The probability of each move at a history."""
        if self.tree.movers[len(history)] is None:
            return tuple(Fraction(base + slope * self.x) for base, slope in self.tree.chances[history])
        return profile[self.tree.information(history)]

    def way(self, history: History, profile: Profile) -> tuple[list[object], list[object], Fraction]:
        """The unused moves on the way to a history, chance's of probability zero, and the product of all others."""
        unused, dead, used = [], [], Fraction(1)
        for stage, move in enumerate(history):
            before = history[:stage]
            p = self.row(before, profile)[self.tree.moves[stage].index(move)]
            if p:
                used *= p
            elif self.tree.movers[stage] is None:
                dead.append((before, move))
            else:
                unused.append((self.tree.information(before), move))
        return unused, dead, used


class Limits:
    """The orders and weights of mistakes against which nobody gains from leaving a profile, as unknowns of z3."""

    def __init__(self, mistakes: Mistakes, profile: Profile) -> None:
        self.solver = z3.Solver()
        self.beliefs: dict[Place, list[z3.ArithRef]] = {}
        self.orders: dict[object, z3.ArithRef] = {}
        self.weights: dict[object, z3.ArithRef] = {}
        worth = mistakes.worth(profile)
        for place, histories in mistakes.sets.items():
            ways = [mistakes.way(history, profile) for history in histories]
            if any(not dead for _, dead, _ in ways):
                mistaken = [None if dead else unused for unused, dead, _ in ways]
            else:
                mistaken = [unused + dead for unused, dead, _ in ways]
            belief = [
                z3.If(is_likely, z3.Product([_real(used), *(self.weights[m] for m in moves or ())]), z3.RealVal(0))
                for is_likely, moves, (_, _, used) in zip(self._likely(mistaken), mistaken, ways, strict=True)
            ]
            if len(histories) > 1:
                self.beliefs[place] = belief
            player = mistakes.tree.players.index(place[0])
            yields = [
                z3.Sum([b * _real(worth[(*h, move)][player]) for b, h in zip(belief, histories, strict=True)])
                for move in mistakes.tree.moves[len(histories[0])]
            ]
            best = next(k for k, p in enumerate(profile[place]) if p)
            for k, p in enumerate(profile[place]):
                self.solver.add(yields[k] == yields[best] if p else yields[k] <= yields[best])
        self.solver.add(*(o > 0 for o in self.orders.values()), *(w > 0 for w in self.weights.values()))

    def _likely(self, ways: list[list[object] | None]) -> list[z3.BoolRef]:
        """That a way is of the least order; never, where there is None."""
        for move in (move for way in ways if way is not None for move in way):
            self.orders.setdefault(move, z3.Real(f"order {move}"))
            self.weights.setdefault(move, z3.Real(f"weight {move}"))
        totals = [None if way is None else z3.Sum([z3.RealVal(0), *(self.orders[m] for m in way)]) for way in ways]
        known = [total for total in totals if total is not None]
        return [z3.BoolVal(False) if t is None else z3.And(*(t <= other for other in known)) for t in totals]

    def is_possible(self) -> bool:
        """Whether any orders and weights fit."""
        answer = self.solver.check()
        assert answer != z3.unknown
        return answer == z3.sat

    def allow(self, place: Place, k: int, low: Fraction, high: Fraction) -> bool:
        """Whether the belief in a node can lie between two numbers."""
        mine, everything = self.beliefs[place][k], z3.Sum(self.beliefs[place])
        self.solver.push()
        self.solver.add(mine >= _real(low) * everything, mine <= _real(high) * everything)
        possible = self.is_possible()
        self.solver.pop()
        return possible


def _real(number: Fraction) -> z3.RatNumRef:
    return z3.RealVal(str(Fraction(number)))


def random_tree(
    seed: int, stages: int = 3, high: int = 9, moves: str = "ab", sight: float = 0.5, lettered_chance: bool = False
) -> RandomTree:
    """A random tree: two or three players, perhaps chance first, payoffs from small integers.

    Some or all of the `moves` are on offer at each stage; "o" (out) ends the game. A mover sees an earlier stage with
    probability `sight`.
    """
    dice = random.Random(seed)
    players = ("A", "B", "C")[: dice.choice((2, 2, 3))]
    movers: list[str | None] = [None] if dice.random() < 0.6 else []
    while len(movers) < stages + (movers[:1] == [None]):
        movers.append(dice.choice([p for p in players if p != (movers[-1] if movers else None)]))
    sees: list[tuple[int, ...]] = []
    for stage, mover in enumerate(movers):
        seen = {s for s in range(stage) if dice.random() < sight}
        for s in range(stage):
            if movers[s] == mover and mover is not None:
                seen |= {s, *sees[s]}
        sees.append(tuple(sorted(seen)))
    offered = tuple(_offered(moves, mover, dice) for mover in movers)
    tree = RandomTree(players, offered, tuple(movers), tuple(sees), {}, {})
    _grow((), tree, dice, high, lettered_chance)
    return tree


def _offered(moves: str, mover: str | None, dice: random.Random) -> str:
    kinds = moves.replace("o", "")
    some = kinds[: dice.choice((2, len(kinds)))] if len(kinds) > 2 else kinds
    return some + "o" if "o" in moves and mover is not None and dice.random() < 0.7 else some


def _grow(history: History, tree: RandomTree, dice: random.Random, high: int, lettered_chance: bool) -> None:
    stage = len(history)
    started = any(mover is not None for mover in tree.movers[:stage])
    is_over = stage == len(tree.movers) or history[-1:] == ("o",)
    if is_over or (started and dice.random() < (0.1 if "o" in tree.moves[0] else 0.25)):
        tree.payoffs[history] = tuple((dice.randint(0, high), dice.choice((0, 0, -high, high))) for _ in tree.players)
        return
    if tree.movers[stage] is None:
        tree.chances[history] = _chances(len(tree.moves[stage]), dice, lettered_chance)
    for move in tree.moves[stage]:
        _grow((*history, move), tree, dice, high, lettered_chance)


def _chances(size: int, dice: random.Random, lettered: bool) -> tuple[Formula, ...]:
    half = Fraction(1, 2)
    if lettered:
        return ((0, 1), (1, -1)) if size == 2 else ((0, half), (half, -half), (half, 0))
    if size == 2:
        first = Fraction(dice.randint(1, 4), 5)
        return (first, 0), (1 - first, 0)
    shares = [dice.randint(1, 4) for _ in range(size)]
    return tuple((Fraction(share, sum(shares)), 0) for share in shares)
