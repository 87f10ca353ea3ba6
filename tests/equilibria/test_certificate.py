"""Certificates of equilibria: whole where everything was found, and not where a family is missing or wrong."""

import json
import random
from dataclasses import replace
from fractions import Fraction

import pytest

import deterrence as dt
from deterrence.formats.library import model_path
from deterrence.verify import Model, verify


@pytest.mark.parametrize(
    "name",
    [
        "chicken",
        "preemption",
        pytest.param("burden-sharing", marks=pytest.mark.slow),
        pytest.param("blotto", marks=pytest.mark.slow),
    ],
)
def test_the_verifier_accepts_what_is_written_of_a_matrix(name):
    written = dt.solve(dt.load(name)).certificate()
    assert written.is_whole
    asked = len(written.proofs.questions)
    said = verify(json.loads(written.to_json()), Model(model_path(name).read_text(encoding="utf-8")))
    assert said.startswith(f"{asked} of {asked} questions have a certificate")


def test_of_a_tree_every_deviation_has_its_loss():
    written = dt.solve(dt.load("nll-probe")).certificate()
    assert len(written.proofs.refutations) == len(written.proofs.questions) > 0
    [row] = [r for r in written.deviations if r.family.startswith("DPRK Refrain; ROK Respond") and r.move == "Probe"]
    numbers = dt.load("nll-probe").base_case(c=Fraction(9, 10))
    point = {name: parameter.base for name, parameter in dt.load("nll-probe").parameters.items()} | {"c": "9/10"}
    probing = dt.regret(numbers, {"DPRK": "Refrain", "ROK": "Respond"})
    assert probing["DPRK"] == 0
    assert row.loses.evaluate({name: Fraction(str(value)) for name, value in point.items()}) > 0
    assert written.unlisted == "they are listed for matrices"


@pytest.mark.parametrize("index", range(3))
def test_a_family_that_is_dropped_leaves_its_support_open(index):
    found = dt.solve(dt.load("chicken"))
    gone = found[index]
    less = replace(found, families=tuple(family for family in found if family is not gone))
    written = less.certificate()
    assert not written.is_whole
    still = [row for row in written.supports if row.question and row.question not in written.proofs.refutations]
    assert [[len(moves) for moves in row.moves] for row in still] == [[sum(row) for row in gone.used]]


def test_a_family_that_is_none_has_a_deviation_that_gains():
    found = dt.solve(dt.load("prisoners-dilemma"))
    [family] = found
    cooperating = replace(family, strategies=tuple(tuple(reversed(row)) for row in family.strategies))
    written = replace(found, families=(cooperating,)).certificate()
    gaining = [row for row in written.deviations if row.question and row.question not in written.proofs.refutations]
    assert {(row.agent, row.move) for row in gaining} == {("A", "Defect"), ("B", "Defect")}


@pytest.mark.parametrize("seed", range(6))
def test_no_support_of_an_equilibrium_at_a_point_is_refuted(seed):
    source = random.Random(seed)
    moves = {"A": ["x", "y"], "B": ["u", "v", "w"]}

    def entry():
        return f"{source.randint(-2, 2)} + {source.randint(-2, 2)}*a"

    cells = {(one, other): (entry(), entry()) for one in moves["A"] for other in moves["B"]}
    game = dt.Matrix(["A", "B"], moves, cells, parameters=[dt.Parameter("a", low=0, high=1, base="1/2")])
    written = dt.solve(game).certificate()
    refuted = {row.moves for row in written.supports if row.question in written.proofs.refutations}
    assert refuted
    for value in ("0", "1/3", "1/2", "4/5", "1"):
        for equilibrium in dt.solve(game.at(a=value)):
            rows = zip(moves.values(), equilibrium.used, strict=True)
            support = tuple(tuple(m for m, is_used in zip(own, used, strict=True) if is_used) for own, used in rows)
            assert support not in refuted, (value, support)


def test_what_has_no_certificate_is_told():
    with pytest.raises(ValueError, match="matrices and trees"):
        dt.solve(dt.load("armistice")).certificate()
    with pytest.raises(ValueError, match="best commitments of A"):
        dt.solve(dt.load("chicken"), "commitment", leader="A", time_limit=20).certificate()
