"""Incomplete information written once: types of players, definitions that depend on a type, profiles of types."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from deterrence.algebra.formulas.expressions import Operation
from deterrence.algebra.formulas.language import Expression, Name, Number, names_in, substitute
from deterrence.games.parts.frozen import FrozenDict
from deterrence.games.parts.mistakes import Collector, Path, listed, nearest

JOINT = "joint"
MOST_PROFILES = 10_000


@dataclass(frozen=True)
class ByType:
    """A formula for each type of a player: `{Challenger: {Hard: w, Soft: -w}}`."""

    player: str
    values: Mapping[str, Definition]


Definition: TypeAlias = Expression | ByType
Types: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Profile:
    """A type for each player that has types, and how likely this combination is."""

    types: Mapping[str, str]
    probability: Expression

    @property
    def label(self) -> str:
        """`Challenger (Hard), Defender (Soft)`."""
        return ", ".join(agent_of(player, kind) for player, kind in self.types.items())


def agent_of(player: str, kind: str | None) -> str:
    """`Challenger (Hard)`; the player's name when it has no types."""
    return player if kind is None else f"{player} ({kind})"


# --- reading ------------------------------------------------------------------------------------------------------


def read_types(value: Any, players: Sequence[str], collector: Collector) -> Types:
    """The types as given: `{player: {type: probability}}`, or `{"joint": [{player: type, "probability": p}, ...]}`."""
    if not isinstance(value, Mapping):
        collector.add(("types",), f"expected types as a mapping of players to their types, not {type(value).__name__}")
        return FrozenDict()
    if JOINT in value:
        for other in value:
            if other != JOINT:
                collector.add(("types", str(other)), f"'joint' types stand alone, without '{other}'", at_key=True)
        return FrozenDict({JOINT: _read_joint(value[JOINT], players, collector)})
    read: dict[str, Any] = {}
    for player, row in value.items():
        path: Path = ("types", player)
        if not _check_player(player, players, path, collector):
            continue
        if not isinstance(row, Mapping) or not row:
            collector.add(
                path, f"expected the types of {player} with their probabilities, such as {{Hard: p, Soft: 1 - p}}"
            )
            continue
        for kind in row:
            collector.label(kind, (*path, kind), f"type of {player}", at_key=True)
        read[player] = FrozenDict({kind: collector.expression(p, (*path, kind)) for kind, p in row.items()})
    # Profiles are listed in the order of the players, however the file has them.
    return FrozenDict(read)


def _check_player(player: Any, players: Sequence[str], path: Path, collector: Collector) -> bool:
    """Whether a name is that of a player; noted when not."""
    if player not in players:
        hint = nearest(str(player), [*players, JOINT])
        collector.add(path, f"'{player}' is not a player; those are {listed(players)}.{hint}", at_key=True)
    return player in players


def _read_joint(rows: Any, players: Sequence[str], collector: Collector) -> tuple[Mapping[str, Any], ...]:
    path: Path = ("types", JOINT)
    if isinstance(rows, str) or not isinstance(rows, Sequence) or not rows:
        collector.add(path, "expected a list of rows such as {Challenger: Hard, Defender: Soft, probability: r}")
        return ()
    read: list[Mapping[str, Any]] = []
    seen: set[tuple[Any, ...]] = set()
    for i, row in enumerate(rows):
        if not isinstance(row, Mapping) or "probability" not in row or len(row) < 2:
            example = "such as {Challenger: Hard, Defender: Soft, probability: r}"
            collector.add((*path, i), f"expected a type for each player and a 'probability', {example}")
            continue
        kinds = {player: kind for player, kind in row.items() if player != "probability"}
        strangers = [player for player in kinds if not _check_player(player, players, (*path, i, player), collector)]
        if strangers:
            continue
        for player, kind in kinds.items():
            collector.label(kind, (*path, i, player), f"type of {player}")
        if read and set(kinds) != set(read[0]) - {"probability"}:
            collector.add(
                (*path, i), f"every row names the same players: {listed(k for k in read[0] if k != 'probability')}"
            )
            continue
        key = tuple(sorted((str(player), str(kind)) for player, kind in kinds.items()))
        if key in seen:
            collector.add((*path, i), "these types have a probability already")
        seen.add(key)
        probability = collector.expression(row["probability"], (*path, i, "probability"))
        read.append(FrozenDict({**kinds, "probability": probability}))
    return tuple(read)


def read_definition(value: Any, path: Path, collector: Collector) -> Definition:
    """A formula, or a formula for each type of a player."""
    if isinstance(value, ByType):
        return value
    if not isinstance(value, Mapping):
        return collector.expression(value, path)
    if len(value) != 1 or len(path) > 8:
        collector.add(
            path, "a definition depends on the type of one player at a level: {Challenger: {Hard: w, Soft: -w}}"
        )
        return Number(Fraction(0))
    [(player, values)] = value.items()
    if not isinstance(values, Mapping):
        collector.add((*path, player), f"expected a formula for each type of {player}")
        return Number(Fraction(0))
    read = {kind: read_definition(part, (*path, player, kind), collector) for kind, part in values.items()}
    return ByType(player, FrozenDict(read))


# --- asking -------------------------------------------------------------------------------------------------------


def types_of(types: Types, players: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The types of each player that has types, in the order of the players."""
    found: dict[str, tuple[str, ...]]
    if JOINT in types:
        rows = types[JOINT]
        found = {
            player: tuple(dict.fromkeys(row[player] for row in rows))
            for player in (rows[0] if rows else ())
            if player != "probability"
        }
    else:
        found = {player: tuple(row) for player, row in types.items()}
    return {player: found[player] for player in players if player in found}


def profiles(types: Types, players: Sequence[str]) -> Iterator[Profile]:
    """The profiles of types with their probabilities, in the order of the players (joint: of the rows)."""
    if JOINT in types:
        for row in types[JOINT]:
            yield Profile({player: row[player] for player in players if player in row}, row["probability"])
        return
    kinds = types_of(types, players)
    for combination in itertools.product(*kinds.values()):
        chosen = dict(zip(kinds, combination, strict=True))
        yield Profile(chosen, _product([types[player][kind] for player, kind in chosen.items()]))


def number_of_profiles(types: Types) -> int:
    """How many profiles of types there are."""
    if JOINT in types:
        return len(types[JOINT])
    count = 1
    for row in types.values():
        count *= len(row)
    return count


def _product(factors: list[Expression]) -> Expression:
    product = factors[0] if factors else Number(Fraction(1))
    for factor in factors[1:]:
        product = Operation("*", product, factor)
    return product


def for_profile(definition: Definition, types: Mapping[str, str]) -> Expression:
    """A definition, given everybody's type."""
    while isinstance(definition, ByType):
        definition = definition.values[types[definition.player]]
    return definition


def by_type_players(definitions: Mapping[str, Definition], order: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The definitions that depend on types, directly or through others, each with the players whose types matter.

    `order` lists the definitions so that each comes after those it uses.
    """
    found: dict[str, dict[str, None]] = {}
    for name in order:
        players: dict[str, None] = {}
        for part in parts_of(definitions[name], players):
            for used in names_in(part):
                players.update(found.get(used, {}))
        if players:
            found[name] = players
    return {name: tuple(players) for name, players in found.items()}


def parts_of(definition: Definition, players: dict[str, None] | None = None) -> Iterator[Expression]:
    """The formulas in a definition; the players whose types it asks for are noted in `players`."""
    waiting: list[Definition] = [definition]
    while waiting:
        part = waiting.pop()
        if isinstance(part, ByType):
            if players is not None:
                players[part.player] = None
            waiting.extend(reversed(list(part.values.values())))
        else:
            yield part


class Renaming:
    """Definitions that depend on types, written out: one plain definition for each combination of types that matters.

    `war_C: {Challenger: {Hard: w, Soft: -w}}` becomes `war_C_Hard: w` and `war_C_Soft: -w`.
    """

    def __init__(self, definitions: Mapping[str, Definition], order: Sequence[str], taken: set[str]) -> None:
        self.definitions = definitions
        self.players = by_type_players(definitions, order)
        self.order = order
        self.taken = taken | set(definitions)
        self.written: dict[str, Expression] = {
            name: part
            for name, part in definitions.items()
            if name not in self.players and not isinstance(part, ByType)
        }
        self._names: dict[tuple[str, tuple[str, ...]], str] = {}
        self._renamed: dict[tuple[tuple[str, ...], Expression], Expression] = {}

    def apply(self, x: Expression, types: Mapping[str, str]) -> Expression:
        """The formula, given everybody's type."""
        used = [name for name in names_in(x) if name in self.players]
        if not used:
            return x
        key = (tuple(types.values()), x)
        if key not in self._renamed:
            self._renamed[key] = substitute(x, {name: Name(self._name(name, types)) for name in used})
        return self._renamed[key]

    def add(self, types: Mapping[str, str]) -> None:
        """Write the definitions out for a profile of types."""
        for name in self.order:
            if name in self.players:
                written = self._name(name, types)
                if written not in self.written:
                    self.written[written] = self.apply(for_profile(self.definitions[name], types), types)

    def _name(self, name: str, types: Mapping[str, str]) -> str:
        kinds = tuple(types[player] for player in self.players[name])
        if (name, kinds) not in self._names:
            stem = "_".join(
                [name, *("".join(c if c.isascii() and c.isalnum() else "_" for c in kind) for kind in kinds)]
            )
            candidates = itertools.chain([stem], (f"{stem}_{i}" for i in itertools.count(2)))
            fresh = next(candidate for candidate in candidates if candidate not in self.taken)
            self.taken.add(fresh)
            self._names[name, kinds] = fresh
        return self._names[name, kinds]
