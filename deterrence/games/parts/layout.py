"""The names that the numbers of an equilibrium belong to: who chooses where among which moves, and the outcomes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """Where a player chooses, by name: an information set of a tree, or a player's one choice in a matrix.

    Attributes
    ----------
    player
        The player.
    agent
        The player, with the type where there are types: ``"Challenger (Hard)"``.
    name
        The information set's name; ``""`` in a matrix.
    moves
        The moves on offer.
    nodes
        The histories that the player cannot tell apart there; one, ``""``, in a matrix.
    """

    player: str
    agent: str
    name: str
    moves: tuple[str, ...]
    nodes: tuple[str, ...] = ("",)


@dataclass(frozen=True)
class Layout:
    """The names that an equilibrium's numbers belong to. One layout serves all equilibria of a game.

    Attributes
    ----------
    players, places, outcomes
        Who plays, where they choose, and how play may end.
    letters
        The letters of choices from intervals.
    """

    players: tuple[str, ...]
    places: tuple[Place, ...]
    outcomes: tuple[str, ...]
    letters: tuple[str, ...] = ()

    def find(self, key: str | tuple[str, ...]) -> int:
        """The index of the place that `eq[key]` means.

        Raises
        ------
        KeyError
            When there is no such place, or several; the message lists what there is.
        """
        wanted = (key,) if isinstance(key, str) else tuple(key)
        exact = [i for i, p in enumerate(self.places) if wanted in self._spellings(p)]
        if len(exact) == 1:
            return exact[0]
        listing = "; ".join(repr(p.agent) + (f", {p.name!r}" if p.name else "") for p in self.places)
        found = "several places" if exact else "no place"
        raise KeyError(f"{found} named {wanted if len(wanted) > 1 else wanted[0]!r}; there are: {listing}")

    @staticmethod
    def _spellings(place: Place) -> set[tuple[str, ...]]:
        names = {(place.agent,), (place.player,), (place.agent, place.name), (place.player, place.name)}
        if place.agent != place.player:
            inside = place.agent[len(place.player) + 2 : -1]
            names |= {(place.player, inside), (place.player, inside, place.name)}
        return names
