"""What matrices and trees have in common: players, parameters, assumptions, definitions, types, claims."""

from __future__ import annotations

import graphlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypedDict

from deterrence.algebra.evaluate import Value, value_at
from deterrence.algebra.language import (
    Call,
    Condition,
    Expression,
    FormulaError,
    Number,
    as_expression,
    as_fraction,
    given_values,
    names_in,
    walk,
)
from deterrence.games.claim import Claim
from deterrence.games.frozen import FrozenDict
from deterrence.games.mistakes import Collector, GameError, Mistake, listed, nearest
from deterrence.games.parameter import Parameter
from deterrence.games.types import (
    ByType,
    Definition,
    Types,
    for_profile,
    parts_of,
    profiles,
    read_definition,
    read_types,
)

if TYPE_CHECKING:
    from deterrence.algebra.rational import Branches, RationalFunction, Ring
    from deterrence.games.checks import Checker


class Shared(TypedDict, total=False):
    """What every game may be given beside its players and its payoffs."""

    parameters: Iterable[Parameter | str] | Mapping[str, Parameter]
    assumptions: Iterable[Any]
    definitions: Mapping[str, Any]
    types: Mapping[str, Any]
    claims: Iterable[Claim]
    title: str
    summary: str
    sources: Mapping[str, str]
    notes: str
    name: str


class Origin(NamedTuple):
    """The file that a game was read from, and the SHA-256 digest of what it held."""

    path: str
    digest: str


class Failure(NamedTuple):
    """Why a definition has no value: what is wrong with it, or with another (`root`) that it comes down to."""

    root: str
    message: str


@dataclass(frozen=True, init=False, repr=False)
class Model:
    """What matrices and trees have in common; make a :class:`Matrix` or a :class:`Tree`.

    Attributes
    ----------
    players
        Their names; every list of payoffs follows this order.
    parameters
        The letters that are free, by name.
    assumptions
        Conditions taken for granted, those in `implied` among them.
    implied
        The assumptions that nobody wrote, each with its reason: `{1 - 2*c >= 0: "probability of Bad"}`.
    definitions
        Names for formulas; a definition may depend on a player's type.
    types
        `{player: {type: probability}}`, or `{"joint": rows}`; empty where information is complete.
    claims
        Propositions the model is held to.
    title, summary, sources, notes
        For the reader.
    name
        What it is called in the library, or its file's name; not part of what makes two games equal.
    origin
        The file that it was read from, by which mistakes found later are told at their place; None where there is none.
    """

    players: tuple[str, ...]
    parameters: Mapping[str, Parameter]
    assumptions: tuple[Condition, ...]
    definitions: Mapping[str, Definition]
    types: Types
    claims: tuple[Claim, ...]
    title: str
    summary: str
    sources: Mapping[str, str]
    notes: str
    name: str = field(compare=False)
    implied: Mapping[Condition, str] = field(compare=False)
    origin: Origin | None = field(compare=False)

    # --- making one ---

    def _read_shared(self, players: Sequence[str], shared: Shared, collector: Collector) -> None:
        """Take in what all games have, in whatever form it is given."""
        unknown_keys = [key for key in shared if key not in Shared.__annotations__]
        if unknown_keys:
            raise TypeError(
                f"a {type(self).__name__} takes no argument '{unknown_keys[0]}'."
                + nearest(unknown_keys[0], Shared.__annotations__)
            )
        names = read_players(players, collector)
        values: dict[str, Any] = {
            "players": names,
            "parameters": _read_parameters(shared.get("parameters", ()), collector),
            "assumptions": _read_assumptions(shared.get("assumptions", ()), collector),
            "definitions": _read_definitions(shared.get("definitions", {}), collector),
            "types": read_types(shared.get("types", {}), names, collector),
            "claims": _read_claims(shared.get("claims", ()), collector),
            "sources": _read_sources(shared.get("sources", {}), collector),
            "implied": FrozenDict(),
            "origin": None,
        }
        for key in ("title", "summary", "notes", "name"):
            values[key] = shared.get(key, "")
            if not isinstance(values[key], str):
                collector.add((key,), f"expected text for '{key}', not {type(values[key]).__name__}")
        self._set(**values)

    def _set(self, **values: Any) -> None:
        for key, value in values.items():
            object.__setattr__(self, key, value)

    def _with(self, **changes: Any) -> Self:
        """A copy with some fields changed to values that are known to be right."""
        copy = object.__new__(type(self))
        copy.__dict__.update({key: value for key, value in self.__dict__.items() if not key.startswith("_")})
        copy.__dict__.update(changes)
        return copy

    def __getstate__(self) -> dict[str, Any]:
        return {key: value for key, value in self.__dict__.items() if not key.startswith("_")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def _check(self, checker: Checker) -> None:
        """Check the game; what is wrong with it is noted."""
        raise NotImplementedError

    # --- letters ---

    @property
    def letters(self) -> tuple[str, ...]:
        """The parameters that are free, in order."""
        return tuple(self.parameters)

    @property
    def considered(self) -> str:
        """Among which strategies equilibria are looked for, in words; nothing where among all."""
        return ""

    @property
    def commitment(self) -> str | None:
        """The free parameter that measures commitment, if there is one."""
        return next((name for name, parameter in self.parameters.items() if parameter.role == "commitment"), None)

    @property
    def ring(self) -> Ring:
        """The rational functions in the letters."""
        from deterrence.algebra.rational import ring

        return ring(self.letters)

    @property
    def order(self) -> tuple[str, ...]:
        """The names of the definitions, each after those it uses."""
        if "_order" not in self.__dict__:
            self._set(_order=definition_order(self.definitions))
        found: tuple[str, ...] = self.__dict__["_order"]
        return found

    def formulas(self, types: Mapping[str, str] | None = None) -> dict[str, Expression]:
        """The definitions as plain formulas, given everybody's type; without types, those that depend on none."""
        found: dict[str, Expression] = {}
        for name, definition in self.definitions.items():
            if not isinstance(definition, ByType):
                found[name] = definition
            elif types is not None:
                found[name] = for_profile(definition, types)
        return found

    def value(
        self, expression: Any, types: Mapping[str, str] | None = None, branches: Branches | None = None
    ) -> RationalFunction:
        """The rational function of the letters that a formula stands for, definitions filled in.

        Parameters
        ----------
        expression
            A formula, in any form that a payoff may have.
        types
            Everybody's type, where the formula depends on it.
        branches
            How `min` and `max` of letters are to be read; see :class:`deterrence.algebra.rational.Branches`.

        Raises
        ------
        FormulaError
            For unknown names, division by zero, and functions of letters that have no such value.

        Examples
        --------
        >>> from deterrence.games.matrix import Matrix
        >>> game = Matrix(["A"], {"A": ["x", "y"]}, {"x": ["b/d"], "y": [0]}, parameters=["b", "k"],
        ...               definitions={"d": "b + k"})
        >>> print(game.value("1 - b/d"))
        k/(b + k)
        """
        x = as_expression(expression)
        known, failed = self._known_definitions(types)
        for name in names_in(x):
            if name in failed:
                raise FormulaError(f"'{name}' has no value: {failed[name].message}")
        if branches is not None and self.has_function(x):
            return self._branched(x, known, branches)
        key = (x, None if types is None else tuple(types.items()))
        cache: dict[Any, RationalFunction] = self.__dict__.setdefault("_values", {})
        if key not in cache:
            cache[key] = self.ring.value(x, known)
        return cache[key]

    def _branched(self, x: Expression, known: Mapping[str, Any], branches: Branches) -> RationalFunction:
        try:
            return self.ring.value(x, known, branches)
        except RecursionError:
            raise FormulaError("definitions with min, max, sqrt, exp or log use one another too many times") from None

    def has_function(self, x: Expression) -> bool:
        """Whether `min`, `max`, `sqrt`, `exp` or `log` occur in a formula, or in a definition that it uses."""
        if "_with_functions" not in self.__dict__:
            found: set[str] = set()
            for name in self.order:
                if any(
                    _has_call(part) or found.intersection(names_in(part)) for part in parts_of(self.definitions[name])
                ):
                    found.add(name)
            self._set(_with_functions=found)
        return _has_call(x) or not self.__dict__["_with_functions"].isdisjoint(names_in(x))

    def failures(self, types: Mapping[str, str] | None = None) -> Mapping[str, Failure]:
        """The definitions that have no value, and why: a division by zero, or a formula that grows beyond bounds."""
        return self._known_definitions(types)[1]

    def _known_definitions(
        self, types: Mapping[str, str] | None
    ) -> tuple[Mapping[str, Expression | RationalFunction], Mapping[str, Failure]]:
        """The definitions with their values where they have one, and why others have none.

        Each is expanded once, after those it uses; those with functions in them stay formulas.
        """
        key = None if types is None else tuple(types.items())
        cache: dict[Any, Any] = self.__dict__.setdefault("_known", {})
        if key not in cache:
            formulas = self.formulas(types)
            known: dict[str, Any] = dict(formulas)
            failed: dict[str, Failure] = {}
            for name in self.order:
                if name not in formulas:
                    continue
                broken = next((used for used in names_in(formulas[name]) if used in failed), None)
                if broken is not None:
                    failed[name] = failed[broken]
                elif not self.has_function(formulas[name]):
                    try:
                        known[name] = self.ring.value(formulas[name], known)
                    except FormulaError as mistake:
                        failed[name] = Failure(name, mistake.message)
            cache[key] = (known, failed)
        found: tuple[Mapping[str, Expression | RationalFunction], Mapping[str, Failure]] = cache[key]
        return found

    def point(
        self, values: Mapping[str, Fraction] | None = None, types: Mapping[str, str] | None = None
    ) -> dict[str, Value]:
        """The number each name stands for: parameters as given, else at base values, and the definitions that follow.

        Names without a value (no base value, division by zero) are left out.
        """
        found: dict[str, Value] = {}
        for name, parameter in self.parameters.items():
            if values is not None and name in values:
                found[name] = values[name]
            elif parameter.base is not None:
                found[name] = parameter.base
        formulas = self.formulas(types)
        for name in self.order:
            if name in formulas and all(used in found for used in names_in(formulas[name])):
                try:
                    found[name] = value_at(formulas[name], found)
                except FormulaError:
                    continue
        return found

    def game_formulas(self) -> Iterator[Expression]:
        """The formulas of the game itself: payoffs, probabilities of chance and of states, the discount factor."""
        raise NotImplementedError

    @property
    def unused(self) -> tuple[str, ...]:
        """The parameters that no formula, assumption or claim mentions, so that nothing depends on them."""
        left = set(self.parameters).difference(*(claim.mentioned for claim in self.claims))
        written = self._written()
        while left and (x := next(written, None)) is not None:
            left.difference_update(names_in(x))
        return tuple(name for name in self.parameters if name in left)

    def _written(self) -> Iterator[Expression | Condition]:
        yield from self.game_formulas()
        yield from (part for definition in self.definitions.values() for part in parts_of(definition))
        yield from self.assumptions
        if self.types:
            yield from (profile.probability for profile in profiles(self.types, self.players))

    # --- fixing letters ---

    def at(self, values: Mapping[str, Any] | None = None, /, **letters: Any) -> Self:
        """The game with some parameters fixed, by a mapping or by keywords; the rest are still letters.

        Raises
        ------
        GameError
            A ValueError: for an unknown parameter, a value outside its range, or one that breaks an assumption.

        Examples
        --------
        >>> from deterrence.games.matrix import Matrix
        >>> game = Matrix(["A"], {"A": ["x", "y"]}, {"x": ["b"], "y": [0]}, parameters=["b", "k"])
        >>> game.at(b="1/3").letters, game.at({"k": 2}).letters
        (('k',), ('b',))
        """
        from deterrence.games.checks import broken_assumptions
        from deterrence.games.probabilities import without_settled

        fixed = self._read_values(given_values(values, letters))
        free = {name: parameter for name, parameter in self.parameters.items() if name not in fixed}
        numbers = {name: Number(value) for name, value in fixed.items()}
        game = self._with(parameters=FrozenDict(free), definitions=FrozenDict({**numbers, **self.definitions}))
        broken = broken_assumptions(game, {}, base=False)
        if broken:
            raise GameError([Mistake((), case.said(game)) for case in broken])
        return without_settled(game)

    def base_case(self, values: Mapping[str, Any] | None = None, /, **letters: Any) -> Self:
        """The game of numbers: parameters as given, by a mapping or by keywords, all others at their base values.

        Raises
        ------
        GameError
            A ValueError, as for :meth:`at`; and when a parameter has no base value and is not given.

        Examples
        --------
        >>> from deterrence.games.matrix import Matrix
        >>> game = Matrix(["A"], {"A": ["x", "y"]}, {"x": ["b"], "y": [0]}, parameters=[Parameter("b", base=2)])
        >>> game.base_case(b=3).letters
        ()
        """
        given = self._read_values(given_values(values, letters))
        missing = [name for name, p in self.parameters.items() if p.base is None and name not in given]
        if missing:
            raise GameError(
                [Mistake((), f"{listed(missing)} has no base value: give it a value, such as {missing[0]}=1.")]
            )
        return self.at({name: given.get(name, parameter.base) for name, parameter in self.parameters.items()})

    def _read_values(self, values: Mapping[str, Any]) -> dict[str, Fraction]:
        """Numbers given for parameters, each known to lie in its range."""
        read: dict[str, Fraction] = {}
        mistakes: list[Mistake] = []
        for name, value in values.items():
            if name not in self.parameters:
                fixed = " It is fixed already." if name in self.definitions else nearest(name, self.parameters)
                known = f"; those are {listed(self.parameters)}" if self.parameters else ", it has none"
                mistakes.append(Mistake((), f"'{name}' is not a free parameter of this game{known}.{fixed}"))
                continue
            try:
                read[name] = as_fraction(value)
            except FormulaError as mistake:
                mistakes.append(Mistake((), f"value of '{name}': {mistake.message}"))
                continue
            parameter = self.parameters[name]
            if not parameter.allows(read[name]):
                mistakes.append(
                    Mistake((), f"value {read[name]} of '{name}' lies outside its range {parameter.range_text}.")
                )
        if mistakes:
            raise GameError(mistakes)
        return read

    # --- types ---

    def profiles(self) -> list[Mapping[str, str]]:
        """The profiles of types; a single empty one where nobody has types."""
        return [profile.types for profile in profiles(self.types, self.players)] if self.types else [{}]

    # --- showing ---

    def __repr__(self) -> str:
        from deterrence.games.show import text

        return text(self)

    def _repr_html_(self) -> str:
        from deterrence.games.show_html import html

        return html(self)


def _has_call(x: Expression) -> bool:
    return any(isinstance(part, Call) for part in walk(x))


def definition_order(definitions: Mapping[str, Definition]) -> tuple[str, ...]:
    """The names of definitions, each after those it uses.

    Raises
    ------
    graphlib.CycleError
        When definitions go round in a circle.
    """
    uses = {
        name: {used: None for part in parts_of(definition) for used in names_in(part) if used in definitions}
        for name, definition in definitions.items()
    }
    return tuple(graphlib.TopologicalSorter(uses).static_order())


# --- reading what a caller gives ----------------------------------------------------------------------------------


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
