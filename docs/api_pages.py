"""Write the API reference from `deterrence.__all__`, a page a layer, so that none is missing and none is stale."""

from __future__ import annotations

import inspect
from collections import defaultdict
from importlib import import_module
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

import deterrence

LAYERS = ("games", "formats", "solvers", "sensitivity", "plots", "report", "algebra")


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("builder-inited", write_pages)
    return {"parallel_read_safe": True}


def write_pages(app: Sphinx) -> None:
    """Bring reference/api/ up to date, and leave alone the pages that are."""
    folder = Path(app.srcdir) / "reference" / "api"
    folder.mkdir(exist_ok=True)
    pages = {f"{layer}.rst": page_of(layer, names) for layer, names in names_by_layer().items()}
    pages["index.rst"] = index_page(list(pages))
    for old in folder.glob("*.rst"):
        if old.name not in pages:
            old.unlink()
    for name, text in pages.items():
        path = folder / name
        if not path.exists() or path.read_text() != text:
            path.write_text(text)


def names_by_layer() -> dict[str, list[str]]:
    """The public names that have a documentation of their own, by the layer that defines them, in order."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in deterrence.__all__:
        defined_in = getattr(getattr(deterrence, name), "__module__", "").split(".")
        if defined_in[0] == "deterrence" and len(defined_in) > 1:
            found[defined_in[1]].append(name)
    return {layer: found[layer] for layer in sorted(found, key=place_of)}


def place_of(layer: str) -> tuple[int, str]:
    """Layers in the order a reader meets them; others after them."""
    return (LAYERS.index(layer) if layer in LAYERS else len(LAYERS), layer)


def page_of(layer: str, names: list[str]) -> str:
    """A heading, what the layer says of itself, and an entry for each name."""
    about = inspect.getdoc(import_module(f"deterrence.{layer}")) or ""
    entries = "\n".join(entry_of(name, getattr(deterrence, name)) for name in names)
    return f"{heading(layer.capitalize())}\n{about}\n\n.. currentmodule:: deterrence\n\n{entries}"


def entry_of(name: str, thing: Any) -> str:
    """The directive that documents one name."""
    if inspect.isclass(thing) and issubclass(thing, BaseException):
        return f".. autoexception:: {name}\n"
    if inspect.isclass(thing):
        return f".. autoclass:: {name}\n   :members:\n"
    return f".. autofunction:: {name}\n" if callable(thing) else f".. autodata:: {name}\n"


def index_page(pages: list[str]) -> str:
    """The table of contents."""
    entries = "\n".join(f"   {page.removesuffix('.rst')}" for page in pages)
    about = (
        "Everything here is importable from ``deterrence`` itself, which these pages and the docstrings in them call "
        "``dt``:\n\n.. code-block:: python\n\n   import deterrence as dt\n"
    )
    return f"{heading('Python names')}\n{about}\n.. toctree::\n   :maxdepth: 2\n\n{entries}\n"


def heading(text: str) -> str:
    """A title of reStructuredText."""
    return f"{text}\n{'=' * len(text)}\n"
