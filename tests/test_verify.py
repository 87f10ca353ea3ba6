"""The verifier on certificates written by hand, and on damaged ones. Nothing here uses the engine."""

import copy
import json
import random
import re
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path

import pytest

from deterrence.verify import Model, WrongError, formula, main, refute, verify

MODEL = """\
title: "A model: with a colon"
players: [A, B]

parameters:
  x: {meaning: "a, range: [5, 6]", range: [0, 1], base: 0.5}   # a comment
  y:
    meaning: >-
      something
      range: [7, 8]
    range: [-inf, 2.5]
  z: {meaning: A's share of it, range: [0, 10]}

assumptions:
  # A comment.
  - 0 < z <= 3*y
  - x < y/(y + z)
  - a != 1

definitions:
  a: (x + 1)/2       # a definition
  by_type: {A: {Hard: 1, Soft: 2}}

claims:
  - says: >-
      Nothing
      happens.
    then: {A: Stay}
  - says: "Something: happens."
    then: {A: Go}
"""

# x in [0, 1] and z > 0 are given. Each refutation shows another kind of step.
SUM = {"sum": [["1", ["(x - 2) >= 0"]], ["1", ["-(x - 1) >= 0"]], ["1", []]], "equations": []}
PRODUCT = {
    "sum": [["1/2", ["-(x)*(z) - 1 > 0"]], ["1/2", ["(x) >= 0", "(z) > 0"]], ["1/2", []]],
    "equations": [],
}
SQUARE = {"sum": [["1", ["(x - y) != 0"]]], "equations": [["-1", ["x"], "(x - y) == 0"], ["1", ["y"], "(x - y) == 0"]]}
HALF, OTHER = "-(2*x - 1) >= 0", "(2*x - 1) >= 0"
NO_ROOT = {  # x**2 - x + 1 is 3/4 + (1 - 2*x)**2/4
    "clause": None,
    "cases": [
        [[half], {"sum": [["3/4", []], ["1/4", [half, half]]], "equations": [["-1", [], "(x**2 - x + 1) == 0"]]}]
        for half in (HALF, OTHER)
    ],
}
DIVISION = {
    "clause": None,
    "cases": [
        [
            ["-(x - 1) >= 0"],
            {"sum": [["1", ["(z)*(x - 1) > 0"]], ["1", ["(z) > 0", "-(x - 1) >= 0"]]], "equations": []},
        ],
        [["(x - 1) > 0"], {"sum": [["1", ["(x - 1) > 0"]], ["1", ["-(x - 1) >= 0"]]], "equations": []}],
    ],
}
OPTIONS = {
    "clause": [["(x - 2) > 0"], ["-(x + 1) > 0", "(y) > 0"]],
    "cases": [
        [["(x - 2) > 0"], {"sum": [["1", ["(x - 2) > 0"]], ["1", ["-(x - 1) >= 0"]], ["1", []]], "equations": []}],
        [
            ["-(x + 1) > 0", "(y) > 0"],
            {"sum": [["1", ["-(x + 1) > 0"]], ["1", ["(x) >= 0"]], ["1", []]], "equations": []},
        ],
    ],
}
THREE = {
    "clause": None,
    "cases": [
        [["(y) > 0"], {"sum": [["1", ["-(y)**2 >= 0"]], ["1", ["(y) > 0", "(y) > 0"]]], "equations": []}],
        [["-(y) > 0"], {"sum": [["1", ["-(y)**2 >= 0"]], ["1", ["-(y) > 0", "-(y) > 0"]]], "equations": []}],
        [["(y) == 0"], {"sum": [["1", ["(y + 0) != 0"]]], "equations": [["-1", ["y"], "(y) == 0"]]}],
    ],
}
ASKED = [
    (SUM, ["(x - 2) >= 0"], []),
    (PRODUCT, ["-(x)*(z) - 1 > 0"], []),
    (SQUARE, ["(x - y) != 0", "(x - y) == 0"], []),
    (NO_ROOT, ["(x**2 - x + 1) == 0"], []),
    (DIVISION, ["(z)*(x - 1) > 0"], []),
    (OPTIONS, [], [OPTIONS["clause"]]),
    (THREE, ["-(y)**2 >= 0", "(y + 0) != 0"], []),
]
GRANTED = ["(x) >= 0", "-(x - 1) >= 0", "(z) > 0"]


def used(tree) -> set[str]:
    """The conditions that a tree names and that its own cases do not give."""
    if "sum" in tree:
        return {c for _, product in tree["sum"] for c in product} | {c for _, _, c in tree["equations"]}
    return set().union(*(used(inner) - set(assumed) for assumed, inner in tree["cases"]))


def certificate() -> dict:
    refutations = [
        {"conditions": sorted(used(tree)), "clauses": clauses, "because": tree} for tree, _, clauses in ASKED
    ]
    questions = [
        {"conditions": conditions, "clauses": clauses, "strictly": False, "refutation": n}
        for n, (_, conditions, clauses) in enumerate(ASKED)
    ]
    claims = [
        {"says": "Nothing happens.", "verdict": "proved", "counterexample": {}, "questions": [0, 1, 2]},
        {
            "says": "Something: happens.",
            "verdict": "refuted",
            "counterexample": {"x": "0", "y": "1", "z": "1"},
            "questions": [],
        },
    ]
    return copy.deepcopy({"claims": claims, "questions": questions, "refutations": refutations})


def refused(data, text: str = MODEL) -> bool:
    try:
        verify(data, Model(text))
    except Exception:  # noqa: BLE001 -- the program refuses whatever it stumbles over
        return True
    return False


# --- what is right ---


def test_right_certificates_are_accepted():
    said = verify(certificate(), Model(MODEL))
    assert said.startswith("7 of 7 questions have a certificate")
    assert said.endswith("1 of 1 proved claims rest on such questions only")


@pytest.mark.parametrize(
    ("text", "above", "below"),
    [
        ("-x**2", {(("x", 2),): -1}, {(): 1}),
        ("2 - 3 - 4", {(): -5}, {(): 1}),
        ("x/2/3", {(("x", 1),): 1}, {(): 6}),
        ("a*2", {(("x", 1),): 2, (): 2}, {(): 2}),
        ("1.5e1*(x - x)", {}, {(): 1}),
    ],
)
def test_formulas(text, above, below):
    p, q = formula(text, {"x": None, "a": "(x + 1)/2"})
    # Equal as quotients: p*below == above*q, and here q and below are numbers.
    scale = q[()] / Fraction(below[()])
    assert {m: c / scale for m, c in p.items()} == above


@pytest.mark.parametrize(
    "text",
    [
        "min(x, 1)",
        "x.real",
        "x[0]",
        "x if x else y",
        "x // 2",
        "x ** -1",
        "x +",
        "2x",
        "(x",
        "x ** y",
        "w",
        "x; y",
        "x/(x - x)",
    ],
)
def test_formulas_that_are_not_understood(text):
    with pytest.raises((ValueError, SyntaxError)):
        formula(text, {"x": None, "y": None})


def test_ranges_and_assumptions_are_those_of_the_file():
    model = Model(MODEL)
    for text in ("(x) >= 0", "-(2*x - 2) >= 0", "-(2*y - 5) >= 0", "(z) > 0", "(3*y - z) >= 0", "(x - 1) != 0"):
        assert model.grants(text, False), text
    assert model.grants("-(x*y + x*z - y)*(y + z) > 0", False)
    assert model.grants("(x) > 0", True)
    for text in ("(x) > 0", "(x - 5) >= 0", "(y - 7) >= 0", "(y + 100) >= 0", "(z - 1) > 0", "-(z) > 0"):
        assert not model.grants(text, False), text
    assert model.holds({"x": "0", "y": "1", "z": "1"})
    assert not model.holds({"x": "0", "y": "1", "z": "0"})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("- a != 1", "- x > 1/4 or y > 1"),
        ("- a != 1", "- x > min(y, z)"),
        ("- a != 1", "- by_type > 1"),
        ("range: [0, 10]", "range: low"),
        ("- a != 1", "- a != nothing"),
    ],
)
def test_a_model_that_is_not_understood_is_refused(old, new):
    assert refused(certificate(), MODEL.replace(old, new))


# --- what is wrong ---


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('["1", ["(x - 2) >= 0"]]', '["2", ["(x - 2) >= 0"]]'),
        ('["1", ["(x - 2) >= 0"]]', '["-1", ["(x - 2) >= 0"]]'),
        ('["1", []]', '["0", []]'),
        ('"(z)*(x - 1) > 0"', '"-(z)*(x - 1) > 0"'),
        ('["(z) > 0", "-(x - 1) >= 0"]', '["(x) >= 0", "-(x - 1) >= 0"]'),
        ('[["(2*x - 1) >= 0"]', '[["(3*x - 1) >= 0"]'),
        ('["(y) == 0"]', '["(y - 1) == 0"]'),
        ('"strictly": false, "refutation": 0', '"strictly": false, "refutation": 1'),
        ('["3/4", []]', '["3/4", ["(x) >= 0"]]'),
        ("Nothing happens.", "Everything happens."),
        ('"x": "0"', '"x": "2"'),
    ],
)
def test_one_thing_changed_is_refused(old, new):
    text = json.dumps(certificate())
    assert old in text
    assert refused(json.loads(text.replace(old, new)))


@pytest.mark.parametrize("old", ["range: [0, 1]", "0 < z"])
def test_another_model_is_refused(old):
    assert refused(certificate(), MODEL.replace(old, {"range: [0, 1]": "range: [0, 2]", "0 < z": "-1 < z"}[old]))


def test_a_circle_is_no_sum():
    """Weak inequalities may all hold with equality, so that their sum shows nothing."""
    tree = {"sum": [["1", ["(x - y) >= 0"]], ["1", ["-(x - y) >= 0"]]], "equations": []}
    with pytest.raises(WrongError, match="no product of the sum is positive"):
        refute(tree, ["(x - y) >= 0", "-(x - y) >= 0"], [])


def test_an_equation_is_not_multiplied_as_an_inequality():
    tree = {"sum": [["1", ["(x) == 0", "(y) > 0"]], ["1", []]], "equations": []}
    with pytest.raises(WrongError, match="not given, or an equation"):
        refute(tree, ["(x) == 0", "(y) > 0"], [])
    tree = {"sum": [["1", ["(y) > 0"]]], "equations": [["-1", [], "(y) > 0"]]}
    with pytest.raises(WrongError, match="no equation"):
        refute(tree, ["(y) > 0"], [])


@pytest.mark.parametrize("relations", [(">", ">"), (">=", ">"), (">", "==")])
def test_cases_must_be_all(relations):
    texts = [f"{sign}(y) {relation} 0" for sign, relation in zip(("", "-"), relations, strict=True)]
    leaf = {"sum": [["1", ["-(1) > 0"]], ["1", []]], "equations": []}
    tree = {"clause": None, "cases": [[[text], leaf] for text in texts]}
    if relations == (">=", ">"):
        refute(tree, ["-(1) > 0"], [])
    else:
        with pytest.raises(WrongError, match="not all cases"):
            refute(tree, ["-(1) > 0"], [])


# --- equilibria ---

# D is better by x whatever the other does, so that there is one equilibrium.
DILEMMA = """\
players: [A, B]
parameters:
  x: {range: [0, 1]}
assumptions:
  - x > 0
matrix:
  moves: {A: [C, D], B: [C, D]}
  payoffs:
    C: {C: [2, 2], D: [0, 2 + x]}
    D:
      C: [2 + x, 0]
      D: [x, x]
"""
WORSE, LIKE = ["-(x) >= 0"], ["(x) == 0"]
MIXED = {0: ["(mix0_0) > 0", "-(mix0_0 - 1) > 0"], 1: ["(mix1_0) > 0", "-(mix1_0 - 1) > 0"]}
SUPPORTS = [
    (["C"], ["C"], WORSE),
    (["C"], ["D"], WORSE),
    (["D"], ["C"], WORSE),
    (["D"], ["D"], None),
    (["C"], ["C", "D"], [*MIXED[1], *LIKE]),
    (["D"], ["C", "D"], [*MIXED[1], *LIKE]),
    (["C", "D"], ["C"], [*MIXED[0], *LIKE]),
    (["C", "D"], ["D"], [*MIXED[0], *LIKE]),
    (["C", "D"], ["C", "D"], [*MIXED[0], *MIXED[1], *LIKE]),
]


def equilibria() -> dict:
    """That both choose D is an equilibrium, and the only one."""
    refutations = [
        {"conditions": sorted(used(tree)), "clauses": [], "because": tree}
        for tree in (
            {"sum": [["1", ["-(x) > 0"]], ["1", ["(x) >= 0"]]], "equations": []},
            {"sum": [["1", ["-(x) >= 0"]], ["1", ["(x) > 0"]]], "equations": []},
            {"sum": [["1", ["(x) > 0"]]], "equations": [["-1", [], "(x) == 0"]]},
        )
    ]
    questions = [{"conditions": ["-(x) > 0"], "clauses": [], "strictly": False, "refutation": 0}]
    supports = []
    for one, other, conditions in SUPPORTS:
        asked = None if conditions is None else len(questions)
        supports.append({"moves": [one, other], "families": [0] if asked is None else [], "question": asked})
        if conditions is not None:
            found = 1 if conditions is WORSE else 2
            questions.append({"conditions": conditions, "clauses": [], "strictly": False, "refutation": found})
    losing = {"C": ["x", 0], "D": ["0", None]}
    return copy.deepcopy(
        {
            "families": [{"name": "A D; B D", "conditions": []}],
            "deviations": [
                {"family": 0, "agent": agent, "information": "", "moves": dict(losing), "why": ""} for agent in "AB"
            ],
            "supports": supports,
            "unlisted": "",
            "claims": [],
            "questions": questions,
            "refutations": refutations,
        }
    )


def test_a_right_certificate_of_equilibria_is_accepted():
    said = verify(equilibria(), Model(DILEMMA))
    assert said.startswith("9 of 9 questions have a certificate, and it is right; 4 of 4 deviations, 9 of 9 supports")


@pytest.mark.parametrize("index", range(9))
def test_a_dropped_support_is_refused(index):
    data = equilibria()
    del data["supports"][index]
    assert refused(data, DILEMMA)


@pytest.mark.parametrize("index", range(9))
def test_a_support_without_families_or_its_own_question_is_refused(index):
    data = equilibria()
    data["supports"][index] |= {"families": [], "question": None}
    assert refused(data, DILEMMA)
    data["supports"][index]["question"] = 1 if index > 3 else 5
    assert refused(data, DILEMMA)


@pytest.mark.parametrize("index", range(2))
def test_a_dropped_deviation_is_refused(index):
    data = equilibria()
    del data["deviations"][index]["moves"]["C"]
    assert refused(data, DILEMMA)
    data = equilibria()
    del data["deviations"][index]
    assert refused(data, DILEMMA)
    data["deviations"] *= 2
    assert refused(data, DILEMMA)


def test_a_dropped_family_is_refused():
    data = equilibria()
    del data["families"][0]
    assert refused(data, DILEMMA)
    data["deviations"] = []
    assert refused(data, DILEMMA)
    data["supports"][3]["families"] = []
    assert refused(data, DILEMMA)


@pytest.mark.parametrize("moves", [["2*x", 0], ["-x", 0], ["x", None], ["-1", None], ["x", 1], ["x", 5]])
def test_a_deviation_whose_question_is_another_is_refused_unless_it_is_the_same(moves):
    """A positive multiple is the same question."""
    data = equilibria()
    data["deviations"][0]["moves"]["C"] = moves
    assert refused(data, DILEMMA) == (moves != ["2*x", 0])


def test_a_question_that_asks_more_is_refused():
    data = equilibria()
    data["questions"][0]["conditions"].append("-(x) >= 0")
    assert refused(data, DILEMMA)
    data = equilibria()
    data["questions"][0]["strictly"] = True
    assert refused(data, DILEMMA)


@pytest.mark.parametrize(
    ("old", "new"),
    [("A: [C, D]", "A: [C, D, E]"), ("B: [C, D]", "B: [C, F]"), ("x > 0", "x < 1"), ("[A, B]", "[A, B, G]")],
)
def test_equilibria_of_another_model_are_refused(old, new):
    assert old in DILEMMA
    assert refused(equilibria(), DILEMMA.replace(old, new))


def test_types_may_be_drawn_together():
    model = Model("""\
players: [A, B]
types:
  joint:
    - {A: Hard, B: Hard, probability: p - r}
    - {A: Soft, B: Hard, probability: sqrt(p)}
    - {A: Soft, B: Soft, probability: 1 - 2*p}
parameters: {p: {range: [0, 1]}, r: {range: [0, 1]}}
matrix:
  moves: {A: [Go, Stay], B: [Go, Stay]}
""")
    assert dict(model.places()) == {(f"{p} ({t})", ("Go", "Stay")): 1 for p in "AB" for t in ("Hard", "Soft")}
    assert model.grants("(p - r) >= 0", False)
    assert model.grants("-(2*p - 1) >= 0", False)
    assert not model.grants("(p - r) > 0", False)


def test_what_is_open_is_counted():
    data = equilibria()
    data["questions"][0]["refutation"] = None
    data["deviations"][1]["moves"]["C"] = [None, None]
    assert "8 of 9 questions" in verify(data, Model(DILEMMA))
    assert "2 of 4 deviations, 9 of 9 supports" in verify(data, Model(DILEMMA))


def test_information_sets_are_those_of_the_tree():
    model = Model("""\
players: [A, B]
types:
  B: {Hard: p, Soft: 1 - p}
parameters: {p: {range: [0, 1]}, q: {range: [-inf, inf]}}
tree:
  chance:
    Rain: {probability: q, then: {player: A, information: inside, moves: {Go: war, Stay: [0, 0]}}}
    Sun:
      probability: 1 - q
      then: {player: A, information: inside, moves: {Go: war, Stay: {outcome: Peace, payoffs: [0, 0]}}}
subtrees:
  war:
    player: B
    moves:
      Yield: [1, 0]
      Fight: fight
  fight:
    player: A
    moves: {Fight: [-1, -1], "Stop it": [0, 1]}
""")
    assert dict(model.places()) == {
        ("A", ("Go", "Stay")): 1,
        ("B (Hard)", ("Fight", "Yield")): 2,
        ("B (Soft)", ("Fight", "Yield")): 2,
        ("A", ("Fight", "Stop it")): 2,
    }
    # A probability is at least zero, though nobody wrote it.
    assert model.grants("(q) >= 0", False)
    assert model.grants("-(q - 1) >= 0", False)


# --- damage at random ---


def places(tree, path=()):
    """Everything in a certificate that a check looks at, with where it stands."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            if key not in ("verdict", "questions", "strictly") or not path or path[0] != "claims":
                yield from places(value, (*path, key))
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            yield from places(value, (*path, index))
    if path and isinstance(tree, str | list):
        yield path, tree


def damaged(data, source: random.Random):
    """A copy in which a number, a sign or a relation differs or a part is missing, and which is then wrong."""
    data = copy.deepcopy(data)
    trees = [p for p in places(data["refutations"]) if "because" in p[0]]
    path, old = source.choice([p for p in trees if not (isinstance(p[1], list) and p[1] in ([], [[]]))])
    *way, last = path
    inside = data["refutations"]
    for key in way:
        inside = inside[key]
    if isinstance(old, list):
        old.pop(source.randrange(len(old)))
    elif old[-4:] in (" > 0", ">= 0", "== 0", "!= 0"):
        text = old.partition(" ")[0] if source.random() < 0.5 else ""
        inside[last] = f"-({text}) > 0" if text and ")" not in text[1:-1] else old.replace("(", "(7*x + ", 1)
    elif re.fullmatch(r"-?[\d/]+", old):
        inside[last] = str(-Fraction(old)) if source.random() < 0.5 else str(Fraction(old) + source.choice((1, 2)))
    else:
        inside[last] = source.choice([word for word in "xyz" if word != old])
    return data


def less(data, source: random.Random):
    """A certificate of equilibria from which a support, a deviation or a family is missing."""
    data = copy.deepcopy(data)
    match source.choice(("supports", "deviations", "families", "moves", "all of a family")):
        case "moves":
            row = source.choice(data["deviations"])
            del row["moves"][source.choice(sorted(row["moves"]))]
        case "all of a family":
            gone = source.randrange(len(data["families"]))
            del data["families"][gone]
            data["deviations"] = [row for row in data["deviations"] if row["family"] != gone]
            for row in data["supports"]:
                row["families"] = [n for n in row["families"] if n != gone]
        case kind:
            del data[kind][source.randrange(len(data[kind]))]
    return data


@pytest.mark.parametrize("count", [150, pytest.param(1000, marks=pytest.mark.slow)])
def test_damaged_certificates_are_refused(count):
    source = random.Random(count)
    for _ in range(count):
        match source.choice(("a claim", "an equilibrium", "less", "another model")):
            case "a claim":
                assert refused(damaged(certificate(), source))
            case "an equilibrium":
                assert refused(damaged(equilibria(), source), DILEMMA)
            case "less":
                assert refused(less(equilibria(), source), DILEMMA)
            case _:
                word = source.choice(("[0, 1]", "x > 0", "A: [C, D]", "B: [C, D]"))
                other = re.sub(r"\d|D", lambda old: str(source.randrange(2, 9)) + old[0], word)
                assert refused(equilibria(), DILEMMA.replace(word, other)), other


# --- the program ---


def test_the_program_stands_alone(tmp_path):
    """It is run as one file in an empty place, so nothing else of the package is there to be imported."""
    program = tmp_path / "verify.py"
    program.write_bytes((Path(sys.modules[main.__module__].__file__)).read_bytes())
    assert len(program.read_text(encoding="utf-8").splitlines()) <= 300
    folder = tmp_path / "certificates"
    folder.mkdir()
    (folder / "m.yaml").write_text(MODEL, encoding="utf-8")
    (folder / "m.json").write_text(json.dumps(certificate()), encoding="utf-8")
    run = [sys.executable, "-I", "-S", str(program), str(folder)]
    right = subprocess.run(run, capture_output=True, text=True, check=False)
    assert (right.returncode, right.stderr) == (0, "")
    assert right.stdout.startswith("m: 7 of 7 questions")


def test_exit_statuses(tmp_path, capsys):
    assert main([]) == 2
    assert main([str(tmp_path / "nothing")]) == 2
    assert main([str(tmp_path)]) == 2
    (tmp_path / "m.yaml").write_text(MODEL, encoding="utf-8")
    (tmp_path / "m.json").write_text(json.dumps(certificate()).replace('"1/2"', '"1/3"', 1), encoding="utf-8")
    assert main([str(tmp_path)]) == 1
    assert "m.json: wrong: refutation 1: the sum is not zero" in capsys.readouterr().err
    (tmp_path / "m.json").write_text("{", encoding="utf-8")
    assert main([str(tmp_path)]) == 2


@pytest.mark.parametrize(
    "assumed",
    ["x + 1e9999999999 > 0", "(x + 1)**100000 > 0", "x + 2**(100000000) > 0", "((((2**99)**99)**99)**99)**99 > x"],
)
def test_a_number_that_would_take_for_ever_is_refused(assumed, tmp_path):
    (tmp_path / "odd.yaml").write_text(f"parameters:\n  x: {{range: [0, 1]}}\nassumptions:\n  - {assumed}\n")
    (tmp_path / "odd.json").write_text('{"questions": [], "refutations": [], "claims": []}')
    began = time.monotonic()
    assert main([str(tmp_path)]) == 2
    assert time.monotonic() - began < 10


def test_a_claim_that_rests_on_no_question_is_not_counted(tmp_path, capsys):
    (tmp_path / "bare.yaml").write_text("parameters:\n  x: {range: [0, 1]}\nclaims:\n  - says: It is so.\n")
    claim = {"says": "It is so.", "verdict": "proved", "questions": [], "counterexample": None}
    (tmp_path / "bare.json").write_text(json.dumps({"questions": [], "refutations": [], "claims": [claim]}))
    assert main([str(tmp_path)]) == 0
    assert "0 of 1 proved claims rest on such questions only" in capsys.readouterr().out


def test_between_two_ends_that_are_one_nothing_is_taken_strictly(tmp_path):
    """With x from 1 to 1, x > 1 and x < 1 are no ranges taken strictly, and refute nothing."""
    (tmp_path / "point.yaml").write_text("parameters:\n  x: {range: [1, 1]}\nclaims:\n  - says: It is so.\n")
    because = {"sum": [["1", ["x - 1 > 0"]], ["1", ["1 - x > 0"]]], "equations": []}
    found = {"conditions": ["x - 1 > 0", "1 - x > 0"], "clauses": [], "because": because}
    asked = {"conditions": [], "clauses": [], "strictly": True, "refutation": 0}
    claim = {"says": "It is so.", "verdict": "proved", "questions": [0], "counterexample": None}
    (tmp_path / "point.json").write_text(json.dumps({"questions": [asked], "refutations": [found], "claims": [claim]}))
    assert main([str(tmp_path)]) == 1


@pytest.mark.parametrize(
    "says", ["Nothing", "happens.", "something range: [7, 8]", "A model: with a colon", "Nothing happens. then"]
)
def test_words_that_stand_elsewhere_in_the_file_are_no_claim(says):
    claim = {"counterexample": None, "questions": [], "verdict": "unknown"}
    data = {"refutations": [], "questions": []}
    model = Model(MODEL)
    for said in ("Nothing happens.", "Nothing\n  happens.", "Something: happens."):
        assert verify({**data, "claims": [{**claim, "says": said}]}, model)
    with pytest.raises(WrongError, match="not a claim of the model file"):
        verify({**data, "claims": [{**claim, "says": says}]}, model)
