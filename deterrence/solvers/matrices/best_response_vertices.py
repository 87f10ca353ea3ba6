"""The vertices of a player's best-response polyhedron, in letters.

Player 1 mixes with weights x so that no strategy j of player 2 gains more than v: ``sum_i x_i B_ij <= v``. A vertex
has a support I and a basis K of best responses of player 2, as many, that determine it. With ``G = [B_IK; 1]``, the
bordered matrix of |I| + 1 rows and |K| columns, and E(R, C) the determinant of the rows R and columns C of B with a row
of ones below:

* the weights are in proportion to ``N_i = +-E(I without i, K)``, Cramer's rule;
* the slack ``v - sum_i x_i B_ij`` of another strategy j is ``M_j / sum N`` with ``M_j = +-E(I, K and j)``;
* the basis is singular exactly where ``sum N`` vanishes.

Every sign condition is therefore about one family of determinants E, comb(m + n, m - 1) or so of them, which all
supports share: each is expanded along its first row, factored once, and looked at once.

References
----------
von Stengel (2002), Computing equilibria for two-person games, Handbook of Game Theory 3, chapter 45.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

from deterrence.algebra.conditions.box_signs import BoxSigns
from deterrence.algebra.conditions.conditions import Condition, Conjunction
from deterrence.algebra.conditions.decide import Background, possible
from deterrence.algebra.conditions.sign_chart import Chart
from deterrence.algebra.exact.rational import RationalFunction, Ring
from deterrence.algebra.time_limit.deadline import Deadline, check_time
from deterrence.equilibria.profiles import Strategy, distinct, product_condition

Gains = Sequence[Sequence[RationalFunction]]  # what the opponent gains: own moves by the opponent's moves


class BorderedMinors:
    """The determinants E(R, C) of a matrix of gains, its denominators cleared.

    Adding a constant to a row of gains changes no best response and no E, so each row is first counted from its first
    entry, which keeps the entries small.
    """

    def __init__(self, gains: Gains, ring: Ring) -> None:
        differences = [[value - row[0] for value in row] for row in gains]
        self.scale: Any = ring.one.numerator
        for value in (v for row in differences for v in row):
            self.scale = self.scale * value.denominator / self.scale.gcd(value.denominator)
        scaled = [[v * ring.polynomial(self.scale) for v in row] for row in differences]
        self.entries: list[list[Any]] = [[v.numerator / v.denominator for v in row] for row in scaled]
        self._known: dict[tuple[tuple[int, ...], tuple[int, ...]], Any] = {}
        self._one: Any = ring.one.numerator

    def of(self, rows: tuple[int, ...], columns: tuple[int, ...]) -> Any:
        """E of some rows and one column more."""
        if not rows:
            return self._one
        key = (rows, columns)
        if key not in self._known:
            total = self._one * 0
            for place, column in enumerate(columns):
                entry = self.entries[rows[0]][column]
                if entry != 0:
                    minor = entry * self.of(rows[1:], columns[:place] + columns[place + 1 :])
                    total = total - minor if place % 2 else total + minor
            self._known[key] = total
        return self._known[key]

    def all(self) -> Iterator[Any]:
        """Every determinant of the family, and the scale; `OutOfTime` is raised when the time is up before."""
        own, other = len(self.entries), len(self.entries[0])
        for size in range(1, min(own, other - 1) + 1):
            for rows in combinations(range(own), size):
                for columns in combinations(range(other), size + 1):
                    check_time()
                    yield self.of(rows, columns)
        yield self.scale


@dataclass(frozen=True, eq=False)
class Candidate:
    """A support and a basis, and the boxes on which the bounds of the determinants leave it possible as a vertex.

    Attributes
    ----------
    support, basis
        I and K.
    weights
        N_i for each i of the support, up to their common sum.
    slacks
        For each strategy of the opponent outside the basis, M_j.
    maybe
        The boxes on which it may be a vertex.
    maybe_tight
        For each of these strategies of the opponent the boxes on which it may be one and they a best response.
    """

    support: tuple[int, ...]
    basis: tuple[int, ...]
    weights: tuple[Any, ...]
    slacks: Mapping[int, Any]
    maybe: int
    maybe_tight: Mapping[int, int]

    @property
    def polynomials(self) -> tuple[Any, ...]:
        """The determinants whose signs say where it is a vertex, and with which best responses."""
        return (*self.weights, *self.slacks.values())


@dataclass(frozen=True, eq=False)
class Vertex:
    """A mixed strategy that is a vertex where it is one; see the module.

    Attributes
    ----------
    chart
        Where signs are looked up.
    candidate
        Its support, basis, weights and slacks.
    tight
        The opponent's strategies that are best responses wherever this is a vertex.
    where
        The places of the chart at which it is one.
    strategy
        The probabilities.
    """

    polyhedron: Polyhedron
    chart: Chart
    candidate: Candidate
    tight: frozenset[int]
    where: int

    @property
    def support(self) -> tuple[int, ...]:
        """The moves that are used."""
        return self.candidate.support

    @property
    def basis(self) -> tuple[int, ...]:
        """The opponent's best responses that determine it."""
        return self.candidate.basis

    @property
    def weights(self) -> tuple[Any, ...]:
        """What the probabilities of the support are in proportion to."""
        return self.candidate.weights

    @property
    def slacks(self) -> Mapping[int, Any]:
        """What the opponent's other strategies fall short of being best responses, up to a factor."""
        return self.candidate.slacks

    @cached_property
    def strategy(self) -> Strategy:
        """The probability of every move."""
        ring = self.polyhedron.ring
        total = sum(self.weights[1:], self.weights[0])
        probabilities = [ring.zero] * self.polyhedron.own
        for move, weight in zip(self.support, self.weights, strict=True):
            probabilities[move] = ring.quotient(weight, total)
        return tuple(probabilities)

    @cached_property
    def lightest(self) -> Any:
        """The simplest weight: where one vanishes all do."""
        return min(self.weights, key=lambda w: (w.total_degree(), len(w), str(w)))

    @cached_property
    def vanishing(self) -> int:
        """The places of the chart at which the weights vanish."""
        return self.chart.of_polynomial(self.lightest)[1]

    @cached_property
    def tied(self) -> Mapping[int, int]:
        """For each strategy of the opponent that is not always a best response the places at which it is."""
        chart = self.chart
        return {move: chart.of_polynomial(m)[1] for move, m in self.slacks.items() if move not in self.tight}

    @cached_property
    def value(self) -> RationalFunction:
        """What the opponent gains."""
        gains = self.polyhedron.gains
        total = self.polyhedron.ring.zero
        for move in self.support:
            total = total + self.strategy[move] * gains[move][self.basis[0]]
        return total

    @cached_property
    def signs(self) -> tuple[int, ...]:
        """The signs (1, -1) that all weights together have somewhere; none where this is nowhere a vertex."""
        chart = self.chart
        negative, _ = chart.of_polynomial(self.weights[0])
        seen = {1: bool(self.where & ~negative), -1: bool(self.where & negative)}
        if chart.exhaustive:
            return tuple(sign for sign in (1, -1) if seen[sign])
        background = self.polyhedron.background
        return tuple(
            sign
            for sign in (1, -1)
            if seen[sign] or possible(self.conditions_with(sign), background).possible is not False
        )

    @cached_property
    def conditions(self) -> Conjunction:
        """Where it is a vertex: every weight of one sign, no slack negative."""
        return self.conditions_with(self.signs[0] if len(self.signs) == 1 else 0)

    def conditions_with(self, sign: int) -> Conjunction:
        """The conditions when all weights have this sign; 0 stands for either, at the price of products."""
        settled = self.polyhedron.scale_sign
        scale = [self.polyhedron.minors.scale] if settled == 0 else []
        slack_sign = (settled or 1) * (sign or 1)
        found: list[Condition] = []
        if sign:
            found += [product_condition([w], ">", sign) for w in self.weights]
            first: list[Any] = []
        else:
            first = [self.weights[0]]
            found += [product_condition([*first, w], ">") for w in self.weights[1:]]
        found += [product_condition([m, *first, *scale], ">=", slack_sign) for m in self.slacks.values() if m != 0]
        return distinct(found)


class Polyhedron:
    """A player's best-response polyhedron, in letters.

    Parameters
    ----------
    gains
        What the opponent gains, own moves by the opponent's.
    minors
        Their determinants.
    background
        What is taken for granted of the letters.
    """

    def __init__(self, gains: Gains, minors: BorderedMinors, background: Background) -> None:
        self.gains = gains
        self.minors = minors
        self.background = background
        self.ring = background.ring
        self.own, self.other = len(gains), len(gains[0])

    @cached_property
    def scale_sign(self) -> int:
        """The sign of what the gains were multiplied with: 1 or -1 where it is settled, else 0."""
        for sign in (1, -1):
            if possible([product_condition([self.minors.scale], ">", -sign)], self.background).possible is False:
                return sign
        return 0

    def candidates(self, signs: BoxSigns, deadline: Deadline) -> Iterator[Candidate]:
        """Every support and basis that may be a vertex somewhere, by bounds on boxes."""
        for size in range(1, min(self.own, self.other) + 1):
            for support in combinations(range(self.own), size):
                for basis in combinations(range(self.other), size):
                    deadline.check()
                    candidate = self._candidate(support, basis, signs)
                    if candidate is not None:
                        yield candidate

    def _candidate(self, support: tuple[int, ...], basis: tuple[int, ...], signs: BoxSigns) -> Candidate | None:
        weights = []
        positive = negative = signs.everywhere
        for place in range(len(support)):
            minor = self.minors.of(support[:place] + support[place + 1 :], basis)
            of_weight = signs.of(minor).times((-1) ** place)
            positive &= of_weight.positive
            negative &= of_weight.negative
            if not positive | negative:
                return None
            weights.append(-minor if place % 2 else minor)
        scale = signs.of(self.minors.scale)
        slacks, zeros = {}, {}
        for move in range(self.other):
            if move not in basis:
                before = sum(k < move for k in basis)
                minor = self.minors.of(support, (*basis[:before], move, *basis[before:]))
                slacks[move] = minor if before % 2 else -minor
                of_slack = signs.of(minor).times((-1) ** (before + 1))
                zeros[move] = of_slack.zero
                up = of_slack.zero | of_slack.positive & scale.positive | of_slack.negative & scale.negative
                down = of_slack.zero | of_slack.negative & scale.positive | of_slack.positive & scale.negative
                positive &= up
                negative &= down
                if not positive | negative:
                    return None
        maybe = positive | negative
        maybe_tight = {move: boxes & maybe for move, boxes in zeros.items() if boxes & maybe}
        return Candidate(support, basis, tuple(weights), slacks, maybe, maybe_tight)

    def vertices(self, candidates: Iterable[Candidate], chart: Chart) -> Iterator[Vertex]:
        """The candidates that are vertices somewhere, or of which that could not be excluded."""
        for candidate in candidates:
            check_time()
            tight = frozenset(candidate.basis) | {move for move, slack in candidate.slacks.items() if slack == 0}
            vertex = Vertex(self, chart, candidate, tight, self._where(candidate, chart))
            if vertex.where or vertex.signs:
                yield vertex

    def _where(self, candidate: Candidate, chart: Chart) -> int:
        positive = negative = chart.everywhere
        for weight in candidate.weights:
            below, at = chart.of_polynomial(weight)
            positive &= ~below & ~at
            negative &= below
            if not positive | negative:
                return 0
        flipped, _ = chart.of_polynomial(self.minors.scale)
        for slack in candidate.slacks.values():
            below, at = chart.of_polynomial(slack)
            below ^= flipped & ~at
            positive &= ~below
            negative &= below | at
        return positive | negative
