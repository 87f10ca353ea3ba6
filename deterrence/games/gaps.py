"""Where, within the ranges of its letters, a formula of a game has no value: where it divides by zero.

There it is no game and has no equilibria. An answer about a range says so (`gaps_said`), and is complete for the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from deterrence.algebra.conditions.conditions import Conjunction, cases
from deterrence.algebra.conditions.decide import Background
from deterrence.algebra.exact.roots import Exact
from deterrence.algebra.formulas.language import (
    Comparison,
    Expression,
    FormulaError,
    Number,
    Operation,
    names_in,
    text_of,
    walk,
)
from deterrence.algebra.values.value import holds_at
from deterrence.games.background import background
from deterrence.games.checks.checks import Checker
from deterrence.games.checks.probabilities import Row
from deterrence.games.checks.valued import TRIED
from deterrence.games.model import Model
from deterrence.games.parts.distributions import Drawn
from deterrence.games.parts.mistakes import Collector, Path
from deterrence.games.parts.setting import Setting

LONGEST: Final = 60
MOST_NAMED: Final = 3


@dataclass(frozen=True)
class Gap:
    """A divisor that may be zero within the ranges.

    Attributes
    ----------
    divisor
        What is divided by, as it is written.
    formula
        The first formula in which it is: what that is, and its text.
    zero
        Where the divisor is zero: one of these conjunctions holds.
    """

    divisor: str
    formula: str
    zero: tuple[Conjunction, ...]

    def contains(self, point: Mapping[str, Exact]) -> bool:
        """Whether the divisor is known to be zero at a point."""
        return any(all(holds_at(c, point) for c in conjunction) for conjunction in self.zero)

    def __str__(self) -> str:
        return f"{self.formula}, has no value where {self.divisor} = 0"


def gaps(game: Model) -> tuple[Gap, ...]:
    """The divisors in payoffs and probabilities that are zero for some values of the letters, or may be.

    Examples
    --------
    >>> from deterrence.games.matrix import Matrix
    >>> game = Matrix(["A"], {"A": ["x", "y"]}, {"x": ["1 + 1/b"], "y": [0]}, parameters=["b"])
    >>> print(*gaps(game))
    payoff for A, 1 + 1/b, has no value where b = 0
    """
    if not game.letters:
        return ()
    if "_gaps" not in vars(game):
        plain = game._with(claims=())
        dividing = _Dividing(plain, Collector())
        plain._check(dividing)
        game._set(_gaps=tuple(dividing.gaps.values()))
    found: tuple[Gap, ...] = vars(game)["_gaps"]
    return found


def gaps_said(found: Sequence[Gap]) -> str:
    """Where a game has no value, for the end of a sentence; "" where it has one everywhere."""
    more = len(found) - MOST_NAMED
    return "; ".join([*map(str, found[:MOST_NAMED]), *([f"and so on for {more} more divisors"] if more > 0 else [])])


def gap_at(found: Iterable[Gap], point: Mapping[str, Exact]) -> Gap | None:
    """The first divisor that is zero at a point."""
    return next((gap for gap in found if gap.contains(point)), None)


def where_defined(game: Model) -> Background:
    """What a game takes for granted, and that no divisor is zero."""
    taken = background(game)
    clauses = [tuple((c.negation,) for c in conjunction) for gap in gaps(game) for conjunction in gap.zero]
    return replace(taken, clauses=(*taken.clauses, *clauses)) if clauses else taken


class _Dividing(Checker):
    """A walk through the formulas of a game whose names, types and assumptions are known to be in order."""

    def __init__(self, model: Setting, collector: Collector) -> None:
        super().__init__(model, collector)
        self.gaps: dict[str, Gap] = {}
        self.letters = set(model.parameters)
        self._seen: set[Expression] = set()

    def _check_assumptions(self) -> None:
        pass

    def check_probabilities(self, rows: Sequence[Row], path: Path, what: str) -> None:
        for row in rows:
            self.use(row.probability, row.path, "probability")

    def knowing(self, own: Drawn) -> Checker:
        return self  # divisors have no letters of types in them

    def like(self, model: Setting) -> Checker:
        """The walk with the letter of a choice from an interval, of which a game has no gaps."""
        made = _Dividing(model, self.collector)
        made.scope.by_type, made.scope.profiles = self.scope.by_type, self.scope.profiles
        made.gaps, made.letters = self.gaps, self.letters
        return made

    def use(self, x: Expression, path: Path, what: str) -> None:
        if isinstance(x, Number) or x in self._seen:
            return
        self._seen.add(x)
        for types in self.scope.combinations(x)[:TRIED]:
            for divisor in self._divisors(self.scope.of_types(x, types)):
                if not self.letters.issuperset(self.model.letters_of(divisor)):
                    continue
                if (text := text_of(divisor)) not in self.gaps and (zero := self._zero(divisor)):
                    self.gaps[text] = Gap(text, f"{what}, {_shortened(text_of(x))}", zero)

    def _divisors(self, x: Expression) -> Iterator[Expression]:
        """What a formula, and the definitions that it uses, divide by, letters in it."""
        formulas = self.model.formulas()
        waiting, seen = [x], set[str]()
        while waiting:
            here = waiting.pop()
            for part in walk(here):
                if isinstance(part, Operation) and part.symbol == "/" and names_in(part.right):
                    yield part.right
            for name in names_in(here):
                if name in formulas and name not in seen:
                    seen.add(name)
                    waiting.append(formulas[name])

    def _zero(self, divisor: Expression) -> tuple[Conjunction, ...]:
        """Where a divisor is zero; nothing where it never is, or cannot be written as polynomials."""
        wanted = Comparison("==", divisor, Number(Fraction(0)))
        if self.scope.domain.can_hold(wanted) is False:
            return ()
        try:
            return cases(wanted, self.model.ring, self.model.formulas())
        except FormulaError:
            return ()


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."
