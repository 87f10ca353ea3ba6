"""The worked examples as pages: each script of examples/ in percent format becomes a notebook that is run and shown."""

from __future__ import annotations

from pathlib import Path

import jupytext
from nbformat.v4 import new_code_cell

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"

# Run first, and not shown: pictures as SVG, and a folder of its own for what is written (see terminal.py).
SETTING = "%run ../../terminal.py"


def example_pages() -> dict[str, str]:
    """The text of each page, by the name of its file."""
    return {f"{path.stem}.md": page_of(path) for path in sorted(EXAMPLES.glob("[0-9][0-9]_*.py"))}


def page_of(script: Path) -> str:
    """A script as MyST Markdown whose cells are run."""
    notebook = jupytext.read(script, fmt="py:percent")
    del notebook.metadata["jupytext"]  # which would keep the rest of what is said here from being written
    notebook.metadata["file_format"] = "mystnb"
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    title, *rest = notebook.cells
    title["source"] += "\n\nWords that are new stand in the [glossary](../../glossary.md)."
    hidden = new_code_cell(SETTING, metadata={"tags": ["remove-cell"]})
    notebook.cells = [title, hidden, *rest]
    # Identifiers of cells are random, and a page that is the same has to stay the same.
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
    page: str = jupytext.writes(notebook, fmt="md:myst")
    return page
