"""One period of a game with states and choices from intervals: what moves and choices are worth, and which are best.

With what the next states are worth known, a period is a tree in which all is seen. Behaviour in it is best where no
single move and no single choice does better, the rest of it unchanged but for what follows the choice: after another
value of it everybody moves as is best then. For each way in which all may move after a choice there is a range of
values for which that way is best, since what a move gains over another is linear in the choice; and on this range the
chooser gets most at an end of it or where the derivative is zero. So one looks at finitely many values, all formulas.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product
from math import prod
from typing import Final

from deterrence.algebra.conditions.conditions import Condition, condition
from deterrence.algebra.conditions.decide import Background, implies
from deterrence.algebra.exact.rational import RationalFunction
from deterrence.algebra.formulas.language import FormulaError
from deterrence.games.forms.dynamic_forms import ChosenStatesForm, IntervalChoice
from deterrence.solvers.over_time.discounted_play import Lifted

MOST_WAYS: Final = 200

Place = tuple[int, int]
Plan = Mapping[Place, int]  # for the information sets of states the move that is made
Values = Mapping[int, tuple[RationalFunction, ...]]
Weights = Mapping[int, RationalFunction]
Gains = frozenset[RationalFunction]


@dataclass(frozen=True, eq=False)
class Stage:
    """One state's period, in the letters of the game and of the choices."""

    form: ChosenStatesForm
    state: int

    @cached_property
    def lifted(self) -> Lifted:
        """Its numbers: payoffs times ``1 - delta``, probabilities of the next states times ``delta``."""
        return Lifted.of(self.form.periods[self.state], self.form.discount, self.form.wide)

    @cached_property
    def choices(self) -> Mapping[int, IntervalChoice]:
        """The choices from intervals, by information set."""
        return {own.place: own for own in self.form.choices if own.state == self.state}

    def move(self, plan: Plan, place: int) -> int:
        """The move that is made at an information set; where somebody chooses from an interval there is but one."""
        return 0 if place in self.choices else plan[self.state, place]

    def ends(self, node: int, plan: Plan) -> Iterator[tuple[int, RationalFunction]]:
        """The ends that are reached from a node on, with their probabilities."""
        found = self.form.periods[self.state].form.nodes[node]
        if found.kind == "outcome":
            yield node, self.form.wide.one
        elif found.kind == "chance":
            for child, p in zip(found.children, self.lifted.chances[node], strict=True):
                for end, further in self.ends(child, plan):
                    yield end, p * further
        else:
            yield from self.ends(found.children[self.move(plan, found.information_set)], plan)

    def account(self, node: int, player: int, plan: Plan) -> tuple[RationalFunction, Weights]:
        """What a player is paid from a node on in this period, and what the next states weigh."""
        paid, weights = self.form.wide.zero, dict[int, RationalFunction]()
        for end, p in self.ends(node, plan):
            paid = paid + p * self.lifted.paid[end][player]
            for state, weight in self.lifted.after[end]:
                weights[state] = weights.get(state, self.form.wide.zero) + p * weight
        return paid, weights

    def chooser(self, own: IntervalChoice) -> int:
        """Who chooses."""
        return self.form.periods[self.state].form.information_sets[own.place].player

    def first(self, own: IntervalChoice) -> int:
        """The node that follows a choice."""
        form = self.form.periods[self.state].form
        return form.nodes[form.information_sets[own.place].nodes[0]].children[0]

    def after(self, own: IntervalChoice) -> tuple[int, ...]:
        """The information sets of those who move after a choice."""
        nodes = self.form.periods[self.state].form.nodes
        found, waiting = [], [self.first(own)]
        while waiting:
            node = nodes[waiting.pop()]
            waiting += reversed(node.children)
            if node.kind == "decision":
                found.append(node.information_set)
        return tuple(found)

    def ways(self, own: IntervalChoice) -> list[dict[Place, int]]:
        """All ways to move after a choice.

        Raises
        ------
        FormulaError
            Where there are too many.
        """
        form, places = self.form.periods[self.state].form, self.after(own)
        sizes = [len(form.information_sets[place].moves) for place in places]
        if prod(sizes) > MOST_WAYS:
            message = (
                f"there are {prod(sizes):,} ways to move after '{own.letter}' is chosen; at most {MOST_WAYS} may be"
            )
            raise FormulaError(message)
        keys = [(self.state, place) for place in places]
        return [dict(zip(keys, moves, strict=True)) for moves in product(*map(range, sizes))]

    def stationary(self, own: IntervalChoice) -> list[RationalFunction]:
        """Where the derivative of what the chooser is paid is zero, for each way to move after the choice."""
        player = self.chooser(own)
        paid = (self.account(self.first(own), player, way)[0] for way in self.ways(own))
        return list(dict.fromkeys(x for f in paid for x in self._root(f.derivative(own.letter), own)))

    def _root(self, function: RationalFunction, own: IntervalChoice) -> Iterator[RationalFunction]:
        """Where a function that is linear in a choice is zero, in the letters of the game."""
        slope = function.derivative(own.letter)
        if not slope.is_zero:
            home = self.form.ring
            yield -(function.substitute(own.letter, self.form.wide.zero) / slope).into(home)

    def is_offer(self, background: Background) -> bool:
        """Whether the period is an offer between two players, who differ over it, that one accepts or refuses.

        It begins with the choice; one move of the answer depends on it, for both players and in opposite directions.
        """
        nodes, own = self.form.periods[self.state].form.nodes, next(iter(self.choices.values()), None)
        if own is None or self.first(own) != 1 or len(self.form.players) != 2 or len(self.after(own)) != 1:
            return False
        if nodes[1].kind != "decision" or self._mover(1) == self.chooser(own):
            return False
        slopes = [
            [self.account(child, player, {})[0].derivative(own.letter) for player in (0, 1)]
            for child in nodes[1].children
        ]
        accepted = [pair for pair in slopes if not all(slope.is_zero for slope in pair)]
        if len(accepted) != 1 or any(own.letter in slope.letters for slope in accepted[0]):
            return False
        opposed = accepted[0][0] * accepted[0][1]
        return implies((), condition(opposed.into(self.form.ring), "<"), background) is True

    def _mover(self, node: int) -> int:
        form = self.form.periods[self.state].form
        return form.information_sets[form.nodes[node].information_set].player


@dataclass(frozen=True, eq=False)
class OneShot:
    """A period with known behaviour, and what the next states are worth."""

    stage: Stage
    plan: Plan
    values: Values
    chosen: Mapping[str, RationalFunction]

    def worth(self, node: int, player: int, plan: Plan) -> RationalFunction:
        """What a node is worth to a player, as a function of what was chosen before."""
        total, weights = self.stage.account(node, player, plan)
        for state, weight in weights.items():
            total = total + weight * self.values[state][player].into(total.ring)
        return total

    def put(self, function: RationalFunction) -> RationalFunction:
        """A function of what is chosen at the values that are."""
        for own in self.stage.choices.values():
            function = function.substitute(own.letter, self.chosen[own.letter].into(function.ring))
        return function.into(self.stage.form.ring)

    @cached_property
    def leads(self) -> dict[tuple[int, int], RationalFunction]:
        """What the move that is made gains over each other one, by information set and move."""
        found: dict[tuple[int, int], RationalFunction] = {}
        for index, place in enumerate(self.stage.form.periods[self.stage.state].form.information_sets):
            if index not in self.stage.choices:
                values = [self.put(self._move_worth(index, move)) for move in range(len(place.moves))]
                made = self.plan[self.stage.state, index]
                found |= {(index, move): values[made] - value for move, value in enumerate(values) if move != made}
        return found

    def _move_worth(self, index: int, move: int) -> RationalFunction:
        """What a move is worth at an information set; of several nodes one is reached for sure."""
        form = self.stage.form.periods[self.stage.state].form
        place = form.information_sets[index]
        total = self.stage.form.wide.zero
        for node in place.nodes:
            reached = self._reached(node) if len(place.nodes) > 1 else total.ring.one
            if not reached.is_zero:
                total = total + reached * self.worth(form.nodes[node].children[move], place.player, self.plan)
        return total

    def _reached(self, node: int) -> RationalFunction:
        """Whether a node is reached, all choosing at the same time."""
        form, home = self.stage.form.periods[self.stage.state].form, self.stage.form.wide
        while (above := form.nodes[node].parent) >= 0:
            if self.stage.move(self.plan, form.nodes[above].information_set) != form.nodes[node].move:
                return home.zero
            node = above
        return home.one

    def no_better_value(self, own: IntervalChoice) -> list[tuple[Condition, ...]]:
        """That no other value of a choice does better: of each of these conditions one holds.

        Ways to move that are best after the same values are ties at all of these: others answer by any of them.
        """
        first, player = self.stage.first(own), self.chooser(own)
        best = self._paid(own)
        clauses: dict[tuple[Condition, ...], None] = {}
        for gains, ways in self._alike(own).items():
            worths = list(dict.fromkeys(self.worth(first, player, way) for way in ways))
            crossings = [one - other for one, other in combinations(worths, 2)]
            bends = [worth.derivative(own.letter) for worth in worths]
            for x, exists in self._ends(own, [*gains, *crossings, *bends]):
                less = [condition(best - self._at(worth, own, x), ">=") for worth in worths]
                out = [condition(x - own.low, "<"), condition(own.high - x, "<")]
                out += [condition(self._at(gain, own, x), "<") for gain in gains]
                out += self._alone(own, x, gains)
                clauses[tuple(c for c in (*less, *exists, *out) if not c.is_false)] = None
        return [clause for clause in clauses if not any(c.is_true for c in clause)]

    def _alone(self, own: IntervalChoice, x: RationalFunction, gains: Gains) -> list[Condition]:
        """That a way to move is best at an end of the interval alone, a tie: it need not be what is done there."""
        tied = [gain for gain in gains if x in own.ends and self._at(gain, own, x).is_zero]
        slopes = (gain.derivative(own.letter).into(self.stage.form.ring) for gain in tied)
        return [condition(slope, ">" if x == own.high else "<") for slope in slopes]

    def _alike(self, own: IntervalChoice) -> dict[Gains, list[Plan]]:
        """The ways to move after a choice, by what has to be positive for them to be best."""
        found: dict[Gains, list[Plan]] = {}
        for way in self.stage.ways(own):
            gains = frozenset(gain for gain in self._gains(own, way) if not gain.is_zero)
            found.setdefault(gains, []).append(way)
        return found

    def _at(self, function: RationalFunction, own: IntervalChoice, x: RationalFunction) -> RationalFunction:
        return function.substitute(own.letter, x.into(function.ring)).into(self.stage.form.ring)

    def chooser(self, own: IntervalChoice) -> int:
        """Who chooses."""
        return self.stage.chooser(own)

    def _paid(self, own: IntervalChoice) -> RationalFunction:
        """What the chooser gets from its choice on; of a period that begins with it that is what the state is worth."""
        if self.stage.first(own) == 1:
            return self.values[self.stage.state][self.chooser(own)]
        return self.put(self.worth(self.stage.first(own), self.chooser(own), self.plan))

    def answered(self, own: IntervalChoice, move: int) -> RationalFunction:
        """What the chooser gets where what it chooses is answered by a move."""
        nodes = self.stage.form.periods[self.stage.state].form.nodes
        return self.put(self.worth(nodes[self.stage.first(own)].children[move], self.chooser(own), self.plan))

    def is_indifferent(self, own: IntervalChoice) -> bool:
        """Whether the chooser gets the same by another answer to what it chooses, whatever the letters."""
        nodes = self.stage.form.periods[self.stage.state].form.nodes
        worths = [self.answered(own, move) for move in range(len(nodes[self.stage.first(own)].children))]
        return len(set(worths)) < len(worths)

    def _gains(self, own: IntervalChoice, way: Plan) -> Iterator[RationalFunction]:
        """What the moves made after a choice gain over others, as functions of the choice."""
        form = self.stage.form.periods[self.stage.state].form
        for index in self.stage.after(own):
            place = form.information_sets[index]
            children = form.nodes[place.nodes[0]].children
            made = self.worth(children[way[self.stage.state, index]], place.player, way)
            for move, child in enumerate(children):
                if move != way[self.stage.state, index]:
                    yield made - self.worth(child, place.player, way)

    def gains_at_ends(self, own: IntervalChoice) -> list[RationalFunction]:
        """What the moves made after a choice gain over others, were it at an end of its interval."""
        return [self._at(gain, own, x) for gain in self._gains(own, self.plan) for x in own.ends]

    def _ends(
        self, own: IntervalChoice, functions: list[RationalFunction]
    ) -> Iterator[tuple[RationalFunction, tuple[Condition, ...]]]:
        """The ends of the interval, and where linear functions are zero, unless, as conditions say, they never are."""
        home = self.stage.form.ring
        yield own.low, ()
        yield own.high, ()
        for function in functions:
            slope = function.derivative(own.letter).into(home)
            if not slope.is_zero:
                rest = function.substitute(own.letter, function.ring.zero).into(home)
                yield -rest / slope, (condition(slope, "=="),)

    def is_flat(self, own: IntervalChoice) -> bool:
        """Whether other values of a choice, answered in the same way, are worth the same to the chooser."""
        worth = self.worth(self.stage.first(own), self.chooser(own), self.plan)
        return worth.derivative(own.letter).is_zero
