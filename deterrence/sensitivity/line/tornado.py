"""One parameter at a time: how far a number of interest can move over each parameter's range, all others as they are.

Exact: along the line of a parameter the families and their formulas are known on every cell, so the extremes lie at the
ends of cells or where a derivative is zero, and nothing is sampled. At an open end the extreme is approached and not
taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import inf
from typing import TYPE_CHECKING, Any

from deterrence.algebra.conditions.conditions import condition
from deterrence.algebra.conditions.line import Cell, factors_of, holds_on
from deterrence.algebra.conditions.sign_chart import LineChart, bits
from deterrence.algebra.exact.rational import RationalFunction
from deterrence.algebra.exact.roots import Exact, minimal_polynomial, rational
from deterrence.algebra.formulas.expressions import FormulaError
from deterrence.algebra.formulas.language import given_values
from deterrence.algebra.time_limit.deadline import Deadline, in_time
from deterrence.algebra.values.norms import agreement, as_formula, critical, order_at, value_at
from deterrence.algebra.values.value import Value, public_value
from deterrence.equilibria.equilibria import Equilibrium
from deterrence.equilibria.promise import Promise, Promised
from deterrence.equilibria.tables import text_table
from deterrence.games.background import background
from deterrence.games.model import Model
from deterrence.games.parts.mistakes import listed
from deterrence.sensitivity.asking.fixed_letters import NO_LETTER, given_text, others_of
from deterrence.sensitivity.asking.problem import Asked, Problem
from deterrence.sensitivity.asking.question import TimeLimit, question
from deterrence.sensitivity.asking.selection import ALL, BEST, PAYOFF, WORST, selection
from deterrence.sensitivity.claims.quantity import Quantity, quantity

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Extreme:
    """The least or greatest value on a line.

    Attributes
    ----------
    formula
        The formula in the letter that takes it; a number where it does not depend on the letter.
    at
        Where.
    attained
        Whether it is taken there, or only approached.
    by
        The equilibrium.
    beyond
        1 or -1 where the value grows or falls without bound there.
    """

    formula: Value
    letter: str
    at: Exact
    attained: bool
    by: str
    beyond: int = 0

    @property
    def value(self) -> Any:
        """The value, exact (sympy)."""
        import sympy

        if self.beyond:
            return self.beyond * sympy.oo
        if self.formula.is_constant or rational(self.at) is not None:
            return public_value(value_at(self.formula, self.letter, self.at))
        if self.formula.rational is None:
            return float(self)
        place = self.formula.sympy().subs(sympy.Symbol(self.letter), public_value(self.at))
        return sympy.radsimp(sympy.expand(place)) if len(minimal_polynomial(self.at)) == 3 else place

    def __float__(self) -> float:
        return self.beyond * inf if self.beyond else number_at(self.formula, self.letter, self.at)


def number_at(formula: Value, letter: str, at: Exact) -> float:
    """The value as a float; at an irrational place from an interval around it, narrow enough."""
    return float(value_at(formula, letter, at))


@dataclass(frozen=True, eq=False)
class Bar(Promised):
    """How far the number of interest moves over one parameter's range.

    Attributes
    ----------
    letter, now
        The parameter and its value in the base case.
    low, high
        The extremes over the range, as far as the assumptions allow it.
    promise
        What is promised of the equilibria on the line.
    """

    letter: str
    now: Fraction
    low: Extreme
    high: Extreme
    promise: Promise

    @property
    def span(self) -> float:
        """The difference of the extremes."""
        return float(self.high) - float(self.low)


@dataclass(frozen=True, eq=False)
class Tornado(Promised, Sequence[Bar]):
    """For each parameter how far a number of interest moves over its range, the widest first.

    Attributes
    ----------
    game, of, select
        The game, the number of interest, and which equilibrium is meant.
    fixed
        The values of the parameters from which one at a time departs.
    base
        The least and the greatest value there.
    bars
        One a parameter.
    promise
        What is promised of the equilibria on all the lines.
    """

    game: Model
    of: str
    select: str
    fixed: Mapping[str, Fraction]
    base: tuple[Any, Any]
    bars: tuple[Bar, ...]
    promise: Promise

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, str):
            for bar in self.bars:
                if bar.letter == index:
                    return bar
            raise KeyError(f"no parameter '{index}'; there are: {', '.join(bar.letter for bar in self.bars)}")
        return self.bars[index]

    def __len__(self) -> int:
        return len(self.bars)

    def _rows(self) -> Iterator[tuple[str, str, str, str, str, str]]:
        for bar in self.bars:
            ends = [(str(e.value), f"{bar.letter} {'=' if e.attained else '->'} {e.at}") for e in (bar.low, bar.high)]
            yield bar.letter, str(bar.now), *ends[0], *ends[1]

    def to_frame(self) -> pd.DataFrame:
        """One row a parameter."""
        import pandas as pd

        return pd.DataFrame(list(self._rows()), columns=["parameter", "now", "low", "low at", "high", "high at"])

    def __str__(self) -> str:
        least, most = self.base
        base = str(least) if least == most else f"{least} to {most}"
        lines = [
            f"{self.of}, one parameter at a time",
            f"{base} at {given_text(self.fixed)}; equilibrium: {self.select}",
        ]
        lines += ["", text_table(["parameter", "now", "low", "", "high", ""], self._rows())]
        return "\n".join([*lines, "", str(self.promise)])

    __repr__ = __str__


@question
def tornado(
    game: Asked,
    /,
    of: Any,
    *,
    select: str = ALL,
    at: Mapping[str, Any] | None = None,
    time_limit: TimeLimit = "as solved",
    **letters: Any,
) -> Tornado:
    """How far a number of interest moves over each parameter's range, all others as they are; exact.

    Parameters
    ----------
    game
        A game with letters, or equilibria that `solve` found for one: these are used as they
        are and, where the game is to be solved elsewhere, found there in the same way.
    of
        ``"probability of War"`` (an outcome or a move), ``"payoff of ROK"``, a choice, ``"DPRK: Probe"``, or
        ``"choice of x"``, what is chosen from an interval.
    select
        Which equilibrium is meant where there are several: "all" (the extremes over all of them), "payoff dominance",
        "worst for PLAYER" or "best for PLAYER".
    at, **letters
        Values of parameters, as a mapping or as keywords; those not given are at their base values.
    time_limit
        Seconds after which to answer with what was found by then, `complete=False`; None: no limit. By default 300, for
        equilibria the limit they were found with.

    Returns
    -------
    Tornado
        One bar a parameter, the widest first. A parameter with an unbounded range is left out.

    Raises
    ------
    ValueError
        For unknown parameters, and for a selection that is not made by comparing payoffs.

    Examples
    --------
    >>> import deterrence as dt
    >>> found = dt.tornado(dt.load("nll-probe"), "probability of Escalation")
    >>> [(bar.letter, bar.low.value, bar.high.value) for bar in found][:2]
    [('c', 0, 1/2), ('b', 0, 2/5)]
    """
    if select != ALL and select != PAYOFF and not select.startswith((WORST, BEST)):
        raise ValueError(f"a tornado is exact, and '{select}' is no comparison of payoffs; select all, or by payoffs")
    problem = Problem.of(game)
    game = problem.game
    wanted = quantity(game, of)
    selection(select, game, ())
    point = others_of(game, (), given_values(at, letters))
    if not point:
        raise ValueError(f"{NO_LETTER}, so nothing can vary")
    first, bounded = next(iter(point)), [n for n, p in game.parameters.items() if None not in (p.low, p.high)]
    lines = _lines(problem, point, wanted, select, dict.fromkeys([first, *bounded]))
    base = lines[first].extremes_at(point[first])
    least, most = (None, None) if base is None else (end.value for end in base)
    extremes = {letter: ends for letter, line in lines.items() if letter in bounded and (ends := line.extremes())}
    bars = [Bar(letter, point[letter], *ends, lines[letter].promise) for letter, ends in extremes.items()]
    bars.sort(key=lambda bar: (-bar.span, bar.letter))
    left = [letter for letter in bounded if letter not in lines]
    late = (f"{listed(left)} not looked at", Deadline().why) if left else ()
    promise = Promise.together(line.promise for line in lines.values()).lacking(*late)
    return Tornado(game, wanted.name, select, point, (least, most), tuple(bars), promise)


def _lines(
    problem: Problem, point: Mapping[str, Fraction], wanted: Quantity, select: str, letters: Iterable[str]
) -> dict[str, _Line]:
    """The lines of some parameters through the point, as far as the time allows; the first one always."""
    found: dict[str, _Line] = {}
    for letter in in_time(letters):
        line = problem.at({name: value for name, value in point.items() if name != letter})
        found[letter] = _Line(line, letter, wanted, select)
    return found


class _Line:
    """The families along one parameter, with the number of interest and the selection."""

    def __init__(self, problem: Problem, letter: str, wanted: Quantity, select: str) -> None:
        line, found = problem.game, problem.families
        self.game, self.letter, self.select, self.promise = line, letter, select, found.promise
        self.families = found.families
        self.formulas = [wanted.of(line, family) for family in self.families]
        if self.select != ALL:
            self.payoffs = [
                [self._exactly(family, value) for value in family.payoff_values] for family in self.families
            ]
        taken = background(line)
        low, high = (taken.ranges or {}).get(letter, (None, None))
        conditions: list[Any] = [c for family in self.families for c in family.exists.raw]
        polynomials = [factor.polynomial for factor in factors_of(conditions)]
        polynomials += [f for formula in self.formulas for f in self._critical(formula)]
        polynomials += [] if self.select == ALL else self._comparisons()
        self.chart = LineChart(letter, polynomials, low, high, taken.touching({letter})[1])
        self.present = [self.chart.where_all(family.exists.raw) for family in self.families]

    def _critical(self, formula: Value) -> Iterator[Any]:
        return critical(formula, self.letter)

    def _exactly(self, family: Equilibrium, value: Value) -> Value:
        found = as_formula(value, self.letter)
        if found is None:
            raise FormulaError(f"payoffs are compared exactly, and in '{family.name}' one is known in floats only")
        return found

    def _comparisons(self) -> list[Any]:
        """Polynomials that vanish wherever two payoffs that the selection compares are equal."""
        pairs = combinations(self.payoffs, 2)
        return [agreement(one[p], other[p]) for one, other in pairs for p in self._judges() if one[p] != other[p]]

    def _judges(self) -> Iterable[int]:
        players = self.game.players
        if self.select == PAYOFF:
            return range(len(players))
        return (players.index(self.select.split(" for ", 1)[1]),)

    def extremes(self) -> tuple[Extreme, Extreme] | None:
        """The least and the greatest value over the range."""
        return self._of(e for index in bits(self.chart.everywhere) for e in self._on(self.chart.cells[index], index))

    def extremes_at(self, place: Fraction) -> tuple[Extreme, Extreme] | None:
        """The least and the greatest value at one place."""
        index = next(i for i, cell in enumerate(self.chart.cells) if _holds(cell, place))
        found = self._chosen(self.chart.cells[index], index)
        return self._of(Extreme(self.formulas[i], self.letter, place, True, self.families[i].name) for i in found)

    def _of(self, found: Iterable[Extreme]) -> tuple[Extreme, Extreme] | None:
        candidates = list(found)
        if not candidates:
            return None
        # Of equal values one that is taken is better than one that is approached.
        low = min(candidates, key=lambda e: (round(float(e), 12), not e.attained))
        return low, max(candidates, key=lambda e: (round(float(e), 12), e.attained))

    def _on(self, cell: Cell, index: int) -> Iterator[Extreme]:
        """What the formulas come to at the ends of a cell (inside it each of them only rises or only falls)."""
        for i in self._chosen(cell, index):
            for end in (cell.lower, cell.upper):
                if end is None:
                    continue
                if beyond := self._beyond(self.formulas[i].rational, cell, end):
                    yield Extreme(self.formulas[i], self.letter, end, False, self.families[i].name, beyond)
                else:
                    constant = self.formulas[i].is_constant
                    at = cell.sample if constant else end
                    yield Extreme(self.formulas[i], self.letter, at, cell.is_point or constant, self.families[i].name)

    def _beyond(self, function: RationalFunction | None, cell: Cell, end: Exact) -> int:
        """Whether a formula grows (1) or falls (-1) without bound towards an end of a cell; else 0."""
        if function is None or function.denominator.is_constant():
            return 0
        if not holds_on(condition(function.ring.polynomial(function.denominator), "=="), end):
            return 0
        rises = holds_on(condition(function.derivative(self.letter), ">"), cell.sample)
        return 1 if rises == (end is cell.upper) else -1

    def _chosen(self, cell: Cell, index: int) -> list[int]:
        """The families that the selection leaves on a cell."""
        present = [i for i, where in enumerate(self.present) if where >> index & 1]
        if self.select == ALL or len(present) < 2:
            return present

        def compared(i: int, j: int, player: int) -> int:
            return order_at(self.payoffs[i][player], self.payoffs[j][player], self.letter, cell.sample)

        if self.select == PAYOFF:
            good = [i for i in present if all(compared(i, j, p) >= 0 for j in present for p in self._judges())]
            return good[:1]
        [player] = self._judges()
        way = -1 if self.select.startswith(WORST) else 1
        best = present[0]
        for i in present[1:]:
            best = i if way * compared(i, best, player) > 0 else best
        return [best]


def _holds(cell: Cell, place: Fraction) -> bool:
    if cell.is_point:
        return rational(cell.sample) == place
    above = cell.lower is None or cell.lower < place
    return above and (cell.upper is None or place < cell.upper)
