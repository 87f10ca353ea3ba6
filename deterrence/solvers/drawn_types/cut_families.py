"""Equilibrium families of a game with drawn types from solved cut-points: names put on, payoffs worked out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Final

from deterrence.algebra.conditions.conditions import condition
from deterrence.algebra.conditions.decide import Background, implies, possible
from deterrence.algebra.exact.rational import RationalFunction
from deterrence.algebra.formulas.expressions import Expression
from deterrence.algebra.region import Region
from deterrence.algebra.values.value import Value
from deterrence.equilibria.cuts import CutEquilibrium, Divided, PayoffByType, TypeBelief
from deterrence.equilibria.equilibria import Component, Equilibrium, Found
from deterrence.equilibria.joint_beliefs import JointBeliefs
from deterrence.equilibria.named import BeliefRange
from deterrence.equilibria.profiles import poles
from deterrence.games.forms.drawn_form import DrawnForm
from deterrence.solvers.drawn_types.believed_types import believed_pieces
from deterrence.solvers.drawn_types.board import Behaviour
from deterrence.solvers.drawn_types.cut_points import CutPoints, Search, cut_points
from deterrence.solvers.drawn_types.single_values import at_single_values
from deterrence.solvers.task import Task
from deterrence.solvers.unknowns.elimination import values_of

FEW_LETTERS: Final = 2
TIE_STEPS: Final = 1500
NONLINEAR: Final = "some equations for cut-points are not linear in any unknown and were left unsolved"
VARY: Final = "cut-points or probabilities may vary in a continuum, of which only ends, or one inside, are listed"
FREE: Final = f"off the path, or where moves are worth the same, {VARY}"
TIED: Final = f"where parameters tie, {VARY}"
SORTED: Final = "where types mix that do different things later, it is not looked at which of them make which move"
IMPOSSIBLE: Final = "what exists only where a move of chance has probability zero is not listed"
FRAGILE: Final = "beliefs that exclude a second deviation of a player after its first are not looked at"


def of_drawn_types(task: Task) -> Found:
    """Perfect Bayesian equilibria of a game in which types are drawn from distributions."""
    form: DrawnForm = task.form
    searches = _searches(task)
    solved = [s for search in searches for s in search.found if s.needs_a_tie or search is searches[0]]
    members = _distinct(
        [CutFamily(form, s, task) for s in sorted(solved, key=lambda s: s.needs_a_tie)], task.background
    )
    reasons = _reasons(searches[0])
    among_ties = [reason for search in searches[1:] for reason in _reasons(search)]
    spans = [span for search in searches for span in search.spans]
    among_ties += [TIED] if any(is_tied for _, is_tied in spans) else []
    among_ties += [IMPOSSIBLE] if _may_be_impossible(task) else []
    families = tuple(member.family for member in members)
    single, left = at_single_values(
        task, families, dict.fromkeys(p for s in searches for p in s.special), of_drawn_types
    )
    families += tuple(single)
    among_ties += left
    beliefs: dict[Equilibrium, JointBeliefs] = {member.family: member.thoughts for member in members}
    return Found(
        families,
        tuple(Component((family,), family.exists) for family in families),
        not reasons and not among_ties,
        "; ".join(dict.fromkeys([*reasons, *among_ties])),
        complete_off_ties=not reasons,
        spans=tuple(conditions for conditions, _ in spans),
        beliefs=beliefs | single,
    )


def _may_be_impossible(task: Task) -> bool:
    """Whether a move of chance that somebody may not see has probability zero for some values of the letters."""
    if all(len(place.nodes) == 1 for place in task.form.written.information_sets):
        return False
    chances = {p for node in task.form.written.nodes for p in node.probabilities if not p.is_constant}
    return any(possible([condition(p, "==")], task.background).possible is not False for p in chances)


def _searches(task: Task) -> list[Search]:
    """One search for everything; with many letters one that leaves ties between them out, and then a bounded one."""
    form, background, deadline = task.form, task.background, task.deadline
    if len(form.ring.names) <= FEW_LETTERS or background.interior.is_flat:
        return [cut_points(form, background, deadline, task.ties or background.interior.is_flat)]
    found = [cut_points(form, background, deadline, ties_wanted=False)]
    if task.ties:
        found.append(cut_points(form, background, deadline.with_steps(TIE_STEPS), ties_wanted=True))
    return found


def _reasons(search: Search) -> list[str]:
    """Why what a search found may not be all, also where no parameters tie."""
    free = any(not is_tied for _, is_tied in search.spans)
    found = [
        *([NONLINEAR] if search.nonlinear else []),
        *([FREE] if free else []),
        *([FRAGILE] if search.fragile else []),
        *([SORTED] if search.sorted else []),
    ]
    return [*found, *([search.deadline.why] if search.timed_out else [])]


def _distinct(members: Sequence[CutFamily], background: Background) -> list[CutFamily]:
    """The families that say something new, those that exist somewhere."""
    kept: list[CutFamily] = []
    for member in members:
        family = member.family
        if family.exists.is_empty:
            continue
        if not any(_covers(other.family, family, background) for other in kept):
            kept.append(member)
    return kept


def _covers(wide: CutEquilibrium, family: CutEquilibrium, background: Background) -> bool:
    """Whether a family plays the same, wherever another exists."""
    values = _tied_values(family)
    if _played(wide, values) != _played(family, values):
        return False
    return all(implies(family.exists.raw, c, background) for c in wide.exists.raw)


def _played(family: CutEquilibrium, values: Mapping[str, Fraction]) -> tuple[object, ...] | None:
    """What is done and believed in a family, with some letters fixed; None where a formula has no value there."""
    try:
        rows = tuple(tuple(p.at(values) for p in row) for row in family.strategies)
        divided = tuple((index, own.put(lambda v: v.at(values))) for index, own in family.divided.items())
    except ZeroDivisionError:
        return None
    return rows, divided, family.belief_values if not values else None


def _tied_values(family: CutEquilibrium) -> dict[str, Fraction]:
    """The letters that the family's conditions fix at a number."""
    found: dict[str, Fraction] = {}
    for c in family.exists.raw:
        factor = c.factors[0][0] if len(c.factors) == 1 else None
        if c.relation == "==" and factor is not None and factor.linear_root is not None:
            found[factor.names[0]] = factor.linear_root
    return found


@dataclass(frozen=True, eq=False)
class CutFamily:
    """One solved profile of divisions, as a family of the game."""

    form: DrawnForm
    solved: CutPoints
    task: Task

    def settled(self, function: RationalFunction) -> Value:
        """A formula in the unknowns as one in the letters; an exact number where it depends on a root."""
        [value] = values_of([function], self.solved.result.system)
        home = self.form.ring
        return value.into(home) if self.solved.root is None else self.solved.root.settle(value, home)

    @cached_property
    def family(self) -> CutEquilibrium:
        """The family."""
        board = self.solved.outlook.board
        ends = {z: self._reach[z] for z in board.payoffs}
        outcomes = dict.fromkeys(self.form.layout.outcomes, board.home.zero)
        for z, chance in ends.items():
            outcomes[board.written.nodes[z].outcome] += chance
        written = poles(self.form.all_formulas, self.task.background)
        return CutEquilibrium(
            self.form.layout,
            tuple(tuple(map(self.settled, self._shares_of(i))) for i in range(len(self.form.layout.places))),
            tuple(self.settled(self._payoff(player)) for player in range(len(self.form.players))),
            tuple(map(self.settled, outcomes.values())),
            Region((*written, *self.solved.conditions), self.task.background, self.task.first),
            self._beliefs(),
            divided={i: self._divided(i) for i in sorted(i for b in self._drawn for i in b.sets)},
            reach_values=tuple(map(self.settled, self._reach)),
            payoffs_by_type={self.form.players[own.player]: self._by_type(own) for own in self._drawn},
            believed=self._believed_types(),
        )

    def _believed_types(self) -> dict[int, dict[str, TypeBelief]]:
        """For each information set that is reached what is believed of types of others that moved before."""
        found: dict[int, dict[str, TypeBelief]] = {}
        for index in range(len(self.form.written.information_sets)):
            for own, weights in believed_pieces(self.solved.outlook, index):
                total = sum(weights, self.solved.outlook.board.home.zero)
                if total.is_zero or self.settled(total).is_zero:
                    continue
                low, high = self._ends(own.player)
                ends = [low, *map(self.settled, own.ends[1:-1]), high]
                told = [(a, b, self.settled(w / total)) for (a, b), w in zip(pairwise(ends), weights, strict=True)]
                belief = TypeBelief(self.form.drawn[own.player].letter, tuple(p for p in told if not p[2].is_zero))
                found.setdefault(index, {})[self.form.players[own.player]] = belief
        return found

    @property
    def _drawn(self) -> list[Behaviour]:
        behaviours = self.solved.outlook.behaviours.values()
        return [b for b in behaviours if self.solved.outlook.board.parts[b.part].is_drawn]

    def _behaviour(self, index: int) -> Behaviour:
        outlook = self.solved.outlook
        return outlook.behaviours[outlook.board.part_of[index]]

    def _shares_of(self, index: int) -> list[RationalFunction]:
        """The probability of each move at an information set, before types are drawn."""
        own = self._behaviour(index)
        moves = len(self.form.layout.places[index].moves)
        zero = self.solved.outlook.board.home.zero
        return [
            sum((mass * own.row(piece, index)[move] for piece, mass in enumerate(own.masses)), zero)
            for move in range(moves)
        ]

    def _divided(self, index: int) -> Divided:
        """What types do at an information set; pieces that do the same there are one, and empty ones none."""
        own = self._behaviour(index)
        cuts: list[Value] = []
        rows: list[tuple[Value, ...]] = []
        for piece, mass in enumerate(own.masses):
            row = tuple(map(self.settled, own.row(piece, index)))
            if self.settled(mass).is_zero:
                continue
            if rows and rows[-1] == row:
                continue
            if rows:
                cuts.append(self.settled(own.ends[piece]))
            rows.append(row)
        return Divided(self.form.drawn[own.player].letter, tuple(cuts), tuple(rows), self._ends(own.player))

    def _ends(self, player: int) -> tuple[Value, Value]:
        """The least and the greatest type of a player."""
        return self.form.drawn[player].low, self.form.drawn[player].high

    def _curves(self, player: int) -> tuple[Expression, ...]:
        """The functions of the type, beside itself, that payoffs are multiples of."""
        return ()

    @cached_property
    def _reach(self) -> list[RationalFunction]:
        """The probability of each node, in the unknowns."""
        outlook = self.solved.outlook
        board, found = outlook.board, []
        for node in range(len(board.written.nodes)):
            chance = board.chances[node]
            for part, history in board.histories[node].items():
                own = outlook.behaviours[part]
                chance = chance * own.weighted(own.masses, history)
            found.append(chance)
        return found

    def _payoff(self, player: int) -> RationalFunction:
        """What a player expects before types are drawn."""
        outlook = self.solved.outlook
        board, total = outlook.board, outlook.board.home.zero
        for z, paid in board.payoffs.items():
            a, b = paid[player]
            total = total + self._reach[z] * a
            if not b.is_zero:
                total = total + b * self._typed_reach(player, z)
        return total

    def _by_type(self, own: Behaviour) -> PayoffByType:
        """What the types of a player expect, piece by piece; pieces with one line are one, and empty ones none."""
        low, high = self._ends(own.player)
        ends: list[Value] = [low]
        lines: list[tuple[Value, ...]] = []
        for piece, mass in enumerate(own.masses):
            if self.settled(mass).is_zero:
                continue
            line = self._line(own, piece)
            if lines and lines[-1] == line:
                continue
            if lines:
                ends.append(self.settled(own.ends[piece]))
            lines.append(line)
        letter = self.form.drawn[own.player].letter
        return PayoffByType(letter, (*ends, high), tuple(lines), self._curves(own.player))

    def _line(self, own: Behaviour, piece: int) -> tuple[Value, ...]:
        """`(a, b)`: a type of a piece expects `a + b*type`."""
        board = self.solved.outlook.board
        total = [board.home.zero] * (2 + len(self._curves(own.player)))
        for z, paid in board.payoffs.items():
            weight = board.chances[z]
            for part, history in board.histories[z].items():
                other = self.solved.outlook.behaviours[part]
                weight = weight * (own.made(piece, history) if other is own else other.weighted(other.masses, history))
            total = [before + weight * x for before, x in zip(total, paid[own.player], strict=True)]
        return tuple(map(self.settled, total))

    def _typed_reach(self, player: int, z: int) -> RationalFunction:
        """The integral of a player's type over the types with which play ends so."""
        outlook = self.solved.outlook
        board, home = outlook.board, outlook.board.home
        weight, total = board.chances[z], board.moment(player, home.one)
        for part, history in board.histories[z].items():
            own = outlook.behaviours[part]
            if own.player != player:
                weight = weight * own.weighted(own.masses, history)
                continue
            up_to = [board.moment(player, share) for share in own.shares]
            means = [high - low for low, high in pairwise(up_to)]
            total = own.weighted(means, history)
        return weight * total

    def _beliefs(self) -> dict[int, tuple[Value | BeliefRange, ...]]:
        """For each information set with several nodes what is believed there."""
        found: dict[int, tuple[Value | BeliefRange, ...]] = {}
        outlook, home = self.solved.outlook, self.form.ring
        for index, place in enumerate(self.form.written.information_sets):
            if len(place.nodes) == 1:
                continue
            weights = outlook.weights(index)
            zero = outlook.board.home.zero
            row = [weights.nodes.get(node, zero) for node in place.nodes]
            total = sum(row, zero)
            if weights.letters:
                found[index] = tuple(BeliefRange((home.zero,), (home.one,), sharp=False) for _ in row)
            else:
                found[index] = tuple(self.settled(value / total) for value in row)
        return found

    @cached_property
    def thoughts(self) -> JointBeliefs:
        """What is believed of types after deviations, and of ways to information sets that are not reached."""
        outlook, system = self.solved.outlook, self.solved.result.system
        ranges = dict(reversed(self.solved.result.ranges.items()))
        root = None
        if self.solved.root is not None:
            name = self.solved.root.unknown
            root = name, self.settled(outlook.board.home.letter(name))
        told = {key: tuple(values_of(row, system)) for key, row in outlook.thoughts().items()}
        known = {*self.form.ring.names, *ranges, *([root[0]] if root else [])}
        asked = {key: row for key, row in told.items() if all(set(x.letters) <= known for x in row)}
        return JointBeliefs(self.form.ring, asked, ranges, root)  # of what nobody asks nothing is believed
