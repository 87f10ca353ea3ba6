import runpy

import pytest

import deterrence as dt
from deterrence.formats.python import quoted, write
from deterrence.games.parts.nodes import walk


@pytest.fixture
def again(tmp_path):
    """A game, written as Python and made again by running that."""

    def run(game):
        path = tmp_path / "game.py"
        dt.save(game, path)
        return runpy.run_path(str(path))["game"]

    return run


@pytest.mark.parametrize("name", dt.models().names)
def test_every_model_comes_back_equal(again, name):
    game = dt.load(name)
    found = again(game)
    assert found == game
    assert found.name == game.name
    assert list(found.parameters.values()) == list(game.parameters.values())


def test_a_game_with_letters_fixed_comes_back_equal(again):
    game = dt.load("nll-probe").at(c=0.3)
    assert again(game) == game


def test_names_that_look_like_code_stay_names(again):
    odd = ['"', "'", "\\", '"""', "'\"", "{x}", "%s", "\\n", "é — 核", '") or exit() or ("']
    tree = dt.Tree(
        odd,
        dt.Decision(odd[0], {name: dt.Outcome(name, [0] * len(odd)) for name in odd}, information=odd[3]),
        title=" ".join(odd) * 20,
        notes="spaces   kept, and a long tail: " + "x" * 300 + "  ",
        sources={"A": "line\nbreak"},
    )
    assert again(tree) == tree


def test_a_deep_tree_comes_back_equal(again):
    node = dt.Outcome("end", [0, "b"])
    for depth in range(600):
        node = dt.Decision("AB"[depth % 2], {"Stop": ["b", depth], "Go": node})
    tree = dt.Tree(["A", "B"], node, parameters=["b"])
    assert again(tree) == tree


def test_what_is_used_twice_is_written_once(again):
    shared = dt.Chance({"x": ("p", ["p"]), "y": ("1 - p", [0])})
    node = shared
    for _ in range(12):
        node = dt.Chance({"left": ("1/2", node), "right": ("1/2", node)})
    tree = dt.Tree(["A"], node, parameters=[dt.Parameter("p", low=0, high=1)])
    assert len(write(tree)) < 5000
    found = again(tree)
    assert found == tree
    assert len({id(step.node) for step in walk(found.root)}) < 20


def test_arrays_stay_arrays(again):
    game = dt.Matrix.from_arrays([[0.1, 1e-17], [3, -2.5e300]], [[1, 2], [3, 2**62]])
    found = again(game)
    assert found == game
    assert found.arrays[0].dtype == game.arrays[0].dtype
    assert found.arrays[1].dtype == game.arrays[1].dtype


def test_one_and_three_players(again):
    one = dt.Matrix(["A"], {"A": ["x", "y"]}, {"x": ["b/3"], "y": [-0.5]}, parameters=["b"])
    assert again(one) == one
    three = dt.Matrix.from_arrays(*[[[["1", "k"]] * 2] * 2] * 3, parameters=["k"])
    assert again(three) == three


def test_formulas_and_conditions_come_back_as_written(again):
    game = dt.Matrix(
        ["A"],
        {"A": ["x", "y"]},
        {"x": ["-(a - (b - 1/3))**2/(2*a)"], "y": ["max(a, min(b, 0.25)) - sqrt(4)"]},
        parameters=[dt.Parameter("a", low=1), dt.Parameter("b", base="1/3")],
        assumptions=["a > b > -1 or not b < 2", "a != 7"],
        definitions={"d": "exp(0)*a"},
    )
    assert again(game) == game


def test_strings_are_in_double_quotes_where_possible():
    assert [quoted(text) for text in ("a", "it's", 'say "a"')] == ['"a"', '"it\'s"', "'say \"a\"'"]
