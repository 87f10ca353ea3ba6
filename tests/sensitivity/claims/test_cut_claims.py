"""Claims on cut-points: which types of those drawn from a distribution make a move."""

import pytest

import deterrence as dt
from deterrence.games.statements import statements
from deterrence.sensitivity.claims.conclusion import Conclusion

TEXT = """\
players: [A]
parameters:
  a: {range: [0, 3], base: 1}
types: {A: {w: {uniform: [-2, 1]}}}
tree:
  player: A
  information: war
  moves: {Fight: [w], Yield: [-a]}
claims:
  - says: These types fight.
    then: {A: {war: {Fight: "SAID"}}}
"""


def verdict(said, **when):
    game = dt.loads(TEXT.replace("SAID", said))
    if when:
        claim = dt.Claim("These types fight.", {"A": {"war": {"Fight": said}}}, **when)
        game = game._with(claims=(claim,))
    [found] = dt.check(game)
    return found.verdict


def test_the_types_that_fight():
    """Fighting is worth w, and yielding -a: types from -a up fight, and all do where a is 2 or more."""
    assert verdict("w >= -a", when="a < 2") == "proved"
    assert verdict("w > -a", when="a < 2") == "proved"
    assert verdict("-a <= w", when="a < 2") == "proved"
    assert verdict("w >= -a") == "proved"  # also where all fight: the cut-point named lies below all types
    assert verdict("w >= 1 - a") == "refuted"
    assert verdict("w <= -a") == "refuted"
    assert verdict("w >= -2", when="a >= 2") == "proved"
    assert verdict("w >= -1", when="a > 2") == "refuted"
    assert verdict("w >= max(-2, -a)", when="a > 0") == "proved"


def test_games_of_numbers():
    game = dt.loads(TEXT.replace("SAID", "w >= -a"))
    assert [found.verdict for found in dt.check(game.at(a="1/2"))] == ["proved"]
    assert [found.verdict for found in dt.check(game.at(a="5/2"))] == ["proved"]


@pytest.mark.parametrize(
    ("said", "place", "message"),
    [
        ("a >= 1", "11:", "which types make it is said as 'w >= ...' or 'w <= ...'"),
        ("w >= q", "11:", "uses 'q', which is not a parameter"),
        ("w >= ", "11:", ""),
    ],
)
def test_mistakes_are_told_where_they_stand(said, place, message):
    with pytest.raises(dt.ModelFileError) as told:
        dt.loads(TEXT.replace("SAID", said))
    [line] = str(told.value).splitlines()
    assert f":{place}" in line
    assert message in line


def test_of_one_move_and_by_the_own_letter():
    text = TEXT.replace('{war: {Fight: "SAID"}}', "{war: {Fight: w >= 0, Yield: w <= 0}}")
    with pytest.raises(dt.ModelFileError, match="is said of one move of A, by the letter of its own type"):
        dt.loads(text)


def test_types_that_all_mix_make_no_move_for_certain():
    """Fighting and yielding are worth the same to every type: where all yield, those that fight begin at the end."""
    even = TEXT.replace("Fight: [w], Yield: [-a]", "Fight: [w], Yield: [w]").replace("SAID", "w >= 1")
    game = dt.loads(even).at(a=1)
    true = Conclusion(game, statements(game.claims[0], game)).where
    assert {family.name: bool(true(family)) for family in dt.solve(game)} == {
        "A Fight": False,
        "A Yield": True,
        "A mixes Fight/Yield": False,
    }
