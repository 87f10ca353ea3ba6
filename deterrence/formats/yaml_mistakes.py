"""What a person most likely meant where a file is not YAML: common slips, told apart by what the reader of YAML says.

The reader reports where it could not go on, which is often far behind the slip: a bracket that is not closed is noticed
in the next line, a quotation mark at the end of the file. So each explanation has a place of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import ScalarEvent

QUOTES: Final = ("'", '"')
CLOSING: Final = {"{": "}", "[": "]"}


@dataclass(frozen=True)
class Stop:
    """Where the reader of YAML stopped: what it says, the file, and the last text that it could read."""

    error: MarkedYAMLError
    text: str
    last: ScalarEvent | None

    @property
    def said(self) -> str:
        """The reader's own words."""
        return ", ".join(str(part).strip() for part in (self.error.context, self.error.problem) if part)

    @property
    def mark(self) -> Any:
        """Where it stopped."""
        return self.error.problem_mark or self.error.context_mark

    @property
    def opened(self) -> Any:
        """Where the part began that it was reading."""
        return self.error.context_mark or self.mark

    @property
    def between(self) -> str:
        """What stands between the last text and where it stopped."""
        return "" if self.last is None else self.text[self.last.end_mark.index : self.mark.index]

    @property
    def line(self) -> str:
        """The line of the file in which it stopped, up to there."""
        return self.text[: self.mark.index].rpartition("\n")[2]


# A place (line and column, from 0) and what to say there; None where the slip is another one.
Explanation = tuple[int, int, str]
Slip = Callable[[Stop], Explanation | None]


def explanation(error: MarkedYAMLError, text: str, last: ScalarEvent | None) -> Explanation | None:
    """The place of a slip and what to do about it; None where no slip is recognised."""
    stop = Stop(error, text, last)
    return next((found for slip in SLIPS if (found := slip(stop)) is not None), None) if stop.mark else None


def _at(mark: Any, message: str) -> Explanation:
    return mark.line, mark.column, message


def _shown(mark: Any) -> str:
    return f"line {mark.line + 1}, column {mark.column + 1}"


def _unclosed_quote(stop: Stop) -> Explanation | None:
    if "quoted scalar" not in stop.said or "end of stream" not in stop.said:
        return None
    return _at(stop.opened, f"this quotation mark ({stop.text[stop.opened.index]}) is never closed.")


def _closed_too_early(stop: Stop) -> Explanation | None:
    """A quotation mark or apostrophe inside a quoted text ends it."""
    last = stop.last
    if last is None or last.style not in QUOTES or stop.between.strip(" "):
        return None
    start, end = last.start_mark, last.end_mark
    if start.line != end.line:
        where = f"line {end.line + 1}, column {end.column}"
        return _at(start, f"this quotation mark ({last.style}) is closed only in {where}; is one missing before that?")
    if "<scalar>" not in stop.said:
        return None
    other = QUOTES[1 - QUOTES.index(last.style)]
    twice = "write it twice ('')" if last.style == "'" else 'write \\" for it'
    said = f"the text that begins with {last.style} in column {start.column + 1} ends at the next {last.style}"
    return _at(stop.mark, f"{said}, and more follows: inside the text {twice}, or quote the whole text with {other}.")


def _comment(stop: Stop) -> Explanation | None:
    found = re.search(r"(?:^|\s)#", stop.between)
    if "flow" not in stop.said or found is None or stop.last is None:
        return None
    at = stop.last.end_mark.index + found.end() - 1
    line, column = stop.text.count("\n", 0, at), at - (stop.text.rfind("\n", 0, at) + 1)
    return line, column, "'#' begins a comment, so the rest of this line is not read: quote a text with ' #' in it."


def _unclosed_bracket(stop: Stop) -> Explanation | None:
    if "while parsing a flow" not in stop.said or stop.opened is stop.mark:
        return None
    sign = stop.text[stop.opened.index]
    close = CLOSING.get(sign, "")
    found = stop.text[stop.mark.index : stop.mark.index + 1]
    if found in CLOSING.values() or not found:
        before = f" before the '{found}' in {_shown(stop.mark)}" if found else ""
        return _at(stop.opened, f"this '{sign}' is not closed{before}: '{close}' is missing.")
    if stop.mark.line != stop.opened.line:
        line = stop.last.start_mark.line + 1 if stop.last is not None else stop.opened.line + 1
        return _at(stop.opened, f"this '{sign}' is not closed: '{close}' is missing, likely at the end of line {line}.")
    return None


def _latex(stop: Stop) -> Explanation | None:
    r"""`\frac{1}{2}` and `x^{2}` in a list: the bracket begins a mapping."""
    found = re.search(r"(\\[A-Za-z]+|[\^_])(?:\{[^{}]*\}|\s)*$", stop.line)
    if found is None or "while parsing a flow" not in stop.said:
        return None
    said = f"'{found[1]}{{' is LaTeX; formulas are written plainly: 1/2, sqrt(x), a*b, x**2, c_R"
    return stop.mark.line, found.start(), f"{said}."


def _colon_in_brackets(stop: Stop) -> Explanation | None:
    if "while parsing a flow" not in stop.said or not stop.said.endswith("':'"):
        return None
    value = "" if stop.last is None else str(stop.last.value)
    if ";" in value:
        return _at(stop.mark, "the entries inside { } are separated by commas, not by ';'.")
    said = "': ' inside { } begins a value: quote a text with ': ' in it"
    return _at(stop.mark, f'{said}, "{value}: ..."; a mapping has {{ }} of its own.')


def _no_space_after_colon(stop: Stop) -> Explanation | None:
    """`q:{...}` and `player:Target`: a colon without a space is part of the text."""
    if "mapping values are not allowed" not in stop.said:
        return None
    last = stop.last
    if last is not None and last.start_mark.line != stop.mark.line:
        line, start = stop.text.split("\n")[last.start_mark.line], last.start_mark
        found = re.match(r"([^\s:]+):(\S.*)", line[start.column :])
        if found:
            fix = f"a colon is followed by a space: '{found[1]}: {found[2].strip()[:40]}'."
            return start.line, start.column + len(found[1]), fix
    glued = re.search(r"([A-Za-z_]\w*):[{\[]", stop.line)
    if glued is None:
        return None
    at = glued.end() - 1
    return stop.mark.line, at - 1, f"a colon is followed by a space: '{glued[1]}: {stop.line[at]}'."


def _sign_of_yaml(stop: Stop) -> Explanation | None:
    """A text that begins with a sign which means something to YAML."""
    sign = stop.text[stop.opened.index : stop.opened.index + 1]
    if "scanning an anchor" in stop.said:
        return _at(stop.opened, "'&' has another meaning in YAML: join conditions by the word and ('a > 0 and b > 0').")
    if "scanning an alias" in stop.said:
        return _at(
            stop.opened, "a text may not begin with '*', which means something else in YAML: is a factor missing?"
        )
    if "scanning a block scalar" in stop.said:
        rest = stop.text[stop.opened.index :].split("\n", 1)[0]
        if re.match(r"\s*(-\s|-\s+!\S*\s)\s*$", stop.line[: stop.opened.column] + " "):
            example = "such as 'r > 0'; negation is the word not" if "!" in stop.line else "such as 'r > 0'"
            return _at(stop.opened, f"a condition has a formula on both sides of '{sign}', {example}.")
        return _at(stop.opened, f"the text begins in the line after '{rest.split()[0]}', further to the right.")
    if "cannot start any token" in stop.said and not stop.text[stop.mark.index].isspace():
        found = stop.text[stop.mark.index]
        return _at(stop.mark, f"a text may not begin with {found!r}: quote it.")
    if "unknown escape character" in stop.said:
        return _at(stop.mark, 'a backslash in " " begins an escape: write \\\\ for one, or quote the text with \'.')
    return None


def _no_key(stop: Stop) -> Explanation | None:
    """A line that is neither `key: value` nor an item of a list."""
    if "could not find expected ':'" not in stop.said:
        return None
    line = stop.text.split("\n")[stop.opened.line][stop.opened.column :].strip()
    if re.match(r"-\S", line):
        return _at(stop.opened, f"an item of a list begins with '- ', a minus and a space: '- {line[1:41]}'.")
    if re.fullmatch(r"\w+", line):
        return _at(stop.opened, f"a colon is missing: '{line}:'.")
    return _at(stop.opened, "a line reads 'key: value', or is an item of a list and begins with '- '.")


def _closes_nothing(stop: Stop) -> Explanation | None:
    found = stop.text[stop.mark.index : stop.mark.index + 1]
    if "expected <block end>" not in stop.said or found not in CLOSING.values():
        return None
    return _at(stop.mark, f"this '{found}' closes nothing: it is one too many.")


SLIPS: Final[tuple[Slip, ...]] = (
    _unclosed_quote,
    _closed_too_early,
    _comment,
    _latex,
    _unclosed_bracket,
    _colon_in_brackets,
    _no_space_after_colon,
    _sign_of_yaml,
    _no_key,
    _closes_nothing,
)
