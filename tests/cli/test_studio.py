"""What the studio answers is what the command line answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from deterrence.cli import main
from deterrence.cli.studio import COMMANDS, ask
from deterrence.formats.library import model_path

PROBE = model_path("nll-probe").read_text(encoding="utf-8")
WRONG = (
    "players: [A",
    "players: [A]\ntree: {player: B, moves: {x: [1], y: [0]}}",
    PROBE.replace("base: 0.6", "base: much"),
    PROBE.replace("players:", "playrs:"),
    PROBE + "claims: []\n",
    "",
    "\x00",
)


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def asked(**request: Any) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(ask(json.dumps(request)))
    return answer


@pytest.mark.parametrize("text", WRONG)
def test_mistakes_are_those_of_the_command_line(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("mine.yaml").write_text(text, encoding="utf-8")
    assert main(["show", "mine.yaml"]) == 2
    said = asked(do="mistakes", text=text, name="mine")
    assert said["said"] == capsys.readouterr().err.strip()
    first = said["mistakes"][0]
    assert said["said"].startswith(f"mine.yaml:{first['line']}:{first['column']}: {first['message']}")


def test_a_text_without_mistakes_tells_its_names() -> None:
    said = asked(do="mistakes", text=PROBE, name="mine")
    assert said["mistakes"] == []
    assert said["players"] == ["DPRK", "ROK"]
    assert {"c", "g", "c_R"} <= set(said["letters"])
    assert {"Probe", "Refrain", "Respond", "Status quo"} <= set(said["names"])


@pytest.mark.parametrize("words", [["solve"], ["thresholds", "c"], ["statics", "c"], ["export", "--to", "efg"]])
def test_a_command_answers_as_the_command_line_does(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    Path("mine.yaml").write_text(PROBE, encoding="utf-8")
    status = main([words[0], "mine.yaml", *words[1:]])
    said = capsys.readouterr()
    answer = asked(do="command", words=words, text=PROBE, name="mine")
    assert answer == {"status": status, "out": said.out, "error": said.err}


def test_a_mistake_in_a_command_is_told() -> None:
    answer = asked(do="command", words=["thresholds", "zz"], text=PROBE, name="mine")
    assert answer["status"] == 2
    assert "zz" in answer["error"]


def test_no_command_writes_to_the_disk(tmp_path: Path) -> None:
    assert {"sweep", "plot", "report", "new", "classroom"}.isdisjoint(COMMANDS)
    asked(do="command", words=["solve"], text=PROBE, name="mine")
    assert list(tmp_path.iterdir()) == []


def test_the_page_of_a_text_is_the_page_of_the_report() -> None:
    said: list[str] = []
    page = json.loads(ask(json.dumps({"do": "page", "text": PROBE, "name": "mine"}), said.append))["page"]
    assert "<h1>Gray-zone probe at the Northern Limit Line</h1>" in page
    assert "the answer" in said


def test_a_page_of_a_text_with_mistakes_is_a_message() -> None:
    assert asked(do="page", text="players: [A", name="mine")["error"].startswith("mine.yaml:1:10: ")
