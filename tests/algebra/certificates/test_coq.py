"""Theorems for Coq: accepted where the certificate is right, refused where it is damaged."""

import copy
import json
import re
import shutil
import subprocess

import pytest

import deterrence as dt
from deterrence.algebra.certificates.certificates import Refuter
from deterrence.algebra.certificates.coq import coq_text
from deterrence.algebra.certificates.written import Written
from deterrence.algebra.conditions.conditions import cases
from deterrence.algebra.exact.rational import ring
from deterrence.algebra.formulas.language import parse_condition
from deterrence.formats.library import models
from deterrence.sensitivity.claims.certificates import certified

LETTERS = ("R", "lambda", "fun", "z")

needs_coq = pytest.mark.skipif(shutil.which("coqc") is None, reason="Coq is not installed")


def accepted(text, folder, name="theorems") -> bool:
    path = folder / f"{name}.v"
    path.write_text(text, encoding="utf-8")
    run = subprocess.run(["coqc", path.name], cwd=folder, capture_output=True, text=True, check=False)
    assert run.returncode in (0, 1), run.stderr
    return run.returncode == 0


def refutations():
    """One of each kind: sums, equations, squares, cases of each shape, options, boxes, divisions."""
    home = ring(LETTERS)
    written = Written(frozenset(LETTERS))
    found = []
    for text in (
        "R > lambda and lambda > fun and fun > R",
        "R == lambda and R*fun != lambda*fun",
        "R*lambda > 0 and R*lambda == 0",
        "R**2 + lambda**2 < 2*R*lambda",
        "0 <= R <= 1 and 0 <= lambda <= 1 and R*lambda > 1",
        "0 <= R <= 1 and R**2 - R + 1 == 0",
        "0 <= R <= 1 and 0 <= z <= 1 and R**2 + z**2 == 2*R*z - 1/3",
        "lambda > 0 and fun > 0 and lambda*(R - fun) > 0 and fun*(R - fun) < 0",
        "lambda > 0 and lambda*R == 0 and R != 0",
        "lambda > 0 and lambda*(R - z) != 0 and R == z",
    ):
        [conditions] = cases(parse_condition(text), home, {})
        found.append(written.whole(Refuter().refute(conditions)))
    options = cases(parse_condition("R > lambda or R + lambda > 2 and z > 0 or fun*R > fun"), home, {})
    [rest] = cases(parse_condition("R < lambda and 0 <= R < 1 and lambda < 1 and fun > 0"), home, {})
    found.append(written.whole(Refuter().refute(rest, [options])))
    return {"model": "kinds", "questions": [], "refutations": found}


@needs_coq
def test_every_kind_of_refutation_is_accepted(tmp_path):
    data = refutations()
    assert len(data["refutations"]) == 11
    assert accepted(coq_text(data), tmp_path)


@needs_coq
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('["1/3", ["(lambda - fun) > 0"]]', '["2/3", ["(lambda - fun) > 0"]]'),
        pytest.param('"(R - lambda) > 0"', '"-(R - lambda) > 0"', marks=pytest.mark.slow),
    ],
)
def test_a_damaged_refutation_is_not(old, new, tmp_path):
    data = refutations()
    text = json.dumps(data["refutations"][0])
    assert old in text
    assert not accepted(coq_text({**data, "refutations": [json.loads(text.replace(old, new))]}), tmp_path)


def test_theorems_say_what_certificates_say():
    data = copy.deepcopy(refutations())
    text = coq_text(data)
    [stated] = re.findall(r"Theorem refutation_0 :(.*?)Proof", text, re.DOTALL)
    assert set(re.findall(r"0 < (.*) ->", stated)) == {"((lambda - fun'))", "((R' - lambda))", "(-(R' - fun'))"}
    assert "Axiom" not in text
    assert "Admitted" not in text


@needs_coq
@pytest.mark.slow
@pytest.mark.parametrize("name", models().names)
def test_certificates_of_the_library_are_accepted(name, tmp_path):
    found = certified(dt.load(name))
    assert accepted(found.to_coq(), tmp_path)
