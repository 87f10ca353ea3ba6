"""Questions about one letter that moves: how far it must, which letters do at all, and which way a number goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Final

from deterrence.games.parts.claim import Claim
from deterrence.lessons.answers import Answer, UnsettledQuestionError
from deterrence.lessons.phrases import near, number_text, wanted
from deterrence.lessons.question import SECONDS, Question, along, settled
from deterrence.sensitivity.claims.check import PROVED, REFUTED, check
from deterrence.sensitivity.goals.goal import EVERY, Goal, OnLine, met_on_line
from deterrence.sensitivity.goals.required import Required, required
from deterrence.sensitivity.line.thresholds import thresholds

NEVER: Final = "at no value"
ALWAYS: Final = "at every value"
NONE: Final = "none of them"
RISE, FALL, EITHER = "rise", "fall", "change"
MOVES: Final = (RISE, FALL, EITHER)
WAYS: Final = {"it rises": "positive", "it falls": "negative", "it stays the same": "zero"}


@dataclass(frozen=True)
class Least(Question):
    """Above which value of a letter something happens in every equilibrium.

    Examples
    --------
    >>> import deterrence as dt
    >>> from deterrence.lessons.question import Posed
    >>> question = Least(Posed.at(dt.load("nll-probe"), {}), {"DPRK": "Refrain"}, "c")
    >>> print(question.ask, question.answer().right)
    Above which value of c is it so that DPRK chooses Refrain for certain? ('0.75',)
    """

    then: Mapping[str, Any]
    letter: str

    kind: ClassVar[str] = "least"
    takes_number: ClassVar[bool] = True

    @property
    def generated(self) -> str:
        """The question in the words of the model."""
        return self.posed.head(f"above which value of {self.letter} is it so that {wanted(self.then)}?")

    @property
    def options(self) -> tuple[str, ...]:
        """What may be said instead of a number."""
        return NEVER, ALWAYS

    def _answer(self) -> Answer:
        others = self.posed.others(self.letter)
        found = required(self.posed.problem, self.letter, then=self.then, at=others, time_limit=SECONDS)
        settled(found.promise)
        proof = tuple(self._proof(found))
        if not found.where:
            return Answer((NEVER,), f"At no value of {self.letter} that the model allows.", proof)
        if not found.is_lasting:
            where = " and ".join(map(str, found.where))
            raise UnsettledQuestionError(f"it is so for {self.letter} in {where}, and not at every greater value")
        if found.line.from_start:
            return Answer((ALWAYS,), f"At every value of {self.letter} that the model allows.", proof)
        text = number_text(found.point)
        return Answer(
            (text,), f"{'From' if found.attained and found.complete else 'Above'} {text}.", proof, near(found.point)
        )

    def _proof(self, found: Required) -> Iterator[str]:
        if found.formula is not None and found.where:
            scope = "Proved for all values of the parameters" if found.formula.proved else "Near these values"
            yield f"{scope}: {found.formula.condition(self.letter, found.where[0])}."
        yield from along(self.posed, self.letter)
        yield str(found.promise)


@dataclass(frozen=True)
class WhichLetters(Question):
    """Which of some letters, moved alone, bring something about.

    Attributes
    ----------
    then
        What is to be brought about.
    letters
        Those to choose among.
    move
        `rise`, `fall` or `change`: which way a letter may move.

    Examples
    --------
    >>> import deterrence as dt
    >>> from deterrence.lessons.question import Posed
    >>> posed = Posed.at(dt.load("nll-probe"), {"c": "0.6"})
    >>> WhichLetters(posed, {"DPRK": "Refrain"}, ("c", "b", "k", "l"), "rise").answer().right
    ('c', 'k')
    """

    then: Mapping[str, Any]
    letters: tuple[str, ...]
    move: str = EITHER

    kind: ClassVar[str] = "which letters"
    several: ClassVar[bool] = True

    @property
    def generated(self) -> str:
        """The question in the words of the model."""
        alone = f"which letters, each alone, need only {self.move} far enough within their ranges"
        return self.posed.head(f"{alone} so that {wanted(self.then)}?")

    @property
    def options(self) -> tuple[str, ...]:
        """The letters, or none of them."""
        return *self.letters, NONE

    def _answer(self) -> Answer:
        lines = {letter: self._line(letter) for letter in self.letters}
        for line in lines.values():
            settled(line.promise)
        if any(i.contains(self.posed.values[letter]) for letter, line in lines.items() for i in line.where):
            raise UnsettledQuestionError("it is so already, before any letter moves")
        right = tuple(letter for letter, line in lines.items() if self._does(line, self.posed.values[letter]))
        said = f"{', '.join(right)}." if right else "None of them."
        meanings = self.posed.game.parameters
        proof = (
            f"{letter} ({meanings[letter].meaning}, now {number_text(self.posed.values[letter])}): "
            f"it is so for {letter} in {' and '.join(map(str, line.where)) or 'no interval'}."
            for letter, line in lines.items()
        )
        return Answer(right or (NONE,), said, tuple(proof))

    def _line(self, letter: str) -> OnLine:
        problem = self.posed.problem.at(self.posed.others(letter))
        return met_on_line(problem, letter, Goal(self.then, EVERY))

    def _does(self, line: OnLine, now: Fraction) -> bool:
        """Whether there is a place above or below where it is so."""
        # At a single value equilibria may be missing where not all ties were looked at.
        wide = [i for i in line.where if line.complete or i.lower is None or i.lower != i.upper]
        above = any(i.upper is None or now < i.upper for i in wide)
        below = any(i.lower is None or i.lower < now for i in wide)
        return (above and self.move != FALL) or (below and self.move != RISE)


@dataclass(frozen=True)
class WhichWay(Question):
    """Which way a number goes as a letter rises between two values that no threshold parts.

    Attributes
    ----------
    letter, low, high
        The letter, and from where to where it rises.
    on
        `probability of Escalation` or `payoff of ROK`.

    Examples
    --------
    >>> import deterrence as dt
    >>> from deterrence.lessons.question import Posed
    >>> posed = Posed.at(dt.load("nll-probe"), {})
    >>> WhichWay(posed, "c", Fraction(1, 2), Fraction(3, 4), "probability of Escalation").answer().right
    ('it falls',)
    """

    letter: str
    low: Fraction
    high: Fraction
    on: str

    kind: ClassVar[str] = "which way"

    @property
    def generated(self) -> str:
        """The question in the words of the model."""
        low, high = number_text(self.low), number_text(self.high)
        return self.posed.head(f"as {self.letter} rises from {low} to {high}, what becomes of the {self.on}?")

    @property
    def options(self) -> tuple[str, ...]:
        """Up, down or neither."""
        return tuple(WAYS)

    def _answer(self) -> Answer:
        others = self.posed.others(self.letter)
        line = thresholds(self.posed.problem, self.letter, at=others, time_limit=SECONDS)
        settled(line.promise)
        inside = [point for point in line.points if self.low < point < self.high]
        if inside:
            raise UnsettledQuestionError(
                f"the equilibria change at {self.letter} = {number_text(inside[0])}, between the two values"
            )
        when = f"{self.low} < {self.letter} < {self.high}"
        claims = [
            Claim("it is so", {"effect of": self.letter, "on": self.on, "is": way}, when) for way in WAYS.values()
        ]
        rows = check(self.posed.problem, claims, at=others, time_limit=SECONDS).rows
        right = [way for way, row in zip(WAYS, rows, strict=True) if row.verdict == PROVED]
        notes = [row.note for row in rows if row.note]
        if len(right) != 1 or any(row.verdict not in (PROVED, REFUTED) for row in rows):
            raise UnsettledQuestionError(next(iter(notes), "it does not go one way between the two values"))
        proof = (f"The sign of its derivative is proved for all {when}.", *along(self.posed, self.letter))
        return Answer((right[0],), f"{right[0][0].upper()}{right[0][1:]}.", proof)
