"""Subgame-perfect equilibria of trees whose strategic forms have irrational equilibria."""

from __future__ import annotations

import pytest

import deterrence as dt

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
