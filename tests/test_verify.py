"""The verifier on certificates written by hand, and on damaged ones. Nothing here uses the engine."""

import copy
import json
import random
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from deterrence.verify import Formula, Model, Refutation, WrongError, main, verify

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
BOX = {
    "clause": None,
    "cases": [
        [["-(2*x - 1) >= 0"], {"fails": "(x**2 - x + 1) == 0", "where": ["(x) >= 0", "-(2*x - 1) >= 0"]}],
        [["(2*x - 1) >= 0"], {"fails": "(x**2 - x + 1) == 0", "where": ["(2*x - 1) >= 0", "-(x - 1) >= 0"]}],
    ],
}
DIVISION = {
    "divide": "(z)*(x - 1) > 0",
    "by": "(z) > 0",
    "gives": "(x - 1) > 0",
    "then": {"sum": [["1", ["(x - 1) > 0"]], ["1", ["-(x - 1) >= 0"]]], "equations": []},
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
    (BOX, ["(x**2 - x + 1) == 0"], []),
    (DIVISION, ["(z)*(x - 1) > 0"], []),
    (OPTIONS, [], [OPTIONS["clause"]]),
    (THREE, ["-(y)**2 >= 0", "(y + 0) != 0"], []),
]
GRANTED = ["(x) >= 0", "-(x - 1) >= 0", "(z) > 0"]


def used(tree) -> set[str]:
    """The conditions that a tree names and that its own cases do not give."""
    if "sum" in tree:
        return {c for _, product in tree["sum"] for c in product} | {c for _, _, c in tree["equations"]}
    if "fails" in tree:
        return {tree["fails"], *tree["where"]}
    if "divide" in tree:
        return {tree["divide"], tree["by"]} | used(tree["then"]) - {tree["gives"]}
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
    p, q = Formula(text, {"x": None, "a": "(x + 1)/2"}).value
    # Equal as quotients: p*below == above*q, and here q and below are numbers.
    scale = q[()] / Fraction(below[()])
    assert {m: c / scale for m, c in p.items()} == above


@pytest.mark.parametrize("text", ["min(x, 1)", "x +", "2x", "(x", "x ** y", "w", "x; y", "x/(x - x)"])
def test_formulas_that_are_not_understood(text):
    with pytest.raises((ValueError, IndexError, KeyError)):
        Formula(text, {"x": None, "y": None})


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
        ('"by": "(z) > 0"', '"by": "(x) >= 0"'),
        ('["(2*x - 1) >= 0"]', '["(3*x - 1) >= 0"]'),
        ('["(y) == 0"]', '["(y - 1) == 0"]'),
        ('"strictly": false, "refutation": 0', '"strictly": false, "refutation": 1'),
        ('"where": ["(x) >= 0", ', '"where": ['),
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
        Refutation(["(x - y) >= 0", "-(x - y) >= 0"], [])._check(tree)


def test_an_equation_is_not_multiplied_as_an_inequality():
    tree = {"sum": [["1", ["(x) == 0", "(y) > 0"]], ["1", []]], "equations": []}
    with pytest.raises(WrongError, match="not of the right kind"):
        Refutation(["(x) == 0", "(y) > 0"], [])._check(tree)


@pytest.mark.parametrize("relations", [(">", ">"), (">=", ">"), (">", "==")])
def test_cases_must_be_all(relations):
    texts = [f"{sign}(y) {relation} 0" for sign, relation in zip(("", "-"), relations, strict=True)]
    leaf = {"sum": [["1", ["-(1) > 0"]], ["1", []]], "equations": []}
    check = Refutation(["-(1) > 0"], [])._check
    if relations == (">=", ">"):
        check({"clause": None, "cases": [[[text], leaf] for text in texts]})
    else:
        with pytest.raises(WrongError, match="not all cases"):
            check({"clause": None, "cases": [[[text], leaf] for text in texts]})


def test_a_bound_that_touches_does_not_fail_weakly():
    """x*(1 - x) >= 0 fails nowhere on [0, 1], -x*(1 - x) > 0 everywhere, -x*(1 - x) >= 0 not at the ends."""
    bounds = ["(x) >= 0", "-(x - 1) >= 0"]
    for text, shown in (("(x - x**2) >= 0", False), ("-(x - x**2) > 0", True), ("-(x - x**2) >= 0", False)):
        refutation = Refutation([*bounds, text], [])
        tree = {"fails": text, "where": bounds}
        if shown:
            refutation._check(tree)
        else:
            with pytest.raises(WrongError):
                refutation._check(tree)


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


@pytest.mark.parametrize("count", [150, pytest.param(1000, marks=pytest.mark.slow)])
def test_damaged_certificates_are_refused(count):
    source = random.Random(count)
    whole = certificate()
    for _ in range(count):
        data = damaged(whole, source)
        assert refused(data), [n for n, r in enumerate(data["refutations"]) if r != whole["refutations"][n]]


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
