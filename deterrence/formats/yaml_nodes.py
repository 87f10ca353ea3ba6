"""YAML 1.2 as a graph of nodes that know their line and column; every scalar is text, and nothing is ever executed.

Bounds are checked while the file is being read, before anything is built from it.  Anchors, aliases, tags and further
documents are refused: with them a file of 40 bytes can stand for billions of nodes or name Python objects.
"""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from deterrence.formats.yaml_mistakes import explanation
from deterrence.games.parts.mistakes import ImperfectRecallError

MOST_BYTES = 1 << 19
# The YAML library reads some 10,000 entries a second.
MOST_NODES = 25_000
DEEPEST = 100
MOST_SHOWN = 50
SAVE_AS_UTF8 = (
    "save it as UTF-8, in an editor's 'save with encoding' or, since PowerShell's > writes UTF-16, by "
    "'Set-Content -Encoding utf8'"
)


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A mistake in a file: where, counted from 1, and what."""

    line: int
    column: int
    message: str


class ModelFileError(ValueError):
    """A model file with mistakes in it.

    Attributes
    ----------
    path
        The file.
    problems
        All that were found, in the order of the file, each with `line`, `column` and `message`.
    """

    def __init__(self, path: str, problems: tuple[Problem, ...]) -> None:
        ValueError.__init__(self, path, problems)
        self.path = path
        self.problems = problems

    def __str__(self) -> str:
        name = Path(self.path).name
        lines = [f"{name}:{p.line}:{p.column}: {p.message}" for p in self.problems[:MOST_SHOWN]]
        more = len(self.problems) - MOST_SHOWN
        return "\n".join([*lines, f"... and {more} more mistakes"] if more > 0 else lines)


class ImperfectRecallInFileError(ModelFileError, ImperfectRecallError):
    """A file whose tree asks a player to forget."""

    def __init__(self, path: str, problems: tuple[Problem, ...]) -> None:
        ModelFileError.__init__(self, path, problems)
        self.mistakes = ()

    __str__ = ModelFileError.__str__


class Refused(Exception):
    """Raised inside the reading of a file that cannot be read on."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(slots=True, eq=False)
class Node:
    """A scalar, list or mapping, and where it begins (counted from 1).

    Attributes
    ----------
    kind
        `"text"`, `"list"` or `"mapping"`.
    text
        Of a scalar, as text.
    items
        Of a list.
    pairs
        Of a mapping, by key; the keys are nodes too, so that they have places.
    source
        Of a scalar, the part of the file that it is written as.
    style
        Of a scalar: None when plain, else its quote or block sign.
    is_flow
        Of a list or mapping, whether it stands in brackets.
    """

    kind: str
    line: int
    column: int
    text: str = ""
    items: list[Node] = field(default_factory=list)
    pairs: dict[str, tuple[Node, Node]] = field(default_factory=dict)
    source: str = ""
    style: str | None = None
    is_flow: bool = False

    @property
    def is_nothing(self) -> bool:
        """Whether nothing is written here, as after `title:`."""
        return self.kind == "text" and self.style is None and not self.text

    def described(self) -> str:
        """What stands here, for a message."""
        if self.is_nothing:
            return "nothing"
        if self.kind == "text":
            shown = self.text if len(self.text) <= 40 else self.text[:37] + "..."
            return f"'{shown}'"
        return f"a {self.kind}"


def read_nodes(text: str, problems: list[Problem]) -> Node:
    """The nodes of a file; duplicate keys are noted in `problems` and their first value kept.

    Raises
    ------
    Refused
        Where the file is not YAML, or not the part of YAML that model files are written in.
    """
    _check_characters(text)
    composing = _Composing(text, problems)
    try:
        return composing.root(_events(text))
    except MarkedYAMLError as error:
        raise Refused(_not_yaml(error, text, composing.last)) from None
    except (YAMLError, ValueError, RecursionError) as error:
        raise Refused(Problem(1, 1, f"not YAML: {str(error).splitlines()[0]}")) from None


def decode(content: bytes) -> str:
    """The text of a file, which is UTF-8 and not too long."""
    if len(content) > MOST_BYTES:
        raise Refused(Problem(1, 1, f"a file has at most {MOST_BYTES:,} bytes"))
    wide = wide_encoding(content)
    if wide is not None:
        raise Refused(Problem(1, 1, f"this is {wide} text, not UTF-8: {SAVE_AS_UTF8}."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        raise Refused(Problem(line, column, f"not UTF-8 text: byte 0x{content[error.start]:02x}")) from None


def wide_encoding(content: bytes) -> str | None:
    """UTF-16 or UTF-32, where a file is in one of these: by its first bytes, or by the zeros between letters.

    Examples
    --------
    >>> wide_encoding("title: x".encode("utf-16")), wide_encoding(b"title: x")
    ('UTF-16', None)
    """
    if content.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "UTF-32"
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "UTF-16"
    zeros = [not any(content[start:200:2]) for start in (0, 1)]
    return "UTF-16" if len(content) >= 4 and any(zeros) and any(content) else None


def _check_characters(text: str) -> None:
    """Refuse NUL and other control characters, saying where."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.isprintable():
            continue
        for column, character in enumerate(line, 1):
            if unicodedata.category(character) == "Cc" and character not in "\t\r\x85":
                raise Refused(Problem(number, column, f"the control character U+{ord(character):04X} is not text"))


# What people who have not met YAML before stumble over where the place is right as it stands.
_LIKELY: Final = (
    (r"'\t'", "Lines are indented by spaces, not by tabs."),
    (
        "mapping values are not allowed",
        "Lines that belong together begin in one column; a text with ': ' in it is quoted.",
    ),
    ("expected <block end>", "Lines that belong together begin in one column, and items of a list with '- '."),
)


def _not_yaml(error: MarkedYAMLError, text: str, last: ScalarEvent | None) -> Problem:
    """What is wrong with a file that is not YAML: the likely slip, or what the reader of YAML says."""
    found = explanation(error, text, last)
    if found is not None:
        line, column, message = found
        return Problem(line + 1, column + 1, message)
    mark = error.problem_mark or error.context_mark
    parts = [part for part in (error.context, error.problem) if part]
    said = ", ".join(str(part).strip() for part in parts) or "it cannot be read"
    likely = next((f". {likely}" for sign, likely in _LIKELY if sign in said), "")
    return Problem(mark.line + 1 if mark else 1, mark.column + 1 if mark else 1, f"not YAML: {said}{likely}")


def _events(text: str) -> Iterator[Any]:
    """The parser's events, with what is refused refused and the number and depth of nodes bounded."""
    depth = nodes = documents = 0
    for event in YAML(typ="safe", pure=True).parse(text):
        _check_event(event)
        if isinstance(event, DocumentStartEvent):
            documents += 1
            if documents > 1:
                _refuse(event, "a second document begins here; a file holds one")
        if isinstance(event, MappingStartEvent | SequenceStartEvent):
            depth += 1
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            depth -= 1
        nodes += isinstance(event, MappingStartEvent | SequenceStartEvent | ScalarEvent)
        if depth > DEEPEST:
            _refuse(event, f"nested more than {DEEPEST} levels deep; use 'subtrees' for deep trees")
        if nodes > MOST_NODES:
            _refuse(event, f"a file has at most {MOST_NODES:,} entries; save large games as .efg or .nfg")
        yield event


def _check_event(event: Any) -> None:
    """Refuse the parts of YAML that model files do without."""
    if isinstance(event, DocumentStartEvent) and (event.tags or (event.version and tuple(event.version) != (1, 2))):
        _refuse(event, "directives are not used here; files are YAML 1.2")
    if isinstance(event, AliasEvent):
        _refuse(event, f"found the alias *{event.anchor}; write the part out, or name it under 'subtrees'")
    if getattr(event, "anchor", None):
        _refuse(event, f"found the anchor &{event.anchor}; write the part out, or name it under 'subtrees'")
    if getattr(event, "tag", None) is not None:
        _refuse(event, f"found the tag {str(event.tag)[:60]}; files hold plain text, lists and mappings")


def _refuse(event: Any, what: str) -> None:
    mark = event.start_mark
    raise Refused(Problem(mark.line + 1, mark.column + 1, what + "."))


class _Composing:
    """The graph of nodes, put together in a loop; `last` is the last scalar met."""

    def __init__(self, text: str, problems: list[Problem]) -> None:
        self.text = text
        self.problems = problems
        self.last: ScalarEvent | None = None

    def root(self, events: Iterator[Any]) -> Node:
        """The outermost node."""
        root: Node | None = None
        open_nodes: list[tuple[Node, Node | None]] = []  # each open list or mapping, and the key that waits for a value
        for event in events:
            if isinstance(event, MappingEndEvent | SequenceEndEvent):
                open_nodes.pop()
            node = self.node(event)
            if node is None:
                continue
            if open_nodes:
                _place(node, open_nodes, self.problems)
            else:
                root = node
            if node.kind != "text":
                open_nodes.append((node, None))
        if root is None:
            raise Refused(Problem(1, 1, "the file is empty; a model has at least players and a tree or a matrix."))
        return root

    def node(self, event: Any) -> Node | None:
        """The node that an event begins, if it begins one."""
        if isinstance(event, ScalarEvent):
            self.last = event
            return _scalar(event, self.text)
        if isinstance(event, MappingStartEvent | SequenceStartEvent):
            kind = "mapping" if isinstance(event, MappingStartEvent) else "list"
            mark = event.start_mark
            return Node(kind, mark.line + 1, mark.column + 1, is_flow=bool(event.flow_style))
        return None


def _scalar(event: ScalarEvent, text: str) -> Node:
    start, end = event.start_mark, event.end_mark
    source = text[start.index : end.index]
    # Escapes in a quoted text can spell what the file itself may not hold.
    for character in event.value if event.style == '"' and "\\" in source else "":
        if unicodedata.category(character) in ("Cc", "Cs") and character not in "\t\n":
            _refuse(event, f"the character U+{ord(character):04X}, written as an escape, is not text")
    return Node("text", start.line + 1, start.column + 1, str(event.value), source=source, style=event.style)


def _place(node: Node, open_nodes: list[tuple[Node, Node | None]], problems: list[Problem]) -> None:
    """Put a node into the list or mapping that is open."""
    parent, key = open_nodes[-1]
    if parent.kind == "list":
        parent.items.append(node)
        return
    if key is None:
        if node.kind != "text":
            raise Refused(Problem(node.line, node.column, f"a key is text, not a {node.kind}."))
        open_nodes[-1] = (parent, node)
        return
    open_nodes[-1] = (parent, None)
    if node.is_nothing:  # which has no place of its own
        node.line, node.column = key.line, key.column
    if key.text in parent.pairs:
        first = parent.pairs[key.text][0]
        problems.append(
            Problem(key.line, key.column, f"the key '{key.text}' is given twice, first in line {first.line}.")
        )
    else:
        parent.pairs[key.text] = (key, node)


# --- places in the text of a scalar -------------------------------------------------------------------------------


def place_in(node: Node, column: int | None) -> tuple[int, int]:
    """The line and column in the file of a character of a scalar's text (counted from 1)."""
    if column is None or node.kind != "text":
        return node.line, node.column
    source, skipped = node.source, 0
    if node.style in ("'", '"'):
        if "\\" in source or "''" in source:
            return node.line, node.column
        skipped = 1
    elif node.style in ("|", ">"):
        skipped = source.find("\n") + 1
    # Folding changes spaces and line ends only: count the other characters.
    wanted = sum(not character.isspace() for character in node.text[: column - 1])
    at = skipped
    while at < len(source) and (wanted or source[at].isspace()):
        wanted -= not source[at].isspace()
        at += 1
    before = source[:at]
    if "\n" not in before:
        return node.line, node.column + at
    return node.line + before.count("\n"), len(before.rpartition("\n")[2]) + 1
