"""Flat forms: order, information sets, histories."""

from __future__ import annotations

from deterrence.games import Chance, Decision, Outcome, Tree
from deterrence.games.parts.nodes import walk
from deterrence.games.tree import tree_form


def signalling() -> Tree:
    def reply(order: tuple[str, str]) -> Decision:
        return Decision("R", {move: (len(move), 0) for move in order}, "sees a line")

    return Tree(
        ["S", "R"],
        Chance(
            {
                "Resolute": (
                    "c",
                    Decision("S", {"Line": reply(("Probe", "Refrain")), "Silence": Outcome("Quiet", (0, 0))}),
                ),
                "Limited": ("1 - c", Decision("S", {"Line": reply(("Refrain", "Probe")), "Silence": (0, 0)})),
            }
        ),
        parameters=["c"],
    )


def test_nodes_are_in_preorder() -> None:
    form = tree_form(signalling())
    assert all(node.index == i for i, node in enumerate(form.nodes))
    for node in form.nodes[1:]:
        parent = form.nodes[node.parent]
        assert parent.index < node.index
        assert parent.children[node.move] == node.index
        assert node.history == (*parent.history, parent.moves[node.move])
    assert form.nodes[0].parent == -1


def test_moves_are_in_the_order_of_the_information_set() -> None:
    form = tree_form(signalling())
    [found] = [one for one in form.information_sets if one.name == "sees a line"]
    for index in found.nodes:
        node = form.nodes[index]
        assert node.moves == found.moves == ("Probe", "Refrain")
        assert [str(form.nodes[child].payoffs[0]) for child in node.children] == ["5", "7"]


def test_information_sets() -> None:
    form = tree_form(signalling())
    assert [(found.agent, found.player, found.name, len(found.nodes)) for found in form.information_sets] == [
        ("S", 0, "after Resolute", 1),
        ("R", 1, "sees a line", 2),
        ("S", 0, "after Limited", 1),
    ]
    assert not form.has_perfect_information


def test_unnamed_outcomes_are_called_after_their_moves() -> None:
    names = [node.outcome for node in tree_form(signalling()).nodes if node.kind == "outcome"]
    assert names == [
        "Resolute, Line, Probe", "Resolute, Line, Refrain", "Quiet",
        "Limited, Line, Probe", "Limited, Line, Refrain", "Limited, Silence",
    ]  # fmt: skip


def test_a_walk_is_in_preorder() -> None:
    tree = signalling()
    assert [step.move for step in walk(tree.root)][:3] == ["", "Resolute", "Line"]


def test_a_tree_that_is_an_outcome() -> None:
    form = tree_form(Tree(["A"], [3]))
    assert [node.outcome for node in form.nodes] == ["the end"]
    assert form.has_perfect_information
