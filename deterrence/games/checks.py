"""Whether the letters of a game are in order: names, definitions, assumptions, base values, probabilities.

Every mistake is noted with its place; none is raised here.
"""

from __future__ import annotations

import graphlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from deterrence.algebra.evaluate import Value, holds_at, value_at
from deterrence.algebra.language import (
    Condition,
    Expression,
    FormulaError,
    Number,
    names_in,
    substitute,
    text_of,
    why_not_a_name,
)
from deterrence.games.mistakes import Collector, Path, listed, nearest
from deterrence.games.model import Model
from deterrence.games.probabilities import Probabilities, Row, shown_number
from deterrence.games.types import (
    JOINT,
    MOST_PROFILES,
    ByType,
    Definition,
    agent_of,
    by_type_players,
    for_profile,
    number_of_profiles,
    profiles,
    types_of,
)
from deterrence.games.valued import TRIED, Fault, faults, hopeless_definitions

DIVISION = "division by zero"


class Checker:
    """The checks that every game goes through, and those its payoffs and probabilities ask for."""

    def __init__(self, model: Model, collector: Collector) -> None:
        self.model = model
        self.collector = collector
        self.known = {**dict.fromkeys(model.parameters), **dict.fromkeys(model.definitions)}
        self.by_type: Mapping[str, tuple[str, ...]] = {}
        self.profiles: Sequence[Mapping[str, str]] = [{}]
        self.can_value = False
        self.reported: set[str] = set()
        self._points: dict[tuple[tuple[str, str], ...], Mapping[str, Value]] = {}
        self._combinations: dict[tuple[str, ...], Sequence[Mapping[str, str]]] = {}
        self._strangers: dict[Expression, tuple[str, ...]] = {}
        self._used: dict[Expression, tuple[Fault, ...]] = {}
        self.probabilities = Probabilities(self)

    # --- all games ---

    def check_model(self) -> None:
        """Parameters, definitions, types and assumptions."""
        before = len(self.collector.mistakes)
        self._check_parameters()
        self._check_definitions()
        # Formulas can be valued only once their names are in order.
        few = number_of_profiles(self.model.types) <= MOST_PROFILES
        self.can_value = len(self.collector.mistakes) == before and few and not self._misread_types
        if self.can_value:
            self._value_definitions()
        self._check_assumptions()
        self._check_types()

    @property
    def _misread_types(self) -> bool:
        return any(mistake.path[:1] == ("types",) for mistake in self.collector.mistakes)

    def _check_parameters(self) -> None:
        commitments = [name for name, parameter in self.model.parameters.items() if parameter.role == "commitment"]
        for name in commitments[1:]:
            self.collector.add(
                ("parameters", name, "role"),
                f"'{name}' and '{commitments[0]}' are both the commitment; only one may be.",
            )

    def _check_definitions(self) -> None:
        definitions = self.model.definitions
        for name, definition in definitions.items():
            mistake = why_not_a_name(name)
            if mistake:
                self.collector.add(("definitions", name), f"definition: {mistake}", at_key=True)
            elif name in self.model.parameters:
                self.collector.add(("definitions", name), f"'{name}' is a parameter already", at_key=True)
            self._check_definition_names(name, definition)
        try:
            order = self.model.order
        except graphlib.CycleError as error:
            circle = [str(name) for name in reversed(error.args[1])]
            self.collector.add(
                ("definitions", circle[0]), f"definitions go round in a circle: {shown_circle(circle)}", at_key=True
            )
            return
        self.by_type = by_type_players(definitions, order)

    def _check_definition_names(self, name: str, definition: Definition) -> None:
        """The names in a definition, and the types it depends on."""
        kinds = types_of(self.model.types, self.model.players)
        waiting: list[tuple[Definition, Path]] = [(definition, ("definitions", name))]
        while waiting:
            part, path = waiting.pop()
            if not isinstance(part, ByType):
                self._check_names(part, path, f"definition of '{name}'")
                continue
            if part.player not in kinds:
                # Where types cannot be read, whose they are is not known.
                if not self._misread_types:
                    message = f"'{name}' depends on the type of '{part.player}', who has no types."
                    self.collector.add((*path, part.player), message + nearest(part.player, kinds), at_key=True)
                continue
            known = kinds[part.player]
            for kind, value in part.values.items():
                inner = (*path, part.player, kind)
                if kind not in known:
                    self.collector.add(
                        inner,
                        f"'{kind}' is not a type of {part.player}; those are {listed(known)}.{nearest(kind, known)}",
                        at_key=True,
                    )
                else:
                    waiting.append((value, inner))
            missing = [kind for kind in known if kind not in part.values]
            if missing and all(kind in known for kind in part.values):
                self.collector.add(
                    (*path, part.player), f"'{name}' says nothing for {part.player}'s type {listed(missing)}"
                )

    def _check_names(self, x: Expression | Condition, path: Path, what: str) -> bool:
        strangers = [name for name in names_in(x) if name not in self.known]
        for name in strangers:
            self.collector.stranger(path, what, name, self.known)
        return not strangers

    def _value_definitions(self) -> None:
        if self.model.types:
            self.profiles = self.model.profiles()
        for types in self.profiles[:TRIED]:
            for name, (root, why) in self.model.failures(types or None).items():
                # A division by zero may come of fixing a letter, and hurts only where the definition is used.
                if name == root and name not in self.reported and why != DIVISION:
                    self._report_definition(name, why)
        for name, why in hopeless_definitions(self):
            self._report_definition(name, why)

    def _report_definition(self, name: str, why: str) -> None:
        self.collector.add(("definitions", name), f"definition of '{name}': {why}")
        self.reported.add(name)

    def _check_types(self) -> None:
        types = self.model.types
        count = number_of_profiles(types)
        if count > MOST_PROFILES:
            self.collector.add(
                ("types",), f"{count:,} profiles of types; at most {MOST_PROFILES:,} are possible", at_key=True
            )
            return
        for player, kinds in types_of(types, self.model.players).items():
            for kind in kinds:
                if agent_of(player, kind) in self.model.players:
                    self.collector.add(
                        ("types",),
                        f"a player is called '{agent_of(player, kind)}', as {player} of type {kind} would be.",
                    )
        # Where a probability cannot be read, that is told already.
        told = {m.path[1] for m in self.collector.mistakes if m.path[:1] == ("types",) and len(m.path) > 1}
        if JOINT in types:
            drawn = enumerate(profiles(types, self.model.players))
            rows = [Row(("types", JOINT, i, "probability"), p.probability, p.label) for i, p in drawn]
            if JOINT not in told:
                self.check_probabilities(rows, ("types", JOINT), "probabilities of the types")
            return
        for player, row in types.items():
            if player in told:
                continue
            rows = [Row(("types", player, kind), p, agent_of(player, kind)) for kind, p in row.items()]
            self.check_probabilities(rows, ("types", player), f"probabilities of {player}'s types")

    def _check_assumptions(self) -> None:
        for i, condition in enumerate(self.model.assumptions):
            if self._check_names(condition, ("assumptions", i), "assumption") and self._is_free_of_types(condition):
                continue
            for name in names_in(condition):
                if name in self.by_type:
                    self.collector.add(
                        ("assumptions", i), f"assumption uses '{name}', which depends on a type", name=name
                    )
        if not self.collector.mistakes:
            for i, condition, why in broken_assumptions(self.model, self.model.point()):
                message = f"the base values break the assumption '{text_of(condition)}'{why}."
                self.collector.add(("assumptions", i), message)

    def _is_free_of_types(self, x: Expression | Condition) -> bool:
        return not any(name in self.by_type for name in names_in(x))

    # --- formulas in payoffs and probabilities ---

    def use(self, x: Expression, path: Path, what: str) -> None:
        """Check a formula where it stands: its names are known and it has a value."""
        if isinstance(x, Number):
            return
        strangers = self._strangers.get(x)
        if strangers is None:
            strangers = self._strangers[x] = tuple(name for name in names_in(x) if name not in self.known)
            self._used[x] = () if strangers else tuple(self._faults(x))
        for name in strangers:
            self.collector.stranger(path, what, name, self.known)
        for fault in self._used[x]:
            self.collector.add(path, f"{what}{fault.message}", name=fault.name)

    def _faults(self, x: Expression) -> list[Fault]:
        return faults(self, x) if self.can_value else []

    def combinations(self, *formulas: Expression) -> Sequence[Mapping[str, str]]:
        """The combinations of types on which formulas depend, each with everybody's type; `[{}]` where on none."""
        players = {player: None for x in formulas for name in names_in(x) for player in self.by_type.get(name, ())}
        if not players:
            return [{}]
        key = tuple(player for player in self.model.players if player in players)
        if key not in self._combinations:
            found = {tuple(types[player] for player in key): types for types in reversed(self.profiles)}
            self._combinations[key] = list(reversed(found.values()))
        return self._combinations[key]

    def of_types(self, x: Expression, types: Mapping[str, str]) -> Expression:
        """A formula with its definitions that depend on types written out."""
        while by_type := [name for name in names_in(x) if name in self.by_type]:
            x = substitute(x, {name: for_profile(self.model.definitions[name], types) for name in by_type})
        return x

    def point(self, types: Mapping[str, str]) -> Mapping[str, Value]:
        """The base case, given everybody's type."""
        key = tuple(types.items())
        if key not in self._points:
            self._points[key] = self.model.point(None, types or None)
        return self._points[key]

    def check_probabilities(self, rows: Sequence[Row], path: Path, what: str) -> None:
        """Check that probabilities sum to 1 and are not negative, wherever that can be told."""
        before = len(self.collector.mistakes)
        for row in rows:
            self.use(row.probability, row.path, "probability")
        if before == len(self.collector.mistakes) and self.can_value and not self.reported:
            self.probabilities.check(rows, path, what)


def shown_circle(names: Sequence[str]) -> str:
    """`a -> b -> a`, cut short where it is long."""
    return " -> ".join(names if len(names) <= 8 else [*names[:4], "...", *names[-2:]])


class Broken(NamedTuple):
    """An assumption that is false at a point: its position, the assumption, and the values that make it so."""

    position: int
    condition: Condition
    values: str

    def said(self, model: Model) -> str:
        """The sentence that says so."""
        said = f"the assumption '{text_of(self.condition)}' does not hold{self.values}"
        reason = model.implied.get(self.condition)
        return f"{said}: the {reason} asks for it." if reason else f"{said}."


def broken_assumptions(model: Model, point: Mapping[str, Value], *, base: bool = True) -> list[Broken]:
    """The assumptions that are false at a point.

    An assumption with a name that has no value there is left alone.  With `base` the point is the whole story; without,
    it is what follows from the definitions alone.
    """
    values = point if base else _fixed(model)
    broken = []
    for i, condition in enumerate(model.assumptions):
        names = list(names_in(condition))
        if not all(name in values for name in names):
            continue
        try:
            holds = holds_at(condition, values)
        except FormulaError:
            continue
        if holds is False:
            why = ", ".join(f"{name} = {shown_number(values[name])}" for name in names)
            broken.append(Broken(i, condition, f" ({why})" if why else ""))
    return broken


def _fixed(model: Model) -> dict[str, Value]:
    """The names whose value does not depend on a parameter that is still free."""
    formulas = model.formulas()
    found: dict[str, Value] = {}
    for name in model.order:
        if name in formulas and all(used in found for used in names_in(formulas[name])):
            try:
                found[name] = value_at(formulas[name], found)
            except FormulaError:
                continue
    return found
