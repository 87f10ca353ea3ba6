"""Consistent beliefs: all limits of Bayes' rule when everybody makes small mistakes (Kreps and Wilson 1982).

Consistency is about the beliefs at all information sets together. Let every unused move be made by mistake with
probability weight * eps**order, its weight and its order positive, and let eps go to zero. Every sequence of mistakes
leads to the same beliefs as some of these (Kreps and Wilson 1982, lemma A1; Perea, Jansen and Peters 1997). So:

1. Nodes with the same unused moves on the way to them are one *class*: in every limit their odds are those of chance
   and of the used moves.
2. The orders decide which classes have positive belief: `vanishing_orders.py`. Only the largest choices are needed,
   for the limits of a choice include what a part of it allows.
3. Within a choice the weights decide. An information set whose ways are a product, such as mistakes of one player's
   types times mistakes of another's, has weights that are products of those of its *factors*; the same factor often
   occurs at several sets. The weights of each factor are unknowns, zero or more, that sum to one.
4. Where moves that differ between factors cancel, so do their weights: products of some weights equal products of
   others. Of such equations those of least support (the circuits) describe all limits (Eisenbud and Sturmfels 1996,
   proposition 8.7; zeros: Geiger, Meek and Sturmfels 2006, theorem 3.2).

Chance makes no mistakes. A node behind a chance move of probability zero is reached under no mistakes, so no belief is
given to it; only where this is so of all nodes of a set, chance is taken to make mistakes as well.

Guarantee: exactly the consistent beliefs, wherever no probability of chance in `nonzero` is zero.

References
----------
Eisenbud and Sturmfels (1996), Binomial ideals, Duke Mathematical Journal 84.
Geiger, Meek and Sturmfels (2006), On the toric algebra of graphical models, Annals of Statistics 34.
Kreps and Wilson (1982), Sequential equilibria, Econometrica 50.
Perea, Jansen and Peters (1997), Characterization of consistent assessments in extensive form games, GEB 21.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import product
from math import prod

from deterrence.algebra.exact.rational import RationalFunction
from deterrence.solvers.trees.assessments import Arena, Rows
from deterrence.solvers.trees.mistake_factors import Factor, as_part, circuits, factors, moves_of
from deterrence.solvers.trees.vanishing_orders import Choice, Move, Way, largest_choices


@dataclass(frozen=True, eq=False)
class ConsistentBeliefs:
    """All limits of mistakes in which certain nodes may have positive belief.

    Attributes
    ----------
    unnormalised
        For each information set with several nodes, the belief in each node up to a common positive factor.
    unknown
        The letters in these: weights of mistakes.
    shares
        Each of these letters, and what those of a factor leave to one: formulas that must not be negative.
    equations
        Formulas that must be zero.
    positive
        Formulas that must be positive.
    nonzero
        Probabilities of chance that must not be zero.
    """

    arena: Arena
    unnormalised: Mapping[int, tuple[RationalFunction, ...]]
    unknown: tuple[str, ...]
    shares: tuple[RationalFunction, ...]
    equations: tuple[RationalFunction, ...]
    positive: tuple[RationalFunction, ...]
    nonzero: tuple[RationalFunction, ...]

    def weights(self, index: int) -> tuple[RationalFunction, ...]:
        """The belief at an information set, up to a positive factor."""
        return self.unnormalised.get(index, (self.arena.home.one,))

    def at(self, index: int) -> tuple[RationalFunction, ...]:
        """The belief at an information set."""
        weights = self.weights(index)
        total = _sum(weights)
        return tuple(weight / total for weight in weights)


def consistent_beliefs(arena: Arena, rows: Rows) -> Iterator[ConsistentBeliefs]:
    """The beliefs that are consistent with a strategy, in one family or, where orders of mistakes conflict, several.

    Parameters
    ----------
    arena
        The tree.
    rows
        For each information set the probability of each move: zero, or positive for all values of the letters.
    """
    classes = {
        index: _classes(arena, rows, place.nodes)
        for index, place in enumerate(arena.form.information_sets)
        if len(place.nodes) > 1
    }
    for chosen in _choices(classes):
        yield _Weighing(arena, chosen).beliefs()


# --- which nodes, and how likely --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Class:
    """Nodes of an information set, by their positions, that are equally unlikely whatever the mistakes.

    `likely` is the probability of each with its unused moves taken for certain, `chance` the part of it that is
    chance's, all nodes together, without what is common to the whole information set.
    """

    way: Way
    likely: Mapping[int, RationalFunction]
    chance: RationalFunction

    @property
    def total(self) -> RationalFunction:
        return _sum(tuple(self.likely.values()))


def _classes(arena: Arena, rows: Rows, nodes: Sequence[int]) -> tuple[_Class, ...]:
    histories = dict(enumerate(_History.of(arena, rows, node) for node in nodes))
    possible = {place: history for place, history in histories.items() if not history.needs_dead_chance}
    histories = possible or histories
    common = reduce(lambda a, b: a.gcd(b), (history.chance.numerator for history in histories.values()))
    grouped: dict[Way, dict[int, _History]] = {}
    for place, history in histories.items():
        grouped.setdefault(history.unused, {})[place] = history
    return tuple(
        _Class(
            way,
            {place: history.chance * history.used for place, history in members.items()},
            _sum([history.chance for history in members.values()]) / arena.home.polynomial(common),
        )
        for way, members in grouped.items()
    )


@dataclass(frozen=True)
class _History:
    """The way to a node: its unused moves, and the probabilities of all others, chance's and the players'."""

    unused: Way
    chance: RationalFunction
    used: RationalFunction

    @staticmethod
    def of(arena: Arena, rows: Rows, node: int) -> _History:
        unused: set[Move] = set()
        chance = used = arena.home.one
        nodes = arena.form.nodes
        while nodes[node].parent >= 0:
            move, node = nodes[node].move, nodes[node].parent
            is_chance, place = nodes[node].kind == "chance", nodes[node].information_set
            weight = arena.chances[node][move] if is_chance else rows[place][move]
            if weight.is_zero:
                unused.add((-1 - node, move) if is_chance else (place, move))
            elif is_chance:
                chance = chance * weight
            else:
                used = used * weight
        return _History(frozenset(unused), chance, used)

    @property
    def needs_dead_chance(self) -> bool:
        """Whether a chance move of probability zero is on the way."""
        return any(where < 0 for where, _ in self.unused)


def _choices(classes: Mapping[int, tuple[_Class, ...]]) -> Iterator[dict[int, tuple[_Class, ...]]]:
    """For every information set the classes that may have positive belief together."""
    reached = {index: tuple(c for c in found if not c.way) for index, found in classes.items()}
    settled = {index: reached[index] or found for index, found in classes.items() if reached[index] or len(found) == 1}
    parts = _linked({index: [c.way for c in found] for index, found in classes.items() if index not in settled})
    options = [
        [
            {index: tuple(classes[index][k] for k in sorted(ks)) for index, ks in zip(part, choice, strict=True)}
            for choice in _with_parts(tuple(tuple(c.way for c in classes[index]) for index in part))
        ]
        for part in parts
    ]
    for combination in product(*options):
        yield {index: found for part in (settled, *combination) for index, found in part.items()}


@lru_cache(maxsize=4096)
def _with_parts(sets: tuple[tuple[Way, ...], ...]) -> tuple[Choice, ...]:
    """The largest choices; and within each those in which no part of a factor is likely that decides elsewhere."""
    found: dict[Choice, None] = {}
    waiting: list[Choice | None] = [None]
    while waiting:
        for choice in largest_choices(sets, waiting.pop()):
            if choice not in found:
                found[choice] = None
                waiting += _without_parts(sets, choice)
    return tuple(found)


def _without_parts(sets: Sequence[Sequence[Way]], choice: Choice) -> Iterator[Choice]:
    split = [factors([ways[k] for k in sorted(ks)]) for ways, ks in zip(sets, choice, strict=True)]
    for whole, part in set(_parts([factor for found in split for factor, _ in found]).values()):
        yield tuple(
            frozenset(
                k
                for place, k in enumerate(sorted(ks))
                if not any(factor == whole and options[place] in part for factor, options in found)
            )
            for ks, found in zip(choice, split, strict=True)
        )


def _parts(found: Sequence[Factor]) -> dict[Factor, tuple[Factor, tuple[int, ...]]]:
    """For each factor that is a part of a larger one: the largest such, and which of its options."""
    parts = {}
    by_size = sorted(set(found), key=lambda factor: (-len(factor), sorted(map(sorted, factor))))
    for factor in by_size:
        for whole in by_size:
            if whole not in parts and (options := as_part(factor, whole)) is not None:
                parts[factor] = whole, options
                break
    return parts


def _linked(ways: Mapping[int, Sequence[Way]]) -> list[tuple[int, ...]]:
    """The information sets in groups that share no unused move."""
    groups: list[tuple[list[int], Way]] = []
    for index, found in ways.items():
        moves = frozenset().union(*found)
        touching = [g for g in groups if g[1] & moves]
        members = [i for group, _ in touching for i in group]
        groups = [g for g in groups if not g[1] & moves]
        groups.append(([*members, index], moves.union(*(other for _, other in touching))))
    return [tuple(members) for members, _ in groups]


# --- the weights of mistakes ------------------------------------------------------------------------------------------


class _Weighing:
    """Beliefs within one choice of classes, by unknown weights for the options of each factor."""

    def __init__(self, arena: Arena, chosen: Mapping[int, tuple[_Class, ...]]) -> None:
        self.arena = arena
        self.chosen = chosen
        self.factored = {index: factors([c.way for c in found]) for index, found in chosen.items()}
        self.parts = _parts([factor for found in self.factored.values() for factor, _ in found])
        self.weights: dict[Factor, tuple[RationalFunction, ...]] = {}
        self.odds: dict[Factor, tuple[RationalFunction, ...]] = {}
        self.unknown: list[str] = []
        for index in sorted(chosen, key=lambda index: (len(self.factored[index]), index)):
            self._introduce(index)
        for factor, (whole, options) in self.parts.items():
            self.odds[factor] = tuple(self.odds[whole][k] for k in options)

    def beliefs(self) -> ConsistentBeliefs:
        return ConsistentBeliefs(
            self.arena,
            {index: self._unnormalised(index) for index in self.chosen},
            tuple(self.unknown),
            tuple(weight for weights in self.weights.values() for weight in weights),
            tuple(self._equations()),
            tuple(_sum([self.weights[whole][k] for k in options]) for whole, options in self.parts.values()),
            tuple(c.chance for found in self.chosen.values() for c in found if not c.chance.is_constant),
        )

    def _introduce(self, index: int) -> None:
        """Unknown weights for the factors that are new at an information set.

        The scale of an option is what the used moves and chance make of it here, so that here weights are beliefs.
        """
        letters = iter(self.arena.belief_letters(index))
        by_options = dict(self._options(index))
        plain = (0,) * len(self.factored[index])
        for place, (factor, _) in enumerate(self.factored[index]):
            if factor in self.weights or factor in self.parts:
                continue
            names = [next(letters) for _ in factor[1:]]
            first = [self.arena.home.letter(name) for name in names]
            self.unknown += names
            self.weights[factor] = (*first, self.arena.home.one - _sum(first))
            scales = [by_options[(*plain[:place], k, *plain[place + 1 :])].total for k in range(len(factor))]
            self.odds[factor] = tuple(
                weight / (scale / by_options[plain].total)
                for weight, scale in zip(self.weights[factor], scales, strict=True)
            )

    def _options(self, index: int) -> Iterator[tuple[tuple[int, ...], _Class]]:
        """The classes of an information set, each with its option in every factor."""
        for k, found in enumerate(self.chosen[index]):
            yield tuple(options[k] for _, options in self.factored[index]), found

    def _unnormalised(self, index: int) -> tuple[RationalFunction, ...]:
        place = self.arena.form.information_sets[index]
        found = [self.arena.home.zero] * len(place.nodes)
        by_options = dict(self._options(index))
        plain = by_options[(0,) * len(self.factored[index])].total
        for options, members in by_options.items():
            mistakes = self.arena.home.one
            for k, (factor, _) in zip(options, self.factored[index], strict=True):
                mistakes = mistakes * self.odds[factor][k]
            for position, likely in members.likely.items():
                found[position] = likely / plain * mistakes
        return tuple(found)

    def _equations(self) -> Iterator[RationalFunction]:
        """What ties the weights of different factors to one another."""
        columns = [(factor, k) for factor in self.weights for k in range(len(factor))]
        rows = [[int(f == factor) for f, _ in columns] for factor in self.weights]
        rows += [[int(move in factor[k]) for factor, k in columns] for move in moves_of(list(self.weights))]
        ratios = [self.odds[factor][k] for factor, k in columns]
        for circuit in circuits(rows):
            pairs = list(zip(ratios, circuit, strict=True))
            left = prod((ratio**n for ratio, n in pairs if n > 0), start=self.arena.home.one)
            right = prod((ratio**-n for ratio, n in pairs if n < 0), start=self.arena.home.one)
            yield left - right


def _sum(functions: Sequence[RationalFunction]) -> RationalFunction:
    first, *others = functions
    return sum(others, first)
