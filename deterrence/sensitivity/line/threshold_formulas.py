"""Thresholds as formulas: what a number on the line is in the other letters, and what the model calls it.

Solved with all letters free, a family's conditions have irreducible factors. A threshold is a root of one of them: of
the factor that vanishes there on the line, in a family that on the line begins or ends there. Solved for the letter,
the factor is the formula.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from deterrence.algebra.conditions.conditions import Factor, signed_factors
from deterrence.algebra.conditions.line import cells, factor_roots, factors_of, holds_on
from deterrence.algebra.exact.polynomials import coefficients_in
from deterrence.algebra.exact.rational import RationalFunction, ring
from deterrence.algebra.exact.roots import Exact, rational
from deterrence.algebra.exact.show import polynomial_text
from deterrence.algebra.formulas.language import FormulaError, Number, names_in, text_of
from deterrence.algebra.time_limit.deadline import Deadline, limit_time
from deterrence.equilibria.equilibria import Equilibrium
from deterrence.games.model import Model
from deterrence.games.parts.types import ByType
from deterrence.sensitivity.asking.problem import Problem
from deterrence.sensitivity.asking.size import is_small, is_tiny

if TYPE_CHECKING:
    import sympy

# A formula is a help, and not worth waiting for any longer.
FORMULA_SECONDS: Final = 60.0


@dataclass(frozen=True)
class ThresholdFormula:
    """A threshold in the other letters.

    Attributes
    ----------
    names
        The model's definitions that are this formula.
    coefficients
        Of the factor that is zero at the threshold, as a polynomial in the letter (constant term first).
    letter
        The letter.
    branch
        For a quadratic, 1 or -1: the sign before the root.
    written
        The definition's own formula, where no factor is known.
    """

    names: tuple[str, ...]
    coefficients: tuple[RationalFunction, ...]
    letter: str
    branch: int = 1
    written: str = ""

    @property
    def function(self) -> RationalFunction | None:
        """The threshold as a rational function of the other letters, where it is one."""
        if len(self.coefficients) != 2:
            return None
        constant, slope = self.coefficients
        return -constant / slope

    def sympy(self) -> sympy.Expr | None:
        """The threshold as a sympy expression; None where it is a root of degree three or more."""
        import sympy

        if self.function is not None:
            return self.function.sympy()
        if len(self.coefficients) != 3:
            return None
        c, b, a = (x.sympy() for x in self.coefficients)
        return sympy.together((-b + self.branch * sympy.sqrt(sympy.factor(b**2 - 4 * a * c))) / (2 * a))

    @property
    def text(self) -> str:
        """The formula alone."""
        if self.written or not self.coefficients:
            return self.written
        if self.function is not None:
            return str(self.function)
        if len(self.coefficients) == 3:
            c, b, a = self.coefficients
            inside, branch = b * b - 4 * a * c, self.branch
            if a.is_constant and a.as_fraction() < 0:
                a, b, branch = -a, -b, -branch
            rest = "" if b.is_zero else f"{-b} "
            sign = ("+ " if branch > 0 else "- ") if rest else ("" if branch > 0 else "-")
            return f"({rest}{sign}sqrt({inside}))/({2 * a})"
        home = self.coefficients[0].ring
        total = home.zero
        for power, coefficient in enumerate(self.coefficients):
            total = total + coefficient * home.letter(self.letter) ** power
        return f"a root of {polynomial_text(total.numerator)} = 0"

    def __str__(self) -> str:
        return " = ".join([*self.names, self.text] if self.text else self.names)

    __repr__ = __str__


def threshold_formulas(
    problem: Problem, letter: str, others: Mapping[str, Fraction], points: Sequence[Exact]
) -> tuple[ThresholdFormula | None, ...]:
    """The formula of each threshold, None where there is none to be had.

    Parameters
    ----------
    problem
        The game with all its letters free, and how it is solved.
    letter
        The letter of the line.
    others
        The values of the other letters on that line.
    points
        The thresholds.
    """
    if not points:
        return ()
    game = problem.game
    found: list[ThresholdFormula | None] = [None] * len(points)
    for families in _families(problem) if others else ():
        for index, point in enumerate(points):
            if found[index] is not None:
                continue
            factors = _factors_at(families, letter, others, point)
            formulas = [_from_factor(game, factor, letter, others, point) for factor in factors]
            # Where several meet at these values, the one that the model has a name for.
            found[index] = min(formulas, key=lambda f: not f.names, default=None)
        if None not in found:
            break
    return tuple(
        formula if formula is not None else from_definitions(game, letter, others, point)
        for formula, point in zip(found, points, strict=True)
    )


def _families(problem: Problem) -> Iterator[tuple[Equilibrium, ...]]:
    """The families with all letters free, where these are a matter of seconds: first the wide ones, then all."""
    if not is_small(problem.game):
        return
    deadline = Deadline(FORMULA_SECONDS)
    with suppress(FormulaError):
        yield _by(deadline, lambda: problem.wide.families)
        if is_tiny(problem.game):
            yield _by(deadline, lambda: problem.families.families)


def _by(deadline: Deadline, find: Callable[[], tuple[Equilibrium, ...]]) -> tuple[Equilibrium, ...]:
    with limit_time(deadline.left):
        return find()


def _factors_at(
    families: Iterable[Equilibrium], letter: str, others: Mapping[str, Fraction], point: Exact
) -> list[Factor]:
    """The factors of the conditions that make a family begin or end at a point of the line, simplest first."""
    found: dict[Factor, None] = {}
    for family in families:
        conditions = [c.at(others) for c in family.exists.raw]
        if any(c.is_false for c in conditions):
            continue
        roots = {root for factor in factors_of(conditions) for root in factor_roots(factor)}
        if point not in roots:
            continue
        line = cells(roots, None, None)
        at = next(i for i, cell in enumerate(line) if cell.is_point and cell.lower == point)
        here = [all(holds_on(c, cell.sample) for c in conditions) for cell in line[at - 1 : at + 2]]
        if len(set(here)) == 1:
            continue
        for c, original in zip(conditions, family.exists.raw, strict=True):
            if any(point in factor_roots(factor) for factor, _ in c.factors):
                found.update((f, None) for f, _ in original.factors if _vanishes(f, letter, others, point))
    return sorted(found, key=lambda f: (f.polynomial.total_degree(), len(f.polynomial), f.text))


def _vanishes(factor: Factor, letter: str, others: Mapping[str, Fraction], point: Exact) -> bool:
    if letter not in factor.letters:
        return False
    on_line = ring(factor.names).polynomial(factor.polynomial).at(others)
    if on_line.is_constant:
        return False
    return any(point in factor_roots(f) for f in signed_factors(on_line.numerator)[1])


def _from_factor(
    game: Model, factor: Factor, letter: str, others: Mapping[str, Fraction], point: Exact
) -> ThresholdFormula:
    home = game.ring
    polynomial = ring(factor.names).polynomial(factor.polynomial).into(home).numerator
    by_degree = coefficients_in(polynomial, home.names.index(letter))
    coefficients = tuple(
        home.polynomial(by_degree[n]) if n in by_degree else home.zero for n in range(max(by_degree) + 1)
    )
    branch = 1
    if len(coefficients) == 3:
        values = [x.evaluate({**others, letter: Fraction(0)}) for x in coefficients]
        if values[2] == 0:
            return ThresholdFormula((), coefficients, letter)
        middle = -values[1] / (2 * values[2])
        branch = 1 if (point > middle) == (values[2] > 0) else -1
    plain = ThresholdFormula((), coefficients, letter, branch)
    names = () if plain.function is None else tuple(definitions_of(game, plain.function))
    return ThresholdFormula(names, coefficients, letter, branch)


def definitions_of(game: Model, function: RationalFunction) -> list[str]:
    """The definitions that are a given function of the letters."""
    function = function.into(game.ring)
    found = []
    for name, definition in game.definitions.items():
        if isinstance(definition, ByType | Number):
            continue
        try:
            if game.value(definition) == function:
                found.append(name)
        except FormulaError:
            continue
    return found


def from_definitions(game: Model, letter: str, others: Mapping[str, Fraction], point: Exact) -> ThresholdFormula | None:
    """A definition that has the threshold's value on this line and does not depend on the letter."""
    if rational(point) is None:
        return None
    formulas = game.formulas()
    depends = {letter}
    for name in game.order:
        if name in formulas and any(used in depends for used in names_in(formulas[name])):
            depends.add(name)
    values: Mapping[str, Any] = game.point(others)
    names = [
        name
        for name, formula in formulas.items()
        if name not in depends and not isinstance(formula, Number) and values.get(name) == point
    ]
    if not names:
        return None
    return ThresholdFormula(tuple(names), (), letter, written=text_of(formulas[names[0]]) if len(names) == 1 else "")
