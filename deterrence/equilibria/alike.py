"""Families that are one equilibrium on different regions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from deterrence.equilibria.equilibria import Equilibrium


def alike(families: Iterable[Equilibrium]) -> tuple[tuple[Equilibrium, ...], ...]:
    """Families with the same strategies and payoffs, taken together: one equilibrium, on different regions."""
    grouped: dict[Any, list[Equilibrium]] = {}
    for family in families:
        grouped.setdefault((family.strategies, family.payoff_values), []).append(family)
    return tuple(map(tuple, grouped.values()))
