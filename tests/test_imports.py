"""Which module imports which: downwards from package to package, and never round in a circle."""

import graphlib
import re
from functools import cache
from pathlib import Path

import pytest

import deterrence as dt

ROOT = Path(dt.__file__).parent
# A package imports only from itself and from those before it (CONTRIBUTING.md).
LAYERS = (
    "algebra", "games", "formats", "equilibria", "solvers", "sensitivity",
    "lessons", "plots", "report", "classroom", "cli",
)  # fmt: skip

IMPORT = re.compile(r"^[ \t]*from (deterrence[\w.]*) import (\([^)]*\)|.*)$", re.MULTILINE)


def name_of(path):
    parts = path.relative_to(ROOT.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def imports():
    """For each module the modules that it imports, within functions and for type checkers too."""
    texts = {name_of(path): path.read_text(encoding="utf-8") for path in ROOT.rglob("*.py")}
    found = {}
    for name, text in texts.items():
        found[name] = set()
        for package, named in IMPORT.findall(text):
            whole = [f"{package}.{word}" for word in re.findall(r"\w+", named)]
            found[name].update(module if module in texts else package for module in whole)
    return found


def layer_of(module):
    return module.split(".")[1] if "." in module else ""


def test_the_graph_is_read():
    assert "deterrence.games.parts.nodes" in imports()["deterrence.games.tree"]  # at the top
    assert "deterrence.plots.plot" in imports()["deterrence.report.page"]  # within a function
    assert "deterrence.games.forms.forms" in imports()["deterrence.games.model"]  # for type checkers


@pytest.mark.parametrize("layer", LAYERS)
def test_a_package_imports_from_those_before_it(layer):
    above = LAYERS[LAYERS.index(layer) + 1 :]
    upward = [
        (module, used) for module, uses in imports().items() for used in uses
        if layer_of(module) == layer and layer_of(used) in above
    ]  # fmt: skip
    assert upward == []


@pytest.mark.parametrize("layer", ["games", "formats", "sensitivity", "lessons", "report", "classroom", "cli"])
def test_no_import_goes_round_in_a_circle(layer):
    within = {
        module: {used for used in uses if layer_of(used) == layer and used.count(".") > 1}
        for module, uses in imports().items()
        if layer_of(module) == layer and module.count(".") > 1
    }
    list(graphlib.TopologicalSorter(within).static_order())  # raises, and says which circle there is


def folder_of(module):
    return module.rpartition(".")[0]


def test_no_folder_depends_on_one_that_depends_on_it():
    folders: dict[str, set[str]] = {}
    for module, uses in imports().items():
        if layer_of(module) in LAYERS and module.count(".") > 1:
            folders.setdefault(folder_of(module), set()).update(
                folder_of(used) for used in uses if used.count(".") > 1 and folder_of(used) != folder_of(module)
            )
    list(graphlib.TopologicalSorter(folders).static_order())  # raises, and says which circle there is
