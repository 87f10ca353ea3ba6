"""The spiral of fear in an arms race with private costs, one type after another: three types in numbers."""

from __future__ import annotations

import pytest

import deterrence as dt


def chain(costs: list[str], probabilities: list[str], gain: str, loss: str) -> dt.Matrix:
    """Baliga and Sjostrom's game with finitely many types, the same for both states."""
    names = [f"Cost {cost}" for cost in costs]
    types = {player: dict(zip(names, probabilities, strict=True)) for player in "AB"}
    own = {f"k_{player}": {player: dict(zip(names, costs, strict=True))} for player in "AB"}
    payoffs = {
        ("Build", "Build"): ("-k_A", "-k_B"),
        ("Build", "Not"): (f"{gain} - k_A", f"-{loss}"),
        ("Not", "Build"): (f"-{loss}", f"{gain} - k_B"),
        ("Not", "Not"): (0, 0),
    }
    moves = {player: ["Build", "Not"] for player in "AB"}
    return dt.Matrix(["A", "B"], moves, payoffs, types=types, definitions=own)


@pytest.mark.slow
def test_each_type_arms_for_fear_of_those_below_it() -> None:
    found = dt.solve(chain(["1/20", "1/4", "3/5"], ["1/5", "2/5", "2/5"], "1/10", "2"))
    assert found.complete
    assert len(found) == 1
    assert all(found[0][place.agent]["Build"] == 1 for place in found[0].layout.places)


@pytest.mark.slow
def test_the_chain_breaks_where_a_type_is_too_costly() -> None:
    found = dt.solve(chain(["1/20", "3/5", "9/10"], ["1/20", "9/20", "1/2"], "1/10", "2"))
    assert found.complete
    armed = [[int(eq[place.agent]["Build"]) for place in eq.layout.places] for eq in found if eq.is_pure]
    assert sorted(armed) == [[1, 0, 0, 1, 0, 0], [1, 1, 1, 1, 1, 1]]
