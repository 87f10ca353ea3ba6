"""The worked examples run from top to bottom as scripts, without a display, and leave nothing behind."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("[0-9][0-9]_*.py"))
DAILY = {"01_a_first_model"}  # all of them are run when the documentation is built

each_example = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)


def test_there_are_eleven() -> None:
    assert [path.stem[:2] for path in EXAMPLES] == [f"{number:02}" for number in range(1, 12)]


@pytest.mark.parametrize(
    "path",
    [pytest.param(path, id=path.stem, marks=[] if path.stem in DAILY else [pytest.mark.slow]) for path in EXAMPLES],
)
def test_an_example_runs(path: Path, tmp_path: Path) -> None:
    setting = {**os.environ, "MPLBACKEND": "agg", "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}
    done = subprocess.run(
        [sys.executable, path], cwd=tmp_path, env=setting, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert not list(tmp_path.iterdir())


@each_example
def test_an_example_asserts_what_it_shows(path: Path) -> None:
    assert sum(isinstance(node, ast.Assert) for node in ast.walk(ast.parse(path.read_text()))) >= 4


@each_example
def test_an_example_has_cells_and_questions_with_folded_answers(path: Path) -> None:
    text = path.read_text()
    assert text.startswith("# %% [markdown]\n# # ")
    questions = re.findall(r"^# \d\. ", text.partition("# ## Questions")[2], re.MULTILINE)
    assert len(questions) >= 3
    assert text.count("<details><summary>Answer</summary>") == text.count("</details>") == len(questions)


def test_the_readme_and_the_documentation_list_every_example() -> None:
    readme = (ROOT / "README.md").read_text()
    index = (ROOT / "docs" / "examples" / "index.md").read_text()
    for path in EXAMPLES:
        assert f"examples/{path.name}" in readme
        assert f"generated/{path.stem}.md" in index
