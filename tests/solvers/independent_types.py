"""Random games with independent types, and whether profiles are perfect Bayesian equilibria by definition, asked of z3.

Shares no code with the package. A game is a sequence of stages at public histories: at each one player moves, or two at
the same time. Beliefs about each typed player at each public history are unknown reals, and definition 3.1 of Fudenberg
and Tirole (1991) is written down as it stands: Bayes' rule from history to history wherever it applies, and beliefs
about a player after a stage that depend on its own move there only.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import Any

import z3

import deterrence as dt

History = tuple[tuple[str, ...], ...]  # the moves of each stage
Place = tuple[str, str | None, History]  # a player, its type, a public history
Profile = Mapping[Place, Mapping[str, Fraction]]
NAMES = "ABC"


@dataclass
class TypedGame:
    """A game: who moves at each public history, priors, and payoffs at the ends by everybody's type."""

    types: dict[str, dict[str, Fraction]]
    movers: dict[History, tuple[str, ...]] = field(default_factory=dict)
    payoffs: dict[History, dict[str, dict[str, dict[str, int]]]] = field(
        default_factory=dict
    )  # end, player, typed, type

    def kinds(self, player: str) -> tuple[str | None, ...]:
        """The types of a player; None alone where it has none."""
        return tuple(self.types.get(player, {None: None}))

    def moves(self, player: str, history: History) -> tuple[str, ...]:
        """What a player may do."""
        return (f"{player}l{len(history)}", f"{player}r{len(history)}")

    def places(self) -> list[Place]:
        """Where somebody chooses."""
        return [(p, k, h) for h, movers in self.movers.items() for p in movers for k in self.kinds(p)]

    def after(self, history: History) -> Iterator[tuple[str, ...]]:
        """The ways in which a stage may go."""
        return product(*(self.moves(player, history) for player in self.movers[history]))

    def paid(self, end: History, player: str, kinds: Mapping[str, str]) -> int:
        """What a player gets at an end."""
        return sum(part[kinds[typed]] for typed, part in self.payoffs[end][player].items())

    # --- for the package ---

    def tree(self) -> dt.Tree:
        """The game as the package takes it."""
        definitions: dict[str, Any] = {}

        def whole(history: History) -> Any:
            movers = self.movers.get(history)
            if movers is None:
                return dt.Outcome(f"end {len(definitions)}", [self._payoff(history, p, definitions) for p in NAMES])

            def staged(stage: tuple[str, ...]) -> Any:
                if len(stage) == len(movers):
                    return whole((*history, stage))
                mover = movers[len(stage)]
                moves = {move: staged((*stage, move)) for move in self.moves(mover, history)}
                return dt.Decision(mover, moves, information=named(mover, history))

            return staged(())

        root = whole(())
        types = {player: dict(shares) for player, shares in self.types.items()}
        return dt.Tree(list(NAMES), root, types=types, definitions=definitions)

    def _payoff(self, end: History, player: str, definitions: dict[str, Any]) -> str:
        names = []
        for typed, part in self.payoffs[end][player].items():
            names.append(f"u{len(definitions)}")
            definitions[names[-1]] = {typed: {kind: str(value) for kind, value in part.items()}}
        return " + ".join(names)

    def profile(self, family: Any) -> Profile:
        """What a family of the package does."""
        found = {}
        for player, kind, history in self.places():
            agent = player if kind is None else f"{player} ({kind})"
            row = family[agent, named(player, history)]
            found[player, kind, history] = {move: Fraction(str(row[move])) for move in row}
        return found


def named(player: str, history: History) -> str:
    """The name of an information set."""
    return f"{player} at {'/'.join('+'.join(stage) for stage in history) or 'start'}"


def drawn(seed: int, most_places: int = 8, typed: int | None = None) -> TypedGame:
    """A random game with at most so many information sets, in which so many players have types."""
    dice = random.Random(seed)
    while True:
        known = dice.sample(NAMES, typed or dice.choice([1, 2, 2, 2]))
        kinds = [2] if typed == 3 else [2, 2, 3]
        game = TypedGame({player: _prior(dice, dice.choice(kinds)) for player in sorted(known)})
        waiting: list[History] = [()]
        while waiting:
            history = waiting.pop(0)
            if len(history) < 3 and (not history or dice.random() < 0.55):
                several = dice.random() < 0.2
                game.movers[history] = tuple(dice.sample(NAMES, 2 if several else 1))
                waiting += [(*history, stage) for stage in game.after(history)]
            else:
                game.payoffs[history] = {
                    player: {t: {k: dice.randint(-3, 3) for k in kinds} for t, kinds in game.types.items()}
                    for player in NAMES
                }
        if 3 <= len(game.places()) <= most_places and any(len(h) > 1 for h in game.movers):
            return game


def _prior(dice: random.Random, number: int) -> dict[str, Fraction]:
    shares = [dice.randint(1, 3) for _ in range(number)]
    return {f"t{k}": Fraction(share, sum(shares)) for k, share in enumerate(shares)}


# --- the definition ---------------------------------------------------------------------------------------------------


def pure_profiles(game: TypedGame) -> Iterator[Profile]:
    """All profiles in which nobody mixes."""
    places = game.places()
    for chosen in product(*(game.moves(p, h) for p, _, h in places)):
        yield {
            place: {move: Fraction(move == made) for move in game.moves(place[0], place[2])}
            for place, made in zip(places, chosen, strict=True)
        }


def is_perfect_bayesian(game: TypedGame, profile: Profile) -> bool:
    """Whether some beliefs that obey definition 3.1 make every choice best."""
    solver = z3.Solver()
    about: dict[tuple[str, History], dict[str, Any]] = {
        (player, ()): {kind: _real(share) for kind, share in shares.items()} for player, shares in game.types.items()
    }
    for history in sorted(game.movers, key=len):
        _learn(game, profile, history, about, solver)
    for player, kind, history in game.places():
        worth = {
            move: _worth(game, profile, player, kind, history, move, about) for move in game.moves(player, history)
        }
        solver.add(
            *[worth[m] >= other for m, p in profile[player, kind, history].items() if p for other in worth.values()]
        )
    answer = solver.check()
    assert answer != z3.unknown
    return bool(answer == z3.sat)


def _real(number: Fraction) -> Any:
    return z3.RealVal(str(Fraction(number)))


def _learn(
    game: TypedGame, profile: Profile, history: History, about: dict[tuple[str, History], dict[str, Any]], solver: Any
) -> None:
    """Beliefs after a stage: of who did not move as they were, of who did by Bayes' rule, if that says anything."""
    movers = game.movers[history]
    after: dict[tuple[str, str], dict[str, Any]] = {}
    for player in movers:
        if player not in game.types:
            continue
        for move in game.moves(player, history):
            new = {kind: z3.Real(f"{player}|{history}|{move}|{kind}") for kind in game.types[player]}
            old = about[player, history]
            told = {kind: old[kind] * _real(profile[player, kind, history][move]) for kind in new}
            total = z3.Sum(*told.values())
            solver.add(z3.Sum(*new.values()) == 1, *[b >= 0 for b in new.values()])
            solver.add(z3.Implies(total > 0, z3.And(*[new[kind] * total == told[kind] for kind in new])))
            after[player, move] = new
    for stage in game.after(history):
        made = dict(zip(movers, stage, strict=True))
        for player in game.types:
            own = (player, made[player]) if player in made else None
            about[player, (*history, stage)] = after[own] if own else about[player, history]


def _worth(
    game: TypedGame,
    profile: Profile,
    player: str,
    kind: str | None,
    history: History,
    move: str,
    about: Mapping[tuple[str, History], Mapping[str, Any]],
) -> Any:
    """What a move is worth by what is believed about the others' types at the history."""
    others = [p for p in game.types if p != player]
    total: Any = z3.RealVal(0)
    for drawn_kinds in product(*(game.types[p] for p in others)):
        kinds = dict(zip(others, drawn_kinds, strict=True)) | ({player: kind} if kind is not None else {})
        weight: Any = z3.RealVal(1)
        for other in others:
            weight = weight * about[other, history][kinds[other]]
        total = total + weight * _real(_expected(game, profile, player, kinds, history, {player: move}))
    return total


def _expected(
    game: TypedGame,
    profile: Profile,
    player: str,
    kinds: Mapping[str, str],
    history: History,
    fixed: Mapping[str, str],
) -> Fraction:
    if history not in game.movers:
        return Fraction(game.paid(history, player, kinds))
    total = Fraction(0)
    movers = game.movers[history]
    for stage in game.after(history):
        chance = Fraction(1)
        for mover, move in zip(movers, stage, strict=True):
            if mover in fixed:
                chance *= move == fixed[mover]
            else:
                chance *= profile[mover, kinds.get(mover), history][move]
        if chance:
            total += chance * _expected(game, profile, player, kinds, (*history, stage), {})
    return total
