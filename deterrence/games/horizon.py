"""A repeated game, or one with states, of a given number of periods as the tree of its histories.

Payoffs are discounted sums, ``sum delta**t * u(t)``, with a factor of more than 0 and at most 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from deterrence.algebra.language import Expression, Number, Operation
from deterrence.games.information import START
from deterrence.games.nodes import MOST_NODES, Chance, Decision, Node, Outcome, following, size
from deterrence.games.periods import simultaneous
from deterrence.games.repeated import Repeated
from deterrence.games.stochastic import Stochastic

Dynamic: TypeAlias = Repeated | Stochastic
ONE = Number(Fraction(1))


def unrolled(game: Dynamic) -> Node:
    """The tree of all histories of a game with a horizon.

    Raises
    ------
    ValueError
        For a game without one, and where the tree would be too large.

    Examples
    --------
    >>> import deterrence as dt
    >>> power = dt.Stochastic(["Power"], {"Weak": dt.Decision("Power", {"Wait": [0], "Build": [1]})}, discount="1/2",
    ...                       horizon=2)
    >>> unrolled(power)
    Power at 'period 1'
      Wait: Power at 'period 2 after Wait'
        Wait: Wait; Wait [0 + 1/2*0]
        Build: Wait; Build [0 + 1/2*1]
      Build: Power at 'period 2 after Build'
        Wait: Build; Wait [1 + 1/2*0]
        Build: Build; Build [1 + 1/2*1]
    """
    if game.horizon is None:
        raise ValueError("play never ends in this game, so it is no tree: give a horizon, the number of periods")
    if isinstance(game, Repeated):
        ends: dict[tuple[str, ...], Node] = {
            profile: Outcome(", ".join(profile), payoffs) for profile, payoffs in game.payoffs.items()
        }
        return _Unrolling({START: simultaneous(game.players, ends)}, game.discount, game.horizon).root(START)
    return _Unrolling(game.states, game.discount, game.horizon).root(game.start)


@dataclass
class _Unrolling:
    """The tree being built."""

    states: Mapping[str, Node]
    discount: Expression
    horizon: int
    count: int = 0
    sizes: dict[str, int] = field(default_factory=dict)

    def root(self, start: str) -> Node:
        self.sizes = {state: size(root) for state, root in self.states.items()}
        return self.period(start, 1, (), ())

    def period(self, state: str, number: int, before: tuple[str, ...], earned: tuple[Expression, ...]) -> Node:
        """The tree from a period on: what ended each period before, and what has been earned."""
        self.count += self.sizes[state]
        if self.count > MOST_NODES:
            raise ValueError(f"with {self.horizon} periods the tree has more than {MOST_NODES:,} nodes")
        return self.copy(self.states[state], state, number, (), before, earned)

    def copy(
        self,
        node: Node,
        state: str,
        number: int,
        made: tuple[str, ...],
        before: tuple[str, ...],
        earned: tuple[Expression, ...],
    ) -> Node:
        if isinstance(node, Outcome):
            return self.after(node, state, number, made, before, earned)
        if isinstance(node, Chance):
            return Chance(
                {
                    move: (p, self.copy(then, state, number, (*made, move), before, earned))
                    for move, (p, then) in node.moves.items()
                }
            )
        assert isinstance(node, Decision)
        moves = {move: self.copy(then, state, number, (*made, move), before, earned) for move, then in following(node)}
        seen = (*before, ", ".join(made)) if made and node.information is None else before
        name = f"period {number}" + (f" after {'; '.join(seen)}" if seen else "")
        return Decision(node.player, moves, name)

    def after(
        self,
        node: Outcome,
        state: str,
        number: int,
        made: tuple[str, ...],
        before: tuple[str, ...],
        earned: tuple[Expression, ...],
    ) -> Node:
        """What follows the end of a period."""
        paid = node.payoffs
        if number > 1:
            power = Operation("**", self.discount, Number(Fraction(number - 1))) if number > 2 else self.discount
            paid = tuple(Operation("*", power, payoff) for payoff in paid)
        total = tuple(Operation("+", a, b) for a, b in zip(earned, paid, strict=True)) if earned else paid
        ends = (*before, node.name or ", ".join(made))
        if number == self.horizon:
            return Outcome("; ".join(ends), total)
        states = node.next or {state: ONE}
        if len(states) == 1:
            return self.period(next(iter(states)), number + 1, ends, total)
        return Chance(
            {reached: (p, self.period(reached, number + 1, (*ends, reached), total)) for reached, p in states.items()}
        )
