"""The page in a browser: what it shows is what `solve` finds, and all of it works by mouse and by keyboard."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import deterrence as dt
from deterrence.algebra.conditions.find_point import Point, random_points
from deterrence.equilibria.equilibria import Equilibrium
from deterrence.games.background import background
from tests.browser import Browser, installed

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(installed() is None, reason="needs Chromium: apt-get install chromium"),
]

WIDTHS = (390, 800, 1400, 1920)
# A tree, a matrix, types, states, periods without end, a choice from an interval, one without letters. All of the
# library, at more points, with PAGES=all; the models named with PAGES="chicken stag-hunt".
SOME = (
    "nll-probe",
    "chicken",
    "beer-quiche",
    "unilateral-deterrence-incomplete",
    "hardening",
    "armistice",
    "gray-zone-intensity",
    "salami",
    "blotto",
    "tit-for-tat",
)
ASKED = os.environ.get("PAGES", "")
MODELS = tuple(dt.models().names) if ASKED == "all" else tuple(ASKED.split()) or SOME
POINTS = 50 if ASKED else 20

FORMULA = re.compile(r" (=|>=|<=|<|>|[≥≤]) ")

# All equilibria that are shown, each chosen in turn, as the page writes them.
READ = """
(async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const rows = (id) => [...document.querySelectorAll(`#${id} tr`)].map((row) =>
    [...row.children].map((cell) => cell.textContent.trim()).filter((text) => text));
  const read = () => ({ worth: rows("worth"), ends: rows("ends"), done: rows("done") });
  const names = [...document.querySelectorAll("#choice .name")].map((name) => name.textContent.trim());
  const picks = [...document.querySelectorAll("#choice input")];
  const told = [];
  for (const pick of picks.length ? picks : names.length ? [null] : []) {
    if (pick) { document.querySelectorAll("#choice input")[picks.indexOf(pick)].click(); await frame(); }
    told.push(read());
  }
  return { status: document.getElementById("status").textContent, names, told };
})()
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    opened = Browser()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder, made = tmp_path_factory.mktemp("pages"), {}
    for name in MODELS:
        made[name] = folder / f"{name}.html"
        dt.page(dt.load(name), made[name])
    return made


@pytest.fixture(autouse=True)
def no_complaints(browser: Browser) -> Iterator[None]:
    """Nothing is written to the console, nothing breaks, and nothing is asked of the network."""
    browser.events.clear()
    yield
    assert browser.complaints() == []


def number(text: str) -> float:
    return float(text.replace("−", "-"))


def shown(value: Any) -> float:
    """A number as the page rounds it."""
    return float(f"{float(value):.4g}")


def fragment(point: Point) -> str:
    return "#" + "&".join(f"{name}={value}" for name, value in point.items())


def plain(name: str) -> str:
    """A name without that by which the page tells two equilibria of the same name apart."""
    return re.sub(r" \((ends in .*|[\d., ]+)\)$", "", name)


def is_the_same(told: dict[str, list[list[str]]], eq: Equilibrium) -> bool:
    """Whether what the page tells of an equilibrium are the payoffs, outcomes and probabilities of one."""
    worth = [number(row[-1]) for row in told["worth"]]
    ends = {row[0]: number(row[-1]) for row in told["ends"]}
    likely = {name: shown(value) for name, value in eq.outcomes.items()}
    used = {name: p for name, p in likely.items() if p > 1e-9}
    reached = {name: p for name, p in ends.items() if p}
    if any(
        FORMULA.search(name) for name in ends
    ):  # an outcome is named by what is chosen: a formula here, a number there
        used, reached = (dict(enumerate(sorted(row.values()))) for row in (used, reached))
    mixed = sorted(shown(v) for row in eq.strategies for v in row if 1e-9 < float(v) < 1 - 1e-9)
    here = sorted(number(row[-1]) for row in told["done"] if 0 < number(row[-1]) < 1)
    return (
        worth == pytest.approx([shown(value) for value in eq.payoffs.values()], rel=2e-3, abs=2e-4)
        and reached == pytest.approx(used, rel=2e-3, abs=2e-4)
        and here == pytest.approx(mixed, rel=2e-3, abs=2e-4)
    )


@pytest.mark.parametrize("name", MODELS)
def test_what_is_shown_is_what_solving_finds(name: str, browser: Browser, pages: dict[str, Path]) -> None:
    game = dt.load(name)
    browser.size(1400)
    for point in random_points(background(game), POINTS):
        browser.open(pages[name], fragment(point))
        said = browser.say(READ)
        found = list(dt.solve(game.base_case(point)))
        names = [plain(written) for written in said["names"]]
        # A name may hold a value chosen from an interval, or a cut-point: a formula here, a number there.
        if has_formulas := any(FORMULA.search(name) for name in names):
            assert len(names) == len(found), point
        else:
            assert sorted(names) == sorted(eq.name for eq in found), point
        for called, told in zip(names, said["told"], strict=True):
            assert any((has_formulas or eq.name == called) and is_the_same(told, eq) for eq in found), (
                point,
                called,
                told,
            )


# Texts of the picture of the game that lie on another or leave it, and names that are shown as they are typed.
CROWDED = """
(() => {
  const svg = document.querySelector("#game svg");
  const texts = svg ? [...svg.querySelectorAll("text:not(.chance)")].filter((text) => text.textContent.trim()) : [];
  const boxes = texts.map((text) => text.getBBox());
  const found = texts.map((text) => text.textContent).filter((text) => text.includes("_"));
  boxes.forEach((one, i) => {
    if (one.x < -1 || one.x + one.width > svg.viewBox.baseVal.width + 1) found.push(texts[i].textContent);
    boxes.slice(0, i).forEach((other, j) => {
      const across = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
      const down = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
      if (across > 1 && down > 2) found.push(texts[j].textContent + " on " + texts[i].textContent);
    });
  });
  return found;
})()
"""


@pytest.mark.parametrize("name", [name for name in MODELS if isinstance(dt.load(name), dt.Tree)])
def test_the_tree_has_room_for_the_numbers_of_any_values(name: str, browser: Browser, pages: dict[str, Path]) -> None:
    browser.size(1400)
    for point in [{}, *random_points(background(dt.load(name)), 5)]:
        browser.open(pages[name], fragment(point))
        assert browser.say(CROWDED) == [], point


def test_names_have_their_subscripts(browser: Browser, tmp_path: Path) -> None:
    """A payoff of the tree, the letter of a slider; the letter is named as it is typed to a screen reader."""
    root = dt.Decision("A", {"Fight": ["2*sigma_A - 1"], "Yield": [0]})
    game = dt.Tree(["A"], root, parameters=[dt.Parameter("sigma_A", "stakes", low=0, high=2, base=1)])
    browser.size(1400)
    dt.page(game, tmp_path / "small.html")
    browser.open(tmp_path / "small.html", "#sigma_A=3/2")
    assert "2·σA − 1 = 2" in browser.say("[...document.querySelectorAll('#game text')].map((t) => t.textContent)")
    assert browser.say("document.querySelector('#game tspan.below').textContent") == "A"
    assert browser.say("document.querySelector('#controls b').innerHTML") == 'σ<sub class="below">A</sub>'
    assert browser.say("document.querySelector('#controls input').ariaLabel") == "sigma_A: stakes"


@pytest.mark.parametrize("name", MODELS)
def test_no_page_is_wider_than_its_window(name: str, browser: Browser, pages: dict[str, Path]) -> None:
    for wide in WIDTHS:
        browser.size(wide)
        browser.open(pages[name])
        browser.say("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
        browser.settle()
        assert browser.say("document.documentElement.scrollWidth") <= wide


@pytest.mark.parametrize("name", MODELS)
def test_all_that_the_keyboard_reaches_has_a_name(name: str, browser: Browser, pages: dict[str, Path]) -> None:
    browser.size(1400)
    browser.open(pages[name])
    reached = browser.named()
    assert sum(role == "slider" for role, _ in reached) == len(dt.load(name).letters)
    nameless = [role for role, words in reached if not words and role not in ("RootWebArea", "generic", "list")]
    assert nameless == []


def box(browser: Browser, letter: str) -> str:
    number = list(dt.load("nll-probe").letters).index(letter)
    return str(browser.say(f"document.getElementById('box-{number}').value"))


@pytest.fixture
def probe(browser: Browser, pages: dict[str, Path]) -> Browser:
    browser.size(1400)
    browser.open(pages["nll-probe"])
    return browser


def test_the_keyboard_moves_a_slider_and_brings_it_back_exactly(probe: Browser) -> None:
    for index, letter in enumerate(dt.load("nll-probe").letters):
        base = box(probe, letter)
        probe.say(f"document.querySelector('[aria-describedby=\"note-{index}\"]').focus()")
        probe.key("ArrowRight", 39)
        assert box(probe, letter) != base
        probe.key("ArrowLeft", 37)
        assert box(probe, letter) == base
    assert "=" not in str(probe.say("location.hash"))


def test_a_fraction_is_typed_and_the_address_keeps_it(probe: Browser, pages: dict[str, Path]) -> None:
    probe.say("document.getElementById('box-0').select()")
    probe.say("document.getElementById('box-0').focus()")
    probe.type("4/5")
    probe.key("Tab", 9)
    assert probe.say("location.hash") == "#c=4/5"
    assert probe.say("document.querySelector('#choice .name').textContent").strip() == "DPRK Refrain; ROK Respond"
    probe.open(pages["nll-probe"], "#c=4/5")
    assert box(probe, "c") == "4/5"
    probe.say("document.getElementById('reset').click()")
    probe.settle()
    assert box(probe, "c") == "0.6"


def test_what_is_no_number_or_out_of_range_is_told_and_changes_nothing(probe: Browser) -> None:
    for text, told in (("often", "A number is wanted"), ("3/2", "Its range is [0, 1]")):
        probe.say("document.getElementById('box-0').focus(); document.getElementById('box-0').select()")
        probe.type(text)
        probe.key("Tab", 9)
        assert told in probe.say("document.getElementById('note-0').textContent")
        assert "0.6" in probe.say(
            "document.querySelector('[aria-describedby=\"note-0\"]').getAttribute('aria-valuetext')"
        )


def test_at_a_threshold_the_equilibria_of_both_sides_are_shown(probe: Browser, pages: dict[str, Path]) -> None:
    for value in ("1/2", "3/4"):
        probe.open(pages["nll-probe"], f"#c={value}")
        said = probe.say(READ)
        assert sorted(said["names"]) == sorted(eq.name for eq in dt.solve(dt.load("nll-probe").base_case(c=value)))
        assert len(said["names"]) == 2


def test_a_broken_assumption_is_named(probe: Browser, pages: dict[str, Path]) -> None:
    probe.open(pages["nll-probe"], "#l=4")
    assert "e > l > 0" in probe.say("document.getElementById('status').textContent")
    assert probe.say("document.querySelectorAll('#choice .name').length") == 0


def test_the_map_is_clicked_and_dragged_and_moved_by_keys(probe: Browser) -> None:
    probe.say("document.querySelector('#map canvas').scrollIntoView()")
    room = probe.say(
        "(({left, top, width, height}) => [left, top, width, height])"
        "(document.querySelector('#map canvas').getBoundingClientRect())"
    )
    left, top, wide, high = room
    probe.mouse("mousePressed", left + 0.25 * wide, top + 0.5 * high)
    assert float(Fraction(box(probe, "c"))) == pytest.approx(0.25, abs=0.01)
    assert float(Fraction(box(probe, "b"))) == pytest.approx(5, abs=0.1)
    probe.mouse("mouseMoved", left + 0.9 * wide, top + 0.8 * high)
    probe.mouse("mouseReleased", left + 0.9 * wide, top + 0.8 * high)
    assert float(Fraction(box(probe, "c"))) == pytest.approx(0.9, abs=0.01)
    assert probe.say("document.querySelector('#choice .name').textContent").strip() == "DPRK Refrain; ROK Respond"
    before = float(box(probe, "c"))
    probe.say("document.querySelector('#map canvas').focus()")
    probe.key("ArrowLeft", 37)
    assert float(box(probe, "c")) < before


def test_the_map_is_coloured_by_what_a_player_does(probe: Browser) -> None:
    """At the base values ROK responds where c > (e - l)/(e + s) = 1/2, whatever b is."""
    key = "[...document.querySelectorAll('#map .key li')].map((item) => item.textContent)"
    assert len(probe.say(key)) == 3
    probe.say(
        "(() => { const pick = document.querySelectorAll('#map select')[2]; pick.value = '1';"
        " pick.dispatchEvent(new Event('change')); })()"
    )
    probe.settle()
    assert probe.say(key) == ["AAbsorb", "BRespond"]


def test_a_button_goes_to_the_counterexample(probe: Browser) -> None:
    probe.say("document.getElementById('claims').open = true")
    probe.say("document.querySelector('button[data-values]').click()")
    probe.settle()
    row = next(row for row in dt.check(dt.load("nll-probe")) if row.counterexample)
    for part in (row.counterexample or "").split():
        letter, _, value = part.partition("=")
        assert Fraction(box(probe, letter)) == Fraction(value)
    assert row.by.startswith(probe.say("document.querySelector('#choice .name').textContent").strip())


def test_a_link_opens_the_part_below_and_keeps_the_address(probe: Browser, pages: dict[str, Path]) -> None:
    probe.open(pages["nll-probe"], "#c=4/5")
    probe.say("document.querySelector('a[href=\"#claims\"]').click()")
    probe.settle()
    assert probe.say("document.getElementById('claims').open")
    assert probe.say("location.hash") == "#c=4/5"


def test_the_path_of_play_is_the_one_that_is_played(probe: Browser) -> None:
    played = "[...document.querySelectorAll('[data-move].played')].map((text) => text.textContent)"
    assert probe.say(played) == ["Probe", "Respond", "Backed (c = 0.6)", "Unbacked (1 − c = 0.4)"]


def test_predict_first_hides_what_happens_until_a_guess_is_made(probe: Browser) -> None:
    seen = "getComputedStyle(document.getElementById('done').closest('.secret')).display !== 'none'"
    assert probe.say(seen)
    probe.say("document.getElementById('predict').click()")
    probe.settle()
    assert not probe.say(seen)
    probe.say("document.querySelector('#guess input[name=\"guess-0\"]').click()")
    probe.say("document.querySelector('#guess button').click()")
    probe.settle()
    assert probe.say(seen)
    assert probe.say("document.querySelector('#guess .verdict').textContent").startswith("DPRK Refrain: no")


def test_arrows_say_what_moves_with_a_letter(probe: Browser) -> None:
    """Where DPRK probes and ROK responds, backing helps ROK and repels: payoffs b - c*(b + k) and c*(e + s) - e."""
    arrows = "document.querySelector('.letter .moves').textContent"
    assert probe.say(arrows) == "c ↑: DPRK ↓ ROK ↑ Repelled ↑ Escalation ↓"


def test_dragging_is_smooth(probe: Browser) -> None:
    """A redraw takes well under the sixtieth part of a second, even on a busy machine a few of them."""
    spent = probe.say(
        "(() => { const from = performance.now();"
        " for (let i = 0; i < 20; i += 1) { draw(); document.body.offsetHeight; }"
        " return (performance.now() - from) / 20; })()"
    )
    assert spent < 50


AXE = Path(dt.__file__).parent.parent / "build" / "node_modules" / "axe-core" / "axe.min.js"
RULES = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']"


@pytest.mark.skipif(not AXE.exists(), reason="needs axe-core: npm install --prefix build axe-core")
@pytest.mark.parametrize("name", MODELS)
def test_axe_core_finds_nothing_against_wcag(name: str, browser: Browser, pages: dict[str, Path]) -> None:
    """Web Content Accessibility Guidelines 2.2, levels A and AA, on a phone and on a screen, everything unfolded."""
    for wide in (390, 1400):
        browser.size(wide)
        browser.open(pages[name])
        browser.say("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
        browser.say(AXE.read_text(encoding="utf-8") + "; 0")
        found = browser.say(
            f"axe.run(document, {{ runOnly: {RULES} }}).then((r) => r.violations.map((v) => [v.id, v.nodes[0].html]))"
        )
        assert found == []


@pytest.mark.parametrize("name", MODELS)
def test_a_handout_is_two_sheets(name: str, browser: Browser, pages: dict[str, Path]) -> None:
    browser.size(1400)
    browser.open(pages[name])
    assert browser.sheets() <= 2
