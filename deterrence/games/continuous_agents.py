"""Who chooses from an interval, where all choose at the same time: each player, or each of its types (Harsanyi 1967).

A type is an agent of its own: with `types: {A: {Strong: p, Weak: 1 - p}}` the choice `e` of A is `e_Strong` for one and
`e_Weak` for the other. It expects what is paid against the others' types, given its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from deterrence.algebra.formulas.language import Expression, Name, Number, substitute
from deterrence.games.forms.continuous_form import ContinuousForm
from deterrence.games.parts.frozen import FrozenDict
from deterrence.games.parts.interval import Interval
from deterrence.games.parts.parameter import Parameter
from deterrence.games.parts.types import Profile, agent_of, profiles, types_of

if TYPE_CHECKING:
    from deterrence.algebra.exact.rational import Branches, RationalFunction
    from deterrence.games.model import Model


@dataclass(frozen=True)
class Agent:
    """A player, or one of its types.

    Attributes
    ----------
    player
        The player.
    kind
        The type; None where the player has none.
    letter
        What stands for its choice.
    """

    player: str
    kind: str | None
    letter: str

    @property
    def label(self) -> str:
        """What it is called."""
        return agent_of(self.player, self.kind)


@dataclass(frozen=True, eq=False)
class Agents:
    """The agents of a game."""

    game: Model
    intervals: Mapping[str, Interval]

    @cached_property
    def all(self) -> tuple[Agent, ...]:
        """The agents, in the order of players and types."""
        kinds = types_of(self.game.types, self.game.players)
        taken = {*self.game.parameters, *self.game.definitions}
        return tuple(
            Agent(player, kind, self._letter(own.letter, kind, taken))
            for player, own in self.intervals.items()
            for kind in kinds.get(player, (None,))
        )

    @staticmethod
    def _letter(letter: str, kind: str | None, taken: set[str]) -> str:
        """`e_Strong`, with a further `_` where that is the name of something else."""
        if kind is None:
            return letter
        name = f"{letter}_{''.join(c if c.isascii() and c.isalnum() else '_' for c in kind)}"
        while name in taken:
            name += "_"
        taken.add(name)
        return name

    def of(self, types: Mapping[str, str]) -> dict[str, Agent]:
        """For each player the agent who chooses where these are everybody's types."""
        return {a.player: a for a in self.all if a.kind is None or types.get(a.player) == a.kind}

    @cached_property
    def wide(self) -> Model:
        """The game with the letters of all choices among its parameters, after the others."""
        letters = {a.letter: Parameter(a.letter) for a in self.all}
        return self.game._with(parameters=FrozenDict({**self.game.parameters, **letters}), claims=())

    @cached_property
    def profiles(self) -> tuple[Profile | None, ...]:
        """The profiles of types; a single None where nobody has types."""
        return tuple(profiles(self.game.types, self.game.players)) if self.game.types else (None,)

    def written(self, x: Expression, profile: Profile | None) -> Expression:
        """A formula in the letters of those who choose where these are everybody's types."""
        if profile is None:
            return x
        agents = self.of(profile.types)
        return substitute(x, {self.intervals[p].letter: Name(agents[p].letter) for p in agents})

    def valued(self, x: Expression, profile: Profile | None, branches: Branches | None = None) -> RationalFunction:
        """What a formula is where these are everybody's types."""
        return self.wide.value(self.written(x, profile), None if profile is None else profile.types, branches)

    def form(
        self, payoffs: Sequence[Expression], chances: Mapping[str, Expression], branches: Branches | None
    ) -> ContinuousForm:
        """The game as solvers take it."""
        game, wide = self.game, self.wide
        weights = [wide.ring.one if p is None else wide.value(p.probability, branches=branches) for p in self.profiles]

        def end(x: Expression | None) -> Any:
            return None if x is None else game.value(x, branches=branches)

        def total(x: Expression, agent: Agent | None = None) -> RationalFunction:
            """The mean of a formula, times the probability of the type of an agent."""
            found = wide.ring.zero
            for profile, weight in zip(self.profiles, weights, strict=True):
                if agent is None or self._is_there(agent, profile):
                    found = found + weight * self.valued(x, profile, branches)
            return found

        shares = [total(Number(Fraction(1)), agent) for agent in self.all]
        owners = [game.players.index(agent.player) for agent in self.all]
        own = [total(payoffs[i], a) / share for i, a, share in zip(owners, self.all, shares, strict=True)]

        intervals = [self.intervals[agent.player] for agent in self.all]
        return ContinuousForm(
            game.ring,
            game.players,
            tuple(agent.letter for agent in self.all),
            tuple(end(interval.low) for interval in intervals),
            tuple(end(interval.high) for interval in intervals),
            tuple(own),
            FrozenDict({name: total(x) for name, x in chances.items()}),
            tuple((i, agent.label) for i, agent in zip(owners, self.all, strict=True)),
            tuple(map(total, payoffs)),
            tuple(shares),
        )

    @staticmethod
    def _is_there(agent: Agent, profile: Profile | None) -> bool:
        return profile is None or agent.kind in (None, profile.types.get(agent.player))

    def widened(self) -> Iterator[tuple[Agent, Interval]]:
        """Each agent with the interval that it chooses from."""
        return ((agent, self.intervals[agent.player]) for agent in self.all)
