"""Everything about a model on one page that works offline: what `deterrence report` writes.

Its first screen answers: who does what along the commitment, and at the values that the reader sets. Below, folded,
stands what that rests on. The page holds its pictures and its script, and asks the network for nothing. What cannot be
had for a model is left out, and the page says why.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from deterrence.algebra.formulas.language import FormulaError
from deterrence.algebra.time_limit.deadline import Deadline, limit_time
from deterrence.equilibria.equilibria import Equilibria
from deterrence.formats.atomic_write import write_text
from deterrence.games.model import Model
from deterrence.report import sections
from deterrence.report.answer import answer, claims_said, setting
from deterrence.report.game import GamePicture, matplotlib_svg, still_picture
from deterrence.report.html import Html, data, element, folded, items, policy, script, style, words
from deterrence.report.live import Live, live
from deterrence.sensitivity.asking.fixed_letters import chosen_letter
from deterrence.sensitivity.asking.problem import Asked, Problem
from deterrence.sensitivity.claims.check import Checks, check
from deterrence.sensitivity.line.thresholds import Thresholds, thresholds

# At most so many parts share the time that is left, so that none takes all of it.
PARTS: Final = 4
STATICS_SECONDS: Final = 5.0
FRAME: Final = 800  # pixels: the height of the frame in a notebook
_HERE: Final = Path(__file__).parent
# In the order in which they use one another.
_SCRIPTS: Final = ("values", "state", "elements", "controls", "now", "strip", "map", "game", "predict", "page")

Progress = Callable[[str], None]


def page(
    game: Asked,
    path: str | os.PathLike[str] | None = None,
    *,
    over: str | None = None,
    against: str | None = None,
    time_limit: float | None = None,
    progress: Progress | None = None,
) -> PageText:
    """Everything about a model on one self-contained page: HTML, with pictures, that works offline.

    In a notebook the page shows itself, in a frame that needs no extension and asks the network for nothing.

    Parameters
    ----------
    game
        The model, or equilibria that `solve` found for it: everything on the page is then about these.
    path
        Where to write the page; without it nothing is written.
    over
        The letter along which thresholds and what each player does are shown; by default the commitment, else the
        first.
    against
        The second letter of the map; by default the first other one in a threshold's formula.
    time_limit
        Seconds for the page, of which each part gets an equal share; what was not found by then is said to be missing.
        By default each part takes as long as its question may.
    progress
        Called before each part with what is being done.

    Returns
    -------
    PageText
        The page: a `str` of HTML.

    Raises
    ------
    ValueError
        For an unknown letter.
    OSError
        When the page cannot be written. A file that was there before is unchanged.

    Examples
    --------
    >>> import deterrence as dt
    >>> game = dt.Matrix(["A"], {"A": ["Go", "Stay"]}, {"Go": ["x"], "Stay": [0]},
    ...     parameters=[dt.Parameter("x", "what going is worth", -1, 1, base=0.5)], title="One decides")
    >>> "<h1>One decides</h1>" in dt.page(game)
    True
    """
    with limit_time(time_limit) as deadline:
        text = str(_Page(Problem.of(game), over, against, deadline, progress).html())
    if path is not None:
        write_text(path, text)
    return PageText(text)


def explore(
    game: Asked,
    *,
    over: str | None = None,
    against: str | None = None,
    time_limit: float | None = 60.0,
) -> PageText:
    """The page of a game in a notebook, to explore: sliders, the map, the equilibria and the proofs.

    The last line of a cell shows it, in a frame with the page inside, in Jupyter, marimo, VS Code and Colab alike.

    Parameters
    ----------
    game
        The model, or equilibria that `solve` found for it.
    over, against
        The letters of the line and, with it, of the map; by default as `page` chooses them.
    time_limit
        Seconds for the page; what was not found by then is said to be missing.

    Returns
    -------
    PageText
        What a notebook shows in a frame.

    Raises
    ------
    ValueError
        For an unknown letter.

    Examples
    --------
    >>> import deterrence as dt
    >>> shown = dt.explore(dt.load("nll-probe"))
    >>> shown._repr_html_().startswith("<iframe")
    True
    """
    return page(game, over=over, against=against, time_limit=time_limit)


class PageText(str):
    """A page, which a notebook shows in a frame."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return element(
            "iframe",
            srcdoc=str(self),
            sandbox="allow-scripts",
            width="100%",
            height=str(FRAME),
            style="border:1px solid #ccc",
            title="The page of a game, with sliders",
        )


@dataclass(frozen=True)
class _Page:
    """The parts of the page, in order."""

    problem: Problem
    asked: str | None
    against: str | None
    deadline: Deadline
    progress: Progress | None

    @property
    def game(self) -> Model:
        """The model."""
        return self.problem.game

    @cached_property
    def over(self) -> str | None:
        """The letter that moves."""
        for letter in (self.asked, self.against):
            if letter is not None:
                chosen_letter(self.game, letter)
        return self.asked or self.game.commitment or next(iter(self.game.letters), None)

    @cached_property
    def found(self) -> Equilibria:
        """The families."""
        return self.problem.families

    @cached_property
    def line(self) -> Thresholds:
        """The thresholds."""
        return thresholds(self.problem, self.over)

    @cached_property
    def checks(self) -> Checks:
        """The claims, held against the model."""
        return check(self.problem, at={})

    def html(self) -> Html:
        """The whole page."""
        name = self.game.title or self.game.name or "A game"
        *_, kind = self.game.heading
        said = self._part("the answer", self._answer)
        moved, program = self._moving_part()
        first = element("header", element("h1", name), *said, *self._about(kind), id="answer")
        parts = [first, element("main", *moved, *self._below()), element("footer", self._stamp())]
        setting_of = [
            element("meta", charset="utf-8"),
            policy(*([program] if program else [])),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("title", name),
            style((_HERE / "page.css").read_text(encoding="utf-8")),
        ]
        body = element("body", *parts, *([script(program)] if program else []))
        return Html(f"<!DOCTYPE html>\n{element('html', element('head', *setting_of), body, lang='en')}\n")

    def _part(self, doing: str, make: Callable[[], Iterable[str]]) -> list[str]:
        """What a part consists of, or the reason why there is none."""
        if self.progress is not None:
            self.progress(doing)
        try:
            with limit_time(self.deadline.left and self.deadline.left / PARTS):
                return list(make())
        except (FormulaError, ValueError) as reason:
            return [element("p", f"Not for this model: {reason}.", class_="note")]

    # --- the first screen ---

    def _answer(self) -> Iterator[str]:
        if self.over is None:
            yield element("p", self._without_letters(), class_="said")
        else:
            told = answer(self.line, self.found.components).splitlines()
            yield from (element("p", words(_unbroken(text)), class_="said") for text in told)
            note = " ".join(filter(None, [setting(self.line.fixed), self.line.promise.note]))
            yield element("p", words(note), class_="note")
        if self.game.claims:
            yield element(
                "p", claims_said(self.checks), " ", element("a", "See them", href="#claims"), ".", class_="note"
            )

    def _about(self, kind: str) -> Iterator[Html]:
        """What kind of game it is, and what it is about."""
        if self.game.summary:
            yield element("details", element("summary", f"About this {kind}"), element("p", self.game.summary))
        else:
            yield element("p", kind, class_="note")

    def _without_letters(self) -> str:
        """The equilibria of a game of numbers."""
        names = [eq.name for eq in self.found.families]
        if not names:
            return "No equilibrium was found."
        if len(names) == 1:
            return f"The equilibrium: {names[0]}."
        return f"{len(names)} equilibria: {' | '.join(dict.fromkeys(names))}."

    def _moving_part(self) -> tuple[list[str], str | None]:
        """Sliders and what they move, with the script; pictures that stand still where there are no formulas for it."""
        made: list[Live] = []

        def make() -> Iterator[str]:
            second = self.against or self._second()
            made.append(live(self.game, self.found, self.over, second))
            if self.over is not None:
                yield _controls()
            yield data("record", made[0].names)
            yield _screen(made[0].picture, self.found.away_from_ties.promise.note, self.over, second)

        parts = self._part("the formulas", make)
        if not made:
            return [*parts, *self._part("the pictures", self._still), *self._part("the map", self._map)], None
        texts = ((_HERE / "script" / f"{name}.js").read_text(encoding="utf-8") for name in _SCRIPTS)
        record = 'const RECORD = JSON.parse(document.getElementById("record").textContent);\n'
        beside = "" if self.over is None else "beside"
        return [element("div", *parts, id="live", class_=beside)], made[0].script + record + "".join(texts)

    def _second(self) -> str | None:
        """The letter that the map has beside the first."""
        others = [name for name in self.game.letters if name != self.over]
        if not others:
            return None
        try:
            formulas = [formula for formula in self.line.formulas if formula]
        except (FormulaError, ValueError):
            formulas = []
        used = {name for formula in formulas for part in formula.coefficients for name in part.letters}
        return next((name for name in others if name in used), others[0])

    def _still(self) -> Iterator[str]:
        """The game, and the strip where there is a letter, as pictures that do not move."""
        from deterrence.plots.plot import plot

        try:
            yield still_picture(self.game)
        except ValueError as reason:
            yield element("p", f"No picture: {reason}.", class_="note")
        if self.over is not None:
            yield matplotlib_svg(plot(self.line, title=""))

    def _map(self) -> Iterator[str]:
        from deterrence.plots.plot import plot
        from deterrence.sensitivity.regions import regions

        second = self.against or self._second()
        if self.over is None or second is None:
            return
        found = regions(self.problem, self.over, second)
        if found.fixed:
            yield element("p", words(setting(found.fixed)), class_="note")
        yield matplotlib_svg(plot(found, title=""))
        yield items(sections.formula(str(curve)) for curve in found.curves)

    # --- below ---

    def _below(self) -> Iterator[Html]:
        """What is folded."""
        game, moving = self.game, self.over is not None
        wanted: list[tuple[bool, str, str, Callable[[], Iterable[str]]]] = [
            (True, "Parameters and assumptions", "given", lambda: sections.given(game)),
            (True, "Equilibria", "equilibria", lambda: sections.families(self.found)),
            (moving, f"Thresholds in {self.over}", "thresholds", lambda: sections.threshold_list(self.line)),
            (moving, "What moves what", "statics", self._statics),
            (bool(game.claims), "Claims", "claims", lambda: sections.claim_table(self.checks)),
            (bool(game.sources or game.notes), "Sources", "sources", lambda: sections.sources(game)),
            (True, "The model file", "model", lambda: sections.model_file(game)),
        ]
        for is_wanted, head, id_, make in wanted:
            if is_wanted:
                yield folded(head, *self._part(head, make), id_=id_)

    def _statics(self) -> Iterator[str]:
        from deterrence.sensitivity.line.statics import statics

        # The signs of long derivatives may take minutes; each part of the page is to be had in seconds.
        yield from sections.static_tables(statics(self.problem, at={}, time_limit=self._seconds))

    @property
    def _seconds(self) -> float:
        left = self.deadline.left
        return STATICS_SECONDS if left is None else min(left, STATICS_SECONDS)

    def _stamp(self) -> Html:
        return sections.stamp(self.problem, self.asked, self.against)


def _unbroken(text: str) -> str:
    """A sentence whose comparisons stay on one line."""
    return text.replace(" < ", "\u00a0<\u00a0").replace(" > ", "\u00a0>\u00a0")


def _controls() -> Html:
    """Where the sliders go, and the switch that hides what happens."""
    switch = element("input", type="checkbox", id="predict")
    predict = element("label", switch, " Predict first", class_="switch")
    head = element("div", element("h2", "Values"), predict, class_="head")
    return element("section", head, element("div", id="controls"), aria_label="Values", id="values")


def _screen(picture: GamePicture, promised: str, over: str | None, second: str | None) -> Html:
    """Where what happens goes, the game, the strip and the map."""
    status = element("p", id="status", role="status", tabindex="-1", aria_label="Equilibria at these values")
    computed = f"{promised} Computed here in floating-point numbers from the formulas below; at ties more may exist."
    note = element("p", computed, class_="note")
    guess = element("div", id="guess", hidden="")
    bars = (element("div", id=name) for name in ("done", "ends", "worth"))
    now = element(
        "div", element("fieldset", id="choice"), element("div", *bars, class_="columns"), note, class_="secret"
    )
    game, room = element("div", picture.html, id="game"), "broad" if picture.broad else ""
    parts = [
        element("section", element("h2", "What happens"), status, guess, now, aria_label="What happens", class_="now"),
        element("section", element("h2", "The game"), game, aria_label="The game", class_=room),
    ]
    if over is not None:
        along = element("h2", "Along one letter"), element("div", id="strip")
        parts.append(element("section", *along, aria_label="Along one letter", class_="strip secret"))
    if second is not None:
        head = element("h2", "Two letters")
        parts.append(element("section", head, id="map", class_="secret", aria_label="Map of two letters"))
    return element("div", *parts, id="screen")
