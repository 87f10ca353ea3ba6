"""Questions about what a model claims: is it true; and questions to talk about, which nobody marks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Final

from deterrence.algebra.formulas.language import text_of
from deterrence.games.parts.claim import Claim
from deterrence.lessons.answers import Answer, UnsettledQuestionError
from deterrence.lessons.question import SECONDS, Question
from deterrence.sensitivity.claims.check import AS_EXPECTED, PROVED, REFUTED, Row, check

TRUE: Final = "true"
FALSE: Final = "false"
# How claims of models begin that tell what becomes of them.
GIVEN_AWAY: Final = ("Counter-claim: ", "Sceptic: ")


@dataclass(frozen=True)
class IsTrue(Question):
    """Whether a claim is true: for all values of the letters, or with those fixed that the question names.

    Examples
    --------
    >>> import deterrence as dt
    >>> from deterrence.lessons.question import Posed
    >>> game = dt.load("nll-probe")
    >>> answer = IsTrue(Posed.at(game, {}), game.claims[8], {}).answer()
    >>> print(answer.said, answer.proof[0])
    False. False at c=3/5 g=2 b=1 k=2 l=1 e=6 s=1: DPRK Probe; ROK Absorb.
    """

    claim: Claim
    fixed: Mapping[str, Fraction]

    kind: ClassVar[str] = "is true"

    @property
    def generated(self) -> str:
        """The claim in its own words."""
        when = "" if self.claim.when is None else f" ({self.claim.holds} {text_of(self.claim.when)})"
        says = self.claim.says
        for word in GIVEN_AWAY:
            says = says.removeprefix(word)
        return self.posed.head(f"true or false? {says[:1].upper()}{says[1:]}{when}")

    @property
    def options(self) -> tuple[str, ...]:
        """True or false."""
        return TRUE, FALSE

    def _answer(self) -> Answer:
        [row] = check(self.posed.problem, [self.claim], at=self.fixed, time_limit=SECONDS).rows
        if row.verdict not in (PROVED, REFUTED, AS_EXPECTED) or row.note.startswith("vacuous"):
            raise UnsettledQuestionError(row.note or f"the toolkit has no proof: {row.verdict}")
        right = TRUE if row.verdict == PROVED else FALSE
        return Answer((right,), f"{right.capitalize()}.", tuple(_proof(row)))


def _proof(row: Row) -> Iterator[str]:
    if row.verdict == PROVED:
        yield "Proved: no values of the parameters, within their ranges and the assumptions, make it false."
    else:
        yield f"False at {row.counterexample}: {row.by}."
    for text in (row.note, row.claim.note, row.sense):
        if text:
            yield text


@dataclass(frozen=True)
class Discuss(Question):
    """Something to talk about. It has no answer that could be computed, and is not marked."""

    kind: ClassVar[str] = "discuss"
    is_marked: ClassVar[bool] = False

    @property
    def generated(self) -> str:
        """Nothing: there are only the author's words."""
        return ""

    @property
    def options(self) -> tuple[str, ...]:
        """None."""
        return ()

    def _answer(self) -> Answer:
        raise UnsettledQuestionError("a question to talk about has no answer that could be computed")
