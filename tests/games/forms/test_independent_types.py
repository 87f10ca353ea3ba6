"""Which trees have independent types and moves that are seen."""

import pytest

import deterrence as dt
from deterrence.games.forms.independent_types import independent_types
from deterrence.games.tree import tree_form

TYPES = {"A": {"H": "p", "L": "1 - p"}, "B": {"x": "q", "y": "1 - q"}}
LETTERS = [dt.Parameter("p", low=0, high=1), dt.Parameter("q", low=0, high=1), dt.Parameter("r", low=0, high=1)]


def tree(root, types):
    return tree_form(dt.Tree(["A", "B", "C"], root, parameters=LETTERS, types=types))


def decision(player, after, information, moves=("l", "r")):
    return dt.Decision(player, {f"{player}{move}": after(move) for move in moves}, information=information)


def end(*_):
    return dt.Outcome("", [0, 0, 0])


SEEN = decision("A", lambda a: decision("B", lambda b: decision("C", end, f"c {a}{b}"), f"b {a}"), "a")
# B and C move without seeing each other's moves; all is seen afterwards.
TOGETHER = decision(
    "A",
    lambda a: decision("B", lambda b: decision("C", lambda c: decision("A", end, f"a {a}{b}{c}"), f"c {a}"), f"b {a}"),
    "a",
)
# C never sees what A does first.
HIDDEN = decision("A", lambda a: decision("B", lambda b: decision("C", end, f"c {b}"), f"b {a}"), "a")
# C sees what A does, and not the lottery that A saw before.
LOTTERY = dt.Chance({way: ("1/2", decision("A", lambda a: decision("C", end, f"c {a}"), f"a {way}"))
                     for way in ("up", "down")})  # fmt: skip


@pytest.mark.parametrize("root", [SEEN, TOGETHER])
def test_types_are_the_parts_of_the_draw(root):
    found = independent_types(tree(root, TYPES))
    assert found.types == ((0, 0), (0, 1), (1, 0), (1, 1))
    assert found.parts == {0: 0, 1: 1}
    assert found.sizes == (2, 2)


@pytest.mark.parametrize(
    "types",
    [
        {"A": {"H": "p", "L": "1 - p"}, "C": {"x": "q", "y": "1 - q"}},
        {"A": {"H": "p", "M": "r - p", "L": "1 - r"}},
        {"joint": [{"A": "H", "B": "x", "probability": "1/4"}, {"A": "H", "B": "y", "probability": "1/4"},
                   {"A": "L", "B": "x", "probability": "1/4"}, {"A": "L", "B": "y", "probability": "1/4"}]},
    ],
)  # fmt: skip
def test_whoever_has_types_and_however_they_are_written(types):
    assert independent_types(tree(SEEN, types)) is not None


@pytest.mark.parametrize(
    "types",
    [
        {"joint": [{"A": "H", "B": "x", "probability": "r"}, {"A": "H", "B": "y", "probability": "p - r"},
                   {"A": "L", "B": "x", "probability": "q - r"}, {"A": "L", "B": "y", "probability": "1 - p - q + r"}]},
        {"joint": [{"A": "H", "B": "x", "probability": "1/2"}, {"A": "H", "B": "y", "probability": "1/4"},
                   {"A": "L", "B": "x", "probability": "1/4"}]},
    ],
)  # fmt: skip
def test_types_that_go_together_are_not_independent(types):
    assert independent_types(tree(SEEN, types)) is None


@pytest.mark.parametrize("root", [HIDDEN, LOTTERY])
def test_moves_must_be_seen(root):
    assert independent_types(tree(root, TYPES)) is None


def test_a_type_that_nobody_learns_is_a_part_of_its_own():
    found = independent_types(tree(decision("A", lambda a: decision("C", end, f"c {a}"), "a"), TYPES))
    assert found.sizes == (2, 2)
    assert found.parts == {0: 0}


@pytest.mark.parametrize("root", [end(), dt.Chance({"l": ("p", SEEN), "r": ("1 - p", end())})])
def test_other_trees_have_none(root):
    assert independent_types(tree(root, {})) is None


def test_beliefs_of_which_nobody_makes_use_are_counted():
    assert independent_types(tree(SEEN, TYPES)).unused == 0
    again = decision("A", lambda a: decision("A", lambda b: decision("C", end, f"c {a}{b}"), f"a {a}"), "a")
    assert independent_types(tree(again, TYPES)).unused == 2
    # A and C move at the same time, then A again: C makes no use of what A's first move says.
    between = decision(
        "A", lambda a: decision("C", lambda c: decision("A", lambda b: decision("C", end, f"c {a}{c}{b}"), f"a {a}{c}"),
                                "c"), "a")  # fmt: skip
    assert independent_types(tree(between, TYPES)).unused == 2
