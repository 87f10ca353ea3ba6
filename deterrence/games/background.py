"""What a model takes for granted, as polynomial conditions: the ranges of its letters and its assumptions."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from deterrence.algebra.conditions.conditions import cases
from deterrence.algebra.conditions.decide import Background
from deterrence.games.model import Model


def background(game: Model) -> Background:
    """The ranges and assumptions of a game, for its free letters.

    Raises
    ------
    FormulaError
        When an assumption is not a comparison of rational functions.
    """
    home, formulas = game.ring, game.formulas()
    clauses = tuple(
        options for condition in game.assumptions if () not in (options := cases(condition, home, formulas))
    )
    ranges = {name: (parameter.low, parameter.high) for name, parameter in game.parameters.items()}
    plain = Background(home, clauses, ranges)
    return Background(home, clauses, ranges, _base(game, plain))


def _base(game: Model, plain: Background) -> Mapping[str, Fraction] | None:
    base = {name: p.base for name, p in game.parameters.items() if p.base is not None}
    return base if len(base) == len(game.parameters) and plain.holds(base) else None
