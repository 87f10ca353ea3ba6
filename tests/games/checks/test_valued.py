"""Formulas without a value: told at their place when a file is read, not by the first question that meets them."""

from __future__ import annotations

import pytest

import deterrence as dt
from deterrence.formats.model_file import reads

TEXT = """players: [A]
parameters:
  x: {range: [0, 10], base: 0}
  y: {range: [0, 10]}
definitions:
  z: DEFINITION
tree:
  player: A
  moves:
    Stay: [0]
    Go: ["PAYOFF"]
"""
NOWHERE = "has no value anywhere within the ranges of the parameters"


@pytest.mark.parametrize(
    ("definition", "payoff", "expected"),
    [
        ("1", "2 + sqrt(-1)", "11:15: payoff for A: sqrt of -1 is not a number"),
        ("1", "max(1, log(0))", "11:18: payoff for A: log of 0 is not a number"),
        ("1", "exp(1) + exp(1000)", "11:11: payoff for A: exp of 1000 is too large"),
        ("1", "1/(2 - 1 - 1)", "11:10: payoff for A: division by zero"),
        ("1", "1/x", "11:10: payoff for A: division by zero at the base values (x = 0)"),
        ("1", "sqrt(x - 1)", "11:11: payoff for A: sqrt of -1 is not a number at the base values (x = 0)"),
        ("1", "2 + log(-y)", f"11:15: payoff for A: log(-y) {NOWHERE}"),
        ("1", "(10**12)**12*(10**12)**12", None),
        ("sqrt(-1)", "1", "6:6: definition of 'z': sqrt of -1 is not a number"),
        ("sqrt(-1)", "z", "6:6: definition of 'z': sqrt of -1 is not a number"),
        ("sqrt(-1 - y)", "z", f"6:6: definition of 'z': sqrt(-1 - y) {NOWHERE}"),
        (
            "log(x)",
            "1 + z",
            "11:15: payoff for A uses 'z', which has no value at the base values (x = 0): log of 0 is not a number",
        ),
        # A threshold need not exist in the base case, as long as no payoff uses it.
        ("sqrt(x - 1)", "1", None),
        ("1/x", "1", None),
        ("1", "2 + log(y)", None),
    ],
)
def test_what_has_no_value_is_told_with_its_place(definition: str, payoff: str, expected: str | None) -> None:
    text = TEXT.replace("DEFINITION", definition).replace("PAYOFF", payoff)
    if expected is None:
        assert reads(text).players == ("A",)
        return
    with pytest.raises(dt.ModelFileError) as caught:
        reads(text)
    # The place of an outcome in quotes is one to the right of its quotation mark.
    assert str(caught.value) == f"model.yaml:{expected}"


def test_a_definition_of_types_is_tried_for_each_type() -> None:
    with pytest.raises(dt.GameError, match="after Go: payoff for A uses 'w', which has no value: sqrt of -1"):
        dt.Tree(
            ["A"],
            dt.Decision("A", {"Stay": [0], "Go": ["w"]}),
            types={"A": {"Able": "1/2", "Poor": "1/2"}},
            definitions={"w": {"A": {"Able": "sqrt(4)", "Poor": "sqrt(-1)"}}},
        )
