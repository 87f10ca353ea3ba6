"""Types: reading them, definitions that depend on them, and the tree they stand for."""

from __future__ import annotations

from typing import Any

import pytest

from deterrence.algebra.formulas.language import parse
from deterrence.games import Chance, Claim, Decision, GameError, Matrix, Outcome, Parameter, Tree
from deterrence.games.forms.forms import happened
from deterrence.games.matrix import matrix_form
from deterrence.games.tree import as_tree, tree_form

INDEPENDENT = {"Challenger": {"Hard": "p", "Soft": "1 - p"}, "Defender": {"Hard": "q", "Soft": "1 - q"}}
JOINT = {
    "joint": [
        {"Challenger": "Hard", "Defender": "Hard", "probability": "r"},
        {"Challenger": "Soft", "Defender": "Soft", "probability": "1 - r"},
        {"Challenger": "Soft", "Defender": "Hard", "probability": "p - p"},
    ]
}


def deterrence(**changes: Any) -> Tree:
    given: dict[str, Any] = {
        "types": INDEPENDENT,
        "definitions": {
            "war_C": {"Challenger": {"Hard": "w", "Soft": "-w"}},
            "war_D": {"Defender": {"Hard": "u", "Soft": "-u"}},
            "both": "war_C + war_D",
        },
        "parameters": [*(Parameter(name, low=0, high=1, base=0.5) for name in "pqr"), "w", "u", "b", "g"],
    }
    root = Decision(
        "Challenger",
        {
            "Refrain": Outcome("Status quo", (0, "b")),
            "Challenge": Decision(
                "Defender",
                {"Concede": Outcome("Concession", ("g", 0)), "Resist": Outcome("Conflict", ("war_C", "war_D + both"))},
            ),
        },
    )
    return Tree(["Challenger", "Defender"], root, **(given | changes))


def test_types_are_written_out() -> None:
    form = tree_form(deterrence())
    assert [(found.agent, found.name, len(found.nodes)) for found in form.information_sets] == [
        ("Challenger (Hard)", "start", 2),
        ("Challenger (Soft)", "start", 2),
        ("Defender (Hard)", "after Challenge", 2),
        ("Defender (Soft)", "after Challenge", 2),
    ]
    root = form.nodes[0]
    assert root.kind == "chance"
    assert [str(p) for p in root.probabilities][:1] == ["p*q"]
    assert root.moves[1] == "Challenger (Hard), Defender (Soft)"
    assert not form.has_perfect_information
    ends = {node.history: list(node.payoffs) for node in form.nodes if node.outcome == "Conflict"}
    expected = [("w", "w + 2*u"), ("w", "w - 2*u"), ("-w", "-w + 2*u"), ("-w", "-w - 2*u")]
    assert list(ends.values()) == [[form.ring.value(parse(payoff)) for payoff in row] for row in expected]


def test_impossible_profiles_are_dropped() -> None:
    form = tree_form(deterrence(types=JOINT))
    assert form.nodes[0].moves == ("Challenger (Hard), Defender (Hard)", "Challenger (Soft), Defender (Soft)")


def test_the_expanded_tree_is_a_tree() -> None:
    tree = as_tree(deterrence()).expanded.tree
    assert not tree.types
    assert tree.definitions.keys() >= {"war_C_Hard", "both_Hard_Soft"}
    # It goes through every check again.
    again = Tree(tree.players, tree.root, parameters=tree.parameters, definitions=tree.definitions)
    assert again.root == tree.root
    assert isinstance(tree.root, Chance)


def test_a_game_without_types_is_its_own_expansion() -> None:
    game = Tree(["A"], Outcome("x", [0]))
    assert as_tree(game).expanded.tree is game


def test_a_matrix_with_types() -> None:
    game = Matrix(
        ["A", "B"],
        {"A": ["x", "y"], "B": ["l", "r"]},
        {("x", "l"): ("w", 1), ("x", "r"): (0, 1), ("y", "l"): (2, 1), ("y", "r"): (0, 0)},
        types={"A": {"H": "1/3", "S": "2/3"}},
        definitions={"w": {"A": {"H": 1, "S": -1}}},
    )
    form = tree_form(game)
    assert [(found.agent, len(found.nodes)) for found in form.information_sets] == [
        ("A (H)", 1),
        ("A (S)", 1),
        ("B", 4),
    ]
    with pytest.raises(ValueError, match="tree"):
        matrix_form(game)


def test_what_happened_on_the_way() -> None:
    form = tree_form(deterrence())
    node = next(node for node in form.nodes if node.outcome == "Conflict")
    assert all(happened(node, about) for about in ("Challenge", "Hard", "Challenger (Hard)", "Defender (Hard)"))
    assert not any(happened(node, about) for about in ("Refrain", "Soft", "Challenger (Soft)"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"types": {"Challenger": {"Hard": "p", "Soft": "p"}, "Defender": {"Hard": 1, "Soft": 0}}},
            "sum to 2*p, not 1",
        ),
        ({"types": INDEPENDENT | {"Defendr": {"x": 1}}}, "Did you mean 'Defender'?"),
        ({"types": INDEPENDENT | {"Defender": {}}}, "expected the types of Defender"),
        ({"types": {"joint": []}, "definitions": {}}, "list of rows"),
        ({"types": {"joint": [{"Challenger": "Hard"}]}}, "probability"),
        ({"types": {"joint": [*JOINT["joint"], JOINT["joint"][0]]}}, "already"),
        ({"types": {"joint": [JOINT["joint"][0], {"Challenger": "Soft", "probability": "1 - r"}]}}, "same players"),
        ({"types": JOINT | {"Challenger": {"x": 1}}}, "alone"),
        ({"definitions": {"war_C": {"Challenger": {"Hard": 1}}, "war_D": "0", "both": "0"}}, "says nothing for"),
        (
            {"definitions": {"war_C": {"Challenger": {"Hrd": 1, "Hard": 1, "Soft": 0}}, "war_D": "0", "both": "0"}},
            "Did you mean 'Hard'?",
        ),
        (
            {"definitions": {"war_C": {"Chalenger": {"Hard": 1}}, "war_D": "0", "both": "0"}},
            "Did you mean 'Challenger'?",
        ),
        ({"definitions": {"war_C": {"Challenger": {"Hard": "ww", "Soft": 0}}, "war_D": "0", "both": "0"}}, "'ww'"),
        ({"definitions": {"war_C": {"a": {}, "b": {}}, "war_D": "0", "both": "0"}}, "one player at a level"),
        ({"assumptions": ["war_C > 0"]}, "depends on a type"),
    ],
)
def test_mistakes(changes: Any, words: str) -> None:
    with pytest.raises(GameError) as caught:
        deterrence(**changes)
    assert words in str(caught.value)


def test_a_definition_may_depend_on_two_types() -> None:
    nested = {"Challenger": {"Hard": {"Defender": {"Hard": 1, "Soft": 2}}, "Soft": 3}}
    form = tree_form(deterrence(definitions={"war_C": nested, "war_D": "0", "both": "0"}))
    assert [str(node.payoffs[0]) for node in form.nodes if node.outcome == "Conflict"] == ["1", "2", "3", "3"]


def test_claims_name_types() -> None:
    deterrence(
        claims=[
            Claim("a", {"Challenger (Hard)": "Challenge"}),
            Claim("b", {"Challenger": "Challenge"}),
            Claim("c", {"belief of": "Defender", "at": "after Challenge", "about": "Challenger (Hard)", "is": "p"}),
        ]
    )
    with pytest.raises(GameError, match=r"Challenger \(Hard\)"):
        deterrence(claims=[Claim("a", {"Challenger (Hrd)": "Challenge"})])


def test_a_player_may_not_be_called_like_a_type() -> None:
    with pytest.raises(GameError, match="as A of type H would be"):
        Tree(["A", "A (H)"], Outcome("x", (0, 0)), types={"A": {"H": 1}})
