"""Matrices: payoffs by profile, arrays, and what is refused."""

from __future__ import annotations

import pickle
import time
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy

from deterrence.algebra.formulas.language import Number, parse
from deterrence.games import GameError, Matrix
from deterrence.games.matrix import matrix_form
from deterrence.games.tree import tree_form

MOVES = {"ROK": ["Arm", "Rely"], "US": ["Stay", "Shift"]}
PAYOFFS: dict[Any, Any] = {
    ("Arm", "Stay"): ("b - k", "b - c*s"),
    ("Arm", "Shift"): ("b - k", "b"),
    ("Rely", "Stay"): ("b", "b - c*s"),
    ("Rely", "Shift"): ("-l", "-r"),
}
LETTERS = ["b", "k", "c", "s", "l", "r"]


def test_payoffs_by_profile() -> None:
    game = Matrix(["ROK", "US"], MOVES, PAYOFFS, parameters=LETTERS)
    assert game.payoffs["Rely", "Shift"] == (parse("-l"), parse("-r"))
    assert game.shape == (2, 2)
    assert game == Matrix(
        ["ROK", "US"], dict(reversed(MOVES.items())), dict(reversed(PAYOFFS.items())), parameters=LETTERS
    )
    assert game != Matrix(["ROK", "US"], MOVES, PAYOFFS | {("Arm", "Stay"): (0, 0)}, parameters=LETTERS)
    assert pickle.loads(pickle.dumps(game)) == game


@pytest.mark.parametrize(
    ("moves", "payoffs", "words"),
    [
        (
            MOVES,
            {key: value for key, value in PAYOFFS.items() if key != ("Rely", "Shift")},
            "no payoffs for (Rely, Shift)",
        ),
        (MOVES, PAYOFFS | {("Arm", "Shft"): (0, 0)}, "Did you mean 'Shift'?"),
        (MOVES, PAYOFFS | {("Arm",): (0, 0)}, "names a move of each"),
        (MOVES, PAYOFFS | {("Arm", "Stay"): (0,)}, "1 payoff for 2 players"),
        (MOVES, PAYOFFS | {("Arm", "Stay"): (0, "bb")}, "payoff for US uses 'bb'"),
        (MOVES, PAYOFFS | {("Arm", "Stay"): (0, "b +")}, "payoff for US: the formula ends"),
        (MOVES | {"UK": ["x"]}, PAYOFFS, "'UK' is not a player"),
        ({"ROK": ["Arm", "Rely"]}, PAYOFFS, "US has no moves"),
        (MOVES | {"US": ["Stay", "Stay"]}, PAYOFFS, "twice"),
        (MOVES | {"US": []}, PAYOFFS, "list of moves"),
        (MOVES | {"US": "Stay"}, PAYOFFS, "list of moves"),
        (None, PAYOFFS, "mapping"),
        (MOVES, None, "mapping"),
    ],
)
def test_mistakes(moves: Any, payoffs: Any, words: str) -> None:
    with pytest.raises(GameError) as caught:
        Matrix(["ROK", "US"], moves, payoffs, parameters=LETTERS)
    assert words in str(caught.value)


def test_payoffs_may_be_nested_as_in_a_file() -> None:
    moves = {"A": ["x", "y"], "B": ["x", "y"]}
    flat = {("x", "x"): ("b", 1), ("x", "y"): (0, 2), ("y", "x"): (2, 0), ("y", "y"): (1, 1)}
    nested = {"x": {"x": ("b", 1), "y": (0, 2)}, "y": {"x": (2, 0), "y": (1, 1)}}
    assert Matrix(["A", "B"], moves, nested, parameters=["b"]) == Matrix(["A", "B"], moves, flat, parameters=["b"])
    three = {"x": {"x": {"x": (1, 2, 3)}, "y": {"x": (4, 5, 6)}}, "y": {("x", "x"): (7, 8, 9), ("y", "x"): (0, 0, 0)}}
    game = Matrix(["A", "B", "C"], moves | {"C": ["x"]}, three)
    assert [str(x) for x in game.payoffs["x", "y", "x"]] == ["4", "5", "6"]
    for bad, words in (
        ({"x": {"x": (1, 1)}, "y": {"x": (2, 0), "y": (1, 1)}}, "^no payoffs for \\(x, y\\)$"),
        (
            {**nested, "z": {"x": (0, 0)}},
            "^payoffs for \\(z, x\\), which is no profile of moves. 'z' is not a",
        ),
        (
            [[1, 2], [3, 4]],
            "^expected the payoffs as a mapping .*; for arrays, .* Matrix.from_arrays$",
        ),
    ):
        with pytest.raises(GameError, match=words):
            Matrix(["A", "B"], moves, bad, parameters=["b"])


def test_letters_of_arrays_that_nobody_declared_are_said_with_how_to_declare_them() -> None:
    x, y = sympy.symbols("x y")
    with pytest.raises(GameError) as caught:
        Matrix.from_arrays([[x, 0], [0, 1]], [[y, 0], [0, x + 1]])
    assert str(caught.value).splitlines() == [
        "at 1, 1: payoff for Row uses 'x', which is not a parameter.",
        "at 1, 1: payoff for Column uses 'y', which is not a parameter.",
        "at 2, 2: payoff for Column uses 'x', which is not a parameter.",
        'Declare the letters: parameters=["x", "y"], or each as dt.Parameter("x", "what it is", 0, 1).',
    ]
    assert Matrix.from_arrays([[x, 0], [0, 1]], [[y, 0], [0, x + 1]], parameters=["x", "y"]).letters == ("x", "y")


def test_arrays_of_numbers_are_kept_as_arrays() -> None:
    a, b = np.array([[3, 0], [5, 1]]), np.array([[3.0, 5.0], [0.1, 1.0]])
    game = Matrix.from_arrays(a, b, players=["ROK", "US"])
    assert game.arrays is not None
    assert game.payoffs["2", "1"] == (Number(Fraction(5)), Number(Fraction(1, 10)))
    assert len(game.payoffs) == 4
    assert list(game.payoffs) == [("1", "1"), ("1", "2"), ("2", "1"), ("2", "2")]
    a[0, 0] = 99
    assert game.payoffs["1", "1"][0] == Number(Fraction(3))
    with pytest.raises(ValueError, match="read-only"):
        game.arrays[0][0, 0] = 1
    with pytest.raises(ValueError, match="read-only"):
        pickle.loads(pickle.dumps(game)).arrays[0][0, 0] = 1


def test_arrays_equal_the_same_payoffs_written_out() -> None:
    game = Matrix.from_arrays([[3, 0], [5, 1]], [[3, 5], [0, "1/2"]])
    same = Matrix.from_arrays([[3.0, 0.0], [5.0, 1.0]], [[3, 5], [0, 0.5]])
    assert game.arrays is None
    assert same.arrays is not None
    assert game == same
    assert game != Matrix.from_arrays([[3, 0], [5, 1]], [[3, 5], [0, 1]])


def test_single_precision_is_read_as_typed() -> None:
    game = Matrix.from_arrays(np.array([0.1, 0.2], dtype=np.float32))
    assert game.payoffs["1",] == (Number(Fraction(1, 10)),)


def test_arrays_of_formulas() -> None:
    x = sympy.Symbol("x")
    game = Matrix.from_arrays([["x", 0], [1, 2]], np.array([[x, -x], [0, x / 2]]), parameters=["x"])
    assert game.payoffs["2", "2"] == (parse("2"), parse("x/2"))


def test_three_players() -> None:
    game = Matrix.from_arrays(*[np.arange(24).reshape(2, 3, 4) + i for i in range(3)])
    assert game.players == ("Player 1", "Player 2", "Player 3")
    assert game.payoffs["2", "3", "4"] == (parse("23"), parse("24"), parse("25"))


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        (([[1, 2], [3]], [[1, 2], [3, 4]]), "rows of different lengths"),
        (([[1, 2], [3, float("nan")]], [[1, 2], [3, 4]]), "nan at [1, 1]"),
        (([[1, 2], [3, 4]], [[1, float("inf")], [3, 4]]), "array of Column holds inf at [0, 1]"),
        (([[]], [[]]), "empty"),
        (([1, 2], [1, 2]), "1 dimensions"),
        (([[1, 2]], [[1], [2]]), "shape"),
        (([[1, 2], [3, 4]],), "both A and -A"),
        ((), "none was given"),
        (([[True, False]], [[1, 2]]), "bool"),
        (([[1j, 2]], [[1, 2]]), "complex"),
        (([[1, "x +"]], [[1, 2]]), "array of Row at [0, 1]"),
        (([[None, 1]], [[1, 2]]), "array of Row at [0, 0]"),
        (("ab", "cd"), "dimensions"),
    ],
)
def test_arrays_that_are_refused(arrays: Any, words: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 -- the words are compared below
        Matrix.from_arrays(*arrays)
    assert words in str(caught.value)


def test_labels_fit_the_arrays() -> None:
    with pytest.raises(ValueError, match="moves"):
        Matrix.from_arrays([[1, 2]], [[1, 2]], players=["A", "B"], moves={"A": ["x"], "B": ["y"]})
    with pytest.raises(ValueError, match="3 players"):
        Matrix.from_arrays([[1, 2]], [[1, 2]], players=["A", "B", "C"])
    with pytest.raises(GameError, match="twice"):
        Matrix.from_arrays([[1, 2]], [[1, 2]], players=["A", "A"])


def test_a_large_table_costs_no_object_a_cell() -> None:
    started = time.process_time()
    table = np.random.default_rng(0).normal(size=(1000, 1000))
    game = Matrix.from_arrays(table, -table)
    assert game == Matrix.from_arrays(table, -table)
    assert repr(game)
    assert time.process_time() - started < 5


def test_a_matrix_form() -> None:
    form = matrix_form(Matrix(["ROK", "US"], MOVES, PAYOFFS, parameters=LETTERS))
    assert form.moves == (("Arm", "Rely"), ("Stay", "Shift"))
    assert str(form.payoffs[0][1, 1]) == "-l"


def test_a_matrix_as_a_tree() -> None:
    form = tree_form(Matrix(["ROK", "US"], MOVES, PAYOFFS, parameters=LETTERS))
    assert [(found.agent, found.name, len(found.nodes)) for found in form.information_sets] == [
        ("ROK", "start", 1), ("US", "start", 2),
    ]  # fmt: skip
    assert [node.outcome for node in form.nodes if node.kind == "outcome"][1] == "Arm, Shift"
