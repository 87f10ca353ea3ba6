"""Whether two results are the same: by all that they hold, and not by being one object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any


def same(one: Any, other: Any) -> bool:
    """Whether two results, or two parts of results, hold the same values.

    Examples
    --------
    >>> import deterrence as dt
    >>> game = dt.load("nll-probe")
    >>> dt.thresholds(game, "c") == dt.thresholds(game, "c")
    True
    """
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, Mapping):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if hasattr(one, "shape"):
        return one.shape == other.shape and bool((one == other).all())
    if is_dataclass(one) and "__eq__" not in vars(type(one)):
        return all(same(getattr(one, f.name), getattr(other, f.name)) for f in fields(one) if f.compare)
    return bool(one == other)
