"""Slips that people make in Python: what is wrong, where, and what to write instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import stats

import deterrence as dt
from deterrence import Chance, Decision, Outcome, Parameter

PROBE = "nll-probe"
DECLARE = 'write dt.Parameter("g", "its meaning", 0, 1, base=0.5)'


def tree(root: Any, **more: Any) -> dt.Tree:
    return dt.Tree(["A", "B"], root, **more)


def letter(**more: Any) -> dt.Tree:
    return tree(Decision("A", {"x": ["g", 0], "y": [0, 0]}), **({"parameters": ["g"]} | more))


MISTAKES: dict[str, tuple[Callable[[], Any], str]] = {
    "percentages that sum to 100": (
        lambda: tree(Chance({"l": (60, [1, 1]), "r": (40, [0, 0])})),
        "chance probabilities sum to 100, not 1. A percentage is written as a number, 60% as 0.6.",
    ),
    "a percent sign": (
        lambda: Chance({"l": ("60%", [1, 1]), "r": ("40%", [0, 0])}),
        "probability of 'l': '%' is not part of a formula: write 60% as 0.6 (column 3 of '60%')",
    ),
    "a formula that stops": (
        lambda: Outcome("War", (0, "g +")),
        "payoff 2 of outcome 'War': the formula ends where a number, a name or '(' is expected (column 4 of 'g +')",
    ),
    "the node before its probability": (
        lambda: Chance({"l": (Outcome("o", (1, 2)), 1)}),
        "expected (probability, node) for the chance move 'l', not (o [1, 2], 1)",
    ),
    "one player as a text": (
        lambda: dt.Tree("A", Decision("A", {"x": [1]})),
        "expected a list of players, not 'A': write ['A']",
    ),
    "a range as a pair": (
        lambda: Parameter("c", "commitment", (0, 1), base=0.5),
        'the range of \'c\' is two numbers, not one tuple: Parameter("c", "its meaning", 0, 1)',
    ),
    "no meaning": (
        lambda: Parameter("c", 0, 1),
        'expected text for the meaning of \'c\', not int: write Parameter("c", "its meaning", 0, 1, base=0.5)',
    ),
    "a Greek letter": (lambda: Parameter("δ"), "digits and _; write delta"),
    "a capital Greek letter": (lambda: letter(assumptions=["Δ > 0"]), "digits and _, so write Delta"),
    "one assumption as a text": (
        lambda: letter(assumptions="g > 0"),
        "expected a list of conditions: write ['g > 0']",
    ),
    "assumptions joined by &": (
        lambda: letter(assumptions=["g > 0 & g < 1"]),
        "assumption: '&' is not part of a formula: write the word and",
    ),
    "definitions as a list": (
        lambda: letter(definitions=["a = g"]),
        "expected definitions as a mapping of names to formulas, {'c_D': 'b/(b + k)'}",
    ),
    "a number for a parameter": (lambda: letter(parameters={"g": 3}), f"expected a Parameter, not int: {DECLARE}"),
    "a range for a parameter": (
        lambda: letter(parameters={"g": (0, 1)}),
        f"expected a Parameter, not tuple: {DECLARE}",
    ),
    "a claim as a mapping": (
        lambda: letter(claims=[{"says": "x", "then": {"A": "x"}}]),
        'claim 1: expected a Claim, not dict: write dt.Claim("what it says", {"A": "move"})',
    ),
    "the wrong argument": (
        lambda: letter(params=["g"]),
        "takes no argument 'params'. Did you mean 'parameters'?",
    ),
    "moves as lists": (
        lambda: dt.Matrix(["A", "B"], [["x"], ["y"]], {}),
        "expected the moves as a mapping of players to lists of moves, {'ROK': ['Arm', 'Rely'],",
    ),
    "a table of pairs": (
        lambda: dt.Matrix.from_arrays([[(1, 2), (3, 4)], [(1, 2), (3, 4)]]),
        "for a table of pairs give an array a player, table[:, :, 0] and table[:, :, 1]",
    ),
    "a discount factor in percent": (
        lambda: dt.Repeated(["A"], {"A": ["x"]}, {"x": [1]}, discount=95),
        "the discount factor is 95; it lies in [0, 1). Is it 95 percent? Write 0.95.",
    ),
    "a value in percent": (lambda: dt.load(PROBE).at(c="30%"), "value of 'c': '%' is not part of a formula: write 30%"),
    "a sweep as on the command line": (
        lambda: dt.sweep(dt.load(PROBE), c="0:1:11"),
        "'c' is '0:1:11': in Python write c=np.linspace(0, 1, 11)",
    ),
    "a name for a game": (
        lambda: dt.solve(PROBE),
        "a Batch or a FlatTree, not str: a model of the library is loaded first, load('nll-probe')",
    ),
    "a name for a game in a question": (
        lambda: dt.check(PROBE),
        "not str: a model of the library is loaded first, load('nll-probe')",
    ),
    "a game for equilibria": (
        lambda: dt.refine(dt.load(PROBE), "intuitive"),
        "expected equilibria, as solve returns them, not Tree",
    ),
    "a model's text for its path": (
        lambda: dt.load("title: x\nplayers: [A]"),
        "expected the name of a model or a path, not the text of a model: save it to a file first",
    ),
    "a quantity without its first word, mistyped": (
        lambda: dt.tornado(dt.load(PROBE), of="Status qou"),
        "Did you mean 'probability of Status quo'?",
    ),
    "a quantity with another first word": (
        lambda: dt.tornado(dt.load(PROBE), of="prob of Status quo"),
        "Did you mean 'probability of Status quo'?",
    ),
    "P(...)": (lambda: dt.tornado(dt.load(PROBE), of="P(Status quo)"), "Did you mean 'probability of Status quo'?"),
    "a player's utility": (lambda: dt.tornado(dt.load(PROBE), of="utility of ROK"), "Did you mean 'payoff of ROK'?"),
    "a distribution without numbers": (
        lambda: dt.uncertainty(dt.load(PROBE), draws=10, c=stats.beta),
        "'c': the distribution beta needs its numbers: stats.beta(a, b)",
    ),
    "a word for a number": (lambda: dt.uniform("a", 1), "expected a number, not 'a'"),
    "a misspelt name of the package": (lambda: dt.treshold, "Did you mean 'thresholds'?"),
}


@pytest.mark.parametrize("slip", MISTAKES)
def test_a_slip_is_told_with_the_fix(slip: str) -> None:
    make, message = MISTAKES[slip]
    with pytest.raises((ValueError, TypeError, AttributeError)) as caught:
        make()
    said = str(caught.value)
    assert message in said
    # What follows from the slip is not told as a second mistake, but for a letter that is still not declared.
    lines = [line for line in said.splitlines() if "is not a parameter" not in line and not line.startswith("Declare")]
    assert len(lines) == 1


def test_what_is_plain_is_taken() -> None:
    assert (
        tree(Decision("A", {"x": Outcome("o", np.array([1.5, 2.0]))})).root
        == tree(Decision("A", {"x": Outcome("o", ("3/2", 2))})).root
    )
    assert float(dt.uniform("1/4", "3/4").mean()) == 0.5
