"""Everything about a model on one page that works offline: what `deterrence report` writes.

The page holds its pictures and its script, and asks the network for nothing. What cannot be had for a model is left
out, and the page says why.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from deterrence.algebra.formulas.language import FormulaError, text_of
from deterrence.algebra.time_limit.deadline import Deadline, limit_time
from deterrence.equilibria.equilibria import Equilibria, Equilibrium
from deterrence.equilibria.text import component_lines, facts, title
from deterrence.formats.atomic_write import write_text
from deterrence.games.model import Model
from deterrence.games.parts.show import assumption_texts, definition_text, parameter_rows, type_texts
from deterrence.plots.formulas import printed
from deterrence.report.html import Html, data, drawing, element, items, joined, script, section, style, table
from deterrence.report.javascript import families_js, names_json
from deterrence.sensitivity.asking.fixed_letters import chosen_letter, given_text
from deterrence.sensitivity.asking.problem import Asked, Problem
from deterrence.sensitivity.line.thresholds import Thresholds, thresholds

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# At most so many parts share the time that is left, so that none takes all of it.
PARTS: Final = 4
_HERE: Final = Path(__file__).parent


def page(
    game: Asked,
    path: str | os.PathLike[str] | None = None,
    *,
    over: str | None = None,
    against: str | None = None,
    time_limit: float | None = None,
) -> str:
    """Everything about a model on one self-contained page: HTML, with pictures, that works offline.

    Parameters
    ----------
    game
        The model, or equilibria that `solve` found for it: everything on the page is then about these.
    path
        Where to write the page; without it nothing is written.
    over
        The letter along which thresholds and best responses are shown; by default the commitment, else the first.
    against
        The second letter of the region map; by default the first other one in a threshold's formula.
    time_limit
        Seconds for the page, of which each part gets an equal share; what was not found by then is said to be missing.
        By default each part takes as long as its question may.

    Returns
    -------
    str
        The page.

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
        text = str(_Page(Problem.of(game), over, against, deadline).html())
    if path is not None:
        write_text(path, text)
    return text


@dataclass(frozen=True)
class _Page:
    """The parts of the page, in order."""

    problem: Problem
    asked: str | None
    against: str | None
    deadline: Deadline

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

    def html(self) -> Html:
        """The whole page."""
        name = self.game.title or self.game.name or "A game"
        moving = self.over is not None
        parts = [
            *self._head(name),
            self._part("Parameters and assumptions", self._given),
            self._part("The game", self._picture),
            self._part("Equilibria", self._families),
            *([self._part(f"Thresholds in {self.over}", self._thresholds)] if moving else []),
            *([self._part(f"What each player does as {self.over} rises", self._responses)] if moving else []),
            *([self._part("Regions", self._regions)] if len(self.game.letters) > 1 else []),
            *([self._part("Claims", self._claims)] if self.game.claims else []),
            *([self._part("Try values", self._sliders, id_="try")] if self.game.letters else []),
            element("footer", element("p", f"Made by deterrence {version('deterrence')}.", class_="note")),
        ]
        setting = [
            element("meta", charset="utf-8"),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("title", name),
            style((_HERE / "page.css").read_text(encoding="utf-8")),
        ]
        root = element("html", element("head", *setting), element("body", *parts), lang="en")
        return Html(f"<!DOCTYPE html>\n{root}\n")

    def _part(self, head: str, make: Callable[[], Iterator[str]], **attributes: str) -> Html:
        """A section, or the reason why there is none."""
        try:
            with limit_time(self.deadline.left and self.deadline.left / PARTS):
                inside = list(make())
        except (FormulaError, ValueError) as reason:
            inside = [element("p", f"Not for this model: {reason}.", class_="note")]
        made = section(head, *inside)
        return element("div", made, **attributes) if attributes else made

    def _head(self, name: str) -> Iterator[str]:
        yield element("h1", name)
        *_, kind = self.game.heading
        yield element("p", kind, class_="note")
        if self.game.summary:
            yield element("p", self.game.summary)
        if self.game.sources:
            cited = (joined([element("code", key), f": {text}"]) for key, text in self.game.sources.items())
            yield joined([element("h3", "Sources"), items(cited)])
        if self.game.notes:
            yield element("p", self.game.notes)

    def _given(self) -> Iterator[str]:
        if self.game.parameters:
            head, *rows = parameter_rows(self.game)
            known = self.game.parameters
            wide = [[element("code", row[0]), *row[1:], known[row[0]].unit, known[row[0]].source] for row in rows]
            yield table([*head, "unit", "source"], wide)
        facts_of = {
            "Assumptions": list(assumption_texts(self.game)),
            "Types": list(type_texts(self.game)),
            "Definitions": [f"{name} = {definition_text(value)}" for name, value in self.game.definitions.items()],
        }
        for head_of, lines in facts_of.items():
            if lines:
                yield element("h3", head_of)
                yield items(element("code", printed(line)) for line in lines)

    def _picture(self) -> Iterator[str]:
        from deterrence.plots.plot import plot

        if not self.game.over_time:
            yield _svg(plot(self.game, title=""))
        else:
            yield element("pre", "\n".join(self.game.body()))

    def _families(self) -> Iterator[str]:
        yield element("p", str(self.found.promise))
        told = False
        for number, eq in enumerate(self.found.families, start=1):
            if not told and not eq.exists.is_generic:
                yield element("h3", "Only where parameters tie")
                told = True
            yield _family(number, eq)
        lines = component_lines(self.found)
        if lines:
            yield element("h3", "Any mixture of these is an equilibrium as well")
            yield items(line.strip() for line in lines)

    def _thresholds(self) -> Iterator[str]:
        from deterrence.plots.plot import plot

        if self.line.fixed:
            yield element("p", f"With {given_text(self.line.fixed)}.", class_="note")
        if not self.line.points:
            yield element("p", f"No threshold: the same equilibria exist for every {self.over}.")
        yield items(
            joined([element("code", printed(f"{self.over} = {point}" + (f" = {formula}" if formula else "")))])
            for point, formula in zip(self.line.points, self.line.formulas, strict=True)
        )
        yield _svg(plot(self.line, title=""))
        rows = [(str(cell.interval), eq.name) for cell in self.line.cells for eq in cell.equilibria]
        yield table([str(self.over), "equilibrium"], rows)
        if self.line.promise.caveat:
            yield element("p", self.line.promise.caveat)

    def _responses(self) -> Iterator[str]:
        from deterrence.sensitivity.line.best_responses import best_responses

        movers = {place.player for cell in self.line.cells for eq in cell.equilibria for place in eq.layout.places}
        for player in self.game.players:
            if player in movers:
                found = best_responses(self.problem, player, self.over)
                rows = [(str(cell.interval), " or ".join(map(str, cell.choices))) for cell in found.cells]
                yield element("h3", player)
                yield table([str(self.over), "in equilibrium"], rows)

    def _regions(self) -> Iterator[str]:
        from deterrence.plots.plot import plot
        from deterrence.sensitivity.regions import regions

        assert self.over is not None
        found = regions(self.problem, self.over, self.against or self._second())
        if found.fixed:
            yield element("p", f"With {given_text(found.fixed)}.", class_="note")
        yield _svg(plot(found, title=""))
        yield items(element("code", printed(str(curve))) for curve in found.curves)

    def _second(self) -> str:
        """The letter that the region map has beside the first."""
        others = [name for name in self.game.letters if name != self.over]
        for formula in self.line.formulas:
            used = {name for part in formula.coefficients for name in part.letters} if formula else set()
            for name in others:
                if name in used:
                    return name
        return others[0]

    def _claims(self) -> Iterator[str]:
        from deterrence.sensitivity.claims.check import check

        rows = []
        for row in check(self.problem, at={}):
            claim = row.claim
            said: list[str] = [element("p", claim.says)]
            if claim.when is not None:
                said.append(element("p", f"{claim.holds}: ", element("code", printed(text_of(claim.when)))))
            if claim.passage or claim.source:
                source = f"[{claim.source}] {claim.passage}".strip()
                said.append(element("p", source, class_="note"))
            if row.counterexample is not None:
                said.append(element("p", "false at ", element("code", row.counterexample), f": {row.by}"))
            sense = row.sense if claim.sense.is_said else ""
            said += [element("p", text, class_="note") for text in (claim.note, row.note, sense) if text]
            words = f"held at {row.points} points" if row.points is not None else row.verdict
            rows.append([words, joined(said)])
        yield table(["verdict", "claim"], rows)

    def _sliders(self) -> Iterator[str]:
        formulas = families_js(self.game, self.found)
        yield element(
            "p",
            "The formulas above, evaluated in floating-point numbers at the values chosen. "
            "Families that exist only where parameters tie are left out.",
            class_="note",
        )
        yield element("div", id="controls")
        yield element("div", id="result", aria_live="polite")
        yield data("names", names_json(self.game, self.found))
        yield script(formulas + (_HERE / "page.js").read_text(encoding="utf-8"))


def _family(number: int, eq: Equilibrium) -> Html:
    # Only conditions are formulas throughout: elsewhere there are names, whose hyphens are no minus signs.
    rows = [[head, element("code", printed(text) if head == "exists where" else text)] for head, text in facts(eq)]
    return joined([element("h3", f"{number}. {title(eq)}"), table(["", ""], rows)])


def _svg(axes: Axes) -> Html:
    figure: Any = axes.figure
    written = io.StringIO()
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    figure.savefig(written, format="svg", metadata=nothing)
    return drawing(written.getvalue())
