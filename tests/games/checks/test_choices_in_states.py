"""Choices from intervals in games with states: what may not be written, and where it is told."""

from __future__ import annotations

import pytest

import deterrence as dt
from deterrence.formats.model_file import reads

OFFERS = """
players: [A, B]
parameters: {delta: {range: [0, 1], base: 9/10}}
states:
  Now:
    tree:
      player: A
      chooses: {x: {from: 0, to: 1}}
      then:
        player: B
        moves:
          Accept: {outcome: Deal, payoffs: [x, 1 - x], next: Over}
          Reject: {outcome: Delay, payoffs: [0, 0], next: Now}
  Over:
    tree: {outcome: Nothing, payoffs: [0, 0]}
discount: delta
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("discount: delta", "discount: delta\nhorizon: 3", "'x' is chosen from an interval, again and again"),
        ("[x, 1 - x]", "[x, 1 - x**2]", "payoff for B is of degree 2 in 'x'; in 'states' it has to be linear, and B"),
        ("[x, 1 - x]", "[x**3, 1 - x]", "payoff for A is of degree 3 in 'x'; in 'states' it has to be linear or quad"),
        ("[x, 1 - x]", "[x, 1/(1 + x)]", "payoff for B divides by 'x'"),
        ("[x, 1 - x]", '["min(x, 1/2)", 1 - x]', "payoff for A has min, max, sqrt, exp or log in it beside 'x'"),
        ("next: Over}", "next: {Over: x, Now: 1 - x}}", "how likely 'Over' comes next depends on 'x'; it may not."),
        ("from: 0, to: 1", "from: delta, to: 1/2", "the interval of 'x', delta to 1/2, may be empty"),
        ("Nothing, payoffs: [0, 0]", "Nothing, payoffs: [x, 0]", "payoff for A uses 'x'"),
    ],
)
def test_what_is_not_solved_is_told_with_its_place(old: str, new: str, said: str) -> None:
    with pytest.raises(ValueError, match=r":\d+:\d+: ") as told:
        reads(OFFERS.replace(old, new, 1))
    assert said in str(told.value)


def test_each_choice_has_its_own_letter() -> None:
    again = OFFERS.replace(
        "{outcome: Nothing, payoffs: [0, 0]}", "{player: B, chooses: {x: {from: 0, to: 1}}, then: [0, x]}"
    )
    assert again != OFFERS
    with pytest.raises(ValueError, match="'x' is chosen in state 'Now' already"):
        reads(again.replace("tree: {player", "tree: {player"))


def test_the_letters_are_those_of_the_claims() -> None:
    game = reads(OFFERS)
    assert game.vocabulary.letters == ("x",)
    assert [own.letter for own in game.choices] == ["x"]
    assert "x" not in game.letters


def test_it_is_written_and_read_again(tmp_path: object) -> None:
    path = f"{tmp_path}/offers.yaml"
    game = reads(OFFERS)
    dt.save(game, path)
    assert dt.load(path) == game._with(name="offers")
