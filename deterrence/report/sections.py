"""The parts of the page below its first screen, each folded: what was found, in full, and what it rests on."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Final

from deterrence.algebra.formulas.language import text_of
from deterrence.algebra.formulas.mathml import typeset
from deterrence.equilibria.equilibria import Equilibria, Equilibrium
from deterrence.equilibria.text import component_lines, facts, play_title, title, typeset_facts
from deterrence.formats.writing import write
from deterrence.games.model import Model
from deterrence.games.parts.show import assumption_texts, definition_text, parameter_rows, type_texts
from deterrence.plots.formulas import printed
from deterrence.report.answer import setting
from deterrence.report.html import Html, element, items, joined, table, words
from deterrence.report.live import point_of
from deterrence.sensitivity.asking.problem import Problem
from deterrence.sensitivity.claims.check import Checks, Row
from deterrence.sensitivity.line.statics import ZERO, Statics
from deterrence.sensitivity.line.thresholds import Thresholds

MOST_FAMILIES: Final = 60


def given(game: Model) -> Iterator[str]:
    """Parameters, assumptions, types and definitions."""
    if game.parameters:
        head, *rows = parameter_rows(game)
        known = game.parameters
        wide = [[element("code", row[0]), *row[1:], known[row[0]].unit, known[row[0]].source] for row in rows]
        yield table([*head, "unit", "source"], wide)
    facts_of = {
        "Assumptions": list(assumption_texts(game)),
        "Types": list(type_texts(game)),
        "Definitions": [f"{name} = {definition_text(value)}" for name, value in game.definitions.items()],
    }
    for head_of, lines in facts_of.items():
        if lines:
            yield element("h3", head_of)
            yield items(map(formula, lines))


def families(found: Equilibria) -> Iterator[str]:
    """All families, grouped by what is played on the path; those that exist only at ties last."""
    yield element("p", str(found.promise))
    shown = found.families[:MOST_FAMILIES]
    numbers = {id(eq): number for number, eq in enumerate(shown, start=1)}
    tied = False
    for play in found.by_path():
        members = [(numbers[id(eq)], eq) for eq in play.families if id(eq) in numbers]
        if members and not tied and not play.is_generic:
            tied = True
            yield element("h3", "Only where parameters tie")
        if len(members) == 1:
            yield _family(*members[0])
        elif members:
            always = any(where.is_everything for where in play.regions)
            there = ["for all values"] if always else ["where ", formula(play.exists)]
            where = element("p", "Played ", *there, ", in equilibria that differ off the path only:")
            ends = element("p", _ending(members[0][1]), ".")
            yield element("details", element("summary", play_title(play)), where, ends, *(_family(*m) for m in members))
    if len(found.families) > len(shown):
        yield element("p", f"And {len(found.families) - len(shown)} more: deterrence solve lists all.", class_="note")
    lines = component_lines(found)
    if lines:
        yield element("h3", "Any mixture of these is an equilibrium as well")
        yield items(_mixture(line.strip()) for line in lines)


def formula(text: str) -> Html:
    """A formula or condition, typeset; what is none as it is."""
    shown = typeset(text)
    return Html(shown) if "<math" in shown else element("code", printed(text))


def _mixture(line: str) -> Html:
    """A component, its condition set as a formula."""
    members, _, where = line.partition("  where ")
    return joined([members, *([" where ", formula(where)] if where else [])])


def _ending(eq: Equilibrium) -> str:
    """How play ends."""
    likely = [name for name, v in zip(eq.layout.outcomes, eq.outcome_values, strict=True) if not v.is_zero]
    return f"Play ends in {' or '.join(likely)}"


def _family(number: int, eq: Equilibrium) -> Html:
    rows = [[head, Html(typeset_facts(text))] for head, text in facts(eq)]
    return element("details", element("summary", f"{number}. {title(eq)}"), table(["what", "formula"], rows))


def threshold_list(line: Thresholds) -> Iterator[str]:
    """The thresholds with their formulas, and what exists between them."""
    if line.fixed:
        yield element("p", words(setting(line.fixed)), class_="note")
    if not line.points:
        yield element("p", f"No threshold: {line.same}.")
    yield items(
        formula(f"{line.letter} = {point}" + (f" = {known}" if known else ""))
        for point, known in zip(line.points, line.formulas, strict=True)
    )
    rows = [(str(cell.interval), eq.name) for cell in line.cells for eq in cell.equilibria]
    yield table([line.letter, "equilibrium"], rows)
    if line.promise.caveat:
        yield element("p", line.promise.caveat)


def static_tables(found: Statics) -> Iterator[str]:
    """For each family which quantity moves which way with which letter."""
    for family in dict.fromkeys(row.family for row in found.rows):
        signs = {(row.quantity, row.letter): row for row in found.rows if row.family is family}
        rows = []
        for quantity in dict.fromkeys(name for name, _ in signs):
            cells = [signs.get((quantity, letter)) for letter in found.letters]
            rows.append(
                [quantity, *(ZERO if c is None else printed(c.sign) + ("" if c.proved else " ?") for c in cells)]
            )
        where = formula(str(family.exists))
        inside = [element("p", "Exists where ", where), table(["moves", *found.letters], rows)]
        yield element("details", element("summary", family.name), *inside)
    if found.promise.caveat:
        yield element("p", found.promise.caveat, class_="note")
    if not found.rows:
        yield element("p", "No probability or payoff moves with any letter.")
    if any(not row.proved for row in found.rows):
        yield element("p", "? was read off sampled points and is not proved.", class_="note")


def claim_table(checks: Checks) -> Iterator[str]:
    """The claims, what became of them, and where one is false a button that goes there."""
    yield table(["verdict", "claim"], [[_verdict(row), joined(_claim(row))] for row in checks.rows])


def _verdict(row: Row) -> Html:
    words = {"proved": "proved for all values", "held": f"held at {row.points} points"}.get(row.verdict, row.verdict)
    return element("span", words, class_=f"verdict {row.verdict.split(' ')[0]}")


def _claim(row: Row) -> Iterator[str]:
    claim = row.claim
    yield element("p", claim.says)
    if claim.when is not None:
        yield element("p", f"{claim.holds}: ", formula(text_of(claim.when)))
    if claim.passage or claim.source:
        yield element("p", f"[{claim.source}] {claim.passage}".strip(), class_="note")
    if row.counterexample:
        values = json.dumps(point_of(row.counterexample))
        show = element("button", "Show me", type="button", data_values=values, hidden="")
        yield element("p", "false at ", element("code", row.counterexample), f": {row.by} ", show)
    elif row.refutation:
        yield element("p", row.refutation)
    sense = row.sense if claim.sense.is_said else ""
    for text in (claim.note, row.note, sense):
        if text:
            yield element("p", text, class_="note")


def sources(game: Model) -> Iterator[str]:
    """What the model rests on, and its notes."""
    if game.sources:
        yield items(joined([element("code", key), f": {text}"]) for key, text in game.sources.items())
    if game.notes:
        yield element("p", game.notes)


def model_file(game: Model) -> Iterator[str]:
    """The model file as it is, or as it would be written."""
    text = _original(game)
    if text is None:
        yield element(
            "p", "As it would be written; the model was not read from a file, or that has changed.", class_="note"
        )
        text = write(game)
    yield element("pre", text, tabindex="0")


def _original(game: Model) -> str | None:
    """What the file holds that the model was read from, if it still holds the same."""
    if game.origin is None:
        return None
    try:
        held = Path(game.origin.path).read_bytes()
        return held.decode("utf-8") if sha256(held).hexdigest() == game.origin.digest else None
    except (OSError, UnicodeDecodeError):
        return None


def stamp(problem: Problem, over: str | None, against: str | None) -> Html:
    """With which version, of which file, by which command the page is made."""
    game = problem.game
    name = game.name or (Path(game.origin.path).stem if game.origin else "")
    words = ["deterrence", "report", name or "MODEL"]
    options = [("--over", over), ("--against", against)]
    if problem.sense != game.sense:
        options += [("--concept", problem.concept), *(("--refine", name) for name in problem.refinements)]
    words += [word for option, chosen in options if chosen for word in (option, chosen)]
    made = f"Made by deterrence {version('deterrence')}"
    parts: list[str] = [f"{made} with ", element("code", shlex.join(words))]
    if game.origin is not None:
        parts += [", from a file whose SHA-256 is ", element("code", game.origin.digest)]
    return element("p", *parts, ".", class_="note")
