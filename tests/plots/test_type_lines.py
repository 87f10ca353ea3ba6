"""The lines of types of an equilibrium: pieces where cut-points say, filled as moves are."""

import pytest

import deterrence as dt
from deterrence.plots.drawing import Drawing, Patch
from deterrence.plots.style import FILLS
from deterrence.plots.type_lines import WIDE

from .faults import faults
from .reading import assert_readable, words


@pytest.fixture
def drawn(monkeypatch):
    seen = []
    show = Drawing.show

    def noted(self, ax):
        seen.append(self)
        return show(self, ax)

    monkeypatch.setattr(Drawing, "show", noted)
    return seen


def duel():
    fight = dt.Decision("A", {"Fight": ["w"], "Yield": ["-a"]}, "war")
    a = dt.Parameter("a", low=0, high=3)
    return dt.Tree(["A"], fight, parameters=[a], types={"A": {"w": dt.Uniform(-2, 1)}})


def test_the_line_is_cut_where_the_equilibrium_says(drawn):
    [eq] = [eq for eq in dt.solve(duel()) if eq.exists.holds(a=1)]
    axes = dt.plot(eq, at={"a": 1})
    patches = [mark for mark in drawn[0].marks if isinstance(mark, Patch)]
    # Types from -2 to 1; those below -1 yield, the second of two moves.
    assert [(patch.box.left, patch.box.right, patch.fill) for patch in patches] == [
        (0.0, pytest.approx(WIDE / 3), FILLS[1]),
        (pytest.approx(WIDE / 3), WIDE, FILLS[0]),
    ]
    assert {"−2", "−1", "1", "Fight", "Yield"} <= set(words(axes))
    assert_readable(axes)
    assert faults(drawn[0]) == []


def test_types_that_mix_are_drawn_by_shares(drawn):
    [eq] = dt.solve(dt.load("crisis-bluffing").base_case())
    axes = dt.plot(eq)
    first = [mark for mark in drawn[0].marks if isinstance(mark, Patch)][:2]
    assert first[0].box.top == first[1].box.bottom  # those who refrain below those who challenge
    assert_readable(axes)
    assert faults(drawn[0]) == []


def test_values_that_are_missing_or_wrong_are_said():
    found = dt.solve(duel())
    [eq] = [eq for eq in found if eq.exists.holds(a=1)]
    with pytest.raises(ValueError, match="give at={'a': ...}"):
        dt.plot(eq)
    with pytest.raises(ValueError, match="does not exist there"):
        dt.plot(eq, at={"a": "5/2"})
