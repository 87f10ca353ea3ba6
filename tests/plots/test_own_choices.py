"""The picture of a continuous game: each payoff along the own choice, with the choice of the equilibrium marked."""

import pytest

import deterrence as dt
from deterrence.plots.drawing import Dot, Line
from deterrence.plots.own_choices import HIGH, WIDE
from deterrence.plots.style import BLUE

from .reading import assert_readable, words


@pytest.fixture(scope="module")
def contest():
    return dt.load("tullock-contest")


def test_each_player_has_a_panel_with_its_best_choice(contest):
    axes = dt.plot(contest)
    shown = words(axes)
    assert {"Payoff of A along e", "Payoff of B along f", "32/9", "4/9"} <= set(shown)
    assert any("A e = 16/9; B f = 8/9" in text for text in shown)
    assert_readable(axes)


def test_the_mark_is_the_highest_point_of_the_line(contest, monkeypatch):
    from deterrence.plots.drawing import Drawing

    kept = []
    monkeypatch.setattr(Drawing, "show", lambda self, ax: kept.append(self))
    dt.plot(contest, at={"K": 1})
    marks = kept[0].marks
    dots = [mark for mark in marks if isinstance(mark, Dot)]
    lines = [mark for mark in marks if isinstance(mark, Line) and mark.colour == BLUE]
    for dot, line in zip(dots, lines, strict=True):
        assert dot.y >= max(y for _, y in line.points) - 1e-9
    assert dots[0].x == WIDE  # the budget binds
    assert dots[1].x == pytest.approx(WIDE / 3)  # f = 1 of what is drawn up to 3
    assert dots[0].y - dots[1].y > HIGH / 2


def test_an_equilibrium_with_letters_is_drawn_at_base_values(contest):
    found = dt.solve(contest)
    assert any("16/9" in text for text in words(dt.plot(found)))
    with pytest.raises(ValueError, match="equilibria found: 1; there is no such one"):
        dt.plot(contest, at={"K": 1}, equilibrium=3)
