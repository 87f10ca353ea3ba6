"""Repeated games: equilibria in grim-trigger strategies and in tit-for-tat, in letters.

*Grim trigger* (Friedman 1971). A pure profile of the matrix is played until somebody deviates, and ever after a Nash
equilibrium of the matrix. This is subgame-perfect where no single deviation from the path pays: for player i and move m

    u_i(a) >= (1 - delta) u_i(m, a_-i) + delta v_i(e).

Every pure profile is tried with every equilibrium of the matrix as punishment; besides, each equilibrium of the matrix
played throughout.

*Tit-for-tat* (Axelrod 1984). Each player does what the other did last. As a Nash equilibrium it needs that no plan does
better against it. All that matters of the past against tit-for-tat is one's own last move, so that the plans to look at
are the functions from it to the next. Subgame perfection asks for optimality after every pair of moves, which
in a prisoner's dilemma holds on a knife edge only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import Final

from deterrence.algebra.conditions.conditions import Condition, condition
from deterrence.algebra.conditions.decide import Background, possible
from deterrence.algebra.exact.rational import RationalFunction
from deterrence.algebra.region import Region
from deterrence.algebra.time_limit.deadline import Deadline, OutOfTime
from deterrence.equilibria.equilibria import Component, Equilibrium, Found
from deterrence.equilibria.profiles import distinct, payoff_poles, poles, told_at_ties
from deterrence.games.forms.dynamic_forms import TIT_FOR_TAT, Period, RepeatedForm, StochasticForm
from deterrence.games.forms.forms import MatrixForm
from deterrence.games.repeated import DEVIATION, ON_PATH
from deterrence.solvers.over_time.discounted_play import discounted_outcomes, places_of

MatrixSolver = Callable[[MatrixForm, Background, tuple[str, ...], Deadline], Found]
Cell = tuple[int, ...]
Row = tuple[RationalFunction, ...]

GRIM_CLASS: Final = (
    "only play of one pure profile, enforced by an equilibrium of the matrix ever after a deviation, and equilibria of "
    "the matrix played throughout are considered; a repeated game has infinitely many equilibria"
)
TFT_CLASS: Final = "only tit-for-tat is considered; a repeated game has infinitely many equilibria"
MOST_PLANS: Final = 3_200


# --- grim trigger -----------------------------------------------------------------------------------------------------


def grim_trigger(
    form: RepeatedForm, background: Background, first: tuple[str, ...], deadline: Deadline, solver: MatrixSolver
) -> Found:
    """The equilibria in grim-trigger strategies, all of them subgame-perfect."""
    found = solver(form.stage, background, first, deadline)
    families: list[Equilibrium] = []
    for punishment in found.families:
        families.append(_throughout(form, punishment, background, first))
    reasons = [GRIM_CLASS, *([] if found.complete else [f"of the matrix: {found.why}"])]
    targets = list(product(*(range(len(moves)) for moves in form.stage.moves)))
    for punishment, target in product(found.families, targets):
        if deadline.is_over:
            reasons.append(deadline.why)
            break
        family = _triggered(form, target, punishment, background, first)
        if family is not None:
            families.append(family)
    if any(v.rational is None for punishment in found.families for v in punishment.payoff_values):
        reasons.append(
            "equilibria of the matrix with payoffs for which there is no formula are not tried as punishments"
        )
    components = tuple(Component((family,), family.exists) for family in families)
    # Of the strategies considered all are there, if all equilibria of the matrix are.
    return Found(tuple(families), components, False, "; ".join(reasons), complete_off_ties=len(reasons) == 1)


def _throughout(form: RepeatedForm, stage: Equilibrium, background: Background, first: tuple[str, ...]) -> Equilibrium:
    """An equilibrium of the matrix played in every period."""
    rows = [*stage.strategies, *stage.strategies]
    return Equilibrium(
        form.layout,
        tuple(rows),
        stage.payoff_values,
        stage.outcome_values,
        Region(distinct((*stage.exists.raw, *poles([form.discount], background))), background, first),
        kind="equilibrium of the matrix",
    )


def _triggered(
    form: RepeatedForm, target: Cell, punishment: Equilibrium, background: Background, first: tuple[str, ...]
) -> Equilibrium | None:
    """A profile enforced by a punishment; None where that is nowhere an equilibrium, or no threat is needed at all."""
    home, delta = form.ring, form.discount
    path = tuple(
        tuple(home.one if m == chosen else home.zero for m in range(len(moves)))
        for chosen, moves in zip(target, form.stage.moves, strict=True)
    )
    if path == punishment.strategies:
        return None
    worth = [v.rational for v in punishment.payoff_values]
    conditions = [*punishment.exists.raw, *poles([delta], background)]
    for player, later in enumerate(worth):
        if later is None:
            return None
        table = form.stage.payoffs[player]
        for move in range(len(form.stage.moves[player])):
            if move != target[player]:
                deviation = (*target[:player], move, *target[player + 1 :])
                gain = (home.one - delta) * table[deviation] + delta * later
                conditions.append(condition(table[target] - gain, ">="))
    kept = told_at_ties(distinct(conditions), background)
    if possible(kept, background).possible is False:
        return None
    cells = product(*(range(len(moves)) for moves in form.stage.moves))
    return Equilibrium(
        form.layout,
        (*path, *punishment.strategies),
        tuple(form.stage.payoffs[player][target] for player in range(len(form.players))),
        tuple(home.one if cell == target else home.zero for cell in cells),
        Region(kept, background, first),
        kind="grim trigger",
    )


def trigger_form(form: RepeatedForm, target: Cell | None) -> StochasticForm:
    """The two situations of a grim trigger as states: whoever leaves the target moves play to the second for good.

    Without a target (an equilibrium of the matrix is played throughout) every profile of moves keeps the state.
    """
    home = form.ring
    here, there = (home.one, home.zero), (home.zero, home.one)
    ends = _cells(form)
    kept = {end: here if target in (None, cell) else there for end, cell in ends.items()}
    names = len(form.period.information_sets)
    periods = (
        Period(ON_PATH, form.period, (ON_PATH,) * names, kept),
        Period(DEVIATION, form.period, (DEVIATION,) * names, dict.fromkeys(ends, there)),
    )
    return StochasticForm(home, form.players, form.discount, periods, 0)


def _cells(form: RepeatedForm) -> dict[int, Cell]:
    """The profile of moves at each end of a period."""
    found = {}
    for node in form.period.nodes:
        if node.kind == "outcome":
            history = node.history
            found[node.index] = tuple(moves.index(move) for moves, move in zip(form.stage.moves, history, strict=True))
    return found


# --- tit-for-tat ------------------------------------------------------------------------------------------------------


def tit_for_tat(
    form: RepeatedForm, background: Background, first: tuple[str, ...], deadline: Deadline, perfect: bool
) -> Found:
    """Tit-for-tat, from every first move: where it is a Nash equilibrium, or (`perfect`) subgame-perfect."""
    families = []
    reasons = [TFT_CLASS]
    defined = (*payoff_poles(form.stage, background), *poles([form.discount], background))
    for start in range(len(form.stage.moves[0])):
        game = copying_form(form, start)
        conditions = _perfect(form) if perfect else _unbeaten(form, start, deadline)
        try:
            kept = told_at_ties(distinct([*defined, *conditions]), background)
        except OutOfTime:
            reasons.append(deadline.why)
            break
        if possible(kept, background).possible is False:
            continue
        rows = _copying(form)
        layout = game.layout
        by_place = dict(zip(places_of(game), rows, strict=True))
        chances = discounted_outcomes(game, by_place)
        cell = (start, start)
        families.append(
            Equilibrium(
                layout,
                tuple(rows),
                tuple(form.stage.payoffs[player][cell] for player in (0, 1)),
                tuple(chances[name] for name in layout.outcomes),
                Region(kept, background, first),
                called=f"Tit-for-tat, {form.stage.moves[0][start]} first",
            )
        )
    components = tuple(Component((family,), family.exists) for family in families)
    return Found(tuple(families), components, False, "; ".join(reasons), complete_off_ties=len(reasons) == 1)


def copying_form(form: RepeatedForm, start: int) -> StochasticForm:
    """A state for each pair of last moves; `start` is the move that both begin with."""
    home, ends = form.ring, _cells(form)
    size = len(form.stage.moves[0])
    cells = list(product(range(size), repeat=2))
    following = {end: tuple(home.one if other == cell else home.zero for other in cells) for end, cell in ends.items()}
    periods = []
    for cell in cells:
        name = f"after {', '.join(form.stage.moves[p][m] for p, m in enumerate(cell))}"
        periods.append(Period(name, form.period, (name,) * len(form.period.information_sets), following))
    return StochasticForm(home, form.players, form.discount, tuple(periods), cells.index((start, start)))


def _copying(form: RepeatedForm) -> list[Row]:
    """At each pair of last moves, each player's row: the other's last move."""
    home, size = form.ring, len(form.stage.moves[0])
    rows = []
    for cell in product(range(size), repeat=2):
        for place in form.period.information_sets:
            chosen = cell[1 - place.player]
            rows.append(tuple(home.one if m == chosen else home.zero for m in range(size)))
    return rows


def _unbeaten(form: RepeatedForm, start: int, deadline: Deadline) -> Iterator[Condition]:
    """That no plan, from the own last move to the next, does better against tit-for-tat than tit-for-tat."""
    size = len(form.stage.moves[0])
    if size**size > MOST_PLANS:
        raise ValueError(f"too many plans against tit-for-tat with {size} moves; at most 5 moves are possible")
    for player in (0, 1):
        paths = dict.fromkeys(_path(plan, start) for plan in product(range(size), repeat=size))
        for before, cycle in paths:
            deadline.check()
            opening = _discounted(form, player, before)
            repeated = _discounted(form, player, cycle)
            rounds = _powers(form, len(cycle))
            value = (form.ring.one - form.discount) * rounds * opening + form.discount ** len(before) * repeated
            yield condition(_paid(form, player, start, start) * rounds - value, ">=")


def _path(plan: Sequence[int], start: int) -> tuple[tuple[Cell, ...], tuple[Cell, ...]]:
    """The pairs (own move, the other's) that a plan leads to against tit-for-tat: first once, then over and over."""
    seen: list[int] = []
    at = start
    while at not in seen:
        seen.append(at)
        at = plan[at]
    pairs = [(plan[last], last) for last in seen]
    cut = seen.index(at)
    return tuple(pairs[:cut]), tuple(pairs[cut:])


def _discounted(form: RepeatedForm, player: int, pairs: Sequence[Cell]) -> RationalFunction:
    """What some periods pay, discounted to the first of them."""
    total, weight = form.ring.zero, form.ring.one
    for own, other in pairs:
        total = total + weight * _paid(form, player, own, other)
        weight = weight * form.discount
    return total


def _powers(form: RepeatedForm, count: int) -> RationalFunction:
    """``1 + delta + ... + delta**(count - 1)``."""
    total = form.ring.zero
    for k in range(count):
        total = total + form.discount**k
    return total


def _perfect(form: RepeatedForm) -> Iterator[Condition]:
    """That after no pair of moves a single deviation from tit-for-tat pays."""
    one, delta = form.ring.one, form.discount
    moves = range(len(form.stage.moves[0]))
    for player in (0, 1):
        paid = {(own, other): _paid(form, player, own, other) for own, other in product(moves, repeat=2)}
        # `1 + delta` times the value after a pair of moves: both swap, over and over.
        worth = {(own, other): paid[other, own] + delta * paid[own, other] for own, other in paid}
        for own, other in paid:
            for move in moves:
                if move != other:
                    deviation = (one - delta) * (one + delta) * paid[move, own] + delta * worth[move, own]
                    yield condition(worth[own, other] - deviation, ">=")


def _paid(form: RepeatedForm, player: int, own: int, other: int) -> RationalFunction:
    """What a player has of its own move and the other's."""
    return form.stage.payoffs[player][(own, other) if player == 0 else (other, own)]


# --- the strategies of a family as a game with states -----------------------------------------------------------------


def situations(form: RepeatedForm, family: Equilibrium) -> StochasticForm:
    """The game whose states are what the strategies of a family look at."""
    if form.strategies == TIT_FOR_TAT:
        size = len(form.stage.moves[0])
        repeated = next(m for m in range(size) if family.outcome_values[m * size + m] == form.ring.one)
        return copying_form(form, repeated)
    count = len(form.players)
    path, after = family.strategies[:count], family.strategies[count:]
    if path == after:
        return trigger_form(form, None)
    return trigger_form(form, tuple(list(row).index(form.ring.one) for row in path))
