"""Certificates of library models: nearly every impossible question has one, and the verifier accepts them."""

import copy
import json
import random
from fractions import Fraction

import pytest

import deterrence as dt
from deterrence.algebra.conditions import by_cvc5
from deterrence.formats.library import model_path, models
from deterrence.sensitivity.asking.problem import SEARCH
from deterrence.sensitivity.claims.certificates import _runs, certified
from deterrence.verify import Model, WrongError, verify

QUICK = ("preemption", "tripwire", "repeated-prisoners-dilemma", "two-theatres")


def certificates(name):
    return certified(dt.load(name))


@pytest.mark.parametrize("name", QUICK)
def test_certificates_of_the_library_are_right(name):
    found = certificates(name)
    data = json.loads(json.dumps(found.to_dict()))
    assert [claim["says"] for claim in data["claims"]] == [claim.says for claim in dt.load(name).claims]
    assert found.certified == len(found.questions) == len(data["questions"]) > 0
    said = verify(data, Model(model_path(name).read_text(encoding="utf-8")))
    assert said.startswith(f"{found.certified} of {found.certified} questions")


@pytest.mark.slow
def test_at_least_95_percent_of_all_questions_are_certified():
    asked = refuted = 0
    for name in models().names:
        found = certificates(name)
        asked += len(found.questions)
        refuted += found.certified
        verify(json.loads(json.dumps(found.to_dict())), Model(model_path(name).read_text(encoding="utf-8")))
    assert refuted >= 0.95 * asked


def test_another_models_file_is_refused():
    data = certificates("tripwire").to_dict()
    with pytest.raises(Exception, match="neither asked nor in the model file|not a claim of the model file"):
        verify(data, Model(model_path("preemption").read_text(encoding="utf-8")))


def parts(tree):
    """The lists in a refutation with what stands in them: sums, products, cases, bounds."""
    if isinstance(tree, dict):
        for value in tree.values():
            yield from parts(value)
    elif isinstance(tree, list):
        if tree:
            yield tree
        for value in tree:
            yield from parts(value)


def damage(tree, source):
    """Change a coefficient or a sign in a refutation, or drop a part of it."""
    inside = source.choice(list(parts(tree)))
    place = source.randrange(len(inside))
    old = inside[place]
    if not isinstance(old, str) or source.random() < 0.3:
        inside.pop(place)
    elif old[0] == "-":
        inside[place] = old[1:]
    elif old[0] == "(":
        inside[place] = f"-{old}"
    elif old[0].isdigit():
        inside[place] = str(Fraction(old) + source.choice((1, Fraction(-1, 7))))
    else:
        inside[place] = f"{old}_"


@pytest.mark.parametrize("count", [100, pytest.param(1000, marks=pytest.mark.slow)])
def test_damaged_certificates_of_the_library_are_refused(count):
    source = random.Random(count)
    names = (
        QUICK[:2]
        if count < 1000
        else (*QUICK, "burden-sharing", "arms-race-private-costs", "divided-seoul", "moral-hazard")
    )
    whole = {name: json.loads(certificates(name).to_json()) for name in names}
    read = {name: Model(model_path(name).read_text(encoding="utf-8")) for name in names}
    for _ in range(count):
        name = source.choice(names)
        refutation = copy.deepcopy(source.choice(whole[name]["refutations"]))
        damage(refutation["because"], source)
        with pytest.raises((ValueError, WrongError, KeyError, IndexError, TypeError)):
            verify({"refutations": [refutation], "questions": [], "claims": []}, read[name])


def test_questions_are_told_apart_by_who_asked():
    """The search has no question of a single move; the claim that it is made is one, whose denial is impossible."""
    game = dt.Matrix(
        ["A"], {"A": ["Go", "Stay"]}, {"Go": ["x"], "Stay": [0]}, parameters=[dt.Parameter("x", "", -1, 1)]
    )
    claim = dt.Claim("A goes where that pays.", {"A": "Go"}, when="x > 0", holds="exactly when")
    found = certified(game, claims=[claim])
    assert [row.verdict for row in found.checks] == ["proved"]
    assert set(found.log.parts) <= {SEARCH, claim.says}
    assert [family["conditions"] for family in found.to_dict()["families"]] == [["(x) >= 0"], ["-(x) >= 0"]]
    assert found.log.parts[claim.says]
    assert found.certified == len(found.questions)


def test_what_confirms_a_point_of_refutation_is_not_among_the_questions():
    game = dt.Matrix(["A"], {"A": ["Go", "Stay"]}, {"Go": ["x"], "Stay": ["y"]}, parameters=["x", "y"])
    claim = dt.Claim("A goes.", {"A": "Go"})
    found = certified(game, claims=[claim])
    [written] = found.to_dict()["claims"]
    assert written["verdict"] == "refuted"
    assert set(written["counterexample"]) == {"x", "y"}
    assert all(found.strictly(question) is not None for question in found.questions)


def test_what_has_no_certificate_is_named_with_what_decided_it(monkeypatch):
    monkeypatch.setattr(by_cvc5, "is_there", lambda: False)
    found = certificates("two-theatres")
    kept = dict(list(found.proofs.refutations.items())[1:])
    [lost] = set(found.proofs.refutations) - set(kept)
    found.proofs.__dict__["refutations"] = kept
    number = found.questions.index(lost)
    [names] = found.without
    assert found.without == {names: [number]}
    assert set(names) <= {"z3", "branch and prune", "roots on the line", "cells of the plane", "a sum of products"}
    assert str(found).endswith(f"; question {number} decided by {' and '.join(names)}, no certificate")
    assert found.to_dict()["questions"][number]["by"] == list(names)


@pytest.mark.parametrize(
    ("answer", "names"), [(False, ("z3", "cvc5")), (True, ("z3", "but not by cvc5")), (None, ("z3",))]
)
def test_cvc5_is_asked_about_what_only_z3_decided(monkeypatch, answer, names):
    found = certificates("two-theatres")
    monkeypatch.setattr(by_cvc5, "is_there", lambda: True)
    monkeypatch.setattr(by_cvc5, "satisfied", lambda demands, seconds: (answer, {}))
    found.proofs.__dict__["refutations"] = {}
    del found.__dict__["decided"]
    for asked in found.log.parts.values():
        asked.update(dict.fromkeys(asked, ("z3",)))
    assert set(found.decided.values()) == {names}


def test_numbers_are_told_in_runs():
    assert _runs([0, 2, 3, 4, 9, 10]) == "0, 2-4, 9-10"
