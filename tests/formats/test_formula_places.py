"""A formula that has no value at the values given is told at its place in the file."""

from pathlib import Path

import pytest

import deterrence as dt
from deterrence.cli import main

MATRIX = """\
title: A root
players: [A, B]
parameters:
  x: {range: [-1, 1], base: 0.5}
  z: {range: [0, 1], base: 0.5}
definitions:
  d: "1 + FORMULA"
matrix:
  moves: {A: [x, y], B: [u, v]}
  payoffs:
    x: {u: [z, 1], v: [0, z + FORMULA]}
    y: {u: [0, d], v: [2, 2]}
"""
TREE = """\
title: A root
players: [A]
parameters:
  x: {range: [-1, 1], base: 0.5}
tree:
  chance:
    Left: {probability: 1/2, then: {outcome: L, payoffs: [x]}}
    Right:
      probability: 1/2
      then:
        player: A
        moves:
          Go: {outcome: G, payoffs: [1 - FORMULA]}
          Stay: {outcome: S, payoffs: [0]}
"""
CASES = [("log(x)", 0, "log(0) has no value"), ("sqrt(x)", -1, "sqrt(-1) has no value"), ("1/x", 0, "division by zero")]


def written(tmp_path: Path, text: str, formula: str) -> Path:
    path = tmp_path / "model.yaml"
    path.write_text(text.replace("FORMULA", formula), encoding="utf-8")
    return path


def place_of(text: str, part: str, further: int) -> str:
    """The line and column of a part of a text, so many characters further on."""
    lines = text.splitlines()
    [line] = [number for number, content in enumerate(lines) if part in content]
    return f"{line + 1}:{lines[line].index(part) + further + 1}"


@pytest.mark.parametrize(("formula", "value", "why"), CASES)
def test_a_payoff_without_a_value_is_told_with_file_line_and_column(
    tmp_path: Path, formula: str, value: int, why: str
) -> None:
    game = dt.load(written(tmp_path, MATRIX, formula).as_posix())
    place = place_of(MATRIX, "z + FORMULA", 4 if "(" in formula else 0)
    for ask in (
        lambda: dt.solve(game.base_case(x=value)),
        lambda: dt.thresholds(game, "z", at={"x": value}),
        lambda: dt.required(game, "z", then={"A": "x"}, at={"x": value}),
        lambda: dt.best_responses(game.at(x=value), "A", to={"B": "u"}),
        lambda: dt.dumps(game.base_case(x=value), "nfg"),
    ):
        with pytest.raises(ValueError, match="has no value|division by zero") as error:
            ask()
        told = str(error.value).splitlines()
        assert f"model.yaml:{place}: payoff for B at x = {value}" in "\n".join(told)
        assert any(line.endswith(why) for line in told)


@pytest.mark.parametrize(("formula", "value", "why"), CASES[:2])
def test_a_point_of_a_grid_without_a_value_is_told_with_file_line_and_column(
    tmp_path: Path, formula: str, value: int, why: str
) -> None:
    game = dt.load(written(tmp_path, MATRIX, formula).as_posix())
    with pytest.raises(ValueError, match="has no value") as error:
        dt.sweep(game, x=[1, value], z=[0.5])
    place = place_of(MATRIX, "z + FORMULA", 4)
    assert f"model.yaml:{place}: payoff for B at x = {value}: {why}: assume" in str(error.value)


@pytest.mark.parametrize(("formula", "value", "why"), CASES)
def test_in_a_tree_the_command_line_says_the_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], formula: str, value: int, why: str
) -> None:
    path = written(tmp_path, TREE, formula)
    assert main(["solve", str(path), "--set", f"x={value}"]) == 2
    place = place_of(TREE, "1 - FORMULA", 4 if "(" in formula else 0)
    assert capsys.readouterr().err == f"model.yaml:{place}: payoff for A at x = {value}: {why}\n"


def test_a_file_that_changed_since_is_not_quoted(tmp_path: Path) -> None:
    path = written(tmp_path, TREE, "log(x)")
    game = dt.load(path.as_posix())
    path.write_text("# another line\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(ValueError, match="^after Right, Go: payoff for A at x = 0: log\\(0\\) has no value$"):
        dt.solve(game.at(x=0))


def test_a_game_made_in_python_is_told_by_its_moves() -> None:
    game = dt.Matrix(["A"], {"A": ["x", "y"]}, {"x": ["log(b)"], "y": [0]}, parameters=["b"])
    with pytest.raises(ValueError, match="^at x: payoff for A at b = 0: log\\(0\\) has no value$"):
        dt.solve(game.at(b=0))
    with pytest.raises(ValueError, match="^at x: payoff for A: log of a formula with b in it .* fix it first$"):
        dt.solve(game)


def test_a_definition_without_a_value_is_told_once_where_it_is_defined(tmp_path: Path) -> None:
    game = dt.load(written(tmp_path, MATRIX.replace("z + FORMULA", "z"), "sqrt(x)").as_posix())
    with pytest.raises(ValueError, match=r"^model.yaml:7:6: definition of 'd' at x = -1: sqrt of -1 is not a number$"):
        dt.solve(game.at(x=-1))
