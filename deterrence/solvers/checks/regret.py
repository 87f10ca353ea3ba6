"""Regret: what a player could gain by another choice, the others' unchanged. An equilibrium is a profile without any.

`verify` holds every family that a solver returns to it, at a place where the family exists; of any profile
`profile_regret.py` tells it. Nothing here uses what the solvers found their answers with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property, singledispatch
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any, Final

import flint

from deterrence.algebra.arithmetic import BITS, Arithmetic, Throughout, UnknownSignError, arithmetic
from deterrence.algebra.exact.roots import Exact
from deterrence.algebra.values.value import Value
from deterrence.equilibria.cuts import CutEquilibrium
from deterrence.equilibria.equilibria import Equilibrium
from deterrence.equilibria.matrix_regret import expected, move_values
from deterrence.equilibria.named import BeliefRange
from deterrence.equilibria.tree_regret import Play
from deterrence.games.forms.continuous_form import ContinuousForm
from deterrence.games.forms.drawn_form import DrawnForm
from deterrence.games.forms.dynamic_forms import ChosenStatesForm, RepeatedForm, StochasticForm
from deterrence.games.forms.forms import Form, MatrixForm, TreeForm
from deterrence.games.forms.numeric_types import NumericTypesForm
from deterrence.games.parts.concepts import CONCEPTS, Rationality
from deterrence.solvers.checks.choices_in_states import check_choices_in_states
from deterrence.solvers.checks.commitment_optimum import commitment_faults, in_plans
from deterrence.solvers.checks.continuous_regret import check_choices
from deterrence.solvers.checks.cut_regret import CutPlay
from deterrence.solvers.checks.dynamic_regret import DynamicPlay, by_state
from deterrence.solvers.checks.no_signalling import check_no_signalling
from deterrence.solvers.checks.numeric_cut_regret import NumericCutPlay
from deterrence.solvers.checks.tree_beliefs import NO_WEIGHTS, check_bayes, check_consistent
from deterrence.solvers.checks.witness import witness
from deterrence.solvers.over_time.repeated_strategies import situations

if TYPE_CHECKING:
    from deterrence.equilibria.joint_beliefs import JointBeliefs
    from deterrence.equilibria.leading import Leading


class SolverError(RuntimeError):
    """An answer failed the check that every answer gets: a mistake in the toolkit, not in the game."""


@singledispatch
def as_played(form: Form, profile: Mapping[Any, Any] | Equilibrium) -> Form:
    """The form in which a profile says what everybody does: of a repeated game, one with its situations as states."""
    return form


@as_played.register(RepeatedForm)
def _(form: RepeatedForm, profile: Mapping[Any, Any] | Equilibrium) -> Form:
    if not isinstance(profile, Equilibrium):
        raise ValueError("in a repeated game regret is that of an equilibrium, as solve returns them")
    return situations(form, profile)


def check_probabilities(row: Sequence[Any], numbers: Arithmetic, who: str) -> None:
    """Refuse probabilities that are none.

    Raises
    ------
    ValueError
        Where they are not between 0 and 1 with sum 1.
    """
    if any(numbers.sign(p) < 0 for p in row) or not numbers.is_zero(sum(row) - 1):
        raise ValueError(f"the probabilities of {who} are not between 0 and 1 with sum 1: {', '.join(map(str, row))}")


# --- the check of every answer --------------------------------------------------------------------------------------


def verify(
    form: Form,
    equilibrium: Equilibrium,
    concept: str = "nash",
    beliefs: JointBeliefs | None = None,
    committed: Leading | None = None,
) -> str:
    """Check a family against the definition of its concept, at a place where it exists.

    Parameters
    ----------
    form
        The game.
    equilibrium
        The family.
    concept
        What it is said to be.
    beliefs
        Where it states ranges of beliefs: how to find beliefs that support it together.
    committed
        Of a commitment: who commits.

    Returns
    -------
    str
        What could not be checked, and why; "" where everything was.

    Raises
    ------
    SolverError
        When it fails.
    """
    if equilibrium.exists.is_empty:
        raise SolverError(f"{equilibrium.name} exists nowhere")
    point = witness(equilibrium.exists)
    with flint.ctx.workprec(BITS):
        check = _Check(form, equilibrium, concept, point, beliefs, committed)
        try:
            check.run()
        except UnknownSignError as fault:
            return str(fault)
        except (ValueError, ZeroDivisionError) as fault:
            check.fail(str(fault))
    return check.unchecked


MORE_PLACES: Final = 2  # at which families of drawn types are looked up, beside the one that is known
NOT_SHOWN: Final = "no beliefs from within its ranges were shown to be limits of mistakes"


class _RefusedError(Exception):
    """Beliefs that were tried are no limits of mistakes."""


def _refuse(what: str) -> None:
    raise _RefusedError(what)


class _Check:
    """One family being checked at one place."""

    def __init__(
        self,
        form: Form,
        equilibrium: Equilibrium,
        concept: str,
        point: Mapping[str, Exact] | None,
        beliefs: JointBeliefs | None,
        committed: Leading | None,
    ) -> None:
        self.form = form
        self.equilibrium = equilibrium
        self.concept = concept
        self.rationality = CONCEPTS[concept].rationality
        self.point = point
        self.beliefs = beliefs
        self.committed = committed
        self.unchecked = "" if point is not None else "no point of its region is known"
        values = [v for row in equilibrium.strategies for v in row]
        self.numbers: Arithmetic
        if point is None:
            self.numbers = Throughout(equilibrium.exists)
        else:
            self.numbers = arithmetic(point, values, form.all_payoffs)

    @cached_property
    def rows(self) -> list[list[Any]]:
        """What everyone does, in numbers."""
        return [[self.numbers.value(v) for v in row] for row in self.equilibrium.strategies]

    def fail(self, what: str) -> None:
        where = ", ".join(f"{name} = {value}" for name, value in (self.point or {}).items())
        at = f" at {where}" if where else ""
        raise SolverError(f"{self.equilibrium.name} is not an equilibrium ({self.concept}){at}: {what}")

    def run(self) -> None:
        for row, place in zip(self.rows, self.equilibrium.layout.places, strict=True):
            check_probabilities(row, self.numbers, place.agent)
        self.unchecked = _CHECKS[type(self.form)](self, as_played(self.form, self.equilibrium)) or self.unchecked

    def matrix(self, form: MatrixForm) -> None:
        """Whether no player would rather play another move."""
        values = move_values(form, self.rows, self.numbers)
        paid = [expected(v, row) for v, row in zip(values, self.rows, strict=True)]
        if self.committed is not None:
            self._optimal(form, self.rows, self.committed)
        else:
            self._no_better_moves(form, values, paid)
        self._payoffs(paid)
        played = product(*([p != 0 for p in row] for row in self.rows))
        reached = zip(product(*self.rows), map(all, played), strict=True)
        self._outcomes([prod(cell, start=1) if here else 0 for cell, here in reached])

    def _no_better_moves(self, form: MatrixForm, values: Sequence[Sequence[Any]], paid: Sequence[Any]) -> None:
        for player, moves in enumerate(values):
            for move, value in zip(form.moves[player], moves, strict=True):
                if self.numbers.sign(value - paid[player]) > 0:
                    self.fail(f"{form.players[player]} would rather play {move}")

    def _optimal(self, form: MatrixForm, rows: Sequence[Sequence[Any]], committed: Leading) -> None:
        """Whether no commitment pays the leader more, and the reply is best."""
        if isinstance(self.numbers, Throughout):
            return  # no point of the region is known at which linear programmes could be solved
        for fault in commitment_faults(form, rows, self.numbers, committed):
            self.fail(fault)

    def over_time(self, form: StochasticForm, rows: Sequence[Sequence[Any]] | None = None) -> None:
        """Whether no player has a better plan."""
        play = DynamicPlay(form, by_state(form, rows or self.rows), self.numbers)
        players = range(len(form.players))
        if self.rationality > Rationality.BEFORE_PLAY:
            play.check_perfect(self.fail)
        if not isinstance(self.numbers, Throughout):
            for player in players:
                if self.numbers.sign(play.gain(player)) > 0:
                    self.fail(f"{form.players[player]} has a better plan")
        self._payoffs([play.values(player)[form.start] for player in players])
        chances = play.outcomes()
        self._outcomes([chances[name] for name in self.equilibrium.layout.outcomes])

    def choices_over_time(self, form: ChosenStatesForm) -> str:
        """Whether no player has a better plan, by other moves or by other choices from intervals."""
        own = {(choice.state, choice.place) for choice in form.choices}
        keys = ((s, i) for s, period in enumerate(form.periods) for i in range(len(period.form.information_sets)))
        rows = [[1] if key in own else row for key, row in zip(keys, self.rows, strict=True)]
        found = {letter: value.rational for letter, value in self.equilibrium.choice_values.items()}
        chosen = {letter: value for letter, value in found.items() if value is not None}
        self.over_time(form.placed(chosen), rows)
        return check_choices_in_states(form, chosen, by_state(form, rows), self.point, self.fail)

    def drawn(self, form: DrawnForm) -> None:
        """Whether no type of any player would rather choose otherwise, by beliefs from within the ranges."""
        if isinstance(self.numbers, Throughout):
            return
        assert isinstance(self.equilibrium, CutEquilibrium)
        region, values = self.equilibrium.exists, [v for row in self.equilibrium.strategies for v in row]
        pool = [point for point in region.background.pool if all(c.holds(point) for c in region.raw)]
        for point in (self.point or {}, *pool[:MORE_PLACES]):
            self.point, numbers = point, arithmetic(point, values, form.all_payoffs)
            for share in (Fraction(1, 2), Fraction(0), Fraction(1)):
                thoughts = self.beliefs.at(numbers, share) if self.beliefs is not None else {}
                CutPlay(form, self.equilibrium, numbers, thoughts).check(self.fail)
                if self.beliefs is None or not self.beliefs.ranges:
                    break  # there is nothing that may vary

    def types_in_numbers(self, form: NumericTypesForm) -> None:
        """Whether no type of any player would rather choose otherwise, to a billionth of the payoff range."""
        assert isinstance(self.equilibrium, CutEquilibrium)
        thoughts = self.beliefs.at(self.numbers, Fraction(1, 2)) if self.beliefs is not None else {}
        NumericCutPlay(form, self.equilibrium, self.numbers, thoughts).check(self.fail)

    def _outcomes(self, chances: Sequence[Any]) -> None:
        layout, stated = self.equilibrium.layout, self.equilibrium.outcome_values
        for name, chance, formula in zip(layout.outcomes, chances, stated, strict=True):
            if chance == 0 and formula.is_zero:
                continue  # of a large matrix, almost all
            if not self.numbers.is_zero(chance - self.numbers.value(formula)):
                self.fail(f"the probability of {name} is {chance}, not {formula}")

    def _payoffs(self, paid: Sequence[Any]) -> None:
        for player, value, stated in zip(
            self.equilibrium.layout.players, paid, self.equilibrium.payoff_values, strict=True
        ):
            if not self.numbers.is_zero(value - self.numbers.value(stated)):
                self.fail(f"the payoff of {player} is {value}, not {stated}")

    def tree(self, form: TreeForm) -> None:
        """Whether what the concept asks of a tree holds."""
        play = Play(form, self.rows, self.numbers)
        values = play.values()
        if self.committed is not None:
            self._optimal(*in_plans(form, self.rows), self.committed)
        elif self.rationality == Rationality.BEFORE_PLAY:
            self._no_gains(play, 0)
        elif self.rationality == Rationality.IN_SUBGAMES and any(len(p.nodes) > 1 for p in play.form.information_sets):
            for start in play.subgames():
                self._no_gains(play, start)
        else:
            self._sequentially_rational(play, values)
        self._payoffs(values[0])
        chances: dict[str, Any] = dict.fromkeys(self.equilibrium.layout.outcomes, 0)
        for node, chance in zip(play.form.nodes, play.reach(), strict=True):
            if node.kind == "outcome":
                chances[node.outcome] = chances[node.outcome] + chance
        self._outcomes(list(chances.values()))

    def _no_gains(self, play: Play, start: int) -> None:
        if isinstance(self.numbers, Throughout):
            # No point of the region is known, and the best reply changes over it: deviations are NOT checked.
            return
        for player, gain in zip(play.form.players, play.gains(start), strict=True):
            if self.numbers.sign(gain) > 0:
                where = ", ".join(play.form.nodes[start].history)
                self.fail(f"{player} would gain {gain}" + (f" after {where}" if where else ""))

    def _sequentially_rational(self, play: Play, values: Sequence[Sequence[Any]]) -> None:
        reach = play.reach()
        for index, place in enumerate(play.form.information_sets):
            for beliefs in self._beliefs(index, [reach[node] for node in place.nodes]):
                local = play.local_values(index, beliefs, values)
                paid = expected(local, self.rows[index])
                for move, value in zip(place.moves, local, strict=True):
                    if self.numbers.sign(value - paid) > 0:
                        self.fail(f"{place.agent} would rather play {move} at {place.name}")
                if not any(isinstance(b, BeliefRange) for b in self.equilibrium.belief_values.get(index, ())):
                    self._as_ruled(play, index, local[place.when_indifferent] - paid)
        if any(len(place.nodes) > 1 for place in play.form.information_sets) and not self.unchecked:
            self._beliefs_together(play, values)

    def _beliefs_together(self, play: Play, values: Sequence[Sequence[Any]]) -> None:
        """Best choices, Bayes' rule and limits of mistakes, with beliefs at all information sets at once."""
        joint = list(self._joint_beliefs(play))
        for beliefs in joint:
            for index, place in enumerate(play.form.information_sets):
                self._within(beliefs[index], index)
                local = play.local_values(index, beliefs[index], values)
                paid = expected(local, self.rows[index])
                if any(self.numbers.sign(value - paid) > 0 for value in local):
                    self.fail(f"{place.agent} would rather choose otherwise at {place.name}")
        if not joint:
            self.unchecked = "of its beliefs only ranges are known"
            return
        for index, place in enumerate(play.form.information_sets):
            local = play.local_values(index, joint[0][index], values)
            self._as_ruled(play, index, local[place.when_indifferent] - expected(local, self.rows[index]))
        check_bayes(play, joint[0], self.fail)
        if self.rationality == Rationality.WITHOUT_SIGNALLING:
            check_no_signalling(play, joint[0], self.fail)
        if self.rationality == Rationality.IN_THE_LIMIT:
            self._limits_of_mistakes(play, joint)

    def _limits_of_mistakes(self, play: Play, joint: Sequence[Mapping[int, Sequence[Any]]]) -> None:
        """Beliefs stated must be limits of mistakes; of ranges some beliefs from within are tried.

        Which nodes are believed in may be others elsewhere in the ranges, and so may the orders of mistakes: then
        nothing is shown. Where just the odds inside are wrong, that is a fault.
        """
        stated = self.equilibrium.belief_values.values()
        if not any(isinstance(belief, BeliefRange) for row in stated for belief in row):
            if not check_consistent(play, joint[0], self.fail):
                self.unchecked = "whether its beliefs are limits of mistakes was not decided"
            return
        said: list[str] = []
        for beliefs in joint:
            try:
                if check_consistent(play, beliefs, _refuse):
                    return
            except _RefusedError as refused:
                said.append(str(refused))
        if said[:1] == [NO_WEIGHTS]:
            self.fail(NO_WEIGHTS)
        self.unchecked = NOT_SHOWN

    def _joint_beliefs(self, play: Play) -> Iterator[Mapping[int, Sequence[Any]]]:
        """Beliefs at all information sets that support the family together, some from within the ranges first."""
        single = {index: [1] for index, place in enumerate(play.form.information_sets) if len(place.nodes) == 1}
        stated = self.equilibrium.belief_values
        values = {index: [b for b in row if not isinstance(b, BeliefRange)] for index, row in stated.items()}
        if all(len(values[index]) == len(row) for index, row in stated.items()):
            yield single | {index: [self.numbers.value(b) for b in row] for index, row in values.items()}
            return
        if self.beliefs is None:
            return
        for share in (Fraction(1, 2), Fraction(0), Fraction(1)):
            try:
                yield single | self.beliefs.at(self.numbers, share)
            except ArithmeticError:
                if share == Fraction(1, 2):
                    return

    def _as_ruled(self, play: Play, index: int, loss: Any) -> None:
        """Fail where the move made when indifferent loses nothing, and is not the only one."""
        place = play.form.information_sets[index]
        if place.when_indifferent < 0 or not self.numbers.is_zero(loss):
            return
        if not self.numbers.is_zero(self.rows[index][place.when_indifferent] - 1):
            self.fail(
                f"{place.agent} is indifferent at {place.name} and does not play {place.moves[place.when_indifferent]}"
            )

    def _within(self, beliefs: Sequence[Any], index: int) -> None:
        """Fail where beliefs are not among those that the family states."""
        place = self.equilibrium.layout.places[index]
        for stated, belief in zip(self.equilibrium.belief_values.get(index, ()), beliefs, strict=False):
            lower, upper = (stated.lower, stated.upper) if isinstance(stated, BeliefRange) else ((stated,), (stated,))
            low = all(self.numbers.sign(belief - self.numbers.value(end)) >= 0 for end in lower)
            if not low or any(self.numbers.sign(belief - self.numbers.value(end)) > 0 for end in upper):
                self.fail(f"a belief of {place.agent} at {place.name} is {belief}, and not in {stated}")

    def _beliefs(self, index: int, reach: Sequence[Any]) -> list[Sequence[Any]]:
        """The beliefs to be checked at an information set; where a range is given, its ends."""
        if len(reach) == 1:
            return [[1]]
        total = sum(reach[1:], reach[0])
        stated = self.equilibrium.belief_values.get(index)
        place = self.equilibrium.layout.places[index]
        if stated is None:
            self.fail(f"no belief of {place.agent} is given at {place.name}")
            return []
        if any(isinstance(b, BeliefRange) for b in stated):
            if not self.numbers.is_zero(total):
                self.fail(f"a range of beliefs at {place.name}, which is reached")
            return self._ends(stated)
        beliefs = [self.numbers.value(b) for b in stated if not isinstance(b, BeliefRange)]
        check_probabilities(beliefs, self.numbers, f"{place.agent}'s beliefs at {place.name}")
        for belief, chance in zip(beliefs, reach, strict=True):
            if not self.numbers.is_zero(belief * total - chance) and not self.numbers.is_zero(total):
                self.fail(f"the belief of {place.agent} at {place.name} is not Bayes' rule")
        return [beliefs]

    def _ends(self, stated: Sequence[Value | BeliefRange]) -> list[Sequence[Any]]:
        """Of two nodes, both ends of the range; ranges of more nodes hold each for itself and have no common ends."""
        if len(stated) != 2 or isinstance(self.numbers, Throughout):
            return []
        first = stated[0]
        if not isinstance(first, BeliefRange) or not first.sharp:
            return []
        numbers = self.numbers
        low = numbers.largest([numbers.value(v) for v in first.lower])
        high = -numbers.largest([-numbers.value(v) for v in first.upper])
        if numbers.sign(high - low) < 0:
            self.fail(f"the range of beliefs {first} is empty")
        return [[low, 1 - low], [high, 1 - high]]


# How a family is checked, by the form of the game.
_CHECKS: Final[Mapping[type[Form], Callable[[_Check, Any], str | None]]] = {
    MatrixForm: _Check.matrix,
    TreeForm: _Check.tree,
    DrawnForm: _Check.drawn,
    NumericTypesForm: _Check.types_in_numbers,
    ContinuousForm: lambda check, form: check_choices(form, check.equilibrium, check.point, check.fail),
    StochasticForm: _Check.over_time,
    ChosenStatesForm: _Check.choices_over_time,
    RepeatedForm: _Check.over_time,
}
