"""Files with slips of the hand: read, or refused with a place; never a traceback of another kind."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deterrence.formats.library import _library
from deterrence.formats.model_file import ModelFileError, reads

SMALL = sorted((path for path in _library().values() if path.stat().st_size < 4000), key=lambda path: path.name)
VALUES = ["", "[]", "{}", "[x]", "{a: b}", "3", "x y", "~", "true", "- 1"]


@st.composite
def damaged(draw: st.DrawFn) -> str:
    path: Path = draw(st.sampled_from(SMALL))
    lines = path.read_text(encoding="utf-8").splitlines()
    for _ in range(draw(st.integers(1, 3))):
        i = draw(st.integers(0, len(lines) - 1))
        at = draw(st.integers(0, len(lines[i])))
        kind = draw(st.sampled_from(["drop", "repeat", "character", "indent", "value", "cut"]))
        if kind == "drop" and len(lines) > 1:
            del lines[i]
        elif kind == "repeat":
            lines.insert(i, lines[draw(st.integers(0, len(lines) - 1))])
        elif kind == "character":
            lines[i] = lines[i][:at] + draw(st.sampled_from("[]{}:,-#'\"&*!|>%@`( )+/^x0 \t")) + lines[i][at + 1 :]
        elif kind == "indent":
            lines[i] = " " * draw(st.integers(0, 6)) + lines[i].lstrip()
        elif kind == "value":
            lines[i] = lines[i].split(":")[0] + ": " + draw(st.sampled_from(VALUES))
        else:
            lines[i] = lines[i][:at]
    return "\n".join(lines)


def refusal(text: str) -> str | None:
    try:
        reads(text, "damaged.yaml")
    except ModelFileError as error:
        return str(error)
    return None


@settings(max_examples=12)
@given(damaged())
def test_a_damaged_file_is_read_or_refused(text: str) -> None:
    complaint = refusal(text)
    assert complaint is None or complaint.startswith("damaged.yaml:")


@pytest.mark.slow
@settings(max_examples=2000)
@given(damaged())
def test_many_damaged_files_are_read_or_refused(text: str) -> None:
    complaint = refusal(text)
    assert complaint is None or complaint.startswith("damaged.yaml:")
