import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import deterrence as dt
from deterrence.plots.drawing import Box
from deterrence.plots.region_map import HIGH, WIDE, curve_mark, draw_regions, even
from deterrence.plots.room import Room
from deterrence.plots.style import FILLS, NOWHERE
from deterrence.sensitivity.regions import regions

from .reading import assert_readable, words


@pytest.fixture(scope="module")
def probe():
    return regions(dt.load("nll-probe"), "c", "k")


@pytest.fixture(scope="module")
def arms():
    return regions(dt.load("arms-guardrails"), "c", "g")


def test_an_area_says_what_is_done_in_it(probe):
    axes = dt.plot(probe)
    shown = words(axes)
    assert {"DPRK Refrain", "ROK Respond", "ROK Absorb"} <= set(shown)
    assert_readable(axes)


def test_curves_carry_a_letter_and_their_equation(probe):
    shown = words(dt.plot(probe))
    assert "c = c_D = 6/(k + 6)" in shown
    assert shown.count("A") == shown.count("B") == 2


def test_a_curve_is_drawn_where_it_is(probe):
    curve = next(c for c in probe.curves if "c_D" in c.names)
    [(x, y)] = curve.lines
    assert np.allclose(x, 6 / (y + 6))
    lines = [m.points for m in draw_regions(probe).marks if type(m).__name__ == "Line" and m.width == 1.5]
    drawn = np.array(max(lines, key=len))
    assert np.allclose(drawn[:, 0] / WIDE, 6 / (drawn[:, 1] / HIGH * 10 + 6))


def test_several_equilibria_are_shown_as_several(arms):
    axes = dt.plot(arms)
    assert "3 equilibria: 1, 2, 3" in words(axes)
    assert_readable(axes)


def test_what_exists_only_on_a_line_is_said(arms):
    assert any(text.startswith("On a line only, as at c = ") for text in words(dt.plot(arms)))


def test_areas_differ_in_pattern(arms):
    marks = [mark for mark in draw_regions(arms).marks if type(mark).__name__ == "Shape"]
    assert len({mark.fill for mark in marks}) == len({mark.pattern for mark in marks}) == 4


def test_labels_lie_in_their_areas(probe):
    texts = {text.words: text for text in draw_regions(probe).texts if text.y > 0}
    x, y = texts["DPRK Refrain"].x / WIDE, texts["DPRK Refrain"].y / HIGH * 10
    assert x > 0.5
    assert x > 6 / (y + 6)
    assert texts["ROK Absorb"].x / WIDE < 0.5


def test_a_plane_without_curves():
    axes = dt.plot(regions(dt.load("nll-probe"), "g", "k"))
    assert_readable(axes)


def test_curves_have_capitals():
    assert [curve_mark(i) for i in (0, 25, 26)] == ["A", "Z", "A1"]


def test_even_points_keep_the_ends():
    points = even([(0, 0), (3, 4), (3, 4.5)], 1.0)
    assert points[0] == (0, 0)
    assert points[-1] == (3, 4.5)
    assert len(points) == 7


@given(st.floats(4, 80), st.floats(4, 80))
def test_a_box_is_placed_inside_its_area(wide, high):
    room = Room.of(200, 200)
    x = np.array([20.0, 180.0])
    area = room.inside([(x, np.array([20.0, 20.0]), np.array([20.0, 180.0]))])  # a triangle
    place = room.place(area, wide, high)
    if place is None:
        assert wide + high > 120
        return
    left, right = place[0] - wide / 2, place[0] + wide / 2
    assert left + 4 >= 20
    assert right <= 184
    assert place[1] + high / 2 <= left + 6
    assert place[1] - high / 2 >= 16


def test_what_is_taken_is_not_given_again():
    room = Room.of(100, 40)
    everything = np.ones_like(room.free)
    first = room.place(everything, 40, 30)
    assert first is not None
    room.take(Box(first[0] - 20, first[1] - 15, first[0] + 20, first[1] + 15))
    second = room.place(everything, 24, 30)
    assert second is not None
    assert abs(second[0] - first[0]) >= 32
    assert room.place(everything, 60, 30) is None


def test_where_an_assumption_fails_the_map_is_grey_and_nowhere_else(probe):
    assert NOWHERE not in FILLS
    bounded = draw_regions(regions(dt.load("nll-probe"), "e", "l"))  # e > l is assumed
    (ground,) = [mark for mark in bounded.marks if getattr(mark, "fill", None) == NOWHERE]
    assert ground.box == Box(0.0, 0.0, WIDE, HIGH)
    assert all(mark.layer > ground.layer for mark in bounded.marks if mark is not ground and hasattr(mark, "points"))
    assert "Grey: an assumption fails." in " ".join(text.words for text in bounded.texts)
    assert not [mark for mark in draw_regions(probe).marks if getattr(mark, "fill", None) == NOWHERE]
