"""Whether choices from intervals are best in every state, looked up on a grid in rational numbers at one place.

Shares no code with what finds them: what the states are worth is worked out from behaviour as numbers, and after each
value that is tried everybody moves as is best then, by backward induction. Who is indifferent there moves as the
chooser likes least, which can only hide a gain at single values; values next to the one that is chosen, which leave
nobody indifferent, are tried as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from deterrence.algebra.arithmetic import Rationals
from deterrence.algebra.exact.roots import Exact, rational_part
from deterrence.games.forms.dynamic_forms import ChosenStatesForm, IntervalChoice
from deterrence.solvers.checks.dynamic_regret import DynamicPlay

STEPS: Final = 60
CLOSE: Final = Fraction(1, 10**6)
NOT_RATIONAL: Final = "whether a choice is best was not looked up: no rational place is known"

Numbers = Mapping[str, Fraction]


def check_choices_in_states(
    form: ChosenStatesForm,
    chosen: Mapping[str, Any],
    rows: Sequence[Sequence[Sequence[Any]]],
    point: Mapping[str, Exact] | None,
    fail: Callable[[str], None],
) -> str:
    """Check that no value of a choice pays the chooser more than the one that a family names.

    Parameters
    ----------
    form
        The game.
    chosen
        The value of each choice, by its letter.
    rows
        For each state and information set the probability of each move.
    point
        Where to look.
    fail
        What is called where another value pays more.

    Returns
    -------
    str
        What could not be checked, and why; "" where everything was.
    """
    at = rational_part(point or {})
    if at != point:
        return NOT_RATIONAL
    values = {letter: value.evaluate(at) for letter, value in chosen.items()}
    play = DynamicPlay(form.placed(chosen), rows, Rationals(at))
    later = [play.values(player) for player in range(len(form.players))]
    for own in form.choices:
        low, high, x = own.low.evaluate(at), own.high.evaluate(at), values[own.letter]
        if not low <= x <= high:
            fail(f"{own.letter} = {x} lies outside of {low} to {high}")
        period = form.periods[own.state].form
        paid = _worth_as_played(form, own, {**at, **values}, rows[own.state], later)
        chooser = period.information_sets[own.place].player
        for tried in _tried(low, high, x):
            there = _best(form, own.state, _first(form, own), {**at, **values, own.letter: tried}, later, chooser)
            if there[chooser] > paid[chooser]:
                who, state = form.players[chooser], form.periods[own.state].state
                fail(f"{who} would rather choose {own.letter} = {tried} in {state}")
    return ""


def _first(form: ChosenStatesForm, own: IntervalChoice) -> int:
    period = form.periods[own.state].form
    return period.nodes[period.information_sets[own.place].nodes[0]].children[0]


def _tried(low: Fraction, high: Fraction, x: Fraction) -> Iterator[Fraction]:
    """A grid over an interval, and values on both sides of one."""
    yield from (low + (high - low) * Fraction(step, STEPS) for step in range(STEPS + 1))
    yield from (near for near in (x - (high - low) * CLOSE, x + (high - low) * CLOSE) if low <= near <= high)


def _end(form: ChosenStatesForm, state: int, node: int, numbers: Numbers, later: Sequence[Sequence[Fraction]]) -> Any:
    """What everybody gets at the end of a period."""
    period, discount = form.periods[state], form.discount.evaluate(numbers)
    after = [p.evaluate(numbers) for p in period.following[node]]
    paid = [payoff.evaluate(numbers) for payoff in period.form.nodes[node].payoffs]
    return tuple(
        (1 - discount) * own + discount * sum((p * v for p, v in zip(after, values, strict=True)), Fraction(0))
        for own, values in zip(paid, later, strict=True)
    )


def _mean(weights: Sequence[Any], worth: Sequence[Sequence[Any]], players: int) -> Any:
    return tuple(sum((w * v[i] for w, v in zip(weights, worth, strict=True)), Fraction(0)) for i in range(players))


def _worth_as_played(
    form: ChosenStatesForm, own: IntervalChoice, numbers: Numbers, rows: Sequence[Sequence[Any]], later: Any
) -> Any:
    """What everybody gets after a choice, all moving as they do."""

    def worth(index: int) -> Any:
        node = form.periods[own.state].form.nodes[index]
        if node.kind == "outcome":
            return _end(form, own.state, index, numbers, later)
        if node.kind == "chance":
            weights = [p.evaluate(numbers) for p in node.probabilities]
        else:
            weights = list(rows[node.information_set])
        return _mean(weights, [worth(child) for child in node.children], len(form.players))

    return worth(_first(form, own))


def _best(form: ChosenStatesForm, state: int, index: int, numbers: Numbers, later: Any, chooser: int) -> Any:
    """What everybody gets from a node on, all moving as is best."""
    period = form.periods[state].form
    node = period.nodes[index]
    if node.kind == "outcome":
        return _end(form, state, index, numbers, later)
    worth = [_best(form, state, child, numbers, later, chooser) for child in node.children]
    if node.kind == "chance":
        return _mean([p.evaluate(numbers) for p in node.probabilities], worth, len(form.players))
    own = period.information_sets[node.information_set].player
    most = max(paid[own] for paid in worth)
    return min((paid for paid in worth if paid[own] == most), key=lambda paid: paid[chooser])
