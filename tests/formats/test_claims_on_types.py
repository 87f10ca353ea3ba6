"""Claims on the types that make a move, in model files: every mistake is told where it stands, and once."""

import pytest

import deterrence as dt

TEXT = """\
players: [A, B]
parameters:
  s: {range: [0, 1], base: 0.4}
types:
  A: {w_A: {uniform: [0, 1]}}
  B: {w_B: {uniform: [0, 1]}}
tree:
  player: A
  information: opening
  moves:
    Refrain: [0, 0]
    Challenge:
      player: B
      information: reply
      moves:
        Concede: [s, -s]
        Resist: [w_A - 1/2, w_B - 3/4]
claims:
  - says: Strong types challenge.
    then: THEN
"""

MISTAKES = [
    ("{A: {Challenge: w_A >= w_A}}", "20:27", "'w_A', the letter of a type, which may not be used there"),
    ("{A: {Challenge: w_A >= w_B}}", "20:34", "'w_B', the letter of a type, which may not be used there"),
    ("{A: {Challenge: w_A == 1/2}}", "20:27", "is said as 'w_A >= ...' or 'w_A <= ...'"),
    ("{A: {opening: {Challenge: w_A == 1/2}}}", "20:37", "is said as 'w_A >= ...' or 'w_A <= ...'"),
    ("{A: {Challenge: w_A >= min(s, 1/2)}}", "20:41", 'so quote it: Challenge: "w_A >= min(s, 1/2)"'),
    ("{A: {opening: {Challenge: w_A >= max(s, 1/2)}}}", "20:51", 'so quote it: Challenge: "w_A >= max(s, 1/2)"'),
    ("{A: {Challenge: w_A >= 1/(s - s)}}", "20:27", "has no value: 1/(s - s) divides by zero"),
    (
        "{A: {Chalenge: w_A >= s}}",
        "20:16",
        "or an information set of A; those are Refrain, Challenge, opening",
    ),
]


@pytest.mark.parametrize(("then", "place", "said"), MISTAKES)
def test_mistakes_are_told_where_they_stand(then, place, said):
    with pytest.raises(dt.ModelFileError) as told:
        dt.loads(TEXT.replace("THEN", then))
    [line] = str(told.value).splitlines()
    assert f":{place}: " in line
    assert said in line
    assert "Declare" not in line


@pytest.mark.parametrize("then", ['{A: {Challenge: "w_A >= min(s, 1/2)"}}', "{A: {opening: {Challenge: w_A >= s}}}"])
def test_what_is_said_rightly_is_read(then):
    assert len(dt.loads(TEXT.replace("THEN", then)).claims) == 1
