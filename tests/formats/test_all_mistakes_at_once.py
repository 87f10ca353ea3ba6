"""Every mistake in a file with types from distributions or choices from intervals is told in one go."""

from __future__ import annotations

import pytest

import deterrence as dt

OFFER = """\
players: [A, B]
parameters:
  p: {range: [0, 1], base: 1/2}
  C: {range: [-1, 1], base: 1/2}
  k: {range: [0, 1], base: 1/2}
types:
  B: {c: {uniform: [C, 0]}}
tree:
  player: A
  information: demand
  chooses: {x: {from: k, to: p}}
  then:
    player: B
    moves:
      Grant: {outcome: Deal, payoffs: [x - c, 1/(x - 1/4)]}
      Fight: {outcome: War, payoffs: [q, 1 - p - c]}
claims:
  - says: nothing
    then: {A: {demand: {y: 1}}}
  - says: other
    then: {choice of: z, is: x}
"""
OFFER_TOLD = {
    "7:7": "its low end is not below its high end at the base values (C = 1/2)",
    "11:13": "the interval of 'x', k to p, may be empty: assume p >= k",
    "15:44": "payoff for A uses 'c', the type of B",
    "15:47": "payoff for B may be divided by zero for some 'x' of its interval, as at x = 1/4",
    "16:39": "payoff for A uses 'q', which is not a parameter",
    "19:25": "'y' is not a move or an information set of A",
    "21:23": "'z' is not the letter of a choice from an interval",
}
AT_ONCE = """\
players: [A, B]
parameters:
  V: {range: [0, 10], base: 1}
  K: {range: [-1, 10], base: 1}
choices:
  A: {e: {from: 0, to: K}}
  B: {f: {from: 0, to: e}}
payoffs: [V*e/(e - 1), "min(e, g)"]
outcomes: {War: e, Peace: 1 - e/2}
claims:
  - says: nothing
    then: {choice of: h, is: 1}
"""
AT_ONCE_TOLD = {
    "6:7": "the interval of 'e', 0 to K, may be empty",
    "7:24": "'to' of 'f' uses 'e', the letter of a choice",
    "8:11": "payoff for A divides by e - 1, which is 0 at",
    "8:25": "min of a choice (e) is not solved",
    "8:32": "payoff for B uses 'g', which is not a parameter",
    "9:1": "the probabilities of outcomes sum to e/2 + 1, not to 1",
    "9:17": "probability of 'War' is greater than 1",
    "9:27": "probability of 'Peace' is negative",
    "12:23": "'h' is not the letter of a choice from an interval",
}
TYPES = """\
players: [A, B]
parameters:
  a: {range: [0, 1], base: 1/2}
types:
  A: {w: {normal: {mean: 0, sd: a - 1}}}
  B: {v: {uniform: [1, 0]}}
tree:
  player: A
  moves:
    Go:
      player: B
      moves:
        "Yes": {payoffs: [v, w]}
        "No": {payoffs: [1/w, z]}
    Stay: {payoffs: [0, log(u)]}
claims:
  - says: x
    then: {A: {start: {Fly: w >= a}}}
  - says: y
    then: {B: {after Go: {"Yes": w >= a}}}
"""
TYPES_TOLD = {
    "5:33": "which is not positive at the base values (a = 1/2)",
    "6:7": "its low end is below its high end for no values",
    "13:27": "payoff for A uses 'v', the type of B",
    "13:30": "payoff for B uses 'w', the type of A",
    "14:28": "payoff for A may be divided by zero for some type 'w', as at w = 0",
    "14:31": "payoff for B uses 'z'",
    "15:29": "payoff for B uses 'u'",
    "18:24": "'Fly' is not a move or an information set of A",
    "20:12": "by the letter of its own type",
}


@pytest.mark.parametrize(("text", "told"), [(OFFER, OFFER_TOLD), (AT_ONCE, AT_ONCE_TOLD), (TYPES, TYPES_TOLD)])
def test_each_with_its_line_and_column(text: str, told: dict[str, str]) -> None:
    with pytest.raises(dt.ModelFileError) as caught:
        dt.loads(text)
    lines = str(caught.value).splitlines()
    for place, said in told.items():
        assert any(f":{place}: " in line and said in line for line in lines), (place, said, lines)
    assert len(lines) == len(told), lines
