"""Whether the letters of a game are in order: names, definitions, assumptions, base values, probabilities.

Every mistake is noted with its place; none is raised here.
"""

from __future__ import annotations

import graphlib
from collections.abc import Sequence

from deterrence.algebra.formulas.language import Condition, Expression, Number, names_in, text_of, why_not_a_name
from deterrence.games.checks.assumptions import broken_assumptions
from deterrence.games.checks.drawn_types import DrawnTypes
from deterrence.games.checks.probabilities import Probabilities, Row
from deterrence.games.checks.scope import Scope
from deterrence.games.checks.valued import DIVISION, TRIED, Fault, faults, hopeless_definitions
from deterrence.games.parts.distributions import Drawn
from deterrence.games.parts.mistakes import Collector, Path, listed, nearest
from deterrence.games.parts.parameter import ROLES
from deterrence.games.parts.setting import Setting
from deterrence.games.parts.types import (
    JOINT,
    MOST_PROFILES,
    ByType,
    Definition,
    agent_of,
    by_type_players,
    number_of_profiles,
    profiles,
    types_of,
)


class Checker:
    """The checks that every game goes through, and those its payoffs and probabilities ask for."""

    def __init__(self, model: Setting, collector: Collector) -> None:
        self.model = model
        self.collector = collector
        self.known = {**dict.fromkeys(model.parameters), **dict.fromkeys(model.definitions)}
        self.scope = Scope(model)
        self.can_value = False
        self._strangers: dict[Expression, tuple[str, ...]] = {}
        self._used: dict[Expression, tuple[Fault, ...]] = {}
        self.probabilities = Probabilities(self.scope, collector)
        self.drawn = DrawnTypes(self)
        self._knowing: dict[Drawn, Checker] = {}

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
        self.drawn.check()

    @property
    def _misread_types(self) -> bool:
        return any(mistake.path[:1] == ("types",) for mistake in self.collector.mistakes)

    def _check_parameters(self) -> None:
        for role in ROLES:
            first, *others = [n for n, p in self.model.parameters.items() if p.role == role] or [""]
            for name in others:
                self.collector.add(
                    ("parameters", name, "role"), f"'{name}' and '{first}' are both the {role}; only one may be."
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
        self.scope.by_type = by_type_players(definitions, order)

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
            self._tell_stranger(name, path, what)
        return not strangers

    def _tell_stranger(self, name: str, path: Path, what: str) -> None:
        if name in self.drawn.owners:
            self.collector.add(path, f"{what} uses {self.drawn.of_type(name)}", name=name)
        else:
            self.collector.stranger(path, what, name, self.known)

    def _value_definitions(self) -> None:
        if self.model.types:
            self.scope.profiles = self.model.profiles()
        for types in self.scope.profiles[:TRIED]:
            for name, (root, why) in self.model.failures(types or None).items():
                # A division by zero may come of fixing a letter, and hurts only where the definition is used.
                if name == root and name not in self.scope.reported and why != DIVISION:
                    self._report_definition(name, why)
        for name, why in hopeless_definitions(self.scope):
            self._report_definition(name, why)

    def _report_definition(self, name: str, why: str) -> None:
        self.collector.add(("definitions", name), f"definition of '{name}': {why}")
        self.scope.reported.add(name)

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
                if name in self.scope.by_type:
                    self.collector.add(
                        ("assumptions", i), f"assumption uses '{name}', which depends on a type", name=name
                    )
        if not self.collector.mistakes:
            for i, condition, why in broken_assumptions(self.model, self.model.point()):
                message = f"the base values break the assumption '{text_of(condition)}'{why}."
                self.collector.add(("assumptions", i), message)

    def _is_free_of_types(self, x: Expression | Condition) -> bool:
        return not any(name in self.scope.by_type for name in names_in(x))

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
            self._tell_stranger(name, path, what)
        for fault in self._used[x]:
            self.collector.add(path, f"{what}{fault.message}", name=fault.name)

    def use_payoff(self, x: Expression, path: Path, what: str, player: str) -> None:
        """Check a payoff: as any formula, and as for the types that are drawn from distributions."""
        if self.drawn.owners:
            self.drawn.use_payoff(x, path, what, player)
        else:
            self.use(x, path, what)

    def knowing(self, own: Drawn) -> Checker:
        """The checker of formulas in which the letter of a type may occur."""
        if own not in self._knowing:
            self._knowing[own] = self.like(self.model.with_letter(own))
        return self._knowing[own]

    def like(self, model: Setting) -> Checker:
        """The checker of the same game with another letter; what is known of the game's types is handed on."""
        made = Checker(model, self.collector)
        made.can_value = self.can_value
        made.scope.by_type, made.scope.profiles = self.scope.by_type, self.scope.profiles
        made.scope.reported = self.scope.reported
        return made

    def _faults(self, x: Expression) -> list[Fault]:
        return faults(self.scope, x) if self.can_value else []

    def check_probabilities(self, rows: Sequence[Row], path: Path, what: str) -> None:
        """Check that probabilities sum to 1 and are not negative, wherever that can be told."""
        before = len(self.collector.mistakes)
        for row in rows:
            self.use(row.probability, row.path, "probability")
        if before == len(self.collector.mistakes) and self.can_value and not self.scope.reported:
            self.probabilities.check(rows, path, what)


def shown_circle(names: Sequence[str]) -> str:
    """`a -> b -> a`, cut short where it is long."""
    return " -> ".join(names if len(names) <= 8 else [*names[:4], "...", *names[-2:]])
