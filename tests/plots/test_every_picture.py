"""Every picture of every model: no text lies on a text, a node or a line, none is cut, all can be read in grey."""

import re

import pytest

import deterrence as dt
from deterrence.plots.drawing import Dot, Drawing, Line
from deterrence.plots.style import FILLS, INK, NOWHERE, PAPER, PLAYER_COLOURS, SOFT

from .faults import crosses, faults
from .reading import outside

SECONDS = 20
FAST = ["nll-probe"]


@pytest.fixture
def drawn(monkeypatch):
    """The drawings that are shown, as they are made."""
    seen = []
    show = Drawing.show

    def noted(self, ax):
        seen.append(self)
        return show(self, ax)

    monkeypatch.setattr(Drawing, "show", noted)
    return seen


def pictures(name):
    """All that there is to draw of a model, as far as it is found in time, each by what it is."""
    game = dt.load(name)
    letters = list(game.letters)
    over = game.commitment or next(iter(letters), None)
    yield "game", lambda: dt.plot(game)
    yield "equilibrium", lambda: dt.plot(dt.solve(game, time_limit=SECONDS))
    if over is None:
        return
    yield "strip", lambda: dt.plot(dt.thresholds(game, over, time_limit=SECONDS))
    yield "narrow strip", lambda: dt.plot(dt.thresholds(game, over, time_limit=SECONDS), width=3.4)
    if len(letters) > 1:
        other = next(letter for letter in letters if letter != over)
        found = dt.regions(game, over, other, time_limit=SECONDS)
        yield "map", lambda: dt.plot(found)
        yield "narrow map", lambda: dt.plot(found, width=3.4)
        yield "map by outcome", lambda: dt.plot(found, by="outcome")


# What has no picture, with the reason that is given.
NO_PICTURE = ("too large to draw", "nothing to draw", "does not fit", "drawn along one letter", "no equilibrium")


# A formula as it is typed: in a picture it has a real minus, dots, exponents, Greek letters.
TYPED = re.compile(
    r"\*|[<>!]=|sqrt\(|[\w)] - [\w(]|(?<![^\W_])(alpha|beta|gamma|delta|kappa|lambda|mu|pi|rho|sigma|tau)(?![^\W_])"
)


def check(name, drawn):
    for what, draw in pictures(name):
        drawn.clear()
        try:
            axes = draw()
        except ValueError as reason:
            if any(known in str(reason) for known in NO_PICTURE):
                continue
            raise
        assert [(what, *fault) for drawing in drawn for fault in faults(drawing)] == []
        assert [t.words for drawing in drawn for t in drawing.texts if TYPED.search(t.words)] == []
        assert outside(axes) == [], (name, what)


@pytest.mark.parametrize("name", FAST)
def test_no_text_lies_on_another_or_on_a_mark(name, drawn):
    check(name, drawn)


def test_formulas_in_names_are_typeset(drawn):
    """What is chosen from an interval, and where types are cut, are formulas in the names of equilibria."""
    fight = dt.Decision("A", {"Fight": ["w"], "Yield": ["1 - 2*sigma_A*a"]}, "war")
    letters = [dt.Parameter("a", low=0, high=2, base=1), dt.Parameter("sigma_A", low=0, high=1, base="1/2")]
    game = dt.Tree(["A"], fight, parameters=letters, types={"A": {"w": dt.Uniform(-1, 1)}})
    assert "w >= 1 - 2*a*sigma_A" in {eq.name.removeprefix("A Fight if ") for eq in dt.solve(game)}
    dt.plot(dt.statics(game, "a"))
    shown = " ".join(text.words for text in drawn[0].texts)
    assert not TYPED.search(shown)
    assert "A Fight if w ≥ 1 − 2·a·σ_A" in shown


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in dt.models().names if name not in FAST])
def test_no_text_lies_on_another_or_on_a_mark_in_any_picture(name, drawn):
    check(name, drawn)


def check_widths(game, drawn):
    dt.plot(game)
    for width in (3.4, 6.5, 9.0, 14.0):
        try:
            dt.plot(game, width=width, title="")
        except ValueError as reason:
            if "does not fit this width" in str(reason):
                continue
            raise
        assert drawn[-1].box.right - drawn[-1].box.left <= width * 72 * 9 / 8 + 1
    assert [fault for drawing in drawn for fault in faults(drawing)] == []
    assert [game for drawing in drawn if _ends_on_a_set(drawing)] == []


TREES = [name for name in dt.models().names if isinstance(dt.load(name), dt.Tree)]
FAST_TREES = ["beer-quiche", "fear-and-appeasement"]


@pytest.mark.parametrize("name", FAST_TREES)
def test_trees_of_any_width_are_free_of_faults(name, drawn):
    """From the left in its natural size, and from the top as narrow as it can be."""
    check_widths(dt.load(name), drawn)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in TREES if name not in FAST_TREES])
def test_all_trees_of_any_width_are_free_of_faults(name, drawn):
    check_widths(dt.load(name), drawn)


def _ends_on_a_set(drawing):
    """Ends of play, small dots, that a dashed line of an information set passes."""
    ends = [mark for mark in drawing.marks if isinstance(mark, Dot) and mark.size <= 3]
    sets = [mark for mark in drawing.marks if isinstance(mark, Line) and mark.dashes and mark.layer > 0]
    return [end for end in ends for line in sets if _passes(line, end)]


def _passes(line, dot):
    (x, y), *_, (a, b) = line.points
    if x == a:
        return abs(dot.x - x) < 1 and min(y, b) < dot.y < max(y, b)
    return abs(dot.y - y) < 1 and min(x, a) < dot.x < max(x, a)


def test_the_test_sees_a_fault():
    drawing = Drawing("a test")
    drawing.text(0, 0, "under")
    drawing.text(10, 2, "over")
    drawing.line((5, -20), (5, 20))
    drawing.dot(12, 3)
    assert {kind for kind, *_ in faults(drawing)} == {"on a text", "on a line", "on a node"}
    assert not crosses(Line(((0, 30), (50, 30))), drawing.texts[0])


# --- colours --------------------------------------------------------------------------------------------------------


def luminance(colour):
    """Relative luminance, as WCAG 2.2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a, b):
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_texts_contrast_with_their_ground():
    """WCAG 2.2: 4.5 for text, 3 for bold names of players and for marks."""
    assert contrast(SOFT, PAPER) >= 4.5
    assert all(contrast(INK, fill) >= 7 for fill in (*FILLS, NOWHERE))
    assert all(contrast(colour, PAPER) >= 3 for colour in PLAYER_COLOURS[:3])


def test_no_fill_is_white_or_the_grey_of_failed_assumptions():
    assert PAPER not in FILLS
    assert NOWHERE not in FILLS
    assert all(contrast(fill, NOWHERE) > 1.2 for fill in FILLS)
