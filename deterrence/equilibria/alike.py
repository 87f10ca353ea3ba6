"""Families that are one equilibrium on different regions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from deterrence.algebra.conditions.conditions import Conjunction
from deterrence.algebra.conditions.decide import Background
from deterrence.algebra.conditions.unions import united
from deterrence.algebra.region import Region
from deterrence.equilibria.equilibria import Equilibrium


def alike(families: Iterable[Equilibrium]) -> tuple[tuple[Equilibrium, ...], ...]:
    """Families with the same strategies and payoffs, taken together: one equilibrium, on different regions."""
    grouped: dict[Any, list[Equilibrium]] = {}
    for family in families:
        grouped.setdefault((family.strategies, family.payoff_values, family.look), []).append(family)
    return tuple(map(tuple, grouped.values()))


def with_borders(families: Iterable[Equilibrium], background: Background) -> list[Equilibrium]:
    """Families that are one equilibrium as one, where their regions meet; those found only at ties are part of borders.

    A family of full dimension takes in those that play as it does where parameters tie. Of others, that exist only at
    ties, nothing changes.
    """
    return [
        replace(members[0], exists=replace(members[0].exists, raw=region))
        for members in alike(families)
        for region in _united([member.exists for member in members], background)
    ]


def _united(regions: Sequence[Region], background: Background) -> Sequence[Conjunction]:
    """Regions joined as they are, so that borders find their place, and then by what their conditions come to."""
    met = united((region.raw for region in regions), background)
    if len(met) == 1 or not any(region.is_generic for region in regions):
        return met
    return united((replace(regions[0], raw=conditions).minimal for conditions in met), background)
