"""What a family is: how its games are made, from which whole numbers, and how large they become."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from deterrence.games.model import Model
from deterrence.games.parts.mistakes import listed, nearest

# Cells of a matrix or nodes of a tree: what solvers and files take.
LARGEST: Final = 200_000


@dataclass(frozen=True, slots=True)
class Argument:
    """A whole number that a family is given.

    Attributes
    ----------
    meaning
        What it counts.
    usual
        Its value when left out.
    low, high
        The range, both ends included.
    """

    meaning: str
    usual: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Family:
    """A family of games.

    Attributes
    ----------
    name
        What it is asked for by.
    about
        What its games are, in a sentence.
    source
        Where it is studied; empty for random games.
    arguments
        The whole numbers that it takes, by name.
    make
        A game from values of these.
    size
        How many cells or nodes that game has, counted without making it.
    solved
        The largest game of which `solve` finds all equilibria, letters and all, in about ten seconds on one processor;
        empty for random games, of which one takes longer than another.
    beyond
        What to do with larger ones.
    """

    name: str
    about: str
    source: str
    arguments: Mapping[str, Argument]
    make: Callable[..., Model]
    size: Callable[..., int]
    solved: Mapping[str, int] = field(default_factory=dict)
    beyond: str = ""

    def checked(self, given: Mapping[str, Any]) -> dict[str, int]:
        """The values of all arguments, those that were given taken from there.

        Raises
        ------
        ValueError
            For one that the family does not have, is no whole number, or lies outside its range; for values whose game
            would be too large.
        """
        for name in given:
            if name not in self.arguments:
                known = f"it takes {listed(self.arguments)}" if self.arguments else "it takes none"
                raise ValueError(f"'{self.name}' has no argument '{name}'; {known}.{nearest(name, self.arguments)}")
        values = {
            name: _whole(self.name, name, row, given.get(name, row.usual)) for name, row in self.arguments.items()
        }
        size = self.size(**values)
        if size > LARGEST:
            raise ValueError(
                f"'{self.name}' with {self.call(values)} would have {size:,} cells or nodes; at most {LARGEST:,} are "
                "made. Choose smaller numbers."
            )
        return values

    def advice(self) -> str:
        """Up to which size its games are solved whole in seconds, and what to do beyond; empty for random games."""
        if not self.solved:
            return ""
        said = f"solved whole, letters and all, in about ten seconds up to {self.call(self.solved)}"
        return f"{said}; {self.beyond}" if self.beyond else said

    @staticmethod
    def call(values: Mapping[str, int]) -> str:
        """Values of arguments as they are written in a call."""
        return ", ".join(f"{name}={value}" for name, value in values.items())


def _whole(family: str, name: str, row: Argument, value: Any) -> int:
    """The value, when it is a whole number in the range."""
    expected = f"{name} of '{family}' ({row.meaning}) is a whole number from {row.low} to {row.high}"
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{expected}, not {value!r}.")
    if not row.low <= value <= row.high:
        raise ValueError(f"{expected}; {value} lies outside.")
    return value
