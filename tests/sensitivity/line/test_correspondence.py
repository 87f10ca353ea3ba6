"""The equilibrium correspondence on a line: what becomes of families that are one profile at a point."""

from dataclasses import replace

import deterrence as dt
from deterrence.games.background import background
from deterrence.sensitivity.line.correspondence import correspondence


def test_of_families_that_are_one_profile_at_a_point_the_one_that_goes_on_beside_it_stands() -> None:
    t = dt.Parameter("t", "", 0, 1)
    game = dt.Matrix(["A"], {"A": ["Go", "Stay"]}, {"Go": [0], "Stay": ["-t"]}, parameters=[t])
    go, stay = dt.solve(game)
    letter = go.exists.background.ring.letter("t")
    mixed = replace(go, strategies=((1 - letter, letter),), exists=stay.exists)
    found = correspondence([mixed, go, stay], background(game), "t")
    assert [(str(s.interval), s.equilibria) for s in found.stretches] == [("{0}", (go, stay)), ("(0, 1]", (go,))]
