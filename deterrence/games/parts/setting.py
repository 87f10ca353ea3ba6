"""The setting of a game: who plays, its letters, and what formulas in them are worth."""

from __future__ import annotations

import graphlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from deterrence.algebra.formulas.evaluate import Value, value_at
from deterrence.algebra.formulas.language import (
    Call,
    Condition,
    Expression,
    FormulaError,
    Number,
    as_expression,
    names_in,
    walk,
)
from deterrence.games.parts.distributions import Drawn
from deterrence.games.parts.frozen import FrozenDict
from deterrence.games.parts.parameter import Parameter
from deterrence.games.parts.types import ByType, Definition, Types, for_profile, parts_of, profiles

if TYPE_CHECKING:
    from deterrence.algebra.exact.rational import Branches, RationalFunction, Ring


class Failure(NamedTuple):
    """Why a definition has no value: what is wrong with it, or with another (`root`) that it comes down to."""

    root: str
    message: str


@dataclass(frozen=True, init=False, repr=False)
class Setting:
    """What is written for every game before its moves.

    Attributes
    ----------
    players
        Their names; every list of payoffs follows this order.
    parameters
        The letters that are free, by name.
    assumptions
        Conditions taken for granted, those in `implied` among them.
    definitions
        Names for formulas; a definition may depend on a player's type.
    types
        `{player: {type: probability}}`, or `{"joint": rows}`; empty where information is complete.
    drawn
        For players whose type is drawn from a distribution its letter and the distribution; these have none in `types`.
    implied
        The assumptions that nobody wrote, each with its reason: `{1 - 2*c >= 0: "probability of Bad"}`.
    """

    players: tuple[str, ...]
    parameters: Mapping[str, Parameter]
    assumptions: tuple[Condition, ...]
    definitions: Mapping[str, Definition]
    types: Types
    drawn: Mapping[str, Drawn]
    implied: Mapping[Condition, str] = field(compare=False)

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

    # --- letters ---

    @property
    def letters(self) -> tuple[str, ...]:
        """The parameters that are free, in order."""
        return tuple(self.parameters)

    @property
    def commitment(self) -> str | None:
        """The free parameter that measures commitment, if there is one."""
        return next((name for name, parameter in self.parameters.items() if parameter.role == "commitment"), None)

    @property
    def is_typed(self) -> bool:
        """Whether somebody has private information: one of several types, or a type drawn from a distribution."""
        return bool(self.types or self.drawn)

    def with_letter(self, own: Drawn) -> Self:
        """The setting with the letter of a type among its parameters."""
        low, high = (end.value if isinstance(end, Number) else None for end in own.distribution.ends)
        if low is not None and high is not None and low >= high:
            low = high = None  # the checks say what is wrong with the distribution, and where
        letter = Parameter(own.letter, low=low, high=high)
        return self._with(parameters=FrozenDict({**self.parameters, own.letter: letter}))

    @property
    def focus(self) -> tuple[str, ...]:
        """The free parameter that conditions are solved for before others: the commitment, else the one in focus."""
        named = {parameter.role: name for name, parameter in self.parameters.items()}
        found = named.get("commitment") or named.get("focus")
        return (found,) if found else ()

    @property
    def ring(self) -> Ring:
        """The rational functions in the letters."""
        from deterrence.algebra.exact.rational import ring

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
            How `min` and `max` of letters are to be read; see :class:`deterrence.algebra.exact.rational.Branches`.

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
        cache: dict[Any, RationalFunction] = self.__dict__.setdefault("_values", {})
        if isinstance(x, Number):  # large games are made of these
            if x.value not in cache:
                cache[x.value] = self.ring.constant(x.value)
            return cache[x.value]
        known, failed = self._known_definitions(types)
        for name in names_in(x):
            if name in failed:
                raise FormulaError(f"'{name}' has no value: {failed[name].message}")
        if branches is not None and self.has_function(x):
            return self._branched(x, known, branches)
        key = (x, None if types is None else tuple(types.items()))
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
        return self.with_definitions(found, types)

    def with_definitions(self, known: Mapping[str, Value], types: Mapping[str, str] | None = None) -> dict[str, Value]:
        """Some numbers by name, and those of the definitions that follow from them and have a value."""
        found = dict(known)
        formulas = self.formulas(types)
        for name in self.order:
            if name in formulas and all(used in found for used in names_in(formulas[name])):
                try:
                    found[name] = value_at(formulas[name], found)
                except FormulaError:
                    continue
        return found

    def profiles(self) -> list[Mapping[str, str]]:
        """The profiles of types; a single empty one where nobody has types."""
        return [profile.types for profile in profiles(self.types, self.players)] if self.types else [{}]

    def letters_of(self, formula: Expression) -> list[str]:
        """The parameters on which a formula depends, by way of definitions too, in the order of the game."""
        formulas = self.formulas()
        waiting, seen = [formula], set()
        while waiting:
            for name in names_in(waiting.pop()):
                if name not in seen:
                    seen.add(name)
                    waiting += [formulas[name]] if name in formulas else []
        return [name for name in self.parameters if name in seen]


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
