"""A repeated game, or one with states, of a given number of periods as the tree of its histories.

Payoffs are discounted sums, ``sum delta**t * u(t)``, with a factor of more than 0 and at most 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from deterrence.algebra.formulas.language import Expression, Number, Operation
from deterrence.games.parts.nodes import MOST_NODES, Chance, Decision, Node, Outcome, following, size

ONE = Number(Fraction(1))


def unrolled(states: Mapping[str, Node], start: str, discount: Expression, horizon: int) -> Node:
    """The tree of all histories of a game with a horizon.

    Parameters
    ----------
    states
        What is played in each state; a repeated game has one.
    start
        The state of the first period.
    discount
        The discount factor.
    horizon
        The number of periods.

    Raises
    ------
    ValueError
        Where the tree would be too large.

    Examples
    --------
    >>> choice = Decision("Power", {"Wait": [0], "Build": [1]})
    >>> unrolled({"Weak": choice}, "Weak", Number(Fraction(1, 2)), 2)
    Power at 'period 1'
      Wait: Power at 'period 2 after Wait'
        Wait: Wait; Wait [0 + 1/2*0]
        Build: Wait; Build [0 + 1/2*1]
      Build: Power at 'period 2 after Build'
        Wait: Build; Wait [1 + 1/2*0]
        Build: Build; Build [1 + 1/2*1]
    """
    return _Unrolling(states, discount, horizon).root(start)


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
