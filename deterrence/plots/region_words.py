"""What a map tells areas apart by: equilibria, outcomes that may come about, what a player does, a probability."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from deterrence.equilibria.equilibria import Equilibrium
    from deterrence.sensitivity.regions import RegionCell, Regions

EQUILIBRIA: Final = "equilibria"
OUTCOME: Final = "outcome"
CHANCE: Final = "probability of "


@dataclass(frozen=True)
class Told:
    """What is said of each area.

    Attributes
    ----------
    by
        `"equilibria"`, `"outcome"`, or a player or type.
    names
        What equilibria are called, by their names.
    chance
        The outcome whose probability is shown, by its position; None: what is said are words.
    notes
        What is to be said below the map.
    """

    by: str
    names: Mapping[str, str] = field(default_factory=dict)
    chance: int | None = None
    notes: tuple[str, ...] = ()

    @staticmethod
    def of(found: Regions, by: str, names: Mapping[str, str]) -> Told:
        """What is asked for.

        Raises
        ------
        ValueError
            For a `by` that the game does not know, and names of equilibria that are not there.
        """
        layout = next((eq.layout for cell in found.areas for eq in cell.equilibria), None)
        agents = [] if layout is None else list(dict.fromkeys(w for p in layout.places for w in (p.player, p.agent)))
        outcomes = [] if layout is None else list(layout.outcomes)
        there = dict.fromkeys(eq.name for cell in found.areas for eq in cell.equilibria)
        if unknown := [name for name in names if name not in there]:
            raise ValueError(
                f"names: there is no equilibrium '{unknown[0]}' on this map; there are: {' | '.join(there)}"
            )
        if by.startswith(CHANCE) and by.removeprefix(CHANCE) in outcomes:
            outcome = outcomes.index(by.removeprefix(CHANCE))
            return Told(by, names, outcome, _notes(found, by, outcome))
        if by in (EQUILIBRIA, OUTCOME):
            return Told(by, names)
        if by in agents:
            return Told(by, names, notes=(f"Areas: what {by} does.",))
        known = [EQUILIBRIA, OUTCOME, *agents, *(f"{CHANCE}{outcome}" for outcome in outcomes)]
        raise ValueError(f"by={by!r} is not known; there is: {', '.join(known)}")

    @property
    def several(self) -> str:
        """What there may be several of in an area."""
        return {EQUILIBRIA: EQUILIBRIA, OUTCOME: "ways to end"}.get(self.by, "ways to play")

    def labels(self, cell: RegionCell) -> tuple[str, ...]:
        """What is said of an area, each thing once."""
        return tuple(dict.fromkeys(map(self._label, cell.equilibria)))

    def _label(self, eq: Equilibrium) -> str:
        if self.by == OUTCOME:
            likely = [n for n, p in zip(eq.layout.outcomes, eq.outcome_values, strict=True) if not p.is_zero]
            return " or ".join(likely)
        if self.by == EQUILIBRIA or self.chance is not None:
            return self.names.get(eq.name, eq.name)
        own = [i for i, place in enumerate(eq.layout.places) if self.by in (place.player, place.agent)]
        return eq.moves_at(own).removeprefix(f"{self.by} ")


def _notes(found: Regions, by: str, outcome: int) -> tuple[str, ...]:
    said = f"Shaded: the {by}, from 0 (light) to 1 (dark), with lines at every tenth."
    if any(len({eq.outcome_values[outcome] for eq in cell.equilibria}) > 1 for cell in found.areas):
        return said, "Hatched: equilibria differ in it; the least is shown."
    return (said,)
