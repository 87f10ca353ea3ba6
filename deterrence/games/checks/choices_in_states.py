"""Choices from an interval in the periods of a game with states: what may come after them.

What follows a choice in its period is a tree in which all is seen, of any shape. Which state comes next does not depend
on what was chosen, and payoffs are polynomials in it: linear for those who move after it, at most quadratic for others.
"""

from __future__ import annotations

from collections.abc import Iterator

from deterrence.algebra.formulas.language import Expression, FormulaError, names_in
from deterrence.games.checks.choices import Choices, Fault
from deterrence.games.checks.drawn_types import degree_in
from deterrence.games.parts.nodes import Choice, Decision, Outcome

DEGREES = {1: "linear", 2: "linear or quadratic"}


class ChoicesInStates(Choices):
    """The choices from an interval in the tree of one state's period."""

    def _of_answers(self, index: int, choice: Choice) -> Iterator[Fault]:
        """What follows a choice may have any shape; which state comes next may not depend on the choice."""
        for step in self.steps:
            if self.before[step.position] == index and isinstance(step.node, Outcome):
                for state, probability in step.node.next.items():
                    if choice.letter in names_in(probability):
                        message = f"how likely '{state}' comes next depends on '{choice.letter}'; it may not."
                        yield Fault(step.position, ("next", state), message)

    def _of_payoffs(self, index: int, choice: Choice) -> Iterator[Fault]:
        """Payoffs of a degree for which best values are not solved."""
        after = [step for step in self.steps if self.before[step.position] == index]
        movers = {step.node.player for step in after if isinstance(step.node, Decision)}
        for step in after if self.checker.can_value else ():
            if not isinstance(step.node, Outcome):
                continue
            for i, (player, payoff) in enumerate(zip(self.checker.model.players, step.node.payoffs, strict=True)):
                most = 1 if player in movers else 2
                if message := self._degree(choice, payoff, most):
                    moves_later = f", and {player} moves after '{choice.letter}' is chosen" if most == 1 else ""
                    said = f"payoff for {player} {message}; in 'states' it has to be {DEGREES[most]}{moves_later}."
                    yield Fault(step.position, ("payoffs", i), said)

    def _degree(self, choice: Choice, payoff: Expression, most: int) -> str:
        """What is wrong with a payoff as a function of the choice; "" where nothing is."""
        letter, wide = choice.letter, self._knowing(choice).model
        used = {letter: names_in(payoff)}
        if letter not in used[letter] or any(n != letter and n not in self.checker.known for n in used[letter]):
            return ""
        if wide.has_function(payoff):
            return f"has min, max, sqrt, exp or log in it beside '{letter}'"
        try:
            value = wide.value(payoff)
        except FormulaError:
            return ""  # told where formulas are checked
        if letter in value.ring.polynomial(value.denominator).letters:
            return f"divides by '{letter}'"
        return f"is of degree {found} in '{letter}'" if (found := degree_in(value, letter)) > most else ""
