"""Regions: the map of commitment against another letter, held to the solver at single points and to the literature."""

from __future__ import annotations

import pickle
import random
from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

import deterrence as dt
from deterrence.sensitivity.regions import regions

PROBE = dt.load("nll-probe")
MAP = regions(PROBE, "c", "k")


def names(equilibria) -> list[str]:
    return sorted(eq.name for eq in equilibria)


def test_the_map_of_the_probe_model():
    c, k = sympy.symbols("c k")
    assert [str(curve) for curve in MAP.curves] == ["c = 1/2", "c = c_D = 6/(k + 6)"]
    assert [curve.equation for curve in MAP.curves] == [sympy.Eq(c, sympy.Rational(1, 2)), sympy.Eq(c, 6 / (k + 6))]
    assert [curve.polynomial for curve in MAP.curves] == [2 * c - 1, c * k + 6 * c - 6]
    assert [cell.label for cell in MAP.areas] == [
        "DPRK Probe; ROK Absorb",
        "DPRK Probe; ROK Respond",
        "DPRK Refrain; ROK Respond",
    ]
    assert [cell.dimension for cell in MAP.cells] == [2, 2, 2, 1, 1, 1, 0]
    assert MAP.cells[-1].sample == {"c": sympy.Rational(1, 2), "k": 6}
    assert names(MAP.cells[-1].equilibria) == names(cell.equilibria[0] for cell in MAP.areas)
    assert MAP.complete
    assert MAP.kinks == ()
    assert [str(limit) for limit in MAP.limits] == ["k = 0"]
    assert MAP.fixed == {name: Fraction(value) for name, value in {"g": 2, "b": 6, "l": 1, "e": 3, "s": 1}.items()}


@settings(max_examples=5)
@given(st.integers(0, 20), st.integers(1, 20))
def test_a_point_of_the_map_is_the_game_solved_there(c, k):
    point = {"c": Fraction(c, 20), "k": Fraction(k) / 2}
    there = dt.solve(PROBE.base_case(**point))
    assert names(MAP.at(**point)) == names(there)


@pytest.mark.parametrize("name", ["chicken", "two-theatres", "preemption"])
def test_samples_of_cells_are_the_games_solved_there(name):
    game = dt.load(name)
    found = regions(game, *game.letters[:2])
    for cell in found.cells:
        if all(isinstance(value, Fraction) for value in cell.point.values()):
            there = dt.solve(game.at(**found.fixed, **cell.point))
            assert set(names(there)) == set(names(cell.equilibria))
            assert names(found.at(**cell.point)) == names(cell.equilibria)


def test_on_every_line_of_the_map_the_thresholds_are_where_it_crosses_a_curve():
    source = random.Random(5)
    for _ in range(4):
        k = Fraction(source.randrange(1, 40), 4)
        line = dt.thresholds(PROBE, "c", k=k)
        crossed = {sympy.Rational(1, 2), 6 / (sympy.Rational(k) + 6)}
        # Below c = 1/2 DPRK probes whatever k is.
        assert set(line.values) == {value for value in crossed if value >= sympy.Rational(1, 2)}
        for interval, equilibria in line.cells:
            value = interval.lower if interval.lower == interval.upper else (interval.lower + interval.upper) / 2
            assert names(MAP.at(c=value, k=k)) == names(equilibria)


def test_values_of_the_other_letters_may_be_given():
    assert [str(curve) for curve in regions(PROBE, "c", "k", b=3, e=9).curves] == ["c = 4/5", "c = c_D = 3/(k + 3)"]


def test_axes_the_other_way_round_are_the_same_map():
    turned = regions(PROBE, "k", "c")
    assert turned.letters == ("k", "c")
    assert {str(curve) for curve in turned.curves} == {str(curve) for curve in MAP.curves}
    assert sorted(cell.label for cell in turned.cells) == sorted(cell.label for cell in MAP.cells)


def test_a_formula_that_changes_at_a_kink_is_not_a_change_of_equilibria():
    game = dt.Matrix(
        ["A"],
        {"A": ["stay", "go"]},
        {"stay": ["max(x, y)"], "go": ["3/2"]},
        parameters=[dt.Parameter("x", "", 0, 2, base=1), dt.Parameter("y", "", 0, 2, base=1)],
    )
    found = regions(game, "x", "y")
    assert {curve.polynomial.free_symbols.pop().name for curve in found.curves} == {"x", "y"}
    assert [str(kink.equation) for kink in found.kinks] == ["Eq(x, y)"]
    assert {cell.label for cell in found.areas} == {"A stay", "A go"}
    assert all(len(cell.equilibria) >= 2 for cell in found.cells if cell.dimension < 2)


def test_curves_and_areas_can_be_drawn():
    for curve in MAP.curves:
        for x, y in curve.lines:
            assert len(x) == len(y) > 1
            assert ((x >= 0) & (x <= 1) & (y >= 0) & (y <= 10)).all()
    covered = sum(float(np.trapezoid(high - low, x)) for cell in MAP.areas for x, low, high in cell.areas())
    assert covered == pytest.approx(10, rel=1e-3)
    assert all(cell.areas() == [] for cell in MAP.cells if cell.dimension < 2)


def test_the_map_prints_and_becomes_a_table():
    text = str(MAP)
    assert "c = c_D = 6/(k + 6)" in text
    assert "with g = 2, b = 6, l = 1, e = 3, s = 1" in text
    assert text.count("ROK mixes Absorb/Respond") == 2
    frame = MAP.to_frame()
    assert list(frame.columns[:5]) == ["cell", "dimension", "c", "k", "equilibrium"]
    assert len(frame) == sum(len(cell.equilibria) for cell in MAP.cells)
    sample, equilibria = MAP.cells[0]
    assert set(sample) == {"c", "k"}
    assert equilibria == MAP.cells[0].equilibria


def test_long_names_are_listed_once():
    text = str(regions(dt.load("tripwire"), "c", "g"))
    assert text.count("DPRK Hold (outset), Stop (after resistance); ROK Resist; US Intervene") == 1


@pytest.mark.parametrize(
    ("letters", "values", "message"),
    [
        (("c", "c"), {}, "two letters, not 'c' twice"),
        (("c", "kk"), {}, "'kk' is not a free parameter"),
        (("c", "k"), {"b": 11}, "range"),
        (("c", "k"), {"l": 4}, "assumption"),
        (("c", "k"), {"k": 1}, "is to vary"),
    ],
)
def test_mistakes_are_explained(letters, values, message):
    with pytest.raises(ValueError, match=message):
        regions(PROBE, *letters, **values)


@pytest.mark.parametrize(
    ("values", "message"),
    [({"c": 1}, "a value for c and for k"), ({"c": 2, "k": 1}, "outside a range"), ({"c": 1, "k": 0}, "assumption")],
)
def test_points_off_the_map_are_refused(values, message):
    with pytest.raises(ValueError, match=message):
        MAP.at(**values)


def test_a_map_can_be_sent_to_another_process():
    twin = pickle.loads(pickle.dumps(MAP))
    assert str(twin) == str(MAP)


def test_two_families_that_are_one_at_a_point_are_listed_once_there() -> None:
    # A keeps to the middle as long as B's first move has a probability from x to x + (x - y)**2.
    high = "x + (x - y)**2"
    cells = {
        ("up", "l"): (f"1 - ({high})", 0),
        ("up", "r"): (f"-({high})", 0),
        ("middle", "l"): (0, 0),
        ("middle", "r"): (0, 0),
        ("down", "l"): ("x - 1", 0),
        ("down", "r"): ("x", 0),
    }
    letters = [dt.Parameter("x", "", "1/4", "1/2"), dt.Parameter("y", "", "1/4", "1/2")]
    moves = {"A": ["up", "middle", "down"], "B": ["l", "r"]}
    game = dt.Matrix(["A", "B"], moves, cells, parameters=letters)
    plane = dt.regions(game, "x", "y")
    for x, y, number in (("1/3", "1/4", 6), ("1/3", "1/3", 5), ("1/2", "1/2", 5)):
        assert len(plane.at(x=x, y=y)) == len(dt.solve(game.at(x=x, y=y))) == number
