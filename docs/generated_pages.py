"""Write the parts of the reference that the code knows best, so that nothing is missing in them and nothing is stale.

The Python names come from `deterrence.__all__`, a page a layer; the commands from the command line's own help; the
worked examples from examples/; the table of claims from the models; concepts and methods from their tables.
"""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections import defaultdict
from importlib import import_module
from pathlib import Path
from typing import Any

from canon_table import canon_page
from claims_table import claims_page
from coverage_table import coverage_page
from example_pages import example_pages
from families_table import families_page
from methods_table import tables_page
from sphinx.application import Sphinx

import deterrence
from deterrence.cli.entry import COMMANDS
from deterrence.report.site import site

# What public functions return or hold without being public by name.
PARTS = (
    "algebra.conditions.line.Interval",
    "algebra.region.Bounds",
    "algebra.region.Region",
    "sensitivity.line.best_responses.Behaviour",
    "sensitivity.line.best_responses.BestResponseCell",
    "sensitivity.line.best_responses.BestResponses",
    "sensitivity.claims.check.Row",
    "sensitivity.correlated.Extreme",
    "sensitivity.goals.commitment_worth.Gain",
    "sensitivity.line.best_reply_regions.Replies",
    "sensitivity.line.best_reply_regions.Reply",
    "sensitivity.line.thresholds.ThresholdCell",
    "equilibria.equilibria.BeliefRange",
    "equilibria.equilibria.Component",
)
# Models of the gallery with a page of their own here; a page takes seconds, and `deterrence site` makes them all.
WITH_A_PAGE = ("nll-probe", "red-line", "chicken")
LAYERS = ("games", "formats", "equilibria", "solvers", "sensitivity", "plots", "report", "algebra")


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("builder-inited", write_pages)
    app.connect("autodoc-process-signature", without_signature)
    app.connect("autodoc-process-docstring", whole_sentence, priority=100)
    return {"parallel_read_safe": True}


def without_signature(
    app: Sphinx, what: str, name: str, thing: Any, options: Any, signature: str | None, returns: str | None
) -> tuple[str, str] | None:
    """Results are made by the toolkit and not by its users, so how one makes them is left out."""
    made_by_users = thing.__module__.startswith("deterrence.games.") if what == "class" else True
    return None if made_by_users else ("", "")


def whole_sentence(app: Sphinx, what: str, name: str, thing: Any, options: Any, lines: list[str]) -> None:
    """Keep napoleon, which comes later, from taking what stands before a colon for the type of a property."""
    if what == "property":
        lines.insert(0, "")


def write_pages(app: Sphinx) -> None:
    """Bring the generated pages up to date."""
    source = Path(app.srcdir)
    keep(source / "reference" / "generated", reference_pages())
    keep(source / "examples" / "generated", example_pages())
    site(source / "_gallery" / "gallery", pages=WITH_A_PAGE)


def reference_pages() -> dict[str, str]:
    """The text of each page of the reference, by the name of its file."""
    pages = {f"{layer}.rst": page_of(layer, names) for layer, names in names_by_layer().items()}
    pages["parts.rst"] = parts_page()
    pages["index.rst"] = index_page(list(pages))
    pages["commands.md"] = "\n".join(command_section(name) for name in COMMANDS)
    pages["claims.md"] = claims_page()
    pages["canon.md"] = canon_page()
    pages["coverage.md"] = coverage_page()
    pages["families.md"] = families_page()
    pages["concepts-and-methods.md"] = tables_page()
    return pages


def keep(folder: Path, pages: dict[str, str]) -> None:
    """Make a folder hold these pages and no others, and leave alone those that are as they should be."""
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        if old.name not in pages:
            old.unlink()
    for name, text in pages.items():
        path = folder / name
        if not path.exists() or path.read_text() != text:
            path.write_text(text)


def command_section(name: str) -> str:
    """What a command says of itself."""
    command = [sys.executable, "-m", "deterrence", name, "--help"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return f"## deterrence {name}\n\n```text\n{said}```\n"


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
        return (
            f".. autoclass:: {name}\n"
            "   :members:\n"
            "   :inherited-members: object, Mapping, Sequence\n"
            "   :special-members: __getitem__\n"
        )
    return f".. autofunction:: {name}\n" if callable(thing) else f".. autodata:: {name}\n"


def parts_page() -> str:
    """An entry for each part of a result, except those that are public themselves."""
    public = [getattr(deterrence, name) for name in deterrence.__all__]
    entries = []
    for path in PARTS:
        module, _, name = f"deterrence.{path}".rpartition(".")
        thing = getattr(import_module(module), name)
        if thing not in public:
            entries.append(entry_of(f"deterrence.{path}", thing))
    about = "What the results of public functions consist of. These are not importable from ``deterrence``.\n"
    return f"{heading('Parts of results')}\n{about}\n" + "\n".join(entries)


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
