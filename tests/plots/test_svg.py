"""A drawing as SVG, without matplotlib: the marks of the drawing at their places, text as text, hatches as patterns."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from typing import Any

import pytest

import deterrence as dt
from deterrence.plots.drawing import Box, Drawing, Line, Patch, Shape, Text
from deterrence.plots.style import PATTERNS
from deterrence.plots.svg import SvgPicture, as_svg

SVG = "{http://www.w3.org/2000/svg}"


def drawn(drawing: Drawing) -> ElementTree.Element:
    picture = SvgPicture()
    picture.take(drawing)
    return ElementTree.fromstring(picture.text)


def words(root: ElementTree.Element) -> list[str]:
    return ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("pattern", [*PATTERNS[1:], "xxx", "//"])
def test_a_hatch_is_a_pattern_that_its_area_names(pattern: str) -> None:
    drawing = Drawing("example")
    drawing.patch(Box(0, 0, 50, 20), fill="#E8EEF4", pattern=pattern)
    drawing.shape([(0, 30), (50, 30), (25, 60)], fill="#BFDDF0", pattern=pattern)
    root = drawn(drawing)
    (made,) = root.iter(f"{SVG}pattern")
    named = [e.get("fill") for e in (*root.iter(f"{SVG}rect"), *root.iter(f"{SVG}polygon"))]
    assert named.count(f"url(#{made.get('id')})") == 2
    assert named.count("#E8EEF4") == named.count("#BFDDF0") == 1


def test_a_denser_hatch_has_a_smaller_tile() -> None:
    drawing = Drawing("example")
    for place, pattern in enumerate(("//", "////")):
        drawing.patch(Box(0, 30 * place, 50, 30 * place + 20), fill="#fff", pattern=pattern)
    scales = [float(p.get("patternTransform", "")[6:-1]) for p in drawn(drawing).iter(f"{SVG}pattern")]
    assert scales[0] > scales[1]


def test_places_are_those_of_the_drawing_with_up_as_down() -> None:
    drawing = Drawing("example")
    drawing.line((0.0, 0.0), (100.0, 40.0), width=2.0)
    drawing.text(10.0, 20.0, "here", align="center")
    drawing.dot(100.0, 0.0, shape="D", size=6.0)
    root = drawn(drawing)
    box = drawing.box
    (line,), (text,) = root.iter(f"{SVG}polyline"), root.iter(f"{SVG}text")
    assert line.get("points") == f"{-box.left:.2f},{box.top:.2f} {100 - box.left:.2f},{box.top - 40:.2f}"
    assert (text.get("x"), text.get("y")) == (f"{10 - box.left:.2f}", f"{box.top - 20:.2f}")
    assert text.get("text-anchor") == "middle"
    (diamond,) = root.iter(f"{SVG}polygon")
    assert len((diamond.get("points") or "").split()) == 4


def test_text_stays_text_and_can_be_no_markup() -> None:
    drawing = Drawing("example")
    drawing.text(0.0, 0.0, 'c_R < "<script>" & 한글')
    (text,) = words(drawn(drawing))
    assert text == 'cR < "<script>" & 한글'


@pytest.mark.parametrize(
    "asked",
    [
        dt.load("nll-probe"),
        dt.load("chicken"),
        dt.load("nll-probe").base_case(),
    ],
    ids=["tree", "matrix", "numbers"],
)
def test_the_picture_of_a_game_has_all_its_texts(asked: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[Drawing] = []
    whole = SvgPicture.take
    monkeypatch.setattr(SvgPicture, "take", lambda self, d: (taken.append(d), whole(self, d))[1])
    root = ElementTree.fromstring(as_svg(asked))
    (drawing,) = taken
    assert len(words(root)) == len(drawing.texts)
    assert len(list(root.iter(f"{SVG}polyline"))) == sum(isinstance(mark, Line) for mark in drawing.marks)
    for mark in drawing.marks:
        assert isinstance(mark, Text | Line | Patch | Shape) or mark.size > 0


def test_statics_thresholds_and_what_is_required_are_drawn() -> None:
    game = dt.load("nll-probe")
    statics = words(ElementTree.fromstring(as_svg(dt.statics(game))))
    assert {"↑", "↓", "probability of Escalation"} <= set(statics)
    required = words(ElementTree.fromstring(as_svg(dt.required(game, then={"DPRK": "Refrain"}))))
    assert any("0.75" in text or "3/4" in text for text in required)
    assert {"Probe", "Refrain", "Absorb"} <= set(words(ElementTree.fromstring(as_svg(dt.thresholds(game)))))
