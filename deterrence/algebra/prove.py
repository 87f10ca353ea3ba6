"""Is there any value of the letters such that ...? Asked of z3.

z3 decides conjunctions and disjunctions of polynomial inequalities over the reals (nlsat; Jovanović and de Moura 2012).
The limit is z3's own count of steps, not seconds, so that the same question gets the same answer on every machine. A
single algebraic step (a resultant of large polynomials) is not counted and may last hours: seconds are the backstop,
and so is the time limit in force (`deadline.limit_time`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from deterrence.algebra.conditions import Condition, Conjunction, Factor
from deterrence.algebra.deadline import seconds_left

STEPS: Final = 4_000_000
SECONDS: Final = 20


@dataclass(frozen=True)
class Answer:
    """What was found: `satisfiable` is True, False, or None (undecided within the limit); with True, where.

    `point` holds the rational coordinates of the witness; a letter whose value is irrational is missing from it.
    """

    satisfiable: bool | None
    point: Mapping[str, Fraction]


_expressions: dict[Factor, Any] = {}
_conditions: dict[Condition, Any] = {}
_clauses: dict[tuple[Conjunction, ...], Any] = {}


def _factor_expression(factor: Factor) -> Any:
    if factor not in _expressions:
        import z3

        terms = []
        for exponents, coefficient in factor.polynomial.to_dict().items():
            parts: list[Any] = [z3.RealVal(str(coefficient))] if coefficient != 1 or not any(exponents) else []
            for name, exponent in zip(factor.names, exponents, strict=True):
                parts.extend([z3.Real(name)] * int(exponent))
            terms.append(z3.Product(*parts) if len(parts) > 1 else parts[0])
        _expressions[factor] = z3.Sum(*terms) if len(terms) > 1 else terms[0]
    return _expressions[factor]


def _condition_expression(condition: Condition) -> Any:
    if condition not in _conditions:
        _conditions[condition] = _translated(condition)
    return _conditions[condition]


def _translated(condition: Condition) -> Any:
    import z3

    if not condition.factors:
        return z3.BoolVal(condition.is_true)
    if condition.relation in ("==", "!="):
        zero = z3.Or(*[_factor_expression(f) == 0 for f, _ in condition.factors])
        return zero if condition.relation == "==" else z3.Not(zero)
    powers = [_factor_expression(f) for f, exponent in condition.factors for _ in range(exponent)]
    product = z3.Product(*powers) if len(powers) > 1 else powers[0]
    if condition.sign < 0:
        return product < 0 if condition.relation == ">" else product <= 0
    return product > 0 if condition.relation == ">" else product >= 0


def _clause_expression(clause: tuple[Conjunction, ...]) -> Any:
    if clause not in _clauses:
        import z3

        options = [z3.And(*[_condition_expression(c) for c in conjunction]) for conjunction in clause]
        _clauses[clause] = z3.Or(*options) if len(options) != 1 else options[0]
    return _clauses[clause]


def find(conditions: Iterable[Condition], clauses: Iterable[Iterable[Conjunction]] = (), steps: int = STEPS) -> Answer:
    """Look for values of the letters at which all conditions hold and, of every clause, some conjunction."""
    import z3

    demands = [_condition_expression(condition) for condition in conditions]
    demands += [_clause_expression(tuple(clause)) for clause in clauses]
    # nlsat alone answers most questions in a third of the time of z3's full strategy, which is there for the rest.
    for solver in (z3.Tactic("qfnra-nlsat").solver(), z3.SolverFor("QF_NRA")):
        solver.set("rlimit", steps)
        seconds = seconds_left(SECONDS)
        if not seconds:
            break
        solver.set("timeout", math.ceil(seconds * 1000))
        solver.add(*demands)
        result = solver.check()
        if result == z3.unsat:
            return Answer(False, {})
        if result == z3.sat:
            return Answer(True, _rational_point(solver.model()))
    return Answer(None, {})


def _rational_point(model: Any) -> dict[str, Fraction]:
    import z3

    point = {}
    for declaration in model.decls():
        value = model[declaration]
        if z3.is_rational_value(value):
            point[declaration.name()] = Fraction(value.numerator_as_long(), value.denominator_as_long())
    return point
