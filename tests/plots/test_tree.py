from itertools import pairwise

import matplotlib
import pytest
from hypothesis import given, settings
from matplotlib.lines import Line2D

import deterrence as dt
from deterrence.plots.drawing import width
from deterrence.plots.highlight import Highlight
from deterrence.plots.tree import ROW, draw_tree, drawn_tree

from .games import probe, trees, unseen
from .reading import assert_readable, outside, overlapping, words


def lines_of_width(axes, width):
    return [line for line in axes.lines if line.get_linewidth() == pytest.approx(width) and line.get_marker() == "None"]


def test_a_tree_shows_players_moves_outcomes_and_payoffs():
    shown = words(dt.plot(probe()))
    assert {"A probe", "DPRK", "ROK", "Refrain", "Respond", "Backed (c)", "Unbacked (1 − c)"} <= set(shown)
    assert {"Escalation", "b", "−3"} <= set(shown)
    assert shown.count("DPRK") == 2  # where it moves, and over its payoffs


def test_one_row_for_each_end_of_play():
    texts = {text.words: text for text in draw_tree(probe()).texts}
    heights = [texts[name].y for name in ("Status quo", "New status quo", "Repelled", "Escalation")]
    assert [a - b for a, b in pairwise(heights)] == pytest.approx([ROW] * 3)


def test_payoffs_are_aligned():
    texts = draw_tree(probe()).texts
    left = {text.words: text.x for text in texts}
    assert left["Status quo"] == left["Escalation"]
    assert len({text.x for text in texts if text.words in ("−1", "−3")}) == 1


@settings(max_examples=10)
@given(trees())
def test_no_text_of_a_tree_lies_on_another_or_outside(game):
    assert_readable(dt.plot(game))


def test_interleaved_information_sets_are_apart():
    axes = dt.plot(unseen())
    assert_readable(axes)
    dashed = lines_of_width(axes, 1.1)
    assert all(line.get_linestyle() == "--" for line in dashed)
    assert len(dashed) == 2
    assert len({line.get_xdata()[0] for line in dashed}) == 2
    for line in dashed:
        assert len(set(line.get_xdata())) == 1


def test_information_sets_are_named_once():
    assert words(dt.plot(unseen())).count("hears threat") == 1


def test_the_path_of_play_is_thick_and_choices_off_it_are_medium():
    axes = dt.plot(probe(), at={"c": 0.9})
    thick, medium = lines_of_width(axes, 2.8), lines_of_width(axes, 1.6)
    assert (len(thick), len(medium)) == (1, 1)  # Refrain; and Respond, which is not reached
    assert any("DPRK Refrain; ROK Respond" in text for text in words(axes))


def test_values_stand_beside_formulas_only_where_they_are_given():
    assert "b = 6" in words(dt.plot(probe(), at={}))
    assert "b = 5" in words(dt.plot(probe(), at={"b": 5}))
    assert "b" in words(dt.plot(probe()))


def test_an_equilibrium_that_was_solved_for_is_drawn():
    game = probe()
    family = next(eq for eq in dt.solve(game) if eq.name == "DPRK Probe; ROK Respond")
    axes = dt.plot(game, equilibrium=family)
    assert len(lines_of_width(axes, 2.8)) == 4
    assert any("Exists where" in text for text in words(axes))


def test_with_several_equilibria_it_is_said_which_is_drawn():
    axes = dt.plot(probe(), at={"c": "1/2"}, equilibrium=1)
    assert any("equilibrium 2 of 2" in text for text in words(axes))
    with pytest.raises(ValueError, match="there are 2 equilibria at these values, no 3rd one"):
        dt.plot(probe(), at={"c": "1/2"}, equilibrium=2)
    with pytest.raises(ValueError, match="the first equilibrium is equilibrium=0"):
        dt.plot(probe(), at={"c": "1/2"}, equilibrium=-1)


def test_a_move_that_is_mixed_shows_its_probability():
    game = dt.load("preemption")
    mixed = next(eq for eq in dt.solve(game.base_case()) if not eq.is_pure)
    shown = words(dt.plot(game, at={}, equilibrium=mixed))
    assert any(text.startswith("Wait (") for text in shown)


def test_types_are_drawn_written_out():
    game = dt.load("unilateral-deterrence-incomplete")
    axes = dt.plot(game)
    assert_readable(axes)
    assert any(text.startswith("Challenger (") for text in words(axes))


def test_payoffs_that_depend_on_a_type_are_those_of_the_type():
    game = dt.Tree(
        ["A"],
        dt.Decision("A", {"fight": ["2*w"], "yield": [0]}),
        types={"A": {"Hard": "1/3", "Soft": "2/3"}},
        parameters=[dt.Parameter("k", base=5)],
        definitions={"w": {"A": {"Hard": "k", "Soft": "-k"}}},
    )
    assert {"2·k", "2·(−k)"} <= set(words(dt.plot(game)))
    assert {"2·k = 10", "2·(−k) = −10"} <= set(words(dt.plot(game, at={})))


def test_a_choice_from_an_interval_shows_its_ends_and_then_what_is_chosen():
    game = dt.load("mutual-optimism")
    assert words(dt.plot(game)).count("x from 0 to 1") == 2
    drawn = dt.plot(game, equilibrium=dt.solve(game)[0])
    assert words(drawn).count("x = p + c_w") == 2
    assert_readable(drawn)


def test_given_axes_are_used_and_not_left():
    figure = matplotlib.figure.Figure(figsize=(5, 3))
    left, right = figure.subplots(1, 2)
    assert dt.plot(probe(), ax=left) is left
    assert not right.lines
    assert outside(left, left.get_window_extent()) == []
    assert overlapping(left) == []


def test_a_title_can_be_replaced_or_left_out():
    assert "Mine" in words(dt.plot(probe(), title="Mine"))
    assert "A probe" not in words(dt.plot(probe(), title=""))


def test_a_tree_too_large_is_refused():
    wide = dt.Decision("A", {str(i): [i] for i in range(301)})
    with pytest.raises(ValueError, match="301 ends of play is too large to draw"):
        dt.plot(dt.Tree(["A"], wide))


def test_information_sets_that_cross_still_come_to_an_end():
    # A's set is met before B's on one path and after it on the other: no columns fit both.
    def a_then_b():
        return dt.Decision("A", {"l": dt.Decision("B", {"u": (0, 0), "d": (1, 1)}, "b"), "r": (0, 0)}, "a")

    def b_then_a():
        return dt.Decision("B", {"u": dt.Decision("A", {"l": (0, 0), "r": (1, 1)}, "a"), "d": (0, 0)}, "b")

    game = dt.Tree(["A", "B"], dt.Chance({"x": ("1/2", a_then_b()), "y": ("1/2", b_then_a())}))
    axes = dt.plot(game)
    assert overlapping(axes) == []
    assert all(isinstance(line, Line2D) for line in axes.lines)


def test_an_equilibrium_that_is_not_found_in_time_is_said_to_be_missing():
    said = " ".join(words(dt.plot(probe(), at={}, time_limit=0)))
    assert "no equilibrium was found: the search stopped at its time limit of 0 seconds" in said


def test_a_tree_that_changes_has_room_for_longer_numbers():
    """On a page the numbers are others when a slider moves: the last column ends beyond `−e = −0.0123`."""
    game = dt.load("nll-probe")
    light = Highlight(point=game.with_definitions(dict.fromkeys(game.letters, 1)))
    still, moving = drawn_tree(game, light, ""), drawn_tree(game, light, "", choices={})
    last = max(moving.texts, key=lambda text: text.x)
    assert max(still.texts, key=lambda text: text.x).words == last.words == "ROK"
    assert still.box.right < last.x + width("−e = −0.0123", last.type) < moving.box.right
