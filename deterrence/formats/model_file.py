"""Model files: how a model is read from YAML, and written to it."""

from __future__ import annotations

from pathlib import Path

from deterrence.formats.reading import Reading
from deterrence.formats.writing import write
from deterrence.formats.yaml_nodes import MOST_BYTES, ModelFileError, Problem, Refused, decode, read_nodes
from deterrence.games.mistakes import ImperfectRecallError
from deterrence.games.model import Model

__all__ = ["ModelFileError", "read", "reads", "write"]


class ImperfectRecallInFileError(ModelFileError, ImperfectRecallError):
    """A model file whose tree asks a player to forget."""

    def __init__(self, path: str, problems: tuple[Problem, ...]) -> None:
        ModelFileError.__init__(self, path, problems)
        self.mistakes = ()

    __str__ = ModelFileError.__str__


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
    return reads(content, str(place))


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
        game = reading.game()
        forgets = reading.forgets
    except Refused as refused:
        problems.append(refused.problem)
    if problems or game is None:
        error = ImperfectRecallInFileError if forgets else ModelFileError
        raise error(path, tuple(sorted(problems)))
    return game
