import io
import re
import sys
import time

import pytest

import deterrence as dt
from deterrence.algebra.formulas.greek import greek
from deterrence.cli import terminal
from deterrence.cli.entry import main
from deterrence.cli.given import settings_of


class Screen(io.StringIO):
    """Something that says it is a terminal."""

    def isatty(self):
        return True


def test_colours_only_at_a_terminal_that_wants_them(monkeypatch):
    monkeypatch.setattr(sys, "stdout", Screen())
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert str(terminal.Paint("proved", "green")) == "\033[32mproved\033[0m"
    monkeypatch.setenv("NO_COLOR", "1")
    assert str(terminal.Paint("proved", "green")) == "proved"
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert str(terminal.Paint("proved", "green")) == "proved"


def test_painted_text_is_cleaned_too(monkeypatch):
    monkeypatch.setattr(sys, "stdout", Screen())
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\033[2J" not in str(terminal.Paint("a\033[2Jb", "bold"))


def test_progress_appears_after_a_while_and_goes_away(monkeypatch):
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(terminal, "_SLOW", 0.02)
    monkeypatch.setattr(terminal, "_EVERY", 0.01)
    with terminal.progress("solving nll-probe") as shown:
        time.sleep(0.3)
        shown.step("checking nll-probe")
        time.sleep(0.3)
    written = screen.getvalue()
    assert "solving nll-probe" in written
    assert "checking nll-probe" in written
    assert written.endswith("\r")
    assert written.rsplit("\r", 2)[1].strip() == ""


def test_progress_is_silent_for_what_is_quick(monkeypatch):
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    with terminal.progress("solving"):
        pass
    assert screen.getvalue() == ""


def test_progress_is_silent_where_nobody_looks(monkeypatch):
    shown = io.StringIO()
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setattr(terminal, "_SLOW", 0)
    with terminal.progress("solving"):
        time.sleep(0.05)
    assert shown.getvalue() == ""


def at_terminal(monkeypatch, columns, encoding="utf-8"):
    screen = Screen()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setattr(type(screen), "encoding", encoding, raising=False)
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return screen


def plain(text):
    return re.sub("\033\\[\\d+m", "", text)


@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize(
    "words",
    [
        ["show", "red-line"],
        ["solve", "beer-quiche"],
        pytest.param(["thresholds", "red-line", "c"], marks=pytest.mark.slow),
        ["statics", "nll-probe", "c"],
        ["solve", "nll-probe", "--set", "c=0.3"],
    ],
    ids=" ".join,
)
def test_results_fit_the_terminal_and_lose_nothing(monkeypatch, words, columns):
    """No line is wider, words are not broken, and the words are those of the text in a pipe."""
    screen = at_terminal(monkeypatch, columns)
    assert main(words) == 0
    shown = plain(screen.getvalue())
    assert max(map(len, shown.splitlines())) <= columns
    piped = io.StringIO()
    monkeypatch.setattr(sys, "stdout", piped)
    assert main(words) == 0
    assert greek(shown).split() == greek(piped.getvalue()).split()


def test_what_follows_stands_below_its_column(monkeypatch):
    screen = at_terminal(monkeypatch, 40)
    terminal.present("   exists where  " + " and ".join(["c >= 1/2"] * 5))
    first, *others = screen.getvalue().splitlines()
    assert first.startswith("   exists where  c >= 1/2")
    assert others
    assert all(line.startswith(" " * 17) and line[17] != " " for line in others)


def test_columns_stay_where_they_are_when_letters_are_greek(monkeypatch):
    screen = at_terminal(monkeypatch, 80)
    terminal.present("delta  range   base\nsigma  [0, 1]  tau*beta\nother  [0, 1]  deltas")
    assert screen.getvalue().splitlines() == ["δ      range   base", "σ      [0, 1]  τ*β", "other  [0, 1]  deltas"]


def test_no_greek_where_the_encoding_has_none(monkeypatch):
    screen = at_terminal(monkeypatch, 80, "ascii")
    terminal.present("delta")
    assert screen.getvalue() == "delta\n"


def test_players_have_colours_of_their_own(monkeypatch):
    screen = at_terminal(monkeypatch, 80)
    terminal.present("ROK Respond; DPRK Refrain (DPRKs)", ("DPRK", "ROK"))
    assert screen.getvalue() == "\033[33mROK\033[0m Respond; \033[34mDPRK\033[0m Refrain (DPRKs)\n"


def test_a_greek_letter_is_taken_where_a_name_is_set():
    assert settings_of(["δ=1/2", "δ_2=1"]) == {"delta": "1/2", "delta_2": "1"}


def test_names_that_are_too_long_for_a_table_are_told_whole_below_it():
    """Rows that differ in what DPRK does only, at the end of a long name, can be told apart."""
    found = dt.thresholds(dt.load("red-line"), "c")
    text = str(found)
    assert "..." not in text
    names = {eq.name for cell in found.cells for eq in cell.equilibria}
    assert all(f"  {name}" in text for name in names)
