"""The library of models, and how games are loaded from files and saved to them, by ending."""

from __future__ import annotations

import importlib
import importlib.util
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from deterrence.formats.atomic_write import write_text
from deterrence.formats.formula_places import placing
from deterrence.games.model import Model
from deterrence.games.parts.mistakes import listed, nearest

if TYPE_CHECKING:
    import pandas

# Where each ending is read and written; a format is a module with a function from a path to a game, or from a game to
# text.  They are imported when first used.
READERS = {
    ".yaml": "deterrence.formats.model_file:read",
    ".yml": "deterrence.formats.model_file:read",
    ".nfg": "deterrence.formats.gambit_nfg:read",
    ".efg": "deterrence.formats.gambit_efg:read",
    ".gbt": "deterrence.formats.gambit_gbt:read",
}
WRITERS = {
    ".yaml": "deterrence.formats.model_file:write",
    ".yml": "deterrence.formats.model_file:write",
    ".nfg": "deterrence.formats.gambit_nfg:write",
    ".efg": "deterrence.formats.gambit_efg:write",
    ".tex": "deterrence.formats.latex:write",
    ".py": "deterrence.formats.python:write",
}
_OTHER_NAMES = {"latex": ".tex", "python": ".py"}


class NoSuchModelError(ValueError, FileNotFoundError):
    """A name that is neither in the library nor a file."""


def load(name_or_path: str | os.PathLike[str]) -> Model:
    """A model of the library by its name, or a game from a file by its path.

    Raises
    ------
    NoSuchModelError
        A ValueError and FileNotFoundError.
    ModelFileError
        A ValueError with every mistake in the file.

    Examples
    --------
    >>> load("nll-probe").players
    ('DPRK', 'ROK')
    """
    path = model_path(name_or_path)
    read = _imported(READERS, path.suffix, "read")
    game: Model = read(path)
    return game


def model_path(name_or_path: str | os.PathLike[str]) -> Path:
    """The file of a model of the library by its name, or the path itself.

    Raises
    ------
    NoSuchModelError
        A ValueError and FileNotFoundError.

    Examples
    --------
    >>> model_path("nll-probe").name
    'nll-probe.yaml'
    """
    given = os.fspath(name_or_path)
    if "\n" in given:
        message = "expected the name of a model or a path, not the text of a model: save it to a file first"
        raise NoSuchModelError(message)
    path = Path(given)
    if isinstance(name_or_path, str) and path.suffix not in READERS and path.name == given:
        library = _library()
        if given in library:
            path = library[given]
        elif path.exists() and not path.is_file():
            raise NoSuchModelError(_no_file(path))
        elif not path.is_file():
            raise NoSuchModelError(
                f"no model '{given}' in the library, and no such file.{nearest(given, library)} "
                "`deterrence list` shows the library, models() in Python; a path ends in one of "
                f"{listed(READERS)}."
            )
    if not path.is_file():
        raise NoSuchModelError(_no_file(path))
    return path


def _no_file(path: Path) -> str:
    """Why a path names no file that can be read."""
    if path.is_dir():
        inside = sorted(p.name for p in path.iterdir() if p.suffix in READERS)
        return f"{path} is a folder, not a model file" + (f"; in it are {listed(inside)}" if inside else "")
    if path.exists():
        return f"{path} is not a file but a device or a pipe; save the model to a file first"
    return f"no such file: {path}"


def save(game: Model, path: str | os.PathLike[str]) -> None:
    """Write a game to a file, in the format that the path's ending names.

    The file is replaced as a whole: a reader sees the old one or the new one.

    Raises
    ------
    ValueError
        For an ending that is not known, or a game that the format cannot hold.
    OSError
        When the file cannot be written. What was there before is unchanged.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(load("nll-probe"), f"{folder}/copy.yaml")
    ...     load(f"{folder}/copy.yaml") == load("nll-probe")
    True
    """
    write_text(path, dumps(game, Path(path).suffix))


@placing
def dumps(game: Model, format: str) -> str:  # noqa: A002 -- the public name
    """A game as text, in a format named by an ending: `yaml`, `efg`, `nfg`, `tex` (or `latex`), `py` (or `python`).

    Examples
    --------
    >>> print(dumps(load("nll-probe"), "yaml").splitlines()[0])
    title: Gray-zone probe at the Northern Limit Line
    """
    if not isinstance(game, Model):
        raise ValueError(f"expected a game (Matrix, Tree, Repeated or Stochastic), not {type(game).__name__}")
    ending = _OTHER_NAMES.get(format, format if format.startswith(".") else f".{format}")
    write = _imported(WRITERS, ending, "written")
    text: str = write(game)
    return text


def loads(text: str, name: str = "model") -> Model:
    r"""The game in the text of a model file, as `dumps(game, "yaml")` writes it; `name` is what it is called.

    Raises
    ------
    ModelFileError
        A ValueError with every mistake found, with line and column.

    Examples
    --------
    >>> loads("players: [A]\ntree: {player: A, moves: {Stay: [0], Go: [1]}}").players
    ('A',)
    """
    from deterrence.formats.model_file import reads

    return reads(text, f"{name}.yaml")


def _imported(table: dict[str, str], ending: str, done: str) -> Callable[..., Any]:
    """The function that reads or writes an ending."""
    known = [key for key in table if _exists(table[key])]
    if ending not in known:
        shown = f"'{ending}'" if ending not in ("", ".") else "no ending"
        raise ValueError(
            f"a game cannot be {done} as {shown}; the endings known are {listed(known)}.{nearest(ending, known)}"
        )
    module, _, function = table[ending].partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), function)
    return found


def _exists(target: str) -> bool:
    return importlib.util.find_spec(target.partition(":")[0]) is not None


# --- the library --------------------------------------------------------------------------------------------------


def _roots() -> Iterator[Path]:
    """Where models are kept: inside the package when installed, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    yield package / "_library"
    if (package.parent / "pyproject.toml").is_file():
        yield package.parent / "models"


@lru_cache(maxsize=1)
def _library() -> dict[str, Path]:
    """The models of the library, by name, in order of name."""
    found: dict[str, Path] = {}
    for root in _roots():
        for path in sorted(root.rglob("*.yaml")):
            found.setdefault(path.stem, path)
    return dict(sorted(found.items()))


@dataclass(frozen=True)
class ModelEntry:
    """What the list of models says of one."""

    name: str
    title: str
    form: str
    players: tuple[str, ...]
    parameters: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class ModelList(Sequence[ModelEntry]):
    """The models of the library: prints as a table, counts and loops like a list."""

    rows: tuple[ModelEntry, ...]

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, key: int) -> ModelEntry: ...
    @overload
    def __getitem__(self, key: slice) -> ModelList: ...
    def __getitem__(self, key: int | slice) -> ModelEntry | ModelList:
        return ModelList(self.rows[key]) if isinstance(key, slice) else self.rows[key]

    @property
    def names(self) -> tuple[str, ...]:
        """The names, which :func:`load` takes."""
        return tuple(row.name for row in self.rows)

    def to_frame(self) -> pandas.DataFrame:
        """The list as a pandas table."""
        import pandas

        columns = ["name", "title", "form", "players", "parameters"]
        return pandas.DataFrame([[getattr(row, key) for key in columns] for row in self.rows], columns=columns)

    def _repr_html_(self) -> str:
        from deterrence.games.parts.show_html import table_of

        rows = [[row.name, row.title, ", ".join(row.players), " ".join(row.parameters)] for row in self.rows]
        return table_of([["name", "title", "players", "parameters"], *rows])

    def __repr__(self) -> str:
        from deterrence.games.parts.show import table

        head = ["name", "form", "players", "parameters", "title"]
        cells = [
            [
                row.name,
                row.form,
                ", ".join(row.players),
                " ".join(row.parameters[:8]) + " ..." * (len(row.parameters) > 8),
                row.title,
            ]
            for row in self.rows
        ]
        return "\n".join(table([head, *cells], width=140))


def models() -> ModelList:
    """What the library holds.

    Examples
    --------
    >>> "nll-probe" in models().names
    True
    """
    return ModelList(tuple(_entry(name, path) for name, path in _library().items()))


_SECTION = re.compile(r"^([a-z]+):", re.MULTILINE)
_INDENTED_KEY = re.compile(r"^  ([A-Za-z_][A-Za-z0-9_]*):", re.MULTILINE)


@lru_cache(maxsize=1024)
def _entry(name: str, path: Path) -> ModelEntry:
    """A row of the list.  Reading every model in full would take seconds, so only what the row shows is read."""
    from deterrence.formats.yaml_nodes import read_nodes

    text = path.read_text(encoding="utf-8")
    marks = [*_SECTION.finditer(text)]
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    sections = {mark[1]: text[mark.start() : end] for mark, end in zip(marks, ends, strict=True)}
    head = read_nodes(sections.get("title", "") + sections["players"], [])
    title = head.pairs["title"][1].text if "title" in head.pairs else ""
    players = tuple(item.text for item in head.pairs["players"][1].items)
    parameters = tuple(_INDENTED_KEY.findall(sections.get("parameters", "")))
    forms = {"states": "stochastic", "repeated": "repeated", "tree": "tree", "choices": "continuous"}
    form = next((form for section, form in forms.items() if section in sections), "matrix")
    return ModelEntry(name, title, form, players, parameters)
