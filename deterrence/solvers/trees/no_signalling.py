"""Beliefs of perfect Bayesian equilibrium where types are independent and moves are seen (Fudenberg and Tirole 1991).

Definition 3.1 there asks that beliefs about the types of different players stay independent; that a player's move
changes beliefs about that player only ("no signalling what you don't know"), in the same way for all who see it; and
that beliefs follow Bayes' rule from each belief to the next, also where play did not lead. So the beliefs at all
information sets follow from one belief about each player at each stage:

1. At first it is the probability of its types.
2. A move of another player, or of chance, leaves it as it is.
3. A move of its own changes it by Bayes' rule. Where no type that is believed in makes the move, what is believed after
   it is unknown: letters, the same at all information sets at which this belief matters.
4. At an information set a belief about the draw is the product of those about the others; of moves made at the same
   time and not yet seen the belief is their probability.

Whether a belief gives weight to a type that makes a move may itself depend on letters: then the move is taken once as
one that some such type makes, and once as one that none does.

Guarantee: exactly the beliefs of the definition, at strategies whose used moves have positive probability.

References
----------
Fudenberg and Tirole (1991), Perfect Bayesian equilibrium and sequential equilibrium, Journal of Economic Theory 53.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import prod
from typing import TypeAlias

from deterrence.algebra.exact.rational import RationalFunction
from deterrence.games.forms.independent_types import IndependentTypes, marginals
from deterrence.solvers.trees.assessments import Arena, Rows, each_way

Weights: TypeAlias = tuple[RationalFunction, ...]
Deviation: TypeAlias = tuple[int, int]  # the first stage at which a player made a move at the same time, and the move


def independent_beliefs(types: IndependentTypes) -> Callable[[Arena, Rows], Iterator[IndependentBeliefs]]:
    """The beliefs that go with a strategy, once for each way in which moves are ones that nobody believed in makes."""

    def believed(arena: Arena, rows: Rows) -> Iterator[IndependentBeliefs]:
        return each_way(lambda vanishing: IndependentBeliefs(types, arena, rows, vanishing))

    return believed


class IndependentBeliefs:
    """Beliefs at every information set under a full plan.

    Attributes
    ----------
    unknown
        The letters in the beliefs.
    shares
        These letters, and what those of a belief leave to one: formulas that must not be negative.
    equations, positive, nonzero
        Formulas that must be zero, positive, not zero.
    fragile
        The moves of which it depends on letters whether a type that is believed in makes them.
    """

    def __init__(self, types: IndependentTypes, arena: Arena, rows: Rows, vanishing: frozenset[Deviation]) -> None:
        self.types = types
        self.arena = arena
        self.rows = rows
        self.vanishing = vanishing
        self.unknown: tuple[str, ...] = ()
        self.shares: tuple[RationalFunction, ...] = ()
        self.equations: list[RationalFunction] = []
        self.positive: list[RationalFunction] = []
        self.nonzero: tuple[RationalFunction, ...] = ()
        self.fragile: list[Deviation] = []
        self._first = [tuple(shares) for shares in marginals(types, arena.chances[0])]
        self._after: dict[Deviation, Weights] = {}
        self._own: list[str] = []
        self._spare = list(arena.spare_letters)
        self._known: dict[int, Weights] = {}
        for index in sorted(self._uncertain(), key=self._when):
            self._own = list(arena.belief_letters(index))
            self._known[index] = self._at(index)

    def weights(self, index: int) -> Weights:
        """The belief at an information set, up to a positive factor."""
        return self._known.get(index, (self.arena.home.one,))

    def at(self, index: int) -> Weights:
        """The belief at an information set."""
        weights = self.weights(index)
        total = _sum(weights)
        return tuple(weight / total for weight in weights)

    def _uncertain(self) -> list[int]:
        return [index for index, place in enumerate(self.arena.form.information_sets) if len(place.nodes) > 1]

    def _when(self, index: int) -> tuple[int, int]:
        """In this order a belief is named where it matters first."""
        stage = self.types.place(self.arena.form.information_sets[index].nodes[0])[1]
        return self.types.known(stage), stage

    def _at(self, index: int) -> Weights:
        """How likely each node of an information set is: types of the others, and moves not seen."""
        place = self.arena.form.information_sets[index]
        own = self.types.parts.get(place.player)
        start = self.types.known(self.types.place(place.nodes[0])[1])
        believed = {part: self._about(part, start) for part in range(len(self.types.sizes)) if part != own}
        found = []
        for node in place.nodes:
            draw, stage = self.types.place(node)
            kinds = self.types.types[draw]
            weight = prod((believed[part][kinds[part]] for part in believed), start=self.arena.home.one)
            for step in self.types.between(start, stage):
                weight = weight * self._chance(draw, step)
            found.append(weight)
        return tuple(found)

    def _chance(self, draw: int, stage: int) -> RationalFunction:
        """The probability of the move that leads to a stage."""
        before = self.types.parent(stage)
        index = self.types.information_set(draw, before)
        if index < 0:
            return self.arena.chances[self.types.starts[draw] + before][self.types.move(stage)]
        return self.rows[index][self.types.move(stage)]

    def _about(self, part: int, stage: int) -> Weights:
        """What is believed about a part at a stage, up to a positive factor."""
        while stage:
            before = self.types.parent(stage)
            player = self.types.player(before)
            if player >= 0 and self.types.parts.get(player) == part:
                return self._updated(part, self.types.together[before][0], self.types.move(stage))
            stage = before
        return self._first[part]

    def _updated(self, part: int, stage: int, move: int) -> Weights:
        """What is believed about a part after its own move at a stage."""
        key = stage, move
        if key not in self._after:
            before = self._about(part, stage)
            rows = [self.rows[self._set_of(part, kind, stage)] for kind in range(self.types.sizes[part])]
            told = tuple(weight * row[move] for weight, row in zip(before, rows, strict=True))
            self._after[key] = self._normal(told, key) or self._free(len(told))
        return self._after[key]

    def _set_of(self, part: int, kind: int, stage: int) -> int:
        draw = next(draw for draw, kinds in enumerate(self.types.types) if kinds[part] == kind)
        return self.types.information_set(draw, stage)

    def _normal(self, told: Weights, key: Deviation) -> Weights | None:
        """What Bayes' rule says; None where it says nothing."""
        total = _sum(told)
        if total.is_zero:
            return None
        if any(letter.startswith("?") for letter in total.letters):
            if key in self.vanishing:
                self.equations.append(total)
                return None
            self.fragile.append(key)
        if not total.is_constant:
            self.positive.append(total)
        return told

    def _free(self, size: int) -> Weights:
        """An unknown belief, in letters of the information set at which it first matters, or that are spare.

        An information set has letters for a belief about each other player. A belief of which nobody makes use before
        the same player moves again needs others.
        """
        own = self._own[: size - 1]
        names = [*own, *self._spare[: size - 1 - len(own)]]
        self._own, self._spare = self._own[len(own) :], self._spare[len(names) - len(own) :]
        letters = tuple(self.arena.home.letter(name) for name in names)
        shares = (*letters, self.arena.home.one - _sum(letters))
        self.unknown += tuple(names)
        self.shares += shares
        return shares


def _sum(functions: Weights) -> RationalFunction:
    first, *others = functions
    return sum(others, first)
