"""Whether the formulas of a game have values: as formulas, in the base case, and anywhere within the ranges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from deterrence.algebra.exact.rational import ring
from deterrence.algebra.formulas.bounds import valueless
from deterrence.algebra.formulas.evaluate import Value, value_at
from deterrence.algebra.formulas.language import Call, Expression, FormulaError, names_in, text_of, walk
from deterrence.games.checks.scope import Scope
from deterrence.games.parts.mistakes import shown_point

# A formula that depends on types is tried out for this many combinations of them.
TRIED: Final = 64
DIVISION: Final = "division by zero"


class Fault(NamedTuple):
    """What is wrong with a formula, to be said behind what it is, and the name in it that this is about."""

    message: str
    name: str | None = None


# In place of a fault that is said already, where the definition stands that it comes down to.
SAID: Final = Fault("")
NOWHERE: Final = "has no value anywhere within the ranges of the parameters"


def divides_by_zero(x: Expression) -> bool:
    """Whether a formula divides by what is zero for all values of its letters, definitions taken for letters."""
    try:
        ring(tuple(names_in(x))).value(x)
    except FormulaError as mistake:
        return mistake.message == DIVISION
    return False


def faults(scope: Scope, x: Expression) -> list[Fault]:
    """Why a formula whose names are known has no value where one is needed; empty where it has."""
    for types in scope.combinations(x)[:TRIED]:
        found = next(_faults(scope, x, types), None)
        if found is not None:
            return [] if found is SAID else [found]
    return []


def _faults(scope: Scope, x: Expression, types: Mapping[str, str]) -> Iterator[Fault]:
    failures = scope.model.failures(types or None)
    for name in names_in(x):
        if name in failures:
            root, why = failures[name]
            yield SAID if root in scope.reported else Fault(f" uses '{name}', which has no value: {why}", name)
    try:
        if not scope.model.has_function(x):
            scope.model.value(x, types or None)
    except FormulaError as mistake:
        yield Fault(f": {mistake.message}")
    yield from _at_base(scope, x, types)
    call = valueless(scope.of_types(x, types), scope.domain.ranges)
    if call is not None:
        yield Fault(f": {text_of(call)} {NOWHERE}", call.function)


def _at_base(scope: Scope, x: Expression, types: Mapping[str, str]) -> Iterator[Fault]:
    """Whether it has a value at the base values; silent where some of these are not given."""
    point = scope.point(types)
    letters = scope.model.letters_of(scope.of_types(x, types))
    if not all(name in point for name in letters):
        return
    bases = {name: base for name in letters if (base := scope.model.parameters[name].base) is not None}
    where = f" at the base values ({shown_point(bases)})" if bases else ""
    lost = next((name for name in names_in(x) if name not in point), None)
    if lost is not None:
        root, why = _root(scope, types)
        yield SAID if root in scope.reported else Fault(f" uses '{lost}', which has no value{where}: {why}", lost)
        return
    try:
        value_at(x, point)
    except FormulaError as mistake:
        yield Fault(f": {mistake.message}{where}", _culprit(x, point))


def _culprit(x: Expression, point: Mapping[str, Value]) -> str | None:
    """The innermost function in a formula that has no value at a point."""
    for part in reversed(list(walk(x))):
        if isinstance(part, Call):
            try:
                value_at(part, point)
            except FormulaError:
                return part.function
    return None


def hopeless_definitions(scope: Scope) -> Iterator[tuple[str, str]]:
    """The definitions with a root, logarithm or exponential that has no value whatever the letters, and why."""
    model = scope.model
    formulas = model.formulas()
    for name in model.order:
        if name not in formulas or not model.has_function(formulas[name]) or name in scope.by_type:
            continue
        call = valueless(formulas[name], scope.domain.ranges)
        root, why = _root(scope, {})
        if name == root and not model.letters_of(formulas[name]):
            yield name, why
        elif call is not None:
            yield name, f"{text_of(call)} {NOWHERE}"


def _root(scope: Scope, types: Mapping[str, str]) -> tuple[str, str]:
    """The first definition that has no value at the base values, and why."""
    point = scope.point(types)
    formulas = scope.model.formulas(types or None)
    for name in scope.model.order:
        if name in formulas and name not in point:
            try:
                value_at(formulas[name], point)
            except FormulaError as mistake:
                return name, mistake.message
    return "", ""
