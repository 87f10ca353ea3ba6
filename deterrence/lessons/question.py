"""A question about a model, which the engine answers: what every kind of question has.

Nobody writes an answer down. The question holds a game and the values of its letters, and computes what is right when
asked, with the reasons; where the toolkit has no certain answer it says so rather than mark a student by a guess.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar, Final

from deterrence.algebra.time_limit.deadline import limit_time
from deterrence.equilibria.equilibria import Equilibrium
from deterrence.equilibria.promise import Promise
from deterrence.games.model import Model
from deterrence.lessons.answers import Answer, UnsettledQuestionError
from deterrence.lessons.phrases import number_text, point_text
from deterrence.lessons.reasons import reasons
from deterrence.sensitivity.asking.fixed_letters import others_of
from deterrence.sensitivity.asking.problem import Problem
from deterrence.sensitivity.line.thresholds import thresholds

# What one answer may take; a lesson has many.
SECONDS: Final = 60.0
MOST_EQUILIBRIA: Final = 6
MOST_CELLS: Final = 9
LONGEST_NAME: Final = 100


@dataclass(frozen=True)
class Posed:
    """Where a question is asked, and how.

    Attributes
    ----------
    game
        The model, with its letters.
    values
        A value for every letter.
    named
        The letters whose values the question names.
    words
        The author's words; empty: the question is put in words by itself.
    note
        For the teacher, with the answer.
    place
        Where in its file the question stands, as `file:line:column`.
    """

    game: Model
    values: Mapping[str, Fraction]
    named: tuple[str, ...] = ()
    words: str = ""
    note: str = ""
    place: str = ""

    @staticmethod
    def at(game: Model, at: Mapping[str, Any], fixed: Mapping[str, Any] | None = None, **said: str) -> Posed:
        """A question at some values, which it names; other letters as `fixed` says, else at their base values.

        Raises
        ------
        ValueError
            For an unknown letter, a value outside its range, one that breaks an assumption, and a letter without a
            value.
        """
        values = others_of(game, (), {**(fixed or {}), **at})
        game.at(values)
        return Posed(game, values, tuple(at), **said)

    @property
    def unnamed(self) -> Posed:
        """The same values, none of which the question names."""
        return replace(self, named=())

    @property
    def where(self) -> str:
        """`At c = 0.4`, where the question names values."""
        named = {name: self.values[name] for name in self.named}
        return f"At {point_text(named)}" if named else ""

    def head(self, question: str) -> str:
        """A question behind the values that it names."""
        return f"{self.where}: {question}" if self.where else f"{question[0].upper()}{question[1:]}"

    def others(self, *letters: str) -> dict[str, Fraction]:
        """The values of all letters but these."""
        return {name: value for name, value in self.values.items() if name not in letters}

    @cached_property
    def problem(self) -> Problem:
        """The game, to be solved as it says itself."""
        return Problem.of(self.game)


@dataclass(frozen=True)
class Question(ABC):
    """A question, its options, and the answer that the engine gives."""

    posed: Posed

    kind: ClassVar[str]
    # Whether several options may be right together, and whether a number may be given.
    several: ClassVar[bool] = False
    takes_number: ClassVar[bool] = False
    is_marked: ClassVar[bool] = True

    @property
    def ask(self) -> str:
        """The question in words."""
        return self.posed.words or self.generated

    @property
    @abstractmethod
    def generated(self) -> str:
        """The question in the words of the model."""

    @property
    @abstractmethod
    def options(self) -> tuple[str, ...]:
        """What may be answered, beside a number where one may."""

    @abstractmethod
    def _answer(self) -> Answer:
        """What is right."""

    def answer(self) -> Answer:
        """What is right, computed by the engine, with the reasons.

        Raises
        ------
        UnsettledQuestionError
            A ValueError: where there is no certain answer, with the reason.
        """
        if "_found" not in self.__dict__:
            try:
                with limit_time(SECONDS):
                    self.__dict__["_found"] = self._answer()
            except ValueError as reason:  # a formula without a value, a game that cannot be solved in this way
                place = f"{self.posed.place}: " if self.posed.place else ""
                raise UnsettledQuestionError(f"{place}'{self.ask}' has no certain answer: {reason}") from None
        found: Answer = self.__dict__["_found"]
        return found

    def as_json(self, *, answers: bool = False) -> dict[str, Any]:
        """The question as JSON takes it, without its answer unless asked."""
        found: dict[str, Any] = {
            "kind": self.kind,
            "ask": self.ask,
            "options": list(self.options),
            "several": self.several,
            "number": self.takes_number,
            "marked": self.is_marked,
            "values": {name: str(value) for name, value in self.posed.values.items()},
        }
        if answers:
            found["note"] = self.posed.note
            found["answer"] = self.answer().as_json() if self.is_marked else None
        return found


def settled(promise: Promise) -> None:
    """Refuse to answer where an equilibrium may be missing, other than at a threshold itself.

    Raises
    ------
    UnsettledQuestionError
        With what may be missing.
    """
    if not (promise.complete or promise.complete_off_ties):
        raise UnsettledQuestionError(f"not all equilibria may have been found: {promise.why}")


def equilibria_there(posed: Posed) -> Iterator[str]:
    """The equilibria at the values of a question, each with what every move pays."""
    there = posed.problem.at(posed.values)
    found = there.families
    count = len(found.families)
    for eq in found.families[:MOST_EQUILIBRIA]:
        yield f"{'The equilibrium' if count == 1 else 'An equilibrium'} there: {_shown(eq)}."
        yield from (f"  {reason}." for reason in reasons(there.game, eq))
    if count > MOST_EQUILIBRIA:
        yield f"And {count - MOST_EQUILIBRIA} more."
    yield str(found.promise)


def along(posed: Posed, letter: str) -> Iterator[str]:
    """What happens along one letter: the thresholds with their formulas, and what exists between them."""
    line = thresholds(posed.problem, letter, at=posed.others(letter), time_limit=SECONDS)
    for point, formula in zip(line.points, line.formulas, strict=True):
        yield f"Threshold: {letter} = {number_text(point)}" + (f", {formula}." if formula else ".")
    for cell in line.cells[:MOST_CELLS]:
        if cell.interval.lower is None or cell.interval.lower != cell.interval.upper:
            names = dict.fromkeys(map(_shown, cell.equilibria))
            yield f"{letter} in {cell.interval}: {' | '.join(names) or cell.nothing}."


def _shown(eq: Equilibrium) -> str:
    """What everybody does; where that is long, how play ends."""
    if len(eq.name) <= LONGEST_NAME:
        return eq.name
    likely = [name for name, value in zip(eq.layout.outcomes, eq.outcome_values, strict=True) if not value.is_zero]
    return f"play ends in {' or '.join(likely)}"
