"""A choice from an interval in a game of numbers, where the best value is no formula: what can be best, in floats.

The chooser's payoff is looked up along the interval, each answer the better one, and types of who answers divided at
their cut-point. Candidates are the ends of the interval, the values at which an answer changes, and interior maxima:
there the derivative, by differences of fourth order, changes its sign from + to -, which is bracketed (Brent 1973). At
a change of answer the candidate lies on the side that the chooser likes better, closer than `NUDGE` of the interval.

Guarantee: none that a maximum between two points of the grid is not missed; what is chosen is checked on another grid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import isfinite
from typing import Any, ClassVar, Final

from deterrence.algebra.exact.rational import RationalFunction
from deterrence.algebra.formulas.evaluate import value_at
from deterrence.algebra.time_limit.deadline import check_time
from deterrence.games.forms.laws import Law
from deterrence.games.forms.numeric_types import law_of
from deterrence.games.parts.nodes import Chance, Decision, Node, Outcome
from deterrence.games.tree import Tree
from deterrence.solvers.trees.answered_choice import (
    Answer,
    AnsweredChoice,
    Plan,
    UnsolvedChoiceError,
    answered_choices,
    decisions,
)

GRID: Final = 240
NUDGE: Final = 1e-12
WIDTH: Final = 1e-3  # of the interval, for differences
FLAT: Final = 1e-12

Paid = tuple[float, ...]


@dataclass(frozen=True, eq=False)
class NumericChoice(AnsweredChoice):
    """A choice in a tree of numbers, in floats."""

    is_exact: ClassVar[bool] = False

    @cached_property
    def _known(self) -> Mapping[str, Any]:
        return {name: float(value) for name, value in self.tree.point().items()}

    @cached_property
    def laws(self) -> dict[str, Law]:
        """How types are drawn, by player."""
        return {player: law_of(self.tree, own) for player, own in self.tree.drawn.items()}

    @cached_property
    def answers(self) -> tuple[Answer, ...]:
        """Who answers; what each answer gains is looked up in floats."""
        zero = self.wide.ring.zero
        found = []
        for _, copy in self.copies:
            for node in decisions(copy):
                assert node.information is not None
                first, second = node.moves
                law = self.laws.get(node.player)
                found.append(Answer(node.player, node.information, (first, second), zero, zero, None, law))
        return tuple(found)

    @property
    def tied(self) -> tuple[Answer, ...]:
        """None: at a tie the candidate lies beside it."""
        return ()

    def is_flat(self, plan: Plan, value: RationalFunction) -> bool:
        """Whether the chooser gets the same all along some range around a value."""
        x, (low, high) = float(value), self._float_ends
        near = [x - WIDTH * (high - low), x + WIDTH * (high - low)]
        here = self.pays(x)
        return any(low <= y <= high and abs(self.pays(y) - here) <= FLAT * max(1.0, abs(here)) for y in near)

    @property
    def _float_ends(self) -> tuple[float, float]:
        low, high = self.ends
        return float(low), float(high)

    def pays(self, x: float) -> float:
        """What the chooser expects from a value, but for a factor that does not depend on it."""
        own = self.tree.players.index(self.choice.player)
        known = {**self._known, self.choice.letter: x}
        return sum(float(weight) * self._worth_at(copy, known)[own] for weight, copy in self.copies)

    def _worth_at(self, node: Node, known: Mapping[str, Any]) -> Paid:
        if isinstance(node, Outcome):
            return tuple(float(value_at(payoff, known)) for payoff in node.payoffs)
        if isinstance(node, Chance):
            parts = [(float(value_at(p, known)), self._worth_at(after, known)) for p, after in node.moves.values()]
            return tuple(sum(p * paid[i] for p, paid in parts) for i in range(len(self.tree.players)))
        assert isinstance(node, Decision)
        first, second = self._answered(node, known)
        share = self.share(node, known)
        return tuple(share * a + (1 - share) * b for a, b in zip(first, second, strict=True))

    def _answered(self, node: Decision, known: Mapping[str, Any]) -> list[Paid]:
        """What both answers are worth to those whose type is not drawn; others get what a type of 0 gets."""
        typed = {own.letter: known.get(own.letter, 0.0) for own in self.tree.drawn.values()}
        return [self._worth_at(after, {**known, **typed}) for after in node.moves.values()]

    def lead(self, node: Decision, known: Mapping[str, Any]) -> float:
        """What the first answer gains over the second, for its player (of type 0, unless a type is given)."""
        own = self.tree.players.index(node.player)
        first, second = self._answered(node, known)
        return first[own] - second[own]

    def share(self, node: Decision, known: Mapping[str, Any]) -> float:
        """How likely the first answer is."""
        if node.player not in self.laws:
            return float(self.lead(node, known) > 0)
        letter = self.tree.drawn[node.player].letter
        at = [self.lead(node, {**known, letter: kind}) for kind in (0.0, 1.0, 2.0)]
        slope = at[1] - at[0]
        if abs(at[2] - at[1] - slope) > 1e-9 * max(map(abs, at)):
            raise UnsolvedChoiceError(
                f"{node.player} answers '{self.choice.letter}' with payoffs that are not affine in its type '{letter}'"
            )
        if abs(slope) <= FLAT:
            return float(at[0] > 0)
        below = float(self.laws[node.player].cdf(-at[0] / slope))
        return below if slope < 0 else 1 - below

    # --- candidates ---

    @cached_property
    def candidates(self) -> tuple[RationalFunction, ...]:
        """The values of the choice that can be best: the lower end, changes of answers, maxima, the upper end."""
        low, high = self._float_ends
        found = sorted({x for x in (*self._changes(), *self._maxima()) if low < x < high})
        inner = [self.wide.ring.constant(Fraction(x)) for x in found]
        return (self.ends[0], *inner, self.ends[1])

    @property
    def names(self) -> tuple[str, ...]:
        """The candidates as they are called."""
        inner = (f"{float(x):.6g}" for x in self.candidates[1:-1])
        return (str(self.ends[0]), *inner, str(self.ends[1]))

    @cached_property
    def _grid(self) -> list[float]:
        low, high = self._float_ends
        return [low + (high - low) * i / GRID for i in range(GRID + 1)]

    def _changes(self) -> Iterator[float]:
        """Where an answer changes, on the better side of it; and where the cut-point of types is one of their ends."""
        low, high = self._float_ends
        for node in (node for _, copy in self.copies for node in decisions(copy)):
            law = self.laws.get(node.player)
            if law is None:
                for root in self._brackets(self._lead_of(node, {})):
                    sides = [root + side * NUDGE * (high - low) for side in (-1, 1)]
                    yield max((x for x in sides if low <= x <= high), key=self.pays)
                continue
            for end in filter(isfinite, (law.low, law.high)):
                yield from self._brackets(self._lead_of(node, {self.tree.drawn[node.player].letter: end}))

    def _lead_of(self, node: Decision, kind: Mapping[str, float]) -> Callable[[float], float]:
        return lambda x: self.lead(node, {**self._known, self.choice.letter: x, **kind})

    def _maxima(self) -> Iterator[float]:
        """Where the derivative changes its sign from + to -."""
        values = [self.pays(x) for x in self._grid]
        for i in range(1, GRID):
            check_time()
            if values[i] >= values[i - 1] and values[i] >= values[i + 1]:
                a, b = self._grid[i - 1], self._grid[i + 1]
                roots = list(self._brackets(self._slope, [a, (a + b) / 2, b]))
                yield from roots or [self._grid[i]]

    def _slope(self, x: float) -> float:
        """The derivative of what the chooser gets, by differences of fourth order within the interval."""
        low, high = self._float_ends
        width = min(WIDTH * (high - low), (x - low) / 2, (high - x) / 2)
        if width <= 0:
            return self.pays(x + NUDGE) - self.pays(x - NUDGE)
        near = [self.pays(x + k * width) for k in (-2, -1, 1, 2)]
        return (near[0] - 8 * near[1] + 8 * near[2] - near[3]) / (12 * width)

    def _brackets(self, function: Callable[[float], float], places: list[float] | None = None) -> Iterator[float]:
        """Roots between neighbouring places, bracketed."""
        from scipy.optimize import brentq

        at = self._grid if places is None else places
        values = [function(x) for x in at]
        for a, b, fa, fb in zip(at, at[1:], values, values[1:], strict=False):
            if fa == 0:
                yield a
            elif fa * fb < 0:
                yield float(brentq(function, a, b, xtol=1e-15 * max(1.0, abs(a), abs(b)), rtol=1e-14))


def in_numbers(tree: Tree, names: Mapping[int, str]) -> tuple[NumericChoice, ...]:
    """The choices from an interval in a tree of numbers, in floats; `names`: of each decision's information set."""
    return tuple(NumericChoice(m.tree, m.choice, m.copies) for m in answered_choices(tree, names))
