"""A gallery of models: a page each, and one that shows all, to be searched by words, mechanism and source.

The site is plain files that work from a disk and ask the network for nothing. What a claim makes precise is told by the
passage of its source, with the models that do so.
"""

from __future__ import annotations

import os
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from deterrence.formats.atomic_write import write_text
from deterrence.formats.folders import make_folder
from deterrence.formats.library import load, models
from deterrence.games.model import Model
from deterrence.report.game import thumbnail
from deterrence.report.html import Html, element, items, joined, policy, script, style
from deterrence.report.page import page

_HERE: Final = Path(__file__).parent
INDEX: Final = "index.html"
OTHERS: Final = "Others"  # what stands under no mechanism
Progress = Callable[[str], None]


def site(
    folder: str | os.PathLike[str],
    names: Sequence[str] | None = None,
    *,
    pages: Sequence[str] | None = None,
    time_limit: float | None = None,
    progress: Progress | None = None,
) -> Path:
    """Write a gallery of models into a folder, which is made where it is missing.

    Parameters
    ----------
    folder
        Where to.
    names
        The models, as `load` takes them; by default the whole library.
    pages
        Those of them that get a page of their own; by default all.
    time_limit
        Seconds for each page, as `page` takes it.
    progress
        Called before each model with what is being done.

    Returns
    -------
    Path
        The page that shows all.

    Raises
    ------
    FileNotFoundError
        For a model that is not there.
    ValueError
        For two models that would be written to one file.
    OSError
        When the folder cannot be written.
    """
    wanted = models().names if names is None else tuple(dict.fromkeys(names))
    games = {name: load(name) for name in wanted}
    paged = set(wanted if pages is None else pages)
    entries = [_Entry(name, game, name in paged) for name, game in games.items()]
    files = [entry.file for entry in entries]
    if twice := [file for file in files if files.count(file) > 1 or file == INDEX]:
        raise ValueError(f"two pages would be called {twice[0]}: give one of the models another name")
    home = make_folder(folder)
    for number, entry in enumerate(entries, start=1):
        if entry.has_page:
            if progress is not None:
                progress(f"{number} of {len(entries)}: {entry.name}")
            page(entry.game, home / entry.file, time_limit=time_limit)
    write_text(home / INDEX, str(_index(entries)))
    return home / INDEX


def mechanisms() -> Mapping[str, Sequence[str]]:
    """What the models of the library are about: each heading with the names of models.

    Examples
    --------
    >>> "chicken" in mechanisms()["Games of the classroom"]
    True
    """
    return tomllib.loads((_HERE / "mechanisms.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class _Entry:
    """A model of the gallery."""

    name: str
    game: Model
    has_page: bool

    @property
    def file(self) -> str:
        """The file of its page."""
        return f"{Path(self.name).stem}.html"

    @property
    def title(self) -> str:
        """What it is called."""
        return self.game.title or self.game.name or self.name

    @cached_property
    def about(self) -> list[str]:
        """The mechanisms that it is about."""
        return [heading for heading, names in mechanisms().items() if self.name in names] or [OTHERS]

    @cached_property
    def sources(self) -> list[str]:
        """What its claims rest on, as it is told."""
        used = dict.fromkeys(claim.source for claim in self.game.claims if claim.source in self.game.sources)
        return [_short(self.game.sources[key]) for key in used]

    def assertions(self) -> Iterator[tuple[str, str]]:
        """The passages of sources that its claims make precise, each with its source."""
        for claim in self.game.claims:
            if claim.passage and claim.source in self.game.sources:
                yield _short(self.game.sources[claim.source]), claim.passage

    def linked(self, words: str, where: str = "") -> str:
        """Words that lead to its page, where it has one."""
        return element("a", words, href=f"{self.file}{where}") if self.has_page else words

    def card(self) -> Html:
        """Its place in the gallery."""
        *_, kind = self.game.heading
        picture: list[Html] | list[str] = thumbnail(self.game) or [kind]
        parts = [
            element("div", *picture, class_="thumbnail", aria_hidden="true"),
            element("h2", self.linked(self.title)),
            element("p", _first_sentence(self.game.summary)),
            element("p", kind, element("br"), element("code", f"deterrence report {self.name}"), class_="note"),
        ]
        words = " ".join([self.name, self.game.summary, *self.about, *self.game.players])
        return element(
            "li", *parts, data_words=words, data_about="|".join(self.about), data_sources="|".join(self.sources)
        )


def _short(source: str) -> str:
    """A source as a choice tells it: up to its first colon or the end of its sentence."""
    return source.partition(":")[0].partition(";")[0].replace("|", "/").strip()


def _first_sentence(text: str) -> str:
    return text.split(". ", maxsplit=1)[0].rstrip(".") + "." if text else ""


def _index(entries: Sequence[_Entry]) -> Html:
    """The page that shows all."""
    program = (_HERE / "gallery.js").read_text(encoding="utf-8")
    head = [
        element("meta", charset="utf-8"),
        policy(program),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", "Models of deterrence"),
        style("".join((_HERE / name).read_text(encoding="utf-8") for name in ("page.css", "gallery.css"))),
    ]
    said = "Each model is solved with its letters in it. Its page says who does what, and follows its sliders."
    shown = element("ul", *map(_Entry.card, entries), class_="gallery")
    body = [
        element("header", element("h1", "Models of deterrence"), element("p", said)),
        element("main", _tools(entries), shown, *_asserted(entries)),
        script(program),
    ]
    return Html(f"<!DOCTYPE html>\n{element('html', element('head', *head), element('body', *body), lang='en')}\n")


def _tools(entries: Sequence[_Entry]) -> Html:
    """What narrows the gallery down; it needs the script, which shows it."""
    about = [heading for heading in (*mechanisms(), OTHERS) if any(heading in entry.about for entry in entries)]
    sources = sorted({source for entry in entries for source in entry.sources})
    parts = [
        element("label", "Search", element("input", type="search", id="search")),
        element("label", "Mechanism", _choice("about", about)),
        element("label", "Claims after", _choice("source", sources)),
        element("p", role="status", id="count"),
    ]
    return element("div", *parts, class_="tools", hidden="")


def _choice(name: str, values: Sequence[str]) -> Html:
    options = [element("option", "all", value=""), *(element("option", value, value=value) for value in values)]
    return element("select", *options, id=name)


def _asserted(entries: Sequence[_Entry]) -> Iterator[Html]:
    """What sources assert, with the models whose claims make it precise."""
    found: dict[str, dict[str, dict[str, _Entry]]] = defaultdict(lambda: defaultdict(dict))
    for entry in entries:
        for source, passage in entry.assertions():
            found[source][passage][entry.name] = entry
    if not found:
        return
    yield element("h2", "By what sources assert", id="assertions")
    for source, passages in found.items():
        told = (
            joined([f"{passage} ", *_separated([e.linked(e.title, "#claims") for e in those.values()])])
            for passage, those in passages.items()
        )
        yield element("details", element("summary", source), items(told))


def _separated(parts: Sequence[str]) -> Iterator[str]:
    for place, part in enumerate(parts):
        yield from ([", "] if place else [])
        yield part
