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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from deterrence.classroom.archive import of_the_package, of_wheels, packed
from deterrence.classroom.parts import Part, content, parts
from deterrence.formats.atomic_write import write_text
from deterrence.formats.library import model_path
from deterrence.formats.library import models as library
from deterrence.formats.reading import CLAIM_KEYS, PARAMETER_KEYS
from deterrence.formats.reading_game import MODEL_KEYS
from deterrence.report.html import Html, data, element, script, style

Progress = Callable[[str], None]

_HERE: Final = Path(__file__).parent
_REPORT: Final = _HERE.parent / "report"
_TEMPLATES: Final = _HERE.parent / "formats" / "templates"
# In the order in which they use one another.
_SCRIPTS: Final = ("machine", "overlay", "editor", "files", "questions", "studio")
_KEY: Final = re.compile(r"^ +(?:- )?\{?([a-z]+): ", re.MULTILINE)
_OFTEN: Final = 3
FIRST: Final = "nll-probe"  # the model that a classroom begins with, unless others are named


def classroom(
    path: str | os.PathLike[str] | None = None,
    *,
    models: Iterable[str] | None = None,
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
    ModelFileError
        A ValueError: when a model has mistakes.
    OSError
        When the page cannot be written.
    """
    tell = progress or (lambda _: None)
    chosen = _chosen(models)
    made = {part.name: (part, content(part, tell)) for part in parts()}
    tell("packing")
    text = str(_page(chosen, made))
    if path is not None:
        tell("writing")
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


def _page(chosen: Mapping[str, Path], made: Mapping[str, tuple[Part, bytes]]) -> Html:
    """The whole page."""
    texts = [(_REPORT / "script" / "elements.js").read_text(encoding="utf-8")]
    texts += [(_HERE / "script" / f"{name}.js").read_text(encoding="utf-8") for name in _SCRIPTS]
    program = 'const COURSE = JSON.parse(document.getElementById("course").textContent);\n' + "".join(texts)
    mark = sha256(program.encode()).hexdigest()[:32]
    held = dict(_held(chosen, made))
    head = [
        element("meta", charset="utf-8"),
        _policy(program, mark),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", "Deterrence: a classroom in one file"),
        style(
            (_REPORT / "page.css").read_text(encoding="utf-8") + (_HERE / "classroom.css").read_text(encoding="utf-8")
        ),
    ]
    stored = [Html(f'<script type="text/plain" id="part-{name}">{text}</script>') for name, text in held.items()]
    body = [
        *_body(made),
        data("course", json.dumps(_course(chosen, mark), ensure_ascii=False)),
        *stored,
        script(program),
    ]
    return Html(f"<!DOCTYPE html>\n{element('html', element('head', *head), element('body', *body), lang='en')}\n")


def _policy(program: str, mark: str) -> Html:
    """What the page may load: its script, the worker that it makes, WebAssembly; in frames what bears its mark."""
    digest = b64encode(sha256(f"\n{program}".encode()).digest()).decode()
    rules = (
        "default-src 'none'; style-src 'unsafe-inline'; "
        f"script-src 'sha256-{digest}' 'nonce-{mark}' 'wasm-unsafe-eval'; "
        "worker-src blob:; base-uri 'none'; form-action 'none'"
    )
    return element("meta", http_equiv="Content-Security-Policy", content=rules)


def _held(chosen: Mapping[str, Path], made: Mapping[str, tuple[Part, bytes]]) -> Iterator[tuple[str, str]]:
    """What the page holds: Python, its library, the packages, and the program of the worker."""
    pyodide = _untarred(made["pyodide"][1])
    yield "wasm", _stored(pyodide["package/pyodide.asm.wasm"])
    yield "stdlib", _stored(pyodide["package/python_stdlib.zip"])
    wheels = (held for part, held in made.values() if part.client == "pip")
    yield "packages", _stored(packed([*of_wheels(wheels), *of_the_package(chosen)]))
    yield "worker", _stored(_worker(pyodide).encode())


def _untarred(packed_file: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(packed_file)) as archive:
        members = [member for member in archive.getmembers() if member.isfile()]
        return {member.name: opened.read() for member in members if (opened := archive.extractfile(member)) is not None}


def _stored(content: bytes) -> str:
    """Compressed, as text; the same content makes the same text."""
    return b64encode(gzip.compress(content, 9, mtime=0)).decode()


def _worker(pyodide: Mapping[str, bytes]) -> str:
    """The program of the worker: Pyodide's two modules and ours in one classic script.

    A page that was opened from disk can make no worker of a module, and can import nothing.
    """
    inner, outer = (pyodide[f"package/pyodide{name}"].decode() for name in (".asm.mjs", ".mjs"))
    inner, found = re.subn(r"export default _createPyodideModule;", "", inner)
    inner = inner.replace("import.meta.url", "self.location.href")
    outer, also = re.subn(r"export\{(\w+) as loadPyodide,\w+ as version\};", r"const loadPyodide = \1;", outer)
    if (found, also) != (1, 1):
        raise ValueError("this version of Pyodide ends its modules otherwise than is expected here")
    before, after = ((_HERE / "script" / f"{name}.js").read_text(encoding="utf-8") for name in ("before", "worker"))
    return "\n".join((before, inner, outer, after))


def _course(chosen: Mapping[str, Path], mark: str) -> dict[str, Any]:
    """What the script of the page knows."""
    rows = []
    for name, path in chosen.items():
        text = path.read_text(encoding="utf-8")
        title = re.search(r"^title: *(.*)$", text, re.MULTILINE)
        rows.append({"name": name, "title": title[1].strip("\"' ") if title else "", "text": text})
    templates = {kind: (_TEMPLATES / f"new_{kind}.yaml").read_text(encoding="utf-8") for kind in ("tree", "matrix")}
    return {"models": rows, "templates": templates, "keys": _keys(row["text"] for row in rows), "mark": mark}


def _keys(texts: Iterable[str]) -> list[str]:
    """The keys of model files, for completion: those of the format, and those often used in some texts."""
    seen = Counter(key for text in texts for key in set(_KEY.findall(text)))
    often = [key for key, count in seen.items() if count >= _OFTEN]
    return sorted({*MODEL_KEYS, *PARAMETER_KEYS, *CLAIM_KEYS, *often})


def _body(made: Mapping[str, tuple[Part, bytes]]) -> Sequence[Html]:
    """What is seen: where the studio goes, and what the file is made of."""
    stop = element("button", "Stop", type="button", id="stop", disabled="")
    state = element("p", element("span", "Opening", id="state", role="status"), " ", stop, class_="state")
    head = element("header", element("h1", "Deterrence: a classroom in one file"), state)
    rows = [f"{part.name} {part.version} ({part.license})" for part, _ in made.values()]
    about = element("footer", element("p", f"Made of {', '.join(rows)}, and of this toolkit (MIT).", class_="note"))
    return [head, element("main", id="studio"), about]
