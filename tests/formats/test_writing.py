"""Writing model files: reading undoes it."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence.formats.library import _library, load
from deterrence.formats.model_file import reads
from deterrence.formats.writing import scalar, text_lines, write
from deterrence.games import Chance, Claim, Decision, Matrix, Outcome, Parameter, Tree
from deterrence.games.parts.mistakes import why_not_a_label
from deterrence.games.parts.nodes import Node


def back(game: Any) -> Any:
    text = write(game)
    again = reads(text)
    assert write(again) == text
    return again


@pytest.mark.parametrize("name", _library())
def test_library_models(name: str) -> None:
    game = load(name)
    assert back(game) == game
    if game.letters:
        fixed = game.at(**{game.letters[0]: game.parameters[game.letters[0]].base})
        assert back(fixed) == fixed
    assert back(game.base_case()) == game.base_case()


@pytest.mark.parametrize(
    "game",
    [
        Matrix.from_arrays([[1, 2], [3, 4]], [[1.5, 1e-7], [-2.25, 1e20]]),
        Matrix.from_arrays(np.array([[1, 2], [3, 4]], dtype=np.float32) / 3, np.eye(2)),
        Matrix.from_arrays([["a", "1/3"], ["min(a, 1)", 2]], [[1, 2], [3, 4]], parameters=["a"]),
        Matrix.from_arrays(*[np.arange(24).reshape(2, 3, 4) + i for i in range(3)]),
        Matrix.from_arrays([1, 2, 3]),
        Matrix(["A"], {"A": ["x"]}, {("x",): ["lambda + E"]}, parameters=["lambda", "E"]),
        Tree(["A"], [0]),
        Tree(["A"], Outcome("x", ["-1/3"]), title="true", summary="null", notes="- a\n# b\n"),
        Tree(["No", "Off"], Decision("No", {"yes": (1, 2), "null": (0, 0), "~": (0, 1), "- x": (1, 1)})),
        Tree(["A: B", "C #1"], Decision("A: B", {"{x}": (1, 2), "[y], z": (0, 0), "'q'": (0, 1)}, "&i *j")),
        Tree(["A"], Decision("A", {'"r"\\': (1,), "'": (0,), "%": (2,), "@x": (3,), "`": (4,)})),
        Tree(["A"], Chance({"x": ("max(0, 1/2)", [1]), "y": ("1/2", [1])})),
        Tree(
            ["A", "B"], [0, 0],
            types={"joint": [{"A": "x", "B": "1", "probability": "1/3"}, {"A": "y", "B": "2", "probability": "2/3"}]},
            definitions={"w": {"A": {"x": {"B": {"1": 1, "2": "z"}}, "y": 0}}}, parameters=["z"],
        ),
        Tree(
            ["A"],
            Chance({n: ("1/2", Decision("A", {"x": [1], "y": [0]}, information="start")) for n in ("sun", "rain")}),
            parameters=[Parameter("p", "m" * 200, low=0, base="1/3"), Parameter("q", high="7/3", note="a: b")],
            claims=[
                Claim("a" * 30 + " b: c" * 40, {"A": {"x": 0.5, "y": "1/2"}}, "p > 0 or not q == 1 and p < q < 1"),
                Claim("", {"unique": False}), Claim("x", {"number of equilibria": 2}, expected="held"),
                Claim("x", {"belief of": "A", "at": "start", "about": "sun", "is": "max(p, 1)"}, note="n"),
                Claim("x", {"effect of": "p", "on": "payoff of A", "is": "zero"}),
            ],
        ),
    ],
)  # fmt: skip
def test_games_of_every_kind(game: Any) -> None:
    assert back(game) == game


def test_shared_parts_are_written_once() -> None:
    node: Node = Outcome("end", (1,))
    for i in range(12):
        node = Decision("A", {"l": node, "r": node}) if i % 3 else Chance({"l": ("1/2", node), "r": ("1/2", node)})
    game = Tree(["A"], node)
    text = write(game)
    assert len(text) < 5000
    assert reads(text) == game


def test_deep_trees_are_written_in_parts() -> None:
    node: Node = Outcome("end", (1,))
    for i in range(300):
        node = Decision("A", {"go": node, "stop": (i,)})
    game = Tree(["A"], node)
    text = write(game)
    assert max(len(re.match(" *", line)[0]) for line in text.splitlines()) < 60  # type: ignore[index]
    assert reads(text) == game


def test_what_could_not_be_read_back_is_not_written() -> None:
    with pytest.raises(ValueError, match="at most 40 digits"):
        write(Tree(["A"], Outcome("x", [Fraction(1, 3**100)])))
    with pytest.raises(ValueError, match="exponent"):
        write(Matrix.from_arrays([1e300, 1]))
    with pytest.raises(ValueError, match="efg"):
        write(Tree(["A"], Decision("A", {f"{'a long name ' * 12}{i}": (i,) for i in range(4_000)})))
    with pytest.raises(ValueError, match="does not fit"):
        write(Matrix.from_arrays(np.zeros(30_000, dtype=int)))


def test_what_a_file_looks_like() -> None:
    chance = Chance({"x": ("c", (1, 0)), "y": ("1 - c", (0, 1))})
    game = Tree(
        ["DPRK", "ROK"],
        Decision("DPRK", {"Refrain": Outcome("Status quo", (0, 0)), "Probe": chance}),
        title="A title",
        parameters=[Parameter("c", "backing", 0, 1, base=0.6, role="commitment")],
        assumptions=["1 > c > 0"],
        claims=[Claim("It is so.", {"DPRK": "Probe"}, "c > 1/2", "exactly when")],
    )
    assert write(game) == (
        "title: A title\n\nplayers: [DPRK, ROK]\n\nparameters:\n"
        "  c: {meaning: backing, range: [0, 1], base: 0.6, role: commitment}\n\n"
        "assumptions:\n  - 1 > c > 0\n\n"
        "tree:\n  player: DPRK\n  moves:\n"
        "    Refrain: {outcome: Status quo, payoffs: [0, 0]}\n    Probe:\n      chance:\n"
        "        x: {probability: c, then: [1, 0]}\n        y: {probability: 1 - c, then: [0, 1]}\n\n"
        "claims:\n  - says: It is so.\n    when: c > 1/2\n    then: {DPRK: Probe}\n    holds: exactly when\n"
    )


# --- any text ----------------------------------------------------------------------------------------------------

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t"), max_size=300)
wordy = st.lists(
    st.sampled_from(["a", "b:", "#c", "- d", "'e", '"f', "{", "]", "x" * 130, "&g", "*h", "...", "%i"]), max_size=60
)
labels = texts.map(str.strip).filter(lambda text: why_not_a_label(text) is None)


@given(texts | wordy.map(" ".join))
def test_any_text_is_read_back(text: str) -> None:
    game = Tree(["A"], [0], title=text, summary=text, notes=text, sources={"s": text})
    assert reads(write(game)) == game


@given(st.lists(labels, min_size=3, max_size=3, unique=True))
def test_any_names_are_read_back(names: list[str]) -> None:
    player, move, other = names
    game = Tree([player], Decision(player, {move: Outcome(other, [1]), other: [0]}, other))
    assert reads(write(game)) == game


numbers = (
    st.integers(-9, 9)
    | st.floats(-9, 9).map(lambda x: round(x, 3))
    | st.fractions(max_denominator=9, min_value=-9, max_value=9)
)
formulas = (
    st.sampled_from(["a", "-b", "a - b*c", "max(a, b, 1/2)", "(a + 1)**2/(b + 3)", "sqrt(c)", "-(a*b)", "1/3*c"])
    | numbers
)


def _nodes(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    moves = st.dictionaries(st.sampled_from(["x", "y", "z", "No", "a: b"]), inner, min_size=1, max_size=3)
    decisions = st.builds(Decision, st.sampled_from(["A", "B"]), moves)
    chances = moves.map(lambda after: Chance({move: (Fraction(1, len(after)), node) for move, node in after.items()}))
    return decisions | chances


outcomes = st.builds(Outcome, st.sampled_from(["", "War", "Peace, of a sort"]), st.tuples(formulas, formulas))
trees = st.recursive(outcomes, _nodes, max_leaves=12)


@settings(max_examples=12)
@given(trees)
def test_any_tree_is_read_back(root: Node) -> None:
    game = Tree(["A", "B"], root, parameters=["a", "b", "c"])
    assert reads(write(game)) == game


@st.composite
def tables(draw: st.DrawFn) -> list[Any]:
    shape = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    size = int(np.prod(shape))
    return [
        np.array(draw(st.lists(formulas, min_size=size, max_size=size)), dtype=object).reshape(shape) for _ in shape
    ]


@settings(max_examples=12)
@given(tables())
def test_any_matrix_is_read_back(arrays: list[Any]) -> None:
    game = Matrix.from_arrays(*arrays, parameters=["a", "b", "c"])
    assert reads(write(game)) == game


def test_scalars_are_plain_where_they_can_be() -> None:
    assert [scalar(text) for text in ("Status quo", "-l", "1 - c", "No", "(a + b)*2", "c_R")] == [
        "Status quo", "-l", "1 - c", "No", "(a + b)*2", "c_R",
    ]  # fmt: skip
    assert [scalar(text) for text in ("true", "max(a, b)", "a: b", "# x", "")] == [
        '"true"',
        '"max(a, b)"',
        '"a: b"',
        '"# x"',
        '""',
    ]
    assert text_lines("key", "word " * 40 + "end")[0] == "key: >-"
