"""Play and lessons in Chromium: each role, types dealt in secret, why a move was best, a lesson by keyboard alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from deterrence.formats.library import model_path
from deterrence.lessons.reading import load as load_lesson
from tests.axe import violations
from tests.browser import Browser, installed
from tests.classroom.conftest import READY

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(installed() is None, reason="needs Chromium: apt-get install chromium"),
]

PLAYED = ("nll-probe", "chicken", "beer-quiche", "unilateral-deterrence-incomplete")
# For each equilibrium and player what the equilibrium pays, and what the best replies to the others pay.
REPLIES = """
(() => PLAY.game.equilibria.map((one) => PLAY.game.players.map((_, player) => {
  const game = PLAY.game, strategies = one.strategies, worth = worthOf(game, strategies, player);
  const chance = [], got = [0];
  game.nodes.forEach((node, i) => {
    const before = game.nodes[node.parent];
    const own = before && before.set !== undefined && game.sets[before.set].player === player;
    chance[i] = !before ? 1 : chance[node.parent] * (before.chances ? before.chances[node.move]
      : own ? Number(worth[before.set].best === node.move) : strategies[before.set][node.move]);
    if (node.payoffs) got[0] += chance[i] * node.payoffs[player];
  });
  return [one.payoffs[player], got[0]];
})))()
"""


def at_the_table(studio: Browser, name: str, **values: str) -> None:
    text = model_path(name).read_text(encoding="utf-8")
    studio.say(f"show({json.dumps(name)}, {json.dumps(text)}); PLAY.text = EDITOR.text.value; openTab('play')")
    studio.say("PLAY.game = null")
    studio.say(f"void deal({json.dumps(values)})")
    studio.until("PLAY.game !== null")


def sit(studio: Browser, seats: list[str], rounds: int = 1, drawn: float = 0.0) -> None:
    """Take seats; chance and those who mix draw the first, or with a larger number a later, of what may come."""
    given = {"seats": seats, "rounds": rounds}
    studio.say(f"makeTable(PLAY.box, PLAY.game, {{...{json.dumps(given)}, draw: () => {drawn}}})")


def screen(studio: Browser) -> str:
    return str(studio.say("document.querySelector('#play .table').textContent"))


def press(studio: Browser, name: str) -> None:
    buttons = "[...document.querySelectorAll('#play .table button')]"
    studio.say(f"{buttons}.find((one) => one.textContent === {json.dumps(name)}).click()")


@pytest.mark.parametrize("name", PLAYED)
def test_no_reply_pays_more_than_the_equilibrium(name: str, studio: Browser) -> None:
    """Nash: whoever plays an equilibrium gains by no other plan."""
    at_the_table(studio, name)
    for row in studio.say(REPLIES):
        for paid, best in row:
            assert best == pytest.approx(paid)


@pytest.mark.parametrize(
    ("role", "move"), [("ROK", "Absorb"), ("ROK", "Respond"), ("DPRK", "Probe"), ("DPRK", "Refrain")]
)
def test_each_role_is_played_and_judged(role: str, move: str, studio: Browser) -> None:
    """At c = 3/5 an answer pays Seoul 0.6 * 1 - 0.4 * 3, which is more than -1; a probe pays 0.4 * 6 - 0.6 * 2 > 0."""
    at_the_table(studio, "nll-probe", c="3/5")
    sit(studio, ["person" if player == role else "equilibrium" for player in ("DPRK", "ROK")])
    press(studio, move)
    told = screen(studio)
    if move in ("Respond", "Probe"):
        assert f"{role}: {move} was the best reply." in told
    else:
        assert f"would have been better than {move}." in told
    if role == "ROK":
        assert "Respond pays −0.6 on average: Repelled with 0.6 (1), Escalation with 0.4 (−3)." in told
        assert "Absorb pays −1: New status quo (−1)." in told
    else:
        assert "Probe pays 1.2 on average" in told
    assert "c from 0.5 to 0.75 (here)" in studio.say("document.querySelector('#play .record').textContent")


def test_types_are_dealt_in_secret_to_two_at_one_screen(studio: Browser) -> None:
    at_the_table(studio, "unilateral-deterrence-incomplete")
    sit(studio, ["person", "person"])
    assert "It is the turn of Challenger" in screen(studio)
    assert "Hard" not in screen(studio)
    press(studio, "I am Challenger")
    assert "You are Challenger (Hard)" in screen(studio)
    assert "Defender (" not in screen(studio)
    press(studio, "Challenge")
    assert "It is the turn of Defender" in screen(studio)
    press(studio, "I am Defender")
    assert "What you know of what happened: Challenger: Challenge." in screen(studio)
    assert "Challenger (" not in screen(studio)


def test_rounds_are_counted_and_their_payoffs_averaged(studio: Browser) -> None:
    at_the_table(studio, "nll-probe", c="3/5")
    sit(studio, ["equilibrium", "person"], rounds=2, drawn=0.5)
    press(studio, "Absorb")
    press(studio, "Next round")
    press(studio, "Respond")  # backed, since 0.5 < 3/5
    rows = studio.say(
        "[...document.querySelectorAll('#play .record tr')]"
        ".map((row) => [...row.cells].map((cell) => cell.textContent))"
    )
    assert rows[1:] == [["1", "New status quo", "2", "−1"], ["2", "Repelled", "−2", "1"], ["", "On average", "0", "0"]]


def test_what_is_not_played_move_by_move_says_so(studio: Browser) -> None:
    text = model_path("armistice").read_text(encoding="utf-8")
    studio.say(f"show('armistice', {json.dumps(text)}); openTab('play')")
    studio.until("PLAY.note.textContent.includes('only trees and matrices')")


def test_where_one_was_is_shown_on_the_map(studio: Browser) -> None:
    at_the_table(studio, "nll-probe", c="3/5")
    studio.say("document.getElementById('rounds').value = 1; beginPlay()")
    press(studio, "Absorb")
    press(studio, "Show it on the map")
    studio.until("!!document.querySelector('#play iframe.map')")
    told = studio.say("document.querySelector('#play iframe.map').srcdoc")
    assert 'id="map"' in told
    assert '"base_text":"0.6"' in told


def test_the_words_of_a_hostile_lesson_are_words(studio: Browser) -> None:
    words = "<img src=x onerror='document.title = 1'>"
    line = [["plain", words], ["strong", words], ["link", words, "javascript:document.title = 1"]]
    step = {"kind": "text", "blocks": [{"p": [line]}, {"ul": [line]}]}
    studio.say(
        "(() => { const box = document.createElement('div'); box.id = 'hostile'; document.body.append(box);"
        f" const kept = mayGoOn; mayGoOn = () => {{}}; stepText(box, {json.dumps(step)}); mayGoOn = kept; }})()"
    )
    inside = "document.querySelectorAll('#hostile img, #hostile a').length"
    assert studio.say(inside) == 0
    assert studio.say("document.getElementById('hostile').textContent") == 6 * words
    studio.say("document.getElementById('hostile').remove()")


def test_axe_finds_nothing_wrong_at_the_table(studio: Browser) -> None:
    at_the_table(studio, "nll-probe")
    sit(studio, ["equilibrium", "person"], rounds=2)
    assert violations(studio) == []
    press(studio, "Absorb")
    studio.settle()
    assert violations(studio) == []


# --- the lesson ---

MOST_TABS = 80
# What the reader has to reach now: a move, the next round, an answer, or what comes next.
WANTED = """
(() => {
  const within = (selector) => [...document.querySelectorAll("#lesson " + selector)];
  const field = within("fieldset").find((one) => !one.disabled);
  const round = within(".table button").find((one) => one.textContent === "Next round");
  window.wanted = within(".moves-offered button").pop() || round
    || (field && (field.querySelector("input:checked, input.filled") ? field.querySelector("button")
      : field.querySelector("input[type=radio], input[type=checkbox], .number-given, textarea")))
    || (!LESSON.next.hidden && LESSON.next) || document.querySelector("#marks button");
  if (field && window.wanted && window.wanted.localName === "textarea") window.wanted = field.querySelector("button");
  return window.wanted ? window.wanted.localName + " " + (window.wanted.type || "") : null;
})()
"""


def reach(studio: Browser) -> None:
    """Press Tab until the focus is where it has to be."""
    for _ in range(MOST_TABS):
        if studio.say("document.activeElement === window.wanted"):
            return
        studio.key("Tab", 9)
    raise AssertionError("the keyboard does not reach " + str(studio.say("window.wanted.outerHTML")))


def test_a_lesson_is_run_to_its_end_by_keyboard(studio: Browser) -> None:
    studio.say("openTab('lesson')")
    studio.until(READY)
    studio.say("document.getElementById('tab-lesson').focus()")
    lesson = load_lesson("commitment")
    for _ in range(400):
        studio.until(f"{WANTED} !== null")
        if studio.say("!!document.querySelector('#marks button')"):
            break
        kind = studio.say(WANTED)
        reach(studio)
        if kind in ("input radio", "input checkbox"):
            studio.press(" ", " ", 32)
        elif kind == "input text":
            studio.type("2")
            studio.say("document.activeElement.classList.add('filled')")
        else:
            studio.press("Enter", "\r", 13)
    marked = [question for question in lesson.questions if question.is_marked]
    told = studio.say("document.getElementById('marks').textContent")
    counted = studio.say("LESSON.marks.filter((mark) => mark.right !== null).length")
    assert counted == len(marked)
    assert "questions right" in told
    assert violations(studio) == []


def test_answers_are_marked_as_the_toolkit_marks_them(studio: Browser) -> None:
    for question in load_lesson("commitment").questions:
        if not question.is_marked:
            continue
        answer = question.answer()
        record = json.dumps({"answer": question.as_json(answers=True)["answer"]})
        tries: list[Any] = [[option] for option in question.options] + [
            list(answer.right),
            ["2"],
            ["0.5"],
            ["1/2"],
            ["0.8"],
            ["x"],
        ]
        for given in tries:
            is_plain = len(given) == 1 and not question.as_json()["several"]
            right = answer.marked(given[0] if is_plain else given)
            assert studio.say(f"isRight({record}, {json.dumps(given)})") == right, (question.ask, given)
