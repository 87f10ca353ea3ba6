"""The library by name, files by ending, and saving that never leaves half a file."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

import deterrence as dt
from deterrence.formats import library
from deterrence.formats.model_file import ModelFileError


def test_models_are_loaded_by_name() -> None:
    game = dt.load("nll-probe")
    assert game.name == "nll-probe"
    assert game.players == ("DPRK", "ROK")


def test_the_list_says_what_the_models_say() -> None:
    for row in dt.models():
        game = dt.load(row.name)
        assert (row.title, row.players, row.parameters) == (game.title, game.players, game.letters)
        assert row.form == type(game).__name__.lower()


def test_the_list_reads_like_a_list() -> None:
    models = dt.models()
    assert len(models) == len(models.names) >= 18
    assert models[0].name == models.names[0] == next(iter(models)).name
    assert list(models.names) == sorted(models.names)
    assert len(models[:3]) == 3
    assert "nll-probe" in repr(models)
    frame = models.to_frame()
    assert list(frame.columns) == ["name", "title", "form", "players", "parameters"]
    assert len(frame) == len(models)
    with pytest.raises(AttributeError):
        models[0].name = "x"  # type: ignore[misc]


def test_names_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Did you mean 'nll-probe'"):
        dt.load("nll-prob")
    with pytest.raises(FileNotFoundError):
        dt.load("nll-prob")
    with pytest.raises(FileNotFoundError):
        dt.load(tmp_path / "absent.yaml")
    (tmp_path / "game.doc").write_text("x")
    with pytest.raises(ValueError, match=r"\.yaml"):
        dt.load(tmp_path / "game.doc")


def test_what_is_no_file_is_called_what_it_is(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=f"{tmp_path} is a folder, not a model file$"):
        dt.load(tmp_path)
    (tmp_path / "a.yaml").write_text("x")
    (tmp_path / "b.efg").write_text("x")
    with pytest.raises(ValueError, match="is a folder, not a model file; in it are a.yaml, b.efg$"):
        dt.load(str(tmp_path))
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(ValueError, match="is a folder, not a model file$"):
        dt.load(tmp_path / "folder.yaml")
    devices = [device for device in (Path("/dev/zero"),) if device.is_char_device()]
    for place in (*devices, _pipe(tmp_path / "pipe"), _pipe(tmp_path / "pipe.yaml")):
        with pytest.raises(ValueError, match="is not a file but a device or a pipe; save the model to a file first"):
            dt.load(place)


def _pipe(place: Path) -> Path:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no named pipes here")
    os.mkfifo(place)
    return place


@pytest.mark.parametrize("ending", [".yaml", ".yml"])
def test_saving_and_loading(tmp_path: Path, ending: str) -> None:
    game = dt.load("nll-probe").at(c=0.3)
    place = tmp_path / f"mine{ending}"
    dt.save(game, place)
    assert dt.load(place) == game
    assert dt.load(str(place)).name == "mine"
    assert dt.dumps(game, "yaml") == dt.dumps(game, ".yaml") == place.read_text(encoding="utf-8")


def test_an_ending_that_is_not_known(tmp_path: Path) -> None:
    game = dt.load("nll-probe")
    for ending in (".doc", "", ".yam"):
        with pytest.raises(ValueError, match=r"\.yaml"):
            dt.save(game, tmp_path / f"mine{ending}")
    with pytest.raises(ValueError, match="expected a game"):
        dt.dumps("nll-probe", "yaml")  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_a_format_that_is_not_installed_is_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(library.WRITERS, ".xyz", "deterrence.formats.no_such_module:write")
    with pytest.raises(ValueError, match=r"cannot be written as '\.xyz'"):
        dt.dumps(dt.load("nll-probe"), "xyz")


def test_a_failed_save_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "mine.yaml"
    dt.save(dt.load("stag-hunt"), place)
    before = place.read_bytes()

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        dt.save(dt.load("nll-probe"), place)
    assert place.read_bytes() == before
    assert list(tmp_path.iterdir()) == [place]


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_a_file_keeps_its_permissions(tmp_path: Path) -> None:
    place = tmp_path / "mine.yaml"
    dt.save(dt.load("stag-hunt"), place)
    place.chmod(0o640)
    dt.save(dt.load("stag-hunt"), place)
    assert stat.S_IMODE(place.stat().st_mode) == 0o640


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    place = tmp_path / "broken.yaml"
    place.write_text("players: [A]\ntree: [x]\n")
    with pytest.raises(ModelFileError, match=r"^broken\.yaml:2:8: payoff for A uses 'x'"):
        dt.load(place)


def test_a_library_beside_an_installed_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "own.yaml").write_text("title: Own\nplayers: [A]\ntree: [1]\n")
    monkeypatch.setattr(library, "_roots", lambda: iter([tmp_path]))
    library._library.cache_clear()
    try:
        assert dt.models().names == ("own",)
        assert dt.load("own").title == "Own"
    finally:
        monkeypatch.undo()
        library._library.cache_clear()
