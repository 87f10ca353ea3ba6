"""Which moves may be used: nothing that is possible is dropped, whatever is shared between choices."""

import random

import pytest

import deterrence as dt
from deterrence.algebra.conditions.conditions import condition
from deterrence.algebra.conditions.decide import possible
from deterrence.algebra.time_limit.deadline import Deadline
from deterrence.games.background import background
from deterrence.solvers.trees.assessments import Arena, Beliefs, continuation
from deterrence.solvers.trees.best_choices import gains, supports
from deterrence.solvers.trees.used_moves import Descent, probability_bounds


def signalling(seed):
    """Two types, two messages, two replies; payoffs small, so that ties are frequent, and one letter."""
    source = random.Random(seed)

    def payoff():
        return f"{source.randint(-1, 1)} + {source.randint(-1, 1)}*a"

    worth = {
        f"u{who}{m}{r}": {"S": {kind: payoff() for kind in ("t", "w")}} for m in "xy" for r in "lr" for who in "SR"
    }

    def reply(m):
        ends = {r: dt.Outcome(f"{m}{r}", (f"uS{m}{r}", f"uR{m}{r}")) for r in "lr"}
        return dt.Decision("R", ends, information=f"sees {m}")

    root = dt.Decision("S", {m: reply(m) for m in "xy"})
    letter = dt.Parameter("a", "", 0, 1, base="1/2")
    return dt.Tree(["S", "R"], root, parameters=[letter], types={"S": {"t": "1/2", "w": "1/2"}}, definitions=worth)


def every_plan(form):
    """All sets of moves at all information sets."""
    plans = [{}]
    for index, place in enumerate(form.information_sets):
        plans = [{**plan, index: moves} for plan in plans for moves in supports(len(place.moves))]
    return plans


@pytest.mark.parametrize("seed", range(2))
def test_the_plans_are_those_whose_conditions_can_hold(seed):
    """Held against each plan by itself, its conditions written from its own beliefs and decided all together."""
    game = signalling(seed)
    form, given = game.form(), background(game)
    arena = Arena(form)
    found = [dict(used) for used, _ in Descent(arena, (), True, given, Deadline()).plans()]
    assert len(found) == len({tuple(sorted(used.items())) for used in found})
    missing = 0
    for plan in every_plan(form):
        if plan not in found:
            missing += 1
            assert possible(written(arena, plan), given).possible is False
    assert missing


def written(arena, plan):
    rows = {index: arena.mix(index, moves) for index, moves in plan.items()}
    beliefs, values = Beliefs(arena, rows), continuation(arena, rows)
    conditions = []
    for index, moves in plan.items():
        best = gains(arena, index, moves, beliefs.weights(index), values)
        conditions += [condition(e, "==") for e in best.equations] + [b.condition for b in best.bounds]
        conditions += [b.condition for b in probability_bounds(arena, index, moves)]
    return conditions + [condition(share, ">=") for share in beliefs.shares]
