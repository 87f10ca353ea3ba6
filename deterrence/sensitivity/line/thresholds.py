"""Thresholds: the values of one letter at which the set of equilibria changes, and what exists between them.

All other letters are fixed. The answer is exact and complete where the solver's is: the cells partition the range, a
value at which more (or other) equilibria exist than beside it is a cell of its own, the ends of the range included.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from deterrence.algebra.conditions.line import Interval
from deterrence.algebra.exact.roots import Exact, rational
from deterrence.algebra.formulas.language import given_values
from deterrence.algebra.values.value import public_value
from deterrence.equilibria.equilibria import Equilibrium
from deterrence.equilibria.names import called
from deterrence.equilibria.promise import Promise, Promised
from deterrence.equilibria.tables import text_table
from deterrence.equilibria.text import value_text
from deterrence.games.background import background
from deterrence.games.gaps import Gap, gap_at, gaps, gaps_said
from deterrence.games.model import Model
from deterrence.sensitivity.asking.fixed_letters import chosen_letter, given_text, others_of
from deterrence.sensitivity.asking.problem import Asked, Problem
from deterrence.sensitivity.asking.question import TimeLimit, question
from deterrence.sensitivity.line.correspondence import Stretch, correspondence
from deterrence.sensitivity.line.threshold_formulas import ThresholdFormula, threshold_formulas
from deterrence.solvers.trees.large_trees import LineCell

if TYPE_CHECKING:
    import pandas as pd

# What is printed: longer names are cut, more equilibria at one place are counted, trees with more decisions left out.
LONGEST_NAME: Final = 100
MOST_ROWS: Final = 6
MOST_SHOWN: Final = 60


@dataclass(frozen=True, eq=False)
class ThresholdCell:
    """An interval (or point) of the line on which the set of equilibria does not change.

    Unpacks as ``interval, equilibria``.

    Attributes
    ----------
    interval
        From where to where, ends open or closed.
    gap
        What has no value there, so that there is no game; None where every formula has one.
    game
        The game on the line, where equilibria are made when asked for.
    """

    interval: Interval
    found: tuple[Equilibrium, ...] | LineCell
    gap: Gap | None = None
    game: Model | None = field(default=None, repr=False, compare=False)

    @cached_property
    def equilibria(self) -> tuple[Equilibrium, ...]:
        """The families that exist on all of the cell, as formulas in the letter."""
        if isinstance(self.found, tuple):
            return self.found
        made, _ = self.found.equilibria(self.found.fences[0])
        return made if self.game is None else called(made, self.game)

    def __iter__(self) -> Iterator[Any]:
        yield self.interval
        yield self.equilibria

    def __repr__(self) -> str:
        return f"{self.interval}: {' | '.join(e.name for e in self.equilibria) or self.nothing}"

    @property
    def nothing(self) -> str:
        """What is said where there are no equilibria."""
        return "none found" if self.gap is None else f"no game: {self.gap}"


@dataclass(frozen=True, eq=False)
class Thresholds(Promised):
    """Where on the line of one letter the equilibria change.

    Attributes
    ----------
    game
        The game, with the letters it had.
    letter
        The letter of the line.
    fixed
        The values of the others.
    points
        The thresholds, as the engine holds exact numbers; `values` has them as sympy numbers.
    formulas
        For each threshold a formula in the other letters, or None.
    cells
        The cells, from left to right.
    promise
        What is promised of the equilibria, and so whether these are certainly all thresholds.
    kinks
        Values at which only a formula changes, as `min` and `max` make it, and no choice does. Not thresholds.

    Examples
    --------
    >>> import deterrence as dt
    >>> line = dt.thresholds(dt.load("nll-probe"), "c")
    >>> line.values
    (1/2, 3/4)
    >>> print(line.formulas[1])
    c_D = b/(b + k)
    >>> for interval, equilibria in line.cells:
    ...     print(interval, [eq.name for eq in equilibria])
    [0, 1/2) ['DPRK Probe; ROK Absorb']
    {1/2} ['DPRK Probe; ROK Absorb', 'DPRK Probe; ROK Respond']
    (1/2, 3/4) ['DPRK Probe; ROK Respond']
    {3/4} ['DPRK Refrain; ROK Respond', 'DPRK Probe; ROK Respond']
    (3/4, 1] ['DPRK Refrain; ROK Respond']
    """

    game: Model
    letter: str
    fixed: Mapping[str, Fraction]
    points: tuple[Exact, ...]
    formulas: tuple[ThresholdFormula | None, ...]
    cells: tuple[ThresholdCell, ...]
    promise: Promise
    kinks: tuple[Exact, ...] = ()

    @property
    def values(self) -> tuple[Any, ...]:
        """The thresholds, exact, as sympy numbers, rising."""
        return tuple(public_value(point) for point in self.points)

    @property
    def same(self) -> str:
        """What is said of the range where there is no threshold inside it."""
        inside = [cell for cell in self.cells if cell.interval.lower != cell.interval.upper]
        ends = [cell for cell in self.cells if cell not in inside and cell.gap is None]
        none = bool(inside) and all(cell.found == () for cell in inside)
        told = "no equilibrium was found for any" if none else "the same equilibria exist for every"
        said = f"{told} {self.letter} inside its range"
        return f"{said}; at an end of it that is different" if inside and ends else said

    def at(self, value: Any) -> tuple[Equilibrium, ...]:
        """The equilibria that exist at a value of the letter, as formulas in it.

        Raises
        ------
        ValueError
            When the value lies outside the range, breaks an assumption, or a formula of the game has no value there.
        """
        from deterrence.algebra.values.value import exact_value

        number = exact_value(value)
        for cell in self.cells:
            if cell.interval.contains(number):
                if cell.gap is not None:
                    raise ValueError(f"at {self.letter} = {number} there is no game: {cell.gap}")
                return cell.equilibria
        raise ValueError(f"{self.letter} = {number} lies outside the range or breaks an assumption")

    def to_frame(self) -> pd.DataFrame:
        """One row for each equilibrium of each cell."""
        import pandas as pd

        rows = []
        for interval, equilibria in self.cells:
            for eq in equilibria:
                payoffs = zip(eq.layout.players, eq.payoff_values, strict=True)
                rows.append(
                    {self.letter: str(interval), "equilibrium": eq.name}
                    | {f"payoff {player}": str(value) for player, value in payoffs}
                )
        return pd.DataFrame(rows)

    def __str__(self) -> str:
        title = self.game.title or self.game.name or "the game"
        lines = [f"{title}: where the equilibria change in {self.letter}"]
        if self.fixed:
            lines.append(f"with {given_text(self.fixed)}")
        lines.append("")
        if not self.points:
            lines.append(f"no threshold: {self.same}")
        for point, formula in zip(self.points, self.formulas, strict=True):
            exact = rational(point)
            about = "" if exact is not None and exact.denominator < 1000 else f" (about {float(point):.6g})"
            lines.append(
                f"  {self.letter} = {point}{about}" + (f", {formula}" if formula and str(formula) != str(point) else "")
            )
        return "\n".join([*lines, "", cells_text(self.letter, self.cells), "", str(self.promise)])

    __repr__ = __str__


def cells_text(letter: str, cells: Sequence[ThresholdCell]) -> str:
    """The cells as a table: what exists where, and for a tree how it ends."""
    if any(isinstance(cell.found, LineCell) and cell.found.size > MOST_SHOWN for cell in cells):
        return f"{len(cells)} cells, in each of which every player's choices are at hand in `cells`"
    ends = any(place.name for cell in cells for eq in cell.equilibria for place in eq.layout.places)
    numbers = _numbers(cells)
    rows: list[tuple[str, ...]] = []
    for cell in cells:
        table = Counter((eq.name, *((_outcomes(eq),) if ends else ())) for eq in cell.equilibria)
        listed = list(table.items())
        for index, (row, times) in enumerate(listed[:MOST_ROWS]):
            name = numbers.get(row[0], row[0])
            name = name if times == 1 else f"{name} ({times} like this)"
            rows.append((str(cell.interval) if index == 0 else "", name, *row[1:]))
        if len(listed) > MOST_ROWS:
            rows.append(("", f"and {len(listed) - MOST_ROWS} more", *(("",) if ends else ())))
        if not listed:
            rows.append((str(cell.interval), cell.nothing, *(("",) if ends else ())))
    text = text_table([letter, "equilibrium", *(("outcome",) if ends else ())], rows)
    shown = [name for name, number in numbers.items() if any(row[1].split(" ")[0] == number for row in rows)]
    return "\n".join([text, *([""] if shown else []), *(f"  {numbers[name]}  {name}" for name in shown)])


def _numbers(cells: Sequence[ThresholdCell]) -> dict[str, str]:
    """A number for each equilibrium, where names are too long for a table: they are told once, below it, and whole."""
    names = list(dict.fromkeys(eq.name for cell in cells for eq in cell.equilibria))
    if all(len(name) <= LONGEST_NAME for name in names):
        return {}
    return {name: str(number) for number, name in enumerate(names, start=1)}


def _outcomes(eq: Equilibrium) -> str:
    """How it ends: outcomes with their probabilities."""
    likely = [(name, v) for name, v in zip(eq.layout.outcomes, eq.outcome_values, strict=True) if not v.is_zero]
    return ", ".join(name if len(likely) == 1 else f"{name} {value_text(value)}" for name, value in likely)


@question
def thresholds(
    game: Asked,
    /,
    letter: str | None = None,
    *,
    at: Mapping[str, Any] | None = None,
    time_limit: TimeLimit = "as solved",
    **letters: Any,
) -> Thresholds:
    """Where on the line of one letter the set of equilibria changes.

    Parameters
    ----------
    game
        A game with at least this letter free, or equilibria that `solve` found for one: these are used as they
        are and, where the game is to be solved elsewhere, found there in the same way.
    letter
        The letter that varies; by default the commitment.
    at, **letters
        Values for other letters, as a mapping or as keywords; those not given are at their base values.
    time_limit
        Seconds after which to answer with what was found by then, `complete=False`; None: no limit. By default 300, for
        equilibria the limit they were found with.

    Returns
    -------
    Thresholds
        Values, formulas and cells.

    Raises
    ------
    ValueError
        For an unknown letter, a value outside its range or one that breaks an assumption.

    Examples
    --------
    >>> import deterrence as dt
    >>> dt.thresholds(dt.load("nll-probe"), "c", b=2).values
    (1/2,)
    """
    problem = Problem.of(game)
    letter = chosen_letter(problem.game, letter)
    others = others_of(problem.game, (letter,), given_values(at, letters))
    line = problem.at(others)
    taken = background(line.game)
    cut = line.cut
    if cut is not None:
        cells = tuple(ThresholdCell(cell.spot.interval, cell, game=line.game) for cell in cut.cells)
        said = gaps_said(gaps(line.game))
        promise = Promise("subgame-perfect", "backward induction", when_indifferent=line.game.tie_rules, valueless=said)
        promise, points = promise.lacking(*cut.reasons), cut.points
        kinks: tuple[Exact, ...] = ()
    else:
        found = line.families
        parts = correspondence(found.families, taken, letter)
        cells = tuple(_cell(line.game, letter, stretch) for stretch in parts.stretches)
        promise, kinks, points = found.promise, parts.kinks, parts.changes
    formulas = threshold_formulas(problem, letter, others, points)
    return Thresholds(problem.game, letter, others, points, formulas, cells, promise, kinks)


def _cell(game: Model, letter: str, stretch: Stretch) -> ThresholdCell:
    """A stretch as a cell; a value without equilibria may be one at which there is no game."""
    interval = stretch.interval
    point = interval.lower if interval.lower == interval.upper and not stretch.equilibria else None
    gap = None if point is None else gap_at(gaps(game), {letter: point})
    return ThresholdCell(interval, stretch.equilibria, gap)
