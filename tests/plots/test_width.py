"""Pictures laid out for a column of a paper, maps by other things than equilibria, and captions apart."""

import pytest

import deterrence as dt

from .reading import assert_readable, words


@pytest.fixture(scope="module")
def game():
    return dt.load("nll-probe")


@pytest.fixture(scope="module")
def regions(game):
    return dt.regions(game, "c", "l")


@pytest.fixture(scope="module")
def line(game):
    return dt.thresholds(game, "c")


def test_pictures_of_a_width_are_so_wide_and_in_eight_points(game, regions, line):
    swept = dt.sweep(game, c=[i / 10 for i in range(11)])
    for what in (game, regions, line, swept):
        axes = dt.plot(what, width=3.4)
        assert axes.figure.get_figwidth() <= 3.41
        assert {round(text.get_fontsize(), 2) for text in axes.texts} & {8.0}
        assert_readable(axes)
        if what is not game:
            assert axes.figure.get_figwidth() == pytest.approx(3.4, abs=0.02)


def test_a_tree_in_a_narrow_column_turns(game):
    """From the left the ends of play stand above one another, from the top beside each other."""
    wide, narrow = dt.plot(game), dt.plot(game, width=3.4)
    places = [{t.plain: t.get_position() for t in axes.texts} for axes in (wide, narrow)]
    assert places[0]["Repelled"][0] == places[0]["Escalation"][0]
    assert places[1]["Repelled"][1] == places[1]["Escalation"][1]


def test_interleaved_information_sets_are_two_lines(tmp_path):
    axes = dt.plot(dt.load("beer-quiche"), width=7)
    heights = {round(line.get_ydata()[0], 3) for line in axes.lines if line.get_linestyle() == "--"}
    assert len(heights) == 2


def test_what_does_not_fit_says_what_would(game, regions):
    with pytest.raises(ValueError, match=r"the tree does not fit this width; in eight points it takes width=\d\.\d"):
        dt.plot(game, width=1.5)
    with pytest.raises(ValueError, match=r"width=1\.0: this picture does not fit; try width=1\.\d"):
        dt.plot(regions, width=1.0)
    with pytest.raises(ValueError, match="a width in inches, from 1 to 30"):
        dt.plot(regions, width=300)


def test_what_would_fit_fits(game):
    for name in ("nll-probe", "beer-quiche", "red-line"):
        tree = dt.load(name)
        with pytest.raises(ValueError, match="does not fit") as caught:
            dt.plot(tree, width=1.5)
        least = float(str(caught.value).rpartition("=")[2])
        assert_readable(dt.plot(tree, width=least))


def test_the_caption_is_text_with_or_without_being_drawn(regions, line):
    for what in (regions, line):
        with_notes, without = dt.plot(what), dt.plot(what, notes=False, key=False)
        assert any("Other letters:" in text for text in words(with_notes))
        assert not any("Other letters:" in text for text in words(without))
        assert "Other letters: g = 2, b = 6" in without.caption
    assert "A: c = 3/4. B: c = c_R = 3/4 − l/4. 1: DPRK Probe; ROK Absorb." in dt.plot(regions, key=False).caption


def test_equilibria_are_called_what_one_wants(regions):
    axes = dt.plot(regions, names={"DPRK Probe; ROK Absorb": "appeasement"})
    assert "appeasement" in words(axes)
    assert "DPRK Probe; ROK Absorb" not in words(axes)
    with pytest.raises(ValueError, match="no equilibrium 'DPRK Prob' on this map; there are: DPRK Probe; ROK Absorb"):
        dt.plot(regions, names={"DPRK Prob": "x"})


def test_maps_by_outcome_and_by_what_a_player_does(regions):
    by_outcome = words(dt.plot(regions, by="outcome"))
    assert {"New status quo", "Repelled or Escalation", "Status quo"} <= set(by_outcome)
    by_player = words(dt.plot(regions, by="ROK"))
    assert {"Absorb", "Respond"} <= set(by_player)
    assert "Areas: what ROK does." in " ".join(by_player)
    with pytest.raises(
        ValueError, match="by='Rok' is not known; there is: equilibria, outcome, DPRK, ROK, probability"
    ):
        dt.plot(regions, by="Rok")


def test_a_probability_is_shaded_with_a_line_at_every_tenth(regions):
    """Where Seoul answers, a probe escalates with probability 1 - c: the line for 0.4 is c = 3/5."""
    axes = dt.plot(regions, by="probability of Escalation")
    assert_readable(axes)
    assert {"0.9", "0.5", "0.3"} <= set(words(axes))
    frame = next(patch for patch in axes.patches if not patch.get_fill() and patch.get_width() > 300)
    lines = [line.get_xdata() for line in axes.lines if line.get_linewidth() == 0.6]
    places = sorted({round(float(x[0]) / frame.get_width(), 3) for x in lines})
    assert places == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]
    assert "from 0 (light) to 1 (dark)" in axes.caption


def test_a_map_shows_little_of_where_an_assumption_fails(regions):
    """`e > l` fails above l = 3, and l may be up to 10."""
    axes = dt.plot(regions)
    assert "3" in words(axes)
    assert not {"8", "10"} & set(words(axes))
    assert "Grey: an assumption fails." in axes.caption


def test_letters_are_set_as_mathematics():
    axes = dt.plot(dt.load("sinking-costs"))
    assert "π·q" in " ".join(words(axes))
    typeset = [text.get_text() for text in axes.texts if "w_H" in text.plain]
    assert typeset
    assert all(r"$_{\mathregular{H}}$" in text for text in typeset)


def test_a_picture_of_signs_has_an_arrow_for_each_letter_that_moves_something(game):
    axes = dt.plot(dt.statics(game, at={}))
    assert_readable(axes)
    shown = [text.plain for text in axes.texts]
    # Up: a payoff with g; Repelled with c; payoffs with b, c and s. Down: with l; Escalation with c; with c, k, e.
    assert [shown.count(arrow) for arrow in "↑↓↕"] == [5, 5, 0]
    assert shown.count("·") == 6 * 7 - 10


def test_what_is_enough_is_the_filled_part_of_the_line(game):
    axes = dt.plot(dt.required(game, "c", outcome="Status quo"))
    assert_readable(axes)
    frame, met = (next(p for p in axes.patches if bool(p.get_hatch()) is filled) for filled in (False, True))
    assert met.get_x() / frame.get_width() == pytest.approx(0.75)
    assert (met.get_x() + met.get_width()) / frame.get_width() == pytest.approx(1)
    assert {"c = 0.75", "max(c_D, c_R)"} <= set(words(axes))


def test_an_option_that_a_picture_does_not_take():
    with pytest.raises(ValueError, match="the picture of a Matrix takes no width=; it takes: at=, equilibrium="):
        dt.plot(dt.load("chicken"), width=3)


def test_the_commands_take_a_width_and_what_a_map_is_told_apart_by(tmp_path, capsys):
    from deterrence.cli.entry import main

    path = tmp_path / "map.svg"
    assert main(["map", "nll-probe", "c", "l", "--by", "ROK", "--width", "3.4", "-o", str(path)]) == 0
    assert "Respond" in path.read_text(encoding="utf-8")
    assert main(["plot", "chicken", "--width", "3", "-o", str(path)]) == 2
    assert "takes no width=" in capsys.readouterr().err
