"""The steps between a written game and its forms, each by what goes in and what comes out, written as text."""

from dataclasses import replace

import pytest

import deterrence as dt
from deterrence.equilibria.equilibria import Found
from deterrence.games.background import background
from deterrence.solvers.chain import CasesSplit, PlayedOut, TypesWrittenOut, chain_for, steps

MATRIX = dt.Matrix(
    ["A"], {"A": ["x", "y"]}, {"x": ["max(c, 1 - c)"], "y": [0.6]}, parameters=[dt.Parameter("c", "", 0, 1)]
)
TYPED = dt.Tree(
    ["A"],
    dt.Decision("A", {"x": ["w"], "y": [0]}),
    types={"A": {"Hard": "1/3", "Soft": "2/3"}},
    definitions={"w": {"A": {"Hard": 2, "Soft": -1}}},
)
TWICE = dt.Repeated(["A"], {"A": ["x", "y"]}, {"x": [1], "y": [0]}, discount=1, horizon=2)


def test_periods_played_out():
    step = PlayedOut()
    (tree,), kept = step.apply(TWICE)
    assert str(tree.root).splitlines() == [
        "A at 'period 1'",
        "  x: A at 'period 2 after x'",
        "    x: x; x [1 + 1*1]",
        "    y: x; y [1 + 1*0]",
        "  y: A at 'period 2 after y'",
        "    x: y; x [0 + 1*1]",
        "    y: y; y [0 + 1*0]",
    ]
    assert step.says(kept) == "2 periods played out: a tree of 7 nodes"
    assert [step.accepts(game) for game in (TWICE, MATRIX, TYPED)] == [True, False, False]


def test_types_written_out():
    step = TypesWrittenOut()
    (written,), kept = step.apply(TYPED)
    assert str(written.tree.root).splitlines() == [
        "chance",
        "  A (Hard) (1/3): A at 'Hard: start'",
        "    x: [w_Hard]",
        "    y: [0]",
        "  A (Soft) (2/3): A at 'Soft: start'",
        "    x: [w_Soft]",
        "    y: [0]",
    ]
    assert step.says(kept) == "types written out: 2 profiles"
    assert [step.accepts(game) for game in (TWICE, MATRIX, TYPED)] == [False, False, True]


def test_min_and_max_split_by_case_and_the_families_put_back_where_each_case_holds():
    step = CasesSplit(background(MATRIX))
    forms, kept = step.apply(MATRIX)
    assert [str(form.payoffs[0][0,]) for form in forms] == ["c", "1 - c"]
    assert step.says(kept) == "min and max split: 2 cases"
    found = dt.solve(MATRIX)
    assert sorted(str(family.exists) for family in found if family.name == "A x") == ["c <= 2/5", "c >= 3/5"]


def test_a_chain_takes_the_steps_that_accept_the_game_and_says_so():
    taken = steps(TYPED, chain_for(background(TYPED)))
    assert taken.says == ("types written out: 2 profiles",)
    assert [form.representation for form in taken.forms] == ["tree"]
    nothing = Found((), (), False, "nothing was looked for")
    assert taken.back([nothing]).why == "nothing was looked for"


@pytest.mark.parametrize(
    ("game", "lines"),
    [
        (MATRIX, ["min and max split: 2 cases", "support enumeration: 4 families, each checked"]),
        (TWICE, ["2 periods played out: a tree of 7 nodes", "backward induction: 1 family, each checked"]),
        (dt.load("nll-probe"), ["backward induction: 5 families, each checked"]),
    ],
)
def test_how_equilibria_were_found(game, lines):
    how = str(dt.solve(game).how).splitlines()
    assert how[: len(lines)] == lines


def test_what_is_done_after_solving_is_said_too():
    found = dt.solve(dt.load("beer-quiche").base_case())
    kept = dt.refine(found, "intuitive")
    assert str(kept.how).splitlines()[-1] == f"intuitive: {len(kept)} of {len(found)} families left"


@pytest.mark.parametrize("exact", [(True, True), (True, False), (False, False)])
def test_what_is_found_in_cases_is_exact_if_it_is_in_all(exact):
    step = CasesSplit(background(MATRIX))
    _, kept = step.apply(MATRIX)
    cases = [replace(piece, exact=is_exact) for piece, is_exact in zip(kept, exact, strict=True)]
    assert step.back([Found((), (), True)] * 2, cases).rounded == (exact != (True, True))
