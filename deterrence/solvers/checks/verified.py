"""What a solver found, held against the definition of its concept by other code, before it is returned."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from deterrence.algebra.time_limit.deadline import OutOfTime, is_over
from deterrence.equilibria.equilibria import Component, Equilibrium, Found
from deterrence.solvers.checks.mixture_regret import verify_mixture
from deterrence.solvers.checks.regret import NOT_SHOWN, verify
from deterrence.solvers.checks.witness import witness

if TYPE_CHECKING:
    from deterrence.equilibria.leading import Leading
    from deterrence.games.forms.forms import Form

GRACE: Final = 0.7  # seconds in which what was found at the last moment is checked
UNCHECKED: Final = "a set of mixtures was left out, since no place is known at which it could be checked"


def verified(found: Found, form: Form, concept: str, committed: Leading | None = None) -> Found:
    """What was found, each family and each set that may be mixed checked; what could not be is left out, and said."""
    kept: dict[Equilibrium, Equilibrium] = {}
    unchecked: Counter[str] = Counter()
    doubtful = 0
    began = time.monotonic()
    for family in found.families:
        if is_over() and (time.monotonic() - began > GRACE or witness(family.exists) is None):
            continue
        try:
            said = verify(form, family, concept, found.beliefs.get(family), committed)
        except OutOfTime:
            continue
        if said == NOT_SHOWN:
            doubtful += 1
            continue
        if said:
            unchecked[said] += 1
        kept[family] = family
    found = replace(found, unchecked="; ".join(f"{n} of {len(kept)} ({why})" for why, n in unchecked.items()))
    late = len(found.families) - len(kept) - doubtful
    reasons = [
        *([f"{late} that were found could not be checked in time and are left out"] if late else []),
        *([f"{doubtful} that were found are left out: {NOT_SHOWN}"] if doubtful else []),
    ]
    if reasons:
        why = "; ".join(filter(None, (found.why, *reasons)))
        found = replace(with_families(found, kept), complete=False, complete_off_ties=False, why=why)
    return _with_verified_sets(found, form, concept, committed)


def _with_verified_sets(found: Found, form: Form, concept: str, committed: Leading | None) -> Found:
    """What was found, each set of mixtures checked; one of which no place is known cannot be, and is left out."""
    began = time.monotonic()

    def is_checked(component: Component) -> bool:
        if len(component) == 1:
            return True
        if is_over() and time.monotonic() - began > GRACE:
            return False
        try:
            return verify_mixture(form, component, concept, committed)
        except OutOfTime:
            return False

    kept = tuple(filter(is_checked, found.components))
    if len(kept) == len(found.components):
        return found
    off_ties = found.complete if found.complete_off_ties is None else found.complete_off_ties
    why = "; ".join(filter(None, (found.why, UNCHECKED)))
    return replace(found, components=kept, complete=False, complete_off_ties=off_ties, why=why)


def with_families(found: Found, families: Mapping[Equilibrium, Equilibrium]) -> Found:
    """What was found with other families in place of these; components that lose a family are left out."""
    components = tuple(
        replace(component, equilibria=tuple(families[e] for e in component))
        for component in found.components
        if all(e in families for e in component)
    )
    return replace(found, families=tuple(families.values()), components=components)
