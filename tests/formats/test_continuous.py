"""Continuous games in model files: read, written, and every mistake told with its line and column."""

import pytest

import deterrence as dt

TEXT = """\
players: [A, B]
parameters:
  V: {range: [0, 10], base: 4}
  K: {range: [0, 5], base: 1}
assumptions: [V > 0]
choices:
  A: {e: {from: 0, to: K}}
  B: {f: {from: 0, to: inf}}
payoffs: [V*e/(e + f) - e, V*f/(e + f) - f]
outcomes: {A wins: e/(e + f), B wins: f/(e + f)}
claims:
  - says: A arms as much as it can.
    when: K < V/4
    then: {choice of: e, is: K}
"""


def test_it_is_read_as_it_would_be_made_in_python():
    game = dt.loads(TEXT)
    made = dt.Continuous(
        ["A", "B"],
        {"A": {"e": (0, "K")}, "B": {"f": (0, None)}},
        ["V*e/(e + f) - e", "V*f/(e + f) - f"],
        {"A wins": "e/(e + f)", "B wins": "f/(e + f)"},
        parameters=[dt.Parameter("V", low=0, high=10, base=4), dt.Parameter("K", low=0, high=5, base=1)],
        assumptions=["V > 0"],
        claims=[dt.Claim("A arms as much as it can.", {"choice of": "e", "is": "K"}, when="K < V/4")],
    )
    assert game == made
    assert repr(game.intervals["B"]) != repr(game.intervals["A"])
    assert str(game.intervals["B"]) == "f from 0 to inf"


def test_round_trips():
    game = dt.loads(TEXT)
    assert dt.loads(dt.dumps(game, "yaml")) == game
    made = {}
    exec(dt.dumps(game, "python"), made)  # noqa: S102 -- our own output
    assert made["game"] == game
    assert r"\infty" in dt.dumps(game, "latex")


def test_an_interval_without_ends_is_written():
    text = "players: [A]\nparameters: {c: {}}\nchoices:\n  A: {x: {from: -inf, to: inf}}\npayoffs: [0 - (x - c)**2]\n"
    game = dt.loads(text)
    assert dt.loads(dt.dumps(game, "yaml")) == game
    assert "from: -inf, to: inf" in dt.dumps(game, "yaml")


@pytest.mark.parametrize("ending", ["efg", "nfg"])
def test_what_cannot_go_to_gambit_is_said(ending):
    with pytest.raises(ValueError, match="no tree of finitely many moves"):
        dt.dumps(dt.loads(TEXT).base_case(), ending)


MISTAKES = [
    # what is put for what, where that is told, and what is said
    ("A: {e: {from: 0, to: K}}", "A: {e: {from: 0}}", "7:7", "has no 'to'"),
    ("A: {e: {from: 0, to: K}}", "A: {e: {from: inf, to: K}}", "7:17", "'from' of 'e' is inf"),
    ("A: {e: {from: 0, to: K}}", "A: {e: {from: inf, to: K}}", "7:17", "under 'from' write a formula, or -inf"),
    ("A: {e: {from: 0, to: K}}", "A: {e: {from: -inf, to: -inf}}", "7:27", "it means that there is no lower end"),
    ("A: {e: {from: 0, to: K}}", "A: {e: {from: 0, to: f}}", "7:24", "uses 'f', the letter of a choice, which may not"),
    ("choice of: e, is: K", "choice of: e, is: f", "14:30", "'is' uses 'f', the letter of a choice, which may not"),
    ("choice of: e, is: K", "choice of: e, is: K/(V - V)", "14:30", "'is' has no value: K/(V - V) divides by zero"),
    ("choice of: e, is: K", "choice of: e, is: min(K, V)", "14:37", 'so quote it: is: "min(K, V)"'),
    ("A: {e: {from: 0, to: K}}", "A: {e: {from: 2, to: K}}", "7:7", "may be empty: assume K >= 2"),
    ("A: {e: {from: 0, to: K}}", "A: {e: {from: 3, to: 1}}", "7:7", "may be empty: exchange its ends"),
    ("A: {e: {from: 0, to: K}}", "A: {e: {from: 0, to: Q}}", "7:24", "uses 'Q', which is not a parameter"),
    ("A: {e: {from: 0, to: K}}", "A: {e: {from: 0, upto: K}}", "7:20", "'upto' is not a key of an interval"),
    ("A: {e: {from: 0, to: K}}", "A: {V: {from: 0, to: K}}", "7:7", "'V' is a parameter already"),
    ("A: {e: {from: 0, to: K}}", "A: {f: {from: 0, to: K}}", "8:7", "'f' stands for the choice of A already"),
    ("A: {e: {from: 0, to: K}}", "A: {e: 3}", "7:10", "expected the interval of 'e' as a mapping"),
    ("A: {e: {from: 0, to: K}}", "A: {e: {from: 0, to: K}, g: {from: 0, to: 1}}", "7:3", "chooses one letter"),
    ("A: {e: {from: 0, to: K}}", "C: {e: {from: 0, to: K}}", "7:3", "'C' is not a player"),
    ("  B: {f: {from: 0, to: inf}}\n", "", "6:1", "B chooses nothing"),
    ("payoffs: [V*e/(e + f) - e, V*f/(e + f) - f]\n", "", "6:1", "'choices' go with 'payoffs'"),
    (", V*f/(e + f) - f]", "]", "9:10", "1 payoff for 2 players"),
    ("V*e/(e + f) - e", "V*e/(e + f) - g", "9:25", "uses 'g', which is not a parameter"),
    ("V*e/(e + f) - e", "V*e/(e - f) - e", "9:11", "divides by e - f, which is 0 at"),
    ("V*e/(e + f) - e", '"min(e, f)"', "9:12", "min of a choice (e, f) is not solved"),
    ("V*e/(e + f) - e", "sqrt(e)", "9:11", "sqrt of a choice (e) is not solved"),
    ("A wins: e/(e + f)", "A wins: e/(e + 2*f)", "10:1", "the probabilities of outcomes sum to"),
    ("A wins: e/(e + f)", "A wins: e", "10:20", "probability of 'A wins' is greater than 1"),
    ("choice of: e", "choice of: g", "14:23", "'g' is not the letter of a choice from an interval"),
    (
        "players: [A, B]\n",
        "players: [A, B]\ntypes: {A: {t: {uniform: [0, 1]}}}\n",
        "2:13",
        "types drawn from a distribution are not solved where all choose",
    ),
    ("outcomes:", "start: x\noutcomes:", "10:1", "'start' goes with 'states'; this model has 'choices'"),
]


@pytest.mark.parametrize(("old", "new", "place", "said"), MISTAKES)
def test_mistakes_are_told_where_they_stand(old, new, place, said):
    assert old in TEXT
    with pytest.raises(dt.ModelFileError) as told:
        dt.loads(TEXT.replace(old, new))
    lines = str(told.value).splitlines()
    assert any(f":{place}: " in line and said in line for line in lines), "\n".join(lines)


def test_without_outcomes_each_profile_of_choices_is_one():
    game = dt.loads("\n".join(line for line in TEXT.splitlines() if not line.startswith("outcomes")))
    names = [eq.outcomes for eq in dt.solve(game)]
    assert [next(name for name in row if row[name] == 1) for row in names] == [
        "e = V/4, f = V/4",
        "e = K, f = -K + sqrt(K*V)",
    ]
