"""The tree drawn in a classroom: the text follows what is drawn, and says the same game where nothing was changed."""

from __future__ import annotations

import json

import pytest

import deterrence as dt
from deterrence.formats.library import model_path
from tests.axe import violations
from tests.browser import Browser, installed

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(installed() is None, reason="needs Chromium: apt-get install chromium"),
]

# Claims may name the outcomes that are drawn over.
PROBE = model_path("nll-probe").read_text(encoding="utf-8").partition("\nclaims:")[0] + "\n"
TREES = tuple(row.name for row in dt.models() if row.form == "tree")


def drawn(studio: Browser, text: str) -> None:
    studio.say(f"openTab('studio'); DRAW.open = false; show('nll-probe', {json.dumps(text)}); void openDrawing()")
    studio.until("!MACHINE.busy && !MACHINE.queue.length && !!document.querySelector('#drawing svg')")


def pick(studio: Browser, name: str) -> None:
    nodes = "[...document.querySelectorAll('#drawing g.node')]"
    studio.say(
        f"{nodes}.find((one) => one.getAttribute('aria-label').startsWith({json.dumps(name)}))"
        ".dispatchEvent(new MouseEvent('click'))"
    )


def press(studio: Browser, name: str) -> None:
    studio.say(
        f"[...DRAW.form.querySelectorAll('button')].find((one) => one.textContent === {json.dumps(name)}).click()"
    )


def fill(studio: Browser, label: str, text: str) -> None:
    labels = "[...DRAW.form.querySelectorAll('label')]"
    found = f"{labels}.find((one) => one.textContent.trim() === {json.dumps(label)})"
    studio.say(
        f"(() => {{ const field = {found}.querySelector('input');"
        f" field.value = {json.dumps(text)}; field.dispatchEvent(new Event('change')); }})()"
    )


def text_of(studio: Browser) -> str:
    return str(studio.say("EDITOR.text.value"))


def test_a_tree_that_is_written_anew_is_the_same_game(studio: Browser) -> None:
    for name in TREES:
        text = model_path(name).read_text(encoding="utf-8")
        request = json.dumps({"do": "outline", "text": text, "name": name})
        again = studio.say(f"askMachine({request}).then(({{ tree }}) => withTree({json.dumps(text)}, tree))")
        assert dt.loads(again, name) == dt.loads(text, name), name


def test_a_reply_is_added_and_a_move_named(studio: Browser) -> None:
    drawn(studio, PROBE)
    pick(studio, "Escalation")
    press(studio, "DPRK replies here")
    fill(studio, "Move 1", "Climb on")
    press(studio, "Add a move")
    tree = dt.loads(text_of(studio)).extensive_root()
    reply = tree.moves["Probe"].moves["Respond"].moves["Unbacked"][1]
    assert (reply.player, list(reply.moves)) == ("DPRK", ["Climb on", "Right", "Move 3"])


def test_chance_decides_with_probabilities_that_are_typed(studio: Browser) -> None:
    drawn(studio, PROBE)
    pick(studio, "New status quo")
    press(studio, "Chance decides here")
    said = "[...DRAW.form.querySelectorAll('input')].map((field) => field.value)"
    assert studio.say(said) == ["One", "1/2", "Other", "1/2"]
    assert "One: {probability: 1/2, then: {outcome: One, payoffs: [0, 0]}}" in text_of(studio)


def test_a_name_cannot_become_anything_but_a_name(studio: Browser) -> None:
    drawn(studio, PROBE)
    pick(studio, "Repelled")
    fill(studio, "Outcome", "no: {x} # 'y'")
    assert "\"no: {x} # 'y'\"" in text_of(studio)


def test_what_is_drawn_is_reached_by_everybody(studio: Browser) -> None:
    drawn(studio, PROBE)
    assert violations(studio) == []
    studio.say("void openDrawing()")
