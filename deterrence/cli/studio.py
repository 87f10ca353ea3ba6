"""What the studio of a classroom asks of the toolkit: a request as JSON in, an answer as JSON out.

A question is a command of the command line, run on the text in the editor, so that whatever the studio says is what
the command line says, mistakes included.
"""

from __future__ import annotations

import io
import json
import os
import re
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, Final

from deterrence.formats.library import loads
from deterrence.formats.yaml_nodes import ModelFileError, Node, Refused, read_nodes

Progress = Callable[[str], None]

_MISSING: Final = re.compile(r"^ModuleNotFoundError: No module named '(\w+)", re.MULTILINE)
# Commands that write nothing but their answer.
COMMANDS: Final = ("show", "solve", "thresholds", "map", "check", "required", "statics", "worth", "tornado", "export")


def ask(request: str, progress: Progress | None = None) -> str:
    """Answer a request of the studio.

    Parameters
    ----------
    request
        JSON with `do`, the name of what is to be done, and what it needs: `text` of a model with its `name`, `words` of
        a command.
    progress
        Called with what is being done.

    Examples
    --------
    >>> ask('{"do": "mistakes", "name": "probe", "text": "players: [A"}')
    '{"mistakes": [{"line": 1, "column": 10, "message": ...
    """
    given = json.loads(request)
    try:
        answer = _ANSWERS[given.pop("do")](given, progress or (lambda _: None))
    except ModuleNotFoundError as missing:
        answer = {"error": _lacking(missing.name)}
    except Refused as refused:
        answer = {"error": refused.problem.message}
    except (ValueError, RecursionError, MemoryError) as mistake:
        answer = {"error": str(mistake) or "This is too large for a browser."}
    except Exception as defect:  # noqa: BLE001 -- the page says it; the toolkit goes on
        answer = {"error": f"This is a fault of the toolkit: {type(defect).__name__}: {defect}"}
    return json.dumps(answer, ensure_ascii=False)


def _mistakes(given: Mapping[str, Any], _: Progress) -> dict[str, Any]:
    """What is wrong in a text, by line and column; the names in it, for whoever goes on writing."""
    try:
        game = loads(given["text"], given["name"])
    except ModelFileError as error:
        rows = [{"line": p.line, "column": p.column, "message": p.message} for p in error.problems]
        return {"mistakes": rows, "said": str(error)}
    known = game.vocabulary
    moves = (move for sets in known.sets.values() for offered in sets.values() for move in offered)
    return {
        "mistakes": [],
        "said": "",
        "letters": [*game.letters, *game.definitions],
        "players": list(game.players),
        "names": list(dict.fromkeys([*moves, *known.events, *known.outcomes])),
    }


def _command(given: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """What a command answers on a text, with its exit status; with `picture` its answer as SVG."""
    from deterrence.cli.entry import main

    words = [str(word) for word in given["words"]]
    if not words or words[0] not in COMMANDS:
        return {"status": 2, "out": "", "error": f"expected one of {', '.join(COMMANDS)}"}
    path = Path(f"{given['name']}.yaml")
    path.write_text(given["text"], encoding="utf-8")
    progress(f"{words[0]} {path.stem}")
    out, error = io.StringIO(), io.StringIO()
    picture = path.with_suffix(".svg")
    drawing = ["-o", str(picture)] if given.get("picture") else []
    with redirect_stdout(out), redirect_stderr(error):
        status = main([words[0], str(path), *words[1:], *drawing])
    os.unlink(path)
    drawn = picture.read_text(encoding="utf-8") if drawing and picture.is_file() else None
    picture.unlink(missing_ok=True)
    told = error.getvalue()
    if missing := _MISSING.search(told):
        told = _lacking(missing[1])
    answer = {"status": status, "out": out.getvalue(), "error": told}
    return answer if drawn is None else answer | {"out": "", "picture": drawn}


def _lacking(module: str | None) -> str:
    return f"This needs {module}, which a browser does not have; the command line does it.\n"


def _page(given: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """The page of `report` on a text."""
    from deterrence.report.page import page

    game = loads(given["text"], given["name"])
    return {"page": page(game, time_limit=given.get("seconds"), progress=progress)}


def _play(given: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """The game of a text as it is played at some values."""
    from deterrence.classroom.rounds import as_played

    progress("dealing")
    return as_played(loads(given["text"], given["name"]), given["values"])


def _shown(given: Mapping[str, Any], _: Progress) -> dict[str, Any]:
    """What a lesson shows of a model."""
    from deterrence.classroom.shown import shown

    game = loads(given["text"], given["name"])
    return {"page": shown(game, given["values"], given["sliders"], given["what"], given["over"], given["against"])}


def _outline(given: Mapping[str, Any], _: Progress) -> dict[str, Any]:
    """The tree of a text as it is written, for whoever draws it."""
    root = read_nodes(given["text"], []).pairs
    if "tree" not in root or "players" not in root:
        return {"tree": None}
    return {"tree": _written(root["tree"][1]), "players": [item.text for item in root["players"][1].items]}


def _written(node: Node) -> Any:
    """A part of a model file as JSON: a text, `{"list": [...]}`, or `{"map": [[key, value], ...]}` in its order."""
    if node.kind == "list":
        return {"list": [_written(item) for item in node.items]}
    if node.kind == "mapping":
        return {"map": [[key, _written(value)] for key, (_, value) in node.pairs.items()]}
    return node.text


_ANSWERS: Final[Mapping[str, Callable[[Mapping[str, Any], Progress], dict[str, Any]]]] = {
    "mistakes": _mistakes,
    "command": _command,
    "page": _page,
    "play": _play,
    "show": _shown,
    "outline": _outline,
}
