"""Equilibria as a proposition: what is played, and exactly where; in a remark what else belongs to each.

The proposition has an item for each path of play. What would be done where play does not come, what is believed, and
what exists only where parameters tie, stands in the remark below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from deterrence.algebra.formulas.language import Condition, Expression, names_in
from deterrence.algebra.values.value import Value
from deterrence.equilibria.equilibria import Equilibria, Equilibrium
from deterrence.equilibria.named import BeliefRange
from deterrence.equilibria.plays import Play
from deterrence.equilibria.promise import Promise
from deterrence.equilibria.text import MANY_PLACES, play_title, title, unsimplified
from deterrence.formats.tex import condition, escaped, formula, number, symbol
from deterrence.games.model import Model
from deterrence.report.tex_values import displayed, region, value

# Papers have these already; where there are none they are made, without a package.
ENVIRONMENTS: Final = (
    r"\ifdefined\proposition\else\newtheorem{proposition}{Proposition}\fi",
    r"\ifdefined\remark\else\newtheorem{remark}{Remark}\fi",
)


def proposition(found: Equilibria) -> Iterator[str]:
    """What the equilibria are, when each exists, and which of them may be mixed."""
    rows = list(found.by_path())
    wide = [row for row in rows if row.is_generic] or rows
    tied = rows[len(wide) :]
    numbers = _numbers([*wide, *tied])
    yield from ENVIRONMENTS
    yield rf"\begin{{proposition}}{_label(found.game)}"
    yield f"{setting(found.game)} {_opening(found, bool(tied))}".strip()
    yield from _list([list(_item(row)) for row in wide])
    if not found.complete:
        yield f"There may be others: {escaped(found.why)}."
    yield r"\end{proposition}"
    yield from _remark(found, wide, tied, numbers)


def _numbers(rows: Sequence[Play]) -> dict[int, str]:
    """What each equilibrium is called by: `2` where it is alone on the second path, else `2a`, `2b`, ..."""
    return {
        id(eq): f"{place}{_letter(index) if len(row.families) > 1 else ''}"
        for place, row in enumerate(rows, start=1)
        for index, eq in enumerate(row.families)
    }


def _letter(index: int) -> str:
    """`a`, `b`, ..., `z`, `aa`, ...

    Examples
    --------
    >>> [_letter(index) for index in (0, 25, 26)]
    ['a', 'z', 'aa']
    """
    before, letter = divmod(index, 26)
    return (_letter(before - 1) if before else "") + chr(ord("a") + letter)


def _label(game: Model) -> str:
    r"""`\label{prop:nll-probe}`, by the name or the title of the game."""
    name = re.sub(r"[^a-z0-9]+", "-", (game.name or game.title).lower()).strip("-")
    return rf"\label{{prop:{name}}}" if name else ""


def _opening(found: Equilibria, tied: bool) -> str:
    kind, of, refined = found.promise.what, of_game(found.game), refined_by(found.promise)
    if not found.families:
        return f"No {kind}{of}{refined} {'exist' if found.complete else 'were found'}."
    if found.complete:
        ties = ", except where parameters tie" if tied else ""
        return f"The {kind}{of}{refined} are the following{ties}."
    return f"The following are {kind}{of}{refined}."


def _item(row: Play) -> Iterator[str]:
    """What is played on a path, where, and with which payoffs."""
    first = row.families[0]
    yield rf"\textbf{{{_named(play_title(row), first)}}}{_where(row)}"
    shared = [i for i in row.reached if all(eq.strategies[i] == first.strategies[i] for eq in row.families)]
    yield from (f"{text}." for text in choices(first, shared))
    if row.payoff_values:
        yield f"Payoffs: {listed(first.layout.players, row.payoff_values)}."


def _where(row: Play) -> str:
    if not row.families[0].exists.background.ring.names:
        return "."
    if any(where.is_everything for where in row.regions):
        return ", for all values of the parameters."
    said = " or".join(map(displayed, row.regions))
    return f" if and only if{said}{'' if said.endswith(']') else '.'}"


def _list(items: Sequence[Sequence[str]], numbered: Sequence[int] = ()) -> Iterator[str]:
    """Items, under numbers of their own where these are given."""
    if not items:
        return
    yield r"\begin{enumerate}"
    for place, (first, *others) in enumerate(items):
        yield rf"\item{f'[{numbered[place]}.]' if numbered else ''} {first}"
        yield from others
    yield r"\end{enumerate}"


# --- the remark ---------------------------------------------------------------------------------------------------


def _remark(found: Equilibria, wide: Sequence[Play], tied: Sequence[Play], numbers: dict[int, str]) -> Iterator[str]:
    """What is not played, what is believed, what exists at ties, and what may be mixed."""
    lines = [
        *_rest(wide, 1, numbers),
        *_ties(tied, len(wide) + 1, numbers),
        *_mixtures(found, numbers),
        *unsimplified(found.families),
    ]
    if not found.exact:
        lines.append("Numbers are rounded.")
    if lines:
        yield from (r"\begin{remark}", *lines, r"\end{remark}")


def _rest(rows: Sequence[Play], first: int, numbers: dict[int, str]) -> Iterator[str]:
    """The families behind each path, where that says more than the path."""
    items, places = [], []
    for place, row in enumerate(rows, start=first):
        several = len(row.families) > 1
        behind = ((eq, _behind(row, eq, several)) for eq in row.families)
        said = [f"({numbers[id(eq)]}) {text}" if several else text for eq, text in behind if text]
        if said:
            items.append(" \\par\n".join(said).split("\n"))
            places.append(place)
    if items:
        yield "In full, with what would be done where play does not come, and what is believed:"
        yield from _list(items, places)


def _behind(row: Play, eq: Equilibrium, several: bool) -> str:
    """One equilibrium of a path: its other choices, its beliefs, and where it exists if it is one of several."""
    off = [index for index in range(len(eq.strategies)) if index not in row.reached]
    said = [f"{_named(title(eq), eq)}{f', if {region(eq.exists)}' if several else ''}."] if off or several else []
    said += [f"{text}." for text in choices(eq, off if not several else range(len(eq.strategies)))]
    for index, beliefs in list(eq.belief_values.items())[:MANY_PLACES]:
        place = eq.layout.places[index]
        said.append(f"{escaped(place.agent)} believes ({escaped(place.name)}): {listed(place.nodes, beliefs)}.")
    said += [f"Note: {escaped(note)}." for note in eq.notes]
    return " ".join(said)


def _ties(rows: Sequence[Play], first: int, numbers: dict[int, str]) -> Iterator[str]:
    if rows:
        yield "Where parameters tie, there are also:"
        yield from _list([list(_item(row)) for row in rows], range(first, first + len(rows)))
        yield from _rest(rows, first, numbers)


def _mixtures(found: Equilibria, numbers: dict[int, str]) -> Iterator[str]:
    """Which equilibria may be mixed."""
    order = list(numbers.values()).index
    for component in found.components:
        members = sorted({numbers[id(eq)] for eq in component if id(eq) in numbers}, key=order)
        if len(members) > 1:
            where = "" if component.exists.is_everything else f" if {region(component.exists)}"
            yield f"Every mixture of {', '.join(members[:-1])} and {members[-1]} is an equilibrium as well{where}."


# --- what is said of an equilibrium -------------------------------------------------------------------------------


def equilibrium(eq: Equilibrium) -> Iterator[str]:
    """One equilibrium, a line for each thing to say."""
    yield rf"\textbf{{{_named(title(eq), eq)}}}."
    if eq.exists.background.ring.names:
        where = region(eq.exists)
        said = {"always": "Exists for all values of the parameters.", "never": "Exists nowhere."}
        yield said.get(where, f"Exists if and only if {where}.")
    yield from (f"{choice}." for choice in choices(eq))
    for index, beliefs in list(eq.belief_values.items())[:MANY_PLACES]:
        place = eq.layout.places[index]
        yield f"{escaped(place.agent)} believes ({escaped(place.name)}): {listed(place.nodes, beliefs)}."
    yield f"Payoffs: {listed(eq.layout.players, eq.payoff_values)}."
    yield from (f"Note: {escaped(note)}." for note in eq.notes)


def _named(name: str, eq: Equilibrium) -> str:
    """The name of an equilibrium, with what is chosen from intervals set as formulas."""
    text = escaped(name)
    for letter, chosen in eq.choice_values.items():
        text = text.replace(escaped(f"{letter} = {chosen}"), f"${symbol(letter)} = {value(chosen)}$")
    return text


def choices(eq: Equilibrium, places: Sequence[int] | None = None) -> Iterator[str]:
    """The probabilities with which moves are mixed; what is chosen for certain is in the equilibrium's name."""
    agents = [place.agent for place in eq.layout.places]
    wanted = range(len(agents)) if places is None else places
    mixed = [(eq.layout.places[i], eq.strategies[i]) for i in wanted if len(_played(eq.strategies[i])) > 1]
    for place, row in mixed[:MANY_PLACES]:
        at = f" ({escaped(place.name)})" if agents.count(place.agent) > 1 else ""
        played = _played(row)
        moves = listed([place.moves[i] for i in played], [row[i] for i in played])
        yield f"{escaped(place.agent)}{at} plays, with probability: {moves}"
    if len(mixed) > MANY_PLACES:
        yield f"There are {len(mixed) - MANY_PLACES} more information sets at which a player mixes"


def _played(row: Sequence[Value]) -> list[int]:
    return [i for i, v in enumerate(row) if not v.is_zero]


def listed(names: Sequence[str], values: Sequence[Value | BeliefRange]) -> str:
    """Names with their values."""
    between = "; " if any("," in name for name in names) else ", "
    return between.join(
        f"{escaped(name)}{' in' if isinstance(x, BeliefRange) else ''} ${value(x)}$"
        for name, x in zip(names, values, strict=True)
    )


def refined_by(promise: Promise) -> str:
    """The refinements that equilibria pass, to stand behind what these are."""
    names = " and ".join(rf"\emph{{{escaped(name)}}}" for name in promise.refinements)
    several = "refinements" if len(promise.refinements) > 1 else "refinement"
    return f" that pass the {several} {names}" if names else ""


def of_game(game: Model) -> str:
    """Of which game, if it has a title."""
    return rf" of \emph{{{escaped(game.title)}}}" if game.title else ""


def setting(game: Model) -> str:
    """What is taken for granted: ranges, assumptions, and what the names in these stand for."""
    ranges = []
    for p in game.parameters.values():
        if p.low is not None and p.high is not None:
            ranges.append(rf"${symbol(p.name)} \in [{number(p.low)}, {number(p.high)}]$")
        elif p.low is not None or p.high is not None:
            end = rf"\geq {number(p.low)}" if p.low is not None else rf"\leq {number(p.high or Fraction(0))}"
            ranges.append(f"${symbol(p.name)} {end}$")
    parts = [*ranges, *(f"${condition(c)}$" for c in game.assumptions)]
    if not parts:
        return ""
    used = [f"${symbol(name)} = {formula(x)}$" for name, x in _used(game).items()]
    return f"Let {'; '.join(parts)}{', where ' if used else ''}{'; '.join(used)}."


def _used(game: Model) -> dict[str, Expression]:
    """The definitions on which the assumptions rest."""
    formulas = game.formulas()
    found: dict[str, Expression] = {}
    waiting: list[Expression | Condition] = list(game.assumptions)
    while waiting:
        for name in names_in(waiting.pop(0)):
            if name in formulas and name not in found:
                found[name] = formulas[name]
                waiting.append(formulas[name])
    return found
