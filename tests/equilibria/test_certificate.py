"""Certificates of equilibria: whole where everything was found, and not where a family is missing or wrong."""

import json
import random
from dataclasses import replace
from fractions import Fraction

import pytest

import deterrence as dt
from deterrence.formats.library import model_path
from deterrence.verify import Model, WrongError, verify


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


def damage(data, source):
    """Change a coefficient or a sign in a refutation, or drop a support, a deviation or a family."""
    kind = source.choice(("number", "sign", "supports", "deviations", "families", "moves"))
    if kind in ("number", "sign"):
        tree = source.choice(data["refutations"])["because"]
        while "cases" in tree:
            tree = source.choice(tree["cases"])[1]
        # Only the numbers of one term: all of them times two would be right again.
        term = source.choice([*tree["sum"], *tree["equations"]])
        term[0] = str(-Fraction(term[0]) if kind == "sign" else Fraction(term[0]) + source.choice((1, Fraction(-1, 7))))
        return len(tree["sum"]) + len(tree["equations"]) > 1 or Fraction(term[0]) <= 0
    if kind == "moves":
        moves = source.choice(data["deviations"])["moves"]
        del moves[source.choice(sorted(moves))]
        return True
    if data[kind]:
        del data[kind][source.randrange(len(data[kind]))]
    return bool(data[kind])


@pytest.mark.parametrize("count", [60, pytest.param(1000, marks=pytest.mark.slow)])
def test_damaged_certificates_of_the_library_are_refused(count):
    source = random.Random(count)
    names = ("chicken", "preemption", "nll-probe")
    if count > 100:
        names += ("two-theatres", "probabilistic-threats", "stag-hunt", "moral-hazard", "two-states-two-types")
    whole = {name: dt.solve(dt.load(name)).certificate().to_json() for name in names}
    read = {name: Model(model_path(name).read_text(encoding="utf-8")) for name in names}
    for _ in range(count):
        name, other = source.sample(names, 2)
        data = json.loads(whole[name])
        if source.random() < 0.1:
            with pytest.raises(Exception, match=r"."):  # whatever the verifier stumbles over
                verify(data, read[other])
        elif damage(data, source):
            with pytest.raises((WrongError, ValueError, KeyError, IndexError)):
                verify(data, read[name])


@pytest.mark.parametrize("name", ["chicken", "preemption", "two-theatres"])
def test_a_family_that_is_dropped_with_all_that_names_it_is_refused(name):
    whole = json.loads(dt.solve(dt.load(name)).certificate().to_json())
    model = Model(model_path(name).read_text(encoding="utf-8"))
    for gone in range(len(whole["families"])):
        data = json.loads(json.dumps(whole))
        alone = any(row["families"] == [gone] for row in data["supports"])
        # The last number takes the place of the one that is gone.
        last = len(data["families"]) - 1
        data["families"][gone] = data["families"][last]
        data["families"].pop()
        data["deviations"] = [row for row in data["deviations"] if row["family"] != gone]
        for row in data["deviations"]:
            row["family"] = gone if row["family"] == last else row["family"]
        for row in data["supports"]:
            row["families"] = [gone if n == last else n for n in row["families"] if n != gone]
        if alone:
            with pytest.raises(TypeError):  # a support without families has no question
                verify(data, model)


def test_of_a_tree_every_deviation_has_its_loss():
    written = dt.solve(dt.load("nll-probe")).certificate()
    assert len(written.proofs.refutations) == len(written.proofs.questions) > 0
    [row] = [
        row
        for row in written.deviations
        if written.found[row.family].name == "DPRK Refrain; ROK Respond" and row.move == "Probe"
    ]
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


def test_assumptions_that_nobody_wrote_are_read_by_the_verifier():
    """They are part of the questions, and the verifier finds them in the probabilities of the model file."""
    text = """\
players: [C, D]
types:
  joint:
    - {C: Hard, D: Hard, probability: r}
    - {C: Hard, D: Soft, probability: 1/2 - r}
    - {C: Soft, D: Soft, probability: 1/2}
parameters: {r: {range: [0, 1], base: 1/4}}
definitions:
  w: {C: {Hard: 1, Soft: -1}}
tree:
  player: C
  moves:
    Go: {player: D, moves: {Fight: [w, r], Yield: [1, 0]}}
    Stay: [0, 1]
"""
    written = dt.solve(dt.loads(text)).certificate()
    data = json.loads(written.to_json())
    assert any("-(2*r - 1) >= 0" in question["conditions"] for question in data["questions"])
    assert verify(data, Model(text)).startswith(f"{len(data['questions'])} of {len(data['questions'])} questions")


def test_what_has_no_certificate_is_told():
    with pytest.raises(ValueError, match="matrices and trees"):
        dt.solve(dt.load("armistice")).certificate()
    with pytest.raises(ValueError, match="best commitments of A"):
        dt.solve(dt.load("chicken"), "commitment", leader="A", time_limit=20).certificate()
