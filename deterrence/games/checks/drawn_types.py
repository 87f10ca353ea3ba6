"""Types drawn from distributions: whether these are distributions, and whether payoffs may be as they are.

1. The low end lies below the high end. Where that is not sure it becomes an assumption of the model, noted in
   `Model.implied`; where no values of the letters allow it, that is a mistake.
2. A cumulative distribution function is a polynomial in the type that is 0 at the low end and 1 at the high end, and
   that rises: that its slope is nowhere negative is proved.
3. The type of a player occurs in its own payoffs only, and these are affine in it: `a + b*w`.
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
    names_in,
    parse,
    substitute,
    text_of,
    why_not_a_name,
)
from deterrence.games.checks.domain import Domain
from deterrence.games.checks.scope import Scope
from deterrence.games.parts.distributions import Distribution, Drawn
from deterrence.games.parts.mistakes import Collector, Path, shown_point
from deterrence.games.parts.setting import Setting

ZERO: Final = Number(Fraction(0))


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
            for place, end in zip(self._end_paths(own, path), own.distribution.ends, strict=True):
                self.checker.use(end, place, f"the distribution of '{own.letter}'")
            if len(self.collector.mistakes) > before or not self.checker.can_value:
                continue
            self._check_ends(own, path)
            if len(self.collector.mistakes) == before and isinstance(own.distribution, Distribution):
                for message in self._faults_of_cdf(own, own.distribution):
                    self.collector.add((*path, "cdf"), message)
                    break

    @staticmethod
    def _end_paths(own: Drawn, path: Path) -> tuple[Path, Path]:
        key = "on" if isinstance(own.distribution, Distribution) else "uniform"
        return (*path, key, 0), (*path, key, 1)

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

    def _check_ends(self, own: Drawn, path: Path) -> None:
        low, high = own.distribution.ends
        if any(name in self.checker.scope.by_type for end in (low, high) for name in names_in(end)):
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
            yield f"{written} is no polynomial in '{letter}': it has min, max, sqrt, exp or log in it."
            return
        try:
            value = wide.value(cdf)
        except FormulaError as mistake:
            yield f"{written} has no value: {mistake.message}"
            return
        if letter in value.ring.polynomial(value.denominator).letters:
            yield f"{written} is no polynomial in '{letter}': it divides by it."
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
            if len(self.collector.mistakes) == before and self.checker.can_value and (why := self._curve(x, mine)):
                message = f"{what}, {text_of(x)}, is not affine in the type '{mine.letter}': {why}."
                self.collector.add(path, message, name=mine.letter)

    def of_type(self, letter: str) -> str:
        """What is said of the letter of a type where it may not stand."""
        player = self.owners[letter]
        return f"'{letter}', the type of {player}, which may occur in payoffs for {player} only."

    def _curve(self, x: Expression, own: Drawn) -> str:
        """Why a payoff is not affine in a type; "" where it is."""
        wide = self.model.with_letter(own)
        if wide.has_function(x):
            return "it has min, max, sqrt, exp or log in it"
        for types in self.checker.scope.combinations(x):
            value = wide.value(x, types or None)
            if own.letter in value.ring.polynomial(value.denominator).letters:
                return "it divides by it"
            if (degree := degree_in(value, own.letter)) > 1:
                return f"it has the power {degree} of it"
        return ""


def degree_in(function: RationalFunction, letter: str) -> int:
    """The degree of a formula's numerator in a letter."""
    return max(coefficients_in(function.numerator, function.ring.names.index(letter)), default=0)
