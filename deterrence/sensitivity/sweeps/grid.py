"""The grid of a sweep: for each letter its values, exactly as they were typed, and as floats."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING, Any, Final

from deterrence.algebra.arrays.compile import Block, Points
from deterrence.algebra.formulas.language import as_fraction, text_of
from deterrence.algebra.values.value import exact_value
from deterrence.games.lettered import Lettered
from deterrence.games.model import Model
from deterrence.sensitivity.asking.function_letters import refuse, with_derived

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


# The most values of one letter. Of several letters a grid may have many more points, which no one array holds.
MOST_VALUES: Final = 10_000_000


@dataclass(frozen=True, eq=False)
class Grid:
    """The values of some letters, one axis a letter.

    Attributes
    ----------
    axes
        For each letter the values as they were given, in order.
    derived
        The letters that stand for functions of these, if there are any.
    """

    axes: Mapping[str, Sequence[Any]]
    derived: Lettered | None = None

    @property
    def letters(self) -> tuple[str, ...]:
        """The letters, in the order of the axes."""
        return tuple(self.axes)

    @property
    def shape(self) -> tuple[int, ...]:
        """How many values each letter has."""
        return tuple(len(values) for values in self.axes.values())

    @property
    def size(self) -> int:
        """How many points there are."""
        return prod(self.shape)

    @cached_property
    def floats(self) -> dict[str, NDArray[np.float64]]:
        """The values as floats."""
        import numpy as np

        def floats(values: Any) -> NDArray[np.float64]:
            return np.array(values if isinstance(values, np.ndarray) else [_float(v) for v in values], dtype=np.float64)

        return {name: floats(values) for name, values in self.axes.items()}

    def exactly(self, name: str) -> list[Fraction]:
        """The values of an axis as fractions, floats as the decimals that they show."""
        return [exact_value(_one(value)) for value in self.axes[name]]

    @cached_property
    def points(self) -> Points:
        """All points, as the compiled formulas take them."""
        import numpy as np

        axes = list(self.axes.values())
        arrays = {
            name: values.reshape([-1 if i == axis else 1 for i in range(len(axes))])
            for axis, (name, values) in enumerate(self.floats.items())
        }
        order = {name: axis for axis, name in enumerate(self.axes)}

        def exactly(name: str, place: tuple[int, ...]) -> Fraction:
            if name in order:
                return self.exact(name, place[order[name]])
            return as_fraction(float(points.arrays[name][place]))

        if self.derived is None:
            return Points(arrays, exactly)
        values, undefined = with_derived(self.derived, arrays)

        def check(block: Block, granted: NDArray[np.bool_]) -> None:
            assert self.derived is not None
            here = {text: np.broadcast_to(where, self.shape)[block] for text, where in undefined.items()}
            shape = tuple(part.stop - part.start for part in block)
            refuse(self.derived, points.within(block), here, np.broadcast_to(granted, shape))

        points = Points(values, exactly, check if undefined else None)
        return points

    def exact(self, name: str, place: int) -> Fraction:
        """The value at a place of an axis, exactly as it was typed."""
        return exact_value(_one(self.axes[name][place]))

    def part(self, block: Block) -> Grid:
        """The part of the grid in a block of it."""
        axes = {name: values[where] for (name, values), where in zip(self.axes.items(), block, strict=True)}
        return Grid(axes, self.derived)

    @property
    def digest(self) -> str:
        """A short text that is the same for equal grids, and for them only."""
        total = hashlib.sha256()
        for name, values in self.floats.items():
            total.update(f"{name}:{len(values)}:".encode())
            total.update(values.astype("<f8").tobytes())
            # Values that no float can be (1/3) are told apart by their text.
            given = self.axes[name]
            if isinstance(given, list):
                odd = [f"{i}={exact_value(v)}" for i, v in enumerate(given) if _is_odd(v)]
                total.update(";".join(odd).encode())
        if self.derived is not None:
            formulas = [*self.derived.definitions.items(), *self.derived.stands_for.items()]
            total.update(";".join(f"{name}={text_of(formula)}" for name, formula in formulas).encode())
        return total.hexdigest()


def _one(value: Any) -> Any:
    """A number of an array as Python's; single precision stays, since it shows fewer digits."""
    return value.item() if type(value).__module__ == "numpy" and value.dtype.itemsize >= 8 else value


def _is_odd(value: Any) -> bool:
    if isinstance(value, float):
        return False
    exact = exact_value(_one(value))
    return exact != Fraction(str(float(exact)))


def read_grid(game: Model, given: Mapping[str, Any]) -> tuple[Grid, dict[str, Any]]:
    """The axes and the single values among what was given.

    Raises
    ------
    ValueError
        For values that are not numbers, an empty axis, and a value outside its parameter's range.
    """
    axes: dict[str, Sequence[Any]] = {}
    single: dict[str, Any] = {}
    for name, values in given.items():
        if isinstance(values, str) and values.count(":") == 2:
            ends = ", ".join(part.strip() for part in values.split(":"))
            raise ValueError(f"'{name}' is {values!r}: in Python write {name}=np.linspace({ends})")
        if _is_single(values):
            single[name] = _one(values)
            continue
        values = _as_axis(name, values)
        parameter = game.parameters.get(name)
        if parameter is not None:
            floats = Grid({name: values}).floats[name]
            for place in (int(floats.argmin()), int(floats.argmax())):
                _check_range(name, exact_value(_one(values[place])), parameter.low, parameter.high)
        axes[name] = values
    return Grid(axes), single


def _is_single(values: Any) -> bool:
    if isinstance(values, str) or not hasattr(values, "__len__"):
        return not hasattr(values, "__iter__") or isinstance(values, str)
    return getattr(values, "ndim", 1) == 0


def _as_axis(name: str, values: Any) -> Sequence[Any]:
    import numpy as np

    if getattr(values, "ndim", 1) != 1:
        raise ValueError(f"the values of '{name}' must be one number or a row of numbers")
    if hasattr(values, "__len__") and len(values) > MOST_VALUES:
        raise ValueError(f"'{name}' is given {len(values):,} values; at most {MOST_VALUES:,}")
    if not isinstance(values, np.ndarray):
        values = list(values)
    if len(values) == 0:
        raise ValueError(f"'{name}' is given no value")
    if isinstance(values, np.ndarray) and (values.dtype.kind not in "fiu" or values.dtype.itemsize < 8):
        # Single precision is read as numpy shows it, like any number that was typed.
        values = list(values) if values.dtype.kind in "fiu" else values.tolist()
    try:
        finite = np.isfinite([_float(v) for v in values] if isinstance(values, list) else values).all()
    except (TypeError, ValueError) as fault:
        raise ValueError(f"the values of '{name}' must be numbers: {fault}") from None
    if not finite:
        raise ValueError(f"the values of '{name}' must be finite numbers")
    return values  # type: ignore[no-any-return]


def _float(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else float(exact_value(value))


def _check_range(name: str, value: Fraction, low: Fraction | None, high: Fraction | None) -> None:
    if (low is not None and value < low) or (high is not None and value > high):
        ends = f"[{'-oo' if low is None else low}, {'oo' if high is None else high}]"
        raise ValueError(f"{name} = {value} lies outside its range {ends}")
