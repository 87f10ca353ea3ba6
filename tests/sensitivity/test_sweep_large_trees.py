"""Sweeps of large trees: the cells of the line that hold no value of the grid are not made, and nothing is missing."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

import deterrence as dt
from deterrence.solvers.trees import large_trees
from deterrence.solvers.trees.large_trees import LARGE


def random_tree(source: random.Random, depth: int) -> dt.Decision | dt.Outcome:
    if depth == 0:
        payoffs = tuple(f"{source.randint(-9, 9)} + {source.randint(-9, 9)}*t" for _ in "AB")
        return dt.Outcome(f"o{source.getrandbits(40)}", payoffs)
    return dt.Decision("AB"[depth % 2], {move: random_tree(source, depth - 1) for move in "xy"})


def random_game(seed: int) -> dt.Tree:
    return dt.Tree(["A", "B"], random_tree(random.Random(seed), 4), parameters=[dt.Parameter("t", "", 0, 1)])


@pytest.mark.parametrize(
    "seed", [pytest.param(0, marks=pytest.mark.slow), pytest.param(1, marks=pytest.mark.slow), 2, 3]
)
def test_a_sweep_finds_at_each_value_what_is_there(seed: int) -> None:
    """The places where equilibria change lie on the grid as well, where most equilibria are."""
    game = random_game(seed)
    assert len(game.written_sets) > LARGE
    places = [place for place in dt.thresholds(game, "t").values if place.is_Rational][:3]
    grid = sorted({Fraction(0), Fraction(1, 3), Fraction(1), *(Fraction(str(place)) for place in places)})
    found = dt.sweep(random_game(seed), t=grid)
    whole = random_game(seed)
    dt.solve(whole)
    for index, value in enumerate(grid):
        here = found.isel(t=index)
        exact = dt.solve(whole.at(t=value), "subgame-perfect")
        paid = {tuple(round(float(eq.payoffs[p]), 9) for p in "AB") for eq in exact.families}
        swept = here.payoff.values[here.exists.values]
        assert {tuple(row) for row in swept.round(9) + 0.0} == paid


def test_cells_without_a_value_of_the_grid_are_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    equilibria = large_trees.LineCell.equilibria
    monkeypatch.setattr(
        large_trees.LineCell, "equilibria", lambda cell, fence: made.append(cell.spot) or equilibria(cell, fence)
    )
    game = random_game(1)
    assert len(dt.thresholds(game, "t").cells) > 3
    dt.sweep(game, t=[Fraction(1, 1000)])
    assert len({id(spot) for spot in made}) == 1
