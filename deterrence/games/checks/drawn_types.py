"""Types drawn from distributions: whether these are distributions, and whether payoffs may be as they are.

1. The low end lies below the high end. Where that is not sure it becomes an assumption of the model, noted in
   `Model.implied`; where no values of the letters allow it, that is a mistake.
2. A cumulative distribution function is a polynomial in the type that is 0 at the low end and 1 at the high end, and
   that rises: that its slope is nowhere negative is proved.
3. The type of a player occurs in its own payoffs only, and nothing is divided by zero for any type. Where payoffs are
   affine in it, `a + b*w`, and distribution functions polynomials, the game is solved exactly, else in numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final, Protocol

from deterrence.algebra.exact.polynomials import coefficients_in
from deterrence.algebra.exact.rational import RationalFunction
from deterrence.algebra.exact.roots import rational_part
from deterrence.algebra.formulas.evaluate import value_at
from deterrence.algebra.formulas.language import (
    Comparison,
    Expression,
    FormulaError,
    Name,
    Number,
    Operation,
    names_in,
    parse,
    substitute,
    text_of,
    walk,
    why_not_a_name,
)
from deterrence.games.checks.domain import Domain
from deterrence.games.checks.scope import Scope
from deterrence.games.parts.curved_distributions import CURVED, Curved
from deterrence.games.parts.distributions import Distribution, Drawn, Uniform
from deterrence.games.parts.mistakes import Collector, Path, shown_point
from deterrence.games.parts.setting import Setting

ZERO: Final = Number(Fraction(0))
NAMED: Final = f"those that are none go by a name ({', '.join(CURVED)})"


class Formulas(Protocol):
    """What checks the formulas of a game: its checker (`checks.py`)."""

    model: Setting
    collector: Collector
    scope: Scope
    known: dict[str, None]
    can_value: bool

    def use(self, x: Expression, path: Path, what: str) -> None:
        """Check a formula where it stands."""

    def knowing(self, own: Drawn) -> Formulas:
        """What checks formulas in which the letter of a type may occur."""


class DrawnTypes:
    """The types of a game that are drawn from distributions, being checked; mistakes go to the collector.

    Parameters
    ----------
    checker
        The checker of the game.
    """

    def __init__(self, checker: Formulas) -> None:
        self.checker = checker
        self.model = checker.model
        self.collector = checker.collector
        drawn = self.model.drawn.items()
        self.owners = {own.letter: player for player, own in drawn if own.letter not in checker.known}

    def check(self) -> None:
        """Letters, ends and polynomials."""
        for player, own in self.model.drawn.items():
            path: Path = ("types", player, own.letter)
            before = len(self.collector.mistakes)
            self._check_letter(player, own.letter, path)
            for place, x in self._formulas(own, path):
                self.checker.use(x, place, f"the distribution of '{own.letter}'")
            if len(self.collector.mistakes) > before or not self.checker.can_value:
                continue
            self._check_positive(own, path)
            self._check_ends(own, path)
            if len(self.collector.mistakes) == before and isinstance(own.distribution, Distribution):
                for message in self._faults_of_cdf(own, own.distribution):
                    self.collector.add((*path, "cdf"), message)
                    break

    @staticmethod
    def _formulas(own: Drawn, path: Path) -> Iterator[tuple[Path, Expression]]:
        """The numbers of a distribution and its ends, with their places."""
        given = own.distribution
        for name, x in given.positive.items():
            yield (*path, given.kind, name), x
        if isinstance(given, Curved):
            rest = zip(given.NAMES, given.numbers, strict=True)
            yield from (((*path, given.kind, name), x) for name, x in rest if name not in given.positive)
        key = "uniform" if isinstance(given, Uniform) else "on"
        yield from (((*path, key, i), end) for i, end in enumerate(given.ends) if end is not None)

    def _check_letter(self, player: str, letter: str, path: Path) -> None:
        if mistake := why_not_a_name(letter):
            self.collector.add(path, f"type of {player}: {mistake}", at_key=True)
        elif letter in self.checker.known:
            kind = "parameter" if letter in self.model.parameters else "definition"
            self.collector.add(path, f"'{letter}' is a {kind} already: the letter of a type is its own.", at_key=True)
        elif self.owners[letter] != player:
            message = (
                f"'{letter}' is the type of {self.owners[letter]}, too: each player's type has a letter of its own."
            )
            self.collector.add(path, message, at_key=True)

    def _check_positive(self, own: Drawn, path: Path) -> None:
        """That a standard deviation, a scale and the like are positive."""
        for name, x in own.distribution.positive.items():
            where: Path = (*path, own.distribution.kind, name)
            said = f"'{name}' of the distribution of '{own.letter}' is {text_of(x)}"
            if self._may_depend_on_type(x):
                self.collector.add(where, f"the distribution of '{own.letter}' depends on a type.")
            elif at := self._crossing_at_base(ZERO, x):
                self.collector.add(where, f"{said}, which is not positive{at}.")
            elif not self.checker.scope.grant(Comparison("<", ZERO, x), f"distribution of {own.letter}"):
                self.collector.add(where, f"{said}; it has to be positive.")

    def _may_depend_on_type(self, *formulas: Expression) -> bool:
        return any(name in self.checker.scope.by_type for x in formulas for name in names_in(x))

    def _check_ends(self, own: Drawn, path: Path) -> None:
        low, high = own.distribution.ends
        if low is None or high is None:
            return
        if self._may_depend_on_type(low, high):
            self.collector.add(path, f"the distribution of '{own.letter}' depends on a type.")
            return
        said = f"the distribution of '{own.letter}' goes from {text_of(low)} to {text_of(high)}"
        if where := self._crossing_at_base(low, high):
            self.collector.add(path, f"{said}, and its low end is not below its high end{where}.")
        elif not self.checker.scope.grant(Comparison("<", low, high), f"distribution of {own.letter}"):
            self.collector.add(path, f"{said}; its low end is below its high end for no values of the parameters.")

    def _crossing_at_base(self, low: Expression, high: Expression) -> str:
        """` at the base values (hi = 0)`, where the ends cross there."""
        point = self.model.point()
        try:
            if value_at(low, point) < value_at(high, point):
                return ""
        except FormulaError:
            return ""
        letters = dict.fromkeys([*self.model.letters_of(low), *self.model.letters_of(high)])
        bases = {name: base for name in letters if (base := self.model.parameters[name].base) is not None}
        return f" at the base values ({shown_point(bases)})" if bases else ""

    # --- cumulative distribution functions ---

    def _faults_of_cdf(self, own: Drawn, distribution: Distribution) -> Iterator[str]:
        letter, cdf = own.letter, distribution.cdf
        strangers = [name for name in names_in(cdf) if name not in self.checker.known and name != letter]
        if strangers:
            yield f"the distribution of '{letter}' uses '{strangers[0]}', which is not known."
            return
        wide = self.model.with_letter(own)
        written = f"the cdf of '{letter}', {text_of(cdf)},"
        if wide.has_function(cdf):
            yield f"{written} is no polynomial in '{letter}': it has min, max, sqrt, exp or log in it; {NAMED}."
            return
        try:
            value = wide.value(cdf)
        except FormulaError as mistake:
            yield f"{written} has no value: {mistake.message}"
            return
        if letter in value.ring.polynomial(value.denominator).letters:
            yield f"{written} is no polynomial in '{letter}': it divides by it; {NAMED}."
            return
        for end, wanted in zip(distribution.on, (0, 1), strict=True):
            try:
                found = self.model.value(substitute(cdf, {letter: end}))
            except FormulaError as mistake:
                yield f"{written} has no value at {letter} = {text_of(end)}: {mistake.message}"
                return
            if not (found - wanted).is_zero:
                yield f"{written} is {found} at {letter} = {text_of(end)}; it has to rise from 0 to 1, and be {wanted}."
                return
        slope = parse(str(value.derivative(letter)))
        bounds = (
            Comparison("<=", distribution.on[0], Name(letter)),
            Comparison("<=", Name(letter), distribution.on[1]),
        )
        domain = Domain(wide._with(assumptions=(*wide.assumptions, *bounds)))
        verdict = domain.where(Comparison("<", slope, ZERO))
        if verdict.possible:
            letters = wide.letters_of(cdf)
            where = shown_point({name: v for name, v in rational_part(verdict.point).items() if name in letters})
            yield f"{written} falls{f' at {where}' if where else ''}; it has to rise from 0 to 1."
        elif verdict.possible is None:
            yield f"{written} was not proved to rise from 0 to 1."

    # --- payoffs ---

    def use_payoff(self, x: Expression, path: Path, what: str, player: str) -> None:
        """Check a payoff, in which the type of its own player may occur."""
        mine = self.model.drawn.get(player)
        used = [name for name in names_in(x) if name in self.owners]
        foreign = [name for name in used if self.owners[name] != player]
        if foreign:
            self.collector.add(path, f"{what} uses {self.of_type(foreign[0])}", name=foreign[0])
        elif mine is None or not used:
            self.checker.use(x, path, what)
        else:
            before = len(self.collector.mistakes)
            self.checker.knowing(mine).use(x, path, what)
            if len(self.collector.mistakes) == before and self.checker.can_value:
                for message in self._poles(x, mine):
                    self.collector.add(path, f"{what} {message}", name=mine.letter)
                    break

    def of_type(self, letter: str) -> str:
        """What is said of the letter of a type where it may not stand."""
        player = self.owners[letter]
        return f"'{letter}', the type of {player}, which may occur in payoffs for {player} only."

    def _poles(self, x: Expression, own: Drawn) -> Iterator[str]:
        """Where a payoff may be divided by zero for a type."""
        divisors = [d for d in divisors_of(x) if own.letter in names_in(d)]
        if not divisors:
            return
        wide = self.model.with_letter(own)
        low, high = own.distribution.ends
        kind = Name(own.letter)
        bounds = [*([] if low is None else [Comparison("<=", low, kind)])]
        bounds += [] if high is None else [Comparison("<=", kind, high)]
        domain = Domain(wide._with(assumptions=(*wide.assumptions, *bounds)))
        for divisor in divisors:
            found = domain.where(Comparison("==", divisor, ZERO))
            if found.possible is False:
                continue
            known = rational_part(found.point) if found.possible else {}
            at = shown_point({name: v for name, v in known.items() if name in {own.letter, *wide.letters_of(divisor)}})
            yield f"may be divided by zero for some type '{own.letter}'{f', as at {at}' if at else ''}."


def divisors_of(x: Expression) -> Iterator[Expression]:
    """What a formula divides by."""
    return (part.right for part in walk(x) if isinstance(part, Operation) and part.symbol == "/")


def degree_in(function: RationalFunction, letter: str) -> int:
    """The degree of a formula's numerator in a letter."""
    return max(coefficients_in(function.numerator, function.ring.names.index(letter)), default=0)
