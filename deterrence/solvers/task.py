"""What every method is given: a game as it takes it, the concept, the time, and what the caller asked of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import inf
from typing import Any, SupportsFloat

from deterrence.algebra.conditions.decide import Background
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.formulas.language import whole_number
from deterrence.algebra.time_limit.deadline import Deadline
from deterrence.games.parts.frozen import FrozenDict


@dataclass(frozen=True)
class Task:
    """One game to be solved by one method.

    Attributes
    ----------
    form
        The game: a form without `min` and `max`, or arrays.
    concept
        The name of the concept.
    background
        The ranges and assumptions; there are no letters where the game is one of numbers.
    first
        The letters that conditions are solved for, if they can be.
    deadline
        When to stop with what there is.
    ties
        Whether to list what exists only where parameters tie.
    options
        What the caller asked of the method: `label`, `seed`, `steps` and so on.
    near
        Values of the one letter; what exists at none of them may be left out. Empty: nothing may.
    """

    form: Any
    concept: str
    background: Background = field(default_factory=lambda: Background(ring(())))
    first: tuple[str, ...] = ()
    deadline: Deadline = field(default_factory=Deadline)
    ties: bool = True
    options: Mapping[str, Any] = field(default_factory=FrozenDict)
    near: tuple[Fraction, ...] = ()

    def option(self, name: str, default: Any) -> Any:
        """An option, or its default."""
        return self.options.get(name, default)

    def count(self, name: str, default: int, least: int) -> int:
        """An option that is a whole number."""
        return whole_number(name, self.option(name, default), least)

    def amount(self, name: str, default: float | None) -> float | None:
        """An option that is a number, finite and not negative."""
        value = self.option(name, default)
        return None if value is None else _amount(name, value)

    def amounts(self, name: str) -> tuple[float, ...]:
        """An option that is such a number or several, () where it is not given."""
        value = self.option(name, ())
        several = value if isinstance(value, Sequence) and not isinstance(value, str) else (value,)
        if name in self.options and not several:
            raise ValueError(f"{name} is {value!r}; expected a number, or a list with at least one")
        return tuple(_amount(name, one) for one in several)


def _amount(name: str, value: Any) -> float:
    if isinstance(value, bool | str) or not isinstance(value, SupportsFloat) or not 0 <= float(value) < inf:
        raise ValueError(f"{name} is {value!r}; expected a number that is finite and not negative")
    return float(value)
