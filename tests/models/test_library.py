"""The model library: every file loads, says what it should, and has the equilibria that are known of it.

The spot checks were computed without this toolkit: for each model, points in parameter space with all equilibria there
(or, where `all` is false, some), as payoffs with the probabilities of outcomes, or of moves in a matrix.
"""

from __future__ import annotations

import json
import random
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import deterrence as dt
from deterrence.algebra.conditions.interior import strict
from deterrence.games.background import background

SLOW = pytest.mark.slow
HERE = Path(__file__).parent
LIBRARY = HERE.parents[1] / "models"
FILES = {path.stem: path for path in sorted(LIBRARY.glob("*/*.yaml"))}
KOREA = [name for name, path in FILES.items() if path.parent.name == "korea"]
SPOTS: dict[str, list[dict[str, Any]]] = json.loads((HERE / "spot_checks.json").read_text())
THRESHOLDS: dict[str, dict[str, list[str]]] = json.loads((HERE / "thresholds.json").read_text())

load = cache(dt.load)
each_model = pytest.mark.parametrize("name", FILES)


@each_model
def test_a_model_loads_by_its_name(name: str) -> None:
    game = dt.load(name)
    assert game.name == name
    assert game.title
    assert game.summary


@pytest.mark.slow  # tests/formats/test_writing.py writes and reads each of them, too
@each_model
def test_a_model_survives_writing_and_reading(name: str, tmp_path: Path) -> None:
    game = dt.load(FILES[name])
    copy = tmp_path / FILES[name].name
    dt.save(game, copy)
    assert dt.load(copy) == game


@each_model
def test_a_model_has_a_base_case(name: str) -> None:
    assert not load(name).base_case().parameters


@each_model
def test_parameters_are_explained(name: str) -> None:
    for letter, parameter in load(name).parameters.items():
        said = (parameter.meaning, parameter.unit, parameter.source, parameter.low, parameter.high, parameter.base)
        assert all(part not in ("", None) for part in said), letter


@each_model
def test_what_a_model_leaves_out_or_changes_is_told(name: str) -> None:
    assert len(load(name).notes) > 40


@each_model
def test_claims_are_explained(name: str) -> None:
    game = load(name)
    assert game.claims
    for claim in game.claims:
        assert claim.says
        assert claim.source
        assert claim.note or claim.expected != "refuted"


@pytest.mark.parametrize("name", KOREA)
def test_models_of_the_peninsula_rest_on_the_source_documents(name: str) -> None:
    game = load(name)
    assert set(game.sources) <= {"nss", "nds"}
    asserted = [claim for claim in game.claims if claim.source in game.sources]
    assert asserted, "no claim is traced to a source document"


def test_every_model_with_a_level_of_commitment_calls_it_so() -> None:
    for name in KOREA:
        game = load(name)
        assert (game.commitment is not None) == any(letter in ("c", "c_H") for letter in game.parameters), name


def numbers(named: Any) -> dict[str, Fraction]:
    """The names that have a value other than 0, with that value."""
    return {key: Fraction(str(value)) for key, value in named.items() if value != 0}


def known(row: dict[str, Fraction]) -> dict[str, Fraction]:
    return {key: Fraction(value) for key, value in row.items() if Fraction(value) != 0}


def as_written(found: Any, expected: dict[str, Any]) -> dict[str, Any]:
    """An equilibrium as the spot checks write it."""
    written: dict[str, Any] = {"payoffs": numbers(found.payoffs)}
    if "moves" in expected:
        written["moves"] = {player: numbers(found[player]) for player in expected["moves"]}
    else:
        written["outcomes"] = numbers(found.outcomes)
    return written


def expectation(row: dict[str, Any]) -> dict[str, Any]:
    read: dict[str, Any] = {"payoffs": known(row["payoffs"])}
    if "moves" in row:
        read["moves"] = {player: known(moves) for player, moves in row["moves"].items()}
    else:
        read["outcomes"] = known(row["outcomes"])
    return read


# Games of incomplete information take a second or so each; two points of each are enough for every day.
SLOW_POINTS = {"beer-quiche", "red-line", "red-line-tied-hands", "tying-hands", "unilateral-deterrence-incomplete"}
CASES = [
    pytest.param(name, row, id=f"{name}-{i}", marks=[pytest.mark.slow] if i > 1 and name in SLOW_POINTS else [])
    for name, rows in SPOTS.items()
    for i, row in enumerate(rows)
]


@pytest.mark.parametrize(("name", "row"), CASES)
def test_known_equilibria_are_found(name: str, row: dict[str, Any]) -> None:
    found = dt.solve(load(name).base_case(**row["at"]))
    assert found.exact
    assert found.complete
    expected = [expectation(each) for each in row["equilibria"]]
    got = [as_written(each, row["equilibria"][0]) for each in found]
    for each in expected:
        assert each in got
    if row["all"]:
        assert all(each in expected for each in got)


SLOW_LINES = {
    "burden-sharing-reply",
    "envoy",
    "hostile-doctrine",
    "mutual-deterrence-incomplete",
    "opcon",
    "peninsula-rounds",
    "power-and-benefits",
    "power-and-risk",
    "reassurance",
    "red-line",
    "red-line-tied-hands",
    "salami",
    "tying-hands",
    "unilateral-deterrence-incomplete",
}
LINES = [
    pytest.param(name, letter, values, id=f"{name}-{letter}", marks=[pytest.mark.slow] if name in SLOW_LINES else [])
    for name, row in THRESHOLDS.items()
    for letter, values in row.items()
]


@pytest.mark.parametrize(("name", "letter", "values"), LINES)
def test_known_thresholds_are_found(name: str, letter: str, values: list[str]) -> None:
    found = dt.thresholds(load(name), letter)
    assert [str(value) for value in found.values] == values


# All of them are held to their claims by `deterrence check`, which CI runs too.
DAILY = {"nll-probe", "prisoners-dilemma"}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name in DAILY else [pytest.mark.slow]) for name in FILES]
)
def test_claims_come_out_as_expected(name: str) -> None:
    rows = dt.check(load(name))
    assert len(rows) == len(load(name).claims)
    assert {row.claim.says: row.verdict for row in rows if row.verdict not in ("proved", "refuted as expected")} == {}


def odd_points(name: str) -> list[dict[str, Fraction]]:
    """Values at which no two letters, nor simple formulas in them, are equal by accident."""
    taken, source = background(load(name)), random.Random(3)
    moved = ({n: v + Fraction(source.randrange(-(10**9), 10**9), 10**12) for n, v in p.items()} for p in taken.pool)
    return [point for point in moved if taken.holds(point)]


def wide_of(name: str) -> list[bool]:
    """Which families are as wide as parameter space: shown by a place where everything holds strictly, or by samples.

    A family that is not must exist at none of many random values.
    """
    found = dt.solve(load(name))
    points = odd_points(name)
    assert points
    for eq in found:
        place = eq.exists.interior.point
        if eq.exists.is_generic:
            known = {letter: place[letter] for letter in place if isinstance(place[letter], Fraction)}
            assert all(c.relation != "==" for c in eq.exists.raw)
            assert all(strict(c).holds(known) for c in eq.exists.raw if c.letters <= set(known))
            ends = [(p.low, p.high, known[n]) for n, p in load(name).parameters.items() if n in known]
            assert all((low is None or low < value) and (high is None or value < high) for low, high, value in ends)
        else:
            assert not any(all(c.holds(point) for c in eq.exists.raw) for point in points)
    return [eq.exists.is_generic for eq in found]


@pytest.mark.parametrize(
    ("name", "wide", "families"),
    [
        pytest.param("generalized-mutual-deterrence", 7, 22, marks=SLOW),
        pytest.param("envoy", 13, 18, marks=SLOW),
        pytest.param("opcon", 3, 53, marks=SLOW),
        pytest.param("salami", 4, 113, marks=SLOW),
    ],
)
def test_families_that_need_a_tie_are_told_from_the_others(name: str, wide: int, families: int) -> None:
    found = wide_of(name)
    assert (sum(found), len(found)) == (wide, families)
    assert found == sorted(found, reverse=True), "those that need a tie come last"


@pytest.mark.slow
@each_model
def test_what_is_as_wide_as_parameter_space_is_shown_by_a_place(name: str) -> None:
    wide_of(name)
