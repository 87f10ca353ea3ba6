"""The letters of a game being checked: the types on which formulas depend, and the values that letters may take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from deterrence.algebra.formulas.evaluate import Value
from deterrence.algebra.formulas.language import Comparison, Expression, names_in, substitute
from deterrence.games.checks.assumptions import OPPOSITE
from deterrence.games.checks.domain import Domain
from deterrence.games.parts.frozen import FrozenDict
from deterrence.games.parts.setting import Setting
from deterrence.games.parts.types import for_profile


class Scope:
    """What the names in a game's formulas stand for.

    Parameters
    ----------
    model
        The game.

    Attributes
    ----------
    by_type
        For each definition that depends on types, the players whose types these are.
    profiles
        The profiles of types; a single empty one where nobody has types.
    reported
        The definitions of which it is said already that they have no value.
    """

    def __init__(self, model: Setting) -> None:
        self.model = model
        self.by_type: Mapping[str, tuple[str, ...]] = {}
        self.profiles: Sequence[Mapping[str, str]] = [{}]
        self.reported: set[str] = set()
        self._points: dict[tuple[tuple[str, str], ...], Mapping[str, Value]] = {}
        self._combinations: dict[tuple[str, ...], Sequence[Mapping[str, str]]] = {}
        self._domain: Domain | None = None

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

    @property
    def domain(self) -> Domain:
        """The ranges and the assumptions so far."""
        if self._domain is None:
            self._domain = Domain(self.model)
        return self._domain

    def grant(self, wanted: Comparison, reason: str) -> bool:
        """Take a comparison for granted where it is not sure anyway; False where no values of the letters allow it."""
        if self.domain.can_hold(Comparison(OPPOSITE[wanted.symbol], wanted.left, wanted.right)) is False:
            return True
        if self.domain.can_hold(wanted) is False:
            return False
        model = self.model
        if wanted not in model.assumptions:
            implied = FrozenDict({**model.implied, wanted: reason})
            model._set(assumptions=(*model.assumptions, wanted), implied=implied)
            self._domain = None
        return True
