"""Types drawn from a distribution: a letter of a player's own, such as its cost of war, that it alone learns.

A player with `types: {A: {w: {uniform: [lo, hi]}}}` learns a number `w` between `lo` and `hi` before play starts; the
others know how it is distributed. Types of different players are independent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from deterrence.algebra.formulas.language import Expression, FormulaError, Name, Operation, as_expression, text_of
from deterrence.games.parts.frozen import FrozenDict
from deterrence.games.parts.mistakes import Collector, GameError, Mistake, Path, listed, nearest

UNIFORM: Final = "uniform"
CDF: Final = "cdf"
ON: Final = "on"
EXAMPLE: Final = "{uniform: [0, 1]}, or {cdf: w**2, on: [0, 1]}"


@dataclass(frozen=True, init=False, repr=False)
class Uniform:
    """A type drawn from an interval, each part of it as likely as it is long.

    Other distributions are written as in a model file: `types={"A": {"w": {"cdf": "w**2", "on": [0, 1]}}}`.

    Parameters
    ----------
    low, high
        The ends of the interval: numbers or formulas in the letters of the game.

    Raises
    ------
    GameError
        A ValueError: where an end is no formula.

    Examples
    --------
    >>> import deterrence as dt
    >>> game = dt.Tree(["A"], dt.Decision("A", {"Fight": ["w"], "Yield": [0]}), types={"A": {"w": dt.Uniform(-1, 2)}})
    >>> dt.solve(game)[0].outcomes
    {Fight: 2/3, Yield: 1/3}
    """

    low: Expression
    high: Expression

    def __init__(self, low: Any, high: Any) -> None:
        object.__setattr__(self, "low", _read(low, "the low end"))
        object.__setattr__(self, "high", _read(high, "the high end"))

    @property
    def ends(self) -> tuple[Expression, Expression]:
        """The ends of the interval."""
        return self.low, self.high

    @property
    def formulas(self) -> tuple[Expression, ...]:
        """Every formula in it."""
        return self.ends

    def below(self, letter: str) -> Expression:
        """The probability of a type up to this letter."""
        return Operation("/", Operation("-", Name(letter), self.low), Operation("-", self.high, self.low))

    def rewritten(self, change: Callable[[Expression], Expression]) -> Uniform:
        """With its formulas changed."""
        return Uniform(change(self.low), change(self.high))

    def parts(self, write: Callable[[Expression], str]) -> dict[str, str | list[str]]:
        """As in a model file."""
        return {UNIFORM: [write(end) for end in self.ends]}

    def __repr__(self) -> str:
        return f"Uniform({text_of(self.low)!r}, {text_of(self.high)!r})"


@dataclass(frozen=True, init=False, repr=False)
class Distribution:
    """A type drawn from an interval, with the probability that it is no larger than a number given by a polynomial.

    Parameters
    ----------
    cdf
        The cumulative distribution function: a polynomial in the type's letter, which rises from 0 to 1.
    on
        The ends of the interval.

    Raises
    ------
    GameError
        A ValueError: where something is no formula.

    Examples
    --------
    >>> import deterrence as dt
    >>> game = dt.Tree(["A"], dt.Decision("A", {"Fight": ["w"], "Yield": ["1/3"]}),
    ...                types={"A": {"w": {"cdf": "w**2", "on": [0, 1]}}})
    >>> dt.solve(game)[0].outcomes
    {Fight: 8/9, Yield: 1/9}
    """

    cdf: Expression
    on: tuple[Expression, Expression]

    def __init__(self, cdf: Any, on: Sequence[Any]) -> None:
        if isinstance(on, str) or len(on) != 2:
            raise GameError([Mistake((ON,), f"expected the two ends of an interval, such as (0, 1), not {on!r}")])
        object.__setattr__(self, "cdf", _read(cdf, "the cumulative distribution function"))
        object.__setattr__(self, "on", (_read(on[0], "the low end"), _read(on[1], "the high end")))

    @property
    def ends(self) -> tuple[Expression, Expression]:
        """The ends of the interval."""
        return self.on

    @property
    def formulas(self) -> tuple[Expression, ...]:
        """Every formula in it but for the polynomial, in which the type's letter occurs."""
        return self.on

    def below(self, letter: str) -> Expression:
        """The probability of a type up to this letter."""
        return self.cdf

    def rewritten(self, change: Callable[[Expression], Expression]) -> Distribution:
        """With its formulas changed."""
        return Distribution(change(self.cdf), tuple(map(change, self.on)))

    def parts(self, write: Callable[[Expression], str]) -> dict[str, str | list[str]]:
        """As in a model file."""
        return {CDF: write(self.cdf), ON: [write(end) for end in self.on]}

    def __repr__(self) -> str:
        return f"Distribution({text_of(self.cdf)!r}, on=({', '.join(repr(text_of(end)) for end in self.on)}))"


AnyDistribution: TypeAlias = Uniform | Distribution


@dataclass(frozen=True)
class Drawn:
    """The letter that stands for a player's type, and how it is drawn."""

    letter: str
    distribution: AnyDistribution

    @property
    def below(self) -> Expression:
        """The probability of a type up to the letter."""
        return self.distribution.below(self.letter)

    @property
    def text(self) -> str:
        """As one would write it: `w_A uniform on [lo, hi]`."""
        low, high = map(text_of, self.distribution.ends)
        if isinstance(self.distribution, Uniform):
            return f"{self.letter} uniform on [{low}, {high}]"
        return f"{self.letter} on [{low}, {high}] with cdf {text_of(self.distribution.cdf)}"


def _read(value: Any, what: str) -> Expression:
    try:
        return as_expression(value)
    except FormulaError as mistake:
        raise GameError([Mistake((), f"{what}: {mistake.message}")]) from None


# --- reading ----------------------------------------------------------------------------------------------------------


def apart(given: Any) -> tuple[Any, dict[str, Any]]:
    """Types as given, and of these the players whose type is drawn from a distribution."""
    if not isinstance(given, Mapping):
        return given, {}
    drawn = {player: row for player, row in given.items() if _is_drawn(row)}
    return {player: row for player, row in given.items() if player not in drawn}, drawn


def _is_drawn(row: Any) -> bool:
    return isinstance(row, Mapping) and any(
        isinstance(value, Uniform | Distribution | Mapping) for value in row.values()
    )


def read_drawn(given: Mapping[str, Any], players: Sequence[str], collector: Collector) -> Mapping[str, Drawn]:
    """The types that are drawn from distributions, by player; what is wrong with them is noted."""
    found: dict[str, Drawn] = {}
    for player, row in given.items():
        path: Path = ("types", player)
        if player not in players:
            hint = nearest(str(player), players)
            collector.add(path, f"'{player}' is not a player; those are {listed(players)}.{hint}", at_key=True)
            continue
        if len(row) > 1:
            what = f"{player} has one letter that is drawn from a distribution, or types with probabilities"
            collector.add(path, f"{what}; found {listed(map(str, row))}.")
            continue
        [(letter, value)] = row.items()
        # Where a distribution is none, that has been noted; with another in its place its letter is not unknown, too.
        distribution = _read_distribution(value, (*path, letter), collector) or Uniform(0, 1)
        found[player] = Drawn(letter, distribution)
    return FrozenDict({player: found[player] for player in players if player in found})


def _read_distribution(value: Any, path: Path, collector: Collector) -> AnyDistribution | None:
    if isinstance(value, Uniform | Distribution):
        return value
    wanted = {UNIFORM} if UNIFORM in value else {CDF, ON}
    if set(value) != wanted:
        stranger = next((str(key) for key in value if key not in wanted), "")
        hint = nearest(stranger, [UNIFORM, CDF, ON]) if stranger not in ("", UNIFORM, CDF, ON) else ""
        message = f"expected the distribution of '{path[-1]}', {EXAMPLE}; found {listed(map(str, value)) or 'nothing'}."
        collector.add(path, f"{message}{hint}")
        return None
    key = UNIFORM if UNIFORM in value else ON
    ends = value[key]
    if isinstance(ends, str) or not isinstance(ends, Sequence) or len(ends) != 2:
        collector.add((*path, key), f"expected the two ends of the interval of '{path[-1]}', such as [0, 1].")
        return None
    low, high = (collector.expression(end, (*path, key, i)) for i, end in enumerate(ends))
    if key == UNIFORM:
        return Uniform(low, high)
    return Distribution(collector.expression(value[CDF], (*path, CDF)), (low, high))


def formulas_of(drawn: Mapping[str, Drawn]) -> Iterator[Expression]:
    """The formulas in which distributions are written; the type's letter occurs in none of them."""
    return (x for own in drawn.values() for x in own.distribution.formulas)
