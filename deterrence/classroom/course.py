"""A classroom: the toolkit in one file that works from disk, without a network and with nothing to install.

The page holds Python for WebAssembly, the libraries and this package, compressed; a worker starts them. By its policy
it loads nothing: what runs is its own script, known by its digest, the worker that it makes, and the pages of models,
which stand in a frame that shares nothing with it.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import tarfile
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from deterrence.classroom.archive import of_the_package, of_wheels, packed, zipped
from deterrence.classroom.parts import Part, Progress, content, parts
from deterrence.classroom.program import worker_program
from deterrence.classroom.snapshot import snapshot
from deterrence.formats.atomic_write import write_bytes, write_text
from deterrence.formats.folders import make_folder
from deterrence.formats.library import load, model_path
from deterrence.formats.library import models as library
from deterrence.formats.reading import CLAIM_KEYS, PARAMETER_KEYS
from deterrence.formats.reading_game import MODEL_KEYS
from deterrence.lessons.lesson import Lesson
from deterrence.lessons.reading import load as load_lesson
from deterrence.report.html import Html, data, element, script, style
from deterrence.report.page import page

_HERE: Final = Path(__file__).parent
_REPORT: Final = _HERE.parent / "report"
_TEMPLATES: Final = _HERE.parent / "formats" / "templates"
# In the order in which they use one another.
_SCRIPTS: Final = ("machine", "overlay", "editor", "files", "questions", "best", "play", "lesson", "draw", "studio")
_KEY: Final = re.compile(r"^ +(?:- )?\{?([a-z]+): ", re.MULTILINE)
_OFTEN: Final = 3
SELDOM: Final = ("sympy", "mpmath")  # libraries that are imported for few questions
HELD: Final = "ruamel.yaml"  # the library without C that every question needs: it is in the memory
FIRST: Final = "nll-probe"  # the model that a classroom begins with, unless others are named


@dataclass(frozen=True)
class _Offered:
    """What a classroom offers: models by name, the page of the first one, a lesson."""

    models: Mapping[str, Path]
    page: str
    lesson: Lesson | None


def classroom(
    path: str | os.PathLike[str] | None = None,
    *,
    models: Iterable[str] | None = None,
    lesson: str | os.PathLike[str] | None = "commitment",
    split: bool = False,
    progress: Progress | None = None,
) -> str:
    """The toolkit in one page that a browser opens from disk: models are written, solved and shown there.

    Parameters
    ----------
    path
        Where to write the page; without it nothing is written.
    models
        Names of library models, or paths of model files, that it offers, the first one to begin with; by default the
        library.
    lesson
        The lesson that it teaches: one that comes with the toolkit, or the path of a lesson file; None for none.
    split
        Whether the large parts are written beside the page, into the folder `NAME-parts`, for a web server: a browser
        keeps them, so that a second visit fetches the page alone. Such a page does not open from disk.
    progress
        Called with what is being done.

    Returns
    -------
    str
        The page: some 25 million letters.

    Raises
    ------
    PartMissingError
        A ValueError: when a part can neither be fetched nor is in the cache.
    ModelFileError, LessonFileError
        A ValueError: when a model or the lesson has mistakes.
    OSError
        When the page cannot be written.
    """
    tell = progress or (lambda _: None)
    chosen = _chosen(models)
    taught = None if lesson is None else load_lesson(os.fspath(lesson))
    made = {part.name: (part, content(part, tell)) for part in parts()}
    tell("packing")
    held = dict(_held(chosen, made, tell))
    beside = _names(Path(path), held) if split and path is not None else {}
    tell("solving the first model")
    first = str(page(load(next(iter(chosen.values())))))
    text = str(_page(_Offered(chosen, first, taught), made, {} if beside else held, beside))
    if path is not None:
        tell("writing")
        for name, place in beside.items():
            beside_it = Path(path).parent / place
            make_folder(beside_it.parent)
            write_bytes(beside_it, held[name])
        write_text(path, text)
    return text


def _chosen(names: Iterable[str] | None) -> dict[str, Path]:
    """The models offered, by name."""
    wanted = list(names) if names is not None else sorted(library().names, key=lambda name: (name != FIRST, name))
    found: dict[str, Path] = {}
    for name in wanted:
        path = model_path(name)
        if path.stem in found:
            raise ValueError(f"two models are called {path.stem}: {found[path.stem]} and {path}")
        found[path.stem] = path
    if not found:
        raise ValueError("a classroom needs at least one model")
    return found


def _names(path: Path, held: Mapping[str, bytes]) -> dict[str, str]:
    """Where the parts stand beside a page: what changes gets another name, so that a browser may keep each for good."""
    return {name: f"{path.stem}-parts/{name}-{sha256(part).hexdigest()[:16]}.gz" for name, part in held.items()}


def _page(
    offered: _Offered,
    made: Mapping[str, tuple[Part, bytes]],
    held: Mapping[str, bytes],
    beside: Mapping[str, str],
) -> Html:
    """The whole page."""
    texts = [(_REPORT / "script" / "elements.js").read_text(encoding="utf-8")]
    texts += [(_HERE / "script" / f"{name}.js").read_text(encoding="utf-8") for name in _SCRIPTS]
    program = 'const COURSE = JSON.parse(document.getElementById("course").textContent);\n' + "".join(texts)
    mark = sha256(program.encode()).hexdigest()[:32]
    head = [
        element("meta", charset="utf-8"),
        _policy(program, mark, bool(beside)),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", "Deterrence: a classroom in one file"),
        style(
            (_REPORT / "page.css").read_text(encoding="utf-8") + (_HERE / "classroom.css").read_text(encoding="utf-8")
        ),
    ]
    stored = [
        Html(f'<script type="text/plain" id="part-{name}">{b64encode(part).decode()}</script>')
        for name, part in held.items()
    ]
    body = [
        *_body(made, offered.lesson is not None),
        data("course", json.dumps(_course(offered, mark, beside), ensure_ascii=False)),
        *stored,
        script(program),
    ]
    return Html(f"<!DOCTYPE html>\n{element('html', element('head', *head), element('body', *body), lang='en')}\n")


def _policy(program: str, mark: str, is_split: bool) -> Html:
    """What the page may load: its script, the worker that it makes, WebAssembly; in frames what bears its mark.

    A page whose parts stand beside it may fetch from where it came.
    """
    digest = b64encode(sha256(f"\n{program}".encode()).digest()).decode()
    fetched = "connect-src 'self'; " if is_split else ""
    rules = (
        "default-src 'none'; style-src 'unsafe-inline'; "
        f"script-src 'sha256-{digest}' 'nonce-{mark}' 'wasm-unsafe-eval'; "
        f"worker-src blob:; {fetched}base-uri 'none'; form-action 'none'"
    )
    return element("meta", http_equiv="Content-Security-Policy", content=rules)


def _held(
    chosen: Mapping[str, Path], made: Mapping[str, tuple[Part, bytes]], tell: Progress
) -> Iterator[tuple[str, bytes]]:
    """What the page holds: Python, its memory once started, its library, the packages, the program of the worker."""
    pyodide = _untarred(made["pyodide"][1])
    yield "wasm", _stored(pyodide["package/pyodide.asm.wasm"])
    yield "stdlib", _stored(pyodide["package/python_stdlib.zip"])
    wheels = {name: held for name, (part, held) in made.items() if part.client == "pip"}
    held = dict(of_wheels([wheels[HELD]]))
    seldom = zipped(of_wheels(wheels.pop(name) for name in SELDOM))
    files = [*of_wheels(wheels.values()), *of_the_package(chosen), ("seldom.zip", seldom)]
    yield "packages", _stored(packed(files))
    yield "worker", _stored(worker_program(pyodide).encode())
    memory = snapshot(pyodide, held, tell)
    if memory is not None:
        yield "memory", memory


def _untarred(packed_file: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(packed_file)) as archive:
        members = [member for member in archive.getmembers() if member.isfile()]
        return {member.name: opened.read() for member in members if (opened := archive.extractfile(member)) is not None}


def _stored(content: bytes) -> bytes:
    """Compressed; the same content makes the same bytes."""
    return gzip.compress(content, 9, mtime=0)


def _course(offered: _Offered, mark: str, beside: Mapping[str, str]) -> dict[str, Any]:
    """What the script of the page knows."""
    rows = []
    for name, path in offered.models.items():
        text = path.read_text(encoding="utf-8")
        title = re.search(r"^title: *(.*)$", text, re.MULTILINE)
        rows.append({"name": name, "title": title[1].strip("\"' ") if title else "", "text": text})
    templates = {kind: (_TEMPLATES / f"new_{kind}.yaml").read_text(encoding="utf-8") for kind in ("tree", "matrix")}
    return {
        "models": rows,
        "templates": templates,
        "keys": _keys(row["text"] for row in rows),
        "page": offered.page,
        "lesson": None if offered.lesson is None else offered.lesson.as_json(answers=True),
        "mark": mark,
        "parts": dict(beside) or None,
    }


def _keys(texts: Iterable[str]) -> list[str]:
    """The keys of model files, for completion: those of the format, and those often used in some texts."""
    seen = Counter(key for text in texts for key in set(_KEY.findall(text)))
    often = [key for key, count in seen.items() if count >= _OFTEN]
    return sorted({*MODEL_KEYS, *PARAMETER_KEYS, *CLAIM_KEYS, *often})


def _body(made: Mapping[str, tuple[Part, bytes]], with_lesson: bool) -> Sequence[Html]:
    """What is seen: where the studio goes, and what the file is made of."""
    stop = element("button", "Stop", type="button", id="stop", disabled="")
    state = element("p", element("span", "Opening", id="state", role="status"), " ", stop, class_="state")
    names = ["studio", "play", *(["lesson"] if with_lesson else [])]
    tabs = [
        element(
            "button", name.capitalize(), type="button", role="tab", id=f"tab-{name}", data_tab=name, aria_controls=name
        )
        for name in names
    ]
    bar = element("div", *tabs, id="tabs", role="tablist", aria_label="Parts of the classroom")
    head = element("header", element("h1", "Deterrence: a classroom in one file"), bar, state)
    rooms = [element("section", id=name, role="tabpanel", aria_labelledby=f"tab-{name}") for name in names]
    rows = [f"{part.name} {part.version} ({part.license})" for part, _ in made.values()]
    about = element("footer", element("p", f"Made of {', '.join(rows)}, and of this toolkit (MIT).", class_="note"))
    return [head, element("main", *rooms), about]
