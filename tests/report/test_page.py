"""The page of a model: everything on it, nothing from the network, and no text of a model as markup."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
import time
from base64 import b64encode
from fractions import Fraction
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest

import deterrence as dt
from deterrence.cli import main
from deterrence.games.background import background
from deterrence.report.html import data, element, joined, script
from deterrence.report.javascript import number_js
from deterrence.report.live import letter_data, live
from deterrence.report.page import _SCRIPTS

SCRIPTS = Path(dt.__file__).parent / "report" / "script"
VALUES = (SCRIPTS / "values.js").read_text(encoding="utf-8")
EMPTY = {"meta", "input", "br"}
HOSTILE = "</title><script>alert('x')</script><img src=x onerror=alert(1)> & \"quoted\""


class Reader(HTMLParser):
    """What elements there are, properly nested, with their attributes and the text in them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: dict[str, list[str]] = {}
        self.weight = len(text.encode())
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.setdefault(self.open[-1] if self.open else "", []).append(data)


@pytest.fixture(scope="module")
def probe() -> Reader:
    return Reader(dt.page(dt.load("nll-probe")))


def test_every_part_is_there(probe: Reader) -> None:
    heads = probe.text["h2"]
    assert heads == [
        "Values",
        "What happens",
        "The game",
        "Along one letter",
        "Two letters",
        "Parameters and assumptions",
        "Equilibria",
        "Thresholds in c",
        "What moves what",
        "Claims",
        "Sources",
        "The model file",
    ]
    assert probe.text["h1"] == ["Gray-zone probe at the Northern Limit Line"]
    assert sum(tag == "svg" for tag, _ in probe.elements) == 1
    code = probe.text["code"]
    assert "c = 3/4 = c_D = b/(b + k)" in [a["alttext"] for tag, a in probe.elements if tag == "math"]
    assert "deterrence report nll-probe" in code
    assert not any("Not for this model" in text for text in probe.text["p"])
    verdicts = [text for text in probe.text["span"] if text.startswith(("proved", "refuted"))]
    assert verdicts.count("proved for all values") == 8
    assert verdicts.count("refuted as expected") == 2
    assert "".join(probe.text["pre"]).startswith("title: Gray-zone probe at the Northern Limit Line")


def test_the_answer_stands_first(probe: Reader) -> None:
    said = [text.replace("\u00a0", " ") for text in probe.text["p"][:2]]
    answers = "ROK chooses Absorb while c < 1/2, Respond while c > 1/2."
    beyond = "in Repelled or Escalation while 1/2 < c < 3/4, in Status quo while c > 3/4."
    assert said == [
        f"DPRK chooses Probe while c < 3/4, Refrain while c > 3/4. {answers}",
        f"Play ends in New status quo while c < 1/2, {beyond}",
    ]


def test_a_refuted_claim_has_a_button_that_goes_to_the_counterexample(probe: Reader) -> None:
    game = dt.load("nll-probe")
    values = [json.loads(a["data-values"] or "") for tag, a in probe.elements if tag == "button" and "data-values" in a]
    assert len(values) == 2
    for point in values:
        assert set(point) == set(game.letters)
        assert background(game).holds({name: Fraction(value) for name, value in point.items()})


def test_a_small_page_is_small(probe: Reader) -> None:
    assert probe.weight < 150_000


def refers_outside(tag: str, attributes: dict[str, str | None]) -> bool:
    for key, value in attributes.items():
        if key in ("src", "href", "xlink:href", "action", "data", "poster") and not (value or "").startswith("#"):
            return True
        if "url(" in (value or "").replace("url(#", ""):
            return True
    return tag in ("link", "iframe", "object", "embed", "base", "img", "form")


def test_it_asks_the_network_for_nothing(probe: Reader) -> None:
    assert not [element for element in probe.elements if refers_outside(*element)]
    for text in (*probe.text["style"], *probe.text["script"]):
        assert "@import" not in text
        assert "http" not in text
        assert "fetch" not in text


def hostile_game() -> dt.Matrix:
    claim = dt.Claim(HOSTILE, {"A": "Go"}, when="x > 0", source=HOSTILE, note=HOSTILE, passage=HOSTILE)
    return dt.Matrix(
        players=["A"],
        moves={"A": ["Go", "Stay"]},
        payoffs={"Go": ["x"], "Stay": [0]},
        parameters=[dt.Parameter("x", HOSTILE, -1, 1, base=0.5, unit=HOSTILE, source=HOSTILE)],
        title=HOSTILE,
        summary=HOSTILE,
        notes=HOSTILE,
        sources={"s": HOSTILE},
        claims=[claim],
    )


def test_the_text_of_a_model_is_never_markup() -> None:
    plain = Reader(dt.page(hostile_game()))
    assert plain.text["h1"] == plain.text["title"] == [HOSTILE]
    assert not any(tag == "img" for tag, _ in plain.elements)
    assert not any(key.startswith("on") for _, attributes in plain.elements for key in attributes)
    scripts = [attributes for tag, attributes in plain.elements if tag == "script"]
    assert scripts == [{"type": "application/json", "id": "record"}, {}]


def test_a_game_of_numbers_has_a_page_without_sliders() -> None:
    page = Reader(dt.page(dt.load("prisoners-dilemma").base_case()))
    assert (
        page.text["h2"][:3] == ["What happens", "The game", "Parameters and assumptions"]
        or "Values" not in page.text["h2"]
    )
    assert "The equilibrium: A Defect; B Defect." in page.text["p"]


def test_only_the_script_of_the_page_may_run(probe: Reader) -> None:
    policy = next(a["content"] or "" for tag, a in probe.elements if a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-")
    digests = {b64encode(sha256(text.encode()).digest()).decode() for text in probe.text["script"]}
    allowed = policy.partition("script-src 'sha256-")[2].partition("'")[0]
    assert allowed in digests


def test_names_with_quotes_and_markup_survive_as_data() -> None:
    game = hostile_game()
    written = str(data("record", live(game, dt.solve(game), "x", None).names))
    inside = written.partition(">")[2].removesuffix("</script>")
    assert "<" not in inside
    assert json.loads(inside)["letters"][0]["meaning"] == HOSTILE


def test_a_script_cannot_end_its_element() -> None:
    with pytest.raises(ValueError, match="may not hold"):
        script("'</script>'")
    assert joined(["<", element("b", "<")]) == "&lt;<b>&lt;</b>"


@pytest.mark.parametrize(("value", "text"), [(Fraction(3), "3"), (Fraction(-3), "(-3)"), (Fraction(1, 3), "(1/3)")])
def test_numbers_in_a_script(value: Fraction, text: str) -> None:
    assert number_js(value) == text


def place_in(parameter: dt.Parameter, percent: int) -> Fraction:
    assert parameter.low is not None
    assert parameter.high is not None
    return parameter.low + (parameter.high - parameter.low) * Fraction(percent, 100)


@pytest.mark.skipif(shutil.which("node") is None, reason="needs a JavaScript interpreter")
@pytest.mark.parametrize("name", ["nll-probe", "two-theatres", "ambiguity"])
def test_the_script_computes_what_the_families_say(name: str) -> None:
    game = dt.load(name)
    found = dt.solve(game)
    draw = random.Random(1)
    points = [
        {key: place_in(parameter, draw.randint(1, 99)) for key, parameter in game.parameters.items()} for _ in range(80)
    ]
    made = live(game, found, game.letters[0], None)
    ask = (
        f"{made.script}const RECORD = {made.names};\n{VALUES}\n"
        f"const P = {json.dumps([[float(p[key]) for key in game.letters] for p in points])};\n"
        "const wide = RECORD.families.map((f, i) => i).filter((i) => !RECORD.families[i].tie);\n"
        "console.log(JSON.stringify(P.map((v) => { const at = factorsAt(v), here = existing(at, false);"
        " return [isGranted(at), wide.map((i) => here.includes(i) ? FAMILIES[i].payoffs(v) : null)]; })));"
    )
    said = json.loads(subprocess.run(["node", "-e", ask], capture_output=True, text=True, check=True).stdout)
    taken, seen = background(game), 0
    for point, (granted, payoffs) in zip(points, said, strict=True):
        assert granted == taken.holds(point)
        for eq, values in zip(found.generic, payoffs, strict=True):
            if granted:
                assert (values is not None) == eq.exists.holds(**point)
            if granted and values is not None:
                seen += 1
                assert values == pytest.approx([float(value) for value in eq.at(**point).payoffs.values()])
    assert seen > 5


@pytest.mark.skipif(shutil.which("node") is None, reason="needs a JavaScript interpreter")
@pytest.mark.parametrize("name", ["nll-probe", pytest.param("salami", marks=pytest.mark.slow)])
def test_the_script_finds_the_thresholds_of_every_letter(name: str) -> None:
    game = dt.load(name)
    made = live(game, dt.solve(game), "c", None)
    ask = (
        f"{made.script}const RECORD = {made.names};\n{VALUES}\nconst v = RECORD.letters.map((l) => l.base);\n"
        "const changes = (line) => line.filter((cell, i) => i && cell.allowed && line[i - 1].allowed);\n"
        "console.log(JSON.stringify(v.map((_, i) => changes(lineOf(i, v)).map((cell) => valueOn(i, cell.from)))));"
    )
    said = json.loads(subprocess.run(["node", "-e", ask], capture_output=True, text=True, check=True).stdout)
    for letter, points in zip(game.letters, said, strict=True):
        assert points == pytest.approx([float(value) for value in dt.thresholds(game, letter).values], rel=1e-5)


@pytest.mark.skipif(shutil.which("node") is None, reason="needs a JavaScript interpreter")
def test_roots_are_found_where_curves_touch_or_lie_close() -> None:
    # (t - 1/2)^2, (t - 0.3)(t - 0.301)(t - 0.9), and one without a root
    curves = [[0.25, -1, 1], [-0.3 * 0.301 * 0.9, 0.0903 + 0.601 * 0.9, -1.501, 1], [1, 0, 1]]
    ask = f"const RECORD = {{places: []}};\n{VALUES}\nconsole.log(JSON.stringify({curves}.map(rootsInside)));"
    said = json.loads(subprocess.run(["node", "-e", ask], capture_output=True, text=True, check=True).stdout)
    assert [sorted(roots) for roots in said] == [
        pytest.approx([0.5], abs=1e-6),
        pytest.approx([0.3, 0.301, 0.9], abs=1e-6),
        [],
    ]


@pytest.mark.skipif(shutil.which("node") is None, reason="needs a JavaScript interpreter")
def test_numbers_are_read_as_people_type_them() -> None:
    typed = ["3/4", " 0.75 ", "75%", ".75", "-2", "−2", "1e-3", "", "3/0", "a", "1/2/3", "0,5"]
    ask = f"const RECORD = {{places: []}};\n{VALUES}\nconsole.log(JSON.stringify({json.dumps(typed)}.map(parsed)));"
    said = json.loads(subprocess.run(["node", "-e", ask], capture_output=True, text=True, check=True).stdout)
    assert said == [0.75, 0.75, 0.75, 0.75, -2, -2, 0.001, None, None, None, None, None]


@pytest.mark.skipif(shutil.which("node") is None, reason="needs a JavaScript interpreter")
def test_the_script_is_javascript(probe: Reader, tmp_path: Path) -> None:
    text = max(probe.text["script"], key=len)
    path = tmp_path / "page.js"
    path.write_text(text, encoding="utf-8")
    subprocess.run(["node", "--check", str(path)], check=True)
    functions = re.findall(r"^(?:async )?function (\w+)", text, flags=re.MULTILINE)
    assert len(functions) == len(set(functions))
    assert set(SCRIPTS.glob("*.js")) == {SCRIPTS / f"{name}.js" for name in _SCRIPTS}


def test_progress_is_told_part_by_part() -> None:
    told: list[str] = []
    dt.page(hostile_game(), progress=told.append)
    assert told[0] == "the answer"
    assert "Claims" in told


def test_base_values_are_steps_of_their_sliders() -> None:
    for low, high, base in ((0, 1, "1/3"), (-3, 10, 1), (0, 1, "0.6"), (0, 100, 7), (None, None, 3)):
        letter = letter_data(dt.Parameter("x", "", low, high, base=base))
        step = (Fraction(base) - Fraction(letter["least"])) * letter["steps"]
        assert (step / (Fraction(letter["most"]) - Fraction(letter["least"]))).denominator == 1
        assert 100 <= letter["steps"] <= 2000


def test_at_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "page.html"
    model = tmp_path / "one.yaml"
    dt.save(hostile_game(), model)
    assert main(["report", str(model), "-o", str(path)]) == 0
    assert Reader(path.read_text(encoding="utf-8")).text["h1"] == [HOSTILE]
    assert main(["report", str(model), "-o", str(tmp_path / "page.pdf")]) == 2
    assert main(["report", str(model), "-o", str(path), "--over", "y"]) == 2
    assert "'y' is not a free parameter" in capsys.readouterr().err


def test_a_page_is_about_the_equilibria_it_is_given_and_ends_in_time() -> None:
    found = dt.refine(dt.solve(dt.load("beer-quiche")), "intuitive")
    assert "refined by intuitive; exact; complete." in dt.page(found)
    started = time.process_time()
    late = dt.page(dt.load("tripwire"), time_limit=0)
    assert "time limit of 0 seconds" in late
    assert time.process_time() - started < 2
