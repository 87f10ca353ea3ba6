"""Results as JSON: every number or formula as `{"exact": "1/3", "float": 0.333...}`.

`exact` is the number or formula as text in the formula language, null where the result is not exact; `float` is null
for a formula in letters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from deterrence.algebra.values.value import as_value

if TYPE_CHECKING:
    from deterrence.equilibria.equilibria import Equilibria, Equilibrium
    from deterrence.equilibria.promise import Promise
    from deterrence.games.model import Model
    from deterrence.sensitivity.correlated import Correlated, Extreme
    from deterrence.sensitivity.goals.alternatives import Alternatives
    from deterrence.sensitivity.goals.commitment_worth import CommitmentWorth, Gain
    from deterrence.sensitivity.goals.required import Required
    from deterrence.sensitivity.line.statics import Statics
    from deterrence.sensitivity.line.thresholds import Thresholds
    from deterrence.sensitivity.regions import Regions


# A number takes one line of the text, not four.
_NUMBER = re.compile(r'\{\s+("exact": (?:"(?:[^"\\]|\\.)*"|null)),\s+("float": [^\s}]+)\s+\}')


def json_text(record: Any) -> str:
    """The record as JSON text; exact numbers anywhere in it as :func:`number` shows them."""
    text = json.dumps(record, indent=2, ensure_ascii=False, default=number, allow_nan=False)
    return _NUMBER.sub(r"{\1, \2}", text)


def number(value: Any) -> dict[str, Any]:
    """A number or formula, exactly and as a float.

    Examples
    --------
    >>> from fractions import Fraction
    >>> number(Fraction(3, 10))
    {'exact': '3/10', 'float': 0.3}
    """
    from deterrence.equilibria.named import BeliefRange

    if isinstance(value, BeliefRange):
        return {"from": [number(bound) for bound in value.lower], "to": [number(bound) for bound in value.upper]}
    value = as_value(value)
    return {
        "exact": str(value) if value.is_exact else None,
        "float": float(value) if value.is_constant else None,
    }


def equilibrium_record(eq: Equilibrium) -> dict[str, Any]:
    """An equilibrium family."""
    layout = eq.layout
    return {
        "name": eq.name,
        "called": eq.called or None,
        "kind": eq.kind or None,
        "exists": [str(inequality) for inequality in eq.exists.inequalities],
        "strategies": [
            {
                "player": place.agent,
                "information set": place.name or None,
                "moves": _named(place.moves, values),
                **_cuts(eq, index),
            }
            for index, (place, values) in enumerate(zip(layout.places, eq.strategies, strict=True))
        ],
        "beliefs": [
            {
                "player": layout.places[index].agent,
                "information set": layout.places[index].name,
                "nodes": _named(layout.places[index].nodes, values),
            }
            for index, values in eq.belief_values.items()
        ],
        "payoffs": _named(layout.players, eq.payoff_values),
        "outcomes": _named(layout.outcomes, eq.outcome_values),
        "notes": list(eq.notes),
    }


def _cuts(eq: Equilibrium, index: int) -> dict[str, Any]:
    """The cut-points of types at a place; nothing where there are none."""
    found = [
        {"type": cut.letter, "at": number(cut.value), "below": list(cut.below), "above": list(cut.above)}
        for cut in eq.cuts_at(index)
    ]
    return {"cuts": found} if found else {}


def _named(names: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
    return {name: number(value) for name, value in zip(names, values, strict=True)}


def promise_record(promise: Promise) -> dict[str, Any]:
    """What is promised of a result."""
    return {
        "concept": promise.concept,
        "method": promise.method,
        "options": dict(promise.options),
        "scope": promise.scope or None,
        "refinements": list(promise.refinements),
        "time limit": promise.time_limit,
        "exact": promise.exact,
        "complete": promise.complete,
        "why": promise.why or None,
        "unchecked": promise.unchecked or None,
        "valueless": promise.valueless or None,
    }


def equilibria_record(found: Equilibria) -> dict[str, Any]:
    """What a solver returned, with what it promises."""
    families = list(found)
    return {
        **promise_record(found.promise),
        "letters": list(found.game.letters),
        "equilibria": [equilibrium_record(eq) for eq in families],
        "components": [
            {
                "exists": [str(inequality) for inequality in component.exists.inequalities],
                "equilibria": [families.index(eq) if eq in families else eq.name for eq in component],
            }
            for component in found.components
        ],
    }


def thresholds_record(found: Thresholds) -> dict[str, Any]:
    """The line of one letter, cut into cells."""
    return {
        "letter": found.letter,
        "fixed": dict(found.fixed),
        **promise_record(found.promise),
        "thresholds": [
            {**number(point), "formula": None if formula is None else formula.text, "names": _names(formula)}
            for point, formula in zip(found.points, found.formulas, strict=True)
        ],
        "cells": [
            {
                "interval": str(cell.interval),
                "from": cell.interval.lower,
                "to": cell.interval.upper,
                "from included": cell.interval.lower_closed,
                "to included": cell.interval.upper_closed,
                "equilibria": [equilibrium_record(eq) for eq in cell.equilibria],
                "no game": None if cell.gap is None else str(cell.gap),
            }
            for cell in found.cells
        ],
    }


def _names(formula: Any) -> list[str]:
    return [] if formula is None else list(formula.names)


def regions_record(found: Regions) -> dict[str, Any]:
    """The plane of two letters, cut into areas, pieces of curves and points."""
    numbers = {id(eq): index for index, eq in enumerate(found.equilibria)}
    return {
        "letters": list(found.letters),
        "fixed": dict(found.fixed),
        **promise_record(found.promise),
        "equilibria": [equilibrium_record(eq) for eq in found.equilibria],
        "curves": [str(curve) for curve in found.curves],
        "cells": [
            {
                "dimension": cell.dimension,
                "sample": dict(cell.point),
                "equilibria": [numbers.get(id(eq), eq.name) for eq in cell.equilibria],
                "only here": [numbers.get(id(eq), eq.name) for eq in cell.only_here],
                "no game": None if cell.gap is None else str(cell.gap),
            }
            for cell in found.cells
        ],
    }


def required_record(found: Required) -> dict[str, Any]:
    """The least value of a letter above which a goal is met."""
    formula = found.formula
    return {
        "goal": str(found.goal),
        "letter": found.letter,
        "fixed": dict(found.fixed),
        "possible": found.is_possible,
        "least": found.point,
        "attained": found.attained,
        "lasting": found.is_lasting,
        "where": [str(interval) for interval in found.where],
        "formula": None
        if formula is None
        else {"above": formula.lower or None, "below": formula.upper or None, "proved": formula.proved},
        **promise_record(found.promise),
    }


def alternatives_record(found: Alternatives) -> dict[str, Any]:
    """For each parameter, the change of it alone that meets a goal."""
    return {
        "goal": str(found.goal),
        "at": dict(found.at),
        **promise_record(found.promise),
        "changes": [
            {
                "parameter": row.letter,
                "now": row.now,
                "change": row.change,
                "to": row.point,
                "where": [str(interval) for interval in row.line.where],
            }
            for row in found
        ],
    }


def statics_record(found: Statics) -> dict[str, Any]:
    """The sign with which each quantity of each family moves in each parameter."""
    return {
        "letters": list(found.letters),
        **promise_record(found.promise),
        "rows": [
            {
                "equilibrium": row.family.name,
                "exists": [str(inequality) for inequality in row.family.exists.inequalities],
                "quantity": row.quantity,
                "parameter": row.letter,
                "sign": row.sign,
                "proved": row.proved,
                "derivative": number(row.derivative_value),
            }
            for row in found
        ],
    }


def worth_record(found: CommitmentWorth) -> dict[str, Any]:
    """What committing is worth."""

    def side(pieces: Sequence[Gain]) -> list[dict[str, Any]]:
        return [
            {
                "gain": number(piece.gain),
                "commitment": number(piece.committed),
                "equilibrium": number(piece.otherwise),
                "where": [str(inequality) for inequality in piece.where.inequalities],
            }
            for piece in pieces
        ]

    return {
        "leader": found.leader,
        "against": found.against,
        **promise_record(found.promise),
        "over best": side(found.over_best),
        "over worst": side(found.over_worst),
    }


def correlated_record(found: Correlated) -> dict[str, Any]:
    """The range of a quantity over correlated equilibria."""

    def side(pieces: Sequence[Extreme]) -> list[dict[str, Any]]:
        return [
            {
                "value": number(piece.extreme),
                "where": [str(inequality) for inequality in piece.where.inequalities],
                "distribution": _named(piece.outcomes, piece.chances),
            }
            for piece in pieces
        ]

    return {
        "of": found.of,
        "coarse": found.coarse,
        **promise_record(found.promise),
        "least": side(found.least),
        "most": side(found.most),
    }


def game_record(game: Model) -> dict[str, Any]:
    """A model as far as it can be said without its matrix or tree, which is in `model` as a model file."""
    from deterrence.formats.library import dumps

    return {
        "name": game.name or None,
        "title": game.title or None,
        "form": type(game).__name__.lower(),
        "players": list(game.players),
        "parameters": {
            name: {
                "meaning": p.meaning or None,
                "low": p.low,
                "high": p.high,
                "base": p.base,
                "role": p.role,
                "unit": p.unit or None,
                "source": p.source or None,
            }
            for name, p in game.parameters.items()
        },
        "assumptions": [str(condition) for condition in game.assumptions],
        "implied": {str(condition): reason for condition, reason in game.implied.items()},
        "claims": [{"says": claim.says, "source": claim.source or None} for claim in game.claims],
        "sources": dict(game.sources),
        "model": dumps(game, "yaml"),
    }
