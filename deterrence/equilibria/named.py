"""Numbers and formulas of an equilibrium under the names that they belong to: strategies, payoffs, beliefs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from deterrence.algebra.exact.rational import RationalFunction, Setting
from deterrence.algebra.values.value import Value, exact_value, public_value
from deterrence.games.parts.layout import Layout

if TYPE_CHECKING:
    import sympy


@dataclass(frozen=True)
class BeliefRange:
    """The beliefs at a node that support a family, off the path: from `lower` to `upper`, ends included or not.

    Attributes
    ----------
    lower, upper
        Formulas; the greatest of the lower and the least of the upper ones bind.
    sharp
        Whether all of the range supports the family. If not, no more is known than that what does lies within.
    """

    lower: tuple[Value, ...]
    upper: tuple[Value, ...]
    sharp: bool = True

    @property
    def low(self) -> Any:
        """The least supporting belief (sympy; a `Max` where several formulas bind)."""
        import sympy

        return sympy.Max(*[public_value(v) for v in self.lower])

    @property
    def high(self) -> Any:
        """The greatest supporting belief (sympy; a `Min` where several formulas bind)."""
        import sympy

        return sympy.Min(*[public_value(v) for v in self.upper])

    def __iter__(self) -> Iterator[Any]:
        yield self.low
        yield self.high

    def __contains__(self, value: Any) -> bool:
        low, high = self.low, self.high
        number = public_value(exact_value(value))
        return bool(low <= number) and bool(number <= high)

    def __str__(self) -> str:
        def bound(values: Sequence[Value], word: str) -> str:
            return str(values[0]) if len(values) == 1 else f"{word}({', '.join(map(str, values))})"

        return f"{'' if self.sharp else 'within '}[{bound(self.lower, 'max')}, {bound(self.upper, 'min')}]"

    __repr__ = __str__


class Named(Mapping[str, Any]):
    """A read-only mapping from names to numbers or formulas, in sympy, that prints as one would write it."""

    def __init__(self, names: Sequence[str], values: Sequence[Value | BeliefRange]) -> None:
        self._values = dict(zip(names, values, strict=True))

    def __getitem__(self, name: str) -> sympy.Expr | float | BeliefRange:
        if name not in self._values:
            raise KeyError(f"no '{name}' here; there are: {', '.join(self._values)}")
        value = self._values[name]
        return value if isinstance(value, BeliefRange) else public_value(value)

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def raw(self, name: str) -> Value | BeliefRange:
        """The value as the engine holds it."""
        return self._values[name]

    def __repr__(self) -> str:
        return "{" + ", ".join(f"{name}: {value}" for name, value in self._values.items()) + "}"


class Beliefs(Mapping[Any, Named]):
    """Beliefs at the information sets that have more than one node: `beliefs["ROK", "sees a probe"]["node"]`."""

    def __init__(self, layout: Layout, values: Mapping[int, Sequence[Value | BeliefRange]]) -> None:
        self._layout = layout
        self._values = values

    def __getitem__(self, key: Any) -> Named:
        index = self._layout.find(key)
        place = self._layout.places[index]
        if index not in self._values:
            raise KeyError(f"{place.agent} has nothing to be uncertain about at '{place.name}'")
        return Named(place.nodes, self._values[index])

    def __iter__(self) -> Iterator[tuple[str, str]]:
        for index in self._values:
            place = self._layout.places[index]
            yield (place.agent, place.name)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return "\n".join(f"{agent} at {name}: {self[agent, name]}" for agent, name in self)


@dataclass(frozen=True)
class Cut:
    """A cut-point of the types of a player at an information set, and what types just below and above it do there.

    Attributes
    ----------
    letter
        The letter of the type.
    value
        The cut-point, as the engine holds it.
    below, above
        The moves of types just below and just above it; several where these mix.
    """

    letter: str
    value: Value
    below: tuple[str, ...]
    above: tuple[str, ...]

    @property
    def at(self) -> sympy.Expr | float:
        """The cut-point (sympy)."""
        return public_value(self.value)

    def __str__(self) -> str:
        at = number_words(self.value)
        return f"{'/'.join(self.below)} below {self.letter} = {at}, {'/'.join(self.above)} above"

    __repr__ = __str__


def number_words(value: Value) -> str:
    """A value as a name has it: exact as it is, a float to six digits."""
    return str(value) if value.is_exact else f"{float(value):.6g}"


def set_by(values: Any, setting: Setting) -> Any:
    """Formulas, within whatever they stand in, their texts set by what is known of the letters."""
    if isinstance(values, RationalFunction):
        return values.set_by(setting)
    if isinstance(values, BeliefRange):
        return replace(values, lower=set_by(values.lower, setting), upper=set_by(values.upper, setting))
    if isinstance(values, Mapping):
        return {key: set_by(value, setting) for key, value in values.items()}
    return tuple(set_by(value, setting) for value in values) if isinstance(values, tuple) else values
