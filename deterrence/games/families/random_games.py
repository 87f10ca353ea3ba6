"""Random games of every form. The same numbers make the same game on every machine.

Payoffs are whole numbers from -9 to 9, each as likely as any other. As many of them as asked for are letters instead,
with this range and a base value drawn like the others.
"""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product
from typing import Any, Final

from deterrence.games.families.arguments import Argument, Family
from deterrence.games.matrix import Matrix
from deterrence.games.parts.nodes import Decision, Node, Outcome
from deterrence.games.parts.parameter import Parameter
from deterrence.games.repeated import Repeated
from deterrence.games.stochastic import Stochastic
from deterrence.games.tree import Tree

MOST: Final = 9
SEED: Final = Argument("which of the games", 0, 0, 10**9)
LETTERS: Final = Argument("payoffs that are letters", 1, 0, 12)


class Payoffs:
    """Payoffs drawn one after another, of which some are letters."""

    def __init__(self, source: random.Random, number: int, letters: int) -> None:
        self.source = source
        self.places = set(source.sample(range(number), min(letters, number)))
        self.drawn = 0
        self.parameters: list[Parameter] = []

    def one(self) -> int | str:
        """The next payoff."""
        value = self.source.randint(-MOST, MOST)
        self.drawn += 1
        if self.drawn - 1 not in self.places:
            return value
        name = f"x_{len(self.parameters) + 1}"
        self.parameters.append(Parameter(name, "a payoff", -MOST, MOST, base=value, unit="utility", source="drawn"))
        return name

    def row(self, players: int) -> tuple[int | str, ...]:
        """A payoff for each of so many players."""
        return tuple(self.one() for _ in range(players))


def random_matrix(players: int, moves: int, letters: int, seed: int) -> Matrix:
    """A matrix of so many players with so many moves each."""
    drawn = Payoffs(random.Random(seed), players * moves**players, letters)
    payoffs = {profile: drawn.row(players) for profile in product(_moves(moves), repeat=players)}
    names = _players(players)
    return Matrix(
        names, dict.fromkeys(names, _moves(moves)), payoffs, parameters=drawn.parameters, **_said("matrix", seed)
    )


def random_tree(players: int, depth: int, moves: int, hidden: int, letters: int, seed: int) -> Tree:
    """A tree in which the players move in turn, so many times in all; the last may not see the move before it."""
    drawn = Payoffs(random.Random(seed), players * moves**depth, letters)
    names = _players(players)

    def node(level: int, history: tuple[str, ...]) -> Node:
        if level == depth:
            return Outcome("".join(history), drawn.row(players))
        seen = history[:-1] if hidden and level == depth - 1 else history
        after = {move: node(level + 1, (*history, move)) for move in _moves(moves)}
        return Decision(names[level % players], after, information=f"{level + 1} after {''.join(seen) or 'the start'}")

    return Tree(names, node(0, ()), parameters=drawn.parameters, **_said("tree", seed))


def random_types(types: int, moves: int, letters: int, seed: int) -> Matrix:
    """A matrix of two players, each of whom has one of so many types that its own payoffs depend on."""
    source = random.Random(seed)
    drawn = Payoffs(source, 2 * moves**2, letters)
    payoffs = {}
    for profile in product(_moves(moves), repeat=2):
        payoffs[profile] = tuple(f"{drawn.one()} + t_{who}_{own}" for who, own in zip("AB", profile, strict=True))
    kinds = [f"Type {k}" for k in range(1, types + 1)]
    definitions, probabilities = {}, {}
    for player in "AB":
        weights = [source.randint(1, 9) for _ in kinds]
        shares = (Fraction(weight, sum(weights)) for weight in weights)
        probabilities[player] = {kind: str(share) for kind, share in zip(kinds, shares, strict=True)}
        for move in _moves(moves):
            definitions[f"t_{player}_{move}"] = {player: {kind: source.randint(-MOST, MOST) for kind in kinds}}
    return Matrix(
        ["A", "B"],
        {player: _moves(moves) for player in "AB"},
        payoffs,
        types=probabilities,
        definitions=definitions,
        parameters=drawn.parameters,
        **_said("types", seed),
    )


def random_states(states: int, moves: int, letters: int, seed: int) -> Stochastic:
    """A game of two players with so many states, in each of which A moves first and B second; it never ends."""
    source = random.Random(seed)
    drawn = Payoffs(source, 2 * states * moves**2, letters)
    names = [f"State {k}" for k in range(1, states + 1)]

    def period(state: str) -> Decision:
        def second(own: str) -> Decision:
            ends = {m: Outcome(f"{state}: {own}{m}", drawn.row(2), next=source.choice(names)) for m in _moves(moves)}
            return Decision("B", ends)

        return Decision("A", {own: second(own) for own in _moves(moves)})

    played = {state: period(state) for state in names}
    return Stochastic(["A", "B"], played, "delta", parameters=[*drawn.parameters, _discount()], **_said("states", seed))


def random_repeated(moves: int, letters: int, seed: int) -> Repeated:
    """A matrix of two players that is played for ever."""
    drawn = Payoffs(random.Random(seed), 2 * moves**2, letters)
    payoffs = {profile: drawn.row(2) for profile in product(_moves(moves), repeat=2)}
    played = {player: _moves(moves) for player in "AB"}
    parameters = [*drawn.parameters, _discount()]
    return Repeated(["A", "B"], played, payoffs, "delta", parameters=parameters, **_said("repeated", seed))


def _moves(number: int) -> list[str]:
    return [chr(ord("a") + k) for k in range(number)]


def _players(number: int) -> list[str]:
    return [chr(ord("A") + k) for k in range(number)]


def _discount() -> Parameter:
    return Parameter("delta", "discount factor", 0, 1, base="4/5", unit="factor a period", source="illustrative")


def _said(form: str, seed: int) -> dict[str, Any]:
    """Name, title and summary."""
    return {
        "name": f"random-{form}-{seed}",
        "title": f"Random {'game with ' if form in ('types', 'states') else ''}{form}, number {seed}",
        "summary": "Payoffs are whole numbers from -9 to 9, drawn independently.",
    }


def _row(form: str, about: str, arguments: dict[str, Argument], make: Any, size: Any) -> Family:
    return Family(f"random-{form}", about, "", {**arguments, "letters": LETTERS, "seed": SEED}, make, size)


def _ignoring(count: Any) -> Any:
    """A count of cells or nodes that letters and seeds leave as it is."""
    return lambda letters, seed, **given: count(**given)


MOVES: Final = Argument("moves of each player", 2, 1, 26)
FAMILIES: Final[tuple[Family, ...]] = (
    _row(
        "matrix",
        "A random matrix.",
        {"players": Argument("how many players", 2, 1, 8), "moves": MOVES},
        random_matrix,
        _ignoring(lambda players, moves: moves**players),
    ),
    _row(
        "tree",
        "A random tree in which players move in turn.",
        {
            "players": Argument("how many players", 2, 1, 8),
            "depth": Argument("moves from the start to an end", 3, 1, 17),
            "moves": MOVES,
            "hidden": Argument("1 if the last mover does not see the move before", 0, 0, 1),
        },
        random_tree,
        _ignoring(lambda players, depth, moves, hidden: sum(moves**level for level in range(depth + 1))),
    ),
    _row(
        "types",
        "A random matrix of two players with types.",
        {"types": Argument("types of each player", 2, 1, 8), "moves": MOVES},
        random_types,
        _ignoring(lambda types, moves: types**2 * moves**2),
    ),
    _row(
        "states",
        "A random game with states, in each of which two players move in turn.",
        {"states": Argument("how many states", 2, 1, 50), "moves": MOVES},
        random_states,
        _ignoring(lambda states, moves: states * (1 + moves + moves**2)),
    ),
    _row(
        "repeated",
        "A random matrix of two players, played for ever.",
        {"moves": MOVES},
        random_repeated,
        _ignoring(lambda moves: moves**2),
    ),
)
