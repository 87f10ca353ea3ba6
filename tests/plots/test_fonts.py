"""Names in scripts that matplotlib's own font lacks: set in an installed font that has them, or told once."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path

import matplotlib.font_manager as manager
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from matplotlib import rc_context

import deterrence as dt
from deterrence.cli import main
from deterrence.formats.model_file import reads
from deterrence.plots import drawing, fonts

MODEL = """title: 북방한계선에서의 도발
players: [북한, 한국]
parameters: {c: {meaning: 지원할 확률, range: [0, 1], base: 0.6}}
tree:
  player: 북한
  moves:
    자제: {outcome: 현상 유지, payoffs: [0, 0]}
    도발: {outcome: 新狀態, payoffs: ["3*c - 1", -1]}
"""
HANGUL = sorted({c for c in MODEL if "가" <= c <= "힣"})
CHINESE = list("新狀態")


def made(place: Path, letters: list[str], family: str) -> str:
    """A font in which each of the letters is a triangle."""
    builder = FontBuilder(1000, isTTF=True)
    names = [".notdef", *(f"u{ord(c):04X}" for c in letters)]
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(c): f"u{ord(c):04X}" for c in letters})
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    pen.lineTo((500, 800))
    pen.lineTo((900, 0))
    pen.closePath()
    builder.setupGlyf(dict.fromkeys(names, pen.glyph()))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 100)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": family, "styleName": "Regular", "psName": family.replace(" ", "")})
    builder.setupOS2(usWeightClass=400)
    builder.setupPost()
    builder.save(place)
    return str(place)


def forget() -> None:
    fonts._told.clear()
    for cached in (fonts._fallbacks, fonts._installed, fonts._path, drawing.width):
        cached.cache_clear()


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A system with no fonts but those of matplotlib."""
    own = [entry for entry in manager.fontManager.ttflist if "mpl-data" in entry.fname]
    monkeypatch.setattr(manager.fontManager, "ttflist", own)
    monkeypatch.setattr(manager, "findSystemFonts", list)
    forget()
    yield
    forget()


def test_latin_names_are_set_as_ever(bare: None) -> None:
    assert fonts.families("Séoul − α ≤ β") == fonts.own_families()
    assert fonts.lacking("Séoul − α ≤ β") == ""


@pytest.mark.parametrize("ending", ["png", "pdf", pytest.param("ps", marks=pytest.mark.slow), "svg"])
def test_an_installed_font_is_used_for_the_letters_that_others_lack(
    bare: None, ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [made(tmp_path / "a.ttf", HANGUL, "NanumGothic"), made(tmp_path / "b.ttf", CHINESE, "A Chinese font")]
    # Installed after matplotlib last looked.
    monkeypatch.setattr(manager, "findSystemFonts", lambda: [*paths, str(tmp_path / "absent.ttf")])
    assert fonts.families("북한") == [*fonts.own_families(), "NanumGothic"]
    assert set(fonts.families("북한 新")) == {*fonts.own_families(), "NanumGothic", "A Chinese font"}
    assert fonts.lacking("북한 新") == ""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        axes = dt.plot(reads(MODEL))
        with rc_context({"pdf.compression": 0}):
            axes.figure.savefig(tmp_path / f"x.{ending}")
    if ending == "svg":
        assert "'NanumGothic'" in (tmp_path / "x.svg").read_text(encoding="utf-8")
    if ending == "pdf":
        content = (tmp_path / "x.pdf").read_bytes()
        assert b"NanumGothic" in content
        assert b"AChinesefont" in content


def test_the_letters_are_measured_in_that_font(bare: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = made(tmp_path / "a.ttf", HANGUL, "NanumGothic")
    monkeypatch.setattr(manager, "findSystemFonts", lambda: [path])
    assert drawing.width("북한", drawing.Type(10.0)) == pytest.approx(20.0, abs=2.5)


@pytest.mark.parametrize("ending", ["png", pytest.param("pdf", marks=pytest.mark.slow)])
def test_where_no_font_has_them_that_is_told_once(bare: None, ending: str, tmp_path: Path) -> None:
    game = reads(MODEL)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        dt.plot(game).figure.savefig(tmp_path / f"x.{ending}")
        dt.plot(game).figure.savefig(tmp_path / f"again.{ending}")
        dt.plot(dt.thresholds(game, "c")).figure.savefig(tmp_path / f"other.{ending}")
    [warning] = caught
    assert warning.category is fonts.MissingFontWarning
    assert "no installed font has the letters " in str(warning.message)
    assert "Noto Sans CJK (the package fonts-noto-cjk on Debian and Ubuntu) or NanumGothic" in str(warning.message)
    # The letters are given room all the same.
    assert drawing.width("북한", drawing.Type(10.0)) == pytest.approx(20.0)


def test_where_text_stays_text_the_reader_has_the_fonts(bare: None, tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        dt.plot(reads(MODEL)).figure.savefig(tmp_path / "x.svg")
    assert "북한" in (tmp_path / "x.svg").read_text(encoding="utf-8")


def test_on_axes_that_are_given_too(bare: None, tmp_path: Path) -> None:
    from matplotlib.figure import Figure

    figure = Figure()
    dt.plot(reads(MODEL), ax=figure.add_subplot())
    with pytest.warns(fonts.MissingFontWarning) as caught:
        figure.savefig(tmp_path / "x.png", bbox_inches="tight")
    assert len(caught) == 1


def test_the_command_line_says_it_in_one_line(bare: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "korea.yaml"
    place.write_text(MODEL, encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        assert main(["plot", str(place), "-o", str(tmp_path / "x.png")]) == 0
        assert main(["report", str(place), "-o", str(tmp_path / "x.html")]) == 0
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 1
    assert told[0].startswith("no installed font has the letters ")
