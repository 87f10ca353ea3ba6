"""Model files: what they hold, and that every mistake is told with its file, line and column."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest

from deterrence.formats.model_file import ModelFileError, read, reads
from deterrence.games import Chance, Claim, Decision, ImperfectRecallError, Matrix, Outcome, Parameter, Tree

NLL = """\
title: A probe
summary: >-
  Pyongyang may test a line.
  Seoul answers or not.
sources:
  nss: an analysis
players: [DPRK, ROK]
parameters:
  c: {meaning: backing, range: [0, 1], base: 0.6, role: commitment}
  g: {range: [0, 10], base: 2, unit: utility}
  b: {range: [0, 10], base: 6, note: a note}
  k: {range: [0, 10], base: 2, source: illustrative}
  l: {range: [0, 10], base: 1}
  e: {range: [0, 10], base: 3}
  s: {range: [0, 10], base: 1}
assumptions:
  - g > 0
  - e > l > 0
definitions:
  c_R: (e - l)/(e + s)
  c_D: b/(b + k)
tree:
  player: DPRK
  moves:
    Refrain: {outcome: Status quo, payoffs: [0, 0]}
    Probe:
      player: ROK
      moves:
        Absorb: {outcome: New status quo, payoffs: [g, -l]}
        Respond:
          chance:
            Backed: {probability: c, then: {outcome: Repelled, payoffs: [-k, s]}}
            Alone: {probability: 1 - c, then: {outcome: Escalation, payoffs: [b, -e]}}
claims:
  - says: Seoul answers above c_R.
    source: nss
    when: c > c_R
    then: {ROK: Respond}
    holds: exactly when
  - says: Escalation is as likely as that.
    then: {probability of: Escalation, is: 1 - c}
    in: some equilibrium
    expected: refuted
notes: That is all.
"""


def nll() -> Tree:
    def p(name: str, base: Any, **more: str) -> Parameter:
        return Parameter(name, "", 0, 10, base, **more)  # type: ignore[arg-type]

    return Tree(
        ["DPRK", "ROK"],
        Decision(
            "DPRK",
            {
                "Refrain": Outcome("Status quo", (0, 0)),
                "Probe": Decision(
                    "ROK",
                    {
                        "Absorb": Outcome("New status quo", ("g", "-l")),
                        "Respond": Chance(
                            {
                                "Backed": ("c", Outcome("Repelled", ("-k", "s"))),
                                "Alone": ("1 - c", Outcome("Escalation", ("b", "-e"))),
                            }
                        ),
                    },
                ),
            },
        ),
        title="A probe",
        summary="Pyongyang may test a line. Seoul answers or not.",
        sources={"nss": "an analysis"},
        parameters=[
            Parameter("c", "backing", 0, 1, base=0.6, role="commitment"),
            p("g", 2, unit="utility"), p("b", 6, note="a note"), p("k", 2, source="illustrative"),
            p("l", 1), p("e", 3), p("s", 1),
        ],
        assumptions=["g > 0", "e > l > 0"],
        definitions={"c_R": "(e - l)/(e + s)", "c_D": "b/(b + k)"},
        claims=[
            Claim("Seoul answers above c_R.", {"ROK": "Respond"}, "c > c_R", "exactly when", source="nss"),
            Claim(
                "Escalation is as likely as that.", {"probability of": "Escalation", "is": "1 - c"},
                in_="some equilibrium", expected="refuted",
            ),
        ],
        notes="That is all.",
    )  # fmt: skip


def test_a_file_is_the_game_written_in_python() -> None:
    game = reads(NLL, "somewhere/nll-probe.yaml")
    assert game == nll()
    assert game.name == "nll-probe"


def test_words_that_yaml_once_took_for_booleans_are_moves() -> None:
    game = reads(
        "players: [A]\ntree: {player: A, moves: {No: [1], Off: [0], yes: [2], null: [3], 1.0: [4], 0x10: [5]}}"
    )
    assert isinstance(game, Tree)
    assert game.written_sets[0].moves == ("No", "Off", "yes", "null", "1.0", "0x10")


def test_a_matrix() -> None:
    game = reads(
        """
players: [ROK, US]
parameters: {b: , k: }
matrix:
  moves:
    ROK: [Arm, Rely]
    US: [Stay, Shift]
  payoffs:
    Arm: {Stay: [b - k, 1], Shift: [b - k, 2]}
    Rely: {Stay: [b, 1], Shift: [-1, 0.5]}
"""
    )
    assert game == Matrix(
        ["ROK", "US"],
        {"ROK": ["Arm", "Rely"], "US": ["Stay", "Shift"]},
        {
            ("Arm", "Stay"): ("b - k", 1),
            ("Arm", "Shift"): ("b - k", 2),
            ("Rely", "Stay"): ("b", 1),
            ("Rely", "Shift"): (-1, 0.5),
        },
        parameters=["b", "k"],
    )


def test_three_players_nest_three_deep() -> None:
    game = reads(
        "players: [A, B, C]\nmatrix:\n  moves: {A: [a], B: [b, d], C: [c]}\n"
        "  payoffs: {a: {b: {c: [1, 2, 3]}, d: {c: [4, 5, 6]}}}\n"
    )
    assert isinstance(game, Matrix)
    assert [str(payoff) for payoff in game.payoffs["a", "d", "c"]] == ["4", "5", "6"]


def test_arrays() -> None:
    game = reads("players: [A, B]\nmatrix: {arrays: {A: [[1, 2], [3, 4]], B: [[0.5, 0], [-1, 1e2]]}}")
    assert isinstance(game, Matrix)
    assert game == Matrix.from_arrays([[1, 2], [3, 4]], [[0.5, 0], [-1, 100]], players=["A", "B"])
    assert game.arrays is not None
    exact = reads(
        "players: [A]\nmatrix: {moves: {A: [x, y]}, arrays: {A: [1/3, 0.1000000000000000055511151231257827]}}"
    )
    assert isinstance(exact, Matrix)
    assert exact.arrays is None
    assert str(exact.payoffs["x",][0]) == "1/3"


def test_subtrees_stand_where_they_are_named() -> None:
    game = reads(
        """
players: [A, B]
subtrees:
  war: {outcome: War, payoffs: [-1, -1]}
  reply: {player: B, information: sees, moves: {Fight: war, Yield: [1, 0]}}
tree: {player: A, moves: {Left: reply, Right: reply, Out: war}}
"""
    )
    assert isinstance(game, Tree)
    assert [(found.name, len(found.nodes)) for found in game.written_sets] == [("start", 1), ("sees", 2)]
    assert game.outcomes == ("War",)


def test_types() -> None:
    text = """
players: [A, B]
types: {TYPES}
parameters: {p: {range: [0, 1], base: 0.5}, w: }
definitions:
  war: {A: {Hard: w, Soft: -w}}
tree: {player: A, moves: {x: [war, 0], y: [0, 0]}}
"""
    independent = reads(text.replace("{TYPES}", "{A: {Hard: p, Soft: 1 - p}}"))
    assert independent.types == {"A": {"Hard": independent.types["A"]["Hard"], "Soft": independent.types["A"]["Soft"]}}
    joint = reads(
        text.replace("{TYPES}", "{joint: [{A: Hard, B: x, probability: p}, {A: Soft, B: y, probability: 1 - p}]}")
    )
    assert [dict(profile) for profile in joint.profiles()] == [{"A": "Hard", "B": "x"}, {"A": "Soft", "B": "y"}]


def test_an_unbounded_range() -> None:
    game = reads("players: [A]\nparameters: {x: {range: [-inf, 3]}, y: {range: [0, inf]}}\ntree: [x]")
    assert game.parameters["x"].low is None
    assert game.parameters["y"].high is None


# --- mistakes -----------------------------------------------------------------------------------------------------


def complaints(text: str) -> list[str]:
    with pytest.raises(ModelFileError) as caught:
        reads(text, "models/nll-probe.yaml")
    return str(caught.value).splitlines()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("[b, -e]", "[b, -ee]", "33:83: payoff for ROK uses 'ee', which is not a parameter. Did you mean 'e'?"),
        ("probability: 1 - c", "probability: 1", "31:11: chance probabilities sum to c + 1, not 1."),
        ("base: 0.6", "base: 6", "9:46: base value 6 of 'c' lies outside its range [0, 1]."),
        ("  - e > l > 0", "  - e > ll > 0", "18:9: assumption uses 'll', which is not a parameter. Did you mean 'l'?"),
        ("  - e > l > 0", "  - l > e", "18:5: the base values break the assumption 'l > e' (l = 1, e = 3)."),
        ("b/(b + k)", "b/(b + k", "21:10: '(' is never closed"),
        ("b/(b + k)", "b/(b k)", "21:13: expected an operator such as + or * between 'b' and 'k'"),
        ("b/(b + k)", "__import__('os').system('x')", "21:19: \"'\" is not part of a formula"),
        ("b/(b + k)", "", "21:3: definition of 'c_D': expected a formula; found nothing."),
        ("[g, -l]", "[g]", "29:52: 1 payoff for 2 players (DPRK, ROK)."),
        ("[g, -l]", "g", "29:52: expected payoffs as a list, such as [g, -l]; found 'g'."),
        ("player: ROK", "player: Rok", "27:15: 'Rok' is not a player; those are DPRK, ROK. Did you mean 'ROK'?"),
        ("claims:", "clams:", "34:1: 'clams' is not a key of a model;"),
        ("unit: utility", "unt: utility", "10:32: 'unt' is not a key of a parameter;"),
        ("role: commitment", "role: comitment",
         "9:57: role of 'c' is 'comitment'; the roles are 'commitment' and 'focus'. Did you mean 'commitment'?"),
        ("range: [0, 1]", "range: 1",
         "9:32: expected the range of 'c' as a list of two numbers, such as [0, 1]; found '1'."),
        ("{ROK: Respond}", "{ROK: Respnd}",
         "38:17: 'Respnd' is not a move of ROK; those are Absorb, Respond. Did you mean"),
        ("{ROK: Respond}", "{RoK: Respond}", "38:12: 'RoK' is not a player; those are DPRK, ROK. Did you mean 'ROK'?"),
        ("holds: exactly when", "holds: always",
         "39:12: 'holds' of a claim is 'always'; expected 'when' or 'exactly when'."),
        ("when: c > c_R", "when: c > c_r", "37:15: 'when' uses 'c_r', which is not a parameter. Did you mean 'c_R'?"),
        ("is: 1 - c}", "is: 1 - d}", "41:48: 'is' uses 'd', which is not a parameter."),
        ("    in: some", "    inn: some", "42:5: 'inn' is not a key of a claim;"),
        ("    then: {ROK: Respond}\n", "", "35:5: a claim has 'then'."),
        ("title: A probe", "title: [A probe]", "1:8: expected text for 'title'; found a list."),
        ("players: [DPRK, ROK]", "players: DPRK",
         "7:10: expected 'players' as a list, such as [DPRK, ROK]; found 'DPRK'."),
        ("players: [DPRK, ROK]", "players: [DPRK, ROK, ROK]", "7:22: player 'ROK' is listed twice"),
        ("Refrain: {outcome: Status quo, payoffs: [0, 0]}", "Refrain: stay",
         "25:14: 'stay' is not a subtree, there is none."),
        ("then: {outcome: Escalation, payoffs: [b, -e]}", "thn: [b, -e]",
         "33:41: 'thn' is not a key of a chance move;"),
        ("c_R: (e - l)/(e + s)", "c_R: c_D + 1\n  c: 1", "21:3: 'c' is a parameter already"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(old: str, new: str, expected: str) -> None:
    assert NLL.count(old) >= 1
    lines = complaints(NLL.replace(old, new, 1) if old != "b/(b + k)" else NLL.replace("c_D: " + old, "c_D: " + new))
    assert any(line.startswith(f"nll-probe.yaml:{expected}") for line in lines), lines


def test_all_mistakes_are_told_in_order() -> None:
    text = NLL
    for old, new in (("base: 0.6", "base: 6"), ("[b, -e]", "[bb, -ee]"), ("notes:", "note:"), ("e > l > 0", "e > ll")):
        text = text.replace(old, new)
    lines = complaints(text)
    assert [line.split(":")[1] for line in lines] == ["9", "18", "33", "33", "44"]


def test_what_beginners_stumble_over_comes_with_the_likely_fix() -> None:
    for old, new, fix in (
        ("  c: {", "\tc: {", "by spaces, not by tabs"),
        ("title: ", "title: A probe: ", "a text with ': ' in it is quoted"),
        ("  - e > l > 0", "  e > l > 0\n  - g > 0", "an item of a list and begins with '- '"),
        ("\n  - says:", "\n - says:", "Lines that belong together begin in one column"),
        ("[b, -e]", "[b, -zz]", "Known here: c, g, b, k, l, e, s"),
    ):
        assert NLL.count(old) >= 1
        assert fix in complaints(NLL.replace(old, new, 1))[0]


def test_one_mistake_in_a_part_used_twice_is_told_once() -> None:
    lines = complaints(
        "players: [A]\nsubtrees:\n  end: [x]\ntree: {player: A, moves: {a: end, b: end, c: end}}\n",
    )
    [line] = lines
    assert line.startswith("nll-probe.yaml:3:9: payoff for A uses 'x', which is not a parameter. Declare it under")


@pytest.mark.parametrize(
    ("definition", "expected"),
    [
        ("x: >-\n    b +\n      zz", "4:7"),
        ("x: |\n    b +\n    zz", "4:5"),
        ("x: b\n    + zz", "3:7"),
        ('x: "b + zz"', "2:11"),
        ("x: 'b + zz'", "2:11"),
        ('x: "b +\n    zz"', "3:5"),
        ("x: 1 - 2*zz + zz", "2:12"),
    ],
)
def test_columns_inside_formulas_of_every_style(definition: str, expected: str) -> None:
    [line] = complaints(f"definitions:\n  {definition}\nparameters: {{b: }}\nplayers: [A]\ntree: [b]\n")
    assert line.startswith(f"nll-probe.yaml:{expected}: definition of 'x' uses 'zz'")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- a", "1:1: expected a model as a mapping"),
        ("hello", "1:1: expected a model as a mapping"),
        ("title: x", "1:1: a model has 'players'"),
        ("players: []\ntree: [1]", "1:10: a model has at least one player."),
        ("players: [A]", "1:1: expected a 'tree', a 'matrix', 'states' or 'choices'; found none of them."),
        (
            "players: [A]\ntree: [1]\nmatrix: {}",
            "3:1: expected a 'tree', a 'matrix', 'states' or 'choices'; found 'tree' and",
        ),
        ("players: [A]\nmatrix:", "2:1: a matrix has 'moves' and 'payoffs'."),
        ("players: [A]\nmatrix: {moves: {A: [x]}}", "2:1: a matrix has 'payoffs' or 'arrays'; found neither."),
        ("players: [A]\nmatrix: {payoffs: {x: [1]}}", "2:1: a matrix has 'moves'"),
        ("players: [A]\nmatrix: {moves: {A: [x], B: [y]}, payoffs: {x: [1]}}", "2:26: 'B' is not a key of 'moves'"),
        ("players: [A]\nmatrix: {moves: {A: [x, y]}, payoffs: {x: [1]}}", "2:30: payoffs are missing for A's move y."),
        ("players: [A]\nmatrix: {moves: {A: [x]}, payoffs: {x: [1], z: [1]}}", "2:45: 'z' is not a move of A"),
        ("players: [A]\nmatrix: {moves: {A: [x]}, payoffs: {x: [1, 2]}}", "2:40: 2 payoffs for 1 player (A)."),
        ("players: [A]\nmatrix: {moves: {A: [x]}, payoffs: {x: 1}}", "2:40: expected one payoff a player as a list"),
        ("players: [A]\nmatrix: {moves: {A: [x]}, payoffs: {x: [zz]}}", "2:41: payoff for A uses 'zz'"),
        ("players: [A]\nmatrix: {moves: {A: [x, y]}, arrays: {A: [1]}}", "2:42: the array of A has 1 entries here"),
        ("players: [A]\nmatrix: {moves: {A: [x, y]}, arrays: {A: [1, nan +]}}", "2:51: payoff for A: the formula ends"),
        ("players: [A]\nmatrix: {arrays: {B: [1]}}", "2:19: 'B' is not a key of 'arrays'"),
        (
            "players: [A]\nmatrix: {moves: {A: [x]}, payoffs: {x: [1]}}\nsubtrees: {}",
            "3:1: 'subtrees' goes with a 'tree' or 'states'",
        ),
        ("players: [A]\ntree: {player: A}", "2:8: a decision has 'moves'"),
        ("players: [A]\ntree: {player: A, moves: [x]}", "2:26: expected the moves of A as a mapping"),
        ("players: [A]\ntree: {player: A, moves: {x: }}", "2:27: after 'x': expected what follows; found nothing."),
        ("players: [A]\ntree: {player: A, moves: {}}", "2:19: A has no moves here."),
        ("players: [A]\ntree: {playr: A, moves: {x: [1]}}", "2:7: tree: expected one of 'player' with 'moves'"),
        ("players: [A]\ntree: {player: A, chance: {}, moves: {}}", "2:7: tree: expected one of"),
        ("players: [A]\ntree: {outcome: War}", "2:8: the outcome 'War' has no 'payoffs'."),
        ("players: [A]\ntree: {outcome: War, payoffs: [1], x: 1}", "2:36: 'x' is not a key of an outcome"),
        ("players: [A]\ntree: {chance: {x: {probability: 1}}}", "2:17: the chance move 'x' has no 'then'."),
        ("players: [A]\ntree: {chance: {x: [1]}}", "2:20: expected the chance move 'x' as a mapping"),
        ("players: [A]\ntree: {chance: x}", "2:16: expected a chance move as a mapping"),
        ("players: [A]\nsubtrees: {a: b, b: a}\ntree: a", "2:15: subtrees go round in a circle: a -> b -> a."),
        ("players: [A]\nsubtrees: {a: [1]}\ntree: [1]", "2:12: the subtree 'a' is not used: delete it, or"),
        (
            "players: [A]\nsubtrees: {war: [1]}\ntree: wr",
            "3:7: 'wr' is not a subtree; those are war. Did you mean 'war'?",
        ),
        (
            "players: [A]\ntypes: {A: {H: p, S: p}}\nparameters: {p: }\ntree: [1]",
            "2:9: probabilities of A's types sum to 2*p",
        ),
        (
            "players: [A]\ntypes: {joint: [{A: H}]}\ntree: [1]",
            "2:17: expected a type for each player and a 'probability'",
        ),
        ("players: [A]\nparameters: {2x: {base: 1}}\ntree: [1]", "2:14: '2x' is not a name"),
        ("players: [A]\nparameters: {x: 3}\ntree: [1]", "2:17: expected parameter 'x' as a mapping"),
        ("players: [A]\nassumptions: [x >]\nparameters: {x: }\ntree: [1]", "2:18: assumption: the formula ends"),
        ("players: [A]\nclaims: [x]\ntree: [1]", "2:10: expected a claim as a mapping"),
        ("players: [A]\nclaims: [{says: [], then: {A: x}}]\ntree: [1]", "2:17: expected text for 'says'; found"),
        ("players: [A]\nclaims: [{says: x, when: [1 > 0], then: {unique: true}}]\ntree: [1]", "2:26: expected text"),
        ("players: [[A]]\ntree: [1]", "1:11: expected the name of a player; found a list."),
    ],
)
def test_mistakes_of_form(text: str, expected: str) -> None:
    lines = complaints(text)
    assert any(line.startswith(f"nll-probe.yaml:{expected}") for line in lines), lines


def test_imperfect_recall_is_called_by_its_name() -> None:
    again = "{player: A, information: i, moves: {x: [0], y: [1]}}"
    text = f"players: [A]\ntree: {{player: A, information: i, moves: {{x: [1], y: {again}}}}}"
    with pytest.raises(ImperfectRecallError) as caught:
        reads(text)
    assert isinstance(caught.value, ModelFileError)
    assert str(caught.value).startswith("model.yaml:2:")
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_many_mistakes_are_counted_not_all_shown() -> None:
    moves = ", ".join(f"m{i}: [x{i}]" for i in range(200))
    lines = complaints(f"players: [A]\ntree: {{player: A, moves: {{{moves}}}}}")
    assert lines[-1] == "... and 150 more mistakes"


def test_reading_from_disk(tmp_path: Path) -> None:
    place = tmp_path / "nll-probe.yaml"
    place.write_bytes(b"\xef\xbb\xbf" + NLL.replace("\n", "\r\n").encode())
    assert read(place) == nll()
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "absent.yaml")
