"""Questions about one set of values: does something happen there, and how large is a number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Final

from deterrence.algebra.values.value import Value, equal_at
from deterrence.games.parts.claim import IN, Claim
from deterrence.games.parts.show import decimal
from deterrence.games.statements import statements
from deterrence.lessons.answers import Answer, UnsettledQuestionError
from deterrence.lessons.phrases import asked
from deterrence.lessons.question import SECONDS, Posed, Question, along, equilibria_there
from deterrence.sensitivity.claims.check import PROVED, REFUTED, check
from deterrence.sensitivity.claims.conclusion import Conclusion, UnsettledError

YES: Final = "yes"
NO: Final = "no"
SOME: Final = "in some equilibria only"
SAID: Final = {YES: "Yes.", NO: "No.", SOME: "In some equilibria it is so, in others not."}


@dataclass(frozen=True)
class Happens(Question):
    """Whether something happens at these values: in every equilibrium, in some only, or in none.

    Examples
    --------
    >>> import deterrence as dt
    >>> question = Happens(Posed.at(dt.load("nll-probe"), {"c": "0.4"}), {"ROK": "Respond"})
    >>> print(question.ask, question.answer().said)
    At c = 0.4: does ROK choose Respond for certain? No.
    """

    then: Mapping[str, Any]

    kind: ClassVar[str] = "happens"

    @property
    def generated(self) -> str:
        """The question in the words of the model."""
        return self.posed.head(asked(self.then))

    @property
    def options(self) -> tuple[str, ...]:
        """Yes, no, or it depends on the equilibrium."""
        return YES, NO, SOME

    def _answer(self) -> Answer:
        claims = [Claim("it is so", self.then, in_=in_) for in_ in IN]
        found = check(self.posed.problem, claims, at=self.posed.values, time_limit=SECONDS)
        every, some = found.rows
        for row in found.rows:
            if row.verdict not in (PROVED, REFUTED) or row.note:
                raise UnsettledQuestionError(row.note or f"the toolkit has no proof: {row.verdict}")
        right = YES if every.verdict == PROVED else SOME if some.verdict == PROVED else NO
        return Answer((right,), SAID[right], tuple(_proof(self.posed)))


@dataclass(frozen=True)
class HowMuch(Question):
    """How large a probability or a payoff is at these values.

    Attributes
    ----------
    what
        `probability` or `payoff`.
    of
        The outcome, the move or the player.
    """

    what: str
    of: str

    kind: ClassVar[str] = "how much"
    takes_number: ClassVar[bool] = True

    @property
    def generated(self) -> str:
        """The question in the words of the model."""
        return self.posed.head(f"what is the {self.what} of {self.of}?")

    @property
    def options(self) -> tuple[str, ...]:
        """None: a number is asked for."""
        return ()

    @property
    def claim(self) -> Claim:
        """A claim about the same number."""
        return Claim(self.generated, {f"{self.what} of": self.of, "is": 0})

    def _answer(self) -> Answer:
        there = self.posed.problem.at(self.posed.values)
        found = there.families
        if not found.complete:
            raise UnsettledQuestionError(f"not all equilibria may have been found: {found.why}")
        conclusion = Conclusion(there.game, (said := statements(self.claim, there.game)))
        try:
            values = [value for eq in found.families if (value := conclusion.quantity(said[0], eq)) is not None]
        except UnsettledError as reason:
            raise UnsettledQuestionError(str(reason)) from None
        value = _only(values)
        if any(len(component) > 1 for component in found.components) and len(found.families) > 1:
            raise UnsettledQuestionError("mixtures of these equilibria are equilibria as well")
        exact = value.rational
        if exact is None:
            return self._given(f"{value} (about {float(value):.4g})", Fraction(float(value)))
        return self._given(decimal(exact.as_fraction()), exact.as_fraction())

    def _given(self, text: str, number: Fraction) -> Answer:
        return Answer((text,), f"It is {text}.", tuple(_proof(self.posed)), number)


def _only(values: list[Value]) -> Value:
    """The one value that a number has in all equilibria."""
    if not values:
        raise UnsettledQuestionError("no equilibrium was found there")
    first, *others = values
    if not first.is_exact or not all(equal_at(first, other, {}) for other in others):
        raise UnsettledQuestionError(f"it has several values: {', '.join(dict.fromkeys(map(str, values)))}")
    return first


def _proof(posed: Posed) -> Iterator[str]:
    """The equilibria there, and where on the line of the letter that the question is about."""
    yield from equilibria_there(posed)
    letter = posed.named[0] if len(posed.named) == 1 else posed.game.commitment
    if letter is not None and letter in posed.values:
        yield from along(posed, letter)
