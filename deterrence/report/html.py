"""HTML written so that text cannot become markup: whatever is not made here is escaped.

A model file is hostile. Its title may hold `<script>`, and ends up as those eight letters on the page.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from hashlib import sha256
from html import escape
from typing import Final

_EMPTY: Final = ("meta", "input", "br")
_SUBSCRIPT: Final = re.compile(r"(?<![\w.])([^\W\d_]+\d*)_([^\W_]+(?:_[^\W_]+)*)(?!\w)")


class Html(str):
    """Text that is markup already. Only the functions of this module make it."""

    __slots__ = ()


def element(name: str, /, *parts: str, **attributes: str) -> Html:
    """An element with what is in it; a trailing underscore of an attribute's name is dropped, others become hyphens.

    Examples
    --------
    >>> element("p", "a < b", class_="note")
    '<p class="note">a &lt; b</p>'
    """
    said = "".join(f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"' for key, value in attributes.items())
    if name in _EMPTY:
        return Html(f"<{name}{said}>")
    return Html(f"<{name}{said}>{joined(parts)}</{name}>")


def joined(parts: Iterable[str]) -> Html:
    """Parts one after another, text among them escaped."""
    return Html("".join(part if isinstance(part, Html) else escape(part) for part in parts))


def words(text: str) -> Html:
    """Text in which a name such as `c_R` has its subscript.

    Examples
    --------
    >>> words("while c < c_R")
    'while c &lt; c<sub>R</sub>'
    """
    return Html(_SUBSCRIPT.sub(lambda m: f"{m[1]}<sub>{m[2].replace('_', ',')}</sub>", escape(text)))


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Html:
    """A table; wide ones scroll by themselves.

    Examples
    --------
    >>> "<tr><td>&lt;b&gt;</td></tr>" in table(["x"], [["<b>"]])
    True
    """
    head = element("thead", element("tr", *(element("th", cell) for cell in heads)))
    body = element("tbody", *(element("tr", *(element("td", cell) for cell in row)) for row in rows))
    return element("div", element("table", head, body), class_="wide")


def items(texts: Iterable[str]) -> Html:
    """A list."""
    return element("ul", *(element("li", text) for text in texts))


def section(title: str, *parts: str) -> Html:
    """A part of the page under a heading."""
    return element("section", element("h2", title), *parts)


def style(text: str) -> Html:
    """A style sheet of this package."""
    return Html(f"<style>\n{text}</style>")


def folded(summary: str, *parts: str, id_: str) -> Html:
    """A part of the page that opens when asked."""
    return element("details", element("summary", element("h2", summary)), *parts, id=id_)


def policy(*scripts: str) -> Html:
    """What the page may load: its own style, the scripts given, and nothing else, so nothing from anywhere."""
    digests = (b64encode(sha256(f"\n{text}".encode()).digest()).decode() for text in scripts)
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests) or "'none'"
    rules = f"default-src 'none'; style-src 'unsafe-inline'; script-src {allowed}; base-uri 'none'; form-action 'none'"
    return element("meta", http_equiv="Content-Security-Policy", content=rules)


def script(text: str) -> Html:
    """A script of this package, or formulas printed as one: numbers, brackets and operators.

    Raises
    ------
    ValueError
        When the text could end the element that holds it.
    """
    if "</" in text or "<!--" in text:
        raise ValueError("a script may not hold '</' or '<!--'")
    return Html(f"<script>\n{text}</script>")


def data(name: str, json_text: str) -> Html:
    """JSON for a script to read, in which nothing can end the element."""
    safe = json_text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Html(f'<script type="application/json" id="{escape(name)}">{safe}</script>')


def drawing(svg: str) -> Html:
    """A picture that matplotlib wrote as SVG, without what stands before its root element."""
    return Html(f'<figure class="wide">{svg[svg.index("<svg") :].strip()}</figure>')
