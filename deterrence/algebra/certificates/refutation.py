"""Refutations: trees of cases, whose leaves are sums that are zero though they would have to be positive."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from deterrence.algebra.conditions.conditions import Condition, Conjunction
from deterrence.algebra.conditions.decide import Clause
from deterrence.algebra.conditions.positivstellensatz import Combination

Premise: TypeAlias = "Condition | Clause"


@dataclass(frozen=True)
class Sum:
    """A combination of products that is zero, though it is positive where the conditions hold."""

    combination: Combination

    @cached_property
    def uses(self) -> frozenset[Premise]:
        """The conditions."""
        found = {c for _, product in self.combination.products for c in product}
        return frozenset(found | {equation for _, _, equation in self.combination.multiples})


@dataclass(frozen=True)
class Cases:
    """One of some conditions holds, and each leads to a refutation; with `clause`, one of its options holds."""

    parts: tuple[tuple[Conjunction, Refutation], ...]
    clause: Clause | None = None

    @cached_property
    def uses(self) -> frozenset[Premise]:
        """What the parts use, without what they assume."""
        found = frozenset[Premise]().union(*(part.uses - set(assumed) for assumed, part in self.parts))
        return found if self.clause is None else found | {self.clause}


Refutation: TypeAlias = Sum | Cases
