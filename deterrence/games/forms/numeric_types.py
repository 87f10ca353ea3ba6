"""A tree of numbers in which types are drawn from any distribution and payoffs depend on them in any way, for solvers.

A payoff is taken apart into a sum: a number, a multiple of the type, and multiples of other functions of the type, its
*curves*: powers where it is a polynomial, else whatever is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import inf, isfinite
from typing import TYPE_CHECKING, Any, ClassVar, Final

from deterrence.algebra.exact.polynomials import coefficients_in
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.formulas.evaluate_arrays import array_of
from deterrence.algebra.formulas.language import (
    Expression,
    FormulaError,
    Name,
    Negative,
    Number,
    Operation,
    names_in,
    substitute,
    text_of,
)
from deterrence.games.forms.forms import Form, TreeForm
from deterrence.games.forms.laws import Law, PolynomialLaw, curved_law
from deterrence.games.parts.curved_distributions import Curved
from deterrence.games.parts.distributions import Drawn
from deterrence.games.parts.frozen import FrozenDict
from deterrence.games.parts.nodes import Outcome, Step
from deterrence.games.parts.parameter import Parameter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from deterrence.algebra.exact.rational import Branches, RationalFunction
    from deterrence.games.parts.layout import Layout
    from deterrence.games.parts.setting import Setting

CURVE: Final = "curve_"
ALMOST_ALL: Final = (0.01, 0.99)  # shares of types


@dataclass(frozen=True)
class Curve:
    """A function of a type.

    Attributes
    ----------
    letter
        What stands for its value in payoffs.
    formula
        The function, in the letter of the type.
    """

    letter: str
    formula: Expression

    def on(self, own: str, kinds: Any) -> Any:
        """Its values at types."""
        return array_of(self.formula, {own: kinds})


@dataclass(frozen=True)
class NumericType:
    """How the type of a player is drawn, and the curves in its payoffs."""

    letter: str
    law: Law
    curves: tuple[Curve, ...] = ()

    def basis(self, kinds: Any) -> list[Any]:
        """What payoffs are sums of multiples of, at types: 1, the type, the curves."""
        import numpy as np

        at = np.asarray(kinds, dtype=np.float64)
        return [np.ones_like(at), at, *(curve.on(self.letter, at) for curve in self.curves)]


@dataclass(frozen=True)
class NumericTypesForm(Form):
    """A game of numbers in extensive form in which some players' types are drawn, to be solved in floats.

    Attributes
    ----------
    written
        The tree, in the letters of types and curves; payoffs are affine in these.
    drawn
        How types are drawn, by the positions of their players.
    """

    representation: ClassVar[str] = "types in numbers"
    written: TreeForm
    drawn: Mapping[int, NumericType]

    @property
    def default_concept(self) -> str:
        """What counts as an equilibrium unless told otherwise."""
        return "perfect-bayesian"

    @property
    def layout(self) -> Layout:
        """The names of players, information sets, nodes and outcomes."""
        return self.written.layout

    @property
    def tree(self) -> TreeForm:
        """The tree; its payoffs have the letters of types in them."""
        return self.written

    @property
    def tie_rules(self) -> tuple[str, ...]:
        """What is done by those who are indifferent, where the game says so."""
        return self.written.tie_rules

    @cached_property
    def payoffs(self) -> dict[int, tuple[tuple[RationalFunction, ...], ...]]:
        """At each outcome for each player what its payoff is of 1, of the type, and of each of its curves."""
        return {
            index: tuple(self._row(player, payoff) for player, payoff in enumerate(node.payoffs))
            for index, node in enumerate(self.written.nodes)
            if node.kind == "outcome"
        }

    def _row(self, player: int, payoff: RationalFunction) -> tuple[RationalFunction, ...]:
        own = self.drawn.get(player)
        letters = () if own is None else (own.letter, *(curve.letter for curve in own.curves))
        slopes = [payoff.derivative(letter).into(self.ring) for letter in letters]
        rest = payoff
        for letter in letters:
            rest = rest.substitute(letter, payoff.ring.zero)
        return (rest.into(self.ring), *(slopes or [self.ring.zero]))

    @property
    def all_formulas(self) -> list[RationalFunction]:
        """Every number in payoffs and in probabilities of chance."""
        return [*self.all_payoffs, *(p for node in self.written.nodes for p in node.probabilities)]

    @property
    def all_payoffs(self) -> list[RationalFunction]:
        """Every number in the payoffs of all ends, and what these come to at types between which almost all lie."""
        numbers = [x for rows in self.payoffs.values() for row in rows for x in row]
        return [*numbers, *map(self.ring.constant, self._usual)]

    @cached_property
    def _usual(self) -> tuple[Fraction, ...]:
        import numpy as np

        found = []
        for player, own in self.drawn.items():
            basis = np.array(own.basis(own.law.quantile(np.array(ALMOST_ALL))))
            for rows in self.payoffs.values():
                numbers = [float(x.as_fraction()) for x in rows[player]]
                found += [float(x) for x in numbers @ basis[: len(numbers)]]
        return tuple(Fraction(x) for x in found if isfinite(x))


def only_in_numbers(setting: Setting, steps: Sequence[Step]) -> str:
    """Why a tree with drawn types is solved in numbers only; "" where it is solved in letters."""
    for own in setting.drawn.values():
        if own.distribution.kind:
            return f"'{own.letter}' is drawn from a {own.distribution.kind} distribution"
    for player, own in setting.drawn.items():
        wide, place = setting.with_letter(own), setting.players.index(player)
        for x in dict.fromkeys(s.node.payoffs[place] for s in steps if isinstance(s.node, Outcome)):
            if own.letter in names_in(x) and not is_affine(wide, x, own.letter):
                return f"the payoff for {player}, {text_of(x)}, is not affine in the type '{own.letter}'"
    return ""


def is_affine(wide: Setting, x: Expression, letter: str) -> bool:
    """Whether a formula is `a + b*type`; `wide` is the setting with the letter of the type."""
    if wide.has_function(x):
        return False
    value = wide.value(x)
    if letter in value.ring.polynomial(value.denominator).letters:
        return False
    return max(coefficients_in(value.numerator, value.ring.names.index(letter)), default=0) <= 1


def refuse_letters(setting: Setting, why: str) -> None:
    """Refuse a game with letters that is solved in numbers only.

    Raises
    ------
    FormulaError
        Where letters are free.
    """
    if setting.letters:
        letters = ", ".join(setting.letters)
        raise FormulaError(
            f"{why}: such a game is solved in numbers; fix {letters} first, as base_case() does, or ask for a sweep"
        )


class Curves:
    """The payoffs of players with drawn types, rewritten as sums in which a letter stands for each curve."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.known = {name: Number(Fraction(value)) for name, value in setting.point().items()}
        self.wide = {player: setting.with_letter(own) for player, own in setting.drawn.items()}
        self.found: dict[str, dict[Expression, Curve]] = {player: {} for player in setting.drawn}

    def rewritten(self, steps: Sequence[Step]) -> list[Step]:
        """The nodes with payoffs rewritten."""
        return [s._replace(node=self._outcome(s.node)) if isinstance(s.node, Outcome) else s for s in steps]

    def _outcome(self, node: Outcome) -> Outcome:
        paid = zip(self.setting.players, node.payoffs, strict=True)
        return Outcome(node.name, [self._payoff(player, x) for player, x in paid], node.next)

    def _payoff(self, player: str, x: Expression) -> Expression:
        own = self.setting.drawn.get(player)
        if own is None or own.letter not in names_in(x) or is_affine(self.wide[player], x, own.letter):
            return x
        total: Expression = Number(Fraction(0))
        for factor, part in self._terms(player, own, x):
            total = Operation("+", total, Operation("*", factor, part))
        return total

    def _terms(self, player: str, own: Drawn, x: Expression) -> Iterator[tuple[Expression, Expression]]:
        """The summands of a payoff, each as a number and the type, a letter of a curve, or 1."""
        one = Number(Fraction(1))
        if own.letter not in names_in(x):
            yield x, one
        elif isinstance(x, Negative):
            yield from ((Negative(f), part) for f, part in self._terms(player, own, x.operand))
        elif isinstance(x, Operation) and x.symbol in "+-":
            yield from self._terms(player, own, x.left)
            right = x.right if x.symbol == "+" else Negative(x.right)
            yield from self._terms(player, own, right)
        elif (powers := self._powers(player, own, x)) is not None:
            yield from powers
        elif isinstance(x, Operation) and x.symbol in "*/" and own.letter not in names_in(x.right):
            yield from ((Operation(x.symbol, f, x.right), part) for f, part in self._terms(player, own, x.left))
        elif isinstance(x, Operation) and x.symbol == "*" and own.letter not in names_in(x.left):
            yield from ((Operation("*", x.left, f), part) for f, part in self._terms(player, own, x.right))
        else:
            yield one, self._curve(player, x)

    def _powers(self, player: str, own: Drawn, x: Expression) -> list[tuple[Expression, Expression]] | None:
        """The summands of a polynomial in the type; None where it is none."""
        wide = self.wide[player]
        if wide.has_function(x):
            return None
        value = wide.value(x)
        if own.letter in value.ring.polynomial(value.denominator).letters:
            return None
        found: list[tuple[Expression, Expression]] = []
        below = value.ring.polynomial(value.denominator)
        for degree, part in coefficients_in(value.numerator, value.ring.names.index(own.letter)).items():
            factor = Number((value.ring.polynomial(part) / below).as_fraction())
            kind: Expression = Name(own.letter) if degree else Number(Fraction(1))
            if degree > 1:
                kind = self._curve(player, Operation("**", kind, Number(Fraction(degree))))
            found.append((factor, kind))
        return found

    def _curve(self, player: str, x: Expression) -> Name:
        own = self.found[player]
        if x not in own:
            count = sum(map(len, self.found.values()))
            own[x] = Curve(f"{CURVE}{count + 1}", substitute(x, self.known))
        return Name(own[x].letter)

    def widened(self) -> Setting:
        """The setting with the letters of types and curves among its parameters."""
        setting = self.setting
        for player, own in setting.drawn.items():
            setting = setting.with_letter(own)
            letters = {c.letter: Parameter(c.letter) for c in self.found[player].values()}
            setting = setting._with(parameters=FrozenDict({**setting.parameters, **letters}))
        return setting._with(drawn=FrozenDict())


def numeric_types(setting: Setting, curves: Curves, form: TreeForm, branches: Branches | None) -> NumericTypesForm:
    """A tree of numbers whose payoffs were rewritten with the letters of curves, and how types are drawn."""
    small = ring(())
    nodes = tuple(replace(node, probabilities=tuple(p.into(small) for p in node.probabilities)) for node in form.nodes)
    drawn = {
        setting.players.index(player): NumericType(
            own.letter, law_of(setting, own, branches), tuple(curves.found[player].values())
        )
        for player, own in setting.drawn.items()
    }
    for own in drawn.values():
        _refuse_without_value(own)
    return NumericTypesForm(small, setting.players, replace(form, nodes=nodes), FrozenDict(drawn))


def law_of(setting: Setting, own: Drawn, branches: Branches | None = None) -> Law:
    """The distribution of a type, at numbers."""

    def number(x: Expression) -> float:
        return float(setting.value(x, branches=branches).as_fraction())

    given = own.distribution
    low, high = (endless if end is None else number(end) for end, endless in zip(given.ends, (-inf, inf), strict=True))
    if isinstance(given, Curved):
        return curved_law(given.kind, [number(x) for x in given.numbers], low, high)
    wide = setting.with_letter(own)
    cdf = wide.value(own.below, branches=branches)
    by_degree = coefficients_in(cdf.numerator, cdf.ring.names.index(own.letter))
    below = cdf.ring.polynomial(cdf.denominator)
    top = max(by_degree, default=0)
    coefficients = tuple(
        float((cdf.ring.polynomial(by_degree[d]) / below).as_fraction()) if d in by_degree else 0.0
        for d in range(top + 1)
    )
    return PolynomialLaw(coefficients, low, high)


def _refuse_without_value(own: NumericType) -> None:
    """Refuse curves that have no value for some types.

    Raises
    ------
    FormulaError
        Where there is one.
    """
    import numpy as np

    kinds = own.law.quantile(np.linspace(0.0, 1.0, 201)[1:-1])
    for curve in own.curves:
        lacking = np.isnan(curve.on(own.letter, kinds))
        if lacking.any():
            at = float(kinds[int(np.argmax(lacking))])
            raise FormulaError(
                f"{text_of(curve.formula)} has no value at {own.letter} = {at:g}, which is a possible type"
            )
