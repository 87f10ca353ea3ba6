"""How the documentation is built: `make docs`."""

import os
import sys
from importlib.metadata import version as version_of
from pathlib import Path

from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "docs"))  # for generated_pages

project = "deterrence"
author = "The deterrence contributors"
copyright = f"2026, {author}"
release = version = version_of("deterrence")

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "generated_pages",
]
# Parts of generated pages are included by others and are none themselves.
INCLUDED = ("commands", "claims", "canon", "families", "coverage")
exclude_patterns = ["_build", "_gallery", *(f"reference/generated/{name}.md" for name in INCLUDED)]
# benchmarks.md may or may not be there. In "array, shape (...)", the type of a parameter, words are no references.
suppress_warnings = ["config.cache", "toc.not_included", "ref.python"]

html_theme = "furo"
# The gallery of models, made by generated_pages, is copied as it is.
html_extra_path = ["_gallery"]
(ROOT / "docs" / "_gallery").mkdir(exist_ok=True)
html_title = "deterrence"
html_show_sourcelink = False
pygments_style = "friendly"

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

# Every cell runs on every build, and one that fails fails the build: no output in these pages is pasted.
# What runs in a cell runs as it would for a reader, but without colours and in a fixed width.
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 120
nb_output_stderr = "warn"
nb_merge_streams = True
os.environ.update(NO_COLOR="1", COLUMNS="100", PYDEVD_DISABLE_FILE_VALIDATION="1")

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
python_use_unqualified_type_names = True
napoleon_google_docstring = False
napoleon_use_ivar = True
napoleon_attr_annotations = False
napoleon_use_rtype = False

# A reference to a public name must resolve. Types of other libraries, which would need the network, and internal types
# stay as they are written.
nitpick_ignore_regex = [("py:.*", r"(?!deterrence\.\w+$).*")]


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("source-read", depend_on_code)
    app.connect("source-read", lead_to_glossary)


def lead_to_glossary(app: Sphinx, name: str, source: list[str]) -> None:
    """End every page that does not name the glossary with a line that leads there."""
    if str(app.env.doc2path(name)).endswith(".md") and "glossary" not in source[0]:
        source[0] += "\n\n*Words that are new stand in the [glossary](/glossary.md).*\n"


def depend_on_code(app: Sphinx, name: str, source: list[str]) -> None:
    """Run the cells of a page anew when the package or a model has changed, not only when the page has."""
    if "{code-cell}" in source[0]:
        for folder, pattern in (("deterrence", "*.py"), ("deterrence", "*.yaml"), ("models", "*.yaml")):
            for path in (ROOT / folder).rglob(pattern):
                app.env.note_dependency(str(path))
