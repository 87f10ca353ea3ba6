"""Whether anybody whose type is drawn could do better, looked up type by type at one place in parameter space.

Shares no code with what finds cut-points. At the place everything is a number: the types of a player that do the same
are intervals, whose probabilities are differences of the cumulative distribution function. Every information set is
asked about for many types, the ends and the cut-points among them: the best plan from there on, by looking at all of
them, may be worth no more than what the type does. What the family says of outcomes and payoffs is worked out anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any, Final, TypeAlias

from deterrence.algebra.arithmetic import Arithmetic
from deterrence.algebra.exact.polynomials import coefficients_in
from deterrence.equilibria.cuts import CutEquilibrium
from deterrence.games.forms.drawn_form import DrawnForm, TypeDrawn

STEPS: Final = 24

History: TypeAlias = tuple[tuple[int, int], ...]
Measure: TypeAlias = list[tuple[Any, Any]]  # types, each standing for those that do the same, with their weights


class CutPlay:
    """A family's play at one place.

    Parameters
    ----------
    form
        The game.
    family
        The family.
    numbers
        How to evaluate formulas at the place.
    thoughts
        What is believed where Bayes' rule says nothing, in numbers: see `Outlook.thoughts`.
    """

    def __init__(
        self, form: DrawnForm, family: CutEquilibrium, numbers: Arithmetic, thoughts: Mapping[Any, Sequence[Any]]
    ) -> None:
        self.form = form
        self.tree = form.written
        self.family = family
        self.numbers = numbers
        self.thoughts = thoughts
        self.one = numbers.constant(Fraction(1))
        self.zero = numbers.constant(Fraction(0))
        self.cuts = {i: [numbers.value(c) for c in own.cuts] for i, own in family.divided.items()}
        self.rows = {i: [[numbers.value(p) for p in row] for row in own.rows] for i, own in family.divided.items()}
        self.plain = [[numbers.value(p) for p in row] for row in family.strategies]
        self.histories = [self._history(node) for node in range(len(self.tree.nodes))]
        self.chances = [self._chance(node) for node in range(len(self.tree.nodes))]

    # --- players ---

    def row(self, index: int, kind: Any) -> Sequence[Any]:
        """What a type does at an information set."""
        if index not in self.rows:
            return self.plain[index]
        above = sum(self.numbers.sign(kind - cut) >= 0 for cut in self.cuts[index])
        return self.rows[index][above]

    def interval(self, player: int) -> tuple[Any, Any]:
        """The ends of a player's types."""
        own = self.form.drawn[player]
        return self.numbers.value(own.low), self.numbers.value(own.high)

    @cached_property
    def measures(self) -> list[Measure]:
        """For each player its types, those that do the same everywhere taken together."""
        return [self._measure(player) for player in range(len(self.form.players))]

    def _measure(self, player: int) -> Measure:
        if player not in self.form.drawn:
            return [(self.zero, self.one)]
        marks = self._marks(player)
        own = self.form.drawn[player]
        return [((low + high) / 2, self._cdf(own, high) - self._cdf(own, low)) for low, high in pairwise(marks)]

    def _marks(self, player: int) -> list[Any]:
        """The ends of a player's types and its cut-points between them, in order."""
        low, high = self.interval(player)
        found = [low]
        own = [i for i, place in enumerate(self.tree.information_sets) if place.player == player]
        left = [c for i in own for c in self.cuts.get(i, [])]
        while left:
            least = -self.numbers.largest([-c for c in left])
            left = [c for c in left if self.numbers.sign(c - least) > 0]
            if self.numbers.sign(least - found[-1]) > 0:
                found.append(least)
        return [*found, high] if self.numbers.sign(high - found[-1]) > 0 else found

    def _cdf(self, own: TypeDrawn, kind: Any) -> Any:
        total = self.zero
        for coefficient in reversed(self._coefficients(own)):
            total = total * kind + coefficient
        return total

    def _coefficients(self, own: TypeDrawn) -> list[Any]:
        """Those of the cumulative distribution function, by power of the type."""
        home, cdf = own.cdf.ring, own.cdf
        by_degree = coefficients_in(cdf.numerator, home.names.index(own.letter))
        below = self.numbers.value(home.polynomial(cdf.denominator).into(self.form.ring))
        parts = [by_degree.get(d) for d in range(max(by_degree, default=0) + 1)]
        return [
            self.zero if p is None else self.numbers.value(home.polynomial(p).into(self.form.ring)) / below
            for p in parts
        ]

    # --- play ---

    def _history(self, node: int) -> dict[int, History]:
        """For each player its information sets and moves on the way to a node."""
        found: dict[int, History] = {}
        while self.tree.nodes[node].parent >= 0:
            move, node = self.tree.nodes[node].move, self.tree.nodes[node].parent
            at = self.tree.nodes[node]
            if at.kind == "decision":
                player = self.tree.information_sets[at.information_set].player
                found[player] = ((at.information_set, move), *found.get(player, ()))
        return found

    def _chance(self, node: int) -> Any:
        total = self.one
        while self.tree.nodes[node].parent >= 0:
            move, node = self.tree.nodes[node].move, self.tree.nodes[node].parent
            if self.tree.nodes[node].kind == "chance":
                total = total * self.numbers.value(self.tree.nodes[node].probabilities[move])
        return total

    def _made(self, kind: Any, moves: History) -> Any:
        """The probability that a type makes moves."""
        total = self.one
        for index, move in moves:
            total = total * self.row(index, kind)[move]
        return total

    def _likely(self, measure: Measure, moves: History) -> Any:
        return sum((weight * self._made(kind, moves) for kind, weight in measure), self.zero)

    def reach(self, node: int) -> Any:
        """The probability of a node."""
        total = self.chances[node]
        for player, moves in self.histories[node].items():
            total = total * self._likely(self.measures[player], moves)
        return total

    def _known(self, player: int, moves: History) -> tuple[Measure, int, bool]:
        """What is thought of a player after moves: of which types, since which move, and whether it deviated."""
        measure, start, deviated = self.measures[player], 0, False
        for length in range(1, len(moves) + 1):
            if self.numbers.is_zero(self._likely(measure, moves[start:length])):
                start, deviated = length, True
                told = self.thoughts.get(("types", player, moves[:length]))
                if told is not None:
                    measure = list(zip(told[::2], told[1::2], strict=True))
                    self._check_thought(measure, player)
                else:
                    measure = self.measures[player]
        return measure, start, deviated

    def _check_thought(self, measure: Measure, player: int) -> None:
        if any(self.numbers.sign(w) < 0 for _, w in measure) or self.numbers.sign(sum(w for _, w in measure) - 1) != 0:
            raise ValueError(f"what is believed of {self.form.players[player]} after a deviation is no distribution")

    def weights(self, index: int) -> dict[int, Any]:
        """How likely each end below an information set is for who moves there, own moves left out."""
        place = self.tree.information_sets[index]
        others = [p for p in range(len(self.form.players)) if p != place.player]
        known = {n: {p: self._known(p, self.histories[n].get(p, ())) for p in others} for n in place.nodes}
        here = {n: self._weight(n, known[n]) for n in place.nodes}
        deviated = {n: any(d for _, _, d in known[n].values()) for n in place.nodes}
        reached = [n for n in place.nodes if not deviated[n] and not self.numbers.is_zero(here[n])]
        scale = {n: self.one if n in reached or not reached else self.zero for n in place.nodes}
        if not reached and ("ways", index) in self.thoughts:
            told = dict(zip(place.nodes, self.thoughts["ways", index], strict=True))
            if any(self.numbers.sign(w) < 0 for w in told.values()):
                raise ValueError(f"what is believed at {place.name} has a negative weight")
            scale = {n: self.zero if self.numbers.is_zero(here[n]) else told[n] / here[n] for n in place.nodes}
        return {z: scale[n] * self._weight(z, known[n]) for n in place.nodes for z in self._ends(n)}

    def _weight(self, node: int, known: Mapping[int, tuple[Measure, int, bool]]) -> Any:
        total = self.chances[node]
        for player, (measure, start, _) in known.items():
            total = total * self._likely(measure, self.histories[node].get(player, ())[start:])
        return total

    def _ends(self, node: int) -> list[int]:
        found, waiting = [], [node]
        while waiting:
            at = self.tree.nodes[waiting.pop()]
            waiting += at.children
            found += [] if at.children else [at.index]
        return found

    # --- regret ---

    def check(self, fail: Callable[[str], None]) -> None:
        """Fail where a type gains, or the family's numbers are not what play comes to."""
        for index in range(len(self.tree.information_sets)):
            self._check_best(index, fail)
        ends = [node.index for node in self.tree.nodes if not node.children]
        for name, value in zip(self.family.layout.outcomes, self.family.outcome_values, strict=True):
            found = sum((self.reach(z) for z in ends if self.tree.nodes[z].outcome == name), self.zero)
            if not self.numbers.is_zero(found - self.numbers.value(value)):
                fail(f"the probability of {name} is {found}, and not {value}")
        for player, value in enumerate(self.family.payoff_values):
            found = sum((self._expected(player, z) for z in ends), self.zero)
            if not self.numbers.is_zero(found - self.numbers.value(value)):
                fail(f"{self.form.players[player]} expects {found}, and not {value}")
        for index, row in enumerate(self.plain):
            player = self.tree.information_sets[index].player
            for move, share in enumerate(row):
                if not self.numbers.is_zero(share - self._likely(self.measures[player], ((index, move),))):
                    fail(
                        f"the share of types that make a move at {self.family.layout.places[index].name} is not {share}"
                    )

    def _check_best(self, index: int, fail: Callable[[str], None]) -> None:
        place = self.tree.information_sets[index]
        weights = self.weights(index)
        for kind in self._tried(place.player):
            done = self._worth(index, kind, weights, follows=True)
            best = self._worth(index, kind, weights, follows=False)
            if self.numbers.sign(best - done) > 0:
                told = f" of type {kind}" if place.player in self.form.drawn else ""
                fail(f"{place.agent}{told} would rather choose otherwise at {place.name}")

    def _tried(self, player: int) -> list[Any]:
        """Types of a player: of a fine grid, in the middle of what does the same, and the cut-points."""
        if player not in self.form.drawn:
            return [self.zero]
        low, high = self.interval(player)
        grid = [low + (high - low) * self.numbers.constant(Fraction(step, STEPS)) for step in range(STEPS + 1)]
        return [*grid, *self._marks(player), *(kind for kind, _ in self.measures[player])]

    def gain(self, player: int) -> Any:
        """What a player could gain by any other plan for each of its types, before types are drawn."""
        others = [p for p in range(len(self.form.players)) if p != player]
        weights = {}
        for z in (node.index for node in self.tree.nodes if not node.children):
            weights[z] = self.chances[z]
            for other in others:
                weights[z] = weights[z] * self._likely(self.measures[other], self.histories[z].get(other, ()))

        def lead(kind: Any) -> Any:
            best, done = (self._from([0], player, kind, weights, follows) for follows in (False, True))
            return best - done

        return self._mean_of(player, lead)

    def _mean_of(self, player: int, lead: Callable[[Any], Any]) -> Any:
        """The mean over types of what is convex and made of straight lines between any two marks."""
        if player not in self.form.drawn:
            return lead(self.zero)
        own, total = self.form.drawn[player], self.zero
        waiting = list(pairwise(self._marks(player)))
        while waiting:
            low, high = waiting.pop()
            a, b = self._line(lead, low, high, at_low=True)
            c, d = self._line(lead, low, high, at_low=False)
            if self.numbers.is_zero(b - d):
                mass = self._cdf(own, high) - self._cdf(own, low)
                total = total + a * mass + b * self._mean(own, low, high)
            else:
                meet = (c - a) / (b - d)
                waiting += [(low, meet), (meet, high)]
        return total

    def _line(self, lead: Callable[[Any], Any], low: Any, high: Any, at_low: bool) -> tuple[Any, Any]:
        """`(a, b)` of the straight line `a + b*type` just above a type, or just below one."""
        other = high if at_low else low
        end = low if at_low else high
        while True:
            middle = (end + other) / 2
            x, y, z = lead((end * 3 + middle) / 4), lead((end + middle) / 2), lead(middle)
            places = (end * 3 + middle) / 4, (end + middle) / 2, middle
            slope = (y - x) / (places[1] - places[0])
            if self.numbers.is_zero((z - y) - slope * (places[2] - places[1])):
                return x - slope * places[0], slope
            other = middle

    def _worth(self, index: int, kind: Any, weights: Mapping[int, Any], follows: bool) -> Any:
        """What a type gets from an information set on, by what it does or by its best plan."""
        nodes = list(self.tree.information_sets[index].nodes)
        return self._at_set(index, nodes, kind, weights, follows)

    def _at_set(self, index: int, nodes: list[int], kind: Any, weights: Mapping[int, Any], follows: bool) -> Any:
        moves, player = range(len(self.tree.information_sets[index].moves)), self.tree.information_sets[index].player
        paid = [
            self._from([self.tree.nodes[n].children[m] for n in nodes], player, kind, weights, follows) for m in moves
        ]
        if follows:
            return sum((p * x for p, x in zip(self.row(index, kind), paid, strict=True)), self.zero)
        return self.numbers.largest(paid)

    def _from(self, nodes: list[int], player: int, kind: Any, weights: Mapping[int, Any], follows: bool) -> Any:
        """What comes of these nodes: of ends what they pay, of later own information sets what is made of them."""
        total, later = self.zero, dict[int, list[int]]()
        waiting = list(nodes)
        while waiting:
            at = self.tree.nodes[waiting.pop()]
            if not at.children:
                total = total + weights[at.index] * self._paid(player, at.index, kind)
            elif at.kind == "decision" and self.tree.information_sets[at.information_set].player == player:
                later.setdefault(at.information_set, []).append(at.index)
            else:
                waiting += at.children
        return total + sum((self._at_set(i, n, kind, weights, follows) for i, n in later.items()), self.zero)

    def _paid(self, player: int, end: int, kind: Any) -> Any:
        a, b = self._payoffs[end][player]
        return a + b * kind

    @cached_property
    def _payoffs(self) -> dict[int, list[list[Any]]]:
        value = self.numbers.value
        return {z: [list(map(value, row)) for row in rows] for z, rows in self.form.payoffs.items()}

    def _expected(self, player: int, end: int) -> Any:
        """What an end of play adds to what a player expects before types are drawn."""
        weight = self.chances[end]
        for other, moves in self.histories[end].items():
            weight = weight if other == player else weight * self._likely(self.measures[other], moves)
        moves = self.histories[end].get(player, ())
        a, b = self._payoffs[end][player]
        total = a * self._likely(self.measures[player], moves)
        if player in self.form.drawn and not self.numbers.is_zero(b):
            marks = self._marks(player)
            for low, high in pairwise(marks):
                made = self._made((low + high) / 2, moves)
                total = total + b * made * self._mean(self.form.drawn[player], low, high)
        return weight * total

    def _mean(self, own: TypeDrawn, low: Any, high: Any) -> Any:
        """The integral of the type between two types, by parts: `t*F(t)` less the integral of F."""
        total = high * self._cdf(own, high) - low * self._cdf(own, low)
        for power, coefficient in enumerate(self._coefficients(own)):
            total = total - coefficient * (high ** (power + 1) - low ** (power + 1)) / (power + 1)
        return total
