"""The gallery: a page that shows all models, each with a page of its own, and what narrows it down."""

import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import deterrence as dt
from deterrence.cli.entry import main
from deterrence.report.site import mechanisms, site
from tests.browser import Browser, installed

# A matrix, trees, one that is repeated, and one that is too large for a small picture.
SAMPLE = ["armistice", "blotto", "chicken", "nll-probe"]


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    return site(tmp_path_factory.mktemp("site"), SAMPLE, pages=["chicken"])


def cards(index):
    """The cards by the name of their model."""
    text = index.read_text(encoding="utf-8")
    gallery = text[text.index('<ul class="gallery"') : text.index("</main>")]
    root = ET.fromstring(f"<x>{gallery.replace('<br>', '<br/>')}</x>")
    return {card.findall("p")[-1].find("code").text.split()[-1]: card for card in root.find("ul")}


@pytest.mark.slow
def test_every_model_of_the_library_has_a_card(tmp_path):
    assert list(cards(site(tmp_path, pages=[]))) == list(dt.models().names)


def test_every_model_has_a_card_and_those_asked_for_a_page(index):
    found = cards(index)
    assert list(found) == SAMPLE
    linked = {name for name, card in found.items() if card.find("h2/a") is not None}
    assert linked == {"chicken"}
    assert sorted(path.name for path in index.parent.iterdir()) == ["chicken.html", "index.html"]
    assert "T &gt; R &gt; S &gt; P" in (index.parent / "chicken.html").read_text(encoding="utf-8")


def test_a_card_says_what_the_model_is_about_and_rests_on(index):
    card = cards(index)["nll-probe"]
    assert "Gray zone and limited probes" in card.get("data-about").split("|")
    assert any("National Security Strategy" in source for source in card.get("data-sources").split("|"))
    assert card.find("h2").text == "Gray-zone probe at the Northern Limit Line"
    assert card.find("div//svg") is not None


def test_what_sources_assert_leads_to_the_models_that_make_it_precise(index):
    text = index.read_text(encoding="utf-8")
    asserted = text[text.index('id="assertions"') :]
    games = [dt.load(name) for name in SAMPLE]
    held = {c.passage for game in games for c in game.claims if c.passage and c.source in game.sources}
    assert held
    assert all(ET.tostring(_text(passage), encoding="unicode")[3:-4] in asserted for passage in held)


def _text(words):
    made = ET.Element("x")
    made.text = words
    return made


def test_mechanisms_name_models_that_are_there_and_each_once():
    assert {name for names in mechanisms().values() for name in names} <= set(dt.models().names)
    assert all(len(set(names)) == len(names) for names in mechanisms().values())


def test_files_of_one_name_are_refused(tmp_path):
    (tmp_path / "chicken.yaml").write_text(dt.dumps(dt.load("chicken"), "yaml"), encoding="utf-8")
    with pytest.raises(ValueError, match=r"two pages would be called chicken\.html"):
        site(tmp_path / "site", ["chicken", str(tmp_path / "chicken.yaml")])
    assert not (tmp_path / "site").exists()


def test_the_command_writes_a_site(tmp_path, capsys):
    assert main(["site", "stag-hunt", "-o", str(tmp_path / "new" / "site")]) == 0
    assert sorted(path.name for path in (tmp_path / "new" / "site").iterdir()) == ["index.html", "stag-hunt.html"]
    assert main(["site", "stag-hunt"]) == 2
    assert "say where the pages go: -o DIR" in capsys.readouterr().err
    assert main(["site", "no-such-model", "-o", str(tmp_path / "x")]) == 2


def test_a_hostile_model_stays_text(tmp_path):
    game = dt.Matrix(
        ["A"], {"A": ["x", "y"]}, {"x": [1], "y": [0]}, title="<script>alert(1)</script>", summary='"><img src=x>'
    )
    path = tmp_path / "odd.yaml"
    dt.save(game, path)
    assert 'data-about="Others"' in site(tmp_path / "site", [str(path)], pages=[]).read_text(encoding="utf-8")
    text = site(tmp_path / "site", [str(path)], pages=[]).read_text(encoding="utf-8")
    assert "<script>alert" not in text
    assert "<img" not in text


@pytest.mark.skipif(shutil.which("node") is None, reason="needs a JavaScript interpreter")
def test_the_script_is_javascript():
    subprocess.run(["node", "--check", Path(dt.__file__).parent / "report" / "gallery.js"], check=True)


@pytest.mark.slow
@pytest.mark.skipif(installed() is None, reason="needs Chromium: apt-get install chromium")
def test_the_gallery_is_narrowed_down_in_a_browser(tmp_path):
    shown = "[...document.querySelectorAll('.gallery > li')].filter((card) => !card.hidden).length"
    browser = Browser()
    try:
        browser.open(site(tmp_path, pages=[]))
        assert browser.say(shown) == len(dt.models())
        for part, value in (("about", "Burden-sharing"), ("search", "olson")):
            browser.say(
                f"(() => {{ const part = document.getElementById('{part}'); part.value = '{value}';"
                " part.dispatchEvent(new Event('input')); })()"
            )
            expected = len(mechanisms()["Burden-sharing"]) if part == "about" else 1
            assert browser.say(shown) == expected
        assert browser.say("document.getElementById('count').textContent") == f"1 of {len(dt.models())} models"
        for wide in (390, 800, 1400, 1920):
            browser.size(wide)
            assert browser.say("document.documentElement.scrollWidth") <= wide
        assert browser.complaints() == []
    finally:
        browser.close()
