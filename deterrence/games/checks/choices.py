"""Choices from an interval in a tree: where their letters stand, and what may come before and after them.

What is solved exactly so far: the other side sees the choice and answers it by one of two moves, knowing its own type
where it has any; between choice and answer and after it chance may move.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from deterrence.algebra.exact.roots import rational_part
from deterrence.algebra.formulas.expressions import Comparison, Name
from deterrence.algebra.formulas.language import Expression, Number, names_in, text_of, why_not_a_name
from deterrence.games.checks.checks import Checker
from deterrence.games.checks.domain import Domain
from deterrence.games.checks.drawn_types import divisors_of
from deterrence.games.parts.frozen import FrozenDict
from deterrence.games.parts.mistakes import GameError, shown_point
from deterrence.games.parts.nodes import Chance, Choice, Decision, Outcome, Step
from deterrence.games.parts.parameter import Parameter
from deterrence.games.parts.types import types_of


class Fault(NamedTuple):
    """What is wrong with a node: its position, the keys under it in a file, and the message."""

    position: int
    keys: tuple[str | int, ...]
    message: str


class Choices:
    """The choices from an interval in a tree, and the letters that stand for them.

    Parameters
    ----------
    steps
        The nodes of the tree.
    checker
        The checker of the game, its letters checked already.
    """

    def __init__(self, steps: Sequence[Step], checker: Checker) -> None:
        self.steps = steps
        self.checker = checker
        self.made: dict[int, Choice] = {s.position: s.node for s in steps if isinstance(s.node, Choice)}
        self.letters = {choice.letter: choice.player for choice in self.made.values()}
        # For each node the choice that was made before it; -1 where there is none.
        self.before: list[int] = []
        for step in steps if self.made else ():
            above = self.before[step.parent] if step.parent >= 0 else -1
            self.before.append(step.parent if step.parent in self.made else above)
        self._checkers: dict[str, Checker] = {}

    def checker_at(self, index: int) -> Checker:
        """The checker of formulas at a node: it knows the letter that was chosen before."""
        if not self.made or self.before[index] < 0:
            return self.checker
        choice = self.made[self.before[index]]
        if choice.letter not in self._checkers:
            self._checkers[choice.letter] = self._knowing(choice)
        return self._checkers[choice.letter]

    def _knowing(self, choice: Choice) -> Checker:
        model = self.checker.model
        ends = [end.value if isinstance(end, Number) else None for end in (choice.low, choice.high)]
        try:
            letter = Parameter(choice.letter, low=ends[0], high=ends[1])
        except GameError:
            return self.checker
        return self.checker.like(model._with(parameters=FrozenDict({**model.parameters, choice.letter: letter})))

    def misplaced(self, x: Expression, index: int) -> str:
        """What to say of a formula with the letter of a choice that was not made before; "" where there is none."""
        for name in names_in(x) if self.made else ():
            if name in self.letters and (self.before[index] < 0 or self.made[self.before[index]].letter != name):
                return f"uses '{name}', which {self.letters[name]} chooses and which stands only in what follows"
        return ""

    def faults(self) -> Iterator[Fault]:
        """What is wrong with the choices."""
        for index, choice in self.made.items():
            yield from self._of_letter(index, choice)
            yield from self._of_interval(index, choice)
            yield from self._of_players(index, choice)
            yield from self._of_chances(index, choice)
            yield from self._of_answers(index, choice)
            yield from self._of_payoffs(index, choice)

    def _of_letter(self, index: int, choice: Choice) -> Iterator[Fault]:
        letter, keys = choice.letter, ("chooses", choice.letter)
        if mistake := why_not_a_name(letter):
            yield Fault(index, keys, f"choice: {mistake}")
        elif letter in self.checker.known:
            kind = "parameter" if letter in self.checker.model.parameters else "definition"
            yield Fault(index, keys, f"'{letter}' is a {kind} already: the letter of a choice is its own.")
        if sum(other.letter == letter for other in self.made.values()) > 1:
            yield Fault(index, keys, f"'{letter}' stands for two choices: each has a letter of its own.")
        if self.before[index] >= 0:
            first = self.made[self.before[index]].letter
            yield Fault(index, keys, f"'{letter}' is chosen after '{first}'; only one choice from an interval may be.")

    def _of_interval(self, index: int, choice: Choice) -> Iterator[Fault]:
        checker, letter = self.checker, choice.letter
        if any(name not in checker.known for end in choice.formulas for name in names_in(end)):
            return  # told as a name that is not known
        for word, end in (("from", choice.low), ("to", choice.high)):
            if any(name in checker.scope.by_type for name in names_in(end)):
                yield Fault(index, ("chooses", letter, word), f"the interval of '{letter}' depends on a type.")
                return
        wanted = Comparison(">=", choice.high, choice.low)
        if checker.can_value and checker.scope.domain.can_hold(Comparison("<", choice.high, choice.low)) is not False:
            low, high = text_of(choice.low), text_of(choice.high)
            say = f"assume {text_of(wanted)}" if names_in(wanted) else "exchange its ends"
            yield Fault(
                index, ("chooses", letter), f"the interval of '{letter}', {low} to {high}, may be empty: {say}."
            )

    def _of_players(self, index: int, choice: Choice) -> Iterator[Fault]:
        typed = self._typed
        if choice.player in typed:
            yield Fault(
                index,
                ("player",),
                f"{choice.player} has private information and chooses from an interval that others see; a signal from "
                "a continuum is not solved.",
            )
        at = index
        while (at := self.steps[at].parent) >= 0:
            node = self.steps[at].node
            if isinstance(node, Decision) and node.player in typed:
                yield Fault(
                    index, ("player",), f"{node.player}, who has types, moves before '{choice.letter}' is chosen."
                )
        shared = [i for i, s in enumerate(self.steps) if isinstance(s.node, Decision) and i != index]
        named = choice.information is not None
        if named and any(self._alike(self.steps[i].node, choice) for i in shared):
            yield Fault(index, ("information",), f"'{choice.information}' holds another node; a choice stands alone.")

    @property
    def _typed(self) -> tuple[str, ...]:
        """The players with private information."""
        model = self.checker.model
        return (*types_of(model.types, model.players), *model.drawn)

    @staticmethod
    def _alike(node: object, choice: Choice) -> bool:
        return isinstance(node, Decision) and (node.player, node.information) == (choice.player, choice.information)

    def _of_answers(self, index: int, choice: Choice) -> Iterator[Fault]:
        """What follows a choice: on each path at most one decision, of somebody else, between two moves."""
        typed = self._typed
        after = [s for s in self.steps if self.before[s.position] == index]
        answers = {s.position: s.node for s in after if isinstance(s.node, Decision) and not isinstance(s.node, Choice)}
        for at, node in answers.items():
            if node.player == choice.player or self._follows(at, answers):
                why = "only one decision on each path, by another player, is solved"
                yield Fault(at, ("player",), f"{node.player} moves after '{choice.letter}' is chosen; {why}.")
            elif len(node.moves) != 2:
                yield Fault(
                    at, ("moves",), f"the answer to '{choice.letter}' is one of two moves, not {len(node.moves)}."
                )
            elif others := [player for player in typed if player != node.player]:
                yield Fault(
                    at, ("player",), f"{node.player} answers '{choice.letter}' without knowing {others[0]}'s type."
                )
            alike = [
                i
                for i, s in enumerate(self.steps)
                if isinstance(s.node, Decision) and node.information is not None and i != at
                if (s.node.player, s.node.information) == (node.player, node.information)
            ]
            if alike:
                yield Fault(
                    at, ("information",), f"{node.player} answers '{choice.letter}' without seeing all that was done."
                )

    def _of_chances(self, index: int, choice: Choice) -> Iterator[Fault]:
        """Moves of chance that are more or less likely as something is chosen."""
        for step in self.steps:
            if self.before[step.position] == index and isinstance(step.node, Chance):
                for move, (probability, _) in step.node.moves.items():
                    if choice.letter in names_in(probability):
                        keys = ("chance", move, "probability")
                        message = (
                            f"the probability of '{move}' depends on '{choice.letter}'; write it into the payoffs."
                        )
                        yield Fault(step.position, keys, message)

    def _of_payoffs(self, index: int, choice: Choice) -> Iterator[Fault]:
        """Payoffs that are divided by zero for some value of the choice."""
        x, players = Name(choice.letter), self.checker.model.players
        if not self.checker.can_value:
            return
        for step in self.steps:
            if self.before[step.position] != index or not isinstance(step.node, Outcome):
                continue
            for i, (player, payoff) in enumerate(zip(players, step.node.payoffs, strict=True)):
                for divisor in self._asked(payoff, choice.letter):
                    found = self._domain(choice).where(Comparison("==", divisor, Number(Fraction(0))))
                    if found.possible is not False:
                        known = rational_part(found.point) if found.possible else {}
                        letters = {*names_in(divisor), *self.checker.model.letters_of(divisor)}
                        order = (*self.checker.model.parameters, x.name)
                        point = {name: known[name] for name in order if name in letters and name in known}
                        at = f", as at {shown_point(point)}" if point else ""
                        said = f"payoff for {player} may be divided by zero for some '{x.name}' of its interval{at}."
                        yield Fault(step.position, ("payoffs", i), said)

    def _asked(self, payoff: Expression, letter: str) -> Iterator[Expression]:
        """What a payoff divides by, where a letter and nothing unknown occurs in it."""
        for divisor in divisors_of(payoff):
            names = names_in(divisor)
            if letter in names and all(name == letter or name in self.checker.known for name in names):
                yield divisor

    def _domain(self, choice: Choice) -> Domain:
        """What is taken for granted, with the letter of a choice between its ends."""
        wide = self._knowing(choice).model
        x = Name(choice.letter)
        ends = (Comparison("<=", choice.low, x), Comparison("<=", x, choice.high))
        return Domain(wide._with(assumptions=(*wide.assumptions, *ends)))

    def _follows(self, at: int, answers: dict[int, Decision]) -> bool:
        while (at := self.steps[at].parent) >= 0:
            if at in answers:
                return True
        return False


def chooser_before(steps: Sequence[Step], index: int) -> str | None:
    """Who chose from an interval before a node; None where nobody did."""
    while (index := steps[index].parent) >= 0:
        if isinstance(node := steps[index].node, Choice):
            return node.player
    return None
