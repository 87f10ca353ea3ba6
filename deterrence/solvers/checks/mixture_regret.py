"""Every set of equilibria that may be mixed, held against the definition at a random mixture and a random place.

Shares no code with what joins families into sets. The mixture has positive weights for all members and the place is
one where the set exists, both drawn at random but the same each time. Then no player gains by another strategy: in a
matrix, from the start of a tree, and unless the concept is Nash in every subgame; and where the concept asks for it,
at every information set each move used is best for some belief: the one of Bayes' rule where play comes there.

A mixture is the average of probabilities at every place, with the same weights everywhere. Where a tree was solved
through its strategic form it is one of whole plans, drawn by the weights before play starts.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, Final

import flint

from deterrence.algebra.arithmetic import BITS, Arithmetic, Rationals, UnknownSignError, arithmetic
from deterrence.algebra.conditions.cone import extreme_rays
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.exact.roots import Exact
from deterrence.algebra.region import Region
from deterrence.equilibria.equilibria import Component
from deterrence.equilibria.leading import Leading
from deterrence.equilibria.matrix_regret import gains
from deterrence.equilibria.tree_regret import Play
from deterrence.games.forms.dynamic_forms import ChosenStatesForm
from deterrence.games.forms.forms import Form, MatrixForm, TreeForm
from deterrence.games.parts.concepts import CONCEPTS, Rationality
from deterrence.solvers.checks.commitment_optimum import commitment_faults, in_plans
from deterrence.solvers.checks.regret import SolverError, verify
from deterrence.solvers.checks.witness import single_values, witness

MOST_PLACES: Final = 12
MOST_WEIGHT: Final = 9973  # with small weights a false mixture may be an equilibrium by accident

Rows = list[list[Any]]


def verify_mixture(form: Form, component: Component, concept: str, committed: Leading | None = None) -> bool:
    """Check one mixture of a set at a place where it exists, on a line at all the single values at which it does.

    False where no place is known at which the set exists, so that nothing was checked.

    Raises
    ------
    SolverError
        When the mixture is no equilibrium: a mistake in the toolkit, not in the game.
    """
    dice = random.Random(" -- ".join(e.name for e in component))
    places = _places(component.exists, dice)
    drawn = [Fraction(dice.randint(1, MOST_WEIGHT)) for _ in component]
    if type(form) in _WITH_CHOICES:
        return _WITH_CHOICES[type(form)](form, component, concept, drawn)
    return bool(places) and all(_is_sound(form, component, concept, point, drawn, committed) for point in places)


def _choices_between(form: Form, component: Component, concept: str, drawn: Sequence[Fraction]) -> bool:
    """Whether an equilibrium was checked whose choices from intervals are averages of those of all members."""
    means = {}
    for letter in component[0].choice_values:
        values = [e.choice_values[letter].rational for e in component]
        total = component.exists.background.ring.zero
        for weight, value in zip(drawn, values, strict=True):
            if value is None:
                return False
            total = total + value * weight
        means[letter] = total / sum(drawn)
    return not verify(form, replace(component[0], choice_values=means, exists=component.exists), concept)


def _is_sound(
    form: Form,
    component: Component,
    concept: str,
    point: Mapping[str, Exact],
    drawn: Sequence[Fraction],
    committed: Leading | None,
) -> bool:
    """Whether a mixture was found to be an equilibrium at a place; False where that could not be told."""
    numbers = arithmetic(point, (v for e in component for row in e.strategies for v in row), form.all_payoffs)
    with flint.ctx.workprec(BITS):
        try:
            members = [[[numbers.value(v) for v in row] for row in e.strategies] for e in component]
            weights = [numbers.constant(weight) for weight in drawn]
            if committed is None:
                faults = _FAULTS[type(form)](form, members, weights, numbers, concept)
            else:
                faults = _COMMITTED[type(form)](form, members, weights, numbers, committed)
            for fault in faults:
                where = ", ".join(f"{name} = {value}" for name, value in point.items())
                at = f" at {where}" if where else ""
                names = " -- ".join(e.name for e in component)
                raise SolverError(f"a mixture of {names} is not an equilibrium ({concept}){at}: {fault}")
        except UnknownSignError:
            return False
    return True


def _places(region: Region, dice: random.Random) -> list[Mapping[str, Exact]]:
    """A place of a region; on a line, where it is single values, all of them: one may differ from another."""
    sampled = [point for point in region.background.pool if all(c.holds(point) for c in region.raw)]
    if sampled:
        return [dice.choice(sampled)]
    names = region.background.ring.names
    values = single_values(region) if len(names) == 1 else []
    if values:
        return [{names[0]: value} for value in values[:MOST_PLACES]]
    known = witness(region)
    return [] if known is None else [known]


def _faults_in_matrix(
    form: MatrixForm, members: Sequence[Rows], weights: Sequence[Any], numbers: Arithmetic, concept: str
) -> Iterator[str]:
    yield from _gains(form.players, gains(form, _average(members, weights), numbers), numbers)


def _faults_in_tree(
    form: TreeForm, members: Sequence[Rows], weights: Sequence[Any], numbers: Arithmetic, concept: str
) -> Iterator[str]:
    rationality = CONCEPTS[concept].rationality
    unhidden = rationality == Rationality.IN_SUBGAMES and form.has_perfect_information
    if rationality >= Rationality.EVERYWHERE or unhidden:
        play = Play(form, _average(members, weights), numbers)
        yield from _local_faults(play, numbers)
    else:
        play = Play(form, _mixed_plans(form, members, weights, numbers), numbers)
    # Where all is seen, moves that are best one by one are best together, in every subgame (Selten 1975).
    for start in [0] if rationality == Rationality.BEFORE_PLAY or unhidden else [0, *play.subgames()]:
        yield from _gains(form.players, play.gains(start), numbers)


def _faults_of_commitment(
    form: MatrixForm, members: Sequence[Rows], weights: Sequence[Any], numbers: Arithmetic, committed: Leading
) -> Iterator[str]:
    yield from commitment_faults(form, _average(members, weights), numbers, committed)


def _faults_of_plan(
    form: TreeForm, members: Sequence[Rows], weights: Sequence[Any], numbers: Arithmetic, committed: Leading
) -> Iterator[str]:
    matrix, _ = in_plans(form, members[0])
    planned = [in_plans(form, member)[1] for member in members]
    yield from commitment_faults(matrix, _average(planned, weights), numbers, committed)


def _gains(players: Sequence[str], found: Sequence[Any], numbers: Arithmetic) -> Iterator[str]:
    for player, gain in zip(players, found, strict=True):
        if numbers.sign(gain) > 0:
            yield f"{player} would gain {gain}"


def _average(members: Sequence[Rows], weights: Sequence[Any]) -> Rows:
    """The average at every place, with the same weights everywhere."""
    return [_mean([member[place] for member in members], weights) for place in range(len(members[0]))]


def _mean(rows: Sequence[Sequence[Any]], weights: Sequence[Any]) -> list[Any]:
    total = sum(weights[1:], weights[0])
    columns = zip(*rows, strict=True)
    return [sum(w * p for w, p in zip(weights, column, strict=True)) / total for column in columns]


def _mixed_plans(form: TreeForm, members: Sequence[Rows], weights: Sequence[Any], numbers: Arithmetic) -> Rows:
    """Whole plans drawn by the weights, as behaviour: at a place those count that come there (Kuhn 1953)."""
    mixed: Rows = []
    for index, place in enumerate(form.information_sets):
        own = [w * _own_reach(form, member, place.nodes[0]) for w, member in zip(weights, members, strict=True)]
        come = own if not numbers.is_zero(sum(own[1:], own[0])) else weights
        mixed.append(_mean([member[index] for member in members], come))
    return mixed


def _own_reach(form: TreeForm, rows: Rows, node: int) -> Any:
    """The probability that the player who moves at a node makes all own moves that lead there."""
    player, total = form.information_sets[form.nodes[node].information_set].player, 1
    while (parent := form.nodes[node].parent) >= 0:
        place = form.nodes[parent].information_set
        if place >= 0 and form.information_sets[place].player == player:
            total = total * rows[place][form.nodes[node].move]
        node = parent
    return total


def _local_faults(play: Play, numbers: Arithmetic) -> Iterator[str]:
    reach, values = play.reach(), play.values()
    for index, place in enumerate(play.form.information_sets):
        come = [reach[node] for node in place.nodes]
        total = sum(come[1:], come[0])
        used = [move for move, p in enumerate(play.behaviour[index]) if not numbers.is_zero(p)]
        if len(come) == 1 or not numbers.is_zero(total):
            local = play.local_values(index, [1] if len(come) == 1 else come, values)
            if any(not numbers.is_zero(numbers.largest(local) - local[move]) for move in used):
                yield f"{place.agent} has a better move at {place.name}"
        elif isinstance(numbers, Rationals) and not _has_belief(play, index, used, values):
            yield f"no belief makes best what {place.agent} does at {place.name}"


def _has_belief(play: Play, index: int, used: Sequence[int], values: Sequence[Sequence[Any]]) -> bool:
    """Whether for some belief the moves used at an information set are best."""
    nodes = range(len(play.form.information_sets[index].nodes))
    sure = [play.local_values(index, [int(x == node) for x in nodes], values) for node in nodes]
    home = ring(())
    forms = [
        [home.constant(at_node[move] - at_node[other]) for at_node in sure]
        for move in used
        for other in range(len(sure[0]))
        if other != move
    ]
    return bool(extreme_rays(len(nodes), forms, home, lambda c: c.is_true))


# What is wrong with a mixture, by the form of the game.
_FAULTS: Final[Mapping[type[Form], Callable[[Any, Sequence[Rows], Sequence[Any], Arithmetic, str], Iterator[str]]]] = {
    MatrixForm: _faults_in_matrix,
    TreeForm: _faults_in_tree,
}
_COMMITTED: Final[
    Mapping[type[Form], Callable[[Any, Sequence[Rows], Sequence[Any], Arithmetic, Leading], Iterator[str]]]
] = {
    MatrixForm: _faults_of_commitment,
    TreeForm: _faults_of_plan,
}
_WITH_CHOICES: Final[Mapping[type[Form], Callable[..., bool]]] = {ChosenStatesForm: _choices_between}
