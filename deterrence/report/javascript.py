"""Formulas as JavaScript: families to be evaluated at values that a reader moves, without any library.

A letter is `v[3]` and never its name, so that nothing of a model's text is ever part of a program. Numbers are floats
there. Conditions are data: a sign, a relation, and the factors whose product is compared with zero. Every factor is
written once, as a function, with its degree in each letter, by which the page finds where it vanishes on a line.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

from deterrence.algebra.conditions.conditions import Condition, Conjunction, Factor
from deterrence.algebra.exact.show import ordered_terms
from deterrence.algebra.formulas.expressions import Call, Expression, Name, Negative, Number, Operation
from deterrence.algebra.formulas.language import FormulaError
from deterrence.algebra.values.radical import Radical
from deterrence.algebra.values.value import Value
from deterrence.equilibria.equilibria import Equilibrium
from deterrence.games.model import Model
from deterrence.games.parts.types import ByType

Places = Mapping[str, int]
# A sign, a relation, and factors with their exponents; any of several conjunctions.
ConditionData = tuple[int, str, list[tuple[int, int]]]
ClauseData = list[list[ConditionData]]

_CALLS: Final = {"min": "Math.min", "max": "Math.max", "sqrt": "Math.sqrt", "exp": "Math.exp", "log": "Math.log"}
# Definitions that use one another may grow beyond what a page should hold.
_LONGEST: Final = 5000
_NEXT: Final = ",\n"


def places_of(game: Model) -> Places:
    """The place of each letter among the values."""
    return {name: index for index, name in enumerate(game.letters)}


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
        letters = [
            f"v[{_place(places, name)}]" for name, power in zip(names, exponents, strict=True) for _ in range(power)
        ]
        terms.append("*".join([number_js(coefficient), *letters]))
    return "+".join(terms) or "0"


def _place(places: Places, name: str) -> int:
    if name not in places:
        raise FormulaError(f"{name} is no parameter of the game")
    return places[name]


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
    if isinstance(value, Radical):
        plain, times, inside = (value_js(part, places) for part in (value.plain, value.times, value.root.inside))
        return f"({plain}+({times})*Math.sqrt({inside}))"
    if value.is_constant and math.isfinite(float(value)):
        return f"({float(value)!r})"
    raise FormulaError(f"{value} has no formula that a page can compute with")


def expression_js(expression: Expression, names: Mapping[str, str]) -> str:
    """A formula as it is written, `min`, `max`, `sqrt`, `exp` and `log` included.

    Parameters
    ----------
    expression
        The formula.
    names
        What stands for each letter and definition.

    Examples
    --------
    >>> from deterrence.algebra.formulas.language import as_expression
    >>> expression_js(as_expression("max(1 - c, 0)*G**2"), {"c": "v[0]", "G": "v[1]"})
    '(Math.max((1-v[0]),0)*(v[1]**2))'
    """
    match expression:
        case Number():
            return number_js(expression.value)
        case Name():
            if expression.name not in names:
                raise FormulaError(f"{expression.name} has no number on the page")
            return names[expression.name]
        case Negative():
            return f"(-{expression_js(expression.operand, names)})"
        case Operation():
            left, right = expression_js(expression.left, names), expression_js(expression.right, names)
            return f"({left}{expression.symbol}{right})"
        case Call():
            inside = ",".join(expression_js(part, names) for part in expression.arguments)
            return f"{_CALLS[expression.function]}({inside})"


@dataclass
class Program:
    """The functions that a page computes with, gathered one after another.

    Attributes
    ----------
    places
        The place of each letter among the values.
    factors
        The factors of all conditions, each once.
    """

    places: Places
    factors: dict[Factor, int] = field(default_factory=dict)
    _families: list[str] = field(default_factory=list)
    _formulas: list[str] = field(default_factory=list)

    def condition(self, condition: Condition) -> ConditionData:
        """A condition as data."""
        factors = []
        for factor, power in condition.factors:
            for name in factor.names:
                _place(self.places, name)
            factors.append((self.factors.setdefault(factor, len(self.factors)), power))
        return condition.sign, condition.relation, factors

    def conjunction(self, conjunction: Conjunction) -> list[ConditionData]:
        """Conditions that all hold, as data."""
        return [self.condition(condition) for condition in conjunction]

    def clause(self, clause: Iterable[Conjunction]) -> ClauseData:
        """Conjunctions of which one holds, as data."""
        return [self.conjunction(option) for option in clause]

    def family(self, eq: Equilibrium) -> list[ConditionData]:
        """Take in the formulas of a family; where it exists, as data.

        Raises
        ------
        FormulaError
            When something has no formula in the parameters of the game.
        """
        groups = {
            "strategies": [value for row in eq.strategies for value in row],
            "payoffs": list(eq.payoff_values),
            "outcomes": list(eq.outcome_values),
        }
        parts = [f"{key}:v=>[{','.join(value_js(x, self.places) for x in xs)}]" for key, xs in groups.items()]
        where = self.conjunction(eq.exists.minimal)
        self._families.append("{" + ",\n ".join(parts) + "}")
        return where

    def names(self, game: Model) -> Mapping[str, str]:
        """What stands for each letter, and for each definition that depends on no type."""
        names = {name: f"v[{index}]" for name, index in self.places.items()}
        for name in game.order:
            definition = game.definitions[name]
            if not isinstance(definition, ByType):
                names[name] = _definition_js(definition, names)
        return names

    def formula(self, expression: Expression, names: Mapping[str, str]) -> int | None:
        """Take in a formula of the game itself; its number, or None where it has none on the page."""
        try:
            written = expression_js(expression, names)
        except FormulaError:
            return None
        self._formulas.append(f"v=>{written}")
        return len(self._formulas) - 1

    def degrees(self) -> list[list[int]]:
        """The degree of each factor in each letter."""
        return [
            [_degree(factor, name) if name in factor.names else 0 for name in self.places] for factor in self.factors
        ]

    def script(self) -> str:
        """The functions, as a script that declares them."""
        factors = [f"v=>{polynomial_js(factor.polynomial, factor.names, self.places)}" for factor in self.factors]
        lists = {"FACTORS": factors, "FAMILIES": self._families, "FORMULAS": self._formulas}
        return "".join(f"const {name} = [{_NEXT.join(texts)}];\n" for name, texts in lists.items())


def _definition_js(definition: Expression, names: Mapping[str, str]) -> str:
    """A definition in brackets; NaN where something in it has no number."""
    try:
        written = expression_js(definition, names)
    except FormulaError:
        return "NaN"
    return f"({written})" if len(written) < _LONGEST else "NaN"


def _degree(factor: Factor, name: str) -> int:
    index = factor.names.index(name)
    return max((int(exponents[index]) for exponents, _ in ordered_terms(factor.polynomial)), default=0)
