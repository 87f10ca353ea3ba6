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
    assert len(verbs) <= 37
    assert len(dt.__all__) - len(verbs) <= 48


QUESTIONS = [name for name, home in dt._HOME.items() if home.startswith("sensitivity.") and name[0].islower()]


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_type_of_every_answer_is_public(name):
    made = inspect.signature(getattr(dt, name)).return_annotation
    elsewhere = {"Any", "Dataset", "DataFrame", "xr", "pd"}
    assert {word for word in re.findall(r"[A-Za-z_]\w*", made) if word not in elsewhere} <= set(dt.__all__)


def test_the_listing_of_the_package_is_its_vocabulary_and_nothing_else():
    assert set(dir(dt)) == {*dt.__all__, "__version__"}


@pytest.mark.parametrize("name", [n for n in dt.__all__ if inspect.isfunction(getattr(dt, n))])
def test_every_public_function_has_an_example(name):
    assert ">>>" in inspect.getdoc(getattr(dt, name))


def test_a_model_as_text_comes_back():
    game = dt.load("nll-probe")
    assert dt.loads(dt.dumps(game, "yaml")) == game
    with pytest.raises(dt.ModelFileError, match=r"probe\.yaml:1:"):
        dt.loads("playrs: [A]", "probe")


@pytest.mark.slow
def test_type_checkers_know_a_mistyped_name_and_what_an_index_gives(tmp_path):
    api = pytest.importorskip("mypy.api")
    file = tmp_path / "use.py"
    file.write_text(
        "import deterrence as dt\n"
        "found = dt.solve(dt.load('nll-probe'), concept='subgame-perfect')\n"
        "reveal_type(found[0])\nreveal_type(found[:2])\nreveal_type(dt.check(found.game)[0])\n"
        "dt.treshold(found, 'c')\n"
    )
    said, _, _ = api.run([str(file), "--cache-dir", str(tmp_path / "cache")])
    assert 'Module has no attribute "treshold"' in said
    assert 'Revealed type is "deterrence.equilibria.equilibria.Equilibrium"' in said
    assert "deterrence.sensitivity.claims.check.Row" in said


def test_whatever_solve_returns_holds_a_promise():
    flat = dt.FlatTree(parent=[-1, 0, 0], move=[0, 0, 1], player=[0, -2, -2], payoffs=[[1.0], [2.0]])
    batch = dt.Batch.from_arrays([[[3, 0], [5, 1]]], [[[3, 5], [0, 1]]])
    for found in (dt.solve(flat), dt.solve(batch), dt.solve(flat, "logit"), dt.solve(dt.load("nll-probe"))):
        assert isinstance(found.promise, dt.Promise)
