"""What has no value once letters are fixed is told where it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

import deterrence as dt

COSTS = """players: [A, B]
parameters: {a: {range: [0, 1], base: 1/2}}
types:
  A: {w: {normal: {mean: 0, sd: 1}}}
matrix:
  moves: {A: [Build, Wait], B: [Build, Wait]}
  payoffs:
    Build: {Build: [log(w), 0], Wait: [1, 0]}
    Wait: {Build: [0, 1], Wait: [0, a]}
"""


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ("", "", "8:25", "payoff for A has no value at w = -2.57583, which is a possible type"),
        ("log(w)", "sqrt(w)", "8:26", "payoff for A has no value at w = -2.57583, which is a possible type"),
        (
            "sd: 1}",
            "sd: 1}, on: [50, 60]",
            "4:7",
            "type of A: a normal distribution with 0, 1 has nearly no probability",
        ),
    ],
)
def test_a_payoff_without_a_value_for_some_types_and_types_without_probability(
    tmp_path: Path, old: str, new: str, place: str, said: str
) -> None:
    path = tmp_path / "costs.yaml"
    path.write_text(COSTS.replace(old, new, 1) if old else COSTS)
    with pytest.raises(ValueError, match=f"costs.yaml:{place}: ") as told:
        dt.solve(dt.load(path).base_case())
    assert said in str(told.value)
