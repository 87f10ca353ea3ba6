"""What is asked of a game: which games are solved cell by cell along a line."""

import pytest

import deterrence as dt
from deterrence.sensitivity.asking import problem
from deterrence.sensitivity.asking.problem import Problem

GAME = dt.load("nll-probe").base_case()


@pytest.mark.parametrize(
    ("more", "cut"),
    [
        ({}, True),
        ({"concept": "subgame-perfect"}, True),
        ({"concept": "nash"}, False),
        ({"concept": "subgame-perfect", "options": {"method": "backward induction"}}, False),
        ({"refinements": ("D1",)}, False),
        ({"given": dt.solve(GAME)}, False),
    ],
)
def test_only_what_induction_along_the_line_answers_is_cut(more, cut, monkeypatch):
    monkeypatch.setattr(problem, "_is_large_line", lambda game: True)
    monkeypatch.setattr(problem, "_line_cut", lambda game: "the line")
    assert Problem(GAME, **more).cut == ("the line" if cut else None)
