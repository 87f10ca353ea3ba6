"""Outcomes by the names that results print: profiles of a matrix, unnamed ends of a tree, with and without types."""

from __future__ import annotations

import pytest

import deterrence as dt
from deterrence.formats.model_file import reads

BOATS = """players: [North, South]
parameters:
  v: {range: [0, 10], base: 1}
  d: {range: [0, 10], base: 5}
assumptions: [d > v > 0]
matrix:
  moves: {North: [Hold, Turn], South: [Hold, Turn]}
  payoffs:
    Hold: {Hold: [-d, -d], Turn: [v, -v]}
    Turn: {Hold: [-v, v], Turn: [0, 0]}
claims:
  - says: Somebody holds.
    then: THEN
"""


@pytest.mark.parametrize(
    ("then", "verdict"),
    [
        ('{probability of: "Turn, Turn", is: 1}', "refuted"),
        ('{outcome: "Hold, Turn"}', "proved"),
        ('{outcome: "Hold, Hold"}', "refuted"),
    ],
)
def test_claims_name_profiles(then: str, verdict: str) -> None:
    text = BOATS.replace("THEN", then) + ("    in: some equilibrium\n" if "Hold, Turn" in then else "")
    [row] = dt.check(reads(text))
    assert row.verdict == verdict


@pytest.mark.parametrize(
    ("then", "expected"),
    [
        ("{outcome: Turn, Turn}", "13:27: 'Turn' says nothing: a comma inside { } ends a text, so quote it: "),
        ('{outcome: "turn, turn"}', "13:21: 'turn, turn' is not an outcome; those are 'Hold, Hold', 'Hold, Turn', "),
    ],
)
def test_what_is_no_profile_is_told(then: str, expected: str) -> None:
    with pytest.raises(dt.ModelFileError) as caught:
        reads(BOATS.replace("THEN", then))
    assert str(caught.value).startswith(f"model.yaml:{expected}")
    assert "Turn, Turn" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_questions_name_profiles() -> None:
    game = reads(BOATS.split("claims:", maxsplit=1)[0])
    found = dt.solve(game.base_case())
    chances = sorted(str(eq.outcomes["Turn, Turn"]) for eq in found)
    bars = dt.tornado(game, of="probability of Turn, Turn")
    # The extremes over equilibria are those printed.
    assert (str(bars.base[0]), str(bars.base[1])) == (chances[0], chances[-1])
    needed = dt.required(dt.load("arms-guardrails"), "c", outcome="Restrain, Restrain")
    assert str(needed.value) == "3/4"
    assert dt.tornado(game, of="Turn, Turn").base == bars.base
    assert dt.tornado(game, of="North").base == dt.tornado(game, of="payoff of North").base


def types_of(game: dt.games.Model) -> dict[str, list[str]]:
    return {eq.name: list(eq.outcomes) for eq in dt.solve(game.base_case())}


def test_unnamed_ends_and_types() -> None:
    types = {"A": {"Able": "p", "Poor": "1 - p"}}
    definitions = {"w": {"A": {"Able": 2, "Poor": -1}}}
    parameters = [dt.Parameter("p", low=0, high=1, base="1/3")]
    tree = dt.Tree(
        ["A"],
        dt.Decision("A", {"Stay": [0], "Go": dt.Decision("A", {"On": ["w"], "Back": [-2]})}),
        types=types,
        definitions=definitions,
        parameters=parameters,
    )
    matrix = dt.Matrix(
        ["A", "B"],
        {"A": ["x", "y"], "B": ["u", "v"]},
        {"x": {"u": ("w", 1), "v": ("w", 0)}, "y": {"u": (0, 0), "v": (0, 0)}},
        types=types,
        definitions=definitions,
        parameters=parameters,
    )
    for game in (tree, matrix):
        for outcomes in types_of(game).values():
            for name in outcomes:
                value = dt.tornado(game, of=f"probability of {name}").base
                printed = {str(eq.outcomes[name]) for eq in dt.solve(game.base_case())}
                assert {str(value[0]), str(value[-1])} <= printed
    with pytest.raises(ValueError, match=r"those are 'A \(Able\), Stay', 'A \(Able\), Go, On', .* Did you mean"):
        dt.required(tree, "p", outcome="A (Able), Go")
    # A move keeps its meaning where an end of play is called after it.
    plain = dt.Tree(
        ["A"],
        dt.Decision("A", {"L": [1], "R": dt.Decision("A", {"L": ["k"], "M": [0]})}),
        parameters=[dt.Parameter("k", low=0, high=3, base=2)],
    )
    assert float(dt.uncertainty(plain, draws=200, seed=1).probability.sel(outcome="L", bound="low")) < 1
    assert {str(value) for value in dt.tornado(plain, of="probability of L").base} == {"1"}


def test_a_belief_is_about_a_type_or_a_move_made_before():
    """B has not seen A's last move when it replies; a move of the same game, but a later one."""
    last = dt.Decision("A", {"Fight": [1, -1], "Back": [0, 0]})
    reply = dt.Decision("B", {"Resist": last, "Concede": [1, 0]}, information="reply")
    root = dt.Decision("A", {"Warn": reply, "Strike": reply, "Refrain": [0, 0]})

    def game(about):
        claim = dt.Claim("x", {"belief of": "B", "at": "reply", "about": about, "is": 1})
        return dt.Tree(["A", "B"], root, claims=[claim])

    assert game("Warn").claims
    for about in ("Fight", "Refrain", "Resist"):
        with pytest.raises(dt.GameError, match="is not a type, or a move made before 'reply'; those are Warn"):
            game(about)
