"""Games with `sqrt`, `exp` or `log` of a letter, as games with a letter for each of these.

Such a game has no rational formulas in its own letters. With a letter in the place of every `exp(-k)` it has, and they
hold wherever that letter takes the value that it stands for: so one solution in formulas serves all points.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from deterrence.algebra.formulas.expressions import Call, Expression, text_of
from deterrence.games.model import Model
from deterrence.games.parts.frozen import FrozenDict
from deterrence.games.parts.naming import Naming
from deterrence.games.parts.parameter import Parameter
from deterrence.games.parts.types import ByType, Definition


@dataclass(frozen=True)
class Lettered:
    """A game with letters in the place of functions.

    Attributes
    ----------
    game
        The game.
    written
        The game as it is written.
    stands_for
        For each of these letters its formula in the game's own letters and definitions.
    definitions
        The definitions that occur in those formulas, each after those it uses.
    """

    game: Model
    written: Model
    stands_for: Mapping[str, Call]
    definitions: Mapping[str, Expression]


def lettered(game: Model) -> Lettered:
    """A game with a letter for each `sqrt`, `exp` and `log` of letters; the same object when asked again.

    Left as they are: functions of what depends on a player's type, and those in the probabilities of types.

    Examples
    --------
    >>> from deterrence.games.matrix import Matrix
    >>> game = Matrix(["A"], {"A": ["x", "y"]}, {"x": ["2*sqrt(a)"], "y": [1]}, parameters=["a"])
    >>> found = lettered(game)
    >>> found.game.letters, {name: str(call) for name, call in found.stands_for.items()}
    (('a', 'sqrt_1'), {'sqrt_1': 'sqrt(a)'})
    """
    if "_lettered" not in vars(game):
        game._set(_lettered=_Lettering(game).result(game))
    found: Lettered = vars(game)["_lettered"]
    return found


class _Lettering(Naming):
    """One pass over a game's formulas."""

    def result(self, game: Model) -> Lettered:
        changes: dict[str, Any] = {
            "definitions": FrozenDict({name: self._definition(d) for name, d in game.definitions.items()}),
            "assumptions": tuple(self.replaced(condition) for condition in game.assumptions),
            "implied": FrozenDict({self.replaced(condition): reason for condition, reason in game.implied.items()}),
        }
        drawn = {
            player: replace(own, distribution=own.distribution.rewritten(self.replaced))
            for player, own in game.drawn.items()
        }
        changes |= {"drawn": FrozenDict(drawn), **game.rewritten(self.replaced)}
        if not self.names:
            return Lettered(game, game, {}, {})
        letters = {name: _parameter(name, call) for call, name in self.names.items()}
        whole = game._with(**changes, parameters=FrozenDict({**game.parameters, **letters}))
        definitions = {name: game.formulas()[name] for name in game.order if name in self.used}
        return Lettered(whole, game, {name: call for call, name in self.names.items()}, definitions)

    def _definition(self, definition: Definition) -> Definition:
        if isinstance(definition, ByType):
            return ByType(definition.player, {kind: self._definition(d) for kind, d in definition.values.items()})
        return self.replaced(definition)


def _parameter(name: str, call: Call) -> Parameter:
    return Parameter(name, text_of(call), None if call.function == "log" else Fraction(0))


__all__ = ["Lettered", "lettered"]
