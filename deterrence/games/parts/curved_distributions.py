"""Distributions whose distribution function is no polynomial: normal, logistic, exponential, beta.

Games with such types are solved in numbers only. A distribution is on its whole range, or truncated to an interval. In
Python all may be written as in a model file, `{"exponential": {"mean": 2}}`; the first two have a public name as well.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf
from typing import Any, ClassVar, Final, Self, TypeAlias

from deterrence.algebra.formulas.language import Expression, FormulaError, Number, as_expression, text_of
from deterrence.games.parts.mistakes import GameError, Mistake

ENDLESS: Final = "inf"

End: TypeAlias = Expression | None


@dataclass(frozen=True, init=False, repr=False)
class Curved:
    """What the distributions here have in common.

    Attributes
    ----------
    numbers
        Those that the distribution is given by, in the order of `NAMES`.
    on
        The ends of the interval; None where there is none.
    """

    KEY: ClassVar[str]
    NAMES: ClassVar[tuple[str, ...]]
    POSITIVE: ClassVar[tuple[str, ...]]
    RANGE: ClassVar[tuple[End, End]] = (None, None)

    numbers: tuple[Expression, ...]
    on: tuple[End, End]

    def _set(self, numbers: Sequence[Any], on: Sequence[Any] | None) -> None:
        if on is not None and (isinstance(on, str) or len(on) != 2):
            raise GameError([Mistake(("on",), f"expected the two ends of an interval, such as (0, 1), not {on!r}")])
        read = tuple(_read(x, name) for name, x in zip(self.NAMES, numbers, strict=True))
        object.__setattr__(self, "numbers", read)
        ends = self.RANGE if on is None else (_read_end(on[0], -inf, "low"), _read_end(on[1], inf, "high"))
        object.__setattr__(self, "on", ends)

    @property
    def ends(self) -> tuple[End, End]:
        """The ends of the interval; None where there is none."""
        return self.on

    @property
    def formulas(self) -> tuple[Expression, ...]:
        """Every formula in it."""
        return (*self.numbers, *(end for end in self.on if end is not None))

    @property
    def whole(self) -> tuple[Expression, ...]:
        """Every formula in it: none has the type's letter in it."""
        return self.formulas

    @property
    def positive(self) -> dict[str, Expression]:
        """The numbers that have to be positive, by name."""
        return {name: x for name, x in zip(self.NAMES, self.numbers, strict=True) if name in self.POSITIVE}

    @property
    def kind(self) -> str:
        """What it is called where games with it are solved in numbers only; "" where they are not."""
        return self.KEY

    def below(self, letter: str) -> Expression:
        """The probability of a type up to this letter: no formula of the language.

        Raises
        ------
        FormulaError
            Always.
        """
        raise FormulaError(
            f"'{letter}' is drawn from a {self.KEY} distribution, whose distribution function is no formula here"
        )

    def rewritten(self, change: Callable[[Expression], Expression]) -> Self:
        """With its formulas changed."""
        made = object.__new__(type(self))
        object.__setattr__(made, "numbers", tuple(map(change, self.numbers)))
        object.__setattr__(made, "on", tuple(None if end is None else change(end) for end in self.on))
        return made

    @property
    def is_truncated(self) -> bool:
        """Whether its interval is another one than its whole range."""
        return self.on != self.RANGE

    def parts(self, write: Callable[[Expression], str]) -> dict[str, Any]:
        """As in a model file."""
        numbers = {name: write(x) for name, x in zip(self.NAMES, self.numbers, strict=True)}
        found: dict[str, Any] = {self.KEY: numbers}
        if self.is_truncated:
            found["on"] = [_end_text(end, write, sign) for end, sign in zip(self.on, "-+", strict=True)]
        return found

    def python(self, write: Callable[[Expression], str]) -> str:
        """As Python that makes it."""
        numbers = (f'"{name}": {write(x)}' for name, x in zip(self.NAMES, self.numbers, strict=True))
        ends = ", ".join("None" if end is None else write(end) for end in self.on)
        on = f', "on": [{ends}]' if self.is_truncated else ""
        return f'{{"{self.KEY}": {{{", ".join(numbers)}}}{on}}}'

    def words(self, letter: str) -> str:
        """`w normal with mean 0, sd 1`."""
        numbers = ", ".join(f"{name} {text_of(x)}" for name, x in zip(self.NAMES, self.numbers, strict=True))
        on = ", ".join(_end_text(end, text_of, sign) for end, sign in zip(self.on, "-+", strict=True))
        return f"{letter} {self.KEY} with {numbers}{f' on [{on}]' if self.is_truncated else ''}"

    def __repr__(self) -> str:
        given = [repr(text_of(x)) for x in self.numbers]
        if self.is_truncated:
            given.append(f"on=({', '.join('None' if end is None else repr(text_of(end)) for end in self.on)})")
        return f"{type(self).__name__}({', '.join(given)})"


class Normal(Curved):
    """A type drawn from a normal distribution; a game with such a type is solved in numbers.

    Parameters
    ----------
    mean, sd
        Its mean and its standard deviation before truncation: numbers or formulas in the letters of the game.
    on
        The ends of the interval that it is truncated to, None where there is none; all numbers unless given.

    Raises
    ------
    GameError
        A ValueError: where something is no formula.

    Examples
    --------
    >>> import deterrence as dt
    >>> game = dt.Tree(["A"], dt.Decision("A", {"Fight": ["w"], "Yield": [0]}), types={"A": {"w": dt.Normal(0, 1)}})
    >>> found = dt.solve(game)
    >>> found[0].outcomes, found.exact, found.complete
    ({Fight: 0.5, Yield: 0.5}, False, False)
    """

    KEY = "normal"
    NAMES = ("mean", "sd")
    POSITIVE = ("sd",)

    def __init__(self, mean: Any, sd: Any, on: Sequence[Any] | None = None) -> None:
        self._set((mean, sd), on)


class Logistic(Curved):
    """A type drawn from a logistic distribution; a game with such a type is solved in numbers.

    Parameters
    ----------
    mean, scale
        Its mean and its scale before truncation: a type up to w has probability 1/(1 + exp(-(w - mean)/scale)).
    on
        The ends of the interval that it is truncated to, None where there is none; all numbers unless given.

    Raises
    ------
    GameError
        A ValueError: where something is no formula.

    Examples
    --------
    >>> Logistic("m", "1/2", on=(0, None))
    Logistic('m', '1/2', on=('0', None))
    """

    KEY = "logistic"
    NAMES = ("mean", "scale")
    POSITIVE = ("scale",)

    def __init__(self, mean: Any, scale: Any, on: Sequence[Any] | None = None) -> None:
        self._set((mean, scale), on)


class Exponential(Curved):
    """A type drawn from an exponential distribution; a game with such a type is solved in numbers.

    Parameters
    ----------
    mean
        Its mean before truncation: a type up to w has probability 1 - exp(-w/mean).
    on
        The ends of the interval that it is truncated to, None where there is none; all numbers from 0 on unless given.

    Raises
    ------
    GameError
        A ValueError: where something is no formula.

    Examples
    --------
    >>> Exponential(2)
    Exponential('2')
    """

    KEY = "exponential"
    NAMES = ("mean",)
    POSITIVE = ("mean",)
    RANGE = (Number(Fraction(0)), None)

    def __init__(self, mean: Any, on: Sequence[Any] | None = None) -> None:
        self._set((mean,), on)


class Beta(Curved):
    """A type drawn from a beta distribution; a game with such a type is solved in numbers.

    Parameters
    ----------
    a, b
        Its two shapes: the density is proportional to w**(a - 1)*(1 - w)**(b - 1).
    on
        The ends of the interval that it is stretched to, (0, 1) unless given.

    Raises
    ------
    GameError
        A ValueError: where something is no formula, or an end is missing.

    Examples
    --------
    >>> Beta(2, 3, on=(0, "C"))
    Beta('2', '3', on=('0', 'C'))
    """

    KEY = "beta"
    NAMES = ("a", "b")
    POSITIVE = ("a", "b")
    RANGE = (Number(Fraction(0)), Number(Fraction(1)))

    def __init__(self, a: Any, b: Any, on: Sequence[Any] | None = None) -> None:
        self._set((a, b), on)
        if None in self.on:
            raise GameError([Mistake(("on",), "a beta distribution has two ends, such as (0, 1)")])


CURVED: Final[Mapping[str, type[Curved]]] = {kind.KEY: kind for kind in (Normal, Logistic, Exponential, Beta)}


def _read(value: Any, what: str) -> Expression:
    try:
        return as_expression(value)
    except FormulaError as mistake:
        raise GameError([Mistake((), f"{what}: {mistake.message}")]) from None


def is_endless(value: Any, endless: float) -> bool:
    """Whether an end of an interval is given as none: None, inf, or "inf", with a sign at the low end."""
    if isinstance(value, str):
        said = value.strip().lstrip(".+")
        return said in (ENDLESS, f".{ENDLESS}") if endless > 0 else said in (f"-{ENDLESS}", f"-.{ENDLESS}")
    return value is None or bool(value == endless)


def _read_end(value: Any, endless: float, which: str) -> End:
    return None if is_endless(value, endless) else _read(value, f"the {which} end")


def _end_text(end: End, write: Callable[[Expression], str], sign: str) -> str:
    return f"{sign.strip('+')}{ENDLESS}" if end is None else write(end)
