import io
import sys
import time

from deterrence.cli import terminal


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
