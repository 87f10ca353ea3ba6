"""What `import deterrence as dt` offers, and that its three listings say the same."""

import ast
import importlib
import inspect
import re
from pathlib import Path

import pytest

import deterrence as dt

SOURCE = ast.parse(Path(dt.__file__).read_text(encoding="utf-8"))


def typed_imports():
    """The names under TYPE_CHECKING, with the modules they come from."""
    block = next(node for node in SOURCE.body if isinstance(node, ast.If))
    return {
        alias.asname: node.module.removeprefix("deterrence.")
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def test_type_checkers_and_the_interpreter_see_the_same_names():
    assert typed_imports() == dt._HOME


@pytest.mark.parametrize("name", dt.__all__)
def test_every_name_is_there_and_documented(name):
    found = getattr(dt, name)
    assert found.__doc__
    assert name in dir(dt)
    home = importlib.import_module(f"deterrence.{dt._HOME[name]}")
    assert getattr(home, name) is found


def test_what_is_not_there_is_said():
    with pytest.raises(AttributeError, match="module 'deterrence' has no attribute 'frobnicate'"):
        dt.frobnicate  # noqa: B018


def test_the_vocabulary_fits_on_a_screen():
    """What one does, and what games are made of and results are: two lists, each of them short."""
    verbs = [name for name in dt.__all__ if name[0].islower()]
    assert len(verbs) <= 35
    assert len(dt.__all__) - len(verbs) <= 35


QUESTIONS = [name for name, home in dt._HOME.items() if home.startswith("sensitivity.") and name[0].islower()]


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_type_of_every_answer_is_public(name):
    made = inspect.signature(getattr(dt, name)).return_annotation
    elsewhere = {"Any", "Dataset", "DataFrame", "xr", "pd"}
    assert {word for word in re.findall(r"[A-Za-z_]\w*", made) if word not in elsewhere} <= set(dt.__all__)
