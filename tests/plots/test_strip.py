from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import deterrence as dt
from deterrence.plots.drawing import Drawing
from deterrence.plots.flags import Flag, place_flags
from deterrence.plots.line_scale import LineScale
from deterrence.plots.style import FILLS, PATTERNS

from .reading import assert_readable, words


@pytest.fixture(scope="module")
def probe():
    return dt.thresholds(dt.load("nll-probe"), "c")


@pytest.fixture(scope="module")
def arms():
    return dt.thresholds(dt.load("arms-guardrails"), "c")


def blocks(axes, pattern):
    return [patch for patch in axes.patches if patch.get_hatch() == pattern]


def test_thresholds_carry_their_exact_values_and_formulas(probe):
    shown = words(dt.plot(probe))
    assert {"c = 1/2", "c_R = (e − l)/(e + s)", "c = 3/4", "c_D = b/(b + k)"} <= set(shown)


def test_a_band_a_player_says_what_is_done(probe):
    axes = dt.plot(probe)
    shown = words(axes)
    assert shown.count("DPRK") == 1
    # Once on each of two cells, and once in the key.
    assert shown.count("Probe") == 3
    assert shown.count("Respond") == 3
    assert_readable(axes)


def test_several_equilibria_are_several_numbered_rows(arms):
    axes = dt.plot(arms)
    shown = words(axes)
    numbers = [text.get_text() for text in axes.texts if text.get_weight() == "bold" and text.get_text() in "123"]
    assert sorted(numbers) == ["1", "1", "2", "2", "3", "3"]  # in the band of each of two players
    assert "a mixture" in shown
    assert_readable(axes)


def test_what_exists_at_a_single_value_is_said(arms):
    said = "At c = 3/5, and only there, there is also: ROK Restrain"
    assert any(text.startswith(said) for text in words(dt.plot(arms)))


def test_a_cell_that_is_a_point_at_the_end_is_a_tick():
    axes = dt.plot(dt.thresholds(dt.load("preemption"), "c"))
    ticks = [line for line in axes.lines if line.get_linewidth() == pytest.approx(2.4)]
    assert [line.get_xdata()[0] for line in ticks] == [LineScale(0, 1).width]
    assert_readable(axes)


def test_a_band_for_each_information_set():
    axes = dt.plot(dt.thresholds(dt.load("nuclear-option"), "c"))
    assert {"ROK relies", "ROK nuclear"} <= set(words(axes))
    assert_readable(axes)


def test_bands_can_be_chosen(probe):
    axes = dt.plot(probe, players=["ROK"])
    assert "DPRK" not in words(axes)
    with pytest.raises(ValueError, match="there is no player 'rok'"):
        dt.plot(probe, players=["rok"])


def test_looks_differ_in_pattern_and_not_only_in_colour():
    assert len(set(PATTERNS)) == len(PATTERNS) == len(FILLS) == len(set(FILLS))


def test_no_threshold_is_a_strip_without_poles():
    game = dt.Matrix(["A"], {"A": ["x", "y"]}, {"x": [1], "y": [0]}, parameters=[dt.Parameter("c", "", 0, 1, base=0)])
    axes = dt.plot(dt.thresholds(game, "c"))
    assert_readable(axes)


def test_an_unbounded_line_is_drawn_around_its_thresholds():
    game = dt.Matrix(["A"], {"A": ["x", "y"]}, {"x": ["c"], "y": [3]}, parameters=[dt.Parameter("c")])
    axes = dt.plot(dt.thresholds(game, "c"))
    assert "c = 3" in words(axes)
    assert_readable(axes)


def test_an_irrational_threshold_is_told_exactly_where_that_is_short():
    game = dt.Matrix(["A"], {"A": ["x", "y"]}, {"x": ["c**2"], "y": ["1/2"]}, parameters=[dt.Parameter("c", "", 0, 1)])
    shown = words(dt.plot(dt.thresholds(game, "c")))
    assert "c = √2/2" in shown


def test_many_close_thresholds_keep_their_labels_apart():
    moves = [str(i) for i in range(9)]
    payoffs = {move: [f"{i}*c - {i * i}/200"] for i, move in enumerate(moves)}
    game = dt.Matrix(["A"], {"A": moves}, payoffs, parameters=[dt.Parameter("c", "", 0, 1, base="1/2")])
    found = dt.thresholds(game, "c")
    assert len(found.values) == 8
    assert_readable(dt.plot(found))


LABELS = st.text("abcdefg =()", min_size=1, max_size=60)
FLAGS = st.lists(st.tuples(st.floats(0, 430), LABELS, st.booleans()), min_size=1, max_size=12)


@given(FLAGS)
def test_flags_cross_neither_each_other_nor_a_pole(drawn):
    drawing = Drawing("flags")
    place_flags(drawing, [Flag(x, (text, text) if two else (text,)) for x, text, two in drawn], 0.0)
    boxes = [text.box for text in drawing.texts]
    for index, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[:index])
        poles = [mark for mark in drawing.marks if mark not in drawing.texts]
        for pole in poles:
            x = pole.points[0][0]
            assert not (box.left < x < box.right and pole.points[1][1] > box.bottom)


@pytest.mark.parametrize(("low", "high"), [(0, 1), (0, 10), (-3, 10), (0.2, 0.21), (0, 1e6), (2, 2)])
def test_ticks_are_few_round_and_inside(low, high):
    ticks = LineScale(low, high).ticks()
    assert 1 <= len(ticks) <= 8
    assert all(Fraction(low) <= tick <= Fraction(high) for tick in ticks)
