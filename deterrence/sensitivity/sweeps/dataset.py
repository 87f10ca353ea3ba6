"""The table that a sweep returns: its names, units and meanings, whichever way its numbers are computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from deterrence.equilibria.equilibria import Equilibria
from deterrence.games.background import background
from deterrence.games.parts.layout import Layout
from deterrence.sensitivity.asking.fixed_letters import given_text
from deterrence.sensitivity.sweeps.compiled_families import (
    BELIEF_HIGH,
    BELIEF_LOW,
    CHOSEN,
    OUTCOME,
    PAYOFF,
    PROBABILITY,
    Recipe,
)
from deterrence.sensitivity.sweeps.grid import Grid
from deterrence.sensitivity.sweeps.stretches import existing_on

if TYPE_CHECKING:
    import xarray as xr

# The name of the axis along which each kind of number is laid out.
_AXES: Final = {
    PROBABILITY: "choice",
    PAYOFF: "player",
    OUTCOME: "outcome",
    CHOSEN: "letter",
    BELIEF_LOW: "history",
    BELIEF_HIGH: "history",
}
_MEANINGS: Final = {
    "exists": "whether the equilibrium exists",
    PROBABILITY: "probability of the choice",
    PAYOFF: "expected payoff",
    OUTCOME: "probability of the outcome",
    CHOSEN: "what is chosen from the interval",
    BELIEF_LOW: "least belief that supports the equilibrium",
    BELIEF_HIGH: "greatest belief that supports the equilibrium",
    "equilibria": "number of equilibria (of a connected set: of its extreme ones)",
    "granted": "whether the assumptions hold",
}


class Template:
    """A sweep's names, units and meanings, into which numbers are put."""

    def __init__(self, here: Recipe, axes: Grid, found: Equilibria, fixed: Mapping[str, Any]) -> None:
        self.recipe, self.axes, self.found, self.fixed = here, axes, found, fixed
        self._taken = set(axes.letters)

    def named(self, name: str) -> str:
        """One of our names, out of the way of the letters."""
        return f"{name}_" if name in self._taken else name

    @property
    def dimensions(self) -> dict[str, tuple[str, ...]]:
        """For each variable its dimensions."""
        letters = self.axes.letters
        family = self.named("family")
        found = {"exists": (family, *letters)}
        found |= {kind: (family, self.named(_AXES[kind]), *letters) for kind in self.recipe.kinds}
        return found | {"equilibria": letters, "granted": letters}

    def coordinates(self) -> dict[str, Any]:
        """The labels along every dimension."""
        layout, named = self.recipe.layout, self.named
        found: dict[str, Any] = {}
        for name, values in self.axes.floats.items():
            parameter = self.found.game.parameters[name]
            about = {"long_name": parameter.meaning, "units": parameter.unit, "source": parameter.source}
            found[name] = ((name,), values, {key: text for key, text in about.items() if text})
        found[named("family")] = ((named("family"),), _texts(self.recipe.names), {"long_name": "equilibrium family"})
        if where := self._where():
            meaning = f"values of {self.axes.letters[0]} at which the equilibrium exists"
            found[named("exists_on")] = ((named("family"),), _texts(where), {"long_name": meaning})
        found[named("player")] = ((named("player"),), _texts(layout.players), {})
        found[named("outcome")] = ((named("outcome"),), _texts(layout.outcomes), {})
        if layout.letters:
            found[named("letter")] = ((named("letter"),), _texts(layout.letters), {"long_name": "choice"})
        choices = [(i, move) for i, place in enumerate(layout.places) for move in place.moves]
        found |= self._places("choice", choices, "move")
        if self.recipe.histories:
            found |= self._places("history", self.recipe.histories, "node")
        return found

    def _where(self) -> list[str]:
        """For a grid of one letter the values at which each family exists."""
        families = self.recipe.families
        if len(self.axes.letters) != 1 or self.axes.derived is not None or not all(f.exists for f in families):
            return []
        assumed, letter = background(self.found.game), self.axes.letters[0]
        return [existing_on(family.exists, assumed, letter) for family in families]

    def _places(self, axis: str, entries: Any, last: str) -> dict[str, Any]:
        layout, along = self.recipe.layout, self.named(axis)
        places = [layout.places[i] for i, _ in entries]
        ends = [end for _, end in entries]
        labels = [f"{_place_name(layout, i)}: {end}" for i, end in entries]
        return {
            along: ((along,), _texts(labels), {}),
            self.named(f"{axis}_agent"): ((along,), _texts([place.agent for place in places]), {}),
            self.named(f"{axis}_place"): ((along,), _texts([place.name for place in places]), {}),
            self.named(f"{axis}_{last}"): ((along,), _texts(ends), {}),
        }

    def attributes(self) -> dict[str, Any]:
        """What the table is of."""
        game = self.found.game
        return {
            "title": game.title or game.name,
            "model": game.name,
            "fixed": given_text(self.fixed),
            **replace(self.found.promise, exact=self.found.exact and self.axes.derived is None).attributes(),
        }

    def attributes_of(self, variable: str) -> dict[str, str]:
        """What a variable is."""
        found = {"long_name": _MEANINGS[variable]}
        if variable in (PROBABILITY, OUTCOME, BELIEF_LOW, BELIEF_HIGH):
            found["units"] = "1"
        return found

    def dataset(self, arrays: Mapping[str, Any]) -> xr.Dataset:
        """The table with these numbers."""
        import xarray as xr

        variables = {
            self.named(name): (dims, arrays[name], self.attributes_of(name)) for name, dims in self.dimensions.items()
        }
        return xr.Dataset(variables, self.coordinates(), self.attributes())


def _place_name(layout: Layout, index: int) -> str:
    place = layout.places[index]
    several = sum(other.agent == place.agent for other in layout.places) > 1
    return f"{place.agent}, {place.name}" if several else place.agent


def _texts(names: Any) -> Any:
    import numpy as np

    return np.array(list(names), dtype=str) if names else np.array([], dtype="<U1")
