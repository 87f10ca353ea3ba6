"""Subgame-perfect equilibria of trees whose strategic forms have irrational equilibria."""

from __future__ import annotations

import pytest

import deterrence as dt
from deterrence.games.tree import tree_form
from deterrence.solvers.trees.subgame_perfect import subgame_roots

# Nau, Gomez Canovas and Hansen (2004), section 4: the one equilibrium is irrational.
PAYOFFS = {
    (0, 0, 0): (3, 0, 2), (1, 0, 0): (0, 1, 0), (0, 1, 0): (0, 2, 0), (1, 1, 0): (1, 0, 0),
    (0, 0, 1): (1, 0, 0), (1, 0, 1): (0, 3, 0), (0, 1, 1): (0, 1, 0), (1, 1, 1): (2, 0, 3),
}  # fmt: skip


def stage(payoffs):
    third = {
        (i, j): dt.Decision("C", {f"c{k}": list(payoffs[i, j, k]) for k in (0, 1)}, "C") for i in (0, 1) for j in (0, 1)
    }
    second = {i: dt.Decision("B", {f"b{j}": third[i, j] for j in (0, 1)}, "B") for i in (0, 1)}
    return dt.Decision("A", {f"a{i}": second[i] for i in (0, 1)}, "A")


def test_an_irrational_equilibrium_of_a_tree_is_rounded_and_says_so():
    tree = dt.Tree(["A", "B", "C"], stage(PAYOFFS))
    found = dt.solve(tree, "nash")
    assert len(found) == 1
    assert found.complete
    assert not found.exact
    assert max(dt.regret(tree, found[0]).values()) < 1e-12
    assert sum(found[0]["A"].values()) == pytest.approx(1)


def test_rounding_inside_a_subgame_leaves_completeness_open():
    tree = dt.Tree(["A", "B", "C"], dt.Decision("A", {"in": stage(PAYOFFS), "out": [0, 0, 0]}, "first"))
    found = dt.solve(tree, "subgame-perfect")
    assert [found[0]["A", "first"][move] for move in ("in", "out")] == [1.0, 0.0]
    assert not found.complete
    assert "irrational and was rounded" in found.why


def test_a_proper_subgame_starts_where_its_mover_knows_it_and_cuts_no_information_set():
    """Selten (1965). C cannot tell where it is after B's l and r, so no subgame starts at its nodes."""
    hidden = {m: dt.Decision("C", {"u": [0, 0, 0], "d": [1, 1, 1]}, "C") for m in ("l", "r")}
    seen = dt.Decision("C", {"u": [2, 2, 2], "d": [3, 3, 3]}, "C sees")
    game = dt.Tree(["A", "B", "C"], dt.Decision("A", {"x": dt.Decision("B", hidden, "B"), "y": seen}, "A"))
    form = tree_form(game)
    starts = [form.nodes[index].history for index in subgame_roots(form)]
    assert starts == [(), ("x",), ("y",)]


def test_a_chance_move_starts_a_subgame_but_an_information_set_that_reaches_beyond_does_not():
    """C's information set reaches from one chance move into the other: both are in the whole game alone."""

    def blind():
        return dt.Decision("C", {"u": [0, 0, 0], "d": [1, 1, 1]}, "C")

    def chance():
        return dt.Chance({"h": ("1/2", blind()), "t": ("1/2", dt.Outcome("", (0, 0, 0)))})

    alone = dt.Chance({"h": ("1/2", dt.Decision("B", {"s": [0, 1, 0], "n": [0, 0, 1]}, "B")), "t": ("1/2", [0, 0, 0])})
    game = dt.Tree(["A", "B", "C"], dt.Decision("A", {"x": chance(), "y": chance(), "z": alone}, "A"))
    form = tree_form(game)
    assert [form.nodes[index].history for index in subgame_roots(form)] == [(), ("z",), ("z", "h")]
