"""Random games with states and choices from intervals, and an oracle for them: values iterated in floats.

The oracle knows nothing of formulas. Given what the states are worth, a period is solved backward at each value of a
choice, on a dense grid and next to every value at which somebody changes a move, found by bisection. What the periods
then pay is what the states are worth next; a stationary equilibrium is where nothing changes.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

import deterrence as dt
from deterrence.algebra.formulas.evaluate import value_at
from deterrence.games.parts.nodes import Chance, Choice, Decision, Node, Outcome

GRID = 24
Values = Mapping[str, list[float]]


def random_game(seed: int, cyclic: bool = True) -> dt.Stochastic:
    """A game of two or three players and states, some with a choice from [0, 1], with two letters."""
    drawn = random.Random(f"choices in states {seed}")
    players = ["A", "B", "C"][: drawn.choice([2, 2, 2, 3])]
    names = ["One", "Two", "Three"][: drawn.choice([1, 2, 2, 3])]
    states = {}
    for number, state in enumerate(names):
        later = names if cyclic else names[number + 1 :]
        states[state] = _period(drawn, players, [*later, "Over"], f"x{number + 1}")
    states["Over"] = dt.Outcome("Over", [0] * len(players))
    letters = [dt.Parameter("delta", low=0, high="19/20", base="1/2"), dt.Parameter("c", low=0, high=1, base="1/2")]
    return dt.Stochastic(players, states, "delta", parameters=letters)


def _period(drawn: random.Random, players: list[str], later: list[str], letter: str) -> Node:
    chooser, *others = drawn.sample(players, len(players))
    if drawn.random() < 0.15:
        return dt.Decision(
            chooser,
            {f"{letter} stay": _end(drawn, players, later, ""), f"{letter} go": _end(drawn, players, later, "")},
        )
    signs = dict.fromkeys(players, 0) | {chooser: 1, others[0]: drawn.choice([-1, -1, -1, 1])}

    def end(pays: bool) -> Node:
        return _end(drawn, players, later, letter if pays else "", signs)

    refuse: Node = end(drawn.random() < 0.15)
    if drawn.random() < 0.25:
        refuse = dt.Decision(drawn.choice(players), {"Fight": refuse, "Wait": end(False)})
    elif drawn.random() < 0.2:
        refuse = dt.Chance({"Good": ("1/3", refuse), "Bad": ("2/3", end(False))})
    moves = {"Accept": end(True), "Refuse": refuse}
    if drawn.random() < 0.2:
        moves["Leave"] = end(False)
    offer: Node = dt.Choice(chooser, letter, 0, 1, dt.Decision(others[0], moves))
    if drawn.random() < 0.25:
        return dt.Decision(drawn.choice(players), {f"{letter} talk": offer, f"{letter} strike": end(False)})
    return offer


def _end(drawn: random.Random, players: list[str], later: list[str], letter: str, signs: Any = None) -> Node:
    payoffs = []
    for player in players:
        parts = [str(Fraction(drawn.randint(-4, 6), drawn.choice([2, 3, 4])))]
        if drawn.random() < 0.25:
            parts.append(drawn.choice(["c", "-c", "c/2"]))
        if letter and signs[player]:
            size = Fraction(drawn.randint(1, 4), drawn.choice([1, 2]))
            parts.append(f"{signs[player] * size}*{letter}")
        payoffs.append(" + ".join(f"({part})" for part in parts))
    following: Any = drawn.choice(later)
    if len(later) > 1 and drawn.random() < 0.2:
        first, second = drawn.sample(later, 2)
        following = {first: "1/4", second: "3/4"}
    return dt.Outcome("", payoffs, following)


# --- the oracle -----------------------------------------------------------------------------------------------------


def improved(
    game: dt.Stochastic, at: Mapping[str, Fraction], values: Values, ties: Callable[..., Any] = max
) -> dict[str, list[float]]:
    """What the states are worth where what they are worth next period is given; at ties the best for who chose.

    Or the worst, with `ties=min`: that of the least that a choice can be worth, but for single values.
    """
    discount = float(at["delta"])

    def end(node: Outcome, state: str, numbers: Mapping[str, Any]) -> list[float]:
        following = {s: float(value_at(p, numbers)) for s, p in (node.next or {}).items()} or {state: 1.0}
        return [
            (1 - discount) * float(value_at(payoff, numbers))
            + discount * sum(p * values[s][i] for s, p in following.items())
            for i, payoff in enumerate(node.payoffs)
        ]

    def worth(node: Node, state: str, numbers: Mapping[str, Any], chooser: int) -> list[float]:
        if isinstance(node, Outcome):
            return end(node, state, numbers)
        if isinstance(node, Choice):
            return chosen(node, state, numbers)
        if isinstance(node, Chance):
            parts = [(float(value_at(p, numbers)), worth(n, state, numbers, chooser)) for p, n in node.moves.values()]
            return [sum(p * w[i] for p, w in parts) for i in range(len(game.players))]
        assert isinstance(node, Decision)
        own = game.players.index(node.player)
        options = [worth(n, state, numbers, chooser) for n in node.moves.values()]
        most = max(option[own] for option in options)
        tied = [option for option in options if option[own] >= most - 1e-12]
        return ties(tied, key=lambda option: option[chooser])

    def chosen(node: Choice, state: str, numbers: Mapping[str, Any]) -> list[float]:
        own = game.players.index(node.player)

        def paid(x: float) -> list[float]:
            return worth(node.then, state, {**numbers, node.letter: x}, own)

        return max(map(paid, _places(lambda x: paid(x)[own])), key=lambda found: found[own])

    return {state: worth(root, state, dict(at), 0) for state, root in game.states.items()}


def _places(function: Callable[[float], float]) -> list[float]:
    """A grid on [0, 1], and both sides of every jump or bend of a function that is linear between them."""
    found = [i / GRID for i in range(GRID + 1)]
    for left, right in pairwise(found):
        middle = (left + right) / 2
        if abs(function(left) + function(right) - 2 * function(middle)) > 1e-11:
            found = found + _bends(function, left, right)
    return found


def _bends(function: Callable[[float], float], left: float, right: float, depth: int = 0) -> list[float]:
    """By bisection on both sides, where there may be several; whoever is linear on a part is left alone."""
    if depth == 44:
        return [left, right]
    middle = (left + right) / 2
    found = []
    for low, high in ((left, middle), (middle, right)):
        inner = (low + high) / 2
        if abs(function(low) + function(high) - 2 * function(inner)) > 1e-13:
            found += _bends(function, low, high, depth + 1)
    return found or [left, middle, right]


def fixed_points(
    game: dt.Stochastic, at: Mapping[str, Fraction], starts: int, seed: int
) -> list[dict[str, list[float]]]:
    """What the states are worth in stationary equilibria, as far as iteration from random values finds them."""
    drawn, found = random.Random(seed), list[dict[str, list[float]]]()
    for _ in range(starts):
        values = {state: [drawn.uniform(-3, 5) for _ in game.players] for state in game.states}
        values["Over"] = [0.0] * len(game.players)
        for _ in range(400):
            after = improved(game, at, values)
            moved = distance(values, after)
            values = after
            if moved < 1e-10:
                if all(distance(values, other) > 1e-5 for other in found):
                    found.append(values)
                break
    return found


def distance(one: Values, other: Values) -> float:
    """The greatest difference."""
    return max(abs(a - b) for state in one for a, b in zip(one[state], other[state], strict=True))


def values_of(game: dt.Stochastic, at: Mapping[str, Fraction], family: dt.Equilibrium) -> dict[str, list[float]]:
    """What the states are worth where everybody does what a pure family says, by adding up many periods."""
    numbers = {**at, **{letter: value.evaluate(at) for letter, value in family.choice_values.items()}}
    moves = {
        (place.player, place.name): next(m for m, p in zip(place.moves, row, strict=True) if not p.is_zero)
        for place, row in zip(family.layout.places, family.strategies, strict=True)
    }
    names = {
        state: {node: name for place, name in game.sets_of(state) for node in place.nodes} for state in game.states
    }
    discount = float(at["delta"])
    values: dict[str, list[float]] = {state: [0.0] * len(game.players) for state in game.states}
    flows = {state: _flows(game, state, moves, names[state], numbers) for state in game.states}
    for _ in range(900):
        values = {
            state: [
                sum(
                    p * ((1 - discount) * paid[i] + discount * sum(q * values[s][i] for s, q in after.items()))
                    for p, paid, after in flow
                )
                for i in range(len(game.players))
            ]
            for state, flow in flows.items()
        }
    return values


def _flows(game: dt.Stochastic, state: str, moves: Any, names: Mapping[int, str], numbers: Any) -> list[Any]:
    """The ends of a period that are reached: how likely, what is paid, and what comes next."""
    steps = game.period(state).steps
    reached = [1.0] * len(steps)
    found = []
    for step in steps:
        if step.parent >= 0:
            above = steps[step.parent].node
            share = 1.0
            if isinstance(above, Chance):
                share = float(value_at(above.moves[step.move][0], numbers))
            elif not isinstance(above, Choice):
                share = float(moves[above.player, names[step.parent]] == step.move)
            reached[step.position] = reached[step.parent] * share
        if isinstance(step.node, Outcome) and reached[step.position]:
            paid = [float(value_at(payoff, numbers)) for payoff in step.node.payoffs]
            after = {s: float(value_at(p, numbers)) for s, p in (step.node.next or {}).items()} or {state: 1.0}
            found.append((reached[step.position], paid, after))
    return found


def offers_game(seed: int) -> dt.Stochastic:
    """Two players, one or two states with an offer over which they differ, two or three answers, one letter each."""
    drawn = random.Random(f"offers in states {seed}")
    names = ["One", "Two"][: drawn.choice([1, 2, 2])]
    states: dict[str, Node] = {}
    for number, state in enumerate(names):
        chooser, other = drawn.sample(["A", "B"], 2)
        letter = f"x{number + 1}"
        signs = {chooser: 1, other: -1}
        moves = {"Accept": _end(drawn, ["A", "B"], [*names, "Over"], letter, signs)}
        for move in ["Refuse", "Leave"][: drawn.choice([1, 1, 2])]:
            moves[move] = _end(drawn, ["A", "B"], [*names, "Over"], "")
        states[state] = dt.Choice(chooser, letter, 0, 1, dt.Decision(other, moves))
    states["Over"] = dt.Outcome("Over", [0, 0])
    letters = [dt.Parameter("delta", low=0, high="19/20", base="1/2"), dt.Parameter("c", low=0, high=1, base="1/2")]
    return dt.Stochastic(["A", "B"], states, "delta", parameters=letters)
