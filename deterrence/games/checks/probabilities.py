"""Probabilities that depend on letters: they sum to 1, and what must hold so that none is negative.

1. A row of probabilities sums to 1 for all values of the letters; then none is above 1 where none is negative.
2. None is negative at the base values.
3. One that is not surely non-negative, within the ranges and under the assumptions, becomes an assumption of the model
   (`1 - 2*c >= 0`), noted in `Model.implied`. Where no values of the letters allow it, that is a mistake.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final, NamedTuple

from deterrence.algebra.exact.roots import rational_part
from deterrence.algebra.formulas.evaluate import value_at
from deterrence.algebra.formulas.language import Comparison, Expression, FormulaError, Number, Operation, text_of
from deterrence.algebra.values.value import is_exact
from deterrence.games.checks.domain import sample_points
from deterrence.games.checks.scope import Scope
from deterrence.games.parts.mistakes import Collector, Path, shown_number, shown_point

NEARLY_ONE: Final = 1e-9
# A formula that depends on the types of many players may depend on too many combinations to look at each.
MOST_COMBINATIONS: Final = 1_000

ZERO: Final = Number(Fraction(0))
ONE: Final = Number(Fraction(1))


class Row(NamedTuple):
    """One probability of several that sum to 1: where it stands, and of what it is."""

    path: Path
    probability: Expression
    of: str


class Probabilities:
    """The probabilities of a game being checked; mistakes go to the collector."""

    def __init__(self, scope: Scope, collector: Collector) -> None:
        self.scope = scope
        self.collector = collector
        self.model = scope.model
        self._sums: dict[tuple[Expression, ...], str | None] = {}
        self._faults: dict[Expression, str | None] = {}

    def check(self, rows: Sequence[Row], path: Path, what: str) -> None:
        """Check that probabilities sum to 1, and that none is negative."""
        formulas = tuple(row.probability for row in rows)
        for row in rows:
            if len(self.scope.combinations(row.probability)) > MOST_COMBINATIONS:
                message = f"depends on more than {MOST_COMBINATIONS:,} combinations of types"
                self.collector.add(row.path, f"the probability of {row.of} {message}.")
                return
        if formulas not in self._sums:
            self._sums[formulas] = self._wrong_sum(formulas)
        if self._sums[formulas] is not None:
            percent = " A percentage is written as a number, 60% as 0.6." if self._sums[formulas] == "100" else ""
            self.collector.add(path, f"{what} sum to {self._sums[formulas]}, not 1.{percent}", at_key=True)
            return
        for row in rows:
            fault = self.fault(row)
            if fault is not None:
                self.collector.add(row.path, fault)

    # --- sums ---

    def _wrong_sum(self, formulas: tuple[Expression, ...]) -> str | None:
        """What probabilities sum to when that is not 1."""
        if all(isinstance(p, Number) for p in formulas):
            total = sum((p.value for p in formulas if isinstance(p, Number)), Fraction(0))
            return None if total == 1 else str(total)
        for types in self.scope.combinations(*formulas):
            wrong = self._wrong_sum_of_types(formulas, types)
            if wrong is not None:
                return wrong
        return None

    def _wrong_sum_of_types(self, formulas: tuple[Expression, ...], types: Mapping[str, str]) -> str | None:
        if any(self.model.has_function(p) for p in formulas):
            return self._wrong_sum_somewhere([self.scope.of_types(p, types) for p in formulas])
        terms = [self.model.value(p, types or None) for p in formulas]
        value = terms[0]
        for term in terms[1:]:
            value = value + term
        return None if value.is_constant and value.as_fraction() == 1 else str(value)

    def _wrong_sum_somewhere(self, formulas: Sequence[Expression]) -> str | None:
        """The sum of formulas with functions in them where it is not 1: decided exactly, or tried at many points."""
        total = formulas[0]
        for formula in formulas[1:]:
            total = Operation("+", total, formula)
        verdict = self.scope.domain.where(Comparison("!=", total, ONE))
        if verdict.possible is False:
            return None
        for point in sample_points(self.model):
            wrong = self._sum_at(formulas, point)
            if wrong is not None:
                return wrong
        if not verdict.possible:
            return None
        known = rational_part(verdict.point)
        return self._sum_at(formulas, known) or "something else for some values"

    def _sum_at(self, formulas: Sequence[Expression], point: Mapping[str, Fraction]) -> str | None:
        values = self.model.point(point)
        try:
            found = [value_at(p, values) for p in formulas]
        except FormulaError:
            return None
        total: Any = sum(found, Fraction(0))
        if abs(total - 1) <= (0 if is_exact(total) else NEARLY_ONE):
            return None
        letters = {name: point[name] for p in formulas for name in self.model.letters_of(p) if name in point}
        at_base = all(value == self.model.parameters[name].base for name, value in letters.items())
        return f"{shown_number(total)} {'at the base values' if at_base else f'at {shown_point(letters)}'}"

    # --- signs ---

    def fault(self, row: Row) -> str | None:
        """What is wrong with the sign of a probability; an assumption is added where one is needed."""
        probability = row.probability
        if isinstance(probability, Number):
            negative = probability.value < 0
            return f"probability is {probability.value}; it may not be negative." if negative else None
        if probability not in self._faults:
            self._faults[probability] = self._negative_at_base(row) or self._never_allowed(row)
        return self._faults[probability]

    def _negative_at_base(self, row: Row) -> str | None:
        for types in self.scope.combinations(row.probability):
            try:
                value = value_at(row.probability, self.scope.point(types))
            except FormulaError:
                continue
            if value < 0:
                formula = self.scope.of_types(row.probability, types)
                place = self._base_of(formula)
                said = f"probability '{text_of(row.probability)}' at the base values is {shown_number(value)}"
                return f"{said}{place}; it may not be negative.{self._remedy(formula)}"
        return None

    def _base_of(self, formula: Expression) -> str:
        letters = self.model.letters_of(formula)
        point = {name: base for name in letters if (base := self.model.parameters[name].base) is not None}
        return f" ({shown_point(point)})" if point else ""

    def _remedy(self, formula: Expression) -> str:
        """The range to give a letter so that a formula is not negative, where only one letter is involved."""
        found = self.scope.domain.interval(Comparison(">=", formula, ZERO))
        if found is None:
            return ""
        letter, interval = found
        return f" Make the range of {letter} {interval}." if interval.lower != interval.upper else ""

    def _never_allowed(self, row: Row) -> str | None:
        for types in self.scope.combinations(row.probability):
            formula = self.scope.of_types(row.probability, types)
            if not self.scope.grant(Comparison(">=", formula, ZERO), f"probability of {row.of}"):
                where = next(self._negative_values(formula), "")
                others = " that the assumptions and the other probabilities allow" if self.model.assumptions else ""
                said = f"probability '{text_of(row.probability)}' is negative for all values of the parameters{others}"
                return said + where + "."
        return None

    def _negative_values(self, formula: Expression) -> Iterator[str]:
        """`: it is -2 at c = 1`, at points within the ranges."""
        names = self.model.letters_of(formula)
        for point in sample_points(self.model):
            try:
                value = value_at(formula, self.model.point(point))
            except FormulaError:
                continue
            if value < 0:
                yield f": it is {shown_number(value)} at {shown_point({name: point[name] for name in names})}"
