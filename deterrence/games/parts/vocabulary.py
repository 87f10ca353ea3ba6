"""The names that a claim about a game may use, beside its players and letters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Vocabulary:
    """The names of what a game has.

    Attributes
    ----------
    sets
        For each player its information sets, and the moves on offer there.
    outcomes
        The names of the outcomes.
    events
        The moves, of players and of chance, that may be made on the path of play.
    ends
        Makes the names of the outcomes that have none as written. There may be many: it is called only when needed.
    before
        The moves that may have been made on the way to a player's information set: what one may have beliefs about.
    letters
        The letters of choices from intervals.
    """

    sets: Mapping[str, Mapping[str, tuple[str, ...]]]
    outcomes: tuple[str, ...]
    events: tuple[str, ...] = ()
    ends: Callable[[], Iterable[str]] = field(default=tuple, compare=False)
    before: Callable[[str, str], Iterable[str]] = field(default=lambda player, information: (), compare=False)
    letters: tuple[str, ...] = ()

    @cached_property
    def unnamed(self) -> Mapping[str, None]:
        """The outcomes that have no name as written, as results call them: after the moves that lead to them."""
        return dict.fromkeys(self.ends())
