"""Reach probabilities, beliefs by Bayes' rule, and continuation values of a tree, as formulas.

A `Plan` says, for every information set decided so far, which moves are used; its probabilities are 0, 1 or unknown
letters. Everything else here is computed from a plan:

* continuation values, from the leaves up;
* reach probabilities, from the root down;
* beliefs: Bayes' rule where the information set is reached; where it is not, Bayes' rule from the nearest earlier
  information set whose belief determines it (after a deviation at that set, the deviating move taken as given:
  Fudenberg and Tirole 1991); else an unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol, TypeVar

from deterrence.algebra.exact.rational import RationalFunction, Ring, ring
from deterrence.equilibria.play import reach
from deterrence.games.forms.forms import TreeForm
from deterrence.games.forms.independent_types import independent_types


@dataclass(frozen=True, eq=False)
class Arena:
    """A tree together with the unknowns that an equilibrium of it may have.

    Attributes
    ----------
    form
        The tree.
    dead
        The chance moves (node, move) taken to have probability zero.
    """

    form: TreeForm
    dead: frozenset[tuple[int, int]] = frozenset()

    @cached_property
    def home(self) -> Ring:
        """The ring of the parameters, then the unknown probabilities, then the unknown beliefs."""
        names = list(self.form.ring.names)
        for index, place in enumerate(self.form.information_sets):
            names += [mixing_name(index, m) for m in range(len(place.moves) - 1)]
        for index, place in enumerate(self.form.information_sets):
            names += [belief_name(index, x) for x in range(len(place.nodes) - 1)]
        return ring((*names, *self.spare_letters))

    @cached_property
    def spare_letters(self) -> tuple[str, ...]:
        """Letters for beliefs about a player that moves again before anybody makes use of them (`no_signalling.py`)."""
        types = independent_types(self.form)
        number = 0 if types is None else types.unused
        return tuple(belief_name(len(self.form.information_sets), x) for x in range(number))

    @cached_property
    def payoffs(self) -> dict[int, tuple[RationalFunction, ...]]:
        """The payoffs at each outcome, in the large ring; of many outcomes few differ."""
        ends = {index: node.payoffs for index, node in enumerate(self.form.nodes) if node.kind == "outcome"}
        moved = {p: p.into(self.home) for p in dict.fromkeys(p for row in ends.values() for p in row)}
        return {index: tuple(moved[p] for p in row) for index, row in ends.items()}

    @cached_property
    def chances(self) -> dict[int, tuple[RationalFunction, ...]]:
        """The probabilities of each chance node, in the large ring."""
        return {
            index: tuple(
                self.home.zero if (index, move) in self.dead else p.into(self.home)
                for move, p in enumerate(node.probabilities)
            )
            for index, node in enumerate(self.form.nodes)
            if node.kind == "chance"
        }

    @cached_property
    def below(self) -> tuple[frozenset[int], ...]:
        """For each information set, those met strictly below some node of it."""
        met: list[frozenset[int]] = [frozenset()] * len(self.form.nodes)
        for index in range(len(self.form.nodes) - 1, -1, -1):
            sets: frozenset[int] = frozenset()
            for child in self.form.nodes[index].children:
                sets |= met[child]
                if self.form.nodes[child].kind == "decision":
                    sets |= {self.form.nodes[child].information_set}
            met[index] = sets
        return tuple(frozenset().union(*(met[node] for node in place.nodes)) for place in self.form.information_sets)

    @cached_property
    def above(self) -> tuple[frozenset[int], ...]:
        """For each information set, those met on the way to some node of it."""
        return tuple(
            frozenset(i for i, below in enumerate(self.below) if index in below) for index in range(len(self.below))
        )

    @cached_property
    def _mixed(self) -> dict[tuple[int, tuple[int, ...]], tuple[RationalFunction, ...]]:
        return {}

    def mix(self, index: int, used: tuple[int, ...]) -> tuple[RationalFunction, ...]:
        """The probabilities at an information set where just these moves are used."""
        if (index, used) not in self._mixed:
            self._mixed[index, used] = self._mix(index, used)
        return self._mixed[index, used]

    def _mix(self, index: int, used: tuple[int, ...]) -> tuple[RationalFunction, ...]:
        moves = len(self.form.information_sets[index].moves)
        row = [self.home.zero] * moves
        remainder = self.home.one
        for move in used[:-1]:
            row[move] = self.home.letter(mixing_name(index, used.index(move)))
            remainder = remainder - row[move]
        row[used[-1]] = remainder
        return tuple(row)

    def free_belief(self, index: int) -> tuple[RationalFunction, ...]:
        """Unknown beliefs at an information set: letters, and one minus their sum."""
        letters = [self.home.letter(n) for n in self.belief_letters(index)]
        remainder = self.home.one
        for letter in letters:
            remainder = remainder - letter
        return (*letters, remainder)

    def belief_letters(self, index: int) -> tuple[str, ...]:
        """The names of the unknown beliefs at an information set."""
        return tuple(belief_name(index, x) for x in range(len(self.form.information_sets[index].nodes) - 1))


def mixing_name(index: int, position: int) -> str:
    """The letter for the probability of the `position`-th move used at an information set."""
    return f"~{index}.{position}"


def belief_name(index: int, position: int) -> str:
    """The letter for the belief at the `position`-th node of an information set."""
    return f"?{index}.{position}"


Rows = Mapping[int, tuple[RationalFunction, ...]]


def continuation(arena: Arena, rows: Rows) -> list[tuple[RationalFunction, ...] | None]:
    """Each node's expected payoffs under the rows decided so far; None where a choice below is still open."""
    values: list[tuple[RationalFunction, ...] | None] = [None] * len(arena.form.nodes)
    for index in range(len(values) - 1, -1, -1):
        values[index] = node_value(arena, rows, values, index)
    return values


def node_value(
    arena: Arena, rows: Rows, values: Sequence[tuple[RationalFunction, ...] | None], index: int
) -> tuple[RationalFunction, ...] | None:
    """One node's expected payoffs from its children's."""
    node = arena.form.nodes[index]
    if node.kind == "outcome":
        return arena.payoffs[index]
    weights = arena.chances[index] if node.kind == "chance" else rows.get(node.information_set)
    if weights is None:
        return None
    total = [arena.home.zero] * len(arena.form.players)
    for weight, child in zip(weights, node.children, strict=True):
        if weight.is_zero:
            continue
        value = values[child]
        if value is None:
            return None
        total = [t + weight * v for t, v in zip(total, value, strict=True)]
    return tuple(total)


K = TypeVar("K")


class Fragile(Protocol[K]):
    """Beliefs some of which say nothing where others take a certain value: `fragile` are those not taken so."""

    fragile: list[K]


F = TypeVar("F", bound=Fragile[Any])


def each_way(make: Callable[[frozenset[Any]], F]) -> Iterator[F]:
    """Beliefs for each way in which fragile ones may say nothing; what is fragile depends on which others are."""

    def ways(vanishing: frozenset[Any], settled: frozenset[Any]) -> Iterator[F]:
        found = make(vanishing)
        left = next((key for key in found.fragile if key not in settled), None)
        if left is None:
            yield found
            return
        yield from ways(vanishing, settled | {left})
        yield from ways(vanishing | {left}, settled | {left})

    return ways(frozenset(), frozenset())


class Beliefs:
    """Beliefs at every information set under a full plan, each computed once, earlier ones first as needed.

    A belief carried on from an unknown earlier one is fragile: where that earlier belief gives no weight to the nodes
    that lead here, nothing determines this one. `vanishing` names the information sets for which that is the case.
    """

    def __init__(self, arena: Arena, rows: Rows, vanishing: frozenset[int] = frozenset()) -> None:
        self.arena = arena
        self.rows = rows
        self.vanishing = vanishing
        self.fragile: list[int] = []
        self.equations: list[RationalFunction] = []
        self.reach = reach(arena.form, rows, arena.chances)
        self.known: dict[int, tuple[RationalFunction, ...]] = {}
        self.free: list[int] = []
        self.totals: list[RationalFunction] = []
        self.proportional: dict[int, tuple[RationalFunction, ...]] = {}

    def at(self, index: int) -> tuple[RationalFunction, ...]:
        """The belief at an information set: formulas, or the unknown letters where nothing determines it."""
        if index not in self.known:
            nodes = self.arena.form.information_sets[index].nodes
            if len(nodes) == 1:
                self.known[index] = (self.arena.home.one,)
            else:
                weights = [self.reach[node] for node in nodes]
                self.known[index] = self._normal(weights, index) or self._after_deviation(index) or self._unknown(index)
        return self.known[index]

    def weights(self, index: int) -> tuple[RationalFunction, ...]:
        """The belief at an information set, up to a positive factor."""
        belief = self.at(index)
        return self.proportional.get(index, belief)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The letters in the beliefs."""
        return tuple(name for index in sorted(self.free) for name in self.arena.belief_letters(index))

    @property
    def shares(self) -> tuple[RationalFunction, ...]:
        """These letters, and what those of a set leave to one: formulas that must not be negative."""
        return tuple(belief for index in sorted(self.free) for belief in self.at(index))

    @property
    def positive(self) -> tuple[RationalFunction, ...]:
        """Formulas that must be positive: where a belief is determined, the sum of what it is proportional to."""
        return tuple(self.totals)

    @property
    def nonzero(self) -> tuple[RationalFunction, ...]:
        """Formulas that must not be zero."""
        return ()

    def _unknown(self, index: int) -> tuple[RationalFunction, ...]:
        self.free.append(index)
        return self.arena.free_belief(index)

    def _normal(self, weights: Sequence[RationalFunction], index: int) -> tuple[RationalFunction, ...] | None:
        total = self.arena.home.zero
        for weight in weights:
            total = total + weight
        if total.is_zero:
            return None
        if any(letter.startswith("?") for letter in total.letters):
            if index in self.vanishing:
                self.equations.append(total)
                return None
            self.fragile.append(index)
        # Where all weights vanish, as those of an impossible type, Bayes' rule says nothing: a search of its own.
        if not total.is_constant:
            self.totals.append(total)
        self.proportional[index] = tuple(weights)
        return tuple(weight / total for weight in weights)

    def _after_deviation(self, index: int) -> tuple[RationalFunction, ...] | None:
        for earlier, starts in self._earlier(index):
            belief = self.at(earlier)
            place = self.arena.form.information_sets[earlier]
            prior = dict(zip(place.nodes, belief, strict=True))
            nodes = self.arena.form.information_sets[index].nodes
            told = [prior[start] * self._between(start, node, True) for start, node in zip(starts, nodes, strict=True)]
            if (found := self._normal(told, index)) is not None:
                return found
            taken = {self._first_move(start, node) for start, node in zip(starts, nodes, strict=True)}
            if len(taken) == 1:
                told = [
                    prior[start] * self._between(start, node, False) for start, node in zip(starts, nodes, strict=True)
                ]
                if (found := self._normal(told, index)) is not None:
                    return found
        return None

    def _earlier(self, index: int) -> list[tuple[int, tuple[int, ...]]]:
        """Information sets through which every node of this one passes, the nearest first, with where it passes."""
        nodes = self.arena.form.information_sets[index].nodes
        chains = [self._ancestors(node) for node in nodes]
        common = set(chains[0]).intersection(*map(set, chains[1:]))
        found = [(place, tuple(chain[place] for chain in chains)) for place in common]
        return sorted(found, key=lambda pair: -max(pair[1]))

    def _ancestors(self, node: int) -> dict[int, int]:
        """Information set -> the ancestor that lies in it."""
        found: dict[int, int] = {}
        parent = self.arena.form.nodes[node].parent
        while parent >= 0:
            if self.arena.form.nodes[parent].kind == "decision":
                found[self.arena.form.nodes[parent].information_set] = parent
            parent = self.arena.form.nodes[parent].parent
        return found

    def _between(self, start: int, node: int, with_first: bool) -> RationalFunction:
        """The probability of going from one node to another below it, with or without the first step's."""
        total = self.arena.home.one
        while node != start:
            current = self.arena.form.nodes[node]
            parent = self.arena.form.nodes[current.parent]
            if current.parent != start or with_first:
                chance = parent.kind == "chance"
                weights = self.arena.chances[current.parent] if chance else self.rows[parent.information_set]
                total = total * weights[current.move]
            node = current.parent
        return total

    def _first_move(self, start: int, node: int) -> int:
        while self.arena.form.nodes[node].parent != start:
            node = self.arena.form.nodes[node].parent
        return self.arena.form.nodes[node].move
