"""What notebooks show: every result as HTML that is well formed, aligned at the left, formulas as MathML."""

import xml.etree.ElementTree as ET
from html import unescape

import pytest

import deterrence as dt
from deterrence.algebra.formulas.language import parse
from deterrence.algebra.formulas.mathml import mathml, typeset

GAME = dt.load("nll-probe")
FOUND = dt.solve(GAME)
ASKED = {
    "equilibria": lambda: FOUND,
    "equilibrium": lambda: FOUND[0],
    "by path": FOUND.by_path,
    "thresholds": lambda: dt.thresholds(FOUND, "c"),
    "regions": lambda: dt.regions(FOUND, "c", "k"),
    "statics": lambda: dt.statics(FOUND, "c"),
    "required": lambda: dt.required(FOUND, "c", outcome="Status quo"),
    "check": lambda: dt.check(FOUND),
    "best responses": lambda: dt.best_responses(FOUND, "ROK", "c"),
    "tornado": lambda: dt.tornado(FOUND, "probability of Escalation"),
    "worth": lambda: dt.commitment_worth(dt.load("chicken"), "A"),
    "correlated": lambda: dt.correlated(dt.load("chicken"), "sum of payoffs"),
    "models": dt.models,
    "game": lambda: GAME,
}


@pytest.mark.parametrize("what", ASKED)
def test_every_result_has_html_that_is_well_formed_and_aligned_at_the_left(what):
    html = ASKED[what]()._repr_html_()
    root = ET.fromstring(f"<body>{html.replace('<br>', '<br/>')}</body>")
    cells = [cell for tag in ("td", "th") for cell in root.iter(tag)]
    assert cells
    assert all("text-align:left" in cell.get("style", "") for cell in cells)


def test_conditions_and_formulas_are_typeset():
    html = FOUND._repr_html_()
    fraction = "<mfrac><mrow><mi>e</mi><mo>−</mo><mi>l</mi></mrow><mrow><mi>e</mi><mo>+</mo><mi>s</mi></mrow></mfrac>"
    assert f"><mi>c</mi><mo>≤</mo>{fraction}</math>" in html
    assert html.count("<details>") == len(FOUND)
    assert 'payoffs: DPRK: g, ROK: <math alttext="-l"><mo>−</mo><mi>l</mi></math>' in html


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("a - (b - c)", "<mi>a</mi><mo>−</mo><mrow><mo>(</mo><mi>b</mi><mo>−</mo><mi>c</mi><mo>)</mo></mrow>"),
        ("-2*a", "<mo>−</mo><mn>2</mn><mo>\u2062</mo><mi>a</mi>"),
        ("a*(-b)", "<mi>a</mi><mo>\u2062</mo><mrow><mo>(</mo><mo>−</mo><mi>b</mi><mo>)</mo></mrow>"),
        ("(-a)**2", "<msup><mrow><mo>(</mo><mo>−</mo><mi>a</mi><mo>)</mo></mrow><mn>2</mn></msup>"),
        ("delta*w_US_1", "<mi>δ</mi><mo>\u2062</mo><msub><mi>w</mi><mi>US,1</mi></msub>"),
        ("sqrt(x)/2", "<mfrac><msqrt><mi>x</mi></msqrt><mn>2</mn></mfrac>"),
    ],
)
def test_mathml(written, shown):
    assert mathml(parse(written)) == f"<math>{shown}</math>"


def test_what_is_no_formula_stays_text():
    for words in ("New status quo", "always", "[0, 1/2)", "DPRK Probe; ROK Absorb", "a < and > b", "A&B - <b>"):
        assert "<math" not in typeset(words)
        assert "<b>" not in typeset(words)
    assert typeset("c >= 1/2, or c = 0").count("<math ") == 2
    assert typeset("c = c_R = 1/2").count("<mo>=</mo>") == 2


def test_a_game_is_shown_with_its_picture_where_pictures_are_drawn(monkeypatch):
    from deterrence.games.parts import picture

    assert "<svg" not in GAME._repr_html_()
    monkeypatch.setattr(picture, "_drawn_by", [])
    dt._show_pictures()
    html = GAME._repr_html_()
    assert html.index("<svg") < html.index("<details>") < html.index(">c</td>")
    deep = dt.Outcome("end", [0])
    for _ in range(10):
        deep = dt.Decision("A", {"x": deep, "y": deep})
    assert "<svg" not in dt.Tree(["A"], deep)._repr_html_()  # too large to be drawn


def test_columns_without_anything_in_them_are_left_out():
    html = ASKED["check"]()._repr_html_()
    assert ">claim</th>" in html
    assert ">points</th>" not in html
    assert ">seconds</th>" not in html


def test_a_page_shows_itself_in_a_frame():
    page = dt.page(dt.Matrix(["A"], {"A": ["x", "y"]}, {"x": [1], "y": [0]}, title='"Quoted" & <odd>'))
    frame = page._repr_html_()
    assert frame.startswith('<iframe srcdoc="')
    assert unescape(frame.split('"')[1]) == page
    assert 'sandbox="allow-scripts"' in frame  # it can reach nothing of the notebook
