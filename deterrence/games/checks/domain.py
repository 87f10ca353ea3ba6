"""The values that the letters of a game may take, and whether a condition can hold among them.

Bounds of formulas answer most questions at once; for the rest the exact solver is asked, with a letter in the place of
every `sqrt`, `exp` and `log`, of which only its bounds are known, and of a root that its square is the argument.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Final

from deterrence.algebra.conditions.conditions import Conjunction, cases
from deterrence.algebra.conditions.decide import IMPOSSIBLE, Background, Verdict, possible
from deterrence.algebra.conditions.line import Interval
from deterrence.algebra.conditions.simplify import solution_on_line
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.exact.roots import rational
from deterrence.algebra.formulas.bounds import Bounds, End, bounds_of, call_bounds
from deterrence.algebra.formulas.evaluate import Value, holds_at
from deterrence.algebra.formulas.expressions import (
    Comparison,
    Condition,
    FormulaError,
    Name,
    Number,
    Operation,
)
from deterrence.games.parts.naming import Naming
from deterrence.games.parts.parameter import Parameter
from deterrence.games.parts.setting import Setting

# Conditions that are harder to decide than these are left undecided, so that no file takes minutes to read.
MOST_TERMS: Final = 200
HIGHEST_DEGREE: Final = 12
# Where a formula is tried out: how many draws, and over what width where there is no range.
SAMPLES: Final = 100
WIDTH: Final = 8

UNDECIDED: Final = Verdict(None, {})


class Domain:
    """The ranges and assumptions of a game.

    Parameters
    ----------
    game
        The game, whose names are known to be in order.
    """

    def __init__(self, game: Setting) -> None:
        self.game = game
        self._naming = Naming(game)
        self._formulas = {name: self._naming.replaced(formula) for name, formula in game.formulas().items()}
        self._assumed = [self._naming.replaced(condition) for condition in game.assumptions]

    @cached_property
    def ranges(self) -> Mapping[str, Bounds]:
        """Bounds of every letter and definition."""
        found = {
            name: Bounds(_end(p.low, -math.inf), _end(p.high, math.inf)) for name, p in self.game.parameters.items()
        }
        formulas = self.game.formulas()
        for name in self.game.order:
            if name in formulas:
                found[name] = bounds_of(formulas[name], found)
        return found

    def can_hold(self, wanted: Comparison) -> bool | None:
        """Whether a comparison holds for some values of the letters; None where that is not decided."""
        return self.where(wanted).possible

    def where(self, wanted: Comparison) -> Verdict:
        """Whether a comparison holds for some values of the letters, and for which."""
        if _ruled_out(wanted.symbol, bounds_of(Operation("-", wanted.left, wanted.right), self.ranges)):
            return IMPOSSIBLE
        try:
            return self._decided(wanted)
        except FormulaError:  # more cases than can be looked at, or numbers beyond bounds
            return UNDECIDED

    def _decided(self, wanted: Comparison) -> Verdict:
        replaced = self._naming.replaced(wanted)
        background = self._background()
        found = IMPOSSIBLE
        for conjunction in cases(replaced, background.ring, self._formulas):
            verdict = possible(conjunction, background) if _is_light(conjunction) else UNDECIDED
            # A letter for a function may take values that the function never has.
            if verdict.possible and not self._naming.names:
                return verdict
            if verdict.possible is not False:
                found = UNDECIDED
        return found

    def interval(self, wanted: Comparison) -> tuple[str, Interval] | None:
        """The one letter on which a comparison depends, and where it holds, if that is one interval."""
        replaced = self._naming.replaced(wanted)
        background = self._background()
        try:
            options = cases(replaced, background.ring, self._formulas)
        except FormulaError:
            return None
        letters = {name for option in options for condition in option for name in condition.letters}
        if len(options) != 1 or len(letters) != 1 or self._naming.names:
            return None
        [letter] = letters
        found = solution_on_line(options[0], background, letter)
        return (letter, found[0]) if found is not None and len(found) == 1 else None

    def _background(self) -> Background:
        """What is known of all letters, those for functions included."""
        names = self._naming.names
        home = ring((*self.game.letters, *names.values()))
        known: list[Condition] = list(self._assumed)
        for call, name in names.items():
            if call.function == "sqrt":
                squared = Operation("**", Name(name), Number(Fraction(2)))
                known.append(Comparison("==", squared, self._naming.replaced(call.arguments[0])))
        ranges = {name: (p.low, p.high) for name, p in self.game.parameters.items()}
        ranges |= {name: _range(call_bounds(call, self.ranges)) for call, name in names.items()}
        clauses = []
        for condition in known:
            try:
                clauses.append(cases(condition, home, self._formulas))
            except FormulaError:  # left out: less is known, and no more is ruled out than is right
                continue
        return Background(home, tuple(clauses), ranges)


def _end(value: Fraction | None, infinite: float) -> End:
    return infinite if value is None else value


def _range(bounds: Bounds) -> tuple[Fraction | None, Fraction | None]:
    low, high = map(rational, bounds)
    return low, high


def _ruled_out(symbol: str, difference: Bounds) -> bool:
    """Whether a difference within these bounds never compares so with 0."""
    low, high = difference
    return {
        "<": low >= 0,
        "<=": low > 0,
        ">": high <= 0,
        ">=": high < 0,
        "==": low > 0 or high < 0,
        "!=": low == high == 0,
    }[symbol]


def _is_light(conjunction: Conjunction) -> bool:
    polynomials = [factor.polynomial for condition in conjunction for factor, _ in condition.factors]
    return all(len(p) <= MOST_TERMS and p.total_degree() <= HIGHEST_DEGREE for p in polynomials)


def sample_points(game: Setting, count: int = SAMPLES) -> Iterator[Mapping[str, Fraction]]:
    """Some values of the letters: the base case, and others drawn from the ranges, where no assumption is broken."""
    source = random.Random(20260101)
    base = {name: p.base for name, p in game.parameters.items() if p.base is not None}
    if len(base) == len(game.parameters):
        yield base
    for _ in range(count):
        point = {name: _drawn(p, source) for name, p in game.parameters.items()}
        values = game.point(point)
        if all(_may_hold(condition, values) for condition in game.assumptions):
            yield point


def _drawn(parameter: Parameter, source: random.Random) -> Fraction:
    low, high = parameter.low, parameter.high
    if low is None:
        low = Fraction(-WIDTH) if high is None else high - WIDTH
    if high is None:
        high = low + WIDTH
    return low + (high - low) * Fraction(source.randrange(0, 65), 64)


def _may_hold(condition: Condition, values: Mapping[str, Value]) -> bool:
    try:
        return holds_at(condition, values) is not False
    except FormulaError:
        return False
