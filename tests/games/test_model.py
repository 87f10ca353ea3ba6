"""Fixing letters, and showing games."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from typing import Any

import pytest
import sympy

from deterrence.games import Chance, Claim, Decision, GameError, Matrix, Outcome, Parameter, Tree
from deterrence.games.repeated import Repeated
from deterrence.games.stochastic import Stochastic


def game(**changes: Any) -> Matrix:
    given: dict[str, Any] = {
        "parameters": [
            Parameter("c", "backing", 0, 1, base=0.6, role="commitment"),
            Parameter("e", low=0, high=10, base=3),
            Parameter("l", low=0, high=10, base=1),
        ],
        "assumptions": ["e > l > 0", "c < limit"],
        "definitions": {"limit": "e/l"},
    }
    return Matrix(["A"], {"A": ["x", "y"]}, {"x": ["c*e"], "y": ["l"]}, **(given | changes))


def test_at_keeps_the_rest_as_letters() -> None:
    fixed = game().at(c=0.3)
    assert fixed.letters == ("e", "l")
    assert next(iter(fixed.definitions)) == "c"
    assert str(fixed.definitions["c"]) == "3/10"
    assert fixed.value("c*e").evaluate({"e": Fraction(2), "l": Fraction(1)}) == Fraction(3, 5)
    assert fixed == game().at(c="3/10") == game().at(c=sympy.Rational(3, 10)) == game().at(c=Fraction(3, 10))
    assert fixed != game().at(c=0.4)
    assert game().at(c=0.3).at(e=2).definitions == game().at(c=0.3, e=2).definitions


def test_base_case_is_a_game_of_numbers() -> None:
    fixed = game().base_case(c=0.3)
    assert fixed.letters == ()
    assert fixed.value("c*e").as_fraction() == Fraction(9, 10)
    assert game().base_case() == game().at(c=0.6, e=3, l=1)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"d": 1}, "'d' is not a free parameter"),
        ({"C": 1}, "Did you mean 'c'?"),
        ({"c": 2}, "outside its range [0, 1]"),
        ({"c": "x"}, "expected a number"),
        ({"c": float("nan")}, "expected a number"),
        ({"e": 1, "l": 2}, "'e > l > 0' does not hold (e = 1, l = 2)"),
        ({"c": 1, "e": 1, "l": 1}, "does not hold"),
    ],
)
def test_at_refuses(values: dict[str, Any], words: str) -> None:
    with pytest.raises(GameError) as caught:
        game().at(**values)
    assert words in str(caught.value)


def test_an_assumption_with_free_letters_is_left_open() -> None:
    assert game().at(e=1).letters == ("c", "l")


def test_base_case_checks_assumptions_against_base_values() -> None:
    with pytest.raises(GameError, match="does not hold"):
        game().base_case(l=5)


def test_base_case_needs_base_values() -> None:
    bare = game(parameters=["c", "e", "l"])
    with pytest.raises(GameError, match="no base value"):
        bare.base_case(c=1)
    assert bare.base_case(c=1, e=2, l=1).letters == ()


def test_a_parameter_is_fixed_once() -> None:
    with pytest.raises(GameError, match="fixed already"):
        game().at(c=0.3).at(c=0.4)


def test_printing_tells_the_whole_story() -> None:
    text = repr(game(title="A title"))
    for words in (
        "A title",
        "matrix of A",
        "[0, 1]",
        "0.6",
        "backing (commitment)",
        "e > l > 0",
        "limit = e/l",
        "[c*e]",
    ):
        assert words in text


def test_html_is_escaped() -> None:
    evil = "<script>alert(1)</script>"
    tree = Tree(
        ["A"], Chance({evil: (1, Decision("A", {evil: Outcome(evil, [0])}))}),
        title=evil, summary=evil, parameters=[Parameter("c", evil)],
    )  # fmt: skip
    for made in (tree, Matrix(["A", evil], {"A": [evil], evil: ["y"]}, {(evil, "y"): (0, 0)}, title=evil)):
        html = made._repr_html_()
        assert "<script" not in html
        assert "&lt;script&gt;" in html


def test_wide_and_long_games_are_cut_short() -> None:
    wide = Matrix.from_arrays([[i * j for j in range(100)] for i in range(100)], [[0] * 100] * 100)
    assert len(repr(wide)) < 3000
    assert "90 more" in repr(wide)
    many = Matrix.from_arrays(*[[[[0] * 9] * 9] * 9] * 3)
    assert "more profiles" in repr(many)


def test_making_a_game_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom deterrence.games import Decision, Tree\n"
        "repr(Tree(['A'], Decision('A', {'x': [1], 'y': [0]})))\n"
        "assert not {'sympy', 'numpy', 'scipy', 'matplotlib', 'z3', 'xarray', 'ruamel.yaml'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_parameters_that_nothing_uses_are_noted() -> None:
    root = Decision("A", {"Stay": [0], "Go": Chance({"Won": ("p", ["worth"]), "Lost": ("1 - p", [0])})})
    given: dict[str, Any] = {
        "definitions": {"worth": {"A": {"Able": "a", "Poor": "b"}}, "limit": "d + 1"},
        "types": {"A": {"Able": "x", "Poor": "1 - x"}},
        "assumptions": ["e > 0"],
        "claims": [Claim("y has no effect.", {"effect of": "y", "on": "payoff of A", "is": "zero"}, when="f > 0")],
    }
    used = list("abdpxyef")
    assert Tree(["A"], root, parameters=used, **given).unused == ()
    game = Tree(["A"], root, parameters=["u", *used, "v"], **given)
    assert game.unused == ("u", "v")
    assert str(game).endswith("note: no formula uses u, v")
    # Each place counts: without it, the letter is used by nothing.
    assert Tree(["A"], root, parameters=used, **(given | {"claims": []})).unused == ("y", "f")
    assert Tree(["A"], root, parameters=used, **(given | {"assumptions": []})).unused == ("e",)
    matrix = Matrix(["A"], {"A": ["x", "y"]}, {"x": ["b"], "y": [0]}, parameters=["b", "k"])
    assert matrix.unused == ("k",)
    numbers = Matrix.from_arrays([[1, 0], [0, 1]], [[1, 0], [0, 1]], parameters=["k"])
    assert numbers.unused == ("k",)
    dilemma = {("C",): ("r",), ("D",): (1,)}
    assert Repeated(["A"], {"A": ["C", "D"]}, dilemma, discount="q", parameters=[UNIT_Q, "r", "k"]).unused == ("k",)
    states = {
        "Weak": Decision("A", {"Wait": ["w"], "Build": Outcome("", [0], next={"Weak": "m", "Strong": "1 - m"})}),
        "Strong": Decision("A", {"Hold": [1]}),
    }
    assert Stochastic(["A"], states, discount="q", parameters=[UNIT_Q, "w", "m", "k"]).unused == ("k",)


UNIT_Q = Parameter("q", low=0, high=1, base="1/2")
