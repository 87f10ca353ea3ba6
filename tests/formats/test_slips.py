"""Slips that people make in model files: each is told at its own place, once, with what to write instead."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from deterrence.formats.model_file import ModelFileError, reads

HOST = """title: Hosting missiles
summary: >-
  A frontier ally is asked to host its patron's missiles.
players: [Host, Neighbour]
parameters:
  c: {meaning: probability of support, range: [0, 1], base: 0.5, role: commitment}
  p: {meaning: cost of protest at home, range: [0, 10], base: 1}
  d: {meaning: loss when alone, range: [0, 10], base: 5}
assumptions:
  - d > p > 0
tree:
  player: Host
  moves:
    Refuse: {outcome: No missiles, payoffs: [-d, 0]}
    Host them:
      chance:
        Backed: {probability: c, then: [-p, -1]}
        Alone: {probability: 1 - c, then: [-p - d, 3]}
"""
BOATS = """players: [North, South]
parameters:
  v: {meaning: prize, range: [0, 10], base: 1}
matrix:
  moves: {North: [Hold, Turn], South: [Hold, Turn]}
  payoffs:
    Hold: {Hold: [-1, -1], Turn: [v, -v]}
    Turn: {Hold: [-v, v], Turn: [0, 0]}
"""
TYPED = """players: [Sender, Target]
types:
  Sender: {Resolute: q, Bluffing: 1 - q}
parameters:
  q: {meaning: probability of resolve, range: [0, 1], base: 0.4}
definitions:
  strike: {Sender: {Resolute: 1, Bluffing: -4}}
tree:
  player: Sender
  moves:
    Leave it: {outcome: Status quo, payoffs: [0, 0]}
    Sanction:
      player: Target
      moves:
        Comply: {outcome: Compliance, payoffs: [2, -2]}
        Defy: {outcome: Strike, payoffs: [strike, -5]}
"""
TEXTS = {"host": HOST, "boats": BOATS, "typed": TYPED}


def told(text: str) -> str:
    with pytest.raises(ModelFileError) as caught:
        reads(text)
    return str(caught.value)


def read_slips() -> list[tuple[str, str, str, str]]:
    """The cases of `slips.txt`: a file, what stands there, what is written instead, and what is told."""
    found = []
    for block in (Path(__file__).parent / "slips.txt").read_text(encoding="utf-8").split("\n\n")[1:]:
        file, change, expected = block.strip().split("\n")
        old, _, new = change.partition(" ==> ")
        found.append((file, ast.literal_eval(old), ast.literal_eval(new), expected))
    return found


@pytest.mark.parametrize(("file", "old", "new", "expected"), read_slips())
def test_a_slip_is_told_once_at_its_place_with_the_fix(file: str, old: str, new: str, expected: str) -> None:
    assert old in TEXTS[file]
    said = told(TEXTS[file].replace(old, new, 1))
    assert said.startswith(f"model.yaml:{expected}"), said
    assert "\n" not in said


@pytest.mark.parametrize("file", TEXTS)
def test_the_files_themselves_are_in_order(file: str) -> None:
    assert reads(TEXTS[file]).players


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_other_encodings_are_named(encoding: str) -> None:
    with pytest.raises(ModelFileError) as caught:
        reads(HOST.encode(encoding))
    assert str(caught.value).startswith(f"model.yaml:1:1: this is {encoding[:6].upper()} text, not UTF-8: save it")
