"""Folders to write into: one behaviour for every command that fills one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from deterrence.cli import main
from deterrence.cli.entry import AT_FAULT, DONE
from deterrence.formats.folders import check_folder, make_folder

COMMANDS = (
    ["site", "chicken", "-o"],
    ["export", "chicken", "--to", "otree", "-o"],
    ["check", "chicken", "--certificates"],
)


def test_a_folder_is_made_with_those_above_it(tmp_path: Path) -> None:
    assert make_folder(tmp_path / "a" / "b").is_dir()
    assert make_folder(tmp_path / "a" / "b") == tmp_path / "a" / "b"


@pytest.mark.parametrize("inside", ["", "pages", "pages/more"])
def test_a_file_in_the_way_is_named(inside: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("kept")
    with pytest.raises(NotADirectoryError, match="file is a file, and a folder is wanted"):
        check_folder(tmp_path / "file" / inside)
    assert (tmp_path / "file").read_text() == "kept"


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is protected from root")
def test_a_protected_folder_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(PermissionError, match="you may not write"):
        check_folder(tmp_path / "pages")


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_every_command_refuses_a_file_in_the_same_words(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file", tmp_path / "file" / "inside"):
        assert main([*words, str(place)]) == AT_FAULT
        told = capsys.readouterr()
        assert f"{place}: {tmp_path / 'file'} is a file, and a folder is wanted. Give another" in told.err
        assert told.out == ""


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_every_command_makes_the_folders_that_are_missing(words: list[str], tmp_path: Path) -> None:
    place = tmp_path / "no" / "such"
    assert main([*words, str(place)]) == DONE
    assert list(place.iterdir())
