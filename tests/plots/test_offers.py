"""The picture of a choice from an interval that others see: what it pays along the interval, and the answers."""

from __future__ import annotations

import pytest
from scipy import stats

import deterrence as dt
from deterrence.plots.drawing import Dot, Line
from deterrence.plots.offers import WIDE
from deterrence.plots.style import BLUE

from .reading import assert_readable, words

HARD_OR_SOFT = dt.Tree(
    ["A", "B"],
    dt.Choice(
        "A",
        "x",
        0,
        1,
        dt.Decision(
            "B", {"Grant": dt.Outcome("Deal", ["x", "1 - x"]), "Fight": dt.Outcome("War", ["3/10", "6/10 - c"])}
        ),
    ),
    types={"B": {"Hard": "1/4", "Soft": "3/4"}},
    definitions={"c": {"B": {"Hard": "1/10", "Soft": "3/10"}}},
)


def test_the_demand_of_the_library_and_its_best_value():
    axes = dt.plot(dt.load("risk-and-return"), choice="x")
    told = " ".join(words(axes))
    assert "Payoff of A along x" in told
    assert "B: Grant below, Fight above the line" in told
    assert "best at x = 0.6" in told
    assert "0.5333" in told  # 8/15
    assert_readable(axes)


def test_the_mark_stands_highest_and_where_it_says(monkeypatch):
    from deterrence.plots.drawing import Drawing

    kept = []
    monkeypatch.setattr(Drawing, "show", lambda self, ax: kept.append(self))
    dt.plot(dt.load("risk-and-return"), choice="x")
    [dot] = [mark for mark in kept[0].marks if isinstance(mark, Dot)]
    curve = [point for mark in kept[0].marks if isinstance(mark, Line) and mark.colour == BLUE for point in mark.points]
    assert dot.x == pytest.approx(0.6 * WIDE)
    assert dot.y >= max(y for _, y in curve) - 1e-9


def test_two_types_jump_where_each_stops_granting():
    """Soft grants up to 0.7, Hard up to 0.5: A asks for 0.7, which pays 0.6, and 0.5 pays less."""
    axes = dt.plot(HARD_OR_SOFT, choice="x")
    told = " ".join(words(axes))
    assert "best at x = 0.7" in told
    assert "B (Hard): Grant below, Fight above the line" in told
    assert "B (Soft): Grant below, Fight above the line" in told
    assert "0.6" in words(axes)


def test_types_from_a_normal_distribution():
    reply = {"Grant": dt.Outcome("Deal", ["x", "1 - x"]), "Fight": dt.Outcome("War", ["3/10", "6/10 - c"])}
    tree = dt.Choice("A", "x", 0, 1, dt.Decision("B", reply))
    axes = dt.plot(dt.Tree(["A", "B"], tree, types={"B": {"c": dt.Normal("1/2", "1/4")}}), choice="x")
    best = 0.7804245280618873
    paid = best - (best - 0.3) * stats.norm(0.5, 0.25).cdf(best - 0.4)
    assert f"{paid:.4g}" in words(axes)


def test_what_is_no_choice_is_said():
    with pytest.raises(ValueError, match="'y' is not chosen from an interval; what is: x"):
        dt.plot(dt.load("risk-and-return"), choice="y")
    with pytest.raises(ValueError, match="'x' is not chosen from an interval; what is: nothing"):
        dt.plot(dt.load("nll-probe"), choice="x")
    with pytest.raises(ValueError, match="takes no choice="):
        dt.plot(dt.load("tullock-contest"), choice="e")
