"""What the literature calls the equilibria that were found: the first name of the model whose condition fits.

A condition fits a family where it holds at all values of the letters at which the family exists. Where that could not
be decided, the family has no name. Numbers that are no fractions are compared as floats.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from deterrence.algebra.conditions.conditions import condition
from deterrence.algebra.conditions.decide import implies
from deterrence.algebra.exact.rational import RationalFunction
from deterrence.algebra.formulas.language import FormulaError
from deterrence.algebra.values.value import Value
from deterrence.equilibria.equilibria import Equilibrium, Found
from deterrence.games.model import Model
from deterrence.games.parts.information import START
from deterrence.games.statements import Compared, named_choices

CLOSE: Final = 1e-9
_SIGNS: Final = {">": (1,), ">=": (0, 1), "==": (0,), "<=": (-1, 0), "<": (-1,), "!=": (-1, 1)}


def named(found: Found, game: Model) -> Found:
    """What was found, each family with its name in the literature, where the model has one for it."""
    conditions = named_choices(game)
    if not conditions:
        return found
    known = dict.fromkeys([*found.families, *(member for component in found.components for member in component)])
    called = {family: replace(family, called=name_of(family, conditions, game)) for family in known}
    components = (replace(c, equilibria=tuple(called[member] for member in c)) for c in found.components)
    return replace(found, families=tuple(called[family] for family in found.families), components=tuple(components))


def called(families: Sequence[Equilibrium], game: Model) -> tuple[Equilibrium, ...]:
    """Families with their names in the literature, where the model has some."""
    conditions = named_choices(game)
    return tuple(replace(f, called=name_of(f, conditions, game)) for f in families) if conditions else tuple(families)


def name_of(family: Equilibrium, conditions: Mapping[str, Sequence[Compared]], game: Model) -> str:
    """The first name whose condition fits; nothing where none does."""
    fitting = (name for name, compared in conditions.items() if all(_holds(c, family, game) for c in compared))
    return next(fitting, "")


def _holds(compared: Compared, family: Equilibrium, game: Model) -> bool:
    value = _probability(compared, family)
    if value is None:
        return False
    background = family.exists.background
    try:
        wanted = game.value(compared.value).into(background.ring)
    except FormulaError:
        return False
    if value.rational is None:
        return _holds_nearly(value, compared.relation, wanted)
    met = condition(value.rational.into(background.ring) - wanted, compared.relation)
    return met.is_true or (not met.is_false and implies(family.exists.raw, met, background) is True)


def _holds_nearly(value: Value, relation: str, wanted: RationalFunction) -> bool:
    """Whether a root, or a float, compares so with a number; a root that moves with a letter lies between 0 and 1."""
    if not wanted.is_constant:
        return False
    if value.is_constant:
        difference = float(value) - float(wanted)
        sign = 0 if abs(difference) < CLOSE else 1 if difference > 0 else -1
    elif float(wanted) in (0.0, 1.0):
        sign = 1 if float(wanted) == 0.0 else -1
    else:
        return False
    return sign in _SIGNS[relation]


def _probability(compared: Compared, family: Equilibrium) -> Value | None:
    """The probability that a condition is about; None where the choice is nowhere, as of a type that never exists."""
    for place, row in zip(family.layout.places, family.strategies, strict=True):
        if place.agent == compared.agent and compared.information == (place.name or START):
            return row[place.moves.index(compared.move)] if compared.move in place.moves else None
    return None
