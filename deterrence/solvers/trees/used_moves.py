"""Which moves may be used at each information set: chosen depth first, what has become impossible dropped.

1. Information sets are taken from the leaves up; the first ones early, if that settles the beliefs of many others.
2. As soon as all play below one is decided, indifference among the moves used and no gain from the others are written
   down, with the belief as an unknown. Once all play above is decided too, Bayes' rule takes its place.
3. A choice is dropped where the conditions so far fail together: on every box of the parameters some fail whatever the
   unknown probabilities are (`maybe_boxes.py`), or one of the quick ways to decide finds it (`decide.py`).

What a choice of moves says at an information set depends on the moves used below it and above it alone, so it is
written down once for all choices that differ elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from math import prod
from typing import TypeAlias

from deterrence.algebra.conditions.conditions import Condition, condition
from deterrence.algebra.conditions.decide import ON_NO_BOX, Background, is_hopeless
from deterrence.algebra.conditions.questions import are_noted, note
from deterrence.algebra.exact.rational import RationalFunction
from deterrence.algebra.time_limit.deadline import Deadline, OutOfTime
from deterrence.solvers.trees.assessments import Arena, continuation, node_value
from deterrence.solvers.trees.best_choices import allowed, gains
from deterrence.solvers.unknowns.elimination import Bound

Used: TypeAlias = dict[int, tuple[int, ...]]
Values: TypeAlias = list[tuple[RationalFunction, ...] | None]
Said: TypeAlias = Mapping[tuple[int, str], Sequence[Condition]]  # by information set and what it is about

PROBABILITIES, CHOICE = "probabilities", "choice"


class Descent:
    """The choice of the moves used at each information set of a tree.

    Parameters
    ----------
    arena
        The tree.
    ties
        Equations between parameters that are taken to hold.
    ties_wanted
        Whether what needs a further equation between parameters is wanted.
    background, deadline
        What is known of the parameters, and when to stop.
    """

    def __init__(
        self, arena: Arena, ties: tuple[Condition, ...], ties_wanted: bool, background: Background, deadline: Deadline
    ) -> None:
        self.arena = arena
        self.order = order_of_choice(arena)
        self.ties = ties
        self.ties_wanted = ties_wanted
        self.background = background
        self.deadline = deadline
        self._parameters = frozenset(arena.form.ring.names)
        place = {index: step for step, index in enumerate(self.order)}
        self.worth_known: dict[int, list[int]] = {}
        self.belief_known: dict[int, list[int]] = {}
        for index in self.order:
            worth = max(place[i] for i in {index, *arena.below[index]})
            self.worth_known.setdefault(worth, []).append(index)
            if len(arena.form.information_sets[index].nodes) > 1:
                belief = max([worth, *(place[i] for i in arena.above[index])])
                self.belief_known.setdefault(belief, []).append(index)
        self.subtrees = self.nodes_settled(place)
        self._values: dict[tuple[object, ...], tuple[RationalFunction, ...] | None] = {}
        self._weights: dict[tuple[object, ...], RationalFunction] = {}
        self._alike: dict[RationalFunction, RationalFunction] = {}
        self._choices: dict[tuple[object, ...], list[Condition] | None] = {}

    def nodes_settled(self, place: dict[int, int]) -> list[list[int]]:
        """For each step the nodes whose continuation value is known once its set is decided, deepest first."""
        nodes = self.arena.form.nodes
        never = len(self.order)
        known_at = [0] * len(nodes)
        settled: list[list[int]] = [[] for _ in range(never + 1)]
        for node in reversed(nodes):
            own = place.get(node.information_set, never) if node.kind == "decision" else 0
            known_at[node.index] = max([own, *(known_at[child] for child in node.children)])
            settled[known_at[node.index]].append(node.index)
        return settled[:never]

    @cached_property
    def _met(self) -> list[tuple[int, ...]]:
        """For each node, the information sets that it lies in or that come after it."""
        found: list[tuple[int, ...]] = [()] * len(self.arena.form.nodes)
        for node in reversed(self.arena.form.nodes):
            sets = {i for child in node.children for i in found[child]}
            found[node.index] = tuple(sorted(sets | {node.information_set} if node.kind == "decision" else sets))
        return found

    def plans(self) -> Iterator[tuple[Used, Values]]:
        """Which moves may be used at each information set, and what play from each node on is then worth."""
        if not self.order:
            yield {}, continuation(self.arena, {})
            return
        nothing: Values = [None] * len(self.arena.form.nodes)
        yield from self._choose(0, {}, nothing, {(-1, CHOICE): self.ties})

    def _choose(self, step: int, used: Used, values: Values, said: Said) -> Iterator[tuple[Used, Values]]:
        if step == len(self.order):
            yield used, values
            return
        index = self.order[step]
        for moves in allowed(self.arena.form.information_sets[index]):
            self.deadline.check()
            now = used | {index: moves}
            below = self._valued(step, now, values)
            fresh = self._fresh(step, now, below)
            if fresh is None:
                continue
            together = {**said, **fresh}  # what Bayes' rule says of a choice takes the place of what any belief does
            if any(fresh.values()) and self._is_hopeless([c for cs in together.values() for c in cs]):
                continue
            yield from self._choose(step + 1, now, below, together)

    def _is_hopeless(self, conditions: list[Condition]) -> bool:
        """Whether conditions are certainly impossible together: soon told, or left for later."""
        boxes = self.background.boxes
        has_unknowns = any(c.letters - self._parameters for c in conditions)
        if not has_unknowns or boxes.of_these(conditions, boxes.allowed):
            return is_hopeless(conditions, self.background)
        if are_noted():
            clash = boxes.clash(conditions)
            letters = {name for c in clash for name in c.letters}
            note(clash, (), self.background.touching(letters)[1], ON_NO_BOX.by)
        return True

    def _valued(self, step: int, used: Used, values: Values) -> Values:
        known = list(values)
        for node in self.subtrees[step]:
            self._stop_in_time()
            key = (node, *(used[i] for i in self._met[node]))
            if key not in self._values:
                rows = {i: self.arena.mix(i, used[i]) for i in self._met[node]}
                self._values[key] = node_value(self.arena, rows, known, node)
            known[node] = self._values[key]
        return known

    def _stop_in_time(self) -> None:
        """Stop where the time is up, which one step may take by far in a large ring."""
        if self.deadline.is_over:
            raise OutOfTime

    def _fresh(self, step: int, used: Used, values: Values) -> Said | None:
        """The conditions that became writable at this step; None when one of them needs a tie that is not wanted."""
        index = self.order[step]
        fresh = {(index, PROBABILITIES): [b.condition for b in probability_bounds(self.arena, index, used[index])]}
        for index in self.belief_known.get(step, []):
            weights = tuple(self._weight(node, used) for node in self.arena.form.information_sets[index].nodes)
            if any(not weight.is_zero for weight in weights):
                said = self._choice(index, used, weights, values)
                if said is None:
                    return None
                fresh[index, CHOICE] = said
        for index in self.worth_known.get(step, []):
            if (index, CHOICE) not in fresh:
                said = self._choice(index, used, None, values)
                if said is None:
                    return None
                fresh[index, CHOICE] = said
        return fresh

    def _choice(
        self, index: int, used: Used, weights: tuple[RationalFunction, ...] | None, values: Values
    ) -> list[Condition] | None:
        """What makes the moves used at an information set the best; None where that is impossible by form alone.

        `weights` is the belief, but for a positive factor; None where it is unknown.
        """
        belief = None if weights is None else tuple(map(id, weights))  # equal ones are one object, kept in `_alike`
        key = (index, belief, used[index], *(used[i] for i in sorted(self.arena.below[index])))
        if key not in self._choices:
            self._choices[key] = self._written(index, used[index], weights, values)
        return self._choices[key]

    def _written(
        self, index: int, moves: tuple[int, ...], weights: tuple[RationalFunction, ...] | None, values: Values
    ) -> list[Condition] | None:
        belief = self.arena.free_belief(index) if weights is None else weights
        best = gains(self.arena, index, moves, belief, values)
        found = []
        for equation in best.equations:
            self._stop_in_time()
            if not equation.is_zero and not self.ties_wanted and self._is_a_tie(equation):
                return None
            found.append(condition(equation, "=="))
        found += [bound.condition for bound in best.bounds]
        for share in belief if weights is None else ():
            self._stop_in_time()
            found.append(condition(share, ">="))
        return None if any(c.is_false for c in found) else [c for c in found if not c.is_true]

    def _is_a_tie(self, equation: RationalFunction) -> bool:
        return set(equation.letters) <= self._parameters

    def _weight(self, node: int, used: Used) -> RationalFunction:
        """How likely a node is, all before it being decided: Bayes' belief but for a positive factor."""
        arena, nodes = self.arena, self.arena.form.nodes
        if nodes[node].parent < 0:
            return arena.home.one
        parent = nodes[nodes[node].parent]
        key = (node, *(used[i] for i in self._passed[node]))
        if key not in self._weights:
            chance = parent.kind == "chance"
            at = parent.information_set
            step = (arena.chances[parent.index] if chance else arena.mix(at, used[at]))[nodes[node].move]
            weight = step if step.is_zero else self._weight(parent.index, used) * step
            self._weights[key] = self._alike.setdefault(weight, weight)
        return self._weights[key]

    @cached_property
    def _passed(self) -> list[tuple[int, ...]]:
        """For each node, the information sets on the way to it."""
        found: list[tuple[int, ...]] = []
        for node in self.arena.form.nodes:
            if node.parent < 0:
                found.append(())
                continue
            parent = self.arena.form.nodes[node.parent]
            own = (parent.information_set,) if parent.kind == "decision" else ()
            found.append(tuple(sorted({*found[parent.index], *own})))
        return found


def order_of_choice(arena: Arena) -> list[int]:
    """The information sets from the leaves up; but the first ones early, if that settles the beliefs of many others.

    Where few information sets come before many that are met after them, Bayes' rule then tells the beliefs at these
    as soon as their own moves are chosen.
    """
    order = bottom_up(arena)
    first = [i for i in order if not arena.above[i]]
    then = [i for i in order if arena.above[i] and arena.above[i] <= set(first)]
    uncertain = [i for i in then if len(arena.form.information_sets[i].nodes) > 1]

    def plans(sets: Sequence[int]) -> int:
        return prod(2 ** len(arena.form.information_sets[i].moves) - 1 for i in sets)

    if not uncertain or plans(uncertain) <= plans(first):
        return order
    early = [i for i in order if i not in first and i not in then]
    return [*early, *first, *then]


def bottom_up(arena: Arena) -> list[int]:
    """The information sets, those below others first (as far as the tree allows an order)."""
    left = list(range(len(arena.form.information_sets)))
    order: list[int] = []
    while left:
        ready = [i for i in left if not (arena.below[i] - {i}) & set(left)]
        chosen = ready or [min(left, key=lambda i: len(arena.below[i] & set(left)))]
        order += chosen
        left = [i for i in left if i not in chosen]
    return order


def probability_bounds(arena: Arena, index: int, moves: tuple[int, ...]) -> list[Bound]:
    """That the moves used at an information set have positive probability."""
    if len(moves) == 1:
        return []
    row = arena.mix(index, moves)
    return [Bound(row[move], ">") for move in moves]
