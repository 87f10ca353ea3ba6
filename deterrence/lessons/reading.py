"""Lesson files: a lesson read from YAML, with every mistake in its place, as for model files.

The file is hostile until it has been read: its size, depth and number of entries are bounded before anything is built,
nothing in it is evaluated, and it may name models of the library and of its own folder and no other file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Final

from deterrence.formats.library import load as load_model
from deterrence.formats.library import model_path
from deterrence.formats.reading import Reading
from deterrence.formats.yaml_nodes import MOST_BYTES, ModelFileError, Node, Problem, Refused, decode, read_nodes
from deterrence.games.model import Model
from deterrence.games.parts.mistakes import listed, nearest
from deterrence.lessons.lesson import SHOWN, Ask, Chapter, Lesson, Play, Show, Step, Text
from deterrence.lessons.markdown import MarkdownError, blocks
from deterrence.lessons.reading_questions import Place, read_letters, read_question, read_values
from deterrence.sensitivity.asking.fixed_letters import others_of

LESSON_KEYS: Final = ("title", "summary", "minutes", "know first", "sources", "chapters")
CHAPTER_KEYS: Final = ("title", "idea", "minutes", "model", "set", "sliders", "steps")
MOST_CHAPTERS: Final = 40
MOST_STEPS: Final = 60
MOST_MINUTES: Final = 600
MOST_ROUNDS: Final = 20
_FILE: Final = re.compile(r"[\w][\w .-]*\.ya?ml")


class LessonFileError(ModelFileError):
    """A lesson file with mistakes in it: every one, as `file:line:column: message`."""


def load(name_or_path: str | Path) -> Lesson:
    """A lesson that comes with the toolkit by its name, or one from a file by its path.

    Raises
    ------
    LessonFileError
        A ValueError with every mistake found, as `file:line:column: message`.
    FileNotFoundError
        Where there is no such file.

    Examples
    --------
    >>> load("commitment").title
    'Commitment and the gray zone'
    """
    path = lesson_path(name_or_path)
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    return reads(content, path)


def lesson_path(name_or_path: str | Path) -> Path:
    """The file of a lesson.

    Raises
    ------
    FileNotFoundError
        Where there is none; the message names those that come with the toolkit.
    """
    known = own_lessons()
    path = known.get(str(name_or_path), Path(name_or_path))
    if not path.is_file():
        hint = nearest(str(name_or_path), known)
        raise FileNotFoundError(
            2, f"no such lesson file; with the toolkit come {listed(known)}.{hint}", str(name_or_path)
        )
    return path


@lru_cache(maxsize=1)
def own_lessons() -> Mapping[str, Path]:
    """The lessons that come with the toolkit, by name."""
    return {path.stem: path for path in sorted(Path(__file__).parent.glob("*.yaml"))}


def reads(content: str | bytes, path: str | Path = "lesson.yaml") -> Lesson:
    """The lesson in the text of a file; `path` is where mistakes are told and where models beside it are looked for.

    Raises
    ------
    LessonFileError
        With every mistake found.
    """
    problems: list[Problem] = []
    lesson: Lesson | None = None
    try:
        text = decode(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)
        if not text.strip():
            raise Refused(Problem(1, 1, "the file is empty; a lesson has a title and chapters."))
        lesson = _Reading(Reading(read_nodes(text, problems), Path(path).stem, problems), Path(path)).lesson()
    except Refused as refused:
        problems.append(refused.problem)
    if problems or lesson is None:
        raise LessonFileError(str(path), tuple(sorted(problems)))
    return lesson


@dataclass(frozen=True)
class _Reading:
    """A lesson file being read."""

    reading: Reading
    path: Path
    models: dict[str, Model] = field(default_factory=dict)

    def lesson(self) -> Lesson | None:
        """The lesson, as far as it can be read."""
        reading, root = self.reading, self.reading.root
        if not reading.is_kind(root, "mapping", "a lesson", "'title: ...' and 'chapters: ...'"):
            return None
        reading.keys(root, LESSON_KEYS, "a lesson")
        for key in ("title", "chapters"):
            if key not in root.pairs:
                reading.add(root, f"a lesson has '{key}'.")
        sources = reading.part("sources", "mapping", "{nss: an analysis of 2026}")
        first = reading.part("know first", "list", "[what a probability is]")
        chapters = tuple(self._chapters())
        minutes = self._whole(root, "minutes", MOST_MINUTES)
        return Lesson(
            self.path.stem,
            reading.text(root, "title", "'title'"),
            reading.text(root, "summary", "'summary'"),
            minutes or sum(chapter.minutes for chapter in chapters),
            () if first is None else tuple(reading.texts(first, "what to know first, as text")),
            {} if sources is None else {key: reading.text(sources, key, f"source '{key}'") for key in sources.pairs},
            chapters,
            {name: self._model_text(name) for name in self.models},
        )

    def _chapters(self) -> Iterator[Chapter]:
        node = self.reading.part("chapters", "list", "[{title: ..., model: nll-probe, steps: [...]}]")
        if node is None:
            return
        self._few(node, MOST_CHAPTERS, "a lesson", "chapters")
        for i, item in enumerate(node.items[:MOST_CHAPTERS]):
            chapter = self._chapter(("chapters", i), item)
            if chapter is not None:
                yield chapter

    def _chapter(self, path: tuple[str | int, ...], node: Node) -> Chapter | None:
        reading = self.reading
        if not reading.is_kind(node, "mapping", "a chapter", "{title: ..., model: nll-probe, steps: [...]}"):
            return None
        reading.keys(node, CHAPTER_KEYS, "a chapter")
        for key in ("title", "model", "steps"):
            if key not in node.pairs:
                reading.add(node, f"a chapter has '{key}'.")
        game = self._model(node)
        if game is None:
            return None
        fixed = read_values(reading, node, "set", game)
        values = None if fixed is None else self._values(node, game, fixed)
        sliders = read_letters(reading, node, "sliders", game)
        if fixed is None or values is None or sliders is None:
            return None
        return Chapter(
            reading.text(node, "title", "'title'"),
            reading.text(node, "idea", "'idea'"),
            self._whole(node, "minutes", MOST_MINUTES) or 0,
            node.pairs["model"][1].text,
            game,
            fixed,
            values,
            sliders,
            tuple(self._steps(node, Place(game, fixed, path, self.path.name), sliders)),
        )

    def _values(self, node: Node, game: Model, fixed: Mapping[str, Fraction]) -> Mapping[str, Fraction] | None:
        try:
            values = others_of(game, (), fixed)
            game.at(values)
        except ValueError as mistake:
            self.reading.add(node.pairs["set" if "set" in node.pairs else "model"][1], f"{mistake}")
            return None
        return values

    # --- models ---

    def _model(self, node: Node) -> Model | None:
        """The model of a chapter, from the library or from the lesson's own folder."""
        if "model" not in node.pairs:
            return None
        named = node.pairs["model"][1]
        name = self.reading.text(node, "model", "'model'")
        if not name or name in self.models:
            return self.models.get(name)
        try:
            self.models[name] = load_model(self._model_path(name))
        except ModelFileError as mistakes:
            first = mistakes.problems[0]
            more = f" and {len(mistakes.problems) - 1} more" if len(mistakes.problems) > 1 else ""
            self.reading.add(named, f"'{name}' has mistakes: line {first.line}: {first.message}{more}")
        except (ValueError, OSError) as mistake:
            self.reading.add(named, f"{mistake}")
        return self.models.get(name)

    def _model_path(self, name: str) -> Path:
        if _FILE.fullmatch(name):
            return self.path.parent / name
        if "/" in name or "\\" in name or ".." in name or name.startswith("."):
            raise ValueError(f"'{name}' is no model: name one of the library, or a file in the lesson's own folder")
        return model_path(name)

    def _model_text(self, name: str) -> str:
        origin = self.models[name].origin
        return "" if origin is None else Path(origin.path).read_text(encoding="utf-8-sig")

    # --- steps ---

    def _steps(self, chapter: Node, place: Place, sliders: tuple[str, ...]) -> Iterator[Step]:
        node = self.reading.part("steps", "list", "[{text: ...}, {show: strip}]", chapter)
        if node is None:
            return
        self._few(node, MOST_STEPS, "a chapter", "steps")
        for i, item in enumerate(node.items[:MOST_STEPS]):
            if not self.reading.is_kind(item, "mapping", "a step", "{text: ...}"):
                continue
            known = [key for key in STEPS if key in item.pairs]
            self.reading.keys(item, STEPS, "a step")
            if len(known) != 1:
                found = f"found {listed(known)} together" if known else "found none of these"
                self.reading.add(item, f"a step is one of {listed(STEPS)}; {found}. Each begins with '- '.")
                continue
            at = Place(place.game, place.fixed, (*place.path, "steps", i, known[0]), place.file)
            step = STEPS[known[0]](self, item, at, sliders)
            if step is not None:
                yield step

    def _text(self, step: Node, place: Place, sliders: tuple[str, ...]) -> Step | None:
        node = step.pairs["text"][1]
        try:
            return Text(blocks(self.reading.text(step, "text", "'text'"), place.game.point(place.fixed)))
        except MarkdownError as slip:
            self.reading.add(node, f"{slip.message}.", slip.column)
            return None

    def _play(self, step: Node, place: Place, sliders: tuple[str, ...]) -> Step | None:
        node = step.pairs["play"][1]
        if node.kind == "mapping":
            self.reading.keys(node, ("as", "rounds"), "'play'")
            player, rounds = self.reading.text(node, "as", "'as'"), self._whole(node, "rounds", MOST_ROUNDS)
            node = node.pairs["as"][1] if "as" in node.pairs else node
        else:
            player, rounds = node.text, 1
        players = place.game.players
        if player not in players:
            said = f"'{player}' is not a player" if player else "'play' says whom the reader is: {as: ROK, rounds: 3}"
            self.reading.add(node, f"{said}; those are {listed(players)}.{nearest(player, players)}")
            return None
        return Play(player, rounds or 1)

    def _ask(self, step: Node, place: Place, sliders: tuple[str, ...]) -> Step | None:
        question = read_question(self.reading, step.pairs["ask"][1], place)
        return None if question is None else Ask(question)

    def _predict(self, step: Node, place: Place, sliders: tuple[str, ...]) -> Step | None:
        question = read_question(self.reading, step.pairs["predict"][1], place)
        return None if question is None else Ask(question, is_prediction=True)

    def _show(self, step: Node, place: Place, sliders: tuple[str, ...]) -> Step | None:
        node, reading = step.pairs["show"][1], self.reading
        wide = node.kind == "mapping"
        if wide:
            reading.keys(node, ("what", "over", "against"), "'show'")
        what = node.pairs["what"][1] if wide and "what" in node.pairs else node
        items = [what] if what.kind == "text" and not what.is_nothing else what.items
        names = tuple(item.text for item in items)
        strangers = [item for item in items if item.text not in SHOWN]
        for item in strangers:
            reading.add(item, f"'{item.text}' cannot be shown; {listed(SHOWN)} can.{nearest(item.text, SHOWN)}")
        if not items:
            reading.add(what, f"'show' names what is to be seen: {listed(SHOWN)}.")
        over, against = (read_letters(reading, node, key, place.game) if wide else () for key in ("over", "against"))
        if strangers or not items or over is None or against is None:
            return None
        return self._shown(what, names, place.game, (*over, *sliders), (*against, *sliders[1:]))

    def _shown(
        self, node: Node, names: tuple[str, ...], game: Model, over: tuple[str, ...], against: tuple[str, ...]
    ) -> Step | None:
        """What is shown, with the letters that it needs: those named, else the chapter's sliders."""
        letters = [*over, *filter(None, [game.commitment]), *game.letters]
        first = letters[0] if letters and {"strip", "map"} & {*names} else None
        others = [letter for letter in (*against, *game.letters) if letter != first]
        second = others[0] if others and "map" in names else None
        if ("strip" in names and first is None) or ("map" in names and second is None):
            self.reading.add(node, "the model has too few letters for this.")
            return None
        wrong = {"tree": not game.is_tree, "matrix": game.is_tree}
        for name in names:
            if wrong.get(name):
                self.reading.add(node, f"the model is a {game.kind}, so no '{name}' can be shown.")
                return None
        return Show(names, first, second)

    # --- numbers ---

    def _few(self, node: Node, most: int, what: str, parts: str) -> None:
        if len(node.items) > most:
            self.reading.add(node.items[most], f"{what} has at most {most} {parts}; found {len(node.items)}.")

    def _whole(self, within: Node, key: str, most: int) -> int | None:
        """A whole number from 1; None where it is missing, or wrong, which is noted."""
        if key not in within.pairs:
            return None
        node = within.pairs[key][1]
        text = node.text if node.kind == "text" else ""
        if text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= most:
            return int(text)
        self.reading.add(node, f"'{key}' is a whole number from 1 to {most}; found {node.described()}.")
        return None


_Step = Callable[[_Reading, Node, Place, tuple[str, ...]], Step | None]
STEPS: Final[Mapping[str, _Step]] = {
    "text": _Reading._text,
    "play": _Reading._play,
    "predict": _Reading._predict,
    "ask": _Reading._ask,
    "show": _Reading._show,
}
