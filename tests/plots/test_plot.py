import io
import re
import subprocess
import sys

import pytest
from matplotlib.figure import Figure

import deterrence as dt
from deterrence.plots.paint import save

from .games import probe


def saved(axes, kind):
    held = io.BytesIO()
    axes.figure.savefig(held, format=kind)
    return held.getvalue()


@pytest.mark.parametrize("kind", ["svg", "pdf"])
def test_the_same_picture_is_the_same_bytes(kind):
    assert saved(dt.plot(probe(), at={}), kind) == saved(dt.plot(probe(), at={}), kind)


def test_text_is_text_in_svg():
    text = saved(dt.plot(probe()), "svg").decode()
    assert ">Unbacked (1 − c)</text>" in text
    assert "dc:date" not in text


def test_text_is_text_in_pdf():
    content = saved(dt.plot(probe()), "pdf")
    assert b"/Type3" not in content
    assert b"CIDFontType2" in content or b"/TrueType" in content
    assert b"CreationDate" not in content


def test_a_file_holds_what_is_said_below_the_picture():
    axes = dt.plot(probe(), at={})
    said = axes.caption.split(".")[0].encode()
    assert b"<dc:description>" + said in saved(axes, "svg")
    assert b"Description\x00" + said in saved(axes, "png")
    assert b"/Subject (" in saved(axes, "pdf")


def test_settings_of_the_moment_do_not_matter():
    import matplotlib

    with matplotlib.rc_context({"svg.fonttype": "path", "pdf.fonttype": 3}):
        assert b">Refrain</text>" in saved(dt.plot(probe()), "svg")


def test_save_goes_by_the_ending(tmp_path):
    for ending, start in ((".svg", b"<?xml"), (".pdf", b"%PDF"), (".png", b"\x89PNG")):
        path = tmp_path / f"tree{ending}"
        save(dt.plot(probe()), path)
        assert path.read_bytes().startswith(start)


def test_words_are_not_read_as_mathematics():
    game = dt.Matrix(["A"], {"A": ["$x^2$", "y_1"]}, {"$x^2$": [1], "y_1": [0]})
    assert b"$x^2$" in saved(dt.plot(game), "svg")


def test_a_figure_is_as_large_as_its_drawing():
    figure = dt.plot(probe()).figure
    assert isinstance(figure, Figure)
    wide, high = figure.get_size_inches()
    assert 3 < wide < 12
    assert 1 < high < 6


def test_what_has_no_picture_is_said():
    with pytest.raises(TypeError, match="there is no picture of a str"):
        dt.plot("nll-probe")


def test_pyplot_is_left_alone():
    script = (
        "import sys, deterrence as dt\n"
        "ax = dt.plot(dt.Tree(['A'], dt.Decision('A', {'x': [1], 'y': [0]})))\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=120)


def test_where_pyplot_shows_figures_it_is_told_of_them(monkeypatch):
    import matplotlib.pyplot as plt

    dt.plot(probe())
    assert plt.get_fignums() == []
    monkeypatch.setattr(plt, "get_backend", lambda: "QtAgg")
    axes = dt.plot(probe())
    assert plt.gcf() is axes.figure
    plt.close(axes.figure)


def test_every_id_in_an_svg_comes_from_its_content():
    ids = re.findall(rb'id="([^"]+)"', saved(dt.plot(probe()), "svg"))
    assert ids == re.findall(rb'id="([^"]+)"', saved(dt.plot(probe()), "svg"))
