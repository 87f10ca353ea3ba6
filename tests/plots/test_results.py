"""Pictures of sampled results: made by hand here, so that the pictures alone are under test."""

import numpy as np
import pytest
import xarray as xr

import deterrence as dt
from deterrence.equilibria.promise import Promise
from deterrence.plots.style import BLUE
from deterrence.plots.sweep_lines import HIGH
from deterrence.sensitivity.uncertain.sobol import Index, Sobol

from .reading import assert_readable, words

LACKING = Promise("nash", "support enumeration").lacking("only pure ones were looked for")


def likelihood(several=0.25, **more):
    return xr.Dataset(
        {
            "probability": (("bound", "outcome"), [[0.2, 0.5], [0.5, 0.8]]),
            "probability_error": (("bound", "outcome"), [[0.01, 0.02], [0.01, 0.03]]),
            "several": ((), several),
        },
        {"bound": ["low", "high"], "outcome": ["Peace", "A war that nobody wanted and that all expected" * 2]},
        {"title": "Likely", "draws": 1000, "sampling": "sobol", "select": "all", "fixed": "k = 2", **more},
    )


def sweep(count, letters=("c",)):
    shape = (count,) * len(letters)
    exists = np.ones((2, *shape), dtype=bool)
    exists[1, : count // 2] = False
    numbers = np.stack([np.zeros((1, *shape)), np.ones((1, *shape))])
    return xr.Dataset(
        {
            "exists": (("family", *letters), exists),
            "outcome_probability": (("family", "outcome", *letters), np.where(exists[:, None], numbers, np.nan)),
            "equilibria": (letters, exists.sum(axis=0)),
        },
        {**{letter: np.linspace(0, 1, count) for letter in letters}, "family": ["a", "b"], "outcome": ["War"]},
        {"title": "Swept", "fixed": "k = 2"},
    )


def test_a_bar_an_outcome_with_a_light_end_where_equilibria_differ():
    axes = dt.plot(likelihood())
    assert_readable(axes)
    assert "Peace" in words(axes)
    assert sum(patch.get_hatch() == "////" for patch in axes.patches) == 2
    said = " ".join(" ".join(words(axes)).split())
    assert "Several equilibria at 25.0% of the draws" in said
    assert "may be missing" not in said
    lacking = likelihood(**LACKING.attributes())
    assert "may be missing: only pure" in " ".join(" ".join(words(dt.plot(lacking))).split())


def test_a_selection_is_said():
    picked = likelihood(select="payoff dominance").sel(bound="low")
    assert any("payoff dominance" in text for text in words(dt.plot(picked)))


def test_indices_are_bars_the_most_important_first():
    rows = (Index("k", "", 0.1, 0.05, 0.15, 0.3, 0.2, 0.4), Index("c", "", 0.5, 0.4, 0.6, 0.9, 0.8, 1.1))
    found = Sobol("probability of War", "all", rows, (0.4,), (0.1,), False, 0.95, 1024, LACKING)
    axes = dt.plot(found)
    assert_readable(axes)
    heights = {text.get_text(): text.get_position()[1] for text in axes.texts}
    assert heights["c"] > heights["k"]
    assert "What matters for probability of War" in words(axes)
    said = " ".join(" ".join(words(axes)).split())
    assert "tie parameters together" in said
    assert "Some equilibria may be missing: only pure ones were looked for." in said


def test_an_index_below_zero_is_no_bar():
    rows = (Index("c", "", -0.02, -0.1, 0.05, 0.001, 0.0, 0.01),)
    found = Sobol("payoff of ROK", "all", rows, (0.4,), (0.1,), True, 0.95, 1024, LACKING)
    assert all(patch.get_width() >= 0 for patch in dt.plot(found).patches)


def test_a_sweep_of_one_letter_is_a_picture_an_outcome():
    axes = dt.plot(sweep(11))
    assert_readable(axes)
    assert {"War", "c"} <= set(words(axes))
    assert any("Each equilibrium has its line." in text for text in words(axes))


def lines_of(axes):
    """The lines of a sweep, as probabilities: of the only outcome."""
    frame = next(patch for patch in axes.patches if patch.get_height() == HIGH)
    curves = [line.get_ydata() for line in axes.lines if line.get_color() == BLUE and line.get_linestyle() == "-"]
    return [[round((y - frame.get_y()) / HIGH, 6) for y in curve] for curve in curves]


def test_a_jump_of_a_sweep_is_no_slope_and_a_tie_no_peak():
    """Two equilibria meet at c = 1/2; a third exists there only."""
    found = sweep(11)
    exists = np.zeros((3, 11), dtype=bool)
    exists[0, :6] = exists[1, 5:] = exists[2, 5] = True
    numbers = np.array([0.0, 1.0, 0.4])[:, None, None] * np.ones((3, 1, 11))
    found = xr.Dataset(
        {
            "exists": (("family", "c"), exists),
            "outcome_probability": (("family", "outcome", "c"), np.where(exists[:, None], numbers, np.nan)),
            "equilibria": (("c",), exists.sum(axis=0)),
        },
        {"c": np.linspace(0, 1, 11), "family": ["a", "b", "t"], "outcome": ["War"]},
        found.attrs,
    )
    axes = dt.plot(found)
    assert lines_of(axes) == [[0.0] * 6, [1.0] * 6]
    dots = [line for line in axes.lines if line.get_marker() == "o"]
    assert len(dots) == 1
    assert "○ at this value of the sweep only." in " ".join(words(axes))


def test_lines_of_a_sweep_end_at_thresholds_between_its_points():
    """On 8 points from 0 to 1: appeasement until c = 1/2, deterrence from 3/4 on, in between War with probability c."""
    axes = dt.plot(dt.sweep(dt.load("nll-probe"), c=np.linspace(0, 1, 8)))
    frame = next(patch for patch in axes.patches if patch.get_height() == HIGH)
    wide = frame.get_width()
    curves = [line for line in axes.lines if line.get_color() == BLUE and line.get_linestyle() == "-"]
    ends = {tuple(round((line.get_xdata()[i] - frame.get_x()) / wide, 9) for i in (0, -1)) for line in curves}
    assert ends == {(0.0, 0.5), (0.5, 0.75), (0.75, 1.0)}
    assert max((line.get_ydata()[-1] - line.get_ydata()[0]) / HIGH for line in curves) == pytest.approx(0.25)
    assert not any(line.get_marker() == "o" for line in axes.lines)


def test_a_point_of_a_sweep_is_open_only_where_its_equilibrium_exists_nowhere_else():
    """At c = 0.6, 0.8 and 1 of moral hazard: three equilibria meet at 0.8, two of them exist there only."""
    axes = dt.plot(dt.sweep(dt.load("moral-hazard"), c=[0.6, 0.8, 1]))
    said = " ".join(words(axes))
    assert "○ at this value only." in said
    alone = dt.plot(dt.sweep(dt.load("nll-probe"), c=[0.6]))
    assert "○" not in " ".join(words(alone))


def test_a_sweep_with_gaps_is_drawn_in_pieces():
    found = sweep(9)
    found["exists"][:, 3:6] = False
    assert_readable(dt.plot(found))
    found["exists"][:, :] = False
    assert_readable(dt.plot(found))


def test_a_sweep_without_any_equilibrium_is_an_empty_picture():
    game = dt.load("repeated-prisoners-dilemma")
    found = dt.sweep(game, T=[0.25, 0.5])  # against the assumption T > R > P > S
    assert found.sizes["family"] == 0
    assert_readable(dt.plot(found))


def test_a_sweep_of_two_letters_is_no_line():
    with pytest.raises(ValueError, match="drawn along one letter, not 2"):
        dt.plot(sweep(3, ("c", "k")))


def test_any_other_table_has_no_picture():
    with pytest.raises(TypeError, match="no picture of a Dataset"):
        dt.plot(xr.Dataset())


def test_a_tornado_has_its_widest_bar_on_top_and_says_where_its_ends_are():
    found = dt.tornado(dt.load("nll-probe"), "probability of Escalation")
    axes = dt.plot(found)
    assert_readable(axes)
    shown = words(axes)
    assert "c = 1/2" in shown
    heights = {text.get_text(): text.get_position()[1] for text in axes.texts}
    order = [bar.letter for bar in found]
    assert sorted(order, key=lambda letter: -heights[letter]) == order


def test_a_letter_without_effect_is_no_bar():
    game = dt.Matrix(
        ["A"],
        {"A": ["x", "y"]},
        {"x": ["c"], "y": [0]},
        parameters=[dt.Parameter("c", "", 1, 2, base=1), dt.Parameter("k", "", 0, 1, base=0)],
    )
    axes = dt.plot(dt.tornado(game, "payoff of A"))
    assert_readable(axes)
    assert "no effect" in words(axes)
