"""Satisfiability of polynomial conditions over the reals, by z3, and by cvc5 where z3 is undecided.

z3 decides conjunctions and disjunctions of polynomial inequalities over the reals (nlsat; Jovanović and de Moura 2012).
The limit is z3's own count of steps, not seconds, so that the same question gets the same answer on every machine. A
single algebraic step (a resultant of large polynomials) is not counted and may last hours: seconds are the backstop,
and so is the time limit in force (`deadline.limit_time`). What is left of it is for cvc5, if that is installed
(`by_cvc5.py`); it is not asked where z3 is given few steps only, for then other methods come next. Of z3 three ways are
tried in turn: what stops one at a single step, the other may never meet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from deterrence.algebra.conditions import by_cvc5
from deterrence.algebra.conditions.conditions import Condition, Conjunction, Factor
from deterrence.algebra.conditions.z3_threads import Session, ask
from deterrence.algebra.time_limit.deadline import seconds_left
from deterrence.algebra.time_limit.tasks import HAS_THREADS

STEPS: Final = 4_000_000
FEW_STEPS: Final = 50_000
SECONDS: Final = 20
SHARE: Final = 0.25  # of the seconds, for each way but the last


@dataclass(frozen=True)
class Answer:
    """What was found: `satisfiable` is True, False, or None (undecided within the limit); with True, where.

    `point` holds the rational coordinates of the witness; a letter whose value is irrational is missing from it. `by`
    is the program that found it.
    """

    satisfiable: bool | None
    point: Mapping[str, Fraction]
    by: str = "z3"


UNDECIDED: Final = Answer(None, {})
Clause = tuple[Conjunction, ...]


def find(conditions: Iterable[Condition], clauses: Iterable[Iterable[Conjunction]] = (), steps: int = STEPS) -> Answer:
    """Look for values of the letters at which all conditions hold and, of every clause, some conjunction."""
    seconds = seconds_left(SECONDS)
    if not seconds:
        return UNDECIDED
    demands: list[Condition | Clause] = [*conditions, *map(tuple, clauses)]
    answer = ask(lambda session: _satisfied(session, demands, steps, seconds), seconds) or UNDECIDED
    if answer.satisfiable is None and steps >= STEPS:
        return Answer(*by_cvc5.satisfied(demands, seconds_left(SECONDS)), "cvc5")
    return answer


def _satisfied(session: Session, demands: Sequence[Condition | Clause], steps: int, seconds: float) -> Answer:
    import z3

    expressions = [_expression(session, demand) for demand in demands]
    for make in (_by_nlsat, _by_all) if steps <= FEW_STEPS else (_by_nlsat, _by_smt, _by_all):
        if session.is_stopped:
            break
        solver = make(session.context)
        solver.set("rlimit", steps)
        solver.set("ctrl_c", False)  # z3 would take the signal and keep it to itself
        if HAS_THREADS and make is not _by_all:
            solver.set("timeout", int(1000 * SHARE * seconds) + 1)
        solver.add(*expressions)
        result = solver.check()
        if result == z3.unsat:
            return Answer(False, {})
        if result == z3.sat:
            return Answer(True, _rational_point(solver.model()))
    return UNDECIDED


def _by_nlsat(context: Any) -> Any:
    """Cylindrical cells where they are needed: most questions, in a third of the time of all that z3 has."""
    import z3

    return z3.Tactic("qfnra-nlsat", context).solver()


def _by_smt(context: Any) -> Any:
    """Linear arithmetic with lemmas about products, which ends where a single step of the other would not."""
    import z3

    return z3.Tactic("smt", context).solver()


def _by_all(context: Any) -> Any:
    """All that z3 has."""
    import z3

    return z3.SolverFor("QF_NRA", ctx=context)


def _expression(session: Session, demand: Condition | Clause | Factor) -> Any:
    if demand not in session.kept:
        session.kept[demand] = _translated(session, demand)
    return session.kept[demand]


def _translated(session: Session, demand: Condition | Clause | Factor) -> Any:
    if isinstance(demand, Condition):
        return _of_condition(session, demand)
    return _of_factor(session, demand) if isinstance(demand, Factor) else _of_clause(session, demand)


def _of_factor(session: Session, factor: Factor) -> Any:
    import z3

    context = session.context
    terms = []
    for exponents, coefficient in factor.polynomial.to_dict().items():
        plain = coefficient == 1 and any(exponents)
        parts: list[Any] = [] if plain else [z3.RealVal(str(coefficient), context)]
        for name, exponent in zip(factor.names, exponents, strict=True):
            parts.extend([z3.Real(name, context)] * int(exponent))
        terms.append(z3.Product(*parts) if len(parts) > 1 else parts[0])
    return z3.Sum(*terms) if len(terms) > 1 else terms[0]


def _of_condition(session: Session, condition: Condition) -> Any:
    import z3

    if not condition.factors:
        return z3.BoolVal(condition.is_true, session.context)
    if condition.relation in ("==", "!="):
        zero = z3.Or(*[_expression(session, f) == 0 for f, _ in condition.factors])
        return zero if condition.relation == "==" else z3.Not(zero)
    powers = [_expression(session, f) for f, exponent in condition.factors for _ in range(exponent)]
    product = z3.Product(*powers) if len(powers) > 1 else powers[0]
    if condition.sign < 0:
        return product < 0 if condition.relation == ">" else product <= 0
    return product > 0 if condition.relation == ">" else product >= 0


def _of_clause(session: Session, clause: Clause) -> Any:
    import z3

    true, false = (z3.BoolVal(value, session.context) for value in (True, False))
    return z3.Or(false, *[z3.And(true, *[_expression(session, c) for c in conjunction]) for conjunction in clause])


def _rational_point(model: Any) -> dict[str, Fraction]:
    import z3

    point = {}
    for declaration in model.decls():
        value = model[declaration]
        if z3.is_rational_value(value):
            point[declaration.name()] = Fraction(value.numerator_as_long(), value.denominator_as_long())
    return point
