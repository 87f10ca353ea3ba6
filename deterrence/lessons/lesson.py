"""A lesson: chapters, each about a model, of steps to read, to play, to predict, to answer and to look at."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Final

from deterrence.games.model import Model
from deterrence.lessons.markdown import Block, plain
from deterrence.lessons.question import Question

FORMAT: Final = "deterrence lesson 1"
# What a step may show.
SHOWN: Final = ("sliders", "tree", "matrix", "strip", "map", "equilibria", "claims")


class Step(ABC):
    """What a reader meets at one place of a chapter."""

    kind: ClassVar[str]

    @abstractmethod
    def as_json(self, *, answers: bool = False) -> dict[str, Any]:
        """The step as JSON takes it."""

    @property
    def question(self) -> Question | None:
        """The question that it asks, if it asks one."""
        return None


@dataclass(frozen=True)
class Text(Step):
    """Words to read."""

    blocks: tuple[Block, ...]

    kind: ClassVar[str] = "text"

    def as_json(self, *, answers: bool = False) -> dict[str, Any]:
        """`{"kind": "text", "blocks": [...]}`."""
        return {"kind": self.kind, "blocks": [block.as_json() for block in self.blocks]}

    def __str__(self) -> str:
        return plain(self.blocks)


@dataclass(frozen=True)
class Play(Step):
    """The model is played: the reader is one player, the others play an equilibrium.

    Attributes
    ----------
    player
        Whom the reader is.
    rounds
        How often.
    """

    player: str
    rounds: int

    kind: ClassVar[str] = "play"

    def as_json(self, *, answers: bool = False) -> dict[str, Any]:
        """`{"kind": "play", "as": "ROK", "rounds": 3}`."""
        return {"kind": self.kind, "as": self.player, "rounds": self.rounds}

    def __str__(self) -> str:
        times = "once" if self.rounds == 1 else f"{self.rounds} times"
        return f"Play: be {self.player}, {times}."


@dataclass(frozen=True)
class Ask(Step):
    """A question, marked at once; a prediction, marked when what follows has been shown.

    Attributes
    ----------
    asks
        The question.
    is_prediction
        Whether it is a prediction.
    """

    asks: Question
    is_prediction: bool = False

    @property
    def kind(self) -> str:  # type: ignore[override]
        """`"ask"` or `"predict"`."""
        return "predict" if self.is_prediction else "ask"

    @property
    def question(self) -> Question:
        """The question."""
        return self.asks

    def as_json(self, *, answers: bool = False) -> dict[str, Any]:
        """`{"kind": "ask", "question": {...}}`."""
        return {"kind": self.kind, "question": self.asks.as_json(answers=answers)}

    def __str__(self) -> str:
        return self.asks.ask


@dataclass(frozen=True)
class Show(Step):
    """What is to be seen from here on.

    Attributes
    ----------
    what
        Among `SHOWN`.
    over, against
        The letters of the strip and the map; None: the chapter's first two sliders.
    """

    what: tuple[str, ...]
    over: str | None = None
    against: str | None = None

    kind: ClassVar[str] = "show"

    def as_json(self, *, answers: bool = False) -> dict[str, Any]:
        """`{"kind": "show", "what": ["strip"], "over": "c", "against": null}`."""
        return {"kind": self.kind, "what": list(self.what), "over": self.over, "against": self.against}

    def __str__(self) -> str:
        letters = [letter for letter in (self.over, self.against) if letter]
        return f"Shown: {', '.join(self.what)}{' in ' + ' and '.join(letters) if letters else ''}."


@dataclass(frozen=True)
class Chapter:
    """One new idea.

    Attributes
    ----------
    title, idea, minutes
        What it is called, the idea in a sentence, and how long it takes.
    model
        The name of the model.
    game
        The model.
    fixed
        The letters whose values the chapter gives.
    values
        A value for every letter: as given, else the base value.
    sliders
        The letters that the reader may move.
    steps
        In the order in which they are met.
    """

    title: str
    idea: str
    minutes: int
    model: str
    game: Model
    fixed: Mapping[str, Fraction]
    values: Mapping[str, Fraction]
    sliders: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def questions(self) -> Iterator[Question]:
        """The questions, in order."""
        return (step.question for step in self.steps if step.question is not None)

    def as_json(self, *, answers: bool = False) -> dict[str, Any]:
        """The chapter as JSON takes it; numbers as text, exact."""
        return {
            "title": self.title,
            "idea": self.idea,
            "minutes": self.minutes,
            "model": self.model,
            "set": {name: str(value) for name, value in self.fixed.items()},
            "values": {name: str(value) for name, value in self.values.items()},
            "sliders": list(self.sliders),
            "steps": [step.as_json(answers=answers) for step in self.steps],
        }


@dataclass(frozen=True)
class Lesson:
    """A lesson, read from a file.

    Attributes
    ----------
    name
        The file's, without its ending.
    title, summary, minutes
        What it is called, what it is about, how long it takes.
    know_first
        What to know first.
    sources
        What it rests on, by key.
    chapters
        In order.
    models
        The text of each model that it uses, by name.

    Examples
    --------
    >>> from deterrence import lessons
    >>> lesson = lessons.load("commitment")
    >>> lesson.minutes, len(lesson.chapters)
    (30, 6)
    """

    name: str
    title: str
    summary: str
    minutes: int
    know_first: tuple[str, ...]
    sources: Mapping[str, str]
    chapters: tuple[Chapter, ...]
    models: Mapping[str, str]

    @property
    def questions(self) -> Iterator[Question]:
        """The questions, in order."""
        return (question for chapter in self.chapters for question in chapter.questions)

    def as_json(self, *, answers: bool = False) -> dict[str, Any]:
        """The lesson as JSON takes it: what :mod:`deterrence.lessons` tells of the keys.

        With `answers` the engine's answers with their reasons, and the notes for teachers, are in it; every question
        is then answered first, which takes some seconds.
        """
        return {
            "format": FORMAT,
            "name": self.name,
            "title": self.title,
            "summary": self.summary,
            "minutes": self.minutes,
            "know first": list(self.know_first),
            "sources": dict(self.sources),
            "models": dict(self.models),
            "chapters": [chapter.as_json(answers=answers) for chapter in self.chapters],
        }
