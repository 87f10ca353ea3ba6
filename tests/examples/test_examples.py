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


NUMBER = re.compile(r"(?<![\w./])-?\d+(?:[./]\d+)?(?![\w/]|\.\d)")


def answers(text: str) -> list[str]:
    """The folded answers of an example; of a formula in backquotes the number that it sets a letter to."""
    prose = text.partition("# ## Questions")[2].partition("\n# %%")[0].replace("\n# ", "\n")
    found = re.findall(r"<summary>Answer</summary>\n(.*?)</details>", prose, re.DOTALL)
    return [re.sub(r"`(?:\w+ = (-?[\d./]+)|[^`]*)`", lambda part: part[1] or "", answer) for answer in found]


@each_example
def test_a_number_in_an_answer_is_computed_below_it(path: Path) -> None:
    """The cell after the questions runs in every build of the documentation, and asserts."""
    text = path.read_text()
    cell = text.rpartition("\n# %%\n")[2]
    assert sum(isinstance(node, ast.Assert) for node in ast.walk(ast.parse(cell))) >= 2
    computed = set(NUMBER.findall(re.sub(r"^#.*$", "", cell, flags=re.MULTILINE).replace('"', " ").replace("=", " ")))
    for answer in answers(text):
        assert set(NUMBER.findall(answer)) <= computed


def test_numbers_are_found_in_answers() -> None:
    assert answers(
        "# ## Questions\n# <summary>Answer</summary>\n# at 2/3 and `k = 6`, not `1 - c`\n# </details>\n"
    ) == ["at 2/3 and 6, not \n"]
    assert NUMBER.findall("c_1 is 0.51, 2/3 or -4. Not k2.") == ["0.51", "2/3", "-4"]


@each_example
def test_an_example_says_how_long_it_takes_and_what_to_know_first(path: Path) -> None:
    head = path.read_text().partition("\n# %%\n")[0]
    [(minutes, first)] = re.findall(r"^# \*(\d+) minutes\. To know first: (.+)\.\*$", head, re.MULTILINE)
    index = (ROOT / "docs" / "examples" / "index.md").read_text()
    [row] = [line for line in index.splitlines() if f"generated/{path.stem}.md" in line]
    assert row.endswith(f"| {minutes} | {first} |")


def test_the_readme_and_the_documentation_list_every_example() -> None:
    readme = (ROOT / "README.md").read_text()
    index = (ROOT / "docs" / "examples" / "index.md").read_text()
    for path in EXAMPLES:
        assert f"examples/{path.name}" in readme
        assert f"generated/{path.stem}.md" in index
