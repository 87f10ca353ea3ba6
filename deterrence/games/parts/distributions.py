"""Types drawn from a distribution: a letter of a player's own, such as its cost of war, that it alone learns.

A player with `types: {A: {w: {uniform: [lo, hi]}}}` learns a number `w` between `lo` and `hi` before play starts; the
others know how it is distributed. Types of different players are independent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any, Final, TypeAlias

from deterrence.algebra.formulas.language import Expression, FormulaError, Name, Operation, as_expression, text_of
from deterrence.games.parts.curved_distributions import CURVED, Curved, is_endless
from deterrence.games.parts.frozen import FrozenDict
from deterrence.games.parts.mistakes import Collector, GameError, Mistake, Path, listed, nearest

UNIFORM: Final = "uniform"
CDF: Final = "cdf"
ON: Final = "on"
EXAMPLE: Final = "{uniform: [0, 1]}, {cdf: w**2, on: [0, 1]}, or {normal: {mean: 0, sd: 1}}"


class _InLetters:
    """What distributions have in common with which games are solved in letters."""

    @property
    def positive(self) -> dict[str, Expression]:
        """None of its numbers has to be positive."""
        return {}

    @property
    def kind(self) -> str:
        """What it is called where games with it are solved in numbers only; "" where they are not."""
        return ""


@dataclass(frozen=True, init=False, repr=False)
class Uniform(_InLetters):
    """A type drawn from an interval, each part of it as likely as it is long.

    Distributions given by a polynomial are written as in a model file:
    `types={"A": {"w": {"cdf": "w**2", "on": [0, 1]}}}`.

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

    @property
    def whole(self) -> tuple[Expression, ...]:
        """Every formula in it."""
        return self.ends

    def python(self, write: Callable[[Expression], str]) -> str:
        """As Python that makes it."""
        return f"dt.Uniform({', '.join(map(write, self.ends))})"

    def words(self, letter: str) -> str:
        """`w uniform on [lo, hi]`."""
        return f"{letter} uniform on [{', '.join(map(text_of, self.ends))}]"

    def __repr__(self) -> str:
        return f"Uniform({text_of(self.low)!r}, {text_of(self.high)!r})"


@dataclass(frozen=True, init=False, repr=False)
class Distribution(_InLetters):
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

    @property
    def whole(self) -> tuple[Expression, ...]:
        """Every formula in it."""
        return (*self.on, self.cdf)

    def python(self, write: Callable[[Expression], str]) -> str:
        """As Python that makes it."""
        return f'{{"cdf": {write(self.cdf)}, "on": [{", ".join(map(write, self.on))}]}}'

    def words(self, letter: str) -> str:
        """`w on [lo, hi] with cdf w**2`."""
        return f"{letter} on [{', '.join(map(text_of, self.on))}] with cdf {text_of(self.cdf)}"

    def __repr__(self) -> str:
        return f"Distribution({text_of(self.cdf)!r}, on=({', '.join(repr(text_of(end)) for end in self.on)}))"


AnyDistribution: TypeAlias = Uniform | Distribution | Curved


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
        return self.distribution.words(self.letter)


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
        isinstance(value, Uniform | Distribution | Curved | Mapping) for value in row.values()
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
    if isinstance(value, Uniform | Distribution | Curved):
        return value
    if (key := next((key for key in value if key in CURVED), None)) is not None:
        return _read_curved(CURVED[key], value, path, collector)
    wanted = {UNIFORM} if UNIFORM in value else {CDF, ON}
    if set(value) != wanted:
        known = [UNIFORM, CDF, ON, *CURVED]
        stranger = next((str(key) for key in value if key not in wanted), "")
        hint = nearest(stranger, known) if stranger not in ("", *known) else ""
        message = f"expected the distribution of '{path[-1]}', {EXAMPLE}; found {listed(map(str, value)) or 'nothing'}."
        collector.add(path, f"{message}{hint}")
        return None
    key = UNIFORM if UNIFORM in value else ON
    ends = _two_ends(value[key], (*path, key), collector)
    if ends is None:
        return None
    low, high = (collector.expression(end, (*path, key, i)) for i, end in enumerate(ends))
    if key == UNIFORM:
        return Uniform(low, high)
    return Distribution(collector.expression(value[CDF], (*path, CDF)), (low, high))


def _two_ends(ends: Any, path: Path, collector: Collector) -> Sequence[Any] | None:
    if isinstance(ends, str) or not isinstance(ends, Sequence) or len(ends) != 2:
        collector.add(path, f"expected the two ends of the interval of '{path[-2]}', such as [0, 1].")
        return None
    return ends


def _read_curved(kind: type[Curved], value: Mapping[str, Any], path: Path, collector: Collector) -> Curved | None:
    """A distribution that is given by numbers with names: `{normal: {mean: 0, sd: 1}, on: [0, inf]}`."""
    before = len(collector.mistakes)
    given, names = value[kind.KEY], listed(kind.NAMES)
    example = ", ".join(f"{name}: 1" for name in kind.NAMES)
    for key in value:
        if key not in (kind.KEY, ON):
            said = f"'{key}' says nothing of the {kind.KEY} distribution; expected '{kind.KEY}' and perhaps 'on'."
            collector.add((*path, str(key)), f"{said}{nearest(str(key), [ON])}", at_key=True)
    if not isinstance(given, Mapping):
        said = f"expected the {names} of the {kind.KEY} distribution of '{path[-1]}', such as {{{example}}}."
        collector.add((*path, kind.KEY), said)
        return None
    for key in given:
        if key not in kind.NAMES:
            said = f"'{key}' says nothing of the {kind.KEY} distribution, which is given by {names}."
            collector.add((*path, kind.KEY, str(key)), f"{said}{nearest(str(key), kind.NAMES)}", at_key=True)
    if missing := [name for name in kind.NAMES if name not in given]:
        said = f"expected the {listed(missing)} of the {kind.KEY} distribution of '{path[-1]}', as in {{{example}}}."
        collector.add((*path, kind.KEY), said)
    numbers = [collector.expression(given[n], (*path, kind.KEY, n)) for n in kind.NAMES if n in given]
    on = None
    if ON in value and (ends := _two_ends(value[ON], (*path, ON), collector)) is not None:
        on = [_curved_end(kind, end, (*path, ON, i), collector) for i, end in enumerate(ends)]
    return kind(*numbers, on=on) if len(collector.mistakes) == before else None  # type: ignore[call-arg]


def _curved_end(kind: type[Curved], end: Any, path: Path, collector: Collector) -> Expression | None:
    """An end of the interval that a distribution is truncated to; None where there is none."""
    side = path[-1]
    if not is_endless(end, inf if side else -inf):
        return collector.expression(end, path)
    if None not in kind.RANGE:
        collector.add(path, f"a {kind.KEY} distribution has two ends, such as [0, 1].")
    return None


def formulas_of(drawn: Mapping[str, Drawn]) -> Iterator[Expression]:
    """The formulas in which distributions are written; the type's letter occurs in none of them."""
    return (x for own in drawn.values() for x in own.distribution.formulas)


def needs_numbers(drawn: Mapping[str, Drawn]) -> str:
    """Why a game with these types is solved in numbers only; "" where it is not so by its distributions."""
    told = (f"'{own.letter}' is {own.distribution.kind}" for own in drawn.values() if own.distribution.kind)
    return " and ".join(told)
