"""Random trees of perfect information in which ties are common, and their subgame-perfect equilibria, mixed ones too.

What is computed here shares no code with the package: payoffs are Fractions, a profile maps each history to the
probabilities of its moves, and optimality is checked by its definition.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from scipy.optimize import linprog

import deterrence as dt

History = tuple[str, ...]
Point = Mapping[str, Fraction]
Profile = dict[History, tuple[Fraction, ...]]
Formula = tuple[int, dict[str, int]]  # a constant, and a coefficient for each letter


@dataclass(frozen=True)
class PerfectTree:
    """Who moves at each history with how many moves (None: chance, evenly), and payoffs at the others."""

    players: tuple[str, ...]
    letters: tuple[str, ...]
    movers: dict[History, str | None]
    moves: dict[History, tuple[str, ...]]
    payoffs: dict[History, tuple[Formula, ...]]

    def game(self) -> dt.Tree:
        """The game of the package."""
        letters = [dt.Parameter(name, "", -1, 3, base=Fraction(7, 5)) for name in self.letters]
        return dt.Tree(players=list(self.players), parameters=letters, root=self._node(()))

    def _node(self, history: History) -> object:
        if history in self.payoffs:
            return dt.Outcome("/".join(history), tuple(map(written, self.payoffs[history])))
        children = {move: self._node((*history, move)) for move in self.moves[history]}
        mover = self.movers[history]
        if mover is None:
            return dt.Chance({move: (Fraction(1, len(children)), child) for move, child in children.items()})
        return dt.Decision(mover, children, information="/".join(history) or "start")

    @property
    def decisions(self) -> list[History]:
        """The histories at which a player moves, later ones first."""
        found = [history for history, mover in self.movers.items() if mover is not None]
        return sorted(found, key=lambda history: (-len(history), history))

    def values(self, profile: Profile, point: Point) -> dict[History, tuple[Fraction, ...]]:
        """What each player expects from each history on."""
        found: dict[History, tuple[Fraction, ...]] = {}
        for history in sorted([*self.payoffs, *self.movers], key=len, reverse=True):
            if history in self.payoffs:
                found[history] = tuple(valued(f, point) for f in self.payoffs[history])
                continue
            moves = self.moves[history]
            weights = profile[history] if self.movers[history] else (Fraction(1, len(moves)),) * len(moves)
            below = [found[(*history, move)] for move in moves]
            found[history] = tuple(
                sum((w * b[i] for w, b in zip(weights, below, strict=True)), Fraction(0))
                for i in range(len(self.players))
            )
        return found

    def is_perfect(self, profile: Profile, point: Point) -> bool:
        """Whether nobody could do better at any history."""
        values = self.values(profile, point)
        for history in self.decisions:
            player = self.players.index(self.movers[history] or "")
            best = max(values[(*history, move)][player] for move in self.moves[history])
            if values[history][player] != best or min(profile[history]) < 0 or sum(profile[history]) != 1:
                return False
        return True

    def equilibrium(self, point: Point, dice: random.Random) -> Profile:
        """A random subgame-perfect equilibrium; followers who are indifferent often make an earlier mover so."""
        profile: Profile = {}
        for history in self.decisions:
            filled = {**{h: self._first(h) for h in self.decisions}, **profile}
            if dice.random() < 0.7:
                self._made_indifferent(history, filled, profile, point, dice)
                filled |= profile
            values = self.values(filled, point)
            player = self.players.index(self.movers[history] or "")
            worth = [values[(*history, move)][player] for move in self.moves[history]]
            best = [w == max(worth) for w in worth]
            weights = [dice.choice((0, 1, 2, 5)) * b for b in best]
            weights = weights if any(weights) else [int(b) for b in best]
            profile[history] = tuple(Fraction(w, sum(weights)) for w in weights)
        return profile

    def _first(self, history: History) -> tuple[Fraction, ...]:
        return tuple(Fraction(int(i == 0)) for i in range(len(self.moves[history])))

    def _made_indifferent(
        self, history: History, filled: Profile, profile: Profile, point: Point, dice: random.Random
    ) -> None:
        """Change what one indifferent follower of two moves does so that the mover here values two moves alike."""
        player = self.players.index(self.movers[history] or "")
        below = [h for h in profile if h[: len(history)] == history and len(h) > len(history)]
        dice.shuffle(below)
        for follower in below:
            ends = []
            for chosen in range(len(self.moves[follower])):
                pure = tuple(Fraction(int(i == chosen)) for i in range(len(self.moves[follower])))
                ends.append(self.values({**filled, follower: pure}, point))
            one, other = dice.sample(range(len(ends)), 2)
            mine = (*history, follower[len(history)])
            rivals = [(*history, move) for move in self.moves[history] if (*history, move) != mine]
            for rival in dice.sample(rivals, len(rivals)):
                low, high = (ends[e][mine][player] - ends[e][rival][player] for e in (one, other))
                if low == high or not 0 <= (share := low / (low - high)) <= 1:
                    continue
                row = [Fraction(0)] * len(ends)
                row[one], row[other] = 1 - share, share
                changed = {**filled, follower: tuple(row)}
                if all(self._is_best(h, changed, point) for h in below):
                    profile[follower] = filled[follower] = tuple(row)
                    return

    def _is_best(self, history: History, profile: Profile, point: Point) -> bool:
        values = self.values(profile, point)
        player = self.players.index(self.movers[history] or "")
        return values[history][player] == max(values[(*history, m)][player] for m in self.moves[history])

    def profile_of(self, family: dt.Equilibrium, point: Point) -> Profile:
        """What a family of the package comes to at a point."""
        there = family.at(**point) if point else family
        found: Profile = {}
        for history in self.decisions:
            row = there[self.movers[history] or "", "/".join(history) or "start"]
            found[history] = tuple(Fraction(str(row[move])) for move in self.moves[history])
        return found


def written(formula: Formula) -> str:
    """A payoff as the package reads it."""
    constant, slopes = formula
    return " + ".join([str(constant), *(f"({slope})*{letter}" for letter, slope in slopes.items())])


def valued(formula: Formula, point: Point) -> Fraction:
    """A payoff at a point."""
    constant, slopes = formula
    return Fraction(constant) + sum((slope * point[letter] for letter, slope in slopes.items()), Fraction(0))


def perfect_tree(seed: int, stages: int, letters: int, moves: Sequence[int] = (2, 2, 3)) -> PerfectTree:
    """A random tree: two or three players, some histories that end early, few different payoffs, some with letters."""
    dice = random.Random(f"{seed}/{stages}/{letters}")
    players = ("A", "B", "C")[: dice.choice((2, 3))]
    tree = PerfectTree(players, ("k", "m")[:letters], {}, {}, {})
    _grow((), tree, stages, dice, moves)
    ends = sorted(tree.payoffs)
    for letter in tree.letters:
        for _ in range(dice.choice((1, 1, 2))):
            end, player = dice.choice(ends), dice.randrange(len(players))
            constant, slopes = tree.payoffs[end][player]
            changed = list(tree.payoffs[end])
            changed[player] = (constant * dice.choice((0, 1)), {**slopes, letter: dice.choice((1, 1, -1, 2))})
            tree.payoffs[end] = tuple(changed)
    return tree


def _grow(history: History, tree: PerfectTree, stages: int, dice: random.Random, moves: Sequence[int]) -> None:
    if len(history) == stages or (history and dice.random() < 0.3):
        high = dice.choice((1, 2))
        tree.payoffs[history] = tuple((dice.randint(0, high), {}) for _ in tree.players)
        return
    parent = tree.movers.get(history[:-1]) if history else None
    others = [p for p in tree.players if p != parent]
    tree.movers[history] = None if history and dice.random() < 0.1 else dice.choice(others)
    tree.moves[history] = tuple("xyz"[: dice.choice(moves) if tree.movers[history] else 2])
    for move in tree.moves[history]:
        _grow((*history, move), tree, stages, dice, moves)


def points(found: dt.Equilibria, dice: random.Random, number: int) -> list[dict[str, Fraction]]:
    """Random points, most of them where some condition of a family is tight; one, of no letters, for numbers."""
    ranges = {name: (p.low, p.high) for name, p in found.game.parameters.items() if name in found.game.letters}
    if not ranges:
        return [{}]
    picked: list[dict[str, Fraction]] = []
    factors = {f for family in found for c in family.exists.raw for f, _ in c.factors}
    tight = sorted(factors, key=str)
    while len(picked) < number:
        point = {name: low + (high - low) * Fraction(dice.randint(0, 24), 24) for name, (low, high) in ranges.items()}
        for _ in range(dice.choice((0, 1, 1, 2)) if tight else 0):
            _moved_onto(dice.choice(tight), point, dice)
        if all(low <= point[name] <= high for name, (low, high) in ranges.items()):
            picked.append(point)
    return picked


def _moved_onto(factor: object, point: dict[str, Fraction], dice: random.Random) -> None:
    """Change one letter so that a factor linear in it vanishes."""
    names = list(factor.names)  # type: ignore[attr-defined]
    name = dice.choice(names)
    terms = factor.polynomial.to_dict()  # type: ignore[attr-defined]
    total = {0: Fraction(0), 1: Fraction(0)}
    for exponents, coefficient in terms.items():
        powers = dict(zip(names, map(int, exponents), strict=True))
        degree = powers.pop(name)
        if degree > 1:
            return
        value = Fraction(int(coefficient.p), int(coefficient.q))
        for other, power in powers.items():
            value *= point[other] ** power
        total[degree] += value
    if total[1]:
        point[name] = -total[0] / total[1]


@dataclass(frozen=True)
class Verdict:
    """Of one game: sets with a mixture that is none, equilibria in no set, points looked at, and what was promised."""

    false: list[str]
    missing: list[str]
    points: int
    complete: bool


def judged(tree: PerfectTree, seed: int, number: int = 6, draws: int = 6) -> Verdict:
    """Every set listed, at random points, against the definition; and random equilibria against the sets."""
    dice = random.Random(seed)
    found = dt.solve(tree.game())
    false: list[str] = []
    missing: list[str] = []
    looked_at = points(found, dice, number)
    for point in looked_at:
        sets = [c.equilibria for c in found.components if c.exists.holds(**point)]
        sets += [(family,) for family in found if family.exists.holds(**point)]
        hulls = [[tree.profile_of(e, point) for e in members] for members in sets]
        for members, hull in zip(sets, hulls, strict=True):
            if any(not tree.is_perfect(mixture, point) for mixture in mixtures(hull, dice)):
                false.append(f"at {point}: {' -- '.join(e.name for e in members)}")
        for _ in range(draws if found.complete else 0):
            profile = tree.equilibrium(point, dice)
            assert tree.is_perfect(profile, point)
            if not any(in_hull(profile, hull) for hull in hulls):
                missing.append(f"at {point}: {profile}")
    return Verdict(false, missing, len(looked_at), found.complete)


def mixtures(hull: Sequence[Profile], dice: random.Random) -> Iterator[Profile]:
    """Each member, and random averages with the same weights everywhere."""
    yield from hull
    for _ in range(3 if len(hull) > 1 else 0):
        weights = [Fraction(dice.randint(0, 9)) for _ in hull]
        weights[dice.randrange(len(hull))] += 1
        total = sum(weights)
        yield {
            history: tuple(
                sum((w * p[history][m] for w, p in zip(weights, hull, strict=True)), Fraction(0)) / total
                for m in range(len(hull[0][history]))
            )
            for history in hull[0]
        }


def in_hull(profile: Profile, hull: Sequence[Profile]) -> bool:
    """Whether a profile is an average of some others, to floating-point accuracy."""
    if profile in hull:
        return True
    if len(hull) < 2:
        return False
    flat = [[float(p) for history in sorted(profile) for p in member[history]] for member in (profile, *hull)]
    table = np.vstack([np.array(flat[1:]).T, np.ones(len(hull))])
    answer = linprog(np.zeros(len(hull)), A_eq=table, b_eq=[*flat[0], 1.0], bounds=(0, None), method="highs")
    return bool(answer.status == 0)


__all__ = ["PerfectTree", "Verdict", "judged", "perfect_tree"]
