"""Formulas as JavaScript: families to be evaluated at values that a reader moves, without any library.

A letter is `v[3]` and never its name, so that nothing of a model's text is ever part of a program. Numbers are floats
there. Whether a weak inequality holds at a tie is decided up to rounding, and families that need a tie are left out.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from deterrence.algebra.conditions.conditions import Condition, Conjunction
from deterrence.algebra.exact.show import ordered_terms
from deterrence.algebra.formulas.language import FormulaError
from deterrence.algebra.values.value import Value
from deterrence.equilibria.equilibria import Equilibria, Equilibrium
from deterrence.games.background import background
from deterrence.games.model import Model

# Below this a number counts as zero: far above rounding errors, far below a step of a slider.
_TOLERANCE: Final = "1e-9"
_RELATIONS: Final = {
    ">": f"> {_TOLERANCE}",
    ">=": f"> -{_TOLERANCE}",
    "<": f"< -{_TOLERANCE}",
    "<=": f"< {_TOLERANCE}",
}
STEPS: Final = 200

Places = Mapping[str, int]


def polynomial_js(polynomial: Any, names: Sequence[str], places: Places) -> str:
    """A polynomial as a sum of products.

    Examples
    --------
    >>> from deterrence.algebra.exact.rational import ring
    >>> c, k = ring(("c", "k")).letter("c"), ring(("c", "k")).letter("k")
    >>> polynomial_js((c * c * k - 3).numerator, ("c", "k"), {"c": 0, "k": 1})
    '1*v[0]*v[0]*v[1]+(-3)'
    """
    terms = []
    for exponents, coefficient in ordered_terms(polynomial):
        letters = [f"v[{places[name]}]" for name, power in zip(names, exponents, strict=True) for _ in range(power)]
        terms.append("*".join([number_js(coefficient), *letters]))
    return "+".join(terms) or "0"


def number_js(value: Fraction) -> str:
    """A number; a quotient where it is no integer."""
    written = f"{value.numerator}" if value.denominator == 1 else f"{value.numerator}/{value.denominator}"
    return written if written.isdigit() else f"({written})"


def value_js(value: Value, places: Places) -> str:
    """A formula or a number.

    Raises
    ------
    FormulaError
        For what is neither a quotient of polynomials nor a number.
    """
    function = value.rational
    if function is not None:
        above = polynomial_js(function.numerator, function.ring.names, places)
        below = polynomial_js(function.denominator, function.ring.names, places)
        return f"({above})" if below == "1" else f"({above})/({below})"
    if value.is_constant and math.isfinite(float(value)):
        return f"({float(value)!r})"
    raise FormulaError(f"{value} has no formula that a page can compute with")


def condition_js(condition: Condition, places: Places) -> str:
    """Whether a product of polynomials has a sign."""
    factors = [
        f"({polynomial_js(factor.polynomial, factor.names, places)})"
        for factor, power in condition.factors
        for _ in range(power)
    ]
    product = "*".join([f"({condition.sign})", *factors])
    if condition.relation in _RELATIONS:
        return f"{product} {_RELATIONS[condition.relation]}"
    return f"Math.abs({product}) {'<' if condition.relation == '==' else '>'} {_TOLERANCE}"


def conjunction_js(conjunction: Conjunction, places: Places) -> str:
    """Whether all conditions hold."""
    return "&&".join(condition_js(condition, places) for condition in conjunction) or "true"


def family_js(eq: Equilibrium, places: Places) -> str:
    """A family as an object of functions of the letters' values."""
    groups = {
        "strategies": [value for row in eq.strategies for value in row],
        "payoffs": list(eq.payoff_values),
        "outcomes": list(eq.outcome_values),
    }
    parts = [f"exists:v=>{conjunction_js(eq.exists.minimal, places)}"]
    for key, values in groups.items():
        parts.append(f"{key}:v=>[{','.join(value_js(value, places) for value in values)}]")
    return "{" + ",\n ".join(parts) + "}"


def families_js(game: Model, found: Equilibria) -> str:
    """All generic families, and whether what the model assumes holds, as a script that declares both.

    Raises
    ------
    FormulaError
        When something has no formula in the parameters of the game.
    """
    places = {name: index for index, name in enumerate(game.letters)}
    try:
        families = ",\n".join(family_js(eq, places) for eq in found.generic)
        clauses = background(game).clauses
        granted = [f"({'||'.join(f'({conjunction_js(option, places)})' for option in clause)})" for clause in clauses]
    except KeyError as fault:
        raise FormulaError(f"{fault.args[0]} is no parameter of the game") from fault
    return f"const FAMILIES = [{families}];\nconst GRANTED = v => {'&&'.join(granted) or 'true'};\n"


def names_json(game: Model, found: Equilibria) -> str:
    """What the page calls things: letters with their ranges, and for each family its moves, players and outcomes."""
    letters = []
    for name, parameter in game.parameters.items():
        base = float(parameter.base) if parameter.base is not None else None
        low, high = parameter.low, parameter.high
        middle = base if base is not None else 0.0
        least = float(low) if low is not None else min(middle, 0.0) - 10 * max(1.0, abs(middle))
        most = float(high) if high is not None else max(middle, 0.0) + 10 * max(1.0, abs(middle))
        letters.append(
            {
                "name": name,
                "meaning": parameter.meaning,
                "low": least,
                "high": most,
                "step": (most - least) / STEPS,
                "base": base if base is not None else (least + most) / 2,
            }
        )
    families = [
        {
            "name": eq.name,
            "moves": [
                [f"{place.agent} ({place.name})" if place.name else place.agent, move]
                for place in eq.layout.places
                for move in place.moves
            ],
            "players": list(eq.layout.players),
            "outcomes": list(eq.layout.outcomes),
        }
        for eq in found.generic
    ]
    return json.dumps({"letters": letters, "families": families})
