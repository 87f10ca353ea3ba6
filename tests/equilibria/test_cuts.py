"""Cut-points of families: as formulas, with letters fixed, in words, as JSON and in questions."""

from __future__ import annotations

import pickle

import pytest

import deterrence as dt
from deterrence.cli.as_json import equilibrium_record


@pytest.fixture(scope="module")
def found() -> dt.Equilibria:
    return dt.solve(dt.load("crisis-bluffing"))


def test_cut_points_by_information_set(found: dt.Equilibria) -> None:
    cut = "Refrain below w_A = 1 - L, Challenge above"
    nobody_bluffs = next(eq for eq in found if [cut] == list(map(str, eq.cuts["A", "opening"])))
    assert list(nobody_bluffs.cuts) == [("A", "opening"), ("B", "reply"), ("A", "last word")]
    [cut] = nobody_bluffs.cuts["B", "reply"]
    assert (cut.letter, str(cut.at), cut.below, cut.above) == ("w_B", "-1", ("Concede",), ("Resist",))
    with pytest.raises(KeyError, match="no place named 'C'"):
        nobody_bluffs.cuts["C"]


def test_with_letters_fixed_cut_points_are_numbers(found: dt.Equilibria) -> None:
    family = next(eq for eq in found if eq.exists.holds(a="1/2", L="4/3", lo=-2, hi="1/4"))
    there = family.at(a="1/2", L="4/3", lo=-2, hi="1/4")
    assert there.name == "A Challenge if w_A >= -1/3 (opening), Fight if w_A >= -1/2 (last word); B Resist if w_B >= -1"
    assert str(there.cuts["A", "opening"][0].at) == "-1/3"


def test_a_family_survives_pickling(found: dt.Equilibria) -> None:
    again = pickle.loads(pickle.dumps(found))
    assert [eq.name for eq in again] == [eq.name for eq in found]
    assert repr(again[0].cuts) == repr(found[0].cuts)


def test_json_has_cut_points_where_there_are_any(found: dt.Equilibria) -> None:
    for eq in found:
        for index, row in enumerate(equilibrium_record(eq)["strategies"]):
            cuts = eq.cuts_at(index)
            assert [cut["at"]["exact"] for cut in row.get("cuts", [])] == [str(cut.value) for cut in cuts]
            assert ("cuts" in row) == bool(cuts)


def test_a_threshold_is_where_types_are_divided_otherwise() -> None:
    # At L = 1 + a bluffing begins: the moves used stay the same, and who makes them does not.
    game = dt.load("crisis-bluffing")
    line = dt.thresholds(game, "L", a="1/2", lo=-3, hi="1/2")
    assert [str(value) for value in line.values] == ["1", "3/2", "21/4"]


def test_three_moves_are_told_piece_by_piece() -> None:
    moves = {"A": ["x", "y", "z"]}
    [eq] = dt.solve(
        dt.Matrix(["A"], moves, {"x": [0], "y": ["t"], "z": ["2*t - 1"]}, types={"A": {"t": dt.Uniform(-1, 2)}})
    )
    assert eq.name == "A x if t < 0 and y if 0 <= t < 1 and z if t >= 1"
