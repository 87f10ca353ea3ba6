"""The page of a model: everything on it, nothing from the network, and no text of a model as markup."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import time
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import pytest

import deterrence as dt
from deterrence.cli import main
from deterrence.games.background import background
from deterrence.report.html import data, element, joined, script
from deterrence.report.javascript import families_js, names_json, number_js

EMPTY = {"meta", "input", "br"}
HOSTILE = "</title><script>alert('x')</script><img src=x onerror=alert(1)> & \"quoted\""


class Reader(HTMLParser):
    """What elements there are, properly nested, with their attributes and the text in them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: dict[str, list[str]] = {}
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
        "Parameters and assumptions",
        "The game",
        "Equilibria",
        "Thresholds in c",
        "What each player does as c rises",
        "Regions",
        "Claims",
        "Try values",
    ]
    assert probe.text["h1"] == ["Gray-zone probe at the Northern Limit Line"]
    assert sum(tag == "svg" for tag, _ in probe.elements) == 3
    cells = "".join(probe.text["td"])
    assert "proved" in cells
    assert "refuted as expected" in cells
    code = probe.text["code"]
    assert "c = 3/4 = c_D = b/(b + k)" in code
    assert not any("Not for this model" in text for text in probe.text["p"])


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
    assert scripts == [{"type": "application/json", "id": "names"}, {}]


def test_names_with_quotes_and_markup_survive_as_data() -> None:
    game = hostile_game()
    written = str(data("names", names_json(game, dt.solve(game))))
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
    ask = (
        families_js(game, found)
        + f"const P = {json.dumps([[float(p[key]) for key in game.letters] for p in points])};\n"
        + "console.log(JSON.stringify(P.map(v => [GRANTED(v), FAMILIES.map(f => f.exists(v) ? f.payoffs(v) : null)])));"
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
