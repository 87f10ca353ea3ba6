"""Satisfiability of polynomial conditions over the reals, by cvc5, where that is installed.

cvc5 decides them by cylindrical algebraic coverings (Ábrahám, Davenport, England and Kremer 2021), and by bounds on
products before that. It is asked where z3 is undecided, in a process of its own, which is ended when the time is up:
a single call of the library hears neither Ctrl-C nor a limit. The question goes there as SMT-LIB text.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from fractions import Fraction
from importlib.util import find_spec
from typing import Final, TypeAlias

from deterrence.algebra.conditions.conditions import Condition, Conjunction, Factor
from deterrence.algebra.time_limit.tasks import HAS_THREADS

Clause: TypeAlias = "tuple[Conjunction, ...]"
Found: TypeAlias = "tuple[bool | None, Mapping[str, Fraction]]"

UNDECIDED: Final[Found] = (None, {})

# Reads a question and writes whether it has an answer, and the rational coordinates of one.
PROGRAM: Final = """
import json, sys
import cvc5
solver = cvc5.Solver(cvc5.TermManager())
solver.setOption("produce-models", "true")
parser = cvc5.InputParser(solver)
parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, sys.stdin.read(), "question")
symbols = parser.getSymbolManager()
while not (command := parser.nextCommand()).isNull():
    command.invoke(solver, symbols)
result = solver.checkSat()
values = {t: solver.getValue(t) for t in symbols.getDeclaredTerms()} if result.isSat() else {}
point = {str(t): str(value.getRealValue()) for t, value in values.items() if value.isRealValue()}
print(json.dumps([True if result.isSat() else False if result.isUnsat() else None, point]))
"""


def is_there() -> bool:
    """Whether cvc5 is installed, and may be asked."""
    return HAS_THREADS and bool(sys.executable) and find_spec("cvc5") is not None


def satisfied(demands: Sequence[Condition | Clause], seconds: float) -> Found:
    """Whether all conditions can hold and, of every clause, some conjunction; None where undecided in so many seconds.

    Where they can, the rational coordinates of a point at which they do.
    """
    if not seconds or not is_there():
        return UNDECIDED
    names = sorted({name for demand in demands for c in conditions_of(demand) for name in c.letters})
    words = {name: f"v{index}" for index, name in enumerate(names)}
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-c", PROGRAM],
            input=smt_lib(demands, words),
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
    except (subprocess.TimeoutExpired, OSError):
        return UNDECIDED
    if done.returncode:
        return UNDECIDED
    is_satisfied, values = json.loads(done.stdout)
    point = {name: Fraction(values[word]) for name, word in words.items() if word in values}
    if is_satisfied and len(point) == len(words) and not all(_holds(demand, point) for demand in demands):
        return UNDECIDED
    return is_satisfied, point


def conditions_of(demand: Condition | Clause) -> Sequence[Condition]:
    """The conditions in a demand."""
    return [demand] if isinstance(demand, Condition) else [c for option in demand for c in option]


def _holds(demand: Condition | Clause, point: Mapping[str, Fraction]) -> bool:
    if isinstance(demand, Condition):
        return demand.holds(point)
    return any(all(c.holds(point) for c in option) for option in demand)


# --- SMT-LIB ---


def smt_lib(demands: Sequence[Condition | Clause], words: Mapping[str, str]) -> str:
    """The question as SMT-LIB text, with other names for the letters."""
    lines = ["(set-logic QF_NRA)", *(f"(declare-const {word} Real)" for word in words.values())]
    return "\n".join([*lines, *(f"(assert {_demanded(demand, words)})" for demand in demands)])


def _demanded(demand: Condition | Clause, words: Mapping[str, str]) -> str:
    if isinstance(demand, Condition):
        return _of_condition(demand, words)
    return _nested(
        "or", [_nested("and", [_of_condition(c, words) for c in option], "true") for option in demand], "false"
    )


def _of_condition(c: Condition, words: Mapping[str, str]) -> str:
    factors = [_of_factor(factor, words) for factor, exponent in c.factors for _ in range(exponent)]
    if c.relation in ("==", "!=") and factors:
        zero = _nested("or", [f"(= {factor} 0)" for factor in dict.fromkeys(factors)], "false")
        return zero if c.relation == "==" else f"(not {zero})"
    if not factors:
        return "true" if c.is_true else "false"
    return f"({c.relation} {_nested('*', [*factors, _number(c.sign)], '1')} 0)"


def _of_factor(factor: Factor, words: Mapping[str, str]) -> str:
    terms = []
    for exponents, coefficient in factor.polynomial.to_dict().items():
        letters = [words[name] for name, e in zip(factor.names, exponents, strict=True) for _ in range(int(e))]
        terms.append(_nested("*", [_number(int(coefficient.p)), *letters], "1"))
    return _nested("+", terms, "0")


def _number(value: int) -> str:
    return str(value) if value >= 0 else f"(- {-value})"


def _nested(operator: str, parts: Sequence[str], nothing: str) -> str:
    return f"({operator} {' '.join(parts)})" if len(parts) > 1 else parts[0] if parts else nothing
