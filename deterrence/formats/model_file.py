"""Model files: how a model is read from YAML, and written to it."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from deterrence.formats.reading import Reading
from deterrence.formats.reading_game import read_game
from deterrence.formats.writing import write
from deterrence.formats.yaml_nodes import (
    MOST_BYTES,
    ImperfectRecallInFileError,
    ModelFileError,
    Problem,
    Refused,
    decode,
    read_nodes,
)
from deterrence.games.model import Model, Origin
from deterrence.games.parts.mistakes import Mistake

__all__ = ["ModelFileError", "read", "reads", "write"]


def read(path: str | Path) -> Model:
    """The game in a model file.

    Raises
    ------
    ModelFileError
        A ValueError with every mistake found, as `file:line:column: message`.
    """
    place = Path(path)
    if not place.is_file():
        raise FileNotFoundError(f"no such file: {place}")
    with place.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    game = reads(content, str(place))
    game._set(origin=Origin(str(place.resolve()), sha256(content).hexdigest()))
    return game


def reads(content: str | bytes, path: str = "model.yaml") -> Model:
    r"""The game in the text of a model file; `path` is what mistakes are reported under and where its name comes from.

    Examples
    --------
    >>> reads("players: [A]\ntree: {player: A, moves: {x: [1], y: [0]}}").players
    ('A',)
    """
    problems: list[Problem] = []
    forgets = False
    game: Model | None = None
    try:
        text = decode(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)
        reading = Reading(read_nodes(text, problems), Path(path).stem, problems)
        game = read_game(reading)
        forgets = reading.forgets
    except Refused as refused:
        problems.append(refused.problem)
    if problems or game is None:
        error = ImperfectRecallInFileError if forgets else ModelFileError
        raise error(path, tuple(sorted(problems)))
    return game


def located(origin: Origin, mistakes: Sequence[Mistake]) -> ModelFileError | None:
    """Mistakes found in a game after it was read, at their places; None where the file is no more what was read."""
    try:
        with Path(origin.path).open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError:
        return None
    if sha256(content).hexdigest() != origin.digest:
        return None
    reading = Reading(read_nodes(decode(content), []), Path(origin.path).stem, [])
    for mistake in mistakes:
        reading.locate(mistake)
    return ModelFileError(origin.path, tuple(sorted(reading.problems)))
