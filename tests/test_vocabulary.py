"""What `import deterrence as dt` offers, and that its three listings say the same."""

import ast
import importlib
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
    assert len(dt.__all__) <= 60
