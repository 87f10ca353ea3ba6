"""A game in which all choose from intervals at the same time, as solvers take it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from deterrence.algebra.exact.rational import RationalFunction, Ring, ring
from deterrence.games.forms.forms import Form
from deterrence.games.parts.layout import Layout, Place


@dataclass(frozen=True)
class ContinuousForm(Form):
    """A continuous game.

    Attributes
    ----------
    choices
        For each agent the letter of its choice: each player is one, or each of its types.
    lows, highs
        The ends of each interval, in the letters of the game; None where there is none.
    payoffs
        What each agent gets, given its type, in the letters of the game and of the choices.
    chances
        The probability of each outcome that is told apart, in the same letters.
    agents
        For each agent the position of its player, and what it is called.
    expected
        What each player expects before types are drawn.
    shares
        For each agent how likely its type is, among those of its player.
    """

    representation: ClassVar[str] = "continuous"
    choices: tuple[str, ...]
    lows: tuple[RationalFunction | None, ...]
    highs: tuple[RationalFunction | None, ...]
    payoffs: tuple[RationalFunction, ...]
    chances: Mapping[str, RationalFunction]
    agents: tuple[tuple[int, str], ...]
    expected: tuple[RationalFunction, ...]
    shares: tuple[RationalFunction, ...]

    @property
    def default_concept(self) -> str:
        """What counts as an equilibrium unless told otherwise."""
        return "nash"

    @property
    def wide(self) -> Ring:
        """The letters of the game and of the choices."""
        return ring((*self.ring.names, *self.choices))

    @property
    def layout(self) -> Layout:
        """The players; what they choose is a formula, and no move with a name."""
        places = tuple(Place(self.players[player], agent, "", ()) for player, agent in self.agents)
        return Layout(self.players, places, tuple(self.chances), self.choices)

    @property
    def letters_used(self) -> set[str]:
        """The letters of the game that occur in payoffs, probabilities and ends of intervals."""
        ends = (end for end in (*self.lows, *self.highs) if end is not None)
        found = {name for f in (*self.payoffs, *self.expected, *self.chances.values(), *ends) for name in f.letters}
        return found - set(self.choices)

    @property
    def all_payoffs(self) -> list[RationalFunction]:
        """Every payoff, in the letters of the game and of the choices."""
        return list(self.payoffs)

    @cached_property
    def denominators(self) -> list[RationalFunction]:
        """What payoffs and probabilities divide by."""
        whole = (*self.payoffs, *self.expected, *self.chances.values())
        found = {str(f.denominator): f.ring.polynomial(f.denominator) for f in whole}
        return [f for f in found.values() if not f.is_constant]
