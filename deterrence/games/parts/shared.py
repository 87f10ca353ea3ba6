"""What every game may be given beside its players and its moves, as it is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypedDict

from deterrence.algebra.formulas.language import Condition
from deterrence.games.parts.claim import Claim
from deterrence.games.parts.concepts import read_sense
from deterrence.games.parts.distributions import apart, read_drawn
from deterrence.games.parts.equilibrium_names import read_names
from deterrence.games.parts.frozen import FrozenDict
from deterrence.games.parts.mistakes import Collector, GameError, nearest
from deterrence.games.parts.parameter import Parameter
from deterrence.games.parts.types import Definition, read_definition, read_types


class Shared(TypedDict, total=False):
    """What every game may be given beside its players and its payoffs."""

    parameters: Iterable[Parameter | str] | Mapping[str, Parameter]
    assumptions: Iterable[Any]
    definitions: Mapping[str, Any]
    types: Mapping[str, Any]
    concept: str | None
    refine: str | Sequence[str] | None
    leader: str | None
    names: Mapping[str, Mapping[str, Any]]
    claims: Iterable[Claim]
    title: str
    summary: str
    sources: Mapping[str, str]
    notes: str
    name: str


def read_shared(kind: str, players: Sequence[str], shared: Shared, collector: Collector) -> dict[str, Any]:
    """Take in what all games have, in whatever form it is given; `kind` is the game's class, for a message."""
    unknown_keys = [key for key in shared if key not in Shared.__annotations__]
    if unknown_keys:
        raise TypeError(
            f"a {kind} takes no argument '{unknown_keys[0]}'." + nearest(unknown_keys[0], Shared.__annotations__)
        )
    names = read_players(players, collector)
    types, drawn = apart(shared.get("types", {}))
    values: dict[str, Any] = {
        "players": names,
        "parameters": _read_parameters(shared.get("parameters", ()), collector),
        "assumptions": _read_assumptions(shared.get("assumptions", ()), collector),
        "definitions": _read_definitions(shared.get("definitions", {}), collector),
        "sense": read_sense(shared.get("concept"), shared.get("refine"), shared.get("leader"), collector),
        "names": read_names(shared.get("names", {}), collector),
        "types": read_types(types, names, collector),
        "drawn": read_drawn(drawn, names, collector),
        "claims": _read_claims(shared.get("claims", ()), collector),
        "sources": _read_sources(shared.get("sources", {}), collector),
        "implied": FrozenDict(),
    }
    for key in ("title", "summary", "notes", "name"):
        values[key] = shared.get(key, "")
        if not isinstance(values[key], str):
            collector.add((key,), f"expected text for '{key}', not {type(values[key]).__name__}")
    return values


def read_players(players: Any, collector: Collector) -> tuple[str, ...]:
    """The players' names; what is wrong with them is noted."""
    if isinstance(players, str) or not isinstance(players, Iterable):
        hint = f": write [{players!r}]" if isinstance(players, str) else ""
        collector.add(("players",), f"expected a list of players, not {players!r}{hint}")
        return ()
    names: dict[str, None] = {}
    for i, player in enumerate(players):
        if not collector.label(player, ("players", i), "player"):
            continue
        if player in names:
            collector.add(("players", i), f"player '{player}' is listed twice")
        names[player] = None
    if not names and not collector.mistakes:
        collector.add(("players",), "a game has at least one player")
    return tuple(names)


def _read_parameters(given: Any, collector: Collector) -> Mapping[str, Parameter]:
    found: dict[str, Parameter] = {}
    for i, parameter in enumerate(given.values() if isinstance(given, Mapping) else given):
        if isinstance(parameter, str):
            try:
                parameter = Parameter(parameter)
            except GameError as error:
                collector.take(error, "parameters", i)
                continue
        if not isinstance(parameter, Parameter):
            name = str([*given][i]) if isinstance(given, Mapping) else "c"
            hint = f'write dt.Parameter("{name}", "its meaning", 0, 1, base=0.5)'
            collector.add(("parameters", i), f"expected a Parameter, not {type(parameter).__name__}: {hint}")
            continue
        if parameter.name in found:
            collector.add(("parameters", parameter.name), f"parameter '{parameter.name}' is given twice", at_key=True)
        found[parameter.name] = parameter
    return FrozenDict(found)


def _read_assumptions(given: Any, collector: Collector) -> tuple[Condition, ...]:
    if isinstance(given, str):
        collector.add(("assumptions",), f"expected a list of conditions: write [{given!r}]")
        return ()
    read = [collector.condition(value, ("assumptions", i), "assumption") for i, value in enumerate(given)]
    return tuple(condition for condition in read if condition is not None)


def _read_definitions(given: Any, collector: Collector) -> Mapping[str, Definition]:
    if not isinstance(given, Mapping):
        collector.add(("definitions",), "expected definitions as a mapping of names to formulas, {'c_D': 'b/(b + k)'}")
        return FrozenDict()
    return FrozenDict({name: read_definition(value, ("definitions", name), collector) for name, value in given.items()})


def _read_claims(given: Any, collector: Collector) -> tuple[Claim, ...]:
    claims = []
    for i, claim in enumerate(given):
        if isinstance(claim, Claim):
            claims.append(claim)
        else:
            hint = 'write dt.Claim("what it says", {"A": "move"})'
            collector.add(("claims", i), f"expected a Claim, not {type(claim).__name__}: {hint}")
    return tuple(claims)


def _read_sources(given: Any, collector: Collector) -> Mapping[str, str]:
    if not isinstance(given, Mapping):
        collector.add(("sources",), "expected sources as a mapping of short names to texts")
        return FrozenDict()
    for key, text in given.items():
        collector.label(key, ("sources", key), "source", at_key=True)
        if not isinstance(text, str):
            collector.add(("sources", key), f"expected text for source '{key}', not {type(text).__name__}")
    return FrozenDict(given)
