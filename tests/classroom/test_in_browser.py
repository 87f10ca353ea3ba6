"""A classroom in Chromium, opened from disk: it answers as the toolkit does here, and asks the network for nothing."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

import deterrence as dt
from deterrence.cli import main
from deterrence.formats.library import model_path
from tests.axe import violations
from tests.browser import Browser, installed
from tests.classroom.conftest import READY

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(installed() is None, reason="needs Chromium: apt-get install chromium"),
]

MOST_BYTES = 40_000_000
# A tree, a matrix, types, states, choices from an interval (which need sympy). All of the library with CLASSROOM=all.
SOME = ("nll-probe", "chicken", "beer-quiche", "hardening", "how-much-to-arm")
# These need numpy, which no browser has.
WITHOUT = ("blotto",)
NAMES = tuple(dt.models().names) if os.environ.get("CLASSROOM") == "all" else SOME


def asked(studio: Browser, **request: Any) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(studio.say(f"askMachine({json.dumps(request)}).then(JSON.stringify)"))
    return answer


def text_of(name: str) -> str:
    return model_path(name).read_text(encoding="utf-8")


def test_the_file_is_small_enough_to_hand_out(course: Path) -> None:
    assert course.stat().st_size < MOST_BYTES


@pytest.mark.parametrize("name", NAMES)
def test_the_answers_are_those_found_here(
    name: str, studio: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(f"{name}.yaml").write_text(text_of(name), encoding="utf-8")
    for words in (["solve"], ["thresholds", next(iter(dt.load(name).letters), "")], ["check"]):
        there = asked(studio, do="command", words=[word for word in words if word], text=text_of(name), name=name)
        if name in WITHOUT and "numpy" in there["error"]:
            continue
        status = main([words[0], f"{name}.yaml", *filter(None, words[1:])])
        here = capsys.readouterr()
        assert (there["status"], verdicts(there["out"])) == (status, verdicts(here.out)), words


def verdicts(told: str) -> str:
    """An answer without counterexamples, of which there are many: any one will do."""
    return "\n".join(line for line in told.splitlines() if not line.strip().startswith("false at "))


def test_python_goes_on_from_the_memory_that_the_file_holds(studio: Browser) -> None:
    assert studio.say("typeof MACHINE.parts.memory") == "string"


def test_a_browser_that_cannot_go_on_from_the_memory_starts_python_itself(studio: Browser) -> None:
    studio.say("window.kept = MACHINE.parts.memory; MACHINE.parts.memory = btoa('no memory'); restartMachine('')")
    studio.until(f"MACHINE.ready && {READY}")
    assert studio.say("MACHINE.parts.memory") is None
    assert asked(studio, do="command", words=["solve"], text=text_of("chicken"), name="chicken")["status"] == 0
    studio.say("MACHINE.parts.memory = window.kept")


def test_the_page_of_the_first_model_needs_no_python(course: Path) -> None:
    browser = Browser()
    browser.offline()
    browser.open(course)
    assert browser.say("STUDIO.page.length") > 50_000
    assert browser.say("document.getElementById('page').srcdoc.length") > 50_000
    assert not browser.say("MACHINE.ready")
    assert browser.complaints() == []
    browser.close()


def test_mistakes_are_underlined_as_one_types(studio: Browser) -> None:
    studio.say("newModel('tree')")
    text = studio.say("EDITOR.text.value")
    at = text.index("base: 0.4")
    studio.say(f"EDITOR.text.focus(); EDITOR.text.setSelectionRange({at + 6}, {at + 9})")
    studio.type("often")
    studio.until("document.querySelectorAll('#mistakes li').length > 0")
    wrong = text.replace("base: 0.4", "base: often")
    with pytest.raises(dt.ModelFileError) as error:
        dt.loads(wrong, "model")
    told = [f"line {p.line}, column {p.column} {p.message}" for p in error.value.problems]
    assert studio.say("[...document.querySelectorAll('#mistakes li')].map((item) => item.textContent)") == told
    assert "often" in studio.say("document.querySelector('.editor .wrong').textContent")


def test_names_are_completed_by_the_keyboard(studio: Browser) -> None:
    studio.say("newModel('tree'); EDITOR.text.focus(); EDITOR.text.setSelectionRange(0, 0)")
    studio.type("assum")
    assert not studio.say("EDITOR.list.hidden")
    studio.key("Enter", 13)
    assert studio.say("EDITOR.text.value").startswith("assumptions")


def test_the_worker_is_stopped_and_nothing_typed_is_lost(studio: Browser) -> None:
    studio.say("newModel('matrix')")
    typed = studio.say("EDITOR.text.value")
    request = {"do": "command", "words": ["check"], "text": text_of("opcon"), "name": "opcon"}
    studio.say(f"void askMachine({json.dumps(request)}).then((answer) => {{ window.stopped = answer; }})")
    studio.until("MACHINE.busy !== null && MACHINE.busy.asked.name === 'opcon'")
    studio.say("document.getElementById('stop').click()")
    studio.until("window.stopped")
    assert studio.say("window.stopped") == {"stopped": "Stopped."}
    studio.until(READY)
    assert studio.say("EDITOR.text.value") == typed
    assert asked(studio, do="command", words=["solve"], text=text_of("chicken"), name="chicken")["status"] == 0


def test_what_is_asked_by_hand_goes_before_what_a_lesson_prepares(studio: Browser) -> None:
    request = json.dumps({"do": "mistakes", "text": text_of("chicken"), "name": "chicken"})
    asking = ", ".join(
        f"askMachine({request}, {json.dumps(kind)}).then(() => told.push({json.dumps(name)}))"
        for name, kind in (("first", None), ("second", None), ("third", None), ("by hand", "command"))
    )
    studio.until("!MACHINE.busy && !MACHINE.queue.length")
    told = studio.say(f"(() => {{ const told = []; return Promise.all([{asking}]).then(() => told); }})()")
    assert told == ["first", "by hand", "second", "third"]


def test_what_was_typed_is_kept_and_found_again(studio: Browser) -> None:
    studio.say("newModel('tree')")
    name = json.dumps(studio.say("FILES.name"))
    studio.say("EDITOR.text.focus(); EDITOR.text.setSelectionRange(0, 0)")
    studio.type("# mine\n")
    studio.say("FILES.own = new Map(); readOwn(); listModels()")  # what a page does that is opened
    assert studio.say(f"FILES.own.get({name})").startswith("# mine\n")
    assert studio.say("FILES.box.value") == f"own {json.loads(name)}"


def test_what_moves_what_is_answered_by_a_picture_where_it_is_asked_for(studio: Browser) -> None:
    studio.say(f"openText('nll-probe', {json.dumps(text_of('nll-probe'))})")
    studio.until(READY)
    studio.say("document.getElementById('question').value = 'statics'")
    studio.say("document.getElementById('question').dispatchEvent(new Event('change'))")
    press = "[...document.querySelectorAll('#ask button')].find((one) => one.textContent === '{}').click()"
    studio.say(press.format("As a picture"))
    studio.until("document.querySelector('#answer-picture svg') !== null")
    drawn = studio.say("document.querySelector('#answer-picture svg').textContent")
    assert "probability of Escalation" in drawn
    assert studio.say("document.querySelector('#answer-picture svg').getBoundingClientRect().width") > 200
    assert studio.say("document.getElementById('said').hidden")
    studio.say(press.format("Ask"))
    studio.until("document.getElementById('said').textContent.includes('Escalation')")
    assert studio.say("document.getElementById('answer-picture').hidden")


def test_the_text_of_a_hostile_model_is_text(studio: Browser) -> None:
    mark = "<img src=x onerror='parent.document.title=1'><script>parent.document.title=1</script>"
    hostile = text_of("chicken").replace("title: ", f'title: "{mark}" # ', 1)
    studio.say(f"openText('hostile', {json.dumps(hostile)})")
    studio.until(f"STUDIO.shown === EDITOR.text.value && {READY}")
    assert studio.say("document.querySelectorAll('.editor img, .editor script').length") == 0
    assert studio.say("document.title") == "Deterrence: a classroom in one file"
    assert studio.say("document.getElementById('page').sandbox.value") == "allow-scripts"


def test_no_control_is_without_a_name(studio: Browser) -> None:
    nameless = [
        role for role, words in studio.named() if not words and role in ("button", "textbox", "combobox", "link")
    ]
    assert nameless == []


def test_axe_finds_nothing_wrong(studio: Browser) -> None:
    studio.say("pickModel('library nll-probe')")
    studio.until(READY)
    for dark in (False, True):
        studio.dark(dark)
        studio.settle()
        assert violations(studio) == []
    studio.dark(False)


@pytest.mark.parametrize("wide", [400, 800, 1400])
def test_the_studio_is_no_wider_than_its_window(wide: int, studio: Browser) -> None:
    studio.size(wide)
    studio.settle()
    assert studio.say("document.documentElement.scrollWidth") <= wide
    studio.size(1400)
