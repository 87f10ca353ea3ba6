"""Which families are on a grid at all: against a look at every point, in fractions."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

import deterrence as dt
from deterrence.algebra.conditions.conditions import cases
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.formulas.language import parse_condition
from deterrence.games.parts.layout import Layout, Place
from deterrence.sensitivity.sweeps import families_on_grid
from deterrence.sensitivity.sweeps.compiled_families import Family, Recipe
from deterrence.sensitivity.sweeps.families_on_grid import present
from deterrence.sensitivity.sweeps.grid import Grid

R = ring(("x", "y"))
NAMES = Layout(("A",), (Place("A", "A", "", ("go",)),), ("end",))


def conjunctions(text):
    return cases(parse_condition(text), R, {})


def recipe_of(*where, assumed=()):
    families = tuple(Family(text, ((True,),), conjunctions(text), {}) for text in where)
    return Recipe(NAMES, families, (), tuple(conjunctions(text) for text in assumed))


def steps(first, count, step):
    return [str(Fraction(first) + Fraction(step) * k) for k in range(count)]


def by_hand(text, axes, assumed=()):
    """Whether some point of the grid satisfies a condition, looking at all of them."""
    names = list(axes)
    for values in product(*axes.values()):
        point = {name: Fraction(value) for name, value in zip(names, values)}
        if all(any(all(c.holds(point) for c in part) for part in conjunctions(t)) for t in (text, *assumed)):
            return True
    return False


SEVENTHS = {"x": steps("1/7", 71, "1/7"), "y": steps("1/11", 23, "1/11")}
DECIMALS = {"x": steps("0.001", 41, "0.025"), "y": steps("0.0003", 31, "0.01")}


@pytest.fixture(autouse=True)
def few_points_at_first(monkeypatch):
    """A coarse look sees 60 points and so misses most ties on these small grids, as 20,000 do on large ones."""
    monkeypatch.setattr(families_on_grid, "COARSE", 60)


@pytest.mark.parametrize(
    "text",
    [
        "x == 10",
        "x == 1/3",
        "3*x == 5",
        "x**2 == 2",
        "x == y",
        "x == y and x > 1",
        "x == y + 1/77",
        "7*x == 11*y + 2",
        "x*y == 1",
        "x*y == 1/13",
        "x*(y - 1) == 3",  # the slope vanishes on the grid
        "x**2 == 4*y**2",
        "x**2 + y**2 == 2",  # linear in neither letter
        "(x - y)*(x - 51/7) == 0 and y > 2",
        "x > 100",
        "x + y > 12",
        "x > 71/7 - 1/100",
        "x == 71/7 and y == 23/11",
        "x == 70/7 and y > 22/11",
    ],
)
@pytest.mark.parametrize("axes", [SEVENTHS, DECIMALS], ids=["sevenths", "decimals"])
def test_a_family_is_on_the_grid_exactly_where_a_point_of_it_satisfies_its_conditions(text, axes):
    expected = (0,) if by_hand(text, axes) else ()
    assert present(recipe_of(text), Grid(axes)) == expected


def test_all_families_are_told_apart_and_assumptions_hold():
    here = ("x == y", "x == 1/3", "x*y == 1", "x > 10")
    found = present(recipe_of(*here), Grid(SEVENTHS))
    assert found == tuple(i for i, text in enumerate(here) if by_hand(text, SEVENTHS))
    assumed = ("x != y or x > 200",)
    assert present(recipe_of(*here, assumed=assumed), Grid(SEVENTHS)) == tuple(
        i for i, text in enumerate(here) if by_hand(text, SEVENTHS, assumed)
    )


def test_the_order_of_values_does_not_matter():
    scrambled = {name: values[1::2] + values[::2] for name, values in SEVENTHS.items()}
    for text in ("x == y", "x == y + 1/77", "x*y == 1"):
        assert present(recipe_of(text), Grid(scrambled)) == present(recipe_of(text), Grid(SEVENTHS))


def test_of_very_many_candidates_all_points_are_looked_at(monkeypatch):
    monkeypatch.setattr(families_on_grid, "MOST_CANDIDATES", 3)
    for text in ("x == y and y > 1", "x == y + 100"):
        assert present(recipe_of(text), Grid(SEVENTHS)) == ((0,) if by_hand(text, SEVENTHS) else ())


def test_a_grid_of_one_letter():
    line = {"x": [k / 300 for k in range(301)]}
    x = ring(("x",))
    last = Family("last", ((True,),), cases(parse_condition("x >= 1"), x, {}), {})
    tie = Family("tie", ((True,),), cases(parse_condition("300*x == 299"), x, {}), {})
    # As decimals typed with sixteen digits the values are not 299/300: the tie is not on the grid.
    assert present(Recipe(NAMES, (last, tie), (), ()), Grid(line)) == (0,)
    exactly = {"x": [str(Fraction(k, 300)) for k in range(301)]}
    assert present(Recipe(NAMES, (last, tie), (), ()), Grid(exactly)) == (0, 1)


def test_where_letters_stand_for_functions_every_point_is_looked_at():
    u = dt.Parameter("u", "", 0, 1)
    game = dt.Matrix(["A"], {"A": ["Go", "Stay"]}, {"Go": ["exp(u)"], "Stay": ["2.71828"]}, parameters=[u])
    table = dt.sweep(game, u=np.linspace(0, 1, 251), chunks="auto")  # exp(1) = 2.7182818...
    assert table.family.values.tolist() == ["A Go", "A Stay"]
    assert int(table.exists.sel(family="A Go").sum()) == 1
