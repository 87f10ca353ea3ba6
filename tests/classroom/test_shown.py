"""What a lesson shows of a model: the parts asked for, at the values given, with sliders for the letters that move."""

from __future__ import annotations

import pytest

import deterrence as dt
from deterrence.classroom.shown import shown

VALUES = {"c": "2/5", "g": "2", "b": "6", "k": "2", "l": "1", "e": "3", "s": "1"}


def test_only_letters_with_sliders_stay_letters_and_begin_where_the_chapter_says() -> None:
    page = shown(dt.load("nll-probe"), VALUES, ["c"], ["sliders", "strip"], "c")
    assert '"name":"c"' in page
    assert '"base_text":"0.4"' in page
    assert '"name":"g"' not in page


def test_what_is_not_wanted_is_hidden() -> None:
    page = shown(dt.load("nll-probe"), VALUES, ["c"], ["strip"], "c")
    rule = page[page.rindex("<style>") : page.rindex("</style>")]
    assert "#values" in rule
    assert "section.now" in rule
    assert "section.strip" not in rule


def test_without_sliders_the_game_is_shown_at_its_values() -> None:
    page = shown(dt.load("nll-probe"), VALUES, [], ["tree", "equilibria"])
    assert "<svg" in page
    assert 'class="note"' in page


def test_a_value_that_the_model_does_not_allow_is_told() -> None:
    with pytest.raises(ValueError, match="outside its range"):
        shown(dt.load("nll-probe"), {**VALUES, "g": "99"}, ["c"], ["strip"])
